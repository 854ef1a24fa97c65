"""The script round trip: its converters change what they should, and errors are counted by character."""

from __future__ import annotations

import pytest

from benchmarks.scripts import converted, converters, errors, size, texts

TEXT = ("全县秋粮收购。农民满意，干部放心。", "会议强调安全")


@pytest.mark.parametrize("name", converters())
def test_converters_make_a_text_traditional_and_convert_makes_it_simplified_again(name: str) -> None:
    made = converters()[name](TEXT)
    assert (made != TEXT, list(map(len, made))) == (True, list(map(len, TEXT)))
    assert converted(made) == TEXT


def test_half_converted_texts_have_both() -> None:
    assert converters()["paragraphs"](TEXT) == (TEXT[0], "會議強調安全")
    assert converters()["clauses"](TEXT) == ("全縣秋糧收購。农民满意，幹部放心。", "會議強調安全")


def test_errors() -> None:
    assert errors(("全縣秋糧", "会议"), ("全县秋粮", "会议")) == 2
    assert errors(("全县", "会议。"), ("全县", "会议")) == size(("会议",))


def test_texts_are_simplified_and_many() -> None:
    found = texts()
    assert {"own", "demo", "tests"} <= found.keys()
    assert sum(size(text) for each in found.values() for text in each) > 50_000
