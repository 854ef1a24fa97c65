"""What a page tells of the converter that made it: its script, its signs, its glosses, its decoder, and its words.

A converter is deterministic: what it glosses or folds once, it glosses or folds everywhere. A page of news also says
the same names again and again, most of them undamaged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from crawler.core.hanzi import HAN, has_traditional, simplified_only, traditional_only
from crawler.core.repair.gbk import encoded
from crawler.core.repair.gloss import LETTERS, is_common
from crawler.core.repair.language import form, variants

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Full stops that lost their second byte to a letter from which a page folded all full-width characters: each shows as
#: a private-use cell of the row A1, and hardly anything else does.
FOLDED_STOPS = 2
#: Commas of half width from which a page that has no full-width one was made by a converter: people who type ASCII
#: signs type a few of the others, too.
FOLDED_COMMAS = 5
#: Marks with a rare or Simplified character behind them to one with a sign, from which the decoder ate the signs.
MANY_TAKEN = 2
#: Characters behind a mark of damage that are not counted as the page's own words, if no ASCII sign ends them before.
DAMAGE_REACH = 40

_SWALLOWED = re.compile(rf"[?\ufffd][{LETTERS}]{{1,6}}[ ]?\)")
#: What only a decoder shows that leaves the sign behind an invalid byte standing.
_SPARED = re.compile(
    rf"[?\ufffd](?:\([{LETTERS}]{{1,6}}[ ]?\)|[,!:;，！：；][A-Za-z0-9?\ufffd{HAN}\ue000-\uf8ff]|\?[A-Za-z])"
)
#: What stands behind a mark where it ate the sign. People ask questions, but go on with characters of their script.
_TAKEN = re.compile(rf"(?<![?\ufffd])[?\ufffd]([{HAN}\ue000-\uf8ff])")
_DAMAGED = re.compile(rf"[?\ufffd\ue000-\uf8ff][!-/:-@]{{0,3}}[^\n!-/:-@]{{0,{DAMAGE_REACH}}}")
#: Stands where damage was cut out.
GAP = "\x01"
_FOLDED_STOP = re.compile("[\ue4c7-\ue4e0\ue4e7-\ue500]")
_CELL = re.compile("[\ue000-\ue765]")
_WIDE_SIGN = re.compile("[，？！：；（]")
_AFTER_STOP = re.compile(rf"。([{HAN}])")
#: Leads of the full-width digits and letters: a converter that folds them tears every sentence that begins so.
_DIGIT_LEADS = frozenset((*range(0xB0, 0xBA), *range(0xC1, 0xDB), *range(0xE1, 0xFB)))


@dataclass(frozen=True, slots=True)
class Habits:
    """The habits of one page's converter and decoder, and the words of the page.

    ``proven``: the page is a clone beyond doubt. ``converted``: it is Traditional, as clones are. ``swallows``: the
    decoder ate the sign behind an invalid byte as well. ``folds_all``: full-width digits and letters were folded like
    signs. ``cells``: the decoder shows the user-defined areas. ``glossed``: character -> syllable, of every gloss on
    the page. ``bare``: characters that the page shows without a gloss. ``foreign``: characters that this converter does
    not write. ``plain``: the forms of the page's undamaged text, with ``GAP`` for what is damaged or ends a paragraph.
    """

    proven: bool
    converted: bool
    swallows: bool
    folds_all: bool
    cells: bool
    foreign: frozenset[str]
    glossed: Mapping[str, str] = field(default_factory=dict)
    bare: frozenset[str] = frozenset()
    plain: str = ""


def habits_of(text: str, glossed: Mapping[str, str], *, proven: bool) -> Habits:
    """Return the habits that a page's text shows; ``text`` has no whole glosses any more, ``glossed`` tells them."""
    converted = has_traditional(text)
    return Habits(
        proven=proven or (converted and _has_folded_signs(text)),
        converted=converted,
        swallows=converted and _swallows(text),
        folds_all=_folds_all(text),
        cells=_CELL.search(text) is not None,
        foreign=_foreign(converted=converted),
        glossed=glossed,
        bare=frozenset(text) - glossed.keys() if glossed else frozenset(),
        plain=_undamaged(text),
    )


def _has_folded_signs(text: str) -> bool:
    """Return whether a text has commas and full stops, but none of the full-width signs that converters fold."""
    return text.count(",") >= FOLDED_COMMAS and "。" in text and _WIDE_SIGN.search(text) is None


def _swallows(text: str) -> bool:
    """Return whether the decoder eats what stands behind an invalid byte: a gloss shows it, or else most signs do."""
    if _SWALLOWED.search(text):
        return True
    spared = len(_SPARED.findall(text))
    if not spared:
        return True
    odd = simplified_only()
    return sum(char in odd or not is_common(char) for char in _TAKEN.findall(text)) > MANY_TAKEN * spared


def _folds_all(text: str) -> bool:
    """Return whether the converter folded digits and letters: then no full stop is whole before most characters."""
    if any((encoded(char) or b"\0")[0] in _DIGIT_LEADS for char in _AFTER_STOP.findall(text)):
        return False
    return len(_FOLDED_STOP.findall(text)) >= FOLDED_STOPS


def _undamaged(text: str) -> str:
    """Return the forms of a text, with a gap for what is damaged or ends a paragraph."""
    return "".join(map(form, _DAMAGED.sub(GAP, text).replace("\n", GAP)))


@cache
def _foreign(*, converted: bool) -> frozenset[str]:
    """Return the characters that a page does not write which was converted to Traditional, or was not."""
    return variants() | (simplified_only() if converted else traditional_only())
