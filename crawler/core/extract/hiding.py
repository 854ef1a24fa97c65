"""How a page hides what stands in it: by the attributes of an element, by its own style sheets and scripts.

What the attributes of an element hide is hidden (``tags.hides``). What a style sheet or a script of the page hides by
class or id *may* be: menus, tabs and 展开全文 are hidden so until a reader clicks. Its text stays where it is;
that it is veiled is evidence for ``despam`` and nothing more. External style sheets are not fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Final

from crawler.core.extract import tags
from crawler.core.extract.tags import CLASS, ID, hides, style_technique

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Stands before the attributes of an element that only may hide what it holds.
SOFT: Final = "~"
#: Characters of a style sheet, and of all together, that are read: planted ones hold a rule or two, while frameworks
#: saved into the page have 100,000.
SHEET, SHEETS = 8_000, 32_000
#: Scripts' calls and style sheets of a page that are looked at, and characters of a call.
MOST_CALLS, CALL = 100, 160
#: Characters that one ``document.write`` may hold to be looked at, and such calls on one page.
WRITTEN, MOST_WRITTEN = 2_000, 40
#: Pixels up to which nobody reads what a marquee shows.
PIXELS = 8
#: Characters before a link in which the element that hides it stands.
NEAR = 800

_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/")
_EVERY_SCREEN = re.compile(r"@media\s+(?:screen|all)\s*$", re.IGNORECASE)
_NAME = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)")
_BY_ID = re.compile(
    r"\s*[\"']([\w-]{1,60})[\"']\s*\)\.style\.(?:display|visibility|cssText)\s*=\s*[\"']"
    r"(?:none|hidden|[^\"'<>]{0,60}display\s*:\s*none)"
)
_BY_SELECTOR = re.compile(r"\$\(\s*[\"']([.#][\w-]{1,60})[\"']\s*$")
_WRITE = re.compile(
    r"<script[^<>]{0,200}>\s*document\.write(?:ln)?\s*\(([^<]*+(?:<(?!/script)[^<]*+){0,20}+)</script\s*>",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?<![\\])[\"']\s*\+\s*[\"']")
_OPENS = re.compile(r"\s*<([a-zA-Z]{1,10})\b([^<>]*+)>\s*", re.DOTALL)
_CLOSES = re.compile(r"\s*</([a-zA-Z]{1,10})\s*>\s*")
_WORD = re.compile(r"[\w-]+")
_FAINT_MARKS = ("opacity", "clip", "scale(", "z-index", "line-height")
#: Styles that hide now and then, but animations and menus use them too.
_FAINT = re.compile(
    r"(?<![\w-])opacity\s*[:=]\s*(?:0(?:\.0\d?)?|\.0\d?)(?![.\d])|clip\s*:\s*rect\(\s*[01]|clip-path\s*:\s*inset\(\s*(?:50|100)%|"
    r"scale\(\s*0(?:\s*,\s*0)?\s*\)|z-index\s*:\s*-\d|line-height\s*:\s*0(?:px)?\s*(?:;|$|[\"'])"
)
_NO_TYPE = re.compile(r"font-size\s*:\s*0(?![.\d]*[1-9])")
_SIZE = re.compile(r"(?<![\w-])(?:width|height)\s*[=:]\s*[\"']?\s*(\d{1,5})(?![\d%])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Veils:
    """The classes and ids that a page's own style sheets and scripts hide."""

    classes: frozenset[str]
    ids: frozenset[str]

    def cover(self, markup: str) -> bool:
        """Tell whether an element with these attributes is hidden by one of the names."""
        lower = markup.lower()
        if any(map(lower.__contains__, _FAINT_MARKS)) and _FAINT.search(lower):
            return True
        if any(map(markup.__contains__, self.ids)) and not self.ids.isdisjoint(_values(ID, markup)):
            return True
        return any(map(markup.__contains__, self.classes)) and not self.classes.isdisjoint(_values(CLASS, markup))


def _values(attribute: re.Pattern[str], markup: str) -> Sequence[str]:
    found = attribute.search(markup)
    return (found[1] or found[2] or found[3] or "").split() if found else ()


def is_pixel(markup: str) -> bool:
    """Tell whether the attributes of a marquee make it too small to be read.

    >>> is_pixel(' scrollamount=9999 width="1" height="1"')
    True
    """
    return any(int(size) <= PIXELS for size in _SIZE.findall(markup))


def is_gap(markup: str) -> bool:
    """Tell whether a block has no type size: what hides text, and what closes the gaps between boxes that have one.

    >>> is_gap(' style="font-size:0"')
    True
    """
    lower = markup.lower()
    return "font-size" in lower and bool(_NO_TYPE.search(lower)) and tags.technique(lower) == "font-size"


def technique(veil: str) -> str:
    """Return how an element with these attributes hides what it holds: see ``tags.technique``.

    ``by-name`` is a class or an id that a style sheet or a script of the page hides, ``faint`` a style of the element
    that text does without.
    """
    if veil[:1] == SOFT:
        return tags.technique(veil.lower()) or ("faint" if _FAINT.search(veil.lower()) else "by-name")
    return tags.technique(veil.lower()) or "marquee"


