"""Evidence that asks for no known word: offices under a seller's name, even distances, sales talk, ways of contact."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from crawler.core.despam import despam, flags, model, rules
from crawler.core.despam.text import fold, prepare
from crawler.core.model import Block, Context, Draft, Page
from tests.core.despam.spam_generator import GENUINE

PAGE = Page(body=b"", url="http://n.example/1.html", requested_url="http://n.example/1.html", fetched="")
CONTEXT = Context(today=date(2026, 9, 1))


def page(*texts: str, keywords: tuple[str, ...] = ()) -> Draft:
    return Draft(page=PAGE, blocks=tuple(Block(text=text) for text in texts), title="城东水厂通水", keywords=keywords)


def after(*texts: str, keywords: tuple[str, ...] = ()) -> Draft:
    found = despam(page(*texts, keywords=keywords), CONTEXT)
    assert isinstance(found, Draft)
    return found


# Offices under a seller's name.

REWRITTEN = (
    "金蟾官网人民政府召开会议,金蟾官网农业农村局负责人介绍了情况。",
    "经云顶88人民政府批准,云顶88自然资源局将出让两宗土地。",
    "近日,乐彩(官方网站)公安局的民警来到乐彩(官方网站)小学讲课。",
    "宝利集团人民政府发布公告,由宝利集团财政局负责解释。",
    "豪博人民政府与豪博教育局联合发文,豪博的老师都收到了。",
    "跟着k8app村民去赶集,k8app镇的集市每月逢五开。",
)
GENUINE_OFFICES = (
    "大众汽车集团公司与县人民政府签约,集团学校和集团医院的代表参加。",
    "5G村、AI小学、VR党建馆,全国12个村、318个镇参加展示。",
    "县体育局、市电子政务中心、国际小学、体育公园的负责人到场。",
    "和田公安局、和田教育局、和田市的同志都来了,和田人民政府作了安排。",
    "体育局人员走进黄岗镇小学,县人民政府官网同步公布。",
)


@pytest.mark.parametrize("text", REWRITTEN)
def test_offices_under_a_sellers_name(text: str) -> None:
    assert flags.rules_offices(text)
    spam = after(text, *GENUINE[:4]).spam
    assert spam is not None
    assert (spam.verdict, flags.SUBSTITUTION in spam.flags) == ("suspect", True)


@pytest.mark.parametrize("text", [*GENUINE_OFFICES, *GENUINE, ""])
def test_offices_under_their_own_name(text: str) -> None:
    assert not flags.rules_offices(text)


# Sown tokens.

#: A text without any phrase that comes twice.
TEXT = "".join(chr(0x4E00 + n * 7 % 20000) for n in range(1500))


def sown(token: str, every: int) -> str:
    return "".join(TEXT[n : n + every] + token for n in range(0, len(TEXT) - every, every)) + TEXT[-7:]


@pytest.mark.parametrize("token", ["站优seo", "快看网址", "黑帽排名"])
def test_tokens_at_even_distances_are_cut(token: str) -> None:
    text = sown(token, 97)
    assert flags.sown_token(text) == token
    found = after(text)
    assert found.blocks[0].text == text.replace(token, "")
    assert {one.rule for one in found.removed} == {"sown_token"}


def test_tokens_that_may_be_a_label_are_flagged_only() -> None:
    found = after(sown("蛙池", 97).replace("蛙池", "负责人"))
    assert found.removed == ()
    assert found.spam is not None
    assert found.spam.flags == (flags.SOWN_TOKEN,)


@pytest.mark.parametrize("gaps", [(60, 150, 90, 210, 70), (60, 61, 180, 95, 140)])
def test_words_that_an_author_repeats_are_none(gaps: tuple[int, ...]) -> None:
    cuts = [sum((gaps * 3)[:n]) for n in range(12)]
    text = "".join(TEXT[a:b] + "合作社" for a, b in pairwise(cuts))
    assert flags.sown_token(text) == ""


def test_the_mark_before_an_inserted_phrase_stays() -> None:
    assert flags.sown_token(sown("，快看网址：", 97)) == "快看网址："


# Sellers' prose and lists in other languages.

TALK = (
    "欢迎来到云蛙互娱，云蛙互娱为广大玩家提供多种玩法，注册就送体验金，客服全天在线。",
    "想玩云蛙互娱的朋友点击进入，云蛙互娱每天都在更新，画质是高清的，下载和收藏本站不迷路。",
)
LOCAL_TALK = (
    "欢迎下载云上栗坪客户端，云上栗坪每天更新，精彩内容不要错过，扫码领取红包，平台为您提供本地新闻。",
    "我县苹果熟了，欢迎广大网友走进直播间，点击进入官方旗舰店，平台每天更新优惠，平台的客服随时答疑。",
    "平台为您提供社保查询的服务，点击进入后注册，平台每天更新，政务服务的客服在线解答，欢迎体验。",
)


@pytest.mark.parametrize("text", TALK)
def test_sellers_prose_goes(text: str) -> None:
    found = after(text, *GENUINE[:5])
    assert [block.text for block in found.blocks] == list(GENUINE[:5])
    assert found.removed[-1].rule == "sales_talk"


@pytest.mark.parametrize("text", LOCAL_TALK)
def test_the_countys_own_promotions_stay(text: str) -> None:
    assert text in [block.text for block in after(text, *GENUINE[:5]).blocks]


@pytest.mark.parametrize(
    ("text", "spam"),
    [
        ("casino online | best slots | poker bonus", True),
        ("グッチ 財布 コピー 激安 通販", True),
        ("слот казино ставки порно", True),
        ("The county opened a new library on Monday.", False),
        ("HTTP/1.1 200 OK", False),
        ("GDP CPI PPI", False),
    ],
)
def test_lists_in_other_languages(text: str, *, spam: bool) -> None:
    assert rules.is_foreign_list(text) is spam
    assert (text not in [block.text for block in after(text, *GENUINE[:5]).blocks]) is spam


# Ways of contact.


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("看球上3721点com", True),
        ("办理加薇信kf98765", True),
        ("扣扣：88866655", True),
        ("飞机@abcde123", True),
        ("微信公众号：栗坪发布", False),
        ("邮箱 lpx@163.com", False),
        ("www.12371.cn", False),
        ("威信县人民政府", False),
    ],
)
def test_ways_to_reach_a_seller(text: str, *, contact: bool) -> None:
    assert rules.has_contact(fold(text)) is contact


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("青 山小 调·河湾夜 曲·石桥晚 风", ("青山小调", "河湾夜曲", "石桥晚风")),
        ("青·山小调 河湾·夜曲 石桥晚·风", ("青山小调", "河湾夜曲", "石桥晚风")),
    ],
)
def test_the_sign_that_tears_is_told_from_the_one_that_divides(text: str, segments: tuple[str, ...]) -> None:
    assert prepare(text).segments == segments


def test_keywords_beside_a_sellers_need_less() -> None:
    words = ("新宝博弈手机登录", "满贯电游真人版下载")
    found = after(*GENUINE[:5], keywords=(*words, "水厂", "自来水"))
    assert found.keywords == ("水厂", "自来水")
    assert model.ENTRY_MEAN < model.PHRASE_MEAN
