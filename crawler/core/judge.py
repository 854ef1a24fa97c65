"""The stage judge."""

from __future__ import annotations

from crawler.core.model import Context, Draft, Reject


def judge(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft."""
    return draft
