"""The further pages of an article that its site splits (``[1] [2]``, 下一页, 余下全文), and how bodies are joined.

A page belongs to an article when its address is the article's own plus a number (``t1.html``, ``t1_2.html``;
``?id=5``, ``?id=5&page=2``) and a pager leads to it: a link whose whole text is that number or 下一页, or the pager
script of TRS (``createPageHTML``). 下一篇 leads to another article, whose address is no such variant; the pagers of
lists and of comments are told by names in their addresses and by what stands before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import normalize
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from crawler.core.decode import binary, decide, decode
from crawler.core.extract.fold import fold
from crawler.core.extract.labels import squeeze
from crawler.core.extract.score import NEUTRAL
from crawler.core.extract.sift import Body
from crawler.core.extract.tags import HREF
from crawler.core.model import Draft, Reject, Removal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from urllib.parse import SplitResult

    from crawler.core.extract.labels import Kinds
    from crawler.core.extract.tree import Line
    from crawler.core.model import Context, Page

    Read = Callable[[Draft, Context, "Known | None"], Draft | Reject]

#: Articles have fewer pages than this; a larger number in an address is an id.
MOST_PAGES = 100
#: Times that a page names its own address with more behind it before the search ends: only a common word has so many.
MOST_MENTIONS = 1000
#: Addresses as long as Scrapy sends them (URLLENGTH_LIMIT, characters).
LONGEST_URL = 2083
#: A link of a pager, from its tag to its end (characters); what is longer is a headline or a picture.
LONGEST_TAG, LONGEST_LINK = 600, 200
#: Shorter lines (characters) stand on several pages of one article too: cells of a table, names, a signature.
SHORTEST_SHARED = 10
#: Characters of the pages of an article that are remembered in pieces.
MOST_KNOWN = 300_000
#: The script that writes a pager counts the pages at most so far before the name it adds numbers to (characters).
SCRIPT_REACH = 3000

_EXTENSION = re.compile(r"\.(?:[sjx]?html?|aspx?|php|jspx?|do)$", re.IGNORECASE)
_STATIC = re.compile(r"\.s?html?", re.IGNORECASE)
_LIST_NAME = re.compile(
    r"(?:index|default|home|main|node|lists?|more|search|channels?|columns?|col|category|tags?|page|forum)(?:[_-]?\d[\d_-]*)?",
    re.IGNORECASE,
)
#: A stem that already has the number of a first page.
_DIGIT = re.compile(r"\d")
_FIRST = re.compile(r"(.*\w)[_-]([01])")
_NUMBER = re.compile(r"[_-](?:p|page_?)?(\d{1,3})", re.IGNORECASE)
_WHOLE = re.compile(r"[_-](?:all|full|s)", re.IGNORECASE)
_PARAMETER = re.compile(r"(?:cur(?:r(?:ent)?)?_?|now|i)?page(?:_?(?:no|num|number|index))?", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|pinglun|reply|respond", re.IGNORECASE)
_COMMENTS_ABOVE = re.compile(r"(?:网友|最新|全部|热门|用户)评论|[条篇]评论|(?:评论|留言)列表|(?:id|class)=.comment")

_LINK = re.compile(r"<a\s", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
#: A number in brackets or not; 第2页:… with a heading of its own.
_SHOWN_NUMBER = re.compile(r"[\[【(〔第]?0?(\d{1,2})(?:页(?::.*)?)?[\]】)〕]?")
_NEXT = re.compile(
    r"[\[【(<《>»›.·]*(?:(?:点击|查看|阅读)*(?:下一?|后一?|尾|末|最后一|最末)页|(?:点击|继续|查看|阅读|显示|在本页|剩余|余下|的)*全文(?:阅读|显示)?|"
    r"(?:点击)?继续阅读|单页阅读|未完待续|next(?:page)?|(?=[>»›]))[\]】)>》»›.·]*",
    re.IGNORECASE,
)
_HAN = re.compile("[\u4e00-\u9fff]")
_TRS_CALL = re.compile(
    r"""createPageHTML\(\s*(?:['"][\w-]*['"]\s*,\s*)?['"]?(\d{1,3})['"]?\s*,\s*['"]?(\d{1,3})['"]?\s*,\s*$"""
)
_TRS_END = re.compile(r"""['"]\s*,\s*['"](\w{2,5})['"]""")
_TRS_COUNT = re.compile(r"countPage\s*=\s*['\"]?(\d{1,3})")

#: How links begin that change nothing but the query; static pages have none, and a search costs.
_TURNS: Final = ('"?', "'?")
#: The key of a page that shows a whole article at once.
_ALL: Final = MOST_PAGES


@dataclass(frozen=True, slots=True)
class Part:
    """A further page of an article: the number in its address, by which parts are ordered, and its absolute URL."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class _Own:
    """The address of an article's first page, taken apart."""

    url: SplitResult
    folder: str
    stem: str
    extension: str
    root: str  # the stem without the number of a first page
    first: int  # that number, -1 where there is none

    @property
    def script(self) -> bool:
        """Tell whether one script shows all articles and the query says which: its pages turn by the query too."""
        return bool(self.url.query) and not _STATIC.fullmatch(self.extension)

    @property
    def marks(self) -> tuple[str, ...]:
        """Return what stands behind the root in the addresses of further pages and in the scripts that make them."""
        return (f"{self.extension}?",) if self.script else ("_", "-", "/", '"', "'", f"{self.extension}?")


def find_parts(markup: str, url: str, *, part: str | None = None) -> tuple[Part, ...]:
    """Return the further pages of an article that a page of it links to, in reading order; never raises.

    ``url`` is the absolute URL of the first page; ``part`` that of the page with this markup, where it is another.
    """
    own = _own(url)
    if own is None:
        return ()
    found: dict[int, str] = {}
    for mention in _without_comments(list(_mentioned(markup, own, part or url, scripts=part is None)), markup, own):
        found.setdefault(mention.number, mention.url)
    whole = found.pop(_ALL, None)
    if whole and not found:
        return (Part(_ALL, whole),)
    return tuple(Part(number, address) for number, address in sorted(_filled(found).items()))


def read_parts(page: Page, first: str | None = None) -> tuple[Part, ...]:
    """Return the further pages that a fetched page of an article links to; ``first`` is the URL of its first page."""
    url = first or page.url
    if not _may_have_parts(page.body, url) or binary(page.body):
        return ()
    decoding = decide(page.body, page.content_type, page.site.encoding, html=True)
    return find_parts(decoding.text, url, part=page.url if first else None) if decoding else ()


def _may_have_parts(body: bytes, url: str) -> bool:
    """Say whether it is worth decoding a page to look for further ones: no page of which this is false has any."""
    own = _own(url)
    if own is None:
        return False
    scripted = b"createPageHTML(" in body or b"countPage" in body
    quotes = () if scripted else ("'", '"')
    texts = (*(_TURNS if own.script else ()), *(f"{own.root}{mark}" for mark in own.marks if mark not in quotes))
    return b"\0" in body or any(text.encode("utf-8", "replace") in body for text in texts)


def part_number(link: str, url: str) -> int | None:
    """Return the number that the URL of a further page adds to that of an article, None where it is none of its pages.

    >>> part_number("http://h/a/t1_2.html", "http://h/a/t1.html")
    2
    """
    own = _own(url)
    return _part_number(link, own) if own else None


def _own(url: str) -> _Own | None:
    """Take the address of an article apart; None for one that no article has: without any number, or a list's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    extension = match[0] if (match := _EXTENSION.search(name)) else ""
    stem = name.removesuffix(extension)
    if not stem or _LIST_NAME.fullmatch(stem) or not _DIGIT.search(f"{folder}{stem}{parts.query}"):
        return None
    numbered = _FIRST.fullmatch(stem)
    if numbered and _DIGIT.search(f"{folder}{numbered[1]}{parts.query}"):
        return _Own(parts, folder, stem, extension, numbered[1], int(numbered[2]))
    return _Own(parts, folder, stem, extension, stem, -1)


def _part_number(link: str, own: _Own) -> int | None:
    try:
        address = urlsplit(link)
        if not _same_site(address, own.url):
            return None
    except ValueError:
        return None
    if address.path == own.url.path:
        number = _in_query(address.query, own.url.query)
    else:
        number = _in_path(address.path, own) if address.query in ("", own.url.query) else None
    return number if number is not None and number <= _ALL and not _COMMENTS.search(address.fragment) else None


def _same_site(one: SplitResult, other: SplitResult) -> bool:
    web = one.scheme in ("http", "https") and other.scheme in ("http", "https")
    return (web or one.scheme == other.scheme == "file") and _host(one) == _host(other)


def _host(url: SplitResult) -> str:
    port = "" if url.port in (None, 80, 443) else f":{url.port}"
    return (url.hostname or "").removeprefix("www.") + port


def _in_path(path: str, own: _Own) -> int | None:
    """Return the number that a path adds to the article's: behind its name, or as a name in a folder called like it."""
    folder, _, name = path.rstrip("/").rpartition("/")
    stem = _EXTENSION.sub("", name)
    if folder in (f"{own.folder}/{own.stem}", own.url.path) and stem.isdecimal() and len(stem) <= 2:
        return _below_most(stem)
    if folder != own.folder:
        return None
    if stem.startswith(own.stem):
        if _WHOLE.fullmatch(stem, len(own.stem)):
            return _ALL
        if number := _NUMBER.fullmatch(stem, len(own.stem)):
            return _below_most(number[1])
    number = _NUMBER.fullmatch(stem, len(own.root)) if own.first >= 0 and stem.startswith(own.root) else None
    return _below_most(number[1]) if number and int(number[1]) > own.first else None


def _below_most(digits: str) -> int | None:
    return int(digits) if 0 < int(digits) < MOST_PAGES else None


def _in_query(query: str, own: str) -> int | None:
    """Return the number of a parameter such as ``page`` that is all in which a query differs from the article's."""
    (fields, numbers), (own_fields, _) = _split_query(query), _split_query(own)
    if fields != own_fields or len(numbers) != 1 or not numbers[0].isdecimal() or len(numbers[0]) > 2:
        return None
    return _below_most(numbers[0])


def _split_query(query: str) -> tuple[list[tuple[str, str]], list[str]]:
    fields = sorted(parse_qsl(query, keep_blank_values=True))
    numbers = [value for name, value in fields if _PARAMETER.fullmatch(name)]
    return [field for field in fields if not _PARAMETER.fullmatch(field[0])], numbers


class _Mention(NamedTuple):
    """A further page as a pager names it at a place of the markup."""

    number: int
    url: str
    place: int


def _without_comments(mentions: list[_Mention], markup: str, own: _Own) -> list[_Mention]:
    """Take out the pages of comments: they turn by a parameter of the query, and stand below a heading of comments."""
    turning = [mention for mention in mentions if urlsplit(mention.url).path == own.url.path]
    heading = _COMMENTS_ABOVE.search(markup) if turning else None
    return [m for m in mentions if not heading or m.place < heading.start() or m not in turning]


def _mentioned(markup: str, own: _Own, base: str, *, scripts: bool) -> Iterator[_Mention]:
    """Yield every further page that a pager in the markup leads to."""
    seen = set()
    for place in _places(markup, own):
        if scripts and markup[place - 1 : place] in ("'", '"'):
            yield from _in_script(markup, place, own, base)
        start = markup.rfind("<", max(0, place - LONGEST_TAG), place)
        if start >= 0 and start not in seen and _LINK.match(markup, start):
            seen.add(start)
            yield from _in_link(markup, start, own, base)


def _places(markup: str, own: _Own) -> Iterator[int]:
    """Yield where the markup names the article's address with more behind it."""
    texts, marks = ((f"{own.root}{own.extension}?", *_TURNS), "") if own.script else ((own.root,), own.marks)
    mentions = 0
    for text in texts:
        place = markup.find(text)
        while place >= 0 and mentions < MOST_MENTIONS:
            if markup.startswith(marks, place + len(text)):
                mentions += 1
                yield place
            place = markup.find(text, place + len(text))


def _in_link(markup: str, start: int, own: _Own, base: str) -> Iterator[_Mention]:
    """Yield the page that the link at ``start`` leads to, if it is one of the article and the text says so."""
    end = markup.find(">", start, start + LONGEST_TAG)
    close = markup.find("</", end, end + LONGEST_LINK) if end >= 0 else -1
    while close >= 0 and markup[close + 2 : close + 3] not in ("a", "A"):
        close = markup.find("</", close + 2, end + LONGEST_LINK)
    href = HREF.search(markup, start, end) if close >= 0 else None
    if not href:
        return
    text = "".join(fold(normalize("NFKC", unescape(_TAG.sub("", markup[end + 1 : close])))).text.split())
    shown = _SHOWN_NUMBER.fullmatch(text)
    if not shown and not _NEXT.fullmatch(text):
        return
    target = _absolute(base, unescape(href[1] or href[2] or href[3] or ""))
    number = _part_number(target, own)
    if number is None or (shown and int(shown[1]) not in _shown_as(number)):
        return
    yield _Mention(number, urldefrag(target).url, start)


def _shown_as(number: int) -> tuple[int, int]:
    """Return what readers may see for the number of an address, which counts from 1 or from 0; page 1 is the first."""
    return max(number, 2), number + 1


def _absolute(base: str, href: str) -> str:
    try:
        url = urljoin(base, href.strip())
    except ValueError:
        return ""
    return url if len(url) <= LONGEST_URL else ""


def _in_script(markup: str, place: int, own: _Own, base: str) -> Iterator[_Mention]:
    """Yield the pages that a pager script of TRS writes links to; it names the stem in quotes at ``place``.

    ``createPageHTML(pages, 0, "stem", "html")``, or an older one that adds numbers below ``countPage`` to ``"stem_"``.
    """
    if not markup.startswith(own.stem, place):
        return
    behind = place + len(own.stem)
    call = _TRS_CALL.search(markup, max(0, place - 80), place - 1)
    ending = _TRS_END.match(markup, behind) if call else None
    first, pages, extension = 1, 0, own.extension
    if call and ending:
        first, pages, extension = int(call[2]) + 1, int(call[1]) + int(call[2]), f".{ending[1]}"
    elif markup[behind : behind + 2] in ('_"', "_'"):
        counts = _TRS_COUNT.findall(markup, max(0, place - SCRIPT_REACH), place)
        pages = int(counts[-1]) if counts else 0
    for number in range(first, min(pages, MOST_PAGES)):
        if url := _absolute(base, f"{own.stem}_{number}{extension}"):
            yield _Mention(number, url, place)


def _filled(found: dict[int, str]) -> dict[int, str]:
    """Add the pages between those that a pager shows (1 2 3 … 9) by their numbers."""
    if not found:
        return found
    last = max(found)
    head, digits, tail = _around_number(found[last], last)
    between = range(min(found), last) if digits else ()
    return {number: f"{head}{number:0{len(digits)}d}{tail}" for number in between} | found


def _around_number(url: str, number: int) -> tuple[str, str, str]:
    """Split a URL at the last place where the number stands, with its zeros in front where all have two digits."""
    places = [match for match in re.finditer(r"\d+", url) if int(match[0]) == number]
    if not places:
        return url, "", ""
    place = places[-1]
    digits = place[0] if place[0].startswith("0") else "0"
    return url[: place.start()], digits, url[place.end() :]


class Known:
    """The lines that earlier pages of an article show: what every page shows is no text of this one.

    A long line counts as known when all its pieces of eight characters are, white space aside: runs of links are cut
    into lines differently on each page. Shorter pieces are shared by different rows of one table.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        """Take the lines of the first page."""
        self._lines: set[str] = set()
        self._pieces: set[str] = set()
        self._room = MOST_KNOWN
        self.add(lines)

    def add(self, lines: Iterable[str]) -> None:
        """Add the lines of a further page."""
        shown = list(lines)
        self._lines.update(shown)
        text = squeeze("".join(shown))[: self._room]
        self._pieces.update(_pieces(text))
        self._room -= len(text)

    def __contains__(self, line: str) -> bool:
        """Tell whether an earlier page shows a line."""
        return line in self._lines or (len(line) >= SHORTEST_SHARED and self._pieces.issuperset(_pieces(squeeze(line))))

    def mark(self, blocks: Sequence[Line], kinds: Kinds) -> None:
        """Give the lines of a further page that are known, and long enough to mean something, a kind: ``repeated``."""
        for n, block in enumerate(blocks):
            if len(block.text) >= SHORTEST_SHARED and block.text in self:
                kinds.mark(n, "repeated")

    def remaining(self, blocks: Sequence[Line], kinds: Kinds) -> Body | None:
        """Return as the body of a further page without prose what is not known, and no furniture by itself."""
        shown = [n for n, block in enumerate(blocks) if not block.hidden and block.linked * 2 <= len(block.text)]
        new = [n for n in shown if blocks[n].text not in self and _HAN.search(blocks[n].text)]
        numbers = tuple(n for n in new if kinds[n] is None or kinds[n] in NEUTRAL)
        chosen = set(numbers)
        reasons = tuple("body" if n in chosen else kinds[n] or "outside" for n in range(len(blocks)))
        return Body(numbers, reasons, numbers[0], numbers[-1] + 1, 0.0) if numbers else None


def _pieces(text: str) -> Iterator[str]:
    return (text[n : n + 8] for n in range(max(1, len(text) - 7)))


def with_parts(draft: Draft, context: Context, lines: Iterable[str], read: Read) -> Draft:
    """Return the draft of a first page, which shows these lines, with the bodies of ``page.parts`` behind its own.

    ``read(draft, context, known)`` extracts a decoded page and takes lines that are known for furniture, however much
    they look like text. A part without bytes could not be fetched; a warning tells of it, and of one that cannot be
    read (``part-missing:URL``). Title and date are the first page's; who wrote and edited may stand on the last.
    """
    known, bodies = Known(lines), _lines(draft)
    for part in draft.page.parts:
        outcome = _read_part(part, context, known, bodies, read)
        if isinstance(outcome, Reject):
            draft = replace(draft, warnings=(*draft.warnings, f"part-missing:{part.requested_url}"))
        else:
            draft = _joined(draft, outcome)
            known.add(_lines(outcome))
            bodies |= _lines(outcome)
    return draft


def with_continuation(draft: Draft) -> Draft:
    """Return the draft of a page that came alone, with a warning for each page it goes on on (``continues:URL``)."""
    found = find_parts(draft.markup, draft.page.url) if draft.page.format == "html" else ()
    return replace(draft, warnings=(*draft.warnings, *(f"continues:{part.url}" for part in found))) if found else draft


def _read_part(part: Page, context: Context, known: Known, bodies: set[str], read: Read) -> Draft | Reject:
    """Return the draft of a part without what is known; one that repeats the bodies before it has no blocks."""
    decoded = decode(Draft(page=replace(part, parts=())), context)
    if isinstance(decoded, Reject):
        return decoded
    outcome = read(decoded, context, known)
    if isinstance(outcome, Reject):
        whole = read(decoded, context, None)
        if isinstance(whole, Reject) or not _lines(whole) <= bodies:
            return outcome
        outcome = replace(whole, blocks=(), removed=(_repeated(whole),))
    return replace(outcome, warnings=decoded.warnings)


def _lines(draft: Draft) -> set[str]:
    return {block.text for block in draft.blocks}


def _repeated(part: Draft) -> Removal:
    chars = sum(len(block.text) for block in part.blocks)
    return Removal(stage="extract", rule="repeated", count=len(part.blocks), chars=chars)


def _joined(draft: Draft, part: Draft) -> Draft:
    """Append a part; its removals lose their places, which are lines of another page."""
    people = {name: getattr(draft, name) or getattr(part, name) for name in ("source", "author", "editor")}
    evidence = {name: part.evidence[name] for name in people if not getattr(draft, name) and name in part.evidence}
    return replace(
        draft,
        **people,
        blocks=(*draft.blocks, *part.blocks),
        attachments=tuple(dict.fromkeys((*draft.attachments, *part.attachments))),
        images=tuple(dict.fromkeys((*draft.images, *part.images))),
        parts=(*draft.parts, part.page.url) if part.blocks else draft.parts,
        evidence={**draft.evidence, **evidence},
        removed=(*draft.removed, *(replace(removal, place=None) for removal in part.removed)),
        warnings=tuple(dict.fromkeys((*draft.warnings, *part.warnings))),
    )
