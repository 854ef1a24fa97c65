"""Markup to tokens: where each tag of a page stands, what it is, and the text behind it (compiled).

Every character is read once, or twice in attributes, whatever the page holds. What nothing closes is closed by the end
of the page: a tag, a comment, a script, a style sheet. The rules are those of WHATWG HTML 13.2.5, without its errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from crawler.core.jit import TABLE, TEXT, compiled, inner, row_of

if TYPE_CHECKING:
    from crawler.core.jit import Codes, Row, Table

#: What a token's ``marks`` say: its text holds a character reference; its attributes may hide what it holds; they give
#: it an id; they name a file; its text may be of an article; it is a script that holds data (JSON-LD).
REFERENCE, STYLED, NAMED, FILE, SAID, DATA = 1, 2, 4, 8, 16, 32
#: A text of more characters, or of more than SHORT with a comma, or of more than SENTENCE with a full stop, may be of
#: an article: 会议在歌声中闭幕。 between two lists is; short words with a full stop are none of a menu's.
LONG, SHORT, SENTENCE = 40, 13, 6
#: Kind and tag of what is no tag: a comment, a declaration, a script; kinds stand in ``kinds`` behind those of tags.
NO_TAG: Final = -1
#: Places in ``kinds`` of tags without a name in the table: any, and those of other vocabularies (``o:p``).
UNKNOWN, FOREIGN_NAME = 0, 1
#: Multiplier of the hash of names (FNV), and its bits.
_PRIME, _BITS = 1099511628211, (1 << 60) - 1

_LT, _GT, _SLASH, _EQUALS, _AND = ord("<"), ord(">"), ord("/"), ord("="), ord("&")
_BANG, _QUESTION, _DASH, _DOUBLE, _SINGLE, _COLON = ord("!"), ord("?"), ord("-"), ord('"'), ord("'"), ord(":")
_C, _D, _H, _I, _N, _O, _S, _T = map(ord, "cdhinost")
_STOP, _COMMA = ord("。"), ord("，")
_DOT, _ZERO, _ONE = ord("."), ord("0"), ord("1")
#: Last letters of the properties whose value of 0 or 1 hides: size, height, width.
_SIZES = (ord("e"), ord("t"), ord("h"))
_SCRIPT: Final = np.array([ord(letter) for letter in "script"], np.uint32)
_JSON: Final = np.array([ord(letter) for letter in "ld+json"], np.uint32)
_STYLE: Final = np.array([ord(letter) for letter in "style"], np.uint32)
_NONE: Final = np.array([ord(letter) for letter in "none"], np.uint32)
_COLLAPSE: Final = np.array([ord(letter) for letter in "collapse"], np.uint32)
_HIDDEN: Final = np.array([ord(letter) for letter in "hidden"], np.uint32)
_SELECTOR: Final = np.array([ord(letter) for letter in "data-selector-id-"], np.uint32)
#: Ends of the names of files, three letters each.
_FILES: Final = np.array([[ord(letter) for letter in end] for end in "pdf doc xls zip rar wps ofd".split()], np.uint32)


class Names(NamedTuple):
    """The table of the names of tags: of each slot the hash of a name, and its number or -1."""

    hashed: Row
    number: Row
    mask: int


class Tokens(NamedTuple):
    """The tags of a page in order, before them the text that no tag precedes; a row of numbers for each fact.

    Places are indices of code points. A tag's number is that of its name, or negative, made of a name that is not
    in the table; its text is what stands between it and the next.
    """

    tag: Row
    kind: Row
    name: Row  # where its name begins, "/" of an end tag included
    attributes: Row
    end: Row  # of the attributes
    text: Row
    text_end: Row
    marks: Row


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
def _letter(code: int) -> bool:
    return 97 <= code | 32 <= 122 and code < 128


@inner
def _digit(code: int) -> bool:
    return _ZERO <= code <= 57


@inner
def _find(codes: Row, size: int, at: int, code: int) -> int:
    """Return where a character stands from a place on, the end of the page without it."""
    while at < size and codes[at] != code:
        at += 1
    return at


@inner
def _word(codes: Row, size: int, at: int, word: Codes) -> bool:
    """Tell whether an ASCII word, in any case, stands at a place; ask for its first letters before: a call costs."""
    if at + word.size > size:
        return False
    for n in range(word.size):
        if codes[at + n] | 32 != word[n]:
            return False
    return True


@inner
def _ends_name(codes: Row, size: int, at: int) -> bool:
    return at < size and (codes[at] == _SLASH or codes[at] == _GT or _space(codes[at]))


@inner
def _behind_raw(codes: Row, size: int, at: int, word: Codes) -> int:
    """Return the place behind a script or style sheet, whose name stands at ``at``."""
    at = _find(codes, size, at, _GT) + 1
    while True:
        at = _find(codes, size, at, _LT)
        if at >= size:
            return int(size)
        ends = at + 1 < size and codes[at + 1] == _SLASH and _word(codes, size, at + 2, word)
        if ends and _ends_name(codes, size, at + 2 + word.size):
            return min(_find(codes, size, at, _GT) + 1, size)
        at += 1


@inner
def _read_script(codes: Row, size: int, at: int, row: int, tokens: Tokens) -> int:
    """Note where the text of a script stands, in place of attributes, if it is data; return the place behind it."""
    start = _find(codes, size, at, _GT) + 1
    behind = _behind_raw(codes, size, at, _SCRIPT)
    for place in range(at, start - _JSON.size):
        if _word(codes, size, place, _JSON):
            close = behind - 1
            while close > start and codes[close] != _LT:
                close -= 1
            tokens.attributes[row], tokens.end[row], tokens.marks[row] = min(start, behind), max(close, start), DATA
            break
    return behind


@inner
def _behind_comment(codes: Row, size: int, at: int) -> int:
    """Return the place behind a comment, whose text begins at ``at``."""
    if at < size and codes[at] == _GT:
        return at + 1
    if at + 1 < size and codes[at] == _DASH and codes[at + 1] == _GT:
        return at + 2
    while at + 2 < size:
        if codes[at] == _DASH and codes[at + 1] == _DASH:
            if codes[at + 2] == _GT:
                return at + 3
            if at + 3 < size and codes[at + 2] == _BANG and codes[at + 3] == _GT:
                return at + 4
        at += 1
    return int(size)


@inner
def _behind_attributes(codes: Row, size: int, at: int) -> int:
    """Return where the attributes of a tag end; a ">" in a quoted value ends none."""
    while at < size and codes[at] != _GT:
        if codes[at] == _EQUALS:
            at += 1
            while at < size and _space(codes[at]):
                at += 1
            if at < size and (codes[at] == _DOUBLE or codes[at] == _SINGLE):
                close = _find(codes, size, at + 1, codes[at])
                if close < size:
                    at = close + 1
        else:
            at += 1
    return at


@inner
def _begins_attribute(codes: Row, at: int, start: int) -> bool:
    return at == start or codes[at - 1] == _DOUBLE or codes[at - 1] == _SINGLE or _space(codes[at - 1])


@inner
def _is_id(codes: Row, size: int, at: int, start: int, end: int) -> bool:
    """Tell whether an attribute ``id``, or the mark of a selector, stands at a place."""
    if codes[at - 1] == _DASH:
        return at - 14 >= start and _word(codes, size, at - 14, _SELECTOR)
    if not _begins_attribute(codes, at, start):
        return False
    at += 2
    while at < end and _space(codes[at]):
        at += 1
    return at < end and codes[at] == _EQUALS


@inner
def _is_file(codes: Row, size: int, at: int) -> bool:
    for n in range(_FILES.shape[0]):
        if _word(codes, size, at, _FILES[n]):
            return True
    return False


@inner
def _may_hide(codes: Row, size: int, at: int, start: int, end: int) -> bool:
    """Tell whether a word of a style that may hide stands at a place: none, collapse, a size of 0 or 1, -99."""
    code, following = codes[at] | 32, codes[at + 1] | 32
    if code == _N and following == _O:
        return _word(codes, size, at, _NONE)
    if code == _C and following == _O:
        return _word(codes, size, at, _COLLAPSE)
    if code == _DASH:
        return at + 2 < end and _digit(codes[at + 1]) and _digit(codes[at + 2])
    if codes[at] != _COLON:
        return False
    before = at
    while before > start and _space(codes[before - 1]):
        before -= 1
    at += 1
    while at < end and _space(codes[at]):
        at += 1
    sized = before > start and (codes[before - 1] | 32) in _SIZES
    return sized and at < end and (codes[at] == _ZERO or codes[at] == _ONE)


@inner
def _attribute_marks(codes: Row, size: int, start: int, end: int) -> int:
    """Return what the attributes of a tag say, as far as it can be said without reading them."""
    marks, styles = 0, False
    for at in range(start, end - 1):
        code, following = codes[at] | 32, codes[at + 1] | 32
        if code == _I and following == _D:
            if _is_id(codes, size, at, start, end):
                marks |= NAMED
        elif code == _DOT:
            if at + 3 < end and _is_file(codes, size, at + 1):
                marks |= FILE
        elif code == _S and following == _T:
            styles = styles or _word(codes, size, at, _STYLE)
        elif code == _H and following == _I:
            if _word(codes, size, at, _HIDDEN):
                marks |= STYLED
        elif styles and not marks & STYLED and _may_hide(codes, size, at, start, end):
            marks |= STYLED
    return marks


@inner
def _number(names: Names, hashed: int) -> int:
    """Return the number of a tag's name by its hash, a negative one for names that are not in the table."""
    slot = hashed & names.mask
    while names.number[slot] >= 0:
        if names.hashed[slot] == hashed:
            return int(names.number[slot])
        slot = (slot + 1) & names.mask
    return -2 - hashed


