"""Saved input as pages: folders, HTML and text files, and web archives (WARC), read one entry at a time.

``walk`` finds files and opens none; ``read`` opens one file and yields its pages. What cannot be read is a ``Reject``
and what is no page is ``Skipped``: nothing here raises for a bad file, so that one never stops a run.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from warcio.archiveiterator import WARCIterator
from warcio.recordloader import ArcWarcRecordLoader

from crawler.core.model import Page, PageFormat, Reason, Reject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Kind = Literal["html", "text", "warc", "by-content", "other", "unreadable"]

#: Bytes at the start of a document in which markup shows itself.
_SNIFFED = 4096

#: Seconds: the last second of the year 9999, beyond which Python has no dates.
_LAST_SECOND = 253_402_300_799

_KINDS: dict[str, Kind] = {
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".txt": "text",
    ".warc": "warc",
    ".warc.gz": "warc",
}
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|meta|title|div|table|script|p)\b", re.IGNORECASE)
#: How a whole HTML document begins, whatever its file is called; a text dump with a stray tag does not.
_DOCUMENT = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?>\s|<!--.*?-->)*+<(?:!doctype|html|\?xml)\b", re.IGNORECASE | re.DOTALL
)
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the input, not opened yet; ``problem`` says why a folder is ``unreadable``."""

    path: Path
    kind: Kind
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or an archive record that is no page, such as an image: counted, not refused."""

    url: str
    why: str


Entry = Page | Reject | Skipped


def walk(paths: Iterable[Path]) -> Iterator[Source]:
    """Yield the files of the input in order: paths as given, folders with all below them, sorted by name.

    Links to folders inside a folder are not followed, they could lead in a circle. A file given by its own path is
    read whatever its ending; inside a folder other endings are skipped.
    """
    for path in paths:
        if path.is_dir():
            yield from _walk_folder(path)
        else:
            kind = _kind(path.name)
            yield Source(path, "by-content" if kind == "other" else kind)


def _walk_folder(folder: Path) -> Iterator[Source]:
    pending = [folder]
    while pending:
        path = pending.pop()
        if path != folder and not _is_own_folder(path):
            yield Source(path, _kind(path.name))
            continue
        try:
            pending.extend(sorted(path.iterdir(), reverse=True))
        except OSError as error:
            yield Source(path, "unreadable", _why(error))


def _is_own_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _kind(name: str) -> Kind:
    lower = name.lower()
    return next((kind for ending, kind in _KINDS.items() if lower.endswith(ending)), "other")


def read(source: Source, max_bytes: int) -> Iterator[Entry]:
    """Yield the pages of one file; pages of more than ``max_bytes`` are refused unread."""
    url = file_url(source.path)
    if source.kind == "other":
        yield Skipped(url, "not .html, .htm, .shtml, .txt, .warc or .warc.gz")
        return
    problem = source.problem or _problem(source.path)
    if problem:
        yield _unreadable(url, problem)
    elif source.kind == "warc":
        yield from _read_warc(source.path, max_bytes)
    else:
        yield _read_file(source, max_bytes)


def file_url(path: Path) -> str:
    """Return the ``file:`` URL of a path: absolute, ``..`` resolved, links left as they are."""
    return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 - Path.absolute keeps "..", resolve follows links


def _problem(path: Path) -> str:
    """Say why a path cannot be read as a file, or nothing; opening a pipe would wait for ever."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return _why(error)
    return "" if stat.S_ISREG(mode) else "not a regular file"


def _read_file(source: Source, max_bytes: int) -> Page | Reject:
    url = file_url(source.path)
    try:
        with source.path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_size > max_bytes:
                return _too_large(url, max_bytes, _saved(status.st_mtime))
            body = file.read()
    except OSError as error:
        return _unreadable(url, _why(error))
    page_format = _file_format(source.kind, body)
    return Page(body=body, url=url, requested_url=url, fetched=_saved(status.st_mtime), format=page_format)


def _saved(modified: float) -> str:
    """Return when a file was saved: the nearest thing to its fetching, and, unlike the clock, the same in every run."""
    return datetime.fromtimestamp(int(min(max(modified, 0), _LAST_SECOND)), UTC).isoformat()


def _file_format(kind: Kind, body: bytes) -> PageFormat:
    """Return what a file is read as: a .txt that begins like an HTML document is one, whatever it is called."""
    if kind == "text":
        return "html" if _DOCUMENT.match(_head(body)) else "text"
    return _format(body) if kind == "by-content" else "html"


def _format(body: bytes) -> PageFormat:
    return "html" if _MARKUP.search(_head(body)) else "text"


def _head(body: bytes) -> bytes:
    return body[:_SNIFFED].replace(b"\0", b"")  # markup in UTF-16 counts too


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _unreadable(url: str, detail: str) -> Reject:
    return Reject(reason=Reason.UNREADABLE, page=Page(body=b"", url=url, requested_url=url, fetched=""), detail=detail)


