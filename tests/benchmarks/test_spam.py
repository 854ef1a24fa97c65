"""The judge of spam removal judged itself: its vocabulary, its pages, its figures."""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.spam import figures, genuine, hiding, lines, pages, precision, recall, whole
from benchmarks.spam.figures import Figure, is_gone, lost
from crawler.core.despam.text import fold
from crawler.core.model import Article, Draft, Page, Reason, Reject

ROOT = Path(__file__).parents[2]
PAGE = Page(body=b"", url="http://x.example/", requested_url="http://x.example/", fetched="")


# The vocabulary.


def trained_words() -> set[str]:
    """Return the words that the training script makes spam of."""
    themes = tomllib.loads((ROOT / "tools/spam_vocabulary.toml").read_text("utf-8"))["spam"]
    return {word for theme in themes.values() for part in theme.values() for word in part.split()}


def test_no_word_of_a_family_was_trained_on() -> None:
    trained = trained_words()
    assert len(trained) > 1000
    assert {family.name: shared for family in lines.families() if (shared := family.words & trained)} == {}


def test_the_families_that_are_looked_at_share_no_word_with_those_that_are_not() -> None:
    splits = {split: {w for family in lines.families(split) for w in family.words} for split in ("dev", "test")}
    assert splits["dev"] & splits["test"] == set()
    assert min(len(words) for words in splits.values()) > 500


def test_every_family_has_words_enough_for_lines_that_differ() -> None:
    assert all(len(family.heads) * max(1, len(family.tails)) >= 30 for family in lines.families())
    assert {family.split for family in lines.families()} == {"dev", "test"}
    assert len({family.name for family in lines.families()}) == len(lines.families())


# Lines.


@pytest.mark.parametrize("family", lines.families(), ids=lambda family: family.name)
def test_strict_phrases_are_made_of_the_words_of_their_family(family: lines.Family) -> None:
    rng, words = random.Random(1), {*family.heads, *family.cores, *family.tails}
    pattern = re.compile("|".join(map(re.escape, words)).replace(re.escape("{brand}"), "[一-鿿]{2,3}\\d*"))
    phrases = [lines.phrase(rng, family, common=False) for _ in range(50)]
    assert [phrase for phrase in phrases if not re.fullmatch(f"(?:{pattern.pattern}){{1,4}}", phrase)] == []


@pytest.mark.parametrize("segments", [1, 2, 5, 20])
def test_a_line_has_as_many_phrases_as_it_says(segments: int) -> None:
    rng = random.Random(segments)
    found = [lines.line(rng, "dev", segments=segments) for _ in range(200)]
    assert all(
        line.text.count(line.separator) >= segments - 1
        for line in found
        if line.separator.isascii() and line.disguise in ("", "quotes")
    )
    assert {line.segments for line in found} == {segments}


@pytest.mark.parametrize("name", lines.DISGUISES)
def test_disguises_change_a_text_and_keep_its_size(name: str) -> None:
    text, rng = "国产视频黄色网站app1024投注线路官网xv下载大全", random.Random(2)
    changed = {lines.DISGUISES[name](rng, text) for _ in range(20)}
    assert text not in changed or len(changed) > 1
    assert all(len(text) <= len(each) <= 3 * len(text) for each in changed)


@pytest.mark.parametrize("name", ["full-width", "zero-width", "circled", "upper"])
def test_disguises_that_folding_undoes(name: str) -> None:
    text = "国产视频黄色网站app1024投注线路"
    assert fold(lines.DISGUISES[name](random.Random(3), text)) == fold(text)


def test_themes_come_in_their_shares() -> None:
    rng = random.Random(4)
    drawn = Counter(lines.choose(rng, "test").theme for _ in range(3000))
    assert drawn["adult"] / 3000 == pytest.approx(lines.SHARES["adult"], abs=0.04)
    assert drawn["casino"] / 3000 == pytest.approx(lines.SHARES["casino"], abs=0.04)
    assert {family.theme for family in lines.families("test")} == set(drawn)


# Genuine lines.


@pytest.mark.parametrize("grammar", genuine.GRAMMARS)
def test_every_template_is_written_and_no_slot_is_left(grammar: str) -> None:
    rng = random.Random(5)
    found = [genuine.written(rng, grammar) for _ in range(6000)]
    assert {line.template for line in found} == set(genuine.templates(grammar))
    assert not [line.text for line in found if "{" in line.text or "}" in line.text or not line.text.strip()]
    assert len({line.text for line in found}) > 0.9 * len(found)


def test_the_grammars_share_no_template() -> None:
    assert not set(genuine.templates("shown")) & set(genuine.templates("held"))


def test_articles_are_simplified_and_have_paragraphs() -> None:
    assert len(genuine.articles()) > 100
    assert all(len(texts) >= 2 for _, texts in genuine.articles())
    assert len(genuine.paragraphs()) > 1000


