"""Builds ``crawler/core/data/encoding_chars.tsv``: the most frequent Han characters of Chinese text, for the decoder.

Source: the word frequencies of jieba's ``dict.txt`` (MIT, counted on Chinese newspapers and novels), every word counted
also in its Traditional forms by OpenCC's s2t and s2tw. Only the ranking of single characters is kept.
Run: ``pip download --no-deps --no-binary :all: jieba==0.42.1``, unpack, then
``python tools/build_encoding_chars.py jieba-0.42.1/jieba/dict.txt``.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from opencc import OpenCC

TARGET = Path(__file__).parent.parent / "crawler/core/data/encoding_chars.tsv"
#: Ranks at which the tiers end: the first 700 characters are 81 % of running text, the first 2,500 are 98 %.
TIERS = (700, 2500)
HAN = re.compile("[\u4e00-\u9fff]")
HEAD = """\
# The {0} most frequent Han characters of Simplified and of Traditional text and, as a second tier, those up to rank
# {1}; most frequent first.
# Source: word frequencies of jieba 0.42.1 dict.txt (MIT); Traditional forms by OpenCC s2t and s2tw.
# Built by tools/build_encoding_chars.py.
# Columns: tier, script, characters.
"""


def frequencies(words: list[str], counts: list[int]) -> Counter[str]:
    """Return how often each Han character occurs in running text of these words."""
    found: Counter[str] = Counter()
    for word, count in zip(words, counts, strict=True):
        for char in HAN.findall(word):
            found[char] += count
    return found


def main(source: Path) -> None:
    """Write the table."""
    rows = [line.split(" ") for line in source.read_text("utf-8").splitlines()]
    words, counts = [row[0] for row in rows], [int(row[1]) for row in rows]
    scripts = {"Hans": words} | {
        script: OpenCC(way).convert("\n".join(words)).split("\n")
        for script, way in (("Hant", "s2t"), ("Hant-TW", "s2tw"))
    }
    lines = [HEAD.format(*TIERS)]
    for script, forms in scripts.items():
        ranked = frequencies(forms, counts).most_common()
        for tier, (start, end) in enumerate(pairwise((0, *TIERS)), start=1):
            share = sum(count for _, count in ranked[:end]) / sum(count for _, count in ranked)
            print(f"{script}: the first {end} characters cover {share:.1%}")
            lines.append(f"{tier}\t{script}\t{''.join(char for char, _ in ranked[start:end])}\n")
    TARGET.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
