"""Markup to the flat tree: blocks in reading order, the elements that hold them, what is hidden, links, tables."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.core.extract.parse import HOST_SAMPLE, own_host, parse, parse_text
from tests.core.extract.pages import PARAGRAPHS

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.core.extract.tree import Tree

HOST = "www.qinghe.example"
URL = f"http://{HOST}/xw/1.html"


def read(markup: str, url: str = URL) -> Tree:
    """Return the tree, with what holds of every tree checked."""
    tree = parse(markup, url)
    size = len(tree.blocks)
    assert len(tree.owner) == size
    assert (tree.elements[0].parent, tree.elements[0].first, tree.elements[0].end) == (-1, 0, size)
    for number, element in enumerate(tree.elements):
        assert 0 <= element.first <= element.end <= size
        if number:
            around = tree.elements[element.parent]
            assert element.parent < number
            assert around.first <= element.first
            assert element.end <= around.end
    for number, owner in enumerate(tree.owner):
        assert tree.elements[owner].first <= number < tree.elements[owner].end
    for block in tree.blocks:
        assert block.text == block.text.strip()
        assert 0 <= block.foreign <= block.linked <= len(block.text)
    return tree


def held(tree: Tree) -> dict[str, str]:
    """Return what each named element holds, its blocks joined by a bar."""
    return {e.name: "|".join(b.text for b in tree.blocks[e.first : e.end]) for e in tree.elements if e.name}


LINES = {
    "paragraphs that nobody closes": ("<p>甲<p>乙<div>丙</div>丁", ["甲", "乙", "丙", "丁"]),
    "line breaks": ("甲<br>乙<BR/>丙</br>丁<hr>戊", ["甲", "乙", "丙", "丁", "戊"]),
    "inline elements": ("<b>甲</b><span>乙<i>丙</i></span><font>丁</font><a>戊</a>", ["甲乙丙丁戊"]),
    "comments and scripts in a line": ("甲<!-- x -->乙<script>y</script>丙<style>z</style>丁", ["甲乙丙丁"]),
    "white space": ("<p> 甲 \n\t乙 </p>\r\n<p>\n</p><p>春\n耕</p>", ["甲乙", "春耕"]),
    "references": ("<p>甲&nbsp;&nbsp;乙&amp;丙&#x5e74;&#26085;&hellip;</p><p>&nbsp;</p>", ["甲 乙&丙年日…"]),
    "wide spaces stay": ("<p>　　甲　乙　</p>", ["甲　乙"]),
    "the end of the document in the middle": (
        "<body><p>甲</p></body></html><p>乙</p></body></html>丙",
        ["甲", "乙", "丙"],
    ),
    "stray end tags": ("</div></p></li></td></x>甲", ["甲"]),
    "unknown elements": ("甲<ucaptitle>乙</ucaptitle>丙", ["甲", "乙", "丙"]),
    "what readers do not see as text": (
        "甲<noscript>乙</noscript><select><option>丙<option>丁</select><textarea>戊</textarea><svg><title>己</title></svg>",
        ["甲"],
    ),
    "title in the head only": ("<head><title>甲</title></head><body>乙", ["乙"]),
    "less than": ("<p>3 < 5<p>a<7", ["3 < 5", "a<7"]),
    "null characters": ("<p>甲\0乙</p>", ["甲乙"]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("markup", "lines"), LINES.values(), ids=LINES.keys())
def test_blocks_in_reading_order(markup: str, lines: list[str]) -> None:
    assert [block.text for block in read(markup).blocks] == lines


RANGES = {
    "nested": ("<div id=a><div id=b>甲</div><p>乙</div>丙", {"a": "甲|乙", "b": "甲"}),
    "crossed": ("<div id=a><b id=x>甲<div id=b>乙</b>丙</div>丁", {"a": "甲|乙|丙", "x": "甲|乙", "b": "乙"}),
    "inline with an id": ("<div id=a>甲<p><span id=b>乙</span></p>丙</div>", {"a": "甲|乙|丙", "b": "乙"}),
    "paragraphs": ("<p id=a>甲<p id=b>乙<div id=c>丙</div>丁", {"a": "甲", "b": "乙", "c": "丙"}),
    "items of a list": ("<ul id=u><li id=a>甲<li id=b>乙</ul>丙", {"u": "甲|乙", "a": "甲", "b": "乙"}),
    "a list in an item": (
        "<ul id=u><li id=a>甲<ul><li id=c>丁</ul>戊<li id=b>乙</ul>丙",
        {"u": "甲|丁|戊|乙", "a": "甲|丁|戊", "c": "丁", "b": "乙"},
    ),
    "terms": ("<dl><dt id=a>甲<dd id=b>乙<dt id=c>丙</dl>丁", {"a": "甲", "b": "乙", "c": "丙"}),
    "cells and rows": (
        "<table id=t><tr><td id=a>甲<td id=b>乙：<tr><td id=c>丙：</table>丁",
        {"t": "甲|乙：|丙：", "a": "甲", "b": "乙：", "c": "丙："},
    ),
    "an end tag in a cell closes nothing outside": (
        "<div id=d><table><tr><td id=a>甲</div>乙</td></tr></table>丙</div>丁",
        {"d": "甲|乙|丙", "a": "甲|乙"},
    ),
    "a paragraph in a cell closes none outside": (
        "<p id=p>甲<table><tr><td id=a><p>乙<p>丙</td></tr></table>",
        {"p": "甲", "a": "乙|丙"},
    ),
    "the end of the document closes nothing": ("<div id=a>甲</body></html><p>乙</div>丙", {"a": "甲|乙"}),
    "never closed": ("<div id=a>甲<div id=b>乙", {"a": "甲|乙", "b": "乙"}),
    "empty": ("甲<div id=a></div>乙<div id=b>丙</div>", {"a": "", "b": "丙"}),
    "upper case": ("<DIV ID=A>甲</DIV><SPAN ID=B>乙</SPAN>", {"a": "甲", "b": "乙"}),
}


def test_an_element_that_ends_inside_a_row() -> None:
    assert held(read("<div id=d><tr><p id=a>甲</p><p id=b>乙</p></div></tr>丙"))["d"] in ("甲|乙", "甲 乙")


@pytest.mark.parametrize(("markup", "wanted"), RANGES.values(), ids=RANGES.keys())
def test_elements_hold_their_blocks(markup: str, wanted: dict[str, str]) -> None:
    assert held(read(markup)) == wanted


def test_the_owner_is_the_innermost_element() -> None:
    tree = read("甲<div id=a>乙<section id=b>丙</section><p id=c>丁</p>戊</div>己")
    assert [tree.elements[owner].name for owner in tree.owner] == ["", "a", "b", "c", "a", ""]


HIDDEN = {
    "a block": ("<div style='display:none'><p>藏</p>藏</div>甲", ["甲"]),
    "the attribute": ("<p hidden>藏</p><div HIDDEN>藏</div><span hidden>藏</span><p>甲", ["甲"]),
    "upper case": ("<DIV STYLE='DISPLAY:NONE'>藏</DIV><SPAN STYLE='VISIBILITY:HIDDEN'>藏</SPAN><P>甲", ["甲"]),
    "in a sentence": ("<p>甲<span style='display:none'>藏<b>藏</b></span>乙</p>丙", ["甲乙", "丙"]),
    "twice in a sentence": ("<p>甲<i hidden>藏</i>乙<i hidden>藏</i>丙</p>", ["甲乙丙"]),
    "in another": ("<div hidden><span hidden>藏</span>藏</div>甲", ["甲"]),
    "a block in an inline element": ("<span hidden>藏<div>藏</div>藏</span><p>甲", ["甲"]),
    "out of the window": ("<div style='position:absolute;top:-5000px'>藏</div>甲", ["甲"]),
    "no words of style": ("<div class=hidden>甲</div><div style='overflow:hidden;height:20px'>乙</div>", ["甲", "乙"]),
    "closed by the container": ("<div>甲<span hidden>藏</div>乙", ["甲", "乙"]),
    "at the end of the page": ("甲<span hidden>藏", ["甲"]),
    "closed by the paragraph": ("<div><p>甲<span hidden>藏</p><p>乙</p></div>丙", ["甲", "乙", "丙"]),
}


@pytest.mark.parametrize(("markup", "shown"), HIDDEN.values(), ids=HIDDEN.keys())
def test_what_readers_do_not_see_is_hidden(markup: str, shown: list[str]) -> None:
    blocks = read(markup).blocks
    assert [block.text for block in blocks if not block.hidden] == shown
    assert all(set(block.text) == {"藏"} for block in blocks if block.hidden)
    assert sum(len(block.text) for block in blocks if block.hidden) == markup.count("藏")


def test_what_is_not_read_is_counted() -> None:
    tree = read("甲<noscript><p>一二</p>三</noscript><select><option>四<option>五</select><object></object>乙")
    assert tree.unread == [3, 2]


def test_the_head() -> None:
    tree = read(
        "<head><TITLE>青禾县\n 春耕_&amp;<b>网</b></TITLE><META Name=PubDate content='2024-03-05'><base href=' /x/ '><base href=/y/>"
        "<meta content=' 青 禾 ' property='og:title'><meta name=empty content=' '><meta charset=utf-8></head><svg><title>图</title></svg>甲"
    )
    assert tree.head_title == "青禾县春耕_&网"
    assert tree.metas == [("pubdate", "2024-03-05"), ("og:title", "青 禾")]
    assert tree.base == "/x/"


def test_the_first_title_counts() -> None:
    assert read("<title>甲</title><title>乙</title><p>丙").head_title == "甲"


@pytest.mark.parametrize("end", ["</head>", "<body>", "</html>"])
def test_a_title_without_end_ends_with_the_head(end: str) -> None:
    tree = read(f"<title>题{end}<p>甲")
    assert (tree.head_title, [block.text for block in tree.blocks]) == ("题", ["甲"])


LINKS = {
    "relative": ("<a href=2.html>甲乙</a>丙", 2, 0),
    "from the root": ("<A HREF='/a/2.html'>甲</A>", 1, 0),
    "own host": (f"<a href='http://{HOST}/2.html'>甲</a><a href=//{HOST}>乙</a><a href=https://{HOST}:8080/>丙</a>", 3, 0),
    "another host": ("<a href='http://b.example/'>甲</a><a href=//b.example>乙</a>", 2, 2),
    "one that begins like the own": (f"<a href='http://{HOST}.b.example/'>甲</a><a href='http://{HOST}x/'>乙</a>", 2, 2),
    "anchors lead nowhere": ("<a name=top>甲</a>乙", 0, 0),
    "white space does not count": ("<a href=/> 甲 \n</a> 乙", 1, 0),
    "elements inside": ("<a href=/><b>甲</b><i>乙</i></a>", 2, 0),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "linked", "foreign"), LINKS.values(), ids=LINKS.keys())
def test_linked_and_foreign_characters(markup: str, linked: int, foreign: int) -> None:
    (block,) = read(markup).blocks
    assert (block.linked, block.foreign) == (linked, foreign)


def test_links_and_pictures_know_where_they_stand() -> None:
    tree = read("<p>甲<p><img src=a.jpg alt=图>乙<a href=1.doc>丙</a></p><a href=2.html><b>丁</b></a>")
    assert [(number, text) for number, _, text in tree.links] == [(1, "丙"), (2, "丁")]
    assert ["href=1.doc" in tree.links[0][1], "href=2.html" in tree.links[1][1]] == [True, True]
    assert [(picture.block, picture.markup.strip()) for picture in tree.images] == [(1, "src=a.jpg alt=图")]


def test_a_saved_page_has_the_host_that_its_links_name() -> None:
    markup = '<a href="http://b.example/">外</a>' + f'<a href="http://{HOST}/1.html">甲</a>' * 2
    assert own_host(markup, "file:///x.html") == own_host(markup, "") == HOST
    assert [block.foreign for block in read(markup, "file:///x.html").blocks] == [1]
    assert own_host(f"{'　' * HOST_SAMPLE}{markup}", "") == HOST


ROWS = {
    "data": ("<tr><td>甲</td><td>乙</td></tr><tr><td><p>一</p></td><td id=x>二</td></tr>", ["甲 乙", "一 二"]),
    "no end tags": ("<tr><th>甲<th>乙<tr><td>一<td>二", ["甲 乙", "一 二"]),
    "a row group": ("<tbody><tr><td>甲</td><td>乙</td></tr></tbody>", ["甲 乙"]),
    "one cell": ("<tr><td>甲</td></tr>", ["甲"]),
    "an empty cell": ("<tr><td>甲</td><td> </td><td>乙</td></tr>", ["甲 乙"]),
    "two lines in a cell": ("<tr><td>甲<br>乙</td><td>丙</td></tr>", ["甲", "乙", "丙"]),
    "a link": ("<tr><td><a href=/>甲</a></td><td>乙</td></tr>", ["甲 乙"]),
    "a menu": ("<tr><td><a href=/a>甲</a></td><td><a href=/b>乙</a></td></tr>", ["甲", "乙"]),
    "a label": ("<tr><td>来源：甲</td><td>乙</td></tr>", ["来源：甲", "乙"]),
    "a long text": (
        f"<tr><td>{PARAGRAPHS[0]}{PARAGRAPHS[1]}</td><td>乙</td></tr>",
        [PARAGRAPHS[0] + PARAGRAPHS[1], "乙"],
    ),
    "a table in a cell": ("<tr><td><table><tr><td>甲<td>乙</tr></table></td><td>丙</td></tr>", ["甲 乙", "丙"]),
}


@pytest.mark.parametrize(("rows", "lines"), ROWS.values(), ids=ROWS.keys())
def test_rows_of_data_are_lines_and_rows_of_layouts_are_not(rows: str, lines: list[str]) -> None:
    assert [block.text for block in read(f"<table id=t>{rows}</table>").blocks] == lines


def test_links_and_pictures_of_a_row_stand_in_its_line() -> None:
    tree = read(
        "<table><tr><td>甲<td>乙<td><a href=/a>丙</a></tr><tr><td>丁<td><a href=/b>戊</a><img src=c><td>己<a href=/d></a></tr></table>"
        "<p>庚<p><a href=/e>辛</a>"
    )  # fmt: skip
    assert [block.text for block in tree.blocks] == ["甲 乙 丙", "丁 戊 己", "庚", "辛"]
    assert [(block, text) for block, _, text in tree.links] == [(0, "丙"), (1, "戊"), (1, "己"), (3, "辛")]
    assert [picture.block for picture in tree.images] == [1]


def test_a_hidden_row_is_hidden() -> None:
    tree = read("<table><tr style='display:none'><td>甲<td>乙</tr><tr><td>丙<td>丁</tr></table>")
    assert [(block.text, block.hidden) for block in tree.blocks] == [("甲 乙", True), ("丙 丁", False)]


def items(first: int, end: int) -> str:
    return "".join(f"<li><a href=/c/{n}.html title=x><b>第{n}条</b></a></li>" for n in range(first, end))


MENUS = {
    "one list": f"<ul>{items(0, 150)}</ul>",
    "many lists": "".join(f"<div class=g{n}><h3>栏目</h3><ul>{items(n, n + 9)}</ul></div>" for n in range(20)),
    "containers that end inside": f"{items(0, 70)}</div><div id=second>{items(70, 150)}",
    "containers that begin inside": f"{items(0, 70)}<div id=open>{items(70, 150)}",
    "stray end tags": f"{items(0, 70)}</section></p></td>{items(70, 150)}",
    "a table of links": f"<table>{'<tr><td><a href=/1>甲</a></td><td><a href=/2>乙</a></td></tr>' * 60}</table>",
    "days beside": "".join(f"<li><a href=/{n}>第{n}条</a> 03-05</li>" for n in range(150)),
    "a hidden menu": f"<div style='display:none'>{items(0, 150)}</div>",
    "foreign links": "<p><a href=http://b.example/>外县</a></p>" * 150,
}


def folded_and_whole(menu: str) -> tuple[Tree, Tree]:
    """Return the tree of a page with a menu far from its text, and that of the same page with every link read."""
    text = "".join(f"<div id=p{n}><p>{text}</p></div>" for n, text in enumerate(PARAGRAPHS * 2))
    markup = f"<html><body><div id=nav>{menu}</div>{'<p></p>' * 90}<div id=main>{text}</div></body></html>"
    # a headline near links says that they may be read: an empty one leaves no trace of its own
    return read(markup), read(markup.replace("<a ", "<h1></h1><a "))


def squeezed(tree: Tree) -> str:
    return "".join("".join(block.text.split()) for block in tree.blocks)


@pytest.mark.parametrize("menu", MENUS.values(), ids=MENUS.keys())
def test_a_stretch_of_links_is_one_block_and_all_else_is_as_without(menu: str) -> None:
    folded, whole = folded_and_whole(menu)
    assert len(folded.blocks) < len(whole.blocks) / 8
    assert squeezed(folded) == squeezed(whole)
    assert {block.hidden for block in folded.blocks} == {block.hidden for block in whole.blocks}
    assert folded.blocks[-8:] == whole.blocks[-8:]
    found, wanted = held(folded), held(whole)
    assert {name: found[name] for name in found if name[0] in "mp"} == {n: wanted[n] for n in wanted if n[0] in "mp"}


@pytest.mark.parametrize("menu", MENUS.values(), ids=MENUS.keys())
def test_a_stretch_counts_its_lines_of_links(menu: str) -> None:
    folded, whole = ([block.lines for block in tree.blocks if block.linked] for tree in folded_and_whole(menu))
    assert sum(folded) == len(whole)


@pytest.mark.parametrize(
    "menu",
    [f"{items(0, 70)}</div>{items(70, 150)}", f"{items(0, 70)}<div id=open>{items(70, 150)}", f"{items(0, 150)}</p></td></x>"],
    ids=["one ends inside", "one begins inside", "stray end tags"],
)  # fmt: skip
def test_what_follows_a_stretch_stands_where_it_stood(menu: str) -> None:
    def around(tree: Tree) -> list[str]:
        numbers = [tree.owner[-1]]
        while numbers[-1] >= 0:
            numbers.append(tree.elements[numbers[-1]].parent)
        return [tree.elements[n].name for n in numbers[:-1]]

    folded, whole = folded_and_whole(f"<div id=box>{menu}</div>")
    assert around(folded) == around(whole)


@pytest.mark.parametrize(
    "around",
    ["<noscript>{}</noscript>", "<select>{}</select>", "<div>甲<span hidden>{}</span>乙</div>", "<title>{}</title>"],
)
def test_what_readers_do_not_see_is_not_folded(around: str) -> None:
    folded, whole = folded_and_whole(around.format(items(0, 150)))
    lines = [[(block.text, block.hidden, block.lines) for block in tree.blocks] for tree in (folded, whole)]
    assert lines[0] == lines[1]
    assert folded.unread == whole.unread


def test_files_of_a_stretch_are_kept() -> None:
    folded, whole = folded_and_whole("<p><a href=/f/1.doc>附件</a></p>" * 150)
    assert len(folded.links) == len(whole.links) == 150


def test_a_short_sentence_is_no_part_of_a_stretch() -> None:
    tree = read(f"<body>{items(0, 60)}<p>大会在歌声中闭幕。</p>{items(60, 120)}")
    assert "大会在歌声中闭幕。" in [block.text for block in tree.blocks]


def test_a_stretch_tells_how_much_of_it_leads_to_other_hosts() -> None:
    away = "<p><a href=http://b.example/>外县</a></p>" * 90
    block = max(read(f"<body>{away}").blocks, key=lambda block: block.lines)
    assert block.foreign == 2 * block.lines > 2
    assert {block.foreign for block in read(f"<body>{items(0, 90)}").blocks} == {0}


def test_links_beside_a_headline_or_a_text_are_not_folded() -> None:
    listing = f"<body>{items(0, 8)}<p>{PARAGRAPHS[0]}</p>{items(0, 8)}<h1>题</h1>{items(0, 8)}{'<p></p>' * 300}"
    assert {block.lines for block in read(listing).blocks} == {1}
    assert max(block.lines for block in read(f"<body>{items(0, 90)}").blocks) > 1


def test_plain_text_has_a_block_a_line() -> None:
    tree = parse_text(" 甲 <b>\n\n乙\r\n丙&amp;")
    assert tree.plain
    assert [block.text for block in tree.blocks] == ["甲 <b>", "乙", "丙&amp;"]
    assert (tree.elements[0].end, tree.owner) == (3, [0, 0, 0])


TAGS = st.sampled_from(["div", "section", "h1", "h2", "p", "blockquote", "span", "b", "a", "font", "em", "x-y"])
WORDS = st.sampled_from(
    ["甲", "乙 丙", " 丁 ", "&amp;", "3 < 5", "&nbsp;", "<br>", "<!-- x -->", "<img src=a>", "", "<script>x</script>"]
)
ATTRIBUTES = st.sampled_from(["", " id=a", " class='b c'", " style='color:red'", " title='>'"])


def _put(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.lists(st.tuples(TAGS, ATTRIBUTES, inner | WORDS, WORDS), min_size=1, max_size=4)
    return parts.map(lambda found: "".join(f"<{tag}{names}>{text}</{tag}>{tail}" for tag, names, text, tail in found))


@given(st.recursive(WORDS, _put, max_leaves=20))
def test_every_text_of_a_page_is_in_its_blocks(markup: str) -> None:
    body = LexborHTMLParser(f"<body>{markup.replace('<script>x</script>', '')}</body>").body
    assert body is not None
    assert "".join("".join(b.text.split()) for b in read(f"<body>{markup}</body>").blocks) == "".join(
        body.text().split()
    )


SCRAPS = st.sampled_from(
    ["<div>", "</div>", "<p>", "</p>", "<p id=a>", "<span id=b>", "</span>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<ul>",
     "<li>", "</ul>", "<select>", "</select>", "<a href=/>", "</a>", "甲", "乙。", "<br>", "</html>", "<noscript>", "</noscript>", "<b hidden>",
     "</b>", "<title>", "</title>", "<h1>", "<i style='display:none'>", "</i>", "<li hidden>", "<object>", "<template>", "<!--", "<", "&"]
)  # fmt: skip


@given(st.lists(SCRAPS, max_size=30).map("".join))
def test_any_markup_gives_a_sound_tree(markup: str) -> None:
    tree = read(markup)
    muted = sum(tree.unread) + len(tree.head_title)
    if "<!--" not in markup:
        assert sum(block.text.count("甲") for block in tree.blocks) + muted >= markup.count("甲")


COSTLY = {
    "stray end tags between links": lambda n: (
        f"<body>{PARAGRAPHS[0] * 9}{'<p></p>' * 60}" + "<a href=x>y</a><div></section>" * n
    ),
    "containers between links": lambda n: (
        f"<body>{'<p></p>' * 200}" + "<a href=x>y</a><div>" * n + "</section><a href=x>y</a>" * n
    ),
    "hidden words": lambda n: "<p>" + "x<span style='display:none'>y</span>" * n,
    "tables in tables": lambda n: "<table><tr><td>" * n + "甲" + "</td></tr></table>" * n,
    "unclosed items": lambda n: "<p><li><td>" * n,
    "named inline elements": lambda n: "<span id=a>" * n,
    "rows without end": lambda n: "<table>" + "<tr><td>甲<td>乙" * n,
    "unclosed titles": lambda n: "<title>a" * n,
}


@pytest.mark.parametrize("make", COSTLY.values(), ids=COSTLY.keys())
def test_time_is_linear(make: Callable[[int], str]) -> None:
    markup = make(10_000)
    started = time.process_time()
    parse(markup, URL)
    assert time.process_time() - started < 1.5
