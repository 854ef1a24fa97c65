"""Which blocks are the article: a page for each rule of the choice, with what tempts it away beside the text."""

from __future__ import annotations

import pytest

from crawler.core.extract import explain, extract
from crawler.core.model import Draft
from tests.core.extract.pages import BODY, CONTEXT, PARAGRAPHS, TITLE, page

INFO = "<div class=info>发布时间：2024-03-05 09:30　来源：青禾县融媒体中心</div>"
HEAD = f"<h1>{TITLE}</h1>{INFO}"
SHORT = "3月5日，青禾县老旧灌渠清淤工程在西岭灌区开工，预计四月上旬完工。"
GUIDES = (
    "办理不动产登记请携带身份证原件、购房合同和契税票据，到政务服务大厅一楼三号窗口取号，当天即可办结。",
    "申领一次性创业补贴的高校毕业生，须在县内登记注册并正常经营满六个月，由本人向所在乡镇提出申请。",
    "异地就医备案可以在手机上自助办理，备案成功后在定点医院直接刷卡结算，不必再回参保地报销。",
)
OTHER_TITLE = "望川大桥主桥合龙比计划提前二十天"
OTHER = (
    "望川大桥全长一千二百米，连接老城与河东新区，建成后两岸车程由四十分钟缩短到八分钟，沿线八个村直接受益。",
    "施工单位在冬季枯水期连续作业，最后一节钢箱梁于昨天下午四时吊装到位，现场响起了长时间的掌声和欢呼声。",
)
LINES = ("渠水清", "渠水长", "一渠春水到村旁", "东家浇罢西家浇", "麦苗青青菜花黄", "老汉蹲在渠埂上")
PHRASES = "_".join(f"青禾苗木{kind}{size}公分批发电话" for kind in "松柏槐柳杨桑榆枣" for size in (3, 5, 8))
AWAY = "".join(
    f"<div><a href=http://miaomu.example/{n}.html>{word}苗木批发</a></div>"
    for n, word in enumerate(["登录", *"松柏槐柳杨桑榆枣" * 3])
)
SERVICES = "<div>无障碍浏览</div><div>青禾政务</div>"
NAMES = "东岭村田禾、石桥村柳青、上湾村葛长河、柳树屯乡水管员安小满"
ROWS = (("东岭乡", "3200 亩"), ("柳树屯乡", "4100 亩"), ("石桥镇", "1900 亩"))


def paragraphs(*texts: str, tag: str = "p") -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


def links(count: int, name: str = "县里第{}条要闻的标题") -> str:
    return "".join(f"<li><a href=/xw/{n}.html>{name.format(n)}</a></li>" for n in range(count))


def body_of(layout: str, head: str = "", **site: object) -> list[str]:
    outcome = extract(page(layout, head=head, **site), CONTEXT)
    assert isinstance(outcome, Draft), outcome
    return [block.text for block in outcome.blocks]


