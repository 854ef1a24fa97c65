"""The pages of the demo: every family whole and readable, in every encoding, with every kind of declaration."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.demo import wire
from crawler.demo.articles import counties
from crawler.demo.families import FAMILIES
from crawler.demo.pages import ROWS, _part
from crawler.demo.wire import Declared, Wire
from crawler.demo.world import PLANS, Answer, BuiltSite, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.demo.articles import Story

CONTAINERS = {
    "trs_wcm": ".TRS_Editor",
    "hanweb": "#zoom",
    "vsb": "#vsb_content .v_news_content",
    "ucap": "#UCAP-CONTENT",
    "gd_unified": "#zoomcon, .conTxt",
    "city_news": "#nrbody",
    "legal_portal": "td.content",
    "county_news_site": ".nr",
    "document_library": "#art_content",
    "baoji": "#textbody .TRS_UEDITOR",
}
ORIGINALS = [plan.key for plan in PLANS if not plan.converter]
CLONES = [plan.key for plan in PLANS if plan.converter]


def stories(site: BuiltSite) -> Iterator[tuple[Story, Answer, Wire]]:
    family = FAMILIES[site.plan.family]
    wires = wire.assign((code, story) for code, county in counties().items() for story in county.stories)
    for story in site.county.stories[: site.plan.stories]:
        used = site.plan.wire if site.plan.converter else wires[site.plan.code, story.slug]
        yield story, site.answers[family.article(site.county, story)], used


def further_pages(site: BuiltSite, story: Story) -> list[Answer]:
    """Return the further pages of a split article."""
    family = FAMILIES[site.plan.family]
    path = family.article(site.county, story)
    paths = [family.part(path, number) for number in range(2, 10)] if family.part else []
    return [site.answers[further] for further in paths if further in site.answers]


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("key", ORIGINALS)
def test_originals_hold_title_and_paragraphs_in_the_container_of_their_family(world: World, key: str) -> None:
    site = world.sites[key]
    for story, answer, used in stories(site):
        tree = LexborHTMLParser(answer.body.decode(used.encoding))
        form = wire.big5_form if used.encoding == "big5" else str
        body = tree.css_first(CONTAINERS[site.plan.family])
        assert body is not None
        held = body.text() + "".join(
            LexborHTMLParser(further.body.decode(used.encoding)).css_first(CONTAINERS[site.plan.family]).text()  # type: ignore[union-attr]
            for further in further_pages(site, story)
        )
        assert all(squeeze(form(text)) in squeeze(held) for text in story.paragraphs)
        page = tree.body
        assert page is not None
        shown = squeeze(page.text())
        fields = [getattr(story, name) for name in FAMILIES[site.plan.family].shows]
        assert all(squeeze(form(value)) in shown for value in (story.title, *fields) if value)
        assert len(squeeze(body.text())) < len(squeeze(form(story.text))) * 1.3 + 200


@pytest.mark.parametrize("key", ORIGINALS)
def test_pages_are_as_large_as_real_ones(world: World, key: str) -> None:
    sizes = [len(answer.body) for _, answer, _ in stories(world.sites[key])]
    assert min(sizes) > 14_000
    assert max(sizes) < 60_000


@pytest.mark.parametrize("key", ["990121", "990122", "990123", "990124", "990125", "990130"])
def test_government_pages_carry_the_standard_meta_tags(world: World, key: str) -> None:
    site = world.sites[key]
    for story, answer, used in stories(site):
        html = answer.body.decode(used.encoding)
        tags = re.findall(r"<meta\b[^>]*>", html, re.IGNORECASE)
        found = {m[1].lower(): tag for tag in tags if (m := re.search(r"\bname=[\"'](\w+)", tag, re.IGNORECASE))}
        assert {"articletitle", "pubdate", "contentsource", "siteidcode", "columnname"} <= found.keys()
        assert re.search(rf"[\"']{site.county.code}\d{{4}}[\"']", found["siteidcode"])
        assert story.date in found["pubdate"]


@pytest.mark.parametrize("key", [plan.key for plan in PLANS])
def test_next_links_lead_through_all_list_pages_to_every_story(world: World, key: str) -> None:
    site = world.sites[key]
    url, linked, seen = site.start_url, set(), []
    while url:
        assert url not in seen
        seen.append(url)
        parts = urlsplit(url)
        answer = site.answer(parts.path + (f"?{parts.query}" if parts.query else ""))
        assert answer.status == 200
        html = answer.body.decode(site.plan.wire.encoding)
        links = re.findall(r'<a\b[^>]*?href="([^"]+)"[^>]*>([^<]*)</a>', html)
        linked |= {urljoin(url, unescape(href)) for href, _ in links}
        following = [href for href, label in links if label.startswith(("下一", "下页"))]
        url = urljoin(url, unescape(following[0])) if following else ""
    pages = [page for page in world.expected if page.site == key]
    assert all(linked & set(page.urls) for page in pages)
    assert len(seen) > 1 or len(pages) <= ROWS


def test_every_encoding_meets_every_pair_of_declarations(world: World) -> None:
    used = {how for key in ORIGINALS for _, _, how in stories(world.sites[key])}
    assert used == set(wire.WIRES)


@pytest.mark.parametrize("how", wire.WIRES, ids=str)
def test_declarations_say_what_the_wire_says(how: Wire) -> None:
    form = '<meta charset="{}">'
    early, late = how.meta(form, late=False), how.meta(form, late=True)
    assert (early == "") == (how.markup in (Declared.MISSING, Declared.LATE))
    assert (late != "") == (how.markup is Declared.LATE)
    truthful = {"utf-8": "utf-8", "gbk": "gb2312", "gb18030": "gb18030", "big5": "big5"}[how.encoding]
    assert (truthful in how.content_type) == (how.header is Declared.RIGHT)
    assert (truthful in early + late) == (how.markup in (Declared.RIGHT, Declared.LATE))


def test_late_declarations_stand_behind_three_kilobytes(world: World) -> None:
    for key in ORIGINALS:
        for _, answer, how in stories(world.sites[key]):
            found = re.search(rb"charset\s*=", answer.body)
            if how.markup is Declared.LATE:
                assert found
                assert found.start() > 3_000
            elif how.markup is not Declared.MISSING:
                assert found
                assert found.start() < 1_024


@pytest.mark.parametrize("key", CLONES)
def test_clones_are_traditional_damaged_and_spammed(world: World, key: str) -> None:
    site = world.sites[key]
    heads = set()
    for _, answer, _ in stories(site):
        html = answer.body.decode("utf-8")
        assert re.search("[縣區鄉鎮會開關]", html)
        heads.add(re.search(r"<div>[^<]{40,}</div>", html)[0])  # type: ignore[index]
    assert len(heads) == 1  # the head line of the host


@pytest.mark.parametrize(
    ("key", "pager"),
    [("990121", "createPageHTML("), ("990126", "<b>[01]</b>"), ("990130-clone", '<div class="pagination">')],
)
def test_long_articles_are_split_each_family_in_its_way(world: World, key: str, pager: str) -> None:
    site = world.sites[key]
    expected = {page.urls[0]: page for page in world.expected if page.site == key and page.article}
    split = 0
    for story, answer, used in stories(site):
        page = expected[site.base + FAMILIES[site.plan.family].article(site.county, story)]
        further = further_pages(site, story)
        assert page.article
        assert page.article.pages == 1 + len(further)
        assert (pager in answer.body.decode(used.encoding)) == bool(further)
        split += bool(further)
    assert 0 < split < len(site.answers)


def test_splitting_covers_the_body() -> None:
    paragraphs = ("一", "二", "三", "四", "五")
    assert [*_part(paragraphs, 2, 0), *_part(paragraphs, 2, 1)] == list(paragraphs)


def test_links_of_a_family_lead_back_to_the_path() -> None:
    here = "/xwzx/qhyw/202405/t20240511_1.html"
    for family in FAMILIES.values():
        for there in ("/xwzx/qhyw/", "/info/1042/77.htm", "/a/b.html", here):
            assert urljoin(f"http://h{here}", family.link("http://h", here, there)) == f"http://h{there}"


def test_addresses_are_unique(world: World) -> None:
    urls = [url for page in world.expected for url in page.urls]
    assert len(urls) == len(set(urls))
