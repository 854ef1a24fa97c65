"""``scrapy crawl``: Scrapy's own command, with a summary at the end and an exit code that tells the truth."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, cast

from scrapy.commands import ScrapyCommand
from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError

from crawler.commands import show
from crawler.exitcodes import ConfigurationError, ExitCode
from crawler.sites import did_you_mean
from crawler.state import ARTICLES, REJECTS

if TYPE_CHECKING:
    import argparse
    from asyncio import Task
    from collections.abc import Mapping

    from scrapy.crawler import Crawler

    from crawler.spiders.county_news import CountyNewsSpider

logger = logging.getLogger(__name__)

#: How a crawl ends that came to its own end; start_error is counted among the exceptions.
_COMPLETE = ("finished", "start_error")


class Command(CrawlCommand):
    """The command; without ``-o`` and ``-O``, which write with Scrapy's exporters and lose items in a crash."""

    def short_desc(self) -> str:
        """Return the line of ``scrapy`` without arguments."""
        return "Crawl the declared sites; exit codes 0 to 5 stand in crawler/exitcodes.py"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add Scrapy's global options and ``-a``."""
        ScrapyCommand.add_options(self, parser)
        help_text = "county=CODE|NAME,… province=CODE|NAME since=YYYY-MM-DD limit=ARTICLES (may be repeated)"
        parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE", help=help_text)
        parser.set_defaults(output=None, overwrite_output=None)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the crawl, print what came of it and set the exit code."""
        crawler = self._crawler_of(args)
        assert self.crawler_process  # noqa: S101 - set by Scrapy before run
        task: Task[None] = self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        error = task.exception() if task.done() and not task.cancelled() else None
        if error is None:
            self.exitcode = _report(crawler, complete=task.done())
        else:
            self.exitcode = _refuse(error)

    def _crawler_of(self, args: list[str]) -> Crawler:
        unknown = [arg for arg in args if arg.startswith("-")]
        if unknown:
            raise UsageError(f"unknown option {unknown[0]}", print_help=False)
        if len(args) != 1:
            raise UsageError("expected the name of one spider: scrapy crawl county_news", print_help=False)
        assert self.crawler_process  # noqa: S101
        known = self.crawler_process.spider_loader.list()
        if args[0] not in known:
            hint = did_you_mean(args[0], known) or f"; known are {', '.join(known)}"
            raise UsageError(f"no spider {args[0]!r}{hint}", print_help=False)
        return self._create_crawler(args[0])


def verdict(stats: Mapping[str, Any], *, complete: bool = True) -> ExitCode:
    """Return what the stats of a crawl amount to; ``complete`` is False after a second interrupt."""
    failures = ("spider_exceptions/count", "county_news/write/failed", "county_news/write/reject/stage-failed")
    if any(stats.get(name) for name in (*failures, "log_count/CRITICAL")):
        return ExitCode.FAILED
    if not complete or stats.get("finish_reason") not in _COMPLETE:
        return ExitCode.INTERRUPTED
    if stats.get("county_news/write/articles") or stats.get("county_news/spider/already_done"):
        return ExitCode.OK
    return ExitCode.NO_ARTICLE


def summary(stats: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    """Return the rows of the summary: what, how many, and a note."""
    prefix = "county_news/write/reject/"
    reasons = {name.removeprefix(prefix): count for name, count in stats.items() if name.startswith(prefix)}
    rows = [
        ("list pages", stats.get("county_news/spider/list_pages", 0), ""),
        ("already done", stats.get("county_news/spider/already_done", 0), "in earlier runs"),
        ("articles", stats.get("county_news/write/articles", 0), ""),
        ("rejects", stats.get("county_news/write/rejects", 0), ""),
    ]
    return rows + [(f"  {reason}", count, "") for reason, count in sorted(reasons.items())]


def _report(crawler: Crawler, *, complete: bool) -> ExitCode:
    stats = crawler.stats.get_stats()
    code = verdict(stats, complete=complete)
    spider = cast("CountyNewsSpider", crawler.spider)
    lines = [
        f"\nRun {spider.run}: {stats.get('finish_reason', 'killed')}, exit code {int(code)} ({code.name})",
        f"  {'sites':<16}{len(spider.sites):>8}",
    ]
    lines += [f"  {name:<16}{count:>8}  {note}".rstrip() for name, count, note in summary(stats)]
    lines += [f"  {spider.page_state.file(kind, spider.run)}" for kind in (ARTICLES, REJECTS)]
    if code == ExitCode.INTERRUPTED:
        lines.append("Run the same command again to finish.")
    show("\n".join(lines))
    return code


def _refuse(error: BaseException) -> ExitCode:
    """Say why the crawl did not begin; the traceback only where the message is not made for the operator."""
    if not isinstance(error, ConfigurationError):
        logger.critical("The crawl did not begin", exc_info=error)
    print(f"scrapy crawl: {error}", file=sys.stderr)
    return ExitCode.CONFIGURATION
