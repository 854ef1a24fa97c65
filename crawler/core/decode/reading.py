"""Bytes to text in a given encoding: the tables behind its name, and what becomes of bytes that do not decode."""

from __future__ import annotations

from crawler.core.decode.euctw import read_euc_tw
from crawler.core.decode.score import REPLACEMENT
from crawler.core.decode.tears import CODECS as TORN_CODECS
from crawler.core.decode.tears import in_step

#: Our name -> codec and error handler, where they differ from the name and "replace".
CODECS = {
    **TORN_CODECS,
    "shift_jis": ("cp932", "replace"),
    "euc-kr": ("cp949", "replace"),
    "iso-2022-jp": ("iso2022_jp", "replace"),
    "windows-874": ("cp874", "replace"),
}
#: What Python's big5hkscs makes of codes for which Chinese pages mean what code page 950 says: ‧ in names, not a
#: bullet; ～, not an operator. For A241 and A242 it says ／ and ＼, as pages mean them, where code page 950, as Python
#: has it, says ∕ and ﹨.
MEANT = {"•": "‧", "､": "﹑", "‾": "¯", "∼": "～", "♁": "⊕", "☉": "⊙", "¥": "￥", "¢": "￠", "£": "￡"}
#: Codes C7E9 to C7FC are ①–⑩⑴–⑽ in the table of Unicode (and in Python's big5) and kana and Cyrillic letters in that of
#: ETEN, HKSCS and browsers, where ①–⑩ are C6A1 to C6AA.
ETEN_LETTERS = "ロヮワヰヱヲンヴヵヶАБВГДЕЁЖЗИ"
_DIGITS = str.maketrans(ETEN_LETTERS, "①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽")


def read(body: bytes, name: str) -> tuple[str, int]:
    """Return the text and the number of U+FFFD that stand for bytes which do not decode."""
    text = read_strictly(body, name)
    return read_leniently(body, name) if text is None else (text, 0)


def read_strictly(body: bytes, name: str) -> str | None:
    """Return the text, None where a byte does not decode."""
    if name == "euc-tw":
        text = read_euc_tw(body)
        return None if REPLACEMENT in text else text
    try:
        text = body.decode(_codec(name)[0])
    except UnicodeDecodeError:
        return None
    return _as_meant(text) if name == "big5" else text


def read_gbk(body: bytes) -> str | None:
    """Return the text, None where it has other characters than those of GBK: private use, four bytes, bad ones."""
    try:
        return body.decode("gbk")
    except UnicodeDecodeError:
        return None


def read_leniently(body: bytes, name: str) -> tuple[str, int]:
    """Return the text and the number of bad bytes, which are U+FFFD in it; the text around them is in step again."""
    if name == "euc-tw":
        text = read_euc_tw(body)
        return text, text.count(REPLACEMENT)
    codec, errors = _codec(name)
    text = in_step(body, name) if name in TORN_CODECS else body.decode(codec, errors)
    # U+FFFD that the page itself contains are no failures.
    genuine = body.count(REPLACEMENT.encode(codec, "ignore") or b"\0\0\0\0")
    return _as_meant(text) if name == "big5" else text, max(0, text.count(REPLACEMENT) - genuine)


def _codec(name: str) -> tuple[str, str]:
    return CODECS.get(name, (name, "replace"))


def _as_meant(text: str) -> str:
    """Return text that was read by Python's big5hkscs with the characters that Chinese pages mean."""
    for char, meant in MEANT.items():
        if char in text:
            text = text.replace(char, meant)
    if "ロ" in text and not any("ぁ" <= char <= "ヺ" and char not in ETEN_LETTERS for char in text):
        text = text.translate(_DIGITS)
    return text
