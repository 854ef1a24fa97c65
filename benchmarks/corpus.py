"""What is measured: demo pages with their truth, the project's own corpus, and a folder of saved pages with gold."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.own.build import build as build_own
from benchmarks.own.build import specs
from crawler.core.extract.parts import read_parts
from crawler.core.model import Context, Page, SiteFacts
from crawler.demo.world import PLANS, build

if TYPE_CHECKING:
    from benchmarks.own.build import Spec
    from crawler.demo.truth import Expected
    from crawler.demo.world import BuiltSite

#: After every date of the demo and of the saved pages.
CONTEXT = Context(today=date(2026, 12, 31))
FETCHED = "2026-12-31T00:00:00+00:00"

#: Where saved pages with gold are looked for, next to the checkout; the project does without them.
SAVED = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"


@dataclass(frozen=True, slots=True)
class Case:
    """One page and what is known about it."""

    page: Page
    expected: Expected | None = None  # of a demo page
    gold: dict[str, Any] | None = None  # of an own or a saved page
    about: dict[str, Any] | None = None  # id, kind and more of an own page; the row of the manifest of a saved page


@cache
def demo() -> tuple[Case, ...]:
    """Return every demo page that is expected to be fetched, without a server."""
    world = build({plan.key: f"http://{plan.key}.example" for plan in PLANS})
    cases = []
    for expected in world.expected:
        site = world.sites[expected.site]
        url = expected.urls[0]
        answer = site.answer(url.removeprefix(site.base))
        if answer.status != 200 or answer.hang_up or not expected.reachable:
            continue
        facts = SiteFacts(adcode=site.plan.code, county=site.county.name, site=site.declared.get("site"))
        page = Page(
            body=answer.body, url=url, requested_url=url, fetched=FETCHED, content_type=answer.content_type, site=facts
        )
        cases.append(Case(replace(page, parts=_parts(page, site)), expected))
    return tuple(cases)


@cache
def own() -> tuple[Case, ...]:
    """Return every page of the project's own corpus, declared in ``own/cases.toml``, with its gold."""
    return tuple(_own(spec) for spec in specs())


def _own(spec: Spec) -> Case:
    page, gold = build_own(spec)
    about = {"id": spec.id, "family": spec.family, "kind": spec.kind, "hard": list(spec.hard), "gold_kind": "hand"}
    return Case(page, None, gold, about)


def _parts(first: Page, site: BuiltSite) -> tuple[Page, ...]:
    """Return the further pages of a split article, as a crawl would fetch them."""
    known = {part.number: part.url for part in read_parts(first)}
    parts: dict[int, Page] = {}
    while waiting := sorted(known.keys() - parts.keys()):
        url = known[waiting[0]]
        answer = site.answer(url.removeprefix(site.base))
        page = replace(first, body=answer.body, url=url, requested_url=url, content_type=answer.content_type)
        parts[waiting[0]] = page
        known = {part.number: part.url for part in read_parts(page, first.url)} | known
    return tuple(part for _, part in sorted(parts.items()))


@cache
def saved(folder: Path = SAVED) -> tuple[Case, ...]:
    """Return the saved pages of a folder with ``manifest.jsonl``, ``html/`` and ``gold/``; none where it is missing."""
    manifest = folder / "manifest.jsonl"
    if not manifest.exists():
        return ()
    return tuple(_saved(folder, json.loads(line)) for line in manifest.read_text("utf-8").splitlines())


def _saved(folder: Path, about: dict[str, Any]) -> Case:
    path = folder / "html" / f"{about['id']}.html"
    gold = folder / "gold" / f"{about['id']}.json"
    page = Page(body=path.read_bytes(), url=path.as_uri(), requested_url=path.as_uri(), fetched=FETCHED)
    return Case(page, None, json.loads(gold.read_text("utf-8")) if gold.exists() else None, about)