@inner
def _read_tag(codes: Row, size: int, at: int, row: int, names: Names, kinds: Row, tokens: Tokens) -> int:
    """Note the tag whose name, or "/", stands at ``at``; return the place behind it."""
    ends = int(codes[at] == _SLASH)
    place, hashed, foreign = at + ends, 0, False
    while place < size and codes[place] != _SLASH and codes[place] != _GT and not _space(codes[place]):
        code = int(codes[place])
        hashed = ((hashed ^ (code + 32 if 65 <= code <= 90 else code)) * _PRIME) & _BITS
        foreign = foreign or code == _COLON
        place += 1
    end = _behind_attributes(codes, size, place)
    number = _number(names, hashed)
    known = number if number >= 0 else (FOREIGN_NAME if foreign else UNKNOWN)
    tokens.name[row], tokens.attributes[row], tokens.end[row] = at, place, end
    tokens.tag[row], tokens.kind[row] = number, kinds[known * 3 + ends]
    if number < 0 and not foreign and not ends and end > place and codes[end - 1] == _SLASH:
        tokens.kind[row] = NO_TAG  # <path …/>: it holds nothing
    elif kinds[known * 3 + 2] and not ends and end > place + 1:
        tokens.marks[row] = _attribute_marks(codes, size, place, end)
    return min(end + 1, size)


