"""Runs: a page whose pieces are in several encodings, a GBK template around a UTF-8 body, is decoded piece by piece."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby, islice, pairwise
from typing import TYPE_CHECKING

from crawler.core.decode.decoding import Decoding
from crawler.core.decode.reading import read, read_strictly
from crawler.core.decode.score import PLAUSIBLE, distinct_weight, plausibility

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: The encodings of runs.
ENCODINGS = ("utf-8", "gb18030", "big5")
#: What becomes of ，。 and of the words of menus (首中新, 中新务) in a page that is read in another encoding; genuine
#: text has next to none of these.
SIGNS = {"gb18030": ("锛", "紝", "銆", "涓", "鏂", "棣栭"), "big5": ("嚗", "ㄛ", "笢", "陔", "昢")}
#: Different private-use characters and kana that a page in GB18030 with the first may have, one or two for its icons;
#: in runs of other encodings they are one in ten characters.
MOST_PRIVATE = 2
#: Weight that a change of encoding costs: to and from UTF-8, which proves itself, and between two Chinese encodings.
PROVEN, UNPROVEN = 2.0, 5.0
#: What a piece of valid UTF-8 weighs in a page of UTF-8, where nothing else is asked.
VALID = 2.0
#: Bad bytes in GB18030 or Big5 that are no sign of other runs: those have one for every other character or so.
FEW_BAD = 4
#: Runs that are named in the evidence; of more, only their number.
MOST_NAMED = 20
#: Pieces that are looked at, a quarter of a millisecond each; a page of more is decoded as one run.
MOST_PIECES = 8_000
#: Bytes of the shortest piece that is cut: two of one encoding, three characters of UTF-8.
LEAST_CUT = 11

#: Characters of two and more bytes with only a possible second byte between them.
_PIECE = re.compile(rb"[\x80-\xff](?:[0-9@-~]?[\x80-\xff])*+[0-9@-~]?")
#: Three characters of UTF-8 or more, which GB18030 and Big5 hardly ever look like.
_PROOF = re.compile(rb"(?:[\xe2-\xef][\x80-\xbf]{2}){3,}+")
_PRIVATE = re.compile("[\ue000-\uf8ffぁ-ヶ]")
#: U+FFFD in UTF-8, which is in a page of any encoding, says nothing.
_LOST = b"\xef\xbf\xbd"


def by_runs(body: bytes, found: Decoding | None) -> Decoding | None:
    """Return the decoding of a page by runs, ``found`` itself where there is only one or nothing speaks for more."""
    if found is not None and not _suspicious(found):
        return found
    base = found.encoding if found else "gb18030"
    pieces = list(islice(_pieces(body), MOST_PIECES + 1))
    if base not in ENCODINGS or not pieces or len(pieces) > MOST_PIECES:
        return found
    states = _states([_weights(piece.replace(_LOST, b""), base) for _, piece in pieces], base)
    runs = list(_runs(body, [start for start, _ in pieces], states))
    if len(runs) < 2 and (found is not None or runs[0][0] == base):
        return found
    return _joined(body, runs, found)


def _pieces(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield start and bytes of each piece; one that is no UTF-8 as a whole is cut where UTF-8 begins and ends in it.

    A label in the encoding of a template and its value in UTF-8 stand side by side: ``来源：县融媒体中心``.
    """
    for match in _PIECE.finditer(body):
        piece, start = match[0], match.start()
        if len(piece) >= LEAST_CUT and not _is_utf8(piece):
            cuts = {0, len(piece), *(end for proof in _PROOF.finditer(piece) for end in proof.span())}
            yield from ((start + a, piece[a:b]) for a, b in pairwise(sorted(cuts)))
        else:
            yield start, piece


def _suspicious(found: Decoding) -> bool:
    if found.bad_bytes > (0 if found.encoding == "utf-8" else FEW_BAD):
        return True
    if (found.beyond or found.bad_bytes) and len(set(_PRIVATE.findall(found.text))) > MOST_PRIVATE:
        return True
    signs = SIGNS.get(found.encoding, ())
    return any(sign[0] in found.text and sign in found.text for sign in signs)


def _weights(piece: bytes, base: str) -> dict[str, float]:
    """Return the weight of a piece in each encoding that it may be in; of good text only its own."""
    valid = _is_utf8(piece)
    if base == "utf-8" and valid:
        return {base: VALID}
    own = distinct_weight(read(piece, base)[0])
    if own > 0 and not valid and base != "utf-8":
        return {base: own}
    weights = {base: own}
    for name in ENCODINGS:
        if name != base and (text := read_strictly(piece, name)):
            weights[name] = distinct_weight(text)
    return weights


def _is_utf8(piece: bytes) -> bool:
    return read_strictly(piece, "utf-8") is not None


def _states(pieces: Sequence[dict[str, float]], base: str) -> list[str]:
    """Return the encoding of each piece: the way through all of them that has the greatest weight, changes paid for."""
    totals = {name: -_cost(base, name) for name in ENCODINGS}
    ways: list[dict[str, str]] = []
    for weights in pieces:
        way = {name: max(totals, key=lambda last: totals[last] - _cost(last, name)) for name in ENCODINGS}
        # what was not weighed reads as badly in another encoding as it reads well in its own
        lacking = min(-abs(weights[base]), -1.0)
        totals = {name: totals[last] - _cost(last, name) + weights.get(name, lacking) for name, last in way.items()}
        ways.append(way)
    state = max(totals, key=lambda name: totals[name])
    states = []
    for way in reversed(ways):
        states.append(state)
        state = way[state]
    return states[::-1]


def _cost(last: str, name: str) -> float:
    """Return what it costs to go from one encoding to another."""
    if last == name:
        return 0.0
    return PROVEN if "utf-8" in (last, name) else UNPROVEN


def _runs(body: bytes, starts: Sequence[int], states: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the encoding, the first byte and the end of each run; together they are the whole page."""
    firsts = [next(group) for _, group in groupby(zip(starts, states, strict=True), key=lambda item: item[1])]
    for n, (start, state) in enumerate(firsts):
        end = firsts[n + 1][0] if n + 1 < len(firsts) else len(body)
        yield state, start if n else 0, end


def _joined(body: bytes, runs: Sequence[tuple[str, int, int]], found: Decoding | None) -> Decoding | None:
    """Return the decoding of the runs, named after the encoding of most bytes; None where it does not read well."""
    read_runs = [read(body[start:end], name) for name, start, end in runs]
    text = "".join(text for text, _ in read_runs)
    if found is None and plausibility(text).share < PLAUSIBLE:
        return None
    sizes = dict.fromkeys(ENCODINGS, 0)
    for name, start, end in runs:
        sizes[name] += len(body[start:end]) - len(body[start:end].decode("ascii", "ignore"))
    named = tuple(f"run:{name}:{start}-{end}" for name, start, end in runs[:MOST_NAMED])
    more = (f"runs:{len(runs)}",) if len(runs) > MOST_NAMED else ()
    base = found or Decoding(encoding="", text="", evidence=())
    return replace(
        base,
        encoding=max(sizes, key=lambda name: sizes[name]),
        text=text,
        evidence=base.evidence + (named + more if len(runs) > 1 else (f"plausible:{runs[0][0]}",)),
        bad_bytes=sum(bad for _, bad in read_runs),
    )
