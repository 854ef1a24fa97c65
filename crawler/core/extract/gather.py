"""Tokens to lines and elements: the one pass over the tags of a page that knows what is open (compiled).

An include that closes ``</html>`` in the middle of a page, tags that nobody closes and any depth of nesting do no harm.
End tags are implied where HTML implies them (WHATWG HTML 13.2.6, the part that decides which block a text belongs to).
Long stretches of links, far from any text, become one line each: half of all tags stand in them, and nothing but their
number, their text and their links to files is asked of them.

No index is checked here (``tests/core/tag_soup.py`` does that): a tag opens two elements at most, an inline one and the
light one around it, a text is written once, and everything else that is filled has at most one row a tag or a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from crawler.core.jit import NUMBER, SPACE, TABLE, TEXT, compiled, inner, numbers, row_of

if TYPE_CHECKING:
    from crawler.core.jit import Codes, Row, Table

#: What to do at a tag. Names that are not listed, known or unknown, open or close a block.
BLOCK, END_BLOCK, LIGHT, END_LIGHT, INLINE, END_INLINE, LINK, END_LINK, BREAK = range(9)
IMAGE, META, TITLE, END_TITLE, MUTE, END_MUTE, NOTHING, MARQUEE, END_PAGE = range(9, 18)
#: What the attributes of an element do: nothing, hide it, may hide it by a name of a style sheet or a script, hide it
#: as what closes the gaps between boxes does.
SHOWN, HIDES, SOFTLY, GAP = range(4)

#: The numbers of the tags that are known by name here, in the order of ``NAMES``, from ``FIRST`` on.
NAMES: Final = (
    "body table tbody thead tfoot tr td th caption p li ul ol menu dir div dl dt dd button option marquee a h1".split()
)
FIRST: Final = 2
BODY, TABLE_, TBODY, THEAD, TFOOT, ROW, CELL, HEADER, CAPTION, PARAGRAPH, ITEM, UL = numbers(2, 14)
OL, MENU, DIR, DIV, DL, TERM, DETAIL, BUTTON, OPTION, MARQUEE_, ANCHOR, HEADLINE = numbers(14, 26)

#: Facts of a token: those of ``cut.Tokens``, its text as written among them; its text with character references
#: resolved; whether its attributes give an id, name a file, its text may be of an article; what its attributes do.
_NAME, _KIND, _PLACE, _ATTRIBUTES, _ATTRIBUTES_END, _RAW, _RAW_END, _MARKS = numbers(0, 8)
_TEXT, _TEXT_END, _NAMED_BY, _FILE, _SAID, _HOW = numbers(8, 14)
FACTS: Final = 14
#: Columns of ``kinds``.
KIND_COLUMNS: Final = 3
#: Columns of the table that is filled, each from its top. Elements; lines; links; images; tokens of meta tags, of the
#: head's title, of named elements; numbers of unread characters.
PARENT, TAG, TOKEN, START, END = numbers(0, 5)
FROM, TO, LINE_TAG, LINKED, FOREIGN, HIDDEN, VEIL, SOFT, LINES, OWNER = numbers(5, 15)
LINK_BLOCK, LINK_TOKEN, LINK_TEXT, LINK_TEXT_END, IMAGE_BLOCK, IMAGE_TOKEN, IMAGE_OWNER = numbers(15, 22)
META_TOKEN, TITLE_TOKEN, NAMED_TOKEN, UNREAD_SIZE = numbers(22, 26)
# and what is open: elements, each with what holds outside it; pieces of the line that is read, and of those that wait
# for the end of a hidden inline element; lines that do
_OPEN, _OPEN_INSIDE, _OPEN_HIDDEN, _OPEN_SOFT, _OPEN_MUTE, _OPEN_INLINE, _PIECE, _PIECE_END = numbers(26, 34)
_HELD_DEPTH, _HELD_LINE, _HELD_LINKED, _HELD_FOREIGN = numbers(34, 38)
# and what is noted for a moment; open tags of a stretch; stretches, half-open
_SCRATCH, _OPENED, _STRETCH, _STRETCH_END = numbers(38, 42)
COLUMNS: Final = 42
#: ``LINKED`` of a stretch of links: all of its text, which still has its character references.
ALL: Final = -1
#: Places of the counts among the results.
ELEMENTS, BLOCKS, LINKS, IMAGES, METAS, TITLES, NAMED, UNREAD, CLOSED = numbers(0, 9)
# and of what holds where the page is read
_LINE_TAG, _INSIDE, _HIDDEN, _SOFT, _MUTE, _IN_TITLE, _ROW, _CELLS, _AROUND = numbers(9, 18)
_UNSEEN, _INLINES, _DEPTH, _LINE, _PIECES, _LINKED, _FOREIGN, _HELD, OUT, _LINK, _TARGET, _TITLED = numbers(18, 30)
STATE: Final = 30

#: Characters of the cell of a table's row at most; what is longer is text.
CELL_LENGTH = 60
#: Characters of a ``<title>`` that are read; keyword lists of hijacked pages have hundreds.
LONGEST_HEAD_TITLE = 2000
#: Open elements among which an end tag looks for its own (real pages: a few; hostile ones: any number).
REACH = 256

#: Tags before and behind a text that may be of an article, or a headline, that are read whatever they hold: fields,
#: captions, signatures.
BEFORE, BEHIND = 80, 50
#: Tags that make a stretch worth its own way, and tags between two links of one at most: menus and lists have less than
#: twenty, and short paragraphs in a row (a poem, a recipe) are none.
STRETCH, GAP_TAGS = 60, 24

_SLASH, _AND = ord("/"), ord("&")
_HREF = tuple(map(ord, "href"))
#: What may stand behind a host in an address.
_HOST_ENDS = tuple(map(ord, "/:?#\"'> \t\n"))
_OPENING, _CLOSING, _COLONS, _DATE_SIGNS = (tuple(map(ord, signs)) for signs in ("[(（", "])）", ":：", "-./"))
_YEAR, _MONTH, _DAY = map(ord, "年月日")


class _Page(NamedTuple):
    """All that the pass reads and fills."""

    codes: Row
    resolved: Row
    base: int  # place of the first of them
    host: Row
    host_size: int
    kinds: Row
    tokens: Row
    width: int  # of a row of tokens
    size: int  # number of tokens
    out: Row  # the texts of all lines, one space behind each
    table: Row
    height: int  # of the table
    state: Row


@inner
def _code(p: _Page, place: int) -> int:
    """Return the character at a place of a text, which may stand behind the page."""
    return int(p.codes[place] if place < p.base else p.resolved[place - p.base])


@inner
def _fact(p: _Page, fact: int, token: int) -> int:
    return int(p.tokens[fact * p.width + token])


@inner
def _get(p: _Page, column: int, row: int) -> int:
    return int(p.table[column * p.height + row])


@inner
def _set(p: _Page, column: int, row: int, value: int) -> None:
    p.table[column * p.height + row] = value


# characters


@inner
def _space(code: int) -> bool:
    if code <= 32:
        return 9 <= code <= 13 or 28 <= code <= 32
    if code < 0x1680:
        return code == 0x85 or code == 0xA0
    if code == 0x3000 or 0x2000 <= code <= 0x200A or code == 0x1680:
        return True
    return code == 0x2028 or code == 0x2029 or code == 0x202F or code == 0x205F


@inner
def _wide(code: int) -> bool:
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF


@inner
def _digit(code: int) -> bool:
    return 48 <= code <= 57 or 0xFF10 <= code <= 0xFF19


@inner
def _length(p: _Page, start: int, end: int) -> int:
    """Return the characters of a text without the white space at its ends."""
    while start < end and _space(_code(p, start)):
        start += 1
    while end > start and _space(_code(p, end - 1)):
        end -= 1
    return end - start


@inner
def _find(codes: Row, start: int, end: int, code: int) -> int:
    """Return where a character stands between two places, the second without it."""
    while start < end and codes[start] != code:
        start += 1
    return start


@inner
def _blank(p: _Page, start: int, end: int) -> bool:
    for at in range(start, end):
        if not _space(_code(p, at)):
            return False
    return True


# lines


@inner
def _tidy(p: _Page, first: int, end: int) -> int:
    """Write the text of pieces as ``tree.tidy`` gives it; return how many characters were written."""
    out, at = p.out, p.state[OUT]
    start = at
    gap = breaks = False  # white space is waiting; and it is a line break that goes between wide characters
    plain = True
    wide_spaces = 0
    for piece in range(first, end):
        for place in range(_get(p, _PIECE, piece), _get(p, _PIECE_END, piece)):
            code = _code(p, place)
            if _space(code) and code != 0x3000:
                gap = True
                breaks = breaks or code == 10
                plain = plain and (code == 32 or code == 9 or code == 10 or code == 13)
                continue
            if at == start and code == 0x3000:
                gap = breaks = False
                plain = True
                continue
            if gap and at > start and not (breaks and plain and _wide(out[at - 1]) and _wide(code)):
                out[at] = 32
                at += 1
                wide_spaces = 0
            gap = breaks = False
            plain = True
            wide_spaces = wide_spaces + 1 if code == 0x3000 else 0
            if wide_spaces <= 2:
                out[at] = code
                at += 1
    while at > start and _space(out[at - 1]):
        at -= 1
    return int(at - start)


@inner
def _add_block(p: _Page, size: int, tag: int, linked: int, foreign: int, lines: int) -> None:
    """Make a line of the characters that were written last."""
    s, n = p.state, p.state[BLOCKS]
    end = s[OUT] + size
    _set(p, FROM, n, s[OUT])
    _set(p, TO, n, end)
    _set(p, LINE_TAG, n, tag)
    _set(p, LINKED, n, linked)
    _set(p, FOREIGN, n, foreign)
    _set(p, HIDDEN, n, int(s[_HIDDEN] >= 0 and s[_SOFT] == 0))
    _set(p, VEIL, n, s[_HIDDEN])
    _set(p, SOFT, n, s[_SOFT])
    _set(p, LINES, n, lines)
    _set(p, OWNER, n, s[_INSIDE])
    s[BLOCKS] = n + 1
    p.out[end] = 32
    s[OUT] = end + 1


@inner
def _end_line(p: _Page) -> None:
    """Make a line of what was read since the last end of one."""
    s = p.state
    if s[_PIECES] == s[_LINE]:
        return
    size = _tidy(p, s[_LINE], s[_PIECES])
    s[_PIECES] = s[_LINE]
    if size:
        _add_block(p, size, s[_LINE_TAG], min(s[_LINKED], size), min(s[_FOREIGN], size), 1)
        s[_LINKED] = s[_FOREIGN] = 0


@inner
def _in_line(p: _Page) -> int:
    return int(p.state[_PIECES] > p.state[_LINE])


@inner
def _skip_digits(p: _Page, at: int, end: int, most: int) -> int:
    while at < end and most and _digit(p.out[at]):
        at += 1
        most -= 1
    return at


@inner
def _is_month_and_day(p: _Page, at: int, end: int) -> bool:
    """Tell whether a month and a day, a closing bracket behind them or not, stand between two places."""
    month = _skip_digits(p, at, end, 2)
    if month == at or month >= end:
        return False
    sign = p.out[month]
    if sign != _MONTH and sign not in _DATE_SIGNS:
        return False
    day = _skip_digits(p, month + 1, end, 2)
    if day == month + 1:
        return False
    if day < end and p.out[day] == _DAY:
        day += 1
    if day < end and p.out[day] in _CLOSING:
        day += 1
    return day == end


@inner
def _is_day(p: _Page, at: int, end: int) -> bool:
    """Tell whether a cell is the day of a link: ``[11-05]``, ``2024年3月2日``."""
    if at < end and p.out[at] in _OPENING:
        at += 1
    if _is_month_and_day(p, at, end):
        return True
    for digits in range(4, 1, -1):
        year = _skip_digits(p, at, end, digits)
        if year - at == digits and year < end:
            sign = p.out[year]
            if sign == _YEAR or sign in _DATE_SIGNS:
                return _is_month_and_day(p, year + 1, end)
    return False


@inner
def _is_cell(p: _Page, block: int) -> bool:
    """Tell whether a line may be a cell of data; labelled fields stand in tables for their looks."""
    if _get(p, TO, block) - _get(p, FROM, block) > CELL_LENGTH or _get(p, LINKED, block) == ALL:
        return False
    for at in range(_get(p, FROM, block), _get(p, TO, block)):
        if p.out[at] in _COLONS:
            return False
    return True


@inner
def _is_row(p: _Page, first: int, cells: int) -> bool:
    """Tell whether the lines from one on are the cells of a row: each in an element of its own, no menu, no list."""
    links, day = 0, False
    count = p.state[BLOCKS] - first
    for block in range(first, p.state[BLOCKS]):
        owner = _get(p, OWNER, block)
        if owner < cells or _get(p, _SCRATCH, owner) == first + 1 or not _is_cell(p, block):
            return False
        _set(p, _SCRATCH, owner, first + 1)
        links += _get(p, LINKED, block) != 0
        day = day or _is_day(p, _get(p, FROM, block), _get(p, TO, block))
    return links * 2 <= count and not (links and day)


@inner
def _move(p: _Page, column: int, count: int, block: int) -> None:
    """Move images or links that stand behind a line, the last of their column, to that line."""
    row = count - 1
    while row >= 0 and _get(p, column, row) > block:
        _set(p, column, row, block)
        row -= 1


@inner
def _end_row(p: _Page) -> None:
    """Make one line of the cells of a row where each has one short line: the row of a table, not of a layout."""
    s, first, cells = p.state, p.state[_ROW], p.state[_CELLS]
    s[_ROW] = -1
    count = s[BLOCKS] - first
    if first < 0 or count < 2 or s[_INSIDE] != s[_AROUND] or not _is_row(p, first, cells):
        return
    last = s[BLOCKS] - 1
    veiled = True
    for block in range(first, last + 1):
        veiled = veiled and _get(p, VEIL, block) >= 0
        if block > first:
            _set(p, LINKED, first, _get(p, LINKED, first) + _get(p, LINKED, block))
            _set(p, FOREIGN, first, _get(p, FOREIGN, first) + _get(p, FOREIGN, block))
            _set(p, HIDDEN, first, _get(p, HIDDEN, first) & _get(p, HIDDEN, block))
    _set(p, TO, first, _get(p, TO, last))
    _set(p, LINE_TAG, first, ROW)
    _set(p, OWNER, first, s[_INSIDE])
    if not veiled:
        _set(p, VEIL, first, -1)
    s[BLOCKS] = first + 1
    _move(p, IMAGE_BLOCK, s[IMAGES], first)
    _move(p, LINK_BLOCK, s[LINKS], first)
    for element in range(cells, s[ELEMENTS]):
        _set(p, START, element, first)
        _set(p, END, element, min(_get(p, END, element), first + 1))


# open elements


@inner
def _push(p: _Page, tag: int, inline: int) -> None:
    s, depth = p.state, p.state[_DEPTH]
    _set(p, _OPEN, depth, tag)
    _set(p, _OPEN_INSIDE, depth, s[_INSIDE])
    _set(p, _OPEN_HIDDEN, depth, s[_HIDDEN])
    _set(p, _OPEN_SOFT, depth, s[_SOFT])
    _set(p, _OPEN_MUTE, depth, s[_MUTE])
    _set(p, _OPEN_INLINE, depth, inline)
    s[_DEPTH] += 1
    s[_INLINES] += inline


@inner
def _open_element(p: _Page, tag: int, token: int) -> None:
    s, element = p.state, p.state[ELEMENTS]
    _set(p, PARENT, element, s[_INSIDE])
    _set(p, TAG, element, tag)
    _set(p, TOKEN, element, token)
    _set(p, START, element, s[BLOCKS])
    _set(p, END, element, s[BLOCKS])
    s[_INSIDE] = s[ELEMENTS]
    s[ELEMENTS] += 1


@inner
def _hide(p: _Page, token: int, softly: bool) -> None:
    """Note that what is read from here on is hidden by an element, or may be."""
    s = p.state
    if not softly and _fact(p, _HOW, token) != SOFTLY:
        s[_HIDDEN], s[_SOFT] = token, 0
    elif s[_HIDDEN] < 0:
        s[_HIDDEN], s[_SOFT] = token, 1


@inner
def _take_up(p: _Page) -> None:
    """Make a line of what an inline element hides, and go on with the line it stands in.

    What it only may hide stays in that line, unless it leads to another host.
    """
    s = p.state
    s[_HELD] -= 1
    held = s[_HELD]
    if s[_HIDDEN] >= 0 and s[_SOFT] and not s[_FOREIGN]:
        s[_LINKED] += _get(p, _HELD_LINKED, held)
    else:
        _end_line(p)
        s[_LINKED] = _get(p, _HELD_LINKED, held)
    s[_LINE], s[_FOREIGN] = _get(p, _HELD_LINE, held), _get(p, _HELD_FOREIGN, held)


@inner
def _end_mute(p: _Page) -> None:
    s = p.state
    if s[_UNSEEN]:
        _set(p, UNREAD_SIZE, s[UNREAD], s[_UNSEEN])
        s[UNREAD] += 1
    s[_UNSEEN] = 0


@inner
def _close_to(p: _Page, depth: int) -> None:
    """Close open elements until ``depth`` are left."""
    s = p.state
    while s[_DEPTH] > depth:
        if s[_HELD] and _get(p, _HELD_DEPTH, s[_HELD] - 1) == s[_DEPTH]:
            _take_up(p)
        s[_DEPTH] -= 1
        depth_now, around = s[_DEPTH], _get(p, _OPEN_INSIDE, s[_DEPTH])
        if around != s[_INSIDE]:
            if _in_line(p) and s[BLOCKS] > _get(p, START, s[_INSIDE]):
                _end_line(p)  # what was read last stands inside, with whole lines before it
            # a line that is being read is the element's too
            _set(p, END, s[_INSIDE], s[BLOCKS] + _in_line(p))
            s[_INSIDE] = around
        s[_HIDDEN], s[_SOFT] = _get(p, _OPEN_HIDDEN, depth_now), _get(p, _OPEN_SOFT, depth_now)
        s[_INLINES] -= _get(p, _OPEN_INLINE, depth_now)
        if s[_MUTE] and not _get(p, _OPEN_MUTE, depth_now):
            s[_MUTE] = 0
            _end_mute(p)


@inner
def _lowest(p: _Page) -> int:
    return max(int(p.state[_DEPTH]) - REACH, 0)


@inner
def _close(p: _Page, tag: int) -> None:
    """Close the innermost open element of a tag and all in it; an end tag without one is none."""
    of_table = TABLE_ <= tag <= CAPTION
    for depth in range(p.state[_DEPTH] - 1, _lowest(p), -1):
        found = _get(p, _OPEN, depth)
        if found == tag:
            _close_to(p, depth)
            return
        if of_table:
            if found == TABLE_ and tag != ROW:
                return
        elif found == CELL or found == HEADER:
            return  # an end tag in a cell closes nothing outside it


@inner
def _is_closed_by(found: int, tag: int) -> bool:
    """Tell whether an open element is closed by the start tag of a block."""
    if tag == ROW or tag == CELL or tag == HEADER:
        return found == CELL or found == HEADER
    if tag == ITEM:
        return found == ITEM or found == PARAGRAPH
    if tag == TERM or tag == DETAIL:
        return found == TERM or found == DETAIL or found == PARAGRAPH
    return found == PARAGRAPH


@inner
def _is_wall_to(found: int, tag: int) -> bool:
    """Tell whether the start tag of a block closes nothing around an open element."""
    if found == TABLE_:
        return True
    if tag == ROW or tag == CELL or tag == HEADER:
        return False
    if found == CELL or found == HEADER or found == DIV:
        return True
    if tag == ITEM:
        return found == UL or found == OL or found == MENU or found == DIR
    return found == DL if (tag == TERM or tag == DETAIL) else found == ITEM


@inner
def _close_implied(p: _Page, tag: int) -> None:
    """Close what the start tag of a block closes: an open item or cell of its list or row, a paragraph."""
    if _get(p, _OPEN, p.state[_DEPTH] - 1) == BUTTON:  # the text of one is a label; a block behind it is none of it
        _close_to(p, p.state[_DEPTH] - 1)
    for depth in range(p.state[_DEPTH] - 1, _lowest(p), -1):
        found = _get(p, _OPEN, depth)
        if _is_closed_by(found, tag):
            _close_to(p, depth)
            return
        if _is_wall_to(found, tag):
            return


# tags


@inner
def _open_block(p: _Page, token: int) -> None:
    s, tag = p.state, _fact(p, _NAME, token)
    if s[_INLINES] or (tag == CELL or tag == HEADER):
        _close_implied(p, tag)
    _push(p, tag, 0)
    _open_element(p, tag, token)
    s[_LINE_TAG] = tag
    if _fact(p, _HOW, token):
        _hide(p, token, _fact(p, _HOW, token) == GAP)


@inner
def _end_block(p: _Page, token: int) -> None:
    s, tag = p.state, _fact(p, _NAME, token)
    if s[_ROW] >= 0 and tag == TABLE_:
        _close_implied(p, ROW)
        _end_row(p)
    _close(p, tag)
    s[_LINE_TAG] = _get(p, _OPEN, s[_DEPTH] - 1)


@inner
def _is_light(p: _Page, tag: int) -> bool:
    return tag >= 0 and p.kinds[tag * KIND_COLUMNS] == LIGHT


@inner
def _open_inline(p: _Page, tag: int, token: int) -> None:
    """Keep an element that is no container: it hides, has an id or stands in one that does."""
    s = p.state
    around = s[_LINE_TAG]
    if _is_light(p, around) and _get(p, _OPEN, s[_DEPTH] - 1) != around and around != tag:
        _push(p, around, 1)  # its end closes what is open in it
    _push(p, tag, 1)
    if _fact(p, _HOW, token) and (s[_HIDDEN] < 0 or s[_SOFT]):
        _hide(p, token, False)
        _set(p, _HELD_DEPTH, s[_HELD], s[_DEPTH])
        _set(p, _HELD_LINE, s[_HELD], s[_LINE])
        _set(p, _HELD_LINKED, s[_HELD], s[_LINKED])
        _set(p, _HELD_FOREIGN, s[_HELD], s[_FOREIGN])
        s[_HELD] += 1
        s[_LINE] = s[_PIECES]
        s[_LINKED] = s[_FOREIGN] = 0
    if _fact(p, _NAMED_BY, token):
        _set(p, NAMED_TOKEN, s[NAMED], token)
        s[NAMED] += 1
        _open_element(p, tag, token)


@inner
def _open_light(p: _Page, token: int) -> None:
    s, tag = p.state, _fact(p, _NAME, token)
    s[_LINE_TAG] = tag
    if s[_INLINES] or tag == ROW:
        _close_implied(p, tag)
    if tag == ROW:
        _end_row(p)
        s[_ROW], s[_CELLS], s[_AROUND] = s[BLOCKS], s[ELEMENTS], s[_INSIDE]
    if _fact(p, _HOW, token) or _fact(p, _NAMED_BY, token):
        _open_inline(p, tag, token)


@inner
def _end_light(p: _Page, token: int) -> None:
    s, tag = p.state, _fact(p, _NAME, token)
    if s[_INLINES] or tag == ROW:
        _close(p, tag)
    if tag == ROW:
        _close_implied(p, ROW)
        _end_row(p)
    s[_LINE_TAG] = _get(p, _OPEN, s[_DEPTH] - 1)


@inner
def _leads(p: _Page, token: int) -> int:
    """Return where a link leads: 0 nowhere, 1 to a page of its own host, 2 to another host."""
    codes, start, end = p.codes, _fact(p, _ATTRIBUTES, token), _fact(p, _ATTRIBUTES_END, token)
    reference = False
    for at in range(start, end - 1):
        if codes[at] == _SLASH and codes[at + 1] == _SLASH:
            return 1 if _is_own(p, at + 2, end) else 2
        if not reference and at + 3 < end and codes[at] | 32 == _HREF[0]:
            reference = (
                codes[at + 1] | 32 == _HREF[1] and codes[at + 2] | 32 == _HREF[2] and codes[at + 3] | 32 == _HREF[3]
            )
    return int(reference)


@inner
def _is_own(p: _Page, at: int, end: int) -> bool:
    """Tell whether the page's own host stands at a place, as a whole."""
    size = p.host_size
    if size == 0 or at + size > end:
        return False
    for n in range(size):
        if p.codes[at + n] != p.host[n]:
            return False
    if at + size == end:
        return True
    return p.codes[at + size] in _HOST_ENDS


