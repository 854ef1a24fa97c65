"""How likely a character is at a place of a page: by the character model, the page's own words and its habits."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from crawler.core.repair.habits import GAP
from crawler.core.repair.language import CLASS_SIZE, PAIR_DOUBT, TRIPLE_DOUBT, form, probability, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crawler.core.repair.habits import Habits
    from crawler.core.repair.wildcards import Options, Row

#: Cost in nats: a character stands in a form that this page's converter does not write, such as 県 for 縣. With 4 nats
#: the word model still takes 担 for 保 on Traditional pages; without any, 1,118 of 1,355 runs were right for 1,184.
FOREIGN = 12.0

#: Stands for a lost digit or letter.
HIDDEN = "\x00"
#: Probability of a mark that stands for one lost character and no more.
LOST_CHAR = 1e-4
#: Probability of the end of a paragraph behind a sign that may end one, and behind another character.
CLOSING, END, UNFINISHED = frozenset("。！？!?…”’）)》】：:；;」』"), 0.1, 1e-3
#: Least probabilities of signs behind signs, which the model's sources separate.
SIGN_PAIRS = {
    **dict.fromkeys(("。”", "！”", "？”"), 0.1),
    **dict.fromkeys(("：“", "。“"), 0.05),
    **dict.fromkeys(
        (
            "，“",
            "、“",
            "”，",
            "”。",
            "”、",
            "》，",
            "》。",
            "》、",
            "、《",
            "。《",
            "。（",
            "。‘",
            "，‘",
            "：‘",
            "’，",
            "’。",
            "’、",
        ),
        0.02,
    ),
}
#: Signs of which none stands behind another, nor behind one that opens, and the probability that it does.
STOPS, OPENS, NEVER = frozenset("，。、；：！？"), frozenset("“‘《（「『"), 1e-5
#: But for these, which people type twice.
CALLS, AGAIN = frozenset("！？"), 0.05
#: Signs behind which another is corrected.
_SIGNED = STOPS | OPENS | {pair[0] for pair in SIGN_PAIRS}
#: Occurrences on the page itself that the model is worth, by the characters of the context. Chosen by perplexity, each
#: character left out in turn: 72 a character, 151 without the page.
PAGE_DOUBT = (50.0, 7.0)


class Context(NamedTuple):
    """What the model and the page tell of the forms behind two others, the last of which is ``last``.

    ``pair`` and ``triple`` are counts of the model behind one and both, with the weight of the shorter context and the
    sum of both; ``page_pair`` and ``page_triple`` those of the page, with their sums.
    """

    last: str
    pair: Mapping[str, float]
    pair_doubt: float
    pair_total: float
    triple: Mapping[str, float]
    triple_doubt: float
    triple_total: float
    page_pair: Mapping[str, int]
    page_pair_seen: int
    page_triple: Mapping[str, int]
    page_triple_seen: int

    def share(self, follower: str, *, typed: bool) -> float:
        """Return the probability of a form here; ``typed`` says that people may have typed signs in a row."""
        share = (self.pair.get(follower, 0.0) + self.pair_doubt * probability("", follower)) / self.pair_total
        share = (self.triple.get(follower, 0.0) + self.triple_doubt * share) / self.triple_total
        if self.last in _SIGNED:
            share = _signed(self.last + follower, share, typed=typed)
        one, two = PAGE_DOUBT
        if self.page_pair_seen:
            share = (self.page_pair.get(follower, 0) + one * share) / (self.page_pair_seen + one)
        if self.page_triple_seen:
            share = (self.page_triple.get(follower, 0) + two * share) / (self.page_triple_seen + two)
        return share


@dataclass(frozen=True, slots=True)
class Scorer:
    """The scores of one page with these habits; the other fields remember what was looked up.

    ``pages`` is form -> where it ends in the page's undamaged text, what stands behind it, how often that is whole.
    """

    habits: Habits
    scores: dict[str, float] = field(default_factory=dict)
    contexts: dict[str, Context] = field(default_factory=dict)
    pages: dict[str, tuple[tuple[int, ...], Mapping[str, int], int]] = field(default_factory=dict)

    def chance(self, before: str, char: str) -> float:
        """Return the natural logarithm of the probability that the character follows these."""
        key = before[-2:] + char
        score = self.scores.get(key)
        if score is None:
            score = self.scores[key] = self._chance(key[:-1], char)
        return score

    def _chance(self, before: str, char: str) -> float:
        if char == "\n":
            return math.log(END if before[-1:] in CLOSING else UNFINISHED)
        if char == "\ufffd":
            return math.log(LOST_CHAR)
        return self._scored(self._context(before), char)

    def _scored(self, context: Context, char: str) -> float:
        follower = form(char)
        share = context.share(follower, typed=not self.habits.proven)
        if follower in CLASS_SIZE and char != HIDDEN:
            share /= CLASS_SIZE[follower]
        return math.log(share) - FOREIGN * (char in self.habits.foreign)

    def ranked(self, before: str, rows: Iterable[Row], width: int) -> list[tuple[float, str]]:
        """Return score, less its cost, and character of the best of these candidates behind two characters."""
        context = self._context(before[-2:])
        return sorted([(self._scored(context, char) - cost, char) for char, cost in rows], reverse=True)[:width]

    def _context(self, before: str) -> Context:
        context = self.contexts.get(before)
        if context is None:
            context = self.contexts[before] = self._looked_up(form(before[0]) + form(before[-1]))
        return context

    def _looked_up(self, forms: str) -> Context:
        """Return what is known of two forms."""
        first, last = forms[0], forms[1]
        plain, found = self.habits.plain, self.pages.get(last)
        if found is None:
            ends = tuple(_ends(plain, last))
            found = self.pages[last] = (ends, *_followers(plain, ends))
        ends, single, seen = found
        both = _followers(plain, [end for end in ends if end > 1 and plain[end - 2] == first])
        total, left, pair = row(last)
        all_, rest, triple = row(forms)
        model = (pair, left + PAIR_DOUBT, total + PAIR_DOUBT, triple, rest + TRIPLE_DOUBT, all_ + TRIPLE_DOUBT)
        return Context(last, *model, single, seen, *both)

    def reached(self, before: str, options: Options, least: int) -> Iterable[Row]:
        """Return the candidates that can be among the best ``least``: the first, and what page or model show here.

        The options are in the order of their scores where neither shows them.
        """
        if len(options.rows) <= 2 * least:
            return options.rows
        context = self._context(before[-2:])
        seen = context.pair.keys() | context.triple.keys() | context.page_pair.keys()
        return {*options.rows[:least], *options.among(seen)}

    def likely(self, before: str, options: Options, least: int) -> Iterable[Row]:
        """Return the candidates worth scoring: the most frequent, and what page or model show behind these two.

        ``least`` of each are kept.
        """
        if len(options.rows) <= 2 * least:
            return options.rows
        context = self._context(before[-2:])
        pairs, by_form = context.pair, options.by_form
        seen = [(pairs[follower], row) for follower in pairs.keys() & by_form.keys() for row in by_form[follower]]
        best = (row for _, row in heapq.nlargest(2 * least, seen))
        return {*options.rows[:least], *best, *options.among(context.triple.keys() | context.page_pair.keys())}


def _ends(text: str, char: str) -> Iterator[int]:
    """Yield where the occurrences of a character end."""
    end = text.find(char) + 1
    while end:
        yield end
        end = text.find(char, end) + 1


def _followers(text: str, ends: Iterable[int]) -> tuple[Mapping[str, int], int]:
    """Return how often each form stands behind these places, and how many of them no damage follows."""
    found: dict[str, int] = {}
    for end in ends:
        follower = text[end : end + 1]
        found[follower] = found.get(follower, 0) + 1
    return found, sum(found.values()) - found.get(GAP, 0)


def _signed(pair: str, share: float, *, typed: bool) -> float:
    """Return the probability of a pair, corrected where both are signs; ``typed`` says that people may have."""
    if pair[1] in STOPS and (pair[0] in STOPS or pair[0] in OPENS):
        return AGAIN if typed and CALLS.issuperset(pair) else NEVER
    return max(share, SIGN_PAIRS[pair]) if pair in SIGN_PAIRS else share
