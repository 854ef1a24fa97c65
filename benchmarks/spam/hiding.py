"""Hidden blocks in whole pages as bytes: every way of hiding of ``hiding.toml``, and what looks like it elsewhere."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.corpus import CONTEXT, own
from benchmarks.own.build import specs
from benchmarks.spam.genuine import articles, shop
from benchmarks.spam.lines import choose, line, phrase
from crawler.core import process
from crawler.core.model import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.core.model import Page, Reject

HERE = Path(__file__).parent

#: What is hidden: phrases as links to another host, plain phrases, harmless words as links to other hosts.
PAYLOADS = ("spam links", "spam text", "foreign links")
WHERE = ("start", "inside", "end")

#: Where visible lines are put: around the article, and between its paragraphs.
VISIBLE = ("start", "before", "before", "inside", "inside", "behind", "behind", "end")
#: Blocks of a page that several are put into, what share of them are lists of links to one other host, links of a list.
BLOCKS, LISTED, LINKS = (3, 8), 0.3, (5, 40)

_ELEMENTS = (
    "<p>{}</p>",
    "<div>{}</div>",
    "<center>{}</center>",
    '<p><font color="#333">{}</font></p>',
    "<div><p>{}</p></div>",
)
_OPENING = re.compile(r"<(?:p|div|section|article)\b[^>]*>\s*(?:<[^>]*>\s*|&nbsp;|　)*$", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:p|div|td|section|article)\s*>", re.IGNORECASE)
_SHARE = (
    "新浪微博:service.weibo.example",
    "QQ空间:sns.qzone.example",
    "微信:mp.weixin.example",
    "豆瓣:www.douban.example",
)
_FRIENDS = (
    "中国政府网:www.gov.example",
    "新华网:www.news.example",
    "人民网:www.people.example",
    "省人民政府:www.province.example",
    "市人民政府:www.city.example",
    "市日报社:www.daily.example",
)
_MENU = ("首页", "新闻中心", "政务公开", "图片新闻", "视频新闻", "专题专栏", "乡镇动态", "便民服务", "联系我们")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """One page with something hidden, and the same page without it."""

    split: str
    technique: str
    name: str  # the payload, or the name of the twin
    page: Page
    before: Page
    benign: bool
    inserted: str = ""  # the genuine paragraph of a twin
    shown: bool = False  # it must stay
    snippet: str = ""  # what was put in
    spam: tuple[str, ...] = ()  # the phrases of it
    flag: bool = False  # it can only be told, there is nothing to take out


@cache
def techniques() -> tuple[dict[str, Any], ...]:
    """Return the tables of ``hiding.toml``."""
    return tuple(tomllib.loads((HERE / "hiding.toml").read_text("utf-8"))["technique"])


def text_of(page: Page) -> str:
    """Return the text of the article of an own page, before anything was put in."""
    return next(host.text for host in _hosts() if host.page is page)


def genuine_of(page: Page) -> tuple[str, ...]:
    """Return the lines of the gold that come out of an own page, before anything was put in."""
    return next(host.genuine for host in _hosts() if host.page is page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One own article page that things are put into."""

    page: Page
    markup: str
    text: str  # that comes out of it
    genuine: tuple[str, ...]  # the lines of its gold that do
    paragraphs: tuple[str, ...]  # those of them that stand in the markup once, as they are


@cache
def _hosts() -> tuple[Host, ...]:
    found = []
    for spec, case in zip(specs(), own(), strict=True):
        plain = spec.encoding == "utf-8" and spec.kind == "article" and not spec.text and not spec.split
        if not plain or not case.gold or b"</body>" not in case.page.body.lower():
            continue
        outcome = process(case.page, _KEEP)
        markup = case.page.body.decode("utf-8", "replace")
        text = outcome.text if isinstance(outcome, Article) else ""
        genuine = tuple(line for line in case.gold["body_text"].splitlines() if line in text)
        texts = tuple(line for line in genuine if len(line) > 25 and markup.count(line) == 1)
        if len(texts) >= 2:
            found.append(Host(page=case.page, markup=markup, text=text, genuine=genuine, paragraphs=texts))
    return tuple(found)


