"""HTML or plain text to the flat tree of a page.

One regular expression cuts the markup into tags and texts, one loop over the pieces keeps the open elements; no
document is built. An include that closes ``</html>`` in the middle of a page, tags that nobody closes and any depth
of nesting do no harm. End tags are implied where HTML implies them (WHATWG HTML 13.2.6, the part that decides which
block a text belongs to). Long stretches of links, far from any text, become one block each: half of all tags
stand in them, and nothing but their number, their text and their links to files is asked of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from crawler.core.extract.hiding import SOFT, Veils, is_gap, is_pixel
from crawler.core.extract.select import hostile, mark
from crawler.core.extract.tags import (
    BLOCK,
    BREAK,
    END_BLOCK,
    END_INLINE,
    END_LIGHT,
    END_LINK,
    END_MUTE,
    END_TITLE,
    HIDES,
    IMAGE,
    INLINE,
    KINDS,
    LD_JSON,
    LIGHT,
    LINK,
    MARQUEE,
    META,
    MUTE,
    NAMED,
    NO_CONTAINERS,
    NOTHING,
    TAGS,
    TIME,
    TITLE,
    read_attributes,
    traits,
)
from crawler.core.extract.tree import Element, Line, Picture, Tree, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Tag that opens -> open elements that it closes, and those behind which it does not look for them.
_ITEMS = (frozenset({"li", "p"}), frozenset({"ul", "ol", "menu", "dir", "div", "table", "td", "th"}))
_TERMS = (frozenset({"dt", "dd", "p"}), frozenset({"dl", "div", "table", "td", "th"}))
_PARAGRAPH = (frozenset({"p"}), frozenset({"div", "table", "td", "th", "li"}))
_CELL = (frozenset({"td", "th"}), frozenset({"table"}))
_IMPLIED: Final = {"li": _ITEMS, "dt": _TERMS, "dd": _TERMS, "td": _CELL, "th": _CELL, "tr": _CELL}
_TABLE: Final = frozenset({"table"})
_TABLE_PARTS: Final = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"})
#: An end tag in a cell closes nothing outside it.
_CELLS: Final = frozenset({"td", "th"})
#: Characters of a ``<title>`` that are read; keyword lists of hijacked pages have hundreds.
LONGEST_HEAD_TITLE = 2000
#: Characters of the cell of a table's row at most; what is longer is text.
CELL = 60
_DAY = re.compile(r"[\[(（]?(?:\d{2,4}[-./年])?\d{1,2}[-./月]\d{1,2}日?[\])）]?")
#: Open elements among which an end tag looks for its own (real pages: a few; hostile ones: any number).
REACH = 256

#: A text of more characters outside links, or of more than SHORT with a comma or full stop, may be of an article.
LONG, SHORT = 40, 13
#: Tags before and behind a long text, or a headline, that are read whatever they hold: fields, captions, signatures.
BEFORE, BEHIND = 80, 50
#: Tags that make a stretch worth its own way, and tags between two links of one at most: menus and lists have less than
#: twenty, and short paragraphs in a row (a poem, a recipe) are none.
STRETCH, GAP = 60, 24
_LINKS: Final = frozenset({"a", "A"})
_HEADLINES: Final = frozenset({"h1", "H1"})
#: What most addresses of files contain: a hint that is cheap to look for.
_FILE_ENDS: Final = (".pdf", ".doc", ".xls", ".zip", ".rar", ".wps", ".ofd", ".PDF", ".DOC", ".XLS")
_ROW_ENDS: Final = frozenset({"/tr", "/TR"})
#: Tags that hold nothing which stands in the tree.
_FLAT: Final = frozenset[str | None]({None}).union(
    spelling
    for name, kind in KINDS.items()
    if kind not in (BLOCK, END_BLOCK, MUTE, END_MUTE, MARQUEE)
    for spelling in (name, name.upper())
)

#: Characters of a saved page in which its own host is looked for: head and navigation name it most.
HOST_SAMPLE = 20_000
#: What may stand behind a host in an address; at the end of the attributes, nothing.
_HOST_ENDS: Final = frozenset(["", *"/:?#\"'> \t\n"])
_LINK_HOST = re.compile(r'href="https?://([^/:?#"\s>]+)')

#: A named tuple made by its own constructor takes three times as long.
_new = tuple.__new__


def own_host(markup: str, url: str) -> str:
    """Return the host of a page; for a saved page the one that most of its links name."""
    host = urlsplit(url).hostname or ""
    if host:
        return host
    named = Counter(_LINK_HOST.findall(markup, 0, HOST_SAMPLE)).most_common(1)
    return named[0][0].lower() if named else ""


def parse(markup: str, url: str, selectors: Iterable[str] = (), veils: Veils | None = None) -> Tree:
    """Return the flat tree of a page; ``url`` tells links of the page's own host from foreign ones.

    ``selectors`` are those that the tree will be asked for, as far as they are known; ``veils`` are the names that the
    page's own style sheets and scripts hide, where somebody asks for them.
    """
    tree = Tree(marked=list(dict.fromkeys(selectors)))
    if tree.marked and (problem := hostile(markup)):
        tree.warnings.append(f"selectors-ignored:{problem}")
    elif tree.marked:
        markup, tree.said = mark(markup, tree.marked)
    tree.markup = markup
    pieces = TAGS.split(markup.replace("\0", "") if "\0" in markup else markup)
    tree.host = own_host(markup, url)
    _Reader(tree, tree.host, veils).run(pieces)
    if "ld+json" in markup:
        tree.ld_json = LD_JSON.findall(markup)
    if moment := TIME.search(markup) if "<time" in markup else None:
        tree.metas.append(("time", unescape(moment[1])))
    return tree


def parse_text(text: str) -> Tree:
    """Return the tree of a plain-text document: a block a line, in one element."""
    blocks = [Line(line) for raw in text.splitlines() if (line := tidy(raw))]
    elements = [Element(-1, "body", "", 0, len(blocks))]
    return Tree(plain=True, blocks=blocks, owner=[0] * len(blocks), elements=elements)


def _stretches(names: Sequence[str | None], texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of tags that are links without any text near them, in order."""
    start = next((names.index(body) for body in ("body", "BODY") if body in names), len(names))
    said = [
        n for n, text in enumerate(texts) if len(text) > SHORT and (len(text) > LONG or "。" in text or "，" in text)
    ]
    anchors = [n for n in said if names[n] not in _LINKS and len(texts[n].strip()) > SHORT]
    links, marks = ([n for name in tags for n in _where(names, name, start)] for tags in (_LINKS, _HEADLINES))
    links.sort()
    marks += anchors
    for first, end in _runs(links, sorted(marks)):
        if end - first >= STRETCH:
            yield first, end


