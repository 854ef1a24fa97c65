"""The stage convert: Traditional text becomes Simplified (or the other way round), and only text that is Traditional.

OpenCC's own dictionaries of opencc-python-reimplemented, compiled once into one character table and one phrase
pattern: the same output as the package, 20 times its speed. Every conversion to Simplified keeps the length, so
offsets recorded by earlier stages stay valid up to this stage.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from operator import ne
from typing import TYPE_CHECKING

from opencc import OpenCC

from crawler.core.hanzi import (
    han_share,
    has_han_chars,
    opencc_dictionary,
    script_of,
    simplified_only,
    solid_chars,
    traditional_only,
    variant_forms,
)
from crawler.core.model import Context, Draft, Reject, Repair
from crawler.core.tables import read_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.core.model import TargetScript

#: Share of Han characters from which a text is Chinese; genuine articles full of tables and URLs have 0.45 and more.
CHINESE_SHARE = 0.25
#: Characters of the body that the language is judged by.
LANGUAGE_CHARS = 1_000
#: Kana for each Han character from which a text is Japanese; Chinese articles quote a brand name at most.
JAPANESE_KANA = 0.2

#: Phrases of OpenCC that also join the end of one word and the start of the next: 過於單一 holds 於單, 覆上 is a verb.
RISKY_PHRASES = frozenset(
    {"於單", "於則", "於其一", "於倫", "於惟一", "於邑", "於穆", "於坦", "於琳", "於世成", "素藉"}
    | {"覆上", "覆住", "覆成", "覆杯", "覆冒"}
)

#: Words whose 著 is not the particle 着 (Taiwan writes both 著), by the character before it …
ZHU_AFTER = "名專专論论原編编譯译合巨鉅遺遗拙撰顯显卓昭土所曾"
#: … and by the character after it.
ZHU_BEFORE = "名作稱称述書书者錄录譯译《"
#: Verbs on 論 and 合, which make it the particle again: 討論著, 結合著.
VERBS_BEFORE_ZHE = ("[討讨議议談谈爭争評评辯辩][論论]", "[配結结融混整聯联綜综符組组聚]合")
_ZHE = re.compile(
    f"著(?![{ZHU_BEFORE}])(?:(?<![{ZHU_AFTER}]著)|" + "|".join(f"(?<={verb}著)" for verb in VERBS_BEFORE_ZHE) + ")"
)

_ZERO_WIDTH = "\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
#: Zero-width and direction controls. U+200D joins emoji and stays after a symbol or outside the basic plane.
_CONTROLS = re.compile(f"[{_ZERO_WIDTH}]|(?<![\u2600-\u27bf\ufe0f\U00010000-\U0010ffff])\u200d")
_SUSPECT = re.compile(f"[{_ZERO_WIDTH}\u200d\xa0]")
_SPACES = re.compile("[ \u3000]+")
_SENTENCE = re.compile("[^，。；：！？、\n]*[，。；：！？、\n]?")
_KANA = re.compile("[\u3041-\u30ff]")


@dataclass(frozen=True, slots=True)
class Tables:
    """What a conversion knows: characters, and phrases that overrule them; all of equal length before and after."""

    chars: Mapping[int, str]  # str.translate table, one character for one
    phrases: Mapping[str, str]  # of equal length
    pattern: re.Pattern[str]  # the phrases by first character, longest first


def convert(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft in the target script, with the script and language of the original recorded.

    A page is judged as a whole; on a Mixed page each paragraph, and in a Mixed paragraph each clause, is judged
    by itself. What is already in the target script comes out byte for byte.
    """
    counts: Counter[str] = Counter()
    texts = draft.texts()
    whole = "\n".join(texts.values())
    if "&nbsp;" in whole or _SUSPECT.search(whole):
        texts = {place: _without_controls(text, counts) for place, text in texts.items()}
        whole = "\n".join(texts.values())
    script = script_of(whole)
    if context.target_script != "keep" and script is not None:
        texts = _in_script(texts, script, context.target_script, counts)
    repairs = tuple(Repair(stage="convert", rule=rule, count=count) for rule, count in counts.items() if count)
    changed = draft.with_texts(texts) if repairs else draft
    return replace(
        changed,
        script=draft.script or script,
        language=draft.language or _language("\n".join(block.text for block in changed.blocks)[:LANGUAGE_CHARS]),
        repairs=draft.repairs + repairs,
    )


def _language(text: str) -> str | None:
    kana = len(_KANA.findall(text))
    if kana and kana > JAPANESE_KANA * han_share(text) * len(text):
        return None
    return "zh" if has_han_chars(text, CHINESE_SHARE * solid_chars(text)) else None


