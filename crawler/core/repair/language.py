"""A character bigram model of Chinese: how likely one character follows another.

The table holds a word-unigram model (``tools/build_bigrams.py``): inside words the counts are real, across words the
end of one and the begin of the next are independent. Traditional characters are scored as their Simplified forms.
"""

from __future__ import annotations

import gzip
import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.hanzi import opencc_dictionary, to_simplified_chars
from crawler.core.repair.gbk import characters
from crawler.core.tables import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Share of the characters of news text that are Han; the rest is punctuation, digits and letters.
HAN_SHARE = 0.85
#: Probability of a pair that the frequency list rules out, and of what no writer typed (private use, U+FFFD).
FLOOR = 1e-8
#: Probability of a Han character that the frequency list does not have.
RARE = 3e-7
#: Shares of the other characters in news text, rounded; both widths, because clones show both.
SHARES: Mapping[str, float] = {
    **dict.fromkeys("，,", 0.055),
    **dict.fromkeys("。、", 0.025),
    **dict.fromkeys("“”《》()（）:：;；\n", 0.006),
    **dict.fromkeys("0123456789", 0.006),
    **dict.fromkeys(" \u3000·—…！!？?.%-‘’【】", 0.001),
}
#: Shares of one letter and of any other sign.
LETTER, SIGN = 2e-4, 1e-5
#: Probability that a digit or letter follows its own kind.
SAME_KIND = 0.3
#: Probabilities of the signs that follow a sign, where they differ from AFTER_SIGN times their share.
SIGN_PAIRS: Mapping[str, float] = {
    **dict.fromkeys(("。”", "！”", "？”", "!”", "?”"), 0.1),
    **dict.fromkeys(("：“", ":“"), 0.3),
    **dict.fromkeys(
        ("，“", ",“", "、“", "。“", "”“", "”，", "”,", "”。", "”、", "》，", "》,", "》。", "》、", "、《"), 0.05
    ),
    **dict.fromkeys(("——", "……"), 0.9),
}
#: What a sign loses in probability behind another sign.
AFTER_SIGN = 0.05
#: Signs that may end a paragraph, and what any other character loses in probability there.
CLOSING, UNFINISHED = frozenset("。！？!?…”’）)》】：:；;"), 0.02
_SIGNS = frozenset(SHARES) - frozenset("0123456789\n")


class Row(NamedTuple):
    """What the model knows of a character: the form it is scored as, and the probabilities that make up a pair.

    ``weight`` is that of its coming after a word, ``ends`` that of a word ending with it.
    """

    form: str
    weight: float
    ends: float
    followers: Mapping[str, float]


def log_probability(first: str, second: str) -> float:
    """Return the natural logarithm of the probability that ``second`` follows ``first``, one character each."""
    if first.isascii() and second.isascii() and first.isalnum() and second.isalnum():
        return math.log(SAME_KIND)
    if first in _SIGNS and second in _SIGNS:
        return math.log(SIGN_PAIRS.get(first + second, AFTER_SIGN * SHARES[second]))
    before, after = row(first), row(second)
    weight = after.weight * (UNFINISHED if second == "\n" and first not in CLOSING else 1.0)
    return math.log(before.followers.get(after.form, 0.0) + before.ends * weight + FLOOR)


def is_sign(char: str) -> bool:
    """Return whether the character is a sign of punctuation that the model knows."""
    return char in _SIGNS


def known(char: str) -> bool:
    """Return whether the model has seen the character, or knows it as a sign of punctuation."""
    return char in SHARES or folded().get(char, char) in _lines()


@cache
def folded() -> Mapping[str, str]:
    """Return Traditional or variant character -> Simplified one, for the characters of GBK."""
    chars = "".join(characters().values())
    return {char: simple for char, simple in zip(chars, to_simplified_chars(chars), strict=True) if char != simple}


@cache
def variants() -> frozenset[str]:
    """Return the characters of GBK that OpenCC folds to a Simplified one but never converts one to."""
    written = {form for forms in opencc_dictionary("STCharacters").values() for form in forms.split()}
    return frozenset(char for char in folded() if char not in written)


@lru_cache(maxsize=1 << 15)
def row(char: str) -> Row:
    """Return what the model knows of any one character."""
    form = folded().get(char, char)
    line = _lines().get(form)
    if line is None:
        return Row(char, _weight(char), 1.0, {})
    seen, begins, ends = map(_count, line[1:4])
    followers: dict[str, float] = {}
    share = 0.0
    for sign in line[4:]:
        if sign.isascii():
            share = HAN_SHARE * _count(sign) / seen
        else:
            followers[sign] = share
    return Row(form, HAN_SHARE * begins / _words(), min(ends / seen, 1.0), followers)


def _weight(char: str) -> float:
    """Return the share of a character that the table does not have."""
    if char in SHARES:
        return SHARES[char]
    if "\ue000" <= char <= "\uf8ff" or char == "\ufffd":
        return 0.0
    if char.isalpha():
        return LETTER if char.isascii() else RARE
    return SIGN


def _count(level: str) -> float:
    return 0.0 if level == " " else 2.0 ** ((ord(level) - 64) / 2)


@cache
def _lines() -> Mapping[str, str]:
    text = gzip.decompress(read_bytes("bigrams.txt.gz")).decode("gbk")
    return {line[0]: line for line in text.splitlines() if line[0] != "#"}


@cache
def _words() -> float:
    return sum(_count(line[2]) for line in _lines().values())
