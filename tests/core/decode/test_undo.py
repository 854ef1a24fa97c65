"""What was encoded twice is restored where it is proven, and nothing else is touched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.decode.undo import lost, undo
from tests.core.decode.pages import HANS, HANT, MENU, page, read


def misread(text: str, right: str, wrong: str) -> str:
    """Return a text whose bytes were taken for another encoding, as careful programs do it: nothing is lost."""
    raw = text.encode(right)
    if wrong == "windows-1252":
        return "".join(bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in raw)
    return raw.decode(wrong)


#: Text whose UTF-8 is whole pairs of GBK.
PAIRS = "截至目前，全县已收割晚稻八万亩，"
WHOLE = [
    (HANS, "utf-8", "windows-1252"),
    (HANS, "utf-8", "latin-1"),
    (HANT, "utf-8", "windows-1252"),
    (PAIRS, "utf-8", "gb18030"),
    (HANS, "gb18030", "windows-1252"),
    (HANT, "big5", "windows-1252"),
]


@pytest.mark.parametrize(("text", "right", "wrong"), WHOLE)
def test_a_body_that_was_encoded_twice(text: str, right: str, wrong: str) -> None:
    template = page("{}").replace("<p>", MENU[False] + "<p>")
    found = read(template.replace("{}", misread(text, right, wrong)).encode())
    assert found.text == template.replace("{}", text)
    rule = f"{right}-read-as-{wrong.replace('latin-1', 'windows-1252')}"
    assert [name for name, _ in found.restored] == [rule]
    assert f"double-encoded:{rule}" in found.evidence


@pytest.mark.parametrize("text", ["武山", "中国", "新闻中心"])
@pytest.mark.parametrize("wrong", ["gb18030", "windows-1252"])
def test_a_few_characters_are_enough(text: str, wrong: str) -> None:
    assert undo(f"<b>{misread(text, 'utf-8', wrong)}</b>", latin=True)[0] == f"<b>{text}</b>"


def test_three_times() -> None:
    text = misread(misread(HANS, "utf-8", "windows-1252"), "utf-8", "windows-1252")
    assert undo(text, latin=True)[0] == HANS


@pytest.mark.parametrize("errors", ["replace", "ignore"])
@pytest.mark.parametrize("codec", ["gbk", "gb18030"])
def test_what_is_lost_becomes_one_mark_and_never_a_guess(codec: str, errors: str) -> None:
    text, _ = undo(HANS.encode().decode(codec, errors), latin=False)
    pattern = "".join(f"(?:{re.escape(char)}|\ufffd)?" for char in HANS)
    assert re.fullmatch(pattern, text)
    assert text.count("\ufffd") < len(HANS) / 6


def test_a_question_mark_in_the_place_of_a_byte() -> None:
    damaged = HANS.encode().decode("gbk", "replace").replace("\ufffd", "?")
    text, rules = undo(damaged, latin=False)
    assert rules
    assert sum(char in HANS for char in text) > 0.8 * len(HANS)
    assert not set(text) - set(damaged) - set(HANS) - {"\ufffd"}


UNTOUCHED = [
    HANS,
    HANT,
    "锟斤拷锟斤拷锟斤拷",
    f"{HANS}锟斤拷{HANS}",
    "烫烫烫烫屯屯屯",
    "張騫、鍥、涓流、銆、錛",
    "São Paulo, Île-de-France, Ünïcödé, naïve café, £¥€ §±, Ærø på måske",
    "“引号”—破折号…",
    "浜松市、鏡、鐨",
    "Ã Ä Å æ ç è é",
    "\ufffd\ufffd?",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_genuine_text_and_what_is_lost_for_good_stay(text: str) -> None:
    assert undo(text, latin=True) == (text, ())


@pytest.mark.parametrize(("mark", "codec"), [("锟斤拷", "gbk"), ("锟斤拷", "utf-8"), ("嚙踝蕭", "utf-8")])
def test_lost_characters_are_counted(mark: str, codec: str) -> None:
    found = read(page(HANS + mark * 3).encode(codec))
    assert (found.lost, found.text, found.restored) == (3, page(HANS + mark * 3), ())
    assert lost("ï¿½ï¿½", latin=True) == 2
    assert lost("烫烫烫屯屯屯", latin=True) == 0


@given(st.text(max_size=80))
def test_undo_is_total_and_idempotent(text: str) -> None:
    once, _ = undo(text, latin=True)
    assert undo(once, latin=True)[0] == once


@given(
    st.text(
        alphabet="的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严，。、",
        max_size=60,
    )
)
def test_genuine_chinese_is_never_changed(text: str) -> None:
    assert undo(text, latin=True) == (text, ())
