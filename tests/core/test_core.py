"""The core as a whole: its purity, its one order of stages, and that no page is too strange for it."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.core import STAGES, process
from crawler.core.model import Article, Context, Draft, Page, Reject
from tests.core.extract.pages import BODY, TITLE

CORE = Path(sys.modules["crawler.core"].__file__ or "").parent
SOURCES = sorted(CORE.rglob("*.py"))
CONTEXT = Context(today=date(2026, 6, 30))

#: What would make a stage depend on anything but its arguments. `tables` may read the package's own files.
IMPURE = {
    "scrapy",
    "twisted",
    "os",
    "io",
    "pathlib",
    "time",
    "random",
    "socket",
    "urllib.request",
    "sqlite3",
    "requests",
}
READERS = {"tables.py"}


def _imports(source: Path) -> set[str]:
    tree = ast.parse(source.read_text("utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(CORE)))
def test_nothing_of_the_core_reaches_outside(source: Path) -> None:
    imported = _imports(source)
    roots = {name.split(".")[0] for name in imported}
    assert not (imported | roots) & IMPURE
    assert {name for name in imported if name.startswith("crawler.") and not name.startswith("crawler.core")} <= {
        "crawler.__version__"
    }
    if source.name not in READERS:
        assert "importlib.resources" not in imported
        calls = [node.func for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Call)]
        assert not [call for call in calls if isinstance(call, ast.Name) and call.id in ("open", "print", "input")]


def test_stages_are_named_like_their_modules_and_run_in_this_order() -> None:
    assert [stage.__name__ for stage in STAGES] == ["decode", "extract", "despam", "repair", "convert", "judge"]
    for stage in STAGES:
        assert stage.__module__.startswith(f"crawler.core.{stage.__name__}")


def page(body: bytes, **more: object) -> Page:
    url = "http://www.qinghe.example/xw/202403/t20240305_1.html"
    return replace(Page(body=body, url=url, requested_url=url, fetched="2026-06-30T00:00:00+00:00"), **more)  # type: ignore[arg-type]


HTML = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>{BODY}</div></body></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "utf-16"])
def test_one_page_in_any_encoding_is_one_article(encoding: str) -> None:
    outcome = process(page(HTML.encode(encoding)), CONTEXT)
    assert isinstance(outcome, Article), outcome
    assert (outcome.title, outcome.published, outcome.script) == (TITLE, "2024-03-05", "Hans")
    assert (
        outcome.id
        == process(page(HTML.encode(), url="HTTPS://www.qinghe.example:443/xw/202403/t20240305_1.html#x"), CONTEXT).id
    )  # type: ignore[union-attr]


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["html", "text"]),
    st.sampled_from(["", "text/html; charset=gbk", "x; charset=\udc80"]),
)
def test_any_bytes_give_an_article_or_a_reason(body: bytes, form: str, content_type: str) -> None:
    outcome = process(page(body, format=form, content_type=content_type), CONTEXT)
    assert isinstance(outcome, Article | Reject)


PIECES = st.lists(st.sampled_from([BODY, "縣(xiàn)委書(shū)記", "。?h委", "�", "", "<div>", "</p>", "<noframes>", "精品,在线,", "<br>", "来源：某网", "\x00"]), max_size=25)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_stages_behind_extraction_are_idempotent(pieces: list[str]) -> None:
    draft = Draft(page=page("".join(pieces).encode()))
    for stage in STAGES:
        outcome = stage(draft, CONTEXT)
        if isinstance(outcome, Reject):
            return
        draft = outcome
    for stage in STAGES[2:]:
        again = stage(draft, CONTEXT)
        assert isinstance(again, Draft)
        assert again.texts() == draft.texts(), stage.__name__
