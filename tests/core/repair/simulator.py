"""A forward model of the clones: what a careless converter working on GBK bytes makes of a Simplified text.

Written for the tests only and independent of the demo kit. Four steps, as such converters do them: characters to
Traditional one by one; full-width signs to ASCII by byte search; pinyin glosses by byte search; decode what is left.
Neither search knows where a character begins: that is the whole damage.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pypinyin.constants import PINYIN_DICT

from crawler.core.hanzi import opencc_dictionary

if TYPE_CHECKING:
    from collections.abc import Sequence

Decoder = Literal["both", "first", "replacement", "gb2312"]

#: The full-width signs that the converter knows.
SIGNS = "，？！：；（）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """One converter: what it glosses, how, and with what decoder its pages are read."""

    seed: int = 0
    gloss_share: float = 0.5  # of the characters that have another Traditional form
    space: bool = False  # "(huì )"
    toneless: bool = False
    decoder: Decoder = "both"  # what an invalid lead byte takes with it, and what stands for it
    signs: str = SIGNS
    fold_letters: bool = False  # a full-width letter born from a shift becomes an ASCII one


def to_traditional(text: str) -> str:
    """Return the text with each character in its first Traditional form that GBK can write."""
    table = opencc_dictionary("STCharacters")
    forms = (table.get(char, char).split() or [char] for char in text)
    return "".join(
        next((form for form in options if form.encode("gbk", "ignore")), char)
        for char, options in zip(text, forms, strict=True)
    )


def clone_text(text: str, clone: Clone) -> tuple[str, str]:
    """Return the damaged text of a Simplified one, and the Traditional text that an undamaged converter had shown."""
    original = to_traditional(text)
    plain = original
    raw = original.encode("gbk")
    for sign in clone.signs:
        narrow = chr(ord(sign) - 0xFEE0)
        plain = plain.replace(sign, narrow)
        raw = raw.replace(sign.encode("gbk"), narrow.encode())
    if glosses := {char.encode("gbk"): gloss for char, gloss in lexicon(clone).items()}:
        # One pass, as by PHP's strtr: an inserted gloss is not searched again.
        found = re.compile(b"|".join(map(re.escape, glosses)))
        raw = found.sub(lambda match: match[0] + glosses[match[0]], raw)
    return shown(raw, clone), plain


def lexicon(clone: Clone) -> dict[str, bytes]:
    """Return the characters that this converter glosses, with the bytes of the gloss."""
    table = opencc_dictionary("STCharacters")
    forms = sorted({form for char, forms in table.items() for form in forms.split() if form != char})
    forms = [form for form in forms if form.encode("gbk", "ignore") and ord(form) in PINYIN_DICT]
    chosen = random.Random(clone.seed).sample(forms, round(len(forms) * clone.gloss_share))
    return {form: _gloss(form, clone) for form in chosen}


def _gloss(char: str, clone: Clone) -> bytes:
    syllable = PINYIN_DICT[ord(char)].split(",")[0]
    if clone.toneless:
        syllable = syllable.translate(str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ", "aaaaeeeeiiiioooouuuuüüüü"))
    return f"({syllable}{' ' if clone.space else ''})".encode("gbk", "ignore")


def shown(raw: bytes, clone: Clone) -> str:
    """Return what the page shows of these bytes."""
    out: list[str] = []
    position = 0
    while position < len(raw):
        char, position = _decoded(raw, position, clone)
        out.append(char)
    text = "".join(out)
    if clone.fold_letters:
        text = text.translate({code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))})
    return text


def _decoded(raw: bytes, position: int, clone: Clone) -> tuple[str, int]:
    """Return the character at a position, and the position behind it."""
    lead, pair = raw[position], raw[position : position + 2]
    if lead < 0x80:
        return chr(lead), position + 1
    codec = "gb2312" if clone.decoder == "gb2312" else "gb18030"
    char = pair.decode(codec, "ignore") if len(pair) == 2 and pair[1] >= 0x40 else ""
    if len(char) == 1 and not char.isascii():
        return char, position + 2
    if clone.decoder in ("replacement", "gb2312"):
        return "\ufffd", position + 1
    if lead in (0x80, 0xFF):
        return "?", position + 1
    return "?", position + (2 if clone.decoder == "both" else 1)


def events(original: str, signs: str = SIGNS, glossed: Sequence[str] = ()) -> int:
    """Return how often a search would match across a character border of the Traditional text."""
    count = 0
    wanted = {sign.encode("gbk") for sign in signs} | {char.encode("gbk") for char in glossed}
    for first, second in pairwise(original):
        straddle = first.encode("gbk")[-1:] + second.encode("gbk")[:1]
        count += straddle in wanted and len(first.encode("gbk")) == len(second.encode("gbk")) == 2
    return count
