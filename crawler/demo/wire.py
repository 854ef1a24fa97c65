"""Encodings on the wire: how a demo page is encoded, and what its header and its markup say about that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from itertools import product
from typing import TYPE_CHECKING

from opencc import OpenCC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.demo.articles import Story

ENCODINGS = ("utf-8", "gbk", "gb18030", "big5")
_LABELS = {"utf-8": "utf-8", "gbk": "gb2312", "gb18030": "gb18030", "big5": "big5"}  # gb2312 is how GBK pages call it
_HEADER_LIES = {"utf-8": "ISO-8859-1", "gbk": "utf-8", "gb18030": "ISO-8859-1", "big5": "gb2312"}
_META_LIES = {"utf-8": "gb2312", "gbk": "utf-8", "gb18030": "utf-8", "big5": "gb2312"}
#: Forms of OpenCC's standard that Big5 lacks -> the forms Big5 writes.
_BIG5_FORMS = str.maketrans("着裏麪羣爲衆峯牀竈喫僞啓糉", "著裡麵群為眾峰床灶吃偽啟粽")


class Declared(StrEnum):
    """What a declaration is worth; ``LATE`` is a right one behind the first 3 KB, for markup only."""

    RIGHT = "right"
    MISSING = "missing"
    LYING = "lying"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Wire:
    """One page's encoding and its two declarations."""

    encoding: str
    header: Declared = Declared.RIGHT
    markup: Declared = Declared.RIGHT

    @property
    def content_type(self) -> str:
        """Return the value of the Content-Type header."""
        if self.header is Declared.MISSING:
            return "text/html"
        labels = _LABELS if self.header is Declared.RIGHT else _HEADER_LIES
        return f"text/html; charset={labels[self.encoding]}"

    def meta(self, form: str, *, late: bool) -> str:
        """Return the declaring element, filled into ``form``, where it belongs at this place, else ""."""
        if self.markup is Declared.MISSING or late != (self.markup is Declared.LATE):
            return ""
        labels = _META_LIES if self.markup is Declared.LYING else _LABELS
        return form.format(labels[self.encoding])

    def encode(self, html: str) -> bytes:
        """Return the page's bytes; Big5 pages are Traditional, and what an encoding lacks becomes a numeric entity."""
        text = big5_form(html) if self.encoding == "big5" else html
        return text.encode(self.encoding, "xmlcharrefreplace")


#: Every encoding with every pair of declarations: 48 kinds of pages.
WIRES = tuple(
    Wire(encoding, header, markup)
    for header, markup, encoding in product((Declared.RIGHT, Declared.MISSING, Declared.LYING), Declared, ENCODINGS)
)


@cache
def _opencc() -> OpenCC:
    return OpenCC("s2t")


def big5_form(text: str) -> str:
    """Return Simplified text in the Traditional forms that Big5 knows."""
    return "".join(line if line.isascii() else _big5_line(line) for line in text.splitlines(keepends=True))


@cache  # the lines around the articles come again on every page
def _big5_line(line: str) -> str:
    return str(_opencc().convert(line)).translate(_BIG5_FORMS)


def fits(story: Story, encoding: str) -> bool:
    """Return whether every character of the story has a place in the encoding."""
    text = f"{story.title}{story.text}"
    try:
        (big5_form(text) if encoding == "big5" else text).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def assign(stories: Iterable[tuple[str, Story]]) -> dict[tuple[str, str], Wire]:
    """Return a wire for each story by county code and slug, in the order of a hash, each kind as often as it fits."""
    queue = sorted(stories, key=lambda item: blake2b(f"{item[0]}/{item[1].slug}".encode()).digest())
    wires: dict[tuple[str, str], Wire] = {}
    while queue:
        for wire in WIRES:
            found = next((item for item in queue if fits(item[1], wire.encoding)), None)
            if found is None:
                continue
            queue.remove(found)
            wires[found[0], found[1].slug] = wire
    return wires
