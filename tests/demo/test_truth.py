"""The comparison of a crawl with the truth, on records made from the truth itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from crawler.core.model import Reason
from crawler.demo.truth import Expected, Truth, compare, text_match

if TYPE_CHECKING:
    from crawler.demo.world import World

TRUTH = Truth(
    title="桃花汛安全过境",
    text="昨夜水位回落，沿河村庄平安。\n县里仍安排专人守堤。",
    published="2024-03-28T08:30+08:00",
    source="县水利局",
    adcode="990121",
)
ARTICLE = Expected(site="990121", urls=("http://127.0.0.1:1/a.html", "http://127.0.0.1:1/old.html"), article=TRUTH)
REFUSAL = Expected(site="990121", urls=("http://127.0.0.1:1/b.html",), reasons=(Reason.EMPTY,))
OPTIONAL = Expected(site="990121", urls=("http://127.0.0.1:1/c.html",), reasons=(Reason.BEFORE_SINCE,), required=False)
ALL = (ARTICLE, REFUSAL, OPTIONAL)


def item(page: Expected = ARTICLE, **changes: Any) -> dict[str, Any]:
    assert page.article
    names = ("title", "text", "published", "source", "author", "editor", "adcode", "site")
    parts = ["http://127.0.0.1:1/part"] * (page.article.pages - 1)
    return {"url": page.urls[0], "parts": parts, **{name: getattr(page.article, name) for name in names}, **changes}


def reject(page: Expected = REFUSAL, reason: str | None = None) -> dict[str, Any]:
    return {"url": page.urls[0], "reason": reason or str(page.reasons[0])}


def problems(items: list[dict[str, Any]], rejects: list[dict[str, Any]]) -> list[str]:
    return [verdict.problem for verdict in compare(ALL, items, rejects).verdicts]


def test_the_truth_agrees_with_itself(world: World) -> None:
    items = [item(page) for page in world.expected if page.article]
    rejects = [reject(page) for page in world.expected if page.reasons]
    report = compare(world.expected, items, rejects)
    assert report.ok
    assert sum(site.articles for site in report.sites.values()) == len(items)
    assert all(site.match in (None, 1.0) for site in report.sites.values())


@pytest.mark.parametrize(
    ("items", "rejects", "expected"),
    [
        ([item()], [reject()], []),
        ([item()], [reject(), reject(OPTIONAL)], []),
        ([item(url="http://127.0.0.1:1/a.html?from=list#top")], [reject()], []),
        ([item(published="2024-03-28T08:30:00+08:00")], [reject()], []),
        ([item(title="桃花汛 安全过境")], [reject()], ["title is '桃花汛 安全过境', expected '桃花汛安全过境'"]),
        ([], [reject()], ["article is missing"]),
        ([item(), item()], [reject()], ["arrived 2 times"]),
        ([item()], [], ["reject is missing, expected empty"]),
        ([item()], [reject(reason="binary")], ["refused as binary, expected empty"]),
        ([item()], [reject(), reject()], ["refused 2 times"]),
        ([item(), {"url": REFUSAL.urls[0], "text": "x"}], [], ["arrived as an article, expected empty"]),
        ([], [reject(), reject(ARTICLE, "no-main-text")], ["refused: no-main-text"]),
        ([item(text="全不一样")], [reject()], ["text match 0.000"]),
        ([item(parts=["http://127.0.0.1:1/a_2.html"])], [reject()], ["joined from 2 pages, expected 1"]),
        ([item(source=None)], [reject()], ["source is None, expected '县水利局'"]),
        ([item(), item(url="http://x/", title="外")], [reject()], ["unexpected article 外"]),
        ([item()], [reject(), {"url": "http://x/", "reason": "robots"}], ["unexpected reject (robots)"]),
    ],
)
def test_what_is_wrong_is_named(
    items: list[dict[str, Any]], rejects: list[dict[str, Any]], expected: list[str]
) -> None:
    assert problems(items, rejects) == expected


def test_an_item_may_be_known_by_the_address_asked_for() -> None:
    moved = item(url="http://127.0.0.1:1/elsewhere", requested_url=ARTICLE.urls[1])
    assert problems([moved], [reject()]) == []


def test_an_author_may_be_read_from_the_text_where_the_page_has_no_field() -> None:
    signed = replace(ARTICLE, article=replace(TRUTH, text=f"本报讯（记者 田小满）{TRUTH.text}"))
    assert compare((signed,), [item(signed, author="田小满")], []).ok
    assert not compare((signed,), [item(signed, author="石榴")], []).ok


def test_width_counts_on_originals_and_not_on_clones() -> None:
    folded = TRUTH.text.replace("，", ",")
    assert text_match(TRUTH, folded) < 1
    assert text_match(replace(TRUTH, clone=True), folded) == 1


@pytest.mark.parametrize(("got", "share"), [("", 0.0), (TRUTH.text, 1.0), (TRUTH.text[:-5], 1 - 5 / 45)])
def test_text_match_is_the_share_of_matching_characters(got: str, share: float) -> None:
    size = len(TRUTH.text) + len(got)
    wanted = 1.0 if got == TRUTH.text else 2 * len(got) / size
    assert text_match(TRUTH, got) == pytest.approx(wanted)
    assert share <= wanted


def test_every_reason_of_a_page_itself_is_expected_somewhere(world: World) -> None:
    from_pages = set(Reason) - {
        Reason.UNDECODABLE,
        Reason.TOO_LARGE,
        Reason.UNREADABLE,
        Reason.DUPLICATE,
        Reason.FAILED,
    }
    assert {reason for page in world.expected for reason in page.reasons} == from_pages
