"""Builds ``crawler/core/data/cns_big5.tsv``: where the characters of CNS 11643, planes 1 and 2, stand in Big5.

Source: the field kIRG_TSource of ``Unihan_IRGSources.txt`` in Debian's package unicode-data 15.0.0-1 (Unicode licence);
symbols, which Unihan does not have, stand in both standards in the same order and begin as ``SYMBOLS`` says.
Run: ``apt-get download unicode-data``, ``dpkg-deb -x``, then
``python tools/build_cns_big5.py usr/share/unicode/Unihan_IRGSources.txt.bz2``.
"""

from __future__ import annotations

import bz2
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = Path(__file__).parent.parent / "crawler/core/data/cns_big5.tsv"
#: First code of plane 1, first code of Big5, number: punctuation, measures, numerals and letters.
SYMBOLS = ((0x2121, 0xA140, 182), (0x2257, 0xA1F7, 1), (0x2258, 0xA1F6, 1), (0x2259, 0xA1F8, 23), (0x2421, 0xA2AF, 174))
HEAD = """\
# Ranges of CNS 11643 whose characters follow each other in Big5 as well.
# Source: kIRG_TSource of Unihan 15.0.0 (Unicode licence), Debian package unicode-data 15.0.0-1.
# Built by tools/build_cns_big5.py.
# Columns: plane, first code, first code in Big5, number of characters; codes in hexadecimal.
"""


def hanzi(source: Path) -> Iterator[tuple[int, int, int]]:
    """Yield plane, code and Big5 code of each Han character that both have, in the order of CNS 11643."""
    found = []
    for line in bz2.decompress(source.read_bytes()).decode("utf-8").splitlines():
        if "\tkIRG_TSource\t" in line:
            point, _, value = line.split()
            plane, code = value.removeprefix("T").split("-")
            big5 = chr(int(point.removeprefix("U+"), 16)).encode("big5", "ignore")
            if plane in ("1", "2") and big5:
                found.append((int(plane), int(code, 16), int.from_bytes(big5, "big")))
    yield from sorted(found)


def ranges(codes: Iterator[tuple[int, int, int]]) -> list[list[int]]:
    """Return plane, first code, first Big5 code and length of each run that goes up in both."""
    rows: list[list[int]] = []
    shift = None
    for plane, code, big5 in codes:
        here = (plane, (code >> 8) * 94 + (code & 255) - place(big5))
        if here == shift:
            rows[-1][3] += 1
        else:
            rows.append([plane, code, big5, 1])
            shift = here
    return rows


def place(big5: int) -> int:
    """Return the number of a code of Big5, whose second bytes are 40 to 7E and A1 to FE."""
    second = big5 & 255
    return (big5 >> 8) * 157 + second - (0x40 if second < 0x7F else 0x62)


def main(source: Path) -> None:
    """Write the table."""
    rows = [[1, *symbols] for symbols in SYMBOLS] + ranges(hanzi(source))
    lines = [f"{plane}\t{code:04X}\t{big5:04X}\t{count}\n" for plane, code, big5, count in rows]
    TARGET.write_text(HEAD + "".join(lines), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
