"""Functions over arrays of numbers, compiled to machine code: for the few loops that see every character of a page.

Numba compiles a file's functions when it is first imported on a machine, and keeps the code beside the file, or in the
user's cache folder where that cannot be written. It does so anew when that file changes, and only then: what compiled
functions name, other functions and constants, must stand in their own file; what this file gives them is not looked at.
``NUMBA_DISABLE_JIT=1`` runs them as the plain Python they are: indices beyond a row are errors there, in machine code
they are not.
"""

from __future__ import annotations

from pickle import PickleError
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import config, njit, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

if TYPE_CHECKING:
    from collections.abc import Callable

    from numba.core.typing.templates import Signature

#: Code points of a text; a table of whole numbers; a row of numbers.
Codes = npt.NDArray[np.uint32]
Table = npt.NDArray[np.int64]
Row = npt.NDArray[Any]

#: Types of the parameters of a compiled function: a text, a place for one, a table, a number.
TEXT = types.Array(types.uint32, 1, "C", readonly=True)
SPACE = types.Array(types.uint32, 1, "C")
TABLE = types.Array(types.int64, 2, "C")
NUMBER = types.int64

P = ParamSpec("P")
T = TypeVar("T")


def _compile(*signature: object, **options: bool) -> Callable[[Callable[P, T]], Callable[P, T]]:
    return cast("Any", njit)(*signature, nogil=True, no_cfunc_wrapper=True, **options)  # type: ignore[no-any-return]


def compiled(*parameters: types.Type) -> Callable[[Callable[P, int]], Callable[P, int]]:
    """Return the decorator of a function that Python calls with these parameters; it gives a whole number."""

    def decorate(function: Callable[P, int]) -> Callable[P, int]:
        signature = types.int64(*parameters)
        try:
            return _compile(signature, cache=True)(function)
        except (RuntimeError, OSError, EOFError, PickleError):
            # there is no place for the machine code, or none is left, or what is kept cannot be read: once a process
            return _compile(signature)(function)

    return decorate


def inner(function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function that only compiled functions of the same file call."""
    return cast("Callable[P, T]", _compile(no_cpython_wrapper=True)(function))


def numbers(first: int, end: int) -> tuple[int, ...]:
    """Return the numbers from one to before another, all of one type.

    Each plain ``int`` constant is a type of its own to Numba: what it is passed to would be compiled once for each.
    """
    return cast("tuple[int, ...]", tuple(map(np.int64, range(first, end))))


def _row(_: object, array: types.Array) -> tuple[Signature, Callable[..., object]]:
    def generate(context: object, builder: object, signature: Any, values: Any) -> object:  # noqa: ANN401 - LLVM's
        return make_array(signature.args[0])(context, builder, value=values[0]).data  # type: ignore[no-untyped-call]

    return types.CPointer(array.dtype)(array), generate  # type: ignore[no-untyped-call]


def _row_of_python(array: npt.NDArray[Any]) -> Row:
    return cast("Row", array.reshape(-1))


#: The numbers of an array in one row, for compiled functions to pass on and to index. Of an array each function that it
#: is passed to counts a use, which took three quarters of the time of a loop over tags. No index of a row is checked.
row_of = cast("Callable[[npt.NDArray[Any]], Row]", _row_of_python if config.DISABLE_JIT else intrinsic(_row))  # type: ignore[attr-defined]


def codes_of(text: str) -> Codes:
    """Return the code points of a text.

    >>> codes_of("a县").tolist()
    [97, 21439]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def text_of(codes: Codes) -> str:
    """Return the text of code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
