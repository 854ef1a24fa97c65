"""To Simplified: OpenCC's t2s with its phrases, with names, words and a particle that t2s does not know.

OpenCC's own dictionaries of opencc-python-reimplemented, compiled once into one character table and one phrase
pattern: 20 times the speed of the package. Every conversion keeps the length, so offsets recorded by earlier stages
stay valid.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from operator import ne
from typing import TYPE_CHECKING

from crawler.core.hanzi import (
    has_traditional,
    opencc_dictionary,
    scripts_of,
    simplified_only,
    traditional_only,
    variant_forms,
)
from crawler.core.tables import read_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.core.hanzi import Script

#: Rule -> number of characters that it changed.
ChangeCounts = Counter[str]

#: Phrases of OpenCC that are rarer than what else they may be: 覆上 is a verb, 乾道 a reign but 主乾道 a road of a
#: careless converter.
RISKY_PHRASES = frozenset({"素藉", "覆上", "覆住", "覆成", "覆杯", "覆冒", "蔭蔽", "乾道"})
#: Names with 於, which also join the preposition and the next word (過於單一 holds 於單), but for those that cannot.
RISKY_FIRST, CERTAIN = "於", frozenset({"於菟", "於呼哀哉"})

#: Words whose 著 is not the particle 着 (Taiwan writes both 著), by the character before it …
ZHU_AFTER = "名專专論论原編编譯译合巨鉅遺遗拙撰顯显卓昭土所曾知"
#: … and by what is behind it.
ZHU_BEFORE = "[名作稱称述書书者錄录譯译《]|有《"
#: Verbs that end in such a character, which make it the particle again: 討論著, 彰顯著, 結合著.
VERBS_BEFORE_ZHE = (
    "[討讨議议談谈爭争評评辯辩][論论]",
    "[彰凸突][顯显]",
    "[配結结融混整聯联綜综符組组聚湊凑摻掺夾夹迎]合",
)
#: Verbs whose object may begin with such a character: 看著書, 伴隨著《…》, 衝著名氣; the object, the verbs.
OBJECTS = (
    ("[書书]", "看聞闻讀读捧拿抱翻帶带背啃按照隨随跟學学"),
    ("《", "隨随唱讀读看聽听念唸哼翻奏彈弹放播寫写"),
    ("名", "沖冲衝奔"),
)
_ZHE = re.compile(
    f"著(?:(?!{ZHU_BEFORE})(?:(?<![{ZHU_AFTER}]著)|{'|'.join(f'(?<={verb}著)' for verb in VERBS_BEFORE_ZHE)})|"
    + "|".join(f"(?={behind})(?<=[{verbs}]著)" for behind, verbs in OBJECTS)
    + ")"
)

#: Characters that GB 2312 has for a surname or two; in 4.7 million characters of Simplified text both stand 59 times.
STRAY = frozenset("後於")
#: Kana of a clause that is a Japanese quotation; one の alone is a shop sign in a Chinese sentence.
QUOTED_KANA = 2
_CLAUSE = re.compile("[^，。；：！？、\n]*[，。；：！？、\n]?")
#: Kana, as the inside of a class.
KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc"
_KANA = re.compile(f"[{KANA}]")


@dataclass(frozen=True, slots=True)
class Tables:
    """What a conversion knows: characters, and phrases that overrule them; all of equal length before and after."""

    chars: Mapping[int, str]  # str.translate table, one character for one
    phrases: Mapping[str, str]  # of equal length
    pattern: re.Pattern[str]  # the phrases by first character, longest first


def clauses(text: str) -> list[str]:
    """Return the clauses of a text, each with the sign or line break that ends it; joined they are the text."""
    return _CLAUSE.findall(text)


def traditional_clauses(text: str) -> str:
    """Return the clauses of a text that have a character only Traditional text has."""
    return "".join(clause for clause in clauses(text) if has_traditional(clause))


def is_japanese(text: str) -> bool:
    """Return whether a text quotes Japanese, whose characters are nobody's to convert."""
    return _KANA.search(text) is not None and len(_KANA.findall(text)) >= QUOTED_KANA


def simplify(text: str) -> str:
    """Return Traditional text in Simplified characters, of equal length.

    By OpenCC's t2s with its phrases (乾隆 stays, 乾淨 becomes 干净), variant and Japanese forms (増 becomes 增), 著
    as a particle (意味著 becomes 意味着), and the names of divisions protected (乾縣 becomes 乾县). Vocabulary is never
    replaced. Meant for Traditional text: the caller judges, see ``script_of``.
    """
    return _simplify(text, Counter(), particle=writes_zhu_for_zhe(text))


