"""Japanese and old forms (増, 県, 囯, 爲) in text that is Simplified otherwise: 遏制増量 becomes 遏制增量.

A form is changed where its Simplified one makes a word, or a pair that news text knows, with a neighbour. Names that
make none stay (広末), and so does a clause with kana, which is Japanese. No form is a character of the Simplified
standard (通用规范汉字表 of 2013).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from crawler.core.convert.hans import ChangeCounts, clauses, count, is_japanese, kept_spans
from crawler.core.hanzi import HAN, opencc_dictionary, to_simplified_chars, traditional_only, variant_forms
from crawler.core.repair.language import followers

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Occurrences in the character model's sources, of about 40 million characters, from which two Han characters are known
#: to stand together.
LEAST_PAIR = 20.0
#: Every two neighbours that are Han; what stands alone between signs may be spoken about: “囯”字.
_PAIR = re.compile(f"(?=([{HAN}])([{HAN}]))")


def has_variants(text: str) -> bool:
    """Return whether a text has one of the forms."""
    return _variant().search(text) is not None


def variant_class() -> str:
    """Return the forms as the inside of a class of a regular expression."""
    return "".join(sorted(_forms()))


@cache
def _forms() -> Mapping[str, str]:
    """Return form -> Simplified one: those t2s does not know, and those it knows that no Traditional standard writes.

    The latter are Japanese (産, 証) where no converter makes them of Simplified characters, or old (爲, 衆) where both
    Taiwan and Hong Kong have another form. A form that somebody writes today is no slip but Traditional: ``hans.py``.
    """
    japanese = set("".join(opencc_dictionary("JPVariants").values()))
    taiwan = opencc_dictionary("TWVariants")
    made = {forms[0] for forms in opencc_dictionary("STCharacters").values()}.union(*taiwan.values())
    old = taiwan.keys() & opencc_dictionary("HKVariants").keys()
    chosen = (japanese - made | old) & traditional_only()
    known = {form: opencc_dictionary("TSCharacters")[form].split()[0] for form in chosen}
    return {form: target for form, target in known.items() if form <= "\uffff"} | dict(variant_forms())


@cache
def _variant() -> re.Pattern[str]:
    return re.compile(f"[{variant_class()}]")


def normalised(text: str, counts: ChangeCounts) -> str:
    """Return the text with the forms that make a word in Simplified, of equal length."""
    return "".join(_clause(clause, counts) if has_variants(clause) else clause for clause in clauses(text))


def _clause(clause: str, counts: ChangeCounts) -> str:
    if is_japanese(clause):
        return clause
    folded = to_simplified_chars(clause)
    chars = list(clause)
    kept = {position for begin, end in kept_spans(clause) for position in range(begin, end)}
    for match in _variant().finditer(clause):
        position = match.start()
        if position not in kept and _makes_word(folded[max(0, position - 1) : position + 2]):
            chars[position] = _forms()[match[0]]
    return count("variant", clause, "".join(chars), counts)


def _makes_word(window: str) -> bool:
    """Return whether two Han neighbours of the window are known to follow each other."""
    pairs = _PAIR.findall(window)
    return any(followers(first).get(second, 0.0) >= LEAST_PAIR for first, second in pairs)
