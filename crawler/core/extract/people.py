"""Who wrote and who edited: labels, by-lines, the elements that hold a name, and the head of the page."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.extract.labelled import first_name, is_name, labelled
from crawler.core.extract.labels import EDITOR_LINE, INFO, LABEL, SHORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.core.extract.declared import Said
    from crawler.core.extract.labelled import Labelled, Seen
    from crawler.core.extract.tree import Tree

#: A closing by-line is at most this long (characters).
BYLINE = 60
#: Characters of the first paragraph in which it may say who reports: 某某讯（记者 某某）.
LEAD = 60
#: Longest names in an element of their own (characters).
LONGEST_NAMES = 20
#: Blocks behind a body that may hold its by-line.
BEHIND = 3

_NAME = r"[\u4e00-\u9fff·]{2,4}"
_NAMES = rf"{_NAME}(?:[\s、,，]{{1,3}}{_NAME}){{0,5}}"
#: A closing by-line: （记者 某某 某某）.
_BYLINE = re.compile(
    rf"[(（【\[]?\s*(?:本报|本网|全媒体)?(?:记者|通讯员|特约记者)\s*(?P<name>{_NAMES})\s*[)）】\]]?\s*$"
)
#: Who wrote and who took the pictures: 文/某某 图/某某, 记者 某某/文.
_TEXT_BY = re.compile(
    rf"(?:^|[\s(（【])(?:文字?\s*[/／|丨]\s*(?P<name>{_NAME}(?:[\s、]{_NAME}(?!\s*[/／|丨])){{0,3}})(?![\u4e00-\u9fff])|"
    rf"(?P<before>{_NAME}(?:[\s、]{_NAME}){{0,3}})\s*[/／]\s*文)"
)
_TEXT_MARK = re.compile(r"[文字]\s?[/／|丨]|[/／]\s?文")
#: In the dateline of a report: 本报讯（记者 某某 通讯员 某某）.
_LEAD_BYLINE = re.compile(
    rf"^[^。！？]{{0,24}}[讯訊电電]\s?[(（](?:[\u4e00-\u9fff]{{0,8}}?)(?:记者|記者)\s*(?P<name>{_NAMES})\s*[)）]"
)
#: In a line of fields: 发布于2021年05月04日由某某, 2023-09-26 某某网/ 记者某某/.
_SIGNED_BY = re.compile(
    rf"(?:(?<=[\d日\s])由\s{{0,3}}|(?<![\u4e00-\u9fff])(?:记者|特派员|通讯员)\s{{0,3}})"
    rf"(?P<name>{_NAME}(?:[\s、]{_NAME}){{0,3}})(?=\s*(?:发布|发表)?\s*(?:[/／∕|]|$))"
)
_SIGNED_MARK = re.compile("[由者员員]")
#: What stands before the names of those who wrote, and is none.
_ROLE = re.compile(
    r"(?:《[^》]{2,16}》)?(?:本[報报網网台刊社]|全媒[体體]|融媒[体體]|见习|實習|实习|特约|特約|首席)*"
    r"(?:记者|記者|通[讯訊][员員])\s*[:：]?"
)
#: What stands behind them: 某某 整理.
_WORK = re.compile(r"\s(?:整合|整理|报道|報導|报导|摄影|攝影|综合)$")
#: Elements that hold who wrote, and what they hold.
_ELEMENT = re.compile(r"(?:^|[\s_-])(?:auth(?:or|i)|zuozhe|writer)(?:$|[\s_-])")
_ELEMENT_MARK = re.compile("auth|zuozhe|writer")
_PERSONS = re.compile(rf"{_NAME}(?:[\s、]{_NAME}){{0,3}}")
#: Makers of web sites, who sign their templates in ``meta author``.
_VENDOR = re.compile(r"网络$|科技|公司|软件|工作室|技术|建站|设计")


class Signed(NamedTuple):
    """Where the names of those who wrote may stand."""

    values: Sequence[Labelled]
    head: Sequence[Seen]
    closing: Sequence[Seen]
    tail: Sequence[Seen]
    text: str


def read_author(
    zones: Signed, said: Mapping[str, list[Said]], tree: Tree, others: Iterable[str]
) -> tuple[str, str] | None:
    """Return who wrote and the witness: a label, a by-line, an element, or the head of the page.

    There an editor, a site or a maker of templates signs too; ``others`` are the names of the first two.
    """
    values, head, closing, tail, text = zones
    behind = [*closing, *tail[:BEHIND]]
    places = [tree.head_title[len(tree.head_title) // 2 :], *(one.value for one in said["site"])]
    found = (
        first_name(chain(values, labelled(filter(_begins_with_label, closing))), "author")
        or _signed_by(head)
        or _byline(behind)
        or _text_by(chain(head, behind))
        or _lead_byline(text)
        or _element(head, tree)
        or next((one for one in said["author"] if one.value not in others and _is_person(one.value, places)), None)
    )
    return (names_of(found[0]), found[1]) if found else None


def read_editor(values: Iterable[Labelled], tail: Iterable[Seen]) -> tuple[str, str] | None:
    """Return who edited: a label, or a line with nothing else on it."""
    return first_name(values, "editor") or _bare_editor(tail)


def names_of(value: str) -> str:
    """Return the names of those who wrote without what they are.

    >>> names_of("《青禾日报》记者 某甲 通讯员 某乙")
    '某甲 某乙'
    """
    names = " ".join(_ROLE.sub(" ", value).split()) if _ROLE.search(value) else value
    names = _WORK.sub("", names)
    return names if len(names) > 1 else value


def _is_person(value: str, places: Iterable[str]) -> bool:
    return is_name(value) and not _VENDOR.search(value) and not any(value in place for place in places)


def _begins_with_label(block: Seen) -> bool:
    return len(block.text) <= SHORT and LABEL.match(block.folded.text.lstrip("（([【 ")) is not None


def _signed_by(head: Iterable[Seen]) -> tuple[str, str] | None:
    """Return who wrote as a line of fields, or one of its own, says it without a label."""
    for block in head:
        if len(block.text) > INFO or not _SIGNED_MARK.search(block.text) or block.linked:
            continue
        text = block.folded.text
        found = _SIGNED_BY.search(text) if block.kind in ("info", "dateline") else _BYLINE.match(text)
        if found:
            return block.folded.cut(*found.span("name")), "byline"
    return None


def _byline(closing: Iterable[Seen]) -> tuple[str, str] | None:
    """Return the names of a closing by-line: （记者 某某 某某）, its first bracket possibly lost."""
    for block in closing:
        end = block.text[-2 * BYLINE :]
        if "者" not in end and "员" not in end and "員" not in end:
            continue
        text = block.folded.text
        if found := _BYLINE.search(text, max(0, len(text) - BYLINE)):
            return block.folded.cut(*found.span("name")), "byline"
    return None


def _text_by(lines: Iterable[Seen]) -> tuple[str, str] | None:
    """Return who wrote in a line that also says who took the pictures."""
    for block in lines:
        text = block.text
        if len(text) > SHORT or not ("文" in text or "字" in text) or not _TEXT_MARK.search(text):
            continue
        if found := _TEXT_BY.search(block.folded.text):
            return block.folded.cut(*found.span("name" if found["name"] else "before")), "byline"
    return None


def _lead_byline(text: str) -> tuple[str, str] | None:
    """Return who reports, as the first paragraph says it."""
    lead = text[:LEAD]
    found = _LEAD_BYLINE.match(lead) if "者" in lead else None
    return (found["name"], "byline") if found else None


def _element(head: Sequence[Seen], tree: Tree) -> tuple[str, str] | None:
    """Return the names in the last element before a body whose class says that it holds who wrote."""
    numbers = range(head[0].number, head[-1].number + 1) if head else range(0)
    for n in reversed(numbers):
        owner = tree.owner[n]
        if (
            len(tree.blocks[n].text) > LONGEST_NAMES
            or owner < 0
            or not _ELEMENT_MARK.search(tree.elements[owner].markup)
        ):
            continue
        if _ELEMENT.search(tree.elements[owner].name) and _PERSONS.fullmatch(tree.blocks[n].text):
            return tree.blocks[n].text, "element"
    return None


def _bare_editor(tail: Iterable[Seen]) -> tuple[str, str] | None:
    for block in tail:
        marked = len(block.text) <= INFO and ("编" in block.text or "編" in block.text)
        if marked and (found := EDITOR_LINE.match(block.folded.text)):
            return block.folded.cut(found.start("name"), found.end("name")).strip(), "label"
    return None