@inner
def _add_link(p: _Page, block: int, token: int, start: int, end: int) -> None:
    link = p.state[LINKS]
    _set(p, LINK_BLOCK, link, block)
    _set(p, LINK_TOKEN, link, token)
    _set(p, LINK_TEXT, link, start)
    _set(p, LINK_TEXT_END, link, end)
    p.state[LINKS] += 1


@inner
def _open_link(p: _Page, token: int) -> None:
    if _fact(p, _HOW, token):
        _open_inline(p, ANCHOR, token)
    p.state[_LINK], p.state[_TARGET] = _leads(p, token), token


@inner
def _end_link(p: _Page) -> None:
    s = p.state
    if s[_LINK]:
        start = end = 0
        if _in_line(p):
            start, end = _get(p, _PIECE, s[_PIECES] - 1), _get(p, _PIECE_END, s[_PIECES] - 1)
        _add_link(p, s[BLOCKS], s[_TARGET], start, end)
        s[_LINK] = 0
    if s[_INLINES]:
        _close(p, ANCHOR)


@inner
def _read_mute(p: _Page, kind: int, token: int) -> None:
    """Open or close an element whose text is none of the page, or only for some readers."""
    s, tag = p.state, _fact(p, _NAME, token)
    if kind == END_MUTE:
        _close(p, tag)
        return
    if tag == OPTION and _get(p, _OPEN, s[_DEPTH] - 1) == OPTION:
        _close_to(p, s[_DEPTH] - 1)
    _push(p, tag, 1)
    s[_MUTE] = 1


