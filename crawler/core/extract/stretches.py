"""Stretches of links, far from any text: menus, lists of news, partners. Half of all tags of a page stand in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from crawler.core.extract.cut import SAID
from crawler.core.extract.gather import BODY, HEADLINE, LIGHT, LINK

if TYPE_CHECKING:
    from crawler.core.extract.cut import Tokens
    from crawler.core.jit import Table

#: Tags before and behind a long text, or a headline, that are read whatever they hold: fields, captions, signatures.
BEFORE, BEHIND = 80, 50
#: Tags that make a stretch worth its own way, and tags between two links of one at most: menus and lists have less than
#: twenty, and short paragraphs in a row (a poem, a recipe) are none.
STRETCH, GAP = 60, 24
#: Links of a stretch at least.
LEAST: Final = STRETCH // GAP + 1
_NONE = np.empty((0, 2), np.int64)


def stretches(markup: str, tokens: Tokens) -> Table:
    """Return the half-open ranges of tags, in order, that are links without any text or headline near them."""
    links = np.flatnonzero(tokens.kind == LINK)
    if len(links) < LEAST or links[-1] - links[0] < STRETCH:
        return _NONE
    bodies = np.flatnonzero(tokens.tag == BODY).tolist()
    body = next((token for token in bodies if markup[tokens.name[token]] != "/"), len(tokens.tag))
    links = links[np.searchsorted(links, body) :]
    marks = np.append(_marks(tokens, body), len(tokens.tag) + BEFORE)
    free = np.flatnonzero(marks[np.searchsorted(marks, links - BEHIND)] > links + BEFORE)
    if len(free) < LEAST:
        return _NONE
    breaks = (np.diff(free) > 1) | (np.diff(links[free]) > GAP)
    first, last = links[free[np.append(True, breaks)]], links[free[np.append(breaks, True)]]
    found: Table = np.column_stack((first, last))[last - first >= STRETCH]
    return found


def _marks(tokens: Tokens, body: int) -> Table:
    """Return the tags with a long text behind them, and the headlines of the body, in order."""
    said = (tokens.marks & SAID != 0) & (tokens.kind != LINK)
    said[0] = False
    headlines = (tokens.tag == HEADLINE) & (tokens.kind == LIGHT)
    headlines[:body] = False
    return np.flatnonzero(said | headlines)