def _in_script(texts: Mapping[str, str], script: str, target: TargetScript, counts: Counter[str]) -> dict[str, str]:
    if script == target:
        return dict(texts)
    if target == "Hant":
        return {place: _to_hant(text, counts) for place, text in texts.items()}
    particle = _writes_zhu_for_zhe("\n".join(texts.values()))
    return {place: _to_hans(text, counts, particle=particle, judged=script) for place, text in texts.items()}


# To Simplified


def simplify(text: str) -> str:
    """Return Traditional text in Simplified characters, of equal length.

    By OpenCC's t2s with its phrases (乾隆 stays, 乾淨 becomes 干净), variant and Japanese forms (増 becomes 增), 著
    as a particle (意味著 becomes 意味着), and the names of divisions protected (乾縣 becomes 乾县). Vocabulary is never
    replaced. Meant for Traditional text: the caller judges, see ``script_of``.
    """
    return _simplify(text, Counter(), particle=_writes_zhu_for_zhe(text))


def _to_hans(text: str, counts: Counter[str], *, particle: bool, judged: str) -> str:
    """Return a paragraph of a page that is Traditional or Mixed; what is Simplified in it stays as it is."""
    script = script_of(text)
    if script == "Hant" or (judged == "Hant" and script == "Hans" and not set(text) & simplified_only()):
        return _simplify(text, counts, particle=particle)
    if script in (None, "Hans") and not set(text) & traditional_only():
        return text
    return "".join(_clause_to_hans(clause, counts, particle=particle) for clause in _SENTENCE.findall(text))


def _clause_to_hans(clause: str, counts: Counter[str], *, particle: bool) -> str:
    """Return a clause of a mixed paragraph: whole where it is Traditional, else only its unambiguous characters."""
    chars = set(clause)
    if not chars & traditional_only():
        return clause
    if not chars & simplified_only():
        return _simplify(clause, counts, particle=particle)
    table = {ord(char): target for char in chars & traditional_only() if (target := _tables().chars.get(ord(char)))}
    return _count("t2s", clause, clause.translate(table), counts)


def _simplify(text: str, counts: Counter[str], *, particle: bool) -> str:
    converted = _count("t2s", text, simplify_by(_tables(), text), counts)
    if particle and "著" in converted:
        return _count("zhe", converted, _ZHE.sub("着", converted), counts)
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


def _writes_zhu_for_zhe(text: str) -> bool:
    """Return whether a text writes the particle 着 as 著, as Taiwan does."""
    return "著" in text and len(_ZHE.findall(text)) > text.count("着")


def _count(rule: str, before: str, after: str, counts: Counter[str]) -> str:
    if before != after:
        counts[rule] += sum(map(ne, before, after))
    return after


@cache
def _tables() -> Tables:
    rows = [line.split("\t") for line in read_lines("script_words.tsv")]
    return compile_tables({form: target for form, target, _ in rows})


def compile_tables(words: Mapping[str, str]) -> Tables:
    """Return OpenCC's t2s with these words added or replaced: form in the text -> form to write, of equal length."""
    single = {**variant_forms(), **opencc_dictionary("TSCharacters")}
    chars = {ord(source): targets.split()[0] for source, targets in single.items()}
    phrases = {source: targets.split()[0] for source, targets in opencc_dictionary("TSPhrases").items()}
    phrases = {form: target for form, target in phrases.items() if form not in RISKY_PHRASES} | dict(words)
    by_first: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        by_first.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    pattern = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())
    return Tables(chars, phrases, re.compile(pattern))


# To Traditional


def _to_hant(text: str, counts: Counter[str]) -> str:
    if not set(text) & simplified_only():
        return text
    converted: str = _s2t().convert(text)
    changed = sum(map(ne, text, converted)) + abs(len(text) - len(converted))
    counts["s2t"] += changed
    return converted


@cache
def _s2t() -> OpenCC:
    return OpenCC("s2t")


# Controls


def _without_controls(text: str, counts: Counter[str]) -> str:
    """Return the text without zero-width and direction controls, no-break spaces as plain ones."""
    text, removed = _CONTROLS.subn("", text)
    counts["zero-width"] += removed
    spaces = text.count("\xa0") + text.count("&nbsp;")
    if not spaces:
        return text
    counts["no-break-space"] += spaces
    return _SPACES.sub(" ", text.replace("&nbsp;", " ").replace("\xa0", " ")).strip(" ")