@inner
def _read_rare(p: _Page, kind: int, token: int) -> None:
    """See to the tags of which a page has few."""
    s = p.state
    if s[_IN_TITLE]:  # until its end, or that of the head where it has none
        if kind == END_TITLE or kind == NOTHING or kind == END_PAGE:
            s[_IN_TITLE] = 0
    elif kind == IMAGE:
        _set(p, IMAGE_BLOCK, s[IMAGES], s[BLOCKS])
        _set(p, IMAGE_TOKEN, s[IMAGES], token)
        _set(p, IMAGE_OWNER, s[IMAGES], s[_INSIDE])
        s[IMAGES] += 1
    elif kind == META:
        _set(p, META_TOKEN, s[METAS], token)
        s[METAS] += 1
    elif kind == TITLE:
        s[_IN_TITLE] = s[_TITLED] == 0
    elif kind == END_PAGE:
        s[CLOSED] = s[BLOCKS] + _in_line(p)
    elif kind == MARQUEE:
        _open_marquee(p, token)


@inner
def _open_marquee(p: _Page, token: int) -> None:
    """Open a block, hidden where it is a pixel or two."""
    _end_line(p)
    _close_implied(p, MARQUEE_)
    _push(p, MARQUEE_, 0)
    _open_element(p, MARQUEE_, token)
    p.state[_LINE_TAG] = MARQUEE_
    if _fact(p, _HOW, token):
        p.state[_HIDDEN], p.state[_SOFT] = token, 0


