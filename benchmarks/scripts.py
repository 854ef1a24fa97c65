"""The script round trip: Simplified text, made Traditional by several converters, and back by us and by OpenCC's t2s.

``python -m benchmarks.scripts [FILE …]`` prints errors in a million characters, one row a converter; ``make gate``
holds ours against floors. Texts: the articles of the own corpus and of the demo, lines of the tests, saved pages with
gold where there are any, and the lines of each UTF-8 FILE. The tables were built from none of them. An error is a
character that differs; every text is a document of its own, as a page is.

``characters`` is what clones do: each character by itself, in its first Traditional form. ``paragraphs``, ``sentences``
and ``clauses`` are pages that are half converted: every other piece is, by s2t.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from dataclasses import replace
from functools import cache
from operator import ne
from pathlib import Path
from typing import TYPE_CHECKING

from opencc import OpenCC

from benchmarks.corpus import CONTEXT, own, saved
from crawler.core import convert
from crawler.core.divisions import divisions
from crawler.core.hanzi import opencc_dictionary, script_of, traditional_only
from crawler.core.model import Block, Draft, Page
from crawler.demo.articles import counties
from tests.core.repair.sentences import PARAGRAPHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.core.model import TargetScript

#: A text: its paragraphs.
Text = tuple[str, ...]

#: Paragraphs of a text that is made of the lines of a file.
LINES = 15
#: Running text around a name of a division, which must survive in it.
FRAMES = ("记者从{}获悉，今年的秋收已经结束。", "由于{}和邻县的努力，", "对{}后来的发展，", "受{}委托，于{}开会。")

_PAGE = Page(body=b"", url="http://x.example/", requested_url="http://x.example/", fetched="")
_PIECES = {"sentences": re.compile("[^。！？]*[。！？]?"), "clauses": re.compile("[^，。；：！？]*[，。；：！？]?")}


def converted(text: Text, target: TargetScript = "Hans") -> Text:
    """Return the paragraphs of a page with this text behind the stage convert."""
    draft = Draft(page=_PAGE, blocks=tuple(Block(text=paragraph) for paragraph in text))
    outcome = convert(draft, replace(CONTEXT, target_script=target))
    return tuple(block.text for block in outcome.blocks) if isinstance(outcome, Draft) else ()


def texts(files: Iterable[Path] = ()) -> dict[str, list[Text]]:
    """Return corpus -> its Simplified texts, as the stage leaves them; those with a Traditional character are left out.

    What is no matter of script, such as a no-break space, is taken out before, by the target ``keep``.
    """
    gold = [case.gold["body_text"] for case in own() if case.gold and case.gold.get("body_text")]
    stories = ["\n".join(story.paragraphs) for county in counties().values() for story in county.stories]
    found = {"own": gold, "demo": stories, "tests": ["\n".join(PARAGRAPHS)]}
    found["saved"] = [case.gold["body_text"] for case in saved() if case.gold and case.gold.get("body_text")]
    for file in files:
        lines = [line for line in dict.fromkeys(file.read_text("utf-8").splitlines()) if line.strip()]
        found[file.name] = ["\n".join(lines[n : n + LINES]) for n in range(0, len(lines), LINES)]
    return {
        name: [converted(tuple(text.split("\n")), "keep") for text in each if _is_simplified(text)]
        for name, each in found.items()
        if each
    }


def _is_simplified(text: str) -> bool:
    return script_of(text) == "Hans" and traditional_only().isdisjoint(text)


@cache
def converters() -> dict[str, Callable[[Text], Text]]:
    """Return converter -> what it makes of a Simplified text, of equal length."""
    by_opencc = {name: _by_text(cache(OpenCC(name).convert)) for name in ("s2t", "s2tw", "s2hk")}
    whole = by_opencc["s2t"]
    first = {ord(source): targets.split()[0] for source, targets in opencc_dictionary("STCharacters").items()}
    return {
        **by_opencc,
        "characters": _by_text(lambda text: text.translate(first)),
        "paragraphs": lambda text: tuple(whole((p,))[0] if n % 2 else p for n, p in enumerate(text)),
        **{name: _half(pattern, whole) for name, pattern in _PIECES.items()},
    }


def _by_text(convert_text: Callable[[str], str]) -> Callable[[Text], Text]:
    return lambda text: tuple(convert_text(paragraph) for paragraph in text)


def _half(pattern: re.Pattern[str], whole: Callable[[Text], Text]) -> Callable[[Text], Text]:
    def half(text: Text) -> Text:
        pieces = [pattern.findall(paragraph) for paragraph in text]
        return tuple("".join(p if n % 2 else whole((p,))[0] for n, p in enumerate(each)) for each in pieces)

    return half


def errors(got: Text, wanted: Text) -> int:
    """Return the number of characters that differ; all of a paragraph whose length does."""
    return sum(
        sum(map(ne, have, want)) if len(have) == len(want) else len(want)
        for have, want in zip(got, wanted, strict=True)
    )


def size(text: Text) -> int:
    """Return the number of characters of a text."""
    return sum(map(len, text))


def lost_names() -> dict[str, list[str]]:
    """Return converter -> names of divisions, present or former, that do not come back in running text."""
    names = list(dict.fromkeys(name for division in divisions().values() for name in division.names))
    lost = {}
    for converter in ("s2t", "s2tw", "s2hk", "characters", "none"):
        make = converters().get(converter, lambda text: text)
        wanted = tuple(FRAMES[n % len(FRAMES)].format(name, name) for n, name in enumerate(names))
        got = converted(make(wanted))
        lost[converter] = [name for name, have, want in zip(names, got, wanted, strict=True) if have != want]
    return lost


def figures() -> dict[str, float]:
    """Return the shares for the gate: characters right after each converter, names that survive, clean paragraphs."""
    every = [text for each in texts().values() for text in each]
    right = {name: 1 - sum(errors(converted(make(t)), t) for t in every) / sum(map(size, every))
             for name, make in converters().items()}  # fmt: skip
    lost = lost_names()
    kept = [have == want for text in every for have, want in zip(converted(text), text, strict=True)]
    traditional = [converters()["s2t"](text) for text in every if script_of("".join(text))]
    stays = [converted(text, target) == text for text in traditional for target in ("keep", "Hant")]
    return right | {
        "names": 1 - sum(map(len, lost.values())) / (len(lost) * len(divisions())),
        "clean": sum(kept) / len(kept),
        "clean.keep": sum(stays) / len(stays),
    }


def main() -> None:
    """Print the table."""
    corpora = texts(map(Path, sys.argv[1:]))
    back = OpenCC("t2s")
    print("errors in a million characters, ours / OpenCC t2s")
    print(f"{'':11}" + "".join(f"{name[:16]:>18}" for name in corpora))
    print(f"{'characters':11}" + "".join(f"{sum(map(size, each)):18,}" for each in corpora.values()))
    for name, make in converters().items():
        found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        for corpus, each in corpora.items():
            for text in each:
                made = make(text)
                found[corpus][0] += errors(converted(made), text)
                found[corpus][1] += errors(tuple(map(back.convert, made)), text)
        cells = [[count * 1e6 / sum(map(size, corpora[corpus])) for count in found[corpus]] for corpus in corpora]
        print(f"{name:11}" + "".join(f"{ours:10.0f} /{theirs:6.0f}" for ours, theirs in cells))
    for name, lost in lost_names().items():
        print(f"names lost, {name}: {len(lost)} {' '.join(sorted(set(lost))[:8])}")


if __name__ == "__main__":
    main()
