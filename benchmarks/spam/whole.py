"""Whole pages as bytes: hidden blocks and their honest twins, the saved pages, and what ``despam`` costs."""

from __future__ import annotations

import time
from collections import defaultdict
from itertools import chain
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.corpus import CONTEXT, saved
from benchmarks.spam import hiding
from benchmarks.spam.figures import Figure, reasons, verdict
from crawler.core import decode, despam, extract
from crawler.core.model import Article, Draft, Reject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.corpus import Case
    from benchmarks.spam.figures import Notes
    from benchmarks.spam.hiding import Fixture

#: Times a page is measured; the smallest counts.
RUNS = 5


def byte_figures(split: str, count: int, notes: Notes | None = None) -> list[Figure]:
    """Measure visible lines in the own articles as bytes: what is left in the text that is written."""
    return _visible_figures(f"{split} lines in pages as bytes", hiding.visible(split, count), notes)


def crowded_figures(split: str, count: int, notes: Notes | None = None) -> list[Figure]:
    """Measure several visible lists and lists of links in one of the own articles as bytes."""
    return _visible_figures(f"{split} several blocks in pages as bytes", hiding.crowded(split, count), notes)


def _visible_figures(group: str, fixtures: Iterable[Fixture], notes: Notes | None) -> list[Figure]:
    gone = kept = refused = count = 0
    for fixture in fixtures:
        outcome = hiding.outcome_of(fixture.page)
        clear, whole = _hidden_gone(fixture, outcome), _article_kept(fixture, outcome)
        gone, kept, refused = gone + clear, kept + whole, refused + isinstance(outcome, Reject)
        count += 1
        if notes and fixture.split == "dev" and not (clear and whole):
            notes.add(f"line in a page: {'article cut' if clear else 'not gone'}", _explain(fixture, outcome))
    return [
        Figure(group=group, name="gone", hits=gone, total=count, target=0.97),
        Figure(group=group, name="article kept", hits=kept, total=count, target=0.999),
        Figure(group=group, name="pages refused", hits=refused, total=count, loss=True),
    ]


def hiding_figures(count: int, notes: Notes | None = None) -> list[Figure]:
    """Measure every way of hiding, and what looks like it, on whole pages as bytes; both splits together."""
    tally: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for fixture in chain(hiding.fixtures("dev", count), hiding.fixtures("test", count)):
        outcome = hiding.outcome_of(fixture.page)
        if fixture.benign:
            tally[fixture.technique, "twins kept"].append(good := _twin_kept(fixture, outcome))
        else:
            gone, kept = _hidden_gone(fixture, outcome), _article_kept(fixture, outcome)
            recorded = verdict(outcome) != "clean"
            good = recorded if fixture.flag else gone and kept
            if not fixture.flag:
                tally[fixture.technique, "gone"].append(gone)
                tally[fixture.technique, "article kept"].append(kept)
            tally[fixture.technique, "recorded"].append(recorded)
        if notes and fixture.split == "dev" and not good:
            notes.add(
                f"hiding, {fixture.technique}: {fixture.name}{' (twin)' if fixture.benign else ''}",
                _explain(fixture, outcome),
            )
    return [
        Figure(
            group=f"hidden: {technique}",
            name=name,
            hits=sum(hits),
            total=len(hits),
            target=None if name == "recorded" else 0.99,
        )
        for (technique, name), hits in tally.items()
    ]


def _article_kept(fixture: Fixture, outcome: Article | Reject) -> bool:
    lines = hiding.genuine_of(fixture.before)
    return isinstance(outcome, Article) and all(line in outcome.text for line in lines)


def _hidden_gone(fixture: Fixture, outcome: Article | Reject) -> bool:
    if isinstance(outcome, Reject):
        return False
    before = hiding.text_of(fixture.before)
    added = "\n".join(line for line in outcome.text.splitlines() if line not in before)
    return not any(len(piece) > 3 and piece in added for piece in fixture.spam)


def _twin_kept(fixture: Fixture, outcome: Article | Reject) -> bool:
    if isinstance(outcome, Reject) or verdict(outcome) != "clean":
        return False
    return _article_kept(fixture, outcome) and (not fixture.shown or fixture.inserted in outcome.text)


def _explain(fixture: Fixture, outcome: Article | Reject) -> str:
    if isinstance(outcome, Reject):
        return f"{fixture.page.url} refused: {outcome.reason} {outcome.detail} {outcome.evidence[:3]}"
    before = hiding.text_of(fixture.before)
    gone = [line for line in hiding.genuine_of(fixture.before) if line not in outcome.text]
    added = [line for line in outcome.text.splitlines() if line not in before]
    shown = "" if not fixture.shown or fixture.inserted in outcome.text else " twin text not shown;"
    state = f"{verdict(outcome)};{shown} lost {[x[:50] for x in gone[:3]]} left {[x[:80] for x in added[:3]]}"
    return f"{state} {reasons(outcome)[:150]} <- {fixture.snippet[:200]}"


def saved_rows() -> list[tuple[str, bool, str, str]]:
    """Return for every saved page its id, whether it is marked as having spam, the verdict and the reasons."""
    rows = []
    for case in saved():
        about = case.about or {}
        outcome = hiding.outcome_of(case.page)
        rows.append((str(about["id"]), bool(about["has_spam"]), verdict(outcome), reasons(outcome)))
    return rows


def cost(cases: Iterable[Case]) -> tuple[int, float, float]:
    """Return the number of pages that reach ``despam``, and the median and 95th percentile of its milliseconds."""
    spent = []
    for case in cases:
        draft: Any = decode(Draft(page=case.page), CONTEXT)
        draft = extract(draft, CONTEXT) if isinstance(draft, Draft) else draft
        if isinstance(draft, Draft):
            spent.append(min(_milliseconds(draft) for _ in range(RUNS)))
    spent.sort()
    return len(spent), median(spent), spent[int(len(spent) * 0.95)]


def _milliseconds(draft: Draft) -> float:
    start = time.process_time()
    despam(draft, CONTEXT)
    return (time.process_time() - start) * 1000
