"""Genuine lines of county pages: written out by a grammar of its own words, and the paragraphs of invented articles."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.own.body import read
from benchmarks.own.build import stories
from crawler.core.divisions import divisions
from crawler.core.hanzi import script_of
from crawler.demo.articles import counties

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

HERE = Path(__file__).parent

#: Separators of genuine lists -> weight.
SEPARATORS = {"、": 10, " ": 9, "，": 4, ",": 3, " | ": 3, "|": 2, "/": 2, "；": 2, ";": 1, "　": 2, "·": 1, "—": 1,
              "-": 2, "_": 1, " / ": 1, ", ": 1, "丨": 1}  # fmt: skip

_SLOT = re.compile(r"\{(\w+)([*+]?)\}")


@dataclass(frozen=True, slots=True)
class GenuineLine:
    """One genuine line and the template that wrote it."""

    text: str
    template: str
    kind: str


#: Grammar -> its file. Lines of "held" are only ever measured.
GRAMMARS = {"shown": "genuine.toml", "held": "genuine_held.toml"}


@cache
def _grammar(name: str) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, int, tuple[str, ...]]]]:
    data = tomllib.loads((HERE / GRAMMARS[name]).read_text("utf-8"))
    words = {
        name: tuple(part.strip() for part in text.split("|")) if "|" in text else tuple(text.split())
        for name, text in data["words"].items()
    }
    return words, [(entry["name"], entry["weight"], tuple(entry["lines"])) for entry in data["class"]]


def _signs(name: str) -> str:
    return _grammar("shown")[0][name][0]


def templates(grammar: str = "shown") -> tuple[str, ...]:
    """Return every template of a grammar."""
    return tuple(template for _, _, lines in _grammar(grammar)[1] for template in lines)


@cache
def _division_names() -> tuple[str, ...]:
    return tuple(division.name for division in divisions().values())


@cache
def _prefectures() -> tuple[str, ...]:
    return tuple({division.prefecture: None for division in divisions().values() if division.prefecture})


def _person(rng: random.Random) -> str:
    return rng.choice(_signs("surnames")) + "".join(rng.sample(_signs("given"), rng.choice((1, 2, 2))))


def _place(rng: random.Random) -> str:
    return "".join(rng.sample(_signs("places"), 2))


def _thing(rng: random.Random) -> str:
    words = _grammar("shown")[0]
    return rng.choice(words["quality"]) + rng.choice(words["thing"])


_MADE: dict[str, Callable[[random.Random], str]] = {
    "n": lambda rng: str(rng.randint(1, 9)),
    "nn": lambda rng: str(rng.randint(10, 99)),
    "nnn": lambda rng: str(rng.randint(100, 999)),
    "dec": lambda rng: f"{rng.uniform(0.5, 90):.1f}",
    "year": lambda rng: str(rng.randint(2005, 2026)),
    "month": lambda rng: str(rng.randint(1, 12)),
    "day": lambda rng: str(rng.randint(1, 28)),
    "date": lambda rng: f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
    "clock": lambda rng: f"{rng.randint(6, 21):02d}:{rng.choice((0, 10, 30, 45)):02d}",
    "phone": lambda rng: f"0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}",
    "county": lambda rng: rng.choice(_division_names()),
    "city": lambda rng: rng.choice(_prefectures()),
    "place2": lambda rng: rng.choice(_division_names())[:2],
    "person": _person,
    "town": lambda rng: _place(rng) + rng.choice(("镇", "镇", "乡", "街道")),
    "village": lambda rng: _place(rng) + rng.choice(("村", "村", "社区", "组")),
    "road": lambda rng: _place(rng) + rng.choice(("路", "街", "大道", "路口", "小区")),
    "school": lambda rng: _place(rng) + rng.choice(("小学", "中学", "镇中心小学", "幼儿园", "职业学校")),
    "firm": lambda rng: (
        _place(rng) + rng.choice(_grammar("shown")[0]["branch"]) + rng.choice(("有限公司", "有限责任公司", "", "厂"))
    ),
    "thingof": _thing,
}


def _word(rng: random.Random, grammar: str, name: str) -> str:
    if name in _MADE:
        return _MADE[name](rng)
    return _SLOT.sub(lambda match: _word(rng, grammar, match[1]), rng.choice(_grammar(grammar)[0][name]))


def _slot(rng: random.Random, grammar: str, name: str, sign: str) -> str:
    if not sign:
        return _word(rng, grammar, name)
    size = rng.randint(4, 14) if sign == "*" else rng.randint(2, 3)
    (separator,) = rng.choices(list(SEPARATORS), list(SEPARATORS.values()))
    return separator.join(dict.fromkeys(_word(rng, grammar, name) for _ in range(size)))


def written(rng: random.Random, grammar: str = "shown") -> GenuineLine:
    """Return one line of a grammar."""
    classes = _grammar(grammar)[1]
    ((kind, _, lines),) = rng.choices(classes, [weight for _, weight, _ in classes])
    template = rng.choice(lines)
    text = _SLOT.sub(lambda match: _slot(rng, grammar, match[1], match[2]), template)
    return GenuineLine(text=text, template=template, kind=kind)


def shop(rng: random.Random) -> str:
    """Return the name of a shop or a firm, as link farms have them too."""
    return _word(rng, "shown", rng.choice(("brandfirm", "firm", "spot", "course")))


@cache
def articles() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the title and the paragraphs of every invented article that is written in Simplified characters."""
    own = [(story.title, tuple(line.gold for line in read(story.body) if line.gold)) for story in stories().values()]
    demo = [(story.title, story.paragraphs) for county in counties().values() for story in county.stories]
    found = ((title, texts) for title, texts in (*own, *demo) if len(texts) >= 2)
    return tuple((title, texts) for title, texts in found if script_of(title + "".join(texts)) == "Hans")


def paragraphs() -> list[str]:
    """Return every title and paragraph of the invented articles once."""
    return list(dict.fromkeys(text for title, texts in articles() for text in (title, *texts)))
