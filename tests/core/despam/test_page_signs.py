"""What the markup of a page and its text as a whole say: cloaks, mosaics, coded titles, rewritten text."""

from __future__ import annotations

import random

import pytest

from crawler.core.despam import flags, markup
from crawler.core.extract.parse import parse
from tests.core.despam.spam_generator import GENUINE

HOST = "www.own.example"


def script(code: str) -> str:
    return f"<html><head><script>{code}</script></head><body>甲</body></html>"


ENGINE = "/baidu|sogou|so\\.com/.test(document.referrer)"
HEX = "".join(f"\\x{ord(char):02X}" for char in "referrer")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (f"if({ENGINE})location='//far.example/'", ("js_redirect",)),
        (f'if({ENGINE}){{window.location.href="https://far.example/x"}}', ("js_redirect",)),
        (
            "var r=document.referrer;if(r.indexOf('baidu')>0){top.location.replace('http://far.example')}",
            ("js_redirect",),
        ),
        (
            f'var a=["{HEX}","baidu","href","http://far.example/"];if(document[a[0]][x](a[1])>0){{location[a[2]]=a[3]}}',
            ("js_redirect",),
        ),
        ("if(navigator.userAgent.toLowerCase().indexOf('baiduspider')<0){document.title='柳河县'}", ("title_swap",)),
        ("document.title=String.fromCharCode(28595,38376)", ("title_swap",)),
        (f"if({ENGINE})location='//m.own.example/'", ()),
        (f"if({ENGINE})location='/m/'", ()),
        ("if(top.location!=location&&document.referrer.search('google.com')<0){top.location.href=location.href}", ()),
        ("var r=document.referrer;new Image().src='//hm.baidu.example/s.gif?r='+r+location.protocol", ()),
        ("if(navigator.userAgent.indexOf('MSIE')>0)document.title='柳河县'", ()),
        ("if(/baiduspider/.test(navigator.userAgent))return", ()),
        ("document.title='柳河县'", ()),
        ("", ()),
    ],
)
def test_cloaks(code: str, found: tuple[str, ...]) -> None:
    assert markup.cloak(script(code), HOST, whole=True) == found


ENGINES = ("Baidu", "SOGOU", "sm", "SM", "msnbot", "so.com")


@pytest.mark.parametrize("name", [*ENGINES, "asm", "sms", "robots", "so-com"])
def test_names_of_engines_in_either_case(name: str) -> None:
    code = f"if(/{name}/.test(document.referrer))location='//far.example/'"
    assert bool(markup.cloak(script(code), HOST, whole=True)) is (name in ENGINES)


def test_a_cloak_far_below_is_found_where_all_is_searched() -> None:
    page = "<p>甲" * 5000 + script(f"if({ENGINE})location='//far.example/'")
    assert markup.cloak(page, HOST, whole=False) == ()
    assert markup.cloak(page, HOST, whole=True) == ("js_redirect",)


@pytest.mark.parametrize(
    ("title", "coded"),
    [
        ("&#28595;&#38376;&#x5A01;&#x5C3C;&#26031;", True),
        ("&#28595; &#38376; &#23448; &#32593;\n", True),
        ("城东水厂&#8220;二期&#8221;通水", False),
        ("&#28595;&#38376;", False),
        ("", False),
    ],
)
def test_coded_titles(title: str, *, coded: bool) -> None:
    assert markup.has_coded_title(f"<head><title>{title}</title></head>甲") is coded
    assert markup.has_coded_title("甲") is False


ODD = "<acronym id='k9x2a'></acronym><tfoot id='k9x2a'></tfoot><progress id='k9x2a'></progress>"


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        (f"<p>甲{ODD}<th id='k9x2a'>乙</th>丙", ["乙"]),
        (f"<p>甲{ODD}<p>乙", []),
        ("<p>甲<tfoot id='k9x2a'></tfoot><acronym id='k9x2a'>乙</acronym>", None),
        ("<p>甲<div id='zoom' class='top'>乙</div><div id='zoom'>丙</div><ul id='zoom'>丁</ul>", None),
        ("<p>甲<acronym id='a1b2c'>乙</acronym><tfoot id='b1b2c'></tfoot><progress id='c1b2c'></progress>", None),
    ],
)
def test_mosaics(page: str, lines: list[str] | None) -> None:
    tree = parse(page, "http://own.example/")
    found = markup.mosaic(tree)
    assert bool(found) is (lines is not None)
    assert [tree.blocks[n].text for n in sorted(found) if n >= 0] == (lines or [])


