"""Builds ``crawler/core/data/script_words.tsv``: words that Traditional -> Simplified conversion must know.

Two kinds, each only where OpenCC's t2s would not give the right form by itself:

name    present and former names of the divisions (``divisions.tsv``) and ``TOWNS``, in the Traditional forms of OpenCC
        s2t, s2tw and s2hk and as they are: 乾縣, 乾县 -> 乾县.
phrase  OpenCC's STPhrases turned round (批覆 -> 批复), where jieba's dict.txt (MIT) counts the Simplified word far
        more often than what t2s makes of it.

Run: ``python tools/build_script_words.py jieba-0.42.1/jieba/dict.txt`` (see build_encoding_chars.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

from opencc import OpenCC

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from crawler.core.convert import compile_tables, simplify_by  # noqa: E402
from crawler.core.divisions import divisions  # noqa: E402
from crawler.core.hanzi import opencc_dictionary  # noqa: E402

TARGET = ROOT / "crawler/core/data/script_words.tsv"
#: Townships whose names t2s changes; no open list of all townships was found.
TOWNS = ["藉口镇", "氾水镇", "乾务镇", "乾溪镇", "乾元镇", "乾佑街道", "乾佑镇", "於潜镇", "哪吒镇"]
#: Times that jieba counts the word turned round, and times more than the other form.
MIN_COUNT, MIN_RATIO = 10, 20
#: Names of people, whose form is theirs: 钱锺书 and 毕昇 are right as t2s writes them.
PEOPLE = frozenset(["钱钟书", "毕升", "李钟郁"])
HEAD = """\
# Words for Traditional -> Simplified conversion that OpenCC's t2s would get wrong. Columns: form, Simplified, kind.
# Sources: divisions.tsv (name); OpenCC STPhrases (Apache-2.0) weighed by jieba 0.42.1 dict.txt (MIT) (phrase).
# Built by tools/build_script_words.py.
"""


def names() -> dict[str, str]:
    """Return form -> name for the names that t2s would change."""
    tables = compile_tables({})
    wanted = dict.fromkeys(name for division in divisions().values() for name in division.names) | dict.fromkeys(TOWNS)
    converters = [OpenCC(variant) for variant in ("s2t", "s2tw", "s2hk")]
    forms = {form: name for name in wanted for form in (name, *(each.convert(name) for each in converters))}
    return {form: name for form, name in forms.items() if simplify_by(tables, form) != name}


def phrases(counts: dict[str, int]) -> dict[str, str]:
    """Return Traditional -> Simplified phrase where t2s makes something rarer."""
    tables = compile_tables({})
    found: dict[str, str] = {}
    for simplified, targets in opencc_dictionary("STPhrases").items():
        form = targets.split()[0]
        now = simplify_by(tables, form)
        enough = max(MIN_COUNT, MIN_RATIO * counts.get(now, 0))
        if now != simplified and simplified not in PEOPLE and counts.get(simplified, 0) >= enough:
            found[form] = simplified
    return found


def main(source: Path) -> None:
    """Write the table."""
    counts = {word: int(count) for word, count, *_ in map(str.split, source.read_text("utf-8").splitlines())}
    rows = {form: (name, "name") for form, name in names().items()}
    rows |= {form: (word, "phrase") for form, word in phrases(counts).items() if len(form) == len(word)}
    lines = [f"{form}\t{target}\t{kind}\n" for form, (target, kind) in sorted(rows.items())]
    TARGET.write_text(HEAD + "".join(lines), "utf-8")
    print(f"{len(lines)} words -> {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
