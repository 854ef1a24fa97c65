"""The declarations of the demo's sites and divisions, in the form that a crawl reads."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from crawler.demo.articles import counties

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from crawler.demo.world import BuiltSite, World

SEEDS = "seeds"
SITES_FILE = "99-demo.toml"
DIVISIONS_FILE = "divisions.tsv"


def seeds(world: World) -> str:
    """Return the TOML declarations of all sites at their present ports."""
    return "\n".join(_declaration(site) for site in world.sites.values())


def _declaration(site: BuiltSite) -> str:
    values = {
        "code": site.county.code,
        "name": site.county.name,
        "start_urls": [site.start_url],
        "delay": 0.0,
        **site.declared,
    }
    lines = (f"{key} = {_toml(value)}" for key, value in values.items())
    return "\n".join(("[[site]]", *lines, ""))


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)  # strings, numbers and lists of them are the same in TOML


def divisions() -> str:
    """Return the fictional divisions as tab-separated lines: code, name, province, prefecture."""
    rows = (f"{county.code}\t{county.name}\t{county.province}\t{county.prefecture}\n" for county in counties().values())
    return "".join(rows)


def write(world: World, folder: Path) -> Mapping[str, Path]:
    """Write both below ``folder`` and return the settings that point a crawl at them."""
    sites, table = folder / SEEDS / SITES_FILE, folder / DIVISIONS_FILE
    sites.parent.mkdir(parents=True, exist_ok=True)
    sites.write_text(seeds(world), encoding="utf-8")
    table.write_text(divisions(), encoding="utf-8")
    return {"COUNTY_NEWS_SEEDS": sites.parent, "COUNTY_NEWS_DIVISIONS_EXTRA": table, "COUNTY_NEWS_OUTPUT": folder}
