"""The spider's arguments and the project's settings: which sites they choose, and how they refuse."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler import settings as project
from crawler.core.divisions import divisions
from crawler.core.model import Context
from crawler.exitcodes import ConfigurationError
from crawler.options import NAMES, PREFIX, Options
from crawler.selection import Arguments, select
from crawler.sites import Site

SITES = (
    Site(code="620524", name="武山县", start_urls=("http://a.cn/",)),
    Site(code="620524", name="武山县", site="天水在线", start_urls=("http://b.cn/",)),
    Site(code="610304", name="陈仓区", start_urls=("http://c.cn/",)),
    Site(code="130430", name="邱县", enabled=False, note="no address"),
    Site(code="350102", name="鼓楼区", start_urls=("http://d.cn/",)),
    Site(code="320106", name="鼓楼区", start_urls=("http://e.cn/",)),
    Site(site="某网", start_urls=("http://f.cn/",)),
)


def chosen(**arguments: str) -> list[str]:
    return [site.label for site in select(SITES, Arguments.parse(arguments), divisions())]


@pytest.mark.parametrize(
    ("arguments", "labels"),
    [
        ({}, ["620524 武山县", "620524 武山县 天水在线", "610304 陈仓区", "350102 鼓楼区", "320106 鼓楼区", "某网"]),
        ({"county": "620524"}, ["620524 武山县", "620524 武山县 天水在线"]),
        ({"county": "武山县, 宝鸡县"}, ["620524 武山县", "620524 武山县 天水在线", "610304 陈仓区"]),
        ({"county": "610304，陈仓区"}, ["610304 陈仓区"]),
        ({"province": "62"}, ["620524 武山县", "620524 武山县 天水在线"]),
        ({"province": "610000"}, ["610304 陈仓区"]),
        ({"province": "陕西"}, ["610304 陈仓区"]),
        ({"province": "福建省", "county": "鼓楼区"}, ["350102 鼓楼区"]),
    ],
)
def test_sites_are_chosen_by_code_or_name(arguments: dict[str, str], labels: list[str]) -> None:
    assert chosen(**arguments) == labels


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"county": "武山"}, "no county '武山'; did you mean '武山县'"),
        ({"county": "620525"}, "no site is declared for 张家川回族自治县"),
        ({"county": "鼓楼区"}, "several counties, give the code: 320106 (江苏省南京市), 350102 (福建省福州市)"),
        ({"county": "邱县"}, "no enabled site\n  130430 邱县: no address"),
        ({"county": ","}, "-a county: must be"),
        ({"province": "甘素省"}, "no province '甘素省'; did you mean '甘肃省'"),
        ({"province": "44"}, "no site is declared in 广东省"),
        ({"since": "2024-1-1"}, "-a since: must be a date YYYY-MM-DD"),
        ({"limit": "0"}, "-a limit: must be a whole number"),
        ({"limit": "ten"}, "-a limit"),
        ({"conty": "x"}, "-a conty: no such argument; did you mean 'county'?"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(words)):
        chosen(**arguments)


def test_since_and_limit() -> None:
    assert Arguments.parse({"since": "2024-05-01", "limit": "3"}) == Arguments(since=date(2024, 5, 1), limit=3)


def settings(**values: object) -> Settings:
    given = Settings()
    given.setmodule(project)
    for name, value in values.items():
        given.set(PREFIX + name, value, priority="cmdline")
    return given


def test_defaults_are_right_and_all_are_declared() -> None:
    assert {PREFIX + name for name in NAMES} == {name for name in vars(project) if name.startswith(PREFIX)}
    options = Options.from_settings(settings())
    assert (options.target_script, options.spam_mode, options.seeds) == ("Hans", "strip", Path("seeds"))


def test_today_is_the_day_in_china() -> None:
    context = Options.from_settings(settings()).context("2026-03-05T17:00:00+00:00")
    assert context == Context(today=date(2026, 3, 6))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TARGET_SCRIPT", "hans", "one of Hans, Hant, keep"),
        ("SPAM_MODE", "yes", "one of strip, flag, off"),
        ("LIST_PAGES", "-1", "whole number"),
        ("OUTPUT", "", "path of a folder"),
        ("SEEDS", None, "path of a folder"),
        ("CONTACT", "call me", "URL or an e-mail address"),
        ("CONTACT", "a@b\r\nX-Evil: 1", "URL or an e-mail address"),
        ("DIVISIONS_EXTRA", "/nowhere/extra.tsv", "/nowhere/extra.tsv"),
        ("SEED", "seeds", "no such setting; did you mean 'COUNTY_NEWS_SEEDS'"),
    ],
)
def test_wrong_settings_are_named(name: str, value: object, words: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(words)) as caught:
        Options.from_settings(settings(**{name: value}))
    assert str(caught.value).startswith(PREFIX + name)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DOWNLOAD_DELAY", "abc", "a number of seconds, 0 or more"),
        ("DOWNLOAD_DELAY", "nan", "a number of seconds, 0 or more"),
        ("DOWNLOAD_TIMEOUT", "-1", "a number of seconds, 0 or more"),
        ("DOWNLOAD_MAXSIZE", "8MB", "a whole number, 0 or more"),
        ("CONCURRENT_REQUESTS", "0", "a whole number, 1 or more"),
        ("RETRY_TIMES", [], "a whole number, 0 or more"),
    ],
)
def test_wrong_numbers_of_scrapy_are_named(name: str, value: object, words: str) -> None:
    changed = settings()
    changed.set(name, value)
    with pytest.raises(ConfigurationError, match=f"^{name}: must be {words}, not "):
        Options.from_settings(changed)


def test_extra_divisions(tmp_path: Path) -> None:
    table = tmp_path / "extra.tsv"
    table.write_text("# ours\n990101\t青河县\t演示省\t演示市\n", encoding="utf-8")
    assert Options.from_settings(settings(DIVISIONS_EXTRA=str(table))).divisions["990101"].name == "青河县"
    table.write_text("990101\t青河县\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="DIVISIONS_EXTRA"):
        Options.from_settings(settings(DIVISIONS_EXTRA=str(table)))
