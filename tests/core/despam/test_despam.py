"""The stage despam: what goes, what stays, what is written down, and that the guards hold."""

from __future__ import annotations

import random
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.core.despam import despam as stage_export
from crawler.core.despam import model
from crawler.core.despam.candidates import SURE, Candidate, Score
from crawler.core.despam.model import Surroundings
from crawler.core.despam.rules import Hit, hard_rule, is_tag_leak
from crawler.core.despam.stage import kept_back
from crawler.core.despam.text import is_prose, prepare
from crawler.core.despam.verdict import model_name
from crawler.core.model import Block, Context, Draft, Page, Reason, Reject, SiteFacts, Spam
from tests.core.despam.spam_generator import GENUINE, WORDS, article, infected, spam_line, traditional

HERE = Path(__file__).parent
CONTEXT = Context(today=date(2026, 9, 1))
PAGE = Page(
    body=b"",
    url="http://news.example/1.html",
    requested_url="http://news.example/1.html",
    fetched="2026-09-01T08:00:00+08:00",
    site=SiteFacts(site="柳河新闻网", county="柳河县"),
)


def read_cases(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


NEGATIVES = read_cases("hard_negatives.txt")
HEAD_LINE = "亚欧91热视频在线_饥渴寡妇手机看片_色哟哟在线免费_无遮国模视频免费_淫乱换妻性视频"
TAIL = "主站蜘蛛池模板: 千赢网投网官网入口| 满贯电游真人版| 新宝博弈手机登录"
LEAK = '<tr id="x8k2a"><td id="x8k2a"></td></tr>'


def draft(texts: list[str], *, title: str | None = None, markup: str = "") -> Draft:
    return Draft(page=PAGE, blocks=tuple(Block(text=text) for text in texts), title=title, markup=markup)


def run(value: Draft, context: Context = CONTEXT) -> Draft:
    outcome = stage_export(value, context)
    assert isinstance(outcome, Draft)
    return outcome


def unmarked(value: Draft) -> Draft:
    """Return a draft without the finds, to compare it with what went in, or to examine it again."""
    return replace(value, spam=None)


def verdict(value: Draft) -> str:
    assert value.spam is not None
    return value.spam.verdict


def texts(value: Draft) -> list[str]:
    return [block.text for block in value.blocks]


# What goes.


@pytest.mark.parametrize(
    ("line", "place", "kind"),
    [
        (HEAD_LINE, 0, "head_line"),
        (TAIL, 8, "tail_pool"),
        ("巴黎人网赌官网入口 千亿视讯厅网站登录 腾博会电游真人版 必赢网投网手机登录 狗万娱城开户送", 8, "brand_list"),
        (LEAK, 0, "tag_leak"),
        ("本文关键词：千赢娱乐官网,春耕,育苗", 8, "keyword_line"),
        ("？", 1, "lone_question_mark"),
    ],
)
@pytest.mark.parametrize("clone", [False, True])
def test_removes_and_records_one_block(line: str, place: int, kind: str, *, clone: bool) -> None:
    body = article(random.Random(3), clone=clone)
    place = min(place, len(body))
    found = run(draft([*body[:place], line, *body[place:]]))
    assert texts(found) == body
    (removal,) = found.removed
    assert (removal.stage, removal.rule, removal.place) == ("despam", kind, f"block:{place}")
    assert (removal.text, removal.chars) == (line, len(line))
    assert removal.evidence


def test_removes_hidden_blocks_only_with_foreign_links() -> None:
    body = [Block(text=text) for text in GENUINE]
    menu = Block(text="首页 新闻 专题 图片", hidden=True, linked=9)
    farm = Block(text="某某网 某某店 某某城", hidden=True, linked=9, foreign=9)
    found = run(replace(draft([]), blocks=(menu, *body, farm)))
    assert found.blocks == (menu, *body)
    assert [removal.rule for removal in found.removed] == ["hidden"]


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("城东水厂二期通水_千赢网投网官网入口", "城东水厂二期通水"),
        ("【满贯电游真人版】城东水厂二期通水", "城东水厂二期通水"),
        ("城东水厂二期通水【千亿娱城开户送】", "城东水厂二期通水"),
        ("【快讯】城东水厂二期通水_柳河新闻网", None),
        ("城东水厂二期通水-政务公开-柳河县人民政府", None),
        ("禁毒委部署打击网络赌博专项行动_平安柳河", None),
        ("色哟哟在线免费_无遮国模视频免费", ""),
    ],
)
def test_cuts_spam_at_title_edges(title: str, left: str | None) -> None:
    before = draft(list(GENUINE), title=title)
    found = run(before)
    if left is None:
        assert unmarked(found) == before
        return
    assert found.title == (left or None)
    (removal,) = found.removed
    offset = int(removal.evidence[0].removeprefix("offset:"))
    restored = (found.title or "")[:offset] + (removal.text or "") + (found.title or "")[offset:]
    assert (removal.rule, removal.place, restored) == ("title_edge", "title", title)


