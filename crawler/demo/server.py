"""The loopback server of the demo: every site on a port of its own on 127.0.0.1, all in one thread.

It answers GET and HEAD from a ``World``, keeps connections alive, and logs nothing unless given a ``log``.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from crawler.demo.world import PLANS, build

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from crawler.demo.world import Answer, BuiltSite, World

HOST = "127.0.0.1"
IDLE = 30.0  # seconds after which a silent connection is closed
MAX_HEAD = 16 * 1024  # bytes of a request's head


class DemoServer:
    """The running demo web, as a context manager; ``world`` knows its sites and ``hits`` what was asked for."""

    def __init__(self, *, log: Callable[[str], None] | None = None) -> None:
        """Take free ports and make the pages; nothing is served before ``start``."""
        self._log = log
        self._sockets = {plan.key: _bind() for plan in PLANS}
        bases = {key: f"http://{HOST}:{sock.getsockname()[1]}" for key, sock in self._sockets.items()}
        self.world: World = build(bases)
        self.hits: Counter[tuple[str, str]] = Counter()  # (key of the site, request target)
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name="demo-server", daemon=True)
        self._started = threading.Event()

    def start(self) -> Self:
        """Serve in a thread and return when every port answers."""
        self._thread.start()
        self._started.wait()
        return self

    def stop(self) -> None:
        """Close all ports and connections, also those that wait for a slow answer."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        for sock in self._sockets.values():
            sock.close()
        self._loop.close()

    def __enter__(self) -> Self:
        """Start serving."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        self.stop()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        servers = [self._loop.run_until_complete(self._open(key)) for key in self._sockets]
        self._loop.call_soon(self._started.set)
        self._loop.run_forever()
        self._loop.run_until_complete(self._close(servers))

    async def _open(self, key: str) -> asyncio.Server:
        site = self.world.sites[key]

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task  # noqa: S101 - asyncio runs a connection as a task
            self._tasks.add(task)
            try:
                await self._converse(site, reader, writer)
            finally:
                self._tasks.discard(task)

        return await asyncio.start_server(connected, sock=self._sockets[key], limit=MAX_HEAD)

    async def _close(self, servers: list[asyncio.Server]) -> None:
        for server in servers:
            server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _converse(self, site: BuiltSite, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until it ends."""
        try:
            while head := await _read_head(reader):
                method, target = head
                self.hits[site.plan.key, target] += 1
                answer = site.answer(target)
                if self._log:
                    self._log(f"{site.base}{target} {answer.status}")
                await asyncio.sleep(answer.delay)
                if answer.hang_up:
                    return
                writer.write(_reply(method, answer))
                await writer.drain()
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return
        except asyncio.CancelledError:
            return  # by _close; Python 3.11 prints a traceback for connections that end cancelled
        finally:
            writer.close()


def _bind() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.bind((HOST, 0))
    return sock


async def _read_head(reader: asyncio.StreamReader) -> tuple[str, str] | None:
    """Return method and target of the next request, or None for what is no request."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE)
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    return (words[0], words[1]) if len(words) == 3 else None


def _reply(method: str, answer: Answer) -> bytes:
    if method not in ("GET", "HEAD"):
        return b"HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\nContent-Length: 0\r\n\r\n"
    head = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Date: {formatdate(usegmt=True)}",
        "Server: demo",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {len(answer.body)}",
        *([f"Location: {answer.location}"] if answer.location else []),
    ]
    return "\r\n".join((*head, "", "")).encode("latin-1") + (answer.body if method == "GET" else b"")
