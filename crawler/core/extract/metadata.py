"""Fields of a page: title, date, source, people, breadcrumb, keywords, views.

What readers see comes before what machines read: a visible date wins over a meta tag's, because tags are rewritten when
sites migrate (6 of 67 pages differ). Where two witnesses really differ, the loser is kept as a warning. Every value
names its witness, and is cut out of the original text, unfolded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from crawler.core.extract.dates import (
    date_of_url,
    days_apart,
    find_date,
    find_yearless,
    read_labelled_date,
    read_machine_date,
)
from crawler.core.extract.declared import Said, declared
from crawler.core.extract.fold import fold
from crawler.core.extract.labelled import (
    DATES,
    LONGEST_VALUE,
    NO_NAME,
    Labelled,
    Seen,
    first_name,
    is_name,
    labelled,
    trim,
)
from crawler.core.extract.labels import DATE, INFO, LABEL, MOMENT, SHORT, Kinds, squeeze
from crawler.core.extract.people import Signed, read_author, read_editor
from crawler.core.extract.score import leads_away
from crawler.core.extract.title import differs, read_title
from crawler.core.model import TEXT_FIELDS

if TYPE_CHECKING:
    from collections import defaultdict
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from crawler.core.extract.fold import Folded
    from crawler.core.extract.tree import Line, Tree
    from crawler.core.model import SiteFacts

#: Blocks before the body, behind its beginning, and before its first sentence that may hold its headline and fields.
HEAD_BLOCKS = 20
#: Blocks behind the body that may hold its fields.
TAIL_BLOCKS = 10
#: Longest keyword, and the most keywords that a page of news has.
LONGEST_KEYWORD, MOST_KEYWORDS = 20, 20
#: A word that no longer one is made of (characters).
WORD = 4
#: A word this long that the headline has as well is a piece of it (characters).
PIECE_OF_TITLE = 9
#: Share of declared keywords that must occur in the article: a list for the whole site has next to none.
OWN_KEYWORDS = 0.5
#: A crumb longer than this is a headline; the last one is a column for sure up to the smaller size (characters).
LONGEST_COLUMN, SURE_COLUMN = 16, 8
#: A line without labels that shows a day, and beside it no more than a name (characters).
LONGEST_DAY = 28
#: Most columns of a breadcrumb; a longer one is a navigation.
MOST_CRUMBS = 8
#: Days between an address and a meta tag up to which both mean the same moment, and the tag has the time.
SAME_MOMENT = 1

#: Kinds of lines from which a date without a label is taken.
_DATED: Final = frozenset({None, "info", "dateline", "date", "head", "origin", "disclaimer"})
#: Those of them that may be text.
_MAYBE_PROSE: Final = frozenset({None, "disclaimer"})
#: Lines behind an article at which others begin: their dates and counts are not its own.
_OTHERS: Final = frozenset({"related", "comments", "neighbours"})
#: Meta tags about the file, not about its publication: they may differ without contradicting anything.
_OF_THE_FILE: Final = frozenset({"meta:createdate", "meta:datecreated", "meta:dateupdate"})
#: Lines that show the day on which they are read.
_TODAY = re.compile(r"今天|农历|现在是|当前时间|欢迎")
_DAY_FIRST = re.compile(r"\D{0,8}(?:19|20)\d\d[^，；！？]*$")
_DIGIT = re.compile("[\\d年]")  # what every date has
_SOURCE_NAME = re.compile(r"[《“]?[\u4e00-\u9fff][\u4e00-\u9fff\w·（）()]{1,18}[》”]?")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,3}")
#: How the names of those end who publish: offices, papers, sites, accounts.
_PUBLISHER = re.compile(
    r"(?!.{0,20}(?:下载|扫|手机|移动|点击|关注|返回|首页|打印|分享))[《“]?[\u4e00-\u9fff][\w·（）() ]{0,24}"
    r"(?:[网报社台刊局委办厅部院校会镇乡馆所站]|办公室|中心|政府|发布|融媒|传媒|大学|中学|小学|公司|集团|频道|客户端|"
    r"在线|街道|支队|大队|公安|团队|广电|之声)[》”]?"
)
_CRUMB_LEAD = re.compile(r"^.{0,8}?(?:位\s*置|栏\s*目)\s*(?:是|在)?\s*[:：>]?\s*|^\s*(?=首页)")
_CRUMB_MARK = re.compile(r"[:：>＞»›→》|/·-]")  # one of these is in every breadcrumb
_CRUMB_SPLIT = re.compile(r"\s*(?:-?>+|＞|»|›|→|》|--|/|\|)\s*|\s+-\s+")
_NO_SECTION = re.compile(
    r"^(?:.{0,12}(?:首页|主页)|正文.*|.*[\"=+{}<].*|内容|文章|文章内容|详细?内容|文章正文|信息正文|详情页?|浏览文章|阅读|列表|\W*)$"
)
#: Between keywords; where there is none of these, spaces separate them.
_KEYWORD_SPLIT = re.compile(r"[,，;；、|丨/#]+")
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,9})\s*(?:次|人次?|阅读|浏览)?\s*[)）\]】|]?(?![\d.万wW亿k+%])")
#: A count without a colon, in a line of fields: 阅读(430), 浏览次数 12.
_COUNTED = re.compile(
    rf"(?:浏览|点击|阅读|人气|访问|点阅)(?:次数|人数|人次|量|数)?\s{{0,3}}[(（\[\s]\s{{0,3}}{_COUNT.pattern}"
)
#: A line that begins with a count: 阅读 540 赞 在看.
_READ = re.compile(rf"(?:阅读|浏览|点击)(?:次数|量|数)?\s{{0,3}}[(（\[]?\s{{0,3}}{_COUNT.pattern}")


@dataclass(slots=True)
class Fields:
    """What a page says about itself; every value as the page writes it, the date as ISO 8601."""

    title: str | None = None
    section: str | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    published: str | None = None
    keywords: tuple[str, ...] = ()
    views: int | None = None
    evidence: dict[str, str] = field(default_factory=dict)  # field -> witness
    warnings: list[str] = field(default_factory=list)

    def set(self, name: str, found: tuple[object, str] | None) -> None:
        """Set a field to a value with its witness, if there is one."""
        if found:
            value, self.evidence[name] = found
            setattr(self, name, value)


@dataclass(frozen=True, slots=True)
class Around:
    """The blocks before and behind the body of a page, its text, and the labelled values around it."""

    head: list[Seen]
    tail: list[Seen]
    closing: list[Seen]  # the last block of the body
    text: str
    head_values: list[Labelled]
    tail_values: list[Labelled]


def head_numbers(blocks: Sequence[Line], first: int, start: int) -> list[int]:
    """Return the numbers of the blocks that may hold headline and fields of a body, in order.

    They stand around its first block and before its first sentence, ``start``; a table may come between, or a list of
    links to other hosts.
    """
    above = range(min(first, start) - 1, -1, -1)
    own = (n for n in above if not (n and leads_away(blocks[n]) and leads_away(blocks[n - 1])))
    before, end = list(islice(own, HEAD_BLOCKS))[::-1], first + HEAD_BLOCKS
    return [*before, *range(first, min(end, start)), *range(max(end, start - HEAD_BLOCKS), start)]


def without_menu(blocks: Sequence[Line], numbers: Iterable[int]) -> list[int]:
    """Return the numbers of blocks without those in the middle of a menu, which say nothing about the page.

    A link counts where it may be a breadcrumb, or the value of what stands before it.
    """
    kept, links = [], 0  # links in a row; those behind a label do not count
    for n in numbers:
        text, linked = blocks[n].text, blocks[n].linked
        is_link = linked * 2 > len(text)
        if links < 1 or not is_link or _CRUMB_MARK.search(text):
            kept.append(n)
        links = links + 1 if is_link else (-MOST_KEYWORDS if text[-1] in ":：" else 0)
    return kept


def around(head: list[Seen], tail: list[Seen], closing: list[Seen], text: str) -> Around:
    """Return the blocks around a body with their labelled values, read once."""
    return Around(head, tail, closing, text, labelled(head), labelled(tail))


def read_fields(around: Around, tree: Tree, site: SiteFacts, url: str, today: date) -> Fields:
    """Return all fields of a page with their witnesses, and warnings where witnesses contradict each other.

    What selectors name goes over these (``select``). A date is never after ``today``.
    """
    fields, said = Fields(), declared(tree)
    fields.set("source", _source(around, said, tree))
    fields.set("editor", read_editor(_values(around), around.tail))
    fields.set("author", _author(around, said, tree, (fields.source or "", fields.editor or "")))
    path = _breadcrumb(around.head)
    columns = [*path[:-1], *(name for name in path[-1:] if len(name) <= SURE_COLUMN), *_texts(said["section"])]
    sites = [name for name in (site.site, site.county, *_texts(said["site"])) if name]
    taken = frozenset(value.number for value in around.head_values)
    title, witness = read_title(tree, around.head, said["title"], [*sites, *columns], taken)
    fields.set("title", (title, witness) if title else None)
    fields.set("section", _section(path, said, title))
    fields.set("published", _published(around, said, url, today))
    known = "\n".join(map(_bare, [*sites, *columns]))
    fields.set("keywords", _keywords(around, said, known, title or ""))
    fields.set("views", _views(around))
    fields.warnings += _conflicts(fields, said, today)
    return fields


def select(fields: Fields, selected: Mapping[str, str], today: date) -> None:
    """Set the fields that a site's or its family's selectors name, by the texts that they found, labels left aside."""
    for name, text in selected.items():
        values = [value for value in labelled([Seen(0, text, Kinds([text], ""))]) if value.field == name]
        text, folded = (values[0].value, values[0].folded) if values else (text, fold(text).text)
        if name == "published":
            found: object = read_labelled_date(folded, today)
        elif name == "keywords":
            found = _own_words(_words(text), "", fields.title or "")
        elif name == "views":
            found = _count(_COUNT.search(folded))
        elif name in ("source", "author", "editor"):
            found = text if is_name(folded) else None
        else:
            found = text if text and name in TEXT_FIELDS else None
        fields.set(name, None if found is None or found == () else (found, "selector"))


def _values(around: Around) -> list[Labelled]:
    return [*around.head_values, *around.tail_values]


def _source(around: Around, said: defaultdict[str, list[Said]], tree: Tree) -> tuple[str, str] | None:
    values, declared = _values(around), next((one for one in said["source"] if is_name(one.value)), None)
    return (
        _without_person(first_name(values, "source"), declared)
        or _dateline(around.head, tree)
        or first_name(values, "issuer")
        or first_name((one for one in values if one.field == "poster" and _PUBLISHER.fullmatch(one.folded)), "poster")
        or declared
        or _beside_date(around.head)
    )


def _without_person(shown: tuple[str, str] | None, declared: Said | None) -> tuple[str, str] | None:
    """Return a source without the name that its page glues behind it, which the head does not have: 某某网周岚."""
    if shown and declared and shown[0].startswith(declared.value) and _PERSON.fullmatch(shown[0], len(declared.value)):
        return declared.value, shown[1]
    return shown


def _author(
    around: Around, said: defaultdict[str, list[Said]], tree: Tree, others: Sequence[str]
) -> tuple[str, str] | None:
    return read_author(
        Signed(_values(around), around.head, around.closing, around.tail, around.text), said, tree, others
    )


def _texts(said: Iterable[Said]) -> list[str]:
    return [value for value, _ in said]


def _dateline(head: Sequence[Seen], tree: Tree) -> tuple[str, str] | None:
    """Return the source of a line that holds a date and one name, without a label: 2024-03-05 09:30 某某网."""
    for block in reversed(head):
        if not _DIGIT.search(block.text) or block.kind not in ("dateline", "date", "info"):
            continue
        text = block.folded.text
        if not (moment := MOMENT.search(text) or (DATE.search(text) if block.kind != "dateline" else None)):
            continue
        if name := _linked_name(block, moment.start(), tree):
            return name, "dateline"
        sure = block.kind != "info" and tree.blocks[block.number].tag[:1] != "h"  # headlines hold dates too
        labels = [label.start() for label in LABEL.finditer(text)]
        spans = [(0, moment.start()), (moment.end(), next((n for n in labels if n > moment.end()), len(text)))]
        for start, end in spans[bool(labels and labels[0] < moment.start()) :]:
            name = _source_in(trim(text[start:end]).removeprefix("原创"), sure=sure)
            if name:
                at = text.index(name, start)
                return block.folded.cut(at, at + len(name)), "dateline"
    return None


def _source_in(text: str, *, sure: bool) -> str:
    """Return the name in what a line of fields holds beside its date: alone, or that of an office beside a person's."""
    if NO_NAME.match(text) or len(text) > LONGEST_VALUE:
        return ""
    if " " in text:
        words = text.split()
        offices = [word for word in words if _PUBLISHER.fullmatch(word)]
        return (
            offices[0]
            if len(offices) == 1 and any(map(_PERSON.fullmatch, words)) and len(words) == len(offices) + 1
            else ""
        )
    return text if (_SOURCE_NAME if sure else _PUBLISHER).fullmatch(text) else ""