def _where(names: Sequence[str | None], name: str, start: int) -> Iterator[int]:
    """Yield the numbers of the tags of a name, from ``start`` on."""
    try:
        while True:
            start = names.index(name, start) + 1
            yield start - 1
    except ValueError:
        return


def _runs(links: Sequence[int], marks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges from link to link that no wide gap divides and no mark is near."""
    first = last = -1
    for link in links:
        near = bisect_left(marks, link - BEHIND)
        free = near == len(marks) or marks[near] > link + BEFORE
        if first >= 0 and (not free or link - last > GAP):
            yield first, last
            first = -1
        if free:
            first, last = (first if first >= 0 else link), link
    if first >= 0:
        yield first, last


def _unmatched(names: Sequence[str | None]) -> list[int]:
    """Return the numbers of the tags that open or close containers beyond some stretch of tags, in order."""
    opened: list[int] = []
    closing: list[int] = []
    for n in [n for n, name in enumerate(names) if name not in _FLAT]:
        name = names[n] or ""
        if name[0] != "/":
            opened.append(n)
        elif opened and names[opened[-1]] == name[1:]:
            opened.pop()
        else:
            tag = name[1:].lower()
            depths = (
                depth
                for depth in range(len(opened) - 1, max(len(opened) - REACH, 0) - 1, -1)
                if (names[opened[depth]] or "").lower() == tag
            )
            depth = next(depths, None)
            if depth is None:
                closing.append(n)
            else:
                del opened[depth:]
    return sorted([*opened, *closing])


def _kind_of(name: str) -> int:
    """Return what to do at a tag; a name with a colon (Word's ``o:p``) stands in a line."""
    kind = INLINE if ":" in name else BLOCK
    return KINDS.get(name, kind + 1 if name[0] == "/" else kind)


def _is_cell(line: Line) -> bool:
    """Tell whether a line may be a cell of data; labelled fields stand in tables for their looks."""
    return len(line.text) <= CELL and "：" not in line.text and ":" not in line.text


class _Reader:
    """The one pass over the pieces of a page; holds the line that is being read and the open elements."""

    def __init__(self, tree: Tree, host: str, veils: Veils | None = None) -> None:
        self.tree = tree
        self.host = host
        self.veils = veils
        self.line: list[str] = []
        self.linked = self.foreign = 0
        # of each open element: its tag; and what holds outside it: number of the element, hidden, mute
        self.stack: list[tuple[str, int, str, bool]] = [("body", -1, "", False)]
        self.tag = "body"  # of the line
        self.inside = 0  # number of the innermost element
        self.hidden = ""  # attributes of the element that hides what is read, SOFT before them where it only may
        self.mute = self.in_title = False
        # of the row of a table that is open: number of its first block, of its first element, and of that around it
        self.row = self.cells = self.around_row = -1
        self.kinds = dict(KINDS)  # and the names that only this page has
        self.traits: dict[str, int] = {}  # attributes as written -> HIDES | NAMED
        self.soft: set[str] = set()  # attributes that hide by a name of ``veils``
        self.unseen = 0  # characters in mute elements
        self.inlines = 0  # open elements on the stack that are no containers
        # lines that wait for the end of a hidden inline element: its depth, and the line with its linked characters
        self.held: list[tuple[int, list[str], int, int]] = []

    def run(self, pieces: list[str]) -> None:
        """Read a page: text, then tag, attributes and text in turn."""
        names, markups, texts = pieces[1::3], pieces[2::3], pieces[3::3]
        self.tree.elements.append(Element(-1, "body", "", 0, 0))
        self.read([""], [""], pieces[:1])
        at = 0
        for start, end in _stretches(names, texts):
            self.read(names[at:start], markups[at:start], texts[at:start])
            at = start if self.mute or self.held or self.in_title else end
            if at == end:
                self.skip(names[start:end], markups[start:end], texts[start:end])
        self.read(names[at:], markups[at:], texts[at:])
        if self.line:
            self.end_line()
        self.close_to(1)
        if self.line:
            self.end_line()  # what stood before a hidden element that nothing closed
        self.close_to(0)

    def skip(self, names: Sequence[str | None], markups: Sequence[str | None], texts: Sequence[str]) -> None:
        """Read a stretch of links: one block for all, and what it opens or closes beyond itself."""
        if self.line:
            self.end_line()
        if shown := [text for text in texts if text and not text.isspace()]:
            text = " ".join(" ".join(shown).split())
            text = unescape(text) if "&" in text else text
            links = names.count("a") + names.count("A")
            self.tree.blocks.append(Line(text, "a", len(text), 0, self.is_hidden(), links, self.hidden))
            self.tree.owner.append(self.inside)
            self.keep_files(names, markups, texts)
        left = _unmatched(names)
        self.read([names[n] for n in left], [markups[n] for n in left], [""] * len(left))

    def keep_files(self, names: Sequence[str | None], markups: Sequence[str | None], texts: Sequence[str]) -> None:
        """Keep the links to files in a stretch: long lists of them (附件) belong to the article before it."""
        written = "".join([markup for markup in markups if markup])
        if not any(end in written for end in _FILE_ENDS):
            return
        block = len(self.tree.blocks) - 1
        for name, markup, text in zip(names, markups, texts, strict=True):
            if name in _LINKS and markup and any(end in markup for end in _FILE_ENDS):
                self.tree.links.append((block, markup, unescape(text)))

    def read(  # noqa: C901, PLR0912, PLR0915 - one loop: a call a piece would double the cost of a page
        self, names: Sequence[str | None], markups: Sequence[str | None], texts: Sequence[str]
    ) -> None:
        line, stack, kinds, close = self.line, self.stack, self.kinds, self.close
        blocks, elements, links = self.tree.blocks, self.tree.elements, self.tree.links
        own, known, veiled = f"//{self.host or '?'}", self.traits, self.veils is not None
        end = len(own)
        link, target = 0, ""  # link: 0 none, 1 own host, 2 foreign
        for name, markup, text in zip(names, markups, texts, strict=True):
            if name and markup is not None:
                kind = kinds.get(name)
                if kind is None:
                    kind = kinds[name] = _kind_of(name.lower())
                if kind == BLOCK and markup[-1:] == "/" and name.lower() not in KINDS:
                    pass  # <path …/>, <o:p/>: it holds nothing
                elif kind == BLOCK:
                    if line:
                        self.end_line()
                    tag = name.lower()
                    if self.inlines or tag in _CELLS:
                        self.close_implied(tag)
                    stack.append((tag, self.inside, self.hidden, self.mute))
                    first = len(blocks)
                    elements.append(Element(self.inside, tag, markup, first, first))
                    self.inside = len(elements) - 1
                    self.tag = tag
                    if (
                        "tyle" in markup
                        or "hid" in markup
                        or "Hid" in markup
                        or "TYLE" in markup
                        or "HID" in markup
                        or veiled
                    ) and (known[markup] if markup in known else self.read_traits(markup)) & HIDES:
                        self.hide(markup, soft=is_gap(markup))
                elif kind == END_BLOCK:
                    if line:
                        self.end_line()
                    if self.row >= 0 and name.lower() == "/table":
                        self.close_implied("tr")
                        self.end_row()
                    if self.inlines or stack[-1][0] != name[1:]:
                        close(name[1:].lower())
                    elif len(stack) > 1:
                        elements[self.inside].end = len(blocks)
                        _, self.inside, self.hidden, self.mute = stack.pop()
                    self.tag = stack[-1][0]
                elif kind == INLINE:
                    if self.inlines or (
                        markup
                        and (
                            "id" in markup
                            or "tyle" in markup
                            or "ID" in markup
                            or "TYLE" in markup
                            or "Id" in markup
                            or veiled
                        )
                        and (known[markup] if markup in known else self.read_traits(markup))
                    ):
                        self.open_inline(name.lower(), markup)
                elif kind == END_INLINE:
                    if self.inlines:
                        close(name[1:].lower())
                elif kind == LINK:
                    if ("tyle" in markup or "hid" in markup or veiled) and self.read_traits(markup) & HIDES:
                        self.open_inline("a", markup)
                    at, target = markup.find("//"), markup
                    if at < 0:
                        link = 1 if "href" in markup or "HREF" in markup else 0
                    else:
                        link = 1 if markup.startswith(own, at) and markup[at + end : at + end + 1] in _HOST_ENDS else 2
                elif kind == END_LINK:
                    if link:
                        links.append((len(blocks), target, line[-1] if line else ""))
                        link = 0
                    if self.inlines:
                        close("a")
                elif kind == LIGHT:
                    if line:
                        self.end_line()
                    self.tag = name.lower()
                    if self.inlines or self.tag == "tr":
                        self.close_implied(self.tag)
                        if self.tag == "tr":
                            self.end_row()
                            self.row, self.cells, self.around_row = len(blocks), len(elements), self.inside
                    if (
                        markup
                        and (
                            "id" in markup
                            or "tyle" in markup
                            or "ID" in markup
                            or "TYLE" in markup
                            or "Id" in markup
                            or veiled
                        )
                        and (known[markup] if markup in known else self.read_traits(markup))
                    ):
                        self.open_inline(self.tag, markup)
                elif kind == END_LIGHT:
                    if line:
                        self.end_line()
                    if self.inlines or name in _ROW_ENDS:
                        close(name[1:].lower())
                        if name in _ROW_ENDS:
                            self.close_implied("tr")
                            self.end_row()
                    self.tag = stack[-1][0]
                elif kind == BREAK:
                    if line:
                        self.end_line()
                else:
                    self.other(kind, name.lower(), markup)
            if text and (line or not text.isspace()):
                if self.mute or self.in_title:
                    self.unseen_text(text)
                    continue
                if "&" in text:
                    text = unescape(text)
                    if not text or (not line and text.isspace()):
                        continue
                line.append(text)
                if link:
                    size = len(text.strip())
                    self.linked += size
                    if link == 2:
                        self.foreign += size

    def end_line(self) -> None:
        """Make a block of what was read since the last end of line."""
        line = self.line
        text = tidy(line[0] if len(line) == 1 else "".join(line))
        line.clear()
        if text:
            linked, foreign = self.linked, self.foreign
            if linked:
                size = len(text)
                linked, foreign = min(linked, size), min(foreign, size)
                self.linked = self.foreign = 0
            veil = self.hidden
            self.tree.blocks.append(
                _new(Line, (text, self.tag, linked, foreign, veil != "" and veil[0] != SOFT, 1, veil))
            )
            self.tree.owner.append(self.inside)

    def end_row(self) -> None:
        """Make one block of the cells of a row where each has one short line: the row of a table, not of a layout."""
        first, cells, blocks, owner = self.row, self.cells, self.tree.blocks, self.tree.owner
        self.row = -1
        if first < 0 or len(blocks) - first < 2 or self.inside != self.around_row:
            return
        row, holders = blocks[first:], owner[first:]
        if len(set(holders)) < len(row) or min(holders) < cells or not all(_is_cell(cell) for cell in row):
            return
        links = sum([cell.linked > 0 for cell in row])
        if links * 2 > len(row) or (links and any(_DAY.fullmatch(cell.text) for cell in row)):
            return  # a menu, or a list of links with their days
        linked, foreign = sum([cell.linked for cell in row]), sum([cell.foreign for cell in row])
        hidden = all(cell.hidden for cell in row)
        veil = row[0].veil if all(cell.veil for cell in row) else ""
        blocks[first:] = [Line(" ".join([cell.text for cell in row]), "tr", linked, foreign, hidden, 1, veil)]
        owner[first:] = [self.inside]
        images = self.tree.images
        moved = len(images)
        while moved and images[moved - 1].block > first:
            moved -= 1
        images[moved:] = [picture._replace(block=first) for picture in images[moved:]]
        for element in self.tree.elements[cells:]:
            element.first, element.end = first, min(element.end, first + 1)

    def open_inline(self, tag: str, markup: str) -> None:
        """Put an element that is no container on the stack: it hides, has an id or stands in one that does."""
        if self.kinds.get(self.tag) == LIGHT and self.stack[-1][0] != self.tag != tag:
            self.stack.append((self.tag, self.inside, self.hidden, self.mute))  # its end closes what is open in it
            self.inlines += 1
        self.stack.append((tag, self.inside, self.hidden, self.mute))
        self.inlines += 1
        found = self.traits[markup] if markup in self.traits else self.read_traits(markup)
        if found & HIDES and not self.is_hidden():
            self.hide(markup)
            self.held.append((len(self.stack), self.line[:], self.linked, self.foreign))
            self.line.clear()
            self.linked = self.foreign = 0
        if found & NAMED:
            self.tree.named.append(markup)
            first = len(self.tree.blocks)
            self.tree.elements.append(Element(self.inside, tag, markup, first, first))
            self.inside = len(self.tree.elements) - 1

    def read_traits(self, markup: str) -> int:
        """Return what attributes say, and remember it: pages repeat them."""
        found = traits(markup)
        if self.veils and not found & HIDES and self.veils.cover(markup):
            found |= HIDES
            self.soft.add(markup)
        self.traits[markup] = found
        return found

    def hide(self, markup: str, *, soft: bool = False) -> None:
        """Note that what is read from here on is hidden by an element with these attributes, or may be."""
        if not soft and markup not in self.soft:
            self.hidden = markup
        elif not self.hidden:
            self.hidden = SOFT + markup

    def is_hidden(self) -> bool:
        """Return whether readers do not see what is read now."""
        return self.hidden != "" and self.hidden[0] != SOFT

    def close_implied(self, tag: str) -> None:
        """Close what the start tag of a block closes: an open item or cell of its list or row, a paragraph."""
        if self.stack[-1][0] == "button":  # the text of one is a label; a block behind it is none of it
            self.close_to(len(self.stack) - 1)
        closes, scope = _IMPLIED.get(tag, _PARAGRAPH)
        for depth in range(len(self.stack) - 1, max(len(self.stack) - REACH, 0), -1):
            found = self.stack[depth][0]
            if found in closes:
                self.close_to(depth)
                return
            if found in scope:
                return

    def close(self, tag: str) -> None:
        """Close the innermost open element of this tag and all in it; an end tag without one is none."""
        stack = self.stack
        scope = _TABLE if tag in _TABLE_PARTS else _CELLS
        for depth in range(len(stack) - 1, max(len(stack) - REACH, 0), -1):
            found = stack[depth][0]
            if found == tag:
                self.close_to(depth)
                return
            if found in scope and (found != "table" or tag != "tr"):
                return

    def close_to(self, depth: int) -> None:
        """Close open elements until ``depth`` are left."""
        blocks, elements = self.tree.blocks, self.tree.elements
        while len(self.stack) > depth:
            if self.held and self.held[-1][0] == len(self.stack):
                self.take_up()
            element = elements[self.inside]
            tag, inside, hidden, mute = self.stack.pop()
            if inside != self.inside:
                if self.line and len(blocks) > element.first:
                    self.end_line()  # what was read last stands inside, with whole blocks before it
                # a line that is being read is the element's too
                element.end = len(blocks) + bool(self.line)
                self.inside = inside
            self.hidden = hidden
            self.inlines -= tag in NO_CONTAINERS
            if self.mute and not mute:
                self.mute = False
                self.end_mute()

    def take_up(self) -> None:
        """Make a block of what an inline element hides, and go on with the line it stands in.

        What it only may hide stays in that line, unless it leads to another host.
        """
        _, line, linked, foreign = self.held.pop()
        if self.hidden[:1] == SOFT and not self.foreign:
            self.line[:], self.linked, self.foreign = [*line, *self.line], linked + self.linked, foreign
            return
        self.end_line()
        self.line[:], self.linked, self.foreign = line, linked, foreign

    def end_mute(self) -> None:
        if self.unseen:
            self.tree.unread.append(self.unseen)
        self.unseen = 0

    def unseen_text(self, text: str) -> None:
        if self.in_title and len(self.tree.head_title) < LONGEST_HEAD_TITLE:
            self.tree.head_title += text
        elif not self.in_title:
            self.unseen += len(text.strip())

    def other(self, kind: int, name: str, markup: str) -> None:
        """See to the tags of which a page has few."""
        if kind == MUTE:
            if name == "option" and self.stack[-1][0] == name:
                self.close_to(len(self.stack) - 1)
            self.stack.append((name, self.inside, self.hidden, self.mute))
            self.mute = True
            self.inlines += 1
        elif kind == END_MUTE:
            self.close(name[1:])
        elif self.mute:
            return
        elif self.in_title:  # until its end, or that of the head where it has none
            if kind in (END_TITLE, NOTHING):
                self.in_title = False
                self.tree.head_title = tidy(unescape(self.tree.head_title))
        elif kind == IMAGE:
            self.tree.images.append(Picture(len(self.tree.blocks), markup, self.inside))
        else:
            self.rare(kind, name, markup)

    def rare(self, kind: int, name: str, markup: str) -> None:
        """See to the tags of which a page has one or two."""
        if kind == META:
            self.read_meta(name, read_attributes(markup))
        elif kind == TITLE:
            self.in_title = not self.tree.head_title
        elif kind == MARQUEE:
            self.open_marquee(markup)
        elif name == "/html":
            self.tree.closed = len(self.tree.blocks) + bool(self.line)

    def open_marquee(self, markup: str) -> None:
        """Open a block, hidden where it is a pixel or two."""
        if self.line:
            self.end_line()
        self.close_implied("marquee")
        self.stack.append(("marquee", self.inside, self.hidden, self.mute))
        first = len(self.tree.blocks)
        self.tree.elements.append(Element(self.inside, "marquee", markup, first, first))
        self.inside = len(self.tree.elements) - 1
        self.tag = "marquee"
        if is_pixel(markup):
            self.hidden = markup

    def read_meta(self, tag: str, values: dict[str, str]) -> None:
        if tag == "base":
            self.tree.base = self.tree.base or values.get("href", "").strip()
            return
        name = values.get("name") or values.get("property") or values.get("itemprop")
        content = values.get("content")
        if name and content and content.strip():
            self.tree.metas.append((name.strip().lower(), tidy(content)))
