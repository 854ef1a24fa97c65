"""The lines that are written: an ``Article`` or a ``Reject`` as one JSON object, and the JSON Schemas they fit.

``schema/article-1.json`` and ``schema/reject-1.json`` (JSON Schema 2020-12) are the reference for readers of the
files. Keys come in the order of the fields of ``Article``, so ``head`` on a file shows ``id`` and ``text`` first.
"""

from __future__ import annotations

import base64
import logging
import zlib
from dataclasses import fields
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING, Any

import orjson
from jsonschema import Draft202012Validator

from crawler import __version__
from crawler.core.extract.links import links_of

if TYPE_CHECKING:
    from crawler.core.model import Article, Reject, Removal, Repair, Spam, Suspect

logger = logging.getLogger(__name__)

ARTICLE = "article/1"
REJECT = "reject/1"

#: Warning (article) or evidence (reject) of a line in which half a surrogate pair became U+FFFD.
LONE_SURROGATE = "lone-surrogate"


@cache
def schema(name: str = ARTICLE) -> dict[str, Any]:
    """Return the JSON Schema called ``name``, such as ``article/1``; unknown names raise ``FileNotFoundError``."""
    path = resources.files("crawler").joinpath("schema", name.replace("/", "-") + ".json")
    loaded: dict[str, Any] = orjson.loads(path.read_bytes())
    return loaded


@cache
def validator(name: str = ARTICLE) -> Draft202012Validator:
    """Return the validator of records of the schema ``name``; made once a process."""
    Draft202012Validator.check_schema(schema(name))
    return Draft202012Validator(schema(name))


def article_line(article: Article) -> bytes:
    """Return the line of an article: compact UTF-8 JSON and a line feed, texts as they are."""
    values: dict[str, Any] = {field.name: getattr(article, field.name) for field in fields(article)}
    values["repairs"] = [_compact(repair) for repair in article.repairs]
    values["removed"] = [_compact(removal) for removal in article.removed]
    values["spam"] = _spam(article.spam)
    return _line(values, notes="warnings")


def reject_line(reject: Reject, *, keep_body: bool) -> bytes:
    """Return the line of a refused page; ``keep_body`` adds the page itself as base64 of zlib.

    Keep bodies where the page exists nowhere else (a crawl); saved input can be read again from its place.
    """
    page, site = reject.page, reject.page.site
    values: dict[str, Any] = {
        "schema": REJECT,
        "url": page.url,
        "requested_url": page.requested_url,
        "adcode": site.adcode,
        "county": site.county,
        "site": site.site,
        "reason": reject.reason,
        "detail": reject.detail,
        "evidence": reject.evidence,
        "spam": _spam(reject.spam),
        "links": _links(reject),
        "fetched": page.fetched or None,
        "content_type": page.content_type,
        "format": page.format,
        "bytes": len(page.body),
        "body_sha256": sha256(page.body).hexdigest(),
    }
    if keep_body:
        values["body"] = base64.b64encode(zlib.compress(page.body)).decode("ascii")
    return _line(values | {"version": __version__}, notes="evidence")


def reject_body(record: dict[str, Any]) -> bytes | None:
    """Return the page that a reject record carries, or None where it was not kept."""
    body = record.get("body")
    return None if body is None else zlib.decompress(base64.b64decode(body))


def _links(reject: Reject) -> tuple[str, ...]:
    """Return where a refused list leads; whatever happens there, the reject is written."""
    try:
        return links_of(reject)
    except Exception:
        logger.exception("The links of %s cannot be read", reject.page.url)
        return ()


def _spam(spam: Spam | None) -> dict[str, Any] | None:
    if spam is None:
        return None
    suspects = [_compact(suspect) for suspect in spam.suspects]
    return {field.name: getattr(spam, field.name) for field in fields(spam)} | {"suspects": suspects}


def _compact(change: Repair | Removal | Suspect) -> dict[str, Any]:
    """Leave out what is null: a page of glosses has hundreds of these entries."""
    return {field.name: value for field in fields(change) if (value := getattr(change, field.name)) is not None}


def _line(values: dict[str, Any], *, notes: str) -> bytes:
    try:
        return orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half a surrogate pair, which UTF-8 cannot say: rare, so it is looked for only now
        whole = _whole(values)
        whole[notes] = [*whole[notes], LONE_SURROGATE]
        return orjson.dumps(whole, option=orjson.OPT_APPEND_NEWLINE)


def _whole(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value with surrogate pairs joined and lone surrogates as U+FFFD, in keys and texts alike."""
    if isinstance(value, str):
        return str(value).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value
