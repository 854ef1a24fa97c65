"""Saved input: which files are found, what they are read as, and what happens to bad ones."""

from __future__ import annotations

import gzip
import os
import socket
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.core.model import Page, Reason, Reject
from crawler.inputs import Entry, Skipped, Source, file_url, read, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

HTML = "<html><body><p>县里召开春耕备耕会。</p></body></html>".encode("gbk")
SAVED_AT = 1_709_604_600  # 2024-03-05T02:10:00+00:00


def _save(path: Path, body: bytes = HTML) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    os.utime(path, (SAVED_AT, SAVED_AT))
    return path


def _read_all(*paths: Path, max_bytes: int = 1 << 20) -> list[Entry]:
    return [entry for source in walk(paths) for entry in read(source, max_bytes)]


def _only(entries: Sequence[Entry]) -> Entry:
    assert len(entries) == 1
    return entries[0]


def test_walk_is_sorted_recursive_and_lazy(tmp_path: Path) -> None:
    for name in ("b/2.HTM", "b/10.html", "b/1.shtml", "a.txt", "c.warc.gz", "d.warc", "e.jpg", "b/c/z.html"):
        _save(tmp_path / name)
    found = [(str(source.path.relative_to(tmp_path)), source.kind) for source in walk([tmp_path])]
    assert found == [
        ("a.txt", "text"),
        ("b/1.shtml", "html"),
        ("b/10.html", "html"),
        ("b/2.HTM", "html"),
        ("b/c/z.html", "html"),
        ("c.warc.gz", "warc"),
        ("d.warc", "warc"),
        ("e.jpg", "other"),
    ]
    assert next(iter(walk([tmp_path / "gone.html", tmp_path]))).path.name == "gone.html"


def test_walk_does_not_follow_links_to_folders(tmp_path: Path) -> None:
    _save(tmp_path / "a" / "1.html")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    assert [source.kind for source in walk([tmp_path])] == ["html", "other"]
    assert [source.kind for source in walk([tmp_path / "a" / "up"])] == ["html", "other"]


def test_a_file_keeps_its_bytes_and_its_time(tmp_path: Path) -> None:
    path = _save(tmp_path / "县 1.html")
    page = _only(_read_all(path))
    assert isinstance(page, Page)
    assert (page.body, page.format, page.content_type) == (HTML, "html", "")
    assert page.url == page.requested_url == path.as_uri()
    assert page.url.isascii()
    assert page.fetched == "2024-03-05T02:10:00+00:00"


def test_one_file_has_one_url_however_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _save(tmp_path / "a" / "1.html")
    monkeypatch.chdir(tmp_path)
    assert file_url(Path("a/../a/1.html")) == file_url(path) == path.as_uri()


@pytest.mark.parametrize(
    ("name", "body", "form"),
    [
        ("1.html", b"plain", "html"),
        ("1.txt", b"<p>dump</p>", "text"),
        ("1.txt", "县里的网页以<html>开头。".encode(), "text"),
        ("1.txt", b"\xef\xbb\xbf\n<!-- saved --><!-- twice -->\n<!DOCTYPE html><p>", "html"),
        ("1.txt", "\ufeff<HTML lang=zh>".encode("utf-16-le"), "html"),
        ("1.txt", b'<?xml version="1.0"?><html>', "html"),
        ("1.txt", b"<!--" + b"><!--" * 800 + b"<html>", "text"),
        ("1.txt", b"<!---->" * 500 + b"<p>", "text"),
        ("1.php", b"\n<!DOCTYPE html><p>", "html"),
        ("1.aspx", "<HTML>".encode("utf-16-le"), "html"),
        ("noending", "县城三月<2024>".encode(), "text"),
        ("empty.bin", b"", "text"),
    ],
)
def test_form_of_a_file_given_by_name(tmp_path: Path, name: str, body: bytes, form: str) -> None:
    page = _only(_read_all(_save(tmp_path / name, body)))
    assert isinstance(page, Page)
    assert page.format == form


