"""Many pages at once: order, faults of stages, and workers that die."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler import batch, core, items
from crawler.core.model import Article, Block, Context, Draft, Page, Reason, Reject
from crawler.core.record import record
from crawler.inputs import walk

if TYPE_CHECKING:
    from collections.abc import Callable

    Process = Callable[[Page, Context], Article | Reject]

CONTEXT = Context(today=date(2024, 3, 8))


def _finish(page: Page) -> Article:
    text = page.body.decode("utf-8")
    return record(Draft(page=page, blocks=(Block(text=text),), encoding="utf-8"))


def honest(page: Page, context: Context) -> Article | Reject:
    """Make an article of every page that is not empty."""
    return _finish(page) if page.body else Reject(reason=Reason.EMPTY, page=page)


def raising(page: Page, context: Context) -> Article | Reject:
    """Fail on pages that say so."""
    if b"raise" in page.body:
        raise ValueError("十")
    return honest(page, context)


def no_json(page: Page, context: Context) -> Article | Reject:
    """Return what cannot be written."""
    return replace(_finish(page), title={1, 2})


def deadly(page: Page, context: Context) -> Article | Reject:
    """Kill the process on pages that say so; ``once`` only the first time, which a file beside them remembers."""
    if b"always" in page.body:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"once" in page.body:
        mark = Path(page.body.decode("utf-8").split(" ")[1])
        if not mark.exists():
            mark.touch()
            os._exit(7)
    return honest(page, context)


def _save(folder: Path, bodies: list[str]) -> Path:
    folder.mkdir()
    for number, body in enumerate(bodies):
        (folder / f"{number:04d}.txt").write_text(body, encoding="utf-8")
    return folder


def _run(folder: Path, process: Process, *, workers: int) -> list[batch.Outcome]:
    job = batch.Job(context=CONTEXT, max_bytes=1000, process=process)
    return list(batch.run(walk([folder]), job, workers=workers))


def _lines(outcomes: list[batch.Outcome]) -> list[bytes]:
    return [outcome.line for outcome in outcomes]


def test_the_core_is_what_runs() -> None:
    assert batch.Job(context=CONTEXT, max_bytes=1).process is core.process


def test_workers_do_not_change_the_outcomes(tmp_path: Path) -> None:
    bodies = [f"第{number}号公告" if number % 5 else "" for number in range(3 * batch.FILES_PER_TASK + 7)]
    folder = _save(tmp_path / "in", bodies)
    (folder / "0050.jpg").touch()
    alone, together = _run(folder, honest, workers=1), _run(folder, honest, workers=2)
    assert _lines(alone) == _lines(together)
    assert [outcome.path for outcome in alone] == sorted(outcome.path for outcome in alone)
    assert [outcome.what for outcome in alone].count(batch.SKIPPED) == 1
    assert len(alone) == len(bodies) + 1


@pytest.mark.parametrize("workers", [1, 2])
def test_a_page_on_which_a_stage_raises_is_refused(tmp_path: Path, workers: int) -> None:
    outcomes = _run(_save(tmp_path / "in", ["甲", "raise", "乙"]), raising, workers=workers)
    assert [outcome.what for outcome in outcomes] == ["article", "stage-failed", "article"]
    refused = json.loads(outcomes[1].line)
    items.validator("reject/1").validate(refused)
    assert "ValueError: 十" in refused["detail"]
    assert "Traceback" in refused["detail"]


def test_a_result_that_is_no_json_is_refused(tmp_path: Path) -> None:
    (outcome,) = _run(_save(tmp_path / "in", ["甲"]), no_json, workers=1)
    assert outcome.what == "stage-failed"
    assert "set" in json.loads(outcome.line)["detail"]


def test_an_outcome_has_the_line_for_a_duplicate(tmp_path: Path) -> None:
    (outcome,) = _run(_save(tmp_path / "in", ["甲"]), honest, workers=1)
    refused = json.loads(outcome.if_duplicate)
    items.validator("reject/1").validate(refused)
    assert (refused["reason"], refused["url"]) == ("duplicate", outcome.url)
    assert refused["body_sha256"] == outcome.sha256 == json.loads(outcome.line)["body_sha256"]


def test_a_page_that_kills_two_workers_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = _save(tmp_path / "in", ["甲", "乙", "always", "丙"])
    outcomes = _run(folder, deadly, workers=2)
    assert [outcome.what for outcome in outcomes] == ["article", "article", "stage-failed", "article"]
    assert "killed by signal 9" in json.loads(outcomes[2].line)["detail"]
    assert [log.getMessage().partition(": ")[2] for log in caplog.records] == [
        "it is tried again",
        "the page is refused",
    ]


def test_a_page_that_kills_one_worker_is_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = _save(tmp_path / "in", ["甲", f"once {tmp_path / 'mark'}", "乙"])
    outcomes = _run(folder, deadly, workers=2)
    assert [outcome.what for outcome in outcomes] == ["article"] * 3
    assert "ended with 7 on entry 2 of" in caplog.text


def test_closing_ends_the_workers(tmp_path: Path) -> None:
    folder = _save(tmp_path / "in", ["甲"] * 200)
    outcomes = batch.run(walk([folder]), batch.Job(context=CONTEXT, max_bytes=1000, process=honest), workers=2)
    assert next(outcomes).what == "article"
    outcomes.close()
    assert not batch.multiprocessing.active_children()
