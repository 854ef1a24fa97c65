"""The sites to crawl: declarations in TOML, one file a province, checked as a whole before the first request.

A declaration is a ``[[site]]`` table; ``code``, ``name`` and ``start_urls`` are enough. All keys are described in
``seeds/README.md``. A file whose name begins with a province number (``62-gansu.toml``) holds only codes of that
province; ``00-….toml`` holds sites of no single county, which have ``site`` in place of ``code`` and ``name``.

Errors::

    crawler.exitcodes.ConfigurationError
    └── SiteError   raised by load_sites: every problem of every file, each with file, code and key
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError
from w3lib.url import canonicalize_url

from crawler.core.model import SiteFacts
from crawler.core.profiles import profiles
from crawler.exitcodes import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from crawler.core.divisions import Division

#: What a selector may be given for.
SELECTOR_NAMES = ("body", "title", "published", "source", "author", "editor", "list", "next")

#: Files whose name begins with this number hold sites that belong to no single county.
NO_COUNTY = "00"

_FILE_NUMBER = re.compile(r"(\d\d)-")
_EMPTY_PAGE = LexborHTMLParser("<p></p>")


class SiteError(ConfigurationError):
    """Declarations of sites are wrong; ``problems`` has one line each: file, code, key and what is wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the problems in the order of files and sites."""
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"{count} problem{'s' if count > 1 else ''} in the declarations of sites:"
        super().__init__("\n  ".join((head, *self.problems)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One declared site: what to fetch, and what is known about its pages."""

    code: str | None = None  # division code, six digits
    name: str | None = None  # official name of the division today
    province: str | None = None
    site: str | None = None  # name of the site, where it is not the county's own portal
    start_urls: tuple[str, ...] = ()
    profile: str | None = None
    article_url: re.Pattern[str] | None = None  # searched in the URL path; the profile's where none is declared
    selectors: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    delay: float | None = None  # seconds between two requests to a host; None: the setting DOWNLOAD_DELAY
    enabled: bool = True
    since: date | None = None
    note: str | None = None
    file: str = ""  # where it was declared

    @property
    def key(self) -> tuple[str | None, str | None]:
        """Code and site name, which no two sites share."""
        return self.code, self.site

    @property
    def label(self) -> str:
        """The site as people name it: ``620524 武山县 天水在线``."""
        return " ".join(part for part in (self.code, self.name, self.site) if part)

    @property
    def facts(self) -> SiteFacts:
        """What the core may know of the site."""
        return SiteFacts(
            adcode=self.code,
            county=self.name,
            site=self.site,
            profile=self.profile,
            selectors=self.selectors,
            encoding=self.encoding,
        )


def load_sites(folder: Path, divisions: Mapping[str, Division]) -> tuple[Site, ...]:
    """Return the sites of all ``*.toml`` files of a folder, in the order of file names and of the files.

    Raises ``SiteError`` with all problems of all files.
    """
    if not folder.is_dir():
        raise SiteError([f"{folder}: no such folder"])
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise SiteError([f"{folder}: no *.toml file in it"])
    problems: list[str] = []
    sites = [site for path in paths for site in _load_file(path, divisions, problems)]
    problems += _duplicates(sites)
    if problems:
        raise SiteError(problems)
    return tuple(sites)


def _load_file(path: Path, divisions: Mapping[str, Division], problems: list[str]) -> Iterator[Site]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(f"{path.name}: not readable as TOML: {error}")
        return
    problems += [f"{path.name}: {key}: unknown key; sites are [[site]] tables" for key in tables if key != "site"]
    declared = tables.get("site", [])
    if not isinstance(declared, list) or not all(isinstance(table, dict) for table in declared):
        problems.append(f"{path.name}: site: must be written as [[site]]")
        return
    for number, table in enumerate(declared, start=1):
        declaration = _Declaration(path.name, number, table, divisions)
        site = declaration.read()
        problems += declaration.problems
        if not declaration.problems:
            yield site