def test_other_endings_in_a_folder_are_skipped(tmp_path: Path) -> None:
    _save(tmp_path / "1.php")
    assert isinstance(_only(_read_all(tmp_path)), Skipped)


def test_pages_over_the_cap_are_refused(tmp_path: Path) -> None:
    path = _save(tmp_path / "1.html", b"x" * 101)
    refused = _only(_read_all(path, max_bytes=100))
    assert isinstance(refused, Reject)
    assert refused.reason in (Reason.UNREADABLE, Reason.TOO_LARGE)
    assert "more than 100 bytes" in refused.detail
    assert isinstance(_only(_read_all(path, max_bytes=101)), Page)


def _vanished(folder: Path) -> Path:
    return folder / "gone.html"


def _broken_link(folder: Path) -> Path:
    (folder / "link.html").symlink_to(folder / "gone.html")
    return folder / "link.html"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.html")
    return folder / "pipe.html"


def _socket(folder: Path) -> Path:
    server = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket is short
    server.bind("s.html")
    os.chdir(here)
    server.close()
    return folder / "s.html"


def _folder_named_like_a_page(folder: Path) -> Path:
    (folder / "x").mkdir()
    (folder / "x.html").symlink_to(folder / "x")
    return folder


@pytest.mark.parametrize(
    ("make", "detail"),
    [
        (_vanished, "No such file"),
        (_broken_link, "No such file"),
        (_pipe, "not a regular file"),
        (_socket, "not a regular file"),
        (_folder_named_like_a_page, "not a regular file"),
    ],
)
def test_unreadable_files_are_refused(tmp_path: Path, make: object, detail: str) -> None:
    assert callable(make)
    refused = _only(_read_all(make(tmp_path)))
    assert isinstance(refused, Reject)
    assert refused.reason in (Reason.UNREADABLE, Reason.TOO_LARGE)
    assert detail in refused.detail
    assert refused.page.fetched == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_forbidden_files_are_refused(tmp_path: Path) -> None:
    path = _save(tmp_path / "1.html")
    path.chmod(0)
    (tmp_path / "closed").mkdir(mode=0)
    assert [type(entry) for entry in _read_all(tmp_path)] == [Reject, Reject]


def test_an_unreadable_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _save(tmp_path / "a" / "1.html")
    _save(tmp_path / "b.html")
    real = Path.iterdir

    def iterdir(path: Path) -> object:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    refused, page = _read_all(tmp_path)
    assert isinstance(refused, Reject)
    assert refused.detail == "Permission denied"
    assert isinstance(page, Page)


def _chunked(body: bytes, size: int = 50) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


class Writer(WARCWriter):  # type: ignore[misc]
    """A writer that leaves no temporary file open."""

    @staticmethod
    def _create_temp_file() -> BytesIO:
        return BytesIO()


class Archive:
    """A web archive in the making; ``ends`` has the offset after each record."""

    def __init__(self, *, compressed: bool = True) -> None:
        self.file = BytesIO()
        self.ends = [0]
        self._writer = Writer(self.file, gzip=compressed, warc_version="1.0")

    def add(self, url: str, payload: bytes, status: str = "200 OK", **headers: str) -> None:
        pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
        http = StatusAndHeaders(status, pairs, protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(payload),
            http_headers=http,
            warc_headers_dict={"WARC-Date": "2024-03-05T02:10:00Z"},
        )
        self._write(record)

    def add_record(self, url: str, kind: str) -> None:
        self._write(self._writer.create_warc_record(url, kind, payload=BytesIO(b"x: y\r\n")))

    def _write(self, record: object) -> None:
        self._writer.write_record(record)
        self.ends.append(self.file.tell())

    def save(self, path: Path, *, size: int | None = None) -> Path:
        return _save(path, self.file.getvalue()[:size])


