"""Stage three: injected spam found, removed and recorded, and no genuine paragraph lost."""

from __future__ import annotations

from crawler.core.despam.stage import despam

__all__ = ["despam"]
