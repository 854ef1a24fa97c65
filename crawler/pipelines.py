"""The stages of the core as Scrapy pipelines, in the order of ``crawler.core.STAGES``, and the one that writes.

A pipeline is an adapter: it calls its stage, counts what left there, and turns an exception into a reject, so that no
page is ever lost. A ``Reject``, from the spider or from a stage, passes the rest of the way untouched to
``WritePipeline``. Stats are named ``county_news/<stage>/<event>``.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, ClassVar, Self

from crawler.core.convert import convert
from crawler.core.decode import decode
from crawler.core.despam import despam
from crawler.core.extract import extract
from crawler.core.judge import judge
from crawler.core.model import Draft, Page, Reason, Reject
from crawler.core.record import record
from crawler.core.repair import repair
from crawler.hostlines import HostLines
from crawler.items import article_line, reject_line
from crawler.sink import LineFile, WriteError
from crawler.state import ARTICLE, ARTICLES, REJECTS, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

    from crawler.core.model import Article, Context
    from crawler.spiders.county_news import CountyNewsSpider

    Item = Page | Draft | Reject

logger = logging.getLogger(__name__)


class StagePipeline:
    """The adapter of one stage; a subclass says which."""

    stage: ClassVar[Callable[[Draft, Context], Draft | Reject]]

    def __init__(self, crawler: Crawler) -> None:
        """Take the options from the spider, which checked them."""
        self.crawler = crawler
        self.options = _spider(crawler).options

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawl."""
        return cls(crawler)

    def process_item(self, item: Item) -> Draft | Reject:
        """Return the page one stage further, or the reason why it ends here."""
        if isinstance(item, Reject):
            return item
        draft = Draft(page=item) if isinstance(item, Page) else item
        outcome = self._run(draft)
        if isinstance(outcome, Reject):
            self.crawler.stats.inc_value(f"county_news/{self.name()}/reject/{outcome.reason}")
        return outcome

    @classmethod
    def name(cls) -> str:
        """Return the name of the stage, as stats and rejects show it."""
        return cls.stage.__name__

    def context(self, page: Page) -> Context:
        """Return the context of a page."""
        return self.options.context(page.fetched)

    def _run(self, draft: Draft) -> Draft | Reject:
        try:
            return type(self).stage(draft, self.context(draft.page))
        except Exception as error:
            logger.exception("The stage %s failed on %s", self.name(), draft.page.url)
            return failed(draft.page, self.name(), error)


class DecodePipeline(StagePipeline):
    """Bytes to markup."""

    stage = staticmethod(decode)


class ExtractPipeline(StagePipeline):
    """Markup to title, blocks and metadata."""

    stage = staticmethod(extract)


