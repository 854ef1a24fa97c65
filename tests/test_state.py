"""What is remembered across runs, and that it always agrees with the lines on disk."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from crawler.core.model import Draft, Page, Reason, Reject, SiteFacts
from crawler.core.record import page_id, record
from crawler.items import article_line, reject_line
from crawler.sink import LineFile, OutputError, WriteError
from crawler.state import ARTICLE, ARTICLES, REJECTS, RETRIED, Outcome, State

PROJECT = Path(__file__).parents[1]
URL = "http://www.example.gov.cn/info/1/2.htm"
IDENTITY = page_id(URL)

#: Writes lines and marks them, as the pipeline does; between the two it says which line it has written.
WRITER = """
import sys
from pathlib import Path
from crawler.sink import LineFile
from crawler.state import ARTICLES, Outcome, State
state = State(Path(sys.argv[1]))
file = LineFile(state.file(ARTICLES, state.new_run()))
for number in range(int(sys.argv[2]), 100_000):
    url = f"http://www.example.gov.cn/info/1/{number}.htm"
    line = '{"url":"%s","requested_url":"%s","adcode":null,"body_sha256":"%s"}' % (url, url, "0" * 20_000)
    file.append(line.encode() + b"\\n")
    print(number, flush=True)
    state.mark(Outcome(url=url, requested_url=url, outcome="article"), file=file.path, size=file.size)
"""


def page(url: str = URL, requested_url: str = URL) -> Page:
    site = SiteFacts(adcode="620524", county="武山县")
    return Page(body=b"<p>x</p>", url=url, requested_url=requested_url, fetched="2026-03-05T00:00:00+00:00", site=site)


def outcome(name: str = ARTICLE, *, url: str = URL, requested_url: str = URL, published: str | None = None) -> Outcome:
    return Outcome(url=url, requested_url=requested_url, outcome=name, published=published)


def mark(state: State, one: Outcome) -> None:
    state.mark(one, file=state.file(ARTICLES, "20260101T000000Z"), size=0)


@pytest.mark.parametrize(
    ("name", "done"),
    [(ARTICLE, True), *((reason, reason not in {*RETRIED, Reason.BEFORE_SINCE}) for reason in Reason)],
)
def test_which_outcomes_are_final(tmp_path: Path, name: str, done: bool) -> None:
    state = State(tmp_path)
    assert not state.done(IDENTITY, since=None)
    mark(state, outcome(name))
    assert state.done(IDENTITY, since=None) == done
    assert state.outcome(IDENTITY) == name
    state.close()


@pytest.mark.parametrize(("since", "done"), [(None, False), (date(2024, 3, 5), False), (date(2024, 3, 6), True)])
def test_an_older_page_is_done_while_the_date_asked_for_is_later(
    tmp_path: Path, since: date | None, done: bool
) -> None:
    state = State(tmp_path)
    mark(state, outcome(Reason.BEFORE_SINCE, published="2024-03-05T08:00:00+08:00"))
    assert state.done(IDENTITY, since=since) == done
    state.close()


def test_both_addresses_of_a_redirect_are_done(tmp_path: Path) -> None:
    state = State(tmp_path)
    mark(state, outcome(requested_url="http://www.example.gov.cn/old.htm"))
    assert state.done(page_id("https://www.example.gov.cn/old.htm"), since=None)
    assert state.done(IDENTITY, since=None)
    state.close()


def test_an_article_stays_an_article(tmp_path: Path) -> None:
    state = State(tmp_path)
    for name in (Reason.UNREACHABLE, ARTICLE, Reason.DUPLICATE):
        mark(state, outcome(name))
    assert state.outcome(IDENTITY) == ARTICLE
    state.close()


def test_lines_tell_the_same_outcome_as_values() -> None:
    article = record(Draft(page=page(requested_url="http://www.example.gov.cn/old.htm")))
    assert Outcome.of_line(article_line(article)) == Outcome.of_article(article)
    for reject in (
        Reject(reason=Reason.HTTP_ERROR, page=page(), detail="HTTP 404"),
        Reject(reason=Reason.BEFORE_SINCE, page=page(), evidence=("2024-03-05",)),
    ):
        assert Outcome.of_line(reject_line(reject, keep_body=True)) == Outcome.of_reject(reject)


def fill(folder: Path) -> None:
    """Leave two lines and a torn one, none of them marked."""
    (folder / f"{ARTICLES}-20260101T000000Z.jsonl").write_bytes(article_line(record(Draft(page=page()))) + b'{"sche')
    reject = Reject(reason=Reason.NO_TEXT, page=page("http://a.cn/1.htm", "http://a.cn/1.htm"))
    (folder / f"{REJECTS}-20260101T000000Z.jsonl").write_bytes(reject_line(reject, keep_body=True) + b"garbage\n[]\n")


def test_lines_without_a_mark_are_marked_on_opening(tmp_path: Path) -> None:
    fill(tmp_path)
    state = State(tmp_path)
    assert state.reconciled == 2
    assert (state.outcome(IDENTITY), state.outcome(page_id("http://a.cn/1.htm"))) == (ARTICLE, Reason.NO_TEXT)
    state.close()
    assert (tmp_path / f"{ARTICLES}-20260101T000000Z.jsonl.torn").read_bytes() == b'{"sche\n'
    again = State(tmp_path)
    assert again.reconciled == 0
    again.close()


def test_a_state_that_is_lost_is_rebuilt(tmp_path: Path) -> None:
    fill(tmp_path)
    State(tmp_path).close()
    for file in tmp_path.glob("state.sqlite3*"):
        file.unlink()
    state = State(tmp_path)
    assert state.reconciled == 2
    state.close()


def test_killed_between_line_and_mark(tmp_path: Path) -> None:
    """Three writers are killed at any moment; nothing that was written is forgotten, and nothing is torn."""
    start = 0
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(start)], cwd=PROJECT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        with process.stdout as stdout:
            for _ in range(20):
                stdout.readline()
            process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
        state = State(tmp_path)
        written = [line for file in sorted(tmp_path.glob("*.jsonl")) for line in file.read_bytes().splitlines()]
        urls = [Outcome.of_line(line).url for line in written]
        assert len(urls) == len(set(urls)) >= start + 20
        assert all(state.done(page_id(url), since=None) for url in urls)
        assert not state.done(page_id(f"http://www.example.gov.cn/info/1/{len(urls)}.htm"), since=None)
        state.close()
        start = len(urls)


def test_runs_have_names_of_their_own(tmp_path: Path) -> None:
    state = State(tmp_path)
    names = []
    for _ in range(3):
        names.append(state.new_run())
        LineFile(state.file(ARTICLES, names[-1])).close()
    assert len(set(names)) == 3
    assert all(len(name) == len("20261122T153600Z") for name in names)
    state.close()


def test_a_state_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite3").write_bytes(b"no database, but long enough to be read as one" * 10)
    with pytest.raises(OutputError, match=r"state\.sqlite3.*delete it"):
        State(tmp_path)
    (tmp_path / "state.sqlite3").unlink()
    state = State(tmp_path)  # the failed attempt let the folder go
    state._database.execute("PRAGMA user_version = 9")
    state.close()
    with pytest.raises(OutputError, match="version 9"):
        State(tmp_path)


def test_a_mark_that_cannot_be_written_is_a_write_error(tmp_path: Path) -> None:
    state = State(tmp_path)
    state._database.execute("DROP TABLE files")
    with pytest.raises(WriteError, match="files"):
        mark(state, outcome())
    assert state.outcome(IDENTITY) is None, "both parts of a mark, or none"
    state.close()