SUMMARIES = "".join(
    f"<li><a href=/{n}.html>{OTHER_TITLE}</a><p>{text}</p></li>" for n, text in enumerate(GUIDES + OTHER)
)
TABLE = "".join(f"<tr>{paragraphs(*row, tag='td')}</tr>" for row in ROWS)
BETWEEN = f"<p><a href=/zt/1.html>{OTHER_TITLE}</a></p>"
TEXT = {
    "a short article below a menu, longer guides behind it": (
        f"<ul>{links(12)}</ul><div>{HEAD}<div><p>{SHORT}</p></div></div><ul>{links(8)}</ul><div>{paragraphs(*GUIDES)}</div>",
        [SHORT],
    ),
    "a second article behind the first": (
        f"<div><div>{HEAD}{BODY}</div><div><h1>{OTHER_TITLE}</h1>{INFO}{paragraphs(*OTHER, *GUIDES)}</div></div>",
        list(PARAGRAPHS),
    ),
    "summaries of others beside the article": (f"<div>{HEAD}{BODY}</div><ul>{SUMMARIES}</ul>", list(PARAGRAPHS)),
    "summaries of others before the article": (f"<ul>{SUMMARIES}</ul><div>{HEAD}{BODY}</div>", list(PARAGRAPHS)),
    "a copy for printing, with the headline again": (
        f"{HEAD}<div>{BODY}<div><p>{TITLE}</p>{BODY}</div></div>",
        list(PARAGRAPHS),
    ),
    "a copy for printing, both headlines in the container": (
        f"<div>{HEAD}{BODY}<div><p>{TITLE}</p>{BODY}</div></div>",
        list(PARAGRAPHS),
    ),
    "a refrain": (
        f"<div>{HEAD}{paragraphs(OTHER[0], PARAGRAPHS[2], OTHER[1], PARAGRAPHS[2], PARAGRAPHS[1])}</div>",
        [OTHER[0], PARAGRAPHS[2], OTHER[1], PARAGRAPHS[2], PARAGRAPHS[1]],
    ),
    "a poem": (f"<div>{HEAD}<div>{'<br>'.join(LINES)}</div></div><ul>{links(9)}</ul>", list(LINES)),
    "a line of links between paragraphs": (
        f"<div>{HEAD}<p>{PARAGRAPHS[0]}</p>{BETWEEN}{paragraphs(*PARAGRAPHS[1:])}</div>",
        [PARAGRAPHS[0], OTHER_TITLE, *PARAGRAPHS[1:]],
    ),
    "a list of links between paragraphs": (
        f"<div>{HEAD}{paragraphs(*PARAGRAPHS[:2])}{paragraphs(*[BETWEEN] * 3, tag='div')}{paragraphs(*PARAGRAPHS[2:])}</div>",
        list(PARAGRAPHS),
    ),
    "a list inside the container ends the text": (
        f"<div>{HEAD}<div>{BODY}</div><div><ul>{links(5)}</ul></div><div><div>{paragraphs(*GUIDES)}</div></div></div>",
        list(PARAGRAPHS),
    ),
    "a list inside the text does not": (
        f"<div>{HEAD}{BODY}<ul>{links(5)}</ul>{paragraphs(*OTHER)}</div>",
        [*PARAGRAPHS, *OTHER],
    ),
    "a sidebar before the headline in the same container": (
        f"<div><p>{GUIDES[0]}</p><p>{GUIDES[1]}</p>{HEAD}{BODY}</div>",
        list(PARAGRAPHS),
    ),
    "tools between the lead and the text": (
        f"<div>{HEAD}<p>{GUIDES[2]}</p><div>分享到：</div><div>打印本页</div>{BODY}</div>",
        [GUIDES[2], *PARAGRAPHS],
    ),
    "a block of related news in the text": (
        f"<div>{HEAD}{BODY}<div>相关新闻</div><ul>{links(2)}</ul>{paragraphs(*OTHER)}</div>",
        [*PARAGRAPHS, *OTHER],
    ),
    "a share line in a box between paragraphs": (
        f"<div>{HEAD}{BODY}<div>分享到：</div><p>{OTHER[0][:24]}。</p></div>",
        [*PARAGRAPHS, f"{OTHER[0][:24]}。"],
    ),
    "a box of related news with a heading of its own": (
        f"<div>{HEAD}{BODY}<div><div>相关阅读</div><p>{GUIDES[0][:20]}</p></div></div>",
        list(PARAGRAPHS),
    ),
    "a body that a script reveals": (f"{HEAD}<div style='display:none'>{BODY}</div>", list(PARAGRAPHS)),
    "a name that says comments": (
        f"<div class=nr>{paragraphs(*OTHER[::-1])}</div><ul>{links(9)}</ul><div class=comments>{paragraphs(*OTHER)}</div>",
        list(OTHER[::-1]),
    ),
    "a list of search phrases at the top of the page": (
        f"<div>{PHRASES}</div>{SERVICES}<div>{HEAD}<div>{BODY}</div></div>",
        list(PARAGRAPHS),
    ),
    "a list of search phrases at the end of the page": (
        f"<div>{HEAD}<div>{BODY}</div></div>{SERVICES}<div>{PHRASES}</div>",
        list(PARAGRAPHS),
    ),
    "search phrases with commas at the end of the page": (
        f"<div>{HEAD}<div>{BODY}</div></div>{SERVICES}<div>{PHRASES.replace('_', '，')}</div>",
        list(PARAGRAPHS),
    ),
    "links to another host between paragraphs": (
        f"<div>{HEAD}{paragraphs(*PARAGRAPHS[:2])}{AWAY}{paragraphs(*PARAGRAPHS[2:])}</div>",
        list(PARAGRAPHS),
    ),
    "links to another host between the fields and the text": (
        f"<div>{HEAD}{AWAY}{BODY}</div>",
        list(PARAGRAPHS),
    ),
    "links to another host behind the first paragraph of a page without containers": (
        f"{HEAD}<p>{PARAGRAPHS[0]}</p>{AWAY}{paragraphs(*PARAGRAPHS[1:])}",
        list(PARAGRAPHS),
    ),
    "names in a row among paragraphs": (
        f"<div>{HEAD}{BODY}<p>{NAMES}</p>{paragraphs(*OTHER)}</div>",
        [*PARAGRAPHS, NAMES, *OTHER],
    ),
    "names tip a close call": (
        f"<div class=comments>{paragraphs(*OTHER)}</div><ul>{links(9)}</ul><div class=content>{paragraphs(*OTHER[::-1])}</div>",
        list(OTHER[::-1]),
    ),
    "the headline again above the text": (f"{HEAD}<div><p>{TITLE}</p>{BODY}</div>", list(PARAGRAPHS)),
    "rows of a table": (
        f"<div>{HEAD}{BODY}<table>{TABLE}</table>{paragraphs(*OTHER)}</div>",
        [*PARAGRAPHS, *(" ".join(row) for row in ROWS), *OTHER],
    ),
}


