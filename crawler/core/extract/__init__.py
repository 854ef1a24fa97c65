"""Stage 2, extract: the decoded page becomes body blocks and fields; navigation and furniture go.

Cascade: the site's own selectors, the selectors of its CMS family, the scorer that knows no site. Everything dropped
inside the article's container is recorded line by line, what lies outside it as one count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.core.extract import metadata
from crawler.core.extract.content import Body, Judged, choose, is_prose
from crawler.core.extract.dates import find_date
from crawler.core.extract.fold import fold
from crawler.core.extract.kind import is_feed, refuse
from crawler.core.extract.labels import SHORT, SHORTEST_HEADLINE, Kinds, squeeze
from crawler.core.extract.metadata import HEAD_BLOCKS, TAIL_BLOCKS, Around, Fields, Seen
from crawler.core.extract.tree import Element, Tree, hostile, parse, parse_text
from crawler.core.model import Block, Context, Draft, Page, Reason, Reject, Removal
from crawler.core.profiles import Profile, profiles, recognise

__all__ = ["Explanation", "explain", "extract"]

#: Lines of a plain-text document among which its head (menu, breadcrumb, headline, fields) must end.
TEXT_HEAD = 20


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


def extract(draft: Draft, context: Context) -> Draft | Reject:
    """Return the draft with its body and fields, or the reject of a page that is no article."""
    if draft.page.format == "html" and is_feed(draft.markup):
        return Reject(reason=Reason.LIST_PAGE, page=draft.page, detail="an RSS or Atom feed")
    if draft.page.format == "html" and (problem := hostile(draft.markup)):
        return Reject(reason=Reason.TOO_LARGE, page=draft.page, detail=problem)
    reading = _read(draft)
    refusal = refuse(draft.page, draft.markup, reading.tree, reading.kinds, reading.body)
    if refusal:
        return refusal
    if reading.body is None:
        return Reject(reason=Reason.NO_TEXT, page=draft.page, detail="no running text")
    return _fill(draft, reading, reading.body, context)


def explain(draft: Draft) -> Explanation:
    """Return how the stage reads a decoded page, whether or not it is an article."""
    if hostile(draft.markup):
        return Explanation(None, ())
    reading = _read(draft)
    reasons = reading.body.reasons if reading.body else ["outside"] * len(reading.tree.blocks)
    pairs = zip(reading.tree.blocks, reasons, strict=True)
    judged = tuple(Judged(block.text, reason == "body", reason) for block, reason in pairs)
    return Explanation(reading.profile.id if reading.profile else None, judged)


def _read(draft: Draft) -> _Reading:
    page = draft.page
    if page.format == "text":
        tree, profile = parse_text(draft.markup), None
    else:
        tree = parse(draft.markup, page.url)
        profile = profiles().get(page.site.profile or "") or recognise(page.url, tree.names())
    kinds = Kinds([block.text for block in tree.blocks], _titles(tree))
    if page.format == "text":
        _mark_text_head(tree, kinds)
    return _Reading(tree, kinds, profile, choose(tree, kinds, _declared(tree, page, profile)))


def _declared(tree: Tree, page: Page, profile: Profile | None) -> list[Element]:
    own = page.site.selectors.get("body")
    return tree.select([*([own] if own else []), *(profile.body if profile else ())])


def _titles(tree: Tree) -> str:
    """Return what the page's head gives as its title, folded, without white space, one a line."""
    said = [tree.head_title, *(content for name, content in tree.metas if name in ("articletitle", "og:title"))]
    return "\n".join(squeeze(fold(title).text) for title in said if title)


def _mark_text_head(tree: Tree, kinds: Kinds) -> None:
    """Mark the short lines of a plain-text document that stand before its last field line.

    A dump of a page has lost its markup; menus, slogans and the headline come before the line of fields or the
    breadcrumb. A document without such a line has no head that can be told from its body.
    """
    marks = [n for n in range(min(TEXT_HEAD, len(kinds))) if kinds[n] in ("info", "breadcrumb", "editor", "widget")]
    start = next((n for n, block in enumerate(tree.blocks) if "。" in block.text), len(kinds))
    last = max((n for n in marks if n < start), default=-1)
    for n in range(last):
        if kinds[n] is None and len(tree.blocks[n].text) <= SHORT:  # a long line is spam, or text after all
            kinds.mark(n, "head")