def to_hans(text: str, counts: ChangeCounts, *, particle: bool, judged: Script, least: int) -> str:
    """Return a paragraph of a page in Simplified characters; what is Simplified in it stays as it is.

    ``judged`` is the script of the page; ``particle`` whether the page writes 着 as 著. ``least`` is the number of
    characters of ``traditional_only`` from which a piece of text is converted; above 1, only one that is Traditional.
    """
    script, _ = scripts_of(text)
    if script in (None, "Hans") and not has_traditional(text):
        alike = judged == "Hant" and script == "Hans" and not set(text) & simplified_only()
        return _simplify(text, counts, particle=particle) if alike and not is_japanese(text) else text
    if script == "Hant" and not is_japanese(text) and _has_marks(text, least):
        return _simplify(text, counts, particle=particle)
    # In a paragraph of both scripts, a clause that may be either is Traditional, unless whole clauses are asked for.
    least = 0 if script != "Hans" and least == 1 else least
    return "".join(_clause_to_hans(clause, counts, particle, least) for clause in clauses(text))


def _clause_to_hans(clause: str, counts: ChangeCounts, particle: bool, least: int) -> str:
    """Return a clause of a mixed paragraph: whole unless it is partly Simplified, else its unambiguous characters."""
    if is_japanese(clause) or not _has_marks(clause, least):
        return clause
    chars = set(clause)
    if not chars & simplified_only() or (least > 1 and scripts_of(clause)[0] == "Hant"):
        return _simplify(clause, counts, particle=particle)
    if least > 1:
        return clause
    certain = (chars & traditional_only()) | (chars & STRAY)
    table = {ord(char): target for char in certain if (target := _tables().chars.get(ord(char)))}
    converted = list(clause.translate(table))
    for begin, end in kept_spans(clause) if certain else ():
        converted[begin:end] = clause[begin:end]
    return count("t2s", clause, "".join(converted), counts)


def _has_marks(text: str, least: int) -> bool:
    """Return whether a text has so many characters that only Traditional text has."""
    if least <= 1:
        return least == 0 or has_traditional(text)
    return has_traditional(text) and sum(char in traditional_only() for char in text) >= least


def _simplify(text: str, counts: ChangeCounts, *, particle: bool) -> str:
    converted = count("t2s", text, simplify_by(_tables(), text), counts)
    if particle and "著" in converted:
        return count("zhe", converted, _ZHE.sub("着", converted), counts)
    return converted


def simplify_by(tables: Tables, text: str) -> str:
    """Return the text converted by these tables alone: phrases where they occur, else character by character."""
    plain = text.translate(tables.chars)
    pieces: list[str] = []
    end = 0
    for match in tables.pattern.finditer(text):
        pieces += (plain[end : match.start()], tables.phrases[match[0]])
        end = match.end()
    return "".join((*pieces, plain[end:])) if pieces else plain


def writes_zhu_for_zhe(text: str) -> bool:
    """Return whether a text writes the particle 着 as 著, as Taiwan does."""
    return "著" in text and len(_ZHE.findall(text)) > text.count("着")


def count(rule: str, before: str, after: str, counts: ChangeCounts) -> str:
    """Return ``after``, with the number of characters that it changed added to the rule's count.

    Texts of unequal length are counted by what is missing or new.
    """
    if before != after:
        counts[rule] += abs(len(before) - len(after)) or sum(map(ne, before, after))
    return after


def is_risky(phrase: str) -> bool:
    """Return whether a phrase does more harm than good in running text."""
    return phrase in RISKY_PHRASES or (phrase[0] == RISKY_FIRST and phrase not in CERTAIN)


def kept_spans(text: str) -> list[tuple[int, int]]:
    """Return begin and end of the words of a text that stay as they are, such as the names of divisions."""
    tables = _tables()
    return [match.span() for match in tables.pattern.finditer(text) if tables.phrases[match[0]] == match[0]]


@cache
def _tables() -> Tables:
    rows = [line.split("\t") for line in read_lines("script_words.tsv")]
    return compile_tables({form: target for form, target, _ in rows})


def compile_tables(words: Mapping[str, str]) -> Tables:
    """Return OpenCC's t2s with these words and characters added or replaced.

    ``words`` maps a form in the text to the form to write, of equal length. Characters that t2s shortens to one beyond
    the basic plane stay unless ``words`` has them: no standard wrote those, and few fonts show them.
    """
    single = {source: targets.split()[0] for source, targets in opencc_dictionary("TSCharacters").items()}
    single = {source: target for source, target in single.items() if target <= "\uffff" or source > "\uffff"}
    single = dict(variant_forms()) | single | {form: target for form, target in words.items() if len(form) == 1}
    phrases = {source: targets.split()[0] for source, targets in opencc_dictionary("TSPhrases").items()}
    phrases = {form: target for form, target in phrases.items() if not is_risky(form)}
    phrases |= {form: target for form, target in words.items() if len(form) > 1}
    # What stays in a Traditional word stays in its Simplified form: 蕭乾, 萧乾.
    whole = {ord(source): target for source, target in single.items()}
    phrases |= {
        target: target for target in set(phrases.values()) - phrases.keys() if target.translate(whole) != target
    }
    by_first: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        by_first.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    pattern = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())
    return Tables(whole, phrases, re.compile(pattern))