@inner
def _read_inline(p: _Page, kind: int, token: int) -> None:
    """Read a tag that ends no line."""
    tag = _fact(p, _NAME, token)
    if kind == LINK:
        _open_link(p, token)
    elif kind == END_LINK:
        _end_link(p)
    elif kind == END_INLINE:
        if p.state[_INLINES]:
            _close(p, tag)
    elif p.state[_INLINES] or _fact(p, _HOW, token) or _fact(p, _NAMED_BY, token):
        _open_inline(p, tag, token)


@inner
def _read_block(p: _Page, kind: int, token: int) -> None:
    """Read a tag that ends the line before it."""
    _end_line(p)
    if kind == BLOCK:
        _open_block(p, token)
    elif kind == END_BLOCK:
        _end_block(p, token)
    elif kind == LIGHT:
        _open_light(p, token)
    elif kind == END_LIGHT:
        _end_light(p, token)


@inner
def _read_tag(p: _Page, token: int) -> None:
    kind = _fact(p, _KIND, token)
    if kind == INLINE or kind == END_INLINE or kind == LINK or kind == END_LINK:
        _read_inline(p, kind, token)
    elif kind == MUTE or kind == END_MUTE:
        _read_mute(p, kind, token)
    elif kind > BREAK:
        if not p.state[_MUTE]:
            _read_rare(p, kind, token)
    elif kind >= 0:
        _read_block(p, kind, token)


