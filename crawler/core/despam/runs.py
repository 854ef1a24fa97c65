"""Lines that stand one below the other, judged as the one list they would be on one line.

Pools and menus of sellers are injected with a line for each phrase too, and a single phrase says little: ``model``
asks much of it. So neighbouring candidates are joined and scored once more, by the bounds of lists.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.core.despam import model
from crawler.core.despam.candidates import Candidate, Score
from crawler.core.despam.text import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.core.despam.page import Rest

#: Neighbouring candidates that are read as one list, and the phrases that each has at most on average: lists that
#: stand below one another are judged one by one.
LEAST_LINES, MOST_PHRASES = 3, 1.5
#: Probability from which a list goes whose lines are shorter than phrases: genuine ones one below the other reach 0.97.
SHORT_ENTRIES = 0.98
#: Probability from which one of them goes with the others: a sub-heading beside them has less.
LISTED = 0.2
#: Share of its character pairs in the rest of the page from which a line of such a list is the page's own.
OWN_LINE = 0.34
#: What the lines of a list are joined by: a separator beyond doubt.
_BETWEEN = "|"


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return begin and end of the stretches of neighbouring blocks in ascending block numbers, by index.

    >>> runs([1, 2, 3, 7, 9, 10])
    [(0, 3)]
    """
    found: list[tuple[int, int]] = []
    begin = 0
    for n in range(1, len(numbers) + 1):
        if n < len(numbers) and numbers[n] == numbers[n - 1] + 1:
            continue
        if n - begin >= LEAST_LINES:
            found.append((begin, n))
        begin = n
    return found


def with_lists(scores: Sequence[Score], rest: Rest) -> list[Score]:
    """Return the scores, those of lines marked that go as part of a list written below one another."""
    found = list(scores)
    for begin, end in runs([one.candidate.number for one in scores]):
        lines = scores[begin:end]
        if all(one.is_spam for one in lines):
            continue
        if _is_list(lines, rest):
            found[begin:end] = [replace(one, listed=_is_foreign(one, rest)) for one in lines]
    return found


def _is_list(lines: Sequence[Score], rest: Rest) -> bool:
    """Return whether some lines of a phrase each are spam as one list."""
    if sum(one.candidate.line.keywords for one in lines) > MOST_PHRASES * len(lines):
        return False
    line = prepare(_BETWEEN.join([one.candidate.block.text for one in lines]))
    words = model.load().words(line)
    first = lines[0]
    around = replace(
        first.around,
        coverage=rest.coverage(line.segments),
        mismatch=rest.mismatch(line.raw),
        tail=lines[-1].around.tail,
        hidden=all(one.around.hidden for one in lines),
        foreign=min(one.around.foreign for one in lines),
        linked=min(one.around.linked for one in lines),
    )
    whole = Candidate(number=first.candidate.number, block=first.candidate.block, line=line, words=words)
    chance = model.load().probability(line, words, around)
    sure = model.has_phrases(line) or chance >= SHORT_ENTRIES
    return sure and Score(candidate=whole, around=around, probability=chance).is_spam


def _is_foreign(one: Score, rest: Rest) -> bool:
    if one.is_spam:
        return True
    return one.probability >= LISTED and rest.coverage(one.candidate.line.segments) < OWN_LINE
