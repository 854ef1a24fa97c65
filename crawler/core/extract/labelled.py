"""Labelled values in the lines around a body: 来源：某某网 发布时间：2024-03-05, glued, in cells, or in blocks.

Labels are matched on folded text; values are cut out of the original.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from crawler.core.extract.labels import DATE, INFO, LABEL, LABEL_MARK, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.core.extract.fold import Folded
    from crawler.core.extract.labels import Kinds

#: Longest value of a field (characters).
LONGEST_VALUE = 40
#: A longer link is the headline of another article (characters).
LONGEST_LINK = 24
#: Longest keyword that stands in a link of its own (characters).
LONGEST_TAG = 10
#: Labels of dates, the most telling first.
DATES: Final = ("published", "updated", "dated")
#: A value ends before two spaces, a bar or bracket, the next label, or the widgets behind it.
_VALUE_END = re.compile(
    r"\s{2,}|[|丨｜┊│∣\[【】\]>»]|\s[(（]|\u3000|\s+(?=[\u4e00-\u9fff]{2,6}[:：])|(?<=\S)\s+(?=[大小]?字[体号]|大中小|\d{4}[-年/])|"
    r"\s+(?:TEL|Tel|tel|电话|邮箱|QQ)|[(（]?\s*(?:点击|浏览|阅读|评论|分享|打印|责编|免责声明)|\s*举报\s*$"
)
EDGE = " \t　:：|丨｜┊│∣-—,，;；()（）[]【】<>《》\"“”'·"
_BRACKETS = {")": "(", "）": "（", "]": "[", "】": "【", "》": "《", "”": "“"}
#: Labels that only speak of the page when no Han character before them makes another word: 失效时间, 热门关键词.
_BARE_LABELS: Final = frozenset("时间 日期 来源 出处 访问 访问量 关注".split())
#: What stands before 关键词 or 标签 of the whole site.
_OF_THE_SITE = re.compile("热门|热搜|搜索|推荐|常用|全部|所有|更多|本站|网站|相关")
#: The label of a cell of a table, without its colon; the value stands in the next one.
_CELL_LABEL = re.compile(
    r"(?<!\S)(?:(?P<published>(?:发布|公开)(?:时间|日期))|(?P<updated>更新(?:时间|日期))|"
    r"(?P<dated>(?:生成|成文)(?:时间|日期))|(?P<source>(?:信息|文章|稿件)?来源)|(?P<issuer>发布机构)|(?P<author>作者))(?!\S)"
)
_CELL_MARK = re.compile(r"[间間期源构構者](?!\S)")  # how they end
_COUNT = re.compile(r"\d[\d,]{0,11}\s?(?:次|人次?)?")
#: What stands where a name should, and is none.
NO_NAME = re.compile(
    r"(?:\d+|无|暂无|不详|未知|未填写?|佚名|匿名|楼主|编辑|admin|本站|null|undefined|互联网|原创|其[他它]|--+|\W+)$|"
    r".*(?:\{\{|\$\{|<%|://)|(?:19|20)\d\d[-年/.]|(?:来自|发布于|发表于|举报|扫一扫)",
    re.IGNORECASE,
)  #: The place in brackets that belongs to a source, in a block of its own.
_PLACE = re.compile(r"[(（][\u4e00-\u9fff]{2,6}[)）]")

#: When something takes place, and where, in lines of a notice.
_WHEN = re.compile(r"\W{0,3}时\s{0,4}间\s{0,3}[:：]")
_WHERE = re.compile(r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff]{2})?地\s{0,4}[点點]\s{0,3}[:：∶﹕]")
#: Lines between those two (who may come, who speaks).
WHERE_REACH = 2


class Seen(NamedTuple):
    """One block as the fields are read from it; folded and judged only when that is asked for."""

    number: int
    text: str
    kinds: Kinds
    linked: bool = False  # mostly a link

    @property
    def folded(self) -> Folded:
        """Return the text as labels are matched on it."""
        return self.kinds.folded(self.number)

    @property
    def kind(self) -> str | None:
        """Return what furniture the block is, None for none."""
        return self.kinds[self.number]


class Labelled(NamedTuple):
    """A value behind its label, as the page writes it and folded; the number of the block the label stands in."""

    field: str
    value: str
    folded: str
    number: int


def labelled(seen: Iterable[Seen]) -> list[Labelled]:
    """Return the labelled values of some blocks in reading order, also where the value stands in the next block."""
    found: list[Labelled] = []
    waiting, before = "", -1  # the label whose value stands in the next cell of a table, and its block
    for block in seen:
        if len(block.text) > (LONGEST_LINK if block.linked else INFO):
            continue
        following, before = block.number == before + 1, block.number
        if labels := _labels_in(block):
            found += _values_in(block, labels)
            waiting = labels[-1][0] if labels[-1][2] == len(block.folded.text) else ""
        elif waiting and following:
            found += _value_of_next(waiting, block)
            waiting = waiting if waiting == "keywords" and _is_tag(block) else ""
        else:
            waiting = ""
            if following and found and block.text[0] in "(（" and _PLACE.fullmatch(block.text):
                found[-1] = _with_place(found[-1], block)
    return found


def events(texts: Sequence[str], kinds: Kinds) -> list[int]:
    """Return the numbers of the lines that say when something takes place, a line beside them saying where.

    时间：… above 地点：… is what a notice tells, not when it was published. The line has no other label.
    """
    found: set[int] = set()
    for n, text in enumerate(texts):
        if "地" in text and len(text) <= INFO and LABEL_MARK.search(text) and _WHERE.search(text):
            around = range(max(n - WHERE_REACH, 0), min(n + WHERE_REACH + 1, len(texts)))
            found.update(m for m in around if len(texts[m]) <= INFO and _is_when(kinds.folded(m).text))
    return sorted(found)


def _is_when(text: str) -> bool:
    return bool(_WHEN.match(text)) and len(list(LABEL.finditer(text))) == 1


def _labels_in(block: Seen) -> list[tuple[str, int, int]]:
    """Return field, start and end of the labels in a line: before colons or, in cells of a table, alone."""
    if LABEL_MARK.search(block.text) and (labels := list(_labels(block.folded.text))):
        return labels
    if _CELL_MARK.search(block.text):
        return [(label.lastgroup or "", *label.span()) for label in _CELL_LABEL.finditer(block.folded.text)]
    return []


def _values_in(block: Seen, labels: Sequence[tuple[str, int, int]]) -> Iterator[Labelled]:
    text = block.folded.text
    stops = [*(start for _, start, _ in labels[1:]), len(text)]
    for (name, _, end), stop in zip(labels, stops, strict=True):
        span = _value_span(text, end, stop, name)
        yield Labelled(name, block.folded.cut(*span), text[slice(*span)], block.number)


def _labels(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield field, start and end of the labels of a line; field "" where a longer word only ends like a label."""
    end = 0
    for label in LABEL.finditer(text):
        name, start = label.lastgroup or "", label.start()
        if name == "keywords":
            name = "" if _OF_THE_SITE.search(text, max(end, start - 4), start) else name
        elif start and "\u4e00" <= text[start - 1] <= "\u9fff" and squeeze(label[0])[:-1] in _BARE_LABELS:
            between = text[end:start].strip()
            name = name if end and not any(map(str.isspace, between)) and not DATE.match(between) else ""
        end = label.end()
        yield name, start, end


