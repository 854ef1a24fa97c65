"""Pages made to cost time: refused, or read in time linear to their size."""

from __future__ import annotations

import time

import pytest

from crawler.core.extract import extract
from crawler.core.extract.links import read_list
from crawler.core.extract.select import hostile
from crawler.core.model import Draft, Page, Reason, Reject
from tests.core.extract.pages import BODY, CONTEXT, PARAGRAPHS, TITLE, draft, page

#: Seconds that a page of this size may take on a slow machine; each of these took minutes before it was refused.
PATIENCE = 3.0

REFUSED = {
    "nested": "<div>" * 60_000,
    "nested lists": "<ul><li>" * 40_000,
    "nested spans": "<span>" * 60_000,
    "attributes": f"<p {' '.join(f'a{n}=b' for n in range(40_000))}>",
}
READ = {
    "arrows": f"<a href=x>{'> ' * 100_000}x</a>",
    "torn rows": "<record><![CDATA[" * 50_000,
    "rows": "<record><![CDATA[<a href='/info/1/1.htm'>一条新闻的标题</a>]]></record>" * 10_000,
    "question marks": "？" + "?" * 200_000,
    "brackets": "（(" * 100_000,
    "colons": "来源：" * 60_000,
    "dates": "2024-03-05 " * 40_000,
    "spaces": f"来{' ' * 300_000}源",
    "crumbs": "首页 > " * 50_000,
    "open tags": "<p><li><td>" * 30_000,
}


@pytest.mark.parametrize("markup", REFUSED.values(), ids=REFUSED.keys())
def test_refused_with_a_reason(markup: str) -> None:
    started = time.perf_counter()
    outcome = extract(draft(markup + BODY), CONTEXT)
    assert time.perf_counter() - started < PATIENCE
    assert isinstance(outcome, Reject)
    assert outcome.reason == Reason.TOO_LARGE
    assert outcome.detail


@pytest.mark.parametrize("markup", [*REFUSED.values(), *READ.values()], ids=[*REFUSED, *READ])
def test_list_pages_are_read_in_time(markup: str) -> None:
    listing = Page(body=markup.encode(), url="http://x.example/", requested_url="", fetched="")
    started = time.perf_counter()
    read_list(listing)
    assert time.perf_counter() - started < PATIENCE


@pytest.mark.parametrize("markup", READ.values(), ids=READ.keys())
def test_articles_are_read_in_time(markup: str) -> None:
    started = time.perf_counter()
    extract(draft(f"<h1>{TITLE}</h1>{BODY}<div>{markup}</div>"), CONTEXT)
    assert time.perf_counter() - started < PATIENCE


def test_deep_but_genuine_pages_are_not_refused() -> None:
    assert hostile("<div>" * 1500 + BODY + "</div>" * 1500) is None
    assert hostile("<img src=a.png><br>" * 5000) is None
    assert hostile("<style><!-- " + ".a {color: red} \n" * 20_000 + "--></style>" + BODY) is None
    assert hostile("<script>for (i = 0; i <n; i++) {}" + " var a = 1;" * 20_000 + "</script>" + BODY) is None


def test_text_that_only_some_readers_see_is_counted() -> None:
    made = draft(f"<h1>{TITLE}</h1><div>{BODY}<noscript>{PARAGRAPHS[0]}</noscript></div>")
    outcome = extract(made, CONTEXT)
    assert isinstance(outcome, Draft)
    assert [(r.count, r.chars) for r in outcome.removed if r.rule == "unread"] == [(1, len(PARAGRAPHS[0]))]


def test_last_lines_stay_where_the_body_has_no_container() -> None:
    menu = "".join(f"<p><a href=/{n}.html>县里第{n}条要闻的标题</a></p>" for n in range(40))
    ending = ("特此通告。", "青禾县水务局", "2024年3月5日")
    body = BODY + "".join(f"<p>{line}</p>" for line in ending)
    outcome = extract(page(f"{menu}<p>{TITLE}</p>{body}{menu}"), CONTEXT)
    assert isinstance(outcome, Draft)
    assert tuple(block.text for block in outcome.blocks)[-3:] == ending
