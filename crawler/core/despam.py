"""The stage despam."""

from __future__ import annotations

from crawler.core.model import Context, Draft, Reject


def despam(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft."""
    return draft
