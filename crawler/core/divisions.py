"""The county-level divisions of China (县级行政区) by GB/T 2260 code, with their former names and codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from crawler.core.tables import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerDivision:
    """An earlier name and code of a division, and the year in which it gave way to the present one."""

    year: int
    name: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One county-level division; ``prefecture`` is empty where the province governs it directly."""

    code: str  # six digits
    name: str  # official name: 武山县
    province: str
    prefecture: str = ""
    former: tuple[FormerDivision, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The present name, then the former ones."""
        return (self.name, *(earlier.name for earlier in self.former))


def parse_divisions(lines: Iterable[str]) -> dict[str, Division]:
    """Return the divisions of tab-separated lines by code: code, name, province, prefecture, former.

    Trailing empty columns may be missing. ``former`` is ``year:name:code`` separated by ``;``.
    Raises ``ValueError`` with the line for a wrong shape, and for a code that comes twice.
    """
    found: dict[str, Division] = {}
    for line in lines:
        division = _parse_line(line)
        if division.code in found:
            raise ValueError(f"division code {division.code} comes twice: {line!r}")
        found[division.code] = division
    return found


def _parse_line(line: str) -> Division:
    columns = line.rstrip("\r\n").split("\t")
    if not 3 <= len(columns) <= 5:
        raise ValueError(f"expected code, name, province[, prefecture[, former]], tab-separated: {line!r}")
    code, name, province, prefecture, former = (*columns, "", "")[:5]
    if not _is_code(code) or not name or not province:
        raise ValueError(f"expected a six-digit code, a name and a province: {line!r}")
    earlier = tuple(_parse_former(part, line) for part in former.split(";") if part)
    return Division(code=code, name=name, province=province, prefecture=prefecture, former=earlier)


def _parse_former(part: str, line: str) -> FormerDivision:
    pieces = part.split(":")
    if len(pieces) != 3 or not (pieces[0].isascii() and pieces[0].isdigit()) or not _is_code(pieces[2]):
        raise ValueError(f"expected year:name:code, not {part!r}: {line!r}")
    return FormerDivision(year=int(pieces[0]), name=pieces[1], code=pieces[2])


def _is_code(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isdigit()


@cache
def divisions() -> Mapping[str, Division]:
    """Return the divisions of the package's own table by code; read-only."""
    return MappingProxyType(parse_divisions(read_lines("divisions.tsv")))
