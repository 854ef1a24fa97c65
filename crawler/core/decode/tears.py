"""Tears: bad bytes in GB18030 and Big5, and missing ones in UTF-16, which would shift the text behind them.

Each is read so that as much as possible of the text around it is in step; what was torn becomes U+FFFD.
"""

from __future__ import annotations

import codecs

from crawler.core.decode.score import REPLACEMENT, legible, weight

#: Our name -> codec and error handler for what is not worth a closer look.
CODECS = {"gb18030": ("gb18030", "euro-or-replace"), "big5": ("big5hkscs", "cp950-or-replace")}
#: Bytes that are no second byte of a pair: a character begins behind them wherever they stand.
ENDS = {
    "gb18030": frozenset((*range(0x30), *range(0x3A, 0x40), 0x7F)),
    "big5": frozenset((*range(0x40), 0x7F)),
}
#: The lowest second byte of a pair; a digit behind a first byte begins a sequence of four bytes, if a whole one.
FIRST_SECOND = 0x40
#: Bad bytes after which each one still gets the care of ``_torn``, 20 µs, and of ``_shifted``, up to 3 ms.
MAX_TEARS, MAX_SHIFTS = 64, 8
#: Bytes behind a bad one by which the next character's beginning is found: eight characters.
AHEAD = 16
#: Bytes before a lone first byte in which the byte that is missing or was replaced is looked for.
BEHIND = 1_024
#: Characters before the lone byte that read badly if anything was shifted.
NEAR = 12
#: Characters between the places that are tried first; then those around the best one.
STEP = 16
#: Characters of UTF-16 that are judged together.
WIDE_BLOCK = 32
#: Weight that text must gain by being shifted.
GAIN = 4


def in_step(body: bytes, name: str) -> str:
    """Return the text of bytes of which some are bad, in ``gb18030`` or ``big5``."""
    codec, errors = CODECS[name]
    parts: list[str] = []
    at = shifts = 0
    for _ in range(MAX_TEARS):
        try:
            return "".join(parts) + body[at:].decode(codec)
        except UnicodeDecodeError as error:
            tear = at + error.start
        found = None
        if shifts < MAX_SHIFTS and _is_lone(body, tear, name):
            shifts += 1
            found = _shifted(body, at, tear, name)
        text, after = found or (body[at:tear].decode(codec), tear)
        torn, at = ("", after) if found else _torn(body, tear, name)
        parts += [text, torn]
    return "".join(parts) + body[at:].decode(codec, errors)


def _torn(body: bytes, tear: int, name: str) -> tuple[str, int]:
    """Return what stands for the bad bytes from ``tear`` on, one to three, and where the next character begins.

    A byte that was put in is one bad byte, a first byte that was replaced spoils two, one put into a pair three: the
    count behind which the text reads best is right. ASCII is never spoilt.
    """
    codec, errors = CODECS[name]
    single = body[tear : tear + 2].decode(codec, errors)
    if len(single) == 1 and single not in (REPLACEMENT, "€"):
        return single, tear + 2
    most = next((n for n in (1, 2) if not body[tear + n : tear + n + 1] > b"\x7f"), 3)
    best = max(range(1, most + 1), key=lambda n: (_weight_behind(body, tear + n, name), -n))
    first = "€" if best == 1 and body[tear] == 0x80 and name == "gb18030" else REPLACEMENT
    return first + REPLACEMENT * (best - 1), tear + best


def _weight_behind(body: bytes, start: int, name: str) -> float:
    """Return how well the text from here to the next byte that must end a character reads."""
    ahead = body[start : start + AHEAD]
    end = next((n for n, byte in enumerate(ahead) if byte in ENDS[name]), None)
    text = ahead[:end].decode(CODECS[name][0], "replace")
    return weight(text.rstrip(REPLACEMENT) if end is None else text)


def _is_lone(body: bytes, tear: int, name: str) -> bool:
    """Return whether the bad byte is what a shift leaves over: the first byte of a pair, and then the end of a run."""
    return tear + 1 == len(body) or body[tear + 1] < FIRST_SECOND


