"""What each tag of a page is for, what its attributes say, and the cutting of a page at its tags."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Final

import numpy as np

from crawler.core.extract.cut import NO_TAG, Tokens, cut, hash_of, most
from crawler.core.extract.gather import (
    BLOCK,
    BREAK,
    END_BLOCK,
    END_INLINE,
    END_LIGHT,
    END_LINK,
    END_MUTE,
    END_PAGE,
    END_TITLE,
    IMAGE,
    INLINE,
    LIGHT,
    LINK,
    MARQUEE,
    META,
    MUTE,
    NAMES,
    NOTHING,
    TITLE,
)
from crawler.core.jit import Table, codes_of

if TYPE_CHECKING:
    from crawler.core.jit import Codes

_NAMES: Final = {
    # blocks that hold one line or few: no containers to choose a body from
    LIGHT: "address caption dd dt figcaption h1 h2 h3 h4 h5 h6 legend li p pre summary tbody tfoot thead tr",
    INLINE: "abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q rb rp rt ruby s samp "
    "small span strike strong sub sup time tt u var",
    LINK: "a",
    BREAK: "br hr /br",
    IMAGE: "img",
    META: "meta base",
    TITLE: "title",
    # what they hold is no text of the page, or text that only some readers see: it is counted
    MUTE: "applet audio button canvas datalist iframe map math noembed noframes noscript object optgroup option "
    "plaintext listing script select style svg template textarea video xmp",
    # the root, and elements that hold nothing
    NOTHING: "html head body area basefont bgsound col embed frame input link param source track wbr /area /base "
    "/basefont /bgsound /col /embed /frame /hr /img /input /link /meta /param /source /track /wbr /html /head /body",
    MARQUEE: "marquee",  # a block; of one pixel it hides what it holds
    # every other name, known or unknown, is a block's too
    BLOCK: "article blockquote center dir div dl fieldset form main menu ol section table td th ul",
}


def _kinds() -> dict[str, int]:
    """Return tag, "/" and tag for end tags -> what to do."""
    kinds = {name: kind for kind, names in _NAMES.items() for name in names.split()}
    ends = {BLOCK: END_BLOCK, LIGHT: END_LIGHT, INLINE: END_INLINE, LINK: END_LINK, TITLE: END_TITLE, MUTE: END_MUTE}
    ends[MARQUEE] = END_BLOCK
    return {f"/{name}": ends[kind] for name, kind in kinds.items() if kind in ends} | kinds


KINDS: Final = _kinds()
#: The names of tags by their numbers; before them stand what is unknown, and what is of another vocabulary (``o:p``).
NUMBERED: Final = ["", ":", *NAMES, *sorted({name.strip("/") for name in KINDS} - set(NAMES))]
#: Tags whose attributes may hide what they hold, or give it a name.
_ASKED: Final = frozenset({BLOCK, LIGHT, INLINE, LINK})


def kinds_of(name: str) -> tuple[int, int, int]:
    """Return what to do at a tag and at its end tag, and whether its attributes count."""
    if name == ":":
        return INLINE, END_INLINE, 1
    if name == "html":
        return NOTHING, END_PAGE, 0
    kind = KINDS.get(name, BLOCK)
    return kind, KINDS.get(f"/{name}", END_BLOCK), int(kind in _ASKED)


#: The moment that the attributes of a ``<time>`` name.
TIME = re.compile(r"(?<![\w-])datetime\s*=\s*[\"']([^\"'<>]{8,40})[\"']")


def _value(name: str) -> re.Pattern[str]:
    """Return what finds an attribute; its value is the first group that matched."""
    return re.compile(rf"(?<![\w-]){name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)


CLASS, HREF, ID = _value("class"), _value("href"), _value("id")
#: Attribute of the elements that lexbor found for a selector; its number follows.
MARK: Final = "data-selector-id-"
#: What the names of files end in that readers download, as alternatives of a pattern.
FILE_ENDINGS: Final = "pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|ceb|od[tsp]|rtf|txt|csv|zip|rar|7z"

_ATTRIBUTE = re.compile(r"([^\s\"'>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
#: ``cut`` asks about an element only where a word or a number of these stands in its attributes (``STYLED``).
_HIDING_STYLE = re.compile(
    r"(?P<display>display\s*:\s*none)|(?P<visibility>visibility\s*:\s*(?:hidden|collapse))|"
    r"(?P<font_size>font-size\s*:\s*[01](?:px|pt|em)?\s*(?:;|$))|"
    r"(?P<off_screen>(?:left|top|right|bottom|text-indent|margin-left|margin-top)\s*:\s*-(?:\d{3,}|\d\d+(?:em|rem|vw|vh)))|"
    r"(?P<zero_box>(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$))"
)
#: A box of so many pixels at most each way, whose overflow is hidden, shows nothing to read.
TINY: Final = 8
_BOX_SIDE = re.compile(r"(?:^|[;\s])(?:max-)?(height|width)\s*:\s*(\d{1,5})(?:px)?\s*(?=;|$)")
_STYLE_VALUE = re.compile(r"(?<![\w-])style\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s\"'>]+))")
#: What every hiding style contains; most styles do not.
_HIDING_MARK = re.compile(r"none|hidden|collapse|[:\s][01]|-\d\d")


@cache
def tables() -> tuple[Table, Table]:
    """Return the tables of names and kinds that ``cut`` reads."""
    size = 2 << len(NUMBERED).bit_length()
    names = np.full((2, size), -1, np.int64)
    for number, name in enumerate(NUMBERED[2:], 2):
        hashed = hash_of(name)
        slot = hashed % size
        while names[1, slot] >= 0:
            slot = (slot + 1) % size
        names[:, slot] = hashed, number
    return names, np.array([kinds_of(name) for name in NUMBERED], np.int64)


def tokens_of(codes: Codes, facts: int = 0) -> tuple[Tokens, Table]:
    """Return the tokens of a page, and the table they stand in, with rows for other facts behind theirs."""
    table = np.empty((len(Tokens._fields) + facts, most(codes)), np.int64)
    count = cut(codes, *tables(), table)
    return Tokens(*table[: len(Tokens._fields), :count]), table


def pieces(markup: str) -> list[tuple[str, str, str]]:
    """Return a page cut at its tags: of each its name as written, its attributes, the text behind it.

    First stands the text that no tag precedes. Comments, declarations, scripts and style sheets have no name, nor have
    tags that hold nothing (``<path …/>``).

    >>> pieces("甲<p id=a>乙</P>")
    [('', '', '甲'), ('p', ' id=a', '乙'), ('/P', '', '')]
    """
    tokens, _ = tokens_of(codes_of(markup))
    named = np.where(tokens.kind == NO_TAG, 0, 1)
    columns = (tokens.name * named, tokens.attributes * named, tokens.end * named, tokens.text, tokens.text_end)
    places = zip(*(column.tolist() for column in columns), strict=True)
    return [(markup[name:at], markup[at:end], markup[text:stop]) for name, at, end, text, stop in places]


def read_attributes(markup: str) -> dict[str, str]:
    """Return the attributes of a tag, names in lower case, the first of equal names, character references resolved.

    >>> read_attributes(' ID=zoom class="TRS_Editor &amp; b" hidden')
    {'id': 'zoom', 'class': 'TRS_Editor & b', 'hidden': ''}
    """
    values: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(markup):
        values.setdefault(name.lower(), unescape(double or single or bare))
    return values


def hides(lower: str) -> bool:
    """Tell whether attributes, in lower case, hide an element from readers."""
    return technique(lower) != ""


def technique(lower: str) -> str:
    """Return how attributes, in lower case, hide an element: by what style, by the attribute ``hidden``, "" if not."""
    named = "hidden" in lower
    style = _STYLE_VALUE.search(lower) if named or _HIDING_MARK.search(lower) else None
    if style and (found := style_technique(unescape(style[1] or style[2] or style[3] or ""))):
        return found
    return "attribute" if named and "hidden" in read_attributes(lower) else ""


def style_technique(style: str) -> str:
    """Return how declarations of style, in lower case, hide what they are for, "" if they do not."""
    if found := _HIDING_STYLE.search(style):
        return str(found.lastgroup).replace("_", "-")
    if "hidden" in style and "overflow" in style:
        sides = dict(_BOX_SIDE.findall(style))
        if len(sides) > 1 and all(int(size) <= TINY for size in sides.values()):
            return "tiny-box"
    return ""
