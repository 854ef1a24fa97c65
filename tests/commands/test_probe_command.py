"""``scrapy probe`` as an operator meets it: one page shown, from a file or from a server that has robots.txt."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from crawler import items
from crawler.commands.probe import WIDTH, _line
from crawler.core import STAGES
from tests.commands.savedpages import BRIDGE, ORCHARD, html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.commands.savedpages import Finished

    Scrapy = Callable[..., Finished]

ROBOTS = "User-agent: *\nDisallow: /closed/\n"


class County(BaseHTTPRequestHandler):
    """A server of a few addresses; ``agents`` keeps what its visitors call themselves."""

    agents: set[str]

    def do_GET(self) -> None:
        self.agents.add(self.headers["User-Agent"])
        if self.path == "/moved.html":
            self.send_response(302)
            self.send_header("Location", "/a.html")
            self.end_headers()
            return
        body = ROBOTS.encode() if self.path == "/robots.txt" else html(BRIDGE, "gbk")
        self.send_response(404 if self.path == "/gone.html" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")  # a lie
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _county() -> Iterator[tuple[str, set[str]]]:
    handler = type("Handler", (County,), {"agents": set()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", handler.agents
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _probe(scrapy: Scrapy, *arguments: object) -> tuple[int, dict[str, Any]]:
    code, said, err = scrapy("probe", "--json", *arguments, "-s", "DOWNLOAD_DELAY=0")
    assert err == ""
    return code, json.loads(said)


def test_a_file_is_shown_stage_by_stage(scrapy_here: Scrapy, saved: Path) -> None:
    code, said, err = scrapy_here("probe", saved / "orchard.htm")
    assert (code, err) == (0, "")
    for shown in (
        "document says gbk: valid",
        f"title: {ORCHARD[0]}_示范县新闻网",
        "== page: article",
        "published: 2024-03-12",
        *(f"== stage {stage.__name__}, " for stage in STAGES),
        "== article/1",
        f"| {ORCHARD[2][3]}",
    ):
        assert shown in said
    assert "- " in said
    assert all(f"{paragraph[:WIDTH]}" in said for paragraph in ORCHARD[2])


def test_as_json_everything_is_there(scrapy_here: Scrapy, saved: Path) -> None:
    code, report = _probe(scrapy_here, saved / "bridge.html")
    assert code == 0
    items.validator("article/1").validate(report["record"])
    assert report["record"]["text"] == "\n".join(BRIDGE[2])
    assert [stage["stage"] for stage in report["stages"]] == [stage.__name__ for stage in STAGES]
    assert report["stages"][1]["fields"]["title"] == [None, BRIDGE[0]]
    assert [block["text"] for block in report["blocks"] if block["kept"]] == list(BRIDGE[2])
    assert report["kind"] == "article"


@pytest.mark.parametrize(("name", "reason"), [("empty.html", "empty"), ("noise.html", "binary")])
def test_a_refused_page_is_exit_code_3(scrapy_here: Scrapy, saved: Path, name: str, reason: str) -> None:
    code, report = _probe(scrapy_here, saved / name)
    assert code == 3
    assert (report["kind"], report["record"]["reason"], report["stages"][-1]["refused"]) == (reason,) * 3


@pytest.mark.parametrize("arguments", [(), ("gone.html",), ("a.html", "b.html"), ("--jsno", "a.html"), ("http://",)])
def test_a_wrong_command_line_is_exit_code_2(scrapy_here: Scrapy, arguments: tuple[str, ...]) -> None:
    code, said, err = scrapy_here("probe", *arguments)
    assert (code, said) == (2, "")
    assert "error: " in err


def test_a_page_of_a_server(scrapy: Scrapy) -> None:
    with _county() as (address, agents):
        code, report = _probe(scrapy, f"{address}/moved.html", "-s", "COUNTY_NEWS_CONTACT=mailto:a@example.org")
    assert code == 0
    assert report["record"]["title"] == BRIDGE[0]
    assert (report["answer"]["requested_url"], report["answer"]["url"]) == (
        f"{address}/moved.html",
        f"{address}/a.html",
    )
    assert report["answer"]["status"] == 200
    assert ["Content-Type header", "utf-8"] in [entry[:2] for entry in report["charset"]["declared"]]
    assert report["charset"]["chosen"] == "gb18030"
    (agent,) = agents
    assert agent.startswith("county_news/")
    assert agent.endswith("(+mailto:a@example.org)")


@pytest.mark.parametrize(
    ("path", "reason"), [("closed/1.html", "robots"), ("gone.html", "http-error")], ids=["robots", "missing"]
)
def test_a_page_that_a_crawl_would_not_take(scrapy: Scrapy, path: str, reason: str) -> None:
    with _county() as (address, _):
        code, report = _probe(scrapy, f"{address}/{path}")
    assert (code, report["record"]["reason"]) == (3, reason)
    items.validator("reject/1").validate(report["record"])


def test_a_server_that_does_not_answer(scrapy: Scrapy) -> None:
    with _county() as (address, _):
        pass
    code, report = _probe(scrapy, f"{address}/a.html", "-s", "RETRY_ENABLED=False")
    assert (code, report["record"]["reason"]) == (3, "unreachable")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("县城\n三月", "县城 三月"),
        ("\x1b[2Jcleared", "\\u001b[2Jcleared"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\ud800", "\\ud800"),
        ("字" * 80, "字" * WIDTH + "… (80 characters)"),
    ],
)
def test_a_terminal_is_shown_text_and_no_commands(text: str, shown: str) -> None:
    assert _line(text) == shown
