"""A word model of Chinese: how likely a piece of text is as a row of words, whatever the words may be.

Probabilities of words, and of words behind a word (``tools/build_words.py``). The table is a pair of hash tables that
are searched where they lie: nothing is parsed when it is loaded. A text is scored by the sum over all ways to cut it
into words (the forward algorithm), so that it sees known words further back than the character model does.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple
from zlib import adler32, crc32

from crawler.core.repair.language import CLASS_SIZE, DIGIT, LETTER, form
from crawler.core.repair.scoring import CALLS, HIDDEN, NEVER, OPENS, SIGN_PAIRS, STOPS
from crawler.core.tables import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Characters of the longest word.
LONGEST = 8
#: Probability of a character that is no word of the table.
UNKNOWN_WORD = 1e-8
#: Levels of a probability or weight to one power of e.
STEPS = 12
#: A weight of back-off of this level is 1.
ONE = 128
#: Mixed into the hash of a word before that of its follower, and into the eight bits that check a hash. Without those
#: one text in ten had a pair of words that the table only seemed to have.
SALT, CHECK = 0x5BD1E995, 0x9E3779B1
#: Ways to cut the text so far that are kept: all but a millionth of the probability.
KEPT = 8
_RUNS = re.compile(f"{DIGIT}{{2,}}|{LETTER}{{2,}}")


class Table(NamedTuple):
    """A hash table: for the upper 16 bits of a hash where its entries begin, then the sorted entries.

    An entry is the lower 24 bits of a hash and, in its last eight bits, the value.
    """

    starts: array[int]
    entries: array[int]

    def find(self, key: int) -> int:
        """Return the value of a hash; -1 where there is none."""
        entry, upper = (key & 0xFFFFFF) << 8, key >> 24
        at = bisect_left(self.entries, entry, self.starts[upper], self.starts[upper + 1])
        found = self.entries[at] - entry if at < self.starts[upper + 1] else -1
        return found if 0 <= found < 256 else -1


def hash_of(word: str, before: int = 0) -> int:
    """Return the hash of a word, or of a word behind the one of that hash, in 40 bits."""
    raw = word.encode("utf-16-le")
    check = (adler32(raw) ^ before) * CHECK >> 24 & 0xFF
    return crc32(raw, before >> 8 ^ SALT if before else 0) << 8 | check


def text_score(text: str) -> float:
    """Return the natural logarithm of the probability of a piece of text, whatever stands before it."""
    forms = _RUNS.sub(lambda match: match[0][0], "".join(map(form, text)))
    cells: list[dict[int, tuple[float, float]]] = [{} for _ in range(len(forms) + LONGEST + 1)]
    cells[0][0] = (1.0, 1.0)  # hash of the last word -> probability so far, weight of back-off
    for start in range(len(forms)):
        cell = cells[start]
        if not cell:
            continue
        best = sorted(cell.items(), key=_probability, reverse=True)[:KEPT] if len(cell) > KEPT else list(cell.items())
        for end in range(start + 1, min(len(forms), start + LONGEST) + 1):
            word = _word(forms[start:end])
            if word is None:
                continue
            key, share, weight = word
            total = 0.0
            for before, (chance, back) in best:
                joint = _behind(before, forms[start:end]) if before else 0.0
                total += chance * (joint or back * share)
            cells[end][key] = (total, weight)
    classed = 0.0
    if not CLASS_SIZE.keys().isdisjoint(forms):
        classed = sum(math.log(CLASS_SIZE.get(form(char), 1.0)) for char in text if char != HIDDEN)
    return math.log(sum(chance for chance, _ in cells[len(forms)].values()) or 1e-300) - classed


def _probability(item: tuple[int, tuple[float, float]]) -> float:
    return item[1][0]


@lru_cache(maxsize=1 << 15)
def _word(word: str) -> tuple[int, float, float] | None:
    """Return hash, probability and weight of back-off of a word; None where there is none of more characters."""
    key = hash_of(word)
    level = word_tables()[0].find(key)
    if level < 0:
        return (key, UNKNOWN_WORD, 1.0) if len(word) == 1 else None
    weight = word_tables()[1].find(key)
    return key, math.exp(-level / STEPS), math.exp((weight - ONE) / STEPS) if weight >= 0 else 1.0


@lru_cache(maxsize=1 << 15)
def _behind(before: int, word: str) -> float:
    """Return the probability of a word behind the one of that hash; 0 where the table leaves it to the back-off."""
    key = hash_of(word, before)
    level = word_tables()[2].find(key)
    least, most = _sign_pairs().get(key, (0.0, 1.0))
    return min(most, max(least, math.exp(-level / STEPS) if level >= 0 else 0.0))


@cache
def _sign_pairs() -> Mapping[int, tuple[float, float]]:
    """Return hash -> least and highest probability of a sign behind another."""
    pairs = {pair: (least, 1.0) for pair, least in SIGN_PAIRS.items()}
    pairs |= {one + two: (NEVER, NEVER) for one in STOPS | OPENS for two in STOPS if not {one, two} <= CALLS}
    return {hash_of(pair[1], hash_of(pair[0])): limits for pair, limits in pairs.items()}


@cache
def word_tables() -> tuple[Table, ...]:
    """Return the words, their weights of back-off, and the pairs of words."""
    data = read_bytes("words.bin")
    at, tables = data.index(b"\0") + 1, list[Table]()
    for _ in range(3):
        counts = array("H", data[at : at + (2 << 16)])
        starts = array("I", accumulate(counts, initial=0))
        at += 2 << 16
        tables.append(Table(starts, array("I", data[at : at + 4 * starts[-1]])))
        at += 4 * starts[-1]
    return tuple(tables)