# texts


@inner
def _read_unseen(p: _Page, token: int) -> None:
    s = p.state
    if not s[_IN_TITLE]:
        s[_UNSEEN] += _length(p, _fact(p, _RAW, token), _fact(p, _RAW_END, token))
    elif s[_TITLED] < LONGEST_HEAD_TITLE:
        _set(p, TITLE_TOKEN, s[TITLES], token)
        s[TITLES] += 1
        if s[_TITLED] or not _blank(p, _fact(p, _TEXT, token), _fact(p, _TEXT_END, token)):
            s[_TITLED] += _fact(p, _RAW_END, token) - _fact(p, _RAW, token)


@inner
def _read_text(p: _Page, token: int) -> None:
    s, start, end = p.state, _fact(p, _TEXT, token), _fact(p, _TEXT_END, token)
    if _fact(p, _RAW, token) == _fact(p, _RAW_END, token):
        return
    if s[_MUTE] or s[_IN_TITLE]:
        _read_unseen(p, token)
        return
    if start == end or (not _in_line(p) and _blank(p, start, end)):
        return
    _set(p, _PIECE, s[_PIECES], start)
    _set(p, _PIECE_END, s[_PIECES], end)
    s[_PIECES] += 1
    if s[_LINK]:
        size = _length(p, start, end)
        s[_LINKED] += size
        if s[_LINK] == 2:
            s[_FOREIGN] += size


