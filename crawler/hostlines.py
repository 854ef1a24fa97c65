"""What the pages of a host have in common that may be spam: the memory of a run, which the core has not.

An injected head line stands on every page of its host. ``despam`` doubts some of them for want of evidence; such a line
that two earlier pages of the host showed is told to it with the third (``Context.repeated``), where it is one piece of
evidence among others. Menus and names of columns repeat as well, so that repetition alone proves nothing. Only digests
of doubtful lines are kept, not pages.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.core.despam.verdict import key_of

if TYPE_CHECKING:
    from crawler.core.model import Article, Context, Draft, Page, Reject

#: Earlier pages of a host on which a line must have stood.
EARLIER = 2
#: Hosts that are remembered, the latest ones, and lines of each.
HOSTS, LINES = 20_000, 50
#: Kinds of removals that the block model decided.
_KINDS = frozenset({"head_line", "tail_pool", "brand_list"})


class HostLines:
    """How many pages of each host showed a doubtful line."""

    def __init__(self) -> None:
        """Begin with nothing: the memory is that of one run, or of one task of a batch."""
        self._hosts: dict[str, Counter[str]] = {}

    def context(self, context: Context, page: Page) -> Context:
        """Return the context of a page, with the lines that enough earlier pages of its host showed."""
        lines = self._hosts.get(_host(page.url))
        seen = frozenset(key for key, pages in lines.items() if pages >= EARLIER) if lines else frozenset()
        return replace(context, repeated=seen) if seen else context

    def learn(self, page: Page, outcome: Article | Draft | Reject) -> None:
        """Remember the doubtful lines of a page that went through ``despam``."""
        found = _doubtful(outcome)
        if not found:
            return
        host = _host(page.url)
        lines = self._hosts.pop(host, Counter())
        self._hosts[host] = lines  # the latest hosts stand last
        lines.update(found if len(lines) < LINES else found & lines.keys())
        if len(self._hosts) > HOSTS:
            del self._hosts[next(iter(self._hosts))]


def _doubtful(outcome: Article | Draft | Reject) -> set[str]:
    found = {one.text for one in outcome.spam.suspects if one.rule in _KINDS} if outcome.spam else set()
    removed = getattr(outcome, "removed", ())
    found |= {one.text for one in removed if one.stage == "despam" and one.rule in _KINDS and one.text}
    return set(map(key_of, found))


def _host(url: str) -> str:
    """Return the host of a URL; of a saved file the folder it lies in, with pages of the same host most often."""
    try:
        return urlsplit(url).hostname or url.rpartition("/")[0]
    except ValueError:
        return ""
