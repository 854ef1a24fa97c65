"""Declarations: what the header, the markup and the operator say about the encoding of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bs4.dammit import EncodingDetector

from crawler.core.decode.labels import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Bytes of the head searched for declarations; template heads with inline styles reach 30 KiB.
HEAD_BYTES = 65_536
#: Declarations looked at on one page; genuine pages have at most four.
MAX_DECLARATIONS = 8

_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]{1,40})", re.IGNORECASE)
#: A meta element, or the beginning of the body.
_META_OR_BODY = re.compile(rb"<(?:meta[\s/]([^>]{0,360})|body[\s>])", re.IGNORECASE)
#: What a meta element names, in lower case, within its first 300 bytes.
_META_CHARSET = re.compile(rb"charset\s{0,9}=[\s\"']{0,9}([^\s\"'/;,>]{1,40})")
_META_BYTES = 300


@dataclass(frozen=True, slots=True)
class Declaration:
    """An encoding that someone named: ``origin`` is header, meta, xml or hint; ``encoding`` None for unknown labels."""

    origin: str
    label: str
    encoding: str | None

    def __str__(self) -> str:
        """Return ``origin:label``."""
        return f"{self.origin}:{self.label}"


def declarations(body: bytes, content_type: str, hint: str | None, *, html: bool) -> Iterator[Declaration]:
    """Yield what header, document and site say, in the order in which they are believed."""
    if header := _HEADER_CHARSET.search(content_type):
        yield _declaration("header", header[1])
    if html:
        yield from (_declaration("meta", label) for label in _meta_labels(body[:HEAD_BYTES]))
        if label := _xml_label(body[:300].lower()):
            yield _declaration("xml", label)
    if hint:
        yield _declaration("hint", hint)


def _declaration(origin: str, label: str) -> Declaration:
    clean = label.strip().lower()[:40]
    return Declaration(origin, clean, NAMES.get(clean))


def _meta_labels(head: bytes) -> Iterator[str]:
    """Yield the charsets of meta elements that are no comments; where one was heard, the body is not searched.

    Documents pasted into a body keep their own heads, which say nothing of the page.
    """
    heard = False
    for tag, label in islice(_charsets(head), MAX_DECLARATIONS):
        if not label and heard:
            return
        commented = head.rfind(b"<!--", 0, tag) > head.rfind(b"-->", 0, tag)
        if label and not commented:
            heard = True
            yield label.decode("ascii", "replace")


def _charsets(head: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield where meta elements with a charset begin, and that; b"" for the beginning of a body."""
    for tag in _META_OR_BODY.finditer(head):
        if tag[1] is None:
            yield tag.start(), b""
        elif (found := _META_CHARSET.search(tag[1].lower())) and found.start() <= _META_BYTES:
            yield tag.start(), found[1]


def _xml_label(head: bytes) -> str | None:
    start = head[:300].lstrip(b"\xef\xbb\xbf\t\r\n ")
    if not start.startswith(b"<?xml"):
        return None
    return EncodingDetector.find_declared_encoding(start[: start.find(b">") + 1])
