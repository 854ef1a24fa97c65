"""Pages as ``despam`` gets them: genuine articles, plain or cloned, with one kind of spam put in, and the truth."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.spam.genuine import articles
from benchmarks.spam.lines import SpamLine, brand, choose, line, phrase
from crawler.core.hanzi import opencc_dictionary
from crawler.core.model import Block
from crawler.demo.damage import Converter, damage

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from benchmarks.spam.lines import Family

HERE = Path(__file__).parent

#: Script of a page -> weight: as written; Traditional, as clones show it; the same with glosses and torn bytes.
SCRIPTS = {"Hans": 0.5, "Hant": 0.25, "glossed": 0.25}
#: Where a line is put -> weight: most stand at the head, then at the tail.
PLACES = {"head": 0.42, "second": 0.08, "middle": 0.12, "before-last": 0.05, "tail": 0.33}
#: Paragraphs that a page takes of an article, 0 for all: one page in four is shorter than its article.
SHORTENED = (0, 0, 0, 0, 0, 0, 2, 3)
CONVERTERS = 6
#: Characters of a page that emoji were sprinkled over, at least.
EMOJI_PAGE = 300
#: Times a token stands on a page that it was sown over.
SOWN = 5

#: Words before an institution that are no part of its name.
_GENERIC = "全该各本我由在到向从与和对为将让把于及每两三这那"
_ASCII = "abcdefghjkmnpqrstuvwxyz0123456789"
_EMOJI = ("😊", "🎉", "👍", "❤️", "👨‍👩‍👧", "🌹", "💪", "🏆", "✨", "🔥", "🧑‍🌾", "⭐")
_PUNCTUATION = re.compile("(?<=[，。！？；])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One page: its blocks, which of them are spam, and which texts were changed from their genuine wording."""

    blocks: tuple[Block, ...]
    title: str = ""
    spam: frozenset[int] = frozenset()  # whole blocks
    kind: str = "clean"
    script: str = "Hans"
    converter: int = 0  # of a glossed page
    place: str = ""
    line: SpamLine | None = None
    genuine: dict[int, str] = field(default_factory=dict)  # block that was changed -> its genuine wording
    genuine_title: str = ""
    keywords: tuple[str, ...] = ()
    genuine_keywords: tuple[str, ...] = ()


@cache
def forms() -> dict[str, Any]:
    """Return the texts that are no lists."""
    return tomllib.loads((HERE / "forms.toml").read_text("utf-8"))


@cache
def _traditional() -> dict[int, str]:
    return {ord(source): targets[0] for source, targets in opencc_dictionary("STCharacters").items()}


@lru_cache(maxsize=1 << 14)
def _glossed(text: str, number: int) -> str:
    return damage(text, Converter(seed=f"evaluation{number}", spaced=number % 3 == 0)).text


def in_script(text: str, script: str, number: int = 0) -> str:
    """Return a text as a page of that script shows it; ``number`` chooses the converter of glossed pages."""
    if script == "Hans":
        return text
    return text.translate(_traditional()) if script == "Hant" else _glossed(text, number % CONVERTERS)


def clean(rng: random.Random, script: str = "") -> Sample:
    """Return a page without spam; its script is drawn where none is given."""
    title, texts = rng.choice(articles())
    size = min(len(texts), rng.choice(SHORTENED) or len(texts))
    start = rng.randint(0, len(texts) - size)
    (script,) = (script,) if script else rng.choices(list(SCRIPTS), list(SCRIPTS.values()))
    number = rng.randrange(CONVERTERS)
    shown = [in_script(text, script, number) for text in texts[start : start + size]]
    title = in_script(title, script, number)
    return Sample(blocks=tuple(Block(text=text) for text in shown), title=title, script=script, converter=number)


def put(page: Sample, texts: list[str], place: str, rng: random.Random) -> Sample:
    """Return the page with texts put in as blocks, ``spam`` of it."""
    size = len(page.blocks)
    at = {"head": 0, "second": min(1, size), "middle": rng.randint(0, size), "before-last": max(size - 1, 0)}.get(
        place, size
    )
    new = tuple(Block(text=text) for text in texts)
    blocks = (*page.blocks[:at], *new, *page.blocks[at:])
    return replace(page, blocks=blocks, spam=frozenset(range(at, at + len(texts))), place=place)


def _place(rng: random.Random) -> str:
    return rng.choices(list(PLACES), list(PLACES.values()))[0]


