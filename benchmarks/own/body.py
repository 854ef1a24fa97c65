"""The body of an article: its lines as written in ``articles/*.toml``, and the gold that they are.

One line is one block. Signs at its start: ``##`` sub-heading, ``>`` signature, ``^`` centred, ``*`` list item,
``|`` table row (cells between bars), ``!src|alt|caption`` picture, ``+name|href`` file, ``~`` furniture inside the
container of the body, which is no part of the article. ``[words](href)`` is a link inside a line. The markup of a
body is written by the templates of ``templates/body``, one for each kind of editor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_TAG = re.compile(r"(<[^>]+>|&\w+;)")
_LATIN = re.compile(r"[0-9A-Za-z.%]+")
_SIGNS = ("##", ">", "^", "*", "|", "!", "+", "~")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a body: its sign ("" for a paragraph) and what stands behind it."""

    sign: str
    text: str

    @property
    def cells(self) -> list[str]:
        """Return the parts between bars."""
        return [cell.strip() for cell in self.text.split("|")]

    @property
    def html(self) -> Markup:
        """Return the text with its links."""
        linked = _LINK.sub(r'<a href="\2" target="_blank">\1</a>', escape(self.text, quote=False))
        return Markup(linked)  # noqa: S704 - our own text

    @property
    def gold(self) -> str:
        """Return the text that readers see as part of the article, "" for none."""
        if self.sign in ("+", "~"):
            return ""
        if self.sign == "!":
            return self.cells[2]
        if self.sign == "|":
            return " ".join(cell for cell in self.cells if cell)
        return _LINK.sub(r"\1", self.text)


def read(text: str) -> tuple[Line, ...]:
    """Return the lines of a body."""
    return tuple(_line(line.strip()) for line in text.strip().splitlines() if line.strip())


def _line(line: str) -> Line:
    sign = next((sign for sign in _SIGNS if line.startswith(sign)), "")
    return Line(sign, line.removeprefix(sign).strip())


def gold(lines: Iterable[Line]) -> str:
    """Return the text of a body, one block a line."""
    return "\n".join(text for line in lines if (text := line.gold))


def groups(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Return the lines with their sign, rows of one table and items of one list together."""
    return [(sign, list(group)) for sign, group in groupby(lines, key=lambda line: line.sign)]


def latin_spans(html: Markup) -> Markup:
    """Put every number and Latin word into a span of its own, as Word's clipboard does."""
    span = r'<span lang="EN-US" style="font-size:16.0pt;font-family:Times New Roman">\g<0></span>'
    return Markup("".join(part if _TAG.fullmatch(part) else _LATIN.sub(span, part) for part in _TAG.split(html)))  # noqa: S704


def runs(html: Markup) -> list[Markup]:
    """Cut a line behind its commas, as styled runs are."""
    return [Markup(run) for run in re.split(r"(?<=，)(?![^<]*</a>)", html)]  # noqa: S704
