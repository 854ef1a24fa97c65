"""Declarations of sites: what is accepted, and that every wrong one is named with file, code and key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crawler.core.divisions import divisions
from crawler.core.model import SiteFacts
from crawler.sites import Site, SiteError, load_sites

SEEDS = Path(__file__).parents[1] / "seeds"

FOUR_LINES = '[[site]]\ncode = "620524"\nname = "武山县"\nstart_urls = ["http://www.wushan.gov.cn/szyw.htm"]\n'

FULL = """
[[site]]
code = "610304"
name = "宝鸡县"
site = "陈仓融媒"
start_urls = ["https://www.example.com/a/", "https://www.example.com/b/"]
profile = "trs_wcm"
article_url = '^/x/\\d+\\.html$'
selectors = { body = "#zoom > p", next = "a.next" }
encoding = "gb18030"
delay = 2
since = 2024-01-01
note = "by its former name"
"""


def write(folder: Path, text: str, file: str = "62-gansu.toml") -> Path:
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def load(folder: Path) -> tuple[Site, ...]:
    return load_sites(folder, divisions())


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(SiteError) as caught:
        load(folder)
    return caught.value.problems


def test_four_lines_are_enough(tmp_path: Path) -> None:
    (site,) = load(write(tmp_path, FOUR_LINES))
    assert site == Site(
        code="620524",
        name="武山县",
        province="甘肃省",
        start_urls=("http://www.wushan.gov.cn/szyw.htm",),
        file="62-gansu.toml",
    )
    assert site.facts == SiteFacts(adcode="620524", county="武山县")


def test_every_key(tmp_path: Path) -> None:
    (site,) = load(write(tmp_path, FULL, "61-shaanxi.toml"))
    assert site.facts == SiteFacts(
        adcode="610304",
        county="陈仓区",  # declared by its former name, written by today's
        site="陈仓融媒",
        profile="trs_wcm",
        selectors={"body": "#zoom > p", "next": "a.next"},
        encoding="gb18030",
    )
    assert (site.delay, site.since, site.enabled) == (2.0, date(2024, 1, 1), True)
    assert site.article_url is not None
    assert site.article_url.search("/x/12.html")


#: What is added to a right declaration (or put in place of it), and the words that the problem must hold.
WRONG_KEYS = {
    "unknown key": ('nmae = "武山县"', ("nmae", "unknown key", "'name'")),
    "selectors unknown": ('selectors = { boddy = "p" }', ("selectors", "'boddy'", "'body'")),
    "selectors no CSS": ('selectors = { body = "div >" }', ("selectors", "body", "CSS")),
    "selectors no table": ('selectors = "div"', ("selectors", "table", "a text")),
    "profile": ('profile = "trs_wmc"', ("profile", "'trs_wmc'", "'trs_wcm'")),
    "profile type": ("profile = 3", ("profile", "text in quotes", "a number")),
    "article_url": ("article_url = '('", ("article_url", "regular expression")),
    "encoding": ('encoding = "gbk18030"', ("encoding", "'gbk18030'", "'gb18030'")),
    "encoding no text": ('encoding = "base64"', ("encoding", "base64")),
    "delay negative": ("delay = -1", ("delay", "0 or more")),
    "delay type": ("delay = true", ("delay", "seconds")),
    "delay endless": ("delay = inf", ("delay", "seconds")),
    "enabled": ('enabled = "no"', ("enabled", "true or false")),
    "since": ('since = "2024-13-01"', ("since", "month")),
    "since form": ('since = "1 May 2024"', ("since", "YYYY-MM-DD")),
    "since time": ("since = 2024-01-01T00:00:00Z", ("since", "YYYY-MM-DD")),
    "site": ('site = " 天水在线"', ("site", "space")),
    "note": ('note = ""', ("note", "empty")),
    "disabled without note": ("enabled = false", ("note", "missing")),
}


@pytest.mark.parametrize("case", WRONG_KEYS)
def test_a_wrong_key_is_named_with_file_and_code(tmp_path: Path, case: str) -> None:
    line, words = WRONG_KEYS[case]
    (problem,) = problems(write(tmp_path, f"{FOUR_LINES}{line}\n"))
    assert problem.startswith("62-gansu.toml: 620524")
    assert all(word in problem for word in words), problem


def declaration(**values: str) -> str:
    given = {"code": '"620524"', "name": '"武山县"', "start_urls": '["http://www.wushan.gov.cn/"]'} | values
    return "[[site]]\n" + "".join(f"{key} = {value}\n" for key, value in given.items() if value)


WRONG_DECLARATIONS = {
    "no code": (declaration(code=""), ("site 1", "code: missing")),
    "no name": (declaration(name=""), ("name: missing",)),
    "no start": (declaration(start_urls=""), ("start_urls: missing", "enabled = false")),
    "code a number": (declaration(code="620524"), ("code", "in quotes")),
    "code of no division": (declaration(code='"620599"'), ("code: 620599", "武山县 is 620524")),
    "name of another": (declaration(name='"甘谷县"'), ("name: 620524 is 武山县", "甘谷县 is 620523")),
    "another province": (declaration(code='"610304"', name='"陈仓区"'), ("code: 610304 belongs in a file 61-",)),
    "start no list": (declaration(start_urls='"http://a.cn/"'), ("start_urls", "list of URLs", "a text")),
    "start empty": (declaration(start_urls="[]"), ("start_urls", "at least one")),
    "start no URL": (declaration(start_urls='["www.wushan.gov.cn"]'), ("start_urls", "http", "www.wushan.gov.cn")),
    "start ftp": (declaration(start_urls='["ftp://a.cn/"]'), ("start_urls", "http")),
    "start bad port": (declaration(start_urls='["http://a.cn:x/"]'), ("start_urls", "http://a.cn:x/")),
    "start with space": (declaration(start_urls='["http://a.cn/a b"]'), ("start_urls", "a b")),
    "start not text": (declaration(start_urls="[1]"), ("start_urls", "text in quotes")),
    "not a table": ('site = "武山县"\n', ("62-gansu.toml: site", "[[site]]")),
    "other table": ("[county]\n", ("62-gansu.toml: county: unknown key",)),
    "TOML": ("[[site]]\ncode = 620524 武山\n", ("62-gansu.toml", "line 2")),
    "start twice": (
        declaration() + declaration(site='"天水在线"', start_urls='["https://www.wushan.gov.cn"]'),
        ("620524 武山县 天水在线: start_urls", "already a start URL of 620524 武山县"),
    ),
    "site twice": (
        declaration() + declaration(start_urls='["http://b.cn/"]'),
        ("620524 武山县: site: declared before",),
    ),
}


@pytest.mark.parametrize("case", WRONG_DECLARATIONS)
def test_a_wrong_declaration(tmp_path: Path, case: str) -> None:
    text, words = WRONG_DECLARATIONS[case]
    (problem,) = problems(write(tmp_path, text))
    assert problem.startswith("62-gansu.toml: ")
    assert all(word in problem for word in words), problem


def test_all_problems_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    write(tmp_path, declaration(code='"999999"', delay="-1"), "62-gansu.toml")
    write(tmp_path, "nonsense", "61-shaanxi.toml")
    (tmp_path / "13-hebei.toml").write_bytes('[[site]]\nname = "邱县"'.encode("gbk"))
    found = problems(tmp_path)
    assert [problem.partition(":")[0] for problem in found] == [
        "13-hebei.toml",
        "61-shaanxi.toml",
        *["62-gansu.toml"] * 2,
    ]


def test_folders_without_declarations(tmp_path: Path) -> None:
    assert "no *.toml" in problems(tmp_path)[0]
    assert "no such folder" in problems(tmp_path / "missing")[0]


def test_sites_of_no_county(tmp_path: Path) -> None:
    (site,) = load(
        write(tmp_path, '[[site]]\nsite = "某网"\nenabled = false\nnote = "no address"\n', "00-national.toml")
    )
    assert site.facts == SiteFacts(site="某网")
    found = problems(write(tmp_path, declaration(), "00-national.toml"))
    assert [problem.split(": ")[2] for problem in found] == ["site", "code", "name"]


def test_the_seeds_of_the_project_are_right() -> None:
    sites = load(SEEDS)
    assert {site.code for site in sites} >= {"620524", "130430", "500241", "610304"}
    assert all(site.note for site in sites if not site.enabled)
