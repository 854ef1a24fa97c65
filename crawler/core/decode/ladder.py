"""The ladder: which one encoding the bytes of a page are in, by the first step that can tell.

A byte-order mark, UTF-16 by its zero bytes, UTF-8 where the bytes say so (one bad byte does not flip a page), then the
declared encodings and GB18030 and Big5, each judged by how its text reads; last, languages that are not Chinese.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.core.decode.decoding import Decoding
from crawler.core.decode.labels import CHINESE, NAMES, SEVEN_BIT, WIDE
from crawler.core.decode.reading import read, read_gbk, read_leniently, read_strictly
from crawler.core.decode.score import EVIDENT, PLAUSIBLE, REPLACEMENT, distinct_weight, legible, plausibility, weight
from crawler.core.decode.tears import wide_in_step

if TYPE_CHECKING:
    from crawler.core.decode.declared import Declaration

#: Telling characters of an undeclared text -> share below which it is in no encoding we know: Cyrillic and EUC-TW read
#: as Chinese have under 0.1, lists of the rarest names 0.4.
IMPLAUSIBLE = ((40, 0.36), (8, 0.15))
#: Telling characters up to which a share may be chance, so that all candidates are compared: in 200 bytes there are 60;
#: and what a declaration is worth there.
FEW, DECLARED = 30, 0.25
#: Weight by which an undeclared reading of a few bytes must beat the one it is compared with.
MARGIN = 2
#: Bytes of a piece that is judged by itself where a page as a whole is not plausible: ten characters, two alignments.
PIECE_BYTES = 20
#: Valid multi-byte sequences for each bad one from which bytes are UTF-8; GBK text read as UTF-8 has under 0.3.
UTF8_PER_BAD = 4
#: Bytes of a page looked at for UTF-8 with errors, twice: from the front and from the middle of its non-ASCII bytes.
UTF8_SAMPLE = 1_500
#: Multi-byte characters below which valid UTF-8 may be chance, so that other readings are compared.
UTF8_CERTAIN = 8
#: Bytes from the front that may settle the question alone, and the bad sequences among their non-ASCII ones from which
#: the rest of both samples, all good, could not make up for them.
UTF8_FRONT, UTF8_HOPELESS = 16_384, UTF8_SAMPLE // UTF8_PER_BAD + 2
#: Zero bytes among those of the front of a page from which it is UTF-16, and their share that stands on one side.
ZERO_BYTES, ONE_SIDE = 0.05, 0.8
#: Bytes of a block of UTF-16 that is judged by itself, and the share of such blocks from which a page is in it.
BLOCK_BYTES, MOST_BLOCKS = 40, 0.5
#: Bytes read before a larger body is read whole: bad bytes cost a microsecond each, and an attacker sends megabytes.
PROBE_BYTES = 65_536
#: Share of bad bytes in the probe from which the encoding is out of the question; GBK read as Big5 has 0.08.
PROBE_BAD = 0.25
#: Bytes that charset-normalizer looks at, and of which EUC-TW must make sense before all are read in it.
VOTE_BYTES = 4_096
#: Share of the letters of a language among all non-ASCII characters from which a text is in it; Chinese text read so
#: has under 0.1. Japanese: kana; Korean: the syllables that half of a text consists of.
FOREIGN = 0.25
#: Kana of which Japanese text has at least one in a line, and how many others it has for each of them.
COMMON_KANA, KANA_PER_COMMON = "のいンス", 8
_KANA = re.compile("[ぁ-んァ-ヶー]")
LANGUAGES = {
    "euc-jp": _KANA,
    "shift_jis": _KANA,
    "euc-kr": re.compile("[이다는을의에가고하기은로지한사리도서를대정자인시으해그어나제부있수일것들과와장전]"),
}

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_BOM_BYTES = tuple(mark for mark, _ in BOMS)
_HIGH = re.compile(rb"[\x80-\xff]")
_ASCII = bytes(range(0x80))
_CONTINUATION = bytes(range(0x80, 0xC0))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The whole body read in one encoding; ``share`` and ``telling`` as in ``Plausibility``, ``beyond`` as above."""

    name: str
    text: str
    bad: int
    share: float
    telling: int
    beyond: bool = False

    def decoding(self, *evidence: str) -> Decoding:
        return Decoding(encoding=self.name, text=self.text, evidence=evidence, bad_bytes=self.bad, beyond=self.beyond)