def _linked_name(block: Seen, end: int, tree: Tree) -> str:
    """Return the link right before a date, "" for none: cells of a line run together, a link has its own bounds."""
    before = block.text[:end].rstrip() if tree.blocks[block.number].linked else ""
    linked = (text.strip() for number, _, text in tree.links if number == block.number) if before else ()
    return next((text for text in linked if before.endswith(text) and _SOURCE_NAME.fullmatch(fold(text).text)), "")


def _beside_date(head: Sequence[Seen]) -> tuple[str, str] | None:
    """Return who publishes, in a block of its own before or behind that of the date."""
    for place in range(len(head) - 1, -1, -1):
        if head[place].kind != "date" or not DATE.fullmatch(head[place].folded.text):
            continue
        for block in (*head[max(place - 1, 0) : place], *head[place + 1 : place + 2]):
            near = abs(block.number - head[place].number) == 1 and block.kind is None
            if near and len(block.text) <= LONGEST_VALUE and _PUBLISHER.fullmatch(block.folded.text):
                return block.text, "line"
    return None


def _published(around: Around, said: defaultdict[str, list[Said]], url: str, today: date) -> tuple[str, str] | None:
    """Return when a page says it was published; never a guess, never in the future."""
    if visible := _visible_date(around, today):
        return visible
    machine = _machine_date(said, url, today)
    if machine and (yearless := _yearless(around, machine[0], today)):
        return yearless
    return machine or _bare_date(around.tail[2::-1], today, with_time=True) or _signed(around.closing, today)


