"""Double encoding: text whose bytes were once read in a wrong encoding and saved again (姝﹀北, ä¸­å›½), undone.

What was read wrongly is written back in the wrong encoding, and the bytes must then be text in the right one: UTF-8
proves itself, GBK and Big5 need enough characters that read well. What is not proven stays as it is, and so do the
characters that an earlier program had already given up (锟斤拷), which are only counted.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

from crawler.core.decode.score import PLAUSIBLE, REPLACEMENT, plausibility, weight


@dataclass(frozen=True, slots=True)
class Mistake:
    """One way to encode text twice: its bytes, in ``right``, were read as ``wrong``.

    ``signs`` are what becomes of ，。 and other frequent characters, of which other Chinese text has hardly any: a
    first character, and those of which one stands behind it ("" for any). ``pieces`` finds what may have suffered.
    """

    right: str
    wrong: str
    signs: tuple[tuple[str, str], ...]
    pieces: re.Pattern[str]

    @property
    def rule(self) -> str:
        """Return the name by which the mistake is recorded."""
        return f"{self.right}-read-as-{self.wrong}"


#: What code page 1252 has between 80 and 9F.
_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_LATIN = f"[\x80-\xff{_CP1252}{REPLACEMENT}]"
_LATIN_PIECE = re.compile(f"{_LATIN}+")
#: With a second byte that is ASCII.
_LATIN_PAIRS = re.compile(f"{_LATIN}(?:[@-~]?{_LATIN})*+[@-~]?")
#: With what some programs write for a byte that they cannot read.
_WIDE_PIECE = re.compile("[^\x00-\x7f]+(?:[?]{1,2}[^\x00-\x7f]+)*+[?]?")
MISTAKES = (
    Mistake("utf-8", "gb18030", (("锛", ""), ("銆", "")), _WIDE_PIECE),
    Mistake("utf-8", "big5", (("嚗", ""),), _WIDE_PIECE),
    Mistake("utf-8", "windows-1252", (("ï", "¼"), ("ä", "¸º»½"), ("å", "›œ¸…°"), ("Ã", "¤¥¦§¨©")), _LATIN_PIECE),
    Mistake("gb18030", "windows-1252", (("£", "¬"), ("µ", "Ä")), _LATIN_PIECE),
    Mistake("big5", "windows-1252", (("¤", "¤H@W"),), _LATIN_PAIRS),
)
#: The mistakes, and the marks of loss, that are Han characters and not Latin letters; they come first.
WIDE = 2
#: U+FFFD in UTF-8 read as GBK, as Big5 and as windows-1252.
LOST = ("锟斤拷", "嚙踝蕭", "ï¿½")
#: Telling characters that GBK and Big5 need on a page to prove themselves.
ENOUGH = 8
#: Letters of other languages behind which signs may stand; a menu of languages has three, and a search is not for free.
LOOKS = 64
#: Characters that are searched for signs: what is longer is scripts and pictures.
SEARCHED = 131_072
#: Whole characters for each torn one from which UTF-8 is proven; one is free, as where a piece was cut.
GOOD_PER_BAD = 3
#: Times that a text may have been read in the wrong encoding and saved.
TIMES = 3
#: Characters up to which a text may be too short to have signs, so that it is looked at without.
SHORT = 600
#: What stands for a lost byte: none of any text.
_MARK = b"\xff"
_TORN = re.compile(f"{REPLACEMENT}+[?]?")
#: Characters of three bytes, whole or cut, with what stands for lost bytes; not U+FFFD, which stays 锟斤拷. Among Latin
#: letters those of two bytes too: what was encoded three times was Latin letters in between.
_CUT = (
    rb"(?:[\xe2-\xe9][\x80-\xbf]{0,2}|\xef(?:[\xbc\xbd][\x80-\xbf]?)?)(?:[\xff?]++[\x80-\xbf]{0,2})?"
    rb"|\xff++[\x80-\xbf]{0,2}"
)
_WIDE_STRETCH = re.compile(rb"(?:%s)++" % _CUT)
_LATIN_STRETCH = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|%s)++" % _CUT)


def undo(text: str, *, latin: bool) -> tuple[str, tuple[tuple[str, int], ...]]:
    """Return the text with what was encoded twice restored, and how many pieces each rule restored.

    ``latin`` says whether the text has letters from U+00C0 to U+00FF at all, which costs less to tell from its bytes.
    A character of which a byte is lost becomes one U+FFFD.
    """
    rules: list[tuple[str, int]] = []
    for mistake in MISTAKES if latin else MISTAKES[:WIDE]:
        if len(text) <= SHORT or any(_shows(text, first, seconds) for first, seconds in mistake.signs):
            text, count = _undone(text, mistake)
            rules += [(mistake.rule, count)] * (count > 0)
    return text, tuple(rules)


def lost(text: str, *, latin: bool) -> int:
    """Return how many times the text shows what becomes of U+FFFD read in a wrong encoding; ``latin`` as above."""
    marks = LOST if latin else LOST[:WIDE]
    return sum([text.count(mark) for mark in marks if text.find(mark[0], 0, SEARCHED) >= 0])


def _shows(text: str, first: str, seconds: str) -> bool:
    """Return whether one of the second characters stands behind a first one, at the LOOKS places of the first ones."""
    at = text.find(first, 0, SEARCHED)
    for _ in range(LOOKS):
        if at < 0 or not seconds or text[at + 1 : at + 2] in tuple(seconds):
            return at >= 0
        at = text.find(first, at + 1, SEARCHED)
    return False


def _undone(text: str, mistake: Mistake) -> tuple[str, int]:
    proof = _proven_utf8 if mistake.right == "utf-8" else _proven_pairs
    changes: list[str] = []

    def restored(piece: re.Match[str]) -> str:
        found = proof(piece[0], mistake)
        if found is None:
            return piece[0]
        changes.append(found)
        return found

    changed = mistake.pieces.sub(restored, text)
    if not changes:
        return text, 0
    if mistake.right == "utf-8":
        return mistake.pieces.sub(lambda piece: _remnant(piece[0], mistake), changed), len(changes)
    together = plausibility("".join(changes))
    good = together.telling >= ENOUGH and together.share >= PLAUSIBLE
    return (changed, len(changes)) if good else (text, 0)


def _proven_utf8(piece: str, mistake: Mistake, times: int = TIMES) -> str | None:
    """Return a piece with its stretches of UTF-8 read as that, however often encoded; None without proven ones.

    A stretch begins and ends where characters of the piece do, so that genuine ones beside it lose no byte.
    """
    raw = _bytes(piece, mistake.wrong)
    if raw is None:
        return None
    ends = list(accumulate(map(len, raw)))
    parts, done, proven = [], 0, False
    stretch = _LATIN_STRETCH if mistake.wrong == "windows-1252" else _WIDE_STRETCH
    for found in stretch.finditer(b"".join(raw)):
        first, last = bisect_left(ends, found.start() + 1), bisect_right(ends, found.end())
        if last <= first or (ends[first - 1] if first else 0) != found.start():
            continue
        text: str | None = _read_utf8(b"".join(raw[first:last]))
        if text and not _is_better(text, piece[first:last]):
            text = _proven_utf8(text, mistake, times - 1) if times > 1 else None
        parts += [piece[done:first], text or piece[first:last]]
        done, proven = last, proven or bool(text)
    return "".join(parts) + piece[done:] if proven else None


def _is_better(text: str, original: str) -> bool:
    """Return whether a text that was read anew is Chinese, more so than before, and torn in few places."""
    bad = text.count(REPLACEMENT)
    whole = sum(char >= "\u2e80" for char in text) - bad
    return whole >= GOOD_PER_BAD * (bad - 1) and weight(text) + bad > max(0.0, weight(original))


def _remnant(piece: str, mistake: Mistake) -> str:
    """Return what a short or much torn piece was, the piece itself where its bytes are not all of UTF-8 characters.

    Asked only where other pieces of the page prove that it was encoded twice: 骞 for the first bytes of 年 is U+FFFD.
    """
    raw = _bytes(piece, mistake.wrong)
    if raw is None or weight(piece) > 0 or not _WIDE_STRETCH.fullmatch(b"".join(raw)):
        return piece
    return _read_utf8(b"".join(raw))


def _read_utf8(raw: bytes) -> str:
    """Return the text of bytes of UTF-8, one U+FFFD for each character of which some are lost."""
    return _TORN.sub(REPLACEMENT, raw.decode("utf-8", "replace"))


def _proven_pairs(piece: str, mistake: Mistake) -> str | None:
    raw = _bytes(piece, mistake.wrong)
    if raw is None:
        return None
    text = b"".join(raw).decode({"big5": "big5hkscs"}.get(mistake.right, mistake.right), "replace")
    return text if REPLACEMENT not in text and weight(text) >= 0 else None


def _bytes(piece: str, wrong: str) -> list[bytes] | None:
    """Return the bytes of each character in the encoding that was wrongly used; None for characters beyond it."""
    try:
        return [_encode(char, wrong) for char in piece]
    except UnicodeEncodeError:
        return None


def _encode(char: str, wrong: str) -> bytes:
    if char == REPLACEMENT:
        return _MARK
    if wrong == "windows-1252" and "\x80" <= char <= "\x9f":
        return bytes([ord(char)])
    if wrong == "gb18030" and char == "€":
        return b"\x80"
    return char.encode("big5hkscs" if wrong == "big5" else wrong)