LONG = "".join(GENUINE) * 2


def sown(token: str, *, step: int = 90) -> str:
    return "".join(LONG[n : n + step] + token for n in range(0, len(LONG), step))


@pytest.mark.parametrize("token", ["SEO靠我", "链上代做", "seo优化"])
def test_a_token_sown_into_a_text_is_found(token: str) -> None:
    assert flags.sown_token(sown(token)) != ""


@pytest.mark.parametrize("before", range(6))
def test_a_token_is_found_wherever_it_stands(before: int) -> None:
    assert "链上代做" in flags.sown_token("甲" * before + sown("链上代做"))


def test_words_of_a_text_are_no_tokens() -> None:
    assert flags.sown_token("".join(GENUINE) * 1) == ""
    assert flags.sown_token("合作社的柿饼卖到了省外。" * 60) == ""  # always between the same words
    assert flags.sown_token("") == ""


def test_emoji_within_sentences_are_sown_those_around_are_the_authors() -> None:
    faces = "😀🎉🔥🌹💪"
    sprinkled = {
        n: text.replace(",", f",{faces[n % 5]}").replace("。", f"。{faces[(n + 1) % 5]}", 1)
        for n, text in enumerate(GENUINE)
    }
    found = list(flags.sown_emoji(sprinkled))
    for n, text in sprinkled.items():
        cuts = sorted((start, end) for number, start, end in found if number == n)
        kept, begin = "", 0
        for start, end in cuts:
            kept, begin = kept + text[begin:start], end
        assert kept + text[begin:] == GENUINE[n]
    list_signs = {n: f"📍{text}🎉" for n, text in enumerate(GENUINE)}
    assert list(flags.sown_emoji(list_signs)) == []
    assert list(flags.sown_emoji({0: "★甲★乙■丙→丁✓戊"})) == []


@pytest.mark.parametrize(
    ("text", "spun"),
    [
        ("全县**好的景区,技术**强的队伍,服务**佳的窗口。", True),
        ("据先容,村民颠末培训,卖力巡河,踊跃报名,当真学习。", True),
        ("中奖名单:张**,李**,王**", False),
        ("据介绍,负责人经过培训,积极报名。", False),
    ],
)
def test_rewritten_text(text: str, *, spun: bool) -> None:
    assert flags.is_spun(text) is spun


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("昨天,星河汇娱乐城开学。星河汇娱乐城的学生到了。", ["星河汇娱乐城"]),
        ("昨天,星河汇娱乐城开学。", []),
        ("警方查处星河汇娱乐城赌博案。警方提醒,星河汇娱乐城是诈骗。", []),
        ("星河汇娱乐城,星河汇娱乐城", []),
        ("县里有电子厂。在星河汇娱乐城旁。到星河汇娱乐城去。新集团来了。", ["星河汇娱乐城"]),
    ],
)
def test_names_of_sellers_in_sentences(text: str, names: list[str]) -> None:
    assert flags.repeated_names(text) == names


def test_people_of_an_institution_in_a_company() -> None:
    assert flags.clashes("公司学生参加比赛。公司校友捐款。")
    assert not flags.clashes("公司党委开会。公司员工参加比赛。县中学学生到公司参观。")


def test_a_text_in_which_nothing_repeats_costs_nothing() -> None:
    text = "".join(chr(0x4E00 + random.Random(7).randrange(20000)) for _ in range(5))
    assert flags.sown_token(text) == ""
    assert not flags.has_astral(text)
    assert flags.has_astral("甲🎉")
