"""What a crawl of the demo must bring home, address by address, and how what it brought compares with that."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from crawler.core.record import page_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.core.model import Reason

#: Share of matching characters that a text needs; the rest is what this version may still get wrong.
TEXT_MATCH = 0.99
#: The short fields that must be equal.
FIELDS = ("title", "published", "source", "author", "editor", "adcode", "site")

_SPACES = re.compile(r"[ \t\u3000\xa0]+")
_SECONDS = re.compile(r"(?<=T\d\d:\d\d):\d\d(?=[+Z])")
#: A clone's full-width punctuation is lost for good, so it is compared by its ASCII form.
_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The article behind a page: what the item must say, as far as the page shows it."""

    title: str
    text: str
    published: str  # YYYY-MM-DDTHH:MM+08:00, or YYYY-MM-DD where the page shows only the day
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    adcode: str
    site: str | None = None  # as declared
    clone: bool = False
    pages: int = 1  # over which its site splits it


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One page of a site under all its addresses: an article, or a refusal for one of ``reasons``.

    ``required`` is False where a crawl may rightly never meet the page.
    """

    site: str  # key of the demo site
    urls: tuple[str, ...]
    article: Truth | None = None
    reasons: tuple[Reason, ...] = ()
    required: bool = True

    @property
    def reachable(self) -> bool:
        """Return whether the server would answer a crawler that keeps to robots.txt."""
        return "robots" not in self.reasons


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that is not as expected."""

    site: str
    url: str
    problem: str

    def __str__(self) -> str:
        """Return the line for people."""
        return f"{self.site}: {self.url}: {self.problem}"


@dataclass(slots=True)
class SiteReport:
    """The figures of one site."""

    articles_expected: int = 0
    articles: int = 0
    matches: list[float] = field(default_factory=list)  # text match of each article that arrived
    rejects_expected: int = 0
    rejects: int = 0

    @property
    def match(self) -> float | None:
        """Return the mean text match, or None where no article arrived."""
        return sum(self.matches) / len(self.matches) if self.matches else None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: figures by site, and everything missing, doubled, wrong or unexpected."""

    sites: Mapping[str, SiteReport]
    verdicts: tuple[Verdict, ...]

    @property
    def ok(self) -> bool:
        """Return whether every expectation holds."""
        return not self.verdicts


def compare(
    expected: Iterable[Expected], items: Iterable[Mapping[str, Any]], rejects: Iterable[Mapping[str, Any]]
) -> Report:
    """Return how the records of a crawl (decoded JSON lines) compare with what was expected.

    Each article must arrive once, its text match by at least ``TEXT_MATCH`` and its fields be equal; each refusal
    must come with an expected reason; nothing else may arrive.
    """
    pages = tuple(expected)
    owners = {page_id(url): number for number, page in enumerate(pages) for url in page.urls}
    found, stray_items = _assign(items, owners)
    refused, stray_rejects = _assign(rejects, owners)
    sites: defaultdict[str, SiteReport] = defaultdict(SiteReport)
    verdicts = [_stray("article", record) for record in stray_items]
    verdicts += [_stray(f"reject ({record.get('reason')})", record) for record in stray_rejects]
    for number, page in enumerate(pages):
        report = sites[page.site]
        judge = _judge_article if page.article else _judge_refusal
        problems = judge(page, found[number], refused[number], report)
        verdicts += [Verdict(page.site, page.urls[0], problem) for problem in problems]
    return Report(dict(sites), tuple(verdicts))


def _assign(
    records: Iterable[Mapping[str, Any]], owners: Mapping[str, int]
) -> tuple[defaultdict[int, list[Mapping[str, Any]]], list[Mapping[str, Any]]]:
    assigned: defaultdict[int, list[Mapping[str, Any]]] = defaultdict(list)
    stray = []
    for record in records:
        ids = (page_id(str(record.get(key) or "")) for key in ("url", "requested_url"))
        owner = next((owners[identity] for identity in ids if identity in owners), None)
        if owner is None:
            stray.append(record)
        else:
            assigned[owner].append(record)
    return assigned, stray


def _stray(kind: str, record: Mapping[str, Any]) -> Verdict:
    detail = record.get("detail") or record.get("title") or ""
    return Verdict("?", str(record.get("url")), f"unexpected {kind} {detail}".rstrip())


def _judge_article(
    page: Expected, items: Sequence[Mapping[str, Any]], rejects: Sequence[Mapping[str, Any]], report: SiteReport
) -> list[str]:
    report.articles_expected += page.required
    report.articles += len(items)
    problems = [f"refused: {record.get('reason')} {record.get('detail') or ''}".rstrip() for record in rejects]
    if len(items) > 1:
        problems.append(f"arrived {len(items)} times")
    if not items:
        return problems or (["article is missing"] if page.required else [])
    assert page.article  # noqa: S101 - this judge is chosen by it
    match = text_match(page.article, str(items[0].get("text") or ""))
    report.matches.append(match)
    if match < TEXT_MATCH:
        problems.append(f"text match {match:.3f}")
    if (pages := 1 + len(items[0].get("parts") or ())) != page.article.pages:
        problems.append(f"joined from {pages} pages, expected {page.article.pages}")
    return problems + _wrong_fields(page.article, items[0])


def _judge_refusal(
    page: Expected, items: Sequence[Mapping[str, Any]], rejects: Sequence[Mapping[str, Any]], report: SiteReport
) -> list[str]:
    report.rejects_expected += page.required or bool(rejects)
    report.rejects += len(rejects)
    wanted = " or ".join(page.reasons)
    problems = [f"arrived as an article, expected {wanted}"] * bool(items)
    counts = Counter(str(record.get("reason")) for record in rejects)
    problems += [f"refused as {reason}, expected {wanted}" for reason in counts if reason not in page.reasons]
    problems += [f"refused {count} times" for count in counts.values() if count > 1]
    if page.required and not items and not rejects:
        problems.append(f"reject is missing, expected {wanted}")
    return problems


def _wrong_fields(truth: Truth, item: Mapping[str, Any]) -> list[str]:
    return [
        f"{name} is {item.get(name)!r}, expected {wanted!r}"
        for name in FIELDS
        if _plain(wanted := getattr(truth, name), clone=truth.clone) != _plain(item.get(name), clone=truth.clone)
        and not (name == "author" and wanted is None and _signed(truth, str(item[name])))
    ]


def _signed(truth: Truth, author: str) -> bool:
    """Return whether the text itself names the author, as in 本报讯（记者 …）, where the page has no field for it."""
    return f"记者 {author}" in truth.text


def _plain(value: str | None, *, clone: bool) -> str | None:
    """Return a value in the form in which it is compared: single spaces, no seconds, on clones no full-width forms."""
    if value is None:
        return None
    text = _SECONDS.sub("", _SPACES.sub(" ", value).strip())
    return text.translate(_WIDTH) if clone else text


def text_match(truth: Truth, text: str) -> float:
    """Return the share (0–1) of characters on which the body and its truth agree, as difflib's ratio."""
    wanted = _SPACES.sub(" ", truth.text)
    got = _SPACES.sub(" ", text)
    if truth.clone:
        wanted, got = wanted.translate(_WIDTH), got.translate(_WIDTH)
    head = _common(wanted, got)
    tail = _common(wanted[head:][::-1], got[head:][::-1])
    left, right = wanted[head : len(wanted) - tail], got[head : len(got) - tail]
    middle = sum(block.size for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks())
    size = len(wanted) + len(got)
    return 2 * (head + tail + middle) / size if size else 1.0


def _common(left: str, right: str) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(left), len(right)))