def _signed(closing: Iterable[Seen], today: date) -> tuple[str, str] | None:
    """Return the date under the signature of a notice."""
    for block in closing:
        if block.kind == "date" and (iso := find_date(block.folded.text, today)):
            return iso, "signature"
    return None


def _machine_date(said: defaultdict[str, list[Said]], url: str, today: date) -> tuple[str, str] | None:
    """Return the date of the head or of the address; where they differ, the address: it does not migrate."""
    declared = _declared_date(said, today)
    day = next((iso for address in (url, *_texts(said["url"])) if (iso := date_of_url(address, today))), None)
    if day and (declared is None or days_apart(day, declared[0]) > SAME_MOMENT):
        return day, "url"
    return declared


def _declared_date(said: defaultdict[str, list[Said]], today: date) -> tuple[str, str] | None:
    return next(((iso, name) for text, name in said["published"] if (iso := read_machine_date(text, today))), None)


def _visible_date(around: Around, today: date) -> tuple[str, str] | None:
    """Return the date in the lines around a body: labelled before bare, before the body before behind it."""
    if labelled := _labelled_date(around.head_values, today):
        return _with_time(labelled, around.head, today)
    return _bare_date(around.head, today) or _labelled_date(_own(around, DATES), today)


def _with_time(labelled: tuple[str, str], head: Iterable[Seen], today: date) -> tuple[str, str]:
    """Return a date with the time that a line without a label shows for its day."""
    if "T" not in labelled[0]:
        for block in head:
            iso = find_date(block.folded.text, today) if block.kind in ("date", "dateline", "info") else None
            if iso and "T" in iso and iso.startswith(labelled[0]):
                return iso, "line"
    return labelled


