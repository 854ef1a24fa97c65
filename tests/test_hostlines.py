"""The memory of a run for lines that repeat on a host."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from crawler import hostlines
from crawler.core.despam.verdict import digest
from crawler.core.model import Context, Draft, Page, Removal, Spam, Suspect
from crawler.hostlines import HostLines

CONTEXT = Context(today=date(2026, 9, 1))
LINE = "甲网官网,乙网官网"


def page(url: str) -> Page:
    return Page(body=b"", url=url, requested_url=url, fetched="2026-09-01T08:00:00+08:00")


def seen(*lines: str, rule: str = "head_line", removed: bool = False, words: bool = True) -> Draft:
    source = page("http://a.example/1")
    shown = [line if words else digest(line) for line in lines]
    if removed:
        pieces = tuple(Removal(stage="despam", rule=rule, text=line) for line in shown)
        return Draft(page=source, removed=pieces, spam=Spam())
    suspects = tuple(Suspect(rule=rule, place=f"text:{n}", chars=9, text=line) for n, line in enumerate(shown))
    return Draft(page=source, spam=Spam(suspects=suspects))


def told(memory: HostLines, url: str = "http://a.example/9") -> frozenset[str]:
    return memory.context(CONTEXT, page(url)).repeated


@pytest.mark.parametrize("removed", [False, True])
@pytest.mark.parametrize("words", [False, True])
def test_a_line_is_told_from_the_third_page_on(*, removed: bool, words: bool) -> None:
    memory = HostLines()
    for n in range(2):
        assert told(memory) == frozenset()
        memory.learn(page(f"http://a.example/{n}"), seen(LINE, LINE, removed=removed, words=words))
    assert told(memory) == {digest(LINE)}
    assert told(memory, "http://b.example/1") == frozenset()


def test_other_finds_are_not_remembered() -> None:
    memory = HostLines()
    for n in range(5):
        memory.learn(page(f"http://a.example/{n}"), seen(LINE, rule="inline"))
        memory.learn(page(f"http://a.example/{n}"), Draft(page=page("http://a.example/")))
    assert memory.context(CONTEXT, page("http://a.example/9")) is CONTEXT


def test_saved_files_of_a_folder_are_of_one_host() -> None:
    memory = HostLines()
    for n in range(2):
        memory.learn(page(f"file:///saved/a/{n}.html"), seen(LINE))
    assert told(memory, "file:///saved/a/9.html") == {digest(LINE)}
    assert told(memory, "file:///saved/b/9.html") == frozenset()
    memory.learn(page("http://[broken"), seen(LINE))


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostlines, "HOSTS", 3)
    monkeypatch.setattr(hostlines, "LINES", 2)
    memory = HostLines()
    for _ in range(2):
        memory.learn(page("http://h0.example/"), seen("甲", "乙"))
        memory.learn(page("http://h0.example/"), seen("丙"))
    assert told(memory, "http://h0.example/") == {digest("甲"), digest("乙")}
    for n in range(1, 4):
        memory.learn(page(f"http://h{n}.example/"), seen("甲"))
    assert told(memory, "http://h0.example/") == frozenset()


def test_the_pipeline_counts_finds_and_remembers(monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler import pipelines

    contexts: list[Context] = []

    def despam(draft: Draft, context: Context) -> Draft:
        contexts.append(context)
        return replace(seen(LINE, removed=True), page=draft.page, spam=Spam(verdict="stripped"))

    monkeypatch.setattr(pipelines.DespamPipeline, "stage", staticmethod(despam))
    stats: dict[str, int] = {}
    counter = SimpleNamespace(inc_value=lambda name: stats.__setitem__(name, stats.get(name, 0) + 1))
    options = SimpleNamespace(context=lambda _: CONTEXT)
    crawler: Any = SimpleNamespace(stats=counter, spider=SimpleNamespace(options=options))
    pipeline = pipelines.DespamPipeline(crawler)
    for n in range(3):
        pipeline.process_item(Draft(page=page(f"http://a.example/{n}")))
    assert [len(context.repeated) for context in contexts] == [0, 0, 1]
    assert stats == {
        "county_news/spam/pages_stripped": 3,
        "county_news/spam/removed_blocks": 3,
        "county_news/spam/removed/head_line": 3,
    }