def _archive(*, compressed: bool, pages: int = 3) -> Archive:
    archive = Archive(compressed=compressed)
    for number in range(pages):
        body = HTML + os.urandom(200).hex().encode()
        archive.add(f"https://www.example.gov.cn/{number}.html", body, Content_Type="text/html; charset=gbk")
    return archive


@pytest.mark.parametrize("compressed", [True, False])
def test_an_archive_yields_its_pages(tmp_path: Path, compressed: bool) -> None:
    entries = _read_all(_archive(compressed=compressed).save(tmp_path / "1.warc"))
    assert [type(entry) for entry in entries] == [Page] * 3
    page = entries[1]
    assert isinstance(page, Page)
    assert page.url == page.requested_url == "https://www.example.gov.cn/1.html"
    assert page.fetched == "2024-03-05T02:10:00+00:00"
    assert page.content_type == "text/html; charset=gbk"
    assert page.body.startswith(HTML)


@pytest.mark.parametrize(
    ("payload", "headers"),
    [
        (HTML, {"Content_Type": "text/html"}),
        (_chunked(HTML), {"Content_Type": "text/html", "Transfer_Encoding": "chunked"}),
        (gzip.compress(HTML), {"Content_Type": "application/xhtml+xml", "Content_Encoding": "gzip"}),
        (
            _chunked(gzip.compress(HTML)),
            {"Content_Type": "text/html", "Content_Encoding": "gzip", "Transfer_Encoding": "chunked"},
        ),
        (HTML, {"Content_Type": "text/html", "Content_Encoding": "gzip"}),  # stored decoded, header as sent
        (HTML, {}),
        (HTML, {"Content_Type": "text/plain"}),
    ],
    ids=["plain", "chunked", "gzip", "chunked-gzip", "decoded", "no-type", "wrong-type"],
)
def test_payloads_are_decoded(tmp_path: Path, payload: bytes, headers: dict[str, str]) -> None:
    archive = Archive()
    archive.add("https://www.example.gov.cn/1.html", payload, **headers)
    page = _only(_read_all(archive.save(tmp_path / "1.warc.gz")))
    assert isinstance(page, Page)
    assert (page.body, page.format) == (HTML, "html")


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("", "a response record without WARC-Target-URI"),
        ("http://[x", "a response record whose WARC-Target-URI is no URL: http://[x (Invalid IPv6 URL)"),
    ],
)
def test_a_response_without_address_is_refused_and_the_next_is_read(
    tmp_path: Path, url: str, detail: str, compressed: bool
) -> None:
    archive = Archive(compressed=compressed)
    archive.add(url, HTML, Content_Type="text/html")
    archive.add("https://www.example.gov.cn/2.html", HTML, Content_Type="text/html")
    path = archive.save(tmp_path / "1.warc.gz")
    refused, page = _read_all(path)
    assert isinstance(refused, Reject)
    assert (refused.reason, refused.page.url) == (Reason.UNREADABLE, path.as_uri())
    assert refused.detail == detail
    assert isinstance(page, Page)
    assert page.body == HTML


def test_a_text_in_an_archive_is_a_text(tmp_path: Path) -> None:
    archive = Archive()
    archive.add("https://www.example.gov.cn/1.txt", "县城三月".encode(), Content_Type="text/plain; charset=utf-8")
    page = _only(_read_all(archive.save(tmp_path / "1.warc.gz")))
    assert isinstance(page, Page)
    assert page.format == "text"


