"""Which blocks of a page are its article: the container with most prose and least furniture, then its edges.

The score of a block is its prose in characters, or a penalty for links and furniture; a container's is the sum
(two prefix sums), so the best container is the one that gains by everything it adds. Where an article shares its
container with the whole page (table layouts of the 2000s), the best run of blocks is taken instead: maximum
subsequence segmentation, Pasternack and Roth 2009. Inside, furniture goes block by block, and what follows a closing
line (上一篇, 网友评论, 版权所有 …) goes with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from crawler.core.extract.labels import CLOSING, HALF_CLOSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.core.extract.tree import Element, Line, Tree

#: A sentence has at least this many characters outside links when it has one punctuation mark …
PROSE_MARKED = 14
#: … and this many when it has none.
PROSE_BARE = 45
#: One block counts as at most this many characters, so that one huge text does not outweigh an article.
BLOCK_CAP = 400
#: Characters of the day beside a link, brackets included.
LONGEST_DAY = 12
#: Prose in characters that a body must have before a closing line can end it.
BEGUN = 40
#: Prose that may follow a line that closes articles but also stands inside them, as a share of what went before.
TAIL = 0.15
#: Blocks behind the fields of an article among which tools stand (print, share) that end nothing.
TOOLS_NEAR = 6
#: Lines of links between two paragraphs that are part of the text; more are a list.
LINKED_LINES = 2
#: Paragraphs that stand twice from which they are a copy, and their share of all prose, both counted.
FEW_COPIES, COPIED = 2, 0.4
#: Lines of links in a row that are a list.
LIST = 4
#: What a line of links or of furniture counts against a container at least (characters of prose).
CHROME = 6.0
#: A container is taken over the best run of blocks when it has this share of the run's score.
CONTAINER_SHARE = 0.7
#: Prose in characters below which short lines may be the text, and lines that a poem has at least.
FEW_PROSE, VERSES = 60, 4
#: Single paragraphs under a linked headline from which they are summaries of other articles.
FEW_SUMMARIES = 3
#: Prose in characters that an article among summaries of others has, and blocks before it among which its headline is.
OWN_TEXT, HEADLINE_NEAR = 100, 12
#: Blocks behind a headline among which its article is dated.
DATE_NEAR = 6
#: Share of linked characters from which a block is a list of links.
LINKS = 0.6

#: Lines that end articles (a date under a signature, whom to call, the office that <title> names too) as well as they
#: stand in heads and footers: furniture before the text has begun, part of it behind.
NEUTRAL: Final = frozenset({"date", "contact", "headline", "organiser"})

_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
_DATED: Final = frozenset({"date", "dateline", "info"})

_ENDS = re.compile(r"[。！？]")
_DAY = re.compile(r"^[\[(（【]?(?:\d{4}[-./年])?\d{1,2}[-./月]\d{1,2}|\d{1,2}[-./月]\d{1,2}日?[\])）】]?$")
_PUNCTUATION = re.compile(r"[，。；：、！？“”《》,;!?]")
_GOOD: Final = re.compile(r"article|content|zoom|editor|detail|text|news|main|body|view|zhengwen|post|story|entry")
_BAD: Final = re.compile(
    r"nav|menu|foot|head|side|comment|relat|share|hot|copy|rank|recommend|login|search|crumb|banner|pinglun|reply|tips|dialog|pop"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A block with the verdict on it: kept as part of the body, or dropped for a reason."""

    text: str
    kept: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks that are the article, by number, and for every block why it is or is not among them."""

    numbers: tuple[int, ...]
    reasons: tuple[str, ...]  # one a block: "body", a kind of chrome, "links", "hidden", "after the end", "outside"
    first: int  # the half-open range of blocks of the container
    end: int
    prose: float  # score of the kept blocks


def block_score(block: Line, n: int, kinds: Sequence[str | None]) -> float:
    """Return how much a block speaks for (positive) or against (negative) being part of an article."""
    size = len(block.text)
    if block.linked * 2 > size or (block.linked and is_links(block)):
        return -CHROME * block.lines - 0.5 * min(block.linked, 60 * block.lines)
    if (kind := kinds[n]) and kind not in NEUTRAL:
        return -12.0 - 0.2 * min(size, 300)
    return float(min(size - block.linked, BLOCK_CAP)) if kind is None and is_prose(block) else -2.0


def is_prose(block: Line) -> bool:
    """Tell whether a block reads like running text rather than like a label, a name or a list of links."""
    free = len(block.text) - block.linked
    if free >= PROSE_BARE:
        return True
    return free >= PROSE_MARKED and free * 2 >= len(block.text) and bool(_PUNCTUATION.search(block.text))


def _is_linked(block: Line) -> bool:
    """Tell whether most of a line is links: nobody asks what kind of furniture it is."""
    return block.linked * 2 > len(block.text)


def is_links(block: Line) -> bool:
    """Tell whether a line is links and nothing else, but for the day of what they lead to."""
    if block.linked > LINKS * len(block.text):
        return True
    return len(block.text) - block.linked <= LONGEST_DAY < block.linked and bool(_DAY.search(block.text))


def choose(tree: Tree, kinds: Sequence[str | None], declared: Sequence[Element]) -> Body | None:
    """Return the body of a page, None where no block reads like an article.

    ``declared`` are the elements that a site's selector or its family's names as the container of the body.
    Text hidden from readers only counts where a page shows hardly any (bodies that a script reveals).
    """
    blocks = tree.blocks
    prose = [block for block in blocks if is_prose(block)]
    if sum(len(block.text) for block in prose if not block.hidden) < FEW_PROSE and any(b.hidden for b in prose):
        blocks = [block._replace(hidden=False) for block in blocks]
    scores = [0.0 if block.hidden else block_score(block, n, kinds) for n, block in enumerate(blocks)]
    spans = [(element.first, element.end) for element in declared]
    if sum(score for score in scores if score > 0) < FEW_PROSE:
        scores = _with_verses(blocks, kinds, scores)
    if not any(score > 0 for score in scores):
        return None
    first, end = _declared_span(spans, scores) or _span(tree, blocks, kinds, _among_others(blocks, kinds, scores))
    first = _begin_of_text(blocks, kinds, scores, first, end)
    over = _end_of_text(kinds, scores, first, end, marked_up=not tree.plain)
    over = _end_before_lists(tree, scores, first, over)
    body = _sift(blocks, kinds, scores, (first, over, end))
    return body if body.numbers else None


def _with_verses(blocks: Sequence[Line], kinds: Sequence[str | None], scores: list[float]) -> list[float]:
    """Return the scores of a page without running text: short lines under the fields of an article count as prose.

    Poems and lists of names have no punctuation; menus are links, and stand before the fields.
    """
    shown = (n for n, block in enumerate(blocks) if not block.hidden and not _is_linked(block))
    fields = next((n for n in shown if kinds[n] in _DATED), len(blocks))
    end = fields + 1
    while end < len(blocks) and kinds[end] is None and blocks[end].linked * 2 <= len(blocks[end].text):
        end += 1
    verses = [n for n in range(fields + 1, end) if not blocks[n].hidden]
    if len(verses) < VERSES:
        return scores
    return [float(len(blocks[n].text)) if n in verses else score for n, score in enumerate(scores)]


def _among_others(blocks: Sequence[Line], kinds: Sequence[str | None], scores: list[float]) -> list[float]:
    """Return the scores without what belongs to other articles of the page: those that follow, and summaries of more."""
    next_article = _next_article(blocks, kinds, scores)
    scores = [*scores[:next_article], *[min(score, 0.0) for score in scores[next_article:]]]
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


def _next_article(blocks: Sequence[Line], kinds: Sequence[str | None], scores: Sequence[float]) -> int:
    """Return the number of the headline with which another article begins on a page that goes on and on."""
    starts = [
        n
        for n, block in enumerate(blocks)
        if block.tag == "h1" and any(kinds[m] in _DATED for m in range(n + 1, min(n + DATE_NEAR, len(blocks))))
    ]
    if len(starts) < 2 or kinds[starts[0]] != "headline":
        return len(blocks)
    others = (n for n in starts[1:] if blocks[n].text != blocks[starts[0]].text)
    return next((n for n in others if any(score > 0 for score in scores[starts[0] : n])), len(blocks))


def _declared_span(spans: list[tuple[int, int]], scores: list[float]) -> tuple[int, int] | None:
    """Return the span of the first declared container that holds prose."""
    return next((span for span in spans if any(score > 0 for score in scores[slice(*span)])), None)


def _span(tree: Tree, blocks: Sequence[Line], kinds: Sequence[str | None], scores: list[float]) -> tuple[int, int]:
    """Return the best span of a page, or the text right under its headline and fields where that is another one.

    A short article has less prose than the guides and summaries around it, but it stands where articles stand.
    """
    first, end = _best_span(tree, scores)
    head, reach = _head(blocks, kinds, first)
    behind = range(head + 1, min(head + reach, first))
    start = next((n for n in behind if scores[n] > 0 and _ENDS.search(blocks[n].text)), first)
    if first - start <= TOOLS_NEAR:
        return first, end
    sums = [0.0, *accumulate(scores)]
    around = [element for element in tree.elements if element.first <= start < element.end <= first]
    own, _ = _best_element(around, sums)
    if own:
        return own.first, own.end
    begin, over, _ = _best_run(scores[start:first])
    return start + begin, start + over


def _head(blocks: Sequence[Line], kinds: Sequence[str | None], before: int) -> tuple[int, int]:
    """Return the number of the fields of an article, and how many lines behind them its text may begin.

    Fields under a headline head the article for sure; others only what follows at once.
    """
    fields = [n for n in range(before) if not blocks[n].hidden and not _is_linked(blocks[n]) and kinds[n] in _DATED]
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


def _best_element(elements: Iterable[Element], sums: list[float]) -> tuple[Element | None, float]:
    """Return the element with the highest sum of block scores, the innermost of equals; names tip close calls."""
    best, best_weight, best_score = None, 0.0, 0.0
    for element in elements:
        score = sums[element.end] - sums[element.first]
        if score <= 0 or score * 1.1 < best_weight:
            continue
        weight = score * (1.1 if _GOOD.search(element.name) else 1.0) * (0.7 if _BAD.search(element.name) else 1.0)
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


def _sift(
    blocks: Sequence[Line], kinds: Sequence[str | None], scores: Sequence[float], span: tuple[int, int, int]
) -> Body:
    """Take the furniture out of a container, and what stands behind the article's end; ``span`` is first, over, end."""
    reasons = ["outside"] * len(blocks)
    first, over, end = span
    begun = 0.0
    for n in range(first, end):
        reason = _reason(blocks[n], kinds[n], begun >= BEGUN)
        reasons[n] = "after the end" if n >= over and reason == "body" else reason
        if reasons[n] == "body":
            begun += max(scores[n], 0.0)
    for n in _copies(blocks, reasons, scores, first, end):
        reasons[n] = "copy"
    for n in _linked_lines(reasons, scores, first, end):
        reasons[n] = "body"
    numbers = tuple(n for n in range(first, end) if reasons[n] == "body")
    return Body(numbers, tuple(reasons), first, end, begun)


