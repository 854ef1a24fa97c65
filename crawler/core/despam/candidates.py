"""Which pieces of a page may be spam, and how likely each is: blocks of the body, and lines of the page outside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from crawler.core.despam import model
from crawler.core.despam.page import HEAD_BLOCKS, surroundings
from crawler.core.despam.rules import Hit, hard_rule, has_contact, has_stem, is_menu, is_public_affairs
from crawler.core.despam.text import LEAST_HAN, fold, function_chars, han_chars, is_prose, may_list_keywords, prepare
from crawler.core.despam.text import Line as Prepared
from crawler.core.hanzi import has_traditional

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.core.despam.model import Surroundings
    from crawler.core.despam.page import Rest
    from crawler.core.extract.tree import Line, Tree
    from crawler.core.model import Block

#: Phrases from which a list in the tail counts as a link pool, not as a list of brands.
POOL_SEGMENTS = 8
#: Probability from which a doubtful list goes that stands on two earlier pages of the host too.
REPEATED = 0.8
#: The same for two phrases and more in the block before or after spam: genuine ones reach 0.9.
BESIDE_SPAM = 0.92
#: The same for a line with a seller's address: a number as a site, a handle behind a misspelt 微信.
WITH_CONTACT = 0.6
#: Probability from which a list goes however much of the page it is.
SURE = 0.99
#: The same for a list of phrases: above all genuine ones.
SURE_PHRASES = 0.85
#: The same for a list of words of no known trade outside the body, which links to other hosts or another script betray.
SURE_BY_LINKS = 0.999
#: Techniques of hiding that menus, tabs and dialogs use; segments and characters that links hidden in other ways have,
#: since skip links and icons are shorter.
MENU_TECHNIQUES = frozenset({"", "display", "visibility", "attribute", "by-name", "faint"})
PLANTED_SEGMENTS, PLANTED_CHARS = 3, 12
#: Characters of a line outside the body that are looked at.
LOOK = 400
#: Probability below which a block is no candidate wherever it stands: less than any that is asked for.
NEVER = 0.3
_ALONE = model.Surroundings(coverage=0.0, thin=False, mismatch=False, head=True, tail=True)
#: Hard rules that hold outside the body too.
SURE_OUTSIDE = frozenset({"mosaic", "tail_pool"})
#: Lines at the head and at the tail of a page outside its body that are looked at whatever they are, and of all others
#: the most: the last ones in links to other hosts, or hidden.
HEAD_LINES, TAIL_LINES, OTHER_LINES = 4, 6, 12

#: Blocks between two candidates that may be entries of the same list, written one below the other, and the most
#: characters that such an entry has; the model's first stage of one at the end of such a list (names of persons and
#: places reach 2.4).
GAP, ENTRY_CHARS, WEAK_WORDS = 2, 16, 2.5

#: Labels of lists that spam stands behind as well as genuine words; they are not scored.
_LABEL = re.compile(
    "[【\\[]?(?:本文)?(?:关键词|關鍵詞|关键字|關鍵字|标签|標籤|[tT]ags?|(?:热门|热搜|相关|最新|大家都在)(?:搜索|搜|词|标签)|热搜词|站群链接|"
    "猜你喜欢|友情链接|推荐链接)[】\\]]?\\s*[:：|]\\s*"
)
_SENTENCE = re.compile("[，。；：！？,;:!?（(]|\\d[年月日]")
_SEPARATORS = re.compile("[ _|,，、/-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One block that may be spam."""

    number: int
    block: Block
    line: Prepared
    words: float
    hit: Hit | None = None  # of a hard rule
    weak: bool = False  # its words alone could never make it spam: a line between two others that may be


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A candidate with its place on the page and the probability that it is spam."""

    candidate: Candidate
    around: Surroundings
    probability: float
    repeated: bool = False  # on earlier pages of the host
    beside: bool = False  # the block before or after is sure spam
    listed: bool = False  # a line of a list that goes, written one below the other

    @property
    def is_spam(self) -> bool:
        """Whether the block goes: by a hard rule, or by the model unless its words are an office's or a menu's.

        Lists of phrases that offices and menus have do not come near ``SURE``; spam may have taken in such a word.
        """
        line = self.candidate.line
        if self.candidate.hit or self.listed:
            return True
        if self.candidate.weak or self.probability < self._least:
            return False
        if self.probability >= SURE and line.keywords >= model.LIST_SEGMENTS and model.has_phrases(line):
            return True
        return not (is_public_affairs(line.segments) or is_menu(line.segments))

    @property
    def _least(self) -> float:
        """The probability from which the block goes: less where its place or a seller's address speak against it."""
        line = self.candidate.line
        least = model.threshold(line, self.around, sells=has_stem(line.folded))
        if self.repeated:
            least = min(least, REPEATED)
        if self.beside and line.keywords > 1 and model.has_phrases(line):
            least = min(least, BESIDE_SPAM)
        return min(least, WITH_CONTACT) if has_contact(line.folded) else least

    @property
    def is_sure(self) -> bool:
        """Whether it goes whatever is left of the page: by a hard rule, or as a list without any doubt."""
        if self.candidate.hit is not None or (self.around.mismatch and self.probability >= SURE):
            return True
        line = self.candidate.line
        phrases = model.has_phrases(line)
        if line.keywords < model.LIST_SEGMENTS:
            return phrases and len(line.segments) > 1 and self.probability >= SURE
        return self.probability >= (SURE_PHRASES if phrases else SURE)

    @property
    def is_telling(self) -> bool:
        """Whether a block that is not removed is worth telling: it sells something, or is all but removed."""
        least = model.HIDDEN if self.around.hidden else model.REMOVE
        return self.probability >= least or has_stem(self.candidate.line.folded)

    @property
    def is_sure_outside(self) -> bool:
        """Whether a line outside the body is spam for sure; menus and panels there look like it by their words."""
        block, hit = self.candidate.block, self.candidate.hit
        if hit is not None:
            return hit.kind in SURE_OUTSIDE or (hit.kind == "hidden" and self._is_planted)
        if self.probability < SURE:
            return False
        listed = self.candidate.line.keywords >= model.LIST_SEGMENTS
        away = self.around.mismatch or block.foreign >= model.FOREIGN_LINKS * len(block.text)
        return has_stem(self.candidate.line.folded) or (listed and away and self.probability >= SURE_BY_LINKS)

    @property
    def _is_planted(self) -> bool:
        """Whether hidden links are hidden as no menu is, or sell something."""
        block, folded = self.candidate.block, self.candidate.line.folded
        if block.technique not in MENU_TECHNIQUES:
            return len(self.candidate.line.segments) >= PLANTED_SEGMENTS and len(folded) >= PLANTED_CHARS
        if self.probability < SURE or not has_stem(folded) or function_chars(folded):
            return False
        return not is_public_affairs(self.candidate.line.segments)


