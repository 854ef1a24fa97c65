"""A list page (column page, home page, forum board) to the links of its articles and of the next page.

With an article pattern a link counts when its path fits. Without one, links are grouped by where they stand: by the
tags and classes of the elements around them (Liu, Grossman and Zhai 2003, mining data records; Miao et al. 2009, tag
path clustering). A group is one of articles when its texts are as long as titles and its addresses as varied as those
of articles. A column page has one main list, the one that is paged or outweighs the others, and what stands beside
it (hot lists, notices) is not of it; a home page has many lists. Rows that a family hides in scripts (Hanweb
``<record><![CDATA[…``, objects with title and url) are read from the source.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from statistics import median
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.core.decode import decide
from crawler.core.extract.anchors import SHORTEST_TITLE, Anchor, Anchors, is_title, read_anchors
from crawler.core.extract.fold import fold
from crawler.core.extract.parse import own_host
from crawler.core.extract.select import hostile
from crawler.core.extract.tags import read_attributes
from crawler.core.extract.tree import tidy
from crawler.core.model import Reason
from crawler.core.profiles import profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.core.model import Page, Reject

#: The text of a link to the next page is no longer than this (characters).
LONGEST_NEXT = 12
#: Half of the links of a list of articles have texts at least this long (characters; navigations stay below 7).
TYPICAL_TITLE = 8
#: Characters of a title beyond which it weighs no more.
LONG_TITLE = 40
#: How much more a list weighs whose rows are dated.
DATED = 2.0
#: A list that weighs this many times as much as the next one is the main list of a column page.
DOMINANT = 2.5
#: Share of the links of a list that stand in rows of their own.
ROWS = 0.4
#: A list beside the main one of a column page is of it from this share of its weight.
EQUAL = 0.5
#: The list in front of a pager is the main one from this share of the greatest weight.
PAGED = 0.25
#: Lines between the last link of a list and that of another which ends with the same row.
LAST_ROW = 6
#: Share of the links of a list that one element must hold to be its container, or that must be like articles.
MOST = 0.5
#: Share of the links of a list that are as long as titles at least, pictures and columns being counted.
FEWEST_TITLES = 0.2
#: Rows of a list that are looked at for a date.
SAMPLE = 8
#: An address that stands in this many places of one list is a column or an author, no article.
REPEATED = 3
#: Links to other sites that make a list: a short one is of friends (友情链接) or advertises.
FOREIGN_LIST = 8
#: Size of a page in bytes beyond which the links of a reject are not read: reading them costs 40 ms a megabyte.
LARGEST = 1 << 20

_ROW, _ROW_END = "<![CDATA[", "]]>"
_NEXT: Final = re.compile(r"[\s\[【(<>»›]*(?:下一?页|后一?页|next(?:\s*page)?|>|›|»|>>)[\s\]】)>»›]*", re.IGNORECASE)
#: The name of a link to the next page that is a picture, or of the element around it.
_NEXT_NAME: Final = re.compile(r"(?<![a-z])(?:page)?[-_]?(?:next|nxt)[-_]?(?:page)?(?![a-z])")
_NEXT_HINT: Final = re.compile(r"[页頁xX>›»]")
_REL_NEXT = re.compile(r"<link\b(?=[^<>]{0,300}\brel\s*=\s*[\"']?next\b)([^<>]{0,300})>", re.IGNORECASE)
#: createPageHTML(pages, current page from 0, "index", "html")
_TRS_PAGER = re.compile(
    r"""createPageHTML\(\s*['"]?(\d{1,6})['"]?\s*,\s*['"]?(\d{1,6})['"]?\s*,\s*['"]([\w-]+)['"]\s*,\s*['"](\w+)['"]"""
)
#: A script that leads to an address: location.href='index_2.html', window.open("…").
_SCRIPTED: Final = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|open\()\s*['\"]([^'\"\s]{1,500})['\"]"
)
#: A page number that a script reads from the fragment: #page=2, #!/p/2.
_HASH_PAGE: Final = re.compile(r"#!?/?[a-z]{0,12}[=/_-]?\d{1,4}", re.IGNORECASE)
_PAGE_NUMBER: Final = re.compile(r"[\[(【（]?(\d{1,4})[\])】）]?")
#: The place of a row of numbers that are days, not pages.
_CALENDAR: Final = re.compile(r"calendar|rili|cal_|date")
#: The last part of the address of a column, and of a front page or a program.
_COLUMN: Final = re.compile(
    r"/(?:channel|channelList|lists?|col|column|node|class|category|more|tags?|author|user|space)(?![a-z])[\w-]*(?:\.\w+)?/?$",
    re.IGNORECASE,
)
_FRONT: Final = re.compile(r"/(?:index|default|main|home)(?![a-z])[\w-]*(?:\.\w+)?$|/$", re.IGNORECASE)
_LONG_NUMBER: Final = re.compile(r"\d{4}|[0-9a-f]{16}")
_DIGITS: Final = re.compile(r"\d+")
#: A date as rows show it: 2024-03-05, 2024.3.5, 03/05, [3月5日], the day above or below the month (05 2024-03).
_DATE: Final = re.compile(
    r"(?<![\d.])(?:20\d\d\s?[-./年]\s?)?[01]?\d\s?[-/月]\s?[0-3]?\d(?![\d%])|"
    r"(?<!\d)20\d\d\.\d\d?\.\d\d?|"
    r"(?<!\d)(?:[0-3]?\d)?20\d\d\s?[-./年]\s?[01]?\d(?:[0-3]\d)?(?!\d)"
)
#: An absolute address that joining it leaves as it is.
_PLAIN: Final = re.compile(r"https?://[\w.-]+(?::\d+)?/[^#\[\]\s]*")
_HOST_END: Final = re.compile(r"[/:?#]")
_FURNITURE: Final = re.compile(r"[ .](?:foot|copyright|friend)")
_LIST_TAGS: Final = frozenset("ul ol dl table tbody".split())
_SECOND_LEVEL: Final = frozenset("ac co com edu gov mil net org".split())
_FEED: Final = re.compile(r"\s*+(?:(?:<\?[^>]*+>|<!--[^-]*+(?:-(?!->)[^-]*+)*+-->)\s*+){0,9}+<(?:rss|feed|rdf:RDF)\b")
#: The address of an entry: <link>…</link>, in CDATA or not, or <link href="…"/>.
_FEED_LINK: Final = re.compile(
    r"<link>\s*(?:<!\[CDATA\[)?([^<\]]{1,1000})|<link\b[^<>]{0,300}\bhref\s*=\s*[\"']([^\"']{1,1000})"
)
_OBJECT: Final = re.compile(r"\{[^{}]{20,3000}\}")
_OBJECT_URL: Final = re.compile(r"\b\w{0,12}(?:url|href|link)[\"']?\s*:\s*[\"']([^\"'<>\s]{4,400})[\"']", re.IGNORECASE)
_OBJECT_TITLE: Final = re.compile(r"\b\w{0,12}title[\"']?\s*:\s*[\"']([^\"']{5,200})[\"']", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: its absolute URL without fragment, and its text."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a list page leads to: articles in page order without repetition, and the page that follows."""

    articles: tuple[Link, ...]
    next_page: str | None


@dataclass(frozen=True, slots=True)
class _Group:
    """Links in equal places that may be those of a list of articles, each address once."""

    anchors: tuple[Anchor, ...]
    weight: float  # characters of the titles, more where they are dated
    foreign: bool  # most lead to other sites


@dataclass(frozen=True, slots=True)
class _Pager:
    """The page that follows, and the line in which its link stands."""

    url: str
    line: int


def read_list(page: Page, article_url: re.Pattern[str] | None = None) -> ListPage:
    """Return the article links and the next page of a list page.

    ``article_url`` is matched against the path, also with its query; without it the page's own lists decide. The
    site's selectors ``list`` and ``next`` say where its article links and the link to the next page are. Never raises.
    """
    decoding = decide(page.body, page.content_type, page.site.encoding, html=True)
    return read_links(decoding.text if decoding else "", page, article_url)


def read_links(markup: str, page: Page, article_url: re.Pattern[str] | None = None) -> ListPage:
    """Return what ``read_list`` returns, of a page that is decoded already."""
    declared, here = page.site.selectors, urldefrag(page.url).url
    read = read_anchors(f"{markup}{_script_rows(markup)}" if "<record>" in markup else markup)
    base = _joined(page.url, read.base) or page.url
    parser = LexborHTMLParser(markup) if {"list", "next"} & declared.keys() and not hostile(markup) else None
    pager = _pager(read.anchors, base, here)
    links = _below(parser, declared["list"], base) if parser and "list" in declared else None
    if article_url:
        every = links if links is not None else _absolute(read.anchors, base)
        links = [link for link in every if _fits(article_url, link.url)]
    elif links is None:
        found = _in_lists(read, _site(own_host(markup, page.url)), pager)
        links = _absolute(found, base) or _in_objects(markup, base)
    if parser and "next" in declared:
        following = next((link.url for link in _below(parser, declared["next"], base)), None)
    else:
        following = pager.url if pager else _said_next(markup, base)
    return ListPage(_once(links, here), following)


def links_of(reject: Reject) -> tuple[str, ...]:
    """Return the addresses of the articles that a refused list, home page or feed leads to; () for other rejects.

    The page is read a second time: the stage that refuses it only decides. Never raises, and reads nothing of a page
    above ``LARGEST`` bytes.
    """
    page = reject.page
    if reject.reason not in (Reason.LIST_PAGE, Reason.HOME_PAGE) or page.format != "html" or len(page.body) > LARGEST:
        return ()
    decoding = decide(page.body, page.content_type, page.site.encoding, html=True)
    markup = decoding.text if decoding else ""
    if is_feed(markup):
        return read_feed(markup, page.url)
    return tuple(link.url for link in read_links(markup, page).articles)


def _once(links: Iterable[Link], here: str) -> tuple[Link, ...]:
    """Return the links to other pages, each address once, with its first text that is as long as a title."""
    found: dict[str, Link] = {}
    for link in links:
        known = found.setdefault(link.url, link)
        if len(known.text) < SHORTEST_TITLE <= len(link.text):
            found[link.url] = link
    return tuple(link for link in found.values() if link.url and link.text and link.url != here)


def _absolute(anchors: Iterable[Anchor], base: str) -> list[Link]:
    return [Link(url, anchor.text) for anchor in anchors if (url := _joined(base, anchor.href))]


def _in_lists(read: Anchors, site: str, pager: _Pager | None) -> list[Anchor]:
    """Return the links to articles of a page whose lists nobody declared, in page order."""
    groups = [group for anchors in _by_place(read.anchors) if (group := _group(anchors, read, site))]
    groups = [group for group in groups if not group.foreign or len(group.anchors) >= FOREIGN_LIST] and groups
    greatest = max(groups, key=lambda group: group.weight, default=None)
    if greatest is None or (greatest.foreign and len(greatest.anchors) < FOREIGN_LIST):
        return []
    groups = [group for group in groups if greatest.foreign or not group.foreign]
    main = _paged(groups, greatest, pager) or _dominant(groups, greatest, read)
    if main:
        styles = {anchor.style for anchor in main.anchors}
        groups = [group for group in groups if group.weight >= EQUAL * main.weight or group.anchors[0].style in styles]
    found = [anchor for group in groups for anchor in group.anchors]
    if main:
        found += _other_rows(read, main, found, "" if main.foreign else site)
    return sorted(found, key=lambda anchor: anchor.line)


def _by_place(anchors: Iterable[Anchor]) -> Iterable[list[Anchor]]:
    places: dict[str, list[Anchor]] = {}
    for anchor in anchors:
        places.setdefault(anchor.place, []).append(anchor)
    return [found for place, found in places.items() if not _FURNITURE.search(place)]


def _group(anchors: list[Anchor], read: Anchors, site: str) -> _Group | None:
    """Return the links of one place as a group, None where they are not those of articles."""
    if sum(len(anchor.text) >= TYPICAL_TITLE for anchor in anchors) < FEWEST_TITLES * len(anchors):
        return None
    links = [(href, anchor) for anchor in anchors if (href := anchor.href)]
    times = Counter(href for href, _ in links)
    best: dict[str, Anchor] = {}
    for href, anchor in links:
        size = len(anchor.text)
        if (times[href] < REPEATED or size >= TYPICAL_TITLE) and size > (len(best[href].text) if href in best else 0):
            best[href] = anchor
    if not best or median(len(anchor.text) for anchor in best.values()) < TYPICAL_TITLE:
        return None
    titles = {href: anchor for href, anchor in best.items() if is_title(anchor.text)}
    fitting = sum(_like_article(href) for href in titles)
    different = len({_DIGITS.sub("", anchor.text) for anchor in titles.values()})
    if not titles or fitting < MOST * len(best) or different < MOST * len(titles):
        return None
    own = sum(_site(_host(href)) in (site, "") for href in titles)
    found = tuple(titles.values())
    weight = sum(min(len(anchor.text), LONG_TITLE) for anchor in found) * (DATED if _dated(found, read) else 1.0)
    return _Group(found, weight, own < MOST * len(titles))


def _dated(anchors: Sequence[Anchor], read: Anchors) -> bool:
    """Tell whether most rows show a date, in the line of the link or one beside it."""
    sample = anchors[:: max(1, len(anchors) // SAMPLE)]
    dated = 0
    for anchor in sample:
        beside = [text for text, _ in read.lines[anchor.line : anchor.line + 1]]
        beside = [text.replace(anchor.text, "", 1) for text in beside]
        around = read.lines[max(anchor.line - 1, 0) : anchor.line + 4]
        beside += [text for text, linked in around if linked * 2 <= len(text) <= LONG_TITLE]
        dated += any(_DATE.search(text) for text in beside)
    return dated > MOST * len(sample)


def _paged(groups: Sequence[_Group], greatest: _Group, pager: _Pager | None) -> _Group | None:
    """Return the list in front of the pager."""
    if pager is None:
        return None
    before = [
        group for group in groups if group.anchors[0].line <= pager.line and group.weight >= PAGED * greatest.weight
    ]
    last = max((group.anchors[-1].line for group in before), default=0)
    final = (group for group in before if group.anchors[-1].line >= last - LAST_ROW)
    return max(final, key=lambda group: group.weight, default=None)


def _dominant(groups: Sequence[_Group], greatest: _Group, read: Anchors) -> _Group | None:
    """Return the list that outweighs every other, if it is one: a row of tabs is many."""
    others = max((group.weight for group in groups if group is not greatest), default=0.0)
    if greatest.weight < DOMINANT * others:
        return None
    container = _container(greatest, read)
    rows = {_row(anchor, read, container) for anchor in greatest.anchors}
    return greatest if len(rows) >= ROWS * len(greatest.anchors) else None


def _container(group: _Group, read: Anchors) -> int:
    """Return the innermost element that holds most links of a group."""
    holds: Counter[int] = Counter()
    for anchor in group.anchors:
        holds.update(read.around(anchor))
    return max((number for number, count in holds.items() if count > MOST * len(group.anchors)), default=0)


def _other_rows(read: Anchors, main: _Group, found: Sequence[Anchor], site: str) -> list[Anchor]:
    """Return the titles of those rows of the main list that are marked up in another way: pinned, with pictures."""
    container = _container(main, read)
    rows = {_row(anchor, read, container) for anchor in found}
    others: dict[int, Anchor] = {}
    for anchor in read.anchors:
        if len(anchor.text) < TYPICAL_TITLE or anchor.element < container:
            continue
        row = _row(anchor, read, container)
        if row is None or row in rows or (row in others and len(anchor.text) <= len(others[row].text)):
            continue
        href = anchor.href
        if href and (not site or _site(_host(href)) in (site, "")) and is_title(anchor.text) and _like_article(href):
            others[row] = anchor
    return list(others.values())


def _row(anchor: Anchor, read: Anchors, container: int) -> int | None:
    """Return the row of a container in which a link stands, None for a link outside.

    A row is a child of the container, or of one of the lists it consists of; a link directly in it is one.
    """
    inner = child = -1 - anchor.line
    for number in read.around(anchor):
        if number == container:
            return inner if child >= 0 and read.tags[child] in _LIST_TAGS else child
        inner, child = child, number
    return None


def _like_article(href: str) -> bool:
    """Tell whether an address may be one of an article: it has a number, and is not one of a column."""
    path, _, query = href.partition("?")
    if "//" in path:
        path = f"/{path.partition('//')[2].partition('/')[2]}"
    path = path if path.startswith("/") else f"/{path}"
    if _COLUMN.search(path):
        return False
    if _FRONT.search(path) and not _DIGITS.search(query):
        return any(profile.article_url.search(path) for profile in profiles().values())
    return _DIGITS.search(path.rpartition("/")[2] + query) is not None or _LONG_NUMBER.search(path) is not None


def _host(href: str) -> str:
    """Return the host that an address names, "" where it names none."""
    start, slashes, rest = href.partition("//")
    return _HOST_END.split(rest, 1)[0] if slashes and (not start or start.endswith(":")) else ""


def _site(host: str) -> str:
    """Return what the hosts of one site share: news.a.com.cn -> a.com.cn, www.qinghe.gov.cn -> qinghe.gov.cn.

    >>> _site("sports.163.com"), _site("zhxc.www.yc.gov.cn")
    ('163.com', 'yc.gov.cn')
    """
    labels = host.lower().split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else labels[-2:])


def _script_rows(markup: str) -> str:
    """Return the rows of ``<recordset>`` scripts as one document."""
    rows = []
    start = markup.find(_ROW)
    while start >= 0 and (end := markup.find(_ROW_END, start)) >= 0:
        rows.append(markup[start + len(_ROW) : end])
        start = markup.find(_ROW, end)
    return "</script>" + "".join(rows)


def _in_objects(markup: str, base: str) -> list[Link]:
    """Return the links of rows that a script builds from objects: {"title": …, "url": …}."""
    links = []
    for found in _OBJECT.finditer(markup):
        title, address = _OBJECT_TITLE.search(found.group()), _OBJECT_URL.search(found.group())
        if title and address and (url := _joined(base, address[1].replace("\\/", "/"))) and _like_article(url):
            links.append(Link(url, tidy(unescape(title[1]))))
    return links


def _below(parser: LexborHTMLParser, selector: str, base: str) -> list[Link]:
    """Return every link to a page below the elements of a selector, or that they themselves are."""
    links = []
    for node in parser.css(selector):
        for link in node.css("a[href]"):
            if url := _joined(base, link.attributes.get("href") or ""):
                shown, title = tidy(link.text(deep=True)), tidy(link.attributes.get("title") or "")
                links.append(Link(url, title if len(title) > len(shown) else shown))
    return links


def _joined(base: str, href: str) -> str | None:
    """Return an address as an absolute one without fragment, None where it leads to no page."""
    href = href.strip()
    if _PLAIN.fullmatch(href) and "/." not in href:
        return href
    try:
        url = urldefrag(urljoin(base, href)).url if href else ""
        return url if urlsplit(url).scheme in ("http", "https", urlsplit(base).scheme) else None
    except ValueError:
        return None


def _fits(article_url: re.Pattern[str], url: str) -> bool:
    parts = urlsplit(url)
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return bool(url) and (article_url.search(parts.path) or article_url.search(address)) is not None


def _pager(anchors: Sequence[Anchor], base: str, here: str) -> _Pager | None:
    """Return the page behind this one: where the link that says so leads, else the next number of a row of pages."""
    rows: dict[str, dict[int, _Pager]] = {}
    found, unnamed = None, None
    for anchor in anchors:
        if len(anchor.text) > LONGEST_NEXT:
            continue
        if not anchor.text:
            if _NEXT_NAME.search(anchor.place, 0, LONG_TITLE):
                unnamed = unnamed or _target(anchor, base, here)
            continue
        if (number := _PAGE_NUMBER.fullmatch(anchor.text)) and not _CALENDAR.search(anchor.place):
            if (url := _target(anchor, base, here)) and url != here:
                rows.setdefault(anchor.place, {}).setdefault(int(number[1]), _Pager(url, anchor.line))
        elif _NEXT_HINT.search(anchor.text) and _NEXT.fullmatch(fold(anchor.text).text):
            url = _target(anchor, base, here)
            if url and url != here and (found is None or found.url == url):
                found = _Pager(url, anchor.line)  # the last one: pagers stand above lists, too
    found = found or next((pager for row in rows.values() if (pager := _next_number(row))), None)
    return found or (_Pager(unnamed, 0) if unnamed and unnamed != here else None)


def _next_number(pages: Mapping[int, _Pager]) -> _Pager | None:
    """Return the page behind the first number that leads nowhere else, which is the page that is shown.

    The addresses of a row of pages differ in one number only; those of days and pictures do not.
    """
    current = next(number for number in range(1, len(pages) + 2) if number not in pages)
    following = pages.get(current + 1)
    others = [pager.url for number, pager in pages.items() if number not in (1, current + 1)]
    if following is None or not others:
        return None
    numbers, shape = _DIGITS.findall(following.url), _DIGITS.sub("0", following.url)
    for url in others:
        pairs = zip(numbers, _DIGITS.findall(url), strict=False)
        if _DIGITS.sub("0", url) != shape or sum(one != other for one, other in pairs) != 1:
            return None
    return following


def _target(anchor: Anchor, base: str, here: str) -> str | None:
    """Return where a link leads, be it by a script or by a fragment that names a page."""
    if href := anchor.href:
        return _joined(base, href)
    script = anchor.script
    if fragment := _HASH_PAGE.match(script):
        return here + fragment.group()
    scripted = _SCRIPTED.search(script)
    return _joined(base, scripted[1]) if scripted else None


def _said_next(markup: str, base: str) -> str | None:
    """Return the next page as the head or the pager script of TRS names it."""
    if "next" in markup and (found := _REL_NEXT.search(markup)):
        return _joined(base, read_attributes(found[1]).get("href", ""))
    pager = _TRS_PAGER.search(markup) if "createPageHTML" in markup else None
    if pager and int(pager[2]) + 1 < int(pager[1]):
        return urljoin(base, f"{pager[3]}_{int(pager[2]) + 1}.{pager[4]}")
    return None


def is_feed(markup: str) -> bool:
    """Tell whether a document is an RSS or Atom feed: links, no article."""
    return _FEED.match(markup, 0, 2000) is not None


def read_feed(markup: str, url: str) -> tuple[str, ...]:
    """Return the addresses of the entries of an RSS or Atom feed, absolute, in order."""
    entries = re.split(r"<(?:item|entry)\b", markup)[1:]
    found = (_FEED_LINK.search(entry) for entry in entries)
    urls = (_joined(url, unescape(link[1] or link[2]).strip()) for link in found if link)
    return tuple(dict.fromkeys(url for url in urls if url))
