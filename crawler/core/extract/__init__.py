"""Stage 2, extract: the decoded page becomes body blocks and fields; navigation and furniture go.

Cascade: the site's own selectors, the selectors of its CMS family, the scorer that knows no site. Everything dropped
inside the article's container is recorded line by line, what lies outside it as one count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from crawler.core.despam.stage import refused
from crawler.core.extract import media, metadata
from crawler.core.extract.content import choose
from crawler.core.extract.fold import fold
from crawler.core.extract.gather import LONGEST_HEAD_TITLE
from crawler.core.extract.hiding import veils_near, written
from crawler.core.extract.kind import refuse
from crawler.core.extract.labelled import Seen, events
from crawler.core.extract.labels import LABEL, SHORT, SHORTEST_HEADLINE, Kinds, squeeze
from crawler.core.extract.links import is_feed
from crawler.core.extract.metadata import TAIL_BLOCKS, Around, Fields
from crawler.core.extract.parse import parse, parse_text
from crawler.core.extract.parts import Known, with_continuation, with_parts
from crawler.core.extract.score import is_prose
from crawler.core.extract.title import is_headline
from crawler.core.extract.tree import tidy
from crawler.core.model import Block, Context, Draft, Page, Reason, Reject, Removal
from crawler.core.profiles import Profile, profiles, recognise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.core.extract.hiding import Veils
    from crawler.core.extract.sift import Body
    from crawler.core.extract.tree import Element, Line, Tree

__all__ = ["Explanation", "explain", "extract"]

#: Titles that the head of a page gives at most.
MOST_TITLES = 4
#: Lines of a plain-text document among which its head (menu, breadcrumb, headline, fields) must end.
TEXT_HEAD = 20
#: Links to other hosts that are asked whether something hides them, and lines of a page without body that are.
MOST_LINKS, WITHOUT_BODY = 4, 60
#: Why pages with little text are refused; the last page of a split article may have as little.
OF_LITTLE_TEXT: Final = frozenset(
    {Reason.LIST_PAGE, Reason.HOME_PAGE, Reason.VIDEO_ONLY, Reason.ATTACHMENT_ONLY, Reason.NO_TEXT}
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A block with the verdict on it: kept as part of the body, or dropped for a reason."""

    text: str
    kept: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a page was read, for ``scrapy probe``: its family, and every block with the verdict on it."""

    profile: str | None
    blocks: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A parsed page with what was made out about every block."""

    tree: Tree
    kinds: Kinds
    profile: Profile | None
    body: Body | None
    told: frozenset[int]  # lines of the body with the time of what it tells of, which look like fields


