"""HTML text to a flat tree: the blocks of a page in reading order, and the elements that hold them.

One pass over the tree that lexbor builds (it survives a ``</html>`` in the middle of a page and any depth of nesting,
where libxml2 loses the rest). A block is a run of text between block-level tags or ``<br>``; an element knows the
range of blocks it holds, so that the score of any container is a difference of two prefix sums.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

SILENT, HOLDER, TEXT, HEAD, BREAK, PLAIN, INLINE, BLOCK = range(8)

#: What to do at an element; every element that is not named, known or unknown, ends a line (``BLOCK``).
#: Raw-text elements (noframes, xmp …) are silent because the tags inside them would leak as text.
_NAMES: Final = {
    HEAD: "meta title",
    BREAK: "br hr",
    INLINE: "a span label font ruby",
    # inline as well, and its attributes are not worth reading
    PLAIN: "abbr acronym b bdi bdo big cite code del dfn em i img ins kbd mark nobr q rb rp rt s samp small strike "
    "strong sub sup time tt u var wbr",
    SILENT: "script style iframe applet svg math canvas audio video map",
    # what they hold may be text that some readers see: it is counted
    HOLDER: "noscript template object embed select option datalist textarea button input noframes noembed xmp listing "
    "plaintext",
}


def _by_number() -> dict[int, int]:
    """Return lexbor's number of each known element -> what to do; numbers are read three times as fast as names."""
    make = LexborHTMLParser("").create_node
    kinds = {make(name).tag_id: kind for kind, names in _NAMES.items() for name in names.split()}
    return kinds | {_TEXT_NODE: TEXT, _COMMENT_NODE: SILENT}


_TEXT_NODE, _COMMENT_NODE = 2, 4
KINDS: Final = _by_number()

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
#: Characters of a saved page in which its own host is looked for: head and navigation name it most.
HOST_SAMPLE = 20_000

_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt|em)?\s*(?:;|$)|"
    r"(?:left|top|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}|"
    r"(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
#: What every hiding style contains; most styles do not.
_HIDING_MARK = re.compile(r"none|hidden|NONE|HIDDEN|[:\s][01]|-\d{3}")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BREAK_BETWEEN_WIDE = re.compile(rf"(?<={_WIDE})[ \t\r]*\n[ \t\r\n]*(?={_WIDE})")
_SPACES = re.compile(r"[^\S\u3000]+")
_PORT = re.compile(r"[:?#].*")
_LINK_HOST = re.compile(r'href="https?://([^/:?#"\s>]+)')


class Line(NamedTuple):
    """A block of a page as it is read; the fields are those of ``model.Block``, which it becomes if it is kept."""

    text: str
    tag: str = "p"
    linked: int = 0
    foreign: int = 0
    hidden: bool = False


@dataclass(slots=True)
class Element:
    """A block-level element, or any with an id: its place in the tree and the half-open range of its blocks."""

    parent: int  # number of the element around it, -1 at the root
    tag: str
    name: str  # id and class, lower case
    first: int
    end: int
    mem_id: int


@dataclass(slots=True)
class Tree:
    """A parsed page: blocks in reading order, elements in document order, and what its head says."""

    parser: LexborHTMLParser | None = None  # None for a plain-text document
    blocks: list[Line] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)  # block number -> number of the innermost element
    elements: list[Element] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)  # (name in lower case, content)
    head_title: str = ""
    unread: list[int] = field(default_factory=list)  # characters of each element whose text readers do not see as text

    def select(self, selectors: Iterable[str]) -> list[Element]:
        """Return the elements that match the first selector that matches any."""
        by_memory = {element.mem_id: element for element in self.elements}
        for selector in selectors:
            nodes = self.parser.css(selector) if self.parser else []
            if found := [by_memory[node.mem_id] for node in nodes if node.mem_id in by_memory]:
                return found
        return []

    def names(self) -> set[str]:
        """Return the ids, classes and element names of the page, lower case."""
        names = {element.tag for element in self.elements}
        names.update(" ".join({element.name for element in self.elements}).split())
        return names


def tidy(text: str) -> str:
    """Return a text as a reader sees it: white space folded, line ends between wide characters dropped (CSS Text 4).

    >>> tidy("  全县\\n  春耕 备耕\\u00a0 ")
    '全县春耕 备耕'
    """
    words = text.split()
    if len(words) < 2:
        return words[0] if words else ""
    text = text.strip()
    if "\n" in text:
        text = _BREAK_BETWEEN_WIDE.sub("", text)
    return _SPACES.sub(" ", text)


