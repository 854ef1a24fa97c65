"""Scores of texts: how much one reads like Chinese, by which of its characters are among the most frequent ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from crawler.core.tables import read_lines

REPLACEMENT = "\ufffd"
#: Share (see ``Plausibility``) from which an encoding is right. On 200 bytes of text news has 0.72 and more, lists of
#: names 0.54 and more; news in a wrong Chinese encoding at most 0.3, Japanese and Korean read as Chinese at most 0.46.
PLAUSIBLE = 0.5
#: Share of the most frequent tier alone from which nothing else is looked at; wrong readings have at most 0.25.
EVIDENT = 0.55
#: Telling characters looked at; on a third as many the shares above hold already.
SAMPLE_CHARS = 200
#: Characters of a piece of a text that is searched for them, or skipped where it is pure ASCII.
PIECE_CHARS = 64
#: Share of ASCII, punctuation and frequent Han characters from which text in UTF-16 is right; in the wrong byte order
#: and for other bytes it is under 0.2.
LEGIBLE = 0.6
#: What a character that did not decode weighs against frequent ones, which weigh 1.
BAD_WEIGHT = 2

#: What the share counts: Han, private use, and what did not decode. Punctuation and symbols say nothing.
_TELLING = re.compile("[\u3400-\u9fff\ue000-\ufaff\ufffd\U00020000-\U0003ffff]+")
#: Letters that no Chinese text consists of; wrong readings of Chinese bytes are full of them.
_STRANGE = re.compile("[\u0080-\u00b6\u00b8-\u1fff\u3040-\u312f\u3200-\u33ff\uff61-\uffdc]+")
#: ASCII, punctuation and kana.
_PLAIN = re.compile("[ -~\t\r\n\u3000，。、：；？！“”‘’（）《》【】—…·ぁ-ー]")
_MARKS = re.compile("[\u3000，。、：；“”（）《》]")


@dataclass(frozen=True, slots=True)
class Plausibility:
    """How much a text reads like Chinese: the mean of two shares of its telling characters, and their number.

    The shares are those of the characters up to rank 700 and of those up to rank 2,500: lists of names have few of the
    first, but hardly any character outside the second; Japanese and Korean read as Chinese have many of the second.
    """

    share: float
    telling: int


def plausibility(text: str) -> Plausibility:
    """Return how much a text reads like Chinese, on its first telling characters."""
    sample = _sample(text)
    total = len(sample) or 1
    first = _count(1, sample) / total
    share = first if first >= EVIDENT else (2 * first + _count(2, sample) / total) / 2
    return Plausibility(share, len(sample))


def weight(text: str) -> float:
    """Return the evidence of a short text for its encoding: the logarithm of its odds, in units of about 3 nats.

    Frequent characters and Chinese punctuation, which a wrong reading has one in twenty-five, weigh 1; rare ones, of
    which right text has one in thirty, and foreign letters -1; those of the middle tier nothing.
    """
    if text.isascii():
        return 0.0
    telling = "".join(_TELLING.findall(text))
    first, second = _count(1, telling), _count(2, telling)
    rare = len(telling) - first - second + sum(map(len, _STRANGE.findall(text)))
    return first + len(_MARKS.findall(text)) - rare - (BAD_WEIGHT - 1) * text.count(REPLACEMENT)


def distinct_weight(text: str) -> float:
    """Return the weight of a text, each of its characters once: lines drawn of one character prove nothing."""
    return weight("".join(dict.fromkeys(text)))


def legible(text: str) -> bool:
    """Return whether most characters of a text in UTF-16 are ASCII, punctuation, kana or frequent Han characters."""
    sample = text[:SAMPLE_CHARS]
    known = _count(1, sample) + len(_PLAIN.findall(sample))
    return known >= LEGIBLE * len(sample)


def _sample(text: str) -> str:
    """Return the first telling characters of a text; pieces of mere markup, which most are, cost next to nothing."""
    found = ""
    for at in range(0, len(text), PIECE_CHARS):
        if not (piece := text[at : at + PIECE_CHARS]).isascii():
            found += "".join(_TELLING.findall(piece))
            if len(found) >= SAMPLE_CHARS:
                break
    return found[:SAMPLE_CHARS]


def _count(tier: int, text: str) -> int:
    """Return how many characters of a text are of a tier of the table."""
    return sum(map(len, _tiers()[tier].findall(text)))


@cache
def _tiers() -> dict[int, re.Pattern[str]]:
    """Return the runs of characters of each tier: 1 for the most frequent ones of either script, 2 for the next."""
    rows = [line.split("\t") for line in read_lines("encoding_chars.tsv")]
    first = {char for tier, _, chars in rows if tier == "1" for char in chars}
    second = {char for _, _, chars in rows for char in chars} - first
    return {tier: re.compile(f"[{''.join(sorted(chars))}]+") for tier, chars in ((1, first), (2, second))}
