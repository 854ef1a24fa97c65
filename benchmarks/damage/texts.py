"""Texts to damage and genuine ones that must stay: own articles, lines of a grammar, saved pages if there are any."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from benchmarks.corpus import saved
from benchmarks.spam.genuine import articles, paragraphs, written
from crawler.core.hanzi import opencc_dictionary, script_of
from crawler.demo.damage import FOLDED, Converter, straddles, traditional

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Document = Sequence[str]  # paragraphs

#: Documents of each kind of text that a row measures.
DOCUMENTS = 40
#: Characters from which a text is a document.
LENGTH = 300
#: Torn signs and torn glosses in 1,000 characters of the hijacked pages that were read.
TORN_SIGNS, TORN_GLOSSES = 2.0, 1.0
#: Lines of the grammar in both scripts that must come out as they went in.
WRITTEN = 8_000
#: Names with a character that GB 2312 has not.
RARE_NAMES = ("王喆", "李堃", "朱镕", "陈珺", "刘祎", "周玥", "张翀", "何犇", "吴昇", "冯叡")

_SENTENCE = re.compile("[^。]*。|[^。]+")


@cache
def documents(size: int = DOCUMENTS, *, saved_too: bool = True) -> tuple[Document, ...]:
    """Return own articles and saved ones, ``size`` of each at most, without characters that GBK has not."""
    found = [texts for _, texts in articles()]
    return tuple(_some(found, size)) + (tuple(_some(_saved(), size)) if saved_too else ())


def _saved() -> list[list[str]]:
    texts = [case.gold["body_text"] for case in saved() if case.gold and case.gold.get("body_text")]
    return [text.split("\n") for text in texts if script_of(text) == "Hans"]


def _some(source: Iterable[Sequence[str]], size: int) -> list[Document]:
    """Return so many documents, evenly from all that are long enough."""
    clean = ([bare for text in texts if (bare := _in_gbk(text))] for texts in source)
    long = [texts for texts in clean if sum(map(len, texts)) >= LENGTH]
    return list(long[:: max(1, len(long) // size)][:size])


def _in_gbk(text: str) -> str:
    return text.encode("gbk", "ignore").decode("gbk").strip()


def at_density(document: Document, converter: Converter, factor: float) -> tuple[list[str], Converter]:
    """Return the document and the converter that tear ``factor`` times as much as the hijacked pages have.

    Where the text has too few places for torn signs, sentences that have one take the place of some of its own.
    """
    size = sum(map(len, document)) / 1000
    signs, glosses = factor * TORN_SIGNS * size, factor * TORN_GLOSSES * size
    texts = _with_places(document, converter, round(signs))
    torn_signs, torn_glosses = _torn(texts, converter)
    return texts, replace(
        converter,
        seed=f"{converter.seed}{document[0][:8]}",
        torn_signs=min(1.0, signs / max(torn_signs, 1)),
        torn_glosses=min(1.0, glosses / max(torn_glosses, 1)),
    )


def _torn(texts: Iterable[str], converter: Converter) -> tuple[int, int]:
    counts = [straddles(text, converter) for text in texts]
    return sum(signs for signs, _ in counts), sum(glosses for _, glosses in counts)


def _with_places(document: Document, converter: Converter, wanted: int) -> list[str]:
    """Return the document with sentences exchanged until so many torn signs have a place, or all are."""
    rng = random.Random(document[0])
    sentences = [_SENTENCE.findall(text) for text in document]
    places = [(n, at) for n, found in enumerate(sentences) for at in range(1, len(found)) if not _tears(found[at])]
    rng.shuffle(places)
    missing = wanted - _torn(document, converter)[0]
    for n, at in places[: max(0, missing)]:
        sentences[n][at] = rng.choice(_tearing())
    return ["".join(found) for found in sentences]


@cache
def _tearing() -> tuple[str, ...]:
    """Return sentences, and ends of sentences behind a comma, that begin with a character that tears a full stop."""
    sentences = [one for document in documents(1000) for text in document for one in _SENTENCE.findall(text)]
    ends = [one[at + 1 :] for one in sentences for at, char in enumerate(one) if char in "，；"]
    return tuple(dict.fromkeys(one for one in sentences + ends if one.endswith("。") and _tears(one)))


def _tears(sentence: str) -> bool:
    lead = traditional(sentence[0]).encode("gbk", "replace")[:1]
    return any(sign.encode("gbk")[1:] == lead for sign in FOLDED)


def with_rare_names(document: Document) -> list[str]:
    """Return the document with a reporter of a rare name at the end of its paragraphs, for decoders of GB 2312."""
    names = random.Random(document[0])
    return [f"{text[:-1]}，记者{names.choice(RARE_NAMES)}报道。" if text.endswith("。") else text for text in document]


def genuine(lines: int = WRITTEN) -> dict[str, list[str]]:
    """Return genuine paragraphs by source: own articles and lines of a grammar in both scripts, and saved gold."""
    rng = random.Random("genuine")
    own, made = paragraphs(), [written(rng).text for _ in range(lines // 2)]
    table = {ord(char): forms.split()[0] for char, forms in opencc_dictionary("STCharacters").items()}
    found = {"own articles": own, "grammar": made}
    found |= {f"{name}, Traditional": [text.translate(table) for text in texts] for name, texts in found.items()}
    saved_texts = [case.gold["body_text"] for case in saved() if case.gold and case.gold.get("body_text")]
    found |= {"saved": "\n".join(saved_texts).split("\n") if saved_texts else []}
    return {name: list(dict.fromkeys(filter(str.strip, texts))) for name, texts in found.items()}
