"""The stage itself: which blocks are candidates, which of them go, and what is written down about it.

A block is a candidate if a hard rule knows it or if its words alone could make it spam. All other blocks are the *rest*
with which candidates are compared; so removing a candidate changes nothing for the others, and one pass is a fixed
point. Prose (a full stop, 25 characters, function characters) and the headline are never candidates. What ``extract``
left outside the body is looked at too: it is in no text any more, but it says what happened to the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crawler.core.despam import flags, markup, model, spans, verdict
from crawler.core.despam.candidates import Score, candidates, hit_of, scored, told, with_rows
from crawler.core.despam.page import rest_of
from crawler.core.despam.rules import (
    PITCH_CHARS,
    SALES_WORDS_REPEATED,
    Hit,
    is_menu,
    is_novel_summary,
    is_pharmacy,
    is_public_affairs,
    is_sales_talk,
    may_sell,
    sales_words,
)
from crawler.core.despam.runs import with_lists
from crawler.core.despam.text import PROSE_CHARS, han_chars, is_prose, prepare
from crawler.core.model import Block, Reason, Reject, Spam

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.core.despam.candidates import Candidate
    from crawler.core.despam.page import Rest
    from crawler.core.despam.spans import Cut
    from crawler.core.extract.tree import Line, Tree
    from crawler.core.model import Context, Draft, Removal, Suspect

#: Doubtful cuts that together take a larger share of the page's Chinese characters, or leave fewer of them, are not
#: made; what is sure to be spam goes whatever is left (a pool may be longer than the notice above it).
LARGEST_CUT = 0.35
SMALLEST_REST = 80
#: Chinese characters of which no article consists; below a genuine headline a line of so few characters is one.
NO_ARTICLE, LEAST_LINE = 30, 4
#: Blocks of spam that leave no doubt about each other.
MANY = 3
#: From this share of spam a page without any prose left is no article.
HIJACKED_SHARE = 0.6
#: Blocks at the head of a body among which planted prose stands: a novel's summary, pharmacy text.
PLANTED_WITHIN = 6
#: Short fields in which a seller's name stands for a medium's or a person's.
FIELDS = ("source", "author", "editor")
#: Characters of a seller's sentence for one 的 or 了 at least (98 of 100), of a third of all others: the cheap look.
FEW_PARTICLES = 40
#: Characters of a body in whose sentences sellers are looked for.
SENTENCES_IN = 6_000
#: Lines of a refused page with which its candidates are compared.
COMPARED = 80

LITTLE_LEFT = "little_left"
#: Flags of pages whose text may be wrong though nothing was cut.
DOUBTS = frozenset(
    {
        flags.SUBSTITUTION,
        flags.SPUN,
        flags.SOWN_TOKEN,
        flags.INSERTED,
        markup.JS_REDIRECT,
        markup.TITLE_SWAP,
        LITTLE_LEFT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found on one page; nothing is decided by the mode yet."""

    blocks: Mapping[int, Hit] = field(default_factory=dict)  # whole blocks to remove
    inline: Mapping[int, tuple[Cut, ...]] = field(default_factory=dict)
    title: tuple[Cut, ...] = ()
    fields: Mapping[str, Hit] = field(default_factory=dict)  # place of a field or keyword
    outside: Mapping[int, Hit] = field(default_factory=dict)  # lines of the page that the body has not
    headline: bool = False  # the whole title may be a seller's
    suspects: Mapping[int, tuple[Hit, float]] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    score: float = 0.0

    def __bool__(self) -> bool:
        """Return whether anything was found."""
        return bool(
            self.blocks
            or self.inline
            or self.title
            or self.fields
            or self.outside
            or self.headline
            or self.suspects
            or self.flags
        )