def _labelled_date(values: Sequence[Labelled], today: date) -> tuple[str, str] | None:
    """Return the first date behind the most telling label; a line that has the time of the same day is more exact."""
    dates = [
        (value.field, iso)
        for value in values
        if value.field in DATES and (iso := read_labelled_date(value.folded, today))
    ]
    first = next((iso for wanted in DATES for name, iso in dates if name == wanted), None)
    if first is None:
        return None
    return next((iso for _, iso in dates if "T" in iso and iso.startswith(first)), first), "label"


def _own(around: Around, fields: Sequence[str]) -> list[Labelled]:
    """Return the values of some labels behind a body, in lines of fields before comments and other articles."""
    values = [value for value in around.tail_values if value.field in fields]
    if not values:
        return []
    end = next((block.number for block in around.tail if block.kind in _OTHERS), around.tail[-1].number + 1)
    prose = [block for block in around.tail if block.kind in _MAYBE_PROSE and not LABEL.match(block.folded.text)]
    others = {block.number for block in prose}
    return [value for value in values if value.number < end and value.number not in others]


def _bare_date(zone: Sequence[Seen], today: date, *, with_time: bool = False) -> tuple[str, str] | None:
    """Return the date of the last short line of a zone that has one, lines of fields before others.

    Links to other articles carry dates too.
    """
    behind, other = "", None
    for block in reversed(zone):
        following, behind = behind, block.text
        if not _DIGIT.search(block.text) or len(block.text) > INFO or "。" in block.text or block.kind not in _DATED:
            continue
        text, prose = block.folded.text, block.kind in _MAYBE_PROSE
        if prose and (other or len(text) > SHORT or (block.linked and block.kind is None)):
            continue
        iso = None if _TODAY.search(text) else find_date(text, today)
        if iso and following[:2] in ("农历", "農曆") and ("T" not in iso or "星期" in text):
            continue  # the day on which the page is read
        if not iso or ("T" not in iso and (with_time or not _shows_a_day(block, iso, today))):
            continue
        if not prose:
            return iso, "dateline" if block.kind == "dateline" else "line"
        other = iso, "line"
    return other


