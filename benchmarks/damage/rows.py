"""The rows of the table: kinds of converters, and what each makes of a document."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from benchmarks.damage.texts import at_density, with_rare_names
from crawler.demo.damage import Converter, Damaged, Decoder, Lexicon, damage, damage_gb2312

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.damage.texts import Document

    Spoil = Callable[[Document], list[Damaged]]

#: The hijacked pages that were read have one or the other.
DECODERS = (Decoder.BOTH, Decoder.FIRST)
#: The converter of the rows on density: glosses on most Traditional forms.
SEEDS = Converter(seed="d", lexicon=Lexicon.TRADITIONAL, glosses_first=True)
#: Density of the damage, 1 for that of the hijacked pages.
FACTORS = (1, 2, 5, 10)
#: Name of the row of Simplified text behind a decoder of GB 2312.
GB2312 = "gb2312, rare names"


def converters() -> dict[str, Converter]:
    """Return the converters of the table by name."""
    rows = {f"no glosses, {decoder}": Converter(seed="n", decoder=decoder, gloss_share=0) for decoder in Decoder}
    kinds = product(Lexicon, (0.1, 0.5, 1.0), DECODERS)
    for number, (lexicon, share, decoder) in enumerate(kinds):
        spaced = number % 4 in (1, 2)  # with both decoders, and with every lexicon
        rows[f"{lexicon} {share:.0%}{' spaced' if spaced else ''}, {decoder}"] = Converter(
            seed=f"c{number}", decoder=decoder, gloss_share=share, lexicon=lexicon, spaced=spaced
        )
    base = Converter(seed="v", gloss_share=0.5, lexicon=Lexicon.TRADITIONAL)
    for decoder in DECODERS:
        rows[f"glosses before signs, {decoder}"] = replace(base, glosses_first=True, decoder=decoder)
        rows[f"form by form, {decoder}"] = replace(base, one_by_one=True, glosses_first=True, decoder=decoder)
        rows[f"toneless, {decoder}"] = replace(base, toned=False, decoder=decoder)
    rows["letters folded, replacement"] = replace(base, fold_letters=True, decoder=Decoder.REPLACEMENT)
    return rows


def rows() -> Iterator[tuple[str, Spoil]]:
    """Yield the name of each row and what it does to a document."""
    for name, converter in converters().items():
        yield name, partial(damaged, converter=converter)
    yield GB2312, lambda document: [damage_gb2312(text) for text in with_rare_names(document)]
    for decoder, factor in product(DECODERS, FACTORS):
        converter = replace(SEEDS, decoder=decoder)
        yield f"density x{factor}, {decoder}", partial(thinned, converter=converter, factor=factor)


def damaged(document: Document, converter: Converter) -> list[Damaged]:
    """Return the paragraphs as a clone with this converter shows them."""
    return [damage(text, converter) for text in document]


def thinned(document: Document, converter: Converter, factor: float) -> list[Damaged]:
    """Return the paragraphs with ``factor`` times the damage of the hijacked pages."""
    return damaged(*at_density(document, converter, factor))
