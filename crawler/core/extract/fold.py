"""A copy of a text for matching labels: glosses gone, characters Simplified, digits half-width, offsets kept.

Clone pages write ``發(fā)布時間:`` for ``发布时间:``. Labels are matched on the folded copy; what a field holds is cut
out of the original, for ``repair`` and ``convert`` to treat like any text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.hanzi import HAN, fold_table

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A pinyin gloss behind a Han character: 召開(kāi), with a space or full-width brackets too.
GLOSS = re.compile(rf"[(（](?<=[{HAN}][(（]) ?[a-züêāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{{1,6}} ?[)）]")

_HALF_WIDTH = {0xFF10 + n: str(n) for n in range(10)} | {
    ord(wide): narrow for wide, narrow in zip("∶﹕－／．", "::-/.", strict=True)
}


class Folded(NamedTuple):
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
    if ("(" in text or "（" in text) and (glosses := list(GLOSS.finditer(text))):
        kept: list[int] = []
        last = 0
        for gloss in glosses:
            kept.extend(range(last, gloss.start()))
            last = gloss.end()
        kept.extend(range(last, len(text)))
        return Folded("".join([text[n] for n in kept]).translate(_table()), text, tuple(kept))
    return Folded(text.translate(_table()), text) if foldable().search(text) else Folded(text, text)


@cache
def _table() -> Mapping[int, str]:
    # Labels are written in the basic plane, and only there a class of characters is one bit map to search.
    return {code: char for code, char in {**fold_table(), **_HALF_WIDTH}.items() if code < 0x10000}


@cache
def foldable() -> re.Pattern[str]:
    """Return the class of the characters that fold."""
    return re.compile(f"[{''.join(map(chr, _table()))}]")