def veils_near(markup: str, links: Sequence[str]) -> Veils | None:
    """Return the names that a page hides, if an element so named stands just before one of the links.

    ``links`` are attributes as written. Only where a link leads away is it worth a second reading of the page.
    """
    near, place = "", 0
    for link in links:  # in the order of the page
        place = max(markup.find(link, place), place)
        near += markup[max(place - NEAR, 0) : place + len(link)]
    names = _veils(markup, set(_WORD.findall(near)))
    faint = any(map(near.__contains__, _FAINT_MARKS)) and _FAINT.search(near.lower())
    return names if names.classes or names.ids or faint else None


def _veils(markup: str, words: set[str]) -> Veils:
    """Return the names among some words that a page hides."""
    names = set(_of_scripts(markup))
    for sheet in _sheets(markup):
        if any(map(sheet.__contains__, words)):
            names |= _of_sheet(sheet, words)
    classes, ids = (frozenset(name[1:] for name in names if name[0] == sign) & words for sign in ".#")
    return Veils(classes, ids)


def _of_scripts(markup: str) -> Iterator[str]:
    for at in _places(markup, "getElementById("):
        if found := _BY_ID.match(markup, at, at + CALL):
            yield f"#{found[1]}"
    for at in _places(markup, ").hide("):
        if found := _BY_SELECTOR.search(markup[max(at - CALL, 0) : at - len(").hide(")]):
            yield found[1]


def _places(markup: str, word: str) -> Iterator[int]:
    """Yield where a word ends, at its first places in a page."""
    at = 0
    for _ in range(MOST_CALLS):
        at = markup.find(word, at) + len(word)
        if at < len(word):
            return
        yield at


def _sheets(markup: str) -> Iterator[str]:
    """Yield the style sheets in a page that are short enough, without comments."""
    left = SHEETS
    for start in _places(markup, "<style"):
        end = markup.find("</", start, start + SHEET)
        if 0 <= end - start <= left:
            left -= end - start
            sheet = markup[markup.find(">", start, end) + 1 : end].replace("<!--", "")
            yield _COMMENT.sub("", sheet) if "/*" in sheet else sheet


def _of_sheet(sheet: str, words: set[str]) -> set[str]:
    """Return ``.class`` and ``#id``, if among some words, of the rules of a sheet that hide and no later rule undoes.

    What holds for some screens only (``@media print``) hides nothing.
    """
    hidden: set[str] = set()
    nested = False
    for part in sheet.split("}"):
        selectors, brace, declarations = part.rpartition("{")
        if not brace:
            nested = False
            continue
        outer, _, selectors = selectors.rpartition("{")
        nested = nested or ("@" in outer and not _EVERY_SCREEN.search(outer))
        if nested or "@" in selectors:
            continue
        parts = (found[1] for one in selectors.split(",") if (found := _NAME.fullmatch(one.strip())))
        names = {name for name in parts if name[1:] in words}
        if not names:
            continue
        if _hides_style(declarations.lower()):
            hidden |= names
        elif "display" in declarations or "visibility" in declarations:
            hidden -= names
    return hidden


def _hides_style(declarations: str) -> bool:
    return bool(style_technique(declarations) or _FAINT.search(declarations))


def written(markup: str) -> str:
    """Return a page in which tags that scripts write around a stretch stand as what they are.

    ``<script>document.write('<div style=display:none>')</script> … <script>document.write('</div>')</script>`` hides
    what stands between the two. Only pairs count whose first hides.
    """
    calls = list(_WRITE.finditer(markup))[:MOST_WRITTEN]
    opened: list[tuple[re.Match[str], str]] = []
    pieces: dict[int, tuple[int, str]] = {}
    for call in calls:
        text = _literal(call[1])
        if (tag := _OPENS.fullmatch(text)) and not tag[2].endswith("/") and hides(tag[2].lower()):
            opened.append((call, text))
        elif opened and _CLOSES.fullmatch(text):
            first, start = opened.pop()
            pieces[first.start()] = (first.end(), start)
            pieces[call.start()] = (call.end(), text)
    return _replaced(markup, pieces) if pieces else markup


def _literal(call: str) -> str:
    """Return the string that a call writes, if it is made of string literals: ``'<d' + 'iv>')`` gives ``<div>``."""
    text = call.strip()[:WRITTEN].removesuffix(";").rstrip().removesuffix(")").strip()
    text = _JOINT.sub("", text)
    if len(text) < 2 or text[0] not in "\"'" or text[-1] != text[0]:
        return ""
    return unescape(text[1:-1].replace("\\/", "/").replace('\\"', '"').replace("\\'", "'"))


def _replaced(markup: str, pieces: dict[int, tuple[int, str]]) -> str:
    parts, at = [], 0
    for start, (end, text) in sorted(pieces.items()):
        parts += [markup[at:start], text]
        at = end
    return "".join([*parts, markup[at:]])
