"""The forward model: each mechanism on sentences of our own, its alignment, and how dense the damage comes out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.demo.articles import counties
from crawler.demo.damage import (
    Converter,
    Decoder,
    Kind,
    Lexicon,
    Segment,
    damage,
    damage_gb2312,
    readings,
    traditional,
)

GBK_TEXT = st.text(st.sampled_from("县总机营容热现据。，“”！？（）的一了从速当会议A3 开書ａＮ、—·\u3000"), max_size=40)
NO_GLOSS = Converter(seed="none", gloss_share=0.0)
ALL = Converter(seed="all", gloss_share=1.0, lexicon=Lexicon.TRADITIONAL)


def converter(**changes: object) -> Converter:
    return Converter(**{"seed": "t", "gloss_share": 0.0, **changes})  # type: ignore[arg-type]


# (text, converter, what the clone shows)
WORKED = [
    pytest.param("桥修好了。县里派人验收", converter(), "橋修好了?h里派人驗收", id="full-stop-before-BF68"),
    pytest.param(
        "桥修好了。县里派人验收",
        converter(decoder=Decoder.FIRST),
        "橋修好了??h里派人驗收",
        id="decoder-keeps-the-second-byte",
    ),
    pytest.param("一盏灯亮了。现在不怕黑", converter(), "一盞燈亮了?F在不怕黑", id="full-stop-before-AC46"),
    pytest.param("“真合算。”据他介绍", converter(), "“真合算?睋\ue492\ue36a榻B", id="quote-after-full-stop-shifts"),
    pytest.param("歇一歇。总要有人干活", converter(), "歇一歇?傄\ue032腥烁苫?", id="shift-runs-to-the-end"),
    pytest.param("行吗？行！（完）", converter(), "行嗎?行!(完)", id="punctuation-folds"),
    pytest.param("２０２４年Ａ座", converter(), "２０２４年Ａ座", id="full-width-digits-and-letters-stay"),
]


@pytest.mark.parametrize(("text", "how", "shown"), WORKED)
def test_worked_examples(text: str, how: Converter, shown: str) -> None:
    assert damage(text, how).text == shown


def test_a_gloss_stands_behind_its_character() -> None:
    assert damage("开会", ALL).text == "開(kāi)會(huì)"
    spaced = Converter(seed="all", gloss_share=1.0, spaced=True)
    assert damage("开会", spaced).text == "開(kāi )會(huì )"


def test_a_gloss_is_torn_into_two_characters() -> None:
    # 速從: D9 ends the first, 8F begins the second, and D98F is 購.
    torn = damage("迅速从头学起", ALL)
    assert torn.text.startswith("迅速?gòu)")
    assert [segment.truth[0] for segment in torn.segments if segment.kind is Kind.TORN] == ["从"]


def test_torn_matches_can_be_left_out_and_whole_ones_stay() -> None:
    text = "迅速从头学起。县里，开会"
    assert Kind.TORN in {segment.kind for segment in damage(text, ALL).segments}
    calm = replace(ALL, torn_signs=0.0, torn_glosses=0.0)
    assert damage(text, calm).text == "迅速從(cóng)頭(tóu)學(xué)起。縣(xiàn)里,開(kāi)會(huì)"


def test_a_table_searched_form_by_form_finds_pairs_in_its_own_glosses() -> None:
    # (yōu) is A8AD 75, and AD75 is a character with the reading zī.
    text = "优点"
    assert damage(text, ALL).text == "優(yōu)點(diǎn)"
    assert damage(text, replace(ALL, one_by_one=True, lexicon=Lexicon.ALL)).text == "優(yōu(zī))點(diǎn)"


LEXICONS = [
    (Lexicon.COMMON, "開(kai)渠鬮"),
    (Lexicon.TRADITIONAL, "開(kai)渠鬮(jiu)"),
    (Lexicon.ALL, "開(kai)渠(qu)鬮(jiu)"),
]


@pytest.mark.parametrize(("lexicon", "shown"), LEXICONS)
def test_lexicons_gloss_more_and_more(lexicon: Lexicon, shown: str) -> None:
    assert damage("开渠阄", replace(ALL, lexicon=lexicon, toned=False)).text == shown


def test_a_decoder_may_leave_a_replacement_character() -> None:
    assert damage("桥修好了。县里", converter(decoder=Decoder.REPLACEMENT)).text == "橋修好了\ufffd?h里"


def test_the_order_of_steps_shows_at_a_full_stop() -> None:
    first = Converter(seed="all", gloss_share=1.0, decoder=Decoder.FIRST, glosses_first=True)
    assert "?,F(xiàn)在" in damage("路通了。现在方便", first).text
    last = Converter(seed="all", gloss_share=1.0, decoder=Decoder.FIRST)
    assert "?,F在" in damage("路通了。现在方便", last).text


def test_cells_of_the_user_defined_areas_become_private_use_characters() -> None:
    shown = damage("歇一歇。总要有人干活", NO_GLOSS).text
    assert re.search("[\ue000-\ue765]", shown)


def test_full_width_letters_born_from_a_shift_may_be_folded() -> None:
    text = "他不说话。总有人平常文静，遇事不慌"  # 常文 = B3A3 CEC4, and A3CE is Ｎ
    assert "Ｎ" in damage(text, NO_GLOSS).text
    assert "N" in damage(text, converter(fold_letters=True)).text


def test_ambiguous_characters_stay_as_the_wild_has_them() -> None:
    assert "".join(map(traditional, "干部关于后天里面")) == "干部關于后天里面"
    assert traditional("总") == "總"
    assert traditional("a") == "a"


def test_every_gloss_fits_gbk() -> None:
    assert len(readings()) > 2000
    assert all(f"{form}({reading})".encode("gbk") for form, reading in readings().items())


def test_gb2312_loses_the_lead_byte_and_may_shift() -> None:
    assert damage_gb2312("水通了。县里派人", to_traditional=True).text == "水通了。\ufffdh里派人"
    shifted = damage_gb2312("演员刘喆、何文上台")
    assert shifted.text.startswith("演员刘\ufffd")
    assert shifted.truth == "演员刘喆、何文上台"


def test_segments_tell_plain_gloss_and_torn_apart() -> None:
    segments = damage("开门。县里", ALL).segments
    assert segments[:2] == (Segment("開(kāi)", "开", Kind.GLOSS), Segment("門(mén)", "门", Kind.GLOSS))
    assert segments[2].kind is Kind.TORN
    assert segments[2].truth == "。县"
    assert segments[3] == Segment("里", "里", Kind.PLAIN)


@given(GBK_TEXT, st.sampled_from(Decoder), st.sampled_from((0.0, 0.5, 1.0)), st.booleans(), st.booleans())
def test_alignment_covers_truth_and_text(text: str, decoder: Decoder, share: float, spaced: bool, first: bool) -> None:
    how = Converter(
        seed="p", decoder=decoder, gloss_share=share, spaced=spaced, glosses_first=first, lexicon=Lexicon.TRADITIONAL
    )
    damaged = damage(text, how)
    assert damaged.truth == text
    assert damaged.text == "".join(segment.damaged for segment in damaged.segments)
    assert damage(text, how) == damaged
    whole = [segment for segment in damaged.segments if segment.kind is not Kind.TORN]
    assert all(len(segment.truth) == 1 for segment in whole)


@given(GBK_TEXT, st.booleans())
def test_gb2312_alignment_covers_the_truth(text: str, traditional_first: bool) -> None:
    assert damage_gb2312(text, to_traditional=traditional_first).truth == text


def test_density_is_that_of_hijacked_pages() -> None:
    """Counted on hijacked pages: 62 % of Traditional characters glossed, about one torn gloss in 1,000 characters."""
    paragraphs = [text for county in counties().values() for story in county.stories for text in story.paragraphs]
    damaged = [damage(text, Converter(seed="density")) for text in paragraphs]
    size = sum(map(len, paragraphs))
    changed = sum(traditional(char) != char for text in paragraphs for char in text)
    torn = [s for one in damaged for s in one.segments if s.kind is Kind.TORN]
    shifts = sum(segment.truth.startswith("。") for segment in torn)
    assert 0.5 < sum(one.count(Kind.GLOSS) for one in damaged) / changed < 0.75
    assert 0.5 < (len(torn) - shifts) / size * 1000 < 3
    assert 1 < shifts / size * 1000 < 5
    assert sum(len(segment.truth) for segment in torn) / size < 0.03
