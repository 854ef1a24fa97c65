"""Dates and ranges whose signs were lost: ``115上午`` for 11月5日上午, ``311歲`` for 3—11歲. Seen, never altered."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Three or four digits glued to what follows a date or an age; the first stands alone so that a search skips to it.
_GLUED = re.compile(r"[0-9][0-9]{2,3}(上午|下午|中午|晚上|凌晨|清晨|日|岁|歲)")
#: The age from which digits are two ages: nobody is older, and old trees have round numbers that do not split.
_OLDEST = 130
#: Days between a date in the text and the day of publication at which the split counts as a date.
_NEAR_DAYS = 45


def digits_lost(texts: Iterable[str], published: str | None) -> bool:
    """Return whether a text shows a date or a range of ages whose signs are gone.

    ``published`` (ISO 8601) decides where there is one: a month and day near it. Without it only ``115上午`` counts,
    because 112日 may be a number of days.
    """
    day = _day(published)
    return any(_is_lost(match, day) for match in _GLUED.finditer("\n".join(texts)))


def _is_lost(match: re.Match[str], published: date | None) -> bool:
    before = match.string[match.start() - 1 : match.start()]
    if before and (before.isdigit() or before in ".．,，-—:：/第约約"):
        return False
    digits = match[0][: -len(match[1])]
    if match[1] in "岁歲":
        return int(digits) > _OLDEST and any(0 < first < second < _OLDEST for first, second in _splits(digits))
    if published:
        return any(_is_near(month, day, published) for month, day in _splits(digits))
    return match[1] != "日" and any(month <= 12 and day <= 31 for month, day in _splits(digits))


def _splits(digits: str) -> Iterator[tuple[int, int]]:
    """Yield the two numbers of at most two digits that the digits may be, none with a leading zero."""
    for cut in (1, 2):
        first, second = digits[:cut], digits[cut:]
        if 1 <= len(second) <= 2 and first[0] != "0" and second[0] != "0":
            yield int(first), int(second)


def _is_near(month: int, day: int, published: date) -> bool:
    """Return whether the day of that month lies near the publication, a turn of the year included."""
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            if abs((date(year, month, day) - published).days) <= _NEAR_DAYS:
                return True
        except ValueError:  # no such day, or a year out of range
            continue
    return False


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
