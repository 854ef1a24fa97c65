"""List pages: article links and the page that follows."""

from __future__ import annotations

import re

import pytest

from crawler.core.extract.links import ListPage, read_list
from crawler.core.model import Page, SiteFacts

BASE = "http://www.qinghe.example/xw/index.html"
TITLES = ("青禾县启动老旧灌渠清淤工程", "望川大桥昨日正式合龙", "柳湾县举办农产品产销对接会")
MENU = "<a href=/>首页</a><a href=/zwgk/>政务公开</a><a href=/hd/1.html>互动</a>"


def read(body: str, pattern: str | None = None, url: str = BASE, **selectors: str) -> ListPage:
    facts = SiteFacts(selectors=selectors)
    kind = "text/html; charset=utf-8"
    page = Page(body=body.encode(), url=url, requested_url=url, fetched="", content_type=kind, site=facts)
    return read_list(page, re.compile(pattern) if pattern else None)


def rows(template: str) -> str:
    return MENU + "".join(f"<li><a href='{template.format(n)}'>{title}</a></li>" for n, title in enumerate(TITLES, 11))


@pytest.mark.parametrize(
    "template",
    [
        "/xw/202403/t20240305_160{0}.html",
        "/art/2024/3/5/art_20_17{0}.html",
        "../info/1019/735{0}.htm",
        "http://www.qinghe.example/xw/content/post_48{0}.html",
        "/qh/c1001/202403/{0}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.shtml",
        "view.asp?id={0}",
    ],
)
def test_articles_of_known_and_unknown_families(template: str) -> None:
    found = read(rows(template))
    assert [link.text for link in found.articles] == list(TITLES)
    assert all(link.url.startswith("http://www.qinghe.example/") for link in found.articles)


def test_a_pattern_decides_alone() -> None:
    assert [link.text for link in read(rows("/x/{0}"), r"^/x/1[12]$").articles] == list(TITLES[:2])


def test_links_in_script_rows() -> None:
    body = "".join(
        f"<record><![CDATA[<li><a href='/art/2024/3/5/art_2_{n}.html'>{TITLES[n]}</a></li>]]></record>"
        for n in range(3)
    )
    assert len(read(f"<script type='text/xml'><recordset>{body}</recordset></script>").articles) == 3


def test_one_link_for_one_article() -> None:
    assert len(read(rows("/info/1/7{0}.htm") + rows("/info/1/7{0}.htm#top")).articles) == 3


def test_other_hosts_are_left_alone() -> None:
    assert read(rows("http://other.example/info/1/7{0}.htm")).articles == ()


def test_declared_places_of_links() -> None:
    body = f"<ul class=l>{rows('/x/{0}')}</ul><ul>{rows('/y/{0}')}</ul><p id=n><a href=/older>往后翻</a></p>"
    found = read(body, list="ul.l", next="#n")
    assert [link.url[-5:] for link in found.articles[-3:]] == ["/x/11", "/x/12", "/x/13"]
    assert not any("/y/" in link.url for link in found.articles)
    assert found.next_page == "http://www.qinghe.example/older"


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("<a href='index_1.html'>下一页</a>", "http://www.qinghe.example/xw/index_1.html"),
        ("<a href='?page=2'>下一頁 »</a>", "http://www.qinghe.example/xw/index.html?page=2"),
        ('<script>createPageHTML(3, 0, "index", "html");</script>', "http://www.qinghe.example/xw/index_1.html"),
        ('<script>createPageHTML(3, 2, "index", "html");</script>', None),
        ("<a href='javascript:void(0)'>下一页</a>", None),
        ("<a href='9.html'>下一篇</a>", None),
    ],
)
def test_the_page_that_follows(pager: str, following: str | None) -> None:
    assert read(rows("/info/1/7{0}.htm") + pager).next_page == following


@pytest.mark.parametrize(
    "body", ["", "\x00\x01", "<a href='http://[bad'>坏掉的链接地址</a>", "<base href='::'><a href=x>一二三四五六</a>"]
)
def test_never_raises(body: str) -> None:
    assert read(body).articles == ()
