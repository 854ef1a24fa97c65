"""The stage repair."""

from __future__ import annotations

from crawler.core.model import Context, Draft, Reject


def repair(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft."""
    return draft