def despam(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft without injected spam, or a reject where spam is all there is.

    Every cut is a ``Removal``: its place is ``block:N`` (N counts the blocks that came in), ``page:N`` for a line that
    extract had left out, or a field; its text is what was cut. Cuts inside a text carry ``offset:N`` as evidence, in
    characters of the text that came in. In mode ``flag`` nothing is cut and every find is a suspect; mode ``off``
    returns the draft as it is, and so does a draft that was examined before.
    """
    if context.spam_mode == "off" or draft.spam is not None or not draft.blocks:
        return draft
    found = examine(draft, context)
    if not found:
        return replace(draft, spam=Spam(model=verdict.model_name(), score=round(found.score, 3)))
    evidence = _hijacked(draft, found)
    if evidence and context.spam_mode == "strip":
        return _reject(draft, found, evidence, context)
    changed = (
        _flagged(draft, found, hijacked=bool(evidence)) if context.spam_mode == "flag" else _stripped(draft, found)
    )
    if context.spam_words == "digest" and changed.spam:
        changed, spam = verdict.without_words(changed, changed.spam)
        changed = replace(changed, spam=spam)
    return changed


def refused(reject: Reject, draft: Draft, tree: Tree, context: Context) -> Reject:
    """Return the reject of a page that is no article, with what its title, its lines and its scripts say about spam.

    A page whose scripts show robots another title, or send visitors of search engines away beside other spam, is
    hijacked whatever it looks like.
    """
    if context.spam_mode == "off" or reject.spam is not None:
        return reject
    draft = replace(draft, tree=tree, title=tree.head_title or None)
    rest = rest_of([line.text for line in tree.blocks[:COMPARED]], candidates=COMPARED)
    outside, score = _outside_hits(draft, _outside(draft), rest)
    cuts = spans.title_cuts(draft.title, rest_of([], candidates=0), _names(draft)) if draft.title else ()
    marks = tuple(_marks(draft, whole=True, is_spam=bool(cuts)))
    found = Findings(outside=outside, title=cuts, flags=marks, score=score)
    evidence = _cloaked(found) if found else ()
    spam = _spam_of(found, tuple(map(verdict.from_removal, _removals(draft, found))))
    spam = replace(spam, verdict="hijacked" if evidence else "suspect" if found else "clean")
    if context.spam_words == "digest":
        spam = verdict.suspects_without_words(spam)
    if not evidence:
        return replace(reject, spam=spam)
    detail = f"spam and a cloak on a page refused as {reject.reason}"
    return replace(reject, reason=Reason.HIJACKED, detail=detail, evidence=evidence, spam=spam)


def examine(draft: Draft, context: Context) -> Findings:
    """Return what is spam on a page."""
    mosaic = markup.mosaic(draft.tree) if draft.tree else {}
    marked = _marked(draft, mosaic)
    text = "\n".join([block.text for block in draft.blocks])
    doubts = _Doubts(
        blocks=with_rows(candidates(enumerate(draft.blocks), marked, page=text), draft.blocks),
        outside=_outside(draft, frozenset(mosaic)),
        planted=_planted(draft.blocks, text),
        fields=spans.doubtful_fields(draft, FIELDS),
        title=bool(draft.title) and spans.may_be_spam_title(draft.title or ""),
        phrases=spans.may_hold_phrase(text),
        glued={n: start for n, block in enumerate(draft.blocks) if (start := spans.behind_sentence(block.text))},
        names=[
            name
            for name in flags.repeated_names(text[:SENTENCES_IN])
            if spans.is_seller(name, spans.NO_PAGE, spans.SELLER_IN_TITLE)
        ],
        offices=flags.rules_offices(f"{draft.title or ''}\n{text[:SENTENCES_IN]}"),
    )
    emoji = _emoji(draft.blocks) if flags.has_astral(text) else {}
    token = flags.sown_token(text)
    found = _examined(draft, context, doubts, text) if doubts else Findings(score=0.0)
    is_spam = bool(found)
    marks = [*found.flags, *([flags.SPUN] if flags.is_spun(text) else [])]
    marks += [*([flags.SOWN_TOKEN] if token else []), *([flags.EMOJI] if emoji else [])]
    marks += _marks(draft, whole=is_spam, is_spam=is_spam, mosaic=bool(mosaic))
    if not (is_spam or marks or emoji):
        return found
    sown = _with(emoji, _tokens(draft.blocks, token) if token and spans.may_be_token(token) else {})
    inline = {n: cuts for n, cuts in _with(found.inline, sown).items() if n not in found.blocks}
    return replace(found, inline=inline, flags=tuple(marks))


def _marked(draft: Draft, mosaic: Mapping[int, str]) -> frozenset[int]:
    """Return the blocks in a mosaic; none where it took in prose, as unclosed tags of one do."""
    found = frozenset(n for n, line in enumerate(draft.numbers) if line in mosaic) if mosaic else frozenset()
    return frozenset() if any(is_prose(draft.blocks[n].text) for n in found) else found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doubts:
    """What of a page may be spam by its own words or form; without any, nothing has to be compared."""

    blocks: list[Candidate]
    outside: list[Candidate]
    planted: set[int]
    fields: dict[str, str]
    title: bool
    phrases: bool
    glued: dict[int, int]
    names: list[str]
    offices: bool

    def __bool__(self) -> bool:
        wholes = self.blocks or self.outside or self.planted
        return bool(wholes or self.fields or self.title or self.phrases or self.glued or self.names or self.offices)


def _examined(draft: Draft, context: Context, doubts: _Doubts, text: str) -> Findings:
    """Return what is spam among the doubtful parts of a page, compared with the rest of it."""
    blocks, size = draft.blocks, len(draft.blocks)
    doubted = {candidate.number for candidate in doubts.blocks} | doubts.planted
    others = [block.text for n, block in enumerate(blocks) if n not in doubted and n not in doubts.glued]
    rest = rest_of(others, candidates=len(doubts.blocks))
    fields = _fields(draft, doubts.fields, rest)
    cuts = _title_cuts(draft, rest, fields) if doubts.title else ()
    scores = _scores(draft, doubts.blocks, rest, cuts, context)
    outside, score = _outside_hits(draft, doubts.outside, rest)
    hits = {one.candidate.number: hit_of(one, size) for one in scores if one.is_spam}
    tails = _tails(blocks, doubts.glued, hits, rest)
    hits = {n: hit for n, hit in hits.items() if n not in tails} | _planted_hits(blocks, doubts.planted, rest)
    kept = kept_back(blocks, hits, scores)
    inline, alone = spans.inline_cuts(_phrase_texts(blocks, doubts, doubted), f"{draft.title or ''}\n{text}", rest)
    return Findings(
        blocks={n: hit for n, hit in hits.items() if n not in kept},
        inline=_with(inline, tails),
        title=cuts,
        fields=fields,
        outside=outside,
        headline=not cuts and bool(draft.title) and spans.is_sales_title(draft.title or "", rest),
        suspects=_suspects(scores, hits, kept, size),
        flags=(*_substitution(draft, rest, text[:SENTENCES_IN], fields, doubts), *([flags.INSERTED] if alone else [])),
        score=max([score, *(one.probability for one in scores)], default=0.0),
    )


def _scores(
    draft: Draft, found: Sequence[Candidate], rest: Rest, cuts: tuple[Cut, ...], context: Context
) -> list[Score]:
    """Return the candidates with their scores; what repeats the headline is none, unless the headline is spam."""
    whole = any("title_spam" in cut.evidence for cut in cuts)
    headline = "" if whole else spans.cut_out(draft.title or "", cuts).strip()
    seen = verdict.seen_before(((one.number, one.block.text) for one in found), context)
    scores = [one for one in scored(found, rest, len(draft.blocks), seen) if one.candidate.block.text != headline]
    # What goes for its company was none of it, so that a second pass finds nothing new.
    spam = {one.candidate.number for one in scores if one.candidate.hit is None and one.is_spam}
    near = {n + step for n in spam for step in (-1, 1)}
    return with_lists([replace(one, beside=True) if one.candidate.number in near else one for one in scores], rest)


def _suspects(
    scores: Sequence[Score], hits: Mapping[int, Hit], kept: frozenset[int], size: int
) -> dict[int, tuple[Hit, float]]:
    """Return the blocks that may be spam and stay: likely ones, and those that the guard keeps back."""
    found = {}
    for one in scores:
        number, segments = one.candidate.number, one.candidate.line.segments
        likely = number not in hits and one.probability >= model.SUSPECT and one.is_telling and not one.candidate.weak
        if number in kept or (likely and not (is_public_affairs(segments) or is_menu(segments))):
            found[number] = (hit_of(one, size), one.probability)
    return found


def kept_back(blocks: Sequence[Block], hits: Mapping[int, Hit], scores: Sequence[Score]) -> frozenset[int]:
    """Return the hits that the guard keeps: doubtful ones that would take too much of what is not sure to be spam."""
    sure = {one.candidate.number for one in scores if one.candidate.number in hits and one.is_sure}
    judged = {one.candidate.number for one in scores if one.candidate.hit is None}
    unsure = (hits.keys() & judged) - sure
    if not unsure or len(unsure) >= MANY:
        return frozenset()
    unsure = {n for n in unsure if hits.keys().isdisjoint((n - 1, n + 1))}  # neighbours leave no doubt about each other
    total = sum(han_chars(block.text) for n, block in enumerate(blocks) if n not in sure)
    cut = sum(han_chars(blocks[n].text) for n in unsure)
    too_much = cut > LARGEST_CUT * total or total - cut < SMALLEST_REST
    return frozenset(unsure) if cut and too_much else frozenset()


def _planted(blocks: Sequence[Block], text: str) -> set[int]:
    """Return the blocks that look like planted prose: a labelled summary or English at the head, sales talk anywhere.

    ``text`` is that of all blocks.
    """
    head = enumerate(blocks[:PLANTED_WITHIN])
    found = {
        n for n, block in head if "摘要" in block.text[:6] or (block.text[:40].isascii() and is_pharmacy(block.text))
    }
    found.update(_pitches(blocks))
    if not may_sell(text):
        return found
    talk = ((n, block.text) for n, block in enumerate(blocks) if may_sell(block.text) and is_prose(block.text))
    return found | {n for n, said in talk if sales_words(said) >= SALES_WORDS_REPEATED}


def _pitches(blocks: Sequence[Block]) -> list[int]:
    """Return the blocks that are as short as what sellers say in a sentence or two, and may be that by their words."""
    texts = [(n, block.text) for n, block in enumerate(blocks) if PROSE_CHARS <= len(block.text) <= PITCH_CHARS]
    bare = [
        (n, t) for n, t in texts if (t.count("的") + t.count("了")) * FEW_PARTICLES <= len(t) and t[-1] in "。！!？?"
    ]
    fitted = model.load()
    warm = [(n, text) for n, text in bare if not fitted.is_cold(text) and is_prose(text)]
    return [n for n, text in warm if not any(fitted.is_cold(part) for part in text.split("。"))]


def _planted_hits(blocks: Sequence[Block], planted: set[int], rest: Rest) -> dict[int, Hit]:
    found = {}
    for n in sorted(planted):
        text = blocks[n].text
        if is_pharmacy(text):
            found[n] = Hit(kind="pharmacy", evidence=("english", "sales_words"))
            continue
        line = prepare(text)
        coverage = rest.coverage(line.segments)
        if is_sales_talk(line.folded, text, coverage, model.load().words(line)):
            found[n] = Hit(kind="sales_talk", evidence=("sales_words", "foreign_words"))
        elif is_novel_summary(text, coverage):
            found[n] = Hit(kind="novel_summary", evidence=("label", "foreign_words"))
    return found


def _tails(
    blocks: Sequence[Block], glued: Mapping[int, int], hits: Mapping[int, Hit], rest: Rest
) -> dict[int, tuple[Cut, ...]]:
    """Return the cuts of lists set behind or before the sentences of a paragraph, by the numbers of the paragraphs.

    Of a block that is spam as a whole, the sentences stay if they are the page's own.
    """
    found: dict[int, tuple[Cut, ...]] = {}
    for n, start in glued.items():
        text = blocks[n].text
        hit = hits.get(n) or Hit(kind="brand_list", evidence=("words", "behind_sentence"))
        if spans.is_genuine_sentence(text[:start], rest) if n in hits else spans.is_glued_list(text[start:], rest):
            found[n] = (spans.Cut(start=start, end=len(text), evidence=hit.evidence, rule=hit.kind),)
    for n, hit in hits.items():
        end = 0 if n in found else spans.before_sentence(blocks[n].text, rest)
        if end:
            found[n] = (spans.Cut(start=0, end=end, evidence=hit.evidence, rule=hit.kind),)
    return found


def _phrase_texts(blocks: Sequence[Block], doubts: _Doubts, doubted: set[int]) -> dict[int, str]:
    if not doubts.phrases:
        return {}
    numbers = (n for n in range(len(blocks)) if n not in doubted)
    return {n: blocks[n].text for n in numbers if spans.may_hold_phrase(blocks[n].text)}


def _emoji(blocks: Sequence[Block]) -> dict[int, tuple[spans.Cut, ...]]:
    """Return the emoji that were sown into the sentences of a page."""
    found: dict[int, tuple[spans.Cut, ...]] = {}
    for n, start, end in flags.sown_emoji({n: block.text for n, block in enumerate(blocks)}):
        found[n] = (*found.get(n, ()), spans.Cut(start=start, end=end, evidence=("sown",), rule="emoji"))
    return found


def _tokens(blocks: Sequence[Block], token: str) -> dict[int, tuple[spans.Cut, ...]]:
    """Return the places of a sown token."""
    size, found = len(token), {}
    for n, block in enumerate(blocks):
        text = block.text
        places = [at for at in range(len(text)) if text.startswith(token, at)] if token in text else []
        cuts = [spans.Cut(start=at, end=at + size, evidence=("sown",), rule="sown_token") for at in places]
        if cuts:
            found[n] = tuple(cuts)
    return found


def _with(cuts: Mapping[int, tuple[Cut, ...]], others: Mapping[int, tuple[Cut, ...]]) -> dict[int, tuple[Cut, ...]]:
    """Return the cuts of both, without those of the second that overlap one of the first."""
    joined = dict(cuts)
    for n, found in others.items():
        mine = joined.get(n, ())
        apart = tuple(one for one in found if all(one.end <= cut.start or one.start >= cut.end for cut in mine))
        joined[n] = tuple(sorted((*mine, *apart), key=lambda cut: cut.start))
    return joined


def _names(draft: Draft, *, with_source: bool = True) -> tuple[str, ...]:
    """Return the names that a title may end in, never cut as spam; the source is one unless it is spam itself."""
    site = draft.page.site
    return tuple(name for name in (site.site, site.county, draft.source if with_source else None) if name)


def _title_cuts(draft: Draft, rest: Rest, fields: Mapping[str, Hit]) -> tuple[Cut, ...]:
    return spans.title_cuts(draft.title or "", rest, _names(draft, with_source="source" not in fields))


def _fields(draft: Draft, doubtful: Mapping[str, str], rest: Rest) -> dict[str, Hit]:
    """Return the short fields and the keywords that are sellers' names."""
    names = _names(draft, with_source=False)
    words = {place: text for place, text in doubtful.items() if ":" in place}
    titled = replace(rest, text=f"{rest.text}\n{draft.title or ''}") if words else rest
    found = spans.spam_keywords(words, draft.keywords, titled, names) if words else []
    found += [place for place in doubtful if ":" not in place and spans.is_spam_field(doubtful[place], rest, names)]
    return {
        place: Hit(kind="keyword" if ":" in place else "field", evidence=("words", "foreign_to_page"))
        for place in doubtful
        if place in found
    }


def _outside(draft: Draft, mosaic: frozenset[int] = frozenset()) -> list[Candidate]:
    """Return the lines outside the body that may be spam."""
    if draft.tree is None:
        return []
    lines = draft.tree.blocks
    numbers = told(draft.tree, draft.numbers)
    if mosaic:
        numbers = sorted({*numbers, *mosaic} - {-1, *draft.numbers})
    found = candidates(((n, _as_block(lines[n])) for n in numbers), mosaic)
    return [one for one in found if one.hit or not (is_menu(one.line.segments) or is_public_affairs(one.line.segments))]


def _outside_hits(draft: Draft, outside: Sequence[Candidate], rest: Rest) -> tuple[dict[int, Hit], float]:
    """Return the spam among the lines outside the body, and the highest probability there."""
    size = len(draft.tree.blocks) if draft.tree else 0
    scores = scored(outside, rest, size)
    hits = [(one.candidate.number, hit_of(one, size)) for one in scores if one.is_spam and one.is_sure_outside]
    return dict(hits[: verdict.MOST]), max((one.probability for one in scores), default=0.0)


def _as_block(line: Line) -> Block:
    how = line.technique
    text, linked, foreign = line.text, line.linked, line.foreign
    return Block(
        text=text[: verdict.LONGEST_LINE], tag=line.tag, linked=linked, foreign=foreign, hidden=bool(how), technique=how
    )


def _marks(draft: Draft, *, whole: bool, is_spam: bool, mosaic: bool = False) -> list[str]:
    """Return what the markup of a page says; of most pages only the head is searched."""
    found = [markup.MOSAIC] if mosaic or (not draft.blocks and draft.tree and markup.mosaic(draft.tree)) else []
    found += markup.cloak(draft.markup, draft.tree.host if draft.tree else "", whole=whole)
    if is_spam and markup.has_coded_title(draft.markup):
        found.append(markup.TITLE_ENTITIES)
    return found


def _substitution(draft: Draft, rest: Rest, text: str, fields: Mapping[str, Hit], doubts: _Doubts) -> list[str]:
    """Return the flag of a page whose sentences name a seller where an institution was; it is never cut."""
    names = spans.spam_segments(draft.title or "", rest, _names(draft)) if draft.title else []
    names += [str(getattr(draft, place)) for place in fields if ":" not in place]
    sellers = (name for name in doubts.names if spans.is_seller(name, rest))
    is_spam = flags.clashes(text) or doubts.offices or flags.stand_in(text, names) or any(sellers)
    return [flags.SUBSTITUTION] if is_spam else []


def _hijacked(draft: Draft, found: Findings) -> tuple[str, ...]:
    """Return the evidence that no genuine article is left or that the page is a trap, empty where there is one."""
    kinds = tuple(f"block:{n}:{hit.kind}" for n, hit in sorted(found.blocks.items()))
    if found.blocks and _nothing_else(draft, found):
        return ("no_article", *kinds, *_evidence(found.title))
    return _cloaked(found)


def _cloaked(found: Findings) -> tuple[str, ...]:
    """Return the evidence of a page whose scripts hide from its owner what search engines see."""
    kinds = tuple(f"block:{n}:{hit.kind}" for n, hit in sorted(found.blocks.items()))
    kinds += tuple(f"page:{n}:{hit.kind}" for n, hit in sorted(found.outside.items())) + _evidence(found.title)
    cloaks = tuple(mark for mark in found.flags if mark in (markup.JS_REDIRECT, markup.TITLE_SWAP))
    return (*cloaks, *kinds) if cloaks and kinds else ()


def _evidence(cuts: tuple[Cut, ...]) -> tuple[str, ...]:
    return tuple(mark for cut in cuts for mark in cut.evidence)


def _nothing_else(draft: Draft, found: Findings) -> bool:
    """Return whether spam is all there is: no running text, nor, below a genuine headline, any line of an article."""
    left = [block.text for n, block in enumerate(draft.blocks) if n not in found.blocks]
    cut = sum(han_chars(draft.blocks[n].text) for n in found.blocks)
    rest = sum(map(han_chars, left))
    if rest >= NO_ARTICLE or cut < HIJACKED_SHARE * (cut + rest) or any(map(is_prose, left)):
        return False
    if not draft.title or found.headline or "title_spam" in _evidence(found.title):
        return True
    doubted = {draft.blocks[n].text for n in found.suspects}
    return not any(_is_of_article(text) for text in left if text not in doubted)


def _is_of_article(text: str) -> bool:
    return len(text.strip()) >= LEAST_LINE and not is_menu(prepare(text).segments)


def _reject(draft: Draft, found: Findings, evidence: tuple[str, ...], context: Context) -> Reject:
    detail = "spam is all that this page has" if "no_article" in evidence else "spam, and a cloak for search engines"
    spam = replace(_spam_of(found, _all_suspects(draft, found)), verdict="hijacked")
    if context.spam_words == "digest":
        spam = verdict.suspects_without_words(spam)
    return Reject(reason=Reason.HIJACKED, page=draft.page, detail=detail, evidence=evidence, spam=spam)


def _all_suspects(draft: Draft, found: Findings) -> tuple[Suspect, ...]:
    """Return everything that was found as suspects, where nothing is cut; blocks are paragraphs of the text then."""
    removals = (replace(one, place=(one.place or "").replace("block:", "text:")) for one in _removals(draft, found))
    kept = range(len(draft.blocks))
    return (*map(verdict.from_removal, removals), *_named_suspects(draft, found, kept))


def _spam_of(found: Findings, suspects: tuple[Suspect, ...]) -> Spam:
    marks = tuple(dict.fromkeys(found.flags))
    return Spam(model=verdict.model_name(), score=round(found.score, 3), suspects=suspects[: verdict.MOST], flags=marks)


def _flagged(draft: Draft, found: Findings, *, hijacked: bool) -> Draft:
    spam = _spam_of(found, _all_suspects(draft, found))
    return replace(draft, spam=replace(spam, verdict="hijacked" if hijacked else "suspect"))


def _stripped(draft: Draft, found: Findings) -> Draft:
    kept = [n for n in range(len(draft.blocks)) if n not in found.blocks]
    left = sum(han_chars(draft.blocks[n].text) for n in kept)
    marks = (*found.flags, *([LITTLE_LEFT] if found.blocks and left < SMALLEST_REST else []))
    found = replace(found, flags=marks)
    removed = _removals(draft, found)
    spam = _spam_of(found, _named_suspects(draft, found, kept))
    doubtful = bool(spam.suspects) or not DOUBTS.isdisjoint(spam.flags)
    stripped = bool(removed) or markup.MOSAIC in spam.flags
    spam = replace(spam, verdict="suspect" if doubtful else "stripped" if stripped else "clean")
    return replace(_cut(draft, found, kept), removed=(*draft.removed, *removed), spam=spam)


def _named_suspects(draft: Draft, found: Findings, kept: Sequence[int]) -> tuple[Suspect, ...]:
    places = {n: place for place, n in enumerate(kept)}
    blocks = tuple(
        verdict.suspect(f"text:{places[n]}", draft.blocks[n].text, hit.kind, score, hit.evidence)
        for n, (hit, score) in sorted(found.suspects.items())
        if n in places
    )
    if not found.headline:
        return blocks
    return (verdict.suspect("title", draft.title or "", "title_sales", None, ("slogan", "foreign_to_page")), *blocks)


def _cut(draft: Draft, found: Findings, kept: Sequence[int]) -> Draft:
    """Return the draft without what was found."""
    blocks = [draft.blocks[n] for n in kept]
    cuts = [found.inline.get(n, ()) for n in kept]
    changed = [replace(b, text=spans.cut_out(b.text, c)) if c else b for b, c in zip(blocks, cuts, strict=True)]
    title = spans.cut_out(draft.title or "", found.title).strip() or None if found.title else draft.title
    keywords = tuple(word for n, word in enumerate(draft.keywords) if f"keyword:{n}" not in found.fields)
    gone = {name: None for name in FIELDS if name in found.fields}
    return replace(draft, blocks=tuple(changed), title=title, keywords=keywords, **gone)  # type: ignore[arg-type]


def _removals(draft: Draft, found: Findings) -> list[Removal]:
    """Return a record of everything that is cut, and of what extract had left out."""
    removed = [verdict.cut_removal("title", "title_edge", draft.title or "", cut) for cut in found.title]
    texts = draft.texts() if found.fields else {}
    removed += [verdict.removal(place, texts[place], hit) for place, hit in found.fields.items()]
    for n in sorted(found.blocks.keys() | found.inline.keys()):
        place, text = f"block:{n}", draft.blocks[n].text
        if n in found.blocks:
            removed.append(verdict.removal(place, text, found.blocks[n]))
        else:
            removed += [verdict.cut_removal(place, cut.rule, text, cut) for cut in found.inline[n]]
    lines = draft.tree.blocks if draft.tree else []
    return removed + [
        verdict.removal(f"page:{n}", lines[n].text[: verdict.LONGEST], hit) for n, hit in sorted(found.outside.items())
    ]
