"""The project's own settings (``COUNTY_NEWS_*``), checked once at the start; ``crawler.settings`` has the defaults."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from crawler.core.divisions import divisions, parse_divisions
from crawler.core.model import Context, SpamMode, SpamWords, TargetScript
from crawler.exitcodes import ConfigurationError
from crawler.sites import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings

    from crawler.core.divisions import Division

PREFIX = "COUNTY_NEWS_"

#: Everything that Scrapy would take for a setting of ours; any other name with the prefix is a slip of the keyboard.
NAMES = (
    "CONTACT", "DIVISIONS_EXTRA", "LIST_PAGES", "OUTPUT", "PARTS", "SEEDS", "SPAM_MODE", "SPAM_WORDS", "TARGET_SCRIPT"
)  # fmt: skip

#: Numbers among Scrapy's settings, with the least that makes sense; Scrapy's own complaint does not name the setting.
WHOLE_NUMBERS = {
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_MAXSIZE": 0,
    "DOWNLOAD_WARNSIZE": 0,
    "RETRY_TIMES": 0,
    "REDIRECT_MAX_TIMES": 0,
    "DEPTH_LIMIT": 0,
    "CLOSESPIDER_ERRORCOUNT": 0,
    "CLOSESPIDER_ITEMCOUNT": 0,
    "CLOSESPIDER_PAGECOUNT": 0,
}
SECONDS = ("CLOSESPIDER_TIMEOUT", "DNS_TIMEOUT", "DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT", "LOGSTATS_INTERVAL")

#: China has one time zone and no summer time.
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The checked settings of a run."""

    seeds: Path
    output: Path
    target_script: TargetScript
    spam_mode: SpamMode
    list_pages: int  # list pages followed from one start URL
    parts: int  # pages of one split article, the first counted
    contact: str | None
    divisions: Mapping[str, Division]
    spam_words: SpamWords = "keep"

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Options:
        """Return the options, or raise ``ConfigurationError`` that names the setting."""
        _check_names(settings)
        _check_numbers(settings)
        return cls(
            seeds=_path(settings, "SEEDS"),
            output=_path(settings, "OUTPUT"),
            target_script=_one_of(settings, "TARGET_SCRIPT", get_args(TargetScript)),
            spam_mode=_one_of(settings, "SPAM_MODE", get_args(SpamMode)),
            spam_words=_one_of(settings, "SPAM_WORDS", get_args(SpamWords)),
            list_pages=_count(settings, "LIST_PAGES"),
            parts=_count(settings, "PARTS"),
            contact=_contact(settings),
            divisions=_divisions(settings),
        )

    def context(self, fetched: str) -> Context:
        """Return the context of a page fetched at that moment (ISO 8601 with offset): today is the day in China."""
        today = datetime.fromisoformat(fetched).astimezone(CHINA).date()
        return Context(
            today=today, target_script=self.target_script, spam_mode=self.spam_mode, spam_words=self.spam_words
        )


def _check_names(settings: BaseSettings) -> None:
    known = [PREFIX + name for name in NAMES]
    for name in settings:
        if str(name).startswith(PREFIX) and name not in known:
            raise ConfigurationError(f"{name}: no such setting{did_you_mean(str(name), known)}")


def _check_numbers(settings: BaseSettings) -> None:
    for name, least in WHOLE_NUMBERS.items():
        if _number(int, settings.get(name, least)) < least:
            raise ConfigurationError(f"{name}: must be a whole number, {least} or more, not {settings.get(name)!r}")
    for name in SECONDS:
        if not 0 <= _number(float, settings.get(name, 0)) < math.inf:
            raise ConfigurationError(f"{name}: must be a number of seconds, 0 or more, not {settings.get(name)!r}")


def _number(kind: type[int] | type[float], value: Any) -> float:  # noqa: ANN401 - whatever the operator gave
    """Return the value as Scrapy will read it, -1 where it cannot; None is Scrapy's "unlimited" or "off"."""
    try:
        return kind(0 if value is None else value)
    except (TypeError, ValueError, OverflowError):
        return -1


def _wrong(name: str, text: str) -> ConfigurationError:
    return ConfigurationError(f"{PREFIX}{name}: {text}")


def _path(settings: BaseSettings, name: str) -> Path:
    value = settings.get(PREFIX + name)
    if not isinstance(value, str | Path) or not str(value).strip():
        raise _wrong(name, f"must be the path of a folder, not {value!r}")
    return Path(value)


def _one_of(settings: BaseSettings, name: str, choices: tuple[str, ...]) -> Any:  # noqa: ANN401 - one of the choices
    value = settings.get(PREFIX + name)
    if value not in choices:
        raise _wrong(name, f"must be one of {', '.join(choices)}, not {value!r}")
    return value


def _count(settings: BaseSettings, name: str) -> int:
    value = str(settings.get(PREFIX + name))
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < 1:
        raise _wrong(name, f"must be a whole number, 1 or more, not {value!r}")
    return int(value)


def _contact(settings: BaseSettings) -> str | None:
    value = settings.get(PREFIX + "CONTACT")
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not re.fullmatch(r"[!-~]+", value) or not re.search(r"://|@", value):
        raise _wrong("CONTACT", f"must be a URL or an e-mail address, not {value!r}")
    return value


def _divisions(settings: BaseSettings) -> Mapping[str, Division]:
    """Return the package's divisions with those of the operator's table, if one is given, added or put over them."""
    value = settings.get(PREFIX + "DIVISIONS_EXTRA")
    if value is None or value == "":
        return divisions()
    try:
        lines = Path(value).read_text(encoding="utf-8").splitlines()
        extra = parse_divisions(line for line in lines if line.strip() and not line.startswith("#"))
    except OSError as error:
        raise _wrong("DIVISIONS_EXTRA", f"{value}: {error.strerror}") from None
    except ValueError as error:
        raise _wrong("DIVISIONS_EXTRA", f"{value}: {error}") from None
    return MappingProxyType({**divisions(), **extra})
