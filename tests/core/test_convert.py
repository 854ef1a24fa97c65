"""The stage convert: what is converted, what survives, and what is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from crawler.core.convert import convert, simplify
from crawler.core.divisions import divisions
from crawler.core.model import Attachment, Block, Context, Draft, Image, Page, Repair, TargetScript

PAGE = Page(body=b"", url="http://a.example/", requested_url="http://a.example/", fetched="2026-01-01T08:00:00+08:00")

WORDS = [
    # phrase rules and characters with several meanings
    ("乾隆年間的乾淨餅乾", "乾隆年间的干净饼干"),
    ("皇后往後看，裏面瞭解，瞭望臺", "皇后往后看，里面了解，瞭望台"),
    ("徵收工作，宮商角徵羽", "征收工作，宫商角徵羽"),
    ("過於單一的標準", "过于单一的标准"),
    ("重覆、答覆與批覆，覆蓋全縣", "重复、答复与批复，覆盖全县"),
    ("背後揹著座標圖", "背后背着坐标图"),
    # variant and Japanese forms
    ("増量、爲羣衆、囯家、敎育", "增量、为群众、国家、教育"),
    # 著 as a particle and as a word
    ("意味著困難，帶著孩子，沿著河岸", "意味着困难，带着孩子，沿着河岸"),
    ("著名作家的專著和名著成效顯著", "著名作家的专著和名著成效显著"),
    ("代表們討論著，部門配合著，著手準備", "代表们讨论着，部门配合着，着手准备"),
    ("看着顯著的變化", "看着显著的变化"),
    # names
    ("乾縣與乾安縣、藉口鎮、氾水鎮、於潛鎮", "乾县与乾安县、藉口镇、氾水镇、於潜镇"),
    ("來自乾县的記者", "来自乾县的记者"),
    # vocabulary stays
    ("建立軟體和網路", "建立软体和网路"),
    ("", ""),
]

CLEAN = [
    "乾县、乾安县、藉口镇、氾水镇的於先生著有一本书，意味著什么",
    "书法家题写“廉政”二字",
    "全县干部群众学习乾隆年间的县志，瞭望塔已建成",
    "中山公安发布公告：“后天”起，里程表、台账、面条",
    "，。—…“”‘’《》：；０１２３ＡＢＣ％",
    "Wi-Fi 6 & 5G　覆盖率达99.8%",
]


def draft_of(*paragraphs: str, title: str | None = None) -> Draft:
    return Draft(page=PAGE, title=title, blocks=tuple(Block(text=text) for text in paragraphs))


def run(draft: Draft, target: TargetScript = "Hans") -> Draft:
    outcome = convert(draft, Context(today=date(2026, 1, 1), target_script=target))
    assert isinstance(outcome, Draft)
    return outcome


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


@pytest.mark.parametrize(("traditional", "simplified"), WORDS)
def test_simplify(traditional: str, simplified: str) -> None:
    assert simplify(traditional) == simplified


@pytest.mark.parametrize("variant", ["s2t", "s2tw", "s2hk"])
def test_every_division_survives_the_round_trip(variant: str) -> None:
    names = list(dict.fromkeys(name for division in divisions().values() for name in division.names))
    traditional = OpenCC(variant).convert("\n".join(names)).split("\n")
    assert [
        (name, simplify(form)) for name, form in zip(names, traditional, strict=True) if simplify(form) != name
    ] == []


def test_simplify_agrees_with_the_package_it_is_compiled_from() -> None:
    text = "縣委召開常務會議，傳達學習上級精神，研究部署秋糧收購、防汛備汛和義務教育等工作。與會人員乾杯、發髮、鐘錶。"
    assert simplify(text) == OpenCC("t2s").convert(text)


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
    assert {repair.rule: repair.count for repair in outcome.repairs} == {"t2s": 4, "zhe": 1}


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
    assert {repair.rule: repair.count for repair in outcome.repairs} == {"zero-width": 1, "t2s": 13}


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
]


@pytest.mark.parametrize(("before", "after"), MIXED)
def test_mixed_pages(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    outcome = run(draft_of(*before))
    assert outcome.script == "Mixed"
    assert texts(outcome) == list(after)


def test_target_traditional() -> None:
    outcome = run(draft_of("乾县的干部后来修了台账"), "Hant")
    assert texts(outcome) == ["乾縣的幹部後來修了臺賬"]
    assert (outcome.script, outcome.repairs[0].rule) == ("Hans", "s2t")


@pytest.mark.parametrize("target", ["keep", "Hant"])
def test_traditional_stays_where_it_is_wanted(target: TargetScript) -> None:
    outcome = run(draft_of("全縣秋糧收購工作順利結束"), target)
    assert (texts(outcome), outcome.repairs, outcome.script) == (["全縣秋糧收購工作順利結束"], (), "Hant")


CONTROLS = [
    ("秋\u200b收\ufeff工\u202a作\u2069", "秋收工作", {"zero-width": 4}),
    ("家庭\U0001f468\u200d\U0001f469\u200d\U0001f467，秋\u200d收", "家庭\U0001f468\u200d\U0001f469\u200d\U0001f467，秋收", {"zero-width": 1}),
    ("\xa0\xa0记者&nbsp;&nbsp; 王小川", "记者 王小川", {"no-break-space": 4}),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "rules"), CONTROLS)
def test_controls(before: str, after: str, rules: dict[str, int]) -> None:
    outcome = run(draft_of(before), "keep")
    assert texts(outcome) == [after]
    assert {repair.rule: repair.count for repair in outcome.repairs} == rules


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
    alphabet=st.sampled_from("乾縣县著着藉於于後后裏徵覆復复農农業业，。《名論\u200b\xa0 A鍾鐘"), max_size=40
)


@given(st.lists(HAN_TEXT | st.text(), max_size=4), st.sampled_from(["Hans", "Hant", "keep"]))
def test_stage_is_idempotent(paragraphs: list[str], target: TargetScript) -> None:
    once = run(draft_of(*paragraphs), target)
    assert run(once, target) == once


@given(HAN_TEXT | st.text())
def test_simplify_keeps_the_length(text: str) -> None:
    assert len(simplify(text)) == len(text)


@given(st.text(alphabet=st.sampled_from("乾县农业会议著於藉口镇徵覆里后，。"), max_size=60))
def test_identity_on_text_without_traditional_characters(text: str) -> None:
    assert texts(run(draft_of(text))) == [text]
