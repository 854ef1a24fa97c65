"""What the documents show and list is what the project writes: example lines, keys, reasons, rules."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import orjson
import pytest

from crawler.core.model import Reason
from crawler.items import schema
from tools.make_golden import GOLDEN, expected

ROOT = Path(__file__).parents[1]
DOCS = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "docs/article.md", "docs/operations.md")}
RECORD = orjson.loads(expected(GOLDEN / "990130-clone.html"))
LABELS = tomllib.loads((ROOT / "crawler" / "core" / "data" / "labels.toml").read_text("utf-8"))
HEADINGS = ("Keys", "Entries of `removed`")


@pytest.mark.parametrize("name", ["README.md", "docs/article.md"])
def test_the_example_is_the_golden_record(name: str) -> None:
    example = _example(name)
    assert list(example) == [key for key in schema()["required"] if key in example]
    shared = example.keys() & RECORD.keys()
    assert {key: RECORD[key] for key in shared if not _shows(example[key], RECORD[key])} == {}


def test_every_key_and_rule_and_reason_is_explained() -> None:
    article = DOCS["docs/article.md"]
    keys, removed = (article.partition(f"\n## {head}\n")[2].partition("\n## ")[0] for head in HEADINGS)
    assert [key for key in schema()["required"] if f"`{key}`" not in keys] == []
    assert list(_example("docs/article.md")) == schema()["required"]
    assert [kind for kind in LABELS["lines"] if f"`{kind}`" not in removed] == []
    assert [str(reason) for reason in Reason if f"\n| `{reason}` |" not in DOCS["docs/operations.md"]] == []


def test_every_file_of_extract_has_its_line() -> None:
    files = [path.name for path in (ROOT / "crawler" / "core" / "extract").glob("*.py")]
    architecture = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = architecture.partition("\n## Inside extract\n")[2].partition("\n## ")[0]
    assert [name for name in files if f"`{name}`" not in table] == []


def _example(name: str) -> dict[str, object]:
    found = re.search(r"```json\n(.*?)```", DOCS[name], re.DOTALL)
    assert found
    example: dict[str, object] = orjson.loads(found[1])
    return example


def _shows(shown: object, real: object) -> bool:
    """Tell whether an example shows a value: cut at … where it is a text, some entries where it is a list."""
    if isinstance(shown, str) and isinstance(real, str):
        return re.fullmatch(".*".join(map(re.escape, shown.split("…"))), real, re.DOTALL) is not None
    if isinstance(shown, dict) and isinstance(real, dict):
        return shown.keys() == real.keys() and all(_shows(shown[key], real[key]) for key in shown)
    if isinstance(shown, list) and isinstance(real, list):
        return bool(shown) == bool(real) and all(entry in real for entry in shown)
    return shown == real
