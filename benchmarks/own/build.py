"""From the declared cases to pages in memory: templates are filled, encoded, and their gold is written down."""

from __future__ import annotations

import codecs
import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from benchmarks.own import body
from benchmarks.own.shown import Shown, Story, write_date
from crawler.core.model import Page, SiteFacts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE = Path(__file__).parent
FETCHED = "2026-12-31T00:00:00+00:00"

#: Encoding of a page -> the name by which its markup and its header call it.
LABELS = {"utf-8": "utf-8", "gb18030": "gb18030", "gbk": "gb2312", "big5": "big5", "utf-16": "utf-16"}

#: What servers send as Content-Type where a case does not say it.
HEADERS = ("", "text/html", "text/html; charset={}", "text/html;charset={}")

_VARYING = re.compile(r"[0-9a-f]{16,}|[0-9a-f]{12}(?=\.)|\d{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One declared page: its address, template and story, and what makes it hard.

    ``story`` names an article, ``""`` for pages without one. ``change`` replaces fields of the story, ``options`` are
    read by the template. ``split`` cuts the body into so many pages; all but the first travel as ``Page.parts``
    unless ``alone``.
    """

    id: str
    family: str  # a family of cms.toml, or a name for what no family covers
    template: str
    site: str
    path: str
    story: str = ""
    kind: str = "article"
    style: str = "p"
    encoding: str = "utf-8"
    header: str = ""  # charset in the Content-Type header; "" for one of ``HEADERS``
    when: str = ""  # form of the visible dates; "" for the template's own
    hard: Sequence[str] = ()
    change: Mapping[str, Any] = field(default_factory=dict)
    lead: str = ""  # lines before the body
    tail: str = ""  # lines behind it
    truth: Mapping[str, Any] = field(default_factory=dict)  # gold of what ``lead`` and ``tail`` say
    options: Mapping[str, Any] = field(default_factory=dict)
    split: int = 0
    alone: bool = False
    text: bool = False  # a plain-text document
    published: str = ""  # where readers and metas say nothing: the date that the address shows


@dataclass(slots=True)
class Lists:
    """The rows and pagers of a page as templates print them, noted for the gold."""

    spec: Spec
    words: Mapping[str, Any]
    base: str
    articles: list[str] = field(default_factory=list)
    next_page: str | None = None

    def side(self, count: int, salt: str = "", *, kind: str = "headlines") -> list[dict[str, str]]:
        """Return rows of links that are not what the page is about."""
        return list(self._rows(count, f"side {salt}", kind))

    def listed(self, count: int, salt: str = "", *, kind: str = "headlines") -> list[dict[str, str]]:
        """Return rows of links that are what the page is about."""
        rows = list(self._rows(count, salt, kind))
        self.articles.extend(urljoin(self.base, row["href"]) for row in rows)
        return rows

    def follow(self, href: str) -> str:
        """Return the link to the next page."""
        self.next_page = urljoin(self.base, href)
        return href

    def _rows(self, count: int, salt: str, kind: str) -> Iterator[dict[str, str]]:
        pool = self.words[kind]
        shape = str(self.spec.options.get("shape", self.spec.path))
        start = _number(f"{self.spec.id}{salt}", len(pool))
        for n in range(count):
            title = pool[(start + n * 7) % len(pool)]
            day = 28 - (n * 5 + start) % 27
            date = f"2025-{12 - (n * 2 + start) % 12:02d}-{day:02d}"
            href = vary(shape, f"{self.spec.id}{salt}{n}", date)
            if self.spec.options.get("outside") and n % 5 == 2:
                href = f"http://mp.weixin.example/s/{_number(href, 10**12):012d}"
            yield {"title": title, "href": href, "date": date}


def vary(path: str, salt: str, date: str) -> str:
    """Return an address of the same shape: its dates become ``date``, its last other number another one."""
    year, month, day = date.split("-")
    path = re.sub(r"20\d\d([-/]?)\d\d([-/]?)\d\d(?=\D)", rf"{year}\g<1>{month}\g<2>{day}", path)
    path = re.sub(r"(?<=/)20\d{4}(?=/)", f"{year}{month}", path)
    found = list(_VARYING.finditer(path))
    if not found:
        return path
    last = found[-1]
    if path[last.start() : last.end()] == date.replace("-", "") and len(found) > 1:
        last = found[-2]
    digits = "0123456789abcdef" if re.search("[a-f]", last[0]) else "0123456789"
    seed = blake2b(f"{path}{salt}".encode(), digest_size=32).digest()
    new = "".join(digits[byte % len(digits)] for byte in seed[: len(last[0])])
    new = new.replace("0", "1", 1) if new.startswith("0") else new
    return path[: last.start()] + new + path[last.end() :]


def _number(name: str, below: int) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) % below


@cache
def stories() -> dict[str, Story]:
    """Return every article by its id."""
    found: dict[str, Story] = {}
    for path in sorted((HERE / "articles").glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8"))["article"]:
            if entry["id"] in found:
                raise ValueError(f"two articles are called {entry['id']}")
            found[entry["id"]] = Story(**entry)
    return found


@cache
def specs() -> tuple[Spec, ...]:
    """Return every declared page, from ``cases.toml``."""
    data = tomllib.loads((HERE / "cases.toml").read_text("utf-8"))["case"]
    known = {each.name for each in fields(Spec)}
    return tuple(
        Spec(
            **{key: value for key, value in entry.items() if key in known},
            options={key: value for key, value in entry.items() if key not in known},
        )
        for entry in data
    )


@cache
def _chrome() -> dict[str, Any]:
    return tomllib.loads((HERE / "chrome.toml").read_text("utf-8"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["number"] = _number
    environment.filters |= {"latin_spans": body.latin_spans, "runs": body.runs}
    return environment


def build(spec: Spec) -> tuple[Page, dict[str, Any]]:
    """Return a declared page, with its further parts, and its gold."""
    pages, gold = zip(*(_page(spec, part) for part in range(max(spec.split, 1))), strict=True)
    page: Page = pages[0] if spec.alone else replace(pages[0], parts=pages[1:])
    return page, _joined(gold) if spec.split and not spec.alone else gold[0]


def _joined(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first = dict(parts[0])
    first["body_text"] = "\n".join(part["body_text"] for part in parts)
    first["images"] = [image for part in parts for image in part["images"]]
    first["attachments"] = [file for part in parts for file in part["attachments"]]
    return first


def _page(spec: Spec, part: int) -> tuple[Page, dict[str, Any]]:
    """Return one page of a case and its gold."""
    site = _chrome()["sites"][spec.site]
    paths = [spec.path, *(_part_path(spec.path, n) for n in range(1, spec.split))]
    url = f"http://{site['host']}{paths[part]}"
    base = str(spec.options.get("base", url))
    lists = Lists(spec, _chrome()["words"], base)
    shown = None
    if spec.story:
        story = replace(stories()[spec.story], **spec.change)
        lines = _lines(spec, story, part)
        half = len(lines) // 2 + 1
        halves = (markup(lines[:half], spec.style), markup(lines[half:], spec.style))
        shown = Shown(story, lines, base, markup(lines, spec.style), halves, form=spec.when, plain=spec.style == "pre")
    name = f"{spec.template}.{'txt' if spec.text else 'html'}"
    values = {"a": shown, "l": lists, "o": spec.options, "url": url, "path": paths[part], "part": part, "site": site}
    values["parts"] = [{"href": path, "here": n == part, "label": str(n + 1)} for n, path in enumerate(paths)]
    html = _environment().get_template(name).render(values, charset=LABELS[spec.encoding], **_words(site["local"]))
    page = Page(
        body=encode(html, spec.encoding),
        url=url,
        requested_url=url,
        fetched=FETCHED,
        content_type=_content_type(spec),
        format="text" if spec.text else "html",
        site=SiteFacts(),
    )
    return page, _gold(spec, shown, lists)


def markup(lines: Sequence[body.Line], style: str) -> Markup:
    """Return a body as the editor ``style`` (a template of ``templates/body``) writes it."""
    template = _environment().get_template(f"body/{style}.html")
    return Markup(template.render(groups=body.groups(lines)))  # noqa: S704 - our own text


@cache
def _words(local: str) -> dict[str, Any]:
    """Return what the templates of every page may use."""
    return {
        "words": _chrome()["words"],
        "menus": _menus(local),
        "story_of": stories().__getitem__,
        "body_of": lambda name, style: markup(body.read(stories()[name].body), style),
        "date_of": lambda name, form: write_date(stories()[name].moment, form),
    }


def _content_type(spec: Spec) -> str:
    if spec.header:
        return f"text/html; charset={spec.header}"
    return HEADERS[_number(spec.id, len(HEADERS))].format(LABELS[spec.encoding])


def _part_path(path: str, n: int) -> str:
    stem, dot, extension = path.rpartition(".")
    if not dot:
        return f"{path}/{n + 1}"
    return f"{stem}_{n + 1}{dot}{extension}"


def _lines(spec: Spec, story: Story, part: int) -> tuple[body.Line, ...]:
    lines = body.read("\n".join((spec.lead, story.body, spec.tail)))
    if not spec.split:
        return lines
    size = -(-len(lines) // spec.split)
    return lines[part * size : (part + 1) * size]


def _gold(spec: Spec, shown: Shown | None, lists: Lists) -> dict[str, Any]:
    if spec.kind != "article" or shown is None:
        gold: dict[str, Any] = {"is_article": False}
        return gold | ({"article_links": lists.articles, "next_page": lists.next_page} if spec.kind == "list" else {})
    gold = {"is_article": True, **shown.gold(), **spec.truth}
    gold["published_at"] = gold["published_at"] or spec.published or None
    files = spec.options.get("files", [])
    gold["attachments"] += [{"name": name, "url": urljoin(lists.base, href)} for name, href in files]
    return gold


def encode(html: str, encoding: str) -> bytes:
    """Return the bytes of a page; characters that an encoding lacks become numeric references."""
    if encoding == "utf-16":
        return codecs.BOM_UTF16_LE + html.encode("utf-16-le")
    return html.encode(encoding, "xmlcharrefreplace")


def _menus(local: str) -> dict[str, list[tuple[str, list[str]]]]:
    def localised(menu: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
        return [
            (label.replace("LOCAL", local), [link.replace("LOCAL", local) for link in links]) for label, links in menu
        ]

    return {name: localised(menu) for name, menu in _chrome()["menus"].items()}
