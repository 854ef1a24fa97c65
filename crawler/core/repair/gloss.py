"""Pinyin glosses: ``會(huì)議`` as machine-converted clones print them, and the readings a character may have."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.hanzi import HAN, has_traditional, to_simplified_chars
from crawler.core.tables import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Inside of a regular-expression class: the letters of pinyin, with the IPA forms ɑ and ɡ that converters print.
LETTERS = "a-zü-üàáèéìíòóùúāēěīńňōūǎǐǒǔǖǘǚǜǹɑɡḿế"
#: One syllable in brackets; six letters are the longest (``zhuāng``), one space inside is common.
GLOSS = re.compile(rf"[(（][ \u00a0\u3000]?([{LETTERS}]{{1,6}})[ \u00a0\u3000]?[)）]")

#: Glosses on common Traditional characters from which a page is a glossed clone: a genuine note explains a rare
#: character, and one page seldom has two. The damaged documents at hand have 12 to 250.
MIN_CLONE = 3
#: The same for a page that shows damaged bytes as well: the clone is proven.
MIN_DAMAGED = 1
#: Glosses on common characters of any script from which a page is a glossed clone, and their share of its Han
#: characters: a note on pronunciation glosses a handful of characters.
MIN_ANY, MIN_ANY_SHARE = 8, 0.005

#: Shares of the glosses from which a text teaches reading: of those on characters that both scripts have, and of those
#: with no other character before the next. Converters gloss Traditional forms, of which 0.3 stand side by side.
LESSON_PLAIN, LESSON_ADJACENT = 0.3, 0.6
#: Glosses of the longest lesson on a page in Traditional characters.
LONGEST_LESSON = 60

_HAN = re.compile(f"[{HAN}]")
_IPA = str.maketrans("ɑɡ", "ag")
#: Level 1 of GB 2312, the 3,755 common characters, ends with the row D7.
_COMMON_LAST_LEAD = 0xD7


class Gloss(NamedTuple):
    """A gloss in a text: where it stands, the character that it explains, and its syllable."""

    start: int
    end: int
    base: str
    syllable: str


def readings(syllable: str) -> str:
    """Return the characters of GBK that the syllable may gloss, with or without its tone mark; "" for none."""
    found = _readings().get(syllable)
    return _readings().get(syllable.translate(_IPA), "") if found is None else found


def is_reading(syllable: str, char: str) -> bool:
    """Return whether the syllable is a reading of the character."""
    return char in readings(syllable)


def explains(syllable: str, text: str) -> bool:
    """Return whether the syllable is a reading of the last character, or of two bytes at the end of the text.

    The search of a converter finds the last byte of a character with the ASCII letter behind it: ``接P(jìn)``, also
    where that character is a sign that is folded later: ``；I(chóu)``.
    """
    if is_reading(syllable, text[-1:]):
        return True
    sign, letter = text[-2:-1], text[-1:]
    wide = chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign
    lead = wide.encode("gb18030", "ignore")[-1:]
    pair = lead + letter.encode() if letter.isascii() and lead > b"\x80" else b""
    return pair != b"" and is_reading(syllable, pair.decode("gbk", "ignore"))


def strip_glosses(texts: Mapping[str, str], *, damaged: bool) -> tuple[dict[str, str], list[Gloss]]:
    """Return the texts without their glosses, and those that were removed; the same texts and none for a clean page.

    ``damaged`` says that the page shows damaged bytes. Only a syllable that is a reading of the character before it
    goes, and only where the page is dense with them: ``张翀(chōng)`` on a clean page is the writer's own note.
    """
    found = {place: list(_glosses(text)) for place, text in texts.items() if "(" in text or "（" in text}
    removed = [gloss for glosses in found.values() for gloss in glosses]
    if not removed or not _is_dense([gloss.base for gloss in removed], texts, damaged=damaged):
        return dict(texts), []
    if not damaged and _is_lesson(found.values(), texts):
        return dict(texts), []
    stripped = {place: _without(text, found.get(place, [])) for place, text in texts.items()}
    changed: Iterable[str] = found
    while inner := {place: more for place in changed if (more := list(_glosses(stripped[place], straddling=True)))}:
        changed = inner
        stripped |= {place: _without(stripped[place], glosses) for place, glosses in inner.items()}
        removed += [gloss for glosses in inner.values() for gloss in glosses if is_reading(gloss.syllable, gloss.base)]
    return stripped, removed


def _glosses(text: str, *, straddling: bool = False) -> Iterator[Gloss]:
    """Yield every gloss; a second gloss behind the first is one, too.

    ``straddling`` finds also those of two bytes that no character has, as inside other glosses: ``優(yōu(zī))``.
    """
    base, last = "", -1
    for match in GLOSS.finditer(text):
        start, end = match.span()
        if start != last:
            base = text[start - 1] if start else ""
        explained = explains if straddling else is_reading
        if base and explained(match[1], text[max(0, start - 2) : start] if straddling else base):
            last = end
            yield Gloss(start, end, base, match[1])


def _without(text: str, glosses: list[Gloss]) -> str:
    ends = [0, *(gloss.end for gloss in glosses)]
    starts = [*(gloss.start for gloss in glosses), len(text)]
    return "".join(text[end:start] for end, start in zip(ends, starts, strict=True))


def _is_dense(bases: list[str], texts: Mapping[str, str], *, damaged: bool) -> bool:
    least = MIN_DAMAGED if damaged else MIN_CLONE
    traditional = (base for base in bases if to_simplified_chars(base) != base and is_common(base))
    if len(list(islice(traditional, least))) == least:
        return True
    common = sum(map(is_common, bases))
    return common >= MIN_ANY and common >= MIN_ANY_SHARE * sum(len(_HAN.findall(text)) for text in texts.values())


def _is_lesson(glosses: Iterable[list[Gloss]], texts: Mapping[str, str]) -> bool:
    """Return whether character after character is glossed, of whatever script, as a reading lesson does.

    A converter that glosses every character does so on the whole page, which is Traditional.
    """
    rows = list(glosses)
    pairs = [(one, other) for row in rows for one, other in pairwise(row)]
    bases = [gloss.base for row in rows for gloss in row]
    plain = sum(to_simplified_chars(base) == base for base in bases)
    adjacent = sum(other.start == one.end + 1 for one, other in pairs)
    if plain <= LESSON_PLAIN * len(bases) or adjacent <= LESSON_ADJACENT * len(pairs):
        return False
    return len(bases) < LONGEST_LESSON or not any(map(has_traditional, texts.values()))


def is_common(char: str) -> bool:
    """Return whether a character is one of the 3,755 common ones, in either script."""
    return b"\xb0" <= to_simplified_chars(char).encode("gb2312", "ignore")[:1] <= bytes([_COMMON_LAST_LEAD])


@cache
def _readings() -> Mapping[str, str]:
    """Return syllable -> characters, toned and toneless (``lü`` also as ``lv``)."""
    table: dict[str, str] = {}
    for line in read_lines("readings.tsv"):
        syllable, chars = line.split("\t")
        plain = _toneless(syllable)
        for form in dict.fromkeys((syllable, plain, plain.replace("ü", "v"), plain.replace("ü", "u"))):
            table[form] = table.get(form, "") + chars
    return table


def _toneless(syllable: str) -> str:
    """Return the syllable without its tone mark; the dots of ü stay."""
    marks = unicodedata.normalize("NFD", syllable)
    return unicodedata.normalize("NFC", "".join(c for c in marks if not unicodedata.combining(c) or c == "\u0308"))
