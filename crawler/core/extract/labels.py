"""What page furniture (chrome) looks like, line by line: labels that carry data, and lines that carry none.

The patterns are data, ``data/labels.toml``; they are matched on folded text (``fold``) and, but for long disclaimers,
only on short lines without a full stop: a sentence that speaks of 来源 or 编辑 is never a label.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Final

from crawler.core.extract.fold import GLOSS, fold, foldable
from crawler.core.tables import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.core.extract.fold import Folded

#: A line longer than this is prose, whatever it begins with (characters).
SHORT = 60
#: A longer line is no furniture for what it begins with (characters).
LONGEST_BEGINNING = 120
#: An information line holds several fields side by side (characters).
INFO = 160
#: A line of a day and a name is at most this long (characters).
SIGNED = 40
#: A disclaimer is at most this long (characters).
LONGEST_DISCLAIMER = 700
#: A field's value is a name or a short title (characters).
LONGEST_VALUE = 34
#: A label has at most this many characters, spaces between them included (29 are possible).
LONGEST_LABEL = 40

#: Longest headline (characters).
LONGEST_TITLE = 90
#: Shorter lines that repeat words of the title also occur in navigations (characters).
SHORTEST_HEADLINE = 6

#: Lines behind which nothing of the article comes any more, once it has begun.
CLOSING: Final = frozenset({"comments", "footer", "neighbours", "print", "editor", "login"})
#: Lines that usually close an article, but are also set into the middle of one.
HALF_CLOSING: Final = frozenset(
    {"related", "disclaimer", "share", "info", "dateline", "origin", "attachments", "organiser"}
)
#: A repetition in a pattern: its digits are no characters that lines begin with.
_REPEATED = re.compile(r"\{\d+(?:,\d*)?\}")


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(read_bytes("labels.toml").decode("utf-8"))


def _joined(patterns: Iterable[str]) -> str:
    return "|".join(patterns)


def _named(kinds: Mapping[str, list[str]]) -> str:
    return "|".join(f"(?P<{kind}>{_joined(patterns)})" for kind, patterns in kinds.items())


_CLASS_OR_GAP: Final = re.compile(r"\[[^\]]*\]|(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")


def _spaced(label: str) -> str:
    """Allow spaces between the Han characters of a label, classes of them left alone: 来 源."""
    return _CLASS_OR_GAP.sub(lambda found: found[0] or r"\s{0,3}", label)


def _letters(kinds: Mapping[str, list[str]]) -> str:
    """Return every letter of some patterns, as the inside of a class."""
    return "".join(sorted({char for patterns in kinds.values() for char in "".join(patterns) if char.isalpha()}))


def _begun(kind: str, patterns: Iterable[str]) -> str:
    """Return the patterns of a kind of lines, tried only where a line begins with a sign or a character of theirs."""
    free = [pattern for pattern in patterns if pattern.startswith((".", r"[\u4e00"))]
    rest = _joined(pattern for pattern in patterns if pattern not in free)
    signs = r"\d\W" if r"\d" in rest else r"\W"
    letters = "".join(sorted({char for char in _REPEATED.sub("", rest) if char.isalnum()}))
    return f"(?P<{kind}>{_joined([*free, f'(?=[{letters}{signs}])(?:{rest})'])})"


_FIELDS: Final = {kind: [_spaced(label) for label in labels] for kind, labels in _table()["fields"].items()}
_CUES: Final = {kind: _joined(cues) for kind, cues in _table()["cues"].items()}

#: A label with its colon; the group that matched is the field's name. 【来源】 and 来源| are written as well.
#: A look for letters of labels up to such a sign rules out most places where none can begin.
LABEL: Final = re.compile(
    rf"(?=[{_letters(_FIELDS)}][{_letters(_FIELDS)}\s]{{0,{LONGEST_LABEL}}}+[:：】丨｜])"
    rf"(?:{_named(_FIELDS)})\s*(?:[:：】]|[丨｜](?!\s*$))"
)
#: What every label ends with, in unfolded text too.
LABEL_MARK: Final = re.compile("[:：】丨｜∶﹕]")
#: Who edited, alone on a line, with the site's name in front and brackets around it or not: (某某网编辑:某某).
EDITOR_LINE: Final = re.compile(
    r"^[\[【(（\s]*[\u4e00-\u9fff]{0,6}?(?:责任编辑|责编|编辑)(?:\s*[:：/|丨]\s*|\s{1,3})"
    r"(?P<name>[\u4e00-\u9fff·、\s]{2,20}?)\s*[\]】)）\s|]*$"
)
_DAY = (
    r"(?:(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?|"
    r"[一二][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_TIME = r"\d{1,2}\s*[:：时点]\s*\d{1,2}(?:\s*[:：分]\s*\d{1,2})?\s*[分秒]?"
DATE: Final = re.compile(rf"{_DAY}(?:\s*(?:星期[一二三四五六日天])?\s*T?\s*{_TIME})?")
#: A date with a time of day.
MOMENT: Final = re.compile(rf"{_DAY}[\sT]*{_TIME}")

_LINE = re.compile("|".join(_begun(kind, patterns) for kind, patterns in _table()["lines"].items()))
_FOOTER = re.compile(_CUES["footer"])
_DISCLAIMER = re.compile(_CUES["disclaimer"])
# One of these characters is in every cue: a search for one character class is fifteen times as fast as for the cues.
_FOOTER_HINT = re.compile("[权备证良©识办技维pPvV]")
_LONG_HINT = re.compile("[免版代凡侵载載删刪供限与與由留]")
_DISCLAIMER_HINT = re.compile("[免版代凡侵载删供限与由留]")
# Long paragraphs have the characters, but hardly ever two in a row; a gloss may stand between: 版(bǎn)權.
_LONG_CUES = re.compile(
    "|".join(
        f"{re.escape(cue)}|{cue[0]}\\(|{cue[0]}（" if len(cue) > 1 else cue
        for cue in "免责 免責 版权 版權 代表 凡 注明 註明 侵权 侵權 转载 轉載 删除 刪除 仅供 仅限 僅供 僅限 与本 與本 "
        "用户 用戶 网友 網友 保留".split()
    )
)
_WIDGETS = re.compile(rf"[【\[]?\s*(?:{_CUES['widget']})\s*[】\]]?")
_SPACE_AND_MARKS: Final = "\u00a0\u3000\u2002\u2003丨：【】（）《》—·，。、"
#: A line with a date and a time and no punctuation of prose: 2024-03-05 09:30 某某网.
_DATELINE = re.compile(rf"{_DAY}.{{0,8}}?\d{{1,2}}\s*[:：时]\s*\d\d")
_COLON = re.compile(r"[\u4e00-\u9fff]\s*[:：]")
#: A day and who wrote it, alone on a line: 2024年3月5日 某某局. It heads an article, or signs one.
_SIGNED = re.compile(rf"{_DAY}\s+[^\s\d，。；！？,;!?]{{3,20}}|[^\s\d，。；！？,;!?]{{3,20}}\s+{_DAY}")
_PROSE = re.compile(r"[，。；！？,;!?]")
_SENTENCE = re.compile(r"[。！？]|[!?](?![\w&=])|[，,].*[，,]")
#: Without one of these a line holds neither a labelled value nor a date nor a row of widgets.
_FIELD_MARK = re.compile(r"[:：\d|丨｜】\]〇○]")
#: Without one of these it is no footer, disclaimer or editor's line either.
_MARK = re.compile(
    "".join(["[编", *(mark.pattern[1:-1] for mark in (_FOOTER_HINT, _DISCLAIMER_HINT, _FIELD_MARK)), "]"])
)
#: A field says something in words or at what time; figures alone may be data.
_TELLING = re.compile(r"[A-Za-z\u4e00-\u9fff]|\d:\d\d|(?:19|20)\d\d[-./]\d")
#: The characters of which dates, widgets and punctuation consist.
_LITTLE: Final = frozenset(
    "".join([_CUES["widget"], "年月日时点分秒号星期一二三四五六天上下午T", *map(chr, range(128)), *_SPACE_AND_MARKS])
)
_RESIDUE = re.compile(r"[\s|丨:：\[\]【】()（）<>《》\"—_·,，.。、/\-]+")


def squeeze(text: str) -> str:
    """Return a text without white space, for comparing headlines."""
    return "".join(text.split())


class Kinds(dict[int, str | None]):
    """The kind of each block of a page by its number, made out when it is asked for: most lines of links never are.

    Besides the kinds of ``chrome_kind``, a block that repeats a part of the page's title is ``headline``.
    """

    def __init__(self, texts: Sequence[str], titles: str) -> None:
        """Take the texts of the blocks, unfolded, and the page's titles, folded and squeezed."""
        super().__init__()
        self._texts = texts
        self._titles = titles
        self._folded: dict[int, Folded] = {}
        self._folds = foldable().search

    def mark(self, n: int, kind: str | None) -> None:
        """Set the kind of block ``n``, for what only its neighbours tell."""
        self[n] = kind

    def folded(self, n: int) -> Folded:
        """Return the folded text of block ``n``."""
        if n not in self._folded:
            self._folded[n] = fold(self._texts[n])
        return self._folded[n]

    def __missing__(self, n: int) -> str | None:
        """Make out the kind of block ``n``."""
        text = self._texts[n]
        size = len(text)
        hint = _LONG_HINT if size <= LONGEST_BEGINNING else _LONG_CUES
        if size > SHORT and (size > INFO or "。" in text) and (size > LONGEST_DISCLAIMER or not hint.search(text)):
            kind = None  # it could only be a disclaimer
        else:
            if self._folds(text) or (("(" in text or "（" in text) and GLOSS.search(text)):
                text = self.folded(n).text
            kind = chrome_kind(text)
            if kind is None and text[:1] in self._titles and self._heads(text):
                kind = "headline"
        self[n] = kind
        return kind

    def _heads(self, folded: str) -> bool:
        """Tell whether a line repeats a part of the page's title."""
        words = squeeze(folded) if SHORTEST_HEADLINE <= len(folded) <= LONGEST_TITLE else ""
        return len(words) >= SHORTEST_HEADLINE and words in self._titles


