"""The choice between the closest readings of a run: by the character model, the word model, and open brackets.

The beam search sees two characters back. What it finds nearly as likely is compared here by whole words and by what
stands behind the run.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.repair.brackets import QUOTE_REACH, awaited, unmatched
from crawler.core.repair.scoring import HIDDEN
from crawler.core.repair.signs import CENTURIES, HEADLESS_YEAR
from crawler.core.repair.states import REACH, alike
from crawler.core.repair.wildcards import ALIEN, LONE_TRAIL
from crawler.core.repair.words import text_score

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.core.repair.states import Cut, State

#: Weight of the word model beside the character model, and characters around a difference that it looks at. Any weight
#: from 0.5 to 1 and any reach from 4 to 9 leave as many runs right, to one in 1,000.
WORDS, WORDS_REACH = 0.8, 6
#: Nats by which the likeliest character for a lost trail byte must win, or the likeliest sign that was eaten.
DOUBT = 0.3
#: The same where the first byte is lost and no converter explains it: the rare characters of names look all alike.
BLIND_DOUBT = 4.0

#: A year that lost its first digit, and characters of it that may stand behind a run.
_YEAR, YEAR_REACH = re.compile(rf"(?<![0-9]){HIDDEN}(?={HEADLESS_YEAR})"), 4
_CLEAN = re.compile("[^?\ufffd\ue000-\uf8ff\n]*")
_CLEAN_END = re.compile("[^?\ufffd\ue000-\uf8ff\n]*\\Z")


class Rated(NamedTuple):
    """A reading of a whole run, its score in nats against the others, and its cuts."""

    score: float
    text: str
    cuts: tuple[Cut, ...]


def rated(best: State, text: str, start: int, end: int, opened: frozenset[str]) -> list[Rated]:
    """Return the closest readings of the run from ``start`` to ``end``, the likeliest first.

    ``best`` is what the beam search found, ``opened`` the brackets that are open before the run.
    """
    left = _matched(_CLEAN_END.search(text[max(0, start - WORDS_REACH) : start]))
    right = _matched(_CLEAN.match(text[end : end + QUOTE_REACH]))
    behind, scored = awaited(right), cache(text_score)
    rows = [Rated(-unmatched(best.text[2:], opened, behind), best.text, best.cuts)]
    for rival in best.rivals:
        other, cuts = rival.whole(best)
        gain = WORDS * _gain(best.text[2:], other[2:], left, right, scored) - unmatched(other[2:], opened, behind)
        rows.append(Rated(gain - rival.behind, other, cuts))
    return sorted(rows, key=lambda row: -row.score)


def margin_of(rows: list[Rated]) -> float:
    """Return by how many nats the best reading wins over the next that differs in more than a cut character."""
    best, *others = rows
    leads = (best.score - other.score for other in others if not alike(best.text, other.text, best.cuts, other.cuts))
    return min(leads, default=REACH)


def told(rows: list[Rated], mark: str, behind: str, *, blind: bool) -> str:
    """Return the text of the best reading, with a mark for each cut character that its neighbours do not tell.

    ``behind`` is the text that follows. ``blind`` says that no converter explains what was lost.
    """
    best, *others = rows
    marks = list(_YEAR.sub(lambda match: CENTURIES[match[1]], best.text + behind)[: len(best.text)])
    for at, pending, trail in best.cuts:
        doubt = BLIND_DOUBT if blind or pending == ALIEN else DOUBT
        close = [row.text for row in others if best.score - row.score < doubt and _differs(best, row, at)]
        if close and marks[at] == best.text[at]:
            marks[at] = mark + chr(trail) if pending == ALIEN and trail < LONE_TRAIL else mark
    return "".join(marks[2:]).replace(HIDDEN, mark)


def _differs(best: Rated, other: Rated, at: int) -> bool:
    return alike(best.text, other.text, best.cuts, other.cuts) and best.text[at] != other.text[at]


def _gain(one: str, other: str, left: str, right: str, scored: Callable[[str], float]) -> float:
    """Return by how many nats the word model likes another reading more than one, between these neighbours."""
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    before, behind = (left + one[:head])[-WORDS_REACH:], (one[len(one) - tail :] + right)[:WORDS_REACH]
    scores = [scored(before + text[head : len(text) - tail] + behind) for text in (one, other)]
    return scores[1] - scores[0]


def _common(one: str, other: str) -> int:
    """Return the length of the common beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _matched(match: re.Match[str] | None) -> str:
    return match[0] if match else ""