@pytest.mark.parametrize(("layout", "text"), TEXT.values(), ids=TEXT.keys())
def test_the_text_and_nothing_else(layout: str, text: list[str]) -> None:
    assert body_of(layout) == text


def test_a_second_article_in_the_same_container_is_left_out() -> None:
    layout = f"<div>{HEAD}{BODY}<h1>{OTHER_TITLE}</h1>{INFO}{paragraphs(*OTHER, *GUIDES)}</div>"
    assert body_of(layout) == list(PARAGRAPHS)


ENDS = [
    "上一篇：没有了",
    "网友评论",
    "版权所有：青禾县人民政府 网站标识码：9901210001",
    "责任编辑：高禾青",
    "【打印本页】",
]


@pytest.mark.parametrize("line", ENDS)
@pytest.mark.parametrize("behind", [GUIDES[0], "青禾县水务局"], ids=["prose", "a name"])
def test_nothing_stands_behind_a_closing_line(line: str, behind: str) -> None:
    assert body_of(f"<div>{HEAD}{BODY}<div>{line}</div><p>{behind}</p></div>") == list(PARAGRAPHS)


def test_a_line_that_asks_to_log_in_between_paragraphs_closes_nothing() -> None:
    layout = f"<div>{HEAD}{paragraphs(*PARAGRAPHS[:2])}<div>注册送苗木</div>{paragraphs(*PARAGRAPHS[2:])}</div>"
    assert body_of(layout) == list(PARAGRAPHS)


@pytest.mark.parametrize("line", [*ENDS, "相关阅读", "分享到："])
def test_a_closing_line_before_the_text_closes_nothing(line: str) -> None:
    assert body_of(f"<div>{HEAD}<div>{line}</div>{BODY}</div>") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("line", "behind", "text"),
    [
        ("相关阅读", GUIDES[:1], PARAGRAPHS),
        ("相关阅读", GUIDES * 2, (*PARAGRAPHS, *GUIDES * 2)),
        ("分享到：", OTHER, (*PARAGRAPHS, *OTHER)),
    ],
    ids=["little prose behind", "much prose behind", "share line in the text"],
)
def test_lines_that_usually_close_need_little_behind_them(
    line: str, behind: tuple[str, ...], text: tuple[str, ...]
) -> None:
    short = tuple(part[:20] for part in behind) if len(behind) == 1 else behind
    assert body_of(f"<div>{HEAD}{BODY}<div><p>{line}</p>{paragraphs(*short)}</div></div>") == list(text)


@pytest.mark.parametrize(
    ("selector", "text"), [("#b", [GUIDES[0]]), ("#none", list(PARAGRAPHS)), ("#e", list(PARAGRAPHS))],
    ids=["with prose", "that matches nothing", "without prose"],
)  # fmt: skip
def test_a_declared_container_is_taken_where_it_holds_prose(selector: str, text: list[str]) -> None:
    layout = f"<div id=e><a href=/>首页</a></div>{HEAD}<div id=a>{BODY}</div><div id=b><p>{GUIDES[0]}</p></div>"
    assert body_of(layout, selectors={"body": selector}) == text


def test_every_block_has_its_verdict() -> None:
    layout = f"<div>{HEAD}{BODY}<p hidden>{GUIDES[0]}</p><div>网友评论</div><p>{GUIDES[1]}</p></div><ul>{links(3)}</ul>"
    verdicts = {judged.text: (judged.kept, judged.reason) for judged in explain(page(layout)).blocks}
    assert [verdicts[text] for text in PARAGRAPHS] == [(True, "body")] * 4
    assert verdicts[GUIDES[0]] == (False, "hidden")
    assert verdicts["网友评论"] == (False, "comments")
    assert verdicts[GUIDES[1]] == (False, "after the end")
    assert verdicts["县里第0条要闻的标题"] == (False, "outside")


@pytest.mark.parametrize(
    "layout", ["", "<p></p>", f"<ul>{links(9)}</ul>", "<p>短</p>"], ids=["nothing", "empty", "links", "short"]
)
def test_pages_without_text_have_no_body(layout: str) -> None:
    assert not any(judged.kept for judged in explain(page(layout)).blocks)


def test_a_digest_keeps_the_lines_that_lead_to_its_sources() -> None:
    lines = [f"{title}：详细报道请看这一篇" for title in ("清淤工程", "大桥合龙", "夜校开课")]
    links = "".join(f"<div><p>▶ <a href=/a/{n}.html>{line}</a></p></div>" for n, line in enumerate(lines))
    wrapped = [f"<div><p>{part}</p></div>" for part in PARAGRAPHS]
    layout = f"{HEAD}<div class=x>{wrapped[0]}{links}{wrapped[1]}{wrapped[2]}</div>"
    assert body_of(layout) == [PARAGRAPHS[0], *[f"▶ {line}" for line in lines], *PARAGRAPHS[1:3]]
    behind = f"{HEAD}<div class=x>{''.join(wrapped)}{links}</div>"
    assert body_of(behind) == list(PARAGRAPHS)
