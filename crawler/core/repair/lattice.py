"""The decoder of damaged runs: from the characters a page shows to the bytes they were, and to the text before that.

A clone replaced full-width signs and inserted glosses by byte searches that knew no character borders; a decoder then
read what was left. Every displayed item therefore allows a few byte sequences; a beam search reads the bytes as GBK
and scores the characters with the bigram model. Readings that reach the same state are merged, and the best one
remembers by how little it won: that is the margin the caller decides on.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.hanzi import HAN, has_traditional, simplified_only, to_simplified_chars, traditional_only
from crawler.core.repair.gbk import LEADS, TRAILS, characters, encoded
from crawler.core.repair.gloss import GLOSS, LETTERS, is_reading, readings
from crawler.core.repair.language import FLOOR, is_sign, known, log_probability, row, variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A byte to feed, a wildcard below, or (str) the syllable of a gloss that names the character it was torn from.
Element = int | str

#: Pending lead byte of a state: none; any byte; the one that, with FULL_LEAD before it, was taken for a full-width
#: sign; the one that lost its trail byte FULL_LEAD that way; that of a character which GB 2312 does not have.
NONE, LOST, TWIN, WIDOW, ALIEN = 0, -1, -2, -3, -4
#: Second byte of the full-width ASCII signs is the sign plus FULL_SHIFT; their first byte is FULL_LEAD.
FULL_LEAD, FULL_SHIFT = 0xA3, 0x80
#: The trail byte that is no lead byte: inside a shift a decoder shows it as an error of its own.
LONE_TRAIL = 0x80

#: Costs of what may have happened, in nats. Deterministic damage costs little: once a clone converts, it always does.
TORN_SIGN = 1.0  # a straddling pair was taken for a full-width sign, and the decoder ate both bytes
TORN_GLOSS = 1.0  # a gloss was inserted between two bytes
FOLDED = 1.0  # a full-width sign was folded to ASCII
LOST_BYTE = 3.0  # the decoder ate one byte, or one and the sign behind it
DROPPED = 8.0  # a byte is gone without a trace, once in a run at most
TYPED_GLOSS = 20.0  # someone typed what looks like the gloss of a torn character
FOREIGN = 4.0  # a character stands in a form that this page's converter does not write, such as 県 for 縣
#: Costs of the full-width signs that clones convert (？，！：；（）), and of the other sixty-odd.
TWIN_LEADS = {0xBF: 0.0, 0xAC: 0.0, 0xA1: 0.0, 0xBA: 0.0, 0xBB: 0.0, 0xA8: 0.5, 0xA9: 0.5}
RARE_TWIN = 6.0
#: Nats by which the likeliest character for a lost trail byte must win; what follows it tells little.
DOUBT = 1.0
#: Nats by which a sign must win over a character, beside the caller's margin. On simulated pages 0.7 keeps out one
#: wrong run in fourteen at the price of one whole page in thirty; 1.5 one in six at one in eighteen.
SIGN_DOUBT = 0.7
#: What a full stop loses that would close a short quotation in the middle of a clause, which names a term: of 532 in
#: county news none has one, of 127 others 13.
TERM = 6.0
#: Stands for a swallowed sign that nothing tells.
UNKNOWN = "?"

#: Characters tried for one wildcard, states kept after one item, nats behind the best at which a state is dropped.
BRANCHES, BEAM, BEHIND = 4, 8, 18.0
#: Displayed characters of the longest run; sentences end before, and ASCII ends a shift.
MAX_RUN = 100
#: How far back an opening quotation mark is looked for.
QUOTE_REACH = 300
#: How a torn full stop may begin or go on, and how far before it a term may begin.
TORN, TERM_REACH = frozenset("?\ufffd,!:;，！：；"), 12

_TORN = re.compile(rf"[?\ufffd]\(?[ ]?([{LETTERS}]{{1,6}})[ ]?\)")
#: What only a decoder shows that leaves the sign behind an invalid byte standing, and what only one that eats it does.
_SPARED = re.compile(rf"[?\ufffd](?:\([{LETTERS}]{{1,6}}[ ]?\)|[,!:;，！：；][A-Za-z0-9{HAN}\ue000-\uf8ff]|\?[A-Za-z])")
#: A term in quotation marks up to where it is torn, the mark of the tear included.
_TERM = re.compile(rf"[{HAN}]“[{HAN}A-Za-z0-9]{{1,8}}[?\ufffd]?\Z")
_SWALLOWED = re.compile(rf"[?\ufffd][{LETTERS}]{{1,6}}[ ]?\)")


class State(NamedTuple):
    """One partial reading: its score in nats, its lead over the closest other reading, and where it stands."""

    score: float
    margin: float
    pending: int
    text: str
    dropped: bool


class Reading(NamedTuple):
    """What a run reads as: the end of the displayed run, the text, and its margin in nats over the next reading."""

    end: int
    text: str
    margin: float


class Item(NamedTuple):
    """One displayed piece: a character or a gloss, and for an error mark the sign that it may have swallowed."""

    text: str
    syllable: str
    eaten: str
    behind: str  # the character behind it, UNKNOWN where it was swallowed; "\n" at the end
    quoted: bool  # whether a quotation is open before an error mark
    term: bool  # whether that quotation is short and stands in the middle of a clause


class Candidate(NamedTuple):
    """A character that a wildcard may stand for, with what the language model needs to score it."""

    char: str
    form: str
    weight: float
    cost: float


def torn_gloss(text: str, position: int) -> re.Match[str] | None:
    """Return the match of a gloss that tore a character at this position: ``?gòu)``, ``?(gòu)``."""
    match = _TORN.match(text, position)
    return match if match and readings(match[1]) else None


def decoder_for(text: str) -> Decoder:
    """Return the decoder for the runs of a page with this text: its script and its habits are read from it."""
    swallows = _SWALLOWED.search(text) is not None or _SPARED.search(text) is None
    converted = has_traditional(text)
    return Decoder(foreign=_foreign(converted=converted), converted=converted, swallows=swallows)


@cache
def _foreign(*, converted: bool) -> frozenset[str]:
    """Return the characters that a page does not write which was converted to Traditional, or was not."""
    return variants() | (simplified_only() if converted else traditional_only())


@dataclass(frozen=True, slots=True)
class Decoder:
    """The beam search over one page's runs.

    ``foreign`` are the characters its converter would not write; ``converted`` says that it is Traditional, as the
    clones are: elsewhere only a decoder that knows no more than GB 2312 did damage; ``swallows`` says that the decoder
    ate the sign behind an invalid byte as well.
    """

    foreign: frozenset[str]
    converted: bool
    swallows: bool

    def read_run(self, text: str, start: int) -> Reading | None:
        """Return the best reading of the run that begins at ``start``, None where no reading comes to rest.

        The run ends where all readings agree again.
        """
        states = [State(0.0, math.inf, NONE, text[start - 1] if start else "\n", False)]
        position, limit = start, min(len(text), start + MAX_RUN)
        while position < limit:
            item, position = self._item(text, position)
            states = _merged(after for state in states for after in self._successors(state, item))
            if len(states) == 1 and states[0].pending == NONE:
                break
        states = _settled(states) if position == len(text) else states
        if len(states) != 1 or states[0].pending != NONE:
            return None
        found = states[0].text[1:]
        match = GLOSS.match(text, position)
        if match and found and is_reading(match[1], found[-1]):
            position = match.end()
        return Reading(position, found, states[0].margin)

    def _item(self, text: str, position: int) -> tuple[Item, int]:
        """Return the displayed item at the position and its end."""
        char = text[position]
        error = char in "?\ufffd"
        match = torn_gloss(text, position) if error else GLOSS.match(text, position) if char in "(（" else None
        end = match.end() if match else position + 1
        eaten = _eaten(text, position) if error and self.swallows and not match else ""
        behind = eaten or text[end : end + 1] or "\n"
        reach = max(0, position - QUOTE_REACH)
        quoted = error and text.rfind("“", reach, position) > text.rfind("”", reach, position)
        term = char in TORN and _TERM.search(text[max(0, position - TERM_REACH) : position]) is not None
        return Item(text[position:end], match[1] if match else "", eaten, behind, quoted, term), end

    def _successors(self, state: State, item: Item) -> Iterator[State]:
        """Yield the states after an item: shown as it is, read as bytes, or with a byte dropped before it."""
        if state.pending == NONE:
            yield _shown(state, item)
        for cost, elements in self._readings_of(state, item):
            for after in self._fed(state._replace(score=state.score - cost), elements):
                yield after._replace(score=after.score - TERM) if _closes(item, state, after) else after
        error = item.text[0] in "?\ufffd"
        if state.pending > 0 and error and not item.syllable:
            yield from self._cut(state, item)
        elif state.pending > 0 and not state.dropped and not error and not item.text[0].isalnum():
            dropped = state._replace(score=state.score - DROPPED, dropped=True)
            for whole in self._best(dropped, LOST):
                yield _written(whole, item.text)
        elif state.pending == TWIN and item.text == "?" and (item.quoted or item.behind != "\n"):
            yield _closed_by_mark(_written(state, "”" if item.quoted else "“")._replace(pending=NONE), item)

    def _readings_of(self, state: State, item: Item) -> Iterator[tuple[float, tuple[Element, ...]]]:
        """Yield cost and bytes of everything that the item may stand for, beside being what it is."""
        char, aligned = item.text, state.pending == NONE
        if item.syllable:
            yield TORN_GLOSS, (item.syllable,)
            if char[0] in "(（" and (not aligned or is_reading(item.syllable, state.text[-1])):
                yield (0.0 if aligned else TORN_GLOSS), ()
        elif char in "?\ufffd":
            yield from self._lost_bytes(char, aligned=aligned)
        elif char.isascii():
            if not aligned:
                yield 0.0, (ord(char),)
            if not aligned and char > " ":
                lead = ord(char) + FULL_SHIFT
                cost = _lead_cost(TWIN, lead) if state.pending == WIDOW else 0.0
                yield FOLDED + cost, (FULL_LEAD, lead)
        elif (raw := encoded(char)) and (not aligned or "\ue000" <= char <= "\uf8ff"):
            yield 0.0, tuple(raw)

    def _lost_bytes(self, mark: str, *, aligned: bool) -> Iterator[tuple[float, tuple[Element, ...]]]:
        """Yield cost and bytes of what an error mark may stand for, the end of a shift left out."""
        if not aligned:
            yield FOLDED, (LONE_TRAIL,)
            if mark == "?":
                yield FOLDED, (FULL_LEAD, ord(mark) + FULL_SHIFT)
        elif self.converted:
            yield TORN_SIGN, (WIDOW, FULL_LEAD, TWIN)
            yield 0.0, (WIDOW,)
        if aligned and mark == "\ufffd":
            yield LOST_BYTE + (FOREIGN if self.converted else 0.0), (ALIEN,)

    def _cut(self, state: State, item: Item) -> Iterator[State]:
        """Yield the states in which an error mark ate the trail byte of the pending one, and perhaps a sign behind it.

        Here the bytes tell half the character only: where two are about as likely, the mark stays as it is shown.
        """
        found = self._best(state, LOST)
        ahead = "," if item.eaten else item.behind
        ranked = sorted(((log_probability(s.text[-1], ahead) + s.score, s) for s in found), reverse=True)
        if not ranked:
            return
        best = ranked[0][1]
        after = _closed_by_mark(best._replace(score=best.score - LOST_BYTE), item)
        doubtful = len(ranked) > 1 and ranked[0][0] - ranked[1][0] < DOUBT
        yield after._replace(text=state.text + item.text) if doubtful else after

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
            return _opened(state, element)
        if state.pending < 0:
            return self._best(state, element)
        char = characters().get(state.pending << 8 | element)
        if not char:
            return ()
        score = state.score + log_probability(state.text[-1], char) - FOREIGN * (char in self.foreign)
        return (State(score, state.margin, NONE, state.text + char, state.dropped),)

    def _named(self, state: State, syllable: str) -> Iterable[State]:
        """Return the states after a lost byte that ends, with the byte before it, a character of this reading."""
        if state.pending == ALIEN:
            return ()
        if state.pending != NONE:
            return self._best(state, syllable)
        before = encoded(state.text[-1])
        if not before or len(before) < 2:
            return ()
        costs: dict[int, float] = {}
        for char in sorted((c.char for c in _readers(syllable, before[1])), key=lambda c: c in self.foreign):
            trail = _trail(char)
            costs.setdefault(trail, FOREIGN * (char in self.foreign or to_simplified_chars(char) == char))
        return [state._replace(score=state.score - cost, pending=trail) for trail, cost in costs.items()]

    def _best(self, state: State, element: Element) -> list[State]:
        """Return the states of the likeliest characters that the pending byte and this element are, best first."""
        likeliest = _likeliest(state.text[-1], state.pending, element, self.foreign)
        return [State(state.score + s, state.margin, NONE, state.text + char, state.dropped) for s, char in likeliest]


def _eaten(text: str, position: int) -> str:
    """Return UNKNOWN where an error mark inside a shift swallowed a sign, "" where the sign is still there.

    Which sign it was no byte tells.
    """
    behind = text[position + 1 : position + 2]
    return "" if not behind or (behind.isascii() and not behind.isalnum()) else UNKNOWN


def _closes(item: Item, before: State, after: State) -> bool:
    """Return whether the item was read as a full stop that closes a term."""
    return item.term and after.text.startswith("。", len(before.text))


def _shown(state: State, item: Item) -> State:
    """Return the state that takes the item as it is shown."""
    if item.syllable:
        return state._replace(score=state.score - TYPED_GLOSS, text=state.text + item.text)
    return _written(state, item.text)


def _closed_by_mark(state: State, item: Item) -> State:
    """Return the state after the sign that the error mark swallowed, if any: scored as a comma, but left unknown."""
    score = state.score + (log_probability(state.text[-1], ",") if item.eaten else 0.0)
    return state._replace(score=score, text=state.text + item.eaten)


def _written(state: State, text: str) -> State:
    score, last = state.score, state.text[-1]
    for char in text:
        score += log_probability(last, char)
        last = char
    return state._replace(score=score, text=state.text + text)


def _opened(state: State, element: int) -> Iterable[State]:
    """Return the states after the first byte of a character."""
    if 0 <= element < 0x80:
        return (_written(state, chr(element)),)
    return (state._replace(pending=element),) if element < 0 or element in LEADS else ()


def _merged(states: Iterable[State]) -> list[State]:
    """Return the best state of each kind, best first; a state is told by its pending byte and its last character."""
    best: dict[tuple[int, str], State] = {}
    for state in sorted(states, key=lambda s: -s.score):
        key = (state.pending, state.text[-1])
        winner = best.get(key)
        if winner is None:
            best[key] = state
        elif winner.text != state.text:
            best[key] = winner._replace(margin=min(winner.margin, _lead(winner, state)))
    kept = list(best.values())[:BEAM]
    return [state for state in kept if state.score > kept[0].score - BEHIND]


def _lead(winner: State, other: State) -> float:
    """Return by how much a reading wins over another; a sign over a character by less.

    The bytes say the same for 海 as for 。, and bigrams cannot tell where a sentence ends.
    """
    pairs = zip(winner.text, other.text, strict=False)
    first, second = next(((a, b) for a, b in pairs if a != b), ("", ""))
    doubt = SIGN_DOUBT if is_sign(first) and first != UNKNOWN and not is_sign(second) else 0.0
    return winner.score - other.score - doubt


def _settled(states: list[State]) -> list[State]:
    """Return the best state at the end of a paragraph, where only whole characters can stand."""
    whole = [_written(state, "\n") for state in states if state.pending == NONE]
    return [state._replace(text=state.text[:-1]) for state in _merged(whole)]


def _lead_cost(pending: int, lead: int) -> float:
    """Return what it costs that the pending byte is this lead; infinite where it cannot be."""
    if pending == TWIN:
        return TWIN_LEADS.get(lead, RARE_TWIN) if 0xA1 <= lead < 0xC0 else math.inf
    return 0.0 if pending in (LOST, WIDOW, ALIEN, lead) else math.inf


@lru_cache(maxsize=1 << 14)
def _likeliest(last: str, pending: int, element: Element, foreign: frozenset[str]) -> list[tuple[float, str]]:
    """Return score and character of the likeliest of what may stand behind ``last`` for a wildcard, best first."""
    candidates = _readers(element, pending) if isinstance(element, str) else _candidates(pending, element)
    ends, followers, behind_sign = row(last).ends, row(last).followers, is_sign(last)
    scored = []
    for char, form, weight, cost in candidates:
        if behind_sign and is_sign(char):
            score = log_probability(last, char)
        else:
            score = math.log(followers.get(form, 0.0) + ends * weight + FLOOR)
        scored.append((score - cost - FOREIGN * (char in foreign), char))
    return sorted(scored, reverse=True)[:BRANCHES]


@lru_cache(maxsize=1 << 10)
def _candidates(pending: int, element: int) -> tuple[Candidate, ...]:
    """Return the characters that the model knows with this pending byte and this second byte, LOST for any."""
    if pending < 0 and (element < 0 or (pending == WIDOW and element != FULL_LEAD)):
        return ()
    leads = (pending,) if pending > 0 else tuple(lead for lead in LEADS if _lead_cost(pending, lead) < math.inf)
    trails = TRAILS if element < 0 else (element,)
    table = characters()
    pairs = [(lead, table.get(lead << 8 | trail, "")) for lead in leads for trail in trails]
    found = [(lead, char) for lead, char in pairs if char and known(char)]
    if pending == ALIEN:
        found = [(lead, char) for lead, char in found if not char.encode("gb2312", "ignore")]
    return tuple(_candidate(char, _lead_cost(pending, lead)) for lead, char in found)


@lru_cache(maxsize=1 << 12)
def _readers(syllable: str, pending: int) -> tuple[Candidate, ...]:
    """Return the characters of this reading whose lead byte the pending one may be."""
    pairs = [(char, encoded(char)) for char in readings(syllable)]
    costs = [(char, _lead_cost(pending, raw[0])) for char, raw in pairs if raw and len(raw) == 2]
    return tuple(_candidate(char, cost) for char, cost in costs if cost < math.inf)


def _candidate(char: str, cost: float) -> Candidate:
    scored_as = row(char)
    return Candidate(char, scored_as.form, scored_as.weight, cost)


def _trail(char: str) -> int:
    """Return the trail byte of a two-byte character."""
    return (encoded(char) or b"\0")[-1]
