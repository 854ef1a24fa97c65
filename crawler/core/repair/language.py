"""A character bigram model of Chinese: how likely one character follows another.

Two tables are mixed. One counts pairs in running news text (``tools/build_news_bigrams.py``): it knows what stands
across words and at signs, but little of rare characters. The other is a word-unigram model of a large dictionary
(``tools/build_bigrams.py``): inside words its counts are real; across words, it takes the end of one and the begin of
the next as independent. The more often news text shows a character, the more it decides. Traditional characters are
scored as their Simplified forms, half-width signs and digits as their full-width ones.
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
    from collections.abc import Iterator, Mapping

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
#: Occurrences in the news text at which it says as much about what follows a character as the dictionary does.
TRUST = 100.0
#: The most that news text decides: it has hardly any letters, and not every word.
MOST_TRUST = 0.7
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
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if not chr(code).isalpha()}
_SIGNS = frozenset(SHARES) - frozenset("0123456789\n")


class Row(NamedTuple):
    """What the model knows of a character: the form it is scored as, and the probabilities that make up a pair.

    ``weight`` is that of its coming after a word, ``ends`` that of a word ending with it, ``opens`` the same for what
    news text hardly has: the letters and digits that may follow.
    """

    form: str
    weight: float
    ends: float
    opens: float
    followers: Mapping[str, float]


def log_probability(first: str, second: str) -> float:
    """Return the natural logarithm of the probability that ``second`` follows ``first``, one character each."""
    if first.isascii() and second.isascii() and first.isalnum() and second.isalnum():
        return math.log(SAME_KIND)
    if first in _SIGNS and second in _SIGNS:
        return math.log(SIGN_PAIRS.get(first + second, AFTER_SIGN * SHARES[second]))
    before, after = row(first), row(second)
    weight = after.weight * (UNFINISHED if second == "\n" and first not in CLOSING else 1.0)
    ends = before.opens if second.isascii() and second.isalnum() else before.ends
    return math.log(before.followers.get(after.form, 0.0) + ends * weight + FLOOR)


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
    form = folded().get(char, char).translate(_WIDE)
    words = _word_row(form, char)
    line = _news().get(form)
    if line is None:
        return words
    seen = _count(line[1])
    trust = min(seen / (seen + TRUST), MOST_TRUST)
    followers = {follower: (1 - trust) * share for follower, share in words.followers.items()}
    for follower, share in _shares(line[2:], trust / seen):
        followers[follower] = followers.get(follower, 0.0) + share
    return Row(form, words.weight, (1 - trust) * words.ends, words.ends, followers)


def _shares(groups: str, factor: float) -> Iterator[tuple[str, float]]:
    """Yield the followers of a line, each with its count times the factor."""
    share = 0.0
    for sign in groups:
        if sign.isascii():
            share = factor * _count(sign)
        else:
            yield sign, share


def _word_row(form: str, char: str) -> Row:
    """Return what the dictionary knows of a character."""
    line = _lines().get(form)
    if line is None:
        return Row(form, _weight(char), 1.0, 1.0, {})
    seen, begins, ends = map(_count, line[1:4])
    closes = min(ends / seen, 1.0)
    return Row(form, HAN_SHARE * begins / _words(), closes, closes, dict(_shares(line[4:], HAN_SHARE / seen)))


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
    return _table("bigrams.txt.gz")


@cache
def _news() -> Mapping[str, str]:
    return _table("news_bigrams.txt.gz")


def _table(name: str) -> Mapping[str, str]:
    text = gzip.decompress(read_bytes(name)).decode("gbk")
    return {line[0]: line for line in text.splitlines() if line[0] != "#"}


@cache
def _words() -> float:
    return sum(_count(line[2]) for line in _lines().values())
