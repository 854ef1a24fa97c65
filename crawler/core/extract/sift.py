"""Inside the span of an article: where its text begins and ends, and which lines between are not of it.

Furniture goes line by line, and what follows a closing line (上一篇, 网友评论, 版权所有 …) goes with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from crawler.core.extract.labels import CLOSING, HALF_CLOSING, SHORTEST_HEADLINE
from crawler.core.extract.score import NEUTRAL, is_linked, is_links, leads_away
from crawler.core.extract.tree import HEIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.core.extract.labels import Kinds
    from crawler.core.extract.tree import Line, Tree

#: Prose in characters that a body must have before a closing line can end it.
BEGUN = 40
#: Prose that may follow a line that closes articles but also stands inside them, as a share of what went before.
TAIL = 0.15
#: Blocks behind the fields of an article among which tools stand (print, share) that end nothing.
TOOLS_NEAR = 6
#: Blocks before the fields of an article among which its headline is.
HEADLINE_NEAR = 12
#: Kinds of closing lines that headings may look like; they end nothing where the same element goes on with text.
MAYBE: Final = frozenset({"login", "comments", "footer", "neighbours", "print"})
#: Lines of links between two paragraphs that are part of the text; more are a list.
LINKED_LINES = 2
#: Lines of links between two paragraphs of one element, sub-headings apart, that are part of a digest.
DIGEST_LINES = 6
#: Paragraphs that stand twice from which they are a copy, and their share of all prose, both counted.
FEW_COPIES, COPIED = 2, 0.4
#: Lines of links in a row that are a list.
LIST = 4

#: Lines that end an article, surely or maybe; those of fields, which head one.
_ENDS: Final = CLOSING | HALF_CLOSING
_FIELDS: Final = frozenset({"info", "dateline"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
_BOX_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_TITLE_NAMES: Final = re.compile(r"title|titname|headline|heading|biaoti")


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks that are the article, by number, and for every block why it is or is not among them."""

    numbers: tuple[int, ...]
    reasons: tuple[str, ...]  # one a block: "body", a kind of chrome, "links", "hidden", "after the end", "outside"
    first: int  # the half-open range of blocks of the container
    end: int
    prose: float  # score of the kept blocks


def sift(tree: Tree, blocks: Sequence[Line], kinds: Kinds, scores: Sequence[float], span: tuple[int, int]) -> Body:
    """Return the body in a span of blocks; ``blocks`` are the tree's, shown where only a script reveals them."""
    first, end = span
    first = _begin_of_text(tree, kinds, scores, first, end)
    over = _end_of_text(tree, kinds, scores, first, end)
    over = _end_before_lists(tree, scores, first, over)
    return _sift(tree, blocks, kinds, scores, (first, over, end))


def _sift(
    tree: Tree, blocks: Sequence[Line], kinds: Kinds, scores: Sequence[float], span: tuple[int, int, int]
) -> Body:
    """Take the furniture out of a container, and what stands behind the article's end; ``span`` is first, over, end."""
    reasons = ["outside"] * len(blocks)
    first, over, end = span
    begun = 0.0
    for n in range(first, end):
        reason = _reason(blocks[n], kinds[n], begun >= BEGUN)
        if reason == "body" and n >= over:
            reason = "after the end"
        elif reason == "body" and scores[n] > 0:
            begun += scores[n]
        reasons[n] = reason
    for n in range(first + 1, min(over, end - 1)):
        if reasons[n] in MAYBE and _is_heading(tree, scores, n):
            reasons[n] = "body"
    for n in _copies(blocks, reasons, scores, first, end):
        reasons[n] = "copy"
    for n in _linked_lines(tree, reasons, scores, first, end):
        reasons[n] = "body"
    numbers = tuple(n for n in range(first, end) if reasons[n] == "body")
    return Body(numbers, tuple(reasons), first, end, begun)


