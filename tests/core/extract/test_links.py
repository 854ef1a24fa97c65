"""List pages: article links and the page that follows."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.extract.links import LARGEST, ListPage, links_of, read_feed, read_links, read_list
from crawler.core.model import Page, Reason, Reject, SiteFacts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.core.model import PageFormat

#: Seconds within which a hostile page must be read; quadratic work would take minutes.
PATIENCE = 8.0
HOST = "http://www.qinghe.example"
BASE = f"{HOST}/xw/index.html"
TITLES = ("青禾县启动老旧灌渠清淤工程", "望川大桥昨日正式合龙", "柳湾县举办农产品产销对接会")
NEWS = (
    *TITLES,
    "县图书馆夜间延时开放至九点半",
    "青禾县首座乡村冷链仓投入使用",
    "西岭镇把闲置小学改成养老驿站",
    "全县春播面积比去年增加三千亩",
    "柳树屯村民办起了自己的合唱团",
    "县医院与市中医院签订帮扶协议",
    "东河湿地迎来今年第一批候鸟",
    "老城区十二条背街小巷完成改造",
    "青禾籽瓜通过地理标志产品审查",
)
HOT = ("这份防汛避险提示请您收好", "三月起这些证明不用再开了", "青禾人自己的地方戏今晚开演", "城区新增公交线路走向公布")
NOTICES = (
    "关于调整城区供水时段的通知",
    "关于征集地名故事的公告",
    "关于公布事业单位名单的通告",
    "关于封闭施工路段的通告",
)
MENU = "<ul class=nav><li><a href=/>首页</a><li><a href=/zwgk/>政务公开</a><li><a href=/hd/1.html>互动交流</a></ul>"
COLUMNS = "".join(
    f"<li><a href='/zwgk/c{n}/'>{name}</a>" for n, name in enumerate(["法定主动公开的内容", "政府信息公开年度报告"])
)
FOOT = (
    "<div class=footer><a href='http://www.gov.example/2024/1.html'>国家政务服务平台入口链接</a>"
    "<a href='/about/20240101/3.html'>本网站的使用声明与免责条款</a></div>"
)


def read(body: str, pattern: str | None = None, url: str = BASE, **selectors: str) -> ListPage:
    facts = SiteFacts(selectors=selectors)
    kind = "text/html; charset=utf-8"
    page = Page(body=body.encode(), url=url, requested_url=url, fetched="", content_type=kind, site=facts)
    return read_list(page, re.compile(pattern) if pattern else None)


def rows(template: str) -> str:
    return MENU + "".join(f"<li><a href='{template.format(n)}'>{title}</a></li>" for n, title in enumerate(TITLES, 11))


def each(row: str, titles: Iterable[str], first: int = 1) -> str:
    """Return a row for each title: {u} its path, {t} the title, {c} the title cut short, {d} its day."""
    return "".join(
        row.format(u=f"/xw/202403/t20240305_{n}.html", t=title, c=f"{title[:6]}…", d=f"03-{n % 28 + 1:02}", n=n)
        for n, title in enumerate(titles, first)
    )


def texts(found: ListPage) -> list[str]:
    return [link.text for link in found.articles]


ASIDE = f"<div class=side><h3>热点</h3><ul>{each('<li><a href={u}>{t}</a>', HOT, 900)}</ul></div>"
PAGER = "<div class=page><span>1</span><a href='index_1.html'>2</a><a href='index_2.html'>3</a></div>"

#: One list beside menus, hot lists and footers: what the families and their home-made kin write.
COLUMN_PAGES = {
    "dated rows": "<ul class=list>" + each("<li><span>{d}</span><a href={u}>{t}</a></li>", NEWS) + "</ul>",
    "dates in brackets": "<ul>" + each("<li><a href={u}>{t}</a> [{d}]</li>", NEWS) + "</ul>",
    "cut titles": "<ul>" + each("<li><a href={u} title='{t}'>{c}</a><i>{d}</i></li>", NEWS) + "</ul>",
    "table": "<table>" + each("<tr><td>·</td><td><a href={u}>{t}</a></td><td>{d}</td></tr>", NEWS) + "</table>",
    "table with a column of offices": "<table>"
    + each(
        "<tr><td><a href='/jg/{n}.html'>青禾县水务局第{n}所</a></td><td><a href={u}>{t}，全文公布</a></td></tr>", NEWS
    )
    + "</table>",
    "rows that are links": "<div class=rows>"
    + each("<a href={u}><img src={n}.jpg><h3>{t}</h3><p>{d}</p></a>", NEWS)
    + "</div>",
    "pictures and summaries": "<ul class=pics>"
    + each(
        "<li><a href={u}><img src={n}.jpg></a><h3><a href={u}>{t}</a></h3><p>这一条讲的是{t}，记者到现场看了看。</p>"
        "<a href={u}>[详细内容]</a><a href='/tag/7.html'>乡村振兴</a><span>{d}</span></li>",
        NEWS,
    )
    + "</ul>",
    "blocks of rows": "<div class=box>"
    + "".join(f"<ul>{each('<li><a href={u}>{t}</a><b>{d}</b></li>', NEWS[n : n + 4], n)}</ul><hr>" for n in (0, 4, 8))
    + "</div>",
    "states and numbers in class names": "<div class=list>"
    + each("<div class='item item-{n}'><a class='t{n}' href={u}>{t}</a><em>{d}</em></div>", NEWS)
    + "</div>",
    "a pinned row in another dress": "<ul class=list>"
    + each("<li class=top><div class=pin><b><a href={u}>{t}</a></b></div></li>", NEWS[:1])
    + each("<li><p class=bt><a href={u}>{t}</a></p><span>{d}</span></li>", NEWS[1:], 2)
    + "</ul>",
    "columns of rows": "<ul>" + each("<li><a href='/zhxw/'>[综合]</a><a href={u}>{t}</a>{d}</li>", NEWS) + "</ul>",
    "a forum board": "<table class=threads>"
    + each(
        "<tbody id=normal_{n}><tr><th><a href={u} class='s xst'>{t}</a></th><td><a href='/space-{n}.html'>老{n}哥</a></td>"
        "<td><a href='/re-{n}.html'>2024-3-5 09:{n}</a></td></tr></tbody>",
        NEWS,
    )
    + "</table>",
    "files": "<div class=list-all>" + each("<p><a href='/up/2024-3-5/{n}.pdf'>{t}</a><i>{d}</i></p>", NEWS) + "</div>",
}


@pytest.mark.parametrize("lists", COLUMN_PAGES.values(), ids=COLUMN_PAGES.keys())
@pytest.mark.parametrize("pager", ["", PAGER])
def test_the_one_list_of_a_column_page(lists: str, pager: str) -> None:
    found = texts(read(f"{MENU}<ul class=left>{COLUMNS}</ul>{ASIDE}<div class=main>{lists}{pager}</div>{FOOT}"))
    assert [title.removesuffix("，全文公布") for title in found] == list(NEWS)


def test_the_many_lists_of_a_home_page() -> None:
    tabs = f"<div class=tab>{each('<li><a href={u}>{t}</a>', NEWS[:4])}</div><div class=tab>{{}}</div>"
    notices = f"<ul class=tz>{each('<li><a href={u}>{t}</a><i>{d}</i>', NOTICES, 500)}</ul>"
    focus = f"<div class=focus>{each('<a href={u}><img src=1.jpg><p>{t}</p></a>', NEWS[8:10], 9)}</div>"
    body = f"{MENU}{focus}{tabs.format(each('<li><a href={u}>{t}</a>', NEWS[4:8], 5))}{notices}{ASIDE}{FOOT}"
    assert set(texts(read(body, url=f"{HOST}/"))) == {*NEWS[:10], *NOTICES, *HOT}


def test_dates_in_two_pieces_make_a_list_outweigh_a_hot_one() -> None:
    rows = each("<div class=row><b>05</b>2024-0{n}<h5><a href={u}>{t}</a></h5></div>", NEWS[:9])
    hot = f"<div class=side><ul>{each('<li><a href={u}>{t}</a>', [f'{title}回访记' for title in NEWS[3:9]], 900)}</ul></div>"
    assert texts(read(f"{MENU}{hot}<div class=list>{rows}</div>{PAGER}{FOOT}")) == list(NEWS[:9])


def test_sister_hosts_are_own_and_others_are_left_alone() -> None:
    row = "<li><a href='http://{h}/a/20240305/{{n}}.html'>{{t}}</a>"
    friends = f"<ul class=yq>{each(row.format(h='www.other.example'), HOT)}</ul>"
    sisters = f"<ul class=l>{each(row.format(h='tour.qinghe.example'), NEWS)}</ul>"
    assert texts(read(f"{sisters}{friends}")) == list(NEWS)
    assert read(f"{MENU}{friends}").articles == ()


def test_an_aggregator_lists_other_hosts() -> None:
    assert len(read(each("<li><a href='http://news{n}.example/2024/{n}.html'>{t}</a>", NEWS)).articles) == len(NEWS)


@pytest.mark.parametrize(
    "template",
    [
        "/xw/202403/t20240305_160{0}.html",
        "/art/2024/3/5/art_20_17{0}.html",
        "../info/1019/735{0}.htm",
        "http://www.qinghe.example/xw/content/post_48{0}.html",
        "/qh/c1001/202403/{0}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.shtml",
        "//www.qinghe.example/12345{0}/index.html",
        "view.asp?id={0}",
        "index.php?m=content&a=show&id={0}",
    ],
)
def test_articles_of_known_and_unknown_families(template: str) -> None:
    found = read(rows(template))
    assert texts(found) == list(TITLES)
    assert all(link.url.startswith(f"{HOST}/") for link in found.articles)


@pytest.mark.parametrize(
    "template", ["/xw/c{0}/", "list_{0}.html", "/node/index.html#{0}", "/category-{0}.html", "/author_{0}.html", "#{0}"]
)
def test_columns_and_anchors_are_no_articles(template: str) -> None:
    assert read(rows(template)).articles == ()


def test_a_pattern_decides_alone() -> None:
    assert texts(read(rows("/x/{0}"), r"^/x/1[12]$")) == list(TITLES[:2])


def test_links_in_script_rows() -> None:
    body = "".join(
        f"<record><![CDATA[<li><a href='/art/2024/3/5/art_2_{n}.html'>{TITLES[n]}</a></li>]]></record>"
        for n in range(3)
    )
    assert len(read(f"<script type='text/xml'><recordset>{body}</recordset></script>").articles) == 3


def test_links_in_script_objects() -> None:
    body = ",".join(f'{{"id":{n},"title":"{title}","linkUrl":"\\/xw\\/{n}.html"}}' for n, title in enumerate(TITLES))
    assert texts(read(f"{MENU}<script>var rows=[{body}]</script>")) == list(TITLES)


def test_one_link_for_one_article() -> None:
    assert len(read(rows("/info/1/7{0}.htm") + rows("/info/1/7{0}.htm#top")).articles) == 3


def test_addresses_are_relative_to_the_base_or_to_the_saved_page() -> None:
    assert read(f"<base href='/a/'>{rows('7{0}.htm')}").articles[0].url == f"{HOST}/a/711.htm"
    assert read(rows("7{0}.htm"), url="file:///save/list.html").articles[0].url == "file:///save/711.htm"


def test_declared_places_of_links() -> None:
    body = f"<ul class=l>{rows('/x/{0}')}</ul><ul>{rows('/y/{0}')}</ul><p id=n><a href=/older>往后翻</a></p>"
    found = read(body, list="ul.l", next="#n")
    assert [link.url[-5:] for link in found.articles[-3:]] == ["/x/11", "/x/12", "/x/13"]
    assert not any("/y/" in link.url for link in found.articles)
    assert found.next_page == "http://www.qinghe.example/older"


NUMBERS = "<a href='list_2.html'>2</a> <a href='list_3.html'>3</a>"


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("<a href='index_1.html'>下一页</a>", "/xw/index_1.html"),
        ("<a href='index_1.html'>下页</a>", "/xw/index_1.html"),
        ("<a href='?page=2'>下一頁 »</a>", "/xw/index.html?page=2"),
        ("<a href='?page=2' title='下一页'>&gt;</a>", "/xw/index.html?page=2"),
        ("<a class=next-page href='xw/138.htm'><img src=n.gif></a>", "/xw/xw/138.htm"),
        ("<a href='javascript:;' onclick=\"location.href='index_2.html'\">下一页</a>", "/xw/index_2.html"),
        ("<a href='javascript:window.location.replace(\"p/2\")'>下一页</a>", "/xw/p/2"),
        ("<a href='#page=2'>下一页</a>", "/xw/index.html#page=2"),
        (f"<b>1</b> {NUMBERS}", "/xw/list_2.html"),
        (
            "<a href='list_1.html'>1</a> <b>2</b> <a href='list_3.html'>3</a> <a href='list_4.html'>4</a>",
            "/xw/list_3.html",
        ),
        ("<link rel=next href='/xw/p2.html'>", "/xw/p2.html"),
        ('<script>createPageHTML(3, 0, "index", "html");</script>', "/xw/index_1.html"),
        ('<script>createPageHTML(3, 2, "index", "html");</script>', None),
        (f"<a href='list_1.html'>1</a> {NUMBERS} <b>4</b>", None),
        (f"<div class=calendar>{NUMBERS}</div>", None),
        ("<a href='/a/20240305/7.html'>2</a> <a href='/a/20240306/9.html'>3</a>", None),
        ("<a href='javascript:void(0)' onclick='toPage(2)'>下一页</a>", None),
        ("<a href='#next'>&gt;</a>", None),
        ("<a href='9.html'>下一篇</a>", None),
    ],
)
def test_the_page_that_follows(pager: str, following: str | None) -> None:
    assert read(rows("/info/1/7{0}.htm") + pager).next_page == (following and f"{HOST}{following}")


@pytest.mark.parametrize(
    ("feed", "urls"),
    [
        (
            "<rss><link>/</link><item><link>/a/1.html</link></item><item><link><![CDATA[/a/2.html]]></link></item></rss>",
            2,
        ),
        ("<feed><link href='/'/><entry><link rel=alternate href='/a/1.html'/></entry></feed>", 1),
        ("<rss><item><title>无链接</title></item></rss>", 0),
    ],
)
def test_entries_of_a_feed(feed: str, urls: int) -> None:
    wanted = tuple(f"{HOST}/a/{n}.html" for n in range(1, urls + 1))
    assert read_feed(feed, BASE) == links_of(refused(feed.encode())) == wanted


def refused(body: bytes, *, reason: Reason = Reason.LIST_PAGE, form: PageFormat = "html") -> Reject:
    page = Page(body=body, url=BASE, requested_url=BASE, fetched="", format=form)
    return Reject(reason=reason, page=page)


def test_links_of_rejects() -> None:
    listing = rows("/info/1/7{0}.htm").encode()
    links = links_of(refused(listing))
    assert len(links) > 1
    assert links_of(refused(listing, reason=Reason.HOME_PAGE)) == links
    assert links_of(refused(listing, reason=Reason.NO_TEXT)) == ()
    assert links_of(refused(listing, form="text")) == ()
    assert links_of(refused(listing + b" " * LARGEST)) == ()


@given(st.binary(max_size=200), st.sampled_from(["", "<rss><item><link>", "<ul><li><a href="]))
def test_links_of_any_bytes(body: bytes, start: str) -> None:
    assert isinstance(links_of(refused(start.encode() + body)), tuple)


@pytest.mark.parametrize(
    "body", ["", "\x00\x01", "<a href='http://[bad'>坏掉的链接地址</a>", "<base href='::'><a href=x>一二三四五六</a>"]
)
def test_never_raises(body: str) -> None:
    assert read(body).articles == ()


HOSTILE = {
    "nested elements": "<div class=x{n}><a href=/x/{n}.html>青禾县启动老旧灌渠清淤工程</a>",
    "cells without rows": "<td><a href=/x/{n}.html>青禾县启动老旧灌渠清淤工程</a>",
    "links without ends": "<a href=/x/{n}.html>",
    "braces": '{{"title":"',
    "link tags": "<link rel=",
    "pagers": "<a onclick='location='>下一页</a><a href=/{n}>{n}</a>",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_take_linear_time(unit: str) -> None:
    page = Page(body=b"", url=BASE, requested_url=BASE, fetched="")
    started = time.process_time()
    read_links("".join(unit.format(n=n) for n in range(20_000)), page)
    assert time.process_time() - started < PATIENCE


PIECES = st.sampled_from(
    (
        *("<li>", "</li>", "<td>", "<a href=/x/1.html>", "<a href='#page=2'>", "</a>", "</script>", "<script>", "<"),
        *("<a href='http://[' onclick=open('/2')>", "<base href=//x>", "<record><![CDATA[", "]]>"),
        *("2", "3", "下一页", "03-05", TITLES[0]),
    )
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_reads_any_page_without_raising_and_no_link_twice(markup: str) -> None:
    page = Page(body=b"", url=BASE, requested_url=BASE, fetched="")
    found = read_links(markup, page)
    urls = [link.url for link in found.articles]
    assert len(urls) == len(set(urls))
    assert BASE not in urls
    assert all(link.text for link in found.articles)
