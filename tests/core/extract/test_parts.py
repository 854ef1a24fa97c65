"""Split articles: which links of a page lead to further pages of it, and what their bodies become joined."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.core import process
from crawler.core.decode import binary, decide, decode
from crawler.core.extract import extract
from crawler.core.extract.parts import find_parts, part_number, read_parts
from crawler.core.model import Article, Draft, Page
from tests.core.extract.pages import CONTEXT, MENU, PARAGRAPHS, TITLE

TRS = "http://www.qinghe.example/xw/202403/t20240305_4711.html"
VSB = "http://www.qinghe.example/info/1001/22.htm"
ASP = "http://www.qinghe.example/show.asp?id=12"
AT = "http://www.qinghe.example"

# name -> URL of the article, its pager, the ends of the URLs expected
PAGERS: dict[str, tuple[str, str, list[str]]] = {
    "numbers in brackets": (
        VSB,
        "本新闻共 3页 <b>[01]</b> <a href='/info/1001/22_2.htm'>[02]</a> <a href='/info/1001/22_3.htm'>[03]</a>",
        ["22_2.htm", "22_3.htm"],
    ),
    "numbers from 0 in addresses": (
        TRS,
        "<span>1</span><a href=./t20240305_4711_1.html>2</a><a href=./t20240305_4711_2.html>3</a>",
        ["t20240305_4711_1.html", "t20240305_4711_2.html"],
    ),
    "all pages, the first by its own address": (
        VSB,
        '<a href="22.htm">1</a><a href="22_1.htm">1</a><a href="22_2.htm">2</a><a href="22_2.htm">下一页</a>',
        ["22_2.htm"],
    ),
    "next page": (TRS, '<a href="t20240305_4711_1.html"><span>下一页&nbsp;&gt;</span></a>', ["t20240305_4711_1.html"]),
    "next page in traditional with a gloss": (VSB, '<A HREF="22_2.htm">下一頁(yè)</A>', ["22_2.htm"]),
    "the rest of the text": (VSB, '<a target=_blank href="22_2.htm">[点击阅读余下全文]&gt;&gt;</a>', ["22_2.htm"]),
    "another extension": (VSB, '<a href="22_2.shtml">下页</a>', ["22_2.shtml"]),
    "a first page that has its number": (
        TRS.replace("4711", "4711_1"),
        '<a href="t20240305_4711_1_2.html">下一页</a>',
        ["t20240305_4711_1_2.html"],
    ),
    "a number that is replaced": (
        f"{AT}/show-22-4711-1.html",
        '<a href="/show-22-4711-2.html">2</a><a href="/show-22-4711-3.html">3</a>',
        ["show-22-4711-2.html", "show-22-4711-3.html"],
    ),
    "a number that is replaced, from 0": (f"{AT}/a/20240305/77_0.shtml", '<a href="77_1.shtml">2</a>', ["77_1.shtml"]),
    "a name without a number in a dated folder": (
        f"{AT}/2024-03/05/content.htm",
        '<a href="content_2.htm">下一页</a>',
        ["content_2.htm"],
    ),
    "a parameter": (
        ASP,
        '<a href="?id=12&amp;page=2">2</a> <a href="show.asp?Page=3&id=12">3</a>',
        ["?id=12&page=2", "?Page=3&id=12"],
    ),
    "a parameter behind a static name": (VSB, '<a href="/info/1001/22.htm?page=2">2</a>', ["22.htm?page=2"]),
    "a folder called like the article": (f"{AT}/archives/4711", '<a href="/archives/4711/2">2</a>', ["4711/2"]),
    "pages with headings": (VSB, '<a href="22_2.htm">第2页：清淤之后</a>', ["22_2.htm"]),
    "gaps in the pager": (
        VSB,
        '<a href="22_2.htm">2</a> <a href="22_3.htm">3</a> … <a href="22_6.htm">尾页</a>',
        ["22_2.htm", "22_3.htm", "22_4.htm", "22_5.htm", "22_6.htm"],
    ),
    "gaps, two digits": (
        VSB,
        '<a href="22_02.htm">下一页</a><a href="22_04.htm">末页</a>',
        ["_02.htm", "_03.htm", "_04.htm"],
    ),
    "the whole text on one page": (VSB, '<a href="22_all.htm">阅读全文</a>', ["22_all.htm"]),
    "pages before the whole text": (
        VSB,
        '<a href="22_2.htm">2</a><a href="22_all.htm">在本页阅读全文</a>',
        ["22_2.htm"],
    ),
    "the script of TRS": (
        TRS,
        '<script>createPageHTML(3, 0, "t20240305_4711", "html");</script>',
        ["t20240305_4711_1.html", "t20240305_4711_2.html"],
    ),
    "the script of TRS, counting from 1": (
        TRS,
        "createPageHTML('page_div',3, 1,'t20240305_4711','html',40)",
        ["t20240305_4711_2.html", "t20240305_4711_3.html"],
    ),
    "the older script of TRS": (
        TRS,
        "var countPage = 2//共多少页\ndocument.write('<a href=\"t20240305_4711_'+nextPage+'.html\">下一页</a>');".replace(
            '"t2', "'+'t2"
        ),
        ["t20240305_4711_1.html"],
    ),
    "full width": (VSB, '<a href="22_2.htm">［２］</a> <a href="22_2.htm">（下一页）＞＞</a>', ["22_2.htm"]),
    "two pagers": (VSB, '<a href="22_2.htm">2</a><p></p><a href="22_2.htm">下一页</a>', ["22_2.htm"]),
}

# name -> URL, markup that names no further page
OTHERS: dict[str, tuple[str, str]] = {
    "the next article": (VSB, '下一篇：<a href="22_2.htm">望川大桥合龙</a>'),
    "the next article by that name": (VSB, '<a href="22_2.htm">下一篇</a> <a href="22_3.htm">下一条</a>'),
    "the next article called next page": (VSB, '<a href="23.htm">下一页</a>'),
    "the next article of one day": (TRS, '<a href="t20240305_4712.html">下一页</a>'),
    "an article of the same number": (VSB, '<a href="/info/1002/22_2.htm">2</a>'),
    "another host": (VSB, '<a href="http://m.wangchuan.example/info/1001/22_2.htm">2</a>'),
    "a file of the reader": (VSB, '<a href="file://www.qinghe.example/info/1001/22_2.htm">2</a>'),
    "the page itself": (TRS, '<a href="t20240305_4711.html">1</a><a href="#">2</a>'),
    "a number that is not the address's": (VSB, '<a href="22_2.htm">7</a>'),
    "an id behind the id": (VSB, '<a href="22_20240305.htm">2</a>'),
    "a picture": (VSB, '<a href="22_2.jpg.htm">2</a><img src="22_2.jpg">'),
    "pages of a list": (f"{AT}/xw/index.htm", '<a href="index_1.htm">下一页</a>'),
    "pages of a numbered list": (f"{AT}/xw/list-12-1.html", '<a href="list-12-2.html">下一页</a>'),
    "pages of a column": (f"{AT}/xw/", '<a href="/xw/2.htm">2</a>'),
    "one page by script": (TRS, 'createPageHTML(1, 0, "t20240305_4711", "html")'),
    "the script of a list": (TRS, 'createPageHTML(20, 0, "index", "html")'),
    "the definition of the script": (TRS, "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}"),
    "another article by parameter": (ASP, '<a href="?id=13">下一页</a> <a href="?id=13&page=2">2</a>'),
    "pages of comments by parameter": (ASP, '<h3>网友评论</h3><p>好</p><a href="?id=12&page=2">下一页</a>'),
    "pages of comments by name": (ASP, '<a href="?id=12&cpage=2">2</a> <a href="?id=12&page=2#comments">2</a>'),
    "links that are none": (VSB, '<a href="http://[22_2.htm">2</a><a name="22_2">2</a><a href="22_2.htm" 2'),
}


@pytest.mark.parametrize(("url", "pager", "ends"), PAGERS.values(), ids=PAGERS.keys())
def test_a_pager_leads_to_the_further_pages(url: str, pager: str, ends: list[str]) -> None:
    markup = f"<ul>{MENU}</ul><a href={url}>本页</a><div>{PARAGRAPHS[0]}</div>{pager}<p>{PARAGRAPHS[1]}</p>"
    found = [part.url for part in find_parts(markup, url)]
    assert [url.endswith(end) for url, end in zip(found, ends, strict=True)] == [True] * len(ends), found
    assert all(found_url.startswith(f"{AT}/") and part_number(found_url, url) for found_url in found)
    for encoding in ("utf-8", "gb18030", "utf-16"):
        page = Page(body=markup.encode(encoding, "replace"), url=url, requested_url=url, fetched="")
        assert [part.url for part in read_parts(page)] == found


@pytest.mark.parametrize(("url", "markup"), OTHERS.values(), ids=OTHERS.keys())
def test_other_links_lead_elsewhere(url: str, markup: str) -> None:
    assert find_parts(f"<ul>{MENU}</ul><p>{PARAGRAPHS[0]}</p>{markup}", url) == ()


def test_a_further_page_is_read_as_part_of_the_first() -> None:
    second = TRS.replace(".html", "_1.html")
    markup = "<a href='t20240305_4711.html'>1</a> 2 <a href='./t20240305_4711_2.html'>下一页</a>"
    page = Page(body=markup.encode(), url=second, requested_url=second, fetched="")
    assert [part.number for part in read_parts(page, TRS)] == [2]
    assert find_parts("", "no url at all") == find_parts("", "http://[") == ()


URLS = st.sampled_from([TRS, VSB, ASP, f"{AT}/a/20240305/77_0.shtml", "file:///tmp/22.htm", "", "http://[22"])
PIECES = (
    *('<a href="', "22_2.htm", "t20240305_4711_3.html", '">', "2", "下一页", "</a>", "?id=12&page=3", "<", " "),
    *('createPageHTML(9,0,"t20240305_4711","html")', "'22_'", "countPage = 9"),
)
SCRAPS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8))


@given(SCRAPS.map("".join), URLS)
@settings(max_examples=200, deadline=None)
def test_any_markup_gives_pages_of_this_article_in_order(markup: str, url: str) -> None:
    parts = find_parts(markup, url)
    numbers = [part.number for part in parts]
    assert numbers == sorted(set(numbers))
    assert all(part_number(part.url, url) == part.number for part in parts)
    page = Page(body=markup.encode("utf-8", "replace"), url=url, requested_url=url, fetched="")
    decoding = decide(page.body, "", None, html=True)
    assert not decoding or decoding.text != markup or binary(page.body) or read_parts(page) == parts


@pytest.mark.parametrize(
    "markup",
    ["<a href='/info/1001/22_2.htm' " * 30_000, "'22_" * 200_000, "<a href=22_2.htm>" + "下" * 300_000, "[" * 300_000],
)
def test_hostile_markup_takes_no_time(markup: str) -> None:
    started = time.perf_counter()
    find_parts(markup, VSB)
    assert time.perf_counter() - started < 1.0


HALVES = (
    "<p>青禾县水务局同时公布了巡渠电话，村民发现渗漏可以随时拨打，值守人员两小时内到场。</p><p>下一步，还要给支渠装上量水设备。</p>",
    "<p>记者在下游的石桥村看到，沿渠三十多户人家领到了管护牌，谁家门前的渠段由谁照看，写得一清二楚。</p>",
)


def part(number: int, body: str, *, encoding: str = "utf-8", head: str = "") -> Page:
    """Return page ``number`` (from 1) of a split article as it was fetched."""
    url = VSB if number == 1 else VSB.replace("22", f"22_{number}")
    info = "<div class=info>发布时间：2024-03-05 09:30　来源：青禾县融媒体中心</div>"
    links = "".join(f'<a href="22_{n}.htm">[{n}]</a>' for n in (2, 3))
    markup = (
        f"<html><head><title>{TITLE}_青禾网</title></head><body><ul>{MENU}</ul><h1>{TITLE}</h1>{info}"
        f"<div id=c>{head}{body}<p>共3页 {links}</p></div><div>版权所有：青禾县人民政府</div></body></html>"
    )
    return Page(body=markup.encode(encoding), url=url, requested_url=url, fetched="2026-06-30T00:00:00+00:00")


FIRST = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def joined(*parts: Page, first: str = FIRST) -> Article:
    outcome = process(replace(part(1, first), parts=parts), CONTEXT)
    assert isinstance(outcome, Article), outcome
    return outcome


def lines(*bodies: str) -> list[str]:
    return [line for body in bodies for line in body.removeprefix("<p>").removesuffix("</p>").split("</p><p>")]


def test_bodies_are_joined_in_order_and_fields_are_the_first_pages() -> None:
    article = joined(part(2, HALVES[0], encoding="gb18030"), part(3, HALVES[1]))
    assert article.text.split("\n") == lines(FIRST, *HALVES)
    assert (article.title, article.published) == (TITLE, "2024-03-05T09:30+08:00")
    assert article.parts == (VSB.replace("22", "22_2"), VSB.replace("22", "22_3"))
    assert article.warnings == ()
    assert article.body_sha256 == joined().body_sha256


def test_what_every_page_repeats_stands_once() -> None:
    lead = "<p>核心提示：西岭灌区三十年来第一次全线清淤，四月上旬通水，下游两万多亩麦田受益。</p>"
    article = joined(part(2, HALVES[0], head=f"<p>{TITLE}</p>{lead}"), first=lead + FIRST)
    assert article.text.split("\n") == lines(lead, FIRST, HALVES[0])


SIDE = "<div class=side><p>青禾县今天入选全省节水型社会建设示范县名单，水务部门将在年内完成挂牌，欢迎广大网友持续关注。</p></div>"


@pytest.mark.parametrize(
    "last", ["<p>渠里的水声，比什么都好听。</p>", "<p>四月上旬通水。</p><p>（记者 周岚 通讯员 石满仓）</p>"]
)
def test_a_short_last_page_does_not_lose_to_what_all_pages_show(last: str) -> None:
    def with_side(page: Page) -> Page:
        return replace(page, body=page.body.replace(b"</body>", f"{SIDE * 2}</body>".encode()))

    outcome = process(replace(with_side(part(1, FIRST)), parts=(with_side(part(2, last)),)), CONTEXT)
    assert isinstance(outcome, Article), outcome
    assert outcome.text.split("\n") == lines(FIRST, last)
    assert outcome.warnings == ()


@pytest.mark.parametrize(
    ("second", "text", "parts"),
    [(FIRST, lines(FIRST), 0), (FIRST + HALVES[0], lines(FIRST, HALVES[0]), 1)],
    ids=["the same page again", "the whole text"],
)
def test_identical_text_is_joined_once(second: str, text: list[str], parts: int) -> None:
    article = joined(part(2, second), part(3, second))
    assert article.text.split("\n") == text
    assert len(article.parts) == parts


@pytest.mark.parametrize(
    "body",
    [b"", b"%PDF-1.4", "<html><body><h1>404</h1>页面不存在</body></html>".encode()],
    ids=["none", "pdf", "error"],
)
def test_a_missing_part_leaves_a_warning_and_the_rest(body: bytes) -> None:
    article = joined(replace(part(2, ""), body=body), part(3, HALVES[1]))
    assert article.text.split("\n") == lines(FIRST, HALVES[1])
    assert article.warnings == (f"part-missing:{VSB.replace('22', '22_2')}",)
    assert article.parts == (VSB.replace("22", "22_3"),)


def test_a_saved_page_says_where_it_goes_on() -> None:
    assert joined().warnings == tuple(f"continues:{VSB.replace('22', f'22_{n}')}" for n in (2, 3))


def test_who_edited_may_stand_on_the_last_page() -> None:
    article = joined(part(2, HALVES[0], head=""), part(3, f"{HALVES[1]}<p>责任编辑：高禾青</p>"))
    assert article.editor == "高禾青"
    assert "高禾青" not in article.text


ALL_LINES = (*PARAGRAPHS, *lines(*HALVES), "水到渠成。", "（记者 周岚 通讯员 石满仓）")


@given(st.sets(st.integers(1, len(ALL_LINES) - 1), max_size=4), st.sampled_from(["utf-8", "gb18030"]))
@settings(max_examples=40, deadline=None)
def test_an_article_cut_anywhere_is_whole_again(cuts: set[int], encoding: str) -> None:
    bounds = [0, *sorted({max(cut, 2) for cut in cuts}), len(ALL_LINES)]
    bodies = ["".join(f"<p>{line}</p>" for line in ALL_LINES[a:b]) for a, b in pairwise(bounds)]
    pages = [part(number, body + SIDE, encoding=encoding) for number, body in enumerate(bodies, start=1)]
    article = process(replace(pages[0], parts=tuple(pages[1:])), CONTEXT)
    assert isinstance(article, Article), article
    assert [line for line in article.text.split("\n") if line not in SIDE] == list(ALL_LINES)
    assert len(article.parts) == len(bodies) - 1


def test_rows_of_a_table_that_goes_on_are_kept() -> None:
    def table(*rows: str) -> str:
        return "<table>" + "".join(f"<tr><td>{'</td><td>'.join(row.split())}</td></tr>" for row in rows) + "</table>"

    first = table("101 东岭乡 冬小麦 一等", "102 柳树屯 冬小麦 二等")
    text = joined(
        part(2, HALVES[0] + table("101 柳树屯 冬小麦 一等", "102 东岭乡 冬小麦 二等")), first=FIRST + first
    ).text
    assert [text.count(word) for word in ("101", "102", "冬小麦", "一等", "东岭乡", "柳树屯")] == [2, 2, 4, 2, 2, 3]


def test_joining_does_not_depend_on_what_came_before() -> None:
    decoded = decode(Draft(page=replace(part(1, FIRST), parts=(part(2, HALVES[0]),))), CONTEXT)
    assert isinstance(decoded, Draft)
    assert extract(decoded, CONTEXT) == extract(decoded, CONTEXT)
