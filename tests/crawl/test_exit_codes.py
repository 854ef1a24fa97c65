"""Exit codes and messages of ``scrapy crawl``, as a shell sees them."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest

from crawler.commands.crawl import verdict
from crawler.exitcodes import ExitCode

if TYPE_CHECKING:
    from subprocess import Popen

    from tests.crawl.conftest import Desk, Portal

SITE = '[[site]]\ncode = "620524"\nname = "武山县"\nstart_urls = ["http://127.0.0.1:9/xw/"]\n'

#: arguments of the command, seeds, and what the message must name.
WRONG = {
    "unknown county": (["-a", "county=武山"], SITE, ("-a county", "武山县")),
    "broken TOML": ([], SITE + "note = \n", ("62-gansu.toml", "line 5")),
    "no number": (["-s", "DOWNLOAD_TIMEOUT=abc"], SITE, ("DOWNLOAD_TIMEOUT", "number of seconds", "'abc'")),
    "wrong setting": (["-s", "COUNTY_NEWS_SPAM_MODE=stripp"], SITE, ("COUNTY_NEWS_SPAM_MODE", "strip")),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_configuration_stops_before_the_first_request(desk: Desk, case: str) -> None:
    arguments, seeds, named = WRONG[case]
    desk.declare(seeds)
    done = desk.crawl("-sLOG_LEVEL=INFO", *arguments)
    assert done.returncode == ExitCode.CONFIGURATION
    log, _, message = done.stderr.partition("scrapy crawl: ")
    assert all(word in message for word in named), done.stderr
    assert log.count("\n") <= 1, "one line says that Scrapy started"
    assert not desk.output.exists()


def test_unwritable_output(desk: Desk) -> None:
    desk.declare(SITE)
    desk.output.write_text("a file where the folder should be")
    done = desk.crawl()
    assert done.returncode == ExitCode.CONFIGURATION
    assert str(desk.output) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["-o", "items.json"], ["another"]])
def test_wrong_usage(desk: Desk, arguments: list[str]) -> None:
    done = desk.crawl(*arguments)
    assert done.returncode == ExitCode.USAGE
    assert "Traceback" not in done.stderr


def interrupt(process: Popen[str], portal: Portal, number: signal.Signals) -> None:
    """Send the signal when four article pages have been asked for."""
    deadline = time.monotonic() + 30
    while sum(path.startswith("/info/") for path in portal.paths) < 4:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(number)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, ExitCode.INTERRUPTED), (signal.SIGKILL, -signal.SIGKILL)])
def test_an_interrupted_run_is_finished_by_running_it_again(
    portal: Portal, desk: Desk, number: signal.Signals, code: int
) -> None:
    portal.add_articles(12)
    portal.seconds = 0.1
    desk.declare_portal(portal)
    process = desk.start()
    interrupt(process, portal, number)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == code, stderr
    assert ("Run the same command again" in stdout) == (number == signal.SIGINT)
    before = len(desk.records("articles"))
    assert 0 < before < 12
    portal.seconds = 0
    done = desk.crawl()
    assert done.returncode == ExitCode.OK, done.stderr
    urls = [article["url"] for article in desk.records("articles")]
    assert len(urls) == len(set(urls)) == 12
    assert desk.records("rejects") == []


def test_two_runs_never_write_into_one_folder(portal: Portal, desk: Desk) -> None:
    portal.add_articles(12)
    portal.seconds = 0.1
    desk.declare_portal(portal)
    process = desk.start()
    interrupt(process, portal, signal.SIGCONT)
    portal.seconds = 1.5
    second = desk.crawl()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert second.returncode == ExitCode.CONFIGURATION
    assert f"process {process.pid}" in second.stderr


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        ({"county_news/write/articles": 1}, ExitCode.OK),
        ({"county_news/spider/already_done": 1}, ExitCode.OK),
        ({}, ExitCode.NO_ARTICLE),
        ({"county_news/write/rejects": 5}, ExitCode.NO_ARTICLE),
        ({"county_news/write/articles": 1, "county_news/write/reject/stage-failed": 1}, ExitCode.FAILED),
        ({"county_news/write/articles": 1, "spider_exceptions/count": 1}, ExitCode.FAILED),
        ({"county_news/write/failed": 1, "finish_reason": "write_failed"}, ExitCode.FAILED),
        ({"county_news/write/articles": 1, "finish_reason": "shutdown"}, ExitCode.INTERRUPTED),
        ({"finish_reason": "closespider_timeout"}, ExitCode.INTERRUPTED),
    ],
)
def test_verdict(stats: dict[str, object], code: ExitCode) -> None:
    assert verdict({"finish_reason": "finished"} | stats) == code


def test_verdict_after_a_second_interrupt() -> None:
    assert verdict({"county_news/write/articles": 1}, complete=False) == ExitCode.INTERRUPTED


def test_a_full_disk_stops_the_crawl_and_loses_nothing(portal: Portal, desk: Desk) -> None:
    """A limit on the size of files stands in for the disk; the state, which grows fastest, meets it first."""
    portal.add_articles(12)
    desk.declare_portal(portal)
    done = desk.crawl(file_size=60_000)
    assert done.returncode == ExitCode.FAILED, done.stderr
    assert "Cannot write, so the crawl stops" in done.stderr
    assert desk.crawl().returncode == ExitCode.OK
    urls = [article["url"] for article in desk.records("articles")]
    assert len(urls) == len(set(urls)) == 12
