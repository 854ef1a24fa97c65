"""The adapters between Scrapy and the core: the order, what passes untouched, and that no page is ever lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from scrapy.utils.misc import load_object

from crawler import pipelines, settings
from crawler.core import STAGES
from crawler.core.divisions import divisions
from crawler.core.model import Article, Block, Context, Draft, Page, Reason, Reject, SiteFacts
from crawler.core.record import page_id
from crawler.options import Options
from crawler.pipelines import DecodePipeline, SincePipeline, StagePipeline, WritePipeline
from crawler.sink import WriteError
from crawler.state import ARTICLE, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ORDER = [load_object(path) for path, _ in sorted(settings.ITEM_PIPELINES.items(), key=lambda item: item[1])]

PAGE = Page(
    body="<p>清河水涨</p>".encode(),
    url="http://www.example.gov.cn/info/1/2.htm",
    requested_url="http://www.example.gov.cn/info/1/2.htm",
    fetched="2026-03-05T17:00:00+00:00",
    site=SiteFacts(adcode="620524", county="武山县"),
)
REJECT = Reject(reason=Reason.HTTP_ERROR, page=PAGE, detail="HTTP 404")
DRAFT = Draft(page=PAGE, blocks=(Block(text="清河水涨"),), encoding="utf-8")


class Stats(Counter[str]):
    def inc_value(self, name: str) -> None:
        self[name] += 1


class Engine:
    closed: str | None = None

    async def close_spider_async(self, *, reason: str) -> None:
        self.closed = reason


@pytest.fixture
def crawler(tmp_path: Path) -> Iterator[Any]:
    options = Options(
        seeds=tmp_path,
        output=tmp_path,
        target_script="Hans",
        spam_mode="strip",
        list_pages=9,
        parts=20,
        contact=None,
        divisions=divisions(),
    )
    state = State(tmp_path)
    spider = SimpleNamespace(options=options, page_state=state, run="r", since_of=lambda _: date(2024, 3, 5))
    yield SimpleNamespace(stats=Stats(), spider=spider, engine=Engine())
    state.close()


def records(crawler: Any, kind: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in crawler.spider.page_state.file(kind, "r").read_bytes().splitlines()]


def test_the_order_is_that_of_the_core() -> None:
    stages = tuple(one.stage for one in ORDER if issubclass(one, StagePipeline))
    assert stages == STAGES
    assert ORDER[-1] is WritePipeline
    assert ORDER.index(SincePipeline) == [one.__name__ for one in ORDER].index("ExtractPipeline") + 1


@pytest.mark.parametrize("pipeline", ORDER[:-1])
def test_a_reject_passes_untouched(crawler: Any, pipeline: Any) -> None:
    assert pipeline.from_crawler(crawler).process_item(REJECT) is REJECT
    assert not crawler.stats


def test_a_stage_gets_the_page_and_the_day_in_china(crawler: Any) -> None:
    seen: list[tuple[Draft, Context]] = []

    class Pipeline(StagePipeline):
        @staticmethod
        def stage(draft: Draft, context: Context) -> Draft | Reject:
            seen.append((draft, context))
            return REJECT

    assert Pipeline(crawler).process_item(PAGE) is REJECT
    assert seen == [(Draft(page=PAGE), Context(today=date(2026, 3, 6)))]
    assert crawler.stats == {"county_news/stage/reject/http-error": 1}


def test_a_stage_that_raises_makes_a_reject(crawler: Any, caplog: pytest.LogCaptureFixture) -> None:
    class Pipeline(StagePipeline):
        @staticmethod
        def stage(draft: Draft, context: Context) -> Draft | Reject:
            raise ZeroDivisionError("oh")

    outcome = Pipeline(crawler).process_item(DRAFT)
    assert isinstance(outcome, Reject)
    assert (outcome.reason, outcome.detail, outcome.page) == (Reason.FAILED, "stage: ZeroDivisionError: oh", PAGE)
    assert "Traceback" in caplog.text
    assert crawler.stats == {"county_news/stage/reject/stage-failed": 1}


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        (None, True),
        ("2024-03-05", True),
        ("2024-03-04", False),
        ("2024-03-04T23:59:00+08:00", False),
        ("2030-01-01", True),
    ],
)
def test_since(crawler: Any, published: str | None, kept: bool) -> None:
    draft = replace(DRAFT, published=published)
    outcome = SincePipeline(crawler).process_item(draft)
    if kept:
        assert outcome is draft
        return
    assert isinstance(outcome, Reject)
    assert (outcome.reason, outcome.evidence) == (Reason.BEFORE_SINCE, (published,))
    assert crawler.stats == {"county_news/since/reject/before-since": 1}


def test_without_a_date_asked_for_all_are_wanted(crawler: Any) -> None:
    crawler.spider.since_of = lambda _: None
    draft = replace(DRAFT, published="1999-01-01")
    assert SincePipeline(crawler).process_item(draft) is draft


def test_an_article_is_written_then_done_and_only_once(crawler: Any) -> None:
    pipeline = WritePipeline(crawler)
    first, second = pipeline.process_item(DRAFT), pipeline.process_item(DRAFT)
    assert isinstance(first, Article)
    assert isinstance(second, Reject)
    assert [record["text"] for record in records(crawler, "articles")] == ["清河水涨"]
    assert [record["reason"] for record in records(crawler, "rejects")] == ["duplicate"]
    assert crawler.spider.page_state.outcome(first.id) == ARTICLE
    assert crawler.stats == {
        "county_news/write/articles": 1,
        "county_news/write/rejects": 1,
        "county_news/write/reject/duplicate": 1,
    }
    pipeline.close_spider()


def test_a_reject_is_written_with_its_page(crawler: Any) -> None:
    WritePipeline(crawler).process_item(REJECT)
    (record,) = records(crawler, "rejects")
    assert (record["reason"], record["detail"], "body" in record) == ("http-error", "HTTP 404", True)
    assert crawler.spider.page_state.outcome(page_id(PAGE.url)) == Reason.HTTP_ERROR


def test_a_record_that_cannot_be_made_is_a_reject(crawler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines, "article_line", lambda _: 1 / 0)
    outcome = WritePipeline(crawler).process_item(DRAFT)
    assert isinstance(outcome, Reject)
    assert outcome.detail.startswith("record: ZeroDivisionError")
    assert not crawler.spider.page_state.done(page_id(PAGE.url), since=None)


@pytest.mark.parametrize("broken", ["line", "mark"])
def test_a_failed_write_stops_the_crawl_and_marks_nothing(
    crawler: Any, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise WriteError("disk full")

    async def run() -> None:
        pipeline = WritePipeline(crawler)
        target = (pipeline.articles, "append") if broken == "line" else (pipeline.state, "mark")
        monkeypatch.setattr(*target, full)
        pipeline.process_item(DRAFT)
        monkeypatch.undo()
        pipeline.process_item(replace(DRAFT, page=replace(PAGE, url="http://www.example.gov.cn/3.htm")))
        await asyncio.sleep(0)

    asyncio.run(run())
    assert crawler.engine.closed == "write_failed"
    assert crawler.stats == {"county_news/write/failed": 1, "county_news/write/lost": 1}
    assert crawler.spider.page_state.outcome(page_id(PAGE.url)) is None
    assert len(records(crawler, "articles")) == (0 if broken == "line" else 1)


def test_the_first_stage_takes_a_page(crawler: Any) -> None:
    outcome = DecodePipeline(crawler).process_item(PAGE)
    assert isinstance(outcome, Draft)
    assert outcome.page is PAGE
