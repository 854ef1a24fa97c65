"""How much each block of a page speaks for being part of an article: prose for it, links and furniture against."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.core.extract.labels import Kinds
    from crawler.core.extract.tree import Line

#: A sentence has at least this many characters outside links when it has one punctuation mark …
PROSE_MARKED = 14
#: … and this many when it has none.
PROSE_BARE = 45
#: One block counts as at most this many characters, so that one huge text does not outweigh an article.
BLOCK_CAP = 400
#: What a line of links or of furniture counts against a container at least (characters of prose).
CHROME = 6.0
#: Phrases of an enumeration, and characters that they have at most on average, what stands between them included.
#: Menus in plain text and injected lists of search phrases are such; so are lists of names, which count little.
PHRASES, PHRASE = 3, 16
#: Phrases where commas stand between them; sentences without a full stop have less.
CLAUSES = 8
#: What an enumeration counts at most (characters of prose). Counted in full, one list set into a page drew furniture
#: into the text of 45 pages in 1,720, so of 17; with 25 the saved pages have the same texts, with 0 worse ones.
ENUMERATION = 10.0
#: Share of linked characters from which a block is a list of links.
LINKS = 0.6
#: Characters of the day beside a link, brackets included.
LONGEST_DAY = 12

#: Lines that end articles (a date under a signature, whom to call, the office that <title> names too) as well as they
#: stand in heads and footers: furniture before the text has begun, part of it behind.
NEUTRAL: Final = frozenset({"date", "contact", "headline", "organiser"})

_PUNCTUATION = re.compile(r"[，。；：、！？“”《》,;!?]")
_STOP = re.compile(r"[！？；：]")
_BETWEEN = re.compile(r"[_＿|｜丨/／、,;·•★☆►◆●■▲※→*+＋~～!–—-]+|\s(?=[^\x00-\x7f])")
_DAY = re.compile(r"^[\[(（【]?(?:\d{4}[-./年])?\d{1,2}[-./月]\d{1,2}|\d{1,2}[-./月]\d{1,2}日?[\])）】]?$")


def block_scores(blocks: Sequence[Line], kinds: Kinds) -> list[float]:
    """Return how much each block speaks for (positive) or against (negative) being part of an article, 0 if hidden."""
    scores, away = [], False  # away: the line leads to other hosts; of a row of such lines one counts
    for n, block in enumerate(blocks):
        text, _, linked, foreign, hidden, _, _ = block
        free = len(text) - linked
        again, away = away, foreign * 2 > len(text)
        if hidden:
            score = 0.0
        elif linked > free:
            score = 0.0 if again and away else _links_score(block)
        elif kind := kinds[n]:
            score = -2.0 if kind in NEUTRAL else -12.0 - 0.2 * min(len(text), 300)
        else:
            prose = free >= PROSE_BARE or (free >= PROSE_MARKED and _PUNCTUATION.search(text))
            cap = ENUMERATION if prose and "。" not in text and _is_enumeration(text) else BLOCK_CAP
            score = float(min(free, cap)) if prose else -2.0
        scores.append(score)
    return scores


def _is_enumeration(text: str) -> bool:
    """Tell whether a line without a full stop is short phrases in a row and no sentence."""
    if _STOP.search(text):
        return False
    commas = text.count("，")
    phrases = len(_BETWEEN.findall(text)) + commas + 1
    return phrases >= (CLAUSES if commas else PHRASES) and len(text) <= PHRASE * phrases


def _links_score(block: Line) -> float:
    if block.tag == "tr" and block.text[0].isdigit():
        return -2.0  # a numbered row (序号) of a table of files
    if leads_away(block):
        return -CHROME  # spam stands between paragraphs too, and links to friends of the site end no article
    return -CHROME * block.lines - 0.5 * min(block.linked, 60 * block.lines)


def leads_away(block: Line) -> bool:
    """Tell whether most of a line is links to other hosts."""
    return block.foreign * 2 > len(block.text)


def is_prose(block: Line) -> bool:
    """Tell whether a block reads like running text rather than like a label, a name or a list of links."""
    free = len(block.text) - block.linked
    if free >= PROSE_BARE:
        return True
    return free >= PROSE_MARKED and free * 2 >= len(block.text) and bool(_PUNCTUATION.search(block.text))


def is_linked(block: Line) -> bool:
    """Tell whether most of a line is links: nobody asks what kind of furniture it is."""
    return block.linked * 2 > len(block.text)


def is_links(block: Line) -> bool:
    """Tell whether a line is links and nothing else, but for the day of what they lead to."""
    text, linked = block.text, block.linked
    if linked > LINKS * len(text):
        return True
    return len(text) - linked <= LONGEST_DAY < linked and bool(_DAY.search(text))
