"""How one block stands on its page: what the rest of the page shares with it, its script, its place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from crawler.core.despam.model import THIN_PAGE, Surroundings, bigrams
from crawler.core.despam.text import fold
from crawler.core.hanzi import script_of, simplified_only, traditional_only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.core.despam.text import Line
    from crawler.core.hanzi import Script

#: A block stands at the head if fewer genuine blocks come before it, at the tail if fewer come after it.
HEAD_BLOCKS = 3
TAIL_BLOCKS = 5
#: Characters of the other script that make a block foreign to its page; one may be a variant or a slip.
FOREIGN_SCRIPT_CHARS = 2
#: Candidates up to which searching the text for their pairs is cheaper than collecting the pairs of the text.
FEW = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The blocks of a page that are no candidates, as the candidates are compared with them."""

    folded: str
    script: Script | None
    pairs: frozenset[str] | None = None  # all character pairs of the fold, where many candidates ask for them

    def coverage(self, segments: Sequence[str]) -> float:
        """Return the share of the distinct character pairs of the segments that occur in the rest of the page."""
        pairs = bigrams(segments)
        shared = sum(map(self.folded.__contains__, pairs)) if self.pairs is None else len(pairs & self.pairs)
        return shared / (len(pairs) or 1)

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
    joined = "\n".join(texts)
    folded = fold(joined)
    pairs = frozenset(first + second for first, second in pairwise(folded)) if candidates > FEW else None
    return Rest(folded=folded, script=script_of(joined), pairs=pairs)


def surroundings(line: Line, others: Rest, *, before: int, after: int) -> Surroundings:
    """Return how a line stands among the other blocks, ``before`` and ``after`` of which surround it."""
    return Surroundings(
        coverage=others.coverage(line.segments),
        thin=len(others.folded) < THIN_PAGE,
        mismatch=others.mismatch(line.raw),
        head=before < HEAD_BLOCKS,
        tail=after < TAIL_BLOCKS,
    )
