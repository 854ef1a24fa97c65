"""Split articles in a crawl: fetched page by page, joined, and never lost because one of the pages is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from crawler.exitcodes import ExitCode
from crawler.items import validator
from tests.crawl.conftest import article_page, title

if TYPE_CHECKING:
    from tests.crawl.conftest import Desk, Portal

FOOT = b'<div class="foot">'


def path(number: int, part: int = 1) -> str:
    return f"/info/1001/{number}.htm" if part == 1 else f"/info/1001/{number}_{part}.htm"


def page(number: int, part: int, pager: str) -> bytes:
    """Return page ``part`` (from 1) of article ``number``: five paragraphs of its own under the article's headline."""
    made = article_page(number + 10 * part)
    made = made.replace(title(number + 10 * part).encode(), title(number).encode())
    return made.replace(FOOT, f'<div class="pages">{pager}</div>'.encode() + FOOT)


def split(portal: Portal, number: int, parts: int) -> dict[str, str]:
    """Publish an article of several pages, each with a pager, and return its entry for a list."""
    pager = "".join(f'<a href="{path(number, part)}">[{part}]</a> ' for part in range(1, parts + 1))
    for part in range(1, parts + 1):
        portal.answer(path(number, part), page(number, part, pager))
    return {path(number): title(number)}


def endless(portal: Portal, number: int) -> dict[str, str]:
    """Publish an article every page of which leads to a next one; from the third on they are the same but for that."""
    for part in range(1, 12):
        following = f'<a href="{path(number, part + 1)}">下一页</a>'
        portal.answer(path(number, part), page(number, min(part, 3), following))
    return {path(number): title(number)}


def paragraphs(number: int, *parts: int) -> list[str]:
    """Return what must be the text of the given pages of an article, by the first characters of each paragraph."""
    text = b"".join(page(number, part, "").partition(b'"v_news_content">')[2].partition(b"</div>")[0] for part in parts)
    return [line.strip("　")[:40] for line in text.decode().replace("<p>", "").split("</p>") if line.strip()]


@pytest.fixture(scope="module")
def crawled(shared: tuple[Portal, Desk]) -> tuple[Portal, Desk]:
    portal, desk = shared
    links: dict[str, str] = {}
    for number, parts in ((1, 3), (2, 3), (3, 2), (4, 2), (5, 6), (8, 2)):
        links |= split(portal, number, parts)
    links |= endless(portal, 6)
    portal.answer(path(2, 2), b"busy", status=500)
    portal.answer(path(3, 2), status=302, Location="/")
    portal.answer("/", portal.answers[path(8)].body)
    portal.answer(path(7, 2), b"")
    portal.answer(path(7), page(7, 1, f'<a href="{path(7, 2)}">下一页</a>'))
    portal.answer("/robots.txt", f"User-agent: *\nDisallow: {path(4, 2)}\n".encode())
    links |= {path(7): title(7), path(1, 2): f"{title(1)}（二）", path(20): title(20)}
    portal.add_article(20)
    portal.add_list("/xw/index.htm", links)
    desk.declare_portal(portal)
    done = desk.crawl("-s", "COUNTY_NEWS_PARTS=5", "-s", "DEPTH_LIMIT=1")
    assert done.returncode == ExitCode.OK, done.stderr
    return portal, desk


def articles(crawled: tuple[Portal, Desk]) -> dict[str, dict[str, Any]]:
    portal, desk = crawled
    return {record["url"].removeprefix(portal.url): record for record in desk.records("articles")}


# number of the article -> pages that are joined, pages that a warning names
OUTCOMES = {
    1: ((1, 2, 3), ()),
    2: ((1, 3), (2,)),
    3: ((1,), (2,)),
    4: ((1,), (2,)),
    5: ((1, 2, 3, 4, 5), (6,)),
    6: ((1, 2, 3), (6,)),
    7: ((1,), (2,)),
    8: ((1, 2), ()),
}


@pytest.mark.parametrize(("number", "joined", "missing"), [(n, *pages) for n, pages in OUTCOMES.items()])
def test_what_is_there_is_joined_and_what_is_not_is_named(
    crawled: tuple[Portal, Desk], number: int, joined: tuple[int, ...], missing: tuple[int, ...]
) -> None:
    portal, _ = crawled
    record = articles(crawled)[path(number)]
    validator().validate(record)
    assert [line[:40] for line in record["text"].split("\n")] == paragraphs(number, *joined)
    assert record["parts"] == [portal.url + path(number, part) for part in joined[1:]]
    assert record["warnings"] == [f"part-missing:{portal.url}{path(number, part)}" for part in missing]
    assert (record["title"], record["published"]) == (title(number), f"2025-03-{(number + 10) % 28 + 1:02d}")


def test_parts_are_no_items_and_no_rejects(crawled: tuple[Portal, Desk]) -> None:
    _, desk = crawled
    assert set(articles(crawled)) == {path(number) for number in (*OUTCOMES, 20)}
    assert desk.records("rejects") == []


def test_pages_are_asked_for_once_and_no_more_than_the_cap(crawled: tuple[Portal, Desk]) -> None:
    portal, _ = crawled
    asked = [asked for asked in portal.paths if asked.startswith("/info/")]
    assert asked.count(path(2, 2)) == 3, "an error of the server is asked again twice"
    assert max(asked.count(one) for one in asked if one != path(2, 2)) == 1
    assert not {path(4, 2), path(5, 6), path(6, 6)} & set(asked)
    assert [one for one in asked if one.startswith("/info/1001/1")] == [path(1, part) for part in (1, 2, 3)]


def test_later_runs_know_the_parts(crawled: tuple[Portal, Desk]) -> None:
    portal, desk = crawled
    for lost in (False, True):  # the state is rebuilt from the lines
        for file in desk.output.glob("state.sqlite3*") if lost else ():
            file.unlink()
        portal.requests.clear()
        done = desk.crawl()
        assert done.returncode == ExitCode.OK, done.stderr
        assert not [asked for asked in portal.paths if asked.startswith("/info/")]


def test_a_run_killed_between_two_pages_begins_the_article_again(portal: Portal, desk: Desk) -> None:
    portal.add_list("/xw/index.htm", split(portal, 1, 4))
    desk.declare_portal(portal)
    portal.seconds = 0.3
    with desk.start() as process:
        while path(1, 3) not in portal.paths:
            assert process.poll() is None
            time.sleep(0.02)
        process.kill()
    assert desk.records("articles") == []
    portal.seconds = 0.0
    assert desk.crawl().returncode == ExitCode.OK
    (record,) = desk.records("articles")
    assert len(record["parts"]) == 3
    assert record["warnings"] == []
