"""Where damage shows: the few characters that make a page worth a second look. Clean pages cost one scan."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from crawler.core.repair.gloss import GLOSS, readings
from crawler.core.repair.habits import folded_stop
from crawler.core.repair.lattice import torn_gloss
from crawler.core.repair.wildcards import folded_pairs, unseen_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The private-use characters of the user-defined areas, without U+E5E5, the cell A3A0 that writers use as a full-width
#: space. Those beyond are characters that GB 18030 had no code for once; the stage convert knows them.
_PRIVATE = "\ue000-\ue5e4\ue5e6-\ue765"
#: What a page must show somewhere to be looked at.
SUSPICIOUS = re.compile(f"[?\ufffd{_PRIVATE}]")
#: What no writer types.
_HARD = re.compile(f"[\ufffd{_PRIVATE}]")
#: A question mark that may be a torn sign: a letter or a wide character that closes nothing goes on behind it,
#: perhaps after another sign. Shifted bytes read as any wide character, Han or not.
_SHIFT = re.compile(rf"\?{{1,2}}[,!:;，！：；]{{0,2}}(?=[@-~]|[0-9]{{1,2}}[{_PRIVATE}]|[^\x00-\x7f\s”’」』》）】…—])")
#: A torn ``。”`` before a digit or at the end of a paragraph, or a torn sign whose character lost its second byte to
#: what stands behind: ``?;?了``, ``?:?(jiǎn)``, ``?!?,``. Writers type this, too: on clones only.
_QUOTE = re.compile(r"\?[!！]?\?(?=[0-9]|\Z)")
#: The same where all full-width characters were folded: a digit or sign may stand for what the mark lost.
_FOLDED = re.compile(r"\?{1,2}[!->@-~]{1,3}(?=[?\ufffd]|[^\x00-\x7f])")
_SIGNED = re.compile(r"\?{1,2}[,!:;，！：；]{1,2}\?(?=[^?\s])")
#: Behind a question mark: the query of an address.
_QUERY = re.compile(r"\?[A-Za-z0-9_.%-]{1,30}=")
#: Before it: the end of an address, perhaps with a number behind; a time or a sum alone is none. Characters looked at.
_ADDRESS, _ADDRESS_REACH = re.compile(r"[A-Za-z/=&_][0-9.:%-]*\Z"), 30


def next_anchor(text: str, start: int, *, clone: bool, folds_all: bool = False) -> int:
    """Return where the next damaged run may begin, -1 where there is none.

    ``clone`` widens the search, and ``folds_all`` more: the converter folded full-width digits and letters, too.
    """
    return next(_anchors(text, start, clone=clone, folds_all=folds_all), -1)


def anchors_left(text: str, *, clone: bool = False) -> int:
    """Return how many characters and torn glosses the text shows that no writer types; on a clone also glosses."""
    torn = sum(torn_gloss(text, match.start()) is not None for match in re.finditer(r"\?", text))
    whole = sum(readings(match[1]) != "" for match in GLOSS.finditer(text)) if clone else 0
    return len(_HARD.findall(text)) + torn + whole


def is_damaged(text: str) -> bool:
    """Return whether the text shows damage that no writer types."""
    return anchors_left(text) > 0


def _anchors(text: str, start: int, *, clone: bool, folds_all: bool) -> Iterator[int]:
    suspicious = _suspicious_clone(folds_all=folds_all) if clone else SUSPICIOUS
    for match in suspicious.finditer(text, start):
        position = match.start()
        if text[position] in "(（":
            if GLOSS.match(text, position):
                yield position
        elif (
            text[position] != "?"
            or _may_be_torn(text, position, clone=clone)
            or (clone and (_FOLDED.match(text, position) if folds_all else folded_stop(text, position)))
        ):
            yield position


@cache
def _suspicious_clone(*, folds_all: bool) -> re.Pattern[str]:
    """Return what a page that is known to be a clone must show.

    Also brackets, for glosses that fit no character before them, and the rare characters that folding makes.
    """
    rare = folded_pairs() if folds_all else unseen_pairs()
    return re.compile(f"[?(（\ufffd{_PRIVATE}{''.join(sorted(rare))}]")


def _may_be_torn(text: str, position: int, *, clone: bool) -> bool:
    """Return whether the question mark may stand for lost bytes; three in a row are three lost characters."""
    if torn_gloss(text, position) or (text.startswith("???", position) and torn_gloss(text, position + 2)):
        return True
    before = text[position - 1] if position else ""
    if before == "?" or text.startswith("???", position) or _is_query(text, position):
        return False
    if _SHIFT.match(text, position):
        return True
    if clone and _SIGNED.match(text, position):
        return True
    return _QUOTE.match(text, position) is not None and (
        clone or text.rfind("“", 0, position) > text.rfind("”", 0, position)
    )


def _is_query(text: str, position: int) -> bool:
    """Return whether the question mark begins the query of an address."""
    before = text[max(0, position - _ADDRESS_REACH) : position]
    return _QUERY.match(text, position) is not None or _ADDRESS.search(before) is not None