def _copies(
    blocks: Sequence[Line], reasons: Sequence[str], scores: Sequence[float], first: int, end: int
) -> Sequence[int]:
    """Return the lines of a second copy of the text, as for printing or for telephones; a refrain is none."""
    prose = [n for n in range(first, end) if reasons[n] == "body" and scores[n] > 0]
    places = {blocks[n].text: n for n in reversed(prose)}
    again = [n for n in prose if places[blocks[n].text] != n]
    if len({blocks[n].text for n in again}) < FEW_COPIES or sum(scores[n] for n in again) < COPIED * sum(
        scores[n] for n in prose
    ):
        return ()
    last = max(n for n in prose if n < again[0])
    before = {block.text for block in blocks[:first]}
    start = next((n for n in range(last + 1, again[0]) if blocks[n].text in before), again[0])
    return [n for n in range(start, again[-1] + 1) if reasons[n] == "body" and (n in again or n not in prose)]


def _linked_lines(reasons: Sequence[str], scores: Sequence[float], first: int, end: int) -> list[int]:
    """Return the lines of links that stand alone, or two together, between paragraphs: they are read with them."""
    prose = [n for n in range(first, end) if reasons[n] == "body" and scores[n] > 0]
    gaps = [range(left + 1, right) for left, right in pairwise(prose)]
    return [n for gap in gaps if len(gap) <= LINKED_LINES for n in gap if all(reasons[m] == "links" for m in gap)]