def _is_heading(tree: Tree, scores: Sequence[float], n: int) -> bool:
    """Tell whether a line that begins like furniture stands between two paragraphs of one element: 搜索救援昼夜不停."""
    line, owner = tree.blocks[n], tree.owner[n]
    beside = all(scores[m] > 0 and tree.owner[m] == owner for m in (n - 1, n + 1))
    return beside and not line.linked and len(line.text) >= SHORTEST_HEADLINE


def _copies(
    blocks: Sequence[Line], reasons: Sequence[str], scores: Sequence[float], first: int, end: int
) -> Sequence[int]:
    """Return the lines of a second copy of the text, as for printing or for telephones; a refrain is none."""
    prose = [n for n in range(first, end) if reasons[n] == "body" and scores[n] > 0]
    places = {blocks[n].text: n for n in reversed(prose)}
    if len(places) + FEW_COPIES > len(prose):
        return ()
    again = [n for n in prose if places[blocks[n].text] != n]
    copied, whole = (sum([scores[n] for n in part]) for part in (again, prose))
    if len({blocks[n].text for n in again}) < FEW_COPIES or copied < COPIED * whole:
        return ()
    last = max(n for n in prose if n < again[0])
    before = {block.text for block in blocks[:last]}
    start = next((n for n in range(last + 1, again[0]) if blocks[n].text in before), again[0])
    others = set(prose).difference(again)
    return [n for n in range(start, again[-1] + 1) if reasons[n] == "body" and n not in others]


def _linked_lines(tree: Tree, reasons: Sequence[str], scores: Sequence[float], first: int, end: int) -> list[int]:
    """Return the lines of links that stand between lines of the text, in one element with them and marked up alike.

    Digests (一周要闻) name their sources so. One or two that stand between paragraphs may have any element around them.
    """
    if "links" not in reasons:
        return []
    prose = [n for n in range(first, end) if reasons[n] == "body" and scores[n] > 0]
    gaps = [(left, right) for left, right in pairwise(prose) if "links" in reasons[left + 1 : right]]
    kept: list[int] = []
    for left, right in gaps:
        gap = range(left + 1, right)
        if len(gap) <= LINKED_LINES and all(reasons[n] == "links" for n in gap):
            kept += gap
        place, look = _place(tree, left), _look(tree, left)
        links = [n for n in gap if reasons[n] == "links" and (_place(tree, n), _look(tree, n)) == (place, look)]
        if 0 < len(links) <= DIGEST_LINES and len(gap) <= len(links) + 2 and _place(tree, right) == place:
            kept += links
    return kept


def _look(tree: Tree, n: int) -> tuple[str, bool]:
    """Return how a line is marked up: its tag, and whether it has an element of its own."""
    return tree.blocks[n].tag, _place(tree, n) == tree.owner[n]


def _place(tree: Tree, n: int) -> int:
    """Return the innermost element around a line that holds more than this line."""
    number = tree.owner[n]
    for _ in range(HEIGHT):
        element = tree.elements[number]
        if element.end - element.first > 1 or element.parent < 0:
            break
        number = element.parent
    return number


def _reason(block: Line, kind: str | None, begun: bool) -> str:
    if block.hidden:
        return "hidden"
    if kind in NEUTRAL and begun:
        return "body"
    if kind:
        return kind
    return "links" if block.linked and is_links(block) else "body"


def _begin_of_text(tree: Tree, kinds: Kinds, scores: Sequence[float], first: int, end: int) -> int:
    """Return the number of the headline in a container that holds more before it, as whole pages without columns do."""
    lines = [n for n in range(first, end) if kinds[n] in _FIELDS and not is_linked(tree.blocks[n])]
    prose = _prose_before(scores, first, end) if lines else []
    for fields in lines:
        near = range(max(fields - HEADLINE_NEAR, first), fields)
        head = next((n for n in near if not tree.blocks[n].linked and _is_headline(tree, n, kinds)), first)
        if 0 < prose[head - first] <= prose[-1] - prose[head - first]:
            return head
    return first


def _prose_before(scores: Sequence[float], first: int, end: int) -> list[float]:
    """Return how much prose stands before each line of a span, and in all of it."""
    return [0.0, *accumulate([max(score, 0.0) for score in scores[first:end]])]


