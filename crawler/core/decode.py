"""The stage decode: raw bytes become text, with the evidence for the encoding that was chosen.

A declaration is a vote, never a verdict. The ladder: byte-order mark, UTF-16 by its zero bytes, UTF-8 where the bytes
say so (one bad byte does not flip a page), then the declared encodings and GB18030 and Big5, each judged by how many of
the Han characters it yields are among the most frequent ones. Text read in the wrong encoding has at most 17 % of
those on 200 bytes, right text at least 43 %.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from bs4.dammit import EncodingDetector

from crawler.core.model import Context, Draft, Reason, Reject
from crawler.core.tables import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Share of frequent characters among the Han characters of a sample from which an encoding is right; see above.
PLAUSIBLE = 0.35
#: Share below which a text of ENOUGH Han characters is in no encoding we know: EUC-TW read as GB18030 has 5 %,
#: Korean up to 22 %.
IMPLAUSIBLE = 0.3
ENOUGH = 40
#: Bytes of a piece that is judged by itself where a page as a whole is not plausible: ten characters, two alignments.
PIECE_BYTES = 20
#: Non-ASCII characters looked at. On 300 of them 630 pages have a share of 0.55 and more in the right encoding, 2,100
#: of 0.14 and less in a wrong one.
SAMPLE_CHARS = 300
#: Characters of a piece of a text that is searched for them, or skipped where it is pure ASCII.
PIECE_CHARS = 64
#: Valid multi-byte sequences for each bad one from which bytes are UTF-8; GBK text read as UTF-8 has under 0.3.
UTF8_PER_BAD = 4
#: Bytes of a page looked at for UTF-8 with errors, twice: from the front and from the middle of its non-ASCII bytes.
UTF8_SAMPLE = 1_500
#: Multi-byte characters below which valid UTF-8 may be chance (GBK 联通 is), so that a declaration is heard.
UTF8_CERTAIN = 8
#: Bytes from the front that may settle the question alone, and the bad sequences among their non-ASCII ones from which
#: the rest of both samples, all good, could not make up for them.
UTF8_FRONT, UTF8_HOPELESS = 16_384, UTF8_SAMPLE // UTF8_PER_BAD + 2
#: Bytes of the head searched for declarations; template heads with inline styles reach 30 KiB.
HEAD_BYTES = 65_536
#: Declarations looked at on one page; genuine pages have at most four.
MAX_DECLARATIONS = 8
#: Share of ASCII, punctuation and frequent Han characters from which text in UTF-16 is right; in the wrong byte order
#: and for other bytes it is under 0.2.
LEGIBLE = 0.6
#: Bytes read before a larger body is read whole: bad bytes cost a microsecond each, and an attacker sends megabytes.
PROBE_BYTES = 65_536
#: Share of bad bytes in the probe from which the encoding is out of the question; GBK read as Big5 has 0.08.
PROBE_BAD = 0.25
#: Share of control bytes from which a file is no text.
CONTROL_SHARE = 0.05

REPLACEMENT = "\ufffd"
BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
MAGIC = (
    *(b"%PDF-", b"PK\x03\x04", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf"),
    *(b"Rar!", b"\xd0\xcf\x11\xe0", b"\x7fELF", b"ID3", b"OggS", b"wOFF", b"wOF2", b"\x28\xb5\x2f\xfd", b"{\\rtf"),
)
#: Our name -> labels in use (WHATWG's and others), lower case. gb2312 and gbk are always read as their superset.
LABELS = {
    "utf-8": "utf-8 utf8 utf_8 utf-8-sig unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "gb18030": "gb18030 gb18030-2005 gb18030-2022 gbk gb2312 gb_2312 gb_2312-80 gb2312-80 gb2312.1980-0 gb-2312 "
    "gb2312_charset csgb2312 csgb231280 csiso58gb231280 iso-ir-58 chinese euc-cn x-euc-cn eucgb2312 gb x-gbk cp936 "
    "ms936 windows-936 936",
    "big5": "big5 big5-hkscs big5hkscs big5-eten cn-big5 csbig5 x-x-big5 x-big5 big-5 cp950 ms950 windows-950 950",
    "utf-16-le": "utf-16 utf-16le utf16 utf-16-le unicode unicodefeff ucs-2 csunicode iso-10646-ucs-2",
    "utf-16-be": "utf-16be utf-16-be unicodefffe",
    "hz": "hz hz-gb-2312",
    "windows-1252": "windows-1252 iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 ascii us-ascii cp1252 x-cp1252",
    "shift_jis": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j",
    "euc-jp": "euc-jp x-euc-jp eucjp",
    "euc-kr": "euc-kr ks_c_5601-1987 ksc5601 korean cp949 windows-949",
    "windows-1251": "windows-1251 cp1251",
    "koi8-r": "koi8-r",
    "windows-1250": "windows-1250 iso-8859-2",
    "windows-1258": "windows-1258",
    "windows-874": "windows-874 tis-620",
}
#: Our name -> codec and error handler, where they differ from the name and "replace".
CODECS = {
    "big5": ("cp950", "hkscs-or-replace"),
    "gb18030": ("gb18030", "euro-or-replace"),
    "shift_jis": ("cp932", "replace"),
    "euc-kr": ("cp949", "replace"),
    "windows-874": ("cp874", "replace"),
}
CHINESE = ("gb18030", "big5")
WIDE = ("utf-16-le", "utf-16-be")

_MARKS = tuple(mark for mark, _ in BOMS)
_NAMES = {label: name for name, labels in LABELS.items() for label in labels.split()}
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]{1,40})", re.IGNORECASE)
#: What the score counts: Han, private use, and what did not decode. Punctuation and symbols say nothing.
_TELLING = re.compile("[\u3400-\u9fff\ue000-\ufaff\ufffd\U00020000-\U0003ffff]+")
_PUNCTUATION = frozenset("\t\r\n\u3000，。、：；？！“”‘’（）《》【】—…·")
#: A meta element that names a charset, or the beginning of the body.
_META_OR_BODY = re.compile(rb"<(?:(meta[\s/][^>]{0,300}?charset[^>]{0,100})|body[\s>])", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]")
_ASCII = bytes(range(0x80))
_CONTINUATION = bytes(range(0x80, 0xC0))
_TEXT_BYTES = bytes(b for b in range(256) if b >= 0x20 or b in b"\t\n\f\r\x1b\x1a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """The text of some bytes: ``encoding`` by its usual name, ``bad_bytes`` the number of U+FFFD put in their place."""

    encoding: str
    text: str
    evidence: tuple[str, ...]
    bad_bytes: int = 0

    @property
    def overruled(self) -> bool:
        """Whether a declaration of the page or its server was wrong."""
        return any(item.startswith(("overruled:header", "overruled:meta", "overruled:xml")) for item in self.evidence)


@dataclass(frozen=True, slots=True)
class Declaration:
    """An encoding that someone named: ``origin`` is header, meta, xml or hint; ``encoding`` None for unknown labels."""

    origin: str
    label: str
    encoding: str | None

    def __str__(self) -> str:
        """Return ``origin:label``."""
        return f"{self.origin}:{self.label}"


def decode(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft with its markup, encoding, evidence and warnings, or the reason why the bytes are no text."""
    if draft.encoding:
        return draft
    page = draft.page
    if not page.body or page.body.isspace():
        return Reject(reason=Reason.EMPTY, page=page, detail="no bytes, or only white space")
    if why := binary(page.body):
        return Reject(reason=Reason.BINARY, page=page, detail=why)
    found = decide(page.body, page.content_type, page.site.encoding, html=page.format == "html")
    if found is None:
        return Reject(reason=Reason.UNDECODABLE, page=page, detail="no known encoding yields Chinese or declared text")
    if not found.text or found.text.isspace():
        return Reject(reason=Reason.EMPTY, page=page, detail="only white space")
    return _fill(draft, found)


