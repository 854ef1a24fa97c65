"""The one place of the core that reads files: constant tables of this package under ``data/``, and of OpenCC.

Each table under ``data/`` says in its first lines where it comes from and which script of ``tools/`` builds it.
"""

from __future__ import annotations

from importlib import resources


def read_bytes(name: str) -> bytes:
    """Return the bytes of the table ``data/<name>``."""
    return resources.files("crawler.core").joinpath("data", name).read_bytes()


def read_lines(name: str) -> list[str]:
    """Return the lines of the UTF-8 table ``data/<name>`` without comment lines (``#``) and blank lines."""
    lines = read_bytes(name).decode("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def read_opencc(name: str) -> str:
    """Return the text of the dictionary ``name`` of the installed package opencc-python-reimplemented."""
    return resources.files("opencc").joinpath("dictionary", f"{name}.txt").read_text("utf-8")
