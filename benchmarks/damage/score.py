"""How well damaged documents come back: runs, characters and documents, after repair and after conversion."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from benchmarks.corpus import CONTEXT
from benchmarks.damage.texts import RARE_NAMES
from crawler.core.convert import convert
from crawler.core.decode import decode
from crawler.core.model import Block, Draft, Page, Reject
from crawler.core.repair import repair
from crawler.demo.damage import FOLDED, Damaged, Kind, plain_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.damage.rows import Spoil
    from benchmarks.damage.texts import Document

#: Times a document is measured; the smallest counts.
ROUNDS = 2
#: Paragraphs of a clean page.
LINES = 20
PAGE = Page(body=b"", url="http://x.example/", requested_url="http://x.example/", fetched="")

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
#: What leaves no trace in some pages: signs that a decoder ate, lead bytes of characters outside GB 2312.
_UNKNOWABLE = frozenset(FOLDED.translate(_NARROW)) | {name[-1] for name in RARE_NAMES}
_MARKS = frozenset("?\ufffd")

HEAD = (
    f"{'':44} {'runs':>6} {'/1000':>6} {'exact':>7} {'+marked':>7} {'left':>5} {'wrong':>5} {'chars':>8} {'docs':>6}"
    f" {'ms':>6} {'lexbor':>6}"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A longest stretch of damaged characters: its place in the undamaged text, and what the page shows for it."""

    start: int
    end: int
    shown: str


@dataclass(slots=True)
class Score:
    """What came back of the documents of one row."""

    documents: int = 0
    documents_exact: int = 0
    runs: int = 0
    exact: int = 0
    marked: int = 0  # right but for a mark where the page has no trace of the sign or character
    left: int = 0  # as they were shown
    characters: int = 0
    wrong: int = 0  # characters that differ after conversion
    milliseconds: float = 0.0  # of repair
    yardstick: float = 0.0  # of lexbor for the same text
    failures: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the row of the table."""
        runs, documents = max(self.runs, 1), max(self.documents, 1)
        return (
            f"{self.runs:6} {1000 * self.runs / max(self.characters, 1):6.1f} {100 * self.exact / runs:7.2f}"
            f" {100 * (self.exact + self.marked) / runs:7.2f} {self.left:5}"
            f" {self.runs - self.exact - self.marked - self.left:5}"
            f" {100 * (1 - self.wrong / max(self.characters, 1)):8.3f} {100 * self.documents_exact / documents:6.1f}"
            f" {self.milliseconds / documents:6.2f} {self.yardstick / documents:6.3f}"
        )


def measure(spoil: Spoil, texts: Iterable[Document], *, traditional_truth: bool = True) -> Score:
    """Return the score of one kind of damage over documents."""
    score = Score()
    for document in texts:
        damaged = spoil(document)
        draft = draft_of(one.text for one in damaged)
        restored = _timed(draft, score)
        final = texts_of(convert(restored, CONTEXT))
        pairs = zip(damaged, texts_of(restored), final, strict=True)
        exact = [_paragraph(score, one, text, last, traditional_truth) for one, text, last in pairs]
        score.documents += 1
        score.documents_exact += all(exact)
    return score


def draft_of(texts: Iterable[str]) -> Draft:
    """Return a draft whose body has these paragraphs."""
    return Draft(page=PAGE, blocks=tuple(Block(text=text) for text in texts))


def texts_of(draft: Draft | Reject) -> list[str]:
    """Return the paragraphs of the body, none of a refused page."""
    return [block.text for block in draft.blocks] if isinstance(draft, Draft) else []


def _timed(draft: Draft, score: Score) -> Draft:
    markup = "".join(f"<p>{block.text}" for block in draft.blocks)
    times, parses = [], []
    for _ in range(ROUNDS):
        start = time.process_time()
        outcome = repair(draft, CONTEXT)
        middle = time.process_time()
        LexborHTMLParser(markup)
        times.append(middle - start)
        parses.append(time.process_time() - middle)
    score.milliseconds += min(times) * 1000
    score.yardstick += min(parses) * 1000
    return outcome if isinstance(outcome, Draft) else draft


def _paragraph(score: Score, damaged: Damaged, restored: str, final: str, traditional_truth: bool) -> bool:
    """Add one paragraph to the score and tell whether all of it is right after conversion."""
    truth, final = damaged.truth.translate(_NARROW), final.translate(_NARROW)
    plain = "".join(map(plain_form, damaged.truth)) if traditional_truth else damaged.truth
    changes = Changes(plain.translate(_NARROW), restored.translate(_NARROW))
    for run in runs(damaged):
        score.runs += 1
        _run(score, run, changes)
    score.characters += len(truth)
    score.wrong += Changes(truth, final).size
    return truth == final


def runs(damaged: Damaged) -> Iterator[Run]:
    """Yield the damaged runs of a text."""
    at = 0
    for torn, segments in groupby(damaged.segments, lambda segment: segment.kind is Kind.TORN):
        pieces = list(segments)
        end = at + sum(len(piece.truth) for piece in pieces)
        if torn:
            yield Run(at, end, "".join(piece.damaged for piece in pieces))
        at = end


def _run(score: Score, run: Run, changes: Changes) -> None:
    touching = changes.touching(run.start, run.end)
    if not touching:
        score.exact += 1
        return
    start, end = min(run.start, touching[0][0]), max(run.end, touching[-1][1])
    wanted, found = changes.wanted[start:end], changes.found_for(start, end)
    around = changes.found_for(max(0, start - 4), min(len(changes.wanted), end + 4))
    if all(
        set(wanted[a:b]) <= _UNKNOWABLE and found[c:d] and set(found[c:d]) <= _MARKS
        for a, b, c, d in Changes(wanted, found).list
    ):
        score.marked += 1
    elif run.shown and run.shown.translate(_NARROW) in around:
        score.left += 1
    before, behind = changes.wanted[max(0, start - 6) : start], changes.wanted[end : end + 6]
    score.failures.append(f"{before}[{wanted}]{behind}   read [{found}]   shown {run.shown!r}")


def _common(left: str, right: str) -> int:
    """Return the length of the common beginning of two texts."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(left), len(right)))