def candidates(
    blocks: Iterable[tuple[int, Block]], marked: frozenset[int] = frozenset(), *, page: str | None = None
) -> list[Candidate]:
    """Return the blocks that may be spam; ``marked`` are those in a mosaic of ids.

    ``page`` is the text of the page, None where it may be in another script than a block.
    """
    found = list(_by_words(blocks, marked))
    if not found or page is None or has_traditional(page):
        return found
    near = _in_rows(found)
    return [one for one in found if one.hit or one.number in near or _at_worst(one.block, one.line, one.words) >= NEVER]


def _in_rows(found: Sequence[Candidate]) -> frozenset[int]:
    """Return the numbers of the candidates that stand close to one another, and may be one list."""
    if len(found) < 2:
        return frozenset()
    numbers = [one.number for one in found]
    close = [(n, after) for n, after in pairwise(numbers) if after - n <= GAP + 1]
    return frozenset(n for pair in close for n in pair)


def with_rows(found: list[Candidate], blocks: Sequence[Block]) -> list[Candidate]:
    """Return the candidates of a body and, as weak ones, the short lines that may be entries of the same list.

    Those are the lines between two candidates close to one another, and those beside them that speak of spam.
    """
    numbers = _in_rows(found)
    if not numbers:
        return found
    rows = [one.number for one in found if one.number in numbers]
    gaps = {n for before, after in pairwise(rows) if after - before <= GAP + 1 for n in range(before + 1, after)}
    ends = {n + step for n in rows for step in (-1, 1)} - gaps - {one.number for one in found}
    weak = [_weak(n, blocks[n]) for n in gaps | ends if 0 <= n < len(blocks) and _may_be_listed(blocks[n].text)]
    weak = [one for one in weak if one.number in gaps or one.words >= WEAK_WORDS]
    return sorted([*found, *weak], key=lambda one: one.number) if weak else found


def _may_be_listed(text: str) -> bool:
    """Return whether a line is as short as an entry of a list, and no date, number or sentence."""
    return len(text) <= ENTRY_CHARS and 2 * han_chars(text) >= len(text) and _SENTENCE.search(text) is None


def _weak(number: int, block: Block) -> Candidate:
    line = prepare(block.text)
    return Candidate(number=number, block=block, line=line, words=model.load().words(line), weak=True)


def _by_words(blocks: Iterable[tuple[int, Block]], marked: frozenset[int]) -> Iterator[Candidate]:
    """Yield the blocks that a hard rule knows or whose words may be spam's."""
    fitted = model.load()
    for number, block in blocks:
        if is_prose(block.text):
            continue
        hit = Hit(kind="mosaic", evidence=("shared_id",)) if number in marked else hard_rule(block)
        too_short = len(block.text) < LEAST_HAN
        if not hit and (too_short or fitted.is_cold(block.text) or not may_list_keywords(block.text)):
            continue
        label = _LABEL.match(block.text)
        line = prepare(block.text[label.end() :] if label else block.text)
        words = fitted.words(line)
        if hit or fitted.may_be_spam(line, words):
            yield Candidate(number=number, block=block, line=line, words=words, hit=hit)