def _fill(draft: Draft, found: Decoding) -> Draft:
    warnings = list(draft.warnings)
    if found.overruled:
        warnings.append("encoding-declared-wrong")
    if found.bad_bytes:
        warnings.append(f"undecodable-bytes:{found.bad_bytes}")
    return replace(
        draft,
        markup=found.text,
        encoding=found.encoding,
        encoding_evidence=found.evidence,
        warnings=tuple(warnings),
    )


def binary(body: bytes) -> str | None:
    """Return why the bytes are no text, None where they may be: a known signature, or too many control bytes."""
    if body.startswith(MAGIC):
        return f"signature {next(filter(body.startswith, MAGIC))!r}"
    front = body[:4096]
    if _by_bom(front) or _by_zero_bytes(front):
        return None
    controls = len(front.translate(None, _TEXT_BYTES))
    if controls > CONTROL_SHARE * len(front):
        return f"{controls} control bytes"
    return None


def decide(body: bytes, content_type: str, hint: str | None, *, html: bool) -> Decoding | None:
    """Return the text of a page's bytes, None where no known encoding makes sense of them.

    ``content_type`` is the header as sent or "", ``hint`` the site's declared encoding, ``html`` whether to look for a
    meta element. Bytes that do not decode become U+FFFD and are counted, never dropped.
    """
    votes = list(_declarations(body, content_type, hint, html=html))
    found = _by_bom(body) or _by_zero_bytes(body) or _by_utf8(body, votes) or _by_score(body, votes)
    if found is None:
        return None
    return _with_votes(_without_zeros(found) if b"\0" in body else found, votes)


