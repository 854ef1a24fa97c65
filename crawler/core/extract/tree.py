"""The flat tree of a page: its blocks in reading order, and the elements that hold them.

A block is a run of text between block-level tags or ``<br>``; an element knows the range of blocks it holds, so that
the score of any container is a difference of two prefix sums.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.extract.hiding import technique
from crawler.core.extract.select import steps
from crawler.core.extract.tags import MARK, read_attributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.core.extract.select import Step

_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BREAK_BETWEEN_WIDE = re.compile(rf"(?<={_WIDE})[ \t\r]*\n[ \t\r\n]*(?={_WIDE})")
#: An indent is two ideographic spaces; more are a gap.
_WIDE_SPACES = re.compile(r"\u3000{3,}")
_SPACES = re.compile(r"[^\S\u3000]+")


#: Elements around one that a selector is matched against.
HEIGHT = 64


class Line(NamedTuple):
    """A block of a page as it is read; the fields are those of ``model.Block``, which it becomes if it is kept."""

    text: str
    tag: str = "p"
    linked: int = 0
    foreign: int = 0
    hidden: bool = False
    lines: int = 1  # lines of the page that it stands for, all of them links
    veil: str = ""  # attributes of the element that hides it, or may: see ``hiding``

    @property
    def technique(self) -> str:
        """How the line is hidden, or may be, "" for most."""
        return technique(self.veil) if self.veil else ""


class Element(NamedTuple):
    """A block-level element, or any with an id: its place in the tree and the half-open range of its blocks."""

    parent: int  # number of the element around it, -1 at the root
    tag: str
    markup: str  # its attributes as written
    first: int
    end: int

    @property
    def name(self) -> str:
        """Return id and class in lower case, "" without."""
        if not self.markup:
            return ""
        values = read_attributes(self.markup)
        return f"{values.get('id', '')} {values.get('class', '')}".strip().lower()


class Picture(NamedTuple):
    """An image: the number of the block it stands before, its attributes as written, the element around it."""

    block: int
    markup: str
    owner: int = 0


@dataclass(slots=True)
class Tree:
    """A parsed page: blocks in reading order, elements in document order, and what its head says."""

    plain: bool = False  # a plain-text document
    blocks: list[Line] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)  # block number -> number of the innermost element
    elements: list[Element] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)  # (name in lower case, content)
    head_title: str = ""
    ld_json: list[str] = field(default_factory=list)  # scripts of type application/ld+json
    images: list[Picture] = field(default_factory=list)
    # of each link: the number of the block it ends in, its attributes as written, the last piece of its text
    links: list[tuple[int, str, str]] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)  # characters of each element whose text readers do not see as text
    base: str = ""  # what relative addresses are relative to, where the page says so
    marked: Sequence[str] = ()  # selectors whose elements carry a mark
    said: Mapping[str, str] = field(default_factory=dict)  # such a selector -> text of the first element it matches
    markup: str = ""  # what the tree was read from
    host: str = ""  # the page's own
    named: list[str] = field(default_factory=list)  # attributes of the elements with an id that are no containers
    closed: int = -1  # number of the first block behind the last end tag of the document, -1 without one
    warnings: list[str] = field(default_factory=list)
    _signs: str = ""

    def select(self, selectors: Iterable[str]) -> list[Element]:
        """Return the elements that match the first selector that matches any; see ``select`` on what it understands."""
        for selector in selectors:
            if selector in self.marked:
                sign = f"{MARK}{self.marked.index(selector)}="
                found = [element for element in self.elements if sign in element.markup]
            else:
                found = self._select(steps(selector) or ())
            if found:
                return found
        return []

    def _select(self, path: tuple[Step, ...]) -> list[Element]:
        word = path[-1].word if path else ""
        if not path or word not in self.signs():
            return []
        return [e for e in self.elements if word in e.markup.lower() and self._matches(e, path)]

    def _matches(self, element: Element, path: tuple[Step, ...]) -> bool:
        if not path[-1].fits(element.tag, element.markup):
            return False
        wanted = list(path[:-1])
        around = element.parent
        for _ in range(HEIGHT):
            if not wanted or around < 0:
                break
            holder = self.elements[around]
            if wanted[-1].fits(holder.tag, holder.markup):
                wanted.pop()
            around = holder.parent
        return not wanted

    def signs(self) -> str:
        """Return what a CMS writes into the markup of a page: names of elements and their attributes, lower case."""
        if not self._signs:
            self._signs = " ".join([f"{element.tag} {element.markup}" for element in self.elements]).lower()
        return self._signs


def tidy(text: str) -> str:
    """Return a text as a reader sees it: white space folded, line ends between wide characters dropped (CSS Text 4).

    >>> tidy("  全县\\n  春耕 备耕\\u00a0 ")
    '全县春耕 备耕'
    """
    words = text.split()
    if len(words) < 2:
        return words[0] if words else ""
    if "\n" in text:
        text = _BREAK_BETWEEN_WIDE.sub("", text.strip())
        words = text.split()
    if "\u3000" not in text:
        return " ".join(words)
    return _WIDE_SPACES.sub("\u3000\u3000", _SPACES.sub(" ", text.strip()))
