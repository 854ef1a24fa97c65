"""The spider without a network: which links it follows, and when it stops."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import HtmlResponse
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler import settings as project
from crawler.core.extract.links import Link, ListPage
from crawler.core.extract.parts import Part
from crawler.core.model import Page, Reject
from crawler.middlewares import RobotsForbidden, RobotsUnreachable
from crawler.options import Options
from crawler.selection import Arguments
from crawler.sites import Site
from crawler.spiders import county_news
from crawler.spiders.county_news import CountyNewsSpider, Walk, article_pattern, download_slots, host
from crawler.state import Outcome, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LIST = "http://www.example.gov.cn/xw/index.htm"
SITE = Site(code="620524", name="武山县", start_urls=(LIST,))


class Stats(dict[str, int]):
    def inc_value(self, name: str) -> None:
        event = name.removeprefix("county_news/spider/")
        self[event] = self.get(event, 0) + 1


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., CountyNewsSpider]]:
    state = State(tmp_path)

    def spider(list_pages: int = 200, **arguments: str) -> CountyNewsSpider:
        settings = Settings()
        settings.setmodule(project)
        settings.set("COUNTY_NEWS_LIST_PAGES", list_pages)
        made = CountyNewsSpider(
            options=Options.from_settings(settings), arguments=Arguments.parse(arguments), sites=(SITE,), state=state
        )
        made.crawler = SimpleNamespace(stats=Stats(), settings=settings)  # type: ignore[assignment]
        return made

    yield spider
    state.close()


def answer(url: str, *, requested: str | None = None, status: int = 200, body: bytes = b"<p>x</p>") -> HtmlResponse:
    request = Request(url, meta={"redirect_urls": [requested]} if requested else {})
    return HtmlResponse(
        url, status=status, body=body, headers={"Content-Type": "text/html; charset=gbk"}, request=request
    )


def article(number: int) -> str:
    return f"http://www.example.gov.cn/info/1/{number}.htm"


def lists(monkeypatch: pytest.MonkeyPatch, *urls: str, following: str | None = None) -> None:
    listing = ListPage(articles=tuple(Link(url=url, text="x") for url in urls), next_page=following)
    monkeypatch.setattr(county_news, "read_list", lambda page, pattern: listing)


def follow(spider: CountyNewsSpider, walk: Walk) -> list[str]:
    return [item.url if isinstance(item, Request) else item.detail for item in spider.parse_list(answer(LIST), walk)]


def test_articles_come_first_each_once_then_the_next_page(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lists(
        monkeypatch,
        article(1),
        article(2),
        f"{article(1)}#top",
        "https://www.example.gov.cn/info/1/2.htm",
        following=f"{LIST}?2",
    )
    spider, walk = make(), Walk(SITE, lists={LIST})
    requests = list(spider.parse_list(answer(LIST), walk))
    assert [request.url for request in requests] == [article(1), article(2), f"{LIST}?2"]
    assert requests[0].priority > requests[2].priority
    assert requests[0].meta["download_slot"] == "www.example.gov.cn"


def test_pagination_ends_without_news_or_with_a_repetition(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spider, walk = make(), Walk(SITE, lists={LIST})
    lists(monkeypatch, article(1), following=LIST)
    assert follow(spider, walk) == [article(1)], "the next page is one that was asked for"
    lists(monkeypatch, article(1), following=f"{LIST}?2")
    assert follow(spider, walk) == [], "nothing new on it"
    lists(monkeypatch, article(2))
    assert follow(spider, walk) == [article(2)]


def test_pagination_goes_on_over_articles_that_are_done(
    make: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spider, walk = make(), Walk(SITE, lists={LIST})
    known = Outcome(url=article(1), requested_url=article(1), outcome="article")
    spider.page_state.mark(known, file=tmp_path / "articles-x.jsonl", size=0)
    lists(monkeypatch, article(1), following=f"{LIST}?2")
    assert follow(spider, walk) == [f"{LIST}?2"], "an interrupted run may have stopped behind this page"
    assert spider.crawler.stats["already_done"] == 1


def test_the_limit_counts_articles_of_a_site(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spider, walk = make(limit="2"), Walk(SITE, lists={LIST})
    lists(monkeypatch, *map(article, range(5)), following=f"{LIST}?2")
    assert follow(spider, walk) == [article(0), article(1)]
    assert follow(spider, Walk(SITE)) == []


def test_the_cap_of_list_pages_is_counted(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spider, walk = make(list_pages=1), Walk(SITE, lists={LIST})
    lists(monkeypatch, article(1), following=f"{LIST}?2")
    assert follow(spider, walk) == [article(1)]
    assert spider.crawler.stats["list_page_caps"] == 1


def test_links_that_are_no_addresses_are_counted(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spider = make()
    lists(
        monkeypatch, "http://[broken/1.htm", "/no/host.htm", "file:///etc/passwd", article(1), following="ftp://a.cn/"
    )
    assert follow(spider, Walk(SITE)) == [article(1)]
    assert spider.crawler.stats["bad_links"] == 4


def test_a_list_page_without_articles_is_counted(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spider = make()
    lists(monkeypatch)
    assert follow(spider, Walk(SITE)) == []
    assert spider.crawler.stats["empty_list_pages"] == 1


def test_a_list_page_that_cannot_be_read_is_a_reject(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(county_news, "read_list", lambda page, pattern: 1 / 0)
    assert follow(make(), Walk(SITE)) == ["list page: read_list: ZeroDivisionError: division by zero"]


def test_a_page_carries_bytes_header_and_both_addresses(make: Any) -> None:
    spider = make()
    response = answer("http://m.example.gov.cn/2.htm", requested=article(2), body=b"\xc9\xbd")
    (page,) = spider.parse_article(response, SITE.facts)
    assert isinstance(page, Page)
    assert (page.body, page.content_type, page.site) == (b"\xc9\xbd", "text/html; charset=gbk", SITE.facts)
    assert (page.url, page.requested_url) == ("http://m.example.gov.cn/2.htm", article(2))
    assert page.fetched.endswith("+00:00")
    assert spider.crawler.stats == {"foreign_redirects": 1}


SPLIT = b"<a href='/info/1/2_2.htm'>2</a> <a href='/info/1/2_3.htm'>3</a>"


def test_further_pages_are_asked_for_before_other_articles_and_come_with_the_first(make: Any) -> None:
    spider = make()
    (second,) = spider.parse_article(answer(article(2), body=SPLIT), SITE.facts)
    assert (second.url, second.priority) == ("http://www.example.gov.cn/info/1/2_2.htm", county_news.PART_PRIORITY)
    (third,) = spider.parse_part(answer(second.url, body=SPLIT + b"second"), **second.cb_kwargs)
    failure = Failure(TimeoutError("60 s"))
    failure.request = third  # type: ignore[attr-defined]
    (page,) = spider.failed_part(failure)
    assert [(part.requested_url[-7:], part.body) for part in page.parts] == [
        ("2_2.htm", SPLIT + b"second"),
        ("2_3.htm", b""),
    ]
    assert spider.crawler.stats == {"parts": 1, "parts_missing": 1}


def test_a_fault_in_reading_the_further_pages_loses_no_article(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(county_news, "read_parts", lambda page, first: 1 / 0)
    spider = make()
    (page,) = spider.parse_article(answer(article(2), body=SPLIT), SITE.facts)
    assert (page.body, page.parts) == (SPLIT, ())
    assert spider.crawler.stats == {"part_errors": 1}


def test_an_address_that_cannot_be_asked_for_is_a_missing_part(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(county_news, "read_parts", lambda page, first: (Part(2, "ftp://www.example.gov.cn/2_2.htm"),))
    (page,) = make().parse_article(answer(article(2)), SITE.facts)
    assert [part.body for part in page.parts] == [b""]


@pytest.mark.parametrize("status", [204, 304, 403, 404, 500])
def test_other_answers_are_rejects_with_their_page(make: Any, status: int) -> None:
    (reject,) = make().parse_article(answer(article(1), status=status), SITE.facts)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.detail, reject.page.body) == ("http-error", f"HTTP {status}", b"<p>x</p>")


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        (RobotsForbidden("robots.txt forbids the address"), "robots", "robots.txt forbids the address"),
        (RobotsUnreachable("robots.txt: TimeoutError"), "unreachable", "robots.txt: TimeoutError"),
        (IgnoreRequest("max redirections reached"), "http-error", "max redirections reached"),
        (TimeoutError("60 s"), "unreachable", "TimeoutError: 60 s"),
        (ConnectionError(), "unreachable", "ConnectionError"),
        (DownloadCancelledError(), "too-large", "more than 8388608 bytes (DOWNLOAD_MAXSIZE)"),
    ],
)
def test_requests_without_an_answer_are_rejects(make: Any, error: Exception, reason: str, detail: str) -> None:
    failure = Failure(error)
    failure.request = Request(article(1), cb_kwargs={"site": SITE.facts, "walk": Walk(SITE)})  # type: ignore[attr-defined]
    (reject,) = make().failed_article(failure)
    assert (reject.reason, reject.detail, reject.page.url) == (reason, detail, article(1))
    (reject,) = make().failed_list(failure)
    assert reject.detail == f"list page: {detail}"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://www.example.gov.cn/a", "www.example.gov.cn"),
        ("https://WWW.example.gov.cn:443/a", "www.example.gov.cn"),
        ("http://127.0.0.1:8081/a", "127.0.0.1:8081"),
    ],
)
def test_a_delay_holds_for_a_server(url: str, name: str) -> None:
    assert host(url) == name


def test_a_host_gets_the_longest_delay_of_its_sites_and_the_operator_goes_first() -> None:
    sites = (
        Site(code="620524", start_urls=("http://a.cn/1", "http://b.cn:81/"), delay=2.0),
        Site(code="620523", start_urls=("http://a.cn/2",), delay=5.0),
        Site(code="620522", start_urls=("http://c.cn/",)),
    )
    settings = Settings({"DOWNLOAD_SLOTS": {"b.cn:81": {"delay": 0.0}}})
    assert download_slots(sites, settings) == {"a.cn": {"delay": 5.0}, "b.cn:81": {"delay": 0.0}}


def test_the_pattern_of_a_site_goes_before_its_profile() -> None:
    assert article_pattern(SITE) is None
    vsb = article_pattern(Site(profile="vsb"))
    assert vsb is not None
    assert vsb.search("/info/1001/22.htm")
