"""The forward model of a machine-made clone: what its converter does to GBK bytes, never aligned to characters.

1. Simplified to Traditional, character by character.  2. Full-width punctuation to one ASCII byte, found as a pair of
bytes anywhere.  3. Pinyin glosses behind Traditional characters, found the same way.  4. The bytes are decoded as GBK;
what does not decode becomes ``?`` or U+FFFD, cells of the user-defined areas become private-use characters.

The demo's clones and ``benchmarks.damage`` use it. All functions are pure. Each result carries its alignment with the
truth, so a repair can be judged run by run.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

from opencc import OpenCC
from pypinyin import Style, pinyin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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
#: Python's GB 2312 codec has look-alikes for A1A4 and A1AA; decoders of web pages have the forms of GBK.
_GB2312_FORMS = str.maketrans("・―", "·—")
_WIDTH_OFFSET = 0xFEE0  # distance of a full-width form (U+FF01 …) from its ASCII form


class Decoder(StrEnum):
    """What a decoder gives up when a pair of bytes is no character, and whether it leaves ``?`` or U+FFFD there."""

    BOTH = "both"  # ? for both bytes
    FIRST = "first"  # ? for the first, the second is read again
    REPLACEMENT = "replacement"  # U+FFFD for the first


class Lexicon(StrEnum):
    """Which characters a converter has a gloss for."""

    COMMON = "common"  # the most frequent Traditional forms
    TRADITIONAL = "traditional"  # every Traditional form of a GB 2312 character that differs from it
    ALL = "all"  # every character of GBK


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
    lexicon: Lexicon = Lexicon.COMMON
    toned: bool = True  # 會(huì), or else 會(hui)
    spaced: bool = False  # 會(huì ) instead of 會(huì)
    #: Each form is searched in the whole text before the next one, glosses included, as PHP's str_replace does with a
    #: list; otherwise all are searched in one pass, as its strtr does.
    one_by_one: bool = False
    glosses_first: bool = False  # step 3 before step 2: 。現 becomes ?,F(xiàn) where the other order gives ?,F
    torn_signs: float = 1.0  # share (0-1) of the matches of step 2 across two characters that take place
    torn_glosses: float = 1.0  # the same of step 3
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


@cache
def _syllables(lexicon: Lexicon, toned: bool) -> dict[str, str]:
    """Return the characters of a lexicon with the first reading of each."""
    forms = {Lexicon.COMMON: _COMMON, Lexicon.TRADITIONAL: readings(), Lexicon.ALL: _gbk_han()}[lexicon]
    if toned and lexicon is not Lexicon.ALL:
        return {form: readings()[form] for form in forms}
    style = Style.TONE if toned else Style.NORMAL
    found = {form: pinyin(form, style=style, v_to_u=True)[0][0] for form in forms}
    return {form: syllable for form, syllable in found.items() if syllable != form and _fits(syllable, "gbk")}


@cache
def _gbk_han() -> tuple[str, ...]:
    chars = (chr(code) for code in range(0x4E00, 0x9FA6))
    return tuple(char for char in chars if _fits(char, "gbk"))


def _chance(*parts: object) -> float:
    """Return a number from 0 to 1 that depends on the parts alone."""
    digest = blake2b(":".join(map(str, parts)).encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32


def _gloss(form: str, converter: Converter) -> str:
    """Return the gloss that a converter puts behind a character, empty where it has none."""
    syllable = _syllables(converter.lexicon, converter.toned).get(form, "")
    return f"({syllable}{' ' if converter.spaced else ''})" if syllable else ""


@cache
def _glosses(converter: Converter) -> dict[bytes, bytes]:
    return {
        form.encode("gbk"): _gloss(form, converter).encode("gbk")
        for form in _syllables(converter.lexicon, converter.toned)
        if _chance(converter.seed, form) < converter.gloss_share
    }


def _tape(text: str) -> _Tape:
    data, marks = bytearray(), []
    for number, char in enumerate(text):
        code = char.encode("gbk", "replace")
        data += code
        marks += [2 * number] + [2 * number + 1] * (len(code) - 1)
    return _Tape(bytes(data), tuple(marks))


def _rewrite(tape: _Tape, table: Mapping[bytes, bytes], keep: Callable[[int, bytes], bool]) -> _Tape:
    """Return the tape with every pair of ``table``, at any offset, replaced by its bytes.

    A pair across two characters is replaced only where ``keep`` of its offset and bytes says so.
    """
    data, marks, at, size = bytearray(), [], 0, len(tape.data)
    while at < size:
        pair, (mark, *rest) = tape.data[at : at + 2], tape.marks[at : at + 2]
        whole = mark % 2 == 0 and rest == [mark + 1]
        if pair in table and (whole or keep(at, pair)):
            data += table[pair]
            marks += [mark, *rest, *[rest[0] | 1] * len(table[pair])][: len(table[pair])]
            at += 2
        else:
            data += pair[:1]
            marks.append(mark)
            at += 1
    return _Tape(bytes(data), tuple(marks))


def _kept(converter: Converter, share: float) -> Callable[[int, bytes], bool]:
    return lambda at, pair: share >= 1 or _chance(converter.seed, at, pair.hex()) < share


def fold_width(tape: _Tape, converter: Converter) -> _Tape:
    """Step 2: each full-width punctuation pair becomes one ASCII byte, wherever the pair is found."""
    table = {char.encode("gbk"): bytes((ord(char) - _WIDTH_OFFSET,)) for char in FOLDED}
    return _rewrite(tape, table, _kept(converter, converter.torn_signs))


def add_glosses(tape: _Tape, converter: Converter) -> _Tape:
    """Step 3: a gloss is put behind each glossed pair, wherever the pair is found."""
    table = {pair: pair + gloss for pair, gloss in _glosses(converter).items()}
    keep = _kept(converter, converter.torn_glosses)
    if not converter.one_by_one:
        return _rewrite(tape, table, keep)
    for pair in table:
        if pair in tape.data:
            tape = _rewrite(tape, {pair: table[pair]}, keep)
    return tape


def _read_gbk(data: bytes, at: int, decoder: Decoder) -> tuple[str, int]:
    """Return the character shown for the bytes at ``at`` and the number of bytes it used."""
    if data[at] < 0x80:
        return chr(data[at]), 1
    pair = data[at : at + 2]
    # gb18030 knows every two-byte cell of GBK, the user-defined areas included; its four-byte forms never get here.
    char = pair.decode("gb18030", "ignore") if len(pair) == 2 and pair[1] >= 0x40 else ""
    if len(char) == 1:
        return char, 2
    return REPLACEMENT if decoder is Decoder.REPLACEMENT else "?", len(pair) if decoder is Decoder.BOTH else 1


def _read_gb2312(data: bytes, at: int) -> tuple[str, int]:
    if data[at] < 0x80:
        return chr(data[at]), 1
    char = data[at : at + 2].decode("gb2312", "ignore").translate(_GB2312_FORMS)
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


def _align(text: str, tape: _Tape, read: _Reader, forms: Callable[[str], tuple[str, str]]) -> Damaged:
    segments, start = [], 0
    for shown, end in _runs(tape, read):
        truth = text[start:end]
        segments.append(Segment(shown, truth, _kind(shown, truth, forms)))
        start = end
    if start < len(text):  # the last characters lost all their bytes to a pair before them
        segments.append(Segment("", text[start:], Kind.TORN))
    return Damaged(tuple(segments))


def _kind(shown: str, truth: str, forms: Callable[[str], tuple[str, str]]) -> Kind:
    if len(truth) != 1:
        return Kind.TORN
    form, gloss = forms(truth)
    if shown == form:
        return Kind.PLAIN
    return Kind.GLOSS if gloss and shown == form + gloss else Kind.TORN


def plain_form(char: str) -> str:
    """Return one character as a converter shows it that damages nothing: its Traditional or its ASCII form."""
    return chr(ord(char) - _WIDTH_OFFSET) if char in FOLDED else traditional(char)


def straddles(text: str, converter: Converter) -> tuple[int, int]:
    """Return how many pairs across two characters of an undamaged text are signs to fold, and characters to gloss."""
    codes = [traditional(char).encode("gbk", "replace") for char in text]
    pairs = [left[-1:] + right[:1] for left, right in pairwise(codes) if len(left) == 2]
    signs = {sign.encode("gbk") for sign in FOLDED}
    return sum(pair in signs for pair in pairs), sum(pair in _glosses(converter) for pair in pairs)


def damage(text: str, converter: Converter) -> Damaged:
    """Return ``text`` (Simplified, one paragraph) as a clone with this converter shows it."""
    tape = _tape("".join(map(traditional, text)))
    if converter.glosses_first:
        tape = fold_width(add_glosses(tape, converter), converter)
    else:
        tape = add_glosses(fold_width(tape, converter), converter)

    def read(data: bytes, at: int) -> tuple[str, int]:
        char, used = _read_gbk(data, at, converter.decoder)
        return (_fold_letter(char) if converter.fold_letters else char), used

    def forms(char: str) -> tuple[str, str]:
        return plain_form(char), _gloss(plain_form(char), converter)

    return _align(text, tape, read, forms)


def damage_gb2312(text: str, *, to_traditional: bool = False) -> Damaged:
    """Return ``text`` as its GBK bytes look to a GB 2312 decoder: U+FFFD for a lost lead byte, often a shift."""
    form = traditional if to_traditional else str
    return _align(text, _tape("".join(map(form, text))), _read_gb2312, lambda char: (form(char), ""))
