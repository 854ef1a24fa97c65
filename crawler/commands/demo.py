"""``scrapy demo``: crawls the demo counties, which the package brings along, and compares the result with the truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    import argparse

OUTPUT = Path("output/demo")


class Command(ScrapyCommand):
    """Serve the demo counties, crawl them, print a table; exit 0 only if every expectation holds."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the form of the command line."""
        return "[--output DIR] [--serve]"

    def short_desc(self) -> str:
        """Return the line of ``scrapy`` without arguments."""
        return "Crawl the demo counties on this machine and compare the articles with the truth"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the two options to Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--output", type=Path, default=OUTPUT, metavar="DIR", help="wiped first (%(default)s)")
        parser.add_argument("--serve", action="store_true", help="only serve, until Ctrl-C")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve and, unless told to serve only, crawl and judge."""
        # Scrapy imports every command for every command; the demo's tables and templates only cost where they are used.
        from crawler.demo.run import run, serve

        if args:
            raise UsageError(f"unexpected argument {args[0]!r}", print_help=False)
        self.exitcode = serve() if opts.serve else run(opts.output)
