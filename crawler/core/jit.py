"""Functions over arrays of numbers, compiled to machine code: for the few loops that see every character of a page.

Numba compiles a file's functions when it is first imported on a machine, and keeps the code beside the file, or in the
user's cache folder where that cannot be written. It does so anew when that file changes, and only then: what compiled
functions name, other functions and constants, must stand in their own file. ``NUMBA_DISABLE_JIT=1`` runs them as the
plain Python they are, ``NUMBA_BOUNDSCHECK=1`` checks every index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np
from numba import config, njit, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    from numba.core.typing import Signature

    #: Code points of a text; whole numbers, in a row or a table.
    Codes = npt.NDArray[np.uint32]
    Numbers = npt.NDArray[np.int64]

#: Types of the parameters of a compiled function.
CODES = types.Array(types.uint32, 1, "C", readonly=True)
BUFFER = types.Array(types.uint32, 1, "C")
NUMBERS = types.Array(types.int64, 1, "C")
TABLE = types.Array(types.int64, 2, "C")

P = ParamSpec("P")
T = TypeVar("T")
N = TypeVar("N", bound=np.generic)


def compiled(*parameters: types.Type) -> Callable[[Callable[P, int]], Callable[P, int]]:
    """Return the decorator of a function that Python calls with these parameters; it gives a whole number."""

    def decorate(function: Callable[P, int]) -> Callable[P, int]:
        signature = types.int64(*parameters)
        try:
            return njit(signature, cache=True, nogil=True)(function)  # type: ignore[no-any-return]
        except RuntimeError:  # there is no place for the machine code: compiled once a process
            return njit(signature, nogil=True)(function)  # type: ignore[no-any-return]

    return decorate


def inner(function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function that only compiled functions of the same file call."""
    return njit(function, nogil=True)  # type: ignore[no-any-return]


def _pointer(array: types.Array) -> tuple[Signature, Callable[..., object]]:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> object:
        return make_array(signature.args[0])(context, builder, value=values[0]).data

    return types.CPointer(array.dtype)(array), generate


if config.DISABLE_JIT:

    def pointer(array: npt.NDArray[N]) -> npt.NDArray[N]:
        """Return the numbers of an array in one row, for a compiled function to pass on and to index.

        An array that goes from function to function is counted as in use by each: three quarters of the time of a loop
        over tags. The row is not, and no index of it is checked.
        """
        return array.reshape(-1)

else:
    pointer = intrinsic(lambda _, array: _pointer(array))


def codes_of(text: str) -> Codes:
    """Return the code points of a text.

    >>> codes_of("a县").tolist()
    [97, 21439]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def text_of(codes: Codes) -> str:
    """Return the text of code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