def climb(body: bytes, votes: list[Declaration]) -> Decoding | None:
    """Return the decoding by the first step of the ladder that can tell, None where none can."""
    return by_bom(body) or by_zero_bytes(body) or _by_utf8(body, votes) or _by_score(body, votes)


def by_bom(body: bytes) -> Decoding | None:
    """Return the decoding by byte-order mark; None without one, or where the rest does not bear it out."""
    mark, name = _bom(body) or (b"", "")
    if not name:
        return None
    rest = body[len(mark) :]
    if name == "utf-8" and not _reads_as_utf8(rest):
        return None
    if name in WIDE:
        return _as_wide(rest.removeprefix(mark), name, "bom") if legible(rest[:4096].decode(name, "replace")) else None
    text, bad = read(rest, name)
    return Decoding(encoding=name, text=text.lstrip("\ufeff"), evidence=("bom",), bad_bytes=bad)


def _bom(body: bytes) -> tuple[bytes, str] | None:
    if not body.startswith(_BOM_BYTES):
        return None
    return next((bom for bom in BOMS if body.startswith(bom[0])), None)


def by_zero_bytes(body: bytes) -> Decoding | None:
    """Return the decoding as UTF-16 without a mark, by the zero bytes of its ASCII characters; None without any."""
    if b"\0" not in body:
        return None
    name = _wide(body) or _by_sides(body[:4096])
    return _as_wide(body, name, "zero-bytes") if name else None


def _by_sides(front: bytes) -> str | None:
    """Return the byte order in which nearly all zero bytes are the upper halves; None where they are few or mixed."""
    zeros, first = front.count(0), front[::2].count(0)
    if zeros < ZERO_BYTES * len(front):
        return None
    return WIDE[0] if first <= (1 - ONE_SIDE) * zeros else WIDE[1] if first >= ONE_SIDE * zeros else None


def _as_wide(body: bytes, name: str, evidence: str) -> Decoding:
    text = wide_in_step(body, name)
    return Decoding(encoding=name, text=text, evidence=(evidence,), bad_bytes=text.count(REPLACEMENT))