def chrome_kind(folded: str) -> str | None:
    """Return which chrome a folded line is, None for a line that may be part of an article.

    Field lines (来源：… 时间：…) are ``info``, those that only name who edited or checked ``editor``, a line with date
    and time and hardly anything else ``dateline``, a date alone ``date``.
    """
    size = len(folded)
    line = _LINE.match(folded) if size <= LONGEST_BEGINNING else None
    disclaimer = line is not None and line.lastgroup == "disclaimer"
    if size > SHORT and (size > INFO or "。" in folded):
        return "disclaimer" if disclaimer or (size < LONGEST_DISCLAIMER and _disclaims(folded)) else None
    if (folded[:1].isdigit() or folded[4:5] == "年") and DATE.fullmatch(folded):
        return "date"
    if line and size <= SHORT and (line.lastgroup == "retitled" or not _SENTENCE.search(folded)):
        return line.lastgroup
    if not _MARK.search(folded):
        return "disclaimer" if disclaimer else None
    if _FOOTER_HINT.search(folded) and "。" not in folded and _FOOTER.search(folded):
        return "footer"
    return "disclaimer" if disclaimer or _disclaims(folded) else _field_kind(folded)


def _disclaims(folded: str) -> bool:
    return _DISCLAIMER_HINT.search(folded) is not None and len(set(_DISCLAIMER.findall(folded))) >= 2