def _with_votes(found: Decoding, votes: list[Declaration]) -> Decoding:
    """Return the decoding with every declaration as evidence, agreeing or overruled."""
    heard = tuple(str(vote) if vote.encoding == found.encoding else f"overruled:{vote}" for vote in votes)
    return replace(found, evidence=found.evidence + tuple(dict.fromkeys(heard)))


def _without_zeros(found: Decoding) -> Decoding:
    zeros = found.text.count("\0")
    if not zeros:
        return found
    return replace(found, text=found.text.replace("\0", REPLACEMENT), bad_bytes=found.bad_bytes + zeros)


# Declarations


def _declarations(body: bytes, content_type: str, hint: str | None, *, html: bool) -> Iterator[Declaration]:
    """Yield what header, document and site say, in the order in which they are believed."""
    if header := _HEADER_CHARSET.search(content_type):
        yield _declaration("header", header[1])
    if html:
        yield from (_declaration("meta", label) for label in _meta_labels(body[:HEAD_BYTES]))
        if label := _xml_label(body[:300].lower()):
            yield _declaration("xml", label)
    if hint:
        yield _declaration("hint", hint)


def _declaration(origin: str, label: str) -> Declaration:
    clean = label.strip().lower()[:40]
    return Declaration(origin, clean, _NAMES.get(clean))


def _meta_labels(head: bytes) -> Iterator[str]:
    """Yield the charsets of meta elements that are no comments; where one was heard, the body is not searched.

    Documents pasted into a body keep their own heads, which say nothing of the page. Beautiful Soup reads the label,
    one tag at a time: its pattern is more than linear, and a tag is short.
    """
    heard = False
    for tag in islice(_META_OR_BODY.finditer(head), MAX_DECLARATIONS):
        if not tag[1] and heard:
            return
        commented = head.rfind(b"<!--", 0, tag.start()) > head.rfind(b"-->", 0, tag.start())
        label = EncodingDetector.find_declared_encoding(tag[0] + b">", is_html=True)
        if label and not commented:
            heard = True
            yield label


def _xml_label(head: bytes) -> str | None:
    start = head[:300].lstrip(b"\xef\xbb\xbf\t\r\n ")
    if not start.startswith(b"<?xml"):
        return None
    return EncodingDetector.find_declared_encoding(start[: start.find(b">") + 1])


# The ladder


def _by_bom(body: bytes) -> Decoding | None:
    """Return the decoding by byte-order mark; None without one, or where the rest does not bear it out."""
    mark, name = _bom(body) or (b"", "")
    if not name:
        return None
    rest = body[len(mark) :]
    if name == "utf-8" and not _reads_as_utf8(rest):
        return None
    text, bad = _decode_as(rest, name)
    if name in WIDE and not _legible(text):
        return None
    return Decoding(encoding=name, text=text.lstrip("\ufeff"), evidence=("bom",), bad_bytes=bad)


def _bom(body: bytes) -> tuple[bytes, str] | None:
    if not body.startswith(_MARKS):
        return None
    return next((bom for bom in BOMS if body.startswith(bom[0])), None)


def _by_zero_bytes(body: bytes) -> Decoding | None:
    name = _wide(body) if b"\0" in body else None
    return _as_wide(body, name, "zero-bytes") if name else None


def _as_wide(body: bytes, name: str, evidence: str) -> Decoding:
    text, bad = _decode_as(body, name)
    return Decoding(encoding=name, text=text, evidence=(evidence,), bad_bytes=bad)


