"""A figure with its bounds and target, and what all figures need: what is left of a page, and its verdict."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.corpus import CONTEXT
from crawler.core import despam
from crawler.core.model import Article, Draft, Page, Reject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.spam.pages import Sample
    from crawler.core.model import Context

    Outcome = Draft | Article | Reject

#: Standard score of a two-sided bound at 95 %.
Z95 = 1.96
#: Share of a line's pairs of characters that may be left where a block counts as gone.
LEFT = 0.2
#: Characters of a list of reasons that are shown.
LONGEST = 400

PAGE = Page(body=b"", url="http://x.example/1.html", requested_url="http://x.example/1.html", fetched="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``hits`` of ``total``; ``loss`` figures are better the smaller they are."""

    group: str
    name: str
    hits: int
    total: int
    target: float | None = None
    loss: bool = False
    detail: bool = False  # a part of another figure

    @property
    def share(self) -> float:
        """Return the share, 0 where nothing was measured."""
        return self.hits / self.total if self.total else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the Wilson score interval of the share at 95 %."""
        if not self.total:
            return 0.0, 1.0
        p, n, zz = self.share, self.total, Z95 * Z95
        middle, spread = p + zz / (2 * n), Z95 * math.sqrt(p * (1 - p) / n + zz / (4 * n * n))
        return max(0.0, (middle - spread) / (1 + zz / n)), min(1.0, (middle + spread) / (1 + zz / n))

    @property
    def met(self) -> bool | None:
        """Return whether the target is met, None where there is none."""
        if self.target is None:
            return None
        return self.share <= self.target if self.loss else self.share >= self.target


@dataclass(slots=True)
class Notes:
    """Examples of what went wrong, by cause; only of what may be looked at."""

    samples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, cause: str, text: str) -> None:
        """Note one example."""
        self.samples[cause].append(text)


# What a stage made of a page.


def run(sample: Sample, context: Context = CONTEXT) -> Draft | Reject:
    """Return what ``despam`` makes of a page."""
    draft = Draft(page=PAGE, blocks=sample.blocks, title=sample.title or None, keywords=sample.keywords)
    return despam(draft, context)


def texts_of(outcome: Draft | Reject) -> list[str]:
    """Return the texts of the blocks that are left; none of a refused page."""
    return [block.text for block in outcome.blocks] if isinstance(outcome, Draft) else []


def verdict(outcome: Outcome) -> str:
    """Return what the record says about spam: clean, stripped, suspect, hijacked; "refused" where it says nothing."""
    if outcome.spam:
        return outcome.spam.verdict
    return "refused" if isinstance(outcome, Reject) else "clean"


def is_gone(text: str, left: Sequence[str], genuine: str = "") -> bool:
    """Return whether a block is gone, no more of it left than a few pairs that genuine text has too."""
    if text in left:
        return False
    pairs, rest = _pairs(text), _pairs("\n".join(left))
    return len((pairs & rest) - _pairs(genuine)) <= LEFT * len(pairs)


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


def lost(sample: Sample, outcome: Draft | Reject) -> list[str]:
    """Return the genuine blocks of a page that are not left word for word."""
    left = Counter(texts_of(outcome))
    missing = []
    for number, block in enumerate(sample.blocks):
        if number in sample.spam:
            continue
        if not left[block.text]:
            missing.append(block.text)
        left[block.text] -= 1
    return missing


def reasons(outcome: Outcome) -> str:
    """Return in one line what was cut and why, or what is doubted."""
    spam = outcome.spam
    marks = [*spam.flags, *(f"{one.rule}@{one.place}: {one.text}" for one in spam.suspects)] if spam else []
    if isinstance(outcome, Reject):
        return f"{outcome.reason} {outcome.detail} {outcome.evidence} {'; '.join(marks)}"[:LONGEST]
    cuts = [
        f"{removal.rule}@{removal.place}: {removal.text}" for removal in outcome.removed if removal.stage == "despam"
    ]
    return "; ".join((*cuts, *(f"doubt: {mark}" for mark in marks)))[:LONGEST]
