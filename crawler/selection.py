"""Which of the declared sites a run visits: the spider's arguments, checked against divisions and declarations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.exitcodes import ConfigurationError
from crawler.sites import did_you_mean, iso_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from crawler.core.divisions import Division
    from crawler.sites import Site

#: The arguments that ``-a`` takes.
NAMES = ("county", "province", "since", "limit")

_SEPARATOR = re.compile(r"[,，、]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The checked arguments of ``scrapy crawl county_news -a …``."""

    county: tuple[str, ...] = ()  # codes or names
    province: tuple[str, ...] = ()
    since: date | None = None
    limit: int | None = None  # articles taken from the lists of one site

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Arguments:
        """Return the arguments, or raise ``ConfigurationError`` that names the wrong one."""
        for name in given:
            if name not in NAMES:
                hint = did_you_mean(name, NAMES) or f"; known are {', '.join(NAMES)}"
                raise ConfigurationError(f"-a {name}: no such argument{hint}")
        return cls(
            county=_words("county", given.get("county")),
            province=_words("province", given.get("province")),
            since=_since(given.get("since")),
            limit=_limit(given.get("limit")),
        )


def select(sites: Iterable[Site], arguments: Arguments, divisions: Mapping[str, Division]) -> tuple[Site, ...]:
    """Return the enabled sites that the arguments ask for, all enabled ones where they ask for none.

    Raises ``ConfigurationError`` for a county or province that does not exist or has no site to visit.
    """
    chosen = tuple(sites)
    if arguments.province:
        chosen = tuple(site for word in arguments.province for site in _of_province(word, chosen, divisions))
    if arguments.county:
        chosen = tuple(site for word in arguments.county for site in _of_county(word, chosen, divisions))
    enabled = tuple({site.key: site for site in chosen if site.enabled}.values())
    if not enabled:
        raise ConfigurationError("no enabled site" + "".join(f"\n  {site.label}: {site.note}" for site in chosen))
    return enabled


def _words(name: str, value: str | None) -> tuple[str, ...]:
    if value is None:
        return ()
    words = tuple(word for part in _SEPARATOR.split(value) if (word := part.strip()))
    if not words:
        raise ConfigurationError(f"-a {name}: must be a code or a name, or several separated by commas")
    return words


def _since(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return iso_date(value)
    except ValueError as error:
        raise ConfigurationError(f"-a since: {error}") from None


def _limit(value: str | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < 1:
        raise ConfigurationError(f"-a limit: must be a whole number, 1 or more, not {value!r}")
    return int(value)


def _of_province(word: str, sites: tuple[Site, ...], divisions: Mapping[str, Division]) -> list[Site]:
    """Return the sites of a province: 62, 620000, 甘肃省 or 甘肃."""
    prefix = re.fullmatch(r"(\d\d)(?:0000)?", word)
    names = {division.code[:2]: division.province for division in divisions.values()}
    found = {code for code, name in names.items() if (prefix and code == prefix[1]) or _begins(name, word)}
    if not found:
        raise ConfigurationError(f"-a province: no province {word!r}{did_you_mean(word, set(names.values()))}")
    chosen = [site for site in sites if site.code and site.code[:2] in found]
    if not chosen:
        raise ConfigurationError(f"-a province: no site is declared in {' or '.join(names[code] for code in found)}")
    return chosen


def _begins(name: str, word: str) -> bool:
    return len(word) >= 2 and name.startswith(word)


def _of_county(word: str, sites: tuple[Site, ...], divisions: Mapping[str, Division]) -> list[Site]:
    """Return the sites of a county: its code, its name, or one of its former names."""
    known = {code: one for code, one in divisions.items() if word == code or word in one.names}
    if not known:
        names = [name for one in divisions.values() for name in one.names]
        raise ConfigurationError(f"-a county: no county {word!r}{did_you_mean(word, [*divisions, *names])}")
    chosen = [site for site in sites if site.code in known]
    if not chosen:
        listed = " or ".join(f"{one.name} ({code}, {one.province}{one.prefecture})" for code, one in known.items())
        raise ConfigurationError(f"-a county: no site is declared for {listed}")
    codes = {site.code for site in chosen if site.code}
    if len(codes) > 1:
        listed = ", ".join(f"{code} ({known[code].province}{known[code].prefecture})" for code in sorted(codes))
        raise ConfigurationError(f"-a county: {word!r} is several counties, give the code: {listed}")
    return chosen
