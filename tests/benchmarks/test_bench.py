"""The comparison with the peers, as far as it needs no peer: which pages count, scores, the table, the worker process."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.bench import COLUMNS, US, Job, Sample, Worker, figures, measure, samples, table
from benchmarks.corpus import Case, demo
from crawler.core.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = "全县春耕备耕工作会议在县政府召开。会议要求各乡镇抓紧检修沟渠，备足种子和化肥，确保不误农时。会议还通报了冬小麦苗情。"
HTML = f"<html><head><title>春耕会议召开</title></head><body><h1>春耕会议召开</h1><p>{BODY}</p></body></html>"
PAGE = Page(body=HTML.encode("gb18030"), url="http://x.example/1.html", requested_url="", fetched="")
SAMPLE = Sample(PAGE, HTML, BODY, "春耕会议召开", "2024-03-05T09:00", hand=True)
PEER = Job("peer", "text")


@pytest.fixture
def worker() -> Iterator[Worker]:
    process = Worker(sys.executable)
    yield process
    process.close()


def test_pages_that_count() -> None:
    gold = {"body_text": BODY, "title": None}
    cases = [
        Case(PAGE, gold=gold, about={"gold_kind": "hand"}),
        Case(PAGE, gold={"article_links": []}),
        Case(PAGE),
        Case(replace(PAGE, format="text"), gold=gold),
        Case(replace(PAGE, parts=(PAGE,)), gold=gold),
    ]
    assert samples(cases) == [Sample(PAGE, HTML, BODY, None, None, hand=True)]


def test_demo_pages_count_where_they_show_their_truth() -> None:
    found = samples(demo())
    assert len(found) > 40
    assert all(sample.title and sample.title in sample.text for sample in found)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            [{"text": BODY, "title": "春耕 会议召开", "date": "2024年3月5日", "ms": 2.0}] * 2,
            [1, 1, 1, 0, 1, 1, 0, 2, 2],
        ),
        ([{"text": BODY, "ms": 1.0}, {"error": "x", "ms": 4.0}], [0.5, 0.5, 0.5, 0.5, None, None, 1, 2.5, 2.5]),
        ([{"text": BODY, "date": "", "ms": 1.0}, {"error": "died"}], [0.5, 0.5, 0.5, 0.5, None, 0, 1, 1, 1]),
        ([{"ms": 1.0}, {"ms": 3.0}], [None, None, None, None, None, None, 0, 2, 2]),
        ([{"text": None}, {"text": ""}], [0, 0, 0, 1, None, None, 0, None, None]),
    ],
)
def test_figures(answers: list[dict[str, object]], expected: list[float | None]) -> None:
    assert figures([SAMPLE] * 2, answers) == expected
    assert len(expected) == len(COLUMNS) - 1


def test_the_table_has_us_first_then_peers_by_score() -> None:
    good, poor = {"text": BODY, "ms": 20.0, "version": "1.2"}, {"text": "", "ms": 4.0}
    lines = table(
        [SAMPLE], {Job("yardstick", "text"): [{"ms": 1.0}], PEER: [poor], Job("best", "text"): [good], US: [poor]}
    )
    assert [line.split()[0] for line in lines] == ["tool", "county_news", "best", "peer", "yardstick"]
    assert lines[2].split()[1:] == ["1.2", "text", "1.000", "1.000", "1.000", "0.000", "0", "20.00", "20.00", "5.00"]


def test_measure_takes_the_median_and_turns_the_order() -> None:
    asked: list[tuple[Job, str]] = []

    class Fake(Worker):
        def __init__(self) -> None:
            pass

        def ask(self, job: Job, page: Sample) -> dict[str, object]:
            asked.append((job, page.body))
            return {"ms": float(len(asked) ** 2)}

    pages = [replace(SAMPLE, body="甲"), replace(SAMPLE, body="乙")]
    answers = measure(pages, [US, PEER], {"county_news": Fake(), "peer": Fake()}, 3)
    assert [job for job, _ in asked[:6]] == [US, PEER, PEER, US, PEER, US]
    times = [n**2 for n, call in enumerate(asked, 1) if call == (US, "甲")]
    assert answers[US][0]["ms"] == sorted(times)[1]


def test_the_worker_answers_and_survives_its_death(worker: Worker) -> None:
    answer = worker.ask(US, SAMPLE)
    assert (answer["text"], answer["title"], answer["ms"] > 0) == (BODY, "春耕会议召开", True)
    worker.process.kill()
    assert worker.ask(US, SAMPLE) == {"error": "the process died, or took too long"}
    assert worker.ask(US, SAMPLE)["text"] == BODY
    assert "error" in worker.ask(Job("trafilatura", "text"), SAMPLE), "no peer is installed beside the project"