def _fill(draft: Draft, reading: _Reading, body: Body, context: Context) -> Draft:
    fields = _fields(draft.page, reading, _around(reading, body), context)
    body = _without_headline(reading, body, fields.title)
    return replace(
        draft,
        blocks=tuple(Block(**reading.tree.blocks[n]._asdict()) for n in body.numbers),
        title=fields.title,
        section=fields.section,
        source=fields.source,
        author=fields.author,
        editor=fields.editor,
        published=fields.published,
        removed=(*draft.removed, *_removals(reading, body)),
        warnings=(*draft.warnings, *fields.warnings),
    )


def _fields(page: Page, reading: _Reading, around: Around, context: Context) -> Fields:
    """Return the fields of a page; what a selector of the site or its family names comes first."""
    fields, tree = Fields(), reading.tree
    metadata.read_people(around, tree, fields)
    fields.section = metadata.read_section(around.head, tree)
    fields.title = metadata.read_title(tree, around.head, page.site.site, fields.section)
    fields.published, fields.warnings = metadata.read_published(around, tree, page.url, context.today)
    for name, text in _selected(page, reading).items():
        value = find_date(fold(text).text, context.today) if name == "published" else text
        if value:
            setattr(fields, name, value)
    return fields


def _around(reading: _Reading, body: Body) -> Around:
    """Return the blocks before and behind the body, as the fields are read from them."""
    blocks = reading.tree.blocks
    first, last = body.numbers[0], body.numbers[-1]
    start = _start(reading, body)
    within = [n for n in range(start, last) if body.reasons[n] in ("info", "editor")]
    behind = range(last + 1, min(last + 1 + TAIL_BLOCKS, len(blocks)))
    zones = range(max(0, first - HEAD_BLOCKS), start), [*within, *behind]
    head, tail = ([_see(reading, n) for n in zone if not blocks[n].hidden] for zone in zones)
    return metadata.around(head, tail, _see(reading, last))


def _start(reading: _Reading, body: Body) -> int:
    """Return the number of the first sentence, not counting what stands before the head of a plain-text document."""
    lines = range(min(TEXT_HEAD, len(reading.kinds))) if reading.tree.parser is None else ()
    head = max((n for n in lines if reading.kinds[n] == "head"), default=-1)
    prose = (n for n in body.numbers if n > head and is_prose(reading.tree.blocks[n]))
    return next(prose, body.numbers[0])


def _see(reading: _Reading, n: int) -> Seen:
    block = reading.tree.blocks[n]
    return Seen(n, reading.kinds.folded(n), reading.kinds[n], linked=block.linked * 2 > len(block.text))


def _selected(page: Page, reading: _Reading) -> dict[str, str]:
    """Return the fields that a site's or its family's selectors name."""
    family = reading.profile
    declared = {name: getattr(family, name) for name in ("title", "published", "source") if family}
    declared |= dict(page.site.selectors)
    found = {}
    for name, selector in declared.items():
        if name in ("body", "list", "next") or not selector:
            continue
        for element in reading.tree.select([selector])[:1]:
            if text := " ".join(block.text for block in reading.tree.blocks[element.first : element.end]):
                found[name] = text
    return found


def _without_headline(reading: _Reading, body: Body, title: str | None) -> Body:
    """Take the lines before the first sentence that repeat the headline out of a body."""
    headline, start = squeeze(fold(title or "").text), _start(reading, body)
    reasons = list(body.reasons)
    for n in body.numbers:
        words = squeeze(reading.kinds.folded(n).text) if n <= start else ""
        if words and (words == headline or (len(words) >= SHORTEST_HEADLINE and words in headline)):
            reasons[n] = "headline"
    numbers = tuple(n for n in body.numbers if reasons[n] == "body") or body.numbers
    return replace(body, numbers=numbers, reasons=tuple(reasons))


def _removals(reading: _Reading, body: Body) -> list[Removal]:
    """Record what was dropped: line by line inside the container, as counts outside it."""
    blocks, reasons = reading.tree.blocks, body.reasons
    removed = [
        Removal(stage="extract", rule=reasons[n], chars=len(blocks[n].text), place=f"page:{n}", text=blocks[n].text)
        for n in range(body.first, body.end)
        if reasons[n] != "body"
    ]
    beyond = [*blocks[: body.first], *blocks[body.end :]]
    links = [len(block.text) for block in beyond if block.linked * 2 > len(block.text)]
    others = [len(block.text) for block in beyond if block.linked * 2 <= len(block.text)]
    for rule, sizes in (("links", links), ("outside", others), ("unread", reading.tree.unread)):
        if sizes:
            removed.append(Removal(stage="extract", rule=rule, count=len(sizes), chars=sum(sizes)))
    return removed