@pytest.mark.parametrize(
    "sentence", ["3日　县城的两所新园开始报名。", "从今天起，渡口的摆渡船每天多开两班，末班船改到晚上八点。"]
)
@pytest.mark.parametrize("between", ["", " "])
def test_a_sentence_stays_when_the_list_behind_it_goes(sentence: str, between: str) -> None:
    pool = "巴黎人网赌官网入口、千亿视讯厅网站登录、腾博会电游真人版、必赢网投网手机登录、狗万娱城开户送"
    found = run(draft([*GENUINE, f"{sentence}{between}{pool}"]))
    assert texts(found) == [*GENUINE, sentence]
    (removal,) = found.removed
    assert (removal.rule, (removal.text or "").strip()) == ("brand_list", pool)


@pytest.mark.parametrize(
    "behind", ["（记者 贺兰生 通讯员 佟家秀 摄影报道）", "县融媒体中心、县农业农村局、县水利局、县林业局联合出品", "电话：3216688 传真：3216699 邮编：743000",
               "第一名梁上春、第二名纪小满、第三名骆驼、第四名夏至"],
)  # fmt: skip
def test_what_newsrooms_set_behind_a_sentence_stays(behind: str) -> None:
    page = draft([*GENUINE, f"从今天起，渡口的摆渡船每天多开两班，末班船改到晚上八点。{behind}"])
    assert texts(run(page)) == texts(page)


def test_cuts_an_inserted_phrase_that_stands_twice() -> None:
    phrase = "满贯网赌官网:"
    dirty = [GENUINE[0].replace("。", "。" + phrase, 1), *GENUINE[1:4], GENUINE[4].replace("。", "。" + phrase, 1)]
    found = run(draft(dirty))
    assert texts(found) == list(GENUINE[:5])
    assert [(removal.rule, removal.text) for removal in found.removed] == [("inline", phrase)] * 2
    once = draft([dirty[0], *GENUINE[1:]])
    assert texts(run(once)) == texts(once)


def test_many_candidates_and_many_phrases_cost_no_square() -> None:
    """Ten times the page may cost ten times the time, with room for noise; the square would be a hundred times."""
    words = sorted({word for lists in WORDS.values() for part in lists for word in part.split()})
    pick = random.Random(1).choices
    lines = ["_".join((*pick(words, k=5), f"{chr(0x4E00 + n)}{n}")) for n in range(5000)]
    phrases = [
        "。".join(f"{chr(0x4E00 + n)}{pick(words)[0]}官网:县里开会" for n in range(size)) for size in (800, 8000)
    ]
    for small, large in (([*lines[:500], *GENUINE], [*lines, *GENUINE]), (phrases[:1], phrases[1:])):
        assert _seconds(large) < 30 * _seconds(small) + 0.2


def test_a_long_number_costs_no_square() -> None:
    assert _seconds(["0123456789" * 4000, *GENUINE]) < 2  # the square: 14 s


def _seconds(texts: list[str]) -> float:
    value = draft(texts)
    begin = time.process_time()
    stage_export(value, CONTEXT)
    return time.process_time() - begin


def test_overlapping_words_end_one_phrase() -> None:
    phrase = "满贯网赌体育投注平台:"
    dirty = [GENUINE[n].replace("。", "。" + phrase, 1) for n in (0, 1)]
    assert texts(run(draft([*dirty, *GENUINE[2:5]]))) == list(GENUINE[:5])


def test_genuine_websites_between_sentences_stay() -> None:
    texts_in = [f"{text}请登录县政府官网,点击办事大厅。再登录县政府官网,下载表格。" for text in GENUINE]
    found = run(draft(texts_in))
    assert (unmarked(found), verdict(found)) == (draft(texts_in), "clean")


# What stays.


@pytest.mark.parametrize("line", NEGATIVES)
def test_hard_negatives_are_never_removed(line: str) -> None:
    body = article(random.Random(line))
    for page in ([line, *body], [*body, line], [line]):
        for lines in (page, [traditional(text) for text in page]):
            assert texts(run(draft(lines))) == lines


def test_negatives_stay_as_titles() -> None:
    changed = [line for line in NEGATIVES if run(draft(list(GENUINE), title=line)).title != line]
    assert changed == []


