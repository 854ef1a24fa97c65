"""Dates as Chinese pages write them, to ISO 8601; what cannot be a date of a published page is no date."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

_CHINESE_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_DATE = re.compile(
    r"([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?:[-年/.]|—)\s*(?P<month>\d{1,2})\s*(?:[-月/.]|—)\s*(?P<day>\d{1,2})(?=\D|$|\d{1,2}:\d\d)\s*[日号]?"
    r"(?:\s*[T,，]?\s*[(（]?(?:星期|周)?[一二三四五六日天]?[)）]?\s*(?P<half>上午|下午|晚上?|中午|AM|PM)?\s*"
    r"(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})(?!\d)(?:\s*[:分]\s*(?P<second>\d{1,2})(?!\d))?)?"
)
_COMPACT = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)")
_URL_DATE = re.compile(
    r"/(?P<year>20\d\d)[-/]?(?P<month>[01]?\d)[-/](?P<day>[0-3]?\d)[/_]|/t(?P<y2>20\d\d)(?P<m2>[01]\d)(?P<d2>[0-3]\d)_|"
    r"/(?P<y3>20\d\d)(?P<m3>[01]\d)(?P<d3>[0-3]\d)(?:/|\d{6,11}\.)"
)

#: The web in Chinese is younger than this; an older date is a subject, not a day of publication.
FIRST_YEAR = 1995
BEIJING: Final = timezone(timedelta(hours=8))


def find_date(text: str, today: date) -> str | None:
    """Return the first date of a folded text as ISO 8601, with time and +08:00 where the text shows a time.

    >>> find_date("发布时间:2024年3月5日 09:30", date(2026, 1, 1))
    '2024-03-05T09:30+08:00'
    >>> find_date("二〇二四年三月五日", date(2026, 1, 1))
    '2024-03-05'
    """
    for found in _DATE.finditer(_chinese_numerals(text)):
        if iso := _iso(found.groupdict(), today):
            return iso
    return None


def read_machine_date(text: str, today: date) -> str | None:
    """Return the date that a meta tag holds: ISO 8601 with an offset, the forms of ``find_date``, or 20240305."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment and moment.tzinfo:
        text = moment.astimezone(BEIJING).isoformat()
    return find_date(text, today) or next(
        (iso for found in _COMPACT.finditer(text) if (iso := _iso(found.groupdict(), today))), None
    )


def date_of_url(url: str, today: date) -> str | None:
    """Return the date in a URL's path (``/t20240305_1.html``, ``/art/2024/3/5/``), the day only."""
    found = _URL_DATE.search(url)
    if not found:
        return None
    numbers = [group for group in found.groups() if group]
    return _iso(dict(zip(("year", "month", "day"), numbers, strict=True)), today)


def _chinese_numerals(text: str) -> str:
    return _CHINESE_DATE.sub(_arabic, text) if "年" in text else text


def _arabic(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{year.translate(_CHINESE_DIGITS)}年{_tens(month)}月{_tens(day)}日"


def _tens(numeral: str) -> int:
    """Return the value of 一 … 三十一.

    >>> _tens("二十三"), _tens("十"), _tens("九")
    (23, 10, 9)
    """
    if "十" not in numeral:
        return int(numeral.translate(_CHINESE_DIGITS))
    tens, _, ones = numeral.partition("十")
    return int((tens or "一").translate(_CHINESE_DIGITS)) * 10 + int((ones or "〇").translate(_CHINESE_DIGITS))


def _iso(parts: dict[str, str | None], today: date) -> str | None:
    """Return ISO 8601 of a day that exists, is not in the future and not before the web; else None."""
    hour = _hour(parts)
    try:
        day = date(int(parts["year"] or 0), int(parts["month"] or 0), int(parts["day"] or 0))
        if hour is not None:
            time(hour, int(parts["minute"] or 0), int(parts["second"] or 0))
    except ValueError:
        return None
    if not date(FIRST_YEAR, 1, 1) <= day <= today:
        return None
    if hour is None:
        return day.isoformat()
    seconds = f":{int(parts['second'] or 0):02}" if parts["second"] else ""
    return f"{day.isoformat()}T{hour:02}:{int(parts['minute'] or 0):02}{seconds}+08:00"


def _hour(parts: dict[str, str | None]) -> int | None:
    if not parts.get("hour"):
        return None
    hour = int(parts["hour"] or 0)
    afternoon = parts["half"] in ("下午", "晚", "晚上", "PM")
    return hour + 12 if afternoon and hour < 12 else hour
