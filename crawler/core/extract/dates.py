"""Dates as Chinese pages write them, to ISO 8601; what cannot be a date of a published page is no date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

#: ○, the letters O and a plain 0 stand for 〇 in what people type.
_CHINESE_DIGITS: Final = str.maketrans("〇○零OＯО一二三四五六七八九", "000000123456789")
_NUMERAL = "[〇○零OＯО0一二三四五六七八九]"
_CHINESE_DATE = re.compile(
    rf"([一二]{_NUMERAL}{{3}})\s*年\s*([一二三四五六七八九十]{{1,2}})\s*月\s*([一二三四五六七八九十]{{1,3}})\s*日"
)
_MOMENT = (
    r"\s*[T,，]?\s*[(（\[]?(?:(?:星期|礼拜|周)[一二三四五六日天])?[)）\]]?\s*"
    r"(?P<half>凌晨|清晨|早上?|上午|中午|下午|傍晚|晚上?|AM|PM|am|pm)?\s*"
    r"(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})(?!\d)(?:\s*[:：分]\s*(?P<second>\d{1,2})(?!\d))?"
)
_DASH = r"[-/.\u2013\u2014\u2212\uff0d\uff0e\uff0f]"
_MONTH_AND_DAY = rf"(?P<month>\d{{1,2}})\s*(?:{_DASH}|月)\s*(?P<day>\d{{1,2}})(?=\D|$|\d{{1,2}}[:：]\d\d)\s*[日号]?"
_DATE = re.compile(rf"(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?:{_DASH}|年)\s*{_MONTH_AND_DAY}(?:{_MOMENT})?")
#: The year above or before day and time, each in an element of its own: 2024 03/05 09:30:26.
_SPREAD = re.compile(rf"(?<!\d)(?P<year>20\d\d)\s{{0,3}}(?P<month>\d\d)\s?[/-]\s?(?P<day>\d\d){_MOMENT}")
#: Two digits of the year, which only a label makes a date.
_SHORT = re.compile(rf"\s*(?P<year>\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:{_MOMENT}|\s*$)")
#: As WordPress writes them whose words are Chinese and whose order is not: 十一月 6th, 2009.
_MONTH_FIRST = re.compile(
    r"([一二三四五六七八九十]{1,2})月\s{1,3}(\d{1,2})(?:st|nd|rd|th)?,\s{0,3}((?:19|20)\d\d)(?!\d)"
)
#: The parts of a date stand together; a form of a page may have any number of spaces between its fields.
_GAPS = re.compile(r"\s{3,}")
#: A date without a year counts only with a time of day: 3-5 alone may be anything.
_YEARLESS = re.compile(rf"(?<![\d年/.-]){_MONTH_AND_DAY}{_MOMENT}")
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)"
    r"(?:(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?(?!\d)"
)
_UNIX = re.compile(r"(1\d{9})(?:\d{3})?")  # seconds or milliseconds since 1970
#: Separated (/2024/3/5/, /2024-03/05/, /202403/05/), in one run behind a letter or sign (t20240305_1), or the beginning
#: of a number of a moment (20240305093000123.htm).
_URL_DATE = re.compile(
    r"(?<!\d)(20\d\d)[-/_]?(0[1-9]|1[0-2]|(?<=[-/_])[1-9])[-/_](0[1-9]|[12]\d|3[01]|[1-9])(?=[/_-])"
    r"|(?<!\d)(20\d\d)[-/_]?(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_.-]|[A-Za-z]|$|\d{6,11}\.)"
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
    text = _chinese_numerals(_GAPS.sub(" ", text))
    for form in (_DATE, _SPREAD):
        for found in form.finditer(text):
            if iso := _iso(found.groupdict(), today):
                return iso
    return None


def read_labelled_date(text: str, today: date) -> str | None:
    """Return the date of a folded text that stands behind a label: the forms of ``find_date``, and 24-03-05."""
    if iso := find_date(text, today):
        return iso
    found = _SHORT.match(text)
    return _iso(found.groupdict() | {"year": f"20{found['year']}"}, today) if found else None


def find_yearless(text: str, near: str, today: date) -> str | None:
    """Return the first date with a time but without a year in a folded text, in the year of another date.

    ``near`` is ISO 8601, what the page's address or head says; a day behind it belongs to the year before.

    >>> find_yearless("发布时间:10-08 12:00", "2019-10-09", date(2026, 1, 1))
    '2019-10-08T12:00+08:00'
    """
    year = int(near[:4])
    latest = min(date.fromisoformat(near[:10]) + timedelta(days=1), today)
    for found in _YEARLESS.finditer(text):
        for guess in (year, year - 1):
            if iso := _iso(found.groupdict() | {"year": str(guess)}, latest):
                return iso
    return None


def read_machine_date(text: str, today: date) -> str | None:
    """Return the date that a meta tag holds: ISO 8601, Unix time, 20240305, or a form of ``find_date``."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo:
            text = moment.astimezone(BEIJING).isoformat()
    except (ValueError, OverflowError):
        if unix := _UNIX.fullmatch(text):
            text = datetime.fromtimestamp(int(unix[1]), UTC).astimezone(BEIJING).isoformat()
    return find_date(text, today) or next(
        (iso for found in _COMPACT.finditer(text) if (iso := _iso(found.groupdict(), today))), None
    )


