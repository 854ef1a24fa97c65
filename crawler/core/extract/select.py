"""CSS selectors over the flat tree of a page.

Those of the profiles are simple (``div#zoom.detail``, ``.a .b``), name containers, and are matched on the attributes of
elements. What operators declare may be any CSS and name any element: lexbor marks what it finds, once, before the page
is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawler.core.extract.tags import CLASS, ID, MARK

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEP = re.compile(r"([a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)")
_NAME = re.compile(r"[.#][\w-]+")

#: Nesting and attributes of one tag beyond which no genuine page goes (the deepest seen has 400; 2,000 parse in 6 ms).
DEEPEST, MOST_ATTRIBUTES = 2000, 4000
#: Characters of one tag whose attributes cannot take longer than a tenth of a second.
CHEAP = 50_000
#: The beginning of a tag with attributes; a script or style sheet without ">" is long too.
_TAG = re.compile(r"[a-zA-Z][\w:-]*[\s/]+[\w:@.-]+[\s=/]")
_NESTING = re.compile(
    r"<(/?)(?!(?:br|hr|img|input|meta|link|p|li|dt|dd|tr|td|th|option|base|area|col|embed|param|source|wbr)\b)[a-zA-Z]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One compound of a selector: a tag, an id and classes, in lower case; "" and none where it names none."""

    tag: str
    id: str
    classes: frozenset[str]

    @property
    def word(self) -> str:
        """Return what the attributes of every element that fits contain, in lower case."""
        return self.id or min(self.classes, default="")

    def fits(self, tag: str, markup: str) -> bool:
        """Tell whether an element with this tag and these attributes (as written) is meant."""
        if self.tag and self.tag != tag:
            return False
        if self.id and self.id != attribute(ID, markup):
            return False
        return not self.classes or self.classes <= set(attribute(CLASS, markup).split())


def attribute(pattern: re.Pattern[str], markup: str) -> str:
    """Return the value of the attribute a pattern finds, in lower case, "" without."""
    found = pattern.search(markup)
    return (found[1] or found[2] or found[3] or "").strip().lower() if found else ""


@cache
def steps(selector: str) -> tuple[Step, ...] | None:
    """Return the steps of a simple selector, from the outermost; None for one that only a CSS engine understands.

    >>> [step.id for step in steps(".details-main #Content")]
    ['', 'content']
    """
    found = []
    for part in selector.split():
        step = _STEP.fullmatch(part)
        if not step:
            return None
        names = _NAME.findall(step[2])
        ids = [name[1:].lower() for name in names if name[0] == "#"]
        classes = frozenset(name[1:].lower() for name in names if name[0] == ".")
        found.append(Step((step[1] or "").lower(), "".join(ids), classes))
    return tuple(found) or None


def mark(markup: str, selectors: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return a page whose elements carry the attribute ``MARK`` + N where selector N matches them, and what they say.

    The second value is selector -> text of the first element it matches, as written. Selectors that are none match
    nothing. Not for ``hostile`` pages.
    """
    parser = LexborHTMLParser(markup)
    said: dict[str, str] = {}
    for number, selector in enumerate(selectors):
        try:
            nodes = parser.css(selector)
        except SelectolaxError:
            continue
        if nodes:
            said[selector] = nodes[0].text(deep=True)
        for node in nodes:
            node.attrs[f"{MARK}{number}"] = ""
    return parser.html or markup, said


def hostile(markup: str) -> str | None:
    """Return what makes a page too expensive for lexbor, None for every page that people made.

    The parser's time grows with the square of the nesting and of the attributes of one tag; small pages cannot hold
    enough of either.
    """
    tags = markup.count("<")
    if tags > 4 * DEEPEST and tags - 2 * markup.count("</") > DEEPEST and _depth(markup) > DEEPEST:
        return f"tags nested more than {DEEPEST} deep"
    if any(markup.find(">", start, start + CHEAP) < 0 for start in range(0, len(markup) - CHEAP, CHEAP)):
        long = (part.rpartition("<")[2] for part in markup.split(">") if len(part) > CHEAP)
        if any(len(tag.split()) > MOST_ATTRIBUTES for tag in long if _TAG.match(tag)):
            return f"a tag with more than {MOST_ATTRIBUTES} attributes"
    return None


def _depth(markup: str) -> int:
    """Return how deep tags nest at most, those left out that HTML closes by itself."""
    depth = deepest = 0
    for tag in _NESTING.finditer(markup):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
