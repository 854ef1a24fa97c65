"""Quotations and brackets in a reading: what is open, what it costs to close what is not, and how terms end."""

from __future__ import annotations

import re

from crawler.core.hanzi import HAN

#: Costs in nats.
UNPAIRED = 4.0  # a quotation or a bracket is closed that is not open, or opened twice, or left open
UNMATCHED = 5.0  # one is closed behind the run that is not open in it, or opened again that is
CLOSES = 2.0  # what one that is open gains where it is closed: one character in twelve, not one in a hundred
TERM = 14.0  # a full stop closes a short quotation inside a clause, a term: none of 532 in county news has one
SHORT = 6.0  # it closes one of five characters behind another sign, but for a colon: one in 70 of a newspaper's

#: How far back an opening quotation mark is looked for.
QUOTE_REACH = 300
#: Opening signs by the closing ones.
PAIRS = {"”": "“", "》": "《", ")": "(", "）": "（", "」": "「", "』": "『", "’": "‘"}
_CLOSING = {opening: closing for closing, opening in PAIRS.items()}
_BRACKETS = frozenset(PAIRS) | _CLOSING.keys()

#: Marks, among the opening signs, a quotation that is short so far and stands in the middle of a clause.
_IN_TERM, _IN_SHORT = "term", "short"
#: How a term does not end, and how far before that it may begin.
_TERM_ENDS, TERM_REACH = frozenset(("。”", "！”", "？”", "!”", "?”")), 10
_TERM = re.compile(rf"[{HAN}、]“[{HAN}A-Za-z0-9]{{0,8}}\Z")
_SHORT = re.compile(rf"(?:\A|[。！？!?;；]|[^说說道问問答称稱][,，])“[{HAN}A-Za-z0-9]{{0,5}}\Z")


def opened_before(text: str, start: int) -> frozenset[str]:
    """Return the opening signs that are not closed before a position."""
    reach = max(0, start - QUOTE_REACH)
    pairs = PAIRS.items()
    found = {o for c, o in pairs if text.rfind(o, reach, start) > text.rfind(c, reach, start)}
    near = text[max(0, start - TERM_REACH) : start]
    kind = {_IN_TERM} if _TERM.search(near) else {_IN_SHORT} if _SHORT.search(near) else set[str]()
    return frozenset(found | kind)


def awaited(behind: str) -> tuple[str, str]:
    """Return the opening signs of the brackets that a text closes unopened, and of those that it opens first."""
    closed, free = "", ""
    for closing, opening in PAIRS.items():
        first_close, first_open = behind.find(closing), behind.find(opening)
        if first_close >= 0 and not 0 <= first_open < first_close:
            closed += opening
        elif first_open >= 0:
            free += opening
    return closed, free


def unmatched(text: str, before: frozenset[str], behind: tuple[str, str]) -> float:
    """Return the cost of the quotations and brackets of a whole reading that do not fit what stands behind it.

    What is closed there must be open, what is opened there must not; ``behind`` is what ``awaited`` returns.
    """
    closed, free = behind
    missing = sum(not is_open(text, opening, before) for opening in closed)
    return UNMATCHED * (missing + sum(is_open(text, opening, before) for opening in free))


def unpaired(text: str, char: str, before: frozenset[str]) -> float:
    """Return the cost of a bracket behind this text: one that closes nothing, or a quotation inside its like."""
    if (opening := PAIRS.get(char)) is not None:
        return -CLOSES if is_open(text, opening, before) else UNPAIRED
    return UNPAIRED * (char in "“《" and is_open(text, char, before))


def is_open(text: str, opening: str, before: frozenset[str]) -> bool:
    """Return whether a quotation or bracket is open behind this text; ``before`` tells what was open at its begin."""
    last_open, last_close = text.rfind(opening), text.rfind(_CLOSING[opening])
    return opening in before if last_open == last_close else last_open > last_close


def mispaired(text: str, start: int, before: frozenset[str]) -> float:
    """Return the cost of the quotations and brackets of a reading from ``start`` on that do not fit.

    The text begins with the two characters before the run; ``before`` tells what was open there.
    """
    cost = 0.0
    if not _BRACKETS.isdisjoint(text[start:]):
        cost = sum(unpaired(text[2:at], text[at], before) for at in range(start, len(text)) if text[at] in _BRACKETS)
    if start < 4 <= len(text) and text[2:4] in _TERM_ENDS:
        cost += TERM * (_IN_TERM in before) + SHORT * (_IN_SHORT in before)
    return cost
