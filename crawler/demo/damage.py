"""The forward model of a machine-made clone: what its converter does to GBK bytes, never aligned to characters.

1. Simplified to Traditional, character by character.  2. Full-width punctuation to one ASCII byte, found as a pair of
bytes anywhere.  3. Pinyin glosses behind Traditional characters, found the same way.  4. The bytes are decoded as GBK;
what does not decode becomes ``?``, cells of the user-defined areas become private-use characters.

All functions are pure. Each result carries its alignment with the truth, so a repair can be judged run by run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from opencc import OpenCC
from pypinyin import Style, pinyin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    #: The character shown for the bytes at an offset, and how many bytes it used.
    _Reader = Callable[[bytes, int], tuple[str, int]]

#: Simplified characters the converters of the wild leave alone although a Traditional form exists
#: (read from hijacked pages: 干部, 关于, 后评估, 不放松, 出席并讲话 keep theirs).
KEPT = frozenset("干后里于系并制松范占采布周愿面只")
#: Full-width punctuation that those converters fold. 。各, 。要 and 。王 (A3B8, A3D2, A3CD inside) stay whole on
#: such pages, so full-width digits and letters are not in their table.
FOLDED = "！（），：；？"
#: The 400 most frequent Traditional forms, most frequent first, as counted on the demo's own articles.
_COMMON = (
    "個縣來時萬兩會車開業說學過點爲長頭員電們場沒產區間還發機農這門動進鎮從請實報現話鄉關當記問單對戶給計條種書邊資師總辦錢經網費畝紙結隊價張漁設務帶數號議億燈臺處風"
    "內幾級羣鍾塊線寫歲氣調賬體將東樣項喫衆賣轉組裝題麼兒噸樓監紅醫魚聲聽講響餘館檢積見讓難樹滿熱牆補護達養龍換橋規變遊園復應續舉訪誰連預傳圍掛攤節編與試國庫據準無筍"
    "約藥別壓決統證買購輪運鹽黃黨劃圖專崗況牀葉責貼銷領飯驗壩層廠環籤職賭賽輕輛額類測爺獎聯衛診錄順馬婦導曬織腳舊課貨遠備參嚴廣強擔斷溫灣燒營筆繞訴險冊審楊標殼灘碼糧"
    "負貴質銀鐵陳鮮卻執廢撥減煙獲紀練認貸選雙雲剝協幫搶擺溝絡綠羅親訓鄰鏈隨頂駛鬧麥島嶺廳徵憑歷湯漲爭畫穩篩終繳臉蓋藝蠣訂詐評違陸雞倉儀優則劑寬屬廚彎掙殘澆畢競籃臨術"
    "視觀錯陽霧須騙凍剛勞墊孫愛揮損棄欄濟瀾窪紹緊縮藍蘋蘭衝許談讀貝財趕軍軟離顯吳啓夠屆峯撿構湊滅滲滷漢獨盤盧確礦維績繩覺託詢該論謝賠輸釐鍋閉閒際飄飛騎齡側傷儲勵勸堅"
)
REPLACEMENT = "\ufffd"
_WIDTH_OFFSET = 0xFEE0  # distance of a full-width form (U+FF01 …) from its ASCII form


class Decoder(StrEnum):
    """What a decoder gives up when a pair of bytes is no character: both bytes, or only the first."""

    BOTH = "both"
    FIRST = "first"


class Kind(StrEnum):
    """How a piece of damaged text relates to its truth."""

    PLAIN = "plain"  # the character itself, its Traditional form or its ASCII form
    GLOSS = "gloss"  # the same with a whole gloss behind it
    TORN = "torn"  # characters that lost bytes or were read at the wrong offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Converter:
    """One clone's converter; ``gloss_share`` is the share (0–1) of the forms of its table that it glosses."""

    seed: str
    decoder: Decoder = Decoder.BOTH
    #: Calibration: hijacked pages gloss 62 % of their Traditional characters, the same ones on every page, and have
    #: about one torn gloss in 1,000 characters. Only a table of common forms gives both; all forms tear 5 times more.
    gloss_share: float = 0.75
    rare_glosses: bool = False  # the table has all forms, not only the common ones
    spaced: bool = False  # 會(huì ) instead of 會(huì)
    glosses_first: bool = False  # step 3 before step 2: 。現 becomes ?,F(xiàn) where the other order gives ?,F
    fold_letters: bool = False  # Ｎ born from a shifted pair becomes N