def _host(rng: random.Random) -> tuple[Page, str, tuple[str, ...]]:
    host = rng.choice(_hosts())
    return host.page, host.markup, host.paragraphs


_KEEP = replace(CONTEXT, target_script="keep")


def outcome_of(page: Page) -> Article | Reject:
    """Return what the whole pipeline makes of a page, its script kept."""
    return process(page, _KEEP)


def fixtures(split: str, count: int, seed: int = 0) -> Iterator[Fixture]:
    """Yield ``count`` pages of every technique and payload, and as many of every twin."""
    for table in techniques():
        rng = random.Random(f"{seed}{split}{table['name']}")
        for payload in table.get("payloads", PAYLOADS):
            for _ in range(count):
                yield _hidden(rng, split, table, payload)
        for twin in table["twins"]:
            for _ in range(count):
                yield _twin(rng, split, table, twin)


def visible(split: str, count: int) -> Iterator[Fixture]:
    """Yield pages with one injected line that readers see, at the head, inside the article or behind it."""
    rng = random.Random(f"visible {split}")
    for _ in range(count):
        spam = line(rng, split)
        page, markup, texts = _host(rng)
        text = rng.choice(_ELEMENTS).format(escape(spam.text))
        changed = _insert(markup, text, "", _spot(rng, markup, texts, rng.choice(VISIBLE)))
        yield _shown(split, spam.family.name, (page, _with(page, changed)), text, (spam.text,))


def crowded(split: str, count: int) -> Iterator[Fixture]:
    """Yield pages with several injected blocks that readers see: lines of four phrases or more, and lists of links."""
    rng = random.Random(f"crowded {split}")
    for _ in range(count):
        page, markup, texts = _host(rng)
        blocks = [_block(rng, split) for _ in range(rng.randint(*BLOCKS))]
        changed = markup
        for text, _ in blocks:
            changed = _insert(changed, text, "", _spot(rng, changed, texts, rng.choice(VISIBLE)))
        spam = tuple(piece for _, pieces in blocks for piece in pieces)
        yield _shown(split, "several", (page, _with(page, changed)), blocks[0][0], spam)


def _block(rng: random.Random, split: str) -> tuple[str, tuple[str, ...]]:
    """Return the markup of an injected block, and its texts."""
    if rng.random() >= LISTED:
        text = line(rng, split, segments=rng.choice((4, 6, 8, 12, 20))).text
        return rng.choice(_ELEMENTS).format(escape(text)), (text,)
    host = "".join(rng.choices("abcdefhkmstuvwxyz0123456789", k=7))
    texts = tuple(line(rng, split, segments=1).text for _ in range(rng.randint(*LINKS)))
    outer, inner = rng.choice((("ul", "li"), ("div", "p"), ("div", "div"), ("div", "span")))
    links = (
        f'<{inner}><a href="http://{host}.example/{n}.html">{escape(text)}</a></{inner}>'
        for n, text in enumerate(texts)
    )
    return f"<{outer}>{''.join(links)}</{outer}>", texts


def _shown(split: str, name: str, pages: tuple[Page, Page], snippet: str, spam: tuple[str, ...]) -> Fixture:
    """Return the fixture of a page with visible blocks; ``pages`` are it without them, and with them."""
    before, page = pages
    return Fixture(
        split=split, technique="visible", name=name, page=page, before=before, benign=False, snippet=snippet, spam=spam
    )