# stretches of links


@inner
def _body(p: _Page) -> int:
    """Return the tag that opens the body, the number of tags without one."""
    for token in range(1, p.size):
        if _fact(p, _NAME, token) == BODY and p.codes[_fact(p, _PLACE, token)] != _SLASH:
            return token
    return p.size


@inner
def _marks(p: _Page, body: int) -> int:
    """Note the tags with a text behind them that may be of an article, and the headlines; return their number."""
    found = 0
    for token in range(1, p.size):
        kind = _fact(p, _KIND, token)
        said = _fact(p, _SAID, token) and kind != LINK
        if said or (token >= body and kind == LIGHT and _fact(p, _NAME, token) == HEADLINE):
            _set(p, _SCRATCH, found, token)
            found += 1
    return found


@inner
def _add_stretch(p: _Page, count: int, first: int, last: int) -> int:
    """Note a stretch if it is one; return how many there are."""
    if first < 0 or last - first < STRETCH:
        return count
    _set(p, _STRETCH, count, first)
    _set(p, _STRETCH_END, count, last)
    return count + 1


@inner
def _stretches(p: _Page) -> int:
    """Note the half-open ranges of tags that are links without any text or headline near them; return their number."""
    body, count, near = _body(p), 0, 0
    marks = _marks(p, body)
    first = last = -1
    for link in range(body, p.size):
        if _fact(p, _KIND, link) != LINK:
            continue
        while near < marks and _get(p, _SCRATCH, near) < link - BEHIND:
            near += 1
        free = near == marks or _get(p, _SCRATCH, near) > link + BEFORE
        if not free or link - last > GAP_TAGS:
            count = _add_stretch(p, count, first, last)
            first = -1
        if free:
            first, last = (first if first >= 0 else link), link
    return _add_stretch(p, count, first, last)


