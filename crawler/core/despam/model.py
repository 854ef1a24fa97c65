"""The linear model that says how much a block looks like injected keywords, in pure Python.

Two stages. The first is a sum over character 1- to 3-grams: what the words look like. The second is a logistic
regression over that sum, the shape of the line, and how foreign it is to the page; lists have weights of their own, and
so have short lines. The second was fitted on vocabulary that the first had not seen (cross-vocabulary stacking), so
that it trusts words only as far as they carry over to new brands. ``tools/train_spam.py`` builds
``data/spam_model.tsv`` with the functions of this module.
"""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING

from crawler.core.despam.text import SEPARATOR, Line, function_chars
from crawler.core.hanzi import to_simplified_chars, traditional_only
from crawler.core.tables import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MODEL = "spam_model.tsv"
#: Probability from which a block is removed, and (SUSPECT) from which it is only named in a warning. The training
#: shifts the odds so that 0.97 stands where no line of 168 real articles was lost.
REMOVE = 0.97
SUSPECT = 0.85
#: Characters that the entries of a list have on average from which it is one of phrases, as injected lists are (97 of
#: 100), and genuine lists in the words of spam are not (1 of 90): entries of office lists and slogans are shorter.
PHRASE_MEAN = 6.0
#: The same for lists of which a little less is asked than of those of shorter entries: genuine ones reach 4.5.
ENTRY_MEAN = 4.75
#: Probability from which a list of phrases goes, one of up to ``SMALL_LIST`` entries, and a longer one with a word of
#: what spam sells. 120,000 generated lines, 770 hard negatives and 10,000 lines of real pages reach 0.1, 0.84 (an
#: advertisement 0.98), 0.
PHRASE_LIST, SMALL_PHRASE_LIST, SELLING_LIST = 0.65, 0.9, 0.35
#: The same for lists of entries of ``LONG_MEAN`` characters and more, as two of three injected ones are: 0.56, beside
#: spam 0.7.
LONG_MEAN, LONG_LIST = 8.0, 0.75
#: The same for two and three phrases, for up to ``SMALL_LIST`` with a word of what spam sells, and for two and three
#: clauses: 0.91, 0.83 and 0.975.
PHRASES, SELLING_PHRASES, CLAUSES = 0.94, 0.87, 0.98
#: The same for lines that nothing but their words speaks against: single phrases, two or three short entries, lists of
#: short entries, of entries of ``ENTRY_MEAN``: 0.963, 0.998, 0.998, 0.93.
REMOVE_SINGLE, REMOVE_SHORT, REMOVE_SMALL, REMOVE_ENTRIES = 0.968, 0.9987, 0.9985, 0.96
#: The same for two or three short entries with a word of what spam sells: 0.954.
SELLING_SHORT = 0.97
#: The same for lines in another script than their page, and for hidden ones and those that lead away: labels of buttons
#: that pages hide reach 0.98.
OTHER_SCRIPT, HIDDEN = 0.925, 0.985
#: Entries up to which a list is a short one.
SMALL_LIST = 5
#: A keyword list has at least so many segments, of a mean length within these bounds (wild lines: 4–21 segments).
LIST_SEGMENTS = 4
LIST_MEAN_CHARS = (3.0, 24.0)
#: Share of a block in links to other hosts that speaks against it.
FOREIGN_LINKS = 0.5
#: Sum of the weights of a block's distinct characters below which it is not looked at, and the same for a list, whose
#: many characters say less each: 5 % of the injected lines in words never seen lie below, 0.5 % of the lists, and 70 %
#: and 80 % of the genuine ones that are no prose.
COLD, COLD_LIST = -3.0, -8.0
#: What the weights of the table are multiples of: whole ones add up to the same in every order.
TENTHS = 10
#: Words from which a list is judged: a list of phrases goes for less than other lines (1.2 % have fewer than the gate).
# Zero but for rounding, since the order of a set is another in each process.
LIST_GATE = -1e-6
#: Characters beyond which length says nothing more.
LONG_LINE = 60
#: Below so many characters the rest of a page says little about what belongs to it.
THIN_PAGE = 150

