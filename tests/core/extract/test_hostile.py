"""Pages made to cost time: read in time linear to their size, the article beside them found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from crawler.core.extract import extract
from crawler.core.extract.links import is_feed, read_list
from crawler.core.extract.select import hostile
from crawler.core.model import Draft, Page, Reject
from tests.core.extract.pages import BODY, CONTEXT, PARAGRAPHS, TITLE, draft, page

if TYPE_CHECKING:
    from collections.abc import Callable

#: Processor seconds that a page of this size may take on a slow machine; most of these once took minutes.
PATIENCE = 3.0
#: How much longer four times as much may take: time that grows with the square takes sixteen times as long.
GROWTH, NOISE = 7.0, 0.2

#: What a parser that builds a tree reads in time that grows with the square.
BOMBS = {
    "nested": "<div>" * 60_000,
    "nested lists": "<ul><li>" * 40_000,
    "nested spans": "<span>" * 60_000,
    "nested tables": "<table><tr><td>" * 20_000,
    "attributes": f"<p {' '.join(f'a{n}=b' for n in range(40_000))}>",
}
#: Elements that readers see no text of, with thousands of others in them, a map of a county for one.
FULL = {
    "shapes": f"<svg>{'<path d=M0/>' * 20_000}</svg>",
    "closed shapes": f"<svg>{'<g><path></path></g>' * 20_000}</svg>",
    "choices": f"<select>{'<option>甲' * 20_000}</select>",
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
    "open comments": "<!-- " * 60_000,
    "comments": "<!---->" * 60_000,
    "open attributes": '<a title="' * 40_000,
}
INFO = "<div>发布时间：2024-03-05 09:30　来源：青禾县融媒体中心</div>"
FOUR_LINKS = "<li><a href=/xw/1.html>县里第一条要闻的标题在此</a></li>" * 4
#: Pages of n pieces that tempt a rule of the choice of the body into looking at all the rest for each of them.
GROWING: dict[str, Callable[[int], str]] = {
    "verses": lambda n: f"<h1>{TITLE}</h1>{INFO}" + "<p>春风又绿</p>" * n,
    "copies": lambda n: f"<h1>{TITLE}</h1>{INFO}" + BODY * (n // 2),
    "headlines of other articles": lambda n: f"<h1>{TITLE}</h1>{INFO}" + f"<h1>别的标题</h1>{INFO}" * n + BODY,
    "lists between texts": lambda n: (
        f"<h1>{TITLE}</h1>{INFO}<div><p>{PARAGRAPHS[0]}</p>"
        + f"{FOUR_LINKS}<div><div><div>{BODY * 2}</div></div></div>" * (n // 16)
        + f"<p>{PARAGRAPHS[1]}</p></div>"
    ),
    "summaries": lambda n: f"<a href=/1.html>县里第一条要闻的标题在此</a><p>{PARAGRAPHS[1]}</p>" * n,
    "fields": lambda n: INFO * n + BODY,
    "hidden texts": lambda n: f"<h1>{TITLE}</h1>" + f"<p hidden>{PARAGRAPHS[0]}</p>" * n,
    "rows": lambda n: f"{BODY}<table>{'<tr><td>甲</td><td>乙</td></tr>' * n}</table>{BODY}",
    "keywords and names of sites": lambda n: (
        "".join(f'<meta name=keywords content="甲{k},乙{k}"><meta name=sitename content="青{k}站">' for k in range(n))
        + f"<h1>{TITLE}</h1>{BODY}"
    ),
    "days behind links at the head of a body": lambda n: (
        f"<h1>{TITLE}</h1><div class=TRS_Editor><p>短</p>{'<p><a href=x>某</a> 2024-03-05 09:30 9</p>' * n}{BODY}</div>"
    ),
    "labels at the head of a body": lambda n: (
        f"<h1>{TITLE}</h1><div class=TRS_Editor><p>短</p>{'<p>来源：</p><p>未知</p>' * n}{BODY}</div>"
    ),
    "when and where": lambda n: f"<h1>{TITLE}</h1>{BODY}" + "<p>时间：三月十日</p><p>地点：县水务局</p>" * n,
    "pictures and files": lambda n: BODY + "<img src=a.jpg><a href=a.pdf>附件</a>" * n + BODY,
}


@pytest.mark.parametrize("bomb", [*BOMBS.values(), *FULL.values()], ids=[*BOMBS, *FULL])
@pytest.mark.parametrize("place", ["before", "behind"])
def test_the_article_beside_a_bomb_is_found(bomb: str, place: str) -> None:
    article = f"<div><h1>{TITLE}</h1>{INFO}<div>{BODY}</div></div>"
    started = time.process_time()
    outcome = extract(page(bomb + article if place == "before" else article + bomb), CONTEXT)
    assert time.process_time() - started < PATIENCE
    assert isinstance(outcome, Draft)
    assert tuple(block.text for block in outcome.blocks) == PARAGRAPHS
    assert outcome.published == "2024-03-05T09:30+08:00"


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_alone_is_refused_with_a_reason(bomb: str) -> None:
    outcome = extract(page(bomb), CONTEXT)
    assert isinstance(outcome, Reject)
    assert outcome.detail


@pytest.mark.parametrize("markup", [*BOMBS.values(), *READ.values()], ids=[*BOMBS, *READ])
def test_list_pages_are_read_in_time(markup: str) -> None:
    listing = Page(body=markup.encode(), url="http://x.example/", requested_url="", fetched="")
    started = time.process_time()
    read_list(listing)
    assert time.process_time() - started < PATIENCE


@pytest.mark.parametrize("markup", READ.values(), ids=READ.keys())
def test_articles_are_read_in_time(markup: str) -> None:
    started = time.process_time()
    extract(draft(f"<h1>{TITLE}</h1>{BODY}<div>{markup}</div>"), CONTEXT)
    assert time.process_time() - started < PATIENCE


@pytest.mark.parametrize("make", GROWING.values(), ids=GROWING.keys())
def test_the_choice_of_the_body_takes_linear_time(make: Callable[[int], str]) -> None:
    def seconds(n: int) -> float:
        made = draft(make(n))  # without <body> no stretch of links is skipped
        started = time.process_time()
        extract(made, CONTEXT)
        return time.process_time() - started

    assert seconds(10_000) < GROWTH * seconds(2_500) + NOISE


@pytest.mark.parametrize("lead", ["<!---->", "<!-- - -->\n", "<?a?>", "<!--", "<!-", "\n"])
def test_a_feed_is_told_in_time(lead: str) -> None:
    started = time.process_time()
    assert not is_feed(lead * 50_000 + BODY)
    assert time.process_time() - started < PATIENCE


@pytest.mark.parametrize("markup", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_kept_from_the_parser_that_selectors_need(markup: str) -> None:
    assert hostile(markup + BODY)


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
