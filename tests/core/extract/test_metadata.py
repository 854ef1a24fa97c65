"""The fields of whole pages, each with its witness: what lines, labels, meta tags, JSON-LD and addresses give."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.extract import extract
from crawler.core.extract.dates import find_date
from crawler.core.extract.declared import MOST_DECLARED, declared, plain
from crawler.core.extract.labelled import Seen, labelled
from crawler.core.extract.labels import Kinds
from crawler.core.extract.metadata import Fields, around, read_fields, select
from crawler.core.extract.tree import Element, Line, Tree
from crawler.core.model import Draft, SiteFacts
from tests.core.extract.pages import BODY, CONTEXT, PARAGRAPHS, TITLE, draft, page

#: Seconds for a page of half a million characters of anything; a quadratic pattern needs minutes.
PATIENCE = 1.0
H1 = f"<h1>{TITLE}</h1>"


def read(markup: str, *, head: str = "", url: str = "http://www.qinghe.example/xw/1.html", **site: Any) -> Draft:
    outcome = extract(page(markup, head=head, url=url, **site), CONTEXT)
    assert isinstance(outcome, Draft), outcome
    return outcome


def cells(*texts: str) -> str:
    return f"<table><tr>{''.join(f'<td>{text}</td>' for text in texts)}</tr></table>"


def metas(**contents: str) -> str:
    return "".join(f'<meta name="{name}" content="{content}">' for name, content in contents.items())


def ld_json(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


# what stands between headline and body -> fields, and for some of them the witness
LINES: dict[str, tuple[str, dict[str, object]]] = {
    "glued by labels": (
        "来源:青禾网 人气:5531 发布时间:2024-3-5",
        {"source": "青禾网", "views": 5531, "published": "2024-03-05"},
    ),
    "glued without spaces": (
        "作者：周岚时间：2024-03-05来源：青禾网",
        {"author": "周岚", "published": "2024-03-05", "source": "青禾网"},
    ),
    "glossed and traditional": (
        "來(lái)源：青禾網(wǎng)　發(fā)布時(shí)間：２０２４年３月５日 ０９∶３０",
        {"source": "青禾網(wǎng)", "published": "2024-03-05T09:30+08:00"},
    ),
    "label and value in different cells": (
        cells("发布日期：", "2024-03-05", "信息来源：", "青禾县水务局", "浏览次数：", "1,204"),
        {"published": "2024-03-05", "source": "青禾县水务局", "views": 1204},
    ),
    "cells without colons": (
        cells("发布日期", "2024年3月5日", "来源", "青禾县水务局"),
        {"published": "2024-03-05", "source": "青禾县水务局"},
    ),
    "cells without colons, each a block": (
        "<div>发布日期</div><div>2024年3月5日</div><div>来源</div><div>青禾县水务局</div>",
        {"published": "2024-03-05", "source": "青禾县水务局"},
    ),
    "value in the next block": (
        "<div>发布时间：</div><div>2024-03-05 09:30</div><div>来源：</div><div><a href=/x>青禾网</a></div>",
        {"published": "2024-03-05T09:30+08:00", "source": "青禾网"},
    ),
    "place of a source in its own block": (
        "<div>2024-03-05 09:30 来源：青禾日报</div><div>(西岭)</div>",
        {"source": "青禾日报(西岭)"},
    ),
    "bars for colons": ("来源｜青禾融媒 编辑丨高禾青", {"source": "青禾融媒", "editor": "高禾青"}),
    "no labels": ("2024-03-05 09:30 青禾在线", {"source": "青禾在线", "published": "2024-03-05T09:30+08:00"}),
    "Chinese numerals": ("发布时间：二〇二四年十二月三十一日", {"published": "2024-12-31"}),
    "published before updated": (
        "更新时间：2024-04-01 08:00 发布时间：2024-03-05 09:30",
        {"published": "2024-03-05T09:30+08:00"},
    ),
    "updated for want of better": ("更新时间：2024-04-01 08:00", {"published": "2024-04-01T08:00+08:00"}),
    "other dates of a record": (
        cells("生效时间：", "2025-01-01", "失效时间：", "2025-12-31", "成文日期：", "2024-03-05"),
        {"published": "2024-03-05"},
    ),
    "the line with the time": (
        cells("发布日期：", "2024-03-05") + "<div>时间：2024-03-05 09:30</div>",
        {"published": "2024-03-05T09:30+08:00"},
    ),
    "office that publishes, and source": (
        cells("发布机构：", "青禾县政府办") + "<div>来源：青禾日报</div>",
        {"source": "青禾日报"},
    ),
    "office that publishes, alone": ("发布机构：青禾县政府办 发布日期：2024-03-05", {"source": "青禾县政府办"}),
    "sources of pictures and figures": ("图片来源：周岚 数据来源：县统计局", {"source": None}),
    "nobody": ("来源：本站 作者：佚名 编辑：admin 浏览：{{count}}", {"source": None, "author": None, "views": None}),
    "holes": ("来源： 作者： 浏览次数：次 发布时间：", {"source": None, "author": None, "views": None, "published": None}),
    "year, day and time apart": ("<span>2024</span><span>03/05</span> <span>09:30:26</span>", {"published": "2024-03-05T09:30:26+08:00"}),
    "two digits of the year": ("发布时间:24-03-05 09:30", {"published": "2024-03-05T09:30+08:00"}),
    "two digits without a label": ("24-03-05 09:30", {"published": None}),
    "future": ("发布时间：2031-01-01", {"published": None}),
    "impossible": ("发布时间：2024-02-30", {"published": None}),
    "no clock": ("发布时间：2024-03-05 29:77", {"published": "2024-03-05"}),
    "without a year": ("发布时间：03-05 09:30", {"published": None}),
    "count in brackets": ("2024-03-05 09:30 阅读(430)", {"views": 430}),
    "rounded count": ("发布时间：2024-03-05 浏览：1.2万", {"views": None}),
    "keywords": ("关键词：灌渠，春耕; 水务 、灌渠|清淤", {"keywords": ("灌渠", "春耕", "水务", "清淤")}),
    "keywords in links": (
        "<div>标签：</div><ul><li><a href=/a>灌渠</a></li><li><a href=/b>春耕</a></li></ul>",
        {"keywords": ("灌渠", "春耕")},
    ),
    "what others look for": ("热门关键词：社保 公积金 停水", {"keywords": ()}),
    "keywords that nothing separates": ("标签：灌渠春耕水务清淤", {"keywords": ()}),
    "keyword line of spam": (f"关键词：青禾网,{TITLE},{'，'.join(f'词语{n}' for n in range(30))}", {"keywords": ()}),
    "a name beside the day": ("青禾县融媒体中心 2024年3月5日", {"published": "2024-03-05"}),
    "a long line that begins with the day": (
        "更新时间 2024年3月5日, 星期二, 格林尼治标准时间, 北京时间另计", {"published": "2024-03-05"},
    ),
    "a line of text with a day in it": (
        "望川县文化演出有限公司（2014年至2015年9月10日）、青禾县剧团", {"published": None},
    ),
    "today's date in the header": ("2026年6月30日 星期二", {"published": None}),
    "date with the farmers' calendar": ("<div>2026年6月29日</div><div>农历五月十五</div>", {"published": None}),
    "fields before a line of the farmers' calendar": (
        "<div>2024-03-05 06:30:00 来源：青禾融媒</div><div>农历正月廿五　星期二</div>",
        {"published": "2024-03-05T06:30:00+08:00", "source": "青禾融媒"},
    ),
    "full-width time": ("２０２４－０３－０５ １７：３０　来源：青禾网", {"published": "2024-03-05T17:30+08:00"}),
    "a day under the headline of a speech": (
        "<div>2024-03-05 09:30 来源：青禾网</div><div>——2024年1月22日在全县水利工作会议上</div>",
        {"published": "2024-03-05T09:30+08:00"},
    ),
    "the time without a label": (
        "<div>发布日期：2024-03-05</div><div>2024-03-05 15:00</div>", {"published": "2024-03-05T15:00+08:00"},
    ),
    "published and updated as in Hong Kong": (
        "撰文：周岚 出版：2024-03-05 15:32更新：2025-11-30 11:20", {"published": "2024-03-05T15:32+08:00", "author": "周岚"},
    ),
    "labels without colons in a line": (
        "2024-03-05 09:30 来源 青禾日报 作者 周岚", {"source": "青禾日报", "author": "周岚"},
    ),
    "cells that run together, the account a link": (
        "<span>原创</span><span>周岚</span><a href=#>青禾发布</a><em>2024-03-05 20:11</em><em>某省</em>",
        {"source": "青禾发布", "published": "2024-03-05T20:11+08:00"},
    ),
    "original, without a link": ("<span>原创</span><span>青禾县水务局</span><em>2024-03-05 20:11</em>", {"source": "青禾县水务局"}),
    "an office beside a day": ("2024/03/05　青禾县水务局", {"source": "青禾县水务局", "published": "2024-03-05"}),
    "an office beside a person": ("2024-03-05 09:30 周岚 青禾日报", {"source": "青禾日报"}),
    "an office before other labels": ("2024-03-05 09:30:11 青禾县融媒体中心 阅读：1024", {"source": "青禾县融媒体中心", "views": 1024}),
    "an account above the date": (
        "<div>青禾发布</div><div>2024-03-05 20:11</div><div>阅读 1641</div>", {"source": "青禾发布", "views": 1641},
    ),
    "what stands above the date and publishes nothing": ("<div>下载客户端</div><div>2024-03-05 20:11</div>", {"source": None}),
    "who put it there, an office": ("发布人：-青禾新闻网 2024-03-05", {"source": "青禾新闻网"}),
    "who put it there, a person": ("发布人：周岚 2024-03-05", {"source": None, "author": None}),
    "vertical bars of other kinds": ("〖 作者：周岚 ┊ 来源：青禾日报 ┊ 浏览：23 〗", {"author": "周岚", "source": "青禾日报", "views": 23}),
    "a size beside the source": ("2024年03月05日 09:30 | 来源：青禾日报 小字号", {"source": "青禾日报"}),
    "a telephone beside the editor": ("来源：青禾网 编辑：高禾青 TEL：（010）68470000", {"editor": "高禾青"}),
    "written by, in WordPress": ("发布于2024年03月05日由<a href=/u>周岚</a>", {"author": "周岚", "published": "2024-03-05"}),
    "written by, in Taiwan": ("2024-03-05 00:00 青禾新聞網∕ 記者周岚∕即時報導", {"author": "周岚"}),
    "a reporter with the paper's name": ("来源：青禾网 作者：《青禾日报》记者 周岚", {"author": "周岚"}),
    "a line of reporters": ("本报记者 周岚 通讯员 何小满", {"author": "周岚 何小满"}),
    "the element of the author": ("<div class='author cf'>周岚 何小满</div><div>2024-03-05 09:30</div>", {"author": "周岚 何小满"}),
    "a place that only counts readers": ("博客访问：88,120 关注人气：203", {"views": None}),
    "number of views in a script": (cells("发布时间：", "2024-03-05", "点击数：") + "<p>7月</p>", {"views": None}),
    "tags behind a column": ("发布在春耕标签：灌渠、清淤", {"keywords": ("灌渠", "清淤")}),
}  # fmt: skip


@pytest.mark.parametrize(("between", "expected"), LINES.values(), ids=LINES.keys())
def test_lines_before_the_body(between: str, expected: dict[str, object]) -> None:
    outcome = read(f"{H1}<div>{between}</div><div>{BODY}</div>", site="青禾网")
    assert {name: getattr(outcome, name) for name in expected} == expected
    assert outcome.title == TITLE
    assert set(outcome.evidence) >= {name for name, value in expected.items() if value not in (None, ())}


BEHIND: dict[str, tuple[str, dict[str, object]]] = {
    "labels": (
        "<p>责任编辑：高禾青</p><p>来源：青禾日报</p><p>发布时间：2024-03-05</p>",
        {"editor": "高禾青", "source": "青禾日报", "published": "2024-03-05"},
    ),
    "by-line": ("<p>（记者 周岚 何小满）</p>", {"author": "周岚 何小满"}),
    "dates of comments": (
        "<div>网友评论</div><div>发布时间：2025-03-05 浏览：7</div>",
        {"published": None, "views": None},
    ),
    "dates of other articles": ("<div>相关新闻</div><div>望川大桥合龙 发布时间：2025-03-05</div>", {"published": None}),
    "signature": ("<p>青禾县水务局</p><p>2024年3月5日</p>", {"published": "2024-03-05"}),
    "by-line with a kind of work": ("<p>（记者 周岚 整理）</p>", {"author": "周岚"}),
    "author's label in the last line": ("<p>（作者：周岚 单位：青禾县水务局）</p>", {"author": "周岚"}),
    "author of a piece of the text": ("<p>一犁春雨耕新岁，满架书香传后昆。（作者：周岚）</p>", {"author": None}),
    "text and pictures": ("<p>文/周岚 图/何小满</p>", {"author": "周岚"}),
    "count that begins a line": ("<div>阅读 540 赞 在看</div>", {"views": 540}),
    "count of another article": ("<div>相关新闻</div><div>阅读 540</div>", {"views": None}),
    "date of a footer": ("<p>私隐政策 使用条款 修订日期：2025年11月30日</p>", {"published": None}),
    "source without a value": ("<p>来源：</p><div>扫一扫在手机打开当前页</div>", {"source": None}),
}


@pytest.mark.parametrize(("behind", "expected"), BEHIND.values(), ids=BEHIND.keys())
def test_lines_behind_the_body(behind: str, expected: dict[str, object]) -> None:
    outcome = read(f"{H1}<div>{BODY}{behind}</div>")
    assert {name: getattr(outcome, name) for name in expected} == expected


DECLARED: dict[str, tuple[str, dict[str, object], dict[str, str]]] = {
    "the state's names": (
        metas(SiteName="青禾网", ArticleTitle=TITLE, PubDate="2024-03-05 09:30", ContentSource="青禾日报",
              ColumnName="青禾要闻", Keywords="灌渠,青禾网", Author="周岚"),
        {"published": "2024-03-05T09:30+08:00", "source": "青禾日报", "section": "青禾要闻", "author": "周岚",
         "keywords": ("灌渠",)},
        {"published": "meta:pubdate", "source": "meta:contentsource", "section": "meta:columnname"},
    ),
    "other orders, markup, entities": (
        f'<META content="青禾&amp;日报" NAME=contentsource><meta content="{TITLE}&lt;br/&gt;" name="articletitle">',
        {"source": "青禾&日报", "title": TITLE},
        {"source": "meta:contentsource"},
    ),
    "holes of templates": (
        metas(PubDate="{{pubDate}}", ContentSource="null", Author="[!--author--]", ColumnName=" - ", ArticleTitle="$!title"),
        {"published": None, "source": None, "author": None, "section": None, "title": TITLE},
        {},
    ),
    "JSON-LD": (
        ld_json({"@graph": [{"@type": "WebSite", "name": "青禾网"}, {"@type": ["NewsArticle"], "headline": TITLE,
                 "datePublished": "2024-03-05T01:30:00Z", "author": [{"@type": "Person", "name": "周岚"}],
                 "publisher": {"name": "青禾日报"}, "keywords": ["灌渠", "春耕"], "articleSection": "要闻"}]}),
        {"published": "2024-03-05T09:30:00+08:00", "author": "周岚", "source": "青禾日报", "section": "要闻"},
        {"published": "json-ld", "author": "json-ld", "source": "json-ld", "section": "json-ld"},
    ),
    "JSON-LD of search engines": (
        ld_json({"@context": "https://z.example/contexts/cambrian.jsonld", "title": TITLE, "pubDate": "2024-03-05T09:30:00"}),
        {"published": "2024-03-05T09:30:00+08:00"},
        {"published": "json-ld"},
    ),
    "broken JSON-LD": (
        ld_json('{"headline": "他说"好"", "datePublished": "2024-03-05", }'), {"published": "2024-03-05"}, {},
    ),
    "JSON-LD that is no article": (ld_json([[[1, None, {"headline": 7, "author": {"name": []}}]]]), {"author": None}, {}),
    "OpenGraph": (
        '<meta property="article:published_time" content="2024-03-05T09:30:00+08:00">',
        {"published": "2024-03-05T09:30:00+08:00"},
        {"published": "meta:article:published_time"},
    ),
    "Unix time": (metas(publishdate="1709602200000"), {"published": "2024-03-05T09:30:00+08:00"}, {}),
    "the site and its makers as authors": (metas(author="青禾网"), {"author": None}, {}),
    "makers of templates": (metas(author="某某软件科技"), {"author": None}, {}),
    "keywords of the whole site": (metas(keywords="青禾,青禾旅游,青禾招商,青禾特产"), {"keywords": ()}, {}),
    "keywords that repeat the headline": (metas(keywords=TITLE), {"keywords": ()}, {}),
    "keywords that are the headline cut at its commas": (metas(keywords=TITLE.replace("老旧", "，老旧")), {"keywords": ()}, {}),
    "keywords of the article": (metas(keywords="灌区 清淤 水务局"), {"keywords": ("灌区", "清淤", "水务局")}, {}),
}  # fmt: skip


@pytest.mark.parametrize(("head", "expected", "witnesses"), DECLARED.values(), ids=DECLARED.keys())
def test_what_only_the_head_says(head: str, expected: dict[str, object], witnesses: dict[str, str]) -> None:
    outcome = read(f"<div>{BODY}</div>", head=head)
    assert {name: getattr(outcome, name) for name in expected} == expected
    assert witnesses.items() <= outcome.evidence.items()


CONFLICTS: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {
    "a visible date wins": (
        "发布时间：2024-03-05", metas(PubDate="2025-07-01 08:00"), "/1.html", "2024-03-05",
        ("date-conflict:meta=2025-07-01T08:00+08:00",),
    ),
    "the address wins over the head": (
        "", metas(PubDate="2025-07-01"), "/202403/t20240305_1.html", "2024-03-05", ("date-conflict:meta=2025-07-01",),
    ),
    "about the same moment": ("", metas(PubDate="2024-03-04 23:50"), "/t20240305_1.html", "2024-03-04T23:50+08:00", ()),
    "the address alone": ("", "", "/art/2024/3/5/art_1_2.html", "2024-03-05", ()),
    "the address gives the year": ("发布时间：03-04 09:30", "", "/t20240305_1.html", "2024-03-04T09:30+08:00", ()),
    "New Year": ("发布时间：12-31 23:30", "", "/t20240101_1.html", "2023-12-31T23:30+08:00", ()),
    "another headline": (
        "", metas(ArticleTitle="望川大桥合龙通车", PubDate="2024-03-05"), "/1.html", "2024-03-05",
        ("title-conflict:meta=望川大桥合龙通车",),
    ),
    "another source": (
        "2024-03-05 来源：青禾日报", metas(ContentSource="望川在线"), "/1.html", "2024-03-05",
        ("source-conflict:meta=望川在线",),
    ),
    "the same in other words": (
        "2024-03-05 来源：《青禾日报》", metas(ContentSource="青禾日报社", ArticleTitle=f"{TITLE}（图）"), "/1.html", "2024-03-05", (),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("between", "head", "path", "published", "warnings"), CONFLICTS.values(), ids=CONFLICTS.keys())
def test_conflicts_are_resolved_and_the_losers_named(
    between: str, head: str, path: str, published: str, warnings: tuple[str, ...]
) -> None:
    url = f"http://www.qinghe.example{path}"
    outcome = read(f"{H1}<h1>{TITLE}</h1><div>{between}</div><div>{BODY}</div>", head=head, url=url)
    assert outcome.published == published
    assert outcome.warnings == warnings
    assert outcome.title == TITLE


INFO = "<div>发布时间：2024-03-05 来源：青禾日报</div>"
CRUMB = "<div>当前位置：<a href=/>首页</a> &gt; <a href=/x>新闻中心</a> &gt; <a href=/y>部门动态</a></div>"
# <title>, what stands before the body, the headline
TITLES: dict[str, tuple[str, str, str]] = {
    "absent from <title>": ("部门动态-青禾县人民政府", f"{CRUMB}<p class=tit>{TITLE}</p>{INFO}", TITLE),
    "no mark but its place": ("青禾县人民政府", f"{CRUMB}<div>{TITLE}</div>{INFO}", TITLE),
    "only <title>": (f"{TITLE}_青禾要闻_青禾网", CRUMB, TITLE),
    "site first": (f"青禾县人民政府 | {TITLE}", f"<h2>{TITLE}</h2>{INFO}", TITLE),
    "site in h1": (f"{TITLE}-青禾网", f"<h1>青禾网</h1><h3>{TITLE}</h3>{INFO}", TITLE),
    "column in h2": (f"{TITLE}-青禾网", f"{CRUMB}<h2>部门动态</h2><div>{TITLE}</div>{INFO}", TITLE),
    "headline ends the breadcrumb": (
        "青禾网", f"<div>当前位置：首页 &gt; 新闻中心 &gt; {TITLE}</div><h1>{TITLE}</h1>{INFO}", TITLE,
    ),
    "dashes of its own": (
        f"{TITLE}——水务局在行动_青禾网", f"<h1>{TITLE}——水务局在行动</h1>{INFO}", f"{TITLE}——水务局在行动",
    ),
    "digits before the name of the site": (f"{TITLE}增长5.3%-青禾县人民政府", CRUMB, f"{TITLE}增长5.3%"),
    "short": ("夜雨_诗文_青禾网", f"<h1>夜雨</h1>{INFO}", "夜雨"),
    "two lines": (f"{TITLE} 下游三镇受益_青禾网", f"<h1>{TITLE}<br>下游三镇受益</h1>{INFO}", f"{TITLE} 下游三镇受益"),
    "menu between headline and body": (
        f"{TITLE} - 青禾网", H1 + "".join(f"<p>栏目{n}</p>" for n in range(30)) + INFO, TITLE,
    ),
    "named like its site": (
        "青禾县人民政府门户网站", f"<h1>青禾县人民政府</h1><p>为民服务</p><p align=center><font size=5>{TITLE}</font></p>{INFO}", TITLE,
    ),
    "named like an office": ("青禾县水务局", f"<div><b>{TITLE}</b></div>", TITLE),
    "line below explains the headline": ("青禾在线", f"<div>{TITLE}</div><div>——下游三镇受益</div>{INFO}", TITLE),
    "three characters": ("青禾县人民政府", f"<div>追花人</div>{INFO}", "追花人"),
    "the day in the headline's element": ("青禾网", f"<h1>{TITLE}<span>2024-03-05 09:30</span></h1>", TITLE),
    "a day that is the headline's": (f"{TITLE}(2024-03-05)-青禾网", f"<h1>{TITLE}(2024-03-05)</h1>{INFO}", f"{TITLE}(2024-03-05)"),
    "what state the matter is in": (f"{TITLE}[报名中]_青禾网", f"<h1>{TITLE}[报名中]</h1>{INFO}", TITLE),
    "column alone in <title>": ("部门动态", f"<div class=lm>部门动态</div><p>{TITLE}</p>{INFO}", TITLE),
    "reads like text, before its fields": (
        "青禾在线", f"<div>白天清淤，晚上“充电”，灌区管理员的课堂开在渠埂上火了全县</div>{INFO}", "白天清淤，晚上“充电”，灌区管理员的课堂开在渠埂上火了全县",
    ),
    "line of fields is no headline": ("", "<div>5日14:25 作者：周岚 出处[青禾出版社]</div>", ""),
}  # fmt: skip


@pytest.mark.parametrize(("head_title", "before", "headline"), TITLES.values(), ids=TITLES.keys())
def test_headline(head_title: str, before: str, headline: str) -> None:
    markup = f"<html><head><title>{head_title}</title></head><body>{before}<div>{BODY}</div></body></html>"
    outcome = extract(draft(markup), CONTEXT)
    assert isinstance(outcome, Draft)
    assert (outcome.title or "") == headline
    assert "title" not in outcome.evidence if not headline else outcome.evidence["title"]
    assert outcome.section in (None, "新闻中心 > 部门动态", "新闻中心")


def test_an_editor_is_no_author_and_neither_is_the_source() -> None:
    outcome = read(f"{H1}<div>来源：青禾日报 责任编辑：周岚</div><div>{BODY}</div>", head=metas(author="周岚"))
    assert (outcome.author, outcome.editor) == (None, "周岚")
    assert read(f"{H1}{INFO}<div>{BODY}</div>", head=metas(author="青禾日报")).author is None


def test_the_first_paragraph_says_who_reports() -> None:
    outcome = read(f"{H1}{INFO}<div><p>本报讯（全媒体记者 周岚 通讯员 何小满）{PARAGRAPHS[0]}</p>{BODY}</div>")
    assert outcome.author == "周岚 何小满"


def test_fields_of_a_body_that_a_script_shows() -> None:
    hidden = f"<div style='visibility:hidden'>{BODY}<p>编辑：高禾青</p></div>"
    assert read(f"{H1}{INFO}{hidden}").editor == "高禾青"
    assert read(f"{H1}{INFO}<div>{BODY}</div><p style='display:none'>编辑：高禾青</p>").editor is None


# lines of the body -> when the page was published, and whether the first of the lines stays in the text
WHEN = "时间：2024年3月10日 09:00"
EVENTS: dict[str, tuple[tuple[str, ...], str | None, bool]] = {
    "when and where": ((WHEN, "地点：县水务局三楼"), None, True),
    "others between them": ((WHEN, "主讲人：周岚", "地　点：县水务局三楼"), None, True),
    "where first": (("地点：县水务局三楼", WHEN), None, True),
    "on one line": ((f"{WHEN} 地点：县水务局三楼",), None, True),
    "traditional": (("時間：2024年3月10日 09:00", "會議地點：縣水務局三樓"), None, True),
    "numbered": ((f"一、{WHEN}", "二、地点：县水务局三楼"), None, True),
    "of what": ((f"会议{WHEN}", "会议地点：县水务局三楼"), None, True),
    "without a place": ((WHEN,), "2024-03-10T09:00+08:00", False),
    "beside another field": ((f"来源：青禾网 {WHEN}", "地点：县水务局三楼"), "2024-03-10T09:00+08:00", False),
    "below the page's own": (("发布时间：2024-03-01", WHEN, "地点：县水务局三楼"), "2024-03-01", False),
}


@pytest.mark.parametrize(("lines", "published", "kept"), EVENTS.values(), ids=EVENTS.keys())
@pytest.mark.parametrize("place", ["before", "within"])
def test_when_something_takes_place_is_text(
    lines: tuple[str, ...], published: str | None, *, kept: bool, place: str
) -> None:
    told = "".join(f"<p>{line}</p>" for line in lines)
    outcome = read(f"{H1}<div>{told}{BODY}</div>" if place == "before" else f"{H1}<div>{BODY}{told}{BODY}</div>")
    texts = {block.text for block in outcome.blocks}
    assert outcome.published == published
    assert (lines[0] in texts) is kept
    assert all(line in texts for line in lines[1:])


def test_fields_at_both_ends_of_a_long_beginning_are_read() -> None:
    rows = "".join(f"<p>第{n}渠段</p>" for n in range(60))
    fields = "<p>来源：青禾日报</p>", "<p>发布时间：2024-03-05</p>"
    for before, behind in (fields, fields[::-1]):
        outcome = read(f"{H1}<div class=TRS_Editor>{before}{rows}{behind}{BODY}</div>")
        assert (outcome.source, outcome.published) == ("青禾日报", "2024-03-05")


def test_a_list_of_links_to_another_host_parts_no_fields_from_their_text() -> None:
    away = "".join(f"<p><a href=http://miaomu.example/{n}.html>苗木{n}号批发</a></p>" for n in range(40))
    outcome = read(f"{H1}<p>发布时间：2024-03-05</p>{away}<div>{BODY}</div>")
    assert (outcome.title, outcome.published) == (TITLE, "2024-03-05")


def test_no_field_has_more_declared_values_than_a_page_declares() -> None:
    said = declared(Tree(metas=[("keywords", f"词语{n}") for n in range(100)]))
    assert [one.value for one in said["keywords"]] == [f"词语{n}" for n in range(MOST_DECLARED)]


def test_selectors_come_before_everything_and_leave_labels_aside() -> None:
    markup = f"{H1}{INFO}<div id=s>出处：望川在线</div><div id=d>二〇二三年一月二日</div><div id=v>浏览：1,024</div><div>{BODY}</div>"
    outcome = read(markup, selectors={"source": "#s", "published": "#d", "views": "#v", "title": "#none"})
    assert (outcome.source, outcome.published, outcome.views) == ("望川在线", "2023-01-02", 1024)
    assert {name for name, witness in outcome.evidence.items() if witness == "selector"} == {
        "source",
        "published",
        "views",
    }
    assert outcome.title == TITLE


def test_selected_keywords_and_what_is_no_field() -> None:
    fields = Fields()
    select(fields, {"keywords": "灌渠、春耕", "evidence": "x", "warnings": "y", "views": "无"}, CONTEXT.today)
    assert (fields.keywords, fields.views, fields.warnings) == (("灌渠", "春耕"), None, [])
    assert fields.evidence == {"keywords": "selector"}


def test_a_plain_text_takes_the_same_rules() -> None:
    text = "\n".join(
        (TITLE, "发布时间：", "2024-03-05 09:30", "来源：青禾网 浏览次数：31 关键词：灌渠，春耕", *PARAGRAPHS)
    )
    outcome = extract(draft(text, form="text"), CONTEXT)
    assert isinstance(outcome, Draft)
    assert (outcome.title, outcome.published, outcome.source) == (TITLE, "2024-03-05T09:30+08:00", "青禾网")
    assert (outcome.views, outcome.keywords) == (31, ("灌渠", "春耕"))


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("春耕<br/>现场会", "春耕 现场会"),
        (" 青禾网 ", "青禾网"),
        ("<meta name=", ""),
        ("暂无", ""),
        ("<%=t%>", ""),
        ("字" * 900, ""),
    ],
)
def test_declared_values(content: str, value: str) -> None:
    assert plain(content) == value


@pytest.mark.parametrize("run", ["-", "\u3000", "<a", "来源：", ">", "2024-", "（", "{", "二"])
def test_long_runs_of_anything_cost_no_more_than_their_length(run: str) -> None:
    size = 200_000
    text = run * (size // len(run))
    tree = Tree(metas=[("articletitle", text), ("keywords", text)], ld_json=[f'"headline"{text}'], head_title=text)
    tree.blocks, tree.owner = [Line(text), Line(text[:150]), Line(PARAGRAPHS[0]), Line(text[:90]), Line(text)], [-1] * 5
    kinds = Kinds([block.text for block in tree.blocks], "")
    seen = [Seen(n, block.text, kinds) for n, block in enumerate(tree.blocks)]
    started = time.process_time()
    read_fields(around(seen[:2], seen[3:], seen[2:3], ""), tree, SiteFacts(), f"http://a.example/{text}", CONTEXT.today)
    assert time.process_time() - started < PATIENCE


def test_a_script_nested_beyond_all_measure_says_nothing() -> None:
    deep = '{"headline":' + "[" * 200_000 + "]" * 200_000 + "}"
    assert declared(Tree(ld_json=[deep, '{"headline": "x'])) == {}


PIECES = st.sampled_from(
    ["来源：", "发布时间：", "2024-03-05", "2031-01-01 09:30", "时间", "青禾网", "作者:周岚", "(西岭)", "浏览：12", "关键词：", "灌渠,春耕",
     "责任编辑", "高禾青", "首页 > 新闻 > 要闻", "星期二", "二〇二四年三月五日", "03-05 09:30", "發(fā)布時(shí)間:", "{{n}}", "丨", "（记者 周岚）", " ",
     "\u3000", PARAGRAPHS[0], TITLE, "99999999999", "\ud800", "İ"]
)  # fmt: skip
TEXTS = st.one_of(st.text(min_size=1, max_size=20), st.lists(PIECES, min_size=1, max_size=4).map("".join))
LINES_OF_PAGES = st.lists(TEXTS.filter(str.strip), max_size=8)
METAS = st.lists(
    st.tuples(
        st.sampled_from(["pubdate", "articletitle", "contentsource", "author", "keywords", "url", "columnname"]), TEXTS
    ),
    max_size=4,
)
SCRIPTS = st.lists(
    st.one_of(
        TEXTS.map(lambda text: '{"headline":' + text),
        st.recursive(
            st.one_of(st.none(), st.integers(), TEXTS),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(st.sampled_from(["headline", "author", "name", "datePublished", "@graph"]), inner)
            ),
            max_leaves=6,
        ).map(json.dumps),
    ),
    max_size=2,
)


@given(LINES_OF_PAGES, LINES_OF_PAGES, METAS, SCRIPTS, TEXTS)
def test_total_on_any_blocks_and_inventing_nothing(
    before: list[str], behind: list[str], metas: list[tuple[str, str]], scripts: list[str], url: str
) -> None:
    texts = [*before, PARAGRAPHS[0], *behind]
    tree = Tree(
        blocks=[Line(text) for text in texts], owner=[0] * len(texts), elements=[Element(-1, "div", "", 0, len(texts))],
        metas=metas, ld_json=scripts, head_title=before[0] if before else "",
    )  # fmt: skip
    kinds = Kinds(texts, "")
    seen = [Seen(n, text, kinds) for n, text in enumerate(texts)]
    body = len(before)
    zones = around(seen[:body], seen[body + 1 :], seen[body : body + 1], texts[body])
    fields = read_fields(zones, tree, SiteFacts(), url, CONTEXT.today)
    assert fields.published is None or fields.published[:10] <= CONTEXT.today.isoformat()
    assert fields.views is None or fields.views >= 0
    known = set("".join((*texts, *(content for _, content in metas)))) | set(" >")
    if not scripts:
        for value in (fields.title, fields.section, fields.source, fields.author, fields.editor, *fields.keywords):
            assert set(value or "") <= known
    assert set(fields.evidence) <= set(Fields.__slots__)


@given(st.lists(TEXTS.filter(str.strip), max_size=6))
def test_labelled_values_are_cut_out_of_the_page(lines: list[str]) -> None:
    kinds = Kinds(lines, "")
    for value in labelled([Seen(n, text, kinds) for n, text in enumerate(lines)]):
        assert set(value.value) <= set("".join(lines))
        if (iso := find_date(value.folded, CONTEXT.today)) is not None:
            assert iso[:10] <= CONTEXT.today.isoformat()