def _field_kind(folded: str) -> str | None:
    """Return the kind of a line of fields with nothing else on it."""
    if "编" in folded and EDITOR_LINE.match(folded):
        return "editor"
    if not _FIELD_MARK.search(folded):
        return None
    label = LABEL.search(folded) if LABEL_MARK.search(folded) else None
    if label and "。" not in folded and _says_little(folded[: label.start()]):
        return _labelled_kind(folded, list(LABEL.finditer(folded)))
    if not label and _says_little(folded) and _TELLING.search(folded):
        # （2024年2月26日） dates a speech
        return None if DATE.fullmatch(folded.strip("()（）")) and not MOMENT.search(folded) else "info"
    return _dated_kind(folded) if "20" in folded or "19" in folded or "年" in folded else None


def _dated_kind(folded: str) -> str | None:
    moment = _DATELINE.search(folded) if len(folded) <= SHORT and not _PROSE.search(folded) else None
    if moment and not _COLON.search(folded, 0, moment.start()):  # 活动时间：… is part of a notice
        return "dateline"
    return "date" if len(folded) <= SIGNED and _SIGNED.fullmatch(folded) else None


def _says_little(text: str) -> bool:
    """Tell whether a text is made of dates, widgets and punctuation."""
    return not text or (_LITTLE.issuperset(text) and not _RESIDUE.sub("", _WIDGETS.sub("", DATE.sub("", text))))


def _labelled_kind(folded: str, labels: list[re.Match[str]]) -> str | None:
    stops = [*(label.start() for label in labels[1:]), len(folded)]
    if any(stop - label.end() > LONGEST_VALUE for label, stop in zip(labels, stops, strict=True)):
        return None
    kinds = {label.lastgroup for label in labels}
    if kinds in ({"author"}, {"record"}):
        return None
    return "editor" if kinds <= {"editor", "reviewer", "author"} else "info"
