"""What is found: injected lines by their length, theme, place and disguise, and the other kinds of spam."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.corpus import CONTEXT
from benchmarks.spam import pages
from benchmarks.spam.figures import PAGE, Figure, is_gone, lost, run, texts_of, verdict
from benchmarks.spam.genuine import written
from benchmarks.spam.lines import line
from crawler.core.model import Block, Draft, Reject
from crawler.hostlines import HostLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.spam.figures import Notes
    from benchmarks.spam.pages import Sample

#: First words of figures that are parts of others.
DETAILS = ("theme", "place", "page", "article", "disguise")
#: Pages after which the memory of a host is measured.
PAGES_OF_A_HOST = 4


def line_figures(split: str, count: int, notes: Notes | None = None, *, common: bool = True) -> list[Figure]:
    """Measure pages with one injected line: recall by its number of phrases and by theme, precision, pages refused."""
    rng = random.Random(f"lines {split} {common}")
    tally: dict[str, list[bool]] = defaultdict(list)
    removed_genuine = refused = 0
    for _ in range(count):
        sample = pages.with_line(rng, split, common=common)
        outcome = run(sample)
        refused += isinstance(outcome, Reject)
        missing = lost(sample, outcome)
        removed_genuine += 0 if isinstance(outcome, Reject) else len(missing)
        gone = _spam_gone(sample, outcome)
        for name in _names(sample):
            tally[name].append(gone)
        if notes and split == "dev":
            _note_line(notes, sample, outcome, missing, gone=gone)
    group = f"{split} lines" + ("" if common else ", no common word")
    targets = {"4+ phrases": 0.97, "all": 0.93}
    found = [
        Figure(group=group, name=name, hits=sum(hits), total=len(hits), target=targets.get(name),
               detail=name.split()[0] in DETAILS)
        for name, hits in sorted(tally.items())
    ]  # fmt: skip
    gone = sum(tally["all"])
    return [
        *found,
        Figure(group=group, name="precision", hits=gone, total=gone + removed_genuine, target=0.99),
        Figure(group=group, name="pages refused", hits=refused, total=count, loss=True),
    ]


def _spam_gone(sample: Sample, outcome: Draft | Reject) -> bool:
    left = texts_of(outcome)
    genuine = "\n".join((sample.title, *(block.text for n, block in enumerate(sample.blocks) if n not in sample.spam)))
    return all(is_gone(sample.blocks[n].text, left, genuine) for n in sample.spam)


def _names(sample: Sample) -> Iterator[str]:
    spam = sample.line
    if spam is None:
        return
    yield "all"
    yield f"{spam.segments} phrase{'s' if spam.segments > 1 else ''}" if spam.segments < 4 else "4+ phrases"
    yield f"theme {spam.family.theme}"
    yield f"place {sample.place}"
    yield f"page {sample.script}"
    yield f"article of {_size(sample)} characters"
    yield f"disguise {spam.disguise or 'none'}"


def _size(sample: Sample) -> str:
    size = sum(len(block.text) for n, block in enumerate(sample.blocks) if n not in sample.spam)
    return "under 200" if size < 200 else "200-500" if size < 500 else "over 500"


def _note_line(notes: Notes, sample: Sample, outcome: Draft | Reject, missing: list[str], *, gone: bool) -> None:
    spam = sample.line
    if spam is None:
        return
    for text in missing:
        cause = "genuine block lost beside a line" if isinstance(outcome, Draft) else "page refused"
        notes.add(cause, f"{text[:120]} <- {spam.text[:80]}")
    if not gone:
        size = "4+" if spam.segments > 3 else str(spam.segments)
        state = "flagged" if verdict(outcome) != "clean" else "clean"
        cause = "long for its page" if _is_long(sample) else f"{size} phrases, disguise {spam.disguise or 'none'}"
        where = f"{spam.family.name} {sample.place} {sample.script} {len(sample.blocks)} blocks, {state}"
        notes.add(f"line missed: {cause}", f"[{where}] {spam.text[:160]}")


def _is_long(sample: Sample) -> bool:
    """Return whether the spam is more than a third of its page, or what is left under 80 characters."""
    spam = sum(len(sample.blocks[n].text) for n in sample.spam)
    rest = sum(len(block.text) for block in sample.blocks) - spam
    return rest < 80 or spam > 0.35 * (spam + rest)


def host_figures(split: str, count: int) -> list[Figure]:
    """Measure lines that every page of a host shows, spam at the head and a genuine one at the tail: on the fourth."""
    rng = random.Random(f"hosts {split}")
    gone = lost_lines = 0
    for _ in range(count):
        spam, genuine, memory = line(rng, split).text, written(rng).text, HostLines()
        for _ in range(PAGES_OF_A_HOST):
            page = pages.clean(rng, "Hans")
            blocks = (Block(text=spam), *page.blocks, Block(text=genuine))
            sample = replace(page, blocks=blocks, spam=frozenset({0}))
            outcome = run(sample, memory.context(CONTEXT, PAGE))
            memory.learn(PAGE, outcome)
        gone += _spam_gone(sample, outcome)
        lost_lines += genuine not in texts_of(outcome)
    group = f"{split} lines on every page of a host"
    return [
        Figure(group=group, name="gone", hits=gone, total=count),
        Figure(group=group, name="genuine line lost", hits=lost_lines, total=count, loss=True),
    ]


# Other kinds.


def kind_figures(
    split: str, count: int, notes: Notes | None = None, *, kinds: Iterable[str] = tuple(pages.KINDS)
) -> list[Figure]:
    """Measure the other kinds of spam: what is gone, what is flagged, and what is left of the genuine text."""
    return [figure for kind in kinds for figure in _kind(kind, split, count, notes)]


def _kind(kind: str, split: str, count: int, notes: Notes | None) -> Iterator[Figure]:
    rng = random.Random(f"{kind} {split}")
    gone = flagged = kept = 0
    for _ in range(count):
        sample = pages.KINDS[kind](rng, split)
        outcome = run(sample)
        done = _is_undone(sample, outcome)
        seen = verdict(outcome) not in ("clean", "refused")
        whole = not _genuine_lost(sample, outcome)
        gone, flagged, kept = gone + done, flagged + seen, kept + whole
        if notes and split == "dev":
            if not (seen if kind in ("substitution", "spun") else done):
                notes.add(f"{kind}: not undone{'' if seen else ', not flagged'}", _show(sample))
            if not whole:
                notes.add(f"{kind}: genuine text lost", f"{_show(sample)} -> {verdict(outcome)}")
    group = f"{split} {kind}"
    if kind not in ("substitution", "spun"):
        yield Figure(group=group, name="gone", hits=gone, total=count)
    yield Figure(group=group, name="flagged", hits=flagged, total=count, target=0.8 if kind == "substitution" else None)
    yield Figure(
        group=group, name="genuine kept", hits=kept, total=count, target=1.0 if kind == "substitution" else None
    )


def _is_undone(sample: Sample, outcome: Draft | Reject) -> bool:
    """Return whether the spam is gone, and a changed title or paragraph reads as it did before."""
    if isinstance(outcome, Reject):
        return False
    left = set(texts_of(outcome))
    title = not sample.genuine_title or _bare(outcome.title or "") == _bare(sample.genuine_title)
    same = title and outcome.keywords == sample.genuine_keywords
    return same and _spam_gone(sample, outcome) and all(text in left for text in sample.genuine.values())


def _bare(text: str) -> str:
    return "".join(text.split())


def _genuine_lost(sample: Sample, outcome: Draft | Reject) -> bool:
    """Return whether a genuine paragraph is gone or cut; changed ones may stay changed, or be as they were."""
    if isinstance(outcome, Reject):
        return True
    left = set(texts_of(outcome))
    genuine = (n for n in range(len(sample.blocks)) if n not in sample.spam)
    return not all(sample.blocks[n].text in left or _is_between(sample, n, left) for n in genuine)


def _is_between(sample: Sample, number: int, left: set[str]) -> bool:
    """Return whether some text that is left has all the genuine characters of a changed block, in order."""
    wanted = sample.genuine.get(number)
    return wanted is not None and sample.kind != "substitution" and any(_holds(text, wanted) for text in left)


def _holds(text: str, wanted: str) -> bool:
    rest = iter(text)
    return all(char in rest for char in wanted)


def _show(sample: Sample) -> str:
    spam = " ⏎ ".join(sample.blocks[n].text[:140] for n in sorted(sample.spam)) or next(
        (sample.blocks[n].text[:140] for n in sample.genuine), ""
    )
    marks = f"{sample.place} {sample.script} title={sample.title[:60]} keywords={sample.keywords}"
    return f"[{marks}] {spam}"
