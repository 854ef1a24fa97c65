"""The folded copy of a block on which spam is scored, and the few counts that both rules and model need.

Scores are computed on the fold only; what is cut or kept is always the original text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from crawler.core.hanzi import fold_table, to_simplified_chars

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Look-alikes that spammers write for a plain character and that neither NFKC nor the script fold knows.
_LOOKALIKES = tuple(zip("囯爿銫ɑа", "国片色aa", strict=True))
#: The signs of which most of what changes consists, with their NFKC form.
_SIGNS = tuple(zip("，：；！？（）", ",:;!?()", strict=True))
_DIGITS = tuple(zip("123456789", "000000000", strict=True))
#: Both, of which most short lines have none: one search for all takes a fifth of the time of looking for each.
_LAST_PAIRS = _DIGITS + _LOOKALIKES
_LAST = re.compile(f"[{''.join(old for old, _ in _LAST_PAIRS)}]")
_INVISIBLE = (0xAD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10), 0xFEFF)
#: Signs that are strewn between characters: pictures of the basic plane but those that stand between entries, and the
#: emoji beyond it.
_PICTURES = (*range(0x2600, 0x2605), *range(0x2607, 0x27A4), *range(0x27A5, 0x27C0), *range(0x2B00, 0x2C00))
_EMOJI = "\U0001f000-\U0001faff"
_GLOSS = re.compile(r"\([A-Za-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿɡ]{1,7} ?\)")
#: What stands between the keywords of a list, after NFKC.
# Every pattern here begins with the class of its first characters: a search skips to them, ten times as fast.
_BORDER = r"[\s,!_|丨/、·•・;★☆■-◿➤>#+~【】\[\]《》「」『』“”‘’\"–—-](?:(?<![–—-])|(?<!0[–—-])|(?!0))"
SEPARATOR = re.compile(f"{_BORDER}(?:{_BORDER})*+")
# Marks that stand inside a word for no other reason than to hide it.
_DOTS = re.compile(r"(?<=[\u4e00-\u9fff])[.*](?=[\u4e00-\u9fffa-z])|(?<=[a-z])[.*](?=[\u4e00-\u9fff])")
# What separates the entries of a list beyond doubt. A list with so many of these has no borders at single spaces.
_STRONG = re.compile(r"[_,|丨/、;~+>#■-◿➤–—-](?:(?<![–—-])|(?<!0[–—-])|(?!0))")
LEAST_STRONG = 3
# A character that stands alone: what is left where a word was torn by spaces.
_LONE = re.compile("(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?![\u4e00-\u9fff])")
#: A line of so few segments may be a phrase torn by spaces or dots.
TORN_SEGMENTS = 6
_WEAK = re.compile(r"[ ·・•](?<=[\u4e00-\u9fff].)(?=[\u4e00-\u9fff])")
# The two signs that may tear: where both stand in a line, the one that leaves fewer lone characters divides it.
_MIDDLE, _BLANK = re.compile("[·・•]"), re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_FUNCTION = re.compile("[的了在是和与與对對为為将將从從被把这這也着著就有及以到等我们們]")
_HAN_RUN = re.compile("[\u4e00-\u9fff][\u4e00-\u9fff]*+")
# A full stop that is none of an address: spam writes 4008824。vip.
_FULL_STOP = re.compile("。(?:(?<![0-9A-Za-z]。)|(?![0-9A-Za-z]))")

#: A block with a full stop, at least so many characters and function characters is prose: never removed as a whole.
PROSE_CHARS = 25
PROSE_FUNCTION_CHARS = 2
#: Chinese characters that make an entry of a list a keyword.
KEYWORD_HAN = 2
#: Chinese characters, and their share of the block, below which the model is not asked: code, tables, English.
LEAST_HAN = 4
#: Distinct characters of a word that a line says over and over, and how often: a sample of a typeface or an encoding.
FEW_CHARS, MOST_REPEATED = 8, 4
LEAST_HAN_SHARE = 0.2


@dataclass(frozen=True, kw_only=True)  # without slots, for what is worked out where something asks for it
class Line:
    """One block prepared for scoring."""

    raw: str
    folded: str  # NFKC, lower case, Simplified, digits as 0, without glosses and invisible characters
    spaced: str  # folded, each separator run as one space
    joined: str  # folded, without its single spaces, where these may tear a phrase; else empty
    segments: tuple[str, ...]

    @cached_property
    def keywords(self) -> int:
        """How many of its entries are keywords."""
        return keywords(self.segments)


def fold(text: str) -> str:
    """Return the text as it is scored: what differs only in width, case, script, digits or hiding becomes equal."""
    if not text.isascii() and _changing().search(text):
        # Few characters change: to look them up one by one takes a tenth of the time of normalising all.
        text = _changing().sub(_plain, _replaced(text, _SIGNS))
    text = (_GLOSS.sub("", text) if "(" in text else text).lower()
    return _replaced(text, _LAST_PAIRS) if _LAST.search(text) else text


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text


@cache
def _plain_forms() -> Mapping[str, str]:
    """Return character -> NFKC and Simplified form, "" for invisible ones, where that is another.

    For the basic plane only.
    """
    # Unified ideographs and Hangul have no other NFKC form; of the former some have a Simplified one.
    codes = (
        *range(0x80, 0x3400),
        *range(0xA000, 0xAC00),
        *range(0xD7A4, 0xD800),
        *range(0xF900, 0x10000),
        *fold_table(),
    )
    chars = (chr(code) for code in codes if code < 0x10000)
    forms = ((char, to_simplified_chars(unicodedata.normalize("NFKC", char))) for char in chars)
    changed = {char: plain for char, plain in forms if char != plain}
    return changed | dict.fromkeys(map(chr, (*_INVISIBLE, *_PICTURES)), "")


@cache
def _changing() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(_plain_forms()))}{_EMOJI}]")


def _plain(found: re.Match[str]) -> str:
    return _plain_forms().get(found.group(), "")


def prepare(text: str) -> Line:
    """Return the line that is scored for a block text."""
    folded = fold(text)
    plain = _DOTS.sub("", folded) if "." in folded or "*" in folded else folded
    joined = ""
    if _WEAK.search(plain):
        strong = len(_STRONG.findall(plain))
        if strong >= LEAST_STRONG or (strong and _LONE.search(plain)):
            plain = _WEAK.sub("", plain)
        elif not strong and " " in plain and _MIDDLE.search(plain):
            plain = min((_MIDDLE.sub("", plain), _BLANK.sub("", plain)), key=lambda part: len(_LONE.findall(part)))
        elif not strong:
            joined = _WEAK.sub("", plain)
    spaced = SEPARATOR.sub(" ", plain).strip()
    segments = tuple(spaced.split(" ")) if spaced else ()
    joined = joined if len(segments) <= TORN_SEGMENTS else ""
    return Line(raw=text, folded=folded, spaced=spaced, joined=joined, segments=segments)


def one_of(words: str) -> re.Pattern[str]:
    """Return the pattern of some words, given with ``|`` between them, by first character: a search tries few of them.

    For plain words, and to tell whether there is one.
    """
    by_first: dict[str, list[str]] = {}
    for word in words.split("|"):
        by_first.setdefault(word[0], []).append(word[1:])
    return re.compile("|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in by_first.items()))


def han_chars(text: str) -> int:
    """Return the number of Chinese characters, the measure of the guards."""
    return sum(map(len, _HAN_RUN.findall(text)))


def function_chars(text: str) -> int:
    """Return how many characters of the text are grammatical ones, which keyword lists lack."""
    return len(_FUNCTION.findall(text))


def keywords(segments: tuple[str, ...]) -> int:
    """Return how many entries of a list are Chinese words, not numbers, dates or letters."""
    return sum(1 for segment in segments if han_chars(segment) >= KEYWORD_HAN)


def is_prose(text: str) -> bool:
    """Return whether a block is written language that no rule may remove: see ``PROSE_CHARS``."""
    if len(text) < PROSE_CHARS or "。" not in text:
        return False
    if text.count("的") < PROSE_FUNCTION_CHARS and len(_FUNCTION.findall(text)) < PROSE_FUNCTION_CHARS:
        return False
    return text[-1] == "。" or _FULL_STOP.search(text) is not None


def may_list_keywords(text: str) -> bool:
    """Return whether a block has enough Chinese for the model, which knows no other language."""
    if len(text) > len(set(text)) * MOST_REPEATED and len(set(text)) <= FEW_CHARS:
        return False
    han = han_chars(text)
    return han >= LEAST_HAN and han >= LEAST_HAN_SHARE * len(text)
