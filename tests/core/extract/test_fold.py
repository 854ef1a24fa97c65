"""The folded copy and the way back to the original."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.core.extract.fold import fold


def test_cut_brings_back_the_original_with_its_gloss() -> None:
    folded = fold("來(lái)源:秀溪網(wǎng) 2024")
    assert folded.text == "来源:秀溪网 2024"
    start = folded.text.index("秀溪网")
    assert folded.cut(start, start + 3) == "秀溪網(wǎng)"


def test_a_note_in_latin_letters_is_no_gloss_of_what_is_not_han() -> None:
    assert fold("GDP(gdp)").text == "GDP(gdp)"


def test_full_width_digits_fold_and_keep_their_place() -> None:
    assert fold("２０２４年∶").text == "2024年:"


@given(st.text(alphabet="縣县(（kāi)） ２3開開會\n:", max_size=30))
def test_every_span_cuts_a_part_of_the_original(text: str) -> None:
    folded = fold(text)
    assert folded.original == text
    assert folded.cut(0, len(folded.text)) == (text if folded.text else "")
    pieces = [folded.cut(n, n + 1) for n in range(len(folded.text))]
    assert "".join(pieces) == (text if folded.text else "")
