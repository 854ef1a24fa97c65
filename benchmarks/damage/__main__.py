"""One table: every kind of converter, the curve over the density of the damage, and genuine paragraphs.

``python -m benchmarks.damage [--documents N] [--rows NAME] [--failures K]``. A run is a longest stretch of damaged
characters; it is exact where repair restores all of it. Signs count as equal in either width.
"""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from benchmarks.damage.rows import GB2312, rows
from benchmarks.damage.score import HEAD, changed, measure
from benchmarks.damage.texts import DOCUMENTS, documents, genuine

if TYPE_CHECKING:
    from collections.abc import Iterator


def clean_lines() -> Iterator[str]:
    """Yield the report on genuine paragraphs."""
    total = Counter[str]()
    for source, texts in genuine().items():
        different = {encoding: changed(texts, encoding) for encoding in ("utf-8", "gb18030")}
        counts = ", ".join(f"{len(found)} changed from {encoding}" for encoding, found in different.items())
        total += Counter(paragraphs=len(texts), changed=len(dict(chain(*different.values()))))
        yield f"clean: {source:28} {len(texts):6} paragraphs, {counts}"
        yield from (f"    {before!r}\n      {after!r}" for before, after in different["utf-8"])
    yield f"clean: {total['paragraphs']} paragraphs, {total['changed']} changed"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=DOCUMENTS, help="documents of each kind of text")
    parser.add_argument("--rows", default="", help="only rows whose name has this; 'clean' for the genuine paragraphs")
    parser.add_argument("--failures", type=int, default=0, help="runs to show of each row that did not come back")
    options = parser.parse_args()
    texts = documents(options.documents)
    size = sum(len(text) for document in texts for text in document)
    print(f"{len(texts)} documents, {size} characters; shares in %, times in ms per document")
    print(HEAD)
    for name, spoil in rows():
        if options.rows in name:
            score = measure(spoil, texts, traditional_truth=name != GB2312)
            print(f"{name:44} {score.line()}", flush=True)
            for failure in score.failures[: options.failures]:
                print(f"    {failure}")
    if options.rows in "clean":
        for line in clean_lines():
            print(line)


if __name__ == "__main__":
    main()