def test_prose_is_never_removed_whatever_it_says() -> None:
    sentence = "警方捣毁了千赢网投网的推广窝点,这些人在网页里写满了无遮视频在线的字样。"
    assert is_prose(sentence)
    found = run(draft([sentence, *GENUINE]))
    assert sentence in texts(found)


def test_a_clean_page_stays_as_it_is() -> None:
    page = draft(list(GENUINE), title="城东水厂二期通水")
    found = run(page)
    assert unmarked(found) == page
    assert found.spam == Spam(verdict="clean", model=model_name())
    assert run(found) is found


def test_the_headline_is_never_removed() -> None:
    body = [HEAD_LINE, *GENUINE]
    assert len(run(draft(body)).blocks) == len(GENUINE)
    titled = replace(draft(body, title=HEAD_LINE), page=replace(PAGE, site=SiteFacts(site=HEAD_LINE)))
    assert texts(run(titled)) == body


#: Probability from which a list of phrases goes, but not whatever its share of the page.
DOUBTFUL = model.PHRASE_LIST


def test_doubtful_spam_that_is_too_large_stays_and_is_suspected() -> None:
    candidate = Candidate(number=2, block=Block(text=HEAD_LINE), line=prepare(HEAD_LINE), words=1.0)
    around = Surroundings(coverage=0.0, thin=False, mismatch=False, head=False, tail=True)
    doubtful = Score(candidate=candidate, around=around, probability=DOUBTFUL)
    hits = {2: Hit(kind="head_line", evidence=())}
    blocks = [Block(text=text) for text in (*GENUINE[:2], HEAD_LINE * 4)]
    assert kept_back(blocks, hits, [doubtful]) == {2}
    assert kept_back([*blocks, *(Block(text=text) for text in GENUINE * 4)], hits, [doubtful]) == frozenset()
    assert kept_back(blocks, hits, [replace(doubtful, probability=SURE)]) == frozenset()


def test_sure_spam_goes_however_large_it_is() -> None:
    pool = [spam_line(random.Random(seed), 12) for seed in range(6)]
    found = run(draft([GENUINE[0], *pool, GENUINE[1], TAIL]))
    assert texts(found)[0] == GENUINE[0]
    assert set(GENUINE[:2]) <= set(texts(found))
    assert len(texts(found)) <= 4  # some lines may be left: one pool out of ten lines
    assert verdict(found) in ("stripped", "suspect")


def test_little_left_is_suspect() -> None:
    notice = "明天上午停水。"
    found = run(draft([notice, "县自来水公司请大家提前储水,恢复时间另行通知。", TAIL]))
    assert texts(found) == [notice, "县自来水公司请大家提前储水,恢复时间另行通知。"]
    assert found.spam is not None
    assert (found.spam.verdict, found.spam.flags) == ("suspect", ("little_left",))


# Rejects and modes.


def test_a_page_of_spam_is_hijacked() -> None:
    rng = random.Random(1)
    outcome = stage_export(draft([spam_line(rng, 8) for _ in range(5)]), CONTEXT)
    assert isinstance(outcome, Reject)
    assert outcome.reason is Reason.HIJACKED
    assert outcome.evidence[0] == "no_article"


def test_a_redirect_cloak_with_spam_is_hijacked_without_it_is_not() -> None:
    cloak = "<script>if(/baidu|sogou/.test(document.referrer)){}</script>".replace(
        "{}", "{window.location='//x.example'}"
    )
    cloak = cloak.replace(
        "if(/baidu|sogou/.test(document.referrer))", "var r=document.referrer;if(/baidu|sogou/.test(r))"
    )
    assert isinstance(stage_export(draft([HEAD_LINE, *GENUINE], markup=cloak), CONTEXT), Reject)
    assert isinstance(stage_export(draft(list(GENUINE), markup=cloak), CONTEXT), Draft)


def test_mode_off_looks_at_nothing() -> None:
    page = draft([HEAD_LINE, *GENUINE])
    assert run(page, replace(CONTEXT, spam_mode="off")) is page


def test_mode_flag_changes_nothing_and_tells_everything() -> None:
    page = draft([HEAD_LINE, *GENUINE], title="城东水厂二期通水_千赢网投网官网入口")
    flagged = run(page, replace(CONTEXT, spam_mode="flag"))
    assert unmarked(flagged) == page
    assert flagged.spam is not None
    assert flagged.spam.verdict == "suspect"
    assert [(one.place, one.rule) for one in flagged.spam.suspects] == [
        ("title", "title_edge"),
        ("text:0", "head_line"),
    ]