def _reason(block: Line, kind: str | None, begun: bool) -> str:
    if block.hidden:
        return "hidden"
    if kind in NEUTRAL and begun:
        return "body"
    if kind:
        return kind
    return "links" if is_links(block) else "body"


def _begin_of_text(
    blocks: Sequence[Line], kinds: Sequence[str | None], scores: Sequence[float], first: int, end: int
) -> int:
    """Return the number of the headline in a container that holds more before it, as whole pages without columns do."""
    for fields in range(first, end):
        if _is_linked(blocks[fields]) or kinds[fields] not in ("info", "dateline"):
            continue
        near = range(max(fields - HEADLINE_NEAR, first), fields)
        head = next((n for n in near if blocks[n].tag in _HEADINGS or kinds[n] == "headline"), first)
        before, behind = (sum(score for score in part if score > 0) for part in (scores[first:head], scores[head:end]))
        return head if 0 < before <= behind else first
    return first


def _end_before_lists(tree: Tree, scores: Sequence[float], first: int, end: int) -> int:
    """Return the number of the first list of links behind which no paragraph stands beside those before it."""
    holders: set[int] = set()
    links = 0
    for n in range(first, end):
        if scores[n] > 0:
            holders |= _holders(tree, n)
        links = links + 1 if is_links(tree.blocks[n]) else 0
        if (
            links == LIST
            and holders
            and all(scores[m] <= 0 or _holders(tree, m).isdisjoint(holders) for m in range(n, end))
        ):
            return n + 1 - LIST
    return end


