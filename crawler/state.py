"""What is done, across runs: one SQLite file beside the lines, and always rebuilt from the lines.

The order that makes a kill harmless: a line is on disk, then its page is marked here. A kill between the two leaves a
line without a mark, so opening the state reads what was appended to each file since its last mark and marks it.
The state may be deleted: the next run reads all files of the folder again.

Errors: ``crawler.sink.OutputError`` on opening (exit code 1), ``crawler.sink.WriteError`` from ``mark`` (exit code 4).
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson

from crawler.core.model import Reason
from crawler.core.record import page_id
from crawler.sink import OutputError, WriteError, lock_folder, make_folder, repair_tail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from crawler.core.model import Article, Reject

logger = logging.getLogger(__name__)

#: The outcome of a page that was written as an article; all other outcomes are values of ``Reason``.
ARTICLE = "article"

#: Outcomes that another try may change, so that a later run fetches the page again.
RETRIED = frozenset({Reason.HTTP_ERROR, Reason.UNREACHABLE, Reason.ROBOTS, Reason.FAILED})

#: The files of a run, by what they hold.
ARTICLES, REJECTS = "articles", "rejects"

_VERSION = 1  # of the tables below, kept in SQLite's user_version

_TABLES = f"""
CREATE TABLE pages (
    id TEXT PRIMARY KEY,    -- 16 hex digits of the canonical URL
    url TEXT NOT NULL,      -- after redirects; an address that redirects has a row of its own
    adcode TEXT,
    run TEXT NOT NULL,
    outcome TEXT NOT NULL,  -- article, or the reason of a reject
    published TEXT,         -- of a page before the date asked for
    body_sha256 TEXT,
    at TEXT NOT NULL        -- UTC
) WITHOUT ROWID;
CREATE TABLE files (name TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
"""

_MARK = """
INSERT INTO pages (id, url, adcode, run, outcome, published, body_sha256, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET url = excluded.url, adcode = excluded.adcode, run = excluded.run,
    outcome = excluded.outcome, published = excluded.published, body_sha256 = excluded.body_sha256, at = excluded.at
WHERE pages.outcome <> 'article'
"""

_MARK_FILE = "INSERT INTO files (name, size) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET size = excluded.size"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one page, as it is remembered."""

    url: str
    requested_url: str
    outcome: str
    adcode: str | None = None
    published: str | None = None
    body_sha256: str | None = None
    parts: tuple[str, ...] = ()  # URLs of further pages, done with the first

    @classmethod
    def of_article(cls, article: Article) -> Outcome:
        """Return the outcome of a written article."""
        return cls(
            url=article.url,
            requested_url=article.requested_url,
            outcome=ARTICLE,
            adcode=article.adcode,
            body_sha256=article.body_sha256,
            parts=article.parts,
        )

    @classmethod
    def of_reject(cls, reject: Reject) -> Outcome:
        """Return the outcome of a refused page."""
        before = reject.reason == Reason.BEFORE_SINCE and reject.evidence
        return cls(
            url=reject.page.url,
            requested_url=reject.page.requested_url,
            outcome=reject.reason,
            adcode=reject.page.site.adcode,
            published=reject.evidence[0] if before else None,
            body_sha256=sha256(reject.page.body).hexdigest(),
        )

    @classmethod
    def of_line(cls, line: bytes) -> Outcome:
        """Return the outcome that a written line tells; raises ``ValueError`` for a line that is none of ours."""
        record: dict[str, Any] = orjson.loads(line)
        try:
            reason = record.get("reason")
            before = reason == Reason.BEFORE_SINCE and record.get("evidence")
            return cls(
                url=record["url"],
                requested_url=record["requested_url"],
                outcome=reason or ARTICLE,
                adcode=record["adcode"],
                published=record["evidence"][0] if before else None,
                body_sha256=record["body_sha256"],
                parts=tuple(record.get("parts", ())),
            )
        except (KeyError, AttributeError, TypeError) as error:
            raise ValueError(f"not a line of ours: {error!r}") from None


class State:
    """The state of one output folder, which it holds for this process until ``close``."""

    def __init__(self, folder: Path) -> None:
        """Create and lock the folder, open ``state.sqlite3`` in it, and mark what a killed run left unmarked."""
        self.folder = folder
        self.path = folder / "state.sqlite3"
        make_folder(folder)
        with contextlib.ExitStack() as undo:
            self._lock = lock_folder(folder)
            undo.callback(os.close, self._lock)
            try:
                self._database = undo.enter_context(contextlib.closing(_open(self.path)))
                self.reconciled = self._reconcile()
            except sqlite3.Error as error:
                raise OutputError(f"{self.path}: {error}; delete it to have it rebuilt from the lines") from None
            undo.pop_all()

    def close(self) -> None:
        """Close the file and let the folder go; a second call does nothing."""
        self._database.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def outcome(self, identity: str) -> str | None:
        """Return the last outcome of a page by its id, or None where it was never seen."""
        row = self._database.execute("SELECT outcome FROM pages WHERE id = ?", (identity,)).fetchone()
        return row[0] if row else None

    def done(self, identity: str, *, since: date | None) -> bool:
        """Say whether a page needs no further fetch: written, or refused for a reason that another try cannot change.

        A page refused as published before a date is done as long as the date asked for is still later.
        """
        row = self._database.execute("SELECT outcome, published FROM pages WHERE id = ?", (identity,)).fetchone()
        if row is None or row[0] in RETRIED:
            return False
        if row[0] == Reason.BEFORE_SINCE:
            return since is not None and row[1] is not None and row[1][:10] < since.isoformat()
        return True

    def new_run(self) -> str:
        """Return the name of a run beginning now: UTC to the second, and not the name of an earlier run."""
        moment = datetime.now(UTC).replace(microsecond=0)
        while self.file(ARTICLES, name := moment.strftime("%Y%m%dT%H%M%SZ")).exists():
            moment = moment.fromtimestamp(moment.timestamp() + 1, UTC)
        return name

    def file(self, kind: str, run: str) -> Path:
        """Return the path of a file of a run: ``articles-20261122T153600Z.jsonl``."""
        return self.folder / f"{kind}-{run}.jsonl"

    def mark(self, outcome: Outcome, *, file: Path, size: int) -> None:
        """Remember the outcome of a page whose line is on disk, and that the file is known up to ``size`` bytes."""
        try:
            with self._database:
                self._database.executemany(_MARK, _rows(outcome, _run_of(file)))
                self._database.execute(_MARK_FILE, (file.name, size))
        except sqlite3.Error as error:
            raise WriteError(f"{self.path}: {error}") from error

    def _reconcile(self) -> int:
        """Mark the pages of lines written after the last mark of their file; return how many."""
        files = sorted([*self.folder.glob(f"{ARTICLES}-*.jsonl"), *self.folder.glob(f"{REJECTS}-*.jsonl")])
        return sum(self._reconcile_file(path) for path in files)

    def _reconcile_file(self, path: Path) -> int:
        row = self._database.execute("SELECT size FROM files WHERE name = ?", (path.name,)).fetchone()
        known = row[0] if row else 0
        size = path.stat().st_size
        if size == known:
            return 0
        try:
            torn = repair_tail(path)
        except OSError as error:
            raise OutputError(f"{path}: cannot write there: {error.strerror}") from None
        if torn:
            logger.warning("%s: cut an unfinished last line of %d bytes, kept in %s.torn", path, torn, path.name)
        outcomes = list(_read_outcomes(path, known if known <= size - torn else 0))
        with self._database:
            for outcome in outcomes:
                self._database.executemany(_MARK, _rows(outcome, _run_of(path)))
            self._database.execute(_MARK_FILE, (path.name, size - torn))
        return len(outcomes)


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=5.0)
    database.execute("PRAGMA journal_mode = WAL")
    # A commit lost by a power cut is found again in the lines, so it need not wait for the disk.
    database.execute("PRAGMA synchronous = NORMAL")
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        database.executescript(f"BEGIN; {_TABLES} COMMIT;")
    elif version != _VERSION:
        database.close()
        raise sqlite3.DatabaseError(f"tables of version {version}, this program knows version {_VERSION}")
    return database


def _run_of(file: Path) -> str:
    return file.stem.partition("-")[2]


def _rows(outcome: Outcome, run: str) -> Iterator[tuple[str | None, ...]]:
    """Return the rows of a page: under its own address, the one that led to it, and those of its further pages."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for url in dict.fromkeys((outcome.url, outcome.requested_url, *outcome.parts)):
        yield (
            page_id(url),
            url,
            outcome.adcode,
            run,
            str(outcome.outcome),
            outcome.published,
            outcome.body_sha256,
            at,
        )


def _read_outcomes(path: Path, start: int) -> Iterator[Outcome]:
    with path.open("rb") as file:
        file.seek(start)
        for line in file:
            try:
                yield Outcome.of_line(line)
            except ValueError as error:
                logger.warning("%s: skipped a line that is no record: %s", path, error)
