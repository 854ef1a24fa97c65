"""Builds ``crawler/core/data/encoding_chars.tsv``: the most frequent Han characters of Chinese text, for the decoder.

Source: the word frequencies of jieba's ``dict.txt`` (MIT, counted on Chinese newspapers and novels), every word counted
also in its Traditional form by OpenCC's s2t. Only the ranking of single characters is kept.
Run: ``pip download --no-deps --no-binary :all: jieba==0.42.1``, unpack, then
``python tools/build_encoding_chars.py jieba-0.42.1/jieba/dict.txt``.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from opencc import OpenCC

TARGET = Path(__file__).parent.parent / "crawler/core/data/encoding_chars.tsv"
#: Characters kept of each script: the first 700 are 81 % of running text.
KEPT = 700
HAN = re.compile("[\u4e00-\u9fff]")
HEAD = """\
# The {kept} most frequent Han characters of Simplified and of Traditional text, most frequent first.
# Source: word frequencies of jieba 0.42.1 dict.txt (MIT); Traditional forms by OpenCC s2t.
# Built by tools/build_encoding_chars.py.
# Columns: script, characters.
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
    scripts = {"Hans": words, "Hant": OpenCC("s2t").convert("\n".join(words)).split("\n")}
    lines = [HEAD.format(kept=KEPT)]
    for script, forms in scripts.items():
        ranked = frequencies(forms, counts).most_common()
        share = sum(count for _, count in ranked[:KEPT]) / sum(count for _, count in ranked)
        print(f"{script}: the first {KEPT} characters cover {share:.1%}")
        lines.append(f"{script}\t{''.join(char for char, _ in ranked[:KEPT])}\n")
    TARGET.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
