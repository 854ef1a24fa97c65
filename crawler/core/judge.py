"""Stage 6, judge: is what is left of the page an article that corpus builders would want? If not, why not."""

from __future__ import annotations

from crawler.core.hanzi import han_share
from crawler.core.model import Context, Draft, Reason, Reject

#: An article has at least this many characters that are not white space: a notice of one sentence.
SHORTEST = 20
#: A Chinese article consists of Han characters to at least this share; one full of tables or code reaches 0.17.
HAN_SHARE = 0.15


def judge(draft: Draft, context: Context) -> Draft | Reject:  # noqa: ARG001 - the signature of a stage
    """Return the draft as it is, or the reject of one that holds too little, or too little Chinese."""
    text = "\n".join(block.text for block in draft.blocks)
    size = len("".join(text.split()))
    if size < SHORTEST:
        return Reject(reason=Reason.NO_TEXT, page=draft.page, detail=f"{size} characters are left")
    share = han_share(text)
    if share < HAN_SHARE:
        return Reject(reason=Reason.NOT_CHINESE, page=draft.page, detail=f"{share:.0%} of the text is Chinese")
    return draft