class _Declaration:
    """One ``[[site]]`` table on its way to a ``Site``: every key is checked, and every problem kept."""

    def __init__(self, file: str, number: int, table: Mapping[str, object], divisions: Mapping[str, Division]) -> None:
        self.file = file
        self.table = table
        self.divisions = divisions
        self.problems: list[str] = []
        code, site = table.get("code"), table.get("site")
        self.place = f"{file}: " + (code if isinstance(code, str) else f"site {number}")
        if isinstance(site, str) and site:
            self.place += f" ({site})"

    def read(self) -> Site:
        """Return the site; it means something only where ``problems`` stays empty."""
        values = {key: value for key in self.table if (value := self._value(key)) is not None}
        self._check_required(values)
        division = self._check_division(values)
        if division:
            values |= {"name": division.name, "province": division.province}
        return Site(**values, file=self.file)

    def _problem(self, key: str, text: str) -> None:
        self.problems.append(f"{self.place}: {key}: {text}")

    def _value(self, key: str) -> Any:  # noqa: ANN401 - the checked value of any key
        if key not in _CHECKS:
            self._problem(key, "unknown key" + did_you_mean(key, _CHECKS))
            return None
        try:
            return _CHECKS[key](self.table[key])
        except ValueError as error:
            self._problem(key, str(error))
            return None

    def _check_required(self, values: Mapping[str, Any]) -> None:
        no_county = self.file.startswith(NO_COUNTY + "-")
        required = ["site"] if no_county else ["code", "name"]
        required.append("start_urls" if values.get("enabled", True) else "note")
        for key in required:
            if key not in self.table:
                self._problem(key, "missing" + _WHY_REQUIRED.get(key, ""))
        for key in ("code", "name") if no_county else ():
            if key in self.table:
                self._problem(key, f"files {NO_COUNTY}-… hold sites of no single county; move this one to its province")

    def _check_division(self, values: Mapping[str, Any]) -> Division | None:
        code, name = values.get("code", ""), values.get("name")
        division = self.divisions.get(code)
        if code and not division:
            self._problem("code", f"{code} is not the code of a county-level division{self._code_hint(code, name)}")
        if division and name and name not in division.names:
            known = "、".join(division.names)
            self._problem("name", f"{code} is {known}, not {name}{self._name_hint(name)}")
        number = _FILE_NUMBER.match(self.file)
        if division and number and number[1] not in (code[:2], NO_COUNTY):
            self._problem("code", f"{code} belongs in a file {code[:2]}-….toml")
        return division

    def _code_hint(self, code: str, name: str | None) -> str:
        return self._name_hint(name) or did_you_mean(code, self.divisions)

    def _name_hint(self, name: str | None) -> str:
        codes = [code for code, division in self.divisions.items() if name in division.names]
        return f"; {name} is {' or '.join(codes)}" if codes else ""


_WHY_REQUIRED = {
    "start_urls": " (list pages to start from), or enabled = false with a note",
    "note": " (a disabled site says why)",
}


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the nearest known word, or nothing."""
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be a text in quotes, not {_kind(value)}")  # noqa: TRY004 - one kind of error to collect
    if not value.strip() or value != value.strip():
        raise ValueError("must not be empty or begin or end with a space")
    return value


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table", str: "a text"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _code(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{6}", value):
        raise ValueError(f'must be six digits in quotes, as in "620524", not {value!r}')
    return value


def _urls(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"must be a list of URLs, not {_kind(value)}")  # noqa: TRY004
    if not value:
        raise ValueError("must hold at least one URL")
    return tuple(_url(item) for item in value)


def _url(value: object) -> str:
    url = _text(value)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s\x00-\x1f]", url):
        raise ValueError(f"not an http or https URL: {url!r}")
    return url


def _profile(value: object) -> str:
    name = _text(value)
    if name not in profiles():
        hint = did_you_mean(name, profiles()) or f"; known are {', '.join(profiles())}"
        raise ValueError(f"no profile {name!r}{hint}")
    return name


def _pattern(value: object) -> re.Pattern[str]:
    try:
        return re.compile(_text(value))
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None


def _selectors(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise ValueError(f"must be a table such as {{ body = '#zoom' }}, not {_kind(value)}")  # noqa: TRY004
    for name, selector in value.items():
        if name not in SELECTOR_NAMES:
            hint = did_you_mean(name, SELECTOR_NAMES) or f"; known are {', '.join(SELECTOR_NAMES)}"
            raise ValueError(f"unknown selector {name!r}{hint}")
        try:
            _EMPTY_PAGE.css(_text(selector))
        except SelectolaxError:
            raise ValueError(f"{name}: not a CSS selector: {selector!r}") from None
    return dict(value)


def _encoding(value: object) -> str:
    name = _text(value)
    try:
        "".encode(name)
    except LookupError:
        raise ValueError(f"no text encoding {name!r}{did_you_mean(name, _ENCODINGS)}") from None
    return name


_ENCODINGS = ("utf-8", "gbk", "gb2312", "gb18030", "big5", "big5hkscs", "utf-16")


def _delay(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise ValueError(f"must be a number of seconds, 0 or more, not {value!r}")
    return float(value)


def _enabled(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")  # noqa: TRY004
    return value


def iso_date(value: object) -> date:
    """Return the date of a TOML date or of a text ``YYYY-MM-DD``; raises ``ValueError``."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return date.fromisoformat(value)
    raise ValueError(f"must be a date YYYY-MM-DD, not {value!r}")


#: What each key of a declaration must be; a check returns the value for ``Site`` or raises ``ValueError``.
_CHECKS: Mapping[str, Callable[[object], Any]] = MappingProxyType(
    {
        "code": _code,
        "name": _text,
        "start_urls": _urls,
        "site": _text,
        "profile": _profile,
        "article_url": _pattern,
        "selectors": _selectors,
        "encoding": _encoding,
        "delay": _delay,
        "enabled": _enabled,
        "since": iso_date,
        "note": _text,
    }
)


def _duplicates(sites: Iterable[Site]) -> Iterator[str]:
    """Say which sites repeat an earlier one: the same code and site name, or the same start URL."""
    keys: dict[tuple[str | None, str | None], Site] = {}
    urls: dict[str, Site] = {}
    for site in sites:
        first = keys.setdefault(site.key, site)
        if first is not site:
            yield f"{site.file}: {site.label}: site: declared before in {first.file}; give this one its own site name"
        for url in site.start_urls:
            bare = canonicalize_url(url).partition("://")[2]
            if bare in urls:
                yield f"{site.file}: {site.label}: start_urls: {url} is already a start URL of {urls[bare].label}"
            urls.setdefault(bare, site)
