"""A hijacked copy of a page: every text of its markup goes through a converter, its tags and scripts do not."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.demo.damage import damage

if TYPE_CHECKING:
    from crawler.demo.damage import Converter

#: What is copied as it is: scripts, styles, comments, tags.
_MARKUP = re.compile(r"<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""(?<=\s(?:title|value)=)"([^"]+)"|(?<=\b(?:content)=)(["'])([^"']+)\2""")
_HAN = re.compile("[一-鿿]")


def hijack(html: str, converter: Converter) -> str:
    """Return the page with each of its texts, and the texts in its attributes, damaged by the converter."""
    pieces, end = [], 0
    for match in _MARKUP.finditer(html):
        pieces += [_text(html[end : match.start()], converter), _tag(match[0], converter)]
        end = match.end()
    return "".join((*pieces, _text(html[end:], converter)))


def _text(text: str, converter: Converter) -> str:
    if not _HAN.search(text):
        return text
    # Line by line: a shifted run ends at the end of a line, as the line feed brings the bytes back into step.
    return "".join(_line(line, converter) for line in text.splitlines(keepends=True))


@lru_cache(maxsize=1 << 14)  # the lines around the articles come again on every page
def _line(line: str, converter: Converter) -> str:
    bare = line.strip("\r\n\t ")
    if not _HAN.search(bare):
        return line
    head, _, tail = line.partition(bare)
    # Entities stay as they are: they are ASCII to the converter, and it writes none of the characters of markup.
    return head + damage(bare, converter).text + tail


def _tag(tag: str, converter: Converter) -> str:
    if not _HAN.search(tag) or tag.startswith("<!--") or tag[:7].lower() in ("<script", "<style "):
        return tag

    def change(match: re.Match[str]) -> str:
        quote, value = match[2] or '"', match[1] or match[3]
        return quote + damage(value, converter).text + quote

    return _ATTRIBUTE.sub(change, tag)