def _hidden(rng: random.Random, split: str, table: dict[str, Any], payload: str) -> Fixture:
    html, phrases = _payload(rng, split, payload)
    identifier = "".join(rng.choices("abcdefhkmstuvwxyz", k=2)) + "".join(rng.choices("0123456789abc", k=3))
    text = rng.choice(table["html"]).replace("{spam}", html).replace("{id}", identifier)
    head = rng.choice(table.get("head", [""])).replace("{id}", identifier).replace("{spam}", html)
    page, markup, texts = _host(rng)
    if "title" in table:
        title = rng.choice(table["title"]).replace("{spam}", "".join(f"&#x{ord(char):X};" for char in phrases[0]))
        markup = re.sub("(?is)<title>.*?</title>", lambda _: f"<title>{title}</title>", markup, count=1)
    changed = _insert(markup, text, head, _spot(rng, markup, texts, rng.choice(table.get("where", WHERE))))
    return Fixture(
        split=split,
        technique=table["name"],
        name=payload,
        page=_with(page, changed),
        before=page,
        benign=False,
        snippet=head + text,
        spam=phrases,
        flag=table.get("flag", False),
    )


def _payload(rng: random.Random, split: str, payload: str) -> tuple[str, tuple[str, ...]]:
    family = choose(rng, split)
    if payload == "spam text":
        spam = line(rng, split, segments=rng.randint(4, 12), family=family)
        return spam.text, (spam.text,)
    size = rng.randint(4, 12)
    words = [phrase(rng, family) if payload == "spam links" else shop(rng) for _ in range(size)]
    host = "".join(rng.choices("abcdefghkmnpqrstuvwxyz0123456789", k=7))
    links = [f'<a href="http://www.{host}{rng.randint(1, 99)}.example/">{word}</a>' for word in words]
    return rng.choice((" ", "", "<br>", " | ")).join(links), tuple(words)


def _twin(rng: random.Random, split: str, table: dict[str, Any], twin: dict[str, Any]) -> Fixture:
    shown = twin.get("shown", False)
    while True:
        page, markup, texts = _host(rng)
        prose = rng.choice(rng.choice(articles())[1])
        at = _spot(rng, markup, texts, "inside" if shown else rng.choice(("start", "end")))
        if len(prose) > 40 and prose not in markup and (not shown or _is_body(page, markup, at, prose)):
            break
    words = {
        "{menu}": " ".join(f'<a href="/{n}/">{word}</a>' for n, word in enumerate(_MENU)),
        "{share}": _links(_SHARE),
        "{friends}": _links(_FRIENDS),
        "{prose}": prose,
        "{words}": rng.choice(articles())[0],
    }
    text = twin["html"]
    for slot, value in words.items():
        text = text.replace(slot, value)
    changed = _insert(markup, text, twin.get("head", ""), at)
    return Fixture(
        split=split,
        technique=table["name"],
        name=twin["name"],
        page=_with(page, changed),
        before=page,
        benign=True,
        inserted=prose if "{prose}" in twin["html"] else "",
        shown=shown,
        snippet=twin.get("head", "") + text,
    )


def _is_body(page: Page, markup: str, at: int, prose: str) -> bool:
    """Return whether a plain paragraph at this place is read as part of the article."""
    outcome = outcome_of(_with(page, _insert(markup, f"<p>{prose}</p>", "", at)))
    return isinstance(outcome, Article) and prose in outcome.text


def _links(entries: tuple[str, ...]) -> str:
    return " ".join('<a href="http://{1}/">{0}</a>'.format(*entry.split(":")) for entry in entries)


def _with(page: Page, markup: str) -> Page:
    return replace(page, body=markup.encode("utf-8"), content_type="text/html; charset=utf-8")


def _insert(markup: str, text: str, head: str, at: int) -> str:
    markup = markup[:at] + text + markup[at:]
    return re.sub("(?i)</head>", lambda _: f"{head}</head>", markup, count=1) if head else markup


def _spot(rng: random.Random, markup: str, texts: tuple[str, ...], where: str) -> int:
    if where == "outside":
        return len(markup)
    if where == "end":
        return markup.lower().rindex("</body")
    if where == "start":
        match = _BODY.search(markup)
        return match.end() if match else 0
    if where == "before":
        opening = _OPENING.search(markup, 0, markup.index(texts[0]))
        return opening.start() if opening else markup.index(texts[0])
    start = markup.index(texts[-1] if where == "behind" else rng.choice(texts[:-1]))
    match = _CLOSING.search(markup, start)
    return match.end() if match else start
