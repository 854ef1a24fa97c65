"""The project's own corpus: enough pages of every family and hard case, and a gold that the pages really show."""

from __future__ import annotations

import re
from html import unescape

import pytest

from benchmarks.corpus import CONTEXT, Case, own
from benchmarks.gate import REFUSALS
from benchmarks.own.body import groups, latin_spans, read, runs
from benchmarks.own.build import LABELS, build, specs, stories, vary
from benchmarks.own.shown import DATES, write_date
from crawler.core import decode
from crawler.core.model import Draft, Page
from crawler.core.profiles import profiles
from crawler.demo.articles import counties

UNSEEN = re.compile(r"<!--.*?-->|<(script|style|noscript|title)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
SPACE = re.compile(r"\s+")
#: What the corpus is for.
HARD = """short large-navigation video-only second-html-end hidden-copy visible-copy print-copy tables-in-body table-layout
    split-body captions byline subtitles signature disclaimer attachments attachment-stub glued-fields metas-with-markup
    migrated-pubdate metas-only json-ld-only open-graph-only url-date-only headline-not-in-head title-is-site-name
    wide-digits ratio-time chinese-numerals impossible-date future-date record-table notice questions-answers dialogue
    short-lines br-paragraphs section-soup unclosed-paragraphs many-links comments endless-scroll hot-beside cookie-banner
    soft-404 list-summaries list-in-script list-script-pager text-document traditional big5 utf-16""".split()

PAGES = pytest.mark.parametrize("case", own(), ids=lambda case: case.about["id"])


def test_there_are_enough_pages_of_every_kind() -> None:
    """At least 120 pages, each declared once, articles and everything that is none."""
    ids = [spec.id for spec in specs()]
    assert len(own()) == len(ids) == len(set(ids)) >= 120
    assert {spec.kind for spec in specs()} == {"article", *REFUSALS}
    assert len(stories()) >= 60


def test_every_family_and_encoding_and_hard_case_is_there() -> None:
    """What cms.toml, the encoder and the list of hard cases name has a page."""
    assert set(profiles()) <= {spec.family for spec in specs()}
    assert set(LABELS) == {spec.encoding for spec in specs()}
    assert set(HARD) <= {name for spec in specs() for name in spec.hard}
    assert {spec.template for spec in specs() if spec.family.startswith("unknown-")} >= {
        "table2005", "portal", "wordpress", "hkportal", "twgov", "twnews", "hkgov", "forum", "vue", "wechat",
    }  # fmt: skip


@pytest.mark.parametrize(
    "spec", [s for s in specs() if s.family in profiles() and s.kind == "article"], ids=lambda s: s.id
)
def test_the_address_is_one_of_the_family(spec: object) -> None:
    """An article that is filed under a family has an address of that family."""
    assert profiles()[spec.family].article_url.search(spec.path)  # type: ignore[attr-defined]


@PAGES
def test_the_page_shows_its_gold(case: Case) -> None:
    """Every block of the body, the headline and the named fields can be read on the page or in its head."""
    gold = case.gold or {}
    sources = [_markup(page) for page in (case.page, *case.page.parts)]
    shown = "".join(_squeeze(_visible(source)) for source in sources)
    assert all(_squeeze(block) in shown for block in gold.get("body_text", "").split("\n"))
    everything = _squeeze(ESCAPED.sub(lambda found: chr(int(found[1], 16)), unescape(" ".join(sources))))
    for name in ("title", "source", "author", "editor", "views"):
        assert _squeeze(str(gold.get(name) or "")) in everything, name
    for entry in (*gold.get("attachments", ()), *gold.get("images", ())):
        assert entry["url"].rpartition("/")[2] in everything


@PAGES
def test_the_gold_has_what_its_kind_has(case: Case) -> None:
    """Articles have a body, a headline and a date; lists have links on another page than themselves."""
    gold, kind = case.gold or {}, (case.about or {})["kind"]
    assert gold["is_article"] == (kind == "article")
    if kind == "article":
        assert gold["body_text"]
        assert gold["title"]
        assert re.fullmatch(r"20\d\d-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?", gold["published_at"])
    if kind == "list":
        links = gold["article_links"]
        assert len(links) == len(set(links)) >= 3
        assert case.page.url not in {*links, gold["next_page"]}


def test_pages_are_as_heavy_as_pages_are() -> None:
    """HTML pages with a frame around them weigh what pages weigh."""
    sizes = [
        len(c.page.body) for c in own() if c.page.format == "html" and "no-navigation" not in (c.about or {})["hard"]
    ]
    assert sum(size >= 8_000 for size in sizes) >= 0.9 * len(sizes)
    assert max(sizes) <= 100_000


def test_building_again_gives_the_same_bytes() -> None:
    """Nothing of a page depends on the clock, on chance or on the order of building."""
    for spec, case in list(zip(specs(), own(), strict=True))[::10]:
        assert build(spec)[0] == case.page


def test_no_story_is_one_of_the_demo() -> None:
    """The corpus brings texts of its own."""
    demo = {text for county in counties().values() for story in county.stories for text in story.paragraphs}
    assert not demo & {line.text for story in stories().values() for line in read(story.body) if len(line.text) > 20}


@pytest.mark.parametrize(
    ("form", "written"),
    [("cn_clock", "2023年04月05日09时07分"), ("wide", "２０２３－０４－０５　０９：０７"), ("numerals", "二〇二三年四月五日"),
     ("weekday", "2023年04月05日 星期三 09:07"), ("ratio", "2023-04-05 09∶07"), ("dot", "2023.04.05")],
)  # fmt: skip
def test_forms_of_dates(form: str, written: str) -> None:
    """Each form is written as pages write it."""
    moment = next(iter(stories().values())).moment.replace(year=2023, month=4, day=5, hour=9, minute=7)
    assert SPACE.sub("", write_date(moment, form)) == SPACE.sub("", written)
    assert form in DATES


def test_lines_of_a_body() -> None:
    """Signs are read, rows stay together, pictures count with their caption and files not at all."""
    lines = read("起头[看这里](/a.html)\n## 小标题\n|甲|1\n|乙|2\n!/x.jpg|替代|图说\n+附件.doc|/f.doc")
    assert [line.gold for line in lines] == ["起头看这里", "小标题", "甲 1", "乙 2", "图说", ""]
    assert [(sign, len(group)) for sign, group in groups(lines)] == [("", 1), ("##", 1), ("|", 2), ("!", 1), ("+", 1)]
    assert str(latin_spans(lines[0].html)).count("<span") == 0
    assert len(runs(read("一，二，[三，四](/b)")[0].html)) == 3


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/a/202403/t20240328_4218807.html", r"/a/202511/t20251109_\d{7}\.html"),
     ("/info/1043/28841.htm", r"/info/1043/\d{5}\.htm"), ("/thread-20281-1-1.html", r"/thread-\d{5}-1-1\.html")],
)  # fmt: skip
def test_addresses_of_one_shape(path: str, expected: str) -> None:
    """A varied address is another one of the same shape, with the given date."""
    varied = vary(path, "salt", "2025-11-09")
    assert re.fullmatch(expected, varied)
    assert varied not in (path, vary(path, "other", "2025-11-09"))


def _markup(page: Page) -> str:
    outcome = decode(Draft(page=page), CONTEXT)
    assert isinstance(outcome, Draft)
    return outcome.markup


def _visible(markup: str) -> str:
    return unescape(TAG.sub("", UNSEEN.sub("", markup)))


def _squeeze(text: str) -> str:
    return SPACE.sub("", text)