class Changes:
    """Where a text differs from the wanted one: ``list`` has start and end in the wanted text and in the found one."""

    def __init__(self, wanted: str, found: str) -> None:
        """Compare two texts that are nearly the same; common ends are cut off first."""
        self.wanted, self.found = wanted, found
        head = _common(wanted, found)
        tail = _common(wanted[head:][::-1], found[head:][::-1])
        middle = SequenceMatcher(
            None, wanted[head : len(wanted) - tail], found[head : len(found) - tail], autojunk=False
        )
        codes = [] if wanted == found else middle.get_opcodes()
        self.list = [(head + a, head + b, head + c, head + d) for tag, a, b, c, d in codes if tag != "equal"]

    @property
    def size(self) -> int:
        """Return the number of characters that differ."""
        return sum(max(b - a, d - c) for a, b, c, d in self.list)

    def touching(self, start: int, end: int) -> list[tuple[int, int, int, int]]:
        """Return the changes in or at a span of the wanted text."""
        return [change for change in self.list if change[0] <= end and change[1] >= start]

    def found_for(self, start: int, end: int) -> str:
        """Return what was found for a span of the wanted text that cuts no change in two."""
        first = next((d - b for a, b, c, d in reversed(self.list) if b <= start and a < start), 0)
        last = next((d - b for _, b, _, d in reversed(self.list) if b <= end), 0)
        return self.found[max(0, start + first) : end + last]


def changed(texts: Sequence[str], encoding: str) -> list[tuple[str, str]]:
    """Return the paragraphs that decode, repair and convert do not leave as they are, each with what came out."""
    found = []
    for start in range(0, len(texts), LINES):
        page = texts[start : start + LINES]
        result = _kept("\n".join(page).encode(encoding), f"text/plain; charset={encoding}")
        found += [(text, last) for text, last in zip_longest(page, result, fillvalue="") if text != last]
    return found


def _kept(body: bytes, content_type: str) -> list[str]:
    """Return the lines of a text after decode, repair and convert to the script it has."""
    context = replace(CONTEXT, target_script="keep")
    outcome = decode(Draft(page=replace(PAGE, body=body, format="text", content_type=content_type)), context)
    if isinstance(outcome, Draft):
        outcome = repair(draft_of(outcome.markup.split("\n")), context)
    return texts_of(convert(outcome, context) if isinstance(outcome, Draft) else outcome)
