"""What is written down about spam: fields, lines outside the text, digests, refused pages, the verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.core import process
from crawler.core.despam.candidates import Candidate, Score, hit_of
from crawler.core.despam.model import Surroundings
from crawler.core.despam.stage import refused
from crawler.core.despam.text import prepare
from crawler.core.despam.verdict import digest, key_of
from crawler.core.extract.parse import parse
from crawler.core.model import Article, Block, Context, Draft, Page, Reason, Reject
from tests.core.despam.spam_generator import GENUINE
from tests.core.despam.test_despam import CONTEXT, HEAD_LINE, PAGE, TAIL, draft, run, texts, verdict

DIGEST = replace(CONTEXT, spam_words="digest")
URL = "http://news.own.example/2026/1.html"


def page(
    *, head: str = "", before: str = "", inside: str = "", behind: str = "", title: str = "城东水厂二期通水"
) -> Page:
    paragraphs = [f"<p>{text}</p>" for text in GENUINE]
    body = "".join([*paragraphs[:4], inside, *paragraphs[4:]])
    markup = (
        f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{before}"
        f"<ul><li><a href=/>首页</a><li><a href=/xw/>新闻</a></ul><h1>{title}</h1><div class=zw>{body}</div>"
        f"<div class=foot>版权所有 柳河县融媒体中心</div>{behind}</body></html>"
    )
    return Page(body=markup.encode(), url=URL, requested_url=URL, fetched=PAGE.fetched, site=PAGE.site)


def article(source: Page, context: Context = CONTEXT) -> Article:
    outcome = process(source, context)
    assert isinstance(outcome, Article)
    assert outcome.text.splitlines() == list(GENUINE)
    return outcome


FARM = " ".join(
    f'<a href="http://www.far{n}.example/">{word}</a>'
    for n, word in enumerate(
        ("千赢网投网官网入口", "满贯电游真人版", "必赢网投网手机登录", "狗万娱城开户送", "腾博会电游")
    )
)
SHARE = " ".join(
    f'<a href="http://share{n}.example/">{word}</a>' for n, word in enumerate(("新浪微博", "微信", "QQ空间", "豆瓣"))
)
FRIENDS = " ".join(
    f'<a href="http://f{n}.example/">{word}</a>'
    for n, word in enumerate(("中国政府网", "新华网", "省人民政府", "市日报社", "市卫生局"))
)


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"behind": f'<div style="position:absolute;left:-9999px">{FARM}</div>'}, "hidden"),
        ({"before": f'<div style="display:none">{FARM}</div>'}, "hidden"),
        ({"behind": f"<marquee width=1 height=1>{FARM}</marquee>"}, "hidden"),
        ({"inside": f'<div style="height:0;overflow:hidden">{FARM}</div>'}, "hidden"),
        ({"inside": f'<div class="zx">{FARM}</div>', "head": "<style>.zx{height:0;overflow:hidden}</style>"}, "hidden"),
        ({"behind": f"</html><div>{FARM}</div>"}, "brand_list"),
        ({"before": f"<div>{HEAD_LINE}</div>"}, "head_line"),
        ({"behind": f"<p>{TAIL}</p>"}, "tail_pool"),
    ],
)
def test_spam_anywhere_on_a_page_is_told_and_not_in_its_text(parts: dict[str, str], rule: str) -> None:
    found = article(page(**parts))
    assert found.spam is not None
    assert found.spam.verdict == "stripped"
    removed = [one for one in found.removed if one.stage == "despam"]
    assert rule in {one.rule for one in removed}
    assert all(one.text and one.evidence for one in removed)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"before": '<div class="m-nav" style="display:none"><a href="/a">首页</a> <a href="/b">新闻</a></div>'},
        {"behind": f'<div style="display:none"><p>分享到</p>{SHARE}</div>'},
        {"behind": f'<div style="display:none">{FRIENDS}</div>'},
        {"behind": f"<div>友情链接:{FRIENDS}</div>"},
        {"before": '<a style="position:absolute;left:-9999px" href="#content">跳到正文</a>'},
        {"behind": '<div class="tab" hidden><a href="/1">要闻</a> <a href="/2">公告</a></div>'},
        {"behind": "</html><div>版权所有 柳河县融媒体中心 备案号</div>"},
        {"before": "<noframes>您的浏览器不支持框架</noframes>"},
    ],
    ids=["nothing", "menu", "share", "friends", "shown friends", "skip link", "tabs", "behind", "noframes"],
)
def test_benign_twins_are_clean(parts: dict[str, str]) -> None:
    found = article(page(**parts))
    assert found.spam is not None
    assert found.spam.verdict == "clean"
    assert [one for one in found.removed if one.stage == "despam"] == []


def test_the_share_panel_of_a_mosaic_is_spam() -> None:
    mosaic = '<acronym id="k9x2a"></acronym><tfoot id="k9x2a"></tfoot><progress id="k9x2a"></progress>'
    found = article(page(behind=f'<div id="k9x2a">{mosaic}<p>某某城 某某店</p></div>'))
    assert found.spam is not None
    assert (found.spam.verdict, found.spam.flags) == ("stripped", ("mosaic",))
    assert [one.rule for one in found.removed if one.stage == "despam"] == ["mosaic"]


CLOAK = "<script>if(/baidu|sogou/.test(document.referrer))location.href='http://far.example/'</script>"
SWAP = "<script>if(navigator.userAgent.indexOf('baidu')<0){document.title='柳河新闻网'}</script>"


def test_a_cloak_alone_is_suspect_with_spam_the_page_is_hijacked() -> None:
    found = article(page(head=CLOAK))
    assert found.spam is not None
    assert (found.spam.verdict, found.spam.flags) == ("suspect", ("js_redirect",))
    outcome = process(page(head=CLOAK, behind=f"<p>{TAIL}</p>"), CONTEXT)
    assert isinstance(outcome, Reject)
    assert outcome.reason is Reason.HIJACKED
    assert outcome.evidence[0] == "js_redirect"
    assert outcome.spam is not None
    assert outcome.spam.verdict == "hijacked"
    assert [one.rule for one in outcome.spam.suspects] == ["tail_pool"]


@pytest.mark.parametrize(
    ("title", "head", "reason", "found"),
    [
        ("柳河新闻网", "", Reason.LIST_PAGE, "clean"),
        ("千赢网投网官网入口_必赢网投网手机登录", "", Reason.LIST_PAGE, "suspect"),
        ("千赢网投网官网入口_必赢网投网手机登录", SWAP, Reason.HIJACKED, "hijacked"),
    ],
)
def test_refused_pages_are_looked_at(title: str, head: str, reason: Reason, found: str) -> None:
    markup = f"<html><head><title>{title}</title>{head}</head><body><p>新闻 公告 图片</p></body></html>"
    reject = Reject(reason=Reason.LIST_PAGE, page=PAGE, detail="9 lines of links")
    outcome = refused(reject, Draft(page=PAGE, markup=markup), parse(markup, URL), CONTEXT)
    assert outcome.spam is not None
    assert (outcome.reason, outcome.spam.verdict) == (reason, found)
    off = replace(CONTEXT, spam_mode="off")
    assert refused(reject, Draft(page=PAGE, markup=markup), parse(markup, URL), off) is reject


def test_keywords_and_sources_that_sell_go_and_are_told() -> None:
    before = replace(
        draft(list(GENUINE), title="城东水厂二期通水"),
        keywords=("水厂", "满贯电游真人版娱乐平台", "禁毒宣传"),
        source="千赢网投网官网入口",
    )
    found = run(before)
    assert (found.keywords, found.source) == (("水厂", "禁毒宣传"), None)
    assert [(one.place, one.rule, one.text) for one in found.removed] == [
        ("source", "field", "千赢网投网官网入口"),
        ("keyword:1", "keyword", "满贯电游真人版娱乐平台"),
    ]


def test_digests_stand_for_words() -> None:
    before = draft([HEAD_LINE, *GENUINE], title="城东水厂二期通水_千赢网投网官网入口")
    plain, muted = run(before), run(before, DIGEST)
    assert (muted.blocks, muted.title) == (plain.blocks, plain.title)
    assert [one.chars for one in muted.removed] == [one.chars for one in plain.removed]
    assert [one.text for one in muted.removed] == [digest(one.text or "") for one in plain.removed]
    flagged = run(before, replace(DIGEST, spam_mode="flag"))
    assert flagged.spam is not None
    assert {one.text for one in flagged.spam.suspects} == {one.text for one in muted.removed}
    assert key_of(HEAD_LINE) == key_of(digest(HEAD_LINE)) == digest(HEAD_LINE)


def test_no_word_of_hidden_spam_is_left_in_a_record_of_digests() -> None:
    found = article(page(inside=f'<div style="height:0;overflow:hidden">{FARM}</div>'), DIGEST)
    assert "千赢" not in repr((found.removed, found.spam, found.warnings))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Buy cheap viagra pills online without prescription, overnight shipping on every order.", "pharmacy"),
        ("文章摘要:白衣女子冷哼一声,剑光暴涨,大殿轰然倒塌,众弟子的真元在虚空中化为点点星辉。", "novel_summary"),
    ],
)
def test_planted_prose_at_the_head_goes(line: str, rule: str) -> None:
    found = run(draft([line, *GENUINE]))
    assert texts(found) == list(GENUINE)
    assert [(one.rule, one.text) for one in found.removed] == [(rule, line)]
    assert verdict(found) == "stripped"


@pytest.mark.parametrize(
    "line",
    [
        "摘要:城东水厂二期工程通水,沿线五个村的居民在家门口用上了自来水。",
        "内容摘要:老人讲起少年时练剑的往事,弟子们都笑了,武术队今年招收学员三十名的消息传开了。",
        "The county hospital opened its new children's clinic last week with support from partners.",
    ],
)
def test_genuine_summaries_and_english_stay(line: str) -> None:
    assert texts(run(draft([line, *GENUINE]))) == [line, *GENUINE]


@pytest.mark.parametrize(
    ("probability", "seen", "goes"),
    [(0.85, False, False), (0.85, True, True), (0.75, True, False), (0.999, False, True)],
)
def test_a_doubtful_line_that_earlier_pages_showed_goes(probability: float, *, seen: bool, goes: bool) -> None:
    line = "晨曲全集首发_星河正版连载_云中热门章节_月下完结合集"
    candidate = Candidate(number=0, block=Block(text=line), line=prepare(line), words=1.0)
    around = Surroundings(coverage=0.0, thin=False, mismatch=False, head=True, tail=False)
    score = Score(candidate=candidate, around=around, probability=probability, repeated=seen)
    assert score.is_spam is goes
    assert ("repeated_on_host" in hit_of(score, 9).evidence) is seen


def test_only_what_is_doubtful_is_compared_with_earlier_pages() -> None:
    everything = replace(CONTEXT, repeated=frozenset(map(digest, (*GENUINE, HEAD_LINE))))
    assert texts(run(draft([HEAD_LINE, *GENUINE]), everything)) == list(GENUINE)
    office = "县政府办公室、县教育局、县卫生健康局、县水利局"
    repeated = replace(CONTEXT, repeated=frozenset({digest(office)}))
    assert texts(run(draft([office, *GENUINE]), repeated)) == [office, *GENUINE]


def test_a_sales_title_over_another_story_is_suspect() -> None:
    found = run(draft(list(GENUINE), title="【金顶坊】_官网直营"))
    assert found.spam is not None
    assert found.spam.verdict == "suspect"
    assert [(one.place, one.rule) for one in found.spam.suspects] == [("title", "title_sales")]
    assert found.title == "【金顶坊】_官网直营"
    assert verdict(run(draft(list(GENUINE), title="【快讯】城东水厂二期通水"))) == "clean"


def test_a_hidden_block_says_how() -> None:
    block = Block(text="某某城 某某店 某某坊", hidden=True, linked=9, foreign=11, technique="off-screen")
    found = run(replace(draft([]), blocks=(*(Block(text=text) for text in GENUINE), block)))
    assert found.removed[0].evidence[0] == "hidden:off-screen"
