"""Japanese and old print forms in Simplified text: which are changed, and which are somebody's name or language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.convert.stage import SIMPLIFIED, draft_of, rules, run, texts

CHANGED = [
    ("杜绝増量，化解存量", "杜绝增量，化解存量", 1),
    ("群众到図书馆看书，囯家有规定", "群众到图书馆看书，国家有规定", 2),
    ("全県经済発展", "全县经济发展", 3),
    ("加强硏究，幷取得成果", "加强研究，并取得成果", 2),
    ("爲了群衆，调査生産情况，颁发証书", "为了群众，调查生产情况，颁发证书", 5),
]

KEPT = [
    "演员浜崎步到访",  # no word
    "石碑上刻着“囯”字",  # spoken about
    "展板写着“県庁のお知らせ”",  # Japanese
    "双环邨街道与廻龙镇、者竜乡",  # names of townships
    "氾水镇的毕昇与李甦，鄚州与朱竑",  # the standard has these
    "哲学家与喆字",
    "三塚说，書法展在國家大剧院",  # a name; Traditional forms are no slips
]


@pytest.mark.parametrize(("before", "after", "count"), CHANGED)
def test_changed(before: str, after: str, count: int) -> None:
    outcome = run(draft_of(SIMPLIFIED, before))
    assert texts(outcome)[1] == after
    assert rules(outcome) == {"variant": count}


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    outcome = run(draft_of(SIMPLIFIED, text))
    assert (texts(outcome)[1], outcome.repairs) == (text, ())


@pytest.mark.parametrize("target", ["keep", "Hant"])
def test_only_where_simplified_text_is_wanted(target: str) -> None:
    outcome = run(draft_of("杜絕増量"), "keep" if target == "keep" else "Hant")
    assert texts(outcome) == ["杜絕増量"]


@given(st.text(st.sampled_from("増県囯図硏国家全县图书馆量研究の，"), max_size=20))
def test_length_stays_and_one_pass_is_enough(text: str) -> None:
    once = run(draft_of(SIMPLIFIED, text))
    assert len(texts(once)[1]) == len(text)
    assert run(once) == once