@inner
def _read(codes: Row, size: int, at: int, row: int, names: Names, kinds: Row, tokens: Tokens) -> int:
    """Note what the "<" before ``at`` begins; return the place behind it."""
    if _word(codes, size, at, _SCRIPT) and _ends_name(codes, size, at + _SCRIPT.size):
        return _read_script(codes, size, at, row, tokens)
    if _word(codes, size, at, _STYLE) and _ends_name(codes, size, at + _STYLE.size):
        return _behind_raw(codes, size, at, _STYLE)
    first = at + int(codes[at] == _SLASH)
    if first < size and _letter(codes[first]):
        return _read_tag(codes, size, at, row, names, kinds, tokens)
    if codes[at] == _BANG and at + 2 < size and codes[at + 1] == _DASH and codes[at + 2] == _DASH:
        return _behind_comment(codes, size, at + 3)
    return min(_find(codes, size, at, _GT) + 1, size)


@inner
def _begins(code: int) -> bool:
    return code == _SLASH or code == _BANG or code == _QUESTION or _letter(code)


@inner
def _end_text(codes: Row, at: int, row: int, least: int, tokens: Tokens) -> None:
    """Note where the text of a tag ends, and whether it may be of an article: it has more than ``least`` characters."""
    start = tokens.text[row]
    tokens.text_end[row] = at
    if at - start > least:
        while start < at and _space(codes[start]):
            start += 1
        while at > start and _space(codes[at - 1]):
            at -= 1
        if at - start > min(least, SHORT):
            tokens.marks[row] |= SAID


@compiled(TEXT)
def most(codes: Codes) -> int:
    """Return how many tokens a page may have at most."""
    found = 1
    for code in codes:
        found += code == _LT
    return found


@compiled(TEXT, TABLE, TABLE, TABLE)
def _cut(page: Codes, table: Table, of_tags: Table, rows: Table) -> int:
    """Fill the rows of the tokens; return how many there are."""
    codes, size, kinds = row_of(page), page.size, row_of(of_tags)
    names = Names(row_of(table[0]), row_of(table[1]), table.shape[1] - 1)
    tokens = Tokens(
        row_of(rows[0]), row_of(rows[1]), row_of(rows[2]), row_of(rows[3]),
        row_of(rows[4]), row_of(rows[5]), row_of(rows[6]), row_of(rows[7]),
    )  # fmt: skip
    tag, kind, text, marks = tokens.tag, tokens.kind, tokens.text, tokens.marks
    row = at = 0
    tag[0] = kind[0] = NO_TAG
    text[0] = 0
    least = LONG
    while at < size:
        code = codes[at]
        if code == _LT and at + 1 < size and _begins(codes[at + 1]):
            _end_text(codes, at, row, least, tokens)
            least = LONG
            row += 1
            tag[row] = kind[row] = NO_TAG
            at = _read(codes, size, at + 1, row, names, kinds, tokens)
            text[row] = at
            continue
        if code == _AND:
            marks[row] |= REFERENCE
        elif code == _STOP:
            least = SENTENCE
        elif code == _COMMA:
            least = min(least, SHORT)
        at += 1
    _end_text(codes, at, row, least, tokens)
    return row + 1


def hash_of(name: str) -> int:
    """Return the hash of a tag's name in lower case (FNV-1a over code points)."""
    hashed = 0
    for letter in name:
        hashed = ((hashed ^ ord(letter)) * _PRIME) & _BITS
    return hashed


def cut(codes: Codes, names: Table, kinds: Table, rows: Table) -> int:
    """Fill the first rows of a table with the tokens of a page, a column each; return how many there are.

    The table has room for ``most`` of them. ``names`` is a table of hashes: hash and number of a name in two
    rows, in the slots from the hash on; free slots have number -1. ``kinds`` has for each number the kind of its tag,
    of its end tag, and whether its attributes count.
    """
    rows[:8] = 0
    return _cut(codes, names, kinds, rows)
