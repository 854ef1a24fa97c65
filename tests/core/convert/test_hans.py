"""To Simplified: words, names, the particle, and agreement with the package that the tables come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from crawler.core.convert import simplify
from crawler.core.divisions import divisions
from crawler.core.hanzi import opencc_dictionary, variant_forms
from crawler.core.tables import read_lines

WORDS = [
    # phrase rules and characters with several meanings
    ("乾隆年間的乾淨餅乾", "乾隆年间的干净饼干"),
    ("皇后往後看，裏面瞭解，瞭望臺", "皇后往后看，里面了解，瞭望台"),
    ("徵收工作，宮商角徵羽", "征收工作，宫商角徵羽"),
    ("過於單一的標準，立足於潛力，不同於戲曲", "过于单一的标准，立足于潜力，不同于戏曲"),
    ("由於崇文區的努力，受敖漢旗委託，於敖漢旗開會", "由于崇文区的努力，受敖汉旗委托，于敖汉旗开会"),
    ("重覆、答覆與批覆，覆蓋全縣", "重复、答复与批复，覆盖全县"),
    ("背後揹著座標圖", "背后背着坐标图"),
    # the standard of 2013
    ("完成瞭任務，神祇與祇有，一目瞭然", "完成了任务，神祇与只有，一目了然"),
    ("憑藉優勢，聲名狼藉，慰藉與蘊藉", "凭借优势，声名狼藉，慰藉与蕴藉"),
    ("彷彿彷徨，牴觸，賙先生，校讎與讎恨", "仿佛彷徨，抵触，周先生，校雠与仇恨"),
    ("牠們的想像力", "它们的想象力"),
    # a careless converter's 乾 for 幹
    ("主乾道與骨乾企業", "主干道与骨干企业"),
    # no standard has the short form of 輋, and few fonts
    ("河輋農場的村民", "河輋农场的村民"),
    # variant and Japanese forms
    ("増量、为羣衆、囯家、敎育", "增量、为群众、国家、教育"),
    # names
    ("乾縣與乾安縣、藉口鎮、氾水鎮、於潛鎮", "乾县与乾安县、藉口镇、氾水镇、於潜镇"),
    ("來自乾县的記者，蕭乾与萧乾", "来自乾县的记者，萧乾与萧乾"),
    ("濛陽街道與鮀江街道", "濛阳街道与鮀江街道"),
    # vocabulary stays
    ("建立軟體和網路", "建立软体和网路"),
    ("", ""),
]

PARTICLES = [
    ("意味著困難，帶著孩子，沿著河岸", "意味着困难，带着孩子，沿着河岸"),
    ("著名作家的專著和名著成效顯著", "著名作家的专著和名著成效显著"),
    ("代表們討論著，部門配合著，著手準備", "代表们讨论着，部门配合着，着手准备"),
    ("看著書，伴隨著《新歌》，彰顯著，衝著名氣", "看着书，伴随着《新歌》，彰显着，冲着名气"),
    ("他著有《縣志》，見微知著，著書立說", "他著有《县志》，见微知著，著书立说"),
    ("看着顯著的變化", "看着显著的变化"),
]

#: Running text around a name, which must not change it.
FRAMES = ("記者從{}獲悉，", "由於{}和鄰縣的努力，", "對{}後來的發展，", "受{}委託，於{}開會。")


def characterwise(text: str) -> str:
    """Return what a clone makes of a text: each character in its first Traditional form."""
    return text.translate({ord(char): forms.split()[0] for char, forms in opencc_dictionary("STCharacters").items()})


@pytest.mark.parametrize(("traditional", "simplified"), WORDS + PARTICLES)
def test_simplify(traditional: str, simplified: str) -> None:
    assert simplify(traditional) == simplified


@pytest.mark.parametrize("variant", ["s2t", "s2tw", "s2hk", "characters", "none"])
def test_every_division_survives_in_running_text(variant: str) -> None:
    names = list(dict.fromkeys(name for division in divisions().values() for name in division.names))
    whole = "\n".join(names)
    forms = {"characters": characterwise, "none": str}.get(variant) or OpenCC(variant).convert
    lost = []
    for n, (name, form) in enumerate(zip(names, forms(whole).split("\n"), strict=True)):
        frame = FRAMES[n % len(FRAMES)]
        if simplify(frame.format(form, form)) != simplify(frame).format(name, name):
            lost.append(name)
    assert lost == []


def test_townships_of_the_table_survive() -> None:
    rows = [line.split("\t") for line in read_lines("script_words.tsv")]
    names = [(form, name) for form, name, kind in rows if kind == "name"]
    assert len(names) > 50
    assert [(form, simplify(form)) for form, name in names if simplify(form) != name] == []


def test_simplify_agrees_with_the_package_it_is_compiled_from() -> None:
    text = "縣委召開常務會議，傳達學習上級精神，研究部署秋糧收購、防汛備汛和義務教育等工作。與會人員乾杯、發髮、鐘錶。"
    assert simplify(text) == OpenCC("t2s").convert(text)


#: Every character and phrase that the tables know, beside some that they do not.
PHRASES = sorted(opencc_dictionary("TSPhrases")) + [line.split("\t")[0] for line in read_lines("script_words.tsv")]
KNOWN = st.sampled_from(PHRASES) | st.sampled_from(
    [*opencc_dictionary("TSCharacters"), *variant_forms(), *"县着著，。于"]
)


@given(st.lists(KNOWN, max_size=6).map("".join) | st.text())
def test_simplify_keeps_the_length(text: str) -> None:
    assert len(simplify(text)) == len(text)


def test_phrases_are_settled_in_one_pass() -> None:
    assert [phrase for phrase in PHRASES if simplify(simplify(phrase)) != simplify(phrase)] == []
