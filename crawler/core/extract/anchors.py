"""The links of a page, each with the place where it stands: what a list of articles is recognised by.

A pass of its own over the tags of a page: it keeps every element, row and cell, which the tree of an article does
without, and nothing of what only an article needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Final

from crawler.core.extract.gather import (
    BLOCK,
    BREAK,
    END_BLOCK,
    END_INLINE,
    END_LIGHT,
    END_LINK,
    END_MUTE,
    END_TITLE,
    INLINE,
    LIGHT,
    LINK,
    META,
    MUTE,
    TITLE,
)
from crawler.core.extract.tags import CLASS, HREF, KINDS, pieces, read_attributes
from crawler.core.extract.tree import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The text of an article's link has at least this many characters; shorter ones are columns and buttons.
SHORTEST_TITLE = 5
#: Characters of the signs of the elements around a link, innermost first, and the number of those that are climbed.
PLACE, HEIGHT = 600, 64
#: Open elements among which an end tag looks for its own (real pages: a few; hostile ones: any number).
REACH = 256
#: Lines of a link that is a whole row: picture, title, summary, date.
ROW_LINES = 4

#: Tag that opens -> open elements that it closes; every other block closes a paragraph.
_CLOSES: Final = {
    **dict.fromkeys(("li",), frozenset({"li", "p"})),
    **dict.fromkeys(("dt", "dd"), frozenset({"dt", "dd", "p"})),
    **dict.fromkeys(("td", "th"), frozenset({"td", "th", "p"})),
    "tr": frozenset({"td", "th", "tr", "p"}),
}
_PARAGRAPH: Final = frozenset({"p"})
_TABLE_PARTS: Final = frozenset("table tbody thead tfoot tr td th caption".split())
_CELLS: Final = frozenset({"td", "th"})

_TITLE: Final = re.compile(r"(?:^|[\s\"'])title\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_LEADS: Final = re.compile(r"\b(?:href|onclick)\s*=", re.IGNORECASE)
_NAME: Final = re.compile(r"[a-z][a-z_-]*(?![a-z_-]*\d)")
#: Class names that say in which state or place of its list a row is, not in which list.
_STATES: Final = frozenset(
    "active cur current first last on off odd even hover selected show hide hidden top left right fl fr "
    "clearfix".split()
)
_ROW_TAGS: Final = frozenset("li tr th tbody thead dd dt p".split())
_NO_PAGE: Final = ("#", "javascript:", "mailto:", "tel:", "data:", "about:")


@dataclass(slots=True)
class Anchor:
    """A link as it stands on a page."""

    markup: str  # its attributes as written
    text: str
    element: int  # number of the innermost element around it
    line: int  # number of the line it begins in
    place: str = ""  # signs of the link and the elements around it: equal for the rows of one list
    style: str = ""  # the innermost class: what marks a title wherever it stands

    @property
    def href(self) -> str:
        """Return its address as written, without fragment; "" where it leads to no page."""
        found = HREF.search(self.markup)
        href = unescape(found[1] or found[2] or found[3] or "").strip() if found else ""
        return "" if href.lower().startswith(_NO_PAGE) else href.partition("#")[0]

    @property
    def script(self) -> str:
        """Return what a click on it runs, be it written as its address."""
        values = read_attributes(self.markup)
        return f"{values.get('href', '').strip()} {values.get('onclick', '')}"


@dataclass(slots=True)
class Anchors:
    """A page as its links see it: the links, the lines of text, and the elements, 0 the root, in document order."""

    anchors: list[Anchor] = field(default_factory=list)
    lines: list[tuple[str, int]] = field(default_factory=list)  # text, characters of it in links
    tags: list[str] = field(default_factory=lambda: ["body"])
    markups: list[str] = field(default_factory=lambda: [""])
    parents: list[int] = field(default_factory=lambda: [-1])
    base: str = ""  # what relative addresses are relative to, where the page says so

    def around(self, anchor: Anchor) -> Iterator[int]:
        """Yield the elements around a link, innermost first, as far as lists reach."""
        number = anchor.element
        for _ in range(HEIGHT):
            if number < 0:
                return
            yield number
            number = self.parents[number]


def read_anchors(markup: str) -> Anchors:
    """Return the links of a page with their places."""
    page = Anchors()
    _Pass(page).read(pieces(markup.replace("\0", "")))
    _Places(page).find()
    return page


class _Pass:
    """The pass over the tags: holds the line and the link that are being read."""

    __slots__ = ("line", "linked", "opened", "page")

    def __init__(self, page: Anchors) -> None:
        self.page = page
        self.line: list[str] = []
        self.linked = 0
        self.opened: tuple[str, int, int, int] | None = None  # attributes, element, line, pieces of the line before it

    def read(self, cut: list[tuple[str, str, str]]) -> None:  # noqa: C901, PLR0912 - one loop: a call a piece would double the cost
        page, line, kinds = self.page, self.line, dict(KINDS)
        tags, parents = page.tags, page.parents
        inside, mute = 0, ""
        for name, markup, text in cut:
            if name:
                kind = kinds.get(name)
                if kind is None:
                    kind = kinds[name] = KINDS.get(name.lower(), END_BLOCK if name[0] == "/" else BLOCK)
                if kind in (INLINE, END_INLINE):
                    pass
                elif mute:
                    if kind in (END_MUTE, END_TITLE) and name[1:].lower() == mute:
                        mute = ""
                elif kind == LINK:
                    if self.opened:
                        self.end_link()
                    if _LEADS.search(markup):
                        self.opened = (markup, inside, len(page.lines), len(line))
                elif kind == END_LINK:
                    if self.opened:
                        self.end_link()
                elif kind in (BLOCK, LIGHT):
                    if line:
                        self.end_line()
                    inside = self.open(name.lower(), markup, inside)
                elif kind in (END_BLOCK, END_LIGHT):
                    if line:
                        self.end_line()
                    inside = parents[inside] if tags[inside] == name[1:] else self.close(name[1:].lower(), inside)
                elif kind == BREAK:
                    if line:
                        self.end_line()
                elif kind in (MUTE, TITLE):
                    mute = name.lower()
                elif kind == META and name.lower() == "base":
                    page.base = page.base or read_attributes(markup).get("href", "").strip()
            if text and not mute and (line or not text.isspace()):
                line.append(text)
                if self.opened:
                    self.linked += len(text)
        self.end_link()
        self.end_line()

    def open(self, tag: str, markup: str, inside: int) -> int:
        """Return the number of an element that opens."""
        page, closes = self.page, _CLOSES.get(tag, _PARAGRAPH)
        while page.tags[inside] in closes:
            inside = page.parents[inside]
        page.tags.append(tag)
        page.markups.append(markup)
        page.parents.append(inside)
        return len(page.tags) - 1

    def close(self, tag: str, inside: int) -> int:
        """Return the element around the one that closes; an end tag without one is none."""
        tags, parents, number = self.page.tags, self.page.parents, inside
        for _ in range(REACH):
            if tags[number] == tag and number:
                return parents[number]
            if not number or (tags[number] in _CELLS and tag not in _TABLE_PARTS):
                return inside
            number = parents[number]
        return inside

    def end_line(self) -> None:
        """Make a line of what was read since the last end of line."""
        text = "".join(self.line)
        text = tidy(unescape(text) if "&" in text else text)
        self.line.clear()
        if text:
            self.page.lines.append((text, min(self.linked, len(text))))
        self.linked = 0

    def end_link(self) -> None:
        """Keep the link that is open."""
        if self.opened is None:
            return
        markup, element, number, start = self.opened
        self.opened = None
        texts = [text for text, _ in self.page.lines[number : number + ROW_LINES]]
        if texts:
            text = next((text for text in texts if is_title(text)), "")
        else:
            text = "".join(self.line[start:])
            text = tidy(unescape(text) if "&" in text else text)
        if "title" in markup and (found := _TITLE.search(markup)):
            text = _titled(text, unescape(found[1] or found[2] or found[3] or ""))
        self.page.anchors.append(Anchor(markup, text, element, number))


def _titled(text: str, title: str) -> str:
    """Return the title attribute of a link where its text is a picture, a number or cut short."""
    title = tidy(title)
    return title if len(title) > len(text) and (len(text) < SHORTEST_TITLE or text[:3] == title[:3]) else text


#: Texts of links that are no titles whatever their length: buttons, counters, times.
_NO_TITLE: Final = re.compile(
    r"(?:更多|查看|阅读|点击|全文|内容|详情|详细|了解|more|read|view|detail|跟[贴帖]|评论|回复|下载|今天|昨天|前天|小时前|分钟前|[条次人年月日]|"
    r"[\W\d_])*",
    re.IGNORECASE,
)


def is_title(text: str) -> bool:
    """Tell whether the text of a link may be the title of an article."""
    return len(text) >= SHORTEST_TITLE and not _NO_TITLE.fullmatch(text)


class _Places:
    """Finds the places of links; what elements share is made out once."""

    def __init__(self, page: Anchors) -> None:
        self.page = page
        self.signs: dict[tuple[str, str], str] = {}  # tag and attributes -> sign
        self.known: dict[int, tuple[str, str]] = {-1: ("", "")}  # element -> place and style

    def find(self) -> None:
        for anchor in self.page.anchors:
            names = _names(anchor.markup) if "class" in anchor.markup.lower() else ""
            place, style = self.known.get(anchor.element) or self.of(anchor.element)
            anchor.place, anchor.style = f"{names} {place}", names or style

    def of(self, element: int) -> tuple[str, str]:
        """Return the signs of an element and of those around it, and those up to the first that has a name."""
        missing = []
        while element not in self.known:
            missing.append(element)
            element = self.page.parents[element]
        place, style = self.known[element]
        for number in reversed(missing):
            sign = self.sign(number)
            place = f"{sign} {place}"[:PLACE]
            style = sign if "." in sign else f"{sign} {style}"[:PLACE]
            self.known[number] = place, style
        return place, style

    def sign(self, number: int) -> str:
        """Return the tag of an element with its names; rows have none, cells the number of their column."""
        tag, markup = self.page.tags[number], self.page.markups[number]
        if tag == "td":
            return f"td{self.column(number)}"
        if not markup or tag in _ROW_TAGS:
            return tag
        sign = self.signs.get((tag, markup))
        if sign is None:
            names = _names(markup, ids=True)
            sign = self.signs[tag, markup] = f"{tag}.{names}" if names else tag
        return sign

    def column(self, cell: int) -> int:
        """Return how many cells of its row stand before a cell, as far as that is told at once."""
        page = self.page
        row = page.parents[cell]
        before = range(max(cell - HEIGHT, row + 1), cell)
        return sum(page.parents[n] == row and page.tags[n] == "td" for n in before)


def _names(markup: str, *, ids: bool = False) -> str:
    """Return classes, and an id, without what differs from row to row: states and numbers."""
    found = CLASS.search(markup)
    names = (found[1] or found[2] or found[3] or "") if found else ""
    if ids and "id" in markup.lower():
        names = f"{names} {read_attributes(markup).get('id', '')}"
    return ".".join(sorted({name for name in names.lower().split() if _NAME.fullmatch(name)} - _STATES))
