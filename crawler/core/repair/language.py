"""A character model of Chinese: how likely a character follows the two before it.

Counts of characters, pairs and triples (``tools/build_language.py``), interpolated: a context that was seen often
decides by itself, a rare one leaves it to the shorter context (Witten and Bell's idea with constants). Characters are
scored by their forms: Traditional ones as Simplified, half-width signs as full-width, all digits alike, all letters
alike.
"""

from __future__ import annotations

import gzip
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from crawler.core.hanzi import opencc_dictionary, to_simplified_chars
from crawler.core.repair.gbk import characters
from crawler.core.tables import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Occurrences that the shorter context is credited with, beside those of the followers that the table leaves out.
#: Chosen by perplexity on county news: 151 a character, 162 with 30 and 10.
PAIR_DOUBT, TRIPLE_DOUBT = 1000.0, 30.0
#: Probability of a character that no source has: private use, U+FFFD, and Han characters that nobody writes.
UNSEEN, RARE = 1e-9, 1e-7
#: Forms that stand for all digits, and for all letters of either width, and how many characters each stands for.
DIGIT, LETTER = "０", "Ａ"
CLASS_SIZE: Mapping[str, float] = {DIGIT: 10.0, LETTER: 52.0}
#: The begin of a paragraph is scored as that of a sentence.
BEGIN = "。"
SIGNS = frozenset("，,。、“”《》()（）:：;；—…！!？?.%-‘’【】· \u3000「」『』")


def classes(char: str) -> str:
    """Return what a character is counted as: itself, its full-width form, or the class of digits or letters.

    NUL stands for a lost digit or letter.
    """
    if not (char.isascii() or "！" <= char <= "～"):
        return char
    narrow = char if char.isascii() else chr(ord(char) - 0xFEE0)
    if narrow.isalpha():
        return LETTER
    if narrow.isdigit() or narrow == "\0":
        return DIGIT
    return chr(ord(narrow) + 0xFEE0) if "!" <= narrow <= "~" else BEGIN if narrow == "\n" else char


@lru_cache(maxsize=1 << 14)
def form(char: str) -> str:
    """Return what a character is scored as: its Simplified form, its full-width form, or its class."""
    return folded().get(char) or classes(char)


@lru_cache(maxsize=1 << 18)
def probability(context: str, follower: str) -> float:
    """Return the probability of a form behind at most two others; all of a class share theirs."""
    if not context:
        return _shares().get(follower, RARE if "\u4e00" <= follower <= "\u9fff" else UNSEEN)
    total, left, followers = row(context)
    doubt = TRIPLE_DOUBT if len(context) > 1 else PAIR_DOUBT
    return (followers.get(follower, 0.0) + (left + doubt) * probability(context[1:], follower)) / (total + doubt)


def followers(context: str) -> Mapping[str, float]:
    """Return the forms that were counted behind one or two others, and how often."""
    return row(context)[2]


def known(char: str) -> bool:
    """Return whether the model has seen the character, or knows it as a sign of punctuation."""
    return char in SIGNS or form(char) in _shares()


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


@lru_cache(maxsize=1 << 14)
def row(context: str) -> tuple[float, float, Mapping[str, float]]:
    """Return the count of a context, how much of it the table does not tell, and the counts of what follows it."""
    line = _block(context[0]).get(context[1:])
    if line is None:
        return 0.0, 0.0, {}
    followers, count = dict[str, float](), 0.0
    for sign in line[1:]:
        if sign.isascii():
            count = _count(sign)
        else:
            followers[sign] = count
    total = max(_count(line[0]), told := sum(followers.values()))
    return total, total - told, followers


@cache
def _shares() -> Mapping[str, float]:
    counts = {first: _count(line[1]) for first, line in _lines().items()}
    total = sum(counts.values())
    return {char: count / total for char, count in counts.items()}


def _count(level: str) -> float:
    return float(2.0 ** ((ord(level) - 64) / 2))


@cache
def _block(first: str) -> Mapping[str, str]:
    """Return the second character of a context that begins with this one, or "" -> its level and its followers."""
    alone, *pairs = _lines().get(first, first).split("\t")
    block = {row[0]: row[1:] for row in pairs}
    return block | {"": alone[1:]} if alone[1:] else block


@cache
def _lines() -> Mapping[str, str]:
    """Return the first character of contexts -> its line, which is parsed when it is asked for."""
    text = gzip.decompress(read_bytes("characters.txt.gz")).decode("gbk")
    return {line[0]: line for line in text.splitlines() if line[0] != "#"}