def test_what_is_no_page_in_an_archive(tmp_path: Path) -> None:
    archive = Archive()
    archive.add("https://www.example.gov.cn/1.jpg", b"\xff\xd8", Content_Type="image/jpeg")
    archive.add_record("https://www.example.gov.cn/2.html", "metadata")
    archive.add("https://www.example.gov.cn/3.html", HTML, "404 Not Found", Content_Type="text/html")
    archive.add("https://www.example.gov.cn/4.html", b"", "302 Found", Content_Type="text/html", Location="/")
    archive.add("https://www.example.gov.cn/5.html", b"", Content_Type="text/html")
    image, metadata, missing, moved, empty = _read_all(archive.save(tmp_path / "1.warc.gz"))
    assert isinstance(image, Skipped)
    assert isinstance(metadata, Skipped)
    assert isinstance(missing, Reject)
    assert (missing.reason, missing.detail, missing.page.body) == (Reason.HTTP_ERROR, "HTTP 404 Not Found", HTML)
    assert isinstance(moved, Reject)
    assert isinstance(empty, Page)
    assert empty.body == b""


@pytest.mark.parametrize("payload", [b"x" * 1001, gzip.compress(b"\0" * 5_000_000)], ids=["long", "bomb"])
def test_the_cap_holds_inside_an_archive(tmp_path: Path, payload: bytes) -> None:
    archive = Archive()
    encoding = {"Content_Encoding": "gzip"} if payload.startswith(b"\x1f\x8b") else {}
    archive.add("https://www.example.gov.cn/1.html", payload, Content_Type="text/html", **encoding)
    archive.add("https://www.example.gov.cn/2.html", HTML, Content_Type="text/html")
    refused, page = _read_all(archive.save(tmp_path / "1.warc.gz"), max_bytes=1000)
    assert isinstance(refused, Reject)
    assert refused.page.url == "https://www.example.gov.cn/1.html"
    assert isinstance(page, Page)


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("missing", [4, 60, 250, 400, 500, 600, 620])
def test_a_torn_archive_yields_what_is_whole(tmp_path: Path, compressed: bool, missing: int) -> None:
    archive = _archive(compressed=compressed)
    path = archive.save(tmp_path / "1.warc.gz", size=archive.ends[-1] - missing)
    *pages, last = _read_all(path)
    if missing == 4:  # only the blank lines or the checksum after the page are missing
        assert [type(entry) for entry in (*pages, last)] == [Page] * 3
        return
    assert [type(entry) for entry in pages] == [Page] * 2
    assert isinstance(last, Reject)
    assert (last.reason, last.page.url) == (Reason.UNREADABLE, path.as_uri())
    assert f"{path}: torn or corrupt at offset {archive.ends[2]}" in last.detail


@pytest.mark.parametrize("compressed", [True, False])
def test_a_corrupt_archive_says_where(tmp_path: Path, compressed: bool, capsys: pytest.CaptureFixture[str]) -> None:
    archive = _archive(compressed=compressed)
    damaged = bytearray(archive.file.getvalue())
    middle = archive.ends[1]
    damaged[middle : middle + 300] = b"\xa5" * 300
    path = _save(tmp_path / "1.warc.gz", bytes(damaged))
    page, refused = _read_all(path)
    assert isinstance(page, Page)
    assert isinstance(refused, Reject)
    assert str(path) in refused.detail
    assert "offset" in refused.detail
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "body",
    [b"", b"no archive at all\n" * 9, b"\x1f\x8b\x08\0\0", gzip.compress(b"x" * 99, mtime=0), b"WARC/1.0\r\n\r\n"],
)
def test_any_bytes_named_warc_end_quietly(tmp_path: Path, body: bytes) -> None:
    entries = _read_all(_save(tmp_path / "1.warc.gz", body))
    assert all(isinstance(entry, Reject) for entry in entries)
    assert len(entries) == 1


def test_an_archive_in_one_piece_of_gzip(tmp_path: Path) -> None:
    whole = gzip.compress(_archive(compressed=False).file.getvalue())
    first, *rest = _read_all(_save(tmp_path / "1.warc.gz", whole))
    assert isinstance(first, Page)
    assert all(isinstance(entry, Page | Reject) for entry in rest)


def test_a_vanished_archive_is_refused(tmp_path: Path) -> None:
    assert isinstance(_only(list(read(Source(tmp_path / "1.warc", "warc"), 1000))), Reject)