def _at_worst(block: Block, line: Prepared, words: float) -> float:
    """Return the probability of a block on a page that has nothing of it, where spam stands: the last cheap look."""
    chars = len(block.text) or 1
    foreign, linked = block.foreign / chars, block.linked / chars
    if not (block.hidden or foreign or linked):
        return model.load().probability(line, words, _ALONE)
    around = replace(_ALONE, hidden=block.hidden, foreign=foreign, linked=linked)
    return model.load().probability(line, words, around)


def scored(found: Sequence[Candidate], rest: Rest, size: int, repeated: frozenset[int] = frozenset()) -> list[Score]:
    """Return the candidates with their scores; ``size`` is the number of all blocks that they stand among."""
    places = [candidate.number for candidate in found]
    return [_scored(candidate, rest, places, size, repeated) for candidate in found]


def _scored(candidate: Candidate, rest: Rest, places: list[int], size: int, repeated: frozenset[int]) -> Score:
    number, block = candidate.number, candidate.block
    earlier = bisect_left(places, number)
    before, after = number - earlier, size - number - (len(places) - earlier)
    around = surroundings(candidate.line, rest, before=before, after=after, block=block)
    chance = 1.0 if candidate.hit else model.load().probability(candidate.line, candidate.words, around)
    return Score(candidate=candidate, around=around, probability=chance, repeated=number in repeated)


def hit_of(score: Score, size: int) -> Hit:
    """Return the kind of a block that goes, and the evidence for it; ``size`` is the number of blocks of the page."""
    candidate, number = score.candidate, score.candidate.number
    if candidate.hit:
        return candidate.hit
    marks = [f"p:{score.probability:.3f}", f"segments:{len(candidate.line.segments)}"]
    marks += ["script_mismatch"] if score.around.mismatch else []
    marks += ["repeated_on_host"] if score.repeated else []
    if candidate.block.hidden:
        return Hit(kind="hidden", evidence=(_hidden(candidate.block), *marks))
    if number < HEAD_BLOCKS and number < size / 2:
        return Hit(kind="head_line", evidence=tuple(marks))
    pool = len(candidate.line.segments) >= POOL_SEGMENTS or "|" in candidate.line.folded
    return Hit(kind="tail_pool" if pool else "brand_list", evidence=tuple(marks))


def _hidden(block: Block) -> str:
    return f"hidden:{block.technique}" if block.technique else "hidden"


def told(tree: Tree, numbers: Sequence[int]) -> list[int]:
    """Return the lines outside the body that are worth a score: the cheap look, for nearly all there is furniture."""
    lines = [(n, tree.blocks[n]) for n in lines_outside(tree, numbers)]
    folded = fold("\n".join([line[0][:LOOK].replace("\n", " ") for _, line in lines]))
    if not (has_stem(folded) or "蜘蛛池" in folded):
        return [n for n, line in lines if line[3] * 2 >= len(line[0]) and _leads_away(line)]
    # Folded as one text: for most lines to fold them costs more than everything else.
    sells = [has_stem(text) or "蜘蛛池" in text for text in folded.split("\n")]
    return [n for (n, line), sold in zip(lines, sells, strict=True) if sold or _leads_away(line)]


def _leads_away(line: Line) -> bool:
    """Return whether a line is hidden and leads to other hosts, or is a list of such links that may be spam.

    Stretches of many links that show are menus: portals have them to their other hosts.
    """
    if line.foreign * 2 < len(line.text) or (line.lines > 1 and not line.veil):
        return False
    text = line.text[:LOOK]
    if line.veil:
        return len(text) >= PLANTED_CHARS and line.technique not in MENU_TECHNIQUES
    listed = len(_SEPARATORS.findall(text)) + 1 >= model.LIST_SEGMENTS
    return listed and not model.load().is_cold(text)


def lines_outside(tree: Tree, numbers: Sequence[int]) -> list[int]:
    """Return the lines of a page outside its body that may be spam: its edges, what is hidden, what leads away."""
    size = len(tree.blocks)
    edges = {*range(min(HEAD_LINES, size)), *range(max(size - TAIL_LINES, 0), size)}
    # Fields of a line by number: a name takes twice as long, and most pages have hundreds of lines.
    others = [n for n, line in enumerate(tree.blocks) if (line[3] and line[5] == 1) or line[6]]
    body = frozenset(numbers)
    if 0 <= tree.closed < size:
        edges.update(range(tree.closed, min(tree.closed + OTHER_LINES, size)))
    return sorted(edges.union(others[-OTHER_LINES:]) - body)