def test_mode_flag_refuses_no_page() -> None:
    page = draft([spam_line(random.Random(1), 8) for _ in range(5)])
    assert isinstance(stage_export(page, CONTEXT), Reject)
    assert verdict(run(page, replace(CONTEXT, spam_mode="flag"))) == "hijacked"


def test_brand_in_an_institutions_place_is_flagged_and_kept() -> None:
    brand = "千赢网投网官网入口"
    body = [text.replace("。", f"。{brand}的负责人介绍了情况。", 1) for text in GENUINE[:4]]
    found = run(draft(body, title=f"城东水厂二期通水_{brand}"))
    assert texts(found) == body
    assert found.spam is not None
    assert (found.spam.verdict, found.spam.flags) == ("suspect", ("entity_substitution",))


# Properties.


def restored(after: Draft, size: int) -> list[str]:
    """Return the texts of the blocks that came in, made of those that are left and of the record."""
    kept, found = iter(texts(after)), []
    for number in range(size):
        removals = [one for one in after.removed if one.place == f"block:{number}"]
        cuts = [(int(one.evidence[0].removeprefix("offset:")), one.text or "") for one in removals if one.rule in CUTS]
        text = next(kept) if len(cuts) == len(removals) else removals[0].text or ""
        for offset, piece in sorted(cuts):
            text = text[:offset] + piece + text[offset:]
        found.append(text)
    return found


CUTS = ("inline", "emoji")
SOWN = ("", "", "🎉", "😀", "🔥", "满贯网赌官网:", "千赢体育投注平台:")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(SOWN), min_size=4, max_size=4), min_size=2, max_size=8), st.booleans())
def test_what_is_cut_within_sentences_is_recorded_and_nothing_else_changes(sown: list[list[str]], spam: bool) -> None:
    lines = [HEAD_LINE] if spam else []
    for text, pieces in zip(GENUINE, sown, strict=False):
        parts = re.split("(?<=[,。])", text)
        lines.append("".join(part + piece for part, piece in zip(parts, [*pieces, *[""] * len(parts)], strict=False)))
    after = run(draft(lines))
    assert restored(after, len(lines)) == lines
    again = run(unmarked(after))
    assert texts(again) == texts(after)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_kept_and_removed_blocks_make_up_the_page(rng: random.Random) -> None:
    blocks, _ = infected(rng)
    before = replace(draft([]), blocks=tuple(blocks))
    after = run(before)
    assert restored(after, len(blocks)) == texts(before)
    assert run(after) is after
    again = run(unmarked(after))
    assert (again.blocks, again.title, again.keywords) == (after.blocks, after.title, after.keywords)


LINES = st.text(
    st.sampled_from("视频在线官网澳门国产一区二区。，的了_| ,?<tr>《》(huì)會aⅴ\u200b1"), max_size=60
) | st.text(max_size=40)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=8), st.none() | LINES, LINES)
def test_any_page_gives_a_value_and_a_second_run_changes_nothing(
    lines: list[str], title: str | None, markup: str
) -> None:
    outcome = stage_export(draft(lines, title=title, markup=markup), CONTEXT)
    if isinstance(outcome, Draft):
        again = stage_export(unmarked(outcome), CONTEXT)
        assert isinstance(again, Reject) or (again.blocks, again.title) == (outcome.blocks, outcome.title)


# Recall of the whole stage; test_model.py has the model's own.


def test_recall_on_vocabulary_that_training_has_not_seen() -> None:
    rng = random.Random(11)
    lists = [infected(rng, segments=rng.randint(4, 12)) for _ in range(200)]
    found = [
        {int((r.place or "").split(":")[1]) for r in run(replace(draft([]), blocks=tuple(b))).removed} for b, _ in lists
    ]
    assert sum(1 for got, (_, spam) in zip(found, lists, strict=True) if got == spam) >= RECALL_FLOOR * len(lists)
    assert all(got <= spam for got, (_, spam) in zip(found, lists, strict=True))


#: Share of lists of 4–12 phrases from unseen vocabulary that must be found; measured 0.97.
RECALL_FLOOR = 0.93


@pytest.mark.parametrize(
    ("text", "leak"),
    [
        (LEAK, True),
        ('<noframes id="k9x2a"><listing id="k9x2a">', True),
        ("<br>文字", False),
        ("a < b", False),
        ("<td>数据</td>", False),
    ],
)
def test_tag_leaks(text: str, *, leak: bool) -> None:
    assert is_tag_leak(text) is leak


def test_question_marks_in_a_row_are_lost_spaces_not_spam() -> None:
    assert hard_rule(Block(text="????")) is None
