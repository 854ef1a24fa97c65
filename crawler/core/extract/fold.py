"""A copy of a text for matching labels: glosses gone, characters Simplified, digits half-width, offsets kept.

Clone pages write ``發(fā)布時間:`` for ``发布时间:``. Labels are matched on the folded copy; what a field holds is cut
out of the original, for ``repair`` and ``convert`` to treat like any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.core.hanzi import HAN, to_simplified_chars

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A pinyin gloss behind a Han character: 召開(kāi), with a space or full-width brackets too.
GLOSS = re.compile(rf"(?<=[{HAN}])[(（] ?[a-züêāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{{1,6}} ?[)）]")

_HALF_WIDTH = {0xFF10 + n: 0x30 + n for n in range(10)} | {ord("∶"): ord(":"), ord("﹕"): ord(":")}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back: ``starts[i]`` is where folded character ``i`` stands in the original."""

    text: str
    original: str
    starts: tuple[int, ...] | None = None  # None: nothing was taken out, offsets are equal

    def cut(self, start: int, end: int) -> str:
        """Return the part of the original that a span of the folded text stands for."""
        if self.starts is None:
            return self.original[start:end]
        stop = self.starts[end] if end < len(self.starts) else len(self.original)
        return self.original[self.starts[start] : stop] if start < end else ""


def fold(text: str) -> Folded:
    """Return the folded copy of a text.

    >>> fold("發(fā)布時間:").text
    '发布时间:'
    """
    return fold_all([text])[0]


def fold_all(texts: Sequence[str]) -> tuple[Folded, ...]:
    """Return the folded copies of a page's texts; one look at its distinct characters tells what there is to do."""
    chars = "".join(set().union(*texts))
    simple = to_simplified_chars(chars).translate(_HALF_WIDTH)
    table = {ord(char): other for char, other in zip(chars, simple, strict=True) if char != other}
    glossed = ("(" in chars or "（" in chars) and any(map(GLOSS.search, texts))
    if not table and not glossed:
        return tuple([Folded(text, text) for text in texts])
    return tuple([_fold(text, table, glossed=glossed) for text in texts])


def _fold(text: str, table: dict[int, str], *, glossed: bool) -> Folded:
    if glossed and (glosses := list(GLOSS.finditer(text))):
        kept: list[int] = []
        last = 0
        for gloss in glosses:
            kept.extend(range(last, gloss.start()))
            last = gloss.end()
        kept.extend(range(last, len(text)))
        return Folded("".join([text[n] for n in kept]).translate(table), text, tuple(kept))
    return Folded(text.translate(table), text)
