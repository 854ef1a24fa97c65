"""The last step in the core: a finished draft becomes the record that is written, with its identity."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import blake2b, sha256
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

from crawler import __version__
from crawler.core.model import Article, Draft

SCHEMA = "article/1"

#: Query parameters that say where a reader came from, never which page it is.
TRACKING = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "from", "spm", "share_token")

_DEFAULT_PORT = re.compile(r":(?:80|443)$")
_NO_CONTENT = re.compile(r"[\W_]+")


def canonical_url(url: str) -> str:
    """Return the form of a URL that all spellings of one address share; it names a page, it is not for fetching.

    http and https are one, hosts are lower case without a default port, fragments and tracking parameters go.

    >>> canonical_url("HTTP://www.Example.gov.cn:80/a/t20240305_1.html?from=list#top")
    'https://www.example.gov.cn/a/t20240305_1.html'
    """
    try:
        if urlsplit(url).scheme.lower() not in ("http", "https"):
            return url
        parts = urlsplit(canonicalize_url(url_query_cleaner(url, TRACKING, remove=True)))
    except ValueError:  # no URL at all: it can still be told from others
        return url
    return parts._replace(scheme="https", netloc=_DEFAULT_PORT.sub("", parts.netloc)).geturl()


def page_id(url: str) -> str:
    """Return the identity of a page: 16 hex digits of the SHA-256 of its canonical URL, the same in every run."""
    return sha256(canonical_url(url).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fingerprint(text: str) -> str:
    """Return 16 hex digits that are equal for texts equal up to white space and punctuation."""
    bare = _NO_CONTENT.sub("", text).lower()
    return blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def record(draft: Draft) -> Article:
    """Return the article of a draft that passed every stage; a text that lost its last character is as good as none."""
    page, site = draft.page, draft.page.site
    text = "\n".join(block.text for block in draft.blocks)
    return Article(
        schema=SCHEMA,
        id=page_id(page.url),
        text=text,
        title=draft.title or None,
        url=page.url,
        requested_url=page.requested_url,
        adcode=site.adcode,
        county=site.county,
        site=site.site,
        section=draft.section or None,
        source=draft.source or None,
        author=draft.author or None,
        editor=draft.editor or None,
        published=draft.published,
        keywords=tuple(filter(None, draft.keywords)),
        views=draft.views,
        attachments=tuple(file if file.name else replace(file, name=file.url) for file in draft.attachments),
        images=tuple(replace(image, caption=None) if image.caption == "" else image for image in draft.images),
        parts=draft.parts,
        evidence=draft.evidence,
        fetched=page.fetched,
        language=draft.language,
        script=draft.script,
        encoding=draft.encoding,
        encoding_evidence=draft.encoding_evidence,
        body_sha256=sha256(page.body).hexdigest(),
        fingerprint=fingerprint(text),
        repairs=draft.repairs,
        removed=draft.removed,
        spam=draft.spam,
        warnings=draft.warnings,
        version=__version__,
    )
