"""Character facts: script, fold, share of Han, and the table of divisions."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.divisions import Division, FormerDivision, divisions, parse_divisions
from crawler.core.hanzi import (
    HAN,
    han_chars,
    han_share,
    has_han_chars,
    has_traditional,
    script_of,
    scripts_of,
    simplified_only,
    to_simplified_chars,
    traditional_only,
)

SCRIPTS = [
    ("全县秋粮收购工作顺利结束", "Hans"),
    ("全縣秋糧收購工作順利結束", "Hant"),
    ("全縣秋糧收購工作順利結束。更多优惠请点击进入会员专区", "Mixed"),
    # Characters that Simplified text shares with Traditional are no marks.
    ("乾县、乾安县的於潜镇", "Hans"),
    ("中山公安", "Hans"),
    ("后里干台只于", "Hans"),
    # Hong Kong forms that GB2312 also has.
    ("溫户税説：會議記錄已經發佈", "Hant"),
    # One odd character does not make a text mixed.
    ("全縣秋糧收購工作順利結束，農民增收过半", "Hant"),
    ("全县秋粮收购工作顺利结束，书法作品題名获奖", "Hans"),
    ("Autumn harvest 2026", None),
    ("", None),
    ("12月3日 ※", "Hans"),
]

FOLDS = [
    ("乾縣後勤處", "干县后勤处"),
    ("囯増爲羣衆裡綫峯", "国增为群众里线峰"),
    ("\u2f00\uf9d1", "一六"),  # Kangxi radical, compatibility ideograph
    ("全县 2026 abc，。", "全县 2026 abc，。"),
    ("著名", "著名"),
]


@pytest.mark.parametrize(("text", "script"), SCRIPTS)
def test_script_of(text: str, script: str | None) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("text", "marks"), [("全县秋粮", 0), ("全縣秋糧", 0), ("全縣秋糧收購，农民", 1), ("全县秋粮收购，農民", 1), ("", 0)]
)
def test_scripts_of_counts_the_rarer_side(text: str, marks: int) -> None:
    assert scripts_of(text) == (script_of(text), marks)


@pytest.mark.parametrize(("text", "folded"), FOLDS)
def test_fold(text: str, folded: str) -> None:
    assert to_simplified_chars(text) == folded


@given(st.text())
def test_fold_keeps_length_and_is_idempotent(text: str) -> None:
    folded = to_simplified_chars(text)
    assert len(folded) == len(text)
    assert to_simplified_chars(folded) == folded


#: Han of three planes, one of them only Traditional, and what is none.
LETTERS = st.text(st.sampled_from("县縣〇\U0002063a\U00020000 a，\n"), max_size=12)


@given(LETTERS, st.sampled_from([0, 0.25, 1, 3, 3.5]))
def test_quick_questions_agree_with_full_counts(text: str, least: float) -> None:
    assert has_han_chars(text, least) == (han_chars(text) >= max(least, 1))
    assert has_traditional(text) == bool(set(text) & traditional_only())


@given(st.text())
def test_facts_are_total(text: str) -> None:
    assert script_of(text) in {"Hans", "Hant", "Mixed", None}
    assert 0 <= han_share(text) <= 1


def test_no_character_marks_both_scripts() -> None:
    assert not traditional_only() & simplified_only()
    # The standard of 2013 gave these back to Simplified text.
    assert not set("氾昇甦陞祕釐蒐剋脩苧薳爇") & traditional_only()
    assert not set("乾於藉徵瞭著后里干只") & (traditional_only() | simplified_only())


@pytest.mark.parametrize(
    ("text", "share"), [("", 0), (" \n", 0), ("秋收", 1), ("秋 收 ", 1), ("秋收ab", 0.5), ("〇々", 1), ("abc，", 0)]
)
def test_han_share(text: str, share: float) -> None:
    assert han_share(text) == share


def test_han_class_covers_rare_characters() -> None:
    assert re.fullmatch(f"[{HAN}]+", "㐀䶵一龥龦﨑\U00020000\U000323af〇")
    assert not re.search(f"[{HAN}]", "，。Aａあ한\ue000")


def test_divisions() -> None:
    table = divisions()
    assert len(table) == 2847
    assert table["620524"].name == "武山县"
    assert table["620524"].province == "甘肃省"
    assert all(code == division.code and re.fullmatch(r"\d{6}", code) for code, division in table.items())


def test_former_names() -> None:
    division = next(each for each in divisions().values() if each.name == "密云区")
    assert division.former == (FormerDivision(year=2015, name="密云县", code="110228"),)
    assert division.names == ("密云区", "密云县")


def test_parse_divisions_reads_short_lines() -> None:
    assert parse_divisions(["990001\t甲县\t某省\n"]) == {
        "990001": Division(code="990001", name="甲县", province="某省")
    }


@pytest.mark.parametrize(
    "lines",
    [
        ["990001"],
        ["99000\t甲县\t某省"],
        ["99000１\t甲县\t某省"],
        ["990001\t\t某省"],
        ["990001\t甲县\t某省\t\t2001:乙县"],
        ["990001\t甲县\t某省\t\t两千:乙县:990002"],
        ["990001\t甲县\t某省", "990001\t乙县\t某省"],
    ],
)
def test_parse_divisions_refuses(lines: list[str]) -> None:
    with pytest.raises(ValueError, match="'9900"):
        parse_divisions(lines)
