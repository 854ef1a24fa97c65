"""What chooses between readings: the word model, brackets behind a run, bytes that a decoder cannot have read."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.repair.brackets import UNMATCHED, awaited, unmatched
from crawler.core.repair.choice import DOUBT, Rated, margin_of, told
from crawler.core.repair.gbk import LEADS, TRAILS, is_pair
from crawler.core.repair.signs import sign_gains
from crawler.core.repair.states import BEAM, REACH, RIVALS, Rival, State, merged
from crawler.core.repair.wildcards import HALF, LAST, NONE, candidates, pairless, unpaired_before, unpaired_behind
from crawler.core.repair.words import LONGEST, hash_of, text_score, word_tables

# What a county says, and the like of it that a lost byte also allows.
WORDS = {
    "a word behind a full stop": ("全部完工。核心区已建成", "全部完工。克心区已建成"),
    "a word before a comma": ("全县参保人数增加，", "全县参。人数增加，"),
    "a word of three": ("村里有座水电站建成", "村里有座水电占建成"),
    "a place": ("途经珠海市区", "途经珠。市区"),
    "a set phrase": ("巩固拓展脱贫攻坚成果", "巩固拓展脱贫攻间成果"),
    "Traditional as Simplified": ("鄉村振興戰略", "鄉村振光戰略"),
    "quotation mark behind a full stop": ("他说完了。”", "他说完了。‘"),
}


@pytest.mark.parametrize(("text", "other"), WORDS.values(), ids=WORDS)
def test_known_words_are_likelier(text: str, other: str) -> None:
    assert text_score(text) > text_score(other) + DOUBT


def test_no_pair_of_words_is_found_by_chance() -> None:
    """With hashes of 32 bits the second was 19 nats likelier."""
    assert text_score("滋味都没尝过。恢复得好人") > text_score("滋味都没尝过剩恢复得好人")
    words = [chr(0x4E00 + 7 * number) + chr(0x9FA5 - 5 * number) for number in range(2000)]
    table = word_tables()[2]
    assert not [word for word in words if table.find(hash_of(word, hash_of("县"))) >= 0]


# What stands before an eaten sign, what behind it, and the signs in the order of what speaks for them.
SIGNS = {
    "a bracket that must be closed": ("会期(三天", "结束后返程。", "(", "),"),
    "a bracket that must be opened": ("门票", "六元)可退。", "", "(,"),
    "the gloss of a torn character closes nothing": ("门票", "六元?kāi)始。", "", ",("),
    "a sentence with semicolons": ("一是修路", "二是通水；三是植树。", "", ";,"),
    "semicolons of another sentence": ("一是修路", "二是通水。三是植树；四是养鱼。", "", ",;"),
    "a year": ("活动始于", "008年", "", "\0,"),
    "no year": ("活动始于", "508年", "", ",\0"),
}


@pytest.mark.parametrize(("before", "behind", "opened", "order"), SIGNS.values(), ids=SIGNS)
def test_a_sentence_tells_which_sign_was_eaten(before: str, behind: str, opened: str, order: str) -> None:
    gains = sign_gains(before, behind, frozenset(opened))
    assert gains[order[0]] > gains[order[1]]


@pytest.mark.parametrize(("behind", "text"), [("08年", "20"), ("0元", "?0"), ("8年", "?0")])
def test_the_first_digit_of_a_year_is_told_by_the_second(behind: str, text: str) -> None:
    rows = [Rated(0.0, "\n\n\0" + "0", ((2, NONE, NONE),))]
    assert told(rows, "?", behind, blind=False) == text


def test_digits_of_a_number_cost_what_each_could_have_been() -> None:
    assert text_score("共2万元") - text_score("共25万元") == pytest.approx(math.log(10))


@given(st.text(max_size=3 * LONGEST))
def test_any_text_has_a_score(text: str) -> None:
    assert math.isfinite(text_score(text))
    assert text_score(text) <= 0.0


@pytest.mark.parametrize(
    ("behind", "closed", "free"),
    [
        ("常住人口)为", "(", ""),
        ("见附件（一）", "", "（"),
        ("他说，“好。”", "", "“"),
        ("他说。”又说“好”", "“", ""),
        ("没有括号", "", ""),
        ("》和《", "《", ""),
    ],
)
def test_brackets_behind_a_run_tell_what_is_open(behind: str, closed: str, free: str) -> None:
    assert awaited(behind) == (closed, free)


@pytest.mark.parametrize(
    ("text", "before", "behind", "misfits"),
    [
        ("的比重(", "", "常住)", 0),
        ("的比重,", "", "常住)", 1),
        ("的比重,", "(", "常住)", 0),
        ("的比重(", "", "见(注)", 1),
        ("的比重。”", "“", "又说“好”", 0),
    ],
)
def test_what_does_not_fit_the_brackets_behind_costs(text: str, before: str, behind: str, misfits: int) -> None:
    assert unmatched(text, frozenset(before), awaited(behind)) == misfits * UNMATCHED


def test_pairs_are_those_that_the_codec_reads() -> None:
    for lead in LEADS:
        for trail in TRAILS:
            char = bytes((lead, trail)).decode("gb18030", "ignore")
            private = len(char) == 1 and "\ue000" <= char <= "\ue765"
            assert is_pair(lead, trail) is (private or is_read(bytes((lead, trail))))


def is_read(pair: bytes) -> bool:
    try:
        return len(pair.decode("gbk")) == 1
    except UnicodeDecodeError:
        return False


def test_a_byte_that_a_decoder_read_as_a_pair_was_not_lost() -> None:
    assert all(not is_pair(byte, 0xB9) for byte in unpaired_before(0xB9))
    assert unpaired_before(0x2C) == tuple(range(0x80, 0xFF))  # no ASCII sign is a second byte
    assert all(not is_pair(before, lead) for before in pairless() for lead in unpaired_behind(before))


def test_lost_bytes_leave_what_a_decoder_cannot_read() -> None:
    behind = [char for char, _ in candidates(0xD7, LAST - 0xB9, folds_all=False)]
    assert behind  # second byte A6, which makes no pair with B9
    assert {char.encode("gbk")[1] for char in behind} <= set(unpaired_before(0xB9))
    halves = [char for char, _ in candidates(HALF - 0xA6, 0xAB, folds_all=False)]
    assert "公" in halves  # B9 AB behind A6
    assert "来" not in halves


def state(score: float, text: str, rivals: tuple[Rival, ...] = ()) -> State:
    return State(score, math.inf, NONE, text, rivals=rivals)


def test_merged_states_remember_close_rivals_only() -> None:
    best, *others = merged([state(-3.0, "海的水"), state(-1.0, "河的水"), state(-1.0 - REACH, "湖的水")])
    assert others == []
    assert best.text == "河的水"
    assert best.margin == 2.0
    assert [(rival.behind, rival.text) for rival in best.rivals] == [(2.0, "海的水")]


def test_a_rival_of_a_rival_grows_with_the_winner() -> None:
    (first,) = merged([state(-1.0, "甲的水"), state(-2.0, "乙的水")])
    (second,) = merged([first._replace(text=first.text + "很清"), state(-0.5, "丙的水很清")])
    assert {rival.whole(second._replace(text=second.text + "啊"))[0] for rival in second.rivals} == {
        "甲的水很清啊",
        "乙的水很清啊",
    }


def test_states_and_rivals_are_limited() -> None:
    same = merged(state(-n / 100, f"{chr(0x4E00 + n)}的水") for n in range(3 * RIVALS))
    assert len(same[0].rivals) == RIVALS
    assert len(merged(state(-n / 100, chr(0x4E00 + n)) for n in range(3 * BEAM))) == BEAM


def test_a_cut_character_is_marked_where_another_is_as_likely() -> None:
    cut = ((3, 0xB5, LAST),)
    sure = [Rated(0.0, "\n\n火腿", cut), Rated(-2 * DOUBT, "\n\n火脚", cut)]
    close = [Rated(0.0, "\n\n火腿", cut), Rated(-DOUBT / 2, "\n\n火脚", cut)]
    assert told(sure, "?", "", blind=False) == "火腿"
    assert told(close, "?", "", blind=False) == "火?"
    assert told(sure, "?", "", blind=True) == "火?"
    assert margin_of(close) == REACH  # another cut character is no other reading
    assert margin_of([Rated(0.0, "\n\n火腿", ()), Rated(-1.5, "\n\n火脚", ())]) == 1.5
