"""The exit codes of all commands, and the one kind of error that stops a command before it begins.

Scrapy itself exits 0 when every request failed and on SIGINT; these commands answer truthfully instead::

    0  OK             it ran, and there is output (or all of it was there already)
    1  CONFIGURATION  nothing was fetched or read: wrong seeds, setting or argument, output that cannot be written
    2  USAGE          the command line is wrong: unknown option or spider, a path that does not exist
    3  NO_ARTICLE     it ran, but no article came out, and none was skipped as already done
    4  FAILED         it ran, but a stage raised or a line could not be written: a bug of ours, or a full disk
    5  INTERRUPTED    it was stopped before its end (SIGINT, SIGTERM, a CLOSESPIDER limit): run it again to finish

Where several hold, FAILED goes before INTERRUPTED, and INTERRUPTED before NO_ARTICLE.

Errors that mean exit code 1::

    ConfigurationError            settings and spider arguments: crawler.options, crawler.spiders.county_news
    ├── crawler.sites.SiteError   declarations of sites, all problems of all files at once
    └── crawler.sink.OutputError  the output folder or file cannot be opened for writing, or another run holds it
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the exit status of a command says; the table is in the module's docstring."""

    OK = 0
    CONFIGURATION = 1
    USAGE = 2
    NO_ARTICLE = 3
    FAILED = 4
    INTERRUPTED = 5


class ConfigurationError(Exception):
    """What the operator gave is wrong, and the message says what, where, and what would be right.

    Commands print the message without a traceback and exit with ``ExitCode.CONFIGURATION``.
    """
