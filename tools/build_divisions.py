"""Builds ``crawler/core/data/divisions.tsv`` from a CSV of county-level divisions with former names and codes.

The CSV has the columns code, name, province, prefecture and former (``year:name:code;…``).
Run: ``python tools/build_divisions.py DIVISIONS.csv``.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "crawler/core/data/divisions.tsv"
COLUMNS = ("code", "name", "province", "prefecture", "former")
HEAD = """\
# County-level divisions of China (县级行政区): codes and names of GB/T 2260 as of September 2026, {rows} rows.
# former: earlier names and codes since 1999, year:name:code separated by ";" (the year of the change).
# Source: Ministry of Civil Affairs, public registers of administrative divisions. Built by tools/build_divisions.py.
# {columns}
"""


def main(source: Path) -> None:
    """Write the table."""
    with source.open(encoding="utf-8", newline="") as lines:
        rows = [[row[column].strip() for column in COLUMNS] for row in csv.DictReader(lines)]
    rows.sort()
    head = HEAD.format(rows=f"{len(rows):,}", columns="\t".join(COLUMNS))
    TARGET.write_text(head + "".join("\t".join(row).rstrip("\t") + "\n" for row in rows), "utf-8")
    print(f"{len(rows)} divisions -> {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
