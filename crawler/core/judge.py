"""Stage 6, judge: is what is left of the page an article that corpus builders would want? If not, why not."""

from __future__ import annotations

from crawler.core.hanzi import han_chars, has_han_chars, solid_chars
from crawler.core.model import Context, Draft, Reason, Reject

#: An article has at least this many characters that are not white space: a notice of one sentence.
SHORTEST = 20
#: A Chinese text has this share of Han characters (the lowest of 121 measured articles but one has 0.51) …
HAN_SHARE = 0.3
#: … or this many of them: an article full of tables, addresses or code.
HAN_CHARS = 300


def judge(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft as it is, or the reject of one that holds too little, or too little Chinese."""
    text = "\n".join(block.text for block in draft.blocks)
    size = solid_chars(text)
    if size < SHORTEST:
        return Reject(reason=Reason.NO_TEXT, page=draft.page, detail=f"{size} characters are left", spam=draft.spam)
    if has_han_chars(text, min(HAN_SHARE * size, HAN_CHARS)):
        return draft
    detail = f"{han_chars(text)} of {size} characters are Chinese"
    return Reject(reason=Reason.NOT_CHINESE, page=draft.page, detail=detail, spam=draft.spam)
