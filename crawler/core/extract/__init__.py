"""The stage extract."""

from __future__ import annotations

from crawler.core.model import Context, Draft, Reject


def extract(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft."""
    return draft