def _shifted(body: bytes, at: int, tear: int, name: str) -> tuple[str, int] | None:
    """Return the text up to behind the lone byte, with one bad byte before it, where that reads better; else None.

    Behind a tear that ends at an ASCII character nothing is moved: converters that swallow bytes leave such text, and
    the stage repair needs it as it is.
    """
    start = next((n + 1 for n in range(tear - 1, max(at, tear - BEHIND) - 1, -1) if body[n] in ENDS[name]), at)
    if at and start == at + 1:
        return None
    start = max(start, tear - BEHIND)
    text = body[start:tear].decode(CODECS[name][0], "replace")
    if weight(text[-NEAR:]) > 0:
        return None
    bounds = _bounds(text, start, name)
    best = _best(body, tear, name, bounds[::STEP], start)
    near = bounds.index(best)
    best = _best(body, tear, name, bounds[max(0, near - STEP) : near + STEP], start)
    if _total(body, best, tear, name, start) < weight(text) + GAIN:
        return None
    codec, errors = CODECS[name]
    return body[at:best].decode(codec, errors) + REPLACEMENT + body[best + 1 : tear + 1].decode(codec, errors), tear + 1


def _bounds(text: str, start: int, name: str) -> list[int]:
    """Return where each character of a decoded text begins among the bytes."""
    bounds = [start]
    for char in text:
        bounds.append(bounds[-1] + len(char.encode(CODECS[name][0], "ignore") or b"x"))
    return bounds


def _best(body: bytes, tear: int, name: str, places: list[int], start: int) -> int:
    return max(places, key=lambda place: _total(body, place, tear, name, start))


def _total(body: bytes, place: int, tear: int, name: str, start: int) -> float:
    """Return how well the text reads if the byte at ``place`` is the bad one."""
    codec, _ = CODECS[name]
    before = body[start:place].decode(codec, "replace")
    return weight(before) + weight(body[place + 1 : tear + 1].decode(codec, "replace"))


def wide_in_step(body: bytes, name: str) -> str:
    """Return the text of bytes in ``utf-16-le`` or ``utf-16-be``, of which some may be missing or too many."""
    parts, at = [], 0
    for _ in range(MAX_SHIFTS):
        tear = _wide_tear(body, at, name)
        if tear is None:
            break
        parts += [body[at:tear].decode(name, "replace"), REPLACEMENT]
        at = tear + 1
    return "".join(parts) + body[at:].decode(name, "replace")


def _wide_tear(body: bytes, at: int, name: str) -> int | None:
    """Return where the byte is that shifts the rest of the text, None where nothing does."""
    if legible(body[at:].decode(name, "replace")[-WIDE_BLOCK:]):
        return None
    for start in range(at, len(body), 2 * WIDE_BLOCK):
        end = start + 2 * WIDE_BLOCK
        if legible(body[start + 1 : end + 1].decode(name, "replace")):
            first = max(at, start - 2 * WIDE_BLOCK)
            places = range(first, end, 2)
            return max(places, key=lambda place: _wide_weight(body, first, place, end, name))
    return None


def _wide_weight(body: bytes, first: int, place: int, end: int, name: str) -> float:
    before, behind = body[first:place].decode(name, "replace"), body[place + 1 : end + 1].decode(name, "replace")
    return sum(weight(text) + sum(map(str.isascii, text)) for text in (before, behind))


def _cp950_or_replace(error: UnicodeError) -> tuple[str, int]:
    """Return the character of a pair that only code page 950 has, else U+FFFD for one byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    try:
        return error.object[error.start : error.start + 2].decode("cp950"), error.start + 2
    except UnicodeDecodeError:
        return REPLACEMENT, error.start + 1


def _euro_or_replace(error: UnicodeError) -> tuple[str, int]:
    """Return the euro sign for byte 80, as code page 936 has it, else U+FFFD for one byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "€" if error.object[error.start] == 0x80 else REPLACEMENT, error.start + 1


codecs.register_error("cp950-or-replace", _cp950_or_replace)
codecs.register_error("euro-or-replace", _euro_or_replace)
