"""How likely a character is at a place of a page: by the character model, the page's own words and its habits."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.core.repair.brackets import unpaired
from crawler.core.repair.language import CLASS_SIZE, followers, form, probability

if TYPE_CHECKING:
    from crawler.core.repair.habits import Habits

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
#: Signs of which none stands behind another, and the probability that it does.
STOPS, NEVER = frozenset("，。、；：！？"), 1e-5
#: But for these, which people type twice.
CALLS, AGAIN = frozenset("！？"), 0.05
#: Occurrences on the page itself that the model is worth, by the characters of the context. Chosen by perplexity, each
#: character left out in turn: 72 a character, 151 without the page.
PAGE_DOUBT = (50.0, 7.0)


@dataclass(frozen=True, slots=True)
class Scorer:
    """The scores of one page with these habits; ``scores`` remembers what was looked up."""

    habits: Habits
    scores: dict[str, float] = field(default_factory=dict)

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
        context, follower = form(before[0]) + form(before[-1]), form(char)
        share = _signed(context[-1] + follower, probability(context, follower), typed=not self.habits.proven)
        grams, broken = self.habits.grams, self.habits.broken
        for known_as, doubt in zip((context[-1], context), PAGE_DOUBT, strict=True):
            if seen := grams.get(known_as, 0) - broken.get(known_as, 0):
                share = (grams.get(known_as + follower, 0) + doubt * share) / (seen + doubt)
        size = 1.0 if char == HIDDEN else CLASS_SIZE.get(follower, 1.0)
        return math.log(share / size) - FOREIGN * (char in self.habits.foreign)

    def fit(self, text: str, at: int, char: str, opened: frozenset[str]) -> float:
        """Return the score of a character between the two before it and the two behind."""
        before, behind = text[at - 2 : at], text[at + 1 : at + 3]
        score = self.chance(before, char) - unpaired(text[2:at], char, opened)
        for n, follower in enumerate(behind):
            score += self.chance(before[n:] + char + behind[:n], follower)
        return score

    def likely(self, before: str, rows: tuple[tuple[str, float], ...], least: int) -> list[tuple[str, float]]:
        """Return the candidates worth scoring: the most frequent, and what page or model show behind these two.

        ``least`` of each are kept.
        """
        if len(rows) <= 2 * least:
            return list(rows)
        context, grams = "".join(map(form, before)), self.habits.grams
        pairs, triples = followers(context[-1]), followers(context)
        seen = [(pairs[f], row) for row in rows if (f := form(row[0])) in pairs]
        best = [row for _, row in heapq.nlargest(2 * least, seen)]
        told = [row for row in rows if (f := form(row[0])) in triples or context[-1] + f in grams]
        return list(dict.fromkeys((*rows[:least], *best, *told)))


def _signed(pair: str, share: float, *, typed: bool) -> float:
    """Return the probability of a pair, corrected where both are signs; ``typed`` says that people may have."""
    if pair[0] in STOPS and pair[1] in STOPS:
        return AGAIN if typed and CALLS.issuperset(pair) else NEVER
    return max(share, SIGN_PAIRS[pair]) if pair in SIGN_PAIRS else share
