"""The comparison with the peers: main text, title, date and CPU time of each tool on the same pages, in one run.

``make bench`` sets up ``.venv-peers`` and runs ``python -m benchmarks.bench [--rounds N] [--pages N] [--tools A,B]``.
How to read the tables: ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from threading import Timer
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks import corpus
from benchmarks.corpus import CONTEXT, Case
from benchmarks.gate import f4, share
from benchmarks.peers.worker import OURS, PEERS
from crawler import __version__
from crawler.core import decode
from crawler.core.model import Draft, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    Answer = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
COLUMNS = ("F4 all", "F4 hand", "≥ .95", "< .5", "title", "date", "raised", "ms mean", "median", "× ours")

_SPACE = re.compile(r"\s+")
_DATE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")


class Job(NamedTuple):
    """A tool, and the form of a page that it is given: ``text`` or ``bytes``."""

    tool: str
    form: str


US = Job("county_news", "bytes")


@dataclass(frozen=True, slots=True)
class Sample:
    """A page with its gold; ``hand`` where a person labelled it for this purpose."""

    page: Page
    text: str  # the markup, decoded for tools that do not decode
    body: str
    title: str | None
    date: str | None
    hand: bool


def samples(cases: Sequence[Case]) -> list[Sample]:
    """Return the cases that show one whole article on one HTML page and whose main text is known as it is shown."""
    found = []
    for case in cases:
        if case.page.format != "html" or case.page.parts:
            continue
        outcome = decode(Draft(page=case.page), CONTEXT)
        text = outcome.markup if isinstance(outcome, Draft) else case.page.body.decode("utf-8", "replace")
        gold = case.gold or {}
        truth = case.expected.article if case.expected else None
        if truth and not truth.clone and truth.pages == 1 and truth.title in text:  # in the script of its truth
            gold = {"body_text": truth.text, "title": truth.title, "published_at": truth.published}
        if "body_text" in gold:
            hand = bool(case.about and case.about.get("gold_kind") == "hand")
            found.append(Sample(case.page, text, gold["body_text"], gold.get("title"), gold.get("published_at"), hand))
    return found


#: Seconds that a tool may take for a page, its start included; the slowest takes one.
PATIENCE = 120.0


class Worker:
    """A process that runs tools under one interpreter; it is started again when a tool takes it down."""

    def __init__(self, python: Path | str) -> None:
        """Start the process."""
        self.command = [str(python), "-m", "benchmarks.peers.worker"]
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        return subprocess.Popen(self.command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)

    def ask(self, job: Job, page: Sample) -> Answer:
        """Return what a tool finds on a page; only an ``error`` where the process died."""
        body = base64.b64encode(page.page.body).decode() if job.form == "bytes" else page.text
        request = {"body": body, "url": page.page.url, "content_type": page.page.content_type}
        limit = Timer(PATIENCE, self.process.kill)
        limit.start()
        try:
            self.process.stdin.write(json.dumps(job._asdict() | request).encode() + b"\n")
            self.process.stdin.flush()
            return dict(json.loads(self.process.stdout.readline()))
        except (BrokenPipeError, json.JSONDecodeError):
            self.close()
            self.process = self._start()
            return {"error": "the process died, or took too long"}
        finally:
            limit.cancel()

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()


def measure(
    pages: Sequence[Sample], jobs: Sequence[Job], workers: dict[str, Worker], rounds: int
) -> dict[Job, list[Answer]]:
    """Return each tool's answers page by page, ``ms`` the median of the rounds; the order turns with every page."""
    answers: dict[Job, list[Answer]] = {job: [{} for _ in pages] for job in jobs}
    times: dict[tuple[Job, int], list[float]] = {}
    for turn in range(rounds):
        print(f"  round {turn + 1} of {rounds}", file=sys.stderr)
        for number, page in enumerate(pages):
            first = (number + turn) % len(jobs)
            for job in (*jobs[first:], *jobs[:first]):
                answer = workers[job.tool].ask(job, page)
                if "ms" in answer:
                    times.setdefault((job, number), []).append(answer["ms"])
                answers[job][number] = answer
    for (job, number), values in times.items():
        answers[job][number]["ms"] = median(values)
    return answers


