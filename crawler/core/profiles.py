"""CMS profiles: what the sites of one content management system share, read from ``data/cms.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.core.tables import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One page family; the meaning of the fields stands at the head of ``data/cms.toml``."""

    id: str
    vendor: str
    article_url: re.Pattern[str]
    body: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    title: str | None = None
    published: str | None = None
    source: str | None = None


@cache
def profiles() -> Mapping[str, Profile]:
    """Return all profiles by id, the most specific first."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(read_bytes("cms.toml").decode("utf-8"))
    return MappingProxyType({name: _profile(name, table) for name, table in tables.items()})


def _profile(name: str, table: dict[str, Any]) -> Profile:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Profile(**(values | {"id": name, "article_url": re.compile(table["article_url"])}))


@cache
def _signs() -> tuple[tuple[str, Profile], ...]:
    return tuple((sign, profile) for profile in profiles().values() for sign in profile.signs)


@cache
def _stems() -> tuple[str, ...]:
    """Return the signs that hold no other: without one of them a page has none."""
    signs = [sign for sign, _ in _signs()]
    return tuple(sign for sign in signs if not any(other in sign and other != sign for other in signs))


def recognise(url: str, signs: str) -> Profile | None:
    """Return the family of a page: by the names that only that family writes into its markup, else by the URL's path.

    ``signs`` are the element names and attributes of the page in lower case, as written.
    """
    if any(map(signs.__contains__, _stems())):
        for sign, profile in _signs():
            if sign in signs and re.search(rf"(?<![\w-]){sign}(?![\w-])", signs):
                return profile
    path = urlsplit(url).path
    return next((profile for profile in profiles().values() if profile.article_url.search(path)), None)
