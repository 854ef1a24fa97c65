"""Bytes that are no text: images, archives, documents of other programs."""

from __future__ import annotations

from crawler.core.decode.ladder import by_bom, by_zero_bytes

#: Share of control bytes from which a file is no text.
CONTROL_SHARE = 0.05
MAGIC = (
    *(b"%PDF-", b"PK\x03\x04", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf"),
    *(b"Rar!", b"\xd0\xcf\x11\xe0", b"\x7fELF", b"ID3", b"OggS", b"wOFF", b"wOF2", b"\x28\xb5\x2f\xfd", b"{\\rtf"),
)
_TEXT_BYTES = bytes(b for b in range(256) if b >= 0x20 or b in b"\t\n\f\r\x1b\x1a")


def binary(body: bytes) -> str | None:
    """Return why the bytes are no text, None where they may be: a known signature, or too many control bytes."""
    if body.startswith(MAGIC):
        return f"signature {next(filter(body.startswith, MAGIC))!r}"
    front = body[:4096]
    if by_bom(front) or by_zero_bytes(front):
        return None
    controls = len(front.translate(None, _TEXT_BYTES))
    if controls > CONTROL_SHARE * len(front):
        return f"{controls} control bytes"
    return None
