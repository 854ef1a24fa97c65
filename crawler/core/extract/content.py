"""Where the article of a page is: the container with most prose and least furniture.

The score of a block is its prose in characters, or a penalty for links and furniture; a container's is the sum
(two prefix sums), so the best container is the one that gains by everything it adds. Where an article shares its
container with the whole page (table layouts of the 2000s), the best run of blocks is taken instead: maximum
subsequence segmentation, Pasternack and Roth 2009. A short article has less prose than what surrounds it; where a
page shows the head of one, the text under it goes before more prose elsewhere.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from crawler.core.extract.labels import CLOSING
from crawler.core.extract.score import CHROME, LINKS, block_scores, is_linked, is_prose, leads_away
from crawler.core.extract.sift import HEADLINE_NEAR, TOOLS_NEAR, Body, holders, sift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.core.extract.labels import Kinds
    from crawler.core.extract.tree import Element, Line, Tree

#: A container is taken over the best run of blocks when it has this share of the run's score: from .6 to .7 saved pages
#: have the same text; short articles around a box of links have .70.
CONTAINER_SHARE = 0.65
#: Prose in characters below which short lines may be the text, and lines that a poem has at least.
FEW_PROSE, VERSES = 60, 4
#: Prose in characters that an article among summaries of others has.
OWN_TEXT = 100
#: Single paragraphs under a linked headline from which they are summaries of other articles.
FEW_SUMMARIES = 3
#: Blocks behind a headline among which its article is dated.
DATE_NEAR = 6


_DATED: Final = frozenset({"date", "dateline", "info"})

_ENDS = re.compile(r"[。！？]")
_GOOD: Final = re.compile(r"article|content|zoom|editor|detail|text|news|main|body|view|zhengwen|post|story|entry")
_BAD: Final = re.compile(
    r"nav|menu|foot|head|side|comment|relat|share|hot|copy|rank|recommend|login|search|crumb|banner|pinglun|reply|tips|dialog|pop"
)


def choose(tree: Tree, kinds: Kinds, declared: Sequence[Element]) -> Body | None:
    """Return the body of a page, None where no block reads like an article.

    ``declared`` are the elements that a site's selector or its family's names as the container of the body.
    Text hidden from readers only counts where a page shows hardly any (bodies that a script reveals).
    """
    blocks = tree.blocks
    scores = block_scores(blocks, kinds)
    shown = sum([score for score in scores if score > 0])
    if shown < FEW_PROSE and any(block.hidden and is_prose(block) for block in blocks):
        blocks = [block._replace(hidden=False) for block in blocks]
        scores = block_scores(blocks, kinds)
        shown = sum([score for score in scores if score > 0])
    spans = [(element.first, element.end) for element in declared]
    if shown < FEW_PROSE:
        scores = _with_verses(blocks, kinds, scores)
    if not any(score > 0 for score in scores):
        return None
    others = _next_article(blocks, kinds, scores)
    span = _declared_span(spans, scores) or _span(tree, blocks, kinds, _among_others(blocks, kinds, scores, others))
    first, end = span
    body = sift(tree, blocks, kinds, scores, (first, others if first < others < end else end))
    return body if body.numbers else None


def _with_verses(blocks: Sequence[Line], kinds: Kinds, scores: list[float]) -> list[float]:
    """Return the scores of a page without running text: short lines under the fields of an article count as prose.

    Poems and lists of names have no punctuation; menus are links, and stand before the fields.
    """
    shown = (n for n, block in enumerate(blocks) if not block.hidden and not is_linked(block))
    fields = next((n for n in shown if kinds[n] in _DATED), len(blocks))
    end = fields + 1
    while end < len(blocks) and kinds[end] is None and blocks[end].linked * 2 <= len(blocks[end].text):
        end += 1
    verses = {n for n in range(fields + 1, end) if not blocks[n].hidden}
    if len(verses) < VERSES:
        return scores
    return [float(len(blocks[n].text)) if n in verses else score for n, score in enumerate(scores)]


def _among_others(blocks: Sequence[Line], kinds: Kinds, scores: list[float], others: int) -> list[float]:
    """Return the scores without what belongs to other articles: those from ``others`` on, and summaries of more."""
    if others < len(scores):
        scores = [*scores[:others], *[min(score, 0.0) for score in scores[others:]]]
    summaries = [
        n
        for n in range(1, len(blocks) - 1)
        if scores[n] > 0 >= scores[n + 1] and blocks[n - 1].linked > LINKS * len(blocks[n - 1].text)
    ]
    if len(summaries) < FEW_SUMMARIES:
        return scores
    rest = list(scores)
    for n in summaries:
        rest[n] = -CHROME
    # a digest, or a list, has nothing but such paragraphs; an article has its own under its headline
    first, _, run = _best_run(rest)
    announced = any(kinds[n] == "headline" for n in range(max(first - HEADLINE_NEAR, 0), first))
    return rest if run >= OWN_TEXT and announced else scores


def _next_article(blocks: Sequence[Line], kinds: Kinds, scores: Sequence[float]) -> int:
    """Return the number of the headline with which another article begins on a page that goes on and on."""
    heads = [n for n, block in enumerate(blocks) if block.tag == "h1"]
    if len(heads) < 2:
        return len(blocks)
    near = (range(n + 1, min(n + DATE_NEAR, len(blocks))) for n in heads)
    starts = [n for n, lines in zip(heads, near, strict=True) if any(kinds[m] in _DATED for m in lines)]
    if len(starts) < 2:
        return len(blocks)
    begun = next((n for n in range(starts[0], len(blocks)) if scores[n] > 0), len(blocks))
    return next((n for n in starts[1:] if n > begun and blocks[n].text != blocks[starts[0]].text), len(blocks))


def _declared_span(spans: list[tuple[int, int]], scores: list[float]) -> tuple[int, int] | None:
    """Return the span of the first declared container that holds prose."""
    return next((span for span in spans if any(score > 0 for score in scores[slice(*span)])), None)


def _span(tree: Tree, blocks: Sequence[Line], kinds: Kinds, scores: list[float]) -> tuple[int, int]:
    """Return the best span of a page, or the text right under its headline and fields where that is another one.

    A short article has less prose than the guides and summaries around it, but it stands where articles stand.
    """
    first, end = _best_span(tree, scores)
    head, reach = _head(blocks, kinds, first)
    behind = range(head + 1, min(head + reach, first))
    start = next((n for n in behind if scores[n] > 0 and _ENDS.search(blocks[n].text)), first)
    between = [n for n in range(start + 1, first) if not leads_away(blocks[n])]
    if len(between) < TOOLS_NEAR and not any(is_linked(blocks[n]) or kinds[n] in CLOSING for n in between):
        # text of its own before what gains more, or a summary (摘要) in front of the text, in a box
        return (first if holders(tree, start).isdisjoint(holders(tree, first)) else start), end
    sums = [0.0, *accumulate(scores)]
    around = [element for element in tree.elements if element.first <= start < element.end <= first]
    own, _ = _best_element(around, sums)
    if own:
        return own.first, own.end
    begin, over, _ = _best_run(scores[start:first])
    return start + begin, start + over


def _head(blocks: Sequence[Line], kinds: Kinds, before: int) -> tuple[int, int]:
    """Return the number of the fields of an article, and how many lines behind them its text may begin.

    Fields under a headline head the article for sure; others only what follows at once.
    """
    known = (n for n in range(before) if kinds.get(n) in _DATED)  # lines that show and are no links are all known
    fields = [n for n in known if not blocks[n].hidden and not is_linked(blocks[n])]
    under = (
        n
        for n in fields
        if any(kinds[m] == "headline" or blocks[m].tag == "h1" for m in range(max(n - DATE_NEAR, 0), n))
    )
    if (head := next(under, None)) is not None:
        return head, before
    return (fields[0] if fields else before), TOOLS_NEAR


def _best_span(tree: Tree, scores: list[float]) -> tuple[int, int]:
    sums = [0.0, *accumulate(scores)]
    container, container_score = _best_element(tree.elements, sums)
    first, end, run_score = _best_run(scores)
    if container and container_score >= CONTAINER_SHARE * run_score:
        return container.first, container.end
    while end < len(scores) and scores[end] > -CHROME:
        end += 1  # a signature and short last lines gain nothing, and no furniture stands between
    return first, end


def _best_element(elements: Sequence[Element], sums: list[float]) -> tuple[Element | None, float]:
    """Return the element with the highest sum of block scores, the innermost of equals; names tip close calls."""
    gains = [sums[element.end] - sums[element.first] for element in elements]
    best, best_score = None, max(gains, default=0.0)
    best_weight = 0.7 * best_score  # no name tips an element below this share of the best
    if best_score <= 0:
        return None, 0.0
    for element, score in zip(elements, gains, strict=True):
        if score * 1.1 < best_weight:
            continue
        name = element.name
        weight = score * (1.1 if _GOOD.search(name) else 1.0) * (0.7 if _BAD.search(name) else 1.0)
        if weight >= best_weight:
            best, best_weight, best_score = element, weight, score
    return best, best_score


def _best_run(scores: list[float]) -> tuple[int, int, float]:
    """Return the run of blocks with the highest sum (Kadane)."""
    best, best_first, best_end = 0.0, 0, 0
    run, run_first = 0.0, 0
    for n, score in enumerate(scores):
        if run <= 0:
            run, run_first = 0.0, n
        run += score
        if run > best:
            best, best_first, best_end = run, run_first, n + 1
    return best_first, best_end, best
