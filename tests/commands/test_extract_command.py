"""``scrapy extract`` as an operator meets it: files in, files out, exit codes."""

from __future__ import annotations

import json
import os
import signal
import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from warcio.statusandheaders import StatusAndHeaders

from crawler import items
from crawler.batch import Outcome
from crawler.commands.extract import MANIFEST, _manifest_line
from tests.commands.savedpages import BRIDGE, ORCHARD, SCHOOL, Writer, html, start

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from tests.commands.savedpages import Finished

    Scrapy = Callable[..., Finished]


def _records(path: Path, schema: str) -> list[dict[str, Any]]:
    records = [json.loads(line) for line in path.read_bytes().splitlines()]
    for record in records:
        items.validator(schema).validate(record)
    return records


def test_a_mixture_of_files(scrapy: Scrapy, saved: Path, tmp_path: Path) -> None:
    out, rejects, manifest = tmp_path / "out.jsonl", tmp_path / "out.rejects.jsonl", tmp_path / "manifest.jsonl"
    code, said, err = scrapy("extract", saved, "-o", out, "--manifest", manifest)
    assert (code, err) == (0, "")
    articles = _records(out, "article/1")
    assert [article["title"] for article in articles] == [BRIDGE[0], ORCHARD[0], SCHOOL[0]]
    assert articles[0]["url"] == (saved / "bridge.html").as_uri()
    assert articles[0]["text"] == "\n".join(BRIDGE[2])
    assert [record["reason"] for record in _records(rejects, "reject/1")] == ["empty", "binary"]
    outcomes = {Path(record["path"]).name: record["outcome"] for record in _records(manifest, "manifest/1")}
    assert outcomes == {
        "bridge.html": "article",
        "empty.html": "empty",
        "noise.html": "binary",
        "orchard.htm": "article",
        "school.txt": "article",
    }
    assert [line.split()[:2] for line in said.splitlines()] == [
        ["pages", "5"],
        ["articles", "3"],
        ["rejects", "2"],
        ["manifest", "5"],
        ["skipped", "1"],
    ]
    assert not list(tmp_path.glob("*.part"))


def test_workers_write_the_same_bytes(scrapy_here: Scrapy, saved: Path, tmp_path: Path) -> None:
    for number in range(70):
        changed = (f"{BRIDGE[0]}（{number}）", *BRIDGE[1:])
        (saved / f"{number:03d}.html").write_bytes(html(changed))
    written = []
    for workers in ("1", "2"):
        out = tmp_path / workers / "out.jsonl"
        assert scrapy_here("extract", saved, "-o", out, "--workers", workers)[0] == 0
        written.append((out.read_bytes(), out.with_name("out.rejects.jsonl").read_bytes()))
    assert written[0] == written[1]
    assert written[0][0].count(b"\n") == 73


def test_an_archive_with_a_torn_end_and_a_duplicate(scrapy_here: Scrapy, tmp_path: Path) -> None:
    buffer = BytesIO()
    writer = Writer(buffer, gzip=True)
    ends = []
    for url in ("https://www.example.gov.cn/1.html", "http://www.example.gov.cn/1.html#top", "https://x.cn/2.html"):
        body = BytesIO(html(BRIDGE, "gb18030"))
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=gbk")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=body, http_headers=http))
        ends.append(buffer.tell())
    archive = tmp_path / "1.warc.gz"
    archive.write_bytes(buffer.getvalue()[: ends[-1] - 200])
    out = tmp_path / "out.jsonl"
    code, _, err = scrapy_here("extract", archive, "-o", out)
    assert (code, err) == (0, "")
    assert [article["url"] for article in _records(out, "article/1")] == ["https://www.example.gov.cn/1.html"]
    duplicate, torn = _records(tmp_path / "out.rejects.jsonl", "reject/1")
    assert (duplicate["reason"], duplicate["url"]) == ("duplicate", "http://www.example.gov.cn/1.html#top")
    assert (torn["reason"], torn["url"]) == ("unreadable", archive.as_uri())
    assert f"{archive}: torn or corrupt at offset {ends[1]}" in torn["detail"]


