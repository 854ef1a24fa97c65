"""Pages of anything that tags are made of, and what is read of them: by machine code, or with every index checked.

``NUMBA_DISABLE_JIT=1 python -m tests.core.tag_soup`` writes what plain Python reads, and stops at the first index that
leaves its row: NumPy alone lets negative ones pass.
"""

from __future__ import annotations

import hashlib
import random
import sys
from typing import TYPE_CHECKING, Any

import crawler.core
from crawler.core.extract.parse import parse
from crawler.core.extract.tags import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Pages of soup; a hundred take Python a second.
PAGES = 400
_NAMES = [*sorted(KINDS), "script", "/script", "style", "/style", "/html", "x", "/x", "o:p", "/o:p"]
_TABLE = "tr td /tr /td table /table th li ul /ul div /div span /span a /a img".split()
_ATTRIBUTES = [
    "", " ", " id=q", " hidden", " style=display:none", " style='font-size:0'", " href=/p", " href='//x.example/a.pdf' ", " href=//own.example",
    " width=1 height=1", " /", ' a="b', " a='", " =", " data-selector-id-3", " type=application/ld+json", " name=a content=b", " id", " -id",
    " i", " .pdf", " style=:0", ' datetime="2024-01-01 10:00"',
]  # fmt: skip
_TEXTS = [
    "", "甲", "一二三", "甲乙丙，丁戊己。" * 6, "&nbsp;", "&lt;", "&", "&#0;", "　　", "　", " ", "\n", "\n甲\n乙 ", "2024-01-01", "[11-05]", "标题：内容", "\0",
    "\ud800", "😀", "<", ">", "</", "<!", "<!--", "-->", "<!-->", "<?", "</>", '"', "'", "=", "<b", "<a href=", "<script", "</script", "<style>",
    "<title", "<plaintext>",
]  # fmt: skip


def soup() -> Iterator[str]:
    """Yield the pages, the same each time."""
    for seed in range(PAGES):
        draw = random.Random(seed)
        names = draw.choice([_NAMES, _TABLE, draw.sample(_NAMES, 5)])
        parts = []
        for _ in range(draw.choice([5, 40, 150])):
            tag = f"<{draw.choice(names)}{draw.choice(_ATTRIBUTES)}{'>' * (draw.random() < 0.97)}"
            parts.append((tag + draw.choice(_TEXTS)) * (draw.randrange(90) if draw.random() < 0.01 else 1))
            parts.append("<a href=/x>甲</a>" * 70 if draw.random() < 0.01 else "")
        yield "".join(parts)


def said() -> list[str]:
    """Return what is read of each page, as a hash."""
    trees = (parse(page, "http://own.example/") for page in soup())
    return [hashlib.sha256(repr(tree).encode("utf-8", "surrogatepass")).hexdigest() for tree in trees]


class _Row:
    """A row of numbers that knows its bounds."""

    def __init__(self, array: Any) -> None:
        self.numbers = array.reshape(-1)

    def __getitem__(self, index: Any) -> Any:
        assert 0 <= index < len(self.numbers), index
        return self.numbers[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        assert 0 <= index < len(self.numbers), index
        self.numbers[index] = value


def _check() -> None:
    """Have every index of a row checked, and of its part for a column."""
    cut, gather = (sys.modules[f"crawler.core.extract.{name}"] for name in ("cut", "gather"))
    cut.row_of = gather.row_of = _Row  # type: ignore[attr-defined]

    def checked(function: Any, column: str) -> Any:
        def get(page: Any, fact: int, row: int, *value: int) -> Any:
            assert 0 <= row < getattr(page, column), row
            return function(page, fact, row, *value)

        return get

    for name, column in (("_get", "height"), ("_set", "height"), ("_fact", "size")):
        setattr(gather, name, checked(getattr(gather, name), column))


if __name__ == "__main__":
    assert crawler.core.process
    _check()
    sys.stdout.write("\n".join(said()))
