"""Spam inside genuine text: names glued to the edges of the title, phrases set between two sentences."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.core.despam import model
from crawler.core.despam.page import surroundings
from crawler.core.despam.rules import has_stem, is_public_affairs
from crawler.core.despam.text import fold, keywords, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crawler.core.despam.page import Rest

#: Probability from which a title segment is cut; a segment is judged like a block at the head of an empty page.
TITLE_EDGE = 0.9
#: Beside a spam segment the others of a title are spam from ``model.SUSPECT`` on.
#: Shortest title segment that can be spam, in folded characters: shorter ones are column names.
SEGMENT_CHARS = 5
#: A segment whose character pairs the body has to this share belongs to the article.
OWN_COVERAGE = 0.34
#: Characters of an inserted phrase, and how often it must stand on the page (the title counts).
PHRASE_CHARS = (4, 24)
PHRASE_REPEATS = 2

#: Probability from which an inserted phrase is cut, beside all the other evidence that it needs.
INSERTED = 0.9

_SEGMENT = re.compile("[^_|丨【】‘’—–-]+")
_CLOSING = "】’"
# Each word begins with one plain character: so the search looks each character up once, and is five times as fast.
_PHRASE_WORD = (
    "(?:官网|官方网站|网址|备用网址|最新网址|手机版|现金网|娱乐城|娱乐场|博彩|棋牌|赌场|体育投注|投注平台|注册送彩金|a[Pp][Pp]下载|A[Pp][Pp]下载|"
    "登录入口|登陆入口|在线观看|免费观看)"
)
_PHRASE_END = re.compile(f"{_PHRASE_WORD}[:：，]")
_WORD_END = re.compile(f"(?=({_PHRASE_WORD}))")  # overlapping: 体育投注平台 has two
_BEFORE = "。，！？；\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Characters ``start`` to ``end`` of one text, to be removed."""

    start: int
    end: int
    evidence: tuple[str, ...]


def cut_out(text: str, cuts: Iterable[Cut]) -> str:
    """Return the text without the cuts, which do not overlap."""
    parts, begin = [], 0
    for cut in sorted(cuts, key=lambda cut: cut.start):
        parts.append(text[begin : cut.start])
        begin = cut.end
    return "".join((*parts, text[begin:]))


def title_cuts(title: str, rest: Rest, names: Sequence[str]) -> tuple[Cut, ...]:
    """Return the spam at the edges of a title; one cut over everything where no segment is genuine.

    ``names`` are the site's own, which are never cut.
    """
    spans = [match.span() for match in _SEGMENT.finditer(title) if match.group().strip()]
    spam = [_is_spam_segment(title[start:end].strip(), rest, names, TITLE_EDGE) for start, end in spans]
    if any(spam):
        spam = [_is_spam_segment(title[start:end].strip(), rest, names, model.SUSPECT) for start, end in spans]
    if not any(spam) and len(spans) < model.LIST_SEGMENTS:
        return ()
    if (all(spam) and spans) or _is_keyword_title(title, rest, names):
        return (Cut(start=0, end=len(title), evidence=("title_spam",)),)
    if not any(spam):
        return ()
    first, last = spam.index(False), len(spam) - 1 - spam[::-1].index(False)
    cuts = []
    if first:
        cuts.append(Cut(start=0, end=_opening(title, spans[first][0]), evidence=("title_start",)))
    if last < len(spans) - 1:
        cuts.append(Cut(start=_closing(title, spans[last][1]), end=len(title), evidence=("title_end",)))
    return tuple(cuts)


def _is_keyword_title(title: str, rest: Rest, names: Sequence[str]) -> bool:
    """Return whether a title is one list of keywords, as a hijacked page has it."""
    line = prepare(title)
    if not has_stem(line.folded):
        return False
    strange = rest.coverage(line.segments) < OWN_COVERAGE and not is_public_affairs(line.segments)
    listed = keywords(line.segments) >= model.LIST_SEGMENTS and not any(name in title for name in names)
    return strange and listed and phrase_probability(title, rest) >= model.REMOVE


def _opening(title: str, start: int) -> int:
    return start - 1 if start and title[start - 1] in "【‘" else start


def _closing(title: str, end: int) -> int:
    return end + 1 if end < len(title) and title[end] in _CLOSING else end