def _wide(body: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark, None where neither order reads as text."""
    front = body[:4096]
    return next((name for name in WIDE if _legible(front.decode(name, "replace"))), None)


def _legible(text: str) -> bool:
    """Return whether most characters of a text in UTF-16 are ASCII, Chinese punctuation or frequent Han characters."""
    sample = text[:SAMPLE_CHARS]
    known = _frequent_chars(sample) + sum(" " <= c <= "~" or c in _PUNCTUATION for c in sample)
    return known >= LEGIBLE * len(sample)


def _by_utf8(body: bytes, votes: list[Declaration]) -> Decoding | None:
    """Return the decoding as UTF-8 or, of pure ASCII, as what was declared; None where the bytes are something else."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _by_torn_utf8(body)
    if len(text) == len(body):
        return _by_ascii(text, body, votes)
    if len(body) - len(text) < 2 * UTF8_CERTAIN and (other := _by_chance_utf8(body, text, votes)):
        return other
    return Decoding(encoding="utf-8", text=text, evidence=("utf8-valid",))


def _by_torn_utf8(body: bytes) -> Decoding | None:
    if not _reads_as_utf8(body):
        return None
    text, bad = _decode_as(body, "utf-8")
    return Decoding(encoding="utf-8", text=text, evidence=("utf8-torn",), bad_bytes=bad)


def _reads_as_utf8(body: bytes) -> bool:
    """Return whether multi-byte sequences of UTF-8 outnumber bad bytes by far, judged on two samples."""
    front = body[:UTF8_FRONT].translate(None, _ASCII)[:UTF8_SAMPLE]
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
    """Return the decoding of ASCII bytes: HZ where its escapes make sense, else what was declared, else UTF-8."""
    if b"~{" in body:
        read, bad = _decode_as(body, "hz")
        if not bad and _plausibility(read).share >= PLAUSIBLE:
            return Decoding(encoding="hz", text=read, evidence=("plausible:hz",))
    compatible = [vote.encoding for vote in votes if vote.encoding and vote.encoding not in (*WIDE, "hz")]
    return Decoding(encoding=next(iter(compatible), "utf-8"), text=text, evidence=("ascii",))


def _by_chance_utf8(body: bytes, text: str, votes: list[Declaration]) -> Decoding | None:
    """Return the declared Chinese decoding of a few bytes that are valid UTF-8 too, where it makes more sense."""
    name = next((vote.encoding for vote in votes if vote.encoding in CHINESE), None)
    if name is None:
        return None
    read, bad = _decode_as(body, name)
    if bad or _plausibility(read).share <= _plausibility(text).share:
        return None
    return Decoding(encoding=name, text=read, evidence=(f"plausible:{name}",))


def _by_score(body: bytes, votes: list[Declaration]) -> Decoding | None:
    """Return the first plausible decoding, declared ones first; else the best of what is left."""
    named = [vote.encoding for vote in votes if vote.encoding and vote.encoding not in (*WIDE, "hz", "utf-8")]
    tried: list[_Candidate] = []
    for name in dict.fromkeys((*named, *CHINESE)):
        candidate = _candidate(body, name)
        if candidate.share >= PLAUSIBLE:
            return candidate.decoding(f"plausible:{name}")
        tried.append(candidate)
    return _without_score(body, tried, named)


def _without_score(body: bytes, tried: list[_Candidate], named: list[str]) -> Decoding | None:
    """Return a decoding of text that as a whole does not read like Chinese; None where it is long and nothing fits."""
    if name := _in_parts(body):
        return _candidate(body, name).decoding(f"plausible-in-parts:{name}")
    if wide := _wide(body):
        return _as_wide(body, wide, f"plausible:{wide}")
    declared = [candidate for candidate in tried if candidate.name in named and not candidate.bad]
    foreign = [candidate for candidate in declared if candidate.name not in CHINESE]
    if foreign:
        return foreign[0].decoding("no-other-fits")
    best = max(tried, key=lambda candidate: candidate.share)
    if best.telling >= ENOUGH and best.share < IMPLAUSIBLE:
        return None
    return declared[0].decoding("no-other-fits") if declared else _undeclared(body, tried, best)


def _undeclared(body: bytes, tried: list[_Candidate], best: _Candidate) -> Decoding:
    """Return charset-normalizer's choice of a few undeclared bytes, else the better of bad ones."""
    name = _vote(body)
    voted = next((candidate for candidate in tried if candidate.name == name), None)
    return voted.decoding(f"charset-normalizer:{name}") if voted else best.decoding("best-of-bad")


def _in_parts(body: bytes) -> str | None:
    """Return the Chinese encoding in which short pieces read well at one of two alignments, None where none does.

    A lost byte shifts all that follows it up to the next ASCII byte, so the text as a whole reads like noise.
    """
    pieces = [body[at : at + PIECE_BYTES] for at in range(0, min(len(body), 40 * PIECE_BYTES), PIECE_BYTES)]
    shares = {name: sum(_best_alignment(piece, name) for piece in pieces) / len(pieces) for name in CHINESE}
    name = max(shares, key=lambda name: shares[name])
    return name if shares[name] >= PLAUSIBLE else None


def _best_alignment(piece: bytes, name: str) -> float:
    return max(_plausibility(_decode_as(piece[start:], name)[0]).share for start in (0, 1))


def _vote(body: bytes) -> str | None:
    """Return charset-normalizer's choice between the Chinese encodings."""
    from charset_normalizer import from_bytes  # 40 ms to import, for one page in a thousand

    best = from_bytes(body[:HEAD_BYTES], cp_isolation=["gb18030", "big5", "cp950"]).best()
    return _NAMES.get(best.encoding) if best else None


# Scores


@dataclass(frozen=True, slots=True)
class _Plausibility:
    share: float  # of frequent characters among the telling ones, 0 where there are none
    telling: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    text: str
    bad: int
    share: float
    telling: int

    def decoding(self, *evidence: str) -> Decoding:
        return Decoding(encoding=self.name, text=self.text, evidence=evidence, bad_bytes=self.bad)


def _candidate(body: bytes, name: str) -> _Candidate:
    """Return the body read in one encoding; where a probe of a large body is mostly bad, only that."""
    text, bad = _strictly(body, name), 0
    if text is None:
        if len(body) > PROBE_BYTES and (first := _HIGH.search(body)):
            _, bad = _decode_as(body[first.start() : first.start() + PROBE_BYTES], name)
            if bad > PROBE_BAD * PROBE_BYTES:
                return _Candidate(name, "", bad, 0.0, bad)
        text, bad = _leniently(body, name)
    score = _plausibility(text)
    return _Candidate(name, text, bad, score.share, score.telling)


def _plausibility(text: str) -> _Plausibility:
    """Return how much a text reads like Chinese, on its first telling characters."""
    sample = _telling(text)
    return _Plausibility(_frequent_chars(sample) / (len(sample) or 1), len(sample))


def _telling(text: str) -> str:
    """Return the first telling characters of a text; pieces of mere markup, which most are, cost next to nothing."""
    found = ""
    for at in range(0, len(text), PIECE_CHARS):
        if not (piece := text[at : at + PIECE_CHARS]).isascii():
            found += "".join(_TELLING.findall(piece))
            if len(found) >= SAMPLE_CHARS:
                break
    return found[:SAMPLE_CHARS]


def _frequent_chars(text: str) -> int:
    return sum(map(len, _frequent().findall(text)))


@cache
def _frequent() -> re.Pattern[str]:
    """Return the runs of the most frequent characters of Chinese text, Simplified or Traditional."""
    chars = "".join(line.split("\t")[1] for line in read_lines("encoding_chars.tsv"))
    return re.compile(f"[{chars}]+")


# Codecs


def _decode_as(body: bytes, name: str) -> tuple[str, int]:
    """Return the text and the number of U+FFFD that stand for bytes which do not decode."""
    text = _strictly(body, name)
    return _leniently(body, name) if text is None else (text, 0)


def _strictly(body: bytes, name: str) -> str | None:
    """Return the text, None at the first byte that does not decode."""
    try:
        return body.decode(_codec(name)[0])
    except UnicodeDecodeError:
        return None


def _leniently(body: bytes, name: str) -> tuple[str, int]:
    codec, errors = _codec(name)
    text = body.decode(codec, errors)
    # U+FFFD that the page itself contains are no failures.
    genuine = body.count(REPLACEMENT.encode(codec, "ignore") or b"\0\0\0\0")
    return text, max(0, text.count(REPLACEMENT) - genuine)


def _codec(name: str) -> tuple[str, str]:
    return CODECS.get(name, (name, "replace"))


def _hkscs_or_replace(error: UnicodeError) -> tuple[str, int]:
    """Return the HKSCS character of a pair that code page 950 lacks, else U+FFFD for one byte.

    Code page 950 goes first: Python's big5hkscs turns ‧ of names into a bullet and ～ into an operator.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    try:
        return error.object[error.start : error.start + 2].decode("big5hkscs"), error.start + 2
    except UnicodeDecodeError:
        return REPLACEMENT, error.start + 1


def _euro_or_replace(error: UnicodeError) -> tuple[str, int]:
    """Return the euro sign for byte 80, as code page 936 has it, else U+FFFD for one byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "€" if error.object[error.start] == 0x80 else REPLACEMENT, error.start + 1


codecs.register_error("hkscs-or-replace", _hkscs_or_replace)
codecs.register_error("euro-or-replace", _euro_or_replace)
