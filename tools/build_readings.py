"""Builds the table of readings ``crawler/core/data/readings.tsv``: which characters a pinyin syllable may gloss.

    python tools/build_readings.py

Source: pypinyin (MIT licence), all readings of every Chinese character of GBK. A table, because importing pypinyin
takes 0.3 s for the one question that the stage ``repair`` asks. The same input gives the same bytes.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

TARGET = Path(__file__).resolve().parents[1] / "crawler" / "core" / "data" / "readings.tsv"

HEAD = """\
# Readings of the Chinese characters of GBK: syllable with its tone mark, the characters that have it.
# Source: pypinyin {version}, Copyright (c) 2016 mozillazg, MIT licence. Built by tools/build_readings.py.
"""


def in_gbk(char: str) -> bool:
    """Return whether GBK has the character."""
    return char.encode("gbk", "ignore") != b""


def readings() -> dict[str, list[str]]:
    """Return syllable -> characters of GBK that have this reading."""
    table: dict[str, list[str]] = defaultdict(list)
    for code, syllables in sorted(PINYIN_DICT.items()):
        if in_gbk(chr(code)):
            for syllable in dict.fromkeys(unicodedata.normalize("NFC", syllables).split(",")):
                table[syllable].append(chr(code))
    return table


def main() -> None:
    """Build the table and say how large it is."""
    lines = [f"{syllable}\t{''.join(chars)}\n" for syllable, chars in sorted(readings().items())]
    TARGET.write_text(HEAD.format(version=version("pypinyin")) + "".join(lines), "utf-8")
    print(f"{TARGET.name}: {len(lines)} syllables, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
