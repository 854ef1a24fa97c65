"""The linear model that says how much a block looks like injected keywords, in pure Python.

Two stages. The first is a sum over character 1- to 3-grams: what the words look like. The second is a logistic
regression over that sum, the shape of the line, and how foreign it is to the page. The second was fitted on
vocabulary that the first had not seen (cross-vocabulary stacking), so that it trusts words only as far as they
carry over to new brands. ``tools/train_spam.py`` builds ``data/spam_model.tsv`` with the functions of this module.
"""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING

from crawler.core.despam.text import SEPARATOR, Line, function_chars, keywords
from crawler.core.hanzi import to_simplified_chars, traditional_only
from crawler.core.tables import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MODEL = "spam_model.tsv"
#: Probability from which a list is removed, and (SUSPECT) from which a block is only named in a warning: the first lost
#: no line of 121 real articles, the second is the model's own even odds.
REMOVE = 0.97
#: The same for a short block, one of fewer than ``LIST_SEGMENTS`` keywords, that nothing but its words speaks against:
#: menu entries and headlines of real pages reach 0.994, unseen brands go beyond.
REMOVE_SHORT = 0.995
SUSPECT = 0.5
#: A keyword list has at least so many segments, of a mean length within these bounds (wild lines: 4–21 segments).
LIST_SEGMENTS = 4
LIST_MEAN_CHARS = (3.0, 24.0)
#: Share of a block in links to other hosts that speaks against it.
FOREIGN_LINKS = 0.5
#: Weight from which a character is hot, and the share of hot ones below which a block is not looked at: 0.3 % of
#: spam lines of unseen vocabulary lie below, and 62 % of the genuine lines that are no prose.
HOT_WEIGHT = 0.5
HOT_SHARE = 0.2
#: Characters beyond which length says nothing more.
LONG_LINE = 60
#: Below so many characters the rest of a page says little about what belongs to it.
THIN_PAGE = 150

_OFFICE = re.compile(
    "(?:政府|委员会|委|局|办|厅|部|院|所|网|中心|站|学校|中学|小学|大学|医院|镇|乡|县|市|区|村|社区|街道|公司|"
    "集团|合作社|银行|报|协会|法|条例|办法|通知|公告)$"
)
_CIVIC = re.compile(
    "打击|查处|查缴|查获|捣毁|侦破|举报|禁止|严禁|严查|禁赌|禁毒|抵制|拒绝|远离|整治|清理|专项|宣传|防范|防治|预防|警惕|提醒|倡议|典型案例|扫黄|护苗|净网|"
    "公益|福利彩票|体育彩票|资助|助学|捐赠|采购|招标|中标|磋商|公示|公告|通知|名单|名录|设备|工程|项目|建设|改造|联网|机房|监控|会议|放映|展映|展播|"
    "筛查|义诊|门诊|疫苗|检测|预约|体检|健康|卫生|报名|考试|高考|教育|学历|招生|课堂|课程|培训|服务|政务|社保|医保|税务|备案|登记|申请|审核|"
    "乡村|农村|农民|合作社|社区|小区|花园|酒店|有限|公司|县|乡|镇|村|演出|合唱|比赛|赛程|运动会|劳动|文明|干部|党员|先进|学院|大学|科|局|厅"
)
_STOPS = re.compile("[。;:!?，]")
_ASCII = re.compile("[a-z0]")

FEATURES = (
    "bias", "words", "segments", "list", "shape", "function", "stops", "full_stop", "ascii", "length", "repetition",
    "list_repetition", "short_segments", "one_separator", "uneven", "invisible", "coverage", "thin", "mismatch", "head",
    "tail", "words_shape", "words_repetition", "words_foreign", "hidden", "foreign", "linked", "office", "civic",
    "single", "enumeration",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the rest of the page, its links and its place say about one block."""

    coverage: float  # share of the block's character pairs that the rest of the page has too
    thin: bool  # the rest of the page is too short to compare with
    mismatch: bool  # Simplified block in a Traditional page, or the reverse
    head: bool
    tail: bool
    hidden: bool = False
    foreign: float = 0.0  # share of the characters in links to other hosts
    linked: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The fitted weights."""

    grams: Mapping[str, float]
    weights: tuple[float, ...]  # in the order of FEATURES
    gate: float  # a block whose words score below is not spam whatever its surroundings
    hot: re.Pattern[str]  # the characters, of either script, that weigh towards spam

    def is_cold(self, text: str) -> bool:
        """Return whether a block has too few hot characters to pass the gate: the cheap look before the fold."""
        return len(self.hot.findall(text)) < HOT_SHARE * len(text)

    def words(self, line: Line) -> float:
        """Return the first stage: the summed weights of the line's distinct n-grams over the root of their number."""
        found = ngrams(line.spaced)
        return sum(map(self.grams.get, found, repeat(0.0))) / math.sqrt(len(found) or 1)

    def probability(self, line: Line, words: float, around: Surroundings) -> float:
        """Return the probability from 0 to 1 that the block is injected spam."""
        score = sum(map(operator.mul, self.weights, features(line, words, around)))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))


