"""The stage repair: wild forms of damage in our own words, clean text, simulated clones, properties."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.core.model import Attachment, Block, Context, Draft, Image, Page, Repair
from crawler.core.repair import apply, repair
from tests.core.repair.sentences import PARAGRAPHS
from tests.core.repair.simulator import SIGNS, Clone, Decoder, clone_text, events, lexicon, shown, to_traditional

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTEXT = Context(today=date(2026, 9, 1))
PAGE = Page(body=b"", url="http://example.test/1", requested_url="http://example.test/1", fetched="")


def draft_of(*paragraphs: str, **fields: str) -> Draft:
    return Draft(page=PAGE, blocks=tuple(Block(text=text) for text in paragraphs), **fields)


def repaired(draft: Draft) -> Draft:
    result = repair(draft, CONTEXT)
    assert isinstance(result, Draft)
    return result


def texts_of(*paragraphs: str) -> list[str]:
    return [block.text for block in repaired(draft_of(*paragraphs)).blocks]


# Shown text, and what it was: the mechanisms of the clones with words of our own.
RUNS = {
    "sign torn, both bytes eaten": ("防汛任務?h防汛辦要求巡堤", "防汛任務。縣防汛辦要求巡堤"),
    "sign torn, decoder spared the mark": ("召開會議??h政府副縣長", "召開會議。縣政府副縣長"),
    "comma torn, gloss behind the rest": ("山區道路設計?,F(xiàn)在車輛", "山區道路設計。現在車輛"),
    "quotation mark torn": ("增產又增收?！睋?jù)了解,當地", "增產又增收。”據了解,當地"),
    "gloss torn": ("部隊迅速?gòu)某\ue5d6B(tài)訓練", "部隊迅速從常態訓練"),
    "sign torn behind a number, gloss behind the rest": (
        "截至11:30??h(xiàn)城居民,縣(xiàn)裡",
        "截至11:30。縣城居民,縣裡",
    ),
    "sign torn, a gloss torn right behind": ("會議??h委部署?:?(jiǎn)陋的條件", "會議。縣委部署。簡陋的條件"),
    "quotation mark torn before a sign": (
        "會議??h委說,“都要披露?!?,本公司照辦",
        "會議。縣委說,“都要披露。”,本公司照辦",
    ),
    "two glosses torn in one run": ("正在改變?yōu)閼?zhàn)備道路", "正在改變為戰備道路"),
}


# Simplified sentences whose damage the bytes tell, by the decoder.
SENTENCES = {
    "bytes that make no pair, both eaten": ("both", "乡里还对公路两侧的垃圾点作了清理，村民都说好。"),
    "a rare character behind a full stop": ("both", "演出在广场落幕。弘扬家风的节目最受欢迎。"),
    "the same, mark spared": ("first", "演出在广场落幕。弘扬家风的节目最受欢迎。"),
    "a word behind a number": ("both", "去年完成投资三百万元。竣工项目共有五个。"),
    "another word than a full stop": ("first", "全县参保患者看病更方便。县医院又添了设备。"),
    "a torn sign, its character torn as well": ("first", "大家都问钱是谁花的。花了多少要向村民公开。"),
    "single quotation mark": ("both", "大家问起原因。‘平安’工程由此得名。县里也来了人。"),
    "a bracket that the decoder ate at the end": ("both", "会议开了半天（地点在县图书馆"),
}


@pytest.mark.parametrize(("decoder", "text"), SENTENCES.values(), ids=SENTENCES)
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_sentence_is_restored(decoder: Decoder, text: str, share: float) -> None:
    damaged, truth = clone_text(text, Clone(gloss_share=share, decoder=decoder))
    assert texts_of("會議??h委部署" if decoder == "first" else "會議?h委部署", damaged)[1] == truth


@pytest.mark.parametrize(("damaged", "truth"), RUNS.values(), ids=RUNS)
def test_run_is_restored(damaged: str, truth: str) -> None:
    assert texts_of(damaged) == [truth]


# Simplified sentences, damaged by converters that fold all full-width characters.
FOLDED = {
    "full stop before a letter": "今年全县粮食丰收。总产量创下新高，农民都很高兴。",
    "full stop before a digit": "今年全县粮食丰收。我们算过账。不少农民盖了新房，都很高兴。",
    "other characters": "今年全县粮食丰收。我们算过账。大家希望明年再上台阶，就业保障更好。",
}


@pytest.mark.parametrize("text", FOLDED.values(), ids=FOLDED)
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_what_a_converter_tears_that_folds_all_is_restored(text: str, share: float) -> None:
    clone = Clone(gloss_share=share, decoder="first", signs="".join(map(chr, range(0xFF01, 0xFF5F))))
    damaged, truth = clone_text(text, clone)
    assert texts_of("會議??h委部署", damaged)[1] == truth


def test_a_year_that_lost_its_first_digit_is_restored_as_a_guess() -> None:
    damaged, truth = clone_text("乡亲们说，“路通了。”2008年，县里派人来", Clone(seed=3, gloss_share=0.0))
    result = repaired(draft_of("會議?h委部署", damaged))
    assert result.blocks[1].text == truth
    assert result.repairs[-1].rule == "byte-lattice-guess"


def test_shifted_run_is_restored_to_the_next_ascii_byte() -> None:
    shift = shown("育苗工作。總投資".encode("gbk").replace(b"\xa3\xbf", b"?"), Clone())
    assert texts_of(shift + "兩千萬元,縣長表態") == ["育苗工作。總投資兩千萬元,縣長表態"]


def test_a_sign_that_the_decoder_ate_is_told_by_its_neighbours_and_recorded_as_a_guess() -> None:
    clone = Clone(seed=7, gloss_share=1.0, fold_letters=True)
    damaged, truth = clone_text("入汛以来，青石县水利局组织技术人员，对全县十二座小型水库逐一排查隐患。", clone)
    result = repaired(draft_of(damaged))
    assert result.blocks[0].text == truth
    assert "byte-lattice-guess" in {repair.rule for repair in result.repairs}
    assert result.warnings == ()


def test_an_end_tag_that_lost_its_first_byte_goes_and_is_recorded() -> None:
    result = repaired(draft_of("會議??h委部署", "老張說,“水通了??/p>", "見/p>"))
    assert [block.text for block in result.blocks] == ["會議。縣委部署", "老張說,“水通了。”", "見/p>"]
    assert ("torn-tag", "/p>") in {(repair.rule, repair.before) for repair in result.repairs}


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_digit_that_the_decoder_ate_stays_unknown_and_is_counted(share: float) -> None:
    damaged, truth = clone_text("乡亲们说，“路通了。”9月2日，县里派人来", Clone(seed=3, gloss_share=share))
    result = repaired(draft_of("會議?h委部署", title=damaged))
    assert result.title == truth.replace("9", "?")
    assert result.warnings == ("unrepaired-damage:1",)


@pytest.mark.parametrize("decoder", ["both", "first"])
def test_a_term_in_quotation_marks_is_not_closed_with_a_full_stop(decoder: Decoder) -> None:
    damaged, truth = clone_text("全村一起护“田园”，记者走进“新校”的课堂", Clone(gloss_share=0.0, decoder=decoder))
    result = repaired(draft_of("會議??h委部署", title=damaged))
    assert result.title == truth or "suspect-span" in result.warnings
    assert "新。" not in (result.title or "")


def test_a_gloss_that_stays_on_a_clone_is_counted() -> None:
    result = repaired(draft_of("縣(xiàn)長(zhǎng)講(jiǎng)話,街h(xiàn)城"))
    assert result.blocks[0].text == "縣長講話,街h(xiàn)城"
    assert result.warnings == ("unrepaired-damage:1",)


def test_when_the_budget_ends_what_was_restored_stays() -> None:
    result = repaired(draft_of("縣?h(xiàn)委書記" * 2500))
    assert result.blocks[0].text.startswith("縣。縣委書記縣。縣委書記")
    assert 0 < len(result.repairs) < 2500
    assert any(warning.startswith("unrepaired-damage:") for warning in result.warnings)
    assert apply(draft_of("縣?h(xiàn)委書記" * 2500).texts(), result.repairs) == result.texts()


def test_gloss_forms() -> None:
    damaged = "縣(xiàn)裡開(kāi )會(huì)議,為(wei)農（nóng）民辦實事,張翀(chong)同志講(jiǎng)話"
    result = repaired(draft_of(damaged))
    assert result.texts() == {"text:0": "縣裡開會議,為農民辦實事,張翀同志講話"}
    assert result.repairs == (Repair(stage="repair", rule="gloss", count=7),)


# Clean pages in which something looks like damage.
CLEAN = {
    "a note of the writer": "张翀(chōng)同志任县委副书记。",
    "notes of the writer": "郏(jiá)县与鄄(juàn)城县、濮(pú)阳县签订协议。",
    "abbreviations": "国内生产总值(gdp)增长,医院添置(ct)机,会议采用(app)签到。",
    "questions": "這是為什麼?我們不知道。真的嗎?他問。要去?A組說去。",
    "addresses": "详见http://example.test/a?id=3&page=2或者example.test/?h=1。",
    "question marks": "“谁去??”他问。“你去?!”“我???”",
    "emoticon": "今天开镰啦:)大家?(好)",
    "full-width letters": "Ａ股上市,Ｎ型砖,３号楼。",
    "full-width space of GBK": "武山\ue5e5记者报道",
}


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN)
def test_clean_text_is_left_alone(text: str) -> None:
    draft = draft_of(text, title=text)
    assert repaired(draft) == draft


@pytest.mark.parametrize("text", ["陈�、�G等领导", "张��(chōng)同志", "会议\ue123", "共计?gòu)人"])
def test_what_cannot_be_read_stays_and_is_reported(text: str) -> None:
    result = repaired(draft_of(text))
    assert result.blocks[0].text == text
    assert any(warning.startswith("unrepaired-damage:") for warning in result.warnings)
    assert "suspect-span" in result.warnings


def test_what_stands_between_characters_that_nothing_tells_is_restored() -> None:
    result = repaired(draft_of("陈�摇⑼�G等领导"))
    assert result.blocks[0].text == "陈�、�G等领导"
    assert "unrepaired-damage:2" in result.warnings


@pytest.mark.parametrize(
    "text",
    [
        "识字课：天(tiān)地(dì)人(rén)你(nǐ)我(wǒ)他(tā)一(yī)二(èr)三(sān)四(sì)五(wǔ)上(shàng)下(xià)。",
        "讀一讀：我(wǒ)是(shì)學(xué)生(shēng)，你(nǐ)們(men)好(hǎo)嗎(ma)。",
    ],
)
def test_a_reading_lesson_keeps_its_glosses(text: str) -> None:
    assert texts_of(text) == [text]


@pytest.mark.parametrize(
    "question",
    ["補助什麼時候發放??申請表在哪裡下載??", "他問：“你去哪裡??”", "真的嗎?!", "王??、李??", "甲?乙?丙???丁"],
)
def test_signs_that_people_type_twice_stay(question: str) -> None:
    draft = draft_of(question, "縣政府昨天召開會議，部署防汛工作。", title=question)
    assert repaired(draft) == draft


def test_warnings_are_not_repeated() -> None:
    once = repaired(draft_of("縣?h(xiàn)委書記", "會議\ue123通過"))
    assert repaired(once).warnings == once.warnings


def test_a_gloss_alone_does_not_make_a_damaged_page_but_damage_confirms_it() -> None:
    assert texts_of("縣(xiàn)政府") == ["縣(xiàn)政府"]
    assert texts_of("縣(xiàn)政府", "部隊迅速?gòu)某\ue5d6B(tài)訓練") == ["縣政府", "部隊迅速從常態訓練"]


def test_lost_indent_goes_with_a_record() -> None:
    result = repaired(draft_of("????县里召开会议。", "真的????"))
    assert [block.text for block in result.blocks] == ["县里召开会议。", "真的????"]
    assert result.repairs[0] == Repair(
        stage="repair", rule="lost-indent", place="text:0", offset=0, before="????", after=""
    )


def test_short_texts_are_repaired_like_paragraphs() -> None:
    result = repaired(draft_of("縣(xiàn)長(zhǎng)講(jiǎng)話", title="會議??h委部署", source="網(wǎng)信辦"))
    assert (result.title, result.source) == ("會議。縣委部署", "網信辦")


def test_keywords_file_names_and_captions_are_repaired_under_their_places() -> None:
    draft = replace(
        draft_of("縣(xiàn)長(zhǎng)講(jiǎng)話"),
        keywords=("防汛", "會(huì)議"),
        attachments=(Attachment(name="關(guān)于防汛的通知.doc", url="http://example.test/1.doc"),),
        images=(
            Image(url="http://example.test/1.jpg"),
            Image(url="http://example.test/2.jpg", caption="會議??h政府副縣長"),
        ),
    )
    result = repaired(draft)
    assert result.keywords == ("防汛", "會議")
    assert result.attachments == (Attachment(name="關于防汛的通知.doc", url="http://example.test/1.doc"),)
    assert [image.caption for image in result.images] == [None, "會議。縣政府副縣長"]
    assert [record.place for record in result.repairs] == [None, "caption:1"]
    assert apply(draft.texts(), result.repairs) == result.texts()


DATES = [
    ("115上午,全县召开会议", None, True),
    ("115上午,全县召开会议", "2021-11-05", True),
    ("115上午,全县召开会议", "2021-06-20", False),
    ("112日我市出现疫情", "2021-11-05T15:32:27+08:00", True),
    ("112日我市出现疫情", None, False),
    ("开展100日攻坚行动,用时120日", "2021-11-05", False),
    ("3—11岁和311歲人群", None, True),
    ("一棵1200岁的银杏,102岁老人", None, False),
    ("11月5日上午,2021115日", None, False),
]


@pytest.mark.parametrize(("text", "published", "lost"), DATES)
def test_digits_lost(text: str, published: str | None, lost: bool) -> None:
    draft = Draft(page=PAGE, blocks=(Block(text=text),), published=published)
    result = repaired(draft)
    assert ("digits-lost" in result.warnings) is lost
    assert result.texts() == draft.texts()


#: The signs of which a decoder may have eaten one.
NARROW = [chr(ord(sign) - 0xFEE0) for sign in SIGNS]


def errors(wanted: Iterable[str], got: Iterable[str]) -> tuple[int, int]:
    """Return the number of places that differ, and of their characters; a sign left unknown is no error."""
    places = chars = 0
    for want, have in zip(wanted, got, strict=True):
        for tag, a, b, c, d in SequenceMatcher(None, want, have, autojunk=False).get_opcodes():
            wrong = tag != "equal" and not (have[c:d] == "?" and want[a:b] in NARROW)
            places += wrong
            chars += wrong * max(b - a, d - c)
    return places, chars


#: Share of the runs that may come out otherwise than they were; measured on these paragraphs: none.
FLOOR = 0.015


@pytest.mark.parametrize("decoder", ["both", "first", "replacement"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_simulated_clones(decoder: Decoder, share: float) -> None:
    """Every damaged run of these paragraphs comes back, whatever the decoder and the share of glosses."""
    clone = Clone(
        seed=7, gloss_share=share, space=share == 0.5, decoder=decoder, toneless=share == 0.1, fold_letters=True
    )
    damaged, truth = zip(*(clone_text(text, clone) for text in PARAGRAPHS), strict=True)
    result = repaired(draft_of(*damaged))
    runs = sum(events(to_traditional(text), glossed=list(lexicon(clone))) for text in PARAGRAPHS)
    places, chars = errors(truth, (block.text for block in result.blocks))
    assert runs > 5
    assert places <= FLOOR * runs
    assert chars <= FLOOR * 0.1 * sum(map(len, truth))
    assert apply(draft_of(*damaged).texts(), result.repairs) == result.texts()


@pytest.mark.parametrize("script", ["Hans", "Hant", "Hant, narrow signs"])
def test_own_paragraphs_come_out_identical(script: str) -> None:
    for text in PARAGRAPHS:
        form = text if script == "Hans" else to_traditional(text)
        if script.endswith("signs"):
            form = form.translate({ord(sign): ord(sign) - 0xFEE0 for sign in SIGNS})
        assert texts_of(form) == [form]


PIECES = st.sampled_from([
    *"縣會議書記县的、。，,!?？()（）“”Ahn5 ", "??h", "\ufffd", "\ue5d6", "\ue123", "(huì)", "(xiàn)", "?gòu)", "?(zé)",
    "會(huì)", "委員會", "?！", "?,F", "115上午", "\n", "￥", "\U00020000", "\x80",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=14).map("".join), max_size=4))
def test_total_idempotent_and_replayable_on_damage(paragraphs: list[str]) -> None:
    draft = draft_of(*paragraphs, title="".join(paragraphs[:1]))
    once = repaired(draft)
    assert apply(draft.texts(), once.repairs) == once.texts()
    again = repaired(once)
    assert again.texts() == once.texts()
    assert again.repairs == once.repairs


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_total_on_any_text(text: str) -> None:
    once = repaired(draft_of(text, title=text))
    assert repaired(once).texts() == once.texts()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("縣會議書記政府召開老街改造工程的了是,。、“”"), max_size=80).map("".join))
def test_identity_on_text_without_anchor(text: str) -> None:
    draft = draft_of(text)
    assert repaired(draft) is draft


@pytest.mark.parametrize("piece", ["?", "?倳", "\ue123", "(huì)", "?gòu)", "\ufffd浂", "1", "縣?h(xiàn)委書記"])
def test_hostile_text_takes_bounded_time(piece: str) -> None:
    started = time.process_time()
    repaired(draft_of("會" + piece * 30000))
    assert time.process_time() - started < 3.0
