"""The stage decode: which encoding, why, and what happens to bytes that are no text."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.core.decode import Decoding, binary, decide, decode
from crawler.core.model import Context, Draft, Page, PageFormat, Reason, Reject, SiteFacts

CONTEXT = Context(today=date(2026, 1, 1))
HANS = (
    "本报讯（记者 王小川）十月以来，全县各乡镇抢抓晴好天气，组织农机手下田收割晚稻。在河口村，三台收割机来回穿梭，"
    "不到半天就收完了一百二十亩。村支书说，今年雨水均匀，亩产比去年多出三十来斤，收购价也有所提高。县农业农村局派出技术员"
    "驻村指导，帮助农户烘干入库；交通部门对通往粮站的道路进行了维修。据统计，截至目前，全县已收割晚稻八万亩，完成计划的九成以上。"
)
HANT = (
    "本報訊（記者 王小川）十月以來，全縣各鄉鎮搶抓晴好天氣，組織農機手下田收割晚稻。在河口村，三臺收割機來回穿梭，"
    "不到半天就收完了一百二十畝。村支書說，今年雨水均勻，畝產比去年多出三十來斤，收購價也有所提高。縣農業農村局派出技術員"
    "駐村指導，幫助農戶烘乾入庫；交通部門對通往糧站的道路進行了維修。"
)
TEXTS = {"big5": HANT}
CODECS = {"big5": "cp950"}
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
WRONG = {"utf-8": "gb2312", "gb18030": "utf-8", "big5": "gb2312", "utf-16-le": "gb2312", "utf-16-be": "utf-8"}


def page(text: str, charset: str = "") -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return f"<html><head><title>秋收</title>{meta}</head><body><p>{text}</p></body></html>"


def read(body: bytes, header: str = "", hint: str | None = None) -> Decoding:
    found = decide(body, header, hint, html=True)
    assert found is not None
    return found


def staged(
    body: bytes, content_type: str = "", *, form: PageFormat = "html", hint: str | None = None
) -> Draft | Reject:
    facts = SiteFacts(encoding=hint)
    url = "http://news.example/1.html"
    whole = Page(
        body=body, url=url, requested_url=url, fetched="2026-01-01T08:00:00+08:00", content_type=content_type,
        format=form, site=facts,
    )  # fmt: skip
    return decode(Draft(page=whole), CONTEXT)


@pytest.mark.parametrize("damage", ["clean", "bad byte", "truncated"])
@pytest.mark.parametrize("declared", ["right", "wrong", "missing", "late", "wrong header"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_matrix(encoding: str, declared: str, damage: str) -> None:
    label = {"right": encoding, "late": encoding, "wrong": WRONG[encoding]}.get(declared, "")
    text = page(TEXTS.get(encoding, HANS), label)
    if declared == "late":
        text = text.replace("<title>", f"<style>{'p {}' * 3000}</style><title>")
    body = text.encode(CODECS.get(encoding, encoding))
    if damage == "truncated":
        body = body[: body.rindex("。".encode(CODECS.get(encoding, encoding))) + 1]
    if damage == "bad byte":
        at = len(body) * 2 // 3 & ~1
        body = body[:at] + b"\xff" + body[at + 1 :]
    found = read(body, f"text/html; charset={WRONG[encoding]}" if declared == "wrong header" else "")
    assert found.encoding == encoding
    assert found.overruled == (declared == "wrong header" or (declared == "wrong" and "16" not in encoding))
    if damage == "clean":
        assert (found.text, found.bad_bytes) == (text, 0)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("size", [60, 100, 200])
def test_short_text_without_declaration(encoding: str, size: int) -> None:
    body = TEXTS.get(encoding, HANS).encode(CODECS.get(encoding, encoding))
    assert read(body[:size]).encoding == encoding


@pytest.mark.parametrize("lost", [1, 41, 80])
def test_a_lost_byte_shifts_the_rest_but_not_the_choice(lost: int) -> None:
    text = "".join(char for char in HANS if not char.isascii())
    body = text.encode("gb18030")
    assert read(body[:lost] + body[lost + 1 :]).encoding == "gb18030"


EVIDENCE = [
    (page(HANS).encode("utf-8-sig"), "", None, "utf-8", ("bom",)),
    (page(HANS, "gbk").encode("utf-16"), "", None, "utf-16-le", ("bom",)),
    (page(HANS).encode(), "text/html", None, "utf-8", ("utf8-valid",)),
    (page(HANS).encode(), "text/html; charset=GBK", None, "utf-8", ("utf8-valid", "overruled:header:gbk")),
    (page(HANS, "gb2312").encode("gbk"), "", None, "gb18030", ("plausible:gb18030", "meta:gb2312")),
    (page(HANS).encode("gbk"), "", "gbk", "gb18030", ("plausible:gb18030", "hint:gbk")),
    (page(HANS).encode("gbk"), "", "big5", "gb18030", ("plausible:gb18030", "overruled:hint:big5")),
    (
        page(HANS, "x-gbk").encode("gbk"), 'text/html; charset="ISO-8859-1"', None,
        "gb18030", ("plausible:gb18030", "overruled:header:iso-8859-1", "meta:x-gbk"),
    ),
    (
        page(HANS, "unicode").encode("utf-16-le"), "", None, "utf-16-le", ("zero-bytes",),
    ),
    (b'<?xml version="1.0" encoding="GBK"?>' + HANS.encode("gbk"), "", None, "gb18030", ("plausible:gb18030", "xml:gbk")),
    (b"<p>plain</p>", "", None, "utf-8", ("ascii",)),
    (b"<meta charset=gb2312><p>&#31179;</p>", "", None, "gb18030", ("ascii", "meta:gb2312")),
    (HANS[:30].encode("hz"), "", None, "hz", ("plausible:hz",)),
    ("联通".encode("gbk"), "text/html; charset=gbk", None, "gb18030", ("plausible:gb18030", "header:gbk")),
    ("Straße".encode("latin-1"), "", "iso-8859-1", "windows-1252", ("no-other-fits", "hint:iso-8859-1")),
    ("нужно".encode("cp1251") * 9, "text/html;charset=windows-1251", None, "windows-1251", ("no-other-fits", "header:windows-1251")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "header", "hint", "encoding", "evidence"), EVIDENCE)
def test_evidence(body: bytes, header: str, hint: str | None, encoding: str, evidence: tuple[str, ...]) -> None:
    found = read(body, header, hint)
    assert (found.encoding, found.evidence, found.bad_bytes) == (encoding, evidence, 0)


NO_DECLARATION = [
    '<script charset="big5" src="a.js"></script>',
    '<!-- <meta charset="big5"> -->',
    "<p>the charset=big5 of old</p>",
    '<a href="?charset=big5">',
    '<link charset="big5" href="a.css">',
]


@pytest.mark.parametrize("markup", NO_DECLARATION)
def test_what_is_no_declaration(markup: str) -> None:
    assert read(f"<head>{markup}</head>{HANS}".encode()).evidence == ("utf8-valid",)


HEARD = [
    # a saved page full of scripts before its own declaration
    ('<script charset="gbk" src="a.js"></script>' * 12 + '<meta charset="utf-8"><body>', ("meta:utf-8",)),
    # a document pasted into the body keeps its head, which is not the page's
    (
        '<meta charset="utf-8"><body><p><META HTTP-EQUIV="Content-Type" CONTENT="text/html; CHARSET=gb2312">',
        ("meta:utf-8",),
    ),
    # but where it is all there is, it is heard
    ('<body><META HTTP-EQUIV="Content-Type" CONTENT="text/html; CHARSET=GB2312">', ("overruled:meta:gb2312",)),
    ("<meta\tcontent='text/html; charset = utf-8'\n http-equiv=content-type>", ("meta:utf-8",)),
]


@pytest.mark.parametrize(("markup", "evidence"), HEARD)
def test_which_declaration_is_heard(markup: str, evidence: tuple[str, ...]) -> None:
    assert read(f"<head>{markup}{HANS}".encode()).evidence == ("utf8-valid", *evidence)


def test_plain_text_has_no_meta() -> None:
    found = decide(f"<meta charset=big5>{HANS}".encode(), "", None, html=False)
    assert found is not None
    assert found.evidence == ("utf8-valid",)


CHARACTERS = [
    ("gb18030", "—·。縣㐂𠀀", "utf-8"),  # Python's gb2312 codec makes ― and ・ of the first two
    ("gb18030", "€", "cp936 euro"),
    ("big5", "‧～￥恒裏碁", "cp950"),
    ("big5", "嘅𠵱啲", "big5hkscs"),
]


@pytest.mark.parametrize(("encoding", "chars", "_why"), CHARACTERS)
def test_characters_at_the_edge(encoding: str, chars: str, _why: str) -> None:
    text = TEXTS.get(encoding, HANS)
    codec = {"big5": "big5hkscs" if "嘅" in chars else "cp950"}.get(encoding, encoding)
    extra = b"\x80" if chars == "€" else chars.encode(codec)
    found = read(text.encode(CODECS.get(encoding, encoding)) + extra)
    assert (found.encoding, found.text, found.bad_bytes) == (encoding, text + chars, 0)


def test_bad_bytes_are_counted_and_kept_in_place() -> None:
    found = read(HANS[:10].encode() + b"\xff\xfe" + HANS[10:].encode())
    assert (found.encoding, found.bad_bytes) == ("utf-8", 2)
    assert found.text == HANS[:10] + "\ufffd\ufffd" + HANS[10:]


def test_replacement_characters_of_the_page_itself_are_no_failures() -> None:
    found = read(f"\ufffd{HANS}\ufffd".encode() + b"\xe5")
    assert (found.encoding, found.bad_bytes) == ("utf-8", 1)


def test_stage_fills_the_draft_once() -> None:
    draft = staged(page(HANS, "big5").encode("gbk") + b"\xff", "text/html; charset=utf-8")
    assert isinstance(draft, Draft)
    assert draft.markup == page(HANS, "big5") + "\ufffd"
    assert draft.encoding == "gb18030"
    assert draft.encoding_evidence == ("plausible:gb18030", "overruled:header:utf-8", "overruled:meta:big5")
    assert draft.warnings == ("encoding-declared-wrong", "undecodable-bytes:1")
    assert decode(draft, CONTEXT) == draft


def test_a_wrong_hint_is_the_operators_not_the_pages() -> None:
    draft = staged(page(HANS).encode(), hint="gbk", form="text")
    assert isinstance(draft, Draft)
    assert (draft.warnings, draft.encoding_evidence) == ((), ("utf8-valid", "overruled:hint:gbk"))


def test_line_ends_stay() -> None:
    draft = staged(b"a\r\nb\rc\n")
    assert isinstance(draft, Draft)
    assert draft.markup == "a\r\nb\rc\n"


REFUSED = [
    (b"", Reason.EMPTY),
    (b" \r\n\t", Reason.EMPTY),
    (b"\xef\xbb\xbf \n", Reason.EMPTY),
    ("\u3000\u00a0".encode(), Reason.EMPTY),
    (b"%PDF-1.7 ...", Reason.BINARY),
    (b"\x89PNG\r\n\x1a\n", Reason.BINARY),
    (b"\xff\xd8\xff\xe0JFIF", Reason.BINARY),
    (b"PK\x03\x04word/document.xml", Reason.BINARY),
    (b"\x1f\x8b\x08" + bytes(20), Reason.BINARY),
    (bytes(range(256)) * 16, Reason.BINARY),
    (b"\xff\xfe" + bytes(range(32)) * 20, Reason.BINARY),
    ("질서 있게 진행되었다 군민 여러분".encode("euc-kr") * 6, Reason.UNDECODABLE),
    (bytes(200 + n % 55 for n in range(0, 3000, 7)), Reason.UNDECODABLE),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED)
def test_refused(body: bytes, reason: Reason) -> None:
    refused = staged(body)
    assert isinstance(refused, Reject)
    assert refused.reason == reason


def test_stray_zero_bytes_are_bad_bytes_of_a_text() -> None:
    draft = staged(page(HANS).encode().replace("。".encode(), "。\0".encode()))
    assert isinstance(draft, Draft)
    assert draft.encoding == "utf-8"
    assert "\0" not in draft.markup
    assert draft.warnings == (f"undecodable-bytes:{HANS.count('。')}",)


@given(st.binary(max_size=400), st.text(max_size=30), st.sampled_from([None, "gbk", "nonsense", "\0"]))
@settings(max_examples=200)
def test_total_on_any_bytes(body: bytes, header: str, hint: str | None) -> None:
    outcome = staged(body, header, hint=hint)
    if isinstance(outcome, Draft):
        assert outcome.encoding
        assert "\0" not in outcome.markup


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1))
def test_utf8_is_read_as_it_is(text: str) -> None:
    body = (HANS + text).encode()
    assert read(body).text == HANS + text


HOSTILE = [
    b"\xff",
    b"\x80",
    b"\x81 ",
    b"<meta charset=",
    b"<!--charset",
    b"~{",
    b"\xe4\xb8",
    b"<?xml ",
    b"<meta ",
    b"<body>",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_bytes_take_linear_time(unit: bytes) -> None:
    body = unit * (400_000 // len(unit))
    start = time.process_time()
    binary(body)
    decide(body, "charset=" * 50, None, html=True)
    assert time.process_time() - start < 3
