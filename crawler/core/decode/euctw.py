"""EUC-TW, which Python cannot read: CNS 11643 by way of Big5, which has its planes 1 and 2 in nearly the same order."""

from __future__ import annotations

import re
from functools import cache

from crawler.core.decode.score import REPLACEMENT
from crawler.core.tables import read_lines

#: A character of plane 1, or of the plane that its second byte names; any other byte above 7F is bad.
_CHARACTER = re.compile(rb"[\xa1-\xfe]{2}|\x8e[\xa1-\xb0][\xa1-\xfe]{2}|[\x80-\xff]")


def read_euc_tw(body: bytes) -> str:
    """Return the text, with U+FFFD for characters of higher planes and for bad bytes."""
    chars = _characters()
    parts, done = [], 0
    for found in _CHARACTER.finditer(body):
        parts += [body[done : found.start()].decode("ascii"), chars.get(found[0], REPLACEMENT)]
        done = found.end()
    return "".join(parts) + body[done:].decode("ascii")


@cache
def _characters() -> dict[bytes, str]:
    """Return the characters of planes 1 and 2 by their bytes; those of plane 1 have two forms."""
    found: dict[bytes, str] = {}
    for row in read_lines("cns_big5.tsv"):
        plane, first, big5, count = row.split("\t")
        for n in range(int(count)):
            code = _after(int(first, 16), n, 0x21, 94).to_bytes(2, "big")
            bytes_ = bytes(byte | 0x80 for byte in code)
            char = _big5(int(big5, 16), n)
            found[b"\x8e" + bytes([0xA0 + int(plane)]) + bytes_] = char
            if plane == "1":
                found[bytes_] = char
    return found


def _after(code: int, steps: int, lowest: int, width: int) -> int:
    """Return the code so many places behind another one, in rows of ``width`` second bytes from ``lowest`` on."""
    row, cell = divmod((code & 0xFF) - lowest + steps, width)
    return (((code >> 8) + row) << 8) + cell + lowest


def _big5(first: int, steps: int) -> str:
    """Return the character so many places behind a code of Big5, whose second bytes are 40 to 7E and A1 to FE."""
    second = first & 0xFF
    start = (first & 0xFF00) + second - (0 if second < 0x7F else 0x22)
    code = _after(start, steps, 0x40, 157)
    return (code + (0 if code & 0xFF < 0x7F else 0x22)).to_bytes(2, "big").decode("cp950", "replace")
