"""Log lines about items: one short line each; Scrapy's own write the whole item, page and all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.core.model import Article, Draft, Page, Reject

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure


class ShortLogFormatter(LogFormatter):
    """Scrapy's log lines with an item shown as its kind, its URL and its reason."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:  # noqa: ANN401
        """Say what became of a page."""
        return {"level": logging.DEBUG, "msg": "%(item)s", "args": {"item": describe(item)}}

    def dropped(
        self,
        item: Any,  # noqa: ANN401
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say which item was dropped and why."""
        result = super().dropped(item, exception, response, spider)
        return {
            **result,
            "msg": "Dropped: %(exception)s: %(item)s",
            "args": {"exception": exception, "item": describe(item)},
        }

    def item_error(
        self,
        item: Any,  # noqa: ANN401
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say which item raised; the traceback follows."""
        result = super().item_error(item, exception, response, spider)
        return {**result, "args": {"item": describe(item)}}


def describe(item: object) -> str:
    """Return an item of any step in a few words."""
    if isinstance(item, Article):
        return f"article {item.url}"
    if isinstance(item, Reject):
        return f"reject {item.reason} {item.page.url} ({item.detail})"
    if isinstance(item, Draft):
        return f"draft {item.page.url}"
    if isinstance(item, Page):
        return f"page {item.url}"
    return f"{type(item).__name__} item"