def with_line(rng: random.Random, split: str, *, segments: int = 0, common: bool = True) -> Sample:
    """Return a page with one injected line."""
    spam = line(rng, split, segments=segments, common=common)
    return replace(put(clean(rng), [spam.text], _place(rng), rng), kind="line", line=spam)


# Further kinds of spam; each takes the random source and the split.


def _fill(text: str, rng: random.Random, family: Family, page: Sample | None = None) -> str:
    separator = rng.choice((",", "、", " | ", "|", " "))
    words = {
        "a": phrase(rng, family),
        "b": phrase(rng, family),
        "l": separator.join(phrase(rng, family) for _ in range(rng.randint(3, 12))),
        "p": brand(rng),
        "n": str(rng.randint(10**4, 10**7)),
        "w": "".join(rng.choices(_ASCII, k=8)),
        "i": "".join(rng.choices(_ASCII, k=5)),
        "d": rng.choice(forms()["drugs"].split()),
    }
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    while page and "{g}" in text:
        source = rng.choice(page.blocks).text
        at = rng.randrange(max(1, len(source) - 4))
        text = text.replace("{g}", source[at : at + rng.randint(2, 4)], 1)
    return text


def _formed(
    name: str, places: tuple[str, ...], sizes: tuple[int, ...] = (1,)
) -> Callable[[random.Random, str], Sample]:
    def make(rng: random.Random, split: str) -> Sample:
        family, page = choose(rng, split), clean(rng)
        texts = [_fill(rng.choice(forms()[name]), rng, family, page) for _ in range(rng.choice(sizes))]
        return replace(put(page, texts, rng.choice(places), rng), kind=name)

    return make


def brand_lists(rng: random.Random, split: str) -> Sample:
    """Put several short lists of one seller behind the article (family B')."""
    family = choose(rng, split)
    separator = rng.choice((" ", " ", "|", "、", "_"))
    texts = [separator.join(phrase(rng, family) for _ in range(rng.randint(3, 6))) for _ in range(rng.randint(2, 5))]
    return replace(put(clean(rng), texts, "tail", rng), kind="brand lists")


def title_edge(rng: random.Random, split: str) -> Sample:
    """Put a phrase at an edge of the title (family G); ``genuine_title`` is the title without it."""
    page, family = clean(rng), choose(rng, split)
    words = phrase(rng, family)
    form = rng.choice(
        ("{t}_{p}", "{p}_{t}", "【{p}】{t}", "{t}【{p}】", "{t}-{p}", "{t}|{p}", "‘{p}’{t}", "{t}—{p}", "{t}_{p}_{p2}")
    )
    title = form.format(t=page.title, p=words, p2=phrase(rng, family))
    return replace(page, title=title, genuine_title=page.title, kind="title edge")


def keyword_entries(rng: random.Random, split: str) -> Sample:
    """Put phrases among the keywords that the page tells machines; its own stay."""
    page, family = clean(rng, "Hans"), choose(rng, split)
    genuine = tuple(dict.fromkeys(rng.choice(re.findall("[一-鿿]{2,6}", page.title)) for _ in range(rng.randint(0, 4))))
    spam = [phrase(rng, family) for _ in range(rng.randint(1, 6))]
    return replace(page, keywords=(*spam, *genuine), genuine_keywords=genuine, kind="keyword entries")


def inserted(rng: random.Random, split: str) -> Sample:
    """Put one phrase behind punctuation of two paragraphs or more (family H)."""
    piece = _fill(rng.choice(forms()["insertions"]), rng, choose(rng, split))
    return _changed(rng, "inserted", lambda text: _once(rng, text, piece), 2, "Hans")


def _once(rng: random.Random, text: str, piece: str) -> str:
    spots = [match.end() for match in _PUNCTUATION.finditer(text) if match.end() < len(text)]
    if not spots:
        return text
    at = rng.choice(spots)
    return text[:at] + piece + text[at:]


def emoji(rng: random.Random, _: str) -> Sample:
    """Sprinkle emoji behind punctuation, every 30 to 60 characters, over a page of 300 or more (family E)."""
    while True:
        sample = _changed(rng, "emoji", _sower(rng, (30, 60), lambda: rng.choice(_EMOJI), after=True), 2)
        if sum(len(block.text) for block in sample.blocks) >= EMOJI_PAGE:
            return sample


