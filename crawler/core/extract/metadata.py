"""Title, date, source, author, editor and breadcrumb of a page, from what readers see before what machines read.

A visible date wins over a meta tag's: tags are rewritten when sites migrate (6 of 67 pages differ). Where both exist
and name different days, the loser is kept as a warning. Values are cut out of the original text, unfolded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from crawler.core.extract.dates import date_of_url, find_date, read_machine_date
from crawler.core.extract.labels import DATE, EDITOR_LINE, INFO, LABEL, LABEL_MARK, LONGEST_TITLE, MOMENT, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from crawler.core.extract.fold import Folded
    from crawler.core.extract.tree import Tree

#: Meta tags by field, the state's own names first (国办发〔2017〕47号), then what other systems write.
METAS: Final = {
    "title": ("articletitle", "og:title", "twitter:title", "title"),
    "published": (
        "pubdate", "publishdate", "og:published_time", "article:published_time", "publish_time", "datepublished",
        "weibo:article:create_at", "publishtime", "og:release_date", "date", "og:time",
    ),
    "source": ("contentsource", "source", "og:article:source", "mediaid"),
    "author": ("author", "article:author", "og:article:author"),
    "section": ("columnname", "article:section", "og:article:section"),
}  # fmt: skip

#: Blocks before the body that may hold its headline and fields.
HEAD_BLOCKS = 20
#: Blocks behind the body that may hold its fields.
TAIL_BLOCKS = 10
#: Longest value of a field (characters).
LONGEST_VALUE = 40
#: Shortest headline (characters).
SHORTEST_TITLE = 4

#: A value ends before two spaces, a bar or bracket, the next label, or the widgets behind it.
_VALUE_END = re.compile(
    r"\s{2,}|[|丨】\]>»]|\s[(（]|\u3000|\s+(?=[\u4e00-\u9fff]{2,6}[:：])|(?<=\S)\s+(?=字体|字号|大中小|\d{4}[-年/])|"
    r"[(（]?\s*(?:点击|浏览|阅读|评论|分享|打印|责编|免责声明)"
)
_EDGE = " \t　:：|丨-—,，;；()（）[]【】<>《》\"“”'·"
_BRACKETS = {")": "(", "）": "（", "]": "[", "】": "【", "》": "《", "”": "“"}
#: Kinds of lines from which a date without a label is taken.
_DATED: Final = frozenset({None, "info", "dateline", "date", "head", "origin"})
_SOURCE_NAME = re.compile(r"[《“]?[\u4e00-\u9fff][\u4e00-\u9fff\w·（）()]{1,18}[》”]?")
_NO_NAME = re.compile(r"^(?:\d+|无|未知|佚名|admin|本站|null|undefined|互联网|原创|.*\{\{.*|--+|\W+)$", re.IGNORECASE)
_CRUMB_LEAD = re.compile(r"^.{0,8}?(?:位\s*置|栏\s*目)\s*(?:是|在)?\s*[:：>]?\s*|^\s*(?=首页)")
_CRUMB_SPLIT = re.compile(r"\s*(?:>+|＞|»|›|→|》|--|/|\|)\s*|\s+-\s+")
_NO_SECTION = re.compile(
    r"^(?:.{0,12}(?:首页|主页)|正文|内容|文章|文章内容|详细?内容|文章正文|信息正文|详情|浏览文章|阅读|列表|\W*)$"
)
#: Between a headline and the names behind it in ``<title>``; a dash only splits between Han characters.
_TITLE_SPLIT = re.compile(
    r"\s*(?:[_|｜丨»]|(?<=[\u4e00-\u9fff”」》)）！？])\s*(?:-+|—+|–)\s*(?=[\u4e00-\u9fff])|\s[-–—]+\s|\s*<\s)\s*"
)
_TAG = re.compile(r"</?[a-z]{1,6}\s*/?>", re.IGNORECASE)
_TITLE_NAMES = re.compile(r"title|headline|heading|biaoti|\bbt\b|tit\b|subject|h1")
#: A closing by-line: （记者 某某 某某）.
_BYLINE = re.compile(
    r"[(（【\[]?\s*(?:本报|本网|全媒体)?(?:记者|通讯员|特约记者)\s*"
    r"(?P<name>[\u4e00-\u9fff·]{2,4}(?:[\s、,，]+[\u4e00-\u9fff·]{2,4}){0,5})\s*[)）】\]]?\s*$"
)


@dataclass(slots=True)
class Fields:
    """What a page says about itself; every value as the page writes it, the date as ISO 8601."""

    title: str | None = None
    section: str | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    published: str | None = None
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """One block as the fields are read from it: its number and folded text."""

    number: int
    folded: Folded
    kind: str | None
    linked: bool = False  # mostly a link


@dataclass(frozen=True, slots=True)
class Around:
    """The blocks before and behind the body of a page and its last one, with the labelled values in them."""

    head: list[Seen]
    tail: list[Seen]
    last: Seen
    head_values: list[tuple[str, str, str]]  # (field, value, folded value)
    tail_values: list[tuple[str, str, str]]


def around(head: list[Seen], tail: list[Seen], last: Seen) -> Around:
    """Return the blocks around a body with their labelled values, read once."""
    return Around(head, tail, last, labelled(head), labelled(tail))


def labelled(seen: Iterable[Seen]) -> list[tuple[str, str, str]]:
    """Return ``(field, value, folded value)`` for every labelled value of some blocks, in reading order."""
    found: list[tuple[str, str, str]] = []
    waiting = ""  # a label whose value stands in the next cell of a table
    for block in seen:
        text = block.folded.text
        if len(text) > INFO:
            continue
        labels = list(LABEL.finditer(text)) if LABEL_MARK.search(text) else []
        if waiting and not labels and len(text) <= LONGEST_VALUE:
            found.append((waiting, block.folded.original, text))
        waiting = labels[-1].lastgroup or "" if labels and labels[-1].end() == len(text) else ""
        stops = [*(label.start() for label in labels[1:]), len(text)]
        for label, stop in zip(labels, stops, strict=False):
            start, end = _value_span(text, label.end(), stop, label.lastgroup in ("published", "dated"))
            found.append((label.lastgroup or "", block.folded.cut(start, end), text[start:end]))
    return found


def _value_span(text: str, start: int, stop: int, is_date: bool) -> tuple[int, int]:
    while start < stop and text[start] in " \t　":
        start += 1
    if is_date:
        return start, stop
    if (end := _VALUE_END.search(text, start, stop)) and end.start() > start:
        stop = end.start()
    if (day := DATE.search(text, start, stop)) and day.start() > start:
        stop = day.start()
    while start < stop and text[start] in _EDGE and text[start] not in "《“":
        start += 1
    while stop > start and text[stop - 1] in _EDGE and _BRACKETS.get(text[stop - 1], "\0") not in text[start:stop]:
        stop -= 1
    return start, stop


def _first_name(values: list[tuple[str, str, str]], name: str) -> str | None:
    for label, value, folded in values:
        if label == name and 1 < len(folded) <= LONGEST_VALUE and not _NO_NAME.match(folded):
            return value
    return None


def meta(tree: Tree, name: str) -> list[str]:
    """Return what the meta tags of a field say, the most trusted first."""
    return [content for key in METAS[name] for found, content in tree.metas if found == key]


def read_published(around: Around, tree: Tree, url: str, today: date) -> tuple[str | None, list[str]]:
    """Return when a page says it was published, with warnings; never a guess, never in the future."""
    visible = _visible_date(around, today)
    declared = next((iso for text in meta(tree, "published") if (iso := read_machine_date(text, today))), None)
    conflict = visible and declared and visible[:10] != declared[:10]
    last_resort = date_of_url(url, today) or _bare_date(around.tail[2::-1], today, with_time=True)
    return visible or declared or last_resort, [f"date-conflict:meta={declared}"] if conflict else []


def _visible_date(around: Around, today: date) -> str | None:
    """Return the date in the lines around a body: labelled before bare, before the body before behind it."""
    for zone, values in ((around.head, around.head_values), (around.tail, around.tail_values)):
        for wanted in ("published", "dated"):
            for name, _, folded in values:
                if name == wanted and (iso := find_date(folded, today)):
                    return iso
        if zone is around.head and (iso := _bare_date(zone, today)):
            return iso
    return None


def _bare_date(zone: list[Seen], today: date, *, with_time: bool = False) -> str | None:
    """Return the date of the last short line of a zone that has one; links to other articles carry dates too."""
    for block in reversed(zone):
        text = block.folded.text
        if len(text) > INFO or block.kind not in _DATED or (block.linked and block.kind is None) or "今天" in text:
            continue
        if (iso := find_date(text, today)) and (not with_time or "T" in iso):
            return iso
    return None


def read_dateline(head: list[Seen]) -> str | None:
    """Return the source of a line that holds a date, a time and one name, without labels: 2024-03-05 09:30 某某网."""
    for block in reversed(head):
        text = block.folded.text
        if block.kind != "dateline" or not (moment := MOMENT.search(text)):
            continue
        for start, end in ((0, moment.start()), (moment.end(), len(text))):
            if (name := text[start:end].strip(_EDGE)) and _SOURCE_NAME.fullmatch(name):
                at = text.index(name, start)
                return block.folded.cut(at, at + len(name))
    return None


def read_section(seen: Sequence[Seen], tree: Tree) -> str | None:
    """Return the breadcrumb without home page and headline, joined by " > "; else the column that a meta tag names."""
    for block in seen:
        if block.kind != "breadcrumb":
            continue
        text = block.folded.text
        lead = _CRUMB_LEAD.match(text)
        if path := _crumbs(block.folded, lead.end() if lead else 0):
            return " > ".join(path)
    return next(iter(meta(tree, "section")), None)


def _crumbs(folded: Folded, start: int) -> list[str]:
    path, text = [], folded.text
    for stop in [*_CRUMB_SPLIT.finditer(text, start), None]:
        end = stop.start() if stop else len(text)
        name = text[start:end].strip()
        if name and len(name) <= 16 and not _NO_SECTION.match(name):
            path.append(folded.cut(start, end).strip())
        start = stop.end() if stop else end
    return path


def read_title(tree: Tree, head: list[Seen], site: str | None, section: str | None) -> str | None:
    """Return the headline: the candidate that most signs of a page agree on.

    Candidates are the state's ArticleTitle, headings and title-like blocks before the body, og:title, and the parts of
    ``<title>``; one in six pages lacks the headline in ``<title>``, so no single sign decides.
    """
    votes: dict[str, float] = {}
    spelling: dict[str, str] = {}
    head_title = squeeze(_TAG.sub("", tree.head_title))
    for text, weight, seen_elsewhere in _title_candidates(tree, head):
        key = squeeze(text)
        if SHORTEST_TITLE <= len(key) <= LONGEST_TITLE:
            agreed = 3.0 if seen_elsewhere and key in head_title else 0.0
            votes[key] = max(votes.get(key, 0.0), agreed) + weight
            spelling.setdefault(key, text)
    names = {
        squeeze(name)
        for name in [site or "", *(section or "").split(" > "), *meta(tree, "section"), *_site_names(tree)]
        if name
    }
    for key in votes:
        votes[key] -= 6.0 if key in names else 0.0
        votes[key] += 1.5 if head_title.startswith(key) and len(key) >= 8 else 0.0
    best = max(votes, key=lambda key: votes[key], default=None)
    return spelling[best] if best and votes[best] > 0 else None


def _site_names(tree: Tree) -> list[str]:
    return [content for name, content in tree.metas if name in ("sitename", "og:site_name", "application-name")]


def _title_candidates(tree: Tree, head: list[Seen]) -> list[tuple[str, float, bool]]:
    """Return ``(text, weight, independent of <title>)`` for everything that may be the headline."""
    metas = meta(tree, "title")[:2]
    found = [(_TAG.sub(" ", text).strip(), 4.0 if n == 0 else 2.5, True) for n, text in enumerate(metas)]
    found += [(text, weight, True) for text, weight in _headings(tree, head)]
    parts = [part for part in _TITLE_SPLIT.split(_TAG.sub(" ", tree.head_title)) if part]
    found += [(part.strip(), 2.0 if n == 0 else 0.2, False) for n, part in enumerate(parts)]
    if len(parts) > 1:
        found.append((_TAG.sub(" ", tree.head_title).strip(), 0.1, False))
    return found


def _headings(tree: Tree, head: list[Seen]) -> list[tuple[str, float]]:
    """Return headings and title-like blocks before the body; lines of one heading are joined."""
    found: list[tuple[str, float]] = []
    last_owner = -1
    for place, block in enumerate(head):
        if block.kind not in (None, "headline", "head"):
            continue
        shown = tree.blocks[block.number]
        owner = tree.owner[block.number]
        element = tree.elements[owner] if owner >= 0 else None
        near = 1.0 if len(head) - place <= 5 else 0.0
        weight = {"h1": 3.5, "h2": 2.5, "h3": 1.5, "h4": 1.0, "h5": 1.0, "ucaptitle": 4.0}.get(shown.tag, 0.0)
        weight += 1.5 if element and _TITLE_NAMES.search(element.name) else 0.0
        weight += {"headline": 1.0, "head": 0.5}.get(block.kind or "", 0.0)
        weight += 2.0 if block.kind == "head" and not any(later.kind == "head" for later in head[place + 1 :]) else 0.0
        weight += 1.5 if place + 1 < len(head) and head[place + 1].kind in ("info", "dateline", "date") else 0.0
        if shown.linked * 2 > len(shown.text) or (weight == 0.0 and not near):
            continue
        if found and owner == last_owner and weight >= 2.5 and block.kind != "head":
            found.append((f"{found[-1][0]} {shown.text}", weight + 1.0))
        found.append((shown.text, weight + near * 0.5))
        last_owner = owner
    return found


def read_people(around: Around, tree: Tree, fields: Fields) -> None:
    """Fill in source, author and editor: labelled lines around the body, by-lines in it, then meta tags."""
    values = [*around.head_values, *around.tail_values]
    fields.source = _first_name(values, "source") or read_dateline(around.head) or _first_meta(tree, "source")
    fields.author = (
        _first_name(values, "author") or _byline([around.last, *around.tail[:3]]) or _first_meta(tree, "author")
    )
    fields.editor = _first_name(values, "editor") or _bare_editor(around.tail)


def _first_meta(tree: Tree, name: str) -> str | None:
    return next((v for v in meta(tree, name) if len(v) <= LONGEST_VALUE and not _NO_NAME.match(v)), None)


def _byline(closing: list[Seen]) -> str | None:
    """Return the names of a closing by-line: （记者 某某 某某）, its first bracket possibly lost."""
    for block in closing:
        text = block.folded.text
        if found := _BYLINE.search(text, max(0, len(text) - 60)):
            return block.folded.cut(found.start("name"), found.end("name"))
    return None


def _bare_editor(tail: list[Seen]) -> str | None:
    for block in tail:
        if found := EDITOR_LINE.match(block.folded.text):
            return block.folded.cut(found.start("name"), found.end("name")).strip()
    return None
