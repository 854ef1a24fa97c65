"""What a page costs in each stage: milliseconds of CPU on one core, tables loaded, the best of some runs a page.

``python -m benchmarks.cost [FOLDER]``: the demo pages, and those of a FOLDER with ``html/`` and ``manifest.jsonl``.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

from benchmarks.corpus import CONTEXT, SAVED, Case, demo, saved
from crawler.core import STAGES
from crawler.core.model import Draft, Reject

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Times a page is measured; the smallest counts, so that another process's work does not.
RUNS = 5


def costs(case: Case) -> list[float]:
    """Return the milliseconds that each stage takes for a page; 0 for stages it does not reach."""
    runs = [_once(case) for _ in range(RUNS)]
    return [min(values) for values in zip(*runs, strict=True)]


def _once(case: Case) -> list[float]:
    spent = [0.0] * len(STAGES)
    draft = Draft(page=case.page)
    for number, stage in enumerate(STAGES):
        start = time.process_time()
        outcome = stage(draft, CONTEXT)
        spent[number] = (time.process_time() - start) * 1000
        if isinstance(outcome, Reject):
            break
        draft = outcome
    return spent


def report(name: str, cases: Sequence[Case]) -> None:
    """Print mean, median and 95th percentile of each stage and of all together."""
    for case in cases[:20]:
        _once(case)  # tables are loaded once a process, not once a page
    rows = [costs(case) for case in cases]
    size = mean(len(case.page.body) for case in cases) / 1024
    print(f"{name}: {len(cases)} pages, {size:.0f} KiB on average")
    columns = [(stage.__name__, [row[n] for row in rows]) for n, stage in enumerate(STAGES)]
    for label, values in [*columns, ("all", [sum(row) for row in rows])]:
        late = sorted(values)[int(len(values) * 0.95)]
        print(f"  {label:8} mean {mean(values):6.2f}   median {median(values):6.2f}   p95 {late:6.2f} ms")


def main() -> None:
    """Measure the demo pages and the saved ones."""
    report("demo pages", demo())
    if cases := saved(Path(sys.argv[1]) if len(sys.argv) > 1 else SAVED):
        report("saved pages", cases)


if __name__ == "__main__":
    main()
