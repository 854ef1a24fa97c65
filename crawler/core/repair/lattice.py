"""The decoder of damaged runs: from the characters a page shows to the bytes they were, and to the text before that.

A clone replaced full-width signs and inserted glosses by byte searches that knew no character borders; a decoder then
read what was left. Every displayed item therefore allows a few byte sequences; a beam search reads the bytes as GBK
and scores the characters by the character model and by what the page says elsewhere. Readings that reach the same
state are merged, and the best one remembers by how little it won: that is the margin the caller decides on.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.hanzi import to_simplified_chars
from crawler.core.repair.brackets import CLOSES, UNPAIRED, is_open, mispaired, opened_before
from crawler.core.repair.choice import YEAR_REACH, margin_of, rated, told
from crawler.core.repair.gbk import LEADS, characters, encoded
from crawler.core.repair.gloss import GLOSS, LETTERS, explains, is_reading, readings
from crawler.core.repair.language import form, probability
from crawler.core.repair.scoring import FOREIGN, HIDDEN, OPENS, Scorer
from crawler.core.repair.signs import EATEN, LAST_EATEN, SENTENCE_REACH, sign_gains
from crawler.core.repair.states import BEHIND, State, merged
from crawler.core.repair.wildcards import (
    ALIEN,
    FOLDED,
    FULL_LEAD,
    FULL_SHIFT,
    HALF,
    LAST,
    LONE_TRAIL,
    LOST,
    NONE,
    PAIR,
    RARE_TWIN,
    SIGN_LEAD,
    TWIN,
    TWINS,
    WIDOW,
    Element,
    folded_pairs,
    options,
    options_of,
    readers,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crawler.core.repair.habits import Habits
    from crawler.core.repair.wildcards import Options, Row

#: Costs of what may have happened, in nats. Deterministic damage costs nothing: once a clone converts, it always does.
#: The values matter little: on 628 simulated runs half or twice any one of them leaves as many right.
UNPROVEN = 5.0  # anything was torn, on a page that does not show elsewhere that it is a clone
SPARED = 3.0  # a decoder that eats the sign behind an invalid byte left one standing
LOST_BYTE = 1.0  # the decoder ate a byte that no rule of the converter put in danger
DROPPED = 8.0  # a byte is gone without a trace, once in a run at most
TYPED_GLOSS = 20.0  # someone typed what looks like the gloss of a torn character
ODD_GLOSS = 4.0  # a gloss on a character that both scripts write alike
BARE = 3.0  # a character stands without the gloss that it has elsewhere on the page, or the other way round

#: What stands for an eaten character that is no sign.
UNKNOWN = "?"

#: Characters tried for one wildcard. With 8, and 20 states, one more run in 1,000 is right at 1.5 times the cost.
BRANCHES = 5
#: Characters tried for one of which a sign took the first byte, or of the first of a run.
WIDE = 8
#: What it costs to begin a run, in partial readings.
RUN_WORK = 10
#: Displayed characters of the longest run; sentences end before, and ASCII ends a shift.
MAX_RUN = 100

_TORN = re.compile(rf"[?\ufffd]\(?[ ]?([{LETTERS}]{{1,6}})[ ]?\)")


class Reading(NamedTuple):
    """What a run reads as: the end of the displayed run, the text, and its margin in nats over the next reading.

    ``guessed`` says that its bytes tell half of a character, or nothing of a sign, and only its neighbours the rest.
    ``work`` is the number of partial readings that were tried, about 10 microseconds each.
    """

    end: int
    text: str | None
    margin: float
    work: int
    guessed: bool = False


class Item(NamedTuple):
    """One displayed piece: a character or a gloss; for an error mark, whether it may have eaten a sign."""

    text: str
    syllable: str
    eats: bool
    behind: str  # the character behind it; "\n" at the end
    gains: Mapping[str, float]  # sign -> nats by which it is likelier to have been eaten here


def torn_gloss(text: str, position: int) -> re.Match[str] | None:
    """Return the match of a gloss that tore a character at this position: ``?gòu)``, ``?(gòu)``."""
    match = _TORN.match(text, position)
    return match if match and readings(match[1]) else None


@dataclass(frozen=True, slots=True)
class Decoder:
    """The beam search over the runs of one page.

    ``likeliest`` remembers what wildcards may be, ``named`` what pending byte and syllable may.
    """

    scorer: Scorer
    likeliest: dict[tuple[str, int, Element], list[tuple[float, str]]] = field(default_factory=dict)
    named: dict[tuple[int, str], Options] = field(default_factory=dict)

    @property
    def habits(self) -> Habits:
        """Return the habits of the page."""
        return self.scorer.habits

    def read_run(self, text: str, start: int) -> Reading:
        """Return the best reading of the run that begins at ``start``; its text is None where none comes to rest.

        The run ends where all readings agree again.
        """
        opened = opened_before(text, start)
        states, end, work = self._searched(text, start, opened)
        if len(states) != 1 or states[0].pending != NONE:
            return Reading(end, None, 0.0, work)
        rows = rated(states[0], text, start, end, opened)
        margin = margin_of(rows)
        if not self.habits.proven:
            margin = min(margin, states[0].margin if rows[0].text == states[0].text else 0.0)
        mark = "\ufffd" if "\ufffd" in text[start:end] else UNKNOWN
        found = told(rows, mark, text[end : end + YEAR_REACH], blind=not self.habits.converted)
        match = GLOSS.match(text, end)
        if match and found and is_reading(match[1], found[-1]):
            end = match.end()
        guessed = any(found[at - 2 : at - 1] in {rows[0].text[at], "1", "2"} for at, *_ in rows[0].cuts)
        return Reading(end, found, margin, work, guessed)

    def _searched(self, text: str, start: int, opened: frozenset[str]) -> tuple[list[State], int, int]:
        """Return the states where all readings agree again, or at the limit; the end of the run; the work it took."""
        before = ("\n\n" + text[max(0, start - 2) : start])[-2:]
        states, position, work = [State(0.0, math.inf, NONE, before)], start, RUN_WORK
        limit = min(len(text), start + MAX_RUN)
        while position < limit:
            item, position = self._item(text, position, opened)
            grown = self._grown(states, item, opened)
            if work == RUN_WORK and not self.habits.proven:
                grown = [s if s.text.endswith(item.text) else s._replace(score=s.score - UNPROVEN) for s in grown]
            states, work = merged(grown), work + len(grown)
            if len(states) == 1 and states[0].pending == NONE:
                break
        return (self._settled(states, opened) if position == len(text) else states), position, work

    def _grown(self, states: list[State], item: Item, opened: frozenset[str]) -> list[State]:
        """Return the states after an item, but for those far behind what the states before, the better ones, led to."""
        grown, floor = list[State](), -math.inf
        for state in states:
            grown += [
                _paired(state, after, opened) for after in self._after(state, item, floor) if after.score >= floor
            ]
            floor = max([after.score for after in grown], default=floor) - BEHIND - CLOSES
        return grown

    # Items

    def _item(self, text: str, position: int, opened: frozenset[str]) -> tuple[Item, int]:
        """Return the displayed item at the position and its end."""
        char = text[position]
        error = char in "?\ufffd"
        match = torn_gloss(text, position) if error else GLOSS.match(text, position) if char in "(（" else None
        end = match.end() if match else position + 1
        behind = text[end : end + 1] or "\n"
        eats = error and self.habits.swallows and not match and behind != "\n" and not _is_ascii_sign(behind)
        ends = error and self.habits.swallows and behind == "\n"
        near = text[max(0, position - SENTENCE_REACH) : position], text[end : end + SENTENCE_REACH]
        gains = sign_gains(*near, opened) if eats or ends else {}
        return Item(text[position:end], match[1] if match else "", eats, behind, gains), end

    def _after(self, state: State, item: Item, floor: float) -> Iterator[State]:
        """Yield the states after an item: shown as it is, read as bytes, or with a byte dropped before it.

        What falls below ``floor`` on the way may be left out.
        """
        if state.pending == NONE:
            yield self._shown(state, item)
        for cost, elements in self._readings_of(state, item):
            if state.score - cost >= floor:
                yield from self._fed(state._replace(score=state.score - cost) if cost else state, elements)
        error = item.text[0] in "?\ufffd"
        if state.pending > 0 and error and not item.syllable:
            yield from self._cut(state, item, floor)
        elif state.pending > 0 and not state.dropped and not error and not item.text[0].isalnum():
            dropped = state._replace(score=state.score - DROPPED, dropped=True)
            for whole in self._best(dropped, LOST):
                yield self._written(whole, item.text)
        elif state.pending == TWIN and error and not item.syllable:
            yield from self._cut(state._replace(pending=SIGN_LEAD), item, floor)

    def _readings_of(self, state: State, item: Item) -> Iterator[tuple[float, tuple[Element, ...]]]:
        """Yield cost and bytes of everything that the item may stand for, beside being what it is."""
        char, aligned = item.text, state.pending == NONE
        if item.syllable:
            yield 0.0, (item.syllable,)
            if char[0] in "(（" and not aligned:
                yield DROPPED, ()
            elif char[0] in "(（" and explains(item.syllable, state.text):
                yield (-BARE if state.text[-1] in self.habits.glossed else 0.0), ()
        elif char in "?\ufffd":
            yield from self._lost_bytes(char, aligned=aligned)
        elif char.isascii():
            if not aligned:
                yield 0.0, (ord(char),)
            if not aligned and char > " ":
                lead = ord(char) + FULL_SHIFT
                yield (0.0 if self._twin(lead) or state.pending == TWIN else RARE_TWIN), (FULL_LEAD, lead)
        elif not aligned or "\ue000" <= char <= "\uf8ff" or char in folded_pairs():
            yield from self._own_bytes(state.pending, char)

    def _own_bytes(self, pending: int, char: str) -> Iterator[tuple[float, tuple[Element, ...]]]:
        """Yield cost and bytes of a wide character; behind a lost lead byte only those that make no pair with it."""
        raw = encoded(char)
        if raw and (pending != WIDOW or "！" <= char <= "～"):
            yield 0.0, tuple(raw)
            folded = self.habits.folds_all or (pending == NONE and self.habits.proven)
            if folded and len(raw) > 1 and 0x40 <= raw[1] < LONE_TRAIL:
                yield (0.0 if self.habits.folds_all else RARE_TWIN), (raw[0], FULL_LEAD, raw[1] + FULL_SHIFT)

    def _lost_bytes(self, mark: str, *, aligned: bool) -> Iterator[tuple[float, tuple[Element, ...]]]:
        """Yield cost and bytes of what an error mark may stand for, the end of a shift left out."""
        if not aligned:
            yield 0.0, (LONE_TRAIL,)
            if self.habits.swallows:
                yield 0.0, (LONE_TRAIL, LOST)
                yield 0.0, (PAIR,)
            if mark == "?":
                yield 0.0, (FULL_LEAD, ord(mark) + FULL_SHIFT)
        elif self.habits.converted:
            if self.habits.swallows:
                yield 0.0, (WIDOW, FULL_LEAD, TWIN)
            yield (SPARED if self.habits.swallows else 0.0), (WIDOW,)
        if aligned and mark == "\ufffd":
            yield LOST_BYTE + (FOREIGN if self.habits.converted else 0.0), (ALIEN,)

    def _cut(self, state: State, item: Item, floor: float) -> Iterator[State]:
        """Yield the states in which an error mark ate the trail byte of the pending one, and perhaps a sign behind it.

        Here the bytes tell half the character only, and nothing of the sign.
        """
        paired = self.habits.cells and not self.habits.swallows
        element = LAST - (encoded(item.behind) or b"\0")[0] if paired else LAST
        half = (len(state.text), state.pending, element)
        for whole in self._best(state, element):
            if whole.score >= floor:
                yield from self._eaten(whole._replace(cuts=(*whole.cuts, half)), item)

    def _eaten(self, state: State, item: Item) -> Iterator[State]:
        """Yield the states with the sign, digit or letter that an error mark may have eaten as well."""
        if not item.eats:
            yield state
        for eaten in EATEN + HIDDEN if item.eats else LAST_EATEN if item.gains else "":
            if eaten == HIDDEN and state.text[-1] in OPENS and not item.behind.isascii():
                continue  # what a quotation begins with is a longer number or word
            score = state.score + self.scorer.chance(state.text, eaten) + item.gains.get(eaten, 0.0)
            text = state.text + eaten
            cuts = (*state.cuts, (len(state.text), NONE, NONE))
            yield State(score, state.margin, NONE, text, state.dropped, cuts, state.rivals)

    def _fed(self, state: State, elements: Iterable[Element]) -> list[State]:
        """Return the states after feeding the elements one by one."""
        states = [state]
        for element in elements:
            grown = [after for before in states for after in self._step(before, element)]
            states = sorted(grown, key=lambda s: -s.score)[:BRANCHES] if len(states) > 1 else grown
        return states

    def _step(self, state: State, element: Element) -> Iterable[State]:
        """Return the states after one byte, wildcard or syllable."""
        if isinstance(element, str):
            return self._named(state, element)
        if state.pending == NONE:
            return self._opened(state, element)
        if element == PAIR:
            return self._halves(state)
        if state.pending == ALIEN:
            half = (len(state.text), ALIEN, element)
            return [whole._replace(cuts=(*whole.cuts, half)) for whole in self._best(state, element)]
        if state.pending < 0:
            return self._best(state, element)
        char = characters().get(state.pending << 8 | element)
        return (self._formed(state, char),) if char else ()

    def _halves(self, state: State) -> list[State]:
        """Return the states after two bytes, the last of a character and the first of the next, that make no pair."""
        if state.pending <= 0 and state.pending != TWIN:
            return []
        return [
            whole._replace(pending=HALF - (encoded(whole.text[-1]) or b"\0")[-1]) for whole in self._best(state, PAIR)
        ]

    def _formed(self, state: State, char: str) -> State:
        """Return the state after a character that its bytes tell."""
        score = state.score + self.scorer.chance(state.text, char) - BARE * (char in self.habits.glossed)
        return State(score, state.margin, NONE, state.text + char, state.dropped, state.cuts, state.rivals)

    def _opened(self, state: State, element: int) -> Iterable[State]:
        """Return the states after the first byte of a character."""
        if 0 <= element < 0x80:
            return (self._written(state, chr(element)),)
        if element >= 0 and element not in LEADS:
            return ()
        return (State(state.score, state.margin, element, *state[3:]),)

    def _named(self, state: State, syllable: str) -> Iterable[State]:
        """Return the states after a lost byte that ends, with the byte before it, a character of this reading."""
        if state.pending == ALIEN:
            return ()
        if state.pending != NONE:
            return self._best(state, syllable)
        before = self._last_byte(state)
        costs: dict[int, float] = {}
        for char, _ in readers(syllable, before, folds_all=True):
            trail, cost = (encoded(char) or b"\0")[-1], self._gloss_cost(char, syllable)
            costs[trail] = min(cost, costs.get(trail, math.inf))
        return [state._replace(score=state.score - cost, pending=trail) for trail, cost in costs.items()]

    def _last_byte(self, state: State) -> int:
        """Return the second byte of the last character; of a folded sign, the one that it had."""
        last = state.text[-1]
        return (
            ord(last) + FULL_SHIFT
            if last in FOLDED or (last.isascii() and last.isalnum())
            else (encoded(last) or b"\0")[-1]
        )

    def _gloss_cost(self, char: str, syllable: str) -> float:
        """Return what it costs that the converter put this gloss behind this character."""
        known_as = self.habits.glossed.get(char)
        if known_as is not None:
            return 0.0 if known_as == syllable else BARE
        odd = char in self.habits.foreign or to_simplified_chars(char) == char
        return ODD_GLOSS * odd + BARE * (char in self.habits.bare)

    def _best(self, state: State, element: Element) -> list[State]:
        """Return the states of the likeliest characters that the pending byte and this element are, best first."""
        key = (state.text[-2:], state.pending, element)
        likeliest = self.likeliest.get(key)
        if likeliest is None:
            likeliest = self.likeliest[key] = self._ranked(*key)
        score, margin, _, text, dropped, cuts, rivals = state
        return [State(score + s, margin, NONE, text + char, dropped, cuts, rivals) for s, char in likeliest]

    def _ranked(self, before: str, pending: int, element: Element) -> list[tuple[float, str]]:
        """Return score and character of the likeliest of what a wildcard may be, best first."""
        width = WIDE if pending in (TWIN, WIDOW) else BRANCHES
        if isinstance(element, str):
            found = self._named_as(pending, element)
            return self.scorer.ranked(before, self.scorer.reached(before, found, width), width)
        # For a lost character of a Simplified page no form that is not one.
        plain = pending == ALIEN and not self.habits.converted
        found = options(pending, element, folds_all=self.habits.folds_all, plain=plain)
        glossed = self.habits.glossed
        rows = [(char, cost + BARE * (char in glossed)) for char, cost in self.scorer.likely(before, found, width)]
        return self.scorer.ranked(before, rows, width)

    def _named_as(self, pending: int, syllable: str) -> Options:
        """Return the characters of this reading that the pending byte may begin, in the order of their own scores."""
        key = (pending, syllable)
        found = self.named.get(key)
        if found is None:
            rows = readers(syllable, pending, folds_all=self.habits.folds_all)
            costly = [(char, cost + self._gloss_cost(char, syllable)) for char, cost in rows]
            found = self.named[key] = options_of(sorted(costly, key=self._alone, reverse=True))
        return found

    def _alone(self, row: Row) -> tuple[float, str]:
        """Return the score of a candidate where nothing tells of it, less its cost."""
        char, cost = row
        return math.log(probability("", form(char))) - FOREIGN * (char in self.habits.foreign) - cost, char

    def _shown(self, state: State, item: Item) -> State:
        """Return the state that takes the item as it is shown."""
        if item.syllable:
            return state._replace(score=state.score - TYPED_GLOSS, text=state.text + item.text)
        return self._written(state, item.text)

    def _written(self, state: State, text: str) -> State:
        score, written = state.score, state.text
        for char in text:
            score += self.scorer.chance(written, char)
            written += char
        return State(score, state.margin, NONE, written, state.dropped, state.cuts, state.rivals)

    def _settled(self, states: list[State], opened: frozenset[str]) -> list[State]:
        """Return the best state at the end of a paragraph, where only whole characters can stand."""
        whole = merged((self._ended(s, opened) for s in states if s.pending == NONE), reach=0)
        return [state.without_end() for state in whole]

    def _ended(self, state: State, opened: frozenset[str]) -> State:
        cost = UNPAIRED * is_open(state.text[2:], "“", opened)
        return self._written(state._replace(score=state.score - cost), "\n")

    def _twin(self, lead: int) -> bool:
        return lead in TWINS or self.habits.folds_all


def _paired(before: State, after: State, opened: frozenset[str]) -> State:
    """Return the state, with the cost of quotations and brackets that do not fit."""
    cost = mispaired(after.text, len(before.text), opened)
    return after._replace(score=after.score - cost) if cost else after


def _is_ascii_sign(char: str) -> bool:
    return char.isascii() and not char.isalnum()