def extract(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft with its body and fields, or the reject of a page that is no article."""
    return _extract(draft, context, None)


def _extract(draft: Draft, context: Context, known: Known | None) -> Draft | Reject:
    """Extract a page; in a further page of an article, what is known from those before it is furniture."""
    if draft.page.format == "html" and is_feed(draft.markup):
        return Reject(reason=Reason.LIST_PAGE, page=draft.page, detail="an RSS or Atom feed")
    reading = _read(draft, known)
    refusal = refuse(draft.page, draft.markup, reading.tree, reading.kinds, reading.body)
    if refusal and not (known and refusal.reason in OF_LITTLE_TEXT):
        return refused(refusal, draft, reading.tree, context)  # despam, which never sees a refused page
    if reading.body is None:
        refusal = Reject(reason=Reason.NO_TEXT, page=draft.page, detail="no running text")
        return refused(refusal, draft, reading.tree, context)
    filled = _fill(draft, reading, reading.body, context)
    if not draft.page.parts:
        return filled if known else with_continuation(filled)
    return with_parts(filled, context, [block.text for block in reading.tree.blocks], _extract)


def explain(draft: Draft) -> Explanation:
    """Return how the stage reads a decoded page, whether or not it is an article."""
    reading = _read(draft)
    reasons = reading.body.reasons if reading.body else ["outside"] * len(reading.tree.blocks)
    pairs = zip(reading.tree.blocks, reasons, strict=True)
    judged = tuple(Judged(block.text, reason == "body", reason) for block, reason in pairs)
    return Explanation(reading.profile.id if reading.profile else None, judged)


def _read(draft: Draft, known: Known | None = None) -> _Reading:
    """Return a page as it is read; twice, if a link of its body leads away and may be hidden by a name or a script."""
    reading = _read_once(draft, draft.markup, known)
    links = _leading_away(reading)
    if not links:
        return reading
    markup = written(draft.markup) if "document.write" in draft.markup else draft.markup
    veils = veils_near(markup, links)
    return _read_once(draft, markup, known, veils) if veils or markup is not draft.markup else reading


def _leading_away(reading: _Reading) -> list[str]:
    """Return the links to other hosts that something may hide, as written: all of lines that are mostly such links.

    Of other lines those with a class or a style of their own; of a page without body, of all its first lines.
    """
    blocks = reading.tree.blocks
    numbers = reading.body.numbers if reading.body else range(min(len(blocks), WITHOUT_BODY))
    lines = {n: blocks[n].foreign * 2 >= len(blocks[n].text) for n in numbers if blocks[n].foreign}
    if not lines:
        return []
    links = ((n, link) for n, link, _ in reading.tree.links if n in lines and "//" in link)
    return [link for n, link in links if lines[n] or "class" in link or "style" in link][:MOST_LINKS]


def _read_once(draft: Draft, markup: str, known: Known | None, veils: Veils | None = None) -> _Reading:
    page = draft.page
    if page.format == "text":
        tree, profile = parse_text(markup), None
    else:
        tree = parse(markup, page.url, page.site.selectors.values(), veils)
        profile = profiles().get(page.site.profile or "") or recognise(page.url, tree.signs())
    texts = [block.text for block in tree.blocks]
    kinds = Kinds(texts, _titles(tree))
    happenings = events(texts, kinds)
    for n in happenings:
        kinds.mark(n, None)
    if page.format == "text":
        _mark_text_head(tree, kinds)
    if known:
        known.mark(tree.blocks, kinds)
    body = choose(tree, kinds, _declared(tree, page, profile))
    if known and (body is None or body.prose <= 0):
        body = known.remaining(tree.blocks, kinds)
    told = frozenset(n for n in happenings if body and body.reasons[n] == "body")
    return _Reading(tree, kinds, profile, body, told)


def _declared(tree: Tree, page: Page, profile: Profile | None) -> list[Element]:
    own = page.site.selectors.get("body")
    return tree.select([*([own] if own else []), *(profile.body if profile else ())])


def _titles(tree: Tree) -> str:
    """Return what the page's head gives as its title, folded, without white space, one a line."""
    said = [tree.head_title, *(content for name, content in tree.metas if name in ("articletitle", "og:title"))]
    return "\n".join(squeeze(fold(title[:LONGEST_HEAD_TITLE]).text) for title in said[:MOST_TITLES] if title)


def _mark_text_head(tree: Tree, kinds: Kinds) -> None:
    """Mark the short lines of a plain-text document that stand before its last field line.

    A dump of a page has lost its markup; menus, slogans and the headline come before the line of fields or the
    breadcrumb. A document without such a line has no head that can be told from its body.
    """
    marks = [
        n for n in range(min(TEXT_HEAD, len(tree.blocks))) if kinds[n] in ("info", "breadcrumb", "editor", "widget")
    ]
    start = next((n for n, block in enumerate(tree.blocks) if "。" in block.text), len(tree.blocks))
    last = max((n for n in marks if n < start), default=-1)
    for n in range(last):
        if kinds[n] is None and len(tree.blocks[n].text) <= SHORT:  # a long line is spam, or text after all
            kinds.mark(n, "head")


def _fill(draft: Draft, reading: _Reading, body: Body, context: Context) -> Draft:
    start = _start(reading, body)
    fields = _fields(draft.page, reading, _around(reading, body, start), context)
    body = _without_headline(reading, body, start, fields.title)
    return replace(
        draft,
        tree=reading.tree,
        numbers=body.numbers,
        blocks=tuple([_block(reading.tree.blocks[n]) for n in body.numbers]),
        title=fields.title,
        section=fields.section,
        source=fields.source,
        author=fields.author,
        editor=fields.editor,
        published=fields.published,
        keywords=fields.keywords,
        views=fields.views,
        attachments=media.attachments(reading.tree, body, draft.page.url),
        images=media.images(reading.tree, body, draft.page.url),
        evidence={**draft.evidence, **fields.evidence},
        removed=(*(one for one in draft.removed if one.stage != "extract"), *_removals(reading, body)),
        warnings=tuple(dict.fromkeys((*draft.warnings, *fields.warnings, *reading.tree.warnings))),
    )


def _block(line: Line) -> Block:
    text, tag, linked, foreign, _, _, veil = line
    how = line.technique if veil else ""
    return Block(text=text, tag=tag, linked=linked, foreign=foreign, hidden=bool(how), technique=how)


def _fields(page: Page, reading: _Reading, around: Around, context: Context) -> Fields:
    """Return the fields of a page; what a selector of the site or its family names comes first."""
    fields = metadata.read_fields(around, reading.tree, page.site, page.url, context.today)
    metadata.select(fields, _selected(page, reading), context.today)
    return fields


def _around(reading: _Reading, body: Body, start: int) -> Around:
    """Return the blocks before and behind the body, the first sentence of which is ``start``, as fields are read."""
    blocks = reading.tree.blocks
    first, last = body.numbers[0], body.numbers[-1]
    first_lines = _see(reading, (start, start + 1)) if start + 1 < len(blocks) else []
    if len(first_lines) > 1 and is_headline(reading.tree, *first_lines):
        start += 1 + (first_lines[1].kind in ("info", "dateline", "date"))
    within = [n for n in range(start, last) if body.reasons[n] in ("info", "editor", "dateline")]
    behind = range(last + 1, min(last + 1 + TAIL_BLOCKS, len(blocks)))
    before = metadata.without_menu(blocks, metadata.head_numbers(blocks, first, start))
    hidden = blocks[last].hidden
    head, tail, closing = (_see(reading, zone, hidden=hidden) for zone in (before, (*within, *behind), (last,)))
    return metadata.around(head, tail, closing, "\n".join([blocks[n].text for n in body.numbers]))


def _see(reading: _Reading, numbers: Iterable[int], *, hidden: bool = False) -> list[Seen]:
    """Return blocks as fields are read from them; hidden ones only where the body is too, until a script runs."""
    blocks, kinds, told = reading.tree.blocks, reading.kinds, reading.told
    return [
        Seen(n, text := blocks[n].text, kinds, blocks[n].linked * 2 > len(text))
        for n in numbers
        if (hidden or not blocks[n].hidden) and n not in told
    ]


def _start(reading: _Reading, body: Body) -> int:
    """Return the number of the first sentence, not counting what stands before the head of a plain-text document."""
    lines = range(min(TEXT_HEAD, len(reading.tree.blocks))) if reading.tree.plain else ()
    head = max((n for n in lines if reading.kinds[n] == "head"), default=-1)
    prose = (n for n in body.numbers if n > head and is_prose(reading.tree.blocks[n]))
    return next((n for n in prose if not LABEL.match(reading.kinds.folded(n).text)), body.numbers[0])


def _selected(page: Page, reading: _Reading) -> dict[str, str]:
    """Return the fields that a site's or its family's selectors name."""
    family = reading.profile
    declared = {name: getattr(family, name) for name in ("title", "published", "source") if family}
    declared |= dict(page.site.selectors)
    found = {}
    for name, selector in declared.items():
        if name in ("body", "list", "next") or not selector:
            continue
        if text := tidy(reading.tree.said.get(selector, "")) or _said(reading.tree, selector):
            found[name] = text
    return found


def _said(tree: Tree, selector: str) -> str:
    """Return the text of the first element that a profile's selector matches."""
    elements = tree.select([selector])[:1]
    return " ".join([block.text for element in elements for block in tree.blocks[element.first : element.end]])


def _without_headline(reading: _Reading, body: Body, start: int, title: str | None) -> Body:
    """Take the lines up to the first sentence, ``start``, that repeat the headline out of a body."""
    headline = squeeze(fold(title or "").text)
    words = {n: squeeze(reading.kinds.folded(n).text) for n in body.numbers if n <= start}
    again = [n for n, text in words.items() if _repeats(text, headline)]
    if not again:
        return body
    reasons = list(body.reasons)
    for n in again:
        reasons[n] = "headline"
    numbers = tuple(n for n in body.numbers if reasons[n] == "body") or body.numbers
    return replace(body, numbers=numbers, reasons=tuple(reasons))


def _repeats(words: str, headline: str) -> bool:
    return bool(words) and (words == headline or (len(words) >= SHORTEST_HEADLINE and words in headline))


def _removals(reading: _Reading, body: Body) -> list[Removal]:
    """Record what was dropped: line by line inside the container, as counts outside it."""
    blocks, reasons = reading.tree.blocks, body.reasons
    removed = [
        Removal(stage="extract", rule=reasons[n], chars=len(blocks[n].text), place=f"page:{n}", text=blocks[n].text)
        for n in range(body.first, body.end)
        if reasons[n] != "body"
    ]
    beyond = [*blocks[: body.first], *blocks[body.end :]]
    links = [block for block in beyond if block.linked * 2 > len(block.text)]
    linked = sum([len(block.text) for block in links])
    counted = (
        ("links", sum([block.lines for block in links]), linked),
        ("outside", len(beyond) - len(links), sum([len(block.text) for block in beyond]) - linked),
        ("unread", len(reading.tree.unread), sum(reading.tree.unread)),
    )
    removed += [
        Removal(stage="extract", rule=rule, count=count, chars=chars) for rule, count, chars in counted if count
    ]
    return removed
