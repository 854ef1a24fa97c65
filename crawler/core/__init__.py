"""The pure part: bytes and strings in, values out. No Scrapy, no input or output, no clock, no memory between pages.

``STAGES`` is the one order in which a page is treated; the crawl, ``scrapy extract`` and batch jobs all use it.
A stage is a function ``(Draft, Context) -> Draft | Reject`` named like its module. It is total (any input gives a
value or a reason), idempotent, leaves a clean page as it is, invents no characters and records what it changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.core.convert import convert
from crawler.core.decode import decode
from crawler.core.despam import despam
from crawler.core.extract import extract
from crawler.core.judge import judge
from crawler.core.model import Article, Context, Draft, Page, Reject
from crawler.core.record import record
from crawler.core.repair import repair

if TYPE_CHECKING:
    from collections.abc import Callable

    Stage = Callable[[Draft, Context], Draft | Reject]

STAGES: tuple[Stage, ...] = (decode, extract, despam, repair, convert, judge)


def process(page: Page, context: Context) -> Article | Reject:
    """Take one page through all stages: an article, or the reason why there is none."""
    draft = Draft(page=page)
    for stage in STAGES:
        outcome = stage(draft, context)
        if isinstance(outcome, Reject):
            return outcome
        draft = outcome
    return record(draft)