def figures(pages: Sequence[Sample], answers: Sequence[Answer]) -> list[float | None]:
    """Return the figures of one tool in the order of ``COLUMNS`` without the last; None where it has none.

    A page without an answer scores like an empty text; a field that no answer has is not scored.
    """
    knows = set().union(*answers)
    pairs = list(zip(pages, answers, strict=True))
    scores = [f4(answer.get("text") or "", page.body) for page, answer in pairs]
    hand = [score for (page, _), score in zip(pairs, scores, strict=True) if page.hand]
    titles = [_bare(answer.get("title")) == _bare(page.title) for page, answer in pairs if page.title]
    dates = [_day(answer.get("date")) == _day(page.date) for page, answer in pairs if page.date]
    good, bad = share(score >= 0.95 for score in scores), share(score < 0.5 for score in scores)
    times = [answer["ms"] for answer in answers if "ms" in answer]
    return [
        *([mean(scores), mean(hand) if hand else None, good, bad] if "text" in knows else [None] * 4),
        share(titles) if "title" in knows else None,
        share(dates) if "date" in knows else None,
        sum("error" in answer for answer in answers),
        *([mean(times), median(times)] if times else [None] * 2),
    ]


def _bare(value: str | None) -> str:
    return _SPACE.sub("", value or "")


def _day(value: str | None) -> tuple[int, ...]:
    found = _DATE.search(value or "")
    return tuple(int(part) for part in found.groups()) if found else ()


def table(pages: Sequence[Sample], answers: dict[Job, list[Answer]]) -> list[str]:
    """Return the lines of the table: the project first, the peers by falling F4, the yardstick last."""
    rows = {job: figures(pages, found) for job, found in answers.items()}
    ours = rows[US][7] if US in rows else None
    order = sorted(rows, key=lambda job: (job != US, rows[job][0] is None, -(rows[job][0] or 0)))
    lines = [f"{'tool':17}{'version':9}{'given':7}" + "".join(f"{name:>9}" for name in COLUMNS)]
    for job in order:
        *quality, raised, average, middle = rows[job]
        version = next((found["version"] for found in answers[job] if found.get("version")), "") or __version__
        times = [average, middle, average / ours if average and ours else None]
        cells = [_cell(value, 3) for value in quality] + [_cell(raised, 0)] + [_cell(value, 2) for value in times]
        lines.append(f"{job.tool:17}{version:9}{job.form:7}" + "".join(f"{cell:>9}" for cell in cells))
    return lines


def _cell(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Compare the project with its peers.")
    parser.add_argument("--rounds", type=int, default=3, help="how often each page is measured (default: %(default)s)")
    parser.add_argument("--pages", type=int, help="take only so many pages of each corpus, evenly spread")
    parser.add_argument("--tools", default=",".join(PEERS), help="peers, with commas (default: %(default)s)")
    arguments = parser.parse_args()
    arguments.tools = arguments.tools.split(",")
    if unknown := set(arguments.tools) - set(PEERS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    if arguments.rounds < 1 or (arguments.pages is not None and arguments.pages < 1):
        parser.error("--rounds and --pages are 1 or more")
    return arguments


def main() -> int:
    """Measure and print a table a corpus; return the exit code."""
    arguments = _arguments()
    if not PEERS_PYTHON.exists():
        print("bench: the environment of the peers is missing; `make bench` sets it up", file=sys.stderr)
        return 1
    chosen = OURS | {name: PEERS[name] for name in arguments.tools}
    jobs = [Job(name, form) for name, tool in chosen.items() for form in tool.forms]
    here, there = Worker(sys.executable), Worker(PEERS_PYTHON)
    workers = {name: here if name in OURS else there for name in chosen}
    own = corpus.demo() + corpus.own()
    for name, cases in (("own pages", own), ("saved real pages", corpus.saved())):
        pages = samples(cases)
        if arguments.pages:
            pages = pages[:: max(1, len(pages) // arguments.pages)][: arguments.pages]
        if not pages:
            print(f"{name}: none here")
            continue
        size = mean(len(page.page.body) for page in pages) / 1024
        print(f"{name}: {len(pages)}, {size:.0f} KiB on average, median of {arguments.rounds} rounds")
        print(*table(pages, measure(pages, jobs, workers, arguments.rounds)), "", sep="\n", flush=True)
    here.close()
    there.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