@inner
def _write_words(p: _Page, first: int, end: int) -> int:
    """Write the texts of a stretch as written, one space between words; return how many characters were written."""
    at = start = p.state[OUT]
    for token in range(first, end):
        gap = True
        for place in range(_fact(p, _RAW, token), _fact(p, _RAW_END, token)):
            if _space(p.codes[place]):
                gap = True
                continue
            if gap and at > start:
                p.out[at] = 32
                at += 1
            gap = False
            p.out[at] = p.codes[place]
            at += 1
    return int(at - start)


@inner
def _unmatched(p: _Page, first: int, end: int) -> None:
    """Mark the tags that open or close containers beyond a stretch of tags."""
    depth = 0
    for token in range(first, end):
        kind, tag = _fact(p, _KIND, token), _fact(p, _NAME, token)
        _set(p, _SCRATCH, token, 0)
        if kind == BLOCK or kind == MUTE or kind == MARQUEE:
            _set(p, _OPENED, depth, token)
            depth += 1
        elif kind == END_BLOCK or kind == END_MUTE:
            at = depth - 1
            while at >= max(depth - REACH, 0) and _fact(p, _NAME, _get(p, _OPENED, at)) != tag:
                at -= 1
            if at >= max(depth - REACH, 0):
                depth = at
            else:
                _set(p, _SCRATCH, token, 1)
    for n in range(depth):
        _set(p, _SCRATCH, _get(p, _OPENED, n), 1)


