"""The stage decode: raw bytes become text, with the evidence for the encoding that was chosen.

A declaration is a vote, never a verdict (``declared.py``). ``ladder.py`` finds the one encoding of the page; where its
text has bad bytes or signs of another encoding, ``runs.py`` looks for runs of several; ``undo.py`` restores what had
been encoded twice before it was saved. ``score.py`` tells Chinese text from noise, ``reading.py`` turns bytes to text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.core.decode.declared import declarations
from crawler.core.decode.decoding import Decoding
from crawler.core.decode.labels import CHINESE
from crawler.core.decode.ladder import BOMS, climb
from crawler.core.decode.runs import by_runs
from crawler.core.decode.score import REPLACEMENT
from crawler.core.decode.signature import binary
from crawler.core.decode.undo import lost, undo
from crawler.core.model import Context, Draft, Reason, Reject, Repair

if TYPE_CHECKING:
    from crawler.core.decode.declared import Declaration

__all__ = ["Decoding", "binary", "decide", "decode"]

_UTF8_BOM = BOMS[0][0]
#: With what letters from U+00C0 to U+00FF, and nothing else, begin in UTF-8.
_LATIN = b"\xc3"


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
    warnings = (
        ("encoding-declared-wrong", found.overruled),
        ("mixed-encodings", found.mixed),
        ("double-encoded", bool(found.restored)),
        (f"lost-characters:{found.lost}", found.lost > 0),
        (f"undecodable-bytes:{found.bad_bytes}", found.bad_bytes > 0),
    )
    return replace(
        draft,
        markup=found.text,
        encoding=found.encoding,
        encoding_evidence=found.evidence,
        repairs=draft.repairs + tuple(Repair(stage="decode", rule=rule, count=n) for rule, n in found.restored),
        warnings=draft.warnings + tuple(warning for warning, holds in warnings if holds),
    )


def decide(body: bytes, content_type: str, hint: str | None, *, html: bool) -> Decoding | None:
    """Return the text of a page's bytes, None where no known encoding makes sense of them.

    ``content_type`` is the header as sent or "", ``hint`` the site's declared encoding, ``html`` whether to look for a
    meta element. Bytes that do not decode become U+FFFD and are counted, never dropped.
    """
    votes = list(declarations(body, content_type, hint, html=html))
    found = by_runs(body.removeprefix(_UTF8_BOM), climb(body, votes))
    if found is None:
        return None
    latin = found.encoding not in CHINESE and (found.encoding != "utf-8" or _LATIN in body)
    if found.encoding not in CHINESE:
        found = _restored(found, latin=latin)
    torn = found.text.count(REPLACEMENT) - found.bad_bytes if found.restored else 0
    return _with_votes(_without_zeros(found) if b"\0" in body else found, votes, lost(found.text, latin=latin) + torn)


def _restored(found: Decoding, *, latin: bool) -> Decoding:
    """Return the decoding with what was encoded twice restored; in GBK and Big5 that would be runs of UTF-8."""
    text, rules = undo(found.text, latin=latin)
    if not rules:
        return found
    evidence = found.evidence + tuple(f"double-encoded:{rule}" for rule, _ in rules)
    return replace(found, text=text, evidence=evidence, restored=rules)


def _without_zeros(found: Decoding) -> Decoding:
    zeros = found.text.count("\0")
    if not zeros:
        return found
    return replace(found, text=found.text.replace("\0", REPLACEMENT), bad_bytes=found.bad_bytes + zeros)


def _with_votes(found: Decoding, votes: list[Declaration], gone: int) -> Decoding:
    """Return the decoding with every declaration as evidence, agreeing or overruled, and what is lost for good."""
    heard = tuple(str(vote) if vote.encoding == found.encoding else f"overruled:{vote}" for vote in votes)
    return replace(found, evidence=found.evidence + tuple(dict.fromkeys(heard)), lost=gone)
