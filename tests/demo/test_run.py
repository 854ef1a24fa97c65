"""A whole run of the demo, and its parts that need no crawl: declarations, the output folder, the table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.core.divisions import parse_divisions
from crawler.demo import declare
from crawler.demo.run import MARKER, SHOWN, misfits, run, table, told, wipe
from crawler.demo.truth import Verdict, compare
from crawler.exitcodes import ExitCode
from crawler.sites import load_sites

if TYPE_CHECKING:
    import pytest

    from crawler.demo.world import World


def test_declarations_are_read_back_by_the_crawler(world: World, tmp_path: Path) -> None:
    settings = declare.write(world, tmp_path)
    lines = settings["COUNTY_NEWS_DIVISIONS_EXTRA"].read_text(encoding="utf-8").splitlines()
    divisions = parse_divisions(lines)
    assert len(divisions) == 10
    sites = load_sites(settings["COUNTY_NEWS_SEEDS"], divisions)
    assert [site.start_urls[0] for site in sites] == [site.start_url for site in world.sites.values()]
    assert sum(site.since is not None for site in sites) == 1


def test_most_originals_need_only_four_lines(world: World) -> None:
    bare = [site for site in world.sites.values() if not site.declared]
    assert len(bare) == 8


def test_only_folders_of_the_demo_are_wiped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = wipe(tmp_path / "new")
    (mine / "articles-1.jsonl").touch()
    assert sorted(path.name for path in wipe(mine).iterdir()) == [MARKER]
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").touch()
    assert run(other) == ExitCode.CONFIGURATION
    assert "no demo wrote" in capsys.readouterr().err
    assert (other / "thesis.txt").exists()


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.touch()
    for output in (file, file / "demo"):
        assert run(output) == ExitCode.CONFIGURATION
        assert capsys.readouterr().err == f"scrapy demo: {output}: cannot write there: Not a directory\n"


def test_the_table_has_a_line_for_each_site_and_a_total(world: World) -> None:
    lines = table(world, compare(world.expected, [], []))
    assert len(lines) == len(world.sites) + 2
    assert lines[-1].split() == ["total", "0/111", "-", "0/19"]


def test_a_problem_that_many_pages_share_is_told_shortly() -> None:
    verdicts = [Verdict("990121", f"http://h/{n}", "article is missing") for n in range(30)]
    lines = told([*verdicts, Verdict("990122", "http://h/x", "text match 0.5")])
    assert len(lines) == SHOWN + 2
    assert lines[-1] == f"… and {30 - SHOWN} more pages: article is missing"


def test_items_are_held_against_the_schema() -> None:
    assert misfits([]) == []
    (line,) = misfits([{"url": "http://h/a", "text": 3}])
    assert line.startswith("http://h/a: no article/1: ")


def test_the_whole_demo_comes_out_as_its_truth(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "demo", "--output", str(folder)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every expectation holds." in done.stdout
    assert len(list(folder.glob("articles-*.jsonl"))) == 1
