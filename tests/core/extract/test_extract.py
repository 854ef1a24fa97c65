"""The stage on whole pages: which blocks are kept, what the fields hold, what is refused, what is recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.extract import explain, extract
from crawler.core.model import Draft, Reason, Reject
from tests.core.extract.pages import BODY, CONTEXT, PARAGRAPHS, TITLE, draft, page

INFO = "<div class=info>发布时间：2024-03-05 09:30　来源：青禾县融媒体中心　作者：周岚　浏览：12</div>"
TAIL = (
    "<p>责任编辑：高禾青</p><div>分享到：</div><div>上一篇：<a href=/2.html>望川大桥合龙</a></div>"
    "<div>相关新闻</div><ul><li><a href=/3.html>县里召开春耕备耕现场会</a></li></ul>"
    "<div>版权所有：青禾县人民政府 网站标识码：9901210001</div>"
)


def kept(outcome: Draft | Reject) -> list[str]:
    assert isinstance(outcome, Draft), outcome
    return [block.text for block in outcome.blocks]


LAYOUTS = {
    "container": f"<div class=crumb>您的位置：首页 > 新闻中心 > 青禾要闻</div><h1>{TITLE}</h1>{INFO}<div id=c>{BODY}</div>{TAIL}",
    "one cell for everything": f"<table><tr><td><b>{TITLE}</b><br>{INFO}{BODY.replace('<p>', '<br>')}<br>{TAIL}</td></tr></table>",
    "line breaks": f"<h1>{TITLE}</h1>{INFO}<div>{'<br><br>'.join(PARAGRAPHS)}</div>{TAIL}",
    "early end of document": f"<h1>{TITLE}</h1>{INFO}</body></html><div>{BODY}</div>{TAIL}",
    "deep": f"<h1>{TITLE}</h1>{INFO}{'<div>' * 400}{BODY}{'</div>' * 400}{TAIL}",
    "hidden copy": f"<h1>{TITLE}</h1>{INFO}<div>{BODY}</div><div style='display:none'>{BODY}</div>{TAIL}",
    "copy for phones": f"<h1>{TITLE}</h1>{INFO}<div>{BODY}</div><div>打印本页</div><div>{BODY}</div>{TAIL}",
    "leaking raw text": f"<h1>{TITLE}</h1>{INFO}<div><noframes id=k9x2a><tr id=k9x2a></noframes>{BODY}</div>{TAIL}",
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_the_body_and_nothing_else(layout: str) -> None:
    outcome = extract(page(layout), CONTEXT)
    assert kept(outcome) == list(PARAGRAPHS)
    assert isinstance(outcome, Draft)
    assert outcome.title == TITLE
    assert outcome.published == "2024-03-05T09:30+08:00"
    assert outcome.source == "青禾县融媒体中心"
    assert outcome.author == "周岚"
    assert outcome.editor == "高禾青"


def test_signature_date_subheading_and_byline_stay() -> None:
    body = f"{BODY}<p>收工之后</p><p>{PARAGRAPHS[0]}</p><p>青禾县水务局</p><p>2024年3月5日</p><p>（记者 周岚）</p>"
    texts = kept(extract(page(f"<h1>{TITLE}</h1>{INFO}<div>{body}</div>{TAIL}"), CONTEXT))
    assert texts[-5:] == ["收工之后", PARAGRAPHS[0], "青禾县水务局", "2024年3月5日", "（记者 周岚）"]


def test_an_office_that_the_title_names_may_sign() -> None:
    made = page(f"<h1>{TITLE}</h1>{INFO}<div>{BODY}<p>青禾县水务局</p><p>2024年3月5日</p></div>")
    named = replace(made, markup=made.markup.replace("_青禾网</title>", "-青禾县水务局</title>"))
    assert kept(extract(named, CONTEXT))[-2:] == ["青禾县水务局", "2024年3月5日"]


def test_a_declared_selector_comes_before_everything() -> None:
    layout = f"<div id=a>{BODY}</div><div id=b><p>{PARAGRAPHS[3]}</p></div>"
    assert kept(extract(page(layout, selectors={"body": "#b"}), CONTEXT)) == [PARAGRAPHS[3]]


def test_family_is_recognised_on_any_host() -> None:
    layout = f"<div><p>{PARAGRAPHS[0]}</p></div><div class=TRS_Editor><p>{PARAGRAPHS[3]}</p></div>"
    made = page(layout, url="http://clone.example/x")
    assert explain(made).profile == "trs_wcm"
    assert kept(extract(made, CONTEXT)) == [PARAGRAPHS[3]]


def test_state_meta_tags_fill_what_readers_do_not_see() -> None:
    head = (
        f'<META content="{TITLE}" NAME="ArticleTitle"><meta name="pubdate" content="2024-03-06">'
        '<meta name="ContentSource" content="青禾发布"><meta name="ColumnName" content="青禾要闻">'
    )
    outcome = extract(page(f"<div>{BODY}</div>", head=head), CONTEXT)
    assert isinstance(outcome, Draft)
    assert (outcome.published, outcome.source, outcome.section) == ("2024-03-06", "青禾发布", "青禾要闻")


def test_visible_date_wins_and_the_loser_is_named() -> None:
    head = '<meta name="PubDate" content="2029-01-01"><meta name="publishdate" content="2025-07-01 08:00">'
    outcome = extract(page(f"<h1>{TITLE}</h1>{INFO}<div>{BODY}</div>", head=head), CONTEXT)
    assert isinstance(outcome, Draft)
    assert outcome.published == "2024-03-05T09:30+08:00"
    assert outcome.warnings == ("date-conflict:meta=2025-07-01T08:00+08:00",)


def test_no_date_rather_than_a_guess() -> None:
    outcome = extract(page(f"<h1>{TITLE}</h1><div>{BODY}</div>"), CONTEXT)
    assert isinstance(outcome, Draft)
    assert outcome.published is None


def test_every_block_is_kept_or_recorded() -> None:
    made = page(LAYOUTS["container"])
    outcome = extract(made, CONTEXT)
    assert isinstance(outcome, Draft)
    recorded = sum(removal.count for removal in outcome.removed)
    assert recorded + len(outcome.blocks) == len(explain(made).blocks)
    assert {removal.rule: removal.count for removal in outcome.removed} == {"outside": 7, "links": 8}


ROWS = "".join(
    f"<li><a href=/xw/{n}.html>青禾县第{n}届油菜花节筹备工作有序推进</a> 2024-03-0{n}</li>" for n in range(1, 10)
)
REFUSED = {
    "list": (f"<ul>{ROWS}</ul>", Reason.LIST_PAGE),
    "no text": ("<div>图片</div>", Reason.NO_TEXT),
    "video": ("<video src=/a.mp4></video>", Reason.NO_TEXT),
    "missing page": ("<h1>404 您访问的页面不存在</h1><p>请返回首页重试。</p>", Reason.ERROR_PAGE),
}


@pytest.mark.parametrize(("layout", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_pages_that_are_no_articles(layout: str, reason: Reason) -> None:
    outcome = extract(page(layout), CONTEXT)
    assert isinstance(outcome, Reject)
    assert outcome.reason == reason
    assert outcome.detail


def test_a_feed_is_a_list() -> None:
    outcome = extract(draft(f"<?xml version='1.0'?><rss><item>{PARAGRAPHS[0]}</item></rss>"), CONTEXT)
    assert isinstance(outcome, Reject)
    assert outcome.reason == Reason.LIST_PAGE


DUMP = "\n".join(
    (
        "欢迎访问青禾网!", "注册 登录", "青禾网", TITLE, "来源:青禾网 人气:31 发布时间:2024-3-5", "", *PARAGRAPHS, "",
        "责任编辑 高禾青", "分享本文到:", "*最新评论", "暂无评论!",
    )
)  # fmt: skip


def test_a_plain_text_dump_takes_the_same_rules() -> None:
    outcome = extract(draft(DUMP, form="text"), CONTEXT)
    assert kept(outcome) == list(PARAGRAPHS)
    assert isinstance(outcome, Draft)
    assert (outcome.title, outcome.published, outcome.source) == (TITLE, "2024-03-05", "青禾网")
    assert outcome.editor == "高禾青"


def test_a_bare_text_is_all_body() -> None:
    assert kept(extract(draft("\n\n".join(PARAGRAPHS), form="text"), CONTEXT)) == list(PARAGRAPHS)


MARKUP = st.lists(
    st.sampled_from(
        ["<div>", "</div>", "<p>", "</p>", "<table><tr><td>", "</html>", "<br>", "<a href=x>", "</a>", "<script>", "<!--",
         "来源：", "2024-03-05 09:30", PARAGRAPHS[0], PARAGRAPHS[2], "版权所有", "\x00", "�", "上一篇", "&#x5e74;", "<p hidden>"]
    ),
    max_size=40,
)  # fmt: skip


@given(MARKUP, st.sampled_from(["html", "text"]))
def test_total_and_inventing_nothing(pieces: list[str], form: str) -> None:
    outcome = extract(draft("".join(pieces), form=form), CONTEXT)
    if isinstance(outcome, Draft):
        source = "".join(pieces) + "年"
        for text in outcome.texts().values():
            assert set(text) <= set(source) | {" "}


def test_reading_a_page_again_changes_nothing() -> None:
    made = page(
        f"<h1>{TITLE}</h1><p>来源：青禾网 2024-03-05 09:30</p>{BODY}<p>责任编辑：高禾青</p><p>上一篇：没有了</p>"
    )
    once = extract(made, CONTEXT)
    assert isinstance(once, Draft)
    assert once.removed
    assert extract(once, CONTEXT) == once


def test_selectors_that_were_not_applied_are_told() -> None:
    deep = "<i>" * 9000
    outcome = extract(page(f"<h1>{TITLE}</h1><div>{BODY}</div>{deep}", selectors={"source": ".src"}), CONTEXT)
    assert isinstance(outcome, Draft)
    assert [warning for warning in outcome.warnings if warning.startswith("selectors-ignored:")]
