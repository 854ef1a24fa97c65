"""What the tests of the commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scrapy.cmdline import execute

from tests.commands.savedpages import BRIDGE, ORCHARD, SCHOOL, Finished, html, start, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a folder with three articles, an empty page, and bytes that are no text."""
    folder = tmp_path / "saved"
    (folder / "sub").mkdir(parents=True)
    (folder / "bridge.html").write_bytes(html(BRIDGE))
    (folder / "orchard.htm").write_bytes(html(ORCHARD, "gbk"))
    (folder / "sub" / "school.txt").write_bytes(text(SCHOOL))
    (folder / "empty.html").touch()
    (folder / "noise.html").write_bytes(bytes(range(256)) * 40)
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n")
    return folder


@pytest.fixture
def scrapy() -> Callable[..., Finished]:
    """Return a function that runs ``scrapy ARGS`` and returns exit code, output and error output."""

    def run(*args: str | Path, **environment: str) -> Finished:
        with start(*args, **environment) as process:
            out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    return run


@pytest.fixture
def scrapy_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Finished]:
    """Return the same in this process, which is faster; not for what signals or a reactor have a part in."""
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "crawler.settings")

    def run(*args: str | Path) -> Finished:
        with pytest.raises(SystemExit) as left:
            execute(["scrapy", *map(str, args)])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return run
