"""A whole run of the demo: serve, crawl in a process of its own, compare with the truth, print a table."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

import crawler
from crawler.demo import declare
from crawler.demo.families import FAMILIES
from crawler.demo.server import DemoServer
from crawler.demo.truth import compare
from crawler.exitcodes import ConfigurationError, ExitCode
from crawler.items import ARTICLE, validator
from crawler.sink import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.demo.truth import Report, SiteReport, Verdict
    from crawler.demo.world import BuiltSite, World

MARKER = ".county-news-demo"  # only a folder with this file is wiped
LOG = "crawl.log"
SHOWN = 4  # pages named for one and the same problem
_HEAD = ("site", "name", "family", "encodings", "articles", "text match", "rejects")


def run(output: Path) -> ExitCode:
    """Crawl the demo into ``output`` (wiped first), print what came of it; OK only if every expectation holds."""
    folder = output.resolve()
    try:
        wipe(folder)
    except ConfigurationError as error:
        print(f"scrapy demo: {error}", file=sys.stderr)
        return ExitCode.CONFIGURATION
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: subprocess.run then ends the crawl too
    try:
        with DemoServer() as server:
            status = _crawl(server.world, folder)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    return _judge(server.world, folder, status)


def wipe(folder: Path) -> Path:
    """Return the folder, empty but for the marker; ``ConfigurationError`` if it is not ours or not to be written."""
    try:
        if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
            raise ConfigurationError(f"{folder}: has files that no demo wrote; give another --output")
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / MARKER).touch()
    except OSError as error:
        raise OutputError(f"{folder}: cannot write there: {error.strerror or error}") from None
    return folder


def serve() -> ExitCode:
    """Serve the demo and print the start URLs, until SIGINT or SIGTERM."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with DemoServer() as server:
        for site in server.world.sites.values():
            print(f"{_pad(_label(site), 26)} {site.start_url}")
        print("Serving until Ctrl-C", flush=True)
        stopped.wait()
    return ExitCode.OK


def _crawl(world: World, folder: Path) -> int:
    # robots.txt is asked for under the host name, which all sites of the demo share: no site's delay holds for it.
    settings = {**declare.write(world, folder), "DOWNLOAD_DELAY": 0}
    options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    command = [sys.executable, "-m", "scrapy", "crawl", "county_news", *options]
    local = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    with (folder / LOG).open("wb") as log:
        done = subprocess.run(  # noqa: S603 - our own interpreter and settings
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=Path(crawler.__file__).parents[1],
            env=os.environ | local,
            check=False,
        )
    return done.returncode


def _judge(world: World, folder: Path, status: int) -> ExitCode:
    items = _records(folder, "articles")
    report = compare(world.expected, items, _records(folder, "rejects"))
    wrong = [*misfits(items), *told(report.verdicts)]
    for line in (*table(world, report), *wrong):
        print(line)
    if status:
        print(f"The crawl ended with exit code {status}; the end of {folder / LOG}:")
        print("\n".join((folder / LOG).read_text(encoding="utf-8", errors="replace").splitlines()[-8:]))
    for path in sorted(folder.glob("*.jsonl")):
        print(path)
    holds = not wrong and status == 0
    print("Every expectation holds." if holds else f"Not every expectation holds; log: {folder / LOG}")
    return ExitCode.OK if holds else ExitCode.FAILED


def misfits(items: Iterable[dict[str, Any]]) -> list[str]:
    """Return a line for each item that the JSON Schema of articles refuses."""
    found = ((item, next(validator().iter_errors(item), None)) for item in items)
    return [f"{item.get('url')}: no {ARTICLE}: {error.message[:200]}" for item, error in found if error]


def told(verdicts: Iterable[Verdict]) -> list[str]:
    """Return a line for each verdict; of a problem that many pages share, only the first ``SHOWN``."""
    shared: defaultdict[str, list[str]] = defaultdict(list)
    for verdict in verdicts:
        shared[verdict.problem].append(str(verdict))
    more = {problem: len(lines) - SHOWN for problem, lines in shared.items() if len(lines) > SHOWN}
    lines = [line for same in shared.values() for line in same[:SHOWN]]
    return lines + [f"… and {count} more pages: {problem}" for problem, count in more.items()]


def _records(folder: Path, kind: str) -> list[dict[str, Any]]:
    lines = (line for path in sorted(folder.glob(f"{kind}-*.jsonl")) for line in path.read_bytes().splitlines())
    return [orjson.loads(line) for line in lines]


def table(world: World, report: Report) -> list[str]:
    """Return the lines of the summary table, one a site and a total."""
    rows = [_row(site, report.sites[key]) for key, site in world.sites.items()]
    rows.append(_total(report.sites.values()))
    widths = [max(_width(row[n]) for row in (_HEAD, *rows)) for n in range(len(_HEAD))]
    return [_line(row, widths) for row in (_HEAD, *rows)]


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(_pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(site: BuiltSite, figures: SiteReport) -> tuple[str, ...]:
    family = FAMILIES[site.plan.family].label
    kind = f"{family}, clone" if site.plan.converter else family
    return (site.plan.key, _label(site), kind, ", ".join(sorted(set(site.encodings))), *_figures(figures))


def _figures(figures: SiteReport) -> tuple[str, str, str]:
    match = "-" if figures.match is None else f"{figures.match:.2%}"
    return (
        f"{figures.articles}/{figures.articles_expected}",
        match,
        f"{figures.rejects}/{figures.rejects_expected}",
    )


def _total(sites: Iterable[SiteReport]) -> tuple[str, ...]:
    figures = tuple(sites)
    total = type(figures[0])(
        sum(one.articles_expected for one in figures),
        sum(one.articles for one in figures),
        [match for one in figures for match in one.matches],
        sum(one.rejects_expected for one in figures),
        sum(one.rejects for one in figures),
    )
    return ("total", "", "", "", *_figures(total))


def _label(site: BuiltSite) -> str:
    return f"{site.county.name} {site.plan.name or site.county.site}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
