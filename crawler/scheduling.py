"""The order in which waiting requests are sent: fair between hosts, and to each host only what it may get now."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request


class HostQueue(DownloaderAwarePriorityQueue):
    """Scrapy's queue by host, which hands out a request only for a host that has room for it.

    Scrapy's own hands out requests until ``CONCURRENT_REQUESTS`` are under way. With one host they wait behind its
    delay, and an interrupt waits for all of them: a minute at 64 requests and 1 s. Without a delay they are sent at
    once, since Scrapy 2.19 counts a transfer only after it began (5 in flight were seen where 1 is allowed).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        """Count what is under way in our own way."""
        super().__init__(*args, **kwargs)
        self._downloader_interface = _UnderWay(self.crawler)
        self._room = self.crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")

    def pop(self) -> Request | None:
        """Return a request for the host with the fewest under way, or None while every host is busy."""
        under_way = [count for count, _ in self._downloader_interface.stats(self.pqueues)]
        return super().pop() if under_way and min(under_way) < self._room else None


class _UnderWay(DownloaderInterface):
    """Counts requests by host from the moment they are handed out, those that wait for robots.txt too."""

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        counts = Counter(self.downloader.get_slot_key(request) for request in self.downloader.active)
        return [(counts[slot], slot) for slot in possible_slots]