@dataclass(frozen=True, slots=True)
class Segment:
    """The smallest piece of damaged text that stands for whole characters of the truth."""

    damaged: str
    truth: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Damaged:
    """Damaged text as a row of segments."""

    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """Return the text as the clone shows it."""
        return "".join(segment.damaged for segment in self.segments)

    @property
    def truth(self) -> str:
        """Return the original text."""
        return "".join(segment.truth for segment in self.segments)

    def count(self, kind: Kind) -> int:
        """Return the number of segments of one kind."""
        return sum(segment.kind is kind for segment in self.segments)


@dataclass(frozen=True, slots=True)
class _Tape:
    """Bytes with their origin: ``marks[n]`` is twice the character's number, plus 1 for all but its first byte."""

    data: bytes
    marks: tuple[int, ...]


@cache
def _opencc() -> OpenCC:
    return OpenCC("s2t")


@cache
def traditional(char: str) -> str:
    """Return the Traditional form of one character as a converter's table has it: without context, only within GBK."""
    if char in KEPT:
        return char
    form = str(_opencc().convert(char))
    return form if len(form) == 1 and _fits(form, "gbk") else char


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def readings() -> dict[str, str]:
    """Return the table of possible glosses: each Traditional form of a GB 2312 character with its first reading."""
    forms = {form for char in _gb2312_han() if (form := traditional(char)) != char}
    table = {form: pinyin(form, style=Style.TONE)[0][0] for form in sorted(forms)}
    return {form: reading for form, reading in table.items() if _fits(reading, "gbk")}


def _gb2312_han() -> Iterator[str]:
    for lead in range(0xB0, 0xF8):
        for trail in range(0xA1, 0xFF):
            char = bytes((lead, trail)).decode("gb2312", "ignore")
            if char:
                yield char


def _glossed(seed: str, form: str, share: float) -> bool:
    digest = blake2b(f"{seed}:{form}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) < share * 2**32


@cache
def _glosses(converter: Converter) -> dict[bytes, bytes]:
    tail = " )" if converter.spaced else ")"
    forms = readings() if converter.rare_glosses else _COMMON
    return {
        form.encode("gbk"): f"({readings()[form]}{tail}".encode("gbk")
        for form in forms
        if _glossed(converter.seed, form, converter.gloss_share)
    }


@cache
def _pattern(pairs: tuple[bytes, ...]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, pairs)) or b"(?!)")


def _tape(text: str) -> _Tape:
    data, marks = bytearray(), []
    for number, char in enumerate(text):
        code = char.encode("gbk", "replace")
        data += code
        marks += [2 * number] + [2 * number + 1] * (len(code) - 1)
    return _Tape(bytes(data), tuple(marks))


def _rewrite(tape: _Tape, pairs: tuple[bytes, ...], change: Callable[[bytes, tuple[int, ...]], _Tape]) -> _Tape:
    """Return the tape with every match of ``pairs``, at any offset, replaced by what ``change`` makes of it."""
    data, marks, end = bytearray(), [], 0
    for match in _pattern(pairs).finditer(tape.data):
        piece = change(match[0], tape.marks[match.start() : match.end()])
        data += tape.data[end : match.start()] + piece.data
        marks += [*tape.marks[end : match.start()], *piece.marks]
        end = match.end()
    return _Tape(bytes(data + tape.data[end:]), (*marks, *tape.marks[end:]))


def fold_width(tape: _Tape) -> _Tape:
    """Step 2: each full-width punctuation pair becomes one ASCII byte, wherever the pair is found."""
    table = {char.encode("gbk"): bytes((ord(char) - _WIDTH_OFFSET,)) for char in FOLDED}
    return _rewrite(tape, tuple(table), lambda pair, marks: _Tape(table[pair], marks[:1]))


