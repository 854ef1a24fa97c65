"""How one block stands on its page: what the rest of the page shares with it, its script, its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from crawler.core.despam.model import THIN_PAGE, Surroundings, bigrams
from crawler.core.despam.text import fold
from crawler.core.hanzi import script_of, simplified_only, traditional_only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.core.despam.text import Line
    from crawler.core.hanzi import Script
    from crawler.core.model import Block

#: A block stands at the head if fewer genuine blocks come before it, at the tail if fewer come after it.
HEAD_BLOCKS = 3
TAIL_BLOCKS = 5
#: Characters of the other script that make a block foreign to its page; one may be a variant or a slip.
FOREIGN_SCRIPT_CHARS = 2
#: Candidates up to which searching the text for their pairs is cheaper than collecting the pairs of the text.
FEW = 30


@dataclass(frozen=True, kw_only=True)  # without slots, for what is worked out where something asks for it
class Rest:
    """The blocks of a page that are no candidates, as the candidates are compared with them."""

    text: str
    many: bool = False  # whether so many candidates ask that collecting all character pairs pays
    wordless: bool = False  # whether nothing is compared but the script

    @cached_property
    def folded(self) -> str:
        """The fold of all: what costs most here, and most doubts are settled without."""
        return fold(self.text)

    @property
    def is_thin(self) -> bool:
        """Whether there is too little to compare with."""
        return self.wordless or len(self.folded) < THIN_PAGE

    @cached_property
    def script(self) -> Script | None:
        """The script of the page."""
        return script_of(self.text)

    @cached_property
    def _pairs(self) -> frozenset[str]:
        return frozenset(first + second for first, second in pairwise(self.folded))

    def coverage(self, segments: Sequence[str]) -> float:
        """Return the share of the distinct character pairs of the segments that occur in the rest of the page."""
        if self.wordless:
            return 0.0
        pairs = bigrams(segments)
        shared = len(pairs & self._pairs) if self.many else sum(map(self.folded.__contains__, pairs))
        return shared / (len(pairs) or 1)

    def coverage_beside(self, folded: str, segments: Sequence[str]) -> float:
        """Return the share of the pairs of the segments that occur elsewhere than in copies of a folded text."""
        others = self.folded.replace(folded, "\n")
        pairs = bigrams(segments)
        return sum(map(others.__contains__, pairs)) / (len(pairs) or 1)

    @cached_property
    def without_words(self) -> Rest:
        """The same page, as far as phrases are compared with it that are judged by themselves."""
        return Rest(text=self.text, wordless=True)

    def mismatch(self, text: str) -> bool:
        """Return whether the text is in the other script than the rest of the page."""
        if self.script == "Hant":
            mine, other = traditional_only(), simplified_only()
        elif self.script == "Hans":
            mine, other = simplified_only(), traditional_only()
        else:
            return False
        return sum(map(other.__contains__, text)) >= FOREIGN_SCRIPT_CHARS and not any(map(mine.__contains__, text))


def rest_of(texts: Sequence[str], *, candidates: int) -> Rest:
    """Return the comparison side for the texts of the blocks that are no candidates."""
    return Rest(text="\n".join(texts), many=candidates > FEW)


def surroundings(line: Line, others: Rest, *, before: int, after: int, block: Block | None = None) -> Surroundings:
    """Return how a line stands among the other blocks, ``before`` and ``after`` of which surround it.

    ``block`` is what the line was made of, None for a phrase.
    """
    chars = (len(block.text) if block else 0) or 1
    return Surroundings(
        coverage=others.coverage(line.segments),
        thin=others.is_thin,
        mismatch=others.mismatch(line.raw),
        head=before < HEAD_BLOCKS,
        tail=after < TAIL_BLOCKS,
        hidden=block is not None and block.hidden,
        foreign=block.foreign / chars if block else 0.0,
        linked=block.linked / chars if block else 0.0,
    )
