"""The stage repair: text that machine-converted clones damaged, back to what it was.

It works on Traditional and Simplified text alike and runs before ``convert``, whose phrase rules need whole words.
Order within the stage, which is the order of its records:

1. ``gloss``: pinyin glosses go, from every text of the page; one record with their number.
2. ``lost-indent``: a run of ``?`` that stands for lost U+3000 at the begin of a paragraph goes; ``torn-tag``: so does
   the ``/p>`` at its end of which a damaged character took the ``<``.
3. ``byte-lattice``: damaged runs are read again as bytes, each with place, offset, before and after;
   ``byte-lattice-guess`` where a sign, half a character or the first digit of a year was lost and its neighbours
   tell it.

The offset of a record counts in the text as the records before it leave it, so ``apply`` is a plain replay.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.core.hanzi import HAN, has_traditional
from crawler.core.model import Context, Draft, Reject, Repair
from crawler.core.repair.anchors import SUSPICIOUS, anchors_left, is_damaged, next_anchor
from crawler.core.repair.digits import digits_lost
from crawler.core.repair.gloss import GLOSS, strip_glosses
from crawler.core.repair.habits import folds_all, habits_of
from crawler.core.repair.lattice import UNKNOWN, Decoder
from crawler.core.repair.scoring import Scorer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STAGE = "repair"

#: Nats by which a reading must beat the next one, the displayed text among them. Of 1,116 simulated runs 4 are left and
#: 51 wrong with any value up to 0.5, most by half a character that no byte tells; more is only left, not right.
MARGIN = 0.3
#: The same in a title or another field, which is short and leaves little to judge by.
FIELD_MARGIN = 1.0
#: The same where half a character is known and no clone explains it: the rare characters of names look all alike.
BLIND_MARGIN = 3.0
#: Partial readings tried on one page, about two seconds. A clone has 1,500 in 1,000 characters, one that tears ten
#: times as much 30,000.
MAX_WORK = 200_000
#: Passes over one page; two are common, the last changes nothing.
MAX_PASSES = 5

#: Rules of this stage that show a page to be a clone.
_CLONE_RULES = frozenset(("gloss", "byte-lattice", "byte-lattice-guess"))
#: The rest of an end tag that lost its first byte to a lone lead byte.
_TORN_TAG = re.compile(r"(?<=[?\ufffd])/(?:p|span|div|strong|b|font|h[1-6]|section|li|td)>\Z", re.IGNORECASE)
_MARKS = frozenset((UNKNOWN, "\ufffd"))
_INDENT = re.compile(rf"\?{{2,}}(?=[{HAN}])")


def repair(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft with its damaged texts restored, every change recorded, and doubts as warnings.

    Warnings: ``suspect-span`` (a damaged run that could not be read with certainty and stays),
    ``unrepaired-damage:N`` (N anchors of damage are left, or signs that a decoder ate; at least 1 where the page has
    more damage than is read), ``digits-lost`` (a date lost its signs).
    """
    texts = draft.texts()
    repaired, records, suspect, ended = _settled(texts)
    left = 0
    if records or suspect:
        clone = any(record.rule in _CLONE_RULES for record in records) or any(map(is_damaged, texts.values()))
        left = sum(anchors_left(text, clone=clone) for text in repaired.values())
    left += sum((record.after or "").count(UNKNOWN) for record in records)
    warnings = ["suspect-span"] * suspect + [f"unrepaired-damage:{left or 1}"] * bool(left or ended)
    warnings += ["digits-lost"] * digits_lost(repaired.values(), draft.published)
    return _with(draft, texts, repaired, records, warnings)


def _settled(texts: Mapping[str, str]) -> tuple[Mapping[str, str], list[Repair], bool, bool]:
    """Return the texts after passes until one changes nothing, their records, whether a run is in doubt or unread.

    A repair may uncover the next anchor. Texts that return to what they were, as only made-up ones do, are left as they
    came; where the budget ends first, what was restored by then stays.
    """
    current, records, suspect, budget = texts, list[Repair](), False, MAX_WORK
    seen = {tuple(texts.values())}
    for _ in range(MAX_PASSES):
        current, found, suspect, budget = _passed(current, budget)
        records += found
        if not found or budget <= 0:
            return current, records, suspect, budget <= 0
        if tuple(current.values()) in seen:
            return texts, [], True, True
        seen.add(tuple(current.values()))
    return current, records, suspect, True


def _passed(texts: Mapping[str, str], budget: int) -> tuple[Mapping[str, str], list[Repair], bool, int]:
    """Return the texts after one pass, its records, whether a run is in doubt, and the budget left.

    The budget counts partial readings; clean texts cost two scans.
    """
    whole = "\n".join(texts.values())
    suspicious = SUSPICIOUS.search(whole) is not None
    if not (suspicious or GLOSS.search(whole)):
        return texts, [], False, budget
    damaged = suspicious and any(map(is_damaged, texts.values()))
    stripped, glosses = strip_glosses(texts, damaged=damaged)
    if not (suspicious or glosses):
        return texts, [], False, budget
    records = [Repair(stage=STAGE, rule="gloss", count=len(glosses))] if glosses else []
    known = {gloss.base: gloss.syllable for gloss in glosses}
    clone = damaged or bool(glosses)
    repaired, runs, suspects, budget = _restored(stripped, budget, known, clone=clone)
    if not clone and any(run.rule in _CLONE_RULES for run in runs):
        repaired, more, suspects, budget = _restored(repaired, budget, known, clone=True)
        runs += more
    return repaired, records + runs, suspects > 0, budget


