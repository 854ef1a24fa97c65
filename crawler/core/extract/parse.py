"""HTML or plain text to the flat tree of a page.

No document is built: ``cut`` finds the tags, ``gather`` makes lines and elements of them, both in numbers, and here
they become the tree. What only a few tags need is seen to between the two: character references, hiding styles.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from crawler.core.extract import gather as gathering
from crawler.core.extract.cut import DATA, FILE, NAMED, REFERENCE, SAID, STYLED, Tokens
from crawler.core.extract.gather import ALL, GAP, HIDES, MARQUEE, SHOWN, SOFTLY, gather
from crawler.core.extract.hiding import SOFT, Veils, is_gap, is_pixel
from crawler.core.extract.select import hostile, mark
from crawler.core.extract.tags import NUMBERED, TIME, hides, read_attributes, tables, tokens_of
from crawler.core.extract.tree import Element, Line, Picture, Tree, tidy
from crawler.core.jit import codes_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.core.jit import Codes, Table

#: Characters of a saved page in which its own host is looked for: head and navigation name it most.
HOST_SAMPLE = 20_000
_LINK_HOST = re.compile(r'href="https?://([^/:?#"\s>]+)')

_TIME = NUMBERED.index("time")

#: A named tuple made by its own constructor takes three times as long.
_new = tuple.__new__


def own_host(markup: str, url: str) -> str:
    """Return the host of a page; for a saved page the one that most of its links name."""
    host = urlsplit(url).hostname or ""
    if host:
        return host
    named = Counter(_LINK_HOST.findall(markup, 0, HOST_SAMPLE) or _LINK_HOST.findall(markup)).most_common(1)
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
    tree.host = own_host(markup, url)
    codes = codes_of(markup)
    if (codes == 0).any():
        markup = markup.replace("\0", "")
        codes = codes_of(markup)
    _fill(tree, _read(markup, codes, tree.host, veils))
    return tree


def parse_text(text: str) -> Tree:
    """Return the tree of a plain-text document: a block a line, in one element."""
    blocks = [Line(line) for raw in text.splitlines() if (line := tidy(raw))]
    elements = [Element(-1, "body", "", 0, len(blocks))]
    return Tree(plain=True, blocks=blocks, owner=[0] * len(blocks), elements=elements)


class _Read(NamedTuple):
    """A page as it is read: its tokens, and the tables that ``gather`` fills (see there)."""

    text: str
    resolved: str  # texts that have character references, with these resolved; they stand behind the page
    tokens: Tokens
    out: Codes
    table: Table
    state: Table

    def attributes(self, token: int) -> str:
        """Return the attributes of a tag as written."""
        return self.text[self.tokens.attributes[token] : self.tokens.end[token]]

    def said(self, start: int, end: int) -> str:
        """Return the text between two places."""
        base = len(self.text)
        return self.text[start:end] if start < base else self.resolved[start - base : end - base]

    def rows(self, count: int, first: int, last: int) -> Iterable[tuple[int, ...]]:
        """Return what was filled of some columns, by the place of its count."""
        return zip(*self.table[first : last + 1, : self.state[count]].tolist(), strict=True)

    def column(self, count: int, column: int) -> Table:
        """Return what was filled of one column."""
        return self.table[column, : self.state[count]]

    def written(self, count: int, column: int) -> list[str]:
        """Return the attributes, as written, of the tokens in a column."""
        tokens = self.column(count, column)
        return _slices(self.text, self.tokens.attributes[tokens], self.tokens.end[tokens])

    def names(self) -> dict[int, str]:
        """Return the names of tags that are not in the table, by their numbers."""
        unknown = (self.tokens.tag < -1).nonzero()[0]
        places = zip(unknown.tolist(), self.tokens.tag[unknown].tolist(), strict=True)
        starts, ends = self.tokens.name, self.tokens.attributes
        return {tag: self.text[starts[n] : ends[n]].lstrip("/").lower() for n, tag in places}


def _read(markup: str, codes: Codes, host: str, veils: Veils | None) -> _Read:
    """Read a page without null characters."""
    tokens, facts = tokens_of(codes, gathering.FACTS - len(Tokens._fields))
    count = len(tokens.tag)
    text, text_end, resolved = _resolved(markup, tokens)
    marks = (tokens.marks & bit for bit in (NAMED, FILE, SAID))
    facts[len(Tokens._fields) :, :count] = (text, text_end, *marks, _hiding(markup, tokens, veils))
    table = np.empty((gathering.COLUMNS, 2 * count + 4), np.int64)
    out, state = np.empty(len(markup) + len(resolved) + 3 * count, np.uint32), np.empty((1, gathering.STATE), np.int64)
    gather(codes, codes_of(resolved), codes_of(host), tables()[1], facts, count, out, table, state)
    return _Read(markup, resolved, tokens, out, table, state[0])


def _resolved(markup: str, tokens: Tokens) -> tuple[Table, Table, str]:
    """Return where the text of each token stands; those with references stand resolved behind the page: the last."""
    rows = (tokens.marks & REFERENCE).nonzero()[0]
    if not len(rows):
        return tokens.text, tokens.text_end, ""
    places = zip(tokens.text[rows].tolist(), tokens.text_end[rows].tolist(), strict=True)
    texts = [unescape(markup[start:end]) for start, end in places]
    sizes = np.array([len(text) for text in texts], np.int64)
    text, text_end = tokens.text.copy(), tokens.text_end.copy()
    text_end[rows] = len(markup) + np.cumsum(sizes)
    text[rows] = text_end[rows] - sizes
    return text, text_end, "".join(texts)


def _hiding(markup: str, tokens: Tokens, veils: Veils | None) -> Table:
    """Return what the attributes of each token do, ``SHOWN`` for most."""
    found = np.zeros(len(tokens.tag), np.int64)
    styled = (tokens.marks & STYLED).nonzero()[0]
    _mark(found, styled, _slices(markup, tokens.attributes[styled], tokens.end[styled]), _how)
    if veils:
        rest = ((tokens.end > tokens.attributes) & (found == SHOWN)).nonzero()[0]
        attributes = _slices(markup, tokens.attributes[rest], tokens.end[rest])
        _mark(found, rest, attributes, lambda written: SOFTLY if veils.cover(written) else SHOWN)
    for row in (tokens.kind == MARQUEE).nonzero()[0].tolist():
        found[row] = HIDES if is_pixel(markup[tokens.attributes[row] : tokens.end[row]]) else SHOWN
    return found


def _mark(found: Table, rows: Table, attributes: list[str], how: Callable[[str], int]) -> None:
    """Note of some tokens what their attributes do; pages repeat them."""
    known = {written: how(written) for written in set(attributes)}
    found[rows] = [known[written] for written in attributes]


def _how(attributes: str) -> int:
    """Return how the attributes of an element hide it."""
    if not hides(attributes.lower()):
        return SHOWN
    return GAP if is_gap(attributes) else HIDES


def _slices(text: str, starts: Table, ends: Table) -> list[str]:
    """Return the texts between places."""
    return [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def _fill(tree: Tree, read: _Read) -> None:
    """Fill a tree with what was read."""
    unknown = read.names()
    _fill_blocks(tree, read, unknown)
    _fill_elements(tree, read, unknown)
    links = read.rows(gathering.LINKS, gathering.LINK_BLOCK, gathering.LINK_TEXT_END)
    written = read.written(gathering.LINKS, gathering.LINK_TOKEN)
    tree.links = [(row[0], markup, read.said(row[2], row[3])) for row, markup in zip(links, written, strict=True)]
    images = read.rows(gathering.IMAGES, gathering.IMAGE_BLOCK, gathering.IMAGE_OWNER)
    written = read.written(gathering.IMAGES, gathering.IMAGE_TOKEN)
    tree.images = [Picture(row[0], markup, row[2]) for row, markup in zip(images, written, strict=True)]
    tree.named = read.written(gathering.NAMED, gathering.NAMED_TOKEN)
    tree.unread = read.column(gathering.UNREAD, gathering.UNREAD_SIZE).tolist()
    tree.closed = int(read.state[gathering.CLOSED])
    _fill_head(tree, read)


def _fill_head(tree: Tree, read: _Read) -> None:
    """Fill in what the head of a page says: its title, its meta tags."""
    titles = read.column(gathering.TITLES, gathering.TITLE_TOKEN)
    tree.head_title = tidy(
        unescape("".join(_slices(read.text, read.tokens.text[titles], read.tokens.text_end[titles])))
    )
    metas = read.column(gathering.METAS, gathering.META_TOKEN)
    names = _slices(read.text, read.tokens.name[metas], read.tokens.attributes[metas])
    for name, markup in zip(names, read.written(gathering.METAS, gathering.META_TOKEN), strict=True):
        _read_meta(tree, name, read_attributes(markup))
    data = (read.tokens.marks & DATA).nonzero()[0]
    tree.ld_json = _slices(read.text, read.tokens.attributes[data], read.tokens.end[data])
    times = (read.tokens.tag == _TIME).nonzero()[0]
    moments = (
        TIME.search(markup) for markup in _slices(read.text, read.tokens.attributes[times], read.tokens.end[times])
    )
    if moment := next(filter(None, moments), None):
        tree.metas.append(("time", unescape(moment[1])))


def _fill_blocks(tree: Tree, read: _Read, unknown: dict[int, str]) -> None:
    """Fill in the lines."""
    out = text_of(read.out[: read.state[gathering.OUT]])
    rows = read.rows(gathering.BLOCKS, gathering.FROM, gathering.OWNER)
    for start, end, tag, linked, foreign, hidden, veil, soft, lines, owner in rows:
        text = out[start:end]
        if linked == ALL:
            text = unescape(text) if "&" in text else text
            linked = len(text)
        veiled = (SOFT if soft else "") + read.attributes(veil) if veil >= 0 else ""
        name = NUMBERED[tag] if tag >= 0 else unknown[tag]
        tree.blocks.append(_new(Line, (text, name, linked, foreign, hidden != 0, lines, veiled)))
        tree.owner.append(owner)


def _fill_elements(tree: Tree, read: _Read, unknown: dict[int, str]) -> None:
    """Fill in the elements."""
    rows = read.rows(gathering.ELEMENTS, gathering.PARENT, gathering.END)
    written = read.written(gathering.ELEMENTS, gathering.TOKEN)
    for (parent, tag, _, first, end), markup in zip(rows, written, strict=True):
        name = NUMBERED[tag] if tag >= 0 else unknown[tag]
        tree.elements.append(_new(Element, (parent, name, markup, first, end)))


def _read_meta(tree: Tree, tag: str, values: dict[str, str]) -> None:
    if tag.lower() == "base":
        tree.base = tree.base or values.get("href", "").strip()
        return
    name = values.get("name") or values.get("property") or values.get("itemprop")
    content = values.get("content")
    if name and content and content.strip():
        tree.metas.append((name.strip().lower(), tidy(content)))
