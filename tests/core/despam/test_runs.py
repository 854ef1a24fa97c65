"""Lists written with a line for each phrase, sentences of sellers, and lists set before a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.core.despam import despam
from crawler.core.despam.page import rest_of
from crawler.core.despam.runs import runs
from crawler.core.despam.spans import before_sentence
from crawler.core.model import Block, Context, Draft, Page

PAGE = Page(body=b"", url="http://n.example/1.html", requested_url="http://n.example/1.html", fetched="")
CONTEXT = Context(today=date(2026, 9, 1))
BODY = (
    "城东水厂二期工程昨天通水,沿线三个乡镇的居民用上了新水。",
    "水厂负责人说,二期的设备已经试运行了一个月,水质的各项指标都在标准以内。",
    "县里将在年底以前把管网接到最后两个村,并为老旧小区的住户更换水表。",
)
LINES = ("澳门赌场平台", "葡京棋牌", "现金网投", "老虎机试玩", "真人视讯注册")
PITCH = "澳门葡京赌场官网注册送彩金，百家乐老虎机真人视讯平台下载，客服微信k3856xq，首存的返水秒到账。"


def left(*texts: str, title: str = "城东水厂二期工程通水") -> list[str]:
    found = despam(Draft(page=PAGE, blocks=tuple(Block(text=text) for text in texts), title=title), CONTEXT)
    assert isinstance(found, Draft)
    return [block.text for block in found.blocks]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([], []), ([4], []), ([1, 2], []), ([1, 3, 5], []), ([0, 1, 2, 5, 6, 7, 8, 12], [(0, 3), (3, 7)])],
)
def test_runs_are_neighbours(numbers: list[int], expected: list[tuple[int, int]]) -> None:
    assert runs(numbers) == expected


@pytest.mark.parametrize("place", [0, 1, 3])
def test_phrases_one_below_the_other_go_as_one_list(place: int) -> None:
    assert left(*BODY[:place], *LINES, *BODY[place:]) == list(BODY)


def test_a_short_entry_between_two_others_goes_with_them() -> None:
    assert left(*LINES[:3], "代理", *LINES[3:], *BODY) == list(BODY)


@pytest.mark.parametrize(
    "lines",
    [
        ("歌舞娱乐场所", "游艺娱乐场所", "上网服务场所", "演出场所"),
        ("博雅文具", "尊龙茶叶", "银河电子", "太阳城水果批发"),
        ("一、招聘名额", "二、报名条件", "三、报名时间", "四、联系电话"),
        ("双色球销售点", "大乐透销售点", "刮刮乐销售点", "体彩站点名录"),
        ("妇科门诊", "男科门诊", "不孕不育门诊", "无痛人流室"),
    ],
)
def test_genuine_lines_one_below_the_other_stay(lines: tuple[str, ...]) -> None:
    assert left(*BODY, *lines) == [*BODY, *lines]


def test_a_sub_heading_beside_such_a_list_stays() -> None:
    assert left(*BODY[:2], "一、管网建设", *LINES, BODY[2]) == [*BODY[:2], "一、管网建设", BODY[2]]


def test_a_sentence_of_sellers_goes_wherever_it_stands() -> None:
    assert left(PITCH, *BODY) == left(BODY[0], PITCH, *BODY[1:]) == list(BODY)


@pytest.mark.parametrize(
    "text",
    [
        "体彩店的老板说，世界杯期间买竞彩的人多了一倍，最多的一天卖出了四万元，中奖最多的一注有两万。",
        "手机卡被人拿去实名注册，一夜之间多了六个微信号，老人直到收到催款短信才知道。",
        "成人用品店开在小学门口，家长不乐意，店主答应搬走，牌子当天就摘了。",
        "妇科和男科的门诊设在三楼，无痛人流、包皮手术等项目的价格贴在墙上，患者可以用手机查询。",
        "刻章店要有备案，公章、财务章、合同章都要登记，老板说没有证明的一个也不刻。",
    ],
)
def test_sentences_about_what_sellers_sell_stay(text: str) -> None:
    assert left(*BODY, text) == [*BODY, text]


def test_a_genuine_sentence_behind_the_pitch_in_one_paragraph_keeps_both() -> None:
    both = f"{PITCH}全县三个乡镇的居民都用上了新水，老人们说水比从前甜。"
    assert left(both, *BODY) == [both, *BODY]


def test_a_sentence_of_the_page_begins_right_behind_a_list() -> None:
    spam, rest = "葡京棋牌_澳门赌场平台_老虎机试玩_现金网投注册_", rest_of(BODY, candidates=1)
    sentence = "沿线三个乡镇的道路中断，住在老旧小区的居民已经转移，没有人受伤"
    assert before_sentence(spam + sentence, rest) == len(spam)
    assert before_sentence(spam + "真人视讯，百家乐注册", rest) == before_sentence(spam, rest) == 0
