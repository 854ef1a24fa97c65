"""The benchmark of damage: runs, comparison, density, and that it tells a good repair from none."""

from __future__ import annotations

import pytest

from benchmarks.damage.rows import DECODERS, FACTORS, GB2312, SEEDS, converters, damaged, rows
from benchmarks.damage.score import Changes, Run, Score, changed, measure, runs
from benchmarks.damage.texts import (
    RARE_NAMES,
    TORN_GLOSSES,
    TORN_SIGNS,
    at_density,
    documents,
    genuine,
    with_rare_names,
)
from crawler.demo.damage import Converter, Damaged, Kind, Lexicon, Segment, damage

DOCUMENTS = documents(6, saved_too=False)

CHANGES = [
    ("县里开会", "县里开会", [], 0),
    ("。县里", "?h里", [(0, 2, 0, 2)], 2),
    ("县里,来了", "县里来了", [(2, 3, 2, 2)], 1),
    ("来了", "来了?", [(2, 2, 2, 3)], 1),
]


@pytest.mark.parametrize(("wanted", "found", "places", "size"), CHANGES)
def test_changes(wanted: str, found: str, places: list[tuple[int, int, int, int]], size: int) -> None:
    changes = Changes(wanted, found)
    assert changes.list == places
    assert changes.size == size


def test_what_was_found_for_a_span_moves_with_the_changes_before_it() -> None:
    changes = Changes("甲乙丙丁戊己", "甲xx丙丁?")
    assert changes.found_for(1, 2) == "xx"
    assert changes.found_for(2, 4) == "丙丁"
    assert changes.found_for(4, 6) == "?"


def test_a_run_is_a_longest_stretch_of_torn_segments() -> None:
    torn = [Segment("?h", "。县", Kind.TORN), Segment("?", "里", Kind.TORN)]
    text = Damaged((Segment("開(kāi)", "开", Kind.GLOSS), *torn, Segment("派", "派", Kind.PLAIN), torn[0]))
    assert list(runs(text)) == [Run(1, 4, "?h?"), Run(5, 7, "?h")]


def test_text_without_damage_is_exact_and_text_without_repair_is_not() -> None:
    score = measure(
        lambda texts: [damage(text, Converter(seed="-", gloss_share=0, torn_signs=0)) for text in texts], DOCUMENTS
    )
    assert (score.runs, score.wrong, score.documents_exact) == (0, 0, len(DOCUMENTS))
    unknown = (Segment("县里", "县里", Kind.PLAIN), Segment("甲乙", "喜讯", Kind.TORN))
    lost = measure(lambda texts: [Damaged(unknown) for _ in texts], DOCUMENTS)
    assert lost.runs == lost.left == sum(map(len, DOCUMENTS))
    assert lost.documents_exact == lost.exact == 0
    assert lost.wrong == 2 * lost.runs


def test_every_row_is_measured_on_one_document() -> None:
    text = [DOCUMENTS[0][:2]]
    for name, spoil in rows():
        score = measure(spoil, text, traditional_truth=name != GB2312)
        assert score.documents == 1
        assert len(score.line().split()) == len(Score().line().split())


def test_rows_cover_what_converters_differ_in() -> None:
    found = converters().values()
    assert {(one.lexicon, one.decoder, one.spaced) for one in found} >= {
        (lexicon, decoder, spaced) for lexicon in Lexicon for decoder in DECODERS for spaced in (False, True)
    }
    assert {one.gloss_share for one in found} >= {0, 0.1, 0.5, 1.0}


@pytest.mark.parametrize("factor", FACTORS)
def test_density(factor: int) -> None:
    texts = documents(40, saved_too=False)
    spoiled = [at_density(text, SEEDS, factor) for text in texts]
    count = sum(len(list(runs(one))) for text, converter in spoiled for one in damaged(text, converter))
    size = sum(len(text) for document in texts for text in document)
    assert 0.6 * factor < 1000 * count / size / (TORN_SIGNS + TORN_GLOSSES) < 1.4 * factor


def test_density_exchanges_whole_sentences_of_a_paragraph() -> None:
    text, converter = at_density(DOCUMENTS[0], SEEDS, 10)
    assert text != list(DOCUMENTS[0])
    assert [one.partition("。")[0] for one in text] == [one.partition("。")[0] for one in DOCUMENTS[0]]
    assert at_density(DOCUMENTS[0], SEEDS, 10) == (text, converter)


def test_rare_names_are_outside_gb2312() -> None:
    for name in RARE_NAMES:
        with pytest.raises(UnicodeEncodeError):
            name.encode("gb2312")
    assert any(name in text for text in with_rare_names(["桥修好了。"]) for name in RARE_NAMES)


def test_genuine_paragraphs_stay() -> None:
    texts = genuine(400)
    assert len(texts) >= 4
    for source in ("own articles", "grammar, Traditional"):
        assert changed(texts[source][:200], "gb18030") == []


def test_a_changed_paragraph_is_found() -> None:
    assert changed(["桥\u200b修好了。", "县里派人验收。"], "utf-8") == [("桥\u200b修好了。", "桥修好了。")]
