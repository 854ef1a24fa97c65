"""The quality gate: measure, compare with the floors of ``floors.toml``, exit 1 where a figure is below its floor.

``python -m benchmarks.gate``. Floors only go up: raise one when a change has moved its figure for good.
Main text is scored as character 4-gram F1 (F4), white space dropped, averaged over pages; a refused article counts 0.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

from benchmarks import encodings
from benchmarks.corpus import CONTEXT, Case, demo, own, saved
from benchmarks.damage.rows import DECODERS, SEEDS, damaged, thinned
from benchmarks.damage.score import changed, draft_of, texts_of
from benchmarks.damage.score import measure as measure_repair
from benchmarks.damage.texts import documents, genuine
from benchmarks.scripts import figures as script_figures
from benchmarks.spam import precision, recall, whole
from crawler.core import convert, decode, despam, process, repair
from crawler.core.extract.links import read_list
from crawler.core.model import Article, Attachment, Block, Draft, Image, Page, Reason, Reject
from crawler.demo.articles import Story, counties
from crawler.demo.damage import Converter, damage
from crawler.demo.truth import Truth, text_match
from crawler.demo.wire import WIRES, fits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.spam.figures import Figure

Figures = dict[str, float]

FLOORS = Path(__file__).with_name("floors.toml")
#: Pages with spam, genuine lines beside articles, and pages of every way of hiding that are measured.
SPAM_PAGES, SPAM_LINES, HIDDEN_PAGES, CROWDED_PAGES = 600, 3_000, 3, 400
#: Own articles that repair is measured on, and lines of a grammar that it must not change.
ARTICLES, GENUINE_LINES = 40, 2_000

_PAGE = Page(body=b"", url="http://x.example/", requested_url="http://x.example/", fetched="")
_SPACE = re.compile(r"\s+")

#: Kind of an own page that is no article -> the reason with which it must be refused.
REFUSALS = {
    "list": Reason.LIST_PAGE,
    "home": Reason.HOME_PAGE,
    "error": Reason.ERROR_PAGE,
    "login": Reason.LOGIN_PAGE,
    "video": Reason.VIDEO_ONLY,
    "attachment": Reason.ATTACHMENT_ONLY,
}


def f4(text: str, gold: str) -> float:
    """Return the F1 of the character 4-grams of two texts, white space dropped, 0 to 1."""
    left, right = _grams(text), _grams(gold)
    shared = sum((left & right).values())
    return 2 * shared / (sum(left.values()) + sum(right.values())) if shared else float(left == right)


def _grams(text: str) -> Counter[str]:
    bare = _SPACE.sub("", text)
    return Counter(bare[n : n + 4] for n in range(max(len(bare) - 3, 1))) if bare else Counter()


def share(hits: Iterable[bool]) -> float:
    """Return the share of true values, 0 for none."""
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


def demo_figures() -> Figures:
    """Measure the demo pages: right text and fields of articles, right reasons of refusals."""
    articles = [(case, process(case.page, CONTEXT)) for case in demo() if case.expected and case.expected.article]
    others = [(case, process(case.page, CONTEXT)) for case in demo() if case.expected and not case.expected.article]
    clones = [(case, outcome) for case, outcome in articles if _truth(case).clone]
    originals = [(case, outcome) for case, outcome in articles if not _truth(case).clone]
    return {
        "originals.text": mean(_match(case, outcome) for case, outcome in originals),
        "clones.text": mean(_match(case, outcome) for case, outcome in clones),
        "title": share(_field(case, outcome, "title") for case, outcome in originals),
        "published": share(_field(case, outcome, "published") for case, outcome in articles),
        "source": share(_field(case, outcome, "source") for case, outcome in originals),
        "refused": share(
            isinstance(outcome, Reject) and case.expected is not None and outcome.reason in case.expected.reasons
            for case, outcome in others
            if case.expected and Reason.BEFORE_SINCE not in case.expected.reasons
        ),
    }


def _truth(case: Case) -> Truth:
    assert case.expected  # noqa: S101 - chosen by it
    assert case.expected.article  # noqa: S101
    return case.expected.article


def _match(case: Case, outcome: Article | Reject) -> float:
    return text_match(_truth(case), outcome.text) if isinstance(outcome, Article) else 0.0


def _field(case: Case, outcome: Article | Reject, name: str) -> bool:
    wanted = getattr(_truth(case), name)
    found = getattr(outcome, name, None)
    return found == wanted or (name == "published" and wanted is not None and str(found)[:16] == wanted[:16])


def encoding_figures() -> Figures:
    """Measure decoding: the encoding matrix by size, hard pages, saved pages, and the demo's wires."""
    hits = []
    for story in _stories():
        for wire in WIRES:
            if fits(story, wire.encoding):
                html = f"<html><head>{wire.meta('<meta charset={}>', late=False)}</head><p>{story.text}</p></html>"
                body = wire.encode(html)
                decoded = decode(Draft(page=replace(_PAGE, body=body, content_type=wire.content_type)), CONTEXT)
                hits.append(isinstance(decoded, Draft) and decoded.markup == body.decode(wire.encoding))
    return {"pages": share(hits), **encodings.figures()}


