"""The stage convert: every text in the target script, and free of what only its encoding left in it.

Order within the stage:

1. ``codes.py``, for every target: what shows nothing or stands for another character goes (``zero-width``,
   ``private-use``, ``radical`` …). Genuine text has none of it, in either script.
2. ``hans.py``, target Hans: what is Traditional becomes Simplified, ``t2s`` and ``zhe``; or target Hant: OpenCC's s2t.
3. ``variants.py``, target Hans: Japanese and old print forms in text that is Simplified otherwise, ``variant``.

Steps 2 and 3 keep the length of a text, but for target Hant. Each rule is recorded with the number of its changes.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from opencc import OpenCC

from crawler.core.convert.codes import cleaned, odd
from crawler.core.convert.hans import (
    ChangeCounts,
    clauses,
    count,
    is_japanese,
    simplify,
    to_hans,
    traditional_clauses,
    writes_zhu_for_zhe,
)
from crawler.core.convert.variants import has_variants, normalised
from crawler.core.hanzi import han_share, has_han_chars, scripts_of, simplified_only, solid_chars
from crawler.core.model import Context, Draft, Reject, Repair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.core.hanzi import Script
    from crawler.core.model import TargetScript

__all__ = ["convert", "simplify"]

#: Share of Han characters from which a text is Chinese; genuine articles full of tables and URLs have 0.45 and more.
CHINESE_SHARE = 0.25
#: Characters of the body that the language is judged by.
LANGUAGE_CHARS = 1_000
#: Kana for each Han character from which a text is Japanese; Chinese articles quote a brand name at most.
JAPANESE_KANA = 0.2
#: Characters only Traditional text has, from which a piece of a Simplified page was not meant as a name: names and
#: titles of works have three at most.
QUOTED_MARKS = 4

_KANA = re.compile("[\u3041-\u30ff]")


def convert(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft in the target script, with the script and language of the original recorded.

    A page is judged as a whole; on a Mixed page each paragraph, and in a Mixed paragraph each clause, is judged
    by itself. What is already in the target script comes out byte for byte.
    """
    counts: ChangeCounts = Counter()
    texts: Mapping[str, str] = draft.texts()
    before = texts
    whole = "\n".join(texts.values())
    is_odd = odd(whole)
    if is_odd:
        texts = {place: cleaned(text, counts) for place, text in texts.items()}
        whole = "\n".join(texts.values())
    script, foreign = scripts_of(_chinese(whole) if is_odd else whole)
    if script is not None:
        texts = _in_script(texts, script, foreign, context.target_script, counts)
        if is_odd and context.target_script == "Hans":
            texts = {place: normalised(text, counts) if has_variants(text) else text for place, text in texts.items()}
    changed = {} if texts is before else {place: text for place, text in texts.items() if text != before[place]}
    return _recorded(draft, changed, script, counts)


def _chinese(text: str) -> str:
    """Return the text without its Japanese clauses, which say nothing about its script."""
    return "".join(clause for clause in clauses(text) if not is_japanese(clause)) if is_japanese(text) else text


def _recorded(draft: Draft, texts: Mapping[str, str], script: Script | None, counts: ChangeCounts) -> Draft:
    repairs = tuple(Repair(stage="convert", rule=rule, count=number) for rule, number in counts.items() if number)
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


def _in_script(
    texts: Mapping[str, str], script: Script, foreign: int, target: TargetScript, counts: ChangeCounts
) -> Mapping[str, str]:
    """Return the texts in the target script, the same mapping where nothing is to do.

    ``foreign`` are the marks of the rarer script on the page.
    """
    if target == "keep" or script == target == "Hant" or (script == target and foreign < QUOTED_MARKS):
        return texts
    if target == "Hant":
        return {place: _to_hant(text, counts) for place, text in texts.items()}
    whole = "\n".join(texts.values())
    # What is Simplified on the page writes 着 for itself.
    particle = writes_zhu_for_zhe(whole if script == "Hant" else traditional_clauses(whole))
    least = QUOTED_MARKS if script == "Hans" else 1
    return {
        place: to_hans(text, counts, particle=particle, judged=script, least=least) for place, text in texts.items()
    }


def _to_hant(text: str, counts: ChangeCounts) -> str:
    if not set(text) & simplified_only():
        return text
    converted: str = _s2t().convert(text)
    return count("s2t", text, converted, counts)


@cache
def _s2t() -> OpenCC:
    return OpenCC("s2t")