def _shows_a_day(block: Seen, iso: str, today: date) -> bool:
    """Tell whether a line with a day is there to show that day; text may name one, and headers show today's."""
    if block.kind in _MAYBE_PROSE and len(block.text) > LONGEST_DAY and not _DAY_FIRST.match(block.text):
        return False
    return "星期" not in block.text or iso != today.isoformat()


def _yearless(around: Around, near: str, today: date) -> tuple[str, str] | None:
    """Return a labelled date that lacks its year, in the year that the head or the address gives."""
    for value in _values(around):
        if value.field == "published" and (iso := find_yearless(value.folded, near, today)):
            return iso, "label"
    return None


def _conflicts(fields: Fields, said: defaultdict[str, list[Said]], today: date) -> Iterator[str]:
    """Yield warnings that name the losers, where what the head declares really differs from what was taken."""
    declared = _declared_date(said, today) if fields.published else None
    if declared and declared[0][:10] != (fields.published or "")[:10] and declared[1] not in _OF_THE_FILE:
        yield f"date-conflict:meta={declared[0]}"
    for name, known, state in (
        ("title", fields.title, "meta:articletitle"),
        ("source", fields.source, "meta:contentsource"),
    ):
        for value, witness in said[name][:1] if known else ():
            if witness == state and differs(fold(value).text, fold(known or "").text):
                yield f"{name}-conflict:meta={value}"