class SincePipeline:
    """Refuses articles published before the date asked for; those without a date stay."""

    def __init__(self, crawler: Crawler) -> None:
        """Take the dates from the spider."""
        self.crawler = crawler
        self.spider = _spider(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawl."""
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        """Return the draft, or a reject whose evidence is the date of publication."""
        if not isinstance(item, Draft) or item.published is None:
            return item
        since = self.spider.since_of(item.page.site)
        if since is None or item.published[:10] >= since.isoformat():
            return item
        self.crawler.stats.inc_value(f"county_news/since/reject/{Reason.BEFORE_SINCE}")
        detail = f"published {item.published}, before {since}"
        return Reject(reason=Reason.BEFORE_SINCE, page=item.page, detail=detail, evidence=(item.published,))


class DespamPipeline(StagePipeline):
    """Injected and promotional text out of the body; knows what earlier pages of the host showed, and counts finds."""

    stage = staticmethod(despam)

    def __init__(self, crawler: Crawler) -> None:
        """Begin the memory of the run."""
        super().__init__(crawler)
        self.lines = HostLines()

    def context(self, page: Page) -> Context:
        """Return the context of a page with the doubtful lines of its host."""
        return self.lines.context(super().context(page), page)

    def process_item(self, item: Item) -> Draft | Reject:
        """Return the page without spam; a page that another stage refused is only counted."""
        outcome = super().process_item(item)
        if not isinstance(item, Reject):
            self.lines.learn(outcome.page, outcome)
        if outcome.spam is not None:
            self.crawler.stats.inc_value(f"county_news/spam/pages_{outcome.spam.verdict}")
        for removal in outcome.removed if isinstance(outcome, Draft) else ():
            if removal.stage == self.name():
                self.crawler.stats.inc_value("county_news/spam/removed_blocks")
                self.crawler.stats.inc_value(f"county_news/spam/removed/{removal.rule}")
        return outcome


class RepairPipeline(StagePipeline):
    """Damaged text to text."""

    stage = staticmethod(repair)


class ConvertPipeline(StagePipeline):
    """One script for all articles."""

    stage = staticmethod(convert)


class JudgePipeline(StagePipeline):
    """Good enough to be an article, or not."""

    stage = staticmethod(judge)


class WritePipeline:
    """Writes the line of a page, and only then marks the page as done."""

    def __init__(self, crawler: Crawler) -> None:
        """Open both files of the run; ``OutputError`` stops the crawl before its first request."""
        self.crawler = crawler
        spider = _spider(crawler)
        self.state = spider.page_state
        self.articles = LineFile(self.state.file(ARTICLES, spider.run))
        self.rejects = LineFile(self.state.file(REJECTS, spider.run))
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawl."""
        return cls(crawler)

    def process_item(self, item: Item) -> Article | Reject:
        """Return what was written; after a failed write nothing more is written or marked."""
        outcome, line = self._line(item)
        if self._closing is not None:
            self._count("lost")
            return outcome
        try:
            self._write(outcome, line)
        except WriteError as error:
            self._stop(error)
        return outcome

    def close_spider(self) -> None:
        """Close the files and the state."""
        self.articles.close()
        self.rejects.close()
        self.state.close()

    def _line(self, item: Item) -> tuple[Article | Reject, bytes]:
        if isinstance(item, Reject):
            return item, reject_line(item, keep_body=True)
        draft = item if isinstance(item, Draft) else Draft(page=item)
        try:
            article = record(draft)
            if self.state.outcome(article.id) != ARTICLE:
                return article, article_line(article)
            reject = Reject(reason=Reason.DUPLICATE, page=draft.page, detail="its address is written already")
        except Exception as error:
            logger.exception("The record of %s cannot be made", draft.page.url)
            reject = failed(draft.page, "record", error)
        return reject, reject_line(reject, keep_body=True)

    def _write(self, outcome: Article | Reject, line: bytes) -> None:
        """Append, mark, count: in this order a kill loses nothing and repeats nothing."""
        if isinstance(outcome, Reject):
            self.rejects.append(line)
            self.state.mark(Outcome.of_reject(outcome), file=self.rejects.path, size=self.rejects.size)
            self._count("rejects")
            self._count(f"reject/{outcome.reason}")
            return
        self.articles.append(line)
        self.state.mark(Outcome.of_article(outcome), file=self.articles.path, size=self.articles.size)
        self._count("articles")

    def _count(self, event: str) -> None:
        self.crawler.stats.inc_value(f"county_news/write/{event}")

    def _stop(self, error: WriteError) -> None:
        logger.critical("Cannot write, so the crawl stops: %s", error)
        self._count("failed")
        # Not awaited: closing waits for this very item to be finished.
        closing = self.crawler.engine.close_spider_async(reason="write_failed")
        self._closing = asyncio.get_running_loop().create_task(closing)


def failed(page: Page, stage: str, error: Exception) -> Reject:
    """Return the reject of a page at which our own code raised."""
    return Reject(reason=Reason.FAILED, page=page, detail=f"{stage}: {type(error).__name__}: {error}")


def _spider(crawler: Crawler) -> CountyNewsSpider:
    """Return the spider, which holds what was checked at the start: options, dates, state and the run's name."""
    return crawler.spider  # type: ignore[return-value]
