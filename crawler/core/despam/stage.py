"""The stage itself: which blocks are candidates, which of them go, and what is written down about it.

A block is a candidate if a hard rule knows it or if its words alone could make it spam. All other blocks are the *rest*
with which candidates are compared; so removing a candidate changes nothing for the others, and one pass is a fixed
point. Prose (a full stop, 25 characters, function characters) and the headline are never candidates.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.core.despam import model, spans
from crawler.core.despam.page import HEAD_BLOCKS, Rest, rest_of, surroundings
from crawler.core.despam.rules import Hit, hard_rule, is_menu, is_public_affairs
from crawler.core.despam.text import Line, han_chars, is_prose, may_list_keywords, prepare
from crawler.core.model import Reason, Reject, Removal

if TYPE_CHECKING:
    from crawler.core.despam.model import Surroundings
    from crawler.core.despam.spans import Cut
    from crawler.core.model import Block, Context, Draft

STAGE = "despam"
#: A cut that takes a larger share of the page's Chinese characters, or leaves fewer of them, is not made at all.
LARGEST_CUT = 0.35
SMALLEST_REST = 80
#: From this share of spam a page without any prose left is no article.
HIJACKED_SHARE = 0.6
#: Phrases from which a list in the tail counts as a link pool, not as a list of brands.
POOL_SEGMENTS = 8
#: Sentences of the body in which a name of a spam title stands: it was put in an institution's place.
SUBSTITUTIONS = 2


#: Characters after ``document.referrer`` within which a cloak names the search engines and jumps, and how many of these
#: places are looked at.
CLOAK_CHARS = 600
CLOAK_PLACES = 10

_REFERRER = "document.referrer"
_ENGINE = re.compile(r"baidu|sogou|so\.com|sm\.cn|haosou|bing|google")
_SPAM_TITLE = "title_spam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One block that may be spam."""

    number: int
    line: Line
    words: float
    hit: Hit | None = None  # of a hard rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A candidate with its place on the page and the probability that it is spam."""

    candidate: Candidate
    around: Surroundings
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found on one page; nothing is decided by the mode yet."""

    blocks: dict[int, Hit]  # whole blocks to remove
    inline: dict[int, tuple[Cut, ...]]
    title: tuple[Cut, ...]
    suspects: frozenset[int]
    rest: Rest
    too_much: bool  # a guard forbids the block cuts


def despam(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft without injected spam, or a reject where spam is all there is.

    Every cut is a ``Removal``: its place is ``block:N`` (N counts the blocks that came in) or ``title``, its text what
    was cut; cuts inside a text carry ``offset:N`` as evidence, in characters of the text that came in. In mode ``flag``
    nothing is cut and every find is a warning; mode ``off`` returns the draft as it is.
    """
    if context.spam_mode == "off" or not draft.blocks:
        return draft
    found = examine(draft)
    if found is None:
        return draft
    if evidence := _hijacked(draft, found):
        detail = "spam is all that this page has" if "no_article" in evidence else "spam title and a redirect cloak"
        return Reject(reason=Reason.HIJACKED, page=draft.page, detail=detail, evidence=evidence)
    if context.spam_mode == "flag":
        return _flagged(draft, found)
    return _stripped(draft, found)


def examine(draft: Draft) -> Findings | None:
    """Return what is spam on a page, None where nothing can be."""
    candidates = _candidates(draft.blocks)
    phrases = {n for n, block in enumerate(draft.blocks) if spans.may_hold_phrase(block.text)}
    title = draft.title or ""
    if not candidates and not phrases and not spans.may_be_spam_title(title):
        return None
    places = [candidate.number for candidate in candidates]
    numbers = set(places)
    genuine = [block.text for n, block in enumerate(draft.blocks) if n not in numbers]
    rest = rest_of(genuine, candidates=len(candidates))
    cuts = spans.title_cuts(title, rest, _names(draft)) if title else ()
    headline = "" if _SPAM_TITLE in _evidence(cuts) else spans.cut_out(title, cuts).strip()
    candidates = [candidate for candidate in candidates if draft.blocks[candidate.number].text != headline]
    scored = [_scored(candidate, draft.blocks, rest, places) for candidate in candidates]
    hits = {score.candidate.number: _hit(score, draft.blocks) for score in scored if _is_spam(score)}
    page = "\n".join([title, *(block.text for block in draft.blocks)])
    texts = {n: draft.blocks[n].text for n in sorted(phrases - numbers)}
    return Findings(
        blocks=hits,
        inline=spans.inline_cuts(texts, page, rest),
        title=cuts,
        suspects=frozenset(s.candidate.number for s in scored if s.probability >= model.SUSPECT) - hits.keys(),
        rest=rest,
        too_much=_too_much(draft.blocks, hits),
    )


