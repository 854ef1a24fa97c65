"""The durable files: whole lines only, whatever stops the process."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from crawler.sink import AtomicLineFile, LineFile, OutputError, WriteError, lock_folder, make_folder, repair_tail

PROJECT = Path(__file__).parents[1]

WRITER = """
import sys
from pathlib import Path
from crawler.sink import LineFile
file = LineFile(Path(sys.argv[1]))
for number in range(100_000):
    file.append(b'{"number":%d,"text":"%s"}\\n' % (number, b"x" * 20_000))
    print(number, flush=True)
"""


def test_lines_are_appended_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for number in range(2):
        file = LineFile(path)
        file.append(b"%d\n" % number)
        assert (file.lines, file.size) == (1, 2 * number + 2)
        file.close()
        file.close()
    assert path.read_bytes() == b"0\n1\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b""),
        (b"one\ntwo\n", b"one\ntwo\n"),
        (b"one\ntwo", b"one\n"),
        (b"one", b""),
        (b"one\n" + b"x" * 200_000, b"one\n"),
        (b"\n", b"\n"),
    ],
)
def test_an_unfinished_line_is_cut_and_kept(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(before)
    assert repair_tail(path) == len(before) - len(after)
    assert path.read_bytes() == after
    torn = tmp_path / "a.jsonl.torn"
    assert (torn.read_bytes() if torn.exists() else b"") == (before[len(after) :] + b"\n" if before != after else b"")


def test_opening_repairs_first(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\ntw")
    file = LineFile(path)
    file.append(b"three\n")
    file.close()
    assert (file.torn, path.read_bytes()) == (2, b"one\nthree\n")


def test_killed_in_the_middle_of_writing(tmp_path: Path) -> None:
    """Every line that append returned for is there, and every line that is there is whole."""
    path = tmp_path / "a.jsonl"
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], cwd=PROJECT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as stdout:
        for _ in range(50):
            last = int(stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = stdout.read().split()
    process.wait(timeout=10)
    repair_tail(path)
    numbers = [orjson.loads(line)["number"] for line in path.read_bytes().splitlines()]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > int(rest[-1] if rest else last)


def test_a_full_disk_leaves_no_part_of_a_line(tmp_path: Path) -> None:
    file = LineFile(tmp_path / "a.jsonl")
    file.append(b"one\n")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))  # a disk with room for a part of the next line
    try:
        with pytest.raises(WriteError, match=r"a\.jsonl"):
            file.append(b"x" * 200 + b"\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    file.append(b"two\n")
    file.close()
    assert file.path.read_bytes() == b"one\ntwo\n"


def test_places_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    for attempt in (
        lambda: make_folder(blocked / "output"),
        lambda: make_folder(blocked),
        lambda: LineFile(blocked / "a.jsonl"),
        lambda: LineFile(tmp_path / "missing" / "a.jsonl"),
        lambda: AtomicLineFile(blocked / "a.jsonl"),
        lambda: AtomicLineFile(tmp_path),
        lambda: lock_folder(blocked),
    ):
        with pytest.raises(OutputError, match=str(tmp_path)):
            attempt()


def test_one_process_holds_a_folder(tmp_path: Path) -> None:
    held = lock_folder(tmp_path)
    with pytest.raises(OutputError, match=f"process {os.getpid()}"):
        lock_folder(tmp_path)
    os.close(held)
    os.close(lock_folder(tmp_path))


def test_an_atomic_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.jsonl"
    with AtomicLineFile(path) as file:
        file.append(b"one\n")
        assert not path.exists()
    assert (path.read_bytes(), file.lines, file.part.exists()) == (b"one\n", 1, False)


def test_an_atomic_file_that_fails_leaves_the_last_good_one(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"good\n")
    with pytest.raises(ZeroDivisionError), AtomicLineFile(path) as file:
        file.append(b"half\n")
        raise ZeroDivisionError
    assert (path.read_bytes(), file.part.read_bytes()) == (b"good\n", b"half\n")
