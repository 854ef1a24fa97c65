"""One crawl of a portal with everything that goes wrong on one, and a second crawl of the same."""

from __future__ import annotations

import gzip
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from crawler.exitcodes import ExitCode
from crawler.items import reject_body, validator

if TYPE_CHECKING:
    from tests.crawl.conftest import Desk, Portal

GOOD = {f"/info/1001/{number}.htm" for number in (*range(1, 9), 20)}


def publish(portal: Portal) -> None:
    """Nine articles on three list pages, and what else a portal shows."""
    portal.add_articles(8, per_page=3)
    more = {
        f"/info/1001/{number}.htm": f"青河县{name}的消息"
        for number, name in enumerate(("旧闻", "故障", "搬家", "换址", "内部", "全集", "压缩"), start=404)
    }
    portal.answer("/info/1001/404.htm", "页面不存在".encode(), status=404)
    portal.answer("/info/1001/405.htm", "系统繁忙".encode(), status=500)
    portal.answer("/info/1001/406.htm", status=302, Location="/info/1001/2.htm")
    portal.answer("/info/1001/407.htm", status=301, Location="/info/1001/20.htm")
    portal.answer("/info/1001/409.htm", b"x" * 70_000)
    portal.answer("/info/1001/410.htm", gzip.compress(b"x" * 70_000), Content_Encoding="gzip")
    portal.add_article(20)
    portal.answer("/robots.txt", b"User-agent: *\nDisallow: /info/1001/408.htm\n")
    # The last list page leads back to the first, as broken pagers do.
    portal.add_list("/xw/index_2.htm", {**portal.add_article(7), **portal.add_article(8), **more}, "index.htm")


@pytest.fixture(scope="module")
def crawled(shared: tuple[Portal, Desk]) -> tuple[Portal, Desk]:
    crawl_all(*shared)
    return shared


def crawl_all(portal: Portal, desk: Desk) -> None:
    publish(portal)
    desk.declare_portal(portal)
    done = desk.crawl("-s", "DOWNLOAD_MAXSIZE=60000")
    assert done.returncode == ExitCode.OK, done.stderr
    assert "articles               9" in done.stdout


def paths(records: list[dict[str, Any]], key: str = "requested_url") -> list[str]:
    return [urlsplit(record[key]).path for record in records]


def reasons(records: list[dict[str, Any]]) -> dict[str, str]:
    return {urlsplit(record["requested_url"]).path: record["reason"] for record in records}


def test_every_article_arrives_once_and_everything_else_with_its_reason(crawled: tuple[Portal, Desk]) -> None:
    portal, desk = crawled
    articles, rejects = desk.records("articles"), desk.records("rejects")
    assert Counter(paths(articles, "url")) == Counter(GOOD)
    assert reasons(rejects) == {
        "/info/1001/404.htm": "http-error",
        "/info/1001/405.htm": "http-error",
        "/info/1001/406.htm": "duplicate",
        "/info/1001/408.htm": "robots",
        "/info/1001/409.htm": "too-large",
        "/info/1001/410.htm": "too-large",
    }
    moved = next(article for article in articles if article["url"].endswith("/20.htm"))
    assert moved["requested_url"] == f"{portal.url}/info/1001/407.htm"
    for article in articles:
        validator().validate(article)
        assert (article["adcode"], article["county"], article["script"] in ("Hans", None)) == ("620524", "武山县", True)


def test_a_page_over_the_limit_is_refused_with_the_limit(crawled: tuple[Portal, Desk]) -> None:
    details = {reject["detail"] for reject in crawled[1].records("rejects") if reject["reason"] == "too-large"}
    assert details == {"more than 60000 bytes (DOWNLOAD_MAXSIZE)"}


def test_rejects_keep_status_and_page(crawled: tuple[Portal, Desk]) -> None:
    _, desk = crawled
    gone = next(reject for reject in desk.records("rejects") if reject["url"].endswith("404.htm"))
    assert gone["detail"] == "HTTP 404"
    body = reject_body(gone)
    assert body is not None
    assert body.decode() == "页面不存在"


