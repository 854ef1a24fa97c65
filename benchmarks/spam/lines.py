"""Injected lines: phrases of a vocabulary that no training has seen, joined and disguised as on hijacked pages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

HERE = Path(__file__).parent

#: Theme -> its share of injected lines. Two thirds of the pages that were read carry pornography or betting; the other
#: themes share the rest evenly.
SHARES = {"adult": 0.35, "casino": 0.33}
#: Separator -> weight: what was seen on hosts, then what editors offer beside it.
SEPARATORS = {"_": 12, ",": 8, " ": 7, "-": 5, "|": 5, "、": 5, "/": 4, "，": 4, "丨": 3, "| ": 3, " - ": 2,
              " | ": 2, "·": 2, "–": 1, "—": 1, ";": 1, "；": 1, "★": 1, "｜": 1, "►": 1, "+": 1, "~": 1, "!": 1,
              "☆": 1}  # fmt: skip
#: Phrases a line has where nothing is said: a quarter of the lines is shorter than four.
SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 20)
#: Shares of phrases that have a core, a second core, a tail, and a word that every seller uses.
CORE, SECOND_CORE, TAIL, COMMON = 0.75, 0.25, 0.8, 0.45
#: Share of lines that are disguised.
DISGUISED = 0.35

_SYLLABLES = "鼎盛恒博发赢金宝龙凤利尊凯腾鑫亿万达通天宇银泰华美星皇冠乐欢彩丰汇源盈胜德威帝豪英雄峰云海洋优新时代百千"
_EMOJI = "🔥💰🎁⚡️🍑💋✨🎲🏆💎👉🀄️"
_CIRCLED = dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True))
_VARIANTS = str.maketrans(dict(zip("国产色网视频乐级黄线免彩站费会", "囯産銫網視頻楽級黃線兔採沾費會", strict=True)))
_LETTERS = str.maketrans({"o": "0", "l": "I", "v": "ⅴ", "x": "Ⅹ", "i": "l", "0": "O", "1": "l", "a": "а", "e": "е"})
_WIDE = {n: n + 0xFEE0 for n in range(0x21, 0x7F)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The vocabulary of one kind of seller."""

    name: str
    theme: str
    split: str  # "dev": may be looked at; "test": only measured
    heads: tuple[str, ...]
    cores: tuple[str, ...]
    tails: tuple[str, ...]
    shared: tuple[str, ...] = ()  # words that training has too, used beside the common ones

    @property
    def words(self) -> frozenset[str]:
        """Return all words of two or more characters."""
        return frozenset(word for word in (*self.heads, *self.cores, *self.tails) if len(word) > 1 and "{" not in word)


@cache
def _vocabulary() -> tuple[tuple[str, ...], tuple[Family, ...]]:
    data = tomllib.loads((HERE / "vocabulary.toml").read_text("utf-8"))
    parts = ("heads", "cores", "tails", "shared")
    found = [Family(**{k: tuple(v.split()) if k in parts else v for k, v in entry.items()}) for entry in data["family"]]
    return tuple(data["common"].split()), tuple(found)


def common_words() -> tuple[str, ...]:
    """Return the words that every seller uses."""
    return _vocabulary()[0]


def families(split: str = "") -> tuple[Family, ...]:
    """Return the families of one split, or all."""
    return tuple(family for family in _vocabulary()[1] if split in ("", family.split))


def choose(rng: random.Random, split: str) -> Family:
    """Return a family of the split, its theme drawn by ``SHARES``."""
    draw, passed = rng.random(), 0.0
    for theme, share in SHARES.items():
        passed += share
        if draw < passed:
            return rng.choice([family for family in families(split) if family.theme == theme])
    return rng.choice([family for family in families(split) if family.theme not in SHARES])


def brand(rng: random.Random) -> str:
    """Return a name that nobody has seen: two or three auspicious characters, sometimes with digits."""
    name = "".join(rng.sample(_SYLLABLES, rng.choice((2, 2, 3))))
    return name + rng.choice(("", "", "", str(rng.randint(0, 9)) * 2, str(rng.randint(100, 9999))))


def phrase(rng: random.Random, family: Family, *, common: bool = True) -> str:
    """Return one search phrase; without ``common`` only of words that training has not seen."""
    parts = [rng.choice(family.heads).replace("{brand}", brand(rng))]
    if rng.random() < CORE:
        parts += rng.sample(family.cores, 2 if rng.random() < SECOND_CORE else 1)
    if rng.random() < TAIL or len(parts) == 1:
        parts.append(rng.choice(family.tails))
    if common and rng.random() < COMMON:
        parts.insert(rng.choice((0, len(parts), len(parts))), rng.choice((*common_words(), *family.shared)))
    return "".join(parts)


def _between(marks: Sequence[str], share: float) -> Callable[[random.Random, str], str]:
    def disguise(rng: random.Random, text: str) -> str:
        return "".join(
            char + (rng.choice(marks) if char.isalnum() and after.isalnum() and rng.random() < share else "")
            for char, after in zip(text, (*text[1:], " "), strict=True)
        )

    return disguise


def _mapped(table: dict[int, int | str], share: float) -> Callable[[random.Random, str], str]:
    def disguise(rng: random.Random, text: str) -> str:
        return "".join(char.translate(table) if rng.random() < share else char for char in text)

    return disguise


def _address(rng: random.Random, text: str) -> str:
    digits = "".join(rng.choices("0123456789", k=rng.choice((3, 4, 5))))
    host = rng.choice((f"{digits}·c0m", f"www.{digits}.cc", f"{digits}。com", f"{digits}点vip", f"{digits}.tv"))
    return f"{text}{rng.choice((' ', '(', '-'))}{host}"


#: How texts are disguised; each takes a text of two or more characters and leaves it readable.
DISGUISES: dict[str, Callable[[random.Random, str], str]] = {
    "variants": _mapped(_VARIANTS, 0.7),
    "letters": _mapped(_LETTERS, 0.8),
    "full-width": _mapped(_WIDE, 1.0),
    "zero-width": _between("\u200b\u200c\u200d\u2060\ufeff", 0.4),
    "dots": _between("·・.*", 0.2),
    "spaces": _between(" ", 0.25),
    "emoji": _between(_EMOJI, 0.15),
    "circled": lambda _, text: "".join(_CIRCLED.get(char, char) for char in text),
    "address": _address,
    "upper": lambda _, text: text.upper(),
    "quotes": lambda rng, text: rng.choice(("【{}】", "「{}」", "“{}”", "《{}》", "『{}』")).format(text),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpamLine:
    """One injected line and how it was made."""

    text: str
    segments: int
    family: Family
    separator: str
    disguise: str = ""


def line(
    rng: random.Random, split: str, *, segments: int = 0, common: bool = True, family: Family | None = None
) -> SpamLine:
    """Return one injected line of the given number of phrases, drawn from ``SIZES`` where none is given."""
    family, size = family or choose(rng, split), segments or rng.choice(SIZES)
    (separator,) = rng.choices(list(SEPARATORS), list(SEPARATORS.values()))
    phrases = [phrase(rng, family, common=common) for _ in range(size)]
    name = rng.choice(list(DISGUISES)) if rng.random() < DISGUISED else ""
    if name in ("address", "quotes"):
        phrases = [DISGUISES[name](rng, text) if rng.random() < 0.5 else text for text in phrases]
    text = separator.join(phrases)
    if name and name not in ("address", "quotes"):
        text = DISGUISES[name](rng, text)
    return SpamLine(text=text, segments=size, family=family, separator=separator, disguise=name)
