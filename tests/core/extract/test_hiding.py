"""What hides text on a page: what readers never see goes, what a click shows stays and is known as veiled."""

from __future__ import annotations

import time
from datetime import date

import pytest

from crawler.core.decode import decode
from crawler.core.extract import extract
from crawler.core.extract.hiding import SOFT, is_pixel, technique, veils_near, written
from crawler.core.extract.parse import parse
from crawler.core.model import Context, Draft, Page

CONTEXT = Context(today=date(2026, 9, 1))
#: Processor seconds for each hostile page of half a million characters.
PATIENCE = 1.5
AWAY = '<a href="http://far.example/1">外站甲</a> <a href="http://far.example/2">外站乙</a>'
TEXT = "昨天上午,城东水厂二期工程通水,沿线五个村的居民在家门口用上了自来水。施工队负责人说,管道铺设用了七个月,比计划早了二十天。"


def page(inside: str, head: str = "") -> Draft:
    markup = (
        f"<html><head><title>城东水厂通水</title>{head}</head><body><h1>城东水厂通水</h1><div class=zw><p>{TEXT}</p>"
        f"{inside}<p>县里的技术员说,{TEXT}</p><p>记者了解到,{TEXT}</p></div></body></html>"
    )
    url = "http://own.example/1.html"
    fetched = "2026-09-01T08:00:00+08:00"
    source = Page(
        body=markup.encode(), url=url, requested_url=url, fetched=fetched, content_type="text/html; charset=utf-8"
    )
    decoded = decode(Draft(page=source), CONTEXT)
    assert isinstance(decoded, Draft)
    return decoded


def read(inside: str, head: str = "") -> Draft:
    outcome = extract(page(inside, head), CONTEXT)
    assert isinstance(outcome, Draft)
    return outcome


@pytest.mark.parametrize(
    ("attributes", "how"),
    [
        (' style="display:none"', "display"),
        (" STYLE='Visibility : Hidden'", "visibility"),
        (" style=font-size:0", "font-size"),
        (' style="position:fixed;left:-9000px;top:-9000px"', "off-screen"),
        (' style="position:absolute;right:-5000px"', "off-screen"),
        (' style="text-indent:-999em"', "off-screen"),
        (' style="height:0;overflow:hidden"', "zero-box"),
        (' style="height:6px;width:6px;overflow:hidden"', "tiny-box"),
        (" hidden", "attribute"),
        (' width="1" height="1"', "marquee"),
        (f'{SOFT} class="zx"', "by-name"),
        (f'{SOFT} style="opacity:0"', "faint"),
        (f'{SOFT} style="opacity:.01"', "faint"),
    ],
)
def test_the_technique_has_a_name(attributes: str, how: str) -> None:
    assert technique(attributes) == how


@pytest.mark.parametrize(
    "style",
    [
        "opacity:0.9",
        "height:640px;width:8px",
        "overflow:hidden;height:300px;width:600px",
        "z-index:10",
        "line-height:1.5",
    ],
)
def test_ordinary_styles_hide_nothing(style: str) -> None:
    tree = parse(f'<div style="{style}">甲</div>', "http://own.example/")
    assert [(line.text, line.hidden, line.veil) for line in tree.blocks] == [("甲", False, "")]


@pytest.mark.parametrize(("attributes", "pixel"), [(" width=1 height=1", True), (' style="width:1px;height:2px"', True),
                                                   (' width="600" height="24"', False), (' width="100%"', False), ("", False)])  # fmt: skip
def test_marquees_of_a_pixel_hide_what_they_hold(attributes: str, *, pixel: bool) -> None:
    assert is_pixel(attributes) is pixel
    tree = parse(f"甲<marquee{attributes}>乙<p>丙</p></marquee>丁", "http://own.example/")
    assert [line.text for line in tree.blocks if line.hidden] == (["乙", "丙"] if pixel else [])
    assert tree.blocks[-1].hidden is False


HIDING = {
    "a class": ("<style>.zx{height:0;overflow:hidden}</style>", '<div class="w zx">{}</div>'),
    "an id": ("<style>#x9 { display : none }</style>", "<div id=x9>{}</div>"),
    "among others": ("<style>h1{color:red}#n,.zx,p .a{DISPLAY:NONE}</style>", "<section class='zx'>{}</section>"),
    "every screen": ("<style>@media screen{.zx{display:none}}</style>", '<div class="zx">{}</div>'),
    "a script": ("", "<div id=h9>{}</div><script>document.getElementById('h9').style.display='none'</script>"),
    "a script's text": (
        "",
        '<div id=h9>{}</div><script>document.getElementById("h9").style.cssText="display:none";</script>',
    ),
    "jQuery": ("", '<div id=h9>{}</div><script>$("#h9").hide();</script>'),
    "no opacity": ("", '<div style="opacity:0">{}</div>'),
}


@pytest.mark.parametrize(("head", "inside"), HIDING.values(), ids=HIDING.keys())
def test_links_that_a_name_hides_are_veiled_and_stay(head: str, inside: str) -> None:
    found = read(inside.format(f"<p>{AWAY}</p>"), head)
    (tree,) = [found.tree]
    assert tree is not None
    assert [line.text for line in tree.blocks if line.veil] == ["外站甲 外站乙"]
    assert not any(line.hidden for line in tree.blocks)


