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
from tests.core.tag_soup import said

if TYPE_CHECKING:
    from collections.abc import Callable

CORE = Path(crawler.core.__file__).parent
COMPILED = sorted(path for path in CORE.rglob("*.py") if "@compiled" in path.read_text("utf-8") and path.stem != "jit")


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


def test_the_python_says_what_the_machine_code_says_and_no_index_leaves_its_row() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.core.tag_soup"], capture_output=True, text=True, check=False, cwd=CORE.parents[1],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == said()


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
