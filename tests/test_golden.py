"""Golden pages: raw bytes in, exactly the recorded article out. ``tools/make_golden.py`` makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from tools.make_golden import GOLDEN, expected

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted(GOLDEN.glob("*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_page_gives_its_record(page: Path) -> None:
    assert orjson.loads(expected(page)) == orjson.loads(page.with_suffix(".json").read_bytes())


def test_there_is_a_page_for_every_demo_site() -> None:
    assert len(PAGES) == 16
