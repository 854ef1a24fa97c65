"""Injected spam: every family, in its place, the same every time."""

from __future__ import annotations

import re

import pytest

from crawler.demo import spam
from crawler.demo.spam import Kind

PAGE = "<html><head><title>雨后抢种忙</title></head>\n<body class='a'>\n<p>正文</p>\n</body></html>"

# kind -> what it leaves behind
SIGNS = {
    Kind.HEAD_LINE: r"<body class='a'>\n<div>[^<>]*观看|<body class='a'>\n<div>",
    Kind.TAIL_POOL: r"主站蜘蛛池模板: [^<]*\| [^<]*</p>\n</body>",
    Kind.BRAND_LIST: r"(?:<div>(?:\S+ ){4}\S+</div>\n){4}",
    Kind.MOSAIC: r'id="(\w{5})"><\w+ id="\1"',
    Kind.NOFRAMES: r"<noframes id=.*<tr id=.*</noframes>",
    Kind.HIDDEN: r'left:-9999px;top:-9999px"><a href="http://www\.\w+\.example/">',
    Kind.AFTER_HTML: r"</html>\n<div><a href=",
    Kind.TITLE_EDGE: r"<title>雨后抢种忙_\w+</title>",
}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_leaves_its_sign_and_the_page(kind: Kind) -> None:
    html = spam.inject(PAGE, (kind,), "host", "page")
    assert re.search(SIGNS[kind], html, re.DOTALL)
    assert "<p>正文</p>" in html
    assert html == spam.inject(PAGE, (kind,), "host", "page")


def test_the_head_line_belongs_to_the_host_and_other_spam_to_the_page() -> None:
    def line(host: str, page: str, kind: Kind) -> str:
        return spam.inject(PAGE, (kind,), host, page)

    assert line("a", "1", Kind.HEAD_LINE) == line("a", "2", Kind.HEAD_LINE)
    assert line("a", "1", Kind.HEAD_LINE) != line("b", "1", Kind.HEAD_LINE)
    assert line("a", "1", Kind.TAIL_POOL) != line("a", "2", Kind.TAIL_POOL)


def test_all_kinds_are_chosen_somewhere() -> None:
    chosen = {kind for page in range(60) for kind in spam.choose("host", str(page))}
    assert chosen == set(Kind) - {Kind.HEAD_LINE}
