"""How much each block of a page speaks for being part of an article: prose for it, links and furniture against."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.core.extract.tree import Line

#: A sentence has at least this many characters outside links when it has one punctuation mark …
PROSE_MARKED = 14
#: … and this many when it has none.
PROSE_BARE = 45
#: One block counts as at most this many characters, so that one huge text does not outweigh an article.
BLOCK_CAP = 400
#: What a line of links or of furniture counts against a container at least (characters of prose).
CHROME = 6.0
#: Share of linked characters from which a block is a list of links.
LINKS = 0.6
#: Characters of the day beside a link, brackets included.
LONGEST_DAY = 12

#: Lines that end articles (a date under a signature, whom to call, the office that <title> names too) as well as they
#: stand in heads and footers: furniture before the text has begun, part of it behind.
NEUTRAL: Final = frozenset({"date", "contact", "headline", "organiser"})

_PUNCTUATION = re.compile(r"[，。；：、！？“”《》,;!?]")
_DAY = re.compile(r"^[\[(（【]?(?:\d{4}[-./年])?\d{1,2}[-./月]\d{1,2}|\d{1,2}[-./月]\d{1,2}日?[\])）】]?$")


def block_score(block: Line, n: int, kinds: Sequence[str | None]) -> float:
    """Return how much a block speaks for (positive) or against (negative) being part of an article."""
    size = len(block.text)
    if block.linked * 2 > size or (block.linked and is_links(block)):
        if block.tag == "tr" and block.text[0].isdigit():
            return -2.0  # a numbered row (序号) of a table of files
        return -CHROME * block.lines - 0.5 * min(block.linked, 60 * block.lines)
    if (kind := kinds[n]) and kind not in NEUTRAL:
        return -12.0 - 0.2 * min(size, 300)
    return float(min(size - block.linked, BLOCK_CAP)) if kind is None and is_prose(block) else -2.0


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
    if block.linked > LINKS * len(block.text):
        return True
    return len(block.text) - block.linked <= LONGEST_DAY < block.linked and bool(_DAY.search(block.text))