def _names(draft: Draft) -> tuple[str, ...]:
    """Return the names that a title may end in, never cut as spam."""
    return tuple(name for name in (draft.page.site.site, draft.page.site.county, draft.source) if name)


def _candidates(blocks: tuple[Block, ...]) -> list[Candidate]:
    found = []
    fitted = model.load()
    for number, block in enumerate(blocks):
        if is_prose(block.text):
            continue
        hit = hard_rule(block)
        if not hit and (fitted.is_cold(block.text) or not may_list_keywords(block.text)):
            continue
        line = prepare(block.text)
        words = fitted.words(line)
        if hit or words >= fitted.gate:
            found.append(Candidate(number=number, line=line, words=words, hit=hit))
    return found


def _scored(candidate: Candidate, blocks: tuple[Block, ...], rest: Rest, places: list[int]) -> Score:
    """Return the score of a candidate; ``places`` are the numbers of all candidates, in order."""
    number, block = candidate.number, blocks[candidate.number]
    earlier = bisect_left(places, number)
    before = number - earlier
    after = len(blocks) - number - (len(places) - earlier)
    around = surroundings(candidate.line, rest, before=before, after=after)
    size = len(block.text) or 1
    around = replace(around, hidden=block.hidden, foreign=block.foreign / size, linked=block.linked / size)
    chance = model.load().probability(candidate.line, candidate.words, around)
    return Score(candidate=candidate, around=around, probability=1.0 if candidate.hit else chance)


def _is_spam(score: Score) -> bool:
    """Return whether a block goes: by a hard rule, or by the model unless its words are an office's or a menu's."""
    line = score.candidate.line
    if score.candidate.hit:
        return True
    if score.probability < model.threshold(line, score.around):
        return False
    return not (is_public_affairs(line.segments) or is_menu(line.segments))


def _hit(score: Score, blocks: tuple[Block, ...]) -> Hit:
    """Return the kind of a block that the model removes, and the evidence for it."""
    candidate, number = score.candidate, score.candidate.number
    if candidate.hit:
        return candidate.hit
    marks = [f"p:{score.probability:.3f}", f"segments:{len(candidate.line.segments)}"]
    marks += ["script_mismatch"] if score.around.mismatch else []
    if blocks[number].hidden:
        return Hit(kind="hidden", evidence=("hidden", *marks))
    if number < HEAD_BLOCKS and number < len(blocks) / 2:
        return Hit(kind="head_line", evidence=tuple(marks))
    pool = len(candidate.line.segments) >= POOL_SEGMENTS or "|" in candidate.line.folded
    return Hit(kind="tail_pool" if pool else "brand_list", evidence=tuple(marks))


def _too_much(blocks: tuple[Block, ...], hits: dict[int, Hit]) -> bool:
    """Return whether the guard forbids the cut; blocks without Chinese cost nothing."""
    cut = sum(han_chars(blocks[n].text) for n in hits)
    if not cut:
        return False
    total = sum(han_chars(block.text) for block in blocks)
    return cut > LARGEST_CUT * total or total - cut < SMALLEST_REST


def _evidence(cuts: tuple[Cut, ...]) -> tuple[str, ...]:
    return tuple(mark for cut in cuts for mark in cut.evidence)


