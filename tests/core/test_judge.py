"""The stage judge: how little is too little, and what is not Chinese."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.core.judge import HAN_CHARS, SHORTEST, judge
from crawler.core.model import Block, Context, Draft, Page, Reason, Reject

PAGE = Page(body=b"", url="http://a.example/", requested_url="http://a.example/", fetched="")
CONTEXT = Context(today=date(2026, 1, 1))
LATIN = "The harvest is over. "

CASES = [
    ("秋" * SHORTEST, None, ""),
    ("秋 \n" * (SHORTEST - 1), Reason.NO_TEXT, "19 characters are left"),
    ("", Reason.NO_TEXT, "0 characters are left"),
    (LATIN * 9, Reason.NOT_CHINESE, "0 of 153 characters are Chinese"),
    ("秋收" + LATIN * 9, Reason.NOT_CHINESE, "2 of 155 characters are Chinese"),
    ("abcdefg秋收后" * 10, None, ""),
    ("abcdefgh秋收后" * 10, Reason.NOT_CHINESE, "30 of 110 characters are Chinese"),
    (LATIN * 900 + "秋" * HAN_CHARS, None, ""),
]


@pytest.mark.parametrize(("text", "reason", "detail"), CASES)
def test_judge(text: str, reason: Reason | None, detail: str) -> None:
    draft = Draft(page=PAGE, blocks=tuple(Block(text=part) for part in text.split("\n")))
    outcome = judge(draft, CONTEXT)
    if reason is None:
        assert outcome is draft
    else:
        assert isinstance(outcome, Reject)
        assert (outcome.reason, outcome.detail) == (reason, detail)