_OFFICE = re.compile(
    "(?:政府|委|局|厅|机关|办公室|(?<!服)部|法院|检察院|医院|卫生院|学院|研究院|敬老院|派出所|事务所|研究所|卫生所|卫生室|新闻网|"
    "(?:服务|管理|控制|活动|指挥|媒体|文化|交易|保健)中心|站|学校|中学|小学|大学|幼儿园|镇|乡|县|市|(?:城|社|景|库|县|发|地|小|园|街|矿|林|灌|校)区|"
    "村|屯|庄|沟|坪|坡|湾|岭|峪|街道|街|路|巷|大道|桥|山|河|湖|岛|水库|寺|公园|广场|有限公司|厂|农场|合作社|银行|日报|晚报|"
    "(?:员|协|商|学|工|议|大|残|妇|理事)会|法|条例|办法|通知|公告)$"
)
#: Characters at the end of an entry in which the end of an office stands, and the one before it.
OFFICE_CHARS = 6
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
    "single", "enumeration", "words_covered", "digits",
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
    weights: tuple[float, ...]  # of lists, in the order of FEATURES
    short: tuple[float, ...]  # of lines of fewer entries than a list
    gate: float  # a block whose words score below is not spam whatever its surroundings
    chars: Mapping[str, int]  # tenths of the weights of single characters, of either script and case

    def is_cold(self, text: str) -> bool:
        """Return whether the characters of a block speak against spam: the cheap look before the fold."""
        warmth = sum(map(self.chars.get, set(text), repeat(0)))
        return warmth < COLD * TENTHS and (
            warmth < COLD_LIST * TENTHS or len(SEPARATOR.findall(text)) < LIST_SEGMENTS - 1
        )

    def may_be_spam(self, line: Line, words: float) -> bool:
        """Return whether a line may be spam by its words, the second look."""
        return words >= self.gate or (words >= LIST_GATE and len(line.segments) >= LIST_SEGMENTS)

    def words(self, line: Line) -> float:
        """Return the first stage: the summed weights of the line's distinct n-grams over the root of their number."""
        words = self._sum(f" {line.spaced} ")
        return max(words, self._sum(f" {line.joined} ")) if line.joined else words

    def _sum(self, text: str) -> float:
        found = ngrams(text)
        return sum(map(self.grams.get, found, repeat(0.0))) / math.sqrt(len(found) or 1)

    def probability(self, line: Line, words: float, around: Surroundings) -> float:
        """Return the probability from 0 to 1 that the block is injected spam."""
        weights = self.weights if line.keywords >= LIST_SEGMENTS else self.short
        score = sum(map(operator.mul, weights, features(line, words, around)))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))


def threshold(line: Line, around: Surroundings, *, sells: bool) -> float:
    """Return the probability from which a block is removed; ``sells`` is whether it has a word of what spam sells."""
    count = line.keywords
    if count > 1 and has_phrases(line):
        return _of_phrases(line, sells=sells)
    if around.mismatch or around.hidden or around.foreign >= FOREIGN_LINKS:
        return OTHER_SCRIPT if around.mismatch else HIDDEN
    if count >= LIST_SEGMENTS:
        return REMOVE_ENTRIES if has_phrases(line, ENTRY_MEAN) else REMOVE_SMALL
    if count > 1:
        return SELLING_SHORT if sells else REMOVE_SHORT
    return REMOVE_SINGLE


def _of_phrases(line: Line, *, sells: bool) -> float:
    """Return the same for two phrases and more."""
    if sells:
        return SELLING_LIST if line.keywords > SMALL_LIST else SELLING_PHRASES
    if line.keywords < LIST_SEGMENTS:
        return CLAUSES if _is_clauses(line.raw) else PHRASES
    if has_phrases(line, LONG_MEAN):
        return LONG_LIST
    return PHRASE_LIST if line.keywords > SMALL_LIST else SMALL_PHRASE_LIST


def _is_clauses(text: str) -> bool:
    """Return whether what stands between phrases are the marks of sentences, as in headlines and captions."""
    return any(mark in text for mark in "，！？；：（") and not any(mark in text for mark in "_|/、·丨")


def has_phrases(line: Line, mean: float = PHRASE_MEAN) -> bool:
    """Return whether the entries of a list are phrases by their mean length."""
    return sum(map(len, line.segments)) >= mean * max(1, len(line.segments))


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
        sum(1 for segment in line.segments if _OFFICE.search(segment[-OFFICE_CHARS:])) / count,
        sum(1 for segment in line.segments if _CIVIC.search(segment)) / count,
        float(count == 1),
        line.folded.count("、") / max(1, count - 1),
        max(words, 0.0) * around.coverage,
        line.folded.count("0") / length,
    )


def _repetition(segments: tuple[str, ...]) -> float:
    """Return the share of segments that share a character pair with another one."""
    if len(segments) < 2:
        return 0.0
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

    Rows of the table: ``feature TAB name TAB weight in lists TAB in short lines``, ``gate TAB words TAB bound``,
    ``grams TAB weight TAB n-gram TAB n-gram …``.
    """
    rows = [line.split("\t") for line in read_lines(MODEL)]
    weights = {row[1]: (float(row[2]), float(row[3])) for row in rows if row[0] == "feature"}
    grams = {gram: float(row[1]) for row in rows if row[0] == "grams" for gram in row[2:]}
    gate = next(float(row[2]) for row in rows if row[0] == "gate")
    return Model(
        grams=grams,
        weights=tuple(weights[name][0] for name in FEATURES),
        short=tuple(weights[name][1] for name in FEATURES),
        gate=gate,
        chars=_characters({gram: weight for gram, weight in grams.items() if len(gram) == 1}),
    )


def _characters(weights: Mapping[str, float]) -> Mapping[str, int]:
    """Return the weights, in tenths, of the given folded characters and of what folds to them."""
    folding = {char: to_simplified_chars(char) for char in traditional_only()}
    folding |= {char.upper(): char for char in weights} | dict.fromkeys("123456789", "0")
    folding |= dict(zip(weights, weights, strict=True))
    return {char: round(TENTHS * weights[plain]) for char, plain in folding.items() if plain in weights}
