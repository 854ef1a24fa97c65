"""The stage convert: what is converted, what survives, and what is recorded."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from crawler.core.model import Attachment, Image, Repair, TargetScript
from tests.core.convert.stage import SIMPLIFIED, draft_of, rules, run, texts
from tests.core.repair.sentences import PARAGRAPHS

S2T = OpenCC("s2t").convert

CLEAN = [
    "乾县、乾安县、藉口镇、氾水镇的於先生著有一本书，意味著什么",
    "书法家题写“廉政”二字",
    "全县干部群众学习乾隆年间的县志，瞭望塔已建成",
    "中山公安发布公告：“后天”起，里程表、台账、面条",
    "，。—…“”‘’《》：；０１２３ＡＢＣ％",
    "Wi-Fi 6 & 5G　覆盖率达99.8%",
]


@pytest.mark.parametrize("text", CLEAN)
def test_simplified_text_comes_out_byte_for_byte(text: str) -> None:
    draft = draft_of(text, title=text)
    outcome = run(draft)
    assert (texts(outcome), outcome.title, outcome.repairs) == ([text], text, ())
    assert outcome.script in {"Hans", None}


def test_a_traditional_page() -> None:
    outcome = run(draft_of("全縣秋糧收購工作順利結束。", "記者在乾縣看到", title="後勤保障"))
    assert (texts(outcome), outcome.title) == (["全县秋粮收购工作顺利结束。", "记者在乾县看到"], "后勤保障")
    assert (outcome.script, outcome.language) == ("Hant", "zh")
    assert outcome.repairs == (Repair(stage="convert", rule="t2s", count=8),)


def test_a_taiwan_page_is_recorded_by_rule() -> None:
    outcome = run(draft_of("這意味著農業轉型。"))
    assert texts(outcome) == ["这意味着农业转型。"]
    assert rules(outcome) == {"t2s": 4, "zhe": 1}


def test_keywords_file_names_and_captions_are_converted_and_do_not_decide_the_language() -> None:
    files = tuple(Attachment(name=f"P0202403050000{n}.pdf", url=f"http://x/{n}.pdf") for n in range(40))
    draft = replace(
        draft_of("全縣秋糧收購工作順利結束。"),
        keywords=("秋糧", "收購"),
        attachments=(Attachment(name="關於收購的通知.doc", url="http://x/a.doc"), *files),
        images=(Image(url="http://x/1.jpg"), Image(url="http://x/2.jpg", caption="收購現場\u200b")),
    )
    outcome = run(draft)
    assert outcome.keywords == ("秋粮", "收购")
    assert outcome.attachments == (Attachment(name="关于收购的通知.doc", url="http://x/a.doc"), *files)
    assert [image.caption for image in outcome.images] == [None, "收购现场"]
    assert outcome.language == "zh"
    assert rules(outcome) == {"zero-width": 1, "t2s": 13}


MIXED = [
    # whole paragraphs
    (
        ("全縣秋糧收購工作順利結束", "乾县的于先生说，这是藉口"),
        ("全县秋粮收购工作顺利结束", "乾县的于先生说，这是藉口"),
    ),
    # clauses of one paragraph: the Simplified one keeps 乾 and 藉口, the Traditional one is converted by phrases
    (("据乾县、藉口镇报道说，縣裏的餅乾賣得很好",), ("据乾县、藉口镇报道说，县里的饼干卖得很好",)),
    # one clause of both: only what is unambiguous
    (("乾县縣長讲话藉口镇鎮長发言",), ("乾县县长讲话藉口镇镇长发言",)),
    # clauses that may be either go with the paragraph; a name in one that is Simplified stays
    (
        ("會議於五月結束。先後三次，组织了於潜镇的干部后來學習",),
        ("会议于五月结束。先后三次，组织了於潜镇的干部后来学习",),
    ),
    # a paragraph that is Simplified but for one character: only the clause with it
    (
        ("會議於五月結束，組織學習", "乾隆年间的萧乾，劉家的乾貨，藉此说说"),
        ("会议于五月结束，组织学习", "乾隆年间的萧乾，刘家的干货，藉此说说"),
    ),
]


@pytest.mark.parametrize(("before", "after"), MIXED)
def test_mixed_pages(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    outcome = run(draft_of(*before))
    assert outcome.script == "Mixed"
    assert texts(outcome) == list(after)


QUOTED = [
    # a paragraph, or a clause, in Traditional: a quotation, a headline of another site
    ("這項工程關係到農業發展", "这项工程关系到农业发展", 7),
    ("他写道：“這項工程關係到農業發展”，大家都同意", "他写道：“这项工程关系到农业发展”，大家都同意", 7),
    ("公開健身秘訣吸引百萬粉絲明报", "公开健身秘诀吸引百万粉丝明报", 4),
    # names and titles of works, inscriptions
    ("书法家劉國樑题写“廉政為民”，并著有《縣誌》", None, 0),
    ("《红樓夢》选段", None, 0),
    ("劉海粟美術館", None, 0),
]


@pytest.mark.parametrize(("before", "after", "count"), QUOTED)
def test_what_is_traditional_on_a_simplified_page(before: str, after: str | None, count: int) -> None:
    outcome = run(draft_of(SIMPLIFIED, before))
    assert outcome.script == "Hans"
    assert texts(outcome) == [SIMPLIFIED, after or before]
    assert rules(outcome) == ({"t2s": count} if count else {})


def test_the_particle_of_a_mixed_page_is_judged_by_its_traditional_part() -> None:
    outcome = run(draft_of("他们看着、听着、想着，记录着变化", "這意味著農業轉型，沿著河岸發展"))
    assert outcome.script == "Mixed"
    assert texts(outcome)[1] == "这意味着农业转型，沿着河岸发展"


@pytest.mark.parametrize(
    "piece", ["縣，", "増", "著", "乾", "県の", "後县", "縣县", "於", "\u3000&nbsp;", "乾隆", "宮商", "説增"]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    run(draft_of("全县的" + piece * 30_000, "會議於五月結束"))
    assert time.process_time() - started < 3.0


def test_japanese_in_a_traditional_page_stays() -> None:
    japanese = "「県の農業についてのお知らせ」"
    outcome = run(draft_of(f"全縣秋糧收購結束，展板寫著{japanese}，農民讀後滿意。", japanese))
    assert texts(outcome) == ["全县秋粮收购结束，展板寫著「県の農業についてのお知らせ」，农民读后满意。", japanese]
    assert outcome.script == "Hant"


@pytest.mark.parametrize("target", ["Hans", "keep"])
def test_own_simplified_paragraphs_stay(target: TargetScript) -> None:
    outcome = run(draft_of(*PARAGRAPHS), target)
    assert (texts(outcome), outcome.repairs) == (list(PARAGRAPHS), ())


@pytest.mark.parametrize("target", ["Hant", "keep"])
def test_own_traditional_paragraphs_stay_where_they_are_wanted_and_come_back(target: TargetScript) -> None:
    traditional = [S2T(text) for text in PARAGRAPHS]
    outcome = run(draft_of(*traditional), target)
    assert (texts(outcome), outcome.repairs) == (traditional, ())
    assert texts(run(draft_of(*traditional))) == list(PARAGRAPHS)


def test_half_converted_paragraphs_come_back() -> None:
    half = ["。".join(S2T(part) if n % 2 else part for n, part in enumerate(text.split("。"))) for text in PARAGRAPHS]
    assert half != list(PARAGRAPHS)
    assert texts(run(draft_of(*half))) == list(PARAGRAPHS)


def test_target_traditional() -> None:
    outcome = run(draft_of("乾县的干部后来修了台账"), "Hant")
    assert texts(outcome) == ["乾縣的幹部後來修了臺賬"]
    assert (outcome.script, outcome.repairs[0].rule) == ("Hans", "s2t")


@pytest.mark.parametrize("target", ["keep", "Hant"])
def test_traditional_stays_where_it_is_wanted(target: TargetScript) -> None:
    outcome = run(draft_of("全縣秋糧收購工作順利結束"), target)
    assert (texts(outcome), outcome.repairs, outcome.script) == (["全縣秋糧收購工作順利結束"], (), "Hant")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("全县秋粮收购工作顺利结束", "zh"),
        ("产量 1200.5 吨 / 850.2 吨 / 97.1 吨，与去年同期相比均有增长", "zh"),
        ("The harvest in 武山 ended early this year", None),
        ("県の農業についてのお知らせです。今年の収穫は終わりました", None),
        ("", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert run(draft_of(text)).language == language


HAN_TEXT = st.text(
    alphabet=st.sampled_from(
        "乾縣县著着藉於于後后裏徵覆復复農农業业，。《名論\u200b\xa0 A鍾鐘瞭増県のカ\u2f42\ue815２2"
    ),
    max_size=40,
)


@given(st.lists(HAN_TEXT | st.text(), max_size=4), st.sampled_from(["Hans", "Hant", "keep"]))
def test_stage_is_idempotent(paragraphs: list[str], target: TargetScript) -> None:
    once = run(draft_of(*paragraphs), target)
    assert run(once, target) == once


@given(st.text(alphabet=st.sampled_from("乾县农业会议著於藉口镇徵覆里后，。"), max_size=60))
def test_identity_on_text_without_traditional_characters(text: str) -> None:
    assert texts(run(draft_of(text))) == [text]