def threshold(line: Line, around: Surroundings) -> float:
    """Return the probability from which a block is removed."""
    speaks = around.mismatch or around.hidden or around.foreign >= FOREIGN_LINKS
    return REMOVE if speaks or keywords(line.segments) >= LIST_SEGMENTS else REMOVE_SHORT


def ngrams(text: str) -> set[str]:
    """Return the distinct character 1-, 2- and 3-grams of a text."""
    pairs = list(map(operator.add, text, text[1:]))
    return {*text, *pairs, *map(operator.add, pairs, text[2:])}


def bigrams(segments: Iterable[str]) -> set[str]:
    """Return the distinct character pairs within segments, across none of their borders."""
    return {segment[n : n + 2] for segment in segments for n in range(len(segment) - 1)}


def features(line: Line, words: float, around: Surroundings) -> tuple[float, ...]:
    """Return the inputs of the second stage, in the order of ``FEATURES``."""
    sizes = [len(segment) for segment in line.segments] or [0]
    count, length = len(sizes), max(1, len(line.folded))
    mean = sum(sizes) / count
    listed = float(count >= LIST_SEGMENTS)
    shape = float(listed and LIST_MEAN_CHARS[0] <= mean <= LIST_MEAN_CHARS[1])
    repetition = _repetition(line.segments)
    stops = len(_STOPS.findall(line.folded))
    return (
        1.0,
        words,
        math.log(count),
        listed,
        shape,
        function_chars(line.folded) / length,
        min(stops, 4) / 4,
        float("。" in line.folded),
        len(_ASCII.findall(line.folded)) / length,
        math.log(min(length, LONG_LINE)) / 5,
        repetition,
        listed * repetition,
        float(2 <= mean < 4) * listed,
        _one_separator(line.folded),
        min(2.0, math.sqrt(sum((size - mean) ** 2 for size in sizes) / count) / (mean or 1)),
        float("\u200b" in line.raw or "\u200d" in line.raw or "\u2060" in line.raw),
        around.coverage,
        float(around.thin),
        float(around.mismatch),
        float(around.head),
        float(around.tail),
        words * shape,
        words * repetition,
        words * (1 - around.coverage),
        float(around.hidden),
        around.foreign,
        around.linked,
        sum(1 for segment in line.segments if _OFFICE.search(segment)) / count,
        sum(1 for segment in line.segments if _CIVIC.search(segment)) / count,
        float(count == 1),
        line.folded.count("、") / max(1, count - 1),
    )


def _repetition(segments: tuple[str, ...]) -> float:
    """Return the share of segments that share a character pair with another one."""
    pairs = [bigrams((segment,)) for segment in segments]
    seen: set[str] = set()
    repeated: set[str] = set()
    for found in pairs:
        repeated |= seen & found
        seen |= found
    return sum(1 for found in pairs if found & repeated) / (len(pairs) or 1)


def _one_separator(folded: str) -> float:
    """Return the share of the commonest separator among all: lists made by a program use one."""
    marks = SEPARATOR.findall(folded)
    return max(map(marks.count, set(marks))) / len(marks) if marks else 0.0


@cache
def load() -> Model:
    """Return the model of the package.

    Rows of the table: ``feature TAB name TAB weight``, ``gate TAB words TAB bound``, ``gram TAB n-gram TAB weight``.
    """
    rows = [line.split("\t") for line in read_lines(MODEL)]
    weights = {name: float(value) for kind, name, value in rows if kind == "feature"}
    grams = {name: float(value) for kind, name, value in rows if kind == "gram"}
    gate = next(float(value) for kind, _, value in rows if kind == "gate")
    return Model(
        grams=grams,
        weights=tuple(weights[name] for name in FEATURES),
        gate=gate,
        hot=_hot_characters({gram for gram, weight in grams.items() if len(gram) == 1 and weight > HOT_WEIGHT}),
    )


def _hot_characters(hot: set[str]) -> re.Pattern[str]:
    """Return a class of the given folded characters and of what folds to them."""
    folding = {char for char in traditional_only() if to_simplified_chars(char) in hot}
    capitals = {char.upper() for char in hot}
    return re.compile("[" + re.escape("".join(sorted(hot | folding | capitals))) + "]")