def date_of_url(url: str, today: date) -> str | None:
    """Return the date in a URL's path (``/t20240305_1.html``, ``/art/2024/3/5/``), the day only."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    for found in _URL_DATE.finditer(path):
        numbers = [group for group in found.groups() if group]
        if iso := _iso(dict(zip(("year", "month", "day"), numbers, strict=True)), today):
            return iso
    return None


def days_apart(one: str, other: str) -> int:
    """Return how many days lie between two dates in ISO 8601, times left aside."""
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)


def _chinese_numerals(text: str) -> str:
    if "年" in text:
        return _CHINESE_DATE.sub(_arabic, text)
    return _MONTH_FIRST.sub(_year_first, text) if "月 " in text else text


def _year_first(found: re.Match[str]) -> str:
    month, day, year = found.groups()
    return f"{year}年{_tens(month)}月{day}日"


def _arabic(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{year.translate(_CHINESE_DIGITS)}年{_tens(month)}月{_tens(day)}日"


def _tens(numeral: str) -> int:
    """Return the value of 一 … 九十九, 0 for what is no numeral.

    >>> _tens("二十三"), _tens("十"), _tens("九"), _tens("十二十")
    (23, 10, 9, 0)
    """
    if "十" not in numeral:
        return int(numeral.translate(_CHINESE_DIGITS))
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return int((tens or "一").translate(_CHINESE_DIGITS)) * 10 + int((ones or "〇").translate(_CHINESE_DIGITS))


def _iso(parts: Mapping[str, str | None], today: date) -> str | None:
    """Return ISO 8601 of a day that exists, is not in the future and not before the web; else None."""
    try:
        day = date(int(parts["year"] or 0), int(parts["month"] or 0), int(parts["day"] or 0))
    except ValueError:
        return None
    if not date(FIRST_YEAR, 1, 1) <= day <= today:
        return None
    return day.isoformat() + _time(parts)


def _time(parts: Mapping[str, str | None]) -> str:
    """Return "T", the time of day and the offset; "" where there is no time, or none that a clock shows."""
    if not parts.get("hour"):
        return ""
    hour, minute, second = (int(parts[unit] or 0) for unit in ("hour", "minute", "second"))
    half = parts.get("half") or ""
    if hour < 12 and (half in ("下午", "傍晚", "晚", "晚上", "PM", "pm") or (half == "中午" and hour < 11)):
        hour += 12
    try:
        clock = time(hour, minute, second)
    except ValueError:
        return ""
    return f"T{clock.isoformat('seconds' if parts['second'] else 'minutes')}+08:00"
