"""A list page (column page) to the links of its articles and of the next page.

Links are taken from the tree and, where a family hides its rows in scripts (Hanweb ``<record><![CDATA[…``), from the
source. With an article pattern a link counts when its path fits; without one, when it looks like an article of a
known family on the page's own host, or stands in the part of the page that repeats such links.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.core.decode import decide
from crawler.core.extract.fold import fold
from crawler.core.extract.tree import hostile, tidy
from crawler.core.profiles import profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

    from crawler.core.model import Page

#: The text of a link to the next page is no longer than this (characters).
LONGEST_NEXT = 12
#: The text of an article's link has at least this many characters; shorter ones are columns and buttons.
SHORTEST_TITLE = 5
#: Half of the links to articles of an unknown system have texts at least this long (characters).
TYPICAL_TITLE = 9

_ROW, _ROW_END = "<![CDATA[", "]]>"
_NEXT: Final = re.compile(r"[\s\[【(<>»›]*(?:下一?页|后一?页|next(?:\s*page)?|>|›|»|>>)[\s\]】)>»›]*", re.IGNORECASE)
#: createPageHTML(pages, current page from 0, "index", "html")
_TRS_PAGER = re.compile(
    r"""createPageHTML\(\s*['"]?(\d+)['"]?\s*,\s*['"]?(\d+)['"]?\s*,\s*['"]([\w-]+)['"]\s*,\s*['"](\w+)['"]"""
)
_NO_ARTICLE_PATH = re.compile(
    r"/(?:channel|channelList|list|lists|col|column|index)[\w-]*(?:/|\.\w+$)|/$", re.IGNORECASE
)
#: What differs between the addresses of one system's articles: numbers, dates, hexadecimal and uuid names.
_NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,40}|\d+")


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


def read_list(page: Page, article_url: re.Pattern[str] | None = None) -> ListPage:
    """Return the article links and the next page of a list page.

    ``article_url`` is matched against the path, also with its query; without it the page's own shapes decide. The
    site's selectors ``list`` and ``next`` say where its article links and the link to the next page are. Never raises.
    """
    decoding = decide(page.body, page.content_type, page.site.encoding, html=True)
    markup = decoding.text if decoding else ""
    if hostile(markup):
        return ListPage((), None)
    parser, here, declared = LexborHTMLParser(markup), urldefrag(page.url).url, page.site.selectors
    base = _base(parser, page.url)
    rows = [parser, LexborHTMLParser(_script_rows(markup))] if "<record>" in markup else [parser]
    links = list(_links(parser.css(declared["list"]) if "list" in declared else rows, base))
    if article_url:
        chosen = _by_pattern(links, article_url)
    else:
        chosen = [link for link in links if link.text] if "list" in declared else _by_family(links, page.url)
    articles = dict.fromkeys(link for link in chosen if link.url != here)
    first = {link.url: link for link in reversed(articles)}
    if "next" in declared:
        following = next((link.url for link in _links(parser.css(declared["next"]), base)), None)
    else:
        following = _next_page(_links(rows, base), markup, here)
    return ListPage(tuple(link for link in articles if first[link.url] is link), following)


def _script_rows(markup: str) -> str:
    """Return the rows of ``<recordset>`` scripts as one document."""
    rows = []
    start = markup.find(_ROW)
    while start >= 0 and (end := markup.find(_ROW_END, start)) >= 0:
        rows.append(markup[start + len(_ROW) : end])
        start = markup.find(_ROW, end)
    return "".join(rows)


def _base(parser: LexborHTMLParser, url: str) -> str:
    node = parser.css_first("base[href]")
    return urljoin(url, node.attributes.get("href") or "") if node else url


def _links(sources: Iterable[LexborHTMLParser | LexborNode], base: str) -> Iterator[Link]:
    """Yield every link to a page below some nodes, or that the nodes themselves are."""
    for source in sources:
        for node in source.css("a[href]"):
            attributes = node.attributes
            if url := _absolute(base, attributes.get("href") or ""):
                shown, title = tidy(node.text(deep=True)), tidy(attributes.get("title") or "")
                yield Link(url, title if len(title) > len(shown) else shown)


def _absolute(base: str, href: str) -> str | None:
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        url = urldefrag(urljoin(base, href)).url
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _address(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _by_pattern(links: Iterable[Link], article_url: re.Pattern[str]) -> list[Link]:
    return [
        link for link in links if article_url.search(urlsplit(link.url).path) or article_url.search(_address(link.url))
    ]


def _by_family(links: list[Link], url: str) -> list[Link]:
    """Return the links that fit the family most links of the page fit; without a family, those of repeated shapes."""
    host = urlsplit(url).netloc
    own = [link for link in links if urlsplit(link.url).netloc == host and len(link.text) >= SHORTEST_TITLE]
    fitting = Counter(family for link in own if (family := _family(link.url)))
    if not fitting:
        return _by_shape(own)
    family = fitting.most_common(1)[0][0]
    pattern = profiles()[family].article_url
    return [link for link in own if pattern.search(urlsplit(link.url).path)]


def _by_shape(links: list[Link]) -> list[Link]:
    """Return the links whose address has a number and a shape that several links with long texts share."""
    shapes: dict[str, list[Link]] = {}
    for link in links:
        shapes.setdefault(_NUMBER.sub("0", _address(link.url)), []).append(link)
    articles = {
        shape
        for shape, group in shapes.items()
        if "0" in shape
        and not _NO_ARTICLE_PATH.search(shape)
        and median(len(link.text) for link in group) >= TYPICAL_TITLE
    }
    return [link for link in links if _NUMBER.sub("0", _address(link.url)) in articles]


def _family(url: str) -> str | None:
    path = urlsplit(url).path
    return next((p.id for p in profiles().values() if p.article_url.search(path)), None)


def _next_page(links: Iterable[Link], markup: str, here: str) -> str | None:
    """Return the page behind this one: the link that says so, else what the pager script of TRS counts."""
    for link in links:
        if len(link.text) <= LONGEST_NEXT and _NEXT.fullmatch(fold(link.text).text) and link.url != here:
            return link.url
    pager = _TRS_PAGER.search(markup)
    if pager and int(pager[2]) + 1 < int(pager[1]):
        return urljoin(here, f"{pager[3]}_{int(pager[2]) + 1}.{pager[4]}")
    return None
