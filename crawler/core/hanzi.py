"""Facts about Chinese characters: what is Han, what is Traditional or Simplified, and a fold for matching.

The facts come from the dictionaries of OpenCC, read once from the installed package opencc-python-reimplemented,
and from ``data/script_variants.tsv``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Literal

from crawler.core.tables import read_lines, read_opencc

if TYPE_CHECKING:
    from collections.abc import Mapping

Script = Literal["Hans", "Hant", "Mixed"]

#: Han characters as the inside of a regular-expression class: 々 〇, extension A, the unified block, compatibility
#: ideographs, and the supplementary planes from extension B to extension J.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

#: Share of the rarer side's characters from which a text is Mixed. A Traditional page quotes a few Simplified forms
#: and converters miss some (0–4 % on clones); a spam block or a half-converted page is above one in ten.
MIXED_SHARE = 0.1
#: Characters of the rarer side that a text must have to be Mixed: one odd character does not make a paragraph mixed.
MIXED_CHARS = 2

#: Characters that t2s changes and GB2312 lacks, but that the standard of 2013 (通用规范汉字表) gave back to Simplified
#: text for names and terms: 氾水镇, 毕昇, 李甦; 勣 and 頫 for want of fonts with the form that it has.
RESTORED = frozenset("氾昇甦陞祕勣頫釐蒐剋脩苧薳爇")

_HAN_RUN = re.compile(f"[{HAN}]+")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def to_simplified_chars(text: str) -> str:
    """Return the text with every Traditional or variant character replaced by its Simplified one, one for one.

    The length never changes, so offsets stay valid. For matching only: it knows no words (乾县 becomes 干县).
    """
    if len(text) == 1:
        return fold_table().get(ord(text), text)
    if text.isascii() or not (_foldable().search(text) or _ASTRAL.search(text)):
        return text
    return text.translate(fold_table())


def script_of(text: str) -> Script | None:
    """Return the script of a text, None where it has no Han character.

    Counts the characters that only Traditional and only Simplified text has. A text without either reads the same
    in both scripts and counts as Hans. About 5 ns a character where one script is pure.
    """
    return scripts_of(text)[0]


def scripts_of(text: str) -> tuple[Script | None, int]:
    """Return the script of a text as ``script_of`` does, and the number of marks of the other, rarer script in it."""
    hant, hans = _marks()
    if not hant.search(text):
        return ("Hans" if _HAN_RUN.search(text) else None), 0
    if not hans.search(text):
        return "Hant", 0
    marks = (len(hant.findall(text)), len(hans.findall(text)))
    return _weigh(*marks), min(marks)


def has_traditional(text: str) -> bool:
    """Return whether a text has a character of ``traditional_only``."""
    if _marks()[0].search(text):
        return True
    return _ASTRAL.search(text) is not None and not traditional_only().isdisjoint(text)


@cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return one-character patterns of ``traditional_only`` and ``simplified_only``: a fifth of the time of sets.

    Without the few hundred characters beyond the basic plane, with which the class is a list and 50 times slower.
    """
    sets = (traditional_only(), simplified_only())
    hant, hans = ("".join(sorted(char for char in chars if char <= "\uffff")) for chars in sets)
    return re.compile(f"[{hant}]"), re.compile(f"[{hans}]")


def _weigh(hant: int, hans: int) -> Script:
    rarer = min(hant, hans)
    if rarer >= MIXED_CHARS and rarer >= MIXED_SHARE * (hant + hans):
        return "Mixed"
    return "Hant" if hant > hans else "Hans"


def han_share(text: str) -> float:
    """Return the share of Han characters among the characters that are not white space, 0 to 1; 0 for no text."""
    solid = solid_chars(text)
    return han_chars(text) / solid if solid else 0.0


def han_chars(text: str) -> int:
    """Return the number of Han characters of a text; about 20 ns a character."""
    return sum(map(len, _HAN_RUN.findall(text)))


def has_han_chars(text: str, least: float) -> bool:
    """Return whether a text has at least so many Han characters, and one at any rate; a text is read up to them."""
    seen = 0
    for run in _HAN_RUN.finditer(text):
        seen += run.end() - run.start()
        if seen >= least:
            return True
    return False


def solid_chars(text: str) -> int:
    """Return the number of characters of a text that are not white space."""
    return len("".join(text.split()))


@cache
def opencc_dictionary(name: str) -> Mapping[str, str]:
    """Return a dictionary of OpenCC, ``name`` without ``.txt``: source -> candidates separated by a space."""
    return dict(line.split("\t") for line in read_opencc(name).splitlines() if line)


@cache
def variant_forms() -> Mapping[str, str]:
    """Return variant form -> Simplified form, one character each, for the forms that OpenCC's t2s does not know."""
    return dict(line.split("\t") for line in read_lines("script_variants.tsv"))


@cache
def traditional_only() -> frozenset[str]:
    """Return the characters that only Traditional text has: t2s changes them and GB2312 lacks them.

    乾, 於, 藉, 徵, 氾 and others that Simplified text also uses are not among them.
    """
    changed = [source for source, target in opencc_dictionary("TSCharacters").items() if target.split()[0] != source]
    return frozenset(char for char in changed if not _encodes(char, "gb2312")) - RESTORED


@cache
def simplified_only() -> frozenset[str]:
    """Return the characters that only Simplified text has: s2t changes them, neither Big5 nor Hong Kong uses them."""
    table = opencc_dictionary("STCharacters")
    changed = [source for source, targets in table.items() if source not in targets.split()]
    hong_kong = " ".join(opencc_dictionary("HKVariants").values())
    return frozenset(char for char in changed if char not in hong_kong and not _encodes(char, "cp950"))


def _encodes(char: str, codec: str) -> bool:
    return char.encode(codec, "ignore") != b""


@cache
def fold_table() -> Mapping[int, str]:
    """Return the table of ``to_simplified_chars``: characters, variants, compatibility ideographs, Kangxi radicals."""
    simplified = {source: targets.split()[0] for source, targets in opencc_dictionary("TSCharacters").items()}
    simplified |= variant_forms()
    compatible = {char: unicodedata.normalize("NFKC", char) for char in _compatibility_characters()}
    both = {source: simplified.get(target, target) for source, target in (simplified | compatible).items()}
    return {ord(source): target for source, target in both.items() if source != target and len(target) == 1}


@cache
def _foldable() -> re.Pattern[str]:
    """Return the class of the characters that fold; in the basic plane a class is one bit map, quick to search."""
    return re.compile(f"[{''.join(chr(code) for code in fold_table() if code < 0x10000)}]")


def _compatibility_characters() -> list[str]:
    """Return Kangxi radicals and compatibility ideographs."""
    blocks = ((0x2F00, 0x2FD6), (0xF900, 0xFB00), (0x2F800, 0x2FA1E))
    return [chr(code) for start, end in blocks for code in range(start, end)]