def add_glosses(tape: _Tape, converter: Converter) -> _Tape:
    """Step 3: a gloss is put behind each glossed pair, wherever the pair is found."""
    table = _glosses(converter)
    return _rewrite(
        tape,
        tuple(table),
        lambda pair, marks: _Tape(pair + table[pair], (*marks, *[marks[-1] | 1] * len(table[pair]))),
    )


def _read_gbk(data: bytes, at: int, decoder: Decoder) -> tuple[str, int]:
    """Return the character shown for the bytes at ``at`` and the number of bytes it used."""
    if data[at] < 0x80:
        return chr(data[at]), 1
    pair = data[at : at + 2]
    # gb18030 knows every two-byte cell of GBK, the user-defined areas included; its four-byte forms never get here.
    char = pair.decode("gb18030", "ignore") if len(pair) == 2 and pair[1] >= 0x40 else ""
    if len(char) == 1:
        return char, 2
    return "?", len(pair) if decoder is Decoder.BOTH else 1


def _read_gb2312(data: bytes, at: int) -> tuple[str, int]:
    if data[at] < 0x80:
        return chr(data[at]), 1
    char = data[at : at + 2].decode("gb2312", "ignore")
    return (char, 2) if len(char) == 1 and ord(char) >= 0x80 else (REPLACEMENT, 1)


def _fold_letter(char: str) -> str:
    ascii_form = chr(ord(char) - _WIDTH_OFFSET) if "！" <= char <= "～" else char
    return ascii_form if ascii_form.isalnum() else char


def _runs(tape: _Tape, read: _Reader) -> Iterator[tuple[str, int]]:
    """Yield the shown text in pieces, each with the number of the first truth character behind it."""
    shown, at, size = "", 0, len(tape.data)
    while at < size:
        char, used = read(tape.data, at)
        shown, at = shown + char, at + used
        if at >= size:
            yield shown, tape.marks[-1] // 2 + 1
        elif tape.marks[at] % 2 == 0:
            yield shown, tape.marks[at] // 2
            shown = ""


def _align(text: str, tape: _Tape, read: _Reader, plain: Callable[[str], str]) -> Damaged:
    segments, start = [], 0
    for shown, end in _runs(tape, read):
        truth = text[start:end]
        segments.append(Segment(shown, truth, _kind(shown, truth, plain)))
        start = end
    if start < len(text):  # the last characters lost all their bytes to a pair before them
        segments.append(Segment("", text[start:], Kind.TORN))
    return Damaged(tuple(segments))


def _kind(shown: str, truth: str, plain: Callable[[str], str]) -> Kind:
    if len(truth) != 1:
        return Kind.TORN
    form = plain(truth)
    if shown == form:
        return Kind.PLAIN
    whole = shown[:1] == form and shown[1:].replace(" )", ")") == f"({readings().get(form)})"
    return Kind.GLOSS if whole else Kind.TORN


def _plain_form(char: str) -> str:
    return chr(ord(char) - _WIDTH_OFFSET) if char in FOLDED else traditional(char)


def damage(text: str, converter: Converter) -> Damaged:
    """Return ``text`` (Simplified, one paragraph) as a clone with this converter shows it."""
    tape = _tape("".join(map(traditional, text)))
    if converter.glosses_first:
        tape = fold_width(add_glosses(tape, converter))
    else:
        tape = add_glosses(fold_width(tape), converter)

    def read(data: bytes, at: int) -> tuple[str, int]:
        char, used = _read_gbk(data, at, converter.decoder)
        return (_fold_letter(char) if converter.fold_letters else char), used

    return _align(text, tape, read, _plain_form)


def damage_gb2312(text: str, *, to_traditional: bool = False) -> Damaged:
    """Return ``text`` as its GBK bytes look to a GB 2312 decoder: U+FFFD for a lost lead byte, often a shift."""
    form = traditional if to_traditional else str
    return _align(text, _tape("".join(map(form, text))), _read_gb2312, form)
