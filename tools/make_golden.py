"""Make the golden pages of ``tests/golden``: raw bytes of demo pages, and beside each what must come out of it.

``python tools/make_golden.py`` keeps the pages that are there, adds one for each demo site without, and writes the
expected records anew; read the difference before you commit it (``git diff tests/golden``).
"""

from __future__ import annotations

import sys
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.corpus import CONTEXT, Case, demo
from crawler.core import process
from crawler.core.model import Article, Page
from crawler.items import article_line, reject_line

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden"


def main() -> None:
    """Write missing pages, then every expected record."""
    for name, case in _chosen().items():
        page = GOLDEN / f"{name}.html"
        if not page.exists():
            page.write_bytes(case.page.body)
            about = {"url": case.page.url, "content_type": case.page.content_type}
            page.with_suffix(".page.json").write_bytes(orjson.dumps(about, option=orjson.OPT_INDENT_2) + b"\n")
    for path in sorted(GOLDEN.glob("*.html")):
        path.with_suffix(".json").write_bytes(expected(path))
        print(path.name)


def _chosen() -> dict[str, Case]:
    """Return one article of each demo site, another number at each site, so that encodings and declarations vary."""
    sites: dict[str, list[Case]] = {}
    for case in demo():
        if case.expected and case.expected.article:
            sites.setdefault(case.expected.site, []).append(case)
    return {name: cases[number % len(cases)] for number, (name, cases) in enumerate(sites.items())}


def expected(path: Path) -> bytes:
    """Return the record that the page gives today, indented."""
    about = orjson.loads(path.with_suffix(".page.json").read_bytes())
    page = Page(
        body=path.read_bytes(),
        url=about["url"],
        requested_url=about["url"],
        fetched="2026-12-31T00:00:00+00:00",
        content_type=about["content_type"],
    )
    outcome = process(page, CONTEXT)
    line = article_line(outcome) if isinstance(outcome, Article) else reject_line(outcome, keep_body=False)
    record = orjson.loads(line)
    del record["version"]
    return orjson.dumps(record, option=orjson.OPT_INDENT_2) + b"\n"


if __name__ == "__main__":
    main()
