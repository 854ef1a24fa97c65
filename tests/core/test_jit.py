"""Compiled functions: what they name stands in their file, and the machine code does what the Python does."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crawler.core
from crawler.core import jit
from crawler.core.jit import codes_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

CORE = Path(crawler.core.__file__).parent
COMPILED = sorted(path for path in CORE.rglob("*.py") if "@compiled" in path.read_text("utf-8") and path.stem != "jit")
#: A page with something of everything that lines and elements are made of.
PAGE = (
    """<html><head><title>甲&amp;乙</title><meta name=a content=b><script type=application/ld+json>{}</script></head><body>
<div id=x class=y>一<b style="display:none">二</b><a href=//z.example/>三</a>&nbsp;<span id=s>四</span>
<table><tr><td>五<td>六</table><ul><li>七<li hidden>八</ul><marquee width=1>九</marquee><select><option>十</select><img src=a>
"""
    + "<li><a href=/p>栏目</a></li>" * 60
)


def test_what_compiled_functions_name_stands_in_their_own_file() -> None:
    """Numba compiles anew when a file changes; a constant from another file would stay what it was."""
    assert len(COMPILED) == 2
    for path in COMPILED:
        imports = [
            node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        named = {alias.name for node in imports for alias in node.names}
        assert named <= {"annotations", "TYPE_CHECKING", "Final", "NamedTuple", "numpy",
                         "NUMBER", "SPACE", "TABLE", "TEXT", "compiled", "inner", "numbers", "row_of"}  # fmt: skip


def said(*, compiled: bool) -> str:
    """Return the tree of the page, read by machine code or by Python."""
    code = (
        "import sys; from crawler.core.extract.parse import parse; tree = parse(sys.stdin.read(), 'http://x.example/');"
        "print(tree.blocks, tree.elements, tree.links, tree.metas, tree.head_title, tree.ld_json, tree.unread, tree.images)"
    )
    environment = {**os.environ, "NUMBA_DISABLE_JIT": str(int(not compiled)), "PYTHONUTF8": "1"}
    run = subprocess.run(
        [sys.executable, "-c", code], input=PAGE, capture_output=True, encoding="utf-8", check=True, cwd=CORE.parent.parent,
        env=environment,
    )  # fmt: skip
    return run.stdout


def test_the_python_says_what_the_machine_code_says() -> None:
    tree = said(compiled=True)
    assert "栏目" in tree
    assert said(compiled=False) == tree


@pytest.mark.parametrize("problem", [RuntimeError, OSError, EOFError, UnpicklingError])
def test_without_a_place_for_machine_code_functions_are_compiled_once_a_process(
    problem: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def compile_(*_: object, cache: bool = False) -> Callable[[object], object]:
        if cache:
            raise problem
        return lambda function: function

    monkeypatch.setattr(jit, "_compile", compile_)
    assert jit.compiled(jit.NUMBER)(abs)(-2) == 2


@given(st.text())
def test_a_text_is_its_code_points(text: str) -> None:
    assert text_of(codes_of(text)) == text
    assert codes_of(text).tolist() == [ord(letter) for letter in text]
