"""The commands of the project; each module is one, named like its command."""

from __future__ import annotations

import io
import os
import sys


def show(text: str) -> None:
    """Print a text for a reader that may have gone: ``… | head`` is no error, and the exit code stays what it is."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # The end of the process tries the rest of the buffer again, and would complain.
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - os.devnull is a name, not a path of ours
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
