"""Partial readings of a run: states that are merged where they come to the same, and the rivals that lost by little."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    #: Place in a text of a character of which the bytes tell half or nothing; its pending byte and its second element,
    #: both NONE for an eaten sign.
    Cut = tuple[int, int, int]

#: States kept after one item, nats behind the best at which a state is dropped.
BEAM, BEHIND = 12, 14.0
#: Nats behind at which a reading is no rival, and rivals that are kept. With 8 nats for 5, nine runs in 7,014 fewer are
#: right: what the character model finds so unlikely, the word model rarely knows better.
REACH, RIVALS = 5.0, 12


class Rival(NamedTuple):
    """A reading that lost: by how many nats, its text, how much of the text of the winner it replaces, and its cuts."""

    behind: float
    text: str
    replaced: int
    cuts: tuple[Cut, ...]

    def whole(self, winner: State) -> tuple[str, tuple[Cut, ...]]:
        """Return the text and the cuts of this reading with what the winner added since."""
        shift = len(self.text) - self.replaced
        later = tuple((at + shift, pending, trail) for at, pending, trail in winner.cuts if at >= self.replaced)
        return self.text + winner.text[self.replaced :], self.cuts + later


class State(NamedTuple):
    """One partial reading: its score in nats, its lead over the closest other reading, and where it stands.

    ``text`` begins with the two characters before the run. ``cuts`` are the places in it of characters of which the
    bytes tell half or nothing: another reading that differs there only is no other reading.
    """

    score: float
    margin: float
    pending: int
    text: str
    dropped: bool = False
    cuts: tuple[Cut, ...] = ()
    rivals: tuple[Rival, ...] = ()  # the closest other readings, best first

    def without_end(self) -> State:
        """Return the state of a whole paragraph without the sign of its end."""
        rivals = tuple(rival._replace(text=rival.text[:-1], replaced=rival.replaced - 1) for rival in self.rivals)
        return self._replace(text=self.text[:-1], rivals=rivals)


def merged(states: Iterable[State], reach: int = 2) -> list[State]:
    """Return the best state of each kind, best first; a state is told by its pending byte and its last characters."""
    best: dict[tuple[int, str], State] = {}
    lowest = -math.inf
    for state in sorted(states, key=lambda s: -s.score):
        key = (state.pending, state.text[-reach:] if reach else "")
        winner = best.get(key)
        if winner is not None:
            best[key] = _joined(winner, state)
        elif len(best) < BEAM and state.score > lowest:
            best[key] = state
            lowest = max(lowest, state.score - BEHIND)
    return list(best.values())


def alike(one: str, other: str, cuts: tuple[Cut, ...], other_cuts: tuple[Cut, ...]) -> bool:
    """Return whether two readings differ in their cut characters only."""
    if one == other:
        return True
    if not cuts or cuts != other_cuts or len(one) != len(other):
        return False
    places = {at for at, *_ in cuts}
    return all(a == b or at in places for at, (a, b) in enumerate(zip(one, other, strict=True)))


def _joined(winner: State, loser: State) -> State:
    """Return the winner of two states of a kind; it remembers the loser and the rivals of it."""
    behind, length = winner.score - loser.score, len(winner.text)
    if behind < winner.margin and not alike(winner.text, loser.text, winner.cuts, loser.cuts):
        winner = winner._replace(margin=behind)
    if behind >= REACH:
        return winner
    more = [Rival(behind, loser.text, length, loser.cuts)]
    for rival in loser.rivals:
        if behind + rival.behind < REACH:
            text, cuts = rival.whole(loser)
            more.append(Rival(behind + rival.behind, text, length, cuts))
    return winner._replace(rivals=tuple(sorted({*winner.rivals, *more})[:RIVALS]))