def test_hard_negatives_are_enough_and_none_comes_twice() -> None:
    found = [line for line in precision.NEGATIVES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert len(found) >= 400
    assert [line for line, times in Counter(found).items() if times > 1] == []


# Pages.


def test_a_line_is_put_into_a_page_and_the_rest_is_genuine() -> None:
    rng = random.Random(6)
    for _ in range(100):
        sample = pages.with_line(rng, "dev")
        assert sample.line is not None
        assert [sample.blocks[n].text for n in sorted(sample.spam)] == [sample.line.text]
        assert len(sample.blocks) > 1


@pytest.mark.parametrize("kind", pages.KINDS)
@pytest.mark.parametrize("split", ["dev", "test"])
def test_every_kind_says_what_is_spam_or_what_was_changed(kind: str, split: str) -> None:
    rng = random.Random(7)
    for _ in range(10):
        sample = pages.KINDS[kind](rng, split)
        assert sample.kind in (kind, kind.replace(" line", ""), "keywords", "leaks")
        assert sample.spam or sample.genuine or sample.genuine_title or sample.keywords != sample.genuine_keywords
        assert all(sample.blocks[n].text != text for n, text in sample.genuine.items())
        assert not any("{" in sample.blocks[n].text for n in sample.spam)


def test_scripts_of_pages() -> None:
    assert pages.in_script("乡镇会议", "Hans") == "乡镇会议"
    assert pages.in_script("乡镇会议", "Hant") == "鄉鎮會議"
    assert "(" in pages.in_script("这些乡镇的会议马上开始", "glossed", 1)


# Figures.


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (0, 300, 0.0, 0.01264),
        (10, 10, 0.72247, 1.0),
        (50, 100, 0.40383, 0.59617),
        (0, 0, 0.0, 1.0),
        (3, 30_000, 0.00003, 0.00029),
    ],
)
def test_wilson_bounds(hits: int, total: int, low: float, high: float) -> None:
    figure = Figure(group="", name="", hits=hits, total=total)
    assert figure.bounds == pytest.approx((low, high), abs=2e-5)


@pytest.mark.parametrize(
    ("hits", "target", "loss", "met"),
    [
        (97, 0.97, False, True),
        (96, 0.97, False, False),
        (1, 0.01, True, True),
        (2, 0.01, True, False),
        (5, None, False, None),
    ],
)
def test_targets(hits: int, target: float | None, *, loss: bool, met: bool | None) -> None:
    assert Figure(group="", name="", hits=hits, total=100, target=target, loss=loss).met is met


@pytest.mark.parametrize(
    ("left", "gone"),
    [
        (["县里开会。"], True),
        (["县里开会。", "甲乙丙丁戊己庚辛壬癸"], False),
        (["县里开会。", "甲乙丙丁戊己"], False),
        (["县里开会。", "甲乙"], True),
    ],
)
def test_a_block_is_gone_when_hardly_anything_of_it_is_left(left: list[str], *, gone: bool) -> None:
    assert is_gone("甲乙丙丁戊己庚辛壬癸", left) is gone


def test_lost_blocks_are_those_that_are_not_left_word_for_word() -> None:
    sample = pages.clean(random.Random(8), "Hans")
    assert lost(sample, Draft(page=PAGE, blocks=sample.blocks)) == []
    assert lost(sample, Draft(page=PAGE, blocks=sample.blocks[1:])) == [sample.blocks[0].text]
    cut = replace(sample.blocks[0], text=sample.blocks[0].text[:-1])
    assert lost(sample, Draft(page=PAGE, blocks=(cut, *sample.blocks[1:]))) == [sample.blocks[0].text]


def nothing(draft: Draft, _: object) -> Draft:
    return draft


def everything(draft: Draft, _: object) -> Draft:
    return replace(draft, blocks=(), title=None)


def refusal(draft: Draft, _: object) -> Reject:
    return Reject(reason=Reason.HIJACKED, page=draft.page)


@pytest.mark.parametrize(
    ("detector", "found", "precise"), [(nothing, 0.0, 0.0), (everything, 1.0, 0.3), (refusal, 1.0, 1.0)]
)
def test_blunt_detectors_get_what_they_deserve(
    monkeypatch: pytest.MonkeyPatch, detector: object, found: float, precise: float
) -> None:
    monkeypatch.setattr(figures, "despam", detector)
    shares = {figure.name: figure.share for figure in recall.line_figures("dev", 40)}
    assert shares["all"] == found
    assert shares["precision"] <= precise
    assert shares["pages refused"] == (1.0 if detector is refusal else 0.0)
    kept = {figure.name: figure.share for figure in precision.genuine_figures(20)}
    assert kept["lost on clean pages"] == (0.0 if detector is nothing else 1.0)
    kinds = {(figure.group, figure.name): figure.share for figure in recall.kind_figures("dev", 4)}
    assert kinds["dev substitution", "genuine kept"] == (1.0 if detector is nothing else 0.0)
    assert kinds["dev title edge", "gone"] == 0.0


def test_every_figure_has_a_name_of_its_own() -> None:
    found = [*recall.line_figures("test", 20), *recall.kind_figures("test", 2), *precision.genuine_figures(5)]
    names = Counter((figure.group, figure.name) for figure in found)
    assert max(names.values()) == 1


# Hiding.


def test_the_catalogue_of_hiding() -> None:
    for table in hiding.techniques():
        written = [*table["html"], *table.get("head", []), *table.get("title", [])]
        assert any("{spam}" in text for text in written)
        assert table.get("flag") or all("{spam}" in html for html in table["html"])
        assert table["twins"]
        assert all("{prose}" in twin["html"] for twin in table["twins"] if twin.get("shown"))
        assert all("{id}" in head or "{spam}" in head for head in table.get("head", []))


def test_fixtures_are_the_same_every_time_and_hide_what_they_say() -> None:
    first = list(hiding.fixtures("dev", 1))
    assert [fixture.page.body for fixture in first] == [fixture.page.body for fixture in hiding.fixtures("dev", 1)]
    for fixture in first:
        assert fixture.page.body != fixture.before.body
        assert fixture.benign or fixture.flag or all(text.encode() in fixture.page.body for text in fixture.spam)


def test_hosts_of_fixtures_are_articles_whose_text_comes_out() -> None:
    fixture = next(hiding.fixtures("test", 1))
    outcome = hiding.outcome_of(fixture.before)
    assert isinstance(outcome, Article)
    assert outcome.text == hiding.text_of(fixture.before)
    assert len(whole.hiding_figures(1)) > 3 * len(hiding.techniques())
