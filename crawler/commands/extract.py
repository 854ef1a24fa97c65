"""``scrapy extract``: articles from saved pages, by the same stages as in a crawl."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import batch, inputs
from crawler.commands import show
from crawler.core.model import Reason
from crawler.exitcodes import ConfigurationError, ExitCode
from crawler.options import Options
from crawler.sink import AtomicLineFile, WriteError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Iterator
    from types import FrameType

MANIFEST = "manifest/1"


class Command(ScrapyCommand):
    """The command ``extract``."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the name of the command."""
        return "PATH… -o OUT.jsonl [options]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Articles from saved pages (folders, .html, .txt, .warc)"

    def long_desc(self) -> str:
        """Return the text of ``scrapy extract -h``."""
        return (
            "Take saved pages through the stages of a crawl and write articles as JSON Lines. PATH: .html, .htm and "
            ".shtml files as raw bytes, .txt text dumps of pages (read as HTML where they begin like a document), "
            ".warc and .warc.gz archives, folders of them. "
            "The output appears only when it is complete. Exit codes: 0 articles were written, 1 wrong setting or "
            "output not writable, 2 wrong command line, 3 no article came out, 4 a stage failed, 5 interrupted."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        """Add the options of this command to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="where the articles go; must be given")
        parser.add_argument("--rejects", metavar="FILE", help="where refused pages go (default: OUT.rejects.jsonl)")
        parser.add_argument("--manifest", metavar="FILE", help="write what became of each page there")
        parser.add_argument("--workers", metavar="N", default="1", help="processes (default: 1)")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Check everything, then read; the exit code says how it went."""
        try:
            paths, targets, workers = _inputs(args), _targets(opts), _workers(opts)
            job = self._job()
            self.exitcode = _extract(paths, targets, job, workers)
        except ConfigurationError as error:
            self.exitcode = _say(str(error), ExitCode.CONFIGURATION)
        except WriteError as error:
            self.exitcode = _say(f"{error}; the output is not complete", ExitCode.FAILED)

    def _job(self) -> batch.Job:
        if self.settings is None:
            raise RuntimeError("Scrapy gives every command its settings")
        context = Options.from_settings(self.settings).context(datetime.now(UTC).isoformat())
        return batch.Job(context=context, max_bytes=self.settings.getint("DOWNLOAD_MAXSIZE") or sys.maxsize - 1)


@dataclass(frozen=True, slots=True)
class Targets:
    """The files of a run; ``manifest`` None: none is wanted."""

    articles: Path
    rejects: Path
    manifest: Path | None

    def by_schema(self) -> Iterator[tuple[str, Path]]:
        """Yield the files with the schema of their lines; the articles first."""
        yield "article", self.articles
        yield "reject", self.rejects
        if self.manifest:
            yield "manifest", self.manifest


@dataclass(slots=True)
class Tally:
    """What came of the pages so far; it outlives an interruption."""

    whats: Counter[str] = field(default_factory=Counter)
    written: set[str] = field(default_factory=set)  # ids of articles
    milliseconds: float = 0.0

    @property
    def pages(self) -> int:
        """Pages read, whatever became of them."""
        return self.whats.total() - self.whats[batch.SKIPPED]

    def verdict(self, *, interrupted: bool) -> ExitCode:
        """Return the exit code."""
        if self.whats[Reason.FAILED]:
            return ExitCode.FAILED
        if interrupted:
            return ExitCode.INTERRUPTED
        return ExitCode.OK if self.whats[batch.ARTICLE] else ExitCode.NO_ARTICLE


def _say(message: str, code: ExitCode) -> ExitCode:
    print(f"scrapy extract: {message}", file=sys.stderr)
    return code


def _inputs(args: list[str]) -> list[Path]:
    if unknown := [arg for arg in args if arg.startswith("-")]:
        raise UsageError(f"unknown option {unknown[0]}")
    if not args:
        raise UsageError("give at least one PATH")
    if missing := [arg for arg in args if not os.path.exists(arg)]:  # noqa: PTH110 - Path.exists raises on EACCES
        raise UsageError(f"no such file or folder: {', '.join(missing)}")
    return [Path(arg) for arg in args]


def _workers(opts: Namespace) -> int:
    if not opts.workers.isdecimal() or int(opts.workers) < 1:
        raise UsageError(f"--workers must be a whole number, 1 or more, not {opts.workers!r}")
    return int(opts.workers)


def _targets(opts: Namespace) -> Targets:
    """Return where the output goes; a file there that is not an output of ours is never overwritten."""
    if not opts.output:
        raise UsageError("-o FILE must be given")
    articles = Path(opts.output)
    rejects = Path(opts.rejects) if opts.rejects else articles.with_name(articles.stem + ".rejects.jsonl")
    # A link stays a link: the file it names is replaced.
    manifest = Path(opts.manifest).resolve() if opts.manifest else None
    targets = Targets(articles.resolve(), rejects.resolve(), manifest)
    paths = [path for _, path in targets.by_schema()]
    if len(set(paths)) < len(paths):
        raise UsageError("output, rejects and manifest must be different files")
    for schema, path in targets.by_schema():
        _check_ours(path, schema)
    return targets


def _check_ours(path: Path, schema: str) -> None:
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises on EACCES
        return
    start = b'{"schema":"%s/' % schema.encode("ascii")
    try:
        ours = path.is_file() and _first_bytes(path, len(start)) in (start, b"")
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from None
    if not ours:
        raise UsageError(f"{path} exists and is no file of {schema} records; it is not overwritten")


def _first_bytes(path: Path, count: int) -> bytes:
    with path.open("rb") as file:
        return file.read(count)


def _extract(paths: list[Path], targets: Targets, job: batch.Job, workers: int) -> ExitCode:
    begin = time.monotonic()
    tally = Tally()
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with ExitStack() as stack:
            files = {schema: stack.enter_context(AtomicLineFile(path)) for schema, path in targets.by_schema()}
            outcomes = stack.enter_context(closing(batch.run(inputs.walk(paths), job, workers=workers)))
            _write(outcomes, files, tally)
    except KeyboardInterrupt:
        _say(f"interrupted after {tally.pages} pages; {targets.articles} was not written", ExitCode.INTERRUPTED)
        return tally.verdict(interrupted=True)
    finally:
        signal.signal(signal.SIGTERM, previous)
    _print_summary(tally, targets, time.monotonic() - begin)
    return tally.verdict(interrupted=False)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _write(outcomes: Iterable[batch.Outcome], files: dict[str, AtomicLineFile], tally: Tally) -> None:
    for outcome in outcomes:
        final = _once(outcome, tally)
        tally.whats[final.what] += 1
        tally.milliseconds += final.milliseconds
        if final.what == batch.SKIPPED:
            continue
        files["article" if final.what == batch.ARTICLE else "reject"].append(final.line)
        if "manifest" in files:
            files["manifest"].append(_manifest_line(final))


def _once(outcome: batch.Outcome, tally: Tally) -> batch.Outcome:
    """Let the first page of an id through; a later one is a duplicate."""
    if outcome.what != batch.ARTICLE or outcome.id is None:
        return outcome
    if outcome.id in tally.written:
        return replace(outcome, what=str(Reason.DUPLICATE), line=outcome.if_duplicate)
    tally.written.add(outcome.id)
    return outcome


def _manifest_line(outcome: batch.Outcome) -> bytes:
    values: dict[str, Any] = {
        "schema": MANIFEST,
        "path": _readable(outcome.path),
        "url": outcome.url,
        "sha256": outcome.sha256,
        "bytes": outcome.size,
        "outcome": outcome.what,
        "id": outcome.id,
        "milliseconds": round(outcome.milliseconds, 3),
    }
    return orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)


def _readable(path: str | Path) -> str:
    """Return a path as text; names of files are bytes, and from old archives often GBK."""
    return os.fsencode(path).decode("utf-8", "replace")


def _print_summary(tally: Tally, targets: Targets, seconds: float) -> None:
    whats = Counter(tally.whats)
    articles, skipped = whats.pop(batch.ARTICLE, 0), whats.pop(batch.SKIPPED, 0)
    reasons = ", ".join(f"{what} {count}" for what, count in whats.most_common())
    per_page = tally.milliseconds / max(1, tally.pages)
    lines = [
        f"pages     {tally.pages:>8}   {seconds:.1f} s, {per_page:.2f} ms of CPU a page in the stages",
        f"articles  {articles:>8}   {_readable(targets.articles)}",
        f"rejects   {whats.total():>8}   {_readable(targets.rejects)}{f' ({reasons})' if reasons else ''}",
    ]
    if targets.manifest:
        lines.append(f"manifest  {tally.pages:>8}   {_readable(targets.manifest)}")
    if skipped:
        lines.append(f"skipped   {skipped:>8}   other kinds of files and archive records")
    show("\n".join(lines))