def _value_of_next(name: str, block: Seen) -> list[Labelled]:
    text = block.folded.text
    if name == "views":
        fitting = _COUNT.fullmatch(text) is not None
    elif name == "keywords" and block.linked:
        fitting = _is_tag(block)
    else:
        fitting = block.kind in ((None, "date", "dateline", "info") if name in DATES else (None, "headline"))
    if not fitting or len(text) > LONGEST_VALUE or "。" in text:
        return []
    return [Labelled(name, block.folded.original, text, block.number)]


def _is_tag(block: Seen) -> bool:
    return block.linked and len(block.text) <= LONGEST_TAG


def _with_place(value: Labelled, block: Seen) -> Labelled:
    if value.field != "source" or not value.value or value.number != block.number - 1:
        return value
    return value._replace(value=value.value + block.text, folded=value.folded + block.folded.text)


def _value_span(text: str, start: int, stop: int, name: str) -> tuple[int, int]:
    while start < stop and text[start] in " \t　[【":
        start += 1
    if name in DATES or name == "keywords":
        return start, stop
    if (end := _VALUE_END.search(text, start, stop)) and end.start() > start:
        stop = end.start()
    if (day := DATE.search(text, start, stop)) and day.start() > start:
        stop = day.start()
    return _trimmed(text, start, stop)


def first_name(values: Iterable[Labelled], name: str) -> tuple[str, str] | None:
    """Return the first value of a field that may be a name, and its witness."""
    return next(((value.value, "label") for value in values if value.field == name and is_name(value.folded)), None)


def is_name(value: str) -> bool:
    """Tell whether a value, folded, may be the name of a person, an office or a site."""
    return 1 < len(value) <= LONGEST_VALUE and not NO_NAME.match(value)


def trim(text: str) -> str:
    """Return a text without white space, signs and unpaired brackets at its edges.

    >>> trim(" ：《青禾日报》, ")
    '《青禾日报》'
    """
    return text[slice(*_trimmed(text, 0, len(text)))]


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start] in EDGE and text[start] not in "《“":
        start += 1
    while stop > start and text[stop - 1] in EDGE and _BRACKETS.get(text[stop - 1], "\0") not in text[start:stop]:
        stop -= 1
    return start, stop