def _hijacked(draft: Draft, found: Findings) -> tuple[str, ...]:
    """Return the evidence that no genuine article is left, empty where there is one."""
    kinds = tuple(f"block:{n}:{hit.kind}" for n, hit in sorted(found.blocks.items()))
    if found.too_much and _nothing_else(draft.blocks, found):
        return ("no_article", *kinds, *_evidence(found.title))
    spam = kinds + _evidence(found.title)
    return ("js_redirect", *spam) if spam and _has_cloak(draft.markup) else ()


def _has_cloak(markup: str) -> bool:
    """Return whether a script sends visitors from search engines elsewhere."""
    windows = [part[:CLOAK_CHARS] for part in markup.split(_REFERRER, CLOAK_PLACES)[1:]]
    return any(_ENGINE.search(window) and "location" in window for window in windows)


def _nothing_else(blocks: tuple[Block, ...], found: Findings) -> bool:
    left = [block.text for n, block in enumerate(blocks) if n not in found.blocks]
    cut = sum(han_chars(blocks[n].text) for n in found.blocks)
    return not any(map(is_prose, left)) and cut >= HIJACKED_SHARE * (cut + sum(map(han_chars, left)))


def _flagged(draft: Draft, found: Findings) -> Draft:
    numbers = sorted(found.suspects | found.blocks.keys() | found.inline.keys())
    marks = ["spam-suspect:title"] if found.title else []
    return _warn(draft, [*marks, *(f"spam-suspect:{n}" for n in numbers), *_substitution(draft, found)])


def _stripped(draft: Draft, found: Findings) -> Draft:
    hits = {} if found.too_much else found.blocks
    removed = [_title_removal(draft.title or "", cut) for cut in found.title]
    for number in sorted(hits.keys() | found.inline.keys()):
        removed += _block_removals(draft.blocks[number], number, hits.get(number), found.inline.get(number, ()))
    kept = [n for n in range(len(draft.blocks)) if n not in hits]
    blocks = tuple(
        replace(draft.blocks[n], text=spans.cut_out(draft.blocks[n].text, found.inline[n]))
        if n in found.inline
        else draft.blocks[n]
        for n in kept
    )
    doubtful = found.suspects | (found.blocks.keys() if found.too_much else set())
    warnings = ["spam-suspect"] if found.too_much else []
    warnings += [f"spam-suspect:{place}" for place, n in enumerate(kept) if n in doubtful]
    title = spans.cut_out(draft.title or "", found.title).strip() or None if found.title else draft.title
    changed = replace(draft, blocks=blocks, title=title, removed=(*draft.removed, *removed))
    return _warn(changed, [*warnings, *_substitution(draft, found)])


def _title_removal(title: str, cut: Cut) -> Removal:
    text = title[cut.start : cut.end]
    evidence = (f"offset:{cut.start}", *cut.evidence)
    return Removal(stage=STAGE, rule="title_edge", chars=len(text), place="title", text=text, evidence=evidence)


def _block_removals(block: Block, number: int, hit: Hit | None, cuts: tuple[Cut, ...]) -> list[Removal]:
    place, text = f"block:{number}", block.text
    if hit:
        return [Removal(stage=STAGE, rule=hit.kind, chars=len(text), place=place, text=text, evidence=hit.evidence)]
    return [
        Removal(
            stage=STAGE,
            rule="inline",
            chars=cut.end - cut.start,
            place=place,
            text=text[cut.start : cut.end],
            evidence=(f"offset:{cut.start}", *cut.evidence),
        )
        for cut in cuts
    ]


def _substitution(draft: Draft, found: Findings) -> list[str]:
    """Return the warning for a spam name of the title that the body uses like an institution's; it is never cut."""
    phrases = spans.spam_segments(draft.title or "", found.rest, _names(draft))
    return (
        ["entity-substitution"] if any(spans.stands_in(name, found.rest) >= SUBSTITUTIONS for name in phrases) else []
    )


def _warn(draft: Draft, warnings: list[str]) -> Draft:
    new = tuple(warning for warning in dict.fromkeys(warnings) if warning not in draft.warnings)
    return replace(draft, warnings=draft.warnings + new) if new else draft
