"""What a line, a title or a keyword needs besides its words: its form, the rest of its page, its company."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crawler.core.despam import despam, model
from crawler.core.despam.candidates import BESIDE_SPAM, SURE_PHRASES, Candidate, Score
from crawler.core.despam.model import Surroundings
from crawler.core.despam.text import is_prose, prepare
from crawler.core.model import Block, Context, Draft, Page, Reason, Reject

PAGE = Page(body=b"", url="http://n.example/1.html", requested_url="http://n.example/1.html", fetched="")
CONTEXT = Context(today=date(2026, 9, 1))
AROUND = Surroundings(coverage=0.0, thin=False, mismatch=False, head=True, tail=False)
PHRASES = "晨曲全集首发_星河正版连载_云中热门章节_月下完结合集"
SHORT = "上门服务 热线服务 窗口服务 网上服务"
POOL = "主站蜘蛛池模板: 千赢网投网官网入口| 满贯电游真人版| 新宝博弈手机登录"
NOTICE = ("明天上午城东停水检修。", "恢复时间另行通知。")
BODY = (
    "城东水厂二期工程昨天通水,沿线三个乡镇的居民用上了新水。",
    "水厂负责人说,二期的设备已经试运行了一个月,水质的各项指标都在标准以内。",
    "县里将在年底以前把管网接到最后两个村,并为老旧小区的住户更换水表。",
)


def page(*texts: str, title: str = "城东水厂二期工程通水", keywords: tuple[str, ...] = ()) -> Draft:
    return Draft(page=PAGE, blocks=tuple(Block(text=text) for text in texts), title=title, keywords=keywords)


def score(text: str, probability: float) -> Score:
    candidate = Candidate(number=0, block=Block(text=text), line=prepare(text), words=1.0)
    return Score(candidate=candidate, around=AROUND, probability=probability)


@pytest.mark.parametrize(
    ("text", "sells", "least"),
    [
        (PHRASES, False, model.SMALL_PHRASE_LIST),
        (PHRASES + "_山海无双章节全集_青城旧事连载目录", False, model.PHRASE_LIST),
        (PHRASES, True, model.SELLING_PHRASES),
        (PHRASES + "_山海无双章节全集_青城旧事连载目录", True, model.SELLING_LIST),
        ("_".join(f"{part}第一辑合订" for part in PHRASES.split("_")), False, model.LONG_LIST),
        (SHORT, False, model.REMOVE_SMALL),
        (SHORT, True, model.REMOVE_SMALL),
        ("晨曲全集首发推荐_星河正版连载频道", False, model.PHRASES),
        ("手机 电脑 平板", False, model.REMOVE_SHORT),
        ("晨曲全集首发推荐", False, model.REMOVE_SINGLE),
        ("晨曲全集首发推荐", True, model.REMOVE_SINGLE),
        ("晨曲全集首发，星河正版连载", False, model.CLAUSES),
        ("晨曲全集首发推荐_星河正版连载频道", True, model.SELLING_PHRASES),
        ("手机 电脑 平板", True, model.SELLING_SHORT),
        ("上门服务点 热线服务 窗口服务员 网上服务厅", False, model.REMOVE_ENTRIES),
    ],
)
def test_the_form_of_a_line_decides_how_sure_it_must_be(text: str, least: float, *, sells: bool) -> None:
    assert model.threshold(prepare(text), AROUND, sells=sells) == least
    betrayed = model.threshold(prepare(SHORT), replace(AROUND, mismatch=True), sells=False)
    assert betrayed == model.OTHER_SCRIPT < model.REMOVE_SMALL
    assert model.threshold(prepare(SHORT), replace(AROUND, hidden=True), sells=False) == model.HIDDEN


def test_phrases_beside_sure_spam_need_less() -> None:
    doubtful = score("晨曲全集首发推荐_星河正版连载频道", (BESIDE_SPAM + model.PHRASES) / 2)
    assert not doubtful.is_spam
    assert replace(doubtful, beside=True).is_spam
    assert not replace(score(SHORT, 0.95), beside=True).is_spam


def test_lists_of_phrases_are_sure_before_others() -> None:
    between = (SURE_PHRASES + 0.99) / 2
    assert (score(PHRASES, between).is_sure, score(SHORT, between).is_sure) == (True, False)


def test_a_notice_under_its_headline_is_kept_beside_a_pool() -> None:
    found = despam(page("停水通知", POOL, POOL, title="停水"), CONTEXT)
    assert isinstance(found, Draft)
    assert [block.text for block in found.blocks] == ["停水通知"]
    assert found.spam is not None
    assert (found.spam.verdict, found.spam.flags) == ("suspect", ("little_left",))
    assert isinstance(despam(page(*NOTICE, POOL, POOL), CONTEXT), Draft)


@pytest.mark.parametrize(("left", "title"), [("停水通知", ""), ("首页 登录 注册", "停水"), ("12", "停水")])
def test_without_headline_or_any_line_of_an_article_a_pool_is_all_there_is(left: str, title: str) -> None:
    outcome = despam(page(left, POOL, POOL, title=title), CONTEXT)
    assert isinstance(outcome, Reject)
    assert outcome.reason is Reason.HIJACKED


def test_a_stop_within_an_address_makes_no_prose() -> None:
    text = "把这些网址复制了到浏览器打开就是4008824。vip和4008825。com等"
    assert not is_prose(text)
    assert is_prose(text.replace("。vip", "。vip的网站。"))


def test_torn_phrases_are_joined_across_few_separators() -> None:
    assert prepare("港台手 机看片_大陆无 码 影院").segments == ("港台手机看片", "大陆无码影院")
    assert prepare("城关镇 河东村、河西村").segments == ("城关镇", "河东村", "河西村")


def test_keywords_of_another_world_go_and_the_others_stay() -> None:
    genuine = ("城东水厂", "二期工程", "更换水表")
    found = despam(page(*BODY, keywords=(*genuine, "满贯电游真人版下载")), CONTEXT)
    assert isinstance(found, Draft)
    assert found.keywords == genuine
