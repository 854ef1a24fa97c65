"""Downloader middlewares: robots.txt read as RFC 9309 asks.

Errors, raised from ``process_request`` and met by the spider's errback::

    scrapy.exceptions.IgnoreRequest
    ├── RobotsForbidden     robots.txt forbids the address, or the server refuses to show it (5xx, 429)
    └── RobotsUnreachable   the server did not answer the request for robots.txt at all
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NoReturn

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser


class RobotsForbidden(IgnoreRequest):
    """The address must not be fetched: robots.txt forbids it, or cannot be had from a server that is alive."""


class RobotsUnreachable(IgnoreRequest):
    """The address must not be fetched because nothing answered the request for robots.txt."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, with "cannot be fetched" as "disallow all" (RFC 9309, 2.3.1.4).

    Scrapy takes a robots.txt that answers 500 or not at all as "allow all".
    """

    def __init__(self, crawler: Crawler) -> None:
        """Remember per host why its robots.txt could not be had."""
        super().__init__(crawler)
        logging.getLogger(RobotsTxtMiddleware.__module__).addFilter(_without_traceback)
        self._refused: dict[str, str] = {}
        self._unreachable: dict[str, str] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let the request pass, or raise why it must not be sent."""
        host = urlparse_cached(request).netloc
        if host in self._unreachable:
            self._forbid(RobotsUnreachable(f"robots.txt: {self._unreachable[host]}"))
        if host in self._refused:
            self._forbid(RobotsForbidden(self._refused[host]))
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise RobotsForbidden("robots.txt forbids the address") from None

    def _forbid(self, error: IgnoreRequest) -> NoReturn:
        self._stats.inc_value("robotstxt/forbidden")
        raise error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._refused[netloc] = f"robots.txt answered {response.status}, which forbids every address"
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self._unreachable[netloc] = f"{type(exc).__name__}: {exc}".rstrip(": ")
        super()._robots_error(exc, netloc)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Shorten what Scrapy logs about a dead host to its message: 70 lines of traceback say no more."""
    record.exc_info = None
    return True
