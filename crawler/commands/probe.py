"""``scrapy probe``: one page under the loupe, from bytes to item, for people who declare sites or doubt an item.

It takes the page through ``crawler.core.STAGES`` one by one and says what each changed. A URL is fetched as a crawl
would: by Scrapy's downloader, under our user agent, if robots.txt allows it. Nothing is written.
"""

from __future__ import annotations

import json
import re
import sys
import time
import traceback
import warnings
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from scrapy import Request, Spider
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import IgnoreRequest, UsageError

from crawler import inputs
from crawler.commands import show
from crawler.core import STAGES
from crawler.core.extract import explain
from crawler.core.model import TEXT_FIELDS, Draft, Page, Reason, Reject, SiteFacts
from crawler.core.record import record
from crawler.exitcodes import ConfigurationError, ExitCode
from crawler.items import article_line, reject_line
from crawler.middlewares import RobotsForbidden
from crawler.options import Options
from crawler.sites import load_sites
from crawler.spiders.county_news import host, user_agent

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import Settings
    from twisted.python.failure import Failure

    from crawler.core import Stage
    from crawler.core.model import Article, Context

#: Fields of a draft that stages fill in or change, beside its blocks.
FIELDS = (
    *TEXT_FIELDS, "published", "keywords", "views", "attachments", "images", "parts", "evidence",
    "language", "script", "encoding", "fingerprint",
)  # fmt: skip

#: Characters of a text that fit a line of a terminal with what stands before it.
WIDTH = 76

#: Blocks shown of a run that was dropped for one reason; menus have hundreds.
DROPPED_RUN = 4

# What a terminal would obey rather than show: control characters, and changes of writing direction.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_URL = re.compile(r"https?://", re.IGNORECASE)


class Command(ScrapyCommand):
    """The command ``probe``."""

    requires_project = True
    requires_crawler_process = False  # only for a URL

    def syntax(self) -> str:
        """Return what follows the name of the command."""
        return "URL|FILE [--json]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Show how one page becomes an item, stage by stage"

    def long_desc(self) -> str:
        """Return the text of ``scrapy probe -h``."""
        return (
            "Fetch or read one page and show: the answer, what speaks for its encoding, the CMS family, kept and "
            "dropped blocks with reasons, what every stage changed, and the item or the reason why there is none. "
            "Of an archive (.warc), the first page. Exit codes as for extract."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        """Add the options of this command to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="everything, uncut, as one JSON object")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Look at the page, print what was seen, and set the exit code."""
        if len(args) != 1 or args[0].startswith("-"):
            raise UsageError("give one URL or FILE", print_help=False)
        if self.settings is None:
            raise RuntimeError("Scrapy gives every command its settings")
        try:
            options = Options.from_settings(self.settings)
            # Scrapy's log only where it is asked for: what it says is in the report.
            self.settings.set("LOG_ENABLED", bool(opts.loglevel or opts.logfile), priority="cmdline")
            url = _URL.match(args[0])
            fetched = _fetch(args[0], options, self.settings) if url else _read(args[0], self.settings)
        except ConfigurationError as error:
            print(f"scrapy probe: {error}", file=sys.stderr)
            self.exitcode = ExitCode.CONFIGURATION
            return
        report, self.exitcode = _look(fetched, options.context(datetime.now(UTC).isoformat()))
        show(json.dumps(report, ensure_ascii=False, indent=2) if opts.json else "\n".join(_text(report)))


@dataclass(slots=True)
class Fetched:
    """What was got: a page, or the reason why there is none; with the answer of the server, if one was asked."""

    entry: Page | Reject
    status: int | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)


