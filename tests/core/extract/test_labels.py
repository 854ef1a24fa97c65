"""Chrome line by line, from the table of cases."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.core.extract import labels
from crawler.core.extract.fold import fold
from crawler.core.extract.labels import chrome_kind

if TYPE_CHECKING:
    import re

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "labels.toml").read_text("utf-8"))
ALL = [(case["line"], case["kind"] or None) for group in ("wild", "negative") for case in CASES[group]]


@pytest.mark.parametrize(("line", "kind"), ALL, ids=[line[:16] for line, _ in ALL])
def test_kind_of_a_line(line: str, kind: str | None) -> None:
    assert chrome_kind(line) == kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("發(fā)布時(shí)間:2021/11/5 15:32:27", "info"),
        ("網(wǎng)友評(píng)論", "comments"),
        ("字號(hào):", "widget"),
        ("來(lái)源:秀溪網(wǎng)", "info"),
        ("首頁(yè) > 新聞中心 > 陳崗要聞 |", "breadcrumb"),
    ],
)
def test_glossed_traditional_lines_are_read_like_their_originals(line: str, kind: str) -> None:
    assert chrome_kind(fold(line).text) == kind


@pytest.mark.parametrize(
    ("cues", "hint"),
    [("footer", labels._FOOTER_HINT), ("disclaimer", labels._DISCLAIMER_HINT)],
    ids=["footer", "disclaimer"],
)
def test_every_cue_has_a_character_of_the_hint_that_is_looked_for_first(cues: str, hint: re.Pattern[str]) -> None:
    assert [cue for cue in labels._table()["cues"][cues] if not hint.search(cue)] == []
    assert cues == "footer" or all(labels._LONG_HINT.search(char) for char in hint.pattern.strip("[]"))