def apply(texts: Mapping[str, str], repairs: Iterable[Repair]) -> dict[str, str]:
    """Return the texts after replaying the records of this stage in their order, on the texts it was given."""
    replayed = dict(texts)
    for record in repairs:
        if record.rule == "gloss":
            replayed, _ = strip_glosses(replayed, damaged=any(map(is_damaged, replayed.values())))
        elif record.place is not None and record.offset is not None:
            text, end = replayed[record.place], record.offset + len(record.before or "")
            replayed[record.place] = text[: record.offset] + (record.after or "") + text[end:]
    return replayed


def _with(
    draft: Draft, texts: Mapping[str, str], repaired: Mapping[str, str], records: list[Repair], warnings: list[str]
) -> Draft:
    """Return the draft with what changed; the draft itself where nothing did."""
    kinds = {warning.partition(":")[0] for warning in draft.warnings}
    new = tuple(warning for warning in warnings if warning.partition(":")[0] not in kinds)
    if records:
        changed = {place: text for place, text in repaired.items() if text != texts[place]}
        draft = replace(draft.with_texts(changed), repairs=draft.repairs + tuple(records))
    return replace(draft, warnings=draft.warnings + new) if new else draft


def _restored(
    texts: Mapping[str, str], budget: int, glossed: Mapping[str, str], *, clone: bool
) -> tuple[dict[str, str], list[Repair], int, int]:
    """Return the texts with their damaged runs restored, the records, the number of runs in doubt, the budget left."""
    restored, records, suspects = dict(texts), list[Repair](), 0
    decoder: Decoder | None = None
    # On a Simplified page that shows no lost byte, a question mark is one.
    readable = clone or has_traditional("\n".join(texts.values()))
    folded = clone and folds_all("\n".join(texts.values()))
    for place, original in texts.items():
        text, start = original, 0
        if (indent := _INDENT.match(text)) and place.startswith("text:"):
            records.append(_record("lost-indent", place, 0, indent[0], ""))
            text = text[indent.end() :]
        if tag := _TORN_TAG.search(text):
            records.append(_record("torn-tag", place, tag.start(), tag[0], ""))
            text = text[: tag.start()]
        while readable and budget > 0 and (start := next_anchor(text, start, clone=clone, folds_all=folded)) >= 0:
            decoder = decoder or Decoder(Scorer(habits_of("\n".join(texts.values()), glossed, proven=clone)))
            text, start, work, outcome = _reread(decoder, text, place, start)
            budget -= work
            records += [outcome] if isinstance(outcome, Repair) else []
            suspects += outcome is True
        restored[place] = text
    return restored, records, suspects, budget


def _reread(decoder: Decoder, text: str, place: str, start: int) -> tuple[str, int, int, Repair | bool]:
    """Return the text with the run at ``start`` restored, where to go on, the work it took, the outcome.

    The outcome is the record of the change, or whether the run is suspect.
    """
    reading = decoder.read_run(text, start)
    shown = text[start : reading.end]
    refused = text, start + 1, reading.work, decoder.habits.proven or is_damaged(shown)
    if reading.text == shown:
        return text, start + 1, reading.work, is_damaged(shown)
    if reading.text is None or (reading.guessed and not decoder.habits.proven) or _tells_nothing(shown, reading.text):
        return refused
    after = text[:start] + reading.text + text[reading.end :]
    blind = "\ufffd" in shown and not decoder.habits.converted
    margin = BLIND_MARGIN if blind else MARGIN if place.startswith("text:") else FIELD_MARGIN
    if reading.margin < margin or not _rests(decoder, after, start, start + len(reading.text)):
        return refused
    rule = "byte-lattice-guess" if reading.guessed else "byte-lattice"
    return after, start + len(reading.text), reading.work, _trimmed(rule, place, start, shown, reading.text)


def _tells_nothing(shown: str, text: str) -> bool:
    """Return whether a reading has marks and no character that the page does not show there."""
    return not _MARKS.isdisjoint(text) and set(text) <= _MARKS | set(shown)


def _rests(decoder: Decoder, text: str, start: int, end: int) -> bool:
    """Return whether the restored run would be left alone: what it marks as unknown must not be read again."""
    for position in range(start, end):
        if SUSPICIOUS.match(text, position) and next_anchor(text, position, clone=True) == position:
            again = decoder.read_run(text, position)
            if again.margin >= MARGIN and again.text not in (None, text[position : again.end]):
                return False
    return True


def _trimmed(rule: str, place: str, offset: int, before: str, after: str) -> Repair:
    """Return the record of a replacement without the end that both have in common; what is left unknown stays in it."""
    common = 0
    while common < min(len(before), len(after)) and before[-1 - common] == after[-1 - common] != UNKNOWN:
        common += 1
    return _record(rule, place, offset, before[: len(before) - common], after[: len(after) - common])


def _record(rule: str, place: str, offset: int, before: str, after: str) -> Repair:
    return Repair(stage=STAGE, rule=rule, place=place, offset=offset, before=before, after=after)