class ProbeSpider(Spider):
    """The spider of one request, under the rules of a crawl; what comes goes into ``fetched``."""

    name = "probe"
    custom_settings = {"ITEM_PIPELINES": {}}  # noqa: RUF012 - Scrapy's declaration

    def __init__(self, *, request: Request, site: SiteFacts, fetched: Fetched) -> None:
        """Keep what to ask for and where the answer goes."""
        super().__init__()
        self.request, self.site, self.fetched = request, site, fetched

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Return the spider, under the name of the crawler of a crawl."""
        agent = user_agent(Options.from_settings(crawler.settings).contact)
        crawler.settings.set("USER_AGENT", agent, priority="spider")
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Yield the request."""
        yield self.request.replace(callback=self.parse, errback=self.failed, dont_filter=True)

    def parse(self, response: Response, **_: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        """Keep the answer; one that is no success is refused as in a crawl."""
        headers = response.headers.to_unicode_dict()
        page = Page(
            body=response.body,
            url=response.url,
            requested_url=self.request.url,
            fetched=datetime.now(UTC).isoformat(timespec="seconds"),
            content_type=headers.get("Content-Type", ""),
            site=self.site,
        )
        self.fetched.status = response.status
        self.fetched.headers = [(str(name), str(value)) for name, value in headers.items()]
        bad = Reject(reason=Reason.HTTP_ERROR, page=page, detail=f"HTTP {response.status}")
        self.fetched.entry = page if response.status == 200 else bad

    def failed(self, failure: Failure) -> None:
        """Keep why there is no answer."""
        reason = Reason.ROBOTS if isinstance(failure.value, RobotsForbidden) else Reason.UNREACHABLE
        error = failure.value
        name = "" if isinstance(error, IgnoreRequest) else f"{type(error).__name__}: "
        self.fetched.entry = _no_answer(self.request.url, f"{name}{error}".rstrip(": "), reason)


def _fetch(url: str, options: Options, settings: Settings) -> Fetched:
    fetched = Fetched(_no_answer(url, "the request was never sent", Reason.UNREACHABLE))
    request, site = _request(url), _declared(url, options)
    process = AsyncCrawlerProcess(settings)
    process.crawl(ProbeSpider, request=request, site=site, fetched=fetched)
    process.start()
    return fetched


def _request(url: str) -> Request:
    try:
        if host(url):
            return Request(url)
    except ValueError as error:
        raise UsageError(f"{url}: {error}", print_help=False) from None
    raise UsageError(f"{url}: no server in this URL", print_help=False)


def _no_answer(url: str, detail: str, reason: Reason) -> Reject:
    return Reject(reason=reason, page=Page(body=b"", url=url, requested_url=url, fetched=""), detail=detail)


def _declared(url: str, options: Options) -> SiteFacts:
    """Return what is declared about the server of a URL; a page of no declared site can be probed too."""
    sites = load_sites(options.seeds, options.divisions)
    found = (site.facts for site in sites if host(url) in {host(start) for start in site.start_urls})
    return next(found, SiteFacts())


def _read(name: str, settings: Settings) -> Fetched:
    path = Path(name)
    if not path.exists() or path.is_dir():
        raise UsageError(f"{name}: no such file, and no http or https URL", print_help=False)
    limit = settings.getint("DOWNLOAD_MAXSIZE") or sys.maxsize - 1
    entries = (entry for source in inputs.walk([path]) for entry in inputs.read(source, limit))
    found = [entry for entry in entries if not isinstance(entry, inputs.Skipped)]
    nothing = _no_answer(inputs.file_url(path), "no page in this archive", Reason.UNREADABLE)
    return Fetched(next((entry for entry in found if isinstance(entry, Page)), found[0] if found else nothing))


def _look(fetched: Fetched, context: Context) -> tuple[dict[str, Any], ExitCode]:
    """Return everything there is to see of a page, and the exit code."""
    entry = fetched.entry
    page = entry.page if isinstance(entry, Reject) else entry
    report: dict[str, Any] = {"answer": _answer(fetched, page), "charset": _charset(page)}
    if isinstance(entry, Reject):
        return report | {"record": json.loads(reject_line(entry, keep_body=False))}, ExitCode.NO_ARTICLE
    _run(page, context)  # loads the tables, so that the times below are those of the stages
    steps, outcome = _run(page, context)
    decoded = next((step.outcome for step in steps if isinstance(step.outcome, Draft) and step.outcome.markup), None)
    if isinstance(decoded, Draft):
        report["charset"] |= {"chosen": decoded.encoding, "evidence": list(decoded.encoding_evidence)}
        report |= {"head": _head(decoded.markup)} | _reading(decoded)
    report["kind"] = outcome.reason if isinstance(outcome, Reject) else "article"
    report["stages"] = [_changes(step) for step in steps]
    line = reject_line(outcome, keep_body=False) if isinstance(outcome, Reject) else article_line(outcome)
    return report | {"record": json.loads(line)}, _verdict(outcome)


def _verdict(outcome: Article | Reject) -> ExitCode:
    if not isinstance(outcome, Reject):
        return ExitCode.OK
    return ExitCode.FAILED if outcome.reason is Reason.FAILED else ExitCode.NO_ARTICLE


def _answer(fetched: Fetched, page: Page) -> dict[str, Any]:
    return {
        "requested_url": page.requested_url,
        "url": page.url,
        "status": fetched.status,
        "headers": [list(header) for header in fetched.headers],
        "fetched": page.fetched,
        "bytes": len(page.body),
        "sha256": sha256(page.body).hexdigest(),
        "format": page.format,
        "site": {"adcode": page.site.adcode, "county": page.site.county, "profile": page.site.profile},
    }


def _charset(page: Page) -> dict[str, Any]:
    """Return what each declaration says, and whether the bytes are valid as that."""
    header = _CHARSET.search(page.content_type)
    declared = {
        "Content-Type header": header[1] if header else None,
        "byte order mark": EncodingDetector.strip_byte_order_mark(page.body)[1],
        "document": EncodingDetector.find_declared_encoding(page.body, is_html=True),
        "site declaration": page.site.encoding,
    }
    return {"declared": [[by, says, _valid(page.body, says)] for by, says in declared.items() if says]}


def _valid(body: bytes, encoding: str) -> str:
    try:
        body.decode(encoding)
    except UnicodeError as error:
        return f"invalid at byte {error.start}" if isinstance(error, UnicodeDecodeError) else "invalid"
    except LookupError:
        return "no such encoding"
    return "valid"


def _head(markup: str) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # bs4's advice on markup that is XML or a file name is for programmers
        soup = BeautifulSoup(markup, "lxml")
    metas = [(meta.get("name") or meta.get("property"), meta.get("content")) for meta in soup.find_all("meta")]
    title = soup.title.get_text() if soup.title else None
    return {"title": title, "meta": [[str(name), str(content)] for name, content in metas if name and content]}


def _reading(draft: Draft) -> dict[str, Any]:
    """Return the CMS family of a decoded page, and every block with the verdict on it."""
    try:
        explanation = explain(draft)
    except Exception:  # noqa: BLE001 - the stage fails in the same way and is shown doing so
        return {"profile": None, "blocks": []}
    return {"profile": explanation.profile, "blocks": [asdict(block) for block in explanation.blocks]}


@dataclass(frozen=True, slots=True)
class Step:
    """One stage at work."""

    name: str
    before: Draft
    outcome: Draft | Reject
    milliseconds: float


def _run(page: Page, context: Context) -> tuple[list[Step], Article | Reject]:
    """Take the page through the stages as ``crawler.core.process`` does, and keep every step."""
    steps: list[Step] = []
    draft = Draft(page=page)
    for stage in STAGES:
        steps.append(_step(stage, draft, context))
        outcome = steps[-1].outcome
        if isinstance(outcome, Reject):
            return steps, outcome
        draft = outcome
    return steps, record(draft)


def _step(stage: Stage, draft: Draft, context: Context) -> Step:
    begin = time.process_time_ns()
    try:
        outcome = stage(draft, context)
    except Exception:  # noqa: BLE001 - shown, whatever it is
        outcome = Reject(reason=Reason.FAILED, page=draft.page, detail=traceback.format_exc())
    return Step(stage.__name__, draft, outcome, (time.process_time_ns() - begin) / 1e6)


def _changes(step: Step) -> dict[str, Any]:
    """Return what a stage did to the draft."""
    before, after = step.before, step.outcome
    seen: dict[str, Any] = {"stage": step.name, "milliseconds": round(step.milliseconds, 2)}
    if isinstance(after, Reject):
        return seen | {"refused": str(after.reason)}
    pairs = {name: [_plain(getattr(draft, name)) for draft in (before, after)] for name in FIELDS}
    return seen | {
        "fields": {name: pair for name, pair in pairs.items() if pair[0] != pair[1]},
        "paragraphs": [len(before.blocks), len(after.blocks)],
        "characters": [sum(len(block.text) for block in draft.blocks) for draft in (before, after)],
        "repairs": [_set(asdict(repair)) for repair in after.repairs[len(before.repairs) :]],
        "removed": [_set(asdict(removal)) for removal in after.removed[len(before.removed) :]],
        "warnings": list(after.warnings[len(before.warnings) :]),
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a draft
    """Return a value as JSON has it."""
    if isinstance(value, tuple):
        return [asdict(entry) if is_dataclass(entry) and not isinstance(entry, type) else entry for entry in value]
    return value


def _set(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != ()}


def _line(text: object, width: int = WIDTH) -> str:
    """Return a text as one line of a terminal: nothing that steers it, cut where it is long."""
    line = " ".join(str(text).split())
    safe = _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
    return safe if len(safe) <= width else f"{safe[:width]}… ({len(safe)} characters)"


def _text(report: dict[str, Any]) -> Iterator[str]:
    yield from _text_answer(report["answer"])
    yield from _text_charset(report["charset"])
    if "head" in report:
        yield from _text_head(report["head"])
    if "blocks" in report:
        yield from _text_blocks(report)
    for stage in report.get("stages", ()):
        yield from _text_stage(stage)
    yield from _text_record(report["record"])


def _text_answer(answer: dict[str, Any]) -> Iterator[str]:
    yield f"== {_line(answer['url'], 200)}"
    if answer["url"] != answer["requested_url"]:
        yield f"   asked for {_line(answer['requested_url'], 200)}"
    status = f"HTTP {answer['status']}, " if answer["status"] else ""
    yield f"   {status}{answer['bytes']} bytes, {answer['format']}, {answer['fetched'] or 'not read'}"
    yield f"   SHA-256 {answer['sha256']}"
    yield from (f"   {_line(name)}: {_line(value)}" for name, value in answer["headers"])
    if site := _set(answer["site"]):
        yield f"   declared: {', '.join(site.values())}"


def _text_charset(charset: dict[str, Any]) -> Iterator[str]:
    yield f"\n== charset: {charset.get('chosen', 'undecided')}"
    yield from (f"   evidence: {_line(evidence)}" for evidence in charset.get("evidence", ()))
    yield from (f"   {by} says {_line(says)}: {verdict}" for by, says, verdict in charset["declared"])
    if not charset["declared"]:
        yield "   nothing declares one"


def _text_head(head: dict[str, Any]) -> Iterator[str]:
    yield "\n== head"
    yield f"   title: {_line(head['title'])}"
    yield from (f"   {_line(name)}: {_line(content)}" for name, content in head["meta"])


def _text_blocks(report: dict[str, Any]) -> Iterator[str]:
    blocks = report["blocks"]
    yield f"\n== page: {report['kind']}, CMS family: {report['profile'] or 'none recognised'}"
    yield f"== blocks: {sum(block['kept'] for block in blocks)} of {len(blocks)} kept"
    for (kept, reason), group in groupby(blocks, key=lambda block: (block["kept"], block["reason"])):
        run = list(group)
        shown = run if kept else run[:DROPPED_RUN]
        yield from (f" {'+' if kept else '-'} {reason:<12} {_line(block['text'])}" for block in shown)
        if len(run) > len(shown):
            yield f" - {reason:<12} … and {len(run) - len(shown)} more"


def _text_stage(stage: dict[str, Any]) -> Iterator[str]:
    yield f"\n== stage {stage['stage']}, {stage['milliseconds']:.2f} ms"
    if "refused" in stage:
        yield f"   refused: {stage['refused']}"
    for name, (before, after) in stage.get("fields", {}).items():
        old, new = (" | ".join(_shown(value)) for value in (before, after))
        yield f"   {name}: {_line(old)} → {_line(new)}" if before else f"   {name}: {_line(new)}"
    for name in ("paragraphs", "characters"):
        before, after = stage.get(name, (0, 0))
        if before != after:
            yield f"   {name}: {before} → {after}"
    yield from (f"   repaired: {_change(repair)}" for repair in stage.get("repairs", ()))
    yield from (f"   removed: {_change(removal)}" for removal in stage.get("removed", ()))
    yield from (f"   warning: {_line(warning)}" for warning in stage.get("warnings", ()))


def _change(change: dict[str, Any]) -> str:
    """Return a repair or a removal as a line, such as ``gloss ×41`` or ``lost-character text:1@12 "巡" → "巡河"``."""
    where = change.get("place", "") + (f"@{change['offset']}" if "offset" in change else "")
    words = [change["rule"], f"×{change['count']}" if change["count"] > 1 else "", where]
    if "before" in change:
        words.append(f'"{_line(change["before"])}" → "{_line(change.get("after", ""))}"')
    if "text" in change:
        words.append(f'"{_line(change["text"])}"')
    elif change.get("chars"):
        words.append(f"{change['chars']} characters")
    if "evidence" in change:
        words.append(f"[{_line(', '.join(change['evidence']))}]")
    return " ".join(word for word in words if word)


def _shown(value: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    """Return a value of a record as lines: a list of objects (attachments, images) takes a line for each."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [" ".join(str(part) for part in entry.values() if part is not None) for entry in value]
    if isinstance(value, dict):
        return [", ".join(f"{name}={part}" for name, part in value.items())]
    if isinstance(value, list):
        return [", ".join(value)]
    return ["—" if value is None else str(value)]


def _text_record(item: dict[str, Any]) -> Iterator[str]:
    yield f"\n== {item['schema']}"
    apart = ("schema", "text", "repairs", "removed", "spam")
    shown = {name: value for name, value in item.items() if name not in apart}
    for name, value in shown.items():
        lines = value.splitlines() if name == "detail" else _shown(value)
        yield from (f"   {name}: {_line(line, 200)}" for line in lines)
    yield from (f"   | {_line(paragraph, 10_000)}" for paragraph in item.get("text", "").split("\n") if paragraph)
    if item.get("spam"):
        yield from _text_spam(item)


def _text_spam(item: dict[str, Any]) -> Iterator[str]:
    """Yield the verdict, with what speaks for it: what an operator tells a county whose site is hijacked."""
    spam = item["spam"]
    yield f"\n== spam: {spam['verdict']}, highest score {spam['score']:.2f}, model {spam['model']}"
    if spam["flags"]:
        yield f"   flags: {', '.join(spam['flags'])}"
    removed = (one for one in item.get("removed", ()) if one["stage"] == "despam")
    yield from (f"   removed: {_change(one)}" for one in removed)
    for suspect in spam["suspects"]:
        score = f" {suspect['score']:.2f}" if "score" in suspect else ""
        yield f"   suspect{score}: {_change(suspect | {'count': 1})}"
