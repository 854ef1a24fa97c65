"""What must stay: genuine lines beside articles and beside spam, hard negatives, clean pages."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpus import own, saved
from benchmarks.spam import hiding, pages
from benchmarks.spam.figures import Figure, reasons, run, texts_of, verdict
from benchmarks.spam.genuine import paragraphs as article_paragraphs
from benchmarks.spam.genuine import templates, written
from crawler.core.model import Block, Draft, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.spam.figures import Notes
    from benchmarks.spam.pages import Sample

#: Genuine lines that look like spam.
NEGATIVES = Path(__file__).resolve().parents[2] / "tests" / "core" / "despam" / "hard_negatives.txt"


def genuine_figures(
    count: int, notes: Notes | None = None, *, grammar: str = "shown", paragraphs: bool = True
) -> list[Figure]:
    """Measure genuine lines of a grammar, each in a clean page and in one with spam, and paragraphs of articles."""
    rng = random.Random(f"genuine {grammar}")
    bad: dict[str, set[str]] = {"clean": set(), "infected": set()}
    losses, kinds = Counter[str | tuple[str, str]](), Counter[str]()
    for _ in range(count):
        entry = written(rng, grammar)
        infected = pages.with_line(rng, rng.choice(("dev", "test")))
        kinds[entry.kind] += 2
        for name, sample in (("clean", pages.clean(rng)), ("infected", infected)):
            outcome = run(_with_genuine(rng, sample, entry.text))
            if pages.in_script(entry.text, sample.script, sample.converter) in texts_of(outcome):
                continue
            losses[name] += 1
            losses[entry.kind] += 1
            losses["pages", name] += isinstance(outcome, Reject)
            bad[name].add(entry.template)
            if notes and grammar == "shown":
                cause = "page refused" if isinstance(outcome, Reject) else "line lost"
                notes.add(f"genuine {cause} on {name} page", f"[{entry.template} {sample.script}] {entry.text[:160]}")
    group, known = f"genuine lines, {grammar}", len(templates(grammar))
    found = []
    for name, hit in bad.items():
        lost, whole = losses[name], losses["pages", name]
        found += [
            Figure(group=group, name=f"lost on {name} pages", hits=lost, total=count, target=1e-4, loss=True),
            Figure(group=group, name=f"with {name} pages", hits=whole, total=lost, loss=True),
            Figure(group=group, name=f"templates hit on {name}", hits=len(hit), total=known, loss=True),
        ]
    found += [
        Figure(group=group, name=f"of {kind}", hits=losses[kind], total=total, loss=True, detail=True)
        for kind, total in kinds.items()
    ]
    return [*found, *_paragraph_figures(rng, notes)] if paragraphs else found


def _with_genuine(rng: random.Random, sample: Sample, text: str) -> Sample:
    """Return the page with one more genuine line, in its script, where lines of spam stand too."""
    shown = pages.in_script(text, sample.script, sample.converter)
    at = rng.choice(
        (0, 0, min(1, len(sample.blocks)), rng.randint(0, len(sample.blocks)), len(sample.blocks), len(sample.blocks))
    )
    spam = frozenset(n + (n >= at) for n in sample.spam)
    return replace(sample, blocks=(*sample.blocks[:at], Block(text=shown), *sample.blocks[at:]), spam=spam)


def _paragraph_figures(rng: random.Random, notes: Notes | None) -> Iterator[Figure]:
    for name, texts in (("own articles", article_paragraphs()), ("gold of saved pages", _gold_paragraphs())):
        losses = 0
        for text in texts:
            sample = _with_genuine(rng, pages.clean(rng, "Hans"), text)
            if text not in texts_of(run(sample)):
                losses += 1
                if notes:
                    notes.add(f"paragraph lost: {name}", text[:160])
        yield Figure(
            group="genuine paragraphs", name=f"lost: {name}", hits=losses, total=len(texts), target=1e-4, loss=True
        )


def _gold_paragraphs() -> list[str]:
    clean = (
        case.gold["body_text"]
        for case in saved()
        if case.gold and case.about and "body_text" in case.gold and not case.about["has_spam"]
    )
    return [line.strip() for text in clean for line in text.splitlines() if line.strip()]


def negative_figures(notes: Notes | None = None) -> list[Figure]:
    """Measure the hard negatives: alone, first and last on a page, in both scripts, and as titles."""
    rng = random.Random("negatives")
    texts = NEGATIVES.read_text("utf-8")
    lines = [line for line in texts.splitlines() if line and not line.startswith("#")]
    hits = titles = 0
    for text in lines:
        wrong = False
        for script in ("Hans", "Hant"):
            page = pages.clean(rng, script)
            block = Block(text=pages.in_script(text, script))
            for blocks in ((block, *page.blocks), (*page.blocks, block)):
                wrong |= block.text not in texts_of(run(replace(page, blocks=blocks)))
        hits += wrong
        outcome = run(replace(pages.clean(rng, "Hans"), title=text))
        titles += not isinstance(outcome, Draft) or outcome.title != text
        if notes and wrong:
            notes.add("hard negative lost", text)
    return [
        Figure(group="hard negatives", name="lost as lines", hits=hits, total=len(lines), target=0.0, loss=True),
        Figure(group="hard negatives", name="cut as titles", hits=titles, total=len(lines), target=0.0, loss=True),
    ]


def page_figures(count: int, notes: Notes | None = None) -> list[Figure]:
    """Measure clean pages that despam changes or doubts: articles, articles among lists, own pages as bytes."""
    return [
        *_pages("articles", count, 0, notes),
        *_pages("articles among lists", count, 3, notes),
        _own_pages(notes),
    ]


def _pages(name: str, count: int, lists: int, notes: Notes | None) -> Iterator[Figure]:
    """Measure articles with up to so many genuine lines behind them."""
    rng = random.Random(name)
    touched = changed = 0
    for _ in range(count):
        sample = pages.clean(rng)
        texts = [written(rng).text for _ in range(rng.randint(0, lists))]
        extra = [pages.in_script(text, sample.script, sample.converter) for text in texts]
        outcome = run(replace(sample, blocks=(*sample.blocks, *(Block(text=text) for text in extra))))
        touched += verdict(outcome) != "clean"
        changed += verdict(outcome) == "stripped" or isinstance(outcome, Reject)
        if notes and verdict(outcome) != "clean":
            notes.add(f"clean page ({name}) {verdict(outcome)}", f"{reasons(outcome)} | {' ⏎ '.join(extra)[:200]}")
    group = f"clean pages: {name}"
    yield Figure(group=group, name="not clean", hits=touched, total=count, target=1e-3, loss=True)
    yield Figure(group=group, name="changed", hits=changed, total=count, target=1e-3, loss=True)


def _own_pages(notes: Notes | None) -> Figure:
    articles = [case for case in own() if case.about and case.about["kind"] == "article"]
    outcomes = [(case, hiding.outcome_of(case.page)) for case in articles]
    wrong = [(case, outcome) for case, outcome in outcomes if verdict(outcome) not in ("clean", "refused")]
    if notes:
        for case, outcome in wrong:
            notes.add(f"own page {verdict(outcome)}", f"{(case.about or {})['id']} {reasons(outcome)}")
    name = "not clean"
    return Figure(
        group="clean pages: own corpus", name=name, hits=len(wrong), total=len(outcomes), target=1e-3, loss=True
    )