def token(rng: random.Random, _: str) -> Sample:
    """Put a token into a page of 600 characters or more every hundred characters, inside words too (family F)."""
    word = rng.choice(forms()["tokens"])
    while True:
        sample = _changed(rng, "token", _sower(rng, (90, 110), lambda: word, after=False), 3)
        if sum(block.text.count(word) for block in sample.blocks) >= SOWN:
            return sample


def _sower(
    rng: random.Random, distance: tuple[int, int], piece: Callable[[], str], *, after: bool
) -> Callable[[str], str]:
    """Return what puts pieces into one text after the other, at distances that go on from text to text."""
    due = rng.randint(*distance)

    def sow(text: str) -> str:
        nonlocal due
        parts, start = [], 0
        spots = [match.end() for match in _PUNCTUATION.finditer(text)] if after else range(1, len(text))
        for spot in spots:
            if spot - start >= due:
                parts += [text[start:spot], piece()]
                start, due = spot, rng.randint(*distance)
        due = max(1, due - (len(text) - start))
        return "".join((*parts, text[start:]))

    return sow


def _changed(rng: random.Random, kind: str, change: Callable[[str], str], least: int, script: str = "") -> Sample:
    """Return a page of which at least so many paragraphs are changed; up to six where phrases are inserted."""
    while True:
        page = clean(rng, script)
        texts = {n: new for n, block in enumerate(page.blocks) if (new := change(block.text)) != block.text}
        if len(texts) >= least:
            break
    if kind == "inserted":
        texts = {n: texts[n] for n in rng.sample(sorted(texts), min(len(texts), rng.randint(2, 6)))}
    return _with_texts(page, texts, kind)


def _with_texts(page: Sample, texts: dict[int, str], kind: str) -> Sample:
    blocks = tuple(Block(text=texts.get(n, block.text)) for n, block in enumerate(page.blocks))
    genuine = {n: page.blocks[n].text for n in texts}
    return replace(page, blocks=blocks, kind=kind, genuine=genuine)


def substitution(rng: random.Random, split: str) -> Sample:
    """Put a brand where the article names its place or institution, three times or more (family D)."""
    while True:
        page = clean(rng, "Hans")
        names = re.findall(
            "[一-鿿]{2}(?:县|镇|乡|村|局|学校|小学|医院|中心|公司|合作社|景区)", "".join(b.text for b in page.blocks)
        )
        names = [name for name in names if name[0] not in _GENERIC]
        name = max(sorted(set(names)), key=names.count, default="")
        if names.count(name) >= 3:
            break
    family = choose(rng, split)
    while not family.name.startswith("casino"):
        family = choose(rng, split)
    seller = rng.choice(family.heads).replace("{brand}", brand(rng)) + rng.choice(forms()["institutions"])
    roles = forms()["roles"] if rng.random() < 0.5 else {}

    def change(text: str) -> str:
        for old, other in ((name, seller), *roles.items()):
            text = text.replace(old, other)
        return text

    texts = {n: changed for n, block in enumerate(page.blocks) if (changed := change(block.text)) != block.text}
    title = f"{change(page.title)}_{seller}" if rng.random() < 0.6 else change(page.title)
    return replace(_with_texts(page, texts, "substitution"), title=title, genuine_title=change(page.title))


def spun(rng: random.Random, _: str) -> Sample:
    """Replace words by synonyms that fit badly (family J, 伪原创)."""
    pairs = forms()["synonyms"]

    def change(text: str) -> str:
        return re.sub("|".join(pairs), lambda match: pairs[match[0]], text)

    return _changed(rng, "spun", change, 4, "Hans")


#: Kind of spam -> what makes a page with it.
KINDS: dict[str, Callable[[random.Random, str], Sample]] = {
    "pool line": _formed("pool", ("tail", "head")),
    "brand lists": brand_lists,
    "keyword line": _formed("keywords", ("tail",)),
    "contact": _formed("contact", ("tail", "head", "middle"), (1, 1, 2)),
    "prose": _formed("prose", ("head", "tail", "middle"), (1, 2)),
    "novel": _formed("novel", ("second", "head")),
    "pharmacy": _formed("pharmacy", ("head",), (1, 2, 3)),
    "tag leak": _formed("leaks", ("head", "middle", "tail"), (1, 2, 4)),
    "title edge": title_edge,
    "keyword entries": keyword_entries,
    "inserted": inserted,
    "token": token,
    "emoji": emoji,
    "substitution": substitution,
    "spun": spun,
}
