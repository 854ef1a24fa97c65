"""``python -m benchmarks.spam``: one table of all figures of spam removal, with Wilson bounds and targets.

``--quick`` measures a tenth of it. ``--detail`` also prints what is found by theme, place, script, disguise and length
of the article. ``--failures FILE`` writes examples of what went wrong, of the families that may be looked at. The exit
code is 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpus import own, saved
from benchmarks.spam import precision, recall, whole
from benchmarks.spam.figures import Notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.spam.figures import Figure

#: Pages and lines that are measured.
LINES, KINDS, GENUINE, PAGES, BYTES, HIDDEN = 3000, 200, 30_000, 5000, 1000, 20
#: Examples that are written for one cause.
SHOWN = 25


def figures(notes: Notes, share: float) -> Iterator[Figure]:
    """Yield every figure; ``share`` of the usual number of pages is measured."""
    for split in ("dev", "test"):
        yield from recall.line_figures(split, int(LINES * share), notes)
        yield from recall.line_figures(split, int(LINES * share), notes, common=False)
    for split in ("dev", "test"):
        yield from recall.kind_figures(split, int(KINDS * share), notes)
    for split in ("dev", "test"):
        yield from recall.host_figures(split, int(KINDS * share))
    yield from precision.genuine_figures(int(GENUINE * share), notes)
    yield from precision.genuine_figures(int(GENUINE * share), grammar="held", paragraphs=False)
    yield from precision.negative_figures(notes)
    yield from precision.page_figures(int(PAGES * share), notes)
    for split in ("dev", "test"):
        yield from whole.byte_figures(split, int(BYTES * share), notes)
        yield from whole.crowded_figures(split, int(BYTES * share), notes)
    yield from whole.hiding_figures(max(1, int(HIDDEN * share)), notes)


def show(figure: Figure) -> str:
    """Return one row of the table."""
    low, high = figure.bounds
    mark = "" if figure.met is None else "   ok" if figure.met else "   SHORT"
    target = "" if figure.target is None else f"{'<=' if figure.loss else '>='} {figure.target:g}"
    count = f"{figure.hits}/{figure.total}"
    return (
        f"{figure.group:44} {figure.name:26} {count:>13} {figure.share:8.4f}  [{low:.4f}, {high:.4f}] {target:>9}{mark}"
    )


def main() -> int:
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spam", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--detail", action="store_true")
    parser.add_argument("--failures", type=Path)
    options = parser.parse_args()
    notes, short = Notes(), 0
    for figure in figures(notes, 0.1 if options.quick else 1.0):
        short += figure.met is False
        if options.detail or not figure.detail:
            print(show(figure), flush=True)
    for name, cases in (("own", own()), ("saved", saved())):
        if cases:
            count, middle, late = whole.cost(cases)
            print(f"cost of despam, {name}: {count} pages, median {middle:.3f} ms, p95 {late:.3f} ms")
    for page, marked, found, reasons in whole.saved_rows():
        if marked or found not in ("clean", "refused"):
            print(f"saved {page}: {'marked' if marked else 'NOT MARKED'}, {found} {reasons}")
    if options.failures:
        options.failures.write_text(_report(notes), "utf-8")
    return 1 if short else 0


def _report(notes: Notes) -> str:
    parts = ["# Samples of what goes wrong, by cause; of the families that may be looked at"]
    for cause, samples in sorted(notes.samples.items()):
        parts.append(f"## {cause} ({len(samples)})\n" + "\n".join(f"- {sample}" for sample in samples[:SHOWN]))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
