"""The server: what each kind of address answers, and that it stops at once."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from crawler.core.model import Reason
from crawler.demo.world import SLOW

if TYPE_CHECKING:
    from crawler.demo.server import DemoServer
    from crawler.demo.truth import Expected
    from crawler.demo.world import World


def ask(url: str, method: str = "GET") -> tuple[http.client.HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""))
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def special(world: World, key: str, *reasons: Reason) -> Expected:
    return next(page for page in world.expected if page.site == key and set(reasons) & set(page.reasons))


# site, reason -> status, content type, beginning of the body
ANSWERS = [
    ("990121", Reason.HTTP_ERROR, (404, "text/html", b"<!DOCTYPE")),
    ("990124", Reason.HTTP_ERROR, (500, "text/html", b"<html>")),
    ("990121", Reason.BINARY, (200, "application/pdf", b"%PDF")),
    ("990124", Reason.BINARY, (200, "image/gif", b"GIF89a")),
    ("990125", Reason.EMPTY, (200, "text/html", b"")),
    ("990130", Reason.EMPTY, (200, "text/html", b"\r\n")),
    ("990123", Reason.ERROR_PAGE, (200, "text/html", b"<!DOCTYPE")),
    ("990123", Reason.LOGIN_PAGE, (200, "text/html", b"<!DOCTYPE")),
    ("990122", Reason.VIDEO_ONLY, (200, "text/html", b"<!DOCTYPE")),
    ("990122", Reason.ATTACHMENT_ONLY, (200, "text/html", b"<!DOCTYPE")),
    ("990128", Reason.HOME_PAGE, (200, "text/html", b"<!DOCTYPE")),
    ("990126", Reason.NOT_CHINESE, (200, "text/html", b"<!DOCTYPE")),
    ("990127", Reason.LIST_PAGE, (200, "text/html", b"<html>")),
    ("990129", Reason.HIJACKED, (200, "text/html", b"<!DOCTYPE")),
]


@pytest.mark.parametrize(("key", "reason", "expected"), ANSWERS)
def test_pages_that_are_no_article(world: World, key: str, reason: Reason, expected: tuple[int, str, bytes]) -> None:
    status, kind, start = expected
    response, body = ask(special(world, key, reason).urls[0])
    assert response.status == status
    assert response.headers.get_content_type() == kind
    assert body.startswith(start)
    assert bool(body) or reason is Reason.EMPTY


def test_error_pages_say_so(world: World) -> None:
    _, lost = ask(special(world, "990121", Reason.HTTP_ERROR).urls[0])
    assert "页面不存在" in lost.decode()
    _, soft = ask(special(world, "990123", Reason.ERROR_PAGE).urls[0])
    assert "页面不存在" in soft.decode("gbk")


def test_a_connection_is_closed_without_an_answer(world: World) -> None:
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(special(world, "990125", Reason.UNREACHABLE).urls[0])


def test_robots_forbid_what_they_forbid(world: World) -> None:
    private = special(world, "990121", Reason.ROBOTS)
    assert not private.reachable
    assert urlsplit(private.urls[0]).path.startswith("/private/")
    _, robots = ask(f"{world.sites['990121'].base}/robots.txt")
    assert b"Disallow: /private/" in robots
    assert ask(private.urls[0])[0].status == 200  # it is there for whoever does not ask
    assert ask(f"{world.sites['990122'].base}/robots.txt")[0].status == 404
    assert b"Crawl-delay" in ask(f"{world.sites['990125'].base}/robots.txt")[1]


def test_a_moved_article_redirects_to_its_page(world: World) -> None:
    moved = next(page for page in world.expected if len(page.urls) == 2 and page.article and page.article.pages == 1)
    response, _ = ask(moved.urls[1])
    assert (response.status, response.headers["Location"]) == (301, moved.urls[0])
    assert ask(moved.urls[0])[0].status == 200


def test_query_and_method_variants(world: World) -> None:
    url = next(page.urls[0] for page in world.expected if page.site == "990124" and page.article)
    _, body = ask(url)
    assert ask(f"{url}?from=list")[1] == body
    head, nothing = ask(url, "HEAD")
    assert (head.status, int(head.headers["Content-Length"]), nothing) == (200, len(body), b"")
    assert ask(url, "POST")[0].status == 405


def test_a_slow_page_holds_up_nobody_else(server: DemoServer) -> None:
    site = server.world.sites["990122"]
    slow = next(path for path, answer in site.answers.items() if answer.delay)
    with ThreadPoolExecutor() as pool:
        begun = time.monotonic()
        late = pool.submit(lambda: (ask(site.base + slow)[0].status, time.monotonic() - begun))
        assert ask(site.start_url)[0].status == 200
        assert time.monotonic() - begun < SLOW
        status, seconds = late.result()
    assert status == 200
    assert seconds >= SLOW


def test_hits_are_counted(server: DemoServer) -> None:
    site = server.world.sites["990130"]
    before = server.hits["990130", "/nothing-here"]
    ask(f"{site.base}/nothing-here")
    assert server.hits["990130", "/nothing-here"] == before + 1


def test_a_signal_ends_serving_in_silence() -> None:
    code = "from crawler.demo.run import serve; raise SystemExit(int(serve()))"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-u", "-c", code], **pipes) as process:  # type: ignore[call-overload]
        lines = list(takewhile(lambda line: not line.startswith("Serving"), process.stdout))
        parts = urlsplit(lines[0].split()[-1])
        open_connection = http.client.HTTPConnection(parts.netloc, timeout=5)
        open_connection.request("GET", parts.path)
        open_connection.getresponse().read()
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=5)
        open_connection.close()
    assert (process.returncode, errors) == (0, "")
    assert time.monotonic() - begun < 2
