"""What only an encoding, a font or an editor left in a text: each kind with its rule and its reason, never NFKC.

``zero-width``      marks of width and direction, soft hyphens, variation selectors behind Han: readers see nothing
``control``         control codes that are no white space: nothing again
``private-use``     codes of old GBK fonts for which GB 18030 has a character by now
``compatibility``   ideographs that Unicode has twice for the sake of an older code
``radical``         radicals beside Han characters, which fonts of PDF files put in the place of characters; a radical
                    by itself is meant as one
``no-break-space``  no-break spaces, and spaces left as entities (``&nbsp;``) by a page that escaped them twice: layout
``mixed-width``     full-width digits in a number, or letters in a word, that is half-width otherwise: a slip of the
                    typist. Numbers that are full-width throughout (２０２４年) are the style of the house, and stay

Full-width punctuation, full-width spaces and ㎡ ① № are correct Chinese and stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from crawler.core.convert.hans import KANA, ChangeCounts, count
from crawler.core.convert.variants import variant_class
from crawler.core.hanzi import HAN
from crawler.core.tables import read_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Marks that show nothing, as the inside of a class, like the next ones.
ZERO_WIDTH = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
)
CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
SELECTORS = "\ufe00-\ufe0f"
#: Symbols and what is beyond the basic plane: U+200D joins them to emoji, also behind the selector U+FE0F.
JOINED = "\u2600-\u27bf\U00010000-\U0010ffff"
#: Rules of the table.
RULES = ("private-use", "compatibility", "radical")
WIDE_DIGITS, WIDE_LETTERS = "\uff10-\uff19", "\uff21-\uff3a\uff41-\uff5a"
#: Distance of a full-width sign from the ASCII one.
WIDER = 0xFEE0
#: Full-width space, and the private-use code that GBK decoders make of it.
SPACE, _GBK_SPACE = "\u3000", "\ue5e5"

_NO_BREAK = re.compile("&(?:amp;)?(?:nbsp|ensp|emsp|thinsp)(?:;|(?![A-Za-z0-9]))|\xa0")
_SPACES = re.compile("[ \u3000]+")
_TOKEN = re.compile(f"[0-9{WIDE_DIGITS}]{{2,}}|[A-Za-z{WIDE_LETTERS}]{{2,}}")
_WIDE = re.compile(f"[{WIDE_DIGITS}{WIDE_LETTERS}]")


def odd(text: str) -> bool:
    """Return whether a text may have something for ``cleaned`` or ``variants``, or kana; about 5 ns a character."""
    return _odd().search(text) is not None or ("&" in text and _NO_BREAK.search(text) is not None)


@cache
def _odd() -> re.Pattern[str]:
    wide = WIDE_DIGITS + WIDE_LETTERS
    return re.compile(f"[{ZERO_WIDTH}\u200d\xa0{CONTROLS}{SELECTORS}{wide}{KANA}{_chars()}{variant_class()}]")


def cleaned(text: str, counts: ChangeCounts) -> str:
    """Return the text without what its encoding left in it, every rule counted."""
    found = set(_odd().findall(text))
    indented = _GBK_SPACE in found
    for step in _steps():
        if not step.chars.isdisjoint(found):
            text = step.applied(text, counts)
            found.update(_odd().findall(text) if step.rule == "private-use" else ())
    text = text.strip(SPACE + " ") if indented else text
    text = _mixed_width(text, counts) if found else text
    return _without_no_break(text, counts) if "\xa0" in found or "&" in text else text


def _without_no_break(text: str, counts: ChangeCounts) -> str:
    text, spaces = _NO_BREAK.subn(" ", text)
    counts["no-break-space"] += spaces
    return _SPACES.sub(" ", text).strip(" ") if spaces else text


@dataclass(frozen=True, slots=True)
class _Step:
    """One rule: the characters that it is about, where it applies to them, and what they stand for."""

    rule: str
    chars: frozenset[str]
    pattern: re.Pattern[str]
    table: Mapping[int, str] | None  # None: for nothing

    def applied(self, text: str, counts: ChangeCounts) -> str:
        counts[self.rule] += sum(map(len, self.pattern.findall(text)))
        return self.pattern.sub(self._written, text)

    def _written(self, match: re.Match[str]) -> str:
        return "" if self.table is None else match[0].translate(self.table)


@cache
def _steps() -> tuple[_Step, ...]:
    """Return the rules in their order: private use before radicals, which it may stand for.

    Patterns begin with the class that they are about, what must stand before it is looked back for: ten times faster.
    """
    tables = {name: {code: to for code, (to, rule) in _codes().items() if rule == name} for name in RULES}
    radicals = "".join(map(chr, tables["radical"]))
    near = f"[{HAN}{radicals}]"
    beside = f"[{radicals}]+(?:(?={near})|(?<={near}[{radicals}]))"
    selected = f"[{SELECTORS}](?<=[{HAN}{_chars()}][{SELECTORS}])[{SELECTORS}]*"
    parts: list[tuple[str, str, str, Mapping[int, str] | None]] = [
        ("control", CONTROLS, f"[{CONTROLS}]+", None),
        ("zero-width", ZERO_WIDTH, f"[{ZERO_WIDTH}]+", None),
        ("zero-width", "\u200d", f"\u200d(?<![{JOINED}]\u200d)(?<![{JOINED}]\ufe0f\u200d)\u200d*", None),
        ("zero-width", SELECTORS, selected, None),
        *((rule, "".join(map(chr, tables[rule])), "", tables[rule]) for rule in RULES[:2]),
        ("radical", radicals, beside, tables["radical"]),
    ]
    plane = "".join(map(chr, range(0x10000)))
    return tuple(
        _Step(rule, frozenset(re.findall(f"[{chars}]", plane)), re.compile(shape or f"[{chars}]+"), table)
        for rule, chars, shape, table in parts
    )


def _mixed_width(text: str, counts: ChangeCounts) -> str:
    return count("mixed-width", text, _TOKEN.sub(_narrow, text), counts) if _WIDE.search(text) else text


def _narrow(match: re.Match[str]) -> str:
    token = match[0]
    narrow = token.isascii() or not any(char.isascii() for char in token)
    return token if narrow else "".join(chr(ord(char) - WIDER) if char > "\x7f" else char for char in token)


@cache
def _codes() -> Mapping[int, tuple[str, str]]:
    """Return code -> character that it stands for, rule."""
    rows = [line.split("\t") for line in read_lines("script_codes.tsv")]
    return {int(code, 16): (chr(int(target, 16)), rule) for code, target, rule in rows}


@cache
def _chars() -> str:
    """Return the characters of the table as the inside of a class."""
    return "".join(map(chr, sorted(_codes())))