def _too_large(url: str, max_bytes: int, fetched: str) -> Reject:
    page = Page(body=b"", url=url, requested_url=url, fetched=fetched)
    return Reject(reason=Reason.TOO_LARGE, page=page, detail=f"more than {max_bytes} bytes (DOWNLOAD_MAXSIZE)")


def _read_warc(path: Path, max_bytes: int) -> Iterator[Entry]:
    """Yield the responses of a web archive; where it is torn or corrupt, one Reject says where, and it ends."""
    try:
        file = path.open("rb")
    except OSError as error:
        yield _unreadable(file_url(path), _why(error))
        return
    with file:
        status = os.fstat(file.fileno())
        records = WARCIterator(file)
        records.loader = _Loader()
        while True:
            try:
                entry = _next_entry(records, path, _saved(status.st_mtime), max_bytes)
            except StopIteration:
                break
            except Exception as error:  # noqa: BLE001 - warcio raises many kinds on damaged archives
                yield _damaged(path, records.offset, error)
                return
            yield entry
    if records.offset < status.st_size or not status.st_size:
        yield _damaged(path, records.offset, EOFError("the archive ends in the headers of a record"))


class _Loader(ArcWarcRecordLoader):  # type: ignore[misc] # warcio has no types
    """warcio's reader of records, which a record without an address does not stop."""

    def load_http_headers(self, rec_type: str, uri: str | None, stream: Any, length: int | None) -> Any:  # noqa: ANN401
        """Return the HTTP headers of a record, None where it has none."""
        return super().load_http_headers(rec_type, uri or "", stream, length)


def _next_entry(records: WARCIterator, path: Path, saved: str, max_bytes: int) -> Entry:
    # warcio prints what goes wrong inside compressed data and reads on; here that text is the only sign of it.
    with redirect_stderr(StringIO()) as complaints:
        record = next(records)
        problem = _address_problem(record)
        read = _record_entry(record, saved, max_bytes, complaints.getvalue) if not problem else None
        entry = read or _unreadable(file_url(path), problem)
        _drain(record)
        records.read_to_end()  # moves records.offset behind this record
    return entry


def _address_problem(record: Any) -> str:  # noqa: ANN401 - warcio has no types
    """Say why a response cannot be told from others, or nothing."""
    url = record.rec_headers.get_header("WARC-Target-URI")
    if record.rec_type != "response":
        return ""
    if not url:
        return "a response record without WARC-Target-URI"
    try:
        urlsplit(url)
    except ValueError as error:
        return f"a response record whose WARC-Target-URI is no URL: {url} ({error})"
    return ""


def _damaged(path: Path, offset: int, error: Exception) -> Reject:
    said = " ".join(str(error).split())[:200] or type(error).__name__
    return _unreadable(file_url(path), f"{path}: torn or corrupt at offset {offset}: {said}")


def _drain(record: Any) -> None:  # noqa: ANN401 - warcio has no types
    """Read what is left of a record; raise ``EOFError`` where the archive ends inside it."""
    if not (record.rec_headers.get_header("Content-Length") or "").isdecimal():
        raise EOFError("record without Content-Length")
    while record.raw_stream.read(_CHUNK):
        pass
    if record.raw_stream.limit > 0:
        raise EOFError(f"{record.raw_stream.limit} bytes of the record are missing")


def _record_entry(record: Any, saved: str, max_bytes: int, complaints: Callable[[], str]) -> Entry:  # noqa: ANN401
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type != "response" or record.http_headers is None:
        return Skipped(url, f"{record.rec_type} record")
    content_type = record.http_headers.get_header("Content-Type") or ""
    if not _may_be_page(content_type):
        return Skipped(url, content_type)
    fetched = _warc_date(record.rec_headers.get_header("WARC-Date") or "", saved)
    body = _payload(record, max_bytes)
    if body is None:
        return _too_large(url, max_bytes, fetched)
    if complaint := complaints().strip():
        return _unreadable(url, f"payload cannot be decompressed: {complaint}", fetched)
    form: PageFormat = "html" if "html" in content_type.lower() else _format(body)
    page = Page(body=body, url=url, requested_url=url, fetched=fetched, content_type=content_type, format=form)
    status = record.http_headers.statusline
    return page if status.startswith("200") else Reject(reason=Reason.HTTP_ERROR, page=page, detail=f"HTTP {status}")


def _may_be_page(content_type: str) -> bool:
    mime = content_type.partition(";")[0].strip().lower()
    return mime in ("", "text/plain") or "html" in mime


def _payload(record: Any, max_bytes: int) -> bytes | None:  # noqa: ANN401 - warcio has no types
    """Return the page without chunking and compression, or None where it is larger than ``max_bytes``."""
    if record.length is not None and record.length > max_bytes:
        return None
    body: bytes = record.content_stream().read(max_bytes + 1)
    return body if len(body) <= max_bytes else None


def _warc_date(date: str, saved: str) -> str:
    """Return a WARC-Date in the form of all our times; without a usable one, when the archive was saved."""
    try:
        stamp = datetime.fromisoformat(date)
    except ValueError:
        return saved
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)).isoformat()
