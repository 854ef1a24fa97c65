"""What a lost byte may have been: the characters that a known byte, a reading or a full-width sign leaves open."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.repair.gbk import LEADS, TRAILS, characters, encoded, is_pair
from crawler.core.repair.gloss import is_common, readings
from crawler.core.repair.language import RARE, form, known, probability, variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

#: A byte to feed, a wildcard below, or (str) the syllable of a gloss that names the character it was torn from.
Element = int | str

#: Pending lead byte of a state: none; any byte; the one that, with FULL_LEAD before it, was taken for a full-width
#: sign; the one that lost its trail byte FULL_LEAD that way; that of a character which GB 2312 does not have.
NONE, LOST, TWIN, WIDOW, ALIEN = 0, -1, -2, -3, -4
#: Second byte that a decoder took for the first of a pair that it could not read: any from 0x80 on. Minus the first
#: byte of what stands behind: only those that make no pair with it.
LAST = -0x100
#: Element of two lost bytes that make no pair: the last of a character and the first of the next.
PAIR = -5
#: Pending lead byte that a decoder lost with the second byte of the character before: minus that one, any that makes no
#: pair with it.
HALF = -0x200
#: Second byte of the full-width ASCII signs is the sign plus FULL_SHIFT; their first byte is FULL_LEAD.
FULL_LEAD, FULL_SHIFT = 0xA3, 0x80
#: The trail byte that is no lead byte: inside a shift a decoder shows it as an error of its own.
LONE_TRAIL = 0x80
#: The lead byte of the signs that stand behind a full stop: ”“《（.
SIGN_LEAD = 0xA1

#: Second bytes of the full-width signs that clones convert (！（），：；？).
TWINS = frozenset((0xA1, 0xA8, 0xA9, 0xAC, 0xBA, 0xBB, 0xBF))
#: The same signs as pages show them.
FOLDED = "".join(chr(twin - FULL_SHIFT) for twin in sorted(TWINS))
#: Nats that it costs to take another full-width character than a sign for folded.
RARE_TWIN = 9.0
#: Share of a text up to which a character is rare.
RARE_SHARE = 1e-4

#: A candidate, and what it costs that it is one.
Row = tuple[str, float]


class Options(NamedTuple):
    """The candidates of a wildcard, the likeliest first, and form -> those that are scored as it."""

    rows: tuple[Row, ...]
    by_form: Mapping[str, tuple[Row, ...]]

    def among(self, forms: AbstractSet[str]) -> Iterator[Row]:
        """Yield the candidates that are scored as one of these."""
        for common in forms & self.by_form.keys():
            yield from self.by_form[common]


def options_of(rows: Iterable[Row]) -> Options:
    """Return the options that these candidates are."""
    rows, by_form = tuple(rows), dict[str, tuple[Row, ...]]()
    for row in rows:
        by_form[form(row[0])] = (*by_form.get(form(row[0]), ()), row)
    return Options(rows, by_form)


@lru_cache(maxsize=1 << 10)
def options(pending: int, element: int, *, folds_all: bool, plain: bool) -> Options:
    """Return the candidates of a wildcard; ``plain`` leaves out those that are scored as another character."""
    rows = candidates(pending, element, folds_all=folds_all)
    return options_of(row for row in rows if form(row[0]) == row[0]) if plain else options_of(rows)


def candidates(pending: int, element: int, *, folds_all: bool) -> tuple[tuple[str, float], ...]:
    """Return the characters that the model knows with this pending byte and this second byte, LOST or PAIR for any.

    With each, what it costs that its first byte is what the pending one says; the cheapest and most frequent first.
    """
    halved = pending == TWIN and element == PAIR
    if pending < 0 and not halved and (element < 0 or (pending == WIDOW and element != FULL_LEAD)):
        return ()
    costs = {lead: _lead_cost(pending, lead, folds_all=folds_all) for lead in ((pending,) if pending > 0 else LEADS)}
    table, trails = characters(), _trails(element)
    found = [
        (char, cost)
        for lead, cost in costs.items()
        for trail in trails
        if cost < math.inf and (char := table.get(lead << 8 | trail, "")) and known(char)
    ]
    if pending == ALIEN:
        found = [(char, cost) for char, cost in found if not char.encode("gb2312", "ignore")]
    return tuple(sorted(found, key=lambda row: (row[1], -probability("", form(row[0])))))


def _trails(element: int) -> tuple[int, ...]:
    """Return the second bytes that an element stands for."""
    if element >= 0:
        return (element,)
    return TRAILS if element == LOST else pairless() if element == PAIR else unpaired_before(LAST - element)


@cache
def folded_pairs() -> frozenset[str]:
    """Return the rare characters of a first byte and an ASCII letter or sign that stands for A3 and another first byte.

    A converter that folds all full-width characters makes them where a character ends in A3: of 希望 it leaves 螹, FB.
    """
    table = characters()
    leads = [lead for lead in LEADS if (char := table.get(lead << 8 | FULL_LEAD)) and is_common(char)]
    found = (table.get(lead << 8 | trail) for lead in leads for trail in range(0x40, 0x7F))
    return frozenset(c for c in found if c and (c in variants() or probability("", form(c)) < RARE_SHARE))


@cache
def unseen_pairs() -> frozenset[str]:
    """Return those of these characters that the model has never seen."""
    return frozenset(char for char in folded_pairs() if probability("", form(char)) <= RARE)


@lru_cache(maxsize=1 << 12)
def readers(syllable: str, pending: int, *, folds_all: bool) -> tuple[tuple[str, float], ...]:
    """Return the characters of this reading whose lead byte the pending one may be, and what that costs."""
    if pending == WIDOW:
        return ()
    pairs = [(char, encoded(char)) for char in readings(syllable)]
    costs = [(char, _lead_cost(pending, raw[0], folds_all=folds_all)) for char, raw in pairs if raw and len(raw) == 2]
    return tuple((char, cost) for char, cost in costs if cost < math.inf)


@cache
def unpaired_before(behind: int) -> tuple[int, ...]:
    """Return the bytes from 0x80 on that make no pair with this byte; all for a byte that is no second byte."""
    return tuple(byte for byte in range(LONE_TRAIL, 0xFF) if not is_pair(byte, behind))


@cache
def pairless() -> tuple[int, ...]:
    """Return the bytes that make no pair with some lead byte."""
    return tuple(byte for byte in LEADS if unpaired_behind(byte))


@cache
def unpaired_behind(before: int) -> frozenset[int]:
    """Return the lead bytes that make no pair with the byte before."""
    return frozenset(byte for byte in LEADS if not is_pair(before, byte))


def _lead_cost(pending: int, lead: int, *, folds_all: bool) -> float:
    """Return what it costs that the pending byte is this lead; infinite where it cannot be."""
    if pending == TWIN:
        if lead in TWINS:
            return 0.0
        return (0.0 if folds_all else RARE_TWIN) if 0xA1 <= lead < 0xFF else math.inf
    if pending <= HALF:
        return 0.0 if lead in unpaired_behind(HALF - pending) else math.inf
    return 0.0 if pending in (LOST, WIDOW, ALIEN, lead) else math.inf
