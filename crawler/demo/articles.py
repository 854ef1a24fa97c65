"""The texts of the demo counties, read from ``articles/*.toml``: the truth that every page is made from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

ARTICLES = Path(__file__).parent / "articles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as its county wrote it: Simplified, one string a paragraph."""

    slug: str
    title: str
    published: str  # "YYYY-MM-DD HH:MM" or "YYYY-MM-DD"
    section: tuple[str, ...]
    paragraphs: tuple[str, ...]
    source: str | None = None
    author: str | None = None
    editor: str | None = None

    @property
    def text(self) -> str:
        """Return the body, paragraphs joined by newlines."""
        return "\n".join(self.paragraphs)

    @property
    def date(self) -> str:
        """Return the day of publication as YYYY-MM-DD."""
        return self.published[:10]

    @property
    def time(self) -> str:
        """Return the time of publication as HH:MM, or ""."""
        return self.published[11:16]

    def number(self, below: int, salt: str = "") -> int:
        """Return a number in [0, below) that is always the same for this story and ``salt``."""
        return int.from_bytes(blake2b(f"{self.slug}:{salt}".encode(), digest_size=8).digest()) % below


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """One fictional division and its stories, newest first."""

    code: str
    name: str
    province: str
    prefecture: str
    site: str
    stories: tuple[Story, ...]


@cache
def counties() -> dict[str, County]:
    """Return every demo county by its code."""
    loaded = (_load(path) for path in sorted(ARTICLES.glob("*.toml")))
    return {county.code: county for county in loaded}


def _load(path: Path) -> County:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    stories = [_story(entry) for entry in data.pop("article")]
    return County(**data, stories=tuple(sorted(stories, key=lambda story: story.published, reverse=True)))


def _story(entry: dict[str, object]) -> Story:
    return Story(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})  # type: ignore[arg-type]