@pytest.mark.parametrize("name", ["empty.html", "noise.html"])
def test_nothing_but_rejects_is_exit_code_3(scrapy: Scrapy, saved: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out.jsonl"
    assert scrapy("extract", saved / name, "-o", out)[0] == 3
    assert out.read_bytes() == b""
    assert len(_records(tmp_path / "out.rejects.jsonl", "reject/1")) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["saved"], "-o FILE must be given"),
        (["-o", "out.jsonl"], "give at least one PATH"),
        (["saved", "gone.html", "-o", "out.jsonl"], "no such file or folder: gone.html"),
        (["saved", "-o", "out.jsonl", "--workers", "0"], "--workers must be"),
        (["saved", "-o", "out.jsonl", "--wrokers", "2"], "unknown option --wrokers"),
        (["saved", "-o", "out.jsonl", "--rejects", "./out.jsonl"], "must be different files"),
        (["saved", "-o", "foreign.txt"], "is not overwritten"),
        (["saved", "-o", "out.jsonl", "--manifest", "foreign.txt"], "is not overwritten"),
        (["saved", "-o", "saved"], "is not overwritten"),
        (["saved", "-o", "/dev/null"], "is not overwritten"),
    ],
)
@pytest.mark.usefixtures("saved")
def test_a_wrong_command_line_touches_nothing(
    scrapy_here: Scrapy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "foreign.txt").write_text("mine\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, said, err = scrapy_here("extract", *arguments)
    assert (code, said) == (2, "")
    assert message in err
    assert {path.name for path in tmp_path.iterdir()} == {"saved", "foreign.txt"}
    assert (tmp_path / "foreign.txt").read_text(encoding="utf-8") == "mine\n"


def test_a_missing_file_is_exit_code_2(scrapy: Scrapy, saved: Path, tmp_path: Path) -> None:
    code, _, err = scrapy("extract", saved, tmp_path / "gone.html", "-o", tmp_path / "out.jsonl")
    assert code == 2
    assert f"no such file or folder: {tmp_path / 'gone.html'}" in err
    assert {path.name for path in tmp_path.iterdir()} == {"saved"}


def test_an_output_of_ours_is_replaced(scrapy_here: Scrapy, saved: Path, tmp_path: Path) -> None:
    out, link = tmp_path / "out.jsonl", tmp_path / "link.jsonl"
    out.write_bytes(b'{"schema":"article/1","id":"old"}\n')
    link.symlink_to(out)
    assert scrapy_here("extract", saved / "bridge.html", "-o", link)[0] == 0
    assert link.is_symlink()
    assert [article["title"] for article in _records(out, "article/1")] == [BRIDGE[0]]


def test_an_output_that_cannot_be_written_is_exit_code_1(scrapy: Scrapy, saved: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, _, err = scrapy("extract", saved, "-o", tmp_path / "file" / "out.jsonl")
    assert code == 1
    assert "scrapy extract: " in err
    assert "Traceback" not in err


def test_a_wrong_setting_is_exit_code_1(scrapy_here: Scrapy, saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    code, _, err = scrapy_here("extract", saved, "-o", out, "-s", "COUNTY_NEWS_TARGET_SCRIPT=Latn")
    assert code == 1
    assert "COUNTY_NEWS_TARGET_SCRIPT" in err
    assert not out.exists()


def test_a_page_over_the_limit_is_refused(scrapy_here: Scrapy, saved: Path, tmp_path: Path) -> None:
    arguments = ("extract", saved / "bridge.html", "-o", tmp_path / "out.jsonl", "-s", "DOWNLOAD_MAXSIZE=100")
    assert scrapy_here(*arguments)[0] == 3
    (refused,) = _records(tmp_path / "out.rejects.jsonl", "reject/1")
    assert "more than 100 bytes" in refused["detail"]


def test_names_of_files_need_not_be_text(scrapy: Scrapy, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode("旧闻".encode("gbk"))
    folder.mkdir()
    (folder / os.fsdecode("一.html".encode("gbk"))).write_bytes(html(BRIDGE))
    code, said, err = scrapy("extract", folder, "-o", folder / "out.jsonl", "--manifest", tmp_path / "m.jsonl")
    assert (code, err) == (0, "")
    assert "out.jsonl" in said
    (article,) = _records(folder / "out.jsonl", "article/1")
    assert article["url"].endswith("/%BE%C9%CE%C5/%D2%BB.html")
    assert len(_records(tmp_path / "m.jsonl", "manifest/1")) == 1


@pytest.mark.parametrize(("number", "workers"), [(signal.SIGINT, "1"), (signal.SIGINT, "2"), (signal.SIGTERM, "2")])
def test_an_interrupted_run_leaves_no_finished_file(tmp_path: Path, number: int, workers: str) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for name in range(2000):
        (folder / f"{name}.html").write_bytes(html(BRIDGE))
    out = tmp_path / "out.jsonl"
    with start("extract", folder, "-o", out, "--workers", workers) as process:
        _wait_for(out.with_name("out.jsonl.part"), process)
        os.killpg(process.pid, number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 5
    assert "interrupted after" in err
    assert "Traceback" not in err
    assert not out.exists()
    assert not out.with_name("out.rejects.jsonl").exists()


def _wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        if path.exists() and path.stat().st_size:
            return
        time.sleep(0.02)
    raise AssertionError(f"the command ended before lines were in {path}")


def test_the_manifest_fits_its_schema() -> None:
    outcome = Outcome(path="a\udcff.html", url="file:///a%FF.html", what="empty", id="0" * 16, sha256="0" * 64)
    record = json.loads(_manifest_line(outcome))
    schema = items.schema(MANIFEST)
    assert list(record) == list(schema["properties"]) == schema["required"]
    items.validator(MANIFEST).validate(record)
    assert record["path"] == "a\ufffd.html"


def test_a_reader_that_left_is_no_error(saved: Path, tmp_path: Path) -> None:
    """As in ``scrapy extract … | head``, where head has its lines before ours come."""
    out = tmp_path / "out.jsonl"
    with start("extract", saved, "-o", out) as process:
        assert process.stdout
        process.stdout.close()
        assert process.stderr
        assert process.stderr.read() == ""
    assert process.returncode == 0
    assert len(_records(out, "article/1")) == 3
