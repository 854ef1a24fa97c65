"""One running demo for all tests of the demo: making its pages takes longer than all tests together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.demo.server import DemoServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.demo.world import World


@pytest.fixture(scope="session")
def server() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


@pytest.fixture(scope="session")
def world(server: DemoServer) -> World:
    return server.world
