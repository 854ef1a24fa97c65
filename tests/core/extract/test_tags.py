"""Markup cut into tags and texts: what ends where, what attributes say, and that no page takes long."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.extract.parse import parse
from crawler.core.extract.tags import hides, pieces, read_attributes, tokens_of
from crawler.core.jit import codes_of

#: Processor seconds for each hostile page of half a million characters; they take a tenth of that.
PATIENCE = 1.5


def texts(markup: str) -> str:
    """Return what stands outside tags, the pieces of text joined by a bar."""
    return "|".join(text for _, _, text in pieces(markup) if text)


@pytest.mark.parametrize(
    "comment",
    ["<!-- x -->", "<!-->", "<!--->", "<!---->", "<!----->", "<!-- x --!>", "<!----!>", "<!-- a -- b - c > <p> -->", "<!-- <!-- -->",
     "<!--a--b-->", "<!--[if lt IE 9]><p>老<![endif]-->"],
)  # fmt: skip
def test_a_comment_ends_where_browsers_end_it(comment: str) -> None:
    assert texts(f"甲{comment}乙") == "甲|乙"


@pytest.mark.parametrize(
    "tail", ["<!-- x", "<!--", "<!--x-", "<!--x--", "<!--x--!", "<!", "<script>x", "<style>x<b>", "<p title=x"]
)
def test_what_nobody_closes_goes_to_the_end_of_the_page(tail: str) -> None:
    assert texts(f"甲{tail}") == "甲"
    assert texts(f"甲{tail} 乙") == "甲"


@pytest.mark.parametrize(
    "raw",
    ["<script>a='</style>';if(a<b && b>c){x='<p>'}</script>", "<SCRIPT type='a/b'><!-- </SCRIPT >", "<style>p > b::after{content:'<i>'}</style>",
     "<script>document.write('<scr'+'ipt></scr'+'ipt>')</script\n>", "<script/></script>", "<style></script></style>", "<script>a</scripts></script>"],
)  # fmt: skip
def test_scripts_and_style_sheets_are_taken_whole(raw: str) -> None:
    assert pieces(f"甲{raw}乙") == [("", "", "甲"), ("", "", "乙")]


@pytest.mark.parametrize(
    ("markup", "outside"),
    [
        ("<p title='a>b' x=\"c>d\">甲", "甲"),
        ('<img src=a height=20">甲<b>乙', "甲|乙"),
        ('<img src="a"height="20"alt=">">甲', "甲"),
        ("<a href=it's>甲</a>乙", "甲|乙"),
        ("<p\nclass\n=\n'a>b'\n>甲", "甲"),
        ("甲</p x='>'>乙", "甲|乙"),
        ("<!DOCTYPE html><?xml version='1.0'?>甲<![CDATA[乙]]>丙", "甲|丙"),
        ("3 < 5，7<8 <3 <", "3 < 5，7<8 <3 <"),
        ("甲<>乙</>丙", "甲<>乙|丙"),
        ("<scripty>甲</scripty><styles>乙</styles>", "甲|乙"),
    ],
    ids=["quoted >", "stray quote", "glued attributes", "quote in a bare value", "line ends", "attributes of an end tag",
         "declarations", "less than", "no name", "longer names"],
)  # fmt: skip
def test_texts_between_tags(markup: str, outside: str) -> None:
    assert texts(markup) == outside


@pytest.mark.parametrize(
    ("markup", "values"),
    [
        (' ID=zoom class="TRS_Editor &amp; b" hidden', {"id": "zoom", "class": "TRS_Editor & b", "hidden": ""}),
        (" Class='a' CLASS=b", {"class": "a"}),
        (' name="x"content="年&#x5e74;"/', {"name": "x", "content": "年年"}),
        (" href = '/a b' \n title =x", {"href": "/a b", "title": "x"}),
        (' href=/x/y.html?a=1&b=2', {"href": "/x/y.html?a=1&b=2"}),
        (" src=a height=20\"", {"src": "a", "height": "20"}),
        ('" \' = > /', {}),
        ("", {}),
    ],
    ids=["three kinds of values", "the first of equal names", "glued, references", "spaces", "bare address", "stray quote", "rubbish", "none"],
)  # fmt: skip
def test_attributes(markup: str, values: dict[str, str]) -> None:
    assert read_attributes(markup) == values


@pytest.mark.parametrize(
    ("markup", "hidden"),
    [
        (" style='display:none'", True),
        (" STYLE='DISPLAY : NONE;'", True),
        (" style=visibility:hidden", True),
        (" style=visibility:collapse", True),
        (" style='font-size:0'", True),
        (" style='font-size : 1px'", True),
        (" style='position:absolute;left:-9999px'", True),
        (" style='text-indent:-99em'", True),
        (" style='height:1px;overflow:hidden'", True),
        (" style='margin:0;max-width: 0'", True),
        (" hidden id=a", True),
        (" class=x id=a", False),
        (" style='height:10px;width:100%;overflow:hidden'", False),
        (" style='text-indent:-2em;font-size:10px'", False),
        (" class='hidden' type=hidden aria-hidden=true data-style='display:none'", False),
        (" grid=a data-id=7 width=0", False),
        ("", False),
    ],
)
def test_what_attributes_hide(markup: str, hidden: bool) -> None:
    assert hides(markup.lower()) == hidden
    assert [line.hidden for line in parse(f"<b{markup}>甲</b>", "").blocks] == [hidden]


@pytest.mark.parametrize(
    ("markup", "named"),
    [(" id=a", True), (' class="x"ID = "a"', True), (" data-selector-id-3=''", True), (" x='' id", False),
     (" data-id=7", False), (" grid=a", False), (" hidden=id", False), ("", False)],
)  # fmt: skip
def test_elements_with_an_id_are_elements_of_the_tree(markup: str, named: bool) -> None:
    tree = parse(f"<span{markup}>甲</span>", "")
    assert [element.markup for element in tree.elements[1:]] == tree.named == [markup] * named


SCRAPS = st.lists(
    st.sampled_from(["<", ">", "</", "<!--", "-->", "--!>", "-", "!", "?", "<script", "</script", "<style>", "</style>", "<p", "a", "甲", " ",
                     "=", '"', "'", "/", "\n", "\0", "id", "class", "<a href=", "<b>", "&amp;"]) | st.text(max_size=3),
    max_size=30,
).map("".join)  # fmt: skip


@given(SCRAPS)
def test_every_character_is_text_or_of_a_tag(markup: str) -> None:
    tokens, _ = tokens_of(codes_of(markup))
    texts = list(zip(tokens.text.tolist(), tokens.text_end.tolist(), strict=True))
    assert texts[0][0] == 0
    assert texts[-1][1] == len(markup)
    for (_, end), (start, _) in pairwise(texts):
        assert markup[end] == "<"
        assert start == len(markup) or markup[start - 1] == ">"
    assert not any(re.search(r"<[a-zA-Z/!?]", markup[start:end]) for start, end in texts)


@given(SCRAPS)
def test_attributes_of_anything_are_parts_of_it(markup: str) -> None:
    for name, value in read_attributes(markup).items():
        assert name in markup.lower()
        assert "&" in markup or value in markup


HOSTILE = ["<a ", '<a ="', '<a="', "<!--", "<!-- - ", "<script", "<script>", "<style >x", "<p '", "<![CDATA[", "<", "</", " a='", "<p ==",
           "\"' ", '<a href="x\' ', "<script ld+json>", "<script type=ld+json ", "-", "<p style='", " hidden", "style=display:non", "&", "&#x"]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear(piece: str) -> None:
    markup = piece * (500_000 // len(piece))
    started = time.process_time()
    for page in (markup, f"<body><p {markup}", f"<script type=application/ld+json>{markup}"):
        parse(page, "http://x.example/")
    read_attributes(markup)
    hides(markup)
    assert time.process_time() - started < PATIENCE