def _is_headline(tree: Tree, n: int, kinds: Kinds) -> bool:
    """Tell whether a line heads the article, rather than a box beside it or its comments."""
    tag = tree.blocks[n].tag
    if tag == "h1":
        return True
    return tag in _HEADINGS and kinds[n] is None and bool(_TITLE_NAMES.search(tree.elements[tree.owner[n]].name))


def _end_before_lists(tree: Tree, scores: Sequence[float], first: int, end: int) -> int:
    """Return the number of the first list of links behind which no paragraph stands beside those before it.

    Links to other hosts end nothing: they are injected between paragraphs too, and go by themselves. Menus stand before
    most of the text, and what stands there is no article that they could end; a list under a heading of its own is
    surer than one without.
    """
    if sum(map(is_linked, tree.blocks[first:end])) < LIST:
        return end
    last = {holder: n for n in range(first, end) if scores[n] > 0 for holder in holders(tree, n)}
    latest, links = -1, 0  # the last paragraph in any element that holds one of those so far
    begun, total = 0.0, sum([score for score in scores[first:end] if score > 0])
    for n in range(first, end):
        if scores[n] > 0:
            begun += scores[n]
            latest = max(latest, *(last[holder] for holder in holders(tree, n)))
        line = tree.blocks[n]
        links = links + 1 if is_links(line) and not leads_away(line) else 0
        if links == LIST and 0 <= latest <= n:
            headed = tree.blocks[max(n - LIST, 0)].tag in _BOX_HEADINGS
            if begun >= total / (3 if headed else 2):
                return n + 1 - LIST
    return end


def holders(tree: Tree, n: int) -> set[int]:
    """Return the two innermost elements around a block."""
    owner = tree.owner[n]
    return {owner, tree.elements[owner].parent}


def _in_head(kinds: Kinds, n: int) -> bool:
    """Tell whether a line stands behind the fields of an article, as tools do between a lead (导语) and the text."""
    return any(kinds[m] in _FIELDS for m in range(max(n - TOOLS_NEAR, 0), n))


def _boxes(tree: Tree, scores: Sequence[float], first: int, end: int) -> set[int]:
    """Return the lines in elements of their own between lines of the text."""
    last = {tree.owner[n]: n for n in range(first, end) if not is_linked(tree.blocks[n])}
    owners: set[int] = set()
    boxes: set[int] = set()
    latest = -1  # the last line in any element that holds one of the paragraphs so far
    for n in range(first, end):
        owner = tree.owner[n]
        if scores[n] > 0:
            owners.add(owner)
            latest = max(latest, last.get(owner, n))
        elif owner not in owners and n < latest:
            boxes.add(n)
    return boxes


def _end_of_text(tree: Tree, kinds: Kinds, scores: Sequence[float], first: int, end: int) -> int:
    """Return the number of the block with which the article is over: a closing line behind enough prose.

    A line that may stand inside an article too (相关阅读, 分享), and any line of a document without markup, only ends
    it when hardly any prose follows, and when it stands in no box between lines of the text.
    """
    prose = _prose_before(scores, first, end)
    closing = [n for n in range(first, end) if kinds[n] in _ENDS and prose[n - first] >= BEGUN]
    if not closing:
        return end
    boxes = _boxes(tree, scores, first, end)
    latest = {tree.owner[n]: n for n in range(first, end) if scores[n] > 0}  # the last paragraph of each element
    likely = _ENDS if tree.plain else HALF_CLOSING
    for n in closing:
        kind, begun, rest = kinds[n], prose[n - first], prose[-1] - prose[n - first]
        if kind in likely and (rest >= TAIL * begun or n in boxes):
            continue
        if kind in MAYBE and latest.get(tree.owner[n], -1) > n:
            continue  # a heading that begins like furniture: 注册志愿者超过三万人
        if not (rest > begun and _in_head(kinds, n)):
            return n
    return end
