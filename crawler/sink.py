"""Durable JSON Lines files: one that grows while a crawl runs, and one that appears only when it is complete.

``LineFile`` is for a crawl: one unbuffered write a line on an ``O_APPEND`` descriptor, then fsync, so that ``append``
returns only when the line is on disk. Measured on an SSD with lines of 9 KB: 0.007 ms for the write, 0.27 ms with
fsync (2.0 ms while others write to the disk); 64 hosts that answer once a second leave 15 ms for a line, so one fsync
a line costs less than a buffer would risk.
``AtomicLineFile`` is for a batch: it writes ``NAME.part``, and renames it when everything is on disk.

Errors::

    crawler.exitcodes.ConfigurationError
    └── OutputError   raised on opening: not writable, or held by another run (exit code 1)
    WriteError        raised by append and commit: the disk is full or gone (exit code 4)
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING, Self

from crawler.exitcodes import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

#: Bytes read at once while looking back for the last line feed of a torn file.
_CHUNK = 1 << 16


class OutputError(ConfigurationError):
    """The output folder or file cannot be opened for writing; raised before anything is fetched or read."""


class WriteError(Exception):
    """A line could not be written; the file was cut back to its last whole line."""


def make_folder(folder: Path) -> None:
    """Create the output folder with its parents, or raise ``OutputError``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _output_error(folder, error) from None


def lock_folder(folder: Path) -> int:
    """Return a descriptor that holds the output folder for this process until it is closed or the process ends.

    Raises ``OutputError`` where another process holds it: two runs would cut each other's files.
    """
    path = folder / ".lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise _output_error(path, error) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        raise OutputError(f"{folder}: another run (process {holder}) is writing there") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
    return descriptor


def repair_tail(path: Path) -> int:
    """Cut an unfinished last line off a file and return its length in bytes, 0 where the file is whole.

    The cut bytes are kept in ``NAME.torn``. A line is unfinished when its line feed is missing: the write was stopped
    by a crash of the machine, and its page never counted as done.
    """
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        keep = _end_of_last_line(file.fileno(), size)
        if keep == size:
            return 0
        _keep_torn(path, os.pread(file.fileno(), size - keep, keep))
        file.truncate(keep)
        os.fsync(file.fileno())
    return size - keep


def _end_of_last_line(descriptor: int, size: int) -> int:
    end = size
    while end > 0:
        start = max(0, end - _CHUNK)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _keep_torn(path: Path, cut: bytes) -> None:
    with path.with_name(path.name + ".torn").open("ab") as file:
        file.write(cut + b"\n")
        file.flush()
        os.fsync(file.fileno())


class LineFile:
    """A JSON Lines file of one run that only grows by whole lines, each on disk when ``append`` returns."""

    def __init__(self, path: Path) -> None:
        """Open the file for appending and create it; a torn last line of an earlier crash is cut first."""
        self.path = path
        self.lines = 0
        try:
            self.torn = repair_tail(path) if path.exists() else 0
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _output_error(path, error) from None
        self.size = os.fstat(self._descriptor).st_size
        _sync_folder(path.parent)

    def append(self, line: bytes) -> None:
        """Write one line (with its line feed) and return when it is on disk; ``WriteError`` leaves no part of it."""
        try:
            _write_all(self._descriptor, line)
            os.fsync(self._descriptor)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self.size)
            raise WriteError(f"{self.path}: {error.strerror}") from error
        self.size += len(line)
        self.lines += 1

    def close(self) -> None:
        """Close the file; everything appended is on disk already."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class AtomicLineFile:
    """A JSON Lines file that has its name only when it is complete; until then it is ``NAME.part``.

    As a context manager it commits on a clean exit. After an exception the ``.part`` file stays to be looked at,
    and the next run starts it anew.
    """

    def __init__(self, path: Path) -> None:
        """Create the folder and the part file, or raise ``OutputError``."""
        self.path = path
        self.part = path.with_name(path.name + ".part")
        self.lines = 0
        make_folder(path.parent)
        try:
            if path.is_dir():
                raise IsADirectoryError(21, "Is a directory")
            self._file = self.part.open("wb")
        except OSError as error:
            raise _output_error(path, error) from None

    def append(self, line: bytes) -> None:
        """Add one line (with its line feed)."""
        try:
            self._file.write(line)
        except OSError as error:
            raise WriteError(f"{self.part}: {error.strerror}") from error
        self.lines += 1

    def commit(self) -> None:
        """Bring all lines to disk and give the file its name."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self.part.replace(self.path)
        except OSError as error:
            raise WriteError(f"{self.path}: {error.strerror}") from error
        _sync_folder(self.path.parent)

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit after success, only close after an exception."""
        if kind is None:
            self.commit()
            return
        with contextlib.suppress(OSError):
            self._file.close()


def _write_all(descriptor: int, line: bytes) -> None:
    """Write the line in one call; a short write (disk nearly full) is continued until the system refuses."""
    rest = memoryview(line)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync_folder(folder: Path) -> None:
    """Bring the folder's entry of a new or renamed file to disk; some file systems refuse, which loses nothing now."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _output_error(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path}: cannot write there: {error.strerror or error}")
