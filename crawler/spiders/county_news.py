"""The spider: from the list pages of the declared sites to their article pages, and nothing but links.

It looks at list pages only to find links, at article pages only to find the further pages of a split article, and
hands every article on as raw bytes with what the transport said (``crawler.core.model.Page``). What cannot be fetched
becomes a ``Reject``, list pages too; a further page of an article only leaves a gap in it. Everything that can be wrong
in what the operator gave is checked in ``from_crawler``, before the first request.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest

from crawler import __version__
from crawler.core.extract.links import read_list
from crawler.core.extract.parts import part_number, read_parts
from crawler.core.model import Page, Reason, Reject, SiteFacts
from crawler.core.profiles import profiles
from crawler.core.record import page_id
from crawler.middlewares import RobotsForbidden, RobotsUnreachable
from crawler.options import Options
from crawler.pipelines import failed
from crawler.selection import Arguments, select
from crawler.sites import Site, load_sites
from crawler.state import State

if TYPE_CHECKING:
    import re
    from collections.abc import AsyncIterator, Iterator, Mapping
    from datetime import date

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from crawler.core.extract.links import Link, ListPage

#: Article pages go before further list pages, so that what waits stays short and newest news come first.
ARTICLE_PRIORITY = 10
#: A split article is finished before the next is begun.
PART_PRIORITY = 20

#: How the detail of a reject begins that is not about an article page.
LIST_PAGE = "list page: "


@dataclass(slots=True)
class Walk:
    """The way from one start URL along its list pages."""

    site: Site
    lists: set[str] = field(default_factory=set)  # URLs of list pages asked for
    articles: set[str] = field(default_factory=set)  # ids found on them


@dataclass(slots=True)
class Whole:
    """A split article on its way: pages are known by the number in their address."""

    page: Page  # the first
    known: dict[int, str]  # URLs of further pages
    parts: dict[int, Page] = field(default_factory=dict)  # those asked for; without bytes where one is missing


class CountyNewsSpider(Spider):
    """``scrapy crawl county_news [-a county=…] [-a province=…] [-a since=YYYY-MM-DD] [-a limit=N]``."""

    name = "county_news"

    def __init__(self, *, options: Options, arguments: Arguments, sites: tuple[Site, ...], state: State) -> None:
        """Keep what was checked; ``from_crawler`` checks it."""
        super().__init__()
        self.options = options
        self.arguments = arguments
        self.sites = sites
        self.page_state = state
        self.run = state.new_run()
        self.found: set[str] = set()  # ids of article pages asked for or known to be done, in this run
        self.taken: Counter[tuple[str | None, str | None]] = Counter()  # articles of a site, for the limit
        self._since = {site.key: arguments.since or site.since for site in sites}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Return the spider; raises ``ConfigurationError`` for anything wrong in settings, arguments or seeds."""
        options = Options.from_settings(crawler.settings)
        arguments = Arguments.parse(kwargs)
        sites = select(load_sites(options.seeds, options.divisions), arguments, options.divisions)
        crawler.settings.set("USER_AGENT", user_agent(options.contact), priority="spider")
        crawler.settings.set("DOWNLOAD_SLOTS", download_slots(sites, crawler.settings), priority="spider")
        spider = cls(options=options, arguments=arguments, sites=sites, state=State(options.output))
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yield a request for every start URL."""
        if self.options.contact is None:
            self.logger.warning("COUNTY_NEWS_CONTACT is not set: the sites cannot tell whom to ask about this crawl")
        for site in self.sites:
            for url in site.start_urls:
                walk = Walk(site)
                walk.lists.add(url)
                for request in self._requests(url, self.parse_list, walk=walk):
                    yield request

    def parse_list(self, response: Response, walk: Walk) -> Iterator[Request | Reject]:
        """Yield requests for the articles of a list page, and for the next list page as long as there is news."""
        page = self._page(response, walk.site.facts)
        if response.status != 200:
            yield self._reject(Reason.HTTP_ERROR, page, f"{LIST_PAGE}HTTP {response.status}")
            return
        try:
            listing = read_list(page, article_pattern(walk.site))
        except Exception as error:
            self.logger.exception("The links of %s cannot be read", page.url)
            yield self._count_reject(failed(page, f"{LIST_PAGE}read_list", error))
            return
        self._count("list_pages")
        fresh = self._fresh(listing, walk)
        if not listing.articles:
            self._count("empty_list_pages")
            self.logger.warning("%s: no article links on the list page %s", walk.site.label, page.url)
        for identity, link in fresh.items():
            yield from self._article_requests(identity, link, walk)
        if fresh and listing.next_page:
            yield from self._next_list(listing.next_page, walk)

    def parse_article(self, response: Response, site: SiteFacts) -> Iterator[Request | Page | Reject]:
        """Yield the page as it came with its further pages, or a reject of an answer with anything but 200."""
        page = self._page(response, site)
        if urlsplit(page.url).hostname != urlsplit(page.requested_url).hostname:
            self._count("foreign_redirects")
        if response.status == 200:
            _keep_depth(response)
            yield from self._next_part(Whole(page, self._read_parts(page)))
        else:
            yield self._reject(Reason.HTTP_ERROR, page, f"HTTP {response.status}")

    def parse_part(self, response: Response, whole: Whole, number: int) -> Iterator[Request | Page]:
        """Go on with a split article; an answer that is none of its pages, such as the home page, counts as missing."""
        _keep_depth(response)
        page = self._page(response, whole.page.site)
        if response.status != 200 or part_number(page.url, whole.page.url) is None:
            yield from self._without_part(whole, number, f"HTTP {response.status} from {page.url}")
            return
        self._count("parts")
        if page.body in (whole.page.body, *(part.body for part in whole.parts.values())):
            self._count("part_loops")  # a site that answers every number with its last page would go on for ever
        else:
            whole.known = self._read_parts(page, whole.page.url) | whole.known
        whole.parts[number] = page
        yield from self._next_part(whole)

    def failed_list(self, failure: Failure) -> Iterator[Reject]:
        """Yield the reject of a list page without an answer."""
        yield self._unanswered(failure, failure.request.cb_kwargs["walk"].site.facts, LIST_PAGE)

    def failed_article(self, failure: Failure) -> Iterator[Reject]:
        """Yield the reject of an article page without an answer."""
        yield self._unanswered(failure, failure.request.cb_kwargs["site"], "")

    def failed_part(self, failure: Failure) -> Iterator[Request | Page]:
        """Go on with a split article without the part that did not answer."""
        arguments = failure.request.cb_kwargs
        yield from self._without_part(arguments["whole"], arguments["number"], failure.getErrorMessage())

    def since_of(self, site: SiteFacts) -> date | None:
        """Return the date before which articles of the site are not wanted; the argument goes before the seeds."""
        return self._since.get((site.adcode, site.site))

    def _fresh(self, listing: ListPage, walk: Walk) -> dict[str, Link]:
        """Return the links by id that this walk has not met; a list page without any is the end, or a repetition."""
        fresh: dict[str, Link] = {}
        for link in listing.articles:
            try:
                identity = page_id(link.url)
            except ValueError as error:
                self._bad_link(link.url, error)
                continue
            if identity not in walk.articles:
                fresh.setdefault(identity, link)
        walk.articles |= fresh.keys()
        return fresh

    def _article_requests(self, identity: str, link: Link, walk: Walk) -> Iterator[Request]:
        if identity in self.found or self._limit_reached(walk.site):
            return
        self.found.add(identity)
        self.taken[walk.site.key] += 1
        if self.page_state.done(identity, since=self._since[walk.site.key]):
            self._count("already_done")
            return
        yield from self._requests(link.url, self.parse_article, site=walk.site.facts)

    def _next_list(self, url: str, walk: Walk) -> Iterator[Request]:
        if url in walk.lists or self._limit_reached(walk.site):
            return
        if len(walk.lists) >= self.options.list_pages:
            self._count("list_page_caps")
            self.logger.warning("%s: stopped after %d list pages", walk.site.label, len(walk.lists))
            return
        walk.lists.add(url)
        yield from self._requests(url, self.parse_list, walk=walk)

    def _read_parts(self, page: Page, first: str | None = None) -> dict[int, str]:
        try:
            return {part.number: part.url for part in read_parts(page, first)}
        except Exception:
            self.logger.exception("The further pages of %s cannot be read", page.url)
            self._count("part_errors")
            return {}

    def _next_part(self, whole: Whole) -> Iterator[Request | Page]:
        """Yield the request of the next page of a split article, or the article when no page is left."""
        waiting = sorted(whole.known.keys() - whole.parts.keys())
        if waiting and len(whole.parts) + 1 < self.options.parts:
            number = waiting[0]
            self.found.add(page_id(whole.known[number]))
            requests = list(self._requests(whole.known[number], self.parse_part, whole=whole, number=number))
            yield from requests or self._without_part(whole, number, "not a usable link")
            return
        if waiting:
            self._count("part_caps")
            self.logger.warning("%s: stopped after %d pages", whole.page.url, len(whole.parts) + 1)
        whole.parts |= {number: _missing(whole, number) for number in waiting}
        yield replace(whole.page, parts=tuple(part for _, part in sorted(whole.parts.items())))

    def _without_part(self, whole: Whole, number: int, why: str) -> Iterator[Request | Page]:
        self._count("parts_missing")
        self.logger.info("%s: page %s is missing: %s", whole.page.url, whole.known[number], why)
        whole.parts[number] = _missing(whole, number)
        yield from self._next_part(whole)

    def _limit_reached(self, site: Site) -> bool:
        return self.arguments.limit is not None and self.taken[site.key] >= self.arguments.limit

    def _requests(self, url: str, callback: Any, **arguments: Any) -> Iterator[Request]:  # noqa: ANN401
        """Yield the request of a URL, or nothing where it is none that a page may send us to."""
        errback, priority = {
            self.parse_list: (self.failed_list, 0),
            self.parse_article: (self.failed_article, ARTICLE_PRIORITY),
            self.parse_part: (self.failed_part, PART_PRIORITY),
        }[callback]
        try:
            if urlsplit(url).scheme not in ("http", "https"):
                raise ValueError("neither http nor https")  # noqa: TRY301 - refused like what Scrapy refuses
            yield Request(
                url,
                callback,
                errback=errback,
                cb_kwargs=arguments,
                priority=priority,
                meta={"download_slot": host(url)},
                # What was asked for is known here by canonical address; Scrapy's filter would drop the second of two
                # addresses that redirect to one page, without a word.
                dont_filter=True,
            )
        except ValueError as error:
            self._bad_link(url, error)

    def _bad_link(self, url: str, error: ValueError) -> None:
        self._count("bad_links")
        self.logger.info("Not a usable link: %s (%s)", url, error)

    def _page(self, response: Response, site: SiteFacts) -> Page:
        header = response.headers.get(b"Content-Type") or b""
        return Page(
            body=response.body,
            url=response.url,
            requested_url=_requested_url(response.request or Request(response.url)),
            fetched=_now(),
            content_type=header.decode("latin-1"),
            site=site,
        )

    def _unanswered(self, failure: Failure, site: SiteFacts, kind: str) -> Reject:
        request: Request = failure.request
        page = Page(body=b"", url=request.url, requested_url=_requested_url(request), fetched=_now(), site=site)
        reason = _reason(failure)
        if reason == Reason.TOO_LARGE:  # a stream that is cut off has no message of its own
            return self._reject(reason, page, f"{kind}more than {self._max_bytes()} bytes (DOWNLOAD_MAXSIZE)")
        name = "" if failure.check(IgnoreRequest) else f"{failure.type.__name__}: "
        return self._reject(reason, page, f"{kind}{name}{failure.getErrorMessage()}".rstrip(": "))

    def _max_bytes(self) -> int:
        return self.crawler.settings.getint("DOWNLOAD_MAXSIZE")

    def _reject(self, reason: Reason, page: Page, detail: str) -> Reject:
        return self._count_reject(Reject(reason=reason, page=page, detail=detail))

    def _count_reject(self, reject: Reject) -> Reject:
        self._count(f"reject/{reject.reason}")
        return reject

    def _count(self, event: str) -> None:
        self.crawler.stats.inc_value(f"county_news/spider/{event}")


def article_pattern(site: Site) -> re.Pattern[str] | None:
    """Return what the paths of a site's article pages match: its own pattern, its profile's, or None if unknown."""
    if site.article_url or not site.profile:
        return site.article_url
    return profiles()[site.profile].article_url


def host(url: str) -> str:
    """Return the server of a URL, the port included where it is not the usual one: what a delay holds for."""
    parts = urlsplit(url)
    port = {None: "", 80: "", 443: ""}.get(parts.port, f":{parts.port}")
    return f"{parts.hostname or ''}{port}"


def user_agent(contact: str | None) -> str:
    """Return what the crawler calls itself: name, version, and where to reach the people who run it."""
    return f"county_news/{__version__}" + (f" (+{contact})" if contact else "")


def download_slots(sites: tuple[Site, ...], settings: BaseSettings) -> Mapping[str, Mapping[str, Any]]:
    """Return the settings of download slots: the longest delay that the sites of a host ask for."""
    slots: dict[str, dict[str, Any]] = {}
    for site in sites:
        for name in {host(url) for url in site.start_urls} if site.delay is not None else ():
            slot = slots.setdefault(name, {"delay": site.delay})
            slot["delay"] = max(slot["delay"], site.delay)
    return slots | settings.getdict("DOWNLOAD_SLOTS")


def _missing(whole: Whole, number: int) -> Page:
    """Return what stands for a page of a split article that could not be fetched: one without bytes."""
    url = whole.known[number]
    return Page(body=b"", url=url, requested_url=url, fetched=_now(), site=whole.page.site)


def _keep_depth(response: Response) -> None:
    """Let the next page of an article be as deep as this one, so that DEPTH_LIMIT takes whole articles or none."""
    if "depth" in response.meta:
        response.meta["depth"] -= 1


def _reason(failure: Failure) -> Reason:
    if failure.check(RobotsForbidden):
        return Reason.ROBOTS
    # Scrapy cancels a download for its size only; one that grows too large in decompression it ignores.
    inflated = failure.check(IgnoreRequest) and "exceeded DOWNLOAD_MAXSIZE" in failure.getErrorMessage()
    if failure.check(DownloadCancelledError) or inflated:
        return Reason.TOO_LARGE
    if failure.check(IgnoreRequest) and not failure.check(RobotsUnreachable):
        return Reason.HTTP_ERROR  # too many redirects: there was an answer, each time
    return Reason.UNREACHABLE


def _requested_url(request: Request) -> str:
    return request.meta.get("redirect_urls", [request.url])[0]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