def test_requests_are_polite(crawled: tuple[Portal, Desk]) -> None:
    portal, _ = crawled
    asked = Counter(portal.paths)
    assert asked.pop("/info/1001/405.htm") == 3, "an error of the server is asked again twice"
    assert set(asked.values()) <= {1, 2}, "2: once by its own address, once by a redirect"
    assert "/info/1001/408.htm" not in asked
    assert portal.paths[0] == "/robots.txt"
    for _, headers in portal.requests:
        assert headers["User-Agent"].startswith("county_news/")
        assert "Cookie" not in headers


def test_later_runs_fetch_only_lists_and_what_failed(portal: Portal, desk: Desk) -> None:
    crawl_all(portal, desk)
    for lost in (False, True):  # the state is rebuilt from the lines
        for file in desk.output.glob("state.sqlite3*") if lost else ():
            file.unlink()
        portal.requests.clear()
        done = desk.crawl()
        assert done.returncode == ExitCode.OK, done.stderr
        assert "already done          12" in done.stdout
        fetched = {path for path in portal.paths if path.startswith("/info/")}
        assert fetched == {"/info/1001/404.htm", "/info/1001/405.htm"}
        assert len(desk.records("articles")) == 9


def test_limit_and_contact(portal: Portal, desk: Desk) -> None:
    portal.add_articles(8, per_page=3)
    desk.declare_portal(portal)
    done = desk.crawl("-a", "limit=4", "-a", "county=武山县", "-s", "COUNTY_NEWS_CONTACT=https://example.org/crawl")
    assert done.returncode == ExitCode.OK, done.stderr
    assert sorted(paths(desk.records("articles"))) == [f"/info/1001/{number}.htm" for number in range(1, 5)]
    assert "/xw/index_2.htm" not in portal.paths
    assert portal.requests[0][1]["User-Agent"].endswith("(+https://example.org/crawl)")
    assert "COUNTY_NEWS_CONTACT" not in done.stderr


def test_since_is_remembered_with_the_date(portal: Portal, desk: Desk) -> None:
    portal.add_articles(4)  # published on the 2nd to the 5th of March 2025
    desk.declare_portal(portal, more="since = 2025-03-05\n")
    for arguments, written, refused, fetched in (
        ((), 1, 3, 4),  # the seeds say the 5th
        (("-a", "since=2025-03-04"), 2, 3, 1),  # an earlier date: the one page of that day is looked at again
        (("-a", "since=2020-01-01"), 4, 3, 2),
    ):
        portal.requests.clear()
        assert desk.crawl(*arguments).returncode == ExitCode.OK
        assert len(desk.records("articles")) == written
        assert [reject["reason"] for reject in desk.records("rejects")] == ["before-since"] * refused
        assert sum(path.startswith("/info/") for path in portal.paths) == fetched


def test_sites_that_do_not_answer_are_rejects_and_the_verdict_says_so(portal: Portal, desk: Desk) -> None:
    portal.answer("/xw/index.htm", status=503)
    dead = '[[site]]\ncode = "620523"\nname = "甘谷县"\nstart_urls = ["http://127.0.0.1:9/xw/"]\n'
    desk.declare_portal(portal, more=dead)
    done = desk.crawl("-s", "RETRY_TIMES=0")
    assert done.returncode == ExitCode.NO_ARTICLE
    found = {reject["county"]: (reject["reason"], reject["detail"]) for reject in desk.records("rejects")}
    assert found["武山县"] == ("http-error", "list page: HTTP 503")
    assert found["甘谷县"][0] == "unreachable"
    assert "Traceback" not in done.stderr


def test_a_robots_txt_that_answers_an_error_forbids_everything(portal: Portal, desk: Desk) -> None:
    portal.add_articles(2)
    portal.answer("/robots.txt", status=503)
    desk.declare_portal(portal)
    done = desk.crawl("-s", "RETRY_TIMES=0")
    assert done.returncode == ExitCode.NO_ARTICLE
    assert set(portal.paths) == {"/robots.txt"}
    (reject,) = desk.records("rejects")
    assert (reject["reason"], "503" in reject["detail"]) == ("robots", True)
