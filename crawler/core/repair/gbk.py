"""The code table of GBK both ways, with the user-defined areas that damaged pages show as private-use characters."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEADS = range(0x81, 0xFF)
TRAILS = tuple(byte for byte in range(0x40, 0xFF) if byte != 0x7F)


def encoded(char: str) -> bytes | None:
    """Return the one or two bytes of a character, None where GBK has none.

    GB18030 is the codec because it maps the user-defined areas as clone pages do: AAA1–AFFE to U+E000–E233,
    F8A1–FEFE to U+E234–E4C5, A140–A7A0 to U+E4C6–E765.
    """
    raw = char.encode("gb18030", "ignore")
    return raw if 0 < len(raw) <= 2 else None


@cache
def characters() -> Mapping[int, str]:
    """Return ``lead << 8 | trail`` -> character for every assigned pair, the user-defined areas left out."""
    pairs = [lead << 8 | trail for lead in LEADS for trail in TRAILS]
    # One call with a separator: 24,000 calls take ten times as long, and a stray trail byte cannot spread.
    decoded = b"\n".join(pair.to_bytes(2) for pair in pairs).decode("gbk", "replace").split("\n")
    return {pair: char for pair, char in zip(pairs, decoded, strict=True) if len(char) == 1 and char != "\ufffd"}


def is_pair(lead: int, trail: int) -> bool:
    """Return whether a decoder reads the two bytes as one character, the user-defined areas included."""
    if lead << 8 | trail in characters():
        return True
    if trail == 0x7F or not 0x40 <= trail <= 0xFE:
        return False
    return trail < 0xA1 if 0xA1 <= lead <= 0xA7 else trail > 0xA0 and (0xAA <= lead <= 0xAF or 0xF8 <= lead <= 0xFE)
