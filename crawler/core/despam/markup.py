"""What the markup of a page says beside its text: scripts that send visitors away, mosaics of ids, a coded title."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.core.extract.tree import Tree

#: Characters before and behind a word of a cloak in which the rest of it stands, and how many such places are read.
BEFORE, BEHIND, PLACES = 300, 900, 10
#: Characters at the start of a page that are searched for a cloak on every page; of others all is searched.
HEAD = 8_000
#: Elements of odd kinds that share one id from which they are a mosaic: 0 of 231 real pages but the two that have one.
ODD_KINDS = 3
#: Share of the characters of a title that are numeric references, from which it was written by a program that hides it.
CODED = 0.8
CODED_CHARS = 4
#: How often a page may name the host that a cloak leads to: its own network stands in dozens of links.
NAMED_OFTEN = 4
#: Elements around a line that are looked at.
HEIGHT = 64
#: Characters of a page in which its title begins, and of a title.
TITLE_PLACE, TITLE_CHARS = 20_000, 6_000

JS_REDIRECT = "js_redirect"
TITLE_SWAP = "title_swap"
TITLE_ENTITIES = "title_entities"
MOSAIC = "mosaic"

_ENGINES = ("baidu", "sogo", "soso", "haosou", "360", "so.com", "google", "bing", "yahoo", "spider")
_SHORT_ENGINE = re.compile(r"[sb](?:(?<=\bs)m|(?<=b)ot)\b")
_JUMP = re.compile(
    r"location(?:\.href)?[\"'\]]*\s*=\s*[^=\s]|location\.(?:replace|assign)\s*\(|[\"'](?:location|href|replace)[\"']"
)
_TARGET = re.compile(r"[\"'](?:https?:)?//([\w.-]+)")
_NEW_TITLE = re.compile(r"document\.title\s*=\s*[^=\s]")
_CODED_TITLE = re.compile(r"document\.title\s*=\s*(?:String\.fromCharCode|unescape|decodeURI|atob)\b")
_HEX = re.compile(r"\\x([0-9a-fA-F]{2})")
_HEX_REFERRER = r"\x72\x65\x66\x65\x72"
_REFERENCE = re.compile(r"&#(?:x[0-9a-fA-F]{1,6}|[0-9]{1,7});?")
_TITLE = re.compile(r"<title[^>]{0,100}>([^<]*)", re.IGNORECASE)
# Kinds of elements that news pages do without, or give no id.
_ODD = frozenset(
    "acronym bdo dfn delect dir fieldset ins kbd legend menuitem meter nobr optgroup output progress rp rt ruby samp "
    "strike tfoot th thead track tt u var big small sub sup big code cite abbr mark em i b s".split()
)
_LONE_ID = re.compile(r"\s*id\s*=\s*[\"']?([\w-]{3,16})[\"']?\s*/?\s*")


def cloak(markup: str, host: str, *, whole: bool) -> tuple[str, ...]:
    """Return what the scripts of a page do to visitors and robots of search engines, empty for most pages.

    ``js_redirect``: who comes from a search engine is sent to another host than ``host``, the page's own;
    ``title_swap``: robots see another title than readers.
    """
    text = markup if whole else markup[:HEAD]
    away = any(_is_foreign(target, host, markup) for window in _windows(text) for target in _targets(window))
    found = [JS_REDIRECT] if away else []
    if "document.title" in text and (_shows_engines_another(text) or _CODED_TITLE.search(text)):
        found.append(TITLE_SWAP)
    return tuple(found)


def _shows_engines_another(text: str) -> bool:
    """Return whether a script gives robots another title."""
    agents = (window for window in _around(text, "userAgent") if "document.title" in window)
    return any(_NEW_TITLE.search(window) and _names_engine(window) for window in agents)


def _windows(text: str) -> Iterator[str]:
    yield from _around(text, "document.referrer")
    for window in _around(text, _HEX_REFERRER):
        yield _HEX.sub(lambda found: chr(int(found[1], 16)), window)


def _targets(window: str) -> list[str]:
    """Return the hosts that a script names which jumps if the referrer is a search engine."""
    if "referrer" not in window or not _JUMP.search(window) or not _names_engine(window):
        return []
    return [target for target in _TARGET.findall(window) if not _names_engine(target)]


def _names_engine(script: str) -> bool:
    """Return whether a script names a search engine or a robot, in letters of either case."""
    lower = script.lower()
    return any(map(lower.__contains__, _ENGINES)) or _SHORT_ENGINE.search(lower) is not None


def _is_foreign(target: str, host: str, markup: str) -> bool:
    """Return whether a host is not the page's own, nor one that the page speaks of in other places."""
    domain = ".".join(target.split(".")[-2:])
    return not (host and host.endswith(domain)) and markup.count(domain) <= NAMED_OFTEN


def _around(text: str, word: str) -> Iterator[str]:
    """Yield what stands around the first places of a word, within its script."""
    at = -1
    for _ in range(PLACES):
        at = text.find(word, at + 1)
        if at < 0:
            return
        start = max(text.rfind("<script", max(at - BEFORE, 0), at), at - BEFORE, 0)
        end = text.find("</script", at, at + BEHIND)
        yield text[start : end if end >= 0 else at + BEHIND]


def has_coded_title(markup: str) -> bool:
    """Return whether nearly all of ``<title>`` is numeric character references."""
    found = _TITLE.search(markup, 0, TITLE_PLACE)
    if not found:
        return False
    plain, coded = _REFERENCE.subn("", found[1][:TITLE_CHARS])
    return coded >= CODED_CHARS and coded >= CODED * (coded + len("".join(plain.split())))


def mosaic(tree: Tree) -> dict[int, str]:
    """Return line -> id for the lines inside elements that share a random id, as link farms write them.

    Several kinds of odd elements carry one and the same id, and nothing else; -1 stands for a mosaic without any text.
    """
    if len(tree.named) == len(set(tree.named)):
        return {}  # ids are no ids where they repeat
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for element in tree.elements:
        if element.tag in _ODD and element.markup:
            kinds[element.markup].add(element.tag)
    shared = (markup for markup, tags in kinds.items() if len(tags) >= ODD_KINDS)
    names = {name for markup in shared if (name := _named(markup))}
    if not names:
        return {}
    marked = {n for n, element in enumerate(tree.elements) if _named(element.markup) in names}
    reach = (range(tree.elements[n].first, tree.elements[n].end) for n in marked)
    lines = {line for part in reach for line in part if _is_inside(tree, line, marked)}
    return {-1: min(names), **dict.fromkeys(sorted(lines), min(names))}


def _named(attributes: str) -> str:
    found = _LONE_ID.fullmatch(attributes)
    return found[1] if found else ""


def _is_inside(tree: Tree, line: int, elements: set[int]) -> bool:
    """Return whether a line stands in one of the elements; a line that was open before one began is not in it."""
    around = tree.owner[line] if line < len(tree.owner) else -1
    for _ in range(HEIGHT):
        if around in elements:
            return True
        if around < 0:
            break
        around = tree.elements[around].parent
    return False
