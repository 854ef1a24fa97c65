"""Builds ``crawler/core/data/script_codes.tsv``: characters that only an encoding or a font wrote, and what they are.

radical        Kangxi radicals and CJK radicals that stand for a whole character, as text copied from PDF files has them
               (U+2F42 for 文). Source: ``EquivalentUnifiedIdeograph.txt`` of Unicode 15.0 (Debian package unicode-data
               15.0.0-1, Unicode licence).
compatibility  ideographs that Unicode has twice only because an older code had (U+F9D1 for 六): their canonical
               equivalents. Source: Python's ``unicodedata``.
private-use    private-use characters of old GBK fonts for which GB 18030 has a character (U+E7C7 for ḿ). The cells of
               GBK without a character have the codes from U+E766 on, in their order; GB 18030-2000 filled most of them
               (Python's codec), those of 2005 and 2022 the rest (``LATER``). U+E5E5 is the cell A3A0, which browsers
               read as a full-width space (WHATWG Encoding, index gb18030).

    apt-get download unicode-data && dpkg-deb -x unicode-data_*.deb . && \\
    python tools/build_script_codes.py usr/share/unicode/EquivalentUnifiedIdeograph.txt
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = Path(__file__).parent.parent / "crawler/core/data/script_codes.tsv"
#: First private-use code of the cells of GBK that had no character, and where these cells are: among the symbols, 5
#: behind the first level of GB 2312, and in the last row of the ideographs.
FIRST = 0xE766
ROWS = (
    *((range(0xA2, 0xA8), range(0xA1, 0xFF)), ((0xA8, 0xA9), range(0x40, 0xFF))),
    *(((0xD7,), range(0xFA, 0xFF)), ((0xFE,), range(0x50, 0xA1))),
)
#: Cells that GB 18030-2005 and -2022 gave to a character where the edition of 2000 had private use.
LATER = {
    int(cell, 16): int(code, 16)
    for cell, code in (
        pair.split(":")
        for pair in """
A8BC:1E3F A6D9:FE10 A6DA:FE12 A6DB:FE11 A6DC:FE13 A6DD:FE14 A6DE:FE15 A6DF:FE16 A6EC:FE17 A6ED:FE18 A6F3:FE19
FE59:9FB4 FE61:9FB5 FE66:9FB6 FE67:9FB7 FE6D:9FB8 FE7E:9FB9 FE90:9FBA FEA0:9FBB
FE51:20087 FE52:20089 FE53:200CC FE6C:215D7 FE76:2298F FE91:241FE
""".split()
    )
}
HEAD = """\
# Characters that only an encoding or a font wrote. Columns: code, code of what it stands for, rule.
# Sources: Unicode 15.0 EquivalentUnifiedIdeograph.txt and canonical equivalents (Unicode licence); GB 18030-2000 as in
# Python's codec, with the cells that the editions of 2005 and 2022 filled. Built by tools/build_script_codes.py.
"""


def radicals(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield code of a radical, code of the ideograph it looks like."""
    for line in lines:
        codes, _, target = line.partition("#")[0].partition(";")
        if target.strip():
            first, _, last = codes.strip().partition("..")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                if 0x2E80 <= code < 0x2FD6:
                    yield code, int(target, 16)


def compatible() -> Iterator[tuple[int, int]]:
    """Yield code of a compatibility ideograph of the basic plane, code of its canonical equivalent."""
    for code in range(0xF900, 0xFB00):
        target = unicodedata.normalize("NFC", chr(code))
        if target != chr(code) and len(target) == 1:
            yield code, ord(target)


def private() -> Iterator[tuple[int, int]]:
    """Yield private-use code, code of the character that GB 18030 has in its cell."""
    yield 0xE5E5, 0x3000
    cells = [row << 8 | cell for rows, columns in ROWS for row in rows for cell in columns if cell != 0x7F]
    empty = [cell for cell in cells if "\ufffd" in cell.to_bytes(2).decode("gbk", "replace")]
    for code, cell in enumerate(empty, FIRST):
        now = cell.to_bytes(2).decode("gb18030")
        if now == chr(code) and cell not in LATER:
            continue
        if "\ue000" <= now <= "\uf8ff" and now != chr(code):
            raise ValueError(f"cell {cell:04X} is {ord(now):04X} and not {code:04X}: the order of the cells is wrong")
        yield code, LATER.get(cell, ord(now))


def main(source: Path) -> None:
    """Write the table."""
    rows = {"radical": radicals(source.read_text("utf-8").splitlines()), "compatibility": compatible()}
    rows |= {"private-use": private()}
    lines = [f"{code:04X}\t{target:04X}\t{rule}\n" for rule, pairs in rows.items() for code, target in pairs]
    TARGET.write_text(HEAD + "".join(sorted(lines)), "utf-8")
    print(f"{len(lines)} codes -> {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