@pytest.mark.parametrize(("head", "inside"), HIDING.values(), ids=HIDING.keys())
def test_text_that_a_name_hides_is_text(head: str, inside: str) -> None:
    """Tabs, menus and 展开全文 are hidden in the same ways."""
    more = "从下周起,县医院将在周末开放儿科门诊,方便上班的家长带孩子看病。"
    texts = [block.text for block in read(inside.format(f"<p>{more}</p>"), head).blocks]
    assert more in texts


TWINS = {
    "print": "<style>@media print{.zx{display:none}}</style>",
    "narrow screens": "<style>@media (max-width:600px){.zx{display:none}}</style>",
    "shown later": "<style>.zx{display:none}.zx{display:block}</style>",
    "a part of it": "<style>.zx .sub{display:none}.zx:hover{display:none}</style>",
    "another name": "<style>.zxy{display:none}</style>",
    "a comment": "<style>/* .zx{display:none} */</style>",
}


@pytest.mark.parametrize("head", TWINS.values(), ids=TWINS.keys())
def test_rules_that_hide_nothing_here(head: str) -> None:
    veils = veils_near(f'{head}<div class="zx">{AWAY}</div>', [' href="http://far.example/1"'])
    assert veils is None or not veils.cover(' class="zx"')


def test_an_inline_link_that_a_class_hides_leaves_its_sentence() -> None:
    head = "<style>.zx{font-size:0}</style>"
    found = read('<p>甲处修路,<a class="zx" href="http://far.example/1">外站甲</a>乙处通车,请绕行县城北路。</p>', head)
    texts = [block.text for block in found.blocks]
    assert "甲处修路,乙处通车,请绕行县城北路。" in texts
    own = read('<p>甲处修路,<a class="zx" href="/own">站内</a>乙处通车,请绕行县城北路。</p>', head)
    assert "甲处修路,站内乙处通车,请绕行县城北路。" in [block.text for block in own.blocks]


def test_a_block_without_type_size_may_hold_text() -> None:
    tree = parse('<div style="font-size:0"><span style="font-size:16px">甲</span></div>', "http://own.example/")
    assert [(line.text, line.hidden, line.technique) for line in tree.blocks] == [("甲", False, "font-size")]


PAIR = "<script>document.write('<div style=\"display:none\">');</script>{}<script>document.write('</div>')</script>"


def test_a_pair_of_scripts_hides_what_is_between() -> None:
    markup = written(PAIR.format("甲"))
    tree = parse(markup + "乙", "http://own.example/")
    assert [(line.text, line.hidden) for line in tree.blocks] == [("甲", True), ("乙", False)]


@pytest.mark.parametrize(
    "markup",
    [
        "<script>document.write('<d' + 'iv st' + 'yle=\"le' + 'ft:-10' + '00px\">');</script>甲<script>document.write ('<' + '/div>');</script>",
        "<script type='text/javascript'>document.writeln(\"<div style='position:absolute;left:-3000px'>\");</script>甲"
        '<script>document.writeln("<\\/div>");</script>',
    ],
)
def test_strings_are_put_together(markup: str) -> None:
    assert [line.hidden for line in parse(written(markup), "http://own.example/").blocks] == [True]


@pytest.mark.parametrize(
    "markup",
    [
        "<script>document.write('<div class=\"ad\">')</script>甲<script>document.write('</div>')</script>",
        "<script>document.write('<div style=\"display:none\">')</script>甲",
        "<script>document.write('<div style=\"display:none\"><img></div>')</script>甲",
        "<script>document.write(x + '<div style=\"display:none\">')</script>甲<script>document.write('</div>')</script>",
        "甲",
    ],
    ids=["shown", "no end", "ends itself", "not a string", "no script"],
)
def test_other_scripts_are_left_alone(markup: str) -> None:
    assert written(markup) == markup


def test_what_stands_behind_the_end_of_the_document_is_known() -> None:
    assert parse("<html><body>甲<p>乙</p></body></html>丙<p>丁</p>", "http://own.example/").closed == 2
    assert parse("<html><body><p>甲</html>乙</p></body></html>", "http://own.example/").closed == 1
    assert parse("甲", "http://own.example/").closed == -1


@pytest.mark.parametrize(
    "markup",
    [
        "<style>" * 80_000,
        "<style>.a{" * 50_000,
        "<style>" + ".a,#b{display:none}" * 30_000 + "</style>",
        "<script>document.write('" * 20_000,
        "<script>document.write('<p style=display:none>')</script>" * 9_000,
        "document.getElementById('a').style.display=" * 12_000,
        '$("#a").hide(' * 40_000,
        "<style>/*" + "*" * 500_000,
    ],
)
def test_hostile_pages_take_no_time(markup: str) -> None:
    begin = time.process_time()
    written(markup)
    veils_near(markup, ["a", "style", "nothing like it"])
    assert time.process_time() - begin < PATIENCE
