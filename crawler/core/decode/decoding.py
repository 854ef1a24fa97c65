"""The value that the decoder returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """The text of some bytes: ``encoding`` by its usual name, ``bad_bytes`` the number of U+FFFD put in their place.

    ``restored`` counts the pieces of text that had been encoded twice, by rule; ``lost`` the characters of which an
    earlier program left nothing (锟斤拷), or too little to restore them. ``beyond`` says that text
    in GB18030 has characters outside GBK: private use or four bytes, as other encodings read as GBK do.
    """

    encoding: str
    text: str
    evidence: tuple[str, ...]
    bad_bytes: int = 0
    restored: tuple[tuple[str, int], ...] = ()
    lost: int = 0
    beyond: bool = False

    @property
    def overruled(self) -> bool:
        """Whether a declaration of the page or its server was wrong."""
        return any(item.startswith(("overruled:header", "overruled:meta", "overruled:xml")) for item in self.evidence)

    @property
    def mixed(self) -> bool:
        """Whether the page consists of runs in several encodings."""
        return any(item.startswith("run:") for item in self.evidence)
