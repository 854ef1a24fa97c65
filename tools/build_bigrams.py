"""Builds ``crawler/core/data/bigrams.txt.gz``, the character bigrams that the stage ``repair`` scores readings with.

    pip download --no-deps --no-binary :all: jieba==0.42.1 && tar xf jieba-0.42.1.tar.gz
    python tools/build_bigrams.py jieba-0.42.1/jieba/dict.txt

Source: the word frequencies of jieba 0.42.1 (``dict.txt``, 349,000 words, MIT licence) and the names of the
county-level divisions (``divisions.tsv``) and a list of our own below. A frequency list knows no word order, so the
table holds what a word-unigram model of Chinese needs: how often each character is seen, begins a word and ends one,
and what follows it inside words. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import math
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from crawler.core.hanzi import to_simplified_chars  # noqa: E402
from crawler.core.tables import read_lines  # noqa: E402

TARGET = ROOT / "crawler" / "core" / "data" / "bigrams.txt.gz"

#: Occurrences credited to a division name: about what jieba gives to a middling county.
NAME_FREQUENCY = 30
#: Words rarer than this are left out. Half of jieba's words have exactly this: it is no count but a placeholder.
MIN_FREQUENCY = 3
#: The level of a placeholder, worth less than one occurrence.
PLACEHOLDER = "?"
#: What county news says more often than the novels and newspapers behind jieba's counts, our own list, and the
#: occurrences credited to each: about one in three thousand words.
COUNTY_FREQUENCY = 20000
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
# Character bigrams of Simplified Chinese from word frequencies. Encoded in GBK. Built by tools/build_bigrams.py.
# Source: jieba 0.42.1 dict.txt, Copyright (c) 2013 Sun Junyi, MIT licence, sha256 {digest};
# names of the county-level divisions, divisions.tsv (public register); words of county news, our own list.
# A line: a character, its three levels (seen, begins a word, ends a word), then its followers inside words in
# groups, each group headed by its level. A level is one ASCII character: count = 2 ** ((ord(level) - 64) / 2);
# @ is 1, ? is less, and in the three levels a blank is 0.
"""


def is_hanzi(word: str) -> bool:
    """Return whether the word consists of characters of the unified block that GBK has."""
    return all("\u4e00" <= char <= "\u9fff" and char.encode("gbk", "ignore") for char in word)


def words_of(dictionary: str) -> Counter[str]:
    """Return word -> count from jieba's ``word frequency tag`` lines and the division names, Simplified."""
    words: Counter[str] = Counter()
    for line in dictionary.splitlines():
        word, frequency, *_ = line.split(" ")
        if int(frequency) >= MIN_FREQUENCY and is_hanzi(simplified := to_simplified_chars(word)):
            words[simplified] += int(frequency)
    for line in read_lines("divisions.tsv"):
        words.update({name: NAME_FREQUENCY for name in line.split("\t")[1:4] if name and is_hanzi(name)})
    words.update(dict.fromkeys(COUNTY_WORDS, COUNTY_FREQUENCY))
    return words


def level(count: int) -> str:
    """Return the level of a count as one character."""
    if count <= MIN_FREQUENCY:
        return PLACEHOLDER if count else " "
    return chr(64 + round(2 * math.log2(count)))


def table_of(words: Counter[str]) -> str:
    """Return the lines of the table, characters in code point order."""
    seen: Counter[str] = Counter()
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    followers: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in words.items():
        begins[word[0]] += count
        ends[word[-1]] += count
        for char in word:
            seen[char] += count
        for first, second in pairwise(word):
            followers[first][second] += count
    counts = (seen, begins, ends)
    return "".join(
        f"{char}{''.join(level(c[char]) for c in counts)}{groups(followers[char])}\n" for char in sorted(seen)
    )


def groups(after: Counter[str]) -> str:
    """Return the followers of one character, grouped by level."""
    by_level: dict[str, list[str]] = defaultdict(list)
    for char in sorted(after):
        by_level[level(after[char])].append(char)
    return "".join(head + "".join(by_level[head]) for head in sorted(by_level))


def main() -> None:
    """Build the table and say how large it is."""
    parser = argparse.ArgumentParser(description="Build the character bigram table.")
    parser.add_argument("dictionary", type=Path, help="dict.txt of jieba 0.42.1")
    raw = parser.parse_args().dictionary.read_bytes()
    text = HEAD.format(digest=hashlib.sha256(raw).hexdigest()) + table_of(words_of(raw.decode("utf-8")))
    TARGET.write_bytes(gzip.compress(text.encode("gbk"), 9, mtime=0))
    print(f"{TARGET.name}: {text.count(chr(10))} lines, {len(text)} characters, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
