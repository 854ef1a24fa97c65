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
from crawler.core.repair.gloss import LETTERS, is_common
from crawler.core.repair.language import form, variants
from crawler.core.repair.wildcards import folded_pairs, unseen_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping

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
_MARKED = "?\ufffd\ue000-\uf8ff"
_DAMAGED = rf"[{{}}][!-/:-@]{{{{0,3}}}}[^\n!-/:-@]{{{{0,{DAMAGE_REACH}}}}}"
#: Stands where damage was cut out.
GAP = "\x01"
#: A full stop that lost its second byte to a letter, a private-use cell of the row A1, where no other damage is near;
#: another character that did, before a letter or cell; a full stop that lost it to a digit or sign, with a rare
#: character behind it. A page that has one of the first two, or two of the last, folded all full-width characters:
#: none of 824 simulated documents that folded signs only had.
_FOLDED_STOP = "(?<=[^{0}]{{2}})(?:[\ue4c6-\ue504]|[{1}](?:[@-~](?=[{2}(])|[\ue000-\uf8ff]))"
_FOLDED_SIGN = re.compile(rf"(?<=[{HAN}][{HAN}][{HAN}])[?\ufffd][0-9<=>#$%&*+./-](?=([^\x00-\x7f]))")
FOLDED_SIGNS = 2
_CELL = re.compile("[\ue000-\ue765]")
_WIDE_SIGN = re.compile("[，？！：；（]")


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
    converted, folded = has_traditional(text), folds_all(text)
    return Habits(
        proven=proven or (converted and _has_folded_signs(text)),
        converted=converted,
        swallows=converted and _swallows(text),
        folds_all=folded,
        cells=_CELL.search(text) is not None,
        foreign=_foreign(converted=converted),
        glossed=glossed,
        bare=frozenset(text) - glossed.keys() if glossed else frozenset(),
        plain=_undamaged(text, folded=folded),
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


def folds_all(text: str) -> bool:
    """Return whether the converter folded digits and letters, too."""
    if _folded_stop().search(text):
        return True
    return sum(not is_common(char) for char in _FOLDED_SIGN.findall(text)) >= FOLDED_SIGNS


@cache
def _folded_stop() -> re.Pattern[str]:
    return re.compile(_FOLDED_STOP.format(_MARKED, "".join(sorted(unseen_pairs())), HAN))


def folded_stop(text: str, position: int) -> bool:
    """Return whether a mark, a digit or sign and a rare character stand here, as where a full stop was torn."""
    match = _FOLDED_SIGN.match(text, position)
    return match is not None and not is_common(match[1])


def _undamaged(text: str, *, folded: bool) -> str:
    """Return the forms of a text, with a gap for what is damaged or ends a paragraph."""
    return "".join(map(form, _damaged(folded=folded).sub(GAP, text).replace("\n", GAP)))


@cache
def _damaged(*, folded: bool) -> re.Pattern[str]:
    return re.compile(_DAMAGED.format(_MARKED + "".join(sorted(folded_pairs())) * folded))


@cache
def _foreign(*, converted: bool) -> frozenset[str]:
    """Return the characters that a page does not write which was converted to Traditional, or was not."""
    return variants() | (simplified_only() if converted else traditional_only())
