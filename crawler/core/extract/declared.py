"""What a page tells machines about itself: the state's meta tags (国办发〔2017〕47号), JSON-LD and OpenGraph.

None of it is what readers see, and templates leave holes in it, so it only fills gaps and settles doubts; each value
names its witness (``meta:pubdate``, ``json-ld``).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crawler.core.extract.tree import Tree

#: Where fields are declared, the most trusted first: the state's names, JSON-LD, OpenGraph, then other systems' own.
#: ``time`` stands for the moment of a ``<time datetime>`` element.
_NAMES: Final = {
    "title": ("articletitle", "json-ld", "og:title", "twitter:title", "headline", "dc.title", "title"),
    "published": (
        "pubdate", "json-ld", "article:published_time", "og:published_time", "datepublished", "publishdate",
        "publish_time", "publishtime", "pubtime", "publish_date", "publish-date", "apub:time",
        "weibo:article:create_at", "og:release_date", "dc.date", "dc.date.issued", "dcterms.issued", "date", "og:time",
        "time", "createdate", "datecreated", "dateupdate",
    ),
    "source": ("contentsource", "source", "og:article:source", "article:source", "mediaid", "json-ld"),
    "author": ("author", "article:author", "og:article:author", "dc.creator", "json-ld"),
    "section": ("columnname", "article:section", "og:article:section", "articlesection", "json-ld"),
    "keywords": ("keywords", "news_keywords", "article:tag", "json-ld"),
    "site": ("sitename", "og:site_name", "application-name"),
    "url": ("url", "og:url"),
}  # fmt: skip

_META: Final = {
    name: [(field, rank) for field, names in _NAMES.items() for rank, known in enumerate(names) if known == name]
    for name in {name for names in _NAMES.values() for name in names} - {"json-ld"}
}
_JSON: Final = {field: names.index("json-ld") for field, names in _NAMES.items() if "json-ld" in names}

_TAG = re.compile(r"<[/!]?[a-zA-Z][^<>]{0,200}>")
#: What templates leave where they found no value, and what stands in a tag whose quotes went wrong.
_NOTHING = re.compile(
    r"(?:null|undefined|none|nan|无|暂无|未知|标题|关键[字词]|来源|作者|\W*)$|\$!?\w",
    re.IGNORECASE,
)
_HOLE = re.compile(r"\{\{|\}\}|\$!?\{|<%|%>|\[!?--|\[field:|<", re.IGNORECASE)
#: Longest declared value that is read (characters).
LONGEST_DECLARED = 400

#: Values of one field that are kept: pages declare a field two or three times.
MOST_DECLARED = 8

#: A script is worth parsing when it has one of these.
_JSON_MARKS: Final = ("headline", "datePublished", "pubDate")
_JSON_FIELDS: Final = {
    "headline": "title", "datePublished": "published", "pubDate": "published", "articleSection": "section",
    "author": "author", "publisher": "source", "keywords": "keywords",
}  # fmt: skip
#: In a script that is no JSON the date is still whole; a headline may break off at a stray quote.
_JSON_DATE = re.compile(r'"(?:datePublished|pubDate)"\s*:\s*"([^"\\]{8,40})"')
#: Objects of one script that are looked at: an article stands near the top.
_MOST_OBJECTS = 200


class Said(NamedTuple):
    """A declared value and its witness."""

    value: str
    witness: str


def declared(tree: Tree) -> defaultdict[str, list[Said]]:
    """Return what the head of a page declares by field, the most trusted first; holes of templates are left out.

    The fields are title, published, source, author, section, keywords (one entry a list as written), site and url;
    each has at most ``MOST_DECLARED`` values.
    """
    found: list[tuple[int, str, Said]] = []
    for name, content in tree.metas:
        if name in _META and (value := plain(content)):
            found += [(rank, field, Said(value, f"meta:{name}")) for field, rank in _META[name]]
    for field, content in _read_scripts(tree.ld_json):
        if value := plain(unescape(content)):
            found.append((_JSON[field], field, Said(value, "json-ld")))
    said: defaultdict[str, list[Said]] = defaultdict(list)
    for _, field, one in sorted(found, key=_by_rank):
        if len(said[field]) < MOST_DECLARED:
            said[field].append(one)
    return said


def plain(content: str) -> str:
    """Return a declared value without markup, "" for what a template left empty.

    >>> plain("春耕<br/>现场会"), plain("{{article.title}}")
    ('春耕 现场会', '')
    """
    if len(content) > 4 * LONGEST_DECLARED:
        return ""
    content = " ".join((_TAG.sub(" ", content) if "<" in content else content).split())
    return "" if len(content) > LONGEST_DECLARED or _NOTHING.match(content) or _HOLE.search(content) else content


def _by_rank(entry: tuple[int, str, Said]) -> int:
    return entry[0]


def _read_scripts(scripts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield ``(field, value)`` of the first article that JSON-LD scripts describe."""
    for script in scripts:
        if not any(mark in script for mark in _JSON_MARKS):
            continue
        try:
            data = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            yield from (("published", date) for date in _JSON_DATE.findall(script)[:1])
            continue
        for thing in _objects(data):
            if any(mark in thing for mark in _JSON_MARKS):
                yield from _read_article(thing)
                return


def _objects(data: object) -> Iterator[dict[str, object]]:
    """Yield the objects of a parsed script, the outer before the inner (``@graph``, lists, ``mainEntity``)."""
    waiting, seen = [data], 0
    while waiting and seen < _MOST_OBJECTS:
        thing = waiting.pop(0)
        seen += 1
        if isinstance(thing, dict):
            yield thing
            waiting.extend(value for value in thing.values() if isinstance(value, dict | list))
        elif isinstance(thing, list):
            waiting.extend(value for value in thing if isinstance(value, dict | list))


def _read_article(thing: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    fields = {**_JSON_FIELDS, "title": "title"} if "pubDate" in thing else _JSON_FIELDS  # Baidu's cambrian.jsonld
    for key, field in fields.items():
        if names := _names(thing.get(key)):
            yield field, (",".join(names) if field == "keywords" else names[0])


def _names(value: object) -> list[str]:
    """Return the texts of a value: itself, the ``name`` of an object, those of a list."""
    if isinstance(value, list):
        return [name for entry in value[:20] if not isinstance(entry, list) for name in _names(entry)]
    if isinstance(value, dict):
        value = value.get("name")
    return [value] if isinstance(value, str) and value.strip() else []
