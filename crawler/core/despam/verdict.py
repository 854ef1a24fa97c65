"""What is written down: removals, suspects and the verdict on a page, with spam itself or its digest."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from crawler.core.despam import model
from crawler.core.model import Draft, Removal, Spam, Suspect
from crawler.core.tables import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.core.despam.rules import Hit
    from crawler.core.despam.spans import Cut
    from crawler.core.model import Context

STAGE = "despam"
#: Suspects and pieces outside the text that are written down for one page; link farms have hundreds.
MOST = 40
#: Characters of a line outside the body that are read; stretches of links have thousands.
LONGEST_LINE = 400
#: Characters of a piece that are written down.
LONGEST = 2_000
_DIGITS = 16


@cache
def model_name() -> str:
    """Return the first 12 hex digits of the SHA-256 of the model's table."""
    return sha256(read_bytes(model.MODEL)).hexdigest()[:12]


def digest(text: str) -> str:
    """Return what stands for a text that nobody wants to read: ``sha256:`` and 16 hex digits."""
    return f"sha256:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:_DIGITS]}"


def key_of(text: str) -> str:
    """Return the digest of a piece of a record, whether the record has the piece itself or its digest."""
    return text if text.startswith("sha256:") and len(text) == len("sha256:") + _DIGITS else digest(text)


def cut_removal(place: str, rule: str, text: str, cut: Cut) -> Removal:
    """Return the record of characters that were cut out of a text."""
    piece = text[cut.start : cut.end]
    evidence = (f"offset:{cut.start}", *cut.evidence)
    return Removal(stage=STAGE, rule=rule, chars=len(piece), place=place, text=piece, evidence=evidence)


def removal(place: str, text: str, hit: Hit) -> Removal:
    """Return the record of a piece that was removed as a whole."""
    return Removal(stage=STAGE, rule=hit.kind, chars=len(text), place=place, text=text, evidence=hit.evidence)


def suspect(place: str, text: str, rule: str, score: float | None, evidence: tuple[str, ...]) -> Suspect:
    """Return the record of a piece that stays."""
    shown = round(score, 3) if score is not None else None
    return Suspect(rule=rule, place=place, chars=len(text), text=text[:LONGEST], score=shown, evidence=evidence)


def from_removal(found: Removal) -> Suspect:
    """Return a removal that was not made as a suspect."""
    return Suspect(
        rule=found.rule,
        place=found.place or "title",
        chars=found.chars,
        text=(found.text or "")[:LONGEST],
        evidence=found.evidence,
    )


def seen_before(texts: Iterable[tuple[int, str]], context: Context) -> frozenset[int]:
    """Return the numbers of the texts that earlier pages of the host showed too."""
    if not context.repeated:
        return frozenset()
    return frozenset(n for n, text in texts if digest(text) in context.repeated)


def without_words(draft: Draft, spam: Spam) -> tuple[Draft, Spam]:
    """Return draft and finds with digests in the place of all spam, that in the records of ``extract`` included."""
    found = {one.place for one in draft.removed if one.stage == STAGE} | {one.place for one in spam.suspects}
    removed = tuple(
        replace(one, text=digest(one.text), evidence=_mute(one.evidence))
        if one.text is not None and (one.stage == STAGE or one.place in found)
        else one
        for one in draft.removed
    )
    return replace(draft, removed=removed), suspects_without_words(spam)


def suspects_without_words(spam: Spam) -> Spam:
    """Return finds with digests in the place of the suspects' texts."""
    suspects = tuple(replace(one, text=key_of(one.text), evidence=_mute(one.evidence)) for one in spam.suspects)
    return replace(spam, suspects=suspects)


def _mute(evidence: tuple[str, ...]) -> tuple[str, ...]:
    """Return evidence without the words that it quotes."""
    return tuple(mark for mark in evidence if not mark.startswith("word:"))
