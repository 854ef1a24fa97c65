"""The values that travel through the stages: a ``Page`` comes in, a ``Draft`` collects, an ``Article`` goes out.

Everything here is frozen: a stage returns a changed copy (``dataclasses.replace``), so a page can be
stopped, shown or re-run at any stage, and two workers never share anything that changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from crawler.core.extract.tree import Tree

TargetScript = Literal["Hans", "Hant", "keep"]
SpamMode = Literal["strip", "flag", "off"]
SpamWords = Literal["keep", "digest"]
Verdict = Literal["clean", "stripped", "suspect", "hijacked"]
PageFormat = Literal["html", "text"]

#: Short texts of a draft beside its blocks; ``repair`` and ``convert`` treat them like body text.
TEXT_FIELDS = ("title", "section", "source", "author", "editor")

#: Lists of texts: field of a draft, attribute of one entry ("" for the entry itself), place of an entry.
_TEXT_LISTS = (
    ("blocks", "text", "text"),
    ("keywords", "", "keyword"),
    ("attachments", "name", "attachment"),
    ("images", "caption", "caption"),
)


class Reason(StrEnum):
    """Why a page did not become an article; the value is what the rejects file and the stats show."""

    EMPTY = "empty"  # no bytes, or only white space
    BINARY = "binary"  # bytes that are no text: images, archives, PDF
    UNDECODABLE = "undecodable"  # text in no encoding we know
    ERROR_PAGE = "error-page"  # a 404/500 page under status 200, or a "please wait" page
    LOGIN_PAGE = "login-page"  # asks for a name and a password before it shows anything
    LIST_PAGE = "list-page"  # a column page: links, no article
    HOME_PAGE = "home-page"  # the front page of a site: links of many columns
    VIDEO_ONLY = "video-only"  # a video and a headline, no text
    ATTACHMENT_ONLY = "attachment-only"  # a headline and files to download, no text
    NO_TEXT = "no-main-text"  # nothing that reads like an article body
    NOT_CHINESE = "not-chinese"  # a body, but not in Chinese
    HIJACKED = "hijacked"  # spam, or so much of it that no genuine article is left
    HTTP_ERROR = "http-error"  # the server answered with an error status
    UNREACHABLE = "unreachable"  # no answer: DNS, connection, timeout
    TOO_LARGE = "too-large"  # more bytes than a page may have
    UNREADABLE = "unreadable"  # a file or an archive record that cannot be read
    ROBOTS = "robots"  # robots.txt forbids the address
    BEFORE_SINCE = "before-since"  # published before the date the operator asked for
    DUPLICATE = "duplicate"  # the same canonical URL was already written in this run
    FAILED = "stage-failed"  # a stage raised: a bug of ours, kept for the report


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """What the operator declared about the site of a page; all that the core may know of it."""

    adcode: str | None = None  # GB/T 2260 division code, six digits
    county: str | None = None  # official name of the division
    site: str | None = None  # name of the site as readers know it
    profile: str | None = None  # id of a CMS profile of data/cms.toml
    selectors: Mapping[str, str] = field(default_factory=dict)  # field name -> CSS selector
    encoding: str | None = None  # the operator's hint, one vote among others


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One fetched or saved document: its raw bytes and what the transport said about them.

    ``parts`` are the further pages of a body that its site splits (``[1] [2]``, 下一页), in reading order.
    """

    body: bytes = field(repr=False)
    url: str
    requested_url: str
    fetched: str  # ISO 8601 with offset
    content_type: str = ""  # header value as sent; "" where there is none
    format: PageFormat = "html"  # "text": a plain-text dump of a page
    site: SiteFacts = field(default_factory=SiteFacts)
    parts: tuple[Page, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What stages need from outside a page.

    All but ``repeated`` is the same for every page of a run; that is what earlier pages of the same host showed, for
    ``despam``: digests (``despam.verdict.digest``) of doubtful lines that this page would show at least a third time.
    """

    today: date  # dates after it are refused
    target_script: TargetScript = "Hans"
    spam_mode: SpamMode = "strip"
    spam_words: SpamWords = "keep"  # whether records show spam itself, or its digest
    repeated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph-like piece of a page, white space normalised, with what its markup says about it.

    ``linked`` and ``foreign`` count the characters inside links, and inside links to another host; ``technique`` says
    how the page hides the block, one of ``extract.tags.TECHNIQUES``.
    """

    text: str
    tag: str = "p"
    linked: int = 0
    foreign: int = 0
    hidden: bool = False
    technique: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that an article offers for download (附件): its name as shown, its absolute URL."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture in the body of an article: its absolute URL, and the caption under it or its alternative text."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One change of wording: in one place, or (``place`` None) the same rule ``count`` times over the page.

    ``place`` is ``title``, another text field, ``keyword:N``, ``attachment:N`` or ``caption:N``, or ``text:N`` with N
    the paragraph number in the text that is written; all numbers count from 0. ``offset`` counts characters of that
    text before this change.
    """

    stage: str
    rule: str
    count: int = 1
    place: str | None = None
    offset: int | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One removed piece of the page, or (``text`` None) ``count`` pieces that one rule took away.

    ``place`` is ``page:N``, line N of the whole page as ``extract`` reads it; ``block:N``, block N of the body as
    ``despam`` gets it; or a text field. Numbers count from 0.
    """

    stage: str
    rule: str
    count: int = 1
    chars: int = 0
    place: str | None = None
    text: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """One piece of a page that may be spam and was left where it is.

    ``place`` is ``text:N``, paragraph N of the text that is written, ``page:N`` as in ``Removal``, or a text field.
    ``score`` is the probability of the block model, None where a rule without one found the piece.
    """

    rule: str
    place: str
    chars: int
    text: str
    score: float | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spam:
    """What ``despam`` found out about a page; what it took out of the text is in ``removed``."""

    verdict: Verdict = "clean"
    score: float = 0.0  # highest probability that the block model gave to anything on the page
    model: str = ""  # first digits of the SHA-256 of the model's table
    suspects: tuple[Suspect, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A page on its way: each stage fills in its part and adds to the three lists at the end."""

    page: Page
    markup: str = field(default="", repr=False)  # decoded HTML or text
    tree: Tree | None = field(default=None, repr=False, compare=False)  # the whole page as extract read it
    numbers: tuple[int, ...] = field(default=(), repr=False, compare=False)  # lines of the tree that blocks are
    encoding: str = ""
    encoding_evidence: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()  # the body
    title: str | None = None
    section: str | None = None  # breadcrumb without the home page, joined by " > "
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    published: str | None = None  # ISO 8601: a date, or date and time with +08:00
    keywords: tuple[str, ...] = ()
    views: int | None = None  # times read, as the page shows it
    attachments: tuple[Attachment, ...] = ()
    images: tuple[Image, ...] = ()
    parts: tuple[str, ...] = ()  # URLs of the further pages that the body was joined from
    evidence: Mapping[str, str] = field(default_factory=dict)  # field name -> where its value was read
    language: str | None = None  # "zh", or None where the text is in no language we know
    script: str | None = None  # Hans, Hant or Mixed, of the original
    fingerprint: str | None = None
    repairs: tuple[Repair, ...] = ()
    removed: tuple[Removal, ...] = ()
    spam: Spam | None = None  # None where nobody looked
    warnings: tuple[str, ...] = ()

    def texts(self) -> dict[str, str]:
        """Return every text of the draft by place: the text fields that are set, ``text:0`` …, then ``keyword:0`` …"""
        texts = {name: value for name in TEXT_FIELDS if (value := getattr(self, name))}
        texts |= {f"text:{n}": block.text for n, block in enumerate(self.blocks)}
        texts |= {f"keyword:{n}": keyword for n, keyword in enumerate(self.keywords)}
        texts |= {f"attachment:{n}": attachment.name for n, attachment in enumerate(self.attachments)}
        return texts | {f"caption:{n}": image.caption for n, image in enumerate(self.images) if image.caption}

    def with_texts(self, texts: Mapping[str, str]) -> Draft:
        """Return a copy in which the texts at the given places are replaced."""
        changed: dict[str, Any] = {name: texts[name] for name in TEXT_FIELDS if name in texts}
        for name, part, place in _TEXT_LISTS:
            values = list(getattr(self, name))
            for n, value in enumerate(values):
                if (text := texts.get(f"{place}:{n}")) is not None:
                    values[n] = replace(value, **{part: text}) if part else text
            changed[name] = tuple(values)
        return replace(self, **changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The record that is written, one JSON object a line; schema ``article/1``, fields in JSON order."""

    schema: str
    id: str
    text: str
    title: str | None
    url: str
    requested_url: str
    adcode: str | None
    county: str | None
    site: str | None
    section: str | None
    source: str | None
    author: str | None
    editor: str | None
    published: str | None
    keywords: tuple[str, ...]
    views: int | None
    attachments: tuple[Attachment, ...]
    images: tuple[Image, ...]
    parts: tuple[str, ...]
    evidence: Mapping[str, str]
    fetched: str
    language: str | None
    script: str | None
    encoding: str
    encoding_evidence: tuple[str, ...]
    body_sha256: str
    fingerprint: str
    repairs: tuple[Repair, ...]
    removed: tuple[Removal, ...]
    spam: Spam | None
    warnings: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A page that did not become an article: the reason, a sentence for people, and the page itself."""

    reason: Reason
    page: Page
    detail: str = ""
    evidence: tuple[str, ...] = ()
    spam: Spam | None = None