def hostile(markup: str) -> str | None:
    """Return what makes a page too expensive to parse, None for every page that people made.

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


def own_host(markup: str, url: str) -> str:
    """Return the host of a page; for a saved page the one that most of its links name."""
    host = urlsplit(url).hostname or ""
    if host:
        return host
    named = Counter(_LINK_HOST.findall(markup, 0, HOST_SAMPLE)).most_common(1)
    return named[0][0].lower() if named else ""


def parse(markup: str, url: str) -> Tree:
    """Return the flat tree of a page; ``url`` tells links of the page's own host from foreign ones."""
    parser = LexborHTMLParser(markup)
    tree = Tree(parser)
    _Walk(tree, own_host(markup, url)).run(parser.root)
    return tree


def parse_text(text: str) -> Tree:
    """Return the tree of a plain-text document: a block a line, in one element."""
    blocks = [Line(line) for raw in text.splitlines() if (line := tidy(raw))]
    return Tree(blocks=blocks, owner=[0] * len(blocks), elements=[Element(-1, "body", "", 0, len(blocks), 0)])


def _hides(style: str | None) -> bool:
    return bool(style and _HIDING_MARK.search(style) and _HIDING_STYLE.search(style))


class _Walk:
    """The one pass over lexbor's tree; holds the line that is being read."""

    def __init__(self, tree: Tree, host: str) -> None:
        self.tree = tree
        self.host = host
        self.line: list[str] = []
        self.linked = self.foreign = 0

    def run(self, node: LexborNode | None) -> None:  # noqa: C901, PLR0912, PLR0915 - one loop: a call a node would double the cost of a page
        elements, line, blocks = self.tree.elements, self.line, self.tree.blocks
        kind_of, open_element, add_text = KINDS.get, elements.append, line.append
        stack: list[tuple[LexborNode, int, int, int, bool, str]] = []
        inside, link, hidden, tag = -1, 0, False, "body"  # link: 0 none, 1 own host, 2 foreign
        while node is not None:
            kind = kind_of(node.tag_id, BLOCK)
            child = None
            if kind == TEXT:
                if line or not node.is_empty_text_node:
                    text = node.text_content or ""
                    add_text(text)
                    if link:
                        size = len(text.strip())
                        self.linked += size
                        self.foreign += size if link == 2 else 0
            elif kind == BREAK:
                if line:
                    self.end_line(tag, inside, hidden)
            elif kind == HEAD:
                self.read_head(node)
            elif kind == HOLDER:
                if held := "".join((node.text(deep=True) or "").split()):
                    self.tree.unread.append(len(held))
            elif kind != SILENT:
                child = node.first_child
            if child is not None:
                stack.append((node, kind, inside, link, hidden, tag))
                if kind != PLAIN:
                    attributes = node.attributes
                    if kind == BLOCK:
                        if line:
                            self.end_line(tag, inside, hidden)
                        tag = node.tag or ""
                    label = ""
                    if attributes:
                        if kind == INLINE and "href" in attributes:
                            link = self.link_kind(attributes["href"] or "")
                        if "hidden" in attributes or ("style" in attributes and _hides(attributes["style"])):
                            hidden = True
                        name, classes = attributes.get("id"), attributes.get("class")
                        if name or classes:
                            label = f"{name or ''} {classes or ''}".lower()
                    if kind == BLOCK or "id" in attributes:
                        first = len(blocks)
                        open_element(Element(inside, tag, label, first, first, node.mem_id))
                        inside = len(elements) - 1
                node = child
                continue
            following = node.next
            while following is None and stack:
                node, kind, outside, link, was_hidden, was_tag = stack.pop()
                if line and (kind == BLOCK or outside != inside):
                    self.end_line(tag, inside, hidden)
                if outside != inside:
                    elements[inside].end = len(blocks)
                    inside = outside
                hidden, tag = was_hidden, was_tag
                following = node.next
            node = following
        if line:
            self.end_line(tag, inside, hidden)

    def end_line(self, tag: str, inside: int, hidden: bool) -> None:
        """Make a block of what was read since the last end of line."""
        text = tidy(self.line[0] if len(self.line) == 1 else "".join(self.line))
        self.line.clear()
        if text:
            linked, foreign = self.linked, self.foreign
            if linked:
                size = len(text)
                linked, foreign = min(linked, size), min(foreign, size)
                self.linked = self.foreign = 0
            self.tree.blocks.append(Line(text, tag, linked, foreign, hidden))
            self.tree.owner.append(inside)

    def link_kind(self, href: str) -> int:
        if not href.startswith(("http", "//", "HTTP")):
            return 1
        host = href.split("/", 3)[2] if href.count("/") > 1 else ""
        return 1 if host == self.host or _PORT.sub("", host).lower() == self.host else 2

    def read_head(self, node: LexborNode) -> None:
        if node.tag == "title":
            self.tree.head_title = self.tree.head_title or tidy(node.text(deep=True) or "")
            return
        values = node.attributes
        name = values.get("name") or values.get("property") or values.get("itemprop")
        content = values.get("content")
        if name and content and content.strip():
            self.tree.metas.append((name.strip().lower(), tidy(content)))