def _holders(tree: Tree, n: int) -> set[int]:
    """Return the two innermost elements around a block."""
    owner = tree.owner[n]
    return {owner, tree.elements[owner].parent}


def _in_head(kinds: Sequence[str | None], n: int) -> bool:
    """Tell whether a line stands behind the fields of an article, as tools do between a lead (导语) and the text."""
    return any(kinds[m] in ("info", "dateline") for m in range(max(n - TOOLS_NEAR, 0), n))


def _end_of_text(kinds: Sequence[str | None], scores: Sequence[float], first: int, end: int, *, marked_up: bool) -> int:
    """Return the number of the block with which the article is over: a closing line behind enough prose.

    A line that may stand inside an article too (相关阅读, 分享), and any line of a document without markup, only ends
    it when hardly any prose follows.
    """
    total = sum(score for score in scores[first:end] if score > 0)
    sure, likely = (CLOSING, HALF_CLOSING) if marked_up else (frozenset[str](), CLOSING | HALF_CLOSING)
    begun = 0.0
    for n in range(first, end):
        kind = kinds[n] if begun >= BEGUN else None
        if kind in likely and total - begun >= TAIL * begun:
            kind = None
        if kind in sure | likely and not (total - begun > begun and _in_head(kinds, n)):
            return n
        begun += max(scores[n], 0.0)
    return end
