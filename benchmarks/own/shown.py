"""What a page shows of its article: every value that a template prints is noted, and becomes the gold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from benchmarks.own.body import gold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from benchmarks.own.body import Line

_NUMERALS = "〇一二三四五六七八九"
_WIDE = str.maketrans("0123456789:-", "０１２３４５６７８９：－")
_WEEKDAYS = "一二三四五六日"

#: Form of a date -> how it is written (strftime), and how precise it is: day, minute, second.
DATES: Mapping[str, tuple[str, str]] = {
    "iso": ("%Y-%m-%d %H:%M", "minute"),
    "iso_s": ("%Y-%m-%d %H:%M:%S", "second"),
    "day": ("%Y-%m-%d", "day"),
    "cn": ("%Y年%m月%d日", "day"),
    "cn_minute": ("%Y年%m月%d日 %H:%M", "minute"),
    "cn_clock": ("%Y年%m月%d日%H时%M分", "minute"),
    "weekday": ("%Y年%m月%d日 星期WEEKDAY %H:%M", "minute"),
    "cn_week": ("%Y年%m月%d日（星期WEEKDAY）", "day"),
    "cn_tight": ("%Y年%m月%d日%H:%M", "minute"),
    "short": ("%Y-%m-%d %H:%M", "minute"),
    "slash": ("%Y/%m/%d %H:%M:%S", "second"),
    "slash_day": ("%Y/%m/%d", "day"),
    "dot": ("%Y.%m.%d", "day"),
    "ratio": ("%Y-%m-%d %H∶%M", "minute"),
    "offset": ("%Y-%m-%dT%H:%M:%S+08:00", "second"),
    "compact": ("%Y%m%d", "day"),
    "wide": ("%Y-%m-%d %H:%M", "minute"),
    "numerals": ("", "day"),
}
_PRECISION = {"day": "%Y-%m-%d", "minute": "%Y-%m-%dT%H:%M", "second": "%Y-%m-%dT%H:%M:%S"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as it was written; fields that are not known are ""."""

    id: str
    title: str
    published: str  # YYYY-MM-DD, YYYY-MM-DD HH:MM or with seconds
    body: str
    section: Sequence[str] = ()
    source: str = ""
    author: str = ""
    editor: str = ""
    keywords: Sequence[str] = ()
    views: int | None = None
    document: str = ""  # 发文字号
    index: str = ""  # 索引号
    written: str = ""  # 成文日期

    @property
    def moment(self) -> datetime:
        """Return the time of publication, midnight where only the day is known."""
        return datetime.fromisoformat(self.published)


def write_date(moment: datetime, form: str) -> str:
    """Return a time as ``form`` (a key of ``DATES``) writes it.

    >>> write_date(datetime(2023, 4, 15), "numerals")
    '二〇二三年四月十五日'
    """
    if form == "numerals":
        year = "".join(_NUMERALS[int(digit)] for digit in str(moment.year))
        return f"{year}年{_numeral(moment.month)}月{_numeral(moment.day)}日"
    text = moment.strftime(DATES[form][0]).replace("WEEKDAY", _WEEKDAYS[moment.weekday()])
    return text.translate(_WIDE) if form == "wide" else text


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


@dataclass(slots=True)
class Shown:
    """An article as templates see it; what they take of it is noted in ``seen`` and ``metas``."""

    story: Story
    chosen: Sequence[Line]
    base: str  # what relative addresses are relative to
    body: Markup
    halves: tuple[Markup, Markup]  # the body, for templates that put something into its middle
    form: str = ""  # the form of visible dates, before what the template asks for
    plain: bool = False  # the body is written without pictures and files
    seen: dict[str, Any] = field(default_factory=dict)
    metas: dict[str, Any] = field(default_factory=dict)

    def _show(self, name: str) -> Any:  # noqa: ANN401 - a field's own type
        value = getattr(self.story, name)
        if value or value == 0:
            self.seen[name] = value
        return value

    @property
    def title(self) -> str:
        """Return the headline."""
        return self.story.title

    @property
    def source(self) -> str:
        """Return the source, shown."""
        return str(self._show("source"))

    @property
    def author(self) -> str:
        """Return the author, shown."""
        return str(self._show("author"))

    @property
    def editor(self) -> str:
        """Return the editor, shown."""
        return str(self._show("editor"))

    @property
    def views(self) -> int:
        """Return how often the page was read, shown."""
        value = self.story.views or sum(map(ord, self.base)) % 3000 + 11
        self.seen["views"] = value
        return value

    @property
    def keywords(self) -> Sequence[str]:
        """Return the keywords, shown."""
        return list(self._show("keywords"))

    @property
    def section(self) -> Sequence[str]:
        """Return the column."""
        return self.story.section

    def when(self, form: str = "iso") -> str:
        """Return the time of publication as readers see it."""
        form = self.form or form
        self.seen["published"] = max(self._iso(form), self.seen.get("published", ""), key=len)
        return write_date(self.story.moment, form)

    def meta_when(self, form: str = "iso") -> str:
        """Return the time of publication as machines read it."""
        self.metas["published"] = self._iso(form)
        return write_date(self.story.moment, form)

    def meta(self, name: str) -> str:
        """Return a field for a meta tag."""
        value = getattr(self.story, name)
        if value:
            self.metas[name] = value
        return ",".join(value) if isinstance(value, list) else str(value)

    def _iso(self, form: str) -> str:
        precision = DATES[form][1]
        return self.story.moment.strftime(_PRECISION[precision])

    def gold(self) -> dict[str, Any]:
        """Return the gold of the article: what was visible, else what the metas say."""
        fields = {"published": None, "source": None, "author": None, "editor": None, "keywords": (), "views": None}
        fields |= self.metas | self.seen
        kept = [] if self.plain else self.chosen
        return {
            "title": self.story.title,
            "published_at": fields["published"],
            "source": fields["source"],
            "author": fields["author"],
            "editor": fields["editor"],
            "keywords": list(fields["keywords"]),
            "views": fields["views"],
            "body_text": gold(self.chosen),
            "attachments": [
                {"name": line.cells[0], "url": urljoin(self.base, line.cells[1])} for line in kept if line.sign == "+"
            ],
            "images": [
                {"url": urljoin(self.base, line.cells[0]), "caption": line.cells[2] or line.cells[1] or None}
                for line in kept
                if line.sign == "!"
            ],
        }
