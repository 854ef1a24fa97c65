"""What encodings and fonts leave in a text: each rule, what it must not touch, and its properties."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.convert.codes import cleaned
from tests.core.convert.stage import draft_of, rules, run, texts

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

CHANGED = [
    # shows nothing
    ("秋\u200b收\ufeff工\u202a作\u2069", "秋收工作", {"zero-width": 4}),
    (f"家庭{FAMILY}，秋\u200d收", f"家庭{FAMILY}，秋收", {"zero-width": 1}),
    ("县\ufe00\ufe01里", "县里", {"zero-width": 2}),
    ("秋\x05收\x9f工作", "秋收工作", {"control": 2}),
    # no-break spaces, also escaped twice
    ("\xa0\xa0记者&nbsp;&nbsp; 王小川", "记者 王小川", {"no-break-space": 4}),
    ("记者&amp;nbsp;王小川&ensp;&emsp;摄&nbsp", "记者 王小川 摄", {"no-break-space": 4}),
    # GB 18030 of 2000, 2005 and 2022, and the full-width space of GBK, which is an indent
    ("字\ue81f与\ue7c7、\ue81e、\ue816", "字㖞与ḿ、龴、\U00020087", {"private-use": 4}),
    ("\ue5e5\ue5e5武山\ue5e5记者", "武山\u3000记者", {"private-use": 3}),
    # radicals of PDF fonts, and ideographs that Unicode has twice
    ("双\u2f42幼\u2f09园，\u2ed3江", "双文幼儿园，长江", {"radical": 3}),
    ("\uf9d1月，\ufa1a先生", "六月，祥先生", {"compatibility": 2}),
    # a slip of the typist
    ("２0２４年１2日", "2024年12日", {"mixed-width": 4}),
    ("Cｏｖa餐厅", "Cova餐厅", {"mixed-width": 2}),
]

KEPT = [
    "２０２４年，Ａ股与Ｃｏｖａ，Ａ4纸",  # full-width throughout is the style of the house
    "，。：；？！（）％～—…“”‘’《》【】￥　全角空格",
    "㎡、①、№、℃、Ⅲ、㈠、㏄",
    "部首“\u2f09”与“\u2ea9”，\u2fbd",  # radicals that are meant as such
    f"{FAMILY}☀\ufe0f❤\ufe0f\u200d",
    "\ue000\uf8ff",  # private use that no standard knows
    "\ufa0e\ufa29",  # unified ideographs in the block of the compatible ones
    "A&B&nbspx &amp; &lt;nbsp; a=1&sp;2\t3",
]


@pytest.mark.parametrize(("before", "after", "counts"), CHANGED)
@pytest.mark.parametrize("target", ["keep", "Hans"])
def test_changed(before: str, after: str, counts: dict[str, int], target: str) -> None:
    outcome = run(draft_of("记者看到", before), "keep" if target == "keep" else "Hans")
    assert (texts(outcome)[1], rules(outcome)) == (after, counts)


def test_radical_after_private_use_is_settled_in_one_pass() -> None:
    assert cleaned("\ue815字", Counter()) == "厂字"


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    counts: Counter[str] = Counter()
    assert cleaned(text, counts) == text
    assert not +counts


def test_every_private_use_code_becomes_a_character() -> None:
    codes = "".join(map(chr, range(0xE766, 0xE865)))
    left = [char for char in cleaned("一" + codes, Counter()) if "\ue000" <= char <= "\uf8ff"]
    # Of the 255 cells, GB 18030-2022 leaves these to its users.
    assert len(left) == 149
    assert not set(left) & set("\ue76c\ue78d\ue7c7\ue7c8\ue7e7\ue815\ue81e\ue864")


PIECES = st.sampled_from(
    [
        *"一县縣文12２３AＢ \u3000\u200b\u200d\ufe00\ufe0f\xa0☀“”\x05\ue815\ue81e\ue5e5\uf9d1\u2f42\u2e81、",
        "&nbsp;",
        "&",
        "nbsp;",
    ]
)


@given(st.lists(PIECES, max_size=16).map("".join) | st.text(max_size=30))
def test_settled_in_one_pass(text: str) -> None:
    once = cleaned(text, Counter())
    counts: Counter[str] = Counter()
    assert cleaned(once, counts) == once
    assert not +counts


@pytest.mark.parametrize(
    "piece", ["\u2f42", "\u200b", "2２", "&nbsp;", "&amp;", "\ufe00", "文\ufe00", "\u200d", "\ue5e5 ", "2"]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    cleaned("文" + piece * 50_000 + "\xa0", Counter())
    assert time.process_time() - started < 1.0
