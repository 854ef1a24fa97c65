"""Files that an article offers, and its pictures with their captions."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.extract import extract
from crawler.core.extract.media import absolute
from crawler.core.model import Draft
from tests.core.extract.pages import CONTEXT, PARAGRAPHS, TITLE, page

HOST = "http://www.qinghe.example"
INFO = "<div>发布时间：2024-03-05 来源：青禾日报</div>"
#: Seconds for a page of a hundred thousand characters of anything.
PATIENCE = 2.0


def read(inside: str, *, behind: str = "", head: str = "") -> Draft:
    """Extract an article with something in the middle of its body."""
    first, second, *others = (f"<p>{text}</p>" for text in PARAGRAPHS)
    body = f"<h1>{TITLE}</h1>{INFO}<div>{first}{second}{inside}{''.join(others)}</div>{behind}"
    outcome = extract(page(body, head=head), CONTEXT)
    assert isinstance(outcome, Draft), outcome
    return outcome


# what stands in the body -> pictures: address on the host, caption
PICTURES: dict[str, tuple[str, list[tuple[str, str | None]]]] = {
    "with a caption that says so": ("<p><img src=/u/a.jpg></p><p>挖掘机在作业。周岚 摄</p>", [("/u/a.jpg", "挖掘机在作业。周岚 摄")]),
    "caption behind a break": ("<p><img src=/u/a.jpg><br>图为挖掘机在作业</p>", [("/u/a.jpg", "图为挖掘机在作业")]),
    "a figure": ("<figure><img src=/u/a.jpg><figcaption>清淤现场</figcaption></figure>", [("/u/a.jpg", "清淤现场")]),
    "caption in the middle": (
        '<p align=center><img src=/u/a.jpg></p><p style="text-align: center">清淤现场</p>', [("/u/a.jpg", "清淤现场")],
    ),
    "caption in the middle of a section": (
        "<section><img src=/u/a.jpg></section><section style='text-align:center'><span>清淤现场</span></section>",
        [("/u/a.jpg", "清淤现场")],
    ),
    "heading in the middle": (
        '<p><img src=/u/a.jpg></p><p style="text-align: center"><strong>下游三镇受益</strong></p>', [("/u/a.jpg", None)],
    ),
    "numbered heading": ('<p><img src=/u/a.jpg></p><p align=center>二、下一步打算</p>', [("/u/a.jpg", None)]),
    "only the picture is in the middle": ("<center><img src=/u/a.jpg></center><p>水管员老周在渠边。</p>", [("/u/a.jpg", None)]),
    "folder of attachments": ("<p><img src=/attachments/image/20240305/1.jpg></p>", [("/attachments/image/20240305/1.jpg", None)]),
    "sign of a file": ("<p><img src=/images/attach.gif><a href=/u/f.doc>方案.doc</a></p>", []),
    "loaded late": ("<p><img data-src=/u/a.jpg src=/static/loading.gif></p>", [("/u/a.jpg", None)]),
    "in the page itself": ("<p><img src='data:image/png;base64,AAAA'></p>", []),
    "as small as a symbol": ("<p><img src=/u/a.png width=20 height=20></p>", []),
    "a smile": ("<p><img src=/ueditor/dialogs/emotion/12.gif></p>", []),
    "folder of advertisements": ("<div><a href=http://ad.example><img src=/ad/1.gif></a></div>", []),
    "element of advertisements": ("<div class=ad><img src=/x/1.gif></div>", []),
    "shown twice": ("<p><img src=/u/a.jpg></p><p><img src=/u/a.jpg></p>", [("/u/a.jpg", None)]),
}  # fmt: skip


@pytest.mark.parametrize(("inside", "expected"), PICTURES.values(), ids=PICTURES.keys())
def test_pictures(inside: str, expected: list[tuple[str, str | None]]) -> None:
    found = read(inside).images
    assert [(image.url, image.caption) for image in found] == [(HOST + path, caption) for path, caption in expected]


def test_pictures_outside_the_body_are_none_of_it() -> None:
    assert not read("", behind="<ul>" + "<li><a href=/x><img src=/t/1.jpg>望川大桥合龙</a></li>" * 3 + "</ul>").images


# what stands in the body -> files: name, address on the host
FILES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "by its address": ("<p><a href=/u/1.pdf>清淤方案</a></p>", [("清淤方案", "/u/1.pdf")]),
    "by its text": (
        "<p>附件【<a href=/download.jsp?wbfileid=88&owner=1>预算表.zip</a>】已下载213次</p>",
        [("预算表.zip", "/download.jsp?wbfileid=88&owner=1")],
    ),
    "open formats": ("<p><a href=/d.ashx?u=a1.odt>申请书.odt</a></p>", [("申请书.odt", "/d.ashx?u=a1.odt")]),
    "numbered in a list": ("<p>附件：<a href=/u/1.docx>1.清淤方案.docx</a></p>", [("清淤方案.docx", "/u/1.docx")]),
    "its number is its name": ("<p><a href=/u/1.docx>附件1：清淤方案.docx</a></p>", [("附件1：清淤方案.docx", "/u/1.docx")]),
    "named beside the link": ("<p>清淤方案 <a href=/u/1.docx>下载</a></p>", [("清淤方案 下载", "/u/1.docx")]),
    "named in the link's title": ("<p><a href=/u/1.docx title=清淤方案.docx>点击下载</a></p>", [("清淤方案.docx", "/u/1.docx")]),
    "not named at all": ("<p>附件：<a href=/u/1.docx>下载</a></p>", [("下载", "/u/1.docx")]),
    "a script": ("<p><a href='javascript:down(1)'>方案.doc</a></p>", []),
    "a film": ("<p><a href=/u/a.mp4>视频</a></p>", []),
    "the same twice": ("<p><a href=/u/1.pdf>方案</a> <a href=/u/1.pdf>方案</a></p>", [("方案", "/u/1.pdf")]),
}  # fmt: skip


@pytest.mark.parametrize(("inside", "expected"), FILES.values(), ids=FILES.keys())
def test_files(inside: str, expected: list[tuple[str, str]]) -> None:
    found = read(inside.replace("&", "&amp;")).attachments
    assert [(file.name, file.url) for file in found] == [(name, HOST + path) for name, path in expected]


def test_files_below_the_body_are_its_own_and_relative_to_the_base() -> None:
    outcome = read(
        "", behind="<div>附件下载</div><ul><li><a href=f/1.xls>一览表.xls</a></li></ul>", head="<base href=/b/>"
    )
    assert [(file.name, file.url) for file in outcome.attachments] == [("一览表.xls", f"{HOST}/b/f/1.xls")]


@given(st.text(max_size=40), st.sampled_from([HOST, "file:///pages/1.html", ""]))
def test_any_address_is_absolute_or_none(address: str, base: str) -> None:
    found = absolute(base, address)
    assert found is None or isinstance(found, str)
    assert not base.startswith("file:") or found in (None, address)


@pytest.mark.parametrize("run", ["<b>", "&nbsp;", "<img src=a.jpg>", "<p align=center>", "<"])
def test_long_runs_behind_a_picture_cost_no_more_than_their_length(run: str) -> None:
    markup = f"<p><img src=/u/a.jpg></p>{run * (100_000 // len(run))}<p>清淤现场</p>"
    started = time.process_time()
    read(markup)
    assert time.process_time() - started < PATIENCE
