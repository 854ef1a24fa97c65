"""Small pages for the tests of extraction, in own words; the full page families live in the demo."""

from __future__ import annotations

from datetime import date

from crawler.core.model import Context, Draft, Page, SiteFacts

CONTEXT = Context(today=date(2026, 6, 30))
TITLE = "青禾县启动老旧灌渠清淤工程"
PARAGRAPHS = (
    "3月5日上午，青禾县西岭灌区的渠道里机声隆隆，十二台挖掘机分段作业，全县老旧灌渠清淤工程由此拉开序幕。",
    "县水务局负责人介绍，这条渠修于上世纪七十年代，淤积最深处超过一米，下游三个乡镇的麦田浇一遍水要等上九天。",
    "“往年抢水抢得红脸，今年总算能睡个安稳觉了。”柳树屯村民老周蹲在渠埂上，看着新挖出的渠底直点头。",
    "按照计划，清淤将在四月上旬完工，届时可新增和恢复灌溉面积两万三千亩。",
)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
MENU = "".join(
    f'<li><a href="/c{n}/">{name}</a></li>' for n, name in enumerate(["首页", "新闻", "政务", "服务", "互动", "旅游"])
)


def page(body: str, *, head: str = "", url: str = "http://www.qinghe.example/xw/1.html", **site: object) -> Draft:
    """Return the draft of an HTML page, decoded."""
    markup = f"<html><head><title>{TITLE}_青禾网</title>{head}</head><body><ul>{MENU}</ul>{body}</body></html>"
    return draft(markup, url=url, **site)


def draft(
    markup: str, *, url: str = "http://www.qinghe.example/xw/1.html", form: str = "html", **site: object
) -> Draft:
    """Return the draft of decoded markup."""
    facts = SiteFacts(**site)  # type: ignore[arg-type]
    raw = Page(body=b"", url=url, requested_url=url, fetched="2026-06-30T00:00:00+00:00", format=form, site=facts)  # type: ignore[arg-type]
    return Draft(page=raw, markup=markup)