def _breadcrumb(head: Iterable[Seen]) -> list[str]:
    """Return the columns of the breadcrumb before a body, without the home page."""
    for block in head:
        if not _CRUMB_MARK.search(block.text) or len(block.text) > INFO:
            continue
        text = block.folded.text
        if block.kind == "breadcrumb" or ("首页" in text[:12] and ">" in text):
            lead = _CRUMB_LEAD.match(text)
            path = _crumbs(block.folded, lead.end() if lead else 0)
            if 0 < len(path) <= MOST_CRUMBS:
                return path
    return []


def _crumbs(folded: Folded, start: int) -> list[str]:
    path, text = [], folded.text
    for stop in [*_CRUMB_SPLIT.finditer(text, start), None]:
        end = stop.start() if stop else len(text)
        name = text[start:end].strip()
        if name and len(name) <= LONGEST_VALUE and not _NO_SECTION.match(name):
            path.append(folded.cut(start, end).strip())
        start = stop.end() if stop else end
    return list(dict.fromkeys(path))


def _section(path: list[str], said: defaultdict[str, list[Said]], title: str | None) -> tuple[str, str] | None:
    """Return the breadcrumb without headline, joined by " > "; else the column that the head names."""
    headline = squeeze(title or "")
    crumbs = [name for name in path if len(name) <= LONGEST_COLUMN and squeeze(name) != headline]
    return (" > ".join(crumbs), "breadcrumb") if crumbs else next(iter(said["section"]), None)


def _keywords(
    around: Around, said: defaultdict[str, list[Said]], known: str, title: str
) -> tuple[tuple[str, ...], str] | None:
    """Return the keywords of an article: a labelled line, or a declared list whose words occur in the article."""
    text = f"{title}\n{around.text}"
    written = [value.value for value in _values(around) if value.field == "keywords"]
    shown = _own_words((word for line in written for word in _words(line)), "", title)
    single = shown[0] if len(shown) == 1 else ""  # it may be several that nothing separates
    if len(shown) > 1 or (single and (len(single) <= WORD or single in text)):
        return shown, "label"
    for value, witness in said["keywords"]:
        declared = _words(value)
        words = _own_words(declared, known, title)
        if words and sum(word in text for word in words) >= OWN_KEYWORDS * sum(map(bool, declared)):
            return words, witness
    return None


def _words(text: str) -> list[str]:
    words = _KEYWORD_SPLIT.split(text)
    return text.split() if len(words) == 1 else [word.strip() for word in words]


def _own_words(words: Iterable[str], known: str, title: str) -> tuple[str, ...]:
    """Return keywords without what names the site, pieces of the headline, and repetitions.

    ``known`` are the bare names of site and columns, one a line. () for a list that repeats the headline, or is longer
    than one for a single article.
    """
    headline = _bare(title)
    kept: dict[str, str] = {}
    whole = ""
    for word in map(trim, words):
        bare = _bare(word)
        whole += bare
        piece = bare == headline or (len(bare) >= PIECE_OF_TITLE and bare in headline)
        if len(bare) > 1 and len(word) <= LONGEST_KEYWORD and bare not in known and not piece and ">" not in word:
            kept.setdefault(bare, word)
    return tuple(kept.values()) if len(kept) <= MOST_KEYWORDS and whole != headline else ()


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _views(around: Around) -> tuple[int, str] | None:
    """Return how often a page was read, as it shows; None where a script fills the number in."""
    for value in (*around.head_values, *_own(around, ("views",))):
        if value.field == "views" and (count := _count(_COUNT.match(value.folded))) is not None:
            return count, "label"
    for block in around.head:
        if not _DIGIT.search(block.text) or block.kind not in ("info", "dateline"):
            continue
        if (count := _count(_COUNTED.search(block.folded.text))) is not None:
            return count, "line"
    behind = [*around.closing, *around.tail]
    for place, block in enumerate(behind):
        if block.text[0] not in "阅閱浏瀏点點" or len(block.text) > SHORT:
            continue
        count = _count(_READ.match(block.folded.text))
        if count is not None and not any(before.kind in _OTHERS for before in behind[:place]):
            return count, "line"
    return None


def _count(found: re.Match[str] | None) -> int | None:
    return int(found[1].replace(",", "")) if found else None