def _stories() -> list[Story]:
    return [story for county in counties().values() for story in county.stories]


def repair_figures() -> Figures:
    """Measure repair and conversion on own articles damaged by two kinds of converters, and on genuine lines.

    ``runs`` is the share of damaged runs that come back; ``seeds`` that of articles, damaged as much as the pages read.
    """
    figures = {}
    texts = documents(ARTICLES, saved_too=False)
    for decoder in DECODERS:
        matches = [_repaired(story, Converter(seed=story.slug, decoder=decoder)) for story in _stories()]
        figures[f"{decoder}.characters"] = mean(matches)
        figures[f"{decoder}.documents"] = share(match == 1.0 for match in matches)
        converter = replace(SEEDS, decoder=decoder)
        dense = measure_repair(partial(damaged, converter=converter), texts)
        figures[f"{decoder}.runs"] = dense.exact / dense.runs
        sparse = measure_repair(partial(thinned, converter=converter, factor=1), texts)
        figures[f"{decoder}.seeds"] = sparse.documents_exact / sparse.documents
    lines = [line for source, found in genuine(GENUINE_LINES).items() if source != "saved" for line in found]
    figures["clean"] = 1 - len(changed(lines, "utf-8")) / len(lines)
    return figures


def _repaired(story: Story, converter: Converter) -> float:
    restored = repair(draft_of(damage(text, converter).text for text in story.paragraphs), CONTEXT)
    converted = convert(restored, CONTEXT) if isinstance(restored, Draft) else restored
    truth = Truth(title=story.title, text=story.text, published=story.date, adcode="", clone=True)
    return text_match(truth, "\n".join(texts_of(converted)))


