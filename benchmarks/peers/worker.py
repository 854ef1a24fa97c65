"""A process that runs extractors on pages: a JSON line in (a page, a tool), one out (what it found, CPU milliseconds).

``python -m benchmarks.peers.worker``. It runs under the project's interpreter and under that of the peers' environment,
so a tool is imported when it is first asked for. Peers have the settings that score best on Chinese pages.
"""

from __future__ import annotations

import base64
import gc
import json
import logging
import os
import socket
import sys
import time
import warnings
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Markup = Any  # bytes or str, as the tool takes it
    Fields = dict[str, Any]  # of a request, or found: text (or html to make it of), title, date, what a tool knows of


class Tool(NamedTuple):
    """An extractor, the distribution it comes in, and the forms of a page it takes."""

    extract: Callable[[Markup, Fields], Fields]
    distribution: str
    forms: tuple[str, ...] = ("text",)


def _county_news(markup: Markup, request: Fields) -> Fields:
    from crawler.core import process
    from crawler.core.model import Context, Page

    url, header = request["url"], request["content_type"]
    page = Page(body=markup, url=url, requested_url=url, fetched="2026-12-31T00:00:00+00:00", content_type=header)
    outcome = process(page, Context(today=date(2026, 12, 31), target_script="keep"))
    return {name: getattr(outcome, name, None) for name in ("text", "title")} | {
        "date": getattr(outcome, "published", None)
    }


def _lexbor(markup: Markup, _request: Fields) -> Fields:
    from selectolax.lexbor import LexborHTMLParser

    LexborHTMLParser(markup)
    return {}


def _trafilatura(markup: Markup, request: Fields) -> Fields:
    from trafilatura import bare_extraction

    settings = {"with_metadata": True, "include_comments": False, "favor_precision": True}
    found = bare_extraction(markup, url=request["url"], **settings)
    return {"text": found.text, "title": found.title, "date": found.date} if found else {}


def _magic_html(markup: Markup, request: Fields) -> Fields:
    from magic_html import GeneralExtractor

    found = GeneralExtractor().extract(markup, base_url=request["url"])
    return {"html": found["html"], "title": found["title"]}


def _readability(markup: Markup, _request: Fields) -> Fields:
    from readability import Document

    document = Document(markup)
    return {"html": document.summary(html_partial=True), "title": document.short_title()}


def _gne(markup: Markup, _request: Fields) -> Fields:
    from gne import GeneralNewsExtractor

    found = GeneralNewsExtractor().extract(markup)
    return {"text": found["content"], "title": found["title"], "date": found["publish_time"]}


def _newspaper(markup: Markup, request: Fields) -> Fields:
    from newspaper import Article

    article = Article(request["url"], language="zh", fetch_images=False)
    article.download(input_html=markup)
    article.parse()
    return {"text": article.text, "title": article.title, "date": str(article.publish_date or "")}


def _justext(markup: Markup, _request: Fields) -> Fields:
    from justext import justext

    # There is no Chinese stop list, and a Chinese sentence has about a third of the characters of an English one.
    paragraphs = justext(markup, frozenset(), length_low=20, length_high=60, stopwords_low=0, stopwords_high=0)
    return {"text": "\n".join(each.text for each in paragraphs if not each.is_boilerplate)}


def _resiliparse(markup: Markup, _request: Fields) -> Fields:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(markup)
    return {"text": extract_plain_text(tree, main_content=True, alt_texts=False), "title": tree.title}


BOTH = ("text", "bytes")
OURS = {"county_news": Tool(_county_news, "", ("bytes",)), "lexbor parse": Tool(_lexbor, "selectolax")}
PEERS = {
    "magic-html": Tool(_magic_html, "magic-html"),
    "readability-lxml": Tool(_readability, "readability-lxml", BOTH),
    "trafilatura": Tool(_trafilatura, "trafilatura", BOTH),
    "newspaper4k": Tool(_newspaper, "newspaper4k"),
    "jusText": Tool(_justext, "jusText", BOTH),
    "gne": Tool(_gne, "gne"),
    "resiliparse": Tool(_resiliparse, "resiliparse"),
}


def answer(request: Fields, versions: dict[str, str]) -> Fields:
    """Return what a tool finds, with ``ms`` and ``version``, and ``error`` where it raised; fill ``versions``."""
    name = request["tool"]
    tool = (OURS | PEERS)[name]
    markup = base64.b64decode(request["body"]) if request["form"] == "bytes" else request["body"]
    if name not in versions:
        versions[name] = version(tool.distribution) if tool.distribution else ""
        _run(tool, markup, request)  # loads the tool and its tables
        gc.collect()
        gc.freeze()  # the garbage collector's walks through the tables of all tools are no part of a page's cost
    gc.collect()  # nor is the garbage of the tool before
    found = _run(tool, markup, request) | {"version": versions[name]}
    if html := found.pop("html", None):
        from lxml.html import fromstring

        found["text"] = str(fromstring(f"<div>{html}</div>").text_content())
    return found


def _run(tool: Tool, markup: Markup, request: Fields) -> Fields:
    start = time.process_time()
    try:
        found = tool.extract(markup, request)
    except Exception as error:  # noqa: BLE001 - peers raise anything; the page counts as lost
        found = {"error": repr(error)[:200]}
    return found | {"ms": (time.process_time() - start) * 1000}


def _offline(*_: object, **__: object) -> None:
    raise OSError("no tool may fetch anything")


def main() -> None:
    """Answer requests until the input ends; what tools print themselves goes to stderr."""
    socket.getaddrinfo = _offline
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    logging.disable()
    warnings.simplefilter("ignore")
    versions: dict[str, str] = {}
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), versions)), file=answers, flush=True)


if __name__ == "__main__":
    main()