def _wide(body: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark, None where neither order reads as text."""
    front = body[:4096]
    return next((name for name in WIDE if legible(front.decode(name, "replace"))), None) or _by_blocks(front)


def _by_blocks(front: bytes) -> str | None:
    """Return the byte order in which most blocks read as Chinese, from one of two bytes on; None where few do.

    A byte that is missing or too many shifts all blocks behind it.
    """
    blocks = [front[at : at + BLOCK_BYTES + 1] for at in range(0, len(front) - BLOCK_BYTES, BLOCK_BYTES)]
    found = {name: _wide_blocks(blocks, name) for name in WIDE}
    best = max(WIDE, key=lambda name: found[name])
    return best if found[best] else None


def _wide_blocks(blocks: list[bytes], name: str) -> int:
    """Return how many blocks read as Chinese in one byte order; 0 as soon as they cannot be most of them."""
    bad = 0
    for block in blocks:
        bad += not _is_wide_block(block, name)
        if bad > (1 - MOST_BLOCKS) * len(blocks):
            return 0
    return len(blocks) - bad


def _is_wide_block(block: bytes, name: str) -> bool:
    texts = (block[start : start + BLOCK_BYTES].decode(name, "replace") for start in (0, 1))
    return any(legible(text) and weight(text) > 0 for text in texts)


# UTF-8


def _by_utf8(body: bytes, votes: list[Declaration]) -> Decoding | None:
    """Return the decoding as UTF-8 or, of pure ASCII, as what was declared; None where the bytes are something else."""
    try:
        text, bad, evidence = body.decode("utf-8"), 0, "utf8-valid"
    except UnicodeDecodeError:
        if not _reads_as_utf8(body):
            return None
        text, bad = read(body, "utf-8")
        evidence = "utf8-torn"
    if len(text) == len(body) and not bad:
        return _by_ascii(text, body, votes)
    if len(body) - len(text) < 2 * UTF8_CERTAIN and (other := _by_chance_utf8(body, text, votes)):
        return other
    return Decoding(encoding="utf-8", text=text, evidence=(evidence,), bad_bytes=bad)


def _reads_as_utf8(body: bytes) -> bool:
    """Return whether multi-byte sequences of UTF-8 outnumber bad bytes by far, judged on two samples."""
    front = body[:UTF8_FRONT].translate(None, _ASCII)[: 2 * UTF8_HOPELESS]
    if front.decode("utf-8", "replace").count(REPLACEMENT) > UTF8_HOPELESS:
        return False
    high = body.translate(None, _ASCII)
    middle = max(len(high) // 2, UTF8_SAMPLE)
    sample = high[:UTF8_SAMPLE] + high[middle : middle + UTF8_SAMPLE].lstrip(_CONTINUATION)
    text = sample.decode("utf-8", "replace")
    bad = text.count(REPLACEMENT)
    # A sample cut at its end and a page cut at its end look the same: one bad sequence is free.
    return len(text) - bad >= UTF8_PER_BAD * (bad - 1) + (bad > 0)


def _by_ascii(text: str, body: bytes, votes: list[Declaration]) -> Decoding:
    """Return the decoding of ASCII bytes: HZ or ISO-2022-JP by their escapes, else what was declared, else UTF-8."""
    if b"~{" in body:
        escaped, bad = read(body, "hz")
        if not bad and plausibility(escaped).share >= PLAUSIBLE:
            return Decoding(encoding="hz", text=escaped, evidence=("plausible:hz",))
    if b"\x1b$" in body and (japanese := read_strictly(body, "iso-2022-jp")):
        return Decoding(encoding="iso-2022-jp", text=japanese, evidence=("escapes",))
    compatible = [vote.encoding for vote in votes if vote.encoding and vote.encoding not in (*WIDE, *SEVEN_BIT)]
    return Decoding(encoding=next(iter(compatible), "utf-8"), text=text, evidence=("ascii",))


def _by_chance_utf8(body: bytes, text: str, votes: list[Declaration]) -> Decoding | None:
    """Return the Chinese decoding of a few bytes that are valid UTF-8 by chance, as GBK 陆路 is."""
    named = [vote.encoding for vote in votes if vote.encoding in CHINESE]
    for name in dict.fromkeys((*named, *CHINESE)):
        other = read_strictly(body, name) if name else None
        lead = 0 if name in named else MARGIN
        if name and other and distinct_weight(other) > max(0.0, distinct_weight(text)) + lead:
            return Decoding(encoding=name, text=other, evidence=(f"plausible:{name}",))
    return None


# Chinese encodings, and last those of other languages


def _by_score(body: bytes, votes: list[Declaration]) -> Decoding | None:
    """Return the first plausible decoding, declared ones first; else the best of what is left."""
    named = [vote.encoding for vote in votes if vote.encoding and vote.encoding not in (*WIDE, *SEVEN_BIT, "utf-8")]
    tried: list[_Candidate] = []
    for name in dict.fromkeys((*named, *CHINESE)):
        candidate = _candidate(body, name)
        if candidate.telling > FEW and _is_chinese(candidate):
            return candidate.decoding(f"plausible:{name}")
        tried.append(candidate)
    best = max(tried, key=lambda candidate: candidate.share + DECLARED * (candidate.name in named))
    if _is_chinese(best):
        return best.decoding(f"plausible:{best.name}")
    return _without_score(body, tried, named, best)


def _is_chinese(candidate: _Candidate) -> bool:
    """Return whether the text is plausible, and not Japanese in EUC-JP, whose kana GB18030 has in the same place."""
    if candidate.share < PLAUSIBLE:
        return False
    if candidate.share >= EVIDENT and candidate.telling > FEW:
        common = sum(candidate.text.count(kana) for kana in COMMON_KANA if kana in candidate.text)
        return common * KANA_PER_COMMON <= candidate.telling
    return len(_KANA.findall(candidate.text)) <= candidate.telling


def _without_score(body: bytes, tried: list[_Candidate], named: list[str], best: _Candidate) -> Decoding | None:
    """Return a decoding of text that as a whole does not read like Chinese; None where nothing fits."""
    if other := _taiwanese(body) or _foreign(body):
        return other
    if best.share >= PLAUSIBLE:
        return best.decoding(f"plausible:{best.name}")
    if name := _in_parts(body):
        return _candidate(body, name).decoding(f"plausible-in-parts:{name}")
    if wide := _wide(body):
        return _as_wide(body, wide, f"plausible:{wide}")
    return _declared(tried, named, best) or _undeclared(body, tried, best)


def _declared(tried: list[_Candidate], named: list[str], best: _Candidate) -> Decoding | None:
    """Return the decoding as what was declared, where all bytes are in it and nothing that was tried reads better."""
    clean = [candidate for candidate in tried if candidate.name in named and not candidate.bad]
    for candidate in sorted(clean, key=lambda candidate: candidate.name in CHINESE):
        if candidate is best or candidate.name not in CHINESE:
            return candidate.decoding("no-other-fits")
    return None


def _taiwanese(body: bytes) -> Decoding | None:
    """Return the decoding as EUC-TW, which takes a microsecond a character, where its beginning reads like Chinese."""
    first = _HIGH.search(body)
    start = first.start() if first else 0
    if plausibility(read(body[start : start + VOTE_BYTES], "euc-tw")[0]).share < PLAUSIBLE:
        return None
    return _candidate(body, "euc-tw").decoding("plausible:euc-tw")


def _foreign(body: bytes) -> Decoding | None:
    """Return the decoding as Japanese or Korean where the text is full of its letters; None where it is not."""
    for name, letters in LANGUAGES.items():
        text = read_strictly(body, name)
        wide = text and len(text) - len(text.encode("ascii", "ignore"))
        if text and wide and len(letters.findall(text)) >= FOREIGN * wide:
            return Decoding(encoding=name, text=text, evidence=(f"letters:{name}",))
    return None


def _undeclared(body: bytes, tried: list[_Candidate], best: _Candidate) -> Decoding | None:
    """Return the better of bad candidates, by charset-normalizer's choice where they weigh the same; None for noise.

    Of 435 pieces of two to ten characters that came here the heavier candidate was right in 408; charset-normalizer
    chose in 27 and was right in 8, so that it is heard last.
    """
    if any(best.telling >= telling and best.share < share for telling, share in IMPLAUSIBLE):
        return None
    weights = {candidate.name: weight(candidate.text[:VOTE_BYTES]) for candidate in tried}
    heaviest = max(tried, key=lambda candidate: (weights[candidate.name], candidate.share))
    tied = {candidate.name: candidate for candidate in tried if weights[candidate.name] == weights[heaviest.name]}
    voted = tied.get(_vote(body) or "") if len(tied) > 1 else None
    return voted.decoding(f"charset-normalizer:{voted.name}") if voted else heaviest.decoding("best-of-bad")


def _in_parts(body: bytes) -> str | None:
    """Return the Chinese encoding in which short pieces read well at one of two alignments, None where none does.

    A lost byte shifts all that follows it up to the next ASCII byte, so the text as a whole reads like noise.
    """
    first = _HIGH.search(body)
    start = first.start() if first else 0
    pieces = [body[at : at + PIECE_BYTES] for at in range(start, min(len(body), start + 40 * PIECE_BYTES), PIECE_BYTES)]
    shares = {name: sum(_best_alignment(piece, name) for piece in pieces) / len(pieces) for name in CHINESE}
    name = max(shares, key=lambda name: shares[name])
    return name if shares[name] >= PLAUSIBLE else None


def _best_alignment(piece: bytes, name: str) -> float:
    return max(plausibility(read(piece[start:], name)[0]).share for start in (0, 1))


def _vote(body: bytes) -> str | None:
    """Return charset-normalizer's choice between the Chinese encodings."""
    from charset_normalizer import from_bytes  # 40 ms to import, for one page in a thousand

    best = from_bytes(body[:VOTE_BYTES], cp_isolation=["gb18030", "big5", "cp950"]).best()
    return NAMES.get(best.encoding) if best else None


def _candidate(body: bytes, name: str) -> _Candidate:
    """Return the body read in one encoding; where a probe of a large body is mostly bad, only that."""
    text = read_gbk(body) if name == "gb18030" else None
    beyond = name == "gb18030" and text is None
    text, bad = text or read_strictly(body, name), 0
    if text is None:
        if len(body) > PROBE_BYTES and (first := _HIGH.search(body)):
            _, bad = read(body[first.start() : first.start() + PROBE_BYTES], name)
            if bad > PROBE_BAD * PROBE_BYTES:
                return _Candidate(name, "", bad, 0.0, bad)
        text, bad = read_leniently(body, name)
    score = plausibility(text)
    return _Candidate(name, text, bad, score.share, score.telling, beyond)