def _is_spam_segment(segment: str, rest: Rest, names: Sequence[str], least: float) -> bool:
    return _reads_as_spam(segment, rest, names, least) and rest.coverage(prepare(segment).segments) < OWN_COVERAGE


def _reads_as_spam(segment: str, rest: Rest, names: Sequence[str], least: float) -> bool:
    if any(segment in name or name in segment for name in names) or is_public_affairs((segment,)):
        return False
    folded = fold(segment)
    if len(folded) < SEGMENT_CHARS or not has_stem(folded):
        return False
    return phrase_probability(segment, replace(rest, folded="")) >= least


def spam_segments(title: str, rest: Rest, names: Sequence[str]) -> list[str]:
    """Return the segments of a title that read like spam, whether the body knows them or not."""
    parts = [match.group().strip() for match in _SEGMENT.finditer(title)]
    return [part for part in parts if _reads_as_spam(part, rest, names, TITLE_EDGE)]


def phrase_probability(phrase: str, rest: Rest) -> float:
    """Return the probability that a phrase is spam, judged like a one-line block at the head of the page."""
    line, fitted = prepare(phrase), model.load()
    words = fitted.words(line)
    if words < fitted.gate:
        return 0.0
    return fitted.probability(line, words, surroundings(line, rest, before=0, after=TAIL_FREE))


TAIL_FREE = 99  # genuine blocks after a phrase: it does not stand at the tail


def inline_cuts(texts: Mapping[int, str], page: str, rest: Rest) -> dict[int, tuple[Cut, ...]]:
    """Return the phrases that were set into texts between two sentences, by the numbers of the texts that have any.

    Only on strong evidence: bounded by punctuation or the line start on the left and by a colon or comma on the right,
    ending in a word of a closed list, standing twice in ``page`` (the texts of the whole page), and spam by its words.
    """
    found = {number: tuple(_phrases(text)) for number, text in texts.items()}
    phrases = {texts[number][cut.start : cut.end - 1] for number, cuts in found.items() for cut in cuts}
    spam = {phrase for phrase in _repeated(phrases, page) if _is_inserted(phrase, rest)}
    kept = {n: tuple(cut for cut in cuts if texts[n][cut.start : cut.end - 1] in spam) for n, cuts in found.items()}
    return {number: cuts for number, cuts in kept.items() if cuts}


def _phrases(text: str) -> Iterator[Cut]:
    for match in _PHRASE_END.finditer(text):
        end = match.end()
        start = 1 + max(text.rfind(mark, max(0, match.start() - PHRASE_CHARS[1]), match.start()) for mark in _BEFORE)
        if start or match.start() <= PHRASE_CHARS[1]:
            yield Cut(start=start, end=end, evidence=("bounded", "repeated", match.group()[:-1]))


def _repeated(phrases: set[str], page: str) -> list[str]:
    """Return the phrases of the right length that stand on the page often enough, in the order of the page.

    All are counted in one go, at the ends of the words that phrases end in: to search the page for each would cost the
    square of its length.
    """
    sizes = {len(phrase) for phrase in phrases if PHRASE_CHARS[0] <= len(phrase) <= PHRASE_CHARS[1]}
    if not sizes:
        return []
    ends = (match.end(1) for match in _WORD_END.finditer(page))
    places = (page[end - size : end] for end in ends for size in sizes if size <= end)
    counts = Counter(part for part in places if part in phrases)
    return [phrase for phrase, count in counts.items() if count >= PHRASE_REPEATS]


def _is_inserted(phrase: str, rest: Rest) -> bool:
    if not has_stem(fold(phrase)) or is_public_affairs((phrase,)):
        return False
    return phrase_probability(phrase, replace(rest, folded="")) >= INSERTED


def stands_in(phrase: str, rest: Rest) -> int:
    """Return how often a phrase stands in the body, whatever its script or width."""
    return rest.folded.count(fold(phrase)) if phrase else 0


def may_hold_phrase(text: str) -> bool:
    """Return whether a block has the end of an insertable phrase at all."""
    return _PHRASE_END.search(text) is not None


def may_be_spam_title(title: str) -> bool:
    """Return whether the words of a title or of one of its segments could be spam."""
    if not has_stem(fold(title)):
        return False
    fitted = model.load()
    return any(fitted.words(prepare(segment)) >= fitted.gate for segment in _SEGMENT.findall(title))
