"""Selectors over the flat tree: they find what a CSS engine finds, and nothing on pages made to cost time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.core.extract import extract
from crawler.core.extract.parse import parse
from crawler.core.model import Draft
from tests.core.extract.pages import BODY, CONTEXT, TITLE, page

if TYPE_CHECKING:
    from crawler.core.extract.tree import Tree

URL = "http://www.qinghe.example/xw/1.html"
PAGE = (
    "<html><head><title>题</title></head><body class=home>"
    "<div id=Nav class='menu top'><ul><li>甲</li><li class=on>乙</li></ul></div>"
    "<div class='Main box'><h1 class=title>丙</h1><p class=info>丁<span class=src>戊</span><em id=day>己</em></p>"
    "<div id=zoom data-role=body><p>庚</p><p lang=zh>辛</p></div></div>"
    "<table class=t><tr class=r><td>壬：</td><td class='x main'>癸</td></tr></table>"
    "</body></html>"
)


def texts(tree: Tree, *selectors: str) -> list[str]:
    """Return the text of each element found."""
    return ["".join(b.text for b in tree.blocks[e.first : e.end]) for e in tree.select(selectors)]


FOUND = {
    # matched on the tree
    "#zoom": ["庚辛"],
    "#ZOOM": ["庚辛"],
    "div#zoom": ["庚辛"],
    "p#zoom": [],
    ".menu": ["甲乙"],
    ".top.menu": ["甲乙"],
    ".main": ["丙丁戊己庚辛", "癸"],
    "td.main": ["癸"],
    "div.Main.box": ["丙丁戊己庚辛"],
    ".men": [],
    "#nav li": ["甲", "乙"],
    ".main div": ["庚辛"],
    ".box .main": [],
    "body .main #zoom": ["庚辛"],
    "table td": ["壬：", "癸"],
    # left to lexbor
    "[data-role=body]": ["庚辛"],
    "div[id^=zo]": ["庚辛"],
    ".main > div": ["庚辛"],
    "body > div": ["甲乙", "丙丁戊己庚辛"],
    "td:nth-child(2)": ["癸"],
    "div:nth-of-type(1) > ul": ["甲乙"],
    ".menu, .t": ["甲乙", "壬：癸"],
    "div:not(.menu) > div": ["庚辛"],
    # no selectors
    "": [],
    "   ": [],
    "div[": [],
    "::": [],
    "#": [],
    "div >": [],
    "p{color:red}": [],
}
#: Selectors of elements that hold one line: titles, dates and sources are declared with them.
LINES = {
    "h1": ["丙"],
    "h1.title": ["丙"],
    ".main h1": ["丙"],
    "h1[class]": ["丙"],
    "li.on": ["乙"],
    "li:nth-child(2)": ["乙"],
    "p[lang=zh]": ["辛"],
}


@pytest.mark.parametrize(("selector", "found"), [*FOUND.items(), *LINES.items()])
def test_declared_selectors(selector: str, found: list[str]) -> None:
    assert texts(parse(PAGE, URL, [selector]), selector) == found


@pytest.mark.parametrize("selector", ["#zoom", ".top.menu", "td.main", ".main div", "body .main #zoom"])
def test_simple_selectors_need_no_declaration(selector: str) -> None:
    assert texts(parse(PAGE, URL), selector) == FOUND[selector]


def test_the_first_selector_that_matches_is_taken() -> None:
    wanted = ["#none", "div[", "td:nth-child(2)", "#zoom"]
    assert texts(parse(PAGE, URL, wanted), *wanted) == ["癸"]
    assert texts(parse(PAGE, URL, wanted)) == []


@pytest.mark.parametrize(
    ("selectors", "field", "value"),
    [
        ({"title": "h2.t"}, "title", "青禾灌渠今春全线清淤"),
        ({"source": "div.from"}, "source", "青禾发布"),
        ({"source": "span.by"}, "source", "周报"),
        ({"published": ".meta > em"}, "published", "2024-03-07"),
        ({"published": "p[class=meta]"}, "published", "2024-03-07"),
    ],
)
def test_fields_of_a_site_are_read_where_it_says(selectors: dict[str, str], field: str, value: str) -> None:
    layout = (
        "<h2 class=t>青禾灌渠今春全线清淤</h2><p class=meta><em>2024-03-07</em> <span class=by>周报</span></p><div class=from>青禾发布</div>"
        f"<h1>{TITLE}</h1><div>发布时间：2024-03-05 09:30　来源：青禾县融媒体中心</div><div>{BODY}</div>"
    )
    outcome = extract(page(layout, selectors=selectors), CONTEXT)
    assert isinstance(outcome, Draft)
    assert getattr(outcome, field) == value
    assert outcome.evidence[field] == "selector"


NESTED = f"{'<div>' * 60_000}<div class=b>{BODY}</div>"
BOMBS = {
    "nested": NESTED,
    "nested spans": f"{'<span>' * 60_000}<div class=b>{BODY}</div>",
    "attributes": f"<p {' '.join(f'a{n}=b' for n in range(40_000))}></p><div class=b>{BODY}</div>",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_not_given_to_the_css_engine(bomb: str) -> None:
    started = time.process_time()
    tree = parse(bomb, URL, ["div[class=b]"])
    assert time.process_time() - started < 2.0
    assert tree.select(["div[class=b]"]) == []
    assert len(tree.blocks) == 4


NAMES = st.sampled_from(["", " id=a", " id=b", " class=c", " class='c d'", " class=d id=a"])
LEAF = st.sampled_from(["甲", "乙", ""])


def _wrap(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(["div", "section", "blockquote"])
    return st.lists(st.tuples(tags, NAMES, inner), min_size=1, max_size=3).map(
        lambda parts: "".join(f"<{tag}{names}>{text}</{tag}>" for tag, names, text in parts)
    )


TREES = st.recursive(LEAF, _wrap, max_leaves=12)
SELECTORS = ("#a", "#b", ".c", ".d", ".c.d", "div", "div.c", "section#a", "div .c", ".c div", "div div", "div > .c", "[id]",
             ".d:first-child", "section + div", "blockquote #a")  # fmt: skip


@given(TREES, st.sampled_from(SELECTORS), st.booleans())
def test_as_a_css_engine_on_whole_trees(markup: str, selector: str, declared: bool) -> None:
    document = f"<!DOCTYPE html><html><head></head><body>{markup}</body></html>"
    parser = LexborHTMLParser(document)
    wanted = [
        (node.tag, *(node.attributes.get(name) or "" for name in ("id", "class")), node.text())
        for node in parser.css(selector)
    ]
    simple = not any(char in selector for char in ">+:[")
    tree = parse(document, URL, [selector] if declared or not simple else [])
    found = zip(tree.select([selector]), texts(tree, selector), strict=True)
    assert [(element.tag, element.name, text) for element, text in found] == [
        (tag, f"{name} {classes}".strip(), text) for tag, name, classes, text in wanted
    ]
