"""The stage decode: which encoding, why, and what happens to bytes that are no text."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.core.decode import binary, decide, decode
from crawler.core.model import Context, Draft, Page, PageFormat, Reason, Reject, SiteFacts
from tests.core.decode.pages import HANS, HANT, page, read

CONTEXT = Context(today=date(2026, 1, 1))
TEXTS = {"big5": HANT}
CODECS = {"big5": "cp950"}
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
WRONG = {"utf-8": "gb2312", "gb18030": "utf-8", "big5": "gb2312", "utf-16-le": "gb2312", "utf-16-be": "utf-8"}


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


SHORT = [
    # GBK whose bytes are valid UTF-8, and UTF-8 whose bytes are valid GBK
    ("陆路", "gbk", "text/html; charset=gb2312", "gb18030"),
    ("é", "utf-8", "", "utf-8"),
    ("武山", "utf-8", "text/html; charset=gbk", "utf-8"),
    # lists of names, of which few characters are frequent
    ("赵梓涵、钱昊晨、孙诗琪、欧阳鑫淼、司马翀", "gbk", "", "gb18030"),
    ("赵梓涵、钱昊晨、孙诗琪、欧阳鑫淼、司马翀", "gbk", "text/html; charset=big5", "gb18030"),
    ("<td>12.5</td><td>玉米</td><td>308</td>", "gbk", "", "gb18030"),
    ("Minutes of the meeting 纪要 page 3", "gbk", "", "gb18030"),
    # a declaration decides where two characters could be anything
    ("山水", "cp950", "text/html; charset=big5", "big5"),
    # rare characters, declared rightly
    ("龘靐齉爩鱻麤灪龖厵" * 6, "gbk", "text/html; charset=gbk", "gb18030"),
]


@pytest.mark.parametrize(("text", "codec", "header", "encoding"), SHORT)
def test_short_and_unusual_text(text: str, codec: str, header: str, encoding: str) -> None:
    found = read(text.encode(codec), header)
    assert (found.encoding, found.text) == (encoding, text)


JAPANESE = "今日は朝から雨が降っていましたが、午後には晴れて、公園では子どもたちが元気に遊んでいました。"
KATAKANA = "トヨタ自動車グループ、新型ハイブリッドシステムを発表。"
KOREAN = "오늘 아침부터 비가 내렸지만 오후에는 맑아져 공원에서 아이들이 즐겁게 놀고 있었다."
FOREIGN = [
    (JAPANESE, "euc-jp", "euc-jp"),
    (JAPANESE, "shift_jis", "shift_jis"),
    (JAPANESE, "iso2022_jp", "iso-2022-jp"),
    (KATAKANA, "euc-jp", "euc-jp"),
    (KATAKANA * 5, "euc-jp", "euc-jp"),
    (KATAKANA, "cp932", "shift_jis"),
    (KOREAN, "euc-kr", "euc-kr"),
    (JAPANESE, "utf-16-le", "utf-16-le"),
    (f"<p>{KOREAN}</p>", "utf-16-be", "utf-16-be"),
]


@pytest.mark.parametrize("header", ["", "text/html; charset=gb2312", "text/html; charset=utf-8"])
@pytest.mark.parametrize(("text", "codec", "encoding"), FOREIGN)
def test_other_languages_do_not_become_chinese(text: str, codec: str, encoding: str, header: str) -> None:
    found = read(text.encode(codec), header)
    assert (found.encoding, found.text) == (encoding, text)


#: 縣農業農村局派出技術員，幫助農戶烘乾入庫。 as glibc's iconv writes it.
EUC_TW = "f1ece7a9e4c6e7a9cadac9fdd2a6c5f8cac0ddb4d4dea1a2f3d9c9b7e7a9c5c2d6d0d8f1c4abd5bba1a4"


@pytest.mark.parametrize("header", ["", "text/html; charset=euc-tw", "text/html; charset=big5"])
def test_euc_tw_is_read_by_way_of_big5(header: str) -> None:
    found = read(bytes.fromhex(EUC_TW), header)
    assert (found.encoding, found.text) == ("euc-tw", "縣農業農村局派出技術員，幫助農戶烘乾入庫。")
    assert read(bytes.fromhex(EUC_TW) + b"\xff", header).bad_bytes == 1


CHARACTERS = [
    ("gb18030", "—·。縣㐂𠀀", "utf-8"),  # Python's gb2312 codec makes ― and ・ of the first two
    ("gb18030", "€", "cp936 euro"),
    ("big5", "‧～￥恒裏碁", "cp950"),
    ("big5", "嘅𠵱啲", "big5hkscs"),
    ("big5", "／＼", "cp950"),
    ("big5", "／＼", "big5"),  # Python's big5 and cp950 write them with other bytes
    ("big5", "①②③", "big5"),  # C7E9, where HKSCS has kana
    ("big5", "の①", "big5hkscs"),
]


@pytest.mark.parametrize(("encoding", "chars", "why"), CHARACTERS)
def test_characters_at_the_edge(encoding: str, chars: str, why: str) -> None:
    text = TEXTS.get(encoding, HANS)
    codec = why if encoding == "big5" else encoding
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


def test_stage_records_what_was_mixed_restored_and_lost() -> None:
    twice = "".join(bytes([byte]).decode("latin-1") for byte in HANS.encode())
    draft = staged(page(f"{twice}</p><p>{HANT}锟斤拷").encode())
    assert isinstance(draft, Draft)
    assert draft.markup == page(f"{HANS}</p><p>{HANT}锟斤拷")
    assert draft.warnings == ("double-encoded", "lost-characters:1")
    assert [(repair.stage, repair.rule, repair.place) for repair in draft.repairs] == [
        ("decode", "utf-8-read-as-windows-1252", None)
    ]
    mixed = staged(page(HANS).encode("gbk") + page(HANT).encode())
    assert isinstance(mixed, Draft)
    assert mixed.warnings == ("mixed-encodings",)
    assert mixed.markup == page(HANS) + page(HANT)


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
    b"\xd6\xd0\xff",
    b"\xa4\xa4\xff ",
    b"<i>\xce\xc4\xff</i>\xe6\x96\x87",
    "姝﹀北".encode(),
    "涓?�".encode(),
    "姝﹀北".encode("gbk") + b" ",
    "ä¸­å›½".encode(),
    "Ã¤Â¸".encode(),
    b"\xa4\xce\xa4\xcb",
    b"\x8e\xa2\xa1\xa1",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_bytes_take_linear_time(unit: bytes) -> None:
    body = unit * (400_000 // len(unit))
    start = time.process_time()
    binary(body)
    decide(body, "charset=" * 50, None, html=True)
    assert time.process_time() - start < 3
