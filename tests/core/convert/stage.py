"""A draft for the stage convert, and what comes out of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crawler.core.convert import convert
from crawler.core.model import Block, Context, Draft, Page

if TYPE_CHECKING:
    from crawler.core.model import TargetScript

#: A paragraph that makes a page Simplified, whatever else is on it.
SIMPLIFIED = "全县秋粮收购工作顺利结束，农业部门组织了三支队伍下乡服务，干部们对此进行了总结。" * 6

PAGE = Page(body=b"", url="http://a.example/", requested_url="http://a.example/", fetched="2026-01-01T08:00:00+08:00")


def draft_of(*paragraphs: str, title: str | None = None) -> Draft:
    """Return a draft with these paragraphs."""
    return Draft(page=PAGE, title=title, blocks=tuple(Block(text=text) for text in paragraphs))


def run(draft: Draft, target: TargetScript = "Hans") -> Draft:
    """Return the draft behind the stage."""
    outcome = convert(draft, Context(today=date(2026, 1, 1), target_script=target))
    assert isinstance(outcome, Draft)
    return outcome


def texts(draft: Draft) -> list[str]:
    """Return the paragraphs of a draft."""
    return [block.text for block in draft.blocks]


def rules(draft: Draft) -> dict[str, int]:
    """Return the rules that a draft records, each with its count."""
    return {repair.rule: repair.count for repair in draft.repairs}
