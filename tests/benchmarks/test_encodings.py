"""The encoding matrix: its samples are what they say, and a wrong reading does not pass."""

from __future__ import annotations

from itertools import islice

import pytest

from benchmarks.encodings import DAMAGE, ENCODINGS, FORMS, SIZES, Sample, hard, matrix, ours, table


def test_every_cell_has_its_pages_and_they_are_the_same_in_every_run() -> None:
    samples = list(matrix(1))
    late = len(ENCODINGS) * len(DAMAGE) * len(SIZES)
    assert len(samples) == len({sample.cell for sample in samples}) == late * (3 * len(FORMS) + 1)
    assert samples == list(matrix(1))


def test_samples_are_damaged_where_they_say_so_and_short_ones_are_short() -> None:
    damaged = []
    for sample in matrix(1):
        whole = sample.body.decode(ENCODINGS[sample.cell[0]][0], "replace") == sample.truth
        assert whole or sample.cell[2] != "clean"
        damaged += [not whole] * (sample.cell[2] != "clean")
        assert sample.cell[3:] != ("200 B", "text") or 150 < len(sample.body) <= 201
    assert sum(damaged) > 0.95 * len(damaged)  # one byte in a hundred is what it is replaced by


ACCEPTED = [
    (None, "一二三四", True),
    (None, "一二三", False),
    (2, "一二\ufffd四", True),
    (2, "一二\ufffd\ufffd四", True),
    (2, "一二四", True),
    (2, "一\ufffd三四", False),
    (2, "一二\ufffd肆", False),
    (2, "一二三三三三三四", False),
]


@pytest.mark.parametrize(("bad", "text", "right"), ACCEPTED)
def test_what_counts_as_right(bad: int | None, text: str, right: bool) -> None:
    sample = Sample(b"", "", "一二三四", ("utf-8", "missing", "clean", "full", "text"), bad)
    assert sample.accepts(text) == right
    assert not sample.accepts(None)


def test_the_table_names_what_a_tool_gets_wrong() -> None:
    samples = [*islice(matrix(1), 30), *hard(1)]
    lines = list(table(samples, {"ours": ours, "blind": lambda sample: sample.body.decode("utf-8", "replace")}))
    rows = {line[:14].strip(): line.split() for line in lines}
    assert rows["all"][1] == "100.00%"
    assert rows["hard: mixed"][2] == "100.00%"
    assert rows["hard: mixed"][3] == "0.00%"
