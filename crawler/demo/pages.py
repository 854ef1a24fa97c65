"""Rendering: the articles, list pages and other pages of one demo site as markup, in the words of its family."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crawler.demo import families

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.demo.articles import County, Story
    from crawler.demo.families import Family
    from crawler.demo.wire import Wire

TEMPLATES = Path(__file__).parent / "templates"
ROWS = 4  # entries on one list page; small, so that every site has further pages
PART = 500  # characters of body of one page, about, where a family splits articles
_SEPARATORS = {"city_news": "_", "legal_portal": "-", "county_news_site": " - ", "document_library": "_"}
#: How precise the meta tag PubDate is where it is not to the minute.
_PUB_DATE = {"gd_unified": "second", "baoji": "day"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: what it says and the path it leads to."""

    title: str
    path: str
    date: str


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["initials"] = families.initials
    return environment


@cache
def _chrome() -> dict[str, Any]:
    return tomllib.loads((TEMPLATES / "chrome.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """One site as its pages see it. ``name`` differs from ``county.site`` on a clone."""

    county: County
    family: Family
    name: str
    base: str  # http://127.0.0.1:PORT
    rows: tuple[Row, ...]  # everything that its lists show, in order

    def article(self, story: Story, wire: Wire, *, parts: Sequence[str] = (), part: int = 0) -> str:
        """Return an article's page; with ``parts`` (the paths of its pages) only that part of the body."""
        path = parts[part] if parts else self.family.article(self.county, story)
        shown = _part(story.paragraphs, len(parts), part) if parts else story.paragraphs
        values = {
            "a": self._fields(story, shown),
            "when": self.family.when(story),
            "column": self._column(story.section, path),
            "metas": self._metas(story, path),
            "page_title": self._page_title(story.title),
            "parts": [{"href": self._href(path, to), "here": n == part} for n, to in enumerate(parts)],
            "part": part,
            "stem": (parts[0] if parts else path).rpartition("/")[2].partition(".")[0],
            **self._neighbours(story, path),
        }
        return self._render("article", path, wire, values)

    def listing(self, page: int, wire: Wire) -> str:
        """Return list page ``page``, from 1."""
        path = self.list_path(page)
        section = families.main_section(self.county)
        rows = self.rows[(page - 1) * ROWS : page * ROWS]
        further = self._href(path, self.list_path(page + 1)) if page < self.pages else None
        values = {
            "a": None,
            "column": self._column(section, path),
            "metas": self._column_metas(section),
            "page_title": self._page_title(section[-1]),
            "rows": self._links(rows, path),
            "page": page,
            "pages": self.pages,
            "turns": self._turns(page, path),
            "next_href": further,
            "last_href": self._href(path, self.list_path(self.pages)),
            "siblings": self._menu()[2]["links"],
        }
        return self._render("list", path, wire, values)

    def special(self, name: str, path: str, wire: Wire, title: str, **more: object) -> str:
        """Return a page that is no article, from the template ``special/NAME.html`` inside the family's shell."""
        section = families.main_section(self.county)
        values = {
            "shell": f"{self.family.key}/base.html",
            "a": None,
            "title": title,
            "date": "2025-09-01",
            "column": self._column(section, path),
            "metas": self._column_metas(section),
            "page_title": self._page_title(title),
            **more,
        }
        return self._render(f"special/{name}", path, wire, values)

    @property
    def pages(self) -> int:
        """Return the number of list pages."""
        return max(1, -(-len(self.rows) // ROWS))

    def list_path(self, page: int) -> str:
        """Return the path of list page ``page``, from 1."""
        return self.family.listing(self.county, page, self.pages)

    def _render(self, template: str, path: str, wire: Wire, values: dict[str, Any]) -> str:
        folder = "" if "/" in template else f"{self.family.key}/"
        views = families.number(path, 100, 9000)
        common = {
            "site": self._site(),
            "county": self.county,
            "origin": self.county.site,
            "prefecture": self.county.prefecture,
            "short": families.short_name(self.county),
            "base": self.base,
            "path": path,
            "menu": self._menu(),
            "words": _chrome()["words"],
            "views": views,
            "made": "2025-09-30 08:00:00",
            "meta_style": self.family.meta_style,
            "meta_early": Markup(wire.meta(self.family.charset_form, late=False)),  # noqa: S704 - our own markup
            "meta_late": Markup(wire.meta(self.family.charset_form, late=True)),  # noqa: S704
            "hot": self._links(self.rows[-3:], path),
        }
        return _environment().get_template(f"{folder}{template}.html").render(common | values)

    def _site(self) -> dict[str, str]:
        serial = families.number(self.county.code, 1, 60)
        return {
            "name": self.name,
            "idcode": f"{self.county.code}{serial:04d}",
            "icp": str(families.number(self.name, 10_000_000, 19_999_999)),
            "domain": urlsplit(self.base).netloc,
        }

    def _menu(self) -> list[dict[str, Any]]:
        short = families.short_name(self.county)
        return [
            {"label": label, "href": f"/{families.initials(label)}/", "links": _items(label, group["items"], short)}
            for group in _chrome()[self.family.menu]
            for label in [group["label"].format(short=short)]
        ]

    def _fields(self, story: Story, shown: Sequence[str]) -> dict[str, object]:
        names = ("source", "author", "editor")
        fields = {name: getattr(story, name) if name in self.family.shows else None for name in names}
        return {"title": story.title, "paragraphs": shown, **fields}

    def _column(self, section: Sequence[str], path: str) -> list[dict[str, str]]:
        folder, steps = "/", []
        for name in section:
            folder += f"{families.initials(name)}/"
            steps.append({"label": name, "href": self._href(path, folder)})
        return steps

    def _href(self, here: str, there: str) -> str:
        return self.family.link(self.base, here, there)

    def _links(self, rows: Sequence[Row], here: str) -> list[dict[str, str]]:
        return [{"title": row.title, "href": self._href(here, row.path), "date": row.date} for row in rows]

    def _turns(self, page: int, path: str) -> list[dict[str, object]]:
        numbers = range(1, self.pages + 1)
        return [{"label": n, "href": self._href(path, self.list_path(n)), "here": n == page} for n in numbers]

    def _neighbours(self, story: Story, path: str) -> dict[str, object]:
        at = next((n for n, row in enumerate(self.rows) if row.title == story.title), 0)
        around = self._links(self.rows, path)
        return {
            "prev": around[at - 1] if at > 0 else None,
            "next": around[at + 1] if at + 1 < len(around) else None,
            "related": [around[(at + step) % len(around)] for step in (2, 3, 5)],
        }

    def _page_title(self, title: str) -> str:
        return f"{title}{_SEPARATORS.get(self.family.key, '_')}{self.name}"

    def _metas(self, story: Story, path: str) -> list[tuple[str, str]]:
        """Return the meta tags of 国办发〔2017〕47号 for an article."""
        fields = self._fields(story, ())
        return [
            *self._column_metas(story.section),
            ("ArticleTitle", story.title),
            ("PubDate", _pub_date(story, _PUB_DATE.get(self.family.key, "minute"))),
            ("ContentSource", str(fields["source"] or "")),
            ("Keywords", f"{families.short_name(self.county)},{story.section[-1]}"),
            ("Author", str(fields["author"] or "")),
            ("Description", story.text.replace("\n", "")[:90]),
            ("Image", ""),
            ("Url", self.base + path),
        ]

    def _column_metas(self, section: Sequence[str]) -> list[tuple[str, str]]:
        site = self._site()
        return [
            ("SiteName", self.name),
            ("SiteDomain", site["domain"]),
            ("SiteIDCode", site["idcode"]),
            ("ColumnName", section[-1]),
            ("ColumnType", "工作动态"),
        ]


def _items(label: str, names: Sequence[str], short: str) -> list[dict[str, str]]:
    folder = f"/{families.initials(label)}/"
    full = [name.format(short=short) for name in names]
    return [{"label": name, "href": f"{folder}{families.initials(name)}/"} for name in full]


def _pub_date(story: Story, precision: str) -> str:
    if precision == "day" or not story.time:
        return story.date
    return story.published + (":00" if precision == "second" else "")


def _part(paragraphs: Sequence[str], parts: int, part: int) -> Sequence[str]:
    size = -(-len(paragraphs) // parts)
    return paragraphs[part * size : (part + 1) * size]
