"""Chrome line by line, from the table of cases."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.extract import labels
from crawler.core.extract.fold import fold
from crawler.core.extract.labels import Kinds, chrome_kind

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
    assert cues == "footer" or [cue for cue in labels._table()["cues"][cues] if not labels._LONG_CUES.search(cue)] == []


LINES = labels._table()["lines"]
ANY_LINE = re.compile(labels._named(LINES))
LABELS = [label for kind in labels._FIELDS.values() for label in kind]
ANY_LABEL = re.compile(rf"(?:{labels._named(labels._FIELDS)})\s*(?:[:：】]|[丨｜](?!\s*$))")


@given(st.sampled_from([line for kind in LINES.values() for line in kind]).flatmap(st.from_regex))
def test_what_is_asked_of_the_first_character_of_a_line_rules_no_pattern_out(text: str) -> None:
    for line in (text, text.strip()):
        found, plain = labels._LINE.match(line), ANY_LINE.match(line)
        assert (found and found.lastgroup) == (plain and plain.lastgroup)


@given(
    st.text("发布时间来源作者 12人", max_size=8),
    st.sampled_from(LABELS).flatmap(st.from_regex),
    st.sampled_from(":：】丨"),
)
def test_what_is_asked_of_the_letters_of_a_label_rules_none_out(before: str, label: str, mark: str) -> None:
    line = f"{before}{label}{mark}某某网 时间:1"
    assert [one.span() for one in labels.LABEL.finditer(line)] == [one.span() for one in ANY_LABEL.finditer(line)]


def test_kinds_are_made_out_once_and_may_be_set() -> None:
    kinds = Kinds(
        ["来源：某某网", "来源：某某网", "某县春耕生产全面展开了", "來(lái)源：某某網"], "某县春耕生产全面展开了_某某网"
    )
    kinds.mark(1, None)
    assert [kinds[n] for n in range(4)] == ["info", None, "headline", "info"]
    assert kinds.folded(3).cut(3, 6) == "某某網"


@pytest.mark.parametrize("mark", ["", "(bǎn)"])
def test_a_long_disclaimer_is_found_with_glosses_too(mark: str) -> None:
    line = f"本站所刊登的內容均由編輯採自網絡，{'不為商業用途，' * 20}如涉及版{mark}權問題請與我們聯繫，我們將予刪除；轉載請注明出處。"
    assert Kinds([line], "")[0] == "disclaimer"