def spam_figures() -> Figures:
    """Measure spam removal on the vocabulary that is only measured: see ``python -m benchmarks.spam`` for all of it."""
    lines = _named(recall.line_figures("test", SPAM_PAGES))
    replaced = _named(recall.kind_figures("test", SPAM_PAGES // 6, kinds=("substitution",)))
    kept = _named(precision.genuine_figures(SPAM_LINES, grammar="held", paragraphs=False))
    figures = {
        "lines.long": lines["4+ phrases"].share,
        "lines.all": lines["all"].share,
        "lines.precision": lines["precision"].share,
        "genuine.kept": 1 - kept["lost on clean pages"].share,
        "genuine.kept.beside": 1 - kept["lost on infected pages"].share,
        "negatives.kept": 1 - max(figure.share for figure in precision.negative_figures()),
        "substitution.kept": replaced["genuine kept"].share,
        "substitution.flagged": replaced["flagged"].share,
    }
    stories = (tuple(Block(text=text) for text in story.paragraphs) for story in _stories())
    figures["stories.kept"] = share(not _despammed(blocks).removed for blocks in stories)
    crowded = _named(whole.crowded_figures("test", CROWDED_PAGES))
    figures |= {"crowded.gone": crowded["gone"].share, "crowded.kept": crowded["article kept"].share}
    return figures | _hidden_figures()


def _hidden_figures() -> Figures:
    hidden = whole.hiding_figures(HIDDEN_PAGES)
    names = {"hidden.gone": "gone", "hidden.kept": "article kept", "twins.kept": "twins kept"}
    counts = {key: [(f.hits, f.total) for f in hidden if f.name == name] for key, name in names.items()}
    return {key: sum(hits for hits, _ in pairs) / sum(total for _, total in pairs) for key, pairs in counts.items()}


def _named(found: Iterable[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in found}


def _despammed(blocks: Iterable[Block]) -> Draft:
    outcome = despam(Draft(page=_PAGE, blocks=tuple(blocks)), CONTEXT)
    return outcome if isinstance(outcome, Draft) else Draft(page=_PAGE)


def saved_figures() -> Figures:
    """Measure the saved pages with gold, in the script they are written in; nothing where there are none."""
    if not saved():
        return {}
    context = replace(CONTEXT, target_script="keep")
    outcomes = [(case, process(case.page, context)) for case in saved()]
    scored = [(case, outcome, case.gold) for case, outcome in outcomes if case.gold and "body_text" in case.gold]
    scores = [(case, f4(getattr(outcome, "text", ""), gold["body_text"])) for case, outcome, gold in scored]
    figures = {
        "text": mean(score for _, score in scores),
        "text.hand": mean(score for case, score in scores if case.about and case.about["gold_kind"] == "hand"),
        "lists.refused": share(
            isinstance(outcome, Reject)
            for case, outcome in outcomes
            if case.about and case.about["kind"] in ("list", "home")
        ),
    }
    keys = (("title", "title", _bare), ("published", "published_at", _day), ("source", "source", _bare))
    for name, key, reduce in keys:
        figures[name] = share(
            reduce(getattr(outcome, name, None)) == reduce(gold[key]) for _, outcome, gold in scored if gold.get(key)
        )
    return figures | _saved_lists()


def own_figures() -> Figures:
    """Measure the project's own corpus, in the script of its pages: text, fields, kinds, and what lists lead to."""
    context = replace(CONTEXT, target_script="keep")
    outcomes = [(case, process(case.page, context)) for case in own()]
    articles = [(outcome, gold) for case, outcome in outcomes if (gold := _gold(case)) and gold["is_article"]]
    scores = [f4(getattr(outcome, "text", ""), gold["body_text"]) for outcome, gold in articles]
    figures = {"text": mean(scores), "text.half": share(score >= 0.5 for score in scores)}
    keys = (("title", "title", _bare), ("published", "published_at", _day), ("source", "source", _bare),
            ("author", "author", _bare), ("editor", "editor", _bare), ("views", "views", str))  # fmt: skip
    for name, key, reduce in keys:
        figures[name] = share(
            reduce(getattr(outcome, name, None)) == reduce(gold[key]) for outcome, gold in articles if gold[key]
        )
    for name in ("keywords", "attachments", "images"):
        figures[name] = share(_plain(getattr(outcome, name, None)) == gold[name] for outcome, gold in articles)
    return figures | {"kinds": share(_kind_is_right(case, outcome) for case, outcome in outcomes)} | _list_figures()


def _saved_lists() -> Figures:
    """Measure what saved list pages with gold lead to; http and https are one, fragments none."""
    found = []
    for case in saved():
        if case.about and case.about["kind"] in ("list", "home") and "article_links" in (case.gold or {}):
            address = case.about["url"] if "://" in case.about["url"] else f"http://{case.about['url']}/"
            page = replace(case.page, url=address, requested_url=address)
            gold = case.gold or {}
            wanted = _addresses(address, gold["article_links"])
            following = _addresses(address, [gold.get("next_page") or ""])
            found.append((read_list(page), address, wanted, following))
    return {
        "lists.links": mean(_f1(_addresses(at, [x.url for x in one.articles]), wanted) for one, at, wanted, _ in found),
        "lists.next": share(_addresses(at, [one.next_page or ""]) == following for one, at, _, following in found),
    }


def _addresses(base: str, links: Iterable[str]) -> set[str]:
    return {urldefrag(urljoin(base, link)).url.partition("://")[2] for link in links}


def _gold(case: Case) -> dict[str, Any]:
    assert case.gold is not None  # noqa: S101 - every own page has gold
    return case.gold


def _plain(values: Iterable[object] | None) -> list[object] | None:
    """Return attachments and images as their gold says them, keywords as they are."""
    return None if values is None else [asdict(v) if isinstance(v, (Attachment, Image)) else v for v in values]


def _kind_is_right(case: Case, outcome: Article | Reject) -> bool:
    kind = case.about["kind"] if case.about else "article"
    return isinstance(outcome, Article) if kind == "article" else getattr(outcome, "reason", None) is REFUSALS[kind]


def _list_figures() -> Figures:
    lists = [(read_list(case.page), gold) for case in own() if "article_links" in (gold := _gold(case))]
    return {
        "lists.links": mean(
            _f1({link.url for link in found.articles}, set(gold["article_links"])) for found, gold in lists
        ),
        "lists.next": share(found.next_page == gold["next_page"] for found, gold in lists),
    }


def _f1(found: set[str], wanted: set[str]) -> float:
    return 2 * len(found & wanted) / (len(found) + len(wanted)) if found or wanted else 1.0


def _bare(value: str | None) -> str:
    return _SPACE.sub("", value or "")


def _day(value: str | None) -> str:
    return (value or "")[:10]


MEASURES: dict[str, Callable[[], Figures]] = {
    "demo": demo_figures,
    "encoding": encoding_figures,
    "repair": repair_figures,
    "script": script_figures,
    "spam": spam_figures,
    "own": own_figures,
    "saved": saved_figures,
}


def main() -> int:
    """Print every figure with its floor; return the exit code."""
    floors = tomllib.loads(FLOORS.read_text("utf-8"))
    below = 0
    for group, measure in MEASURES.items():
        figures = measure()
        if not figures:
            print(f"{group:10} skipped: no saved pages here")
        for name, value in figures.items():
            floor = floors[group][name]
            below += value < floor
            print(f"{group:10} {name:20} {value:8.4f}   floor {floor:.4f}{'   BELOW' if value < floor else ''}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