@inner
def _skip(p: _Page, first: int, end: int) -> None:
    """Read a stretch of links: one line for all, and what it opens or closes beyond itself."""
    s = p.state
    _end_line(p)
    size = _write_words(p, first, end)
    if size:
        links = foreign = 0
        for token in range(first, end):
            if _fact(p, _KIND, token) == LINK:
                links += 1
                foreign += _fact(p, _RAW_END, token) - _fact(p, _RAW, token) if _leads(p, token) == 2 else 0
        referring = _find(p.out, s[OUT], s[OUT] + size, _AND) < s[OUT] + size
        _add_block(p, size, ANCHOR, ALL if referring else size, min(foreign, size), links)
        for token in range(first, end):
            if _fact(p, _KIND, token) == LINK and _fact(
                p, _FILE, token
            ):  # long lists of them (附件) belong to the article before it
                _add_link(p, s[BLOCKS] - 1, token, _fact(p, _TEXT, token), _fact(p, _TEXT_END, token))
    _unmatched(p, first, end)
    for token in range(first, end):
        if _get(p, _SCRATCH, token) == 1:
            _set(p, _SCRATCH, token, 0)
            _read_tag(p, token)


@inner
def _read(p: _Page, first: int, end: int) -> None:
    p.state[_LINK] = 0
    for token in range(first, end):
        _read_tag(p, token)
        _read_text(p, token)


@inner
def _read_all(p: _Page) -> None:
    s, at, count = p.state, 0, _stretches(p)
    for row in range(p.height):
        _set(p, _SCRATCH, row, 0)
    for n in range(count):
        start, end = _get(p, _STRETCH, n), _get(p, _STRETCH_END, n)
        _read(p, at, start)
        at = start
        if not (s[_MUTE] or s[_HELD] or s[_IN_TITLE]):
            s[_LINK] = 0
            _skip(p, start, end)
            at = end
    _read(p, at, p.size)
    _end_line(p)
    _close_to(p, 1)
    _end_line(p)  # what stood before a hidden element that nothing closed
    _close_to(p, 0)


@compiled(TEXT, TEXT, TEXT, TABLE, TABLE, NUMBER, SPACE, TABLE, TABLE)
def gather(
    codes: Codes,
    resolved: Codes,
    host: Codes,
    kinds: Table,
    tokens: Table,
    count: int,
    out: Codes,
    table: Table,
    state: Table,
) -> int:
    """Fill the table with what a page holds; return the number of its lines.

    ``resolved`` are the texts that have character references, with these resolved; they stand behind the page.
    ``kinds`` is as for ``cut``; ``tokens`` has a row a fact and a column a token, ``count`` of them; ``table`` has
    ``COLUMNS`` rows, twice as long and four more; ``out`` has room for both texts and three characters for each token.
    """
    page = _Page(
        row_of(codes), row_of(resolved), codes.size, row_of(host), host.size, row_of(kinds),
        row_of(tokens), tokens.shape[1], count, row_of(out), row_of(table), table.shape[1], row_of(state),
    )  # fmt: skip
    s = page.state
    for place in range(STATE):
        s[place] = 0
    s[_LINE_TAG] = BODY
    s[_INSIDE] = s[_HIDDEN] = s[_ROW] = s[_CELLS] = s[_AROUND] = s[CLOSED] = -1
    _push(page, BODY, 0)
    _open_element(page, BODY, 0)
    _read_all(page)
    return int(s[BLOCKS])
