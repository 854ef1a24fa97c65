"""The encoding matrix: how many pages each tool decodes rightly, by encoding, declaration, damage and size.

``python -m benchmarks.encodings [--pages N] [--tools A,B]`` prints one table; ``make gate`` holds ours against floors.
The texts are demo articles and the articles of the own corpus, on which no table of the decoder was built. A page is
right where every character is, except those whose bytes were made bad.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import product
from statistics import mean
from typing import TYPE_CHECKING

from benchmarks.corpus import own, saved
from crawler.core.decode import decide
from crawler.core.decode.reading import MEANT
from crawler.demo.articles import counties
from crawler.demo.wire import big5_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Tool = Callable[["Sample"], str | None]

#: Name of an encoding -> Python codec, label in declarations, characters that only it has (of the encodings alike).
ENCODINGS = {
    "utf-8": ("utf-8", "utf-8", ""),
    "gbk": ("gbk", "gb2312", "镕堃喆"),
    "gb18030": ("gb18030", "gb18030", "㐂䶮𠮷𫖯"),
    "big5": ("cp950", "big5", ""),
    "big5-hkscs": ("big5hkscs", "big5-hkscs", "嘅咗啲嚟𠵱"),
    "utf-16-le": ("utf-16-le", "unicode", ""),
    "utf-16-be": ("utf-16-be", "utf-16be", ""),
}
TRADITIONAL = ("big5", "big5-hkscs")
DECLARED = ("right", "wrong", "missing", "late")
DAMAGE = ("clean", "bad byte", "truncated")
FORMS = ("html", "text")
#: Name of a size -> bytes of text at most; a whole page has some 20 articles of lines.
SIZES = {"full": 24_000, "4 KiB": 4_096, "200 B": 200}
LIES = ("utf-8", "gb2312", "big5", "iso-8859-1", "shift_jis", "euc-kr", "utf-16", "windows-1252", "x-unknown")
#: Pages of a cell of the matrix that the gate measures.
PAGES = 8
#: Characters that one bad byte may take with it: those of a four-byte sequence that falls apart.
TORN = 4
MENU = {
    False: ("首页", "政务公开", "新闻中心", "互动交流", "办事服务"),
    True: ("首頁", "政務公開", "新聞中心", "互動交流", "便民服務"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One encoded page: what the tools get, what they should make of it, and the cell of the matrix it belongs to.

    ``bad`` is the number of the character whose bytes are bad, None of whole pages. ``may_refuse`` says that None is
    right too.
    """

    body: bytes
    content_type: str
    truth: str
    cell: tuple[str, ...]  # encoding, declared, damage, size, form
    bad: int | None = None
    may_refuse: bool = False

    def accepts(self, text: str | None) -> bool:
        """Tell whether every character of a decoded text is right, except the bad one."""
        if text is None:
            return self.may_refuse
        if self.bad is None:
            return text == self.truth
        before, after = self.truth[: self.bad], self.truth[self.bad + 1 :]
        torn = len(text) - len(before) - len(after)
        return 0 <= torn <= TORN and text.startswith(before) and text.endswith(after)


# Samples


@cache
def texts(*, traditional: bool) -> tuple[str, ...]:
    """Return the texts of one script: paragraphs of demo articles and of the own corpus, each once."""
    stories = [story.text for county in counties().values() for story in county.stories]
    bodies = dict.fromkeys(case.gold["body_text"] for case in own() if case.gold and case.gold.get("is_article"))
    hant = [text for text in bodies if len(re.findall("[會國縣這說個們發與]", text)) > len(text) / 100]
    return (*map(big5_form, stories), *hant) if traditional else (*stories, *(t for t in bodies if t not in hant))


def matrix(pages: int = PAGES) -> Iterator[Sample]:
    """Yield the samples of the matrix, ``pages`` of each cell, the same in every run."""
    for cell in product(ENCODINGS, DECLARED, DAMAGE, SIZES, FORMS):
        if cell[1] == "late" and cell[4] == "text":
            continue  # only markup declares anything behind the header
        rng = random.Random(" ".join(cell))
        for _ in range(pages):
            yield _sample(cell, rng)


def _sample(cell: tuple[str, str, str, str, str], rng: random.Random) -> Sample:
    encoding, declared, damage, size, form = cell
    codec, label, _ = ENCODINGS[encoding]
    text = _text(encoding, SIZES[size], rng)
    label = rng.choice([lie for lie in LIES if lie != label]) if declared == "wrong" else label
    where = (
        "late" if declared == "late" else "none" if declared == "missing" else rng.choice(("header", "meta", "both"))
    )
    where = "header" if form == "text" and where != "none" else where
    if form == "html":
        text = _page(text, label if where in ("meta", "both") else "", label if where == "late" else "", encoding, rng)
    header = f"text/html; charset={label}" if where in ("header", "both") else rng.choice(("", "text/html"))
    body, truth, bad = _damaged(text, codec, damage, rng)
    return Sample(body, header, truth, cell, bad)


def _text(encoding: str, size: int, rng: random.Random) -> str:
    """Return lines of running text that fill so many bytes of an encoding, its own characters among them."""
    codec, _, special = ENCODINGS[encoding]
    pool = texts(traditional=encoding in TRADITIONAL or (encoding != "gbk" and rng.random() < 0.3))
    found = ""
    while len(found.encode(codec, "ignore")) < size:
        found += rng.choice(pool) + "\n"
    found = found[rng.randrange(40) :] if size < 1000 else found
    found = found.encode(codec, "ignore").decode(codec)
    for char in special:
        at = rng.randrange(min(len(found), size // 3))
        found = f"{found[:at]}{char}{found[at:]}"
    return found.encode(codec)[:size].decode(codec, "ignore")


def _page(text: str, early: str, late: str, encoding: str, rng: random.Random) -> str:
    """Return a page around a text; its head declares a charset at once, or behind a comment, a script or many links."""
    meta = '<meta http-equiv="Content-Type" content="text/html; charset={}">'
    filler = rng.choice(("<!--" + "=" * 1200 + "-->", "<script>var a=[0];</script>" * 800, "<link href=a.css>" * 100))
    links = "".join(f'<li><a href="/{n}/">{name}</a></li>' for n, name in enumerate(MENU[encoding in TRADITIONAL]))
    lines = "".join(f"<p>\u3000\u3000{line}</p>\n" for line in text.splitlines() if line)
    head = f"{meta.format(early) if early else ''}{filler if late else ''}<title>{text[:12].strip()}</title>"
    head = f"<head>{head}{meta.format(late) if late else ''}</head>"
    return f"<!DOCTYPE html>\n<html>{head}<body><ul>{links}</ul>\n<div id=zoom>{lines}</div></body></html>"


def _damaged(text: str, codec: str, damage: str, rng: random.Random) -> tuple[bytes, str, int | None]:
    """Return the bytes of a text with its damage, the text, and the number of the character that suffered."""
    wide = [n for n, char in enumerate(text) if not char.isascii()]
    if damage == "clean" or not wide:
        return text.encode(codec), text, None
    at = wide[-1] if damage == "truncated" else rng.choice(wide)
    before, char, after = text[:at].encode(codec), text[at].encode(codec), text[at + 1 :].encode(codec)
    if damage == "truncated":
        return before + char[: rng.randrange(1, len(char))], text[: at + 1], at
    n = rng.randrange(len(char))
    return before + rng.choice(_bad_bytes(char, n, codec)) + after, text, at


def _bad_bytes(char: bytes, n: int, codec: str) -> tuple[bytes, ...]:
    """Return the ways in which one byte of a character goes bad: replaced, or one that was put in."""
    replaced = tuple(char[:n] + bad + char[n + 1 :] for bad in (b"\xff", b"\x80", b"\xfe"))
    return replaced if codec.startswith("utf-16") else (*replaced, char[:n] + b"\xff" + char[n:])


# Hard pages


NAMES = ("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂梓涵宇轩诗琪璐莹鑫")
JAPANESE = (
    "今日は朝から雨が降っていましたが、午後には晴れて、公園では子どもたちが元気に遊んでいました。",
    "トヨタ自動車グループ、新型ハイブリッドシステムを発表。",
)
KOREAN = ("오늘 아침부터 비가 내렸지만 오후에는 맑아져 공원에서 아이들이 즐겁게 놀고 있었다.",)
FOREIGN = (("euc_jp", JAPANESE), ("shift_jis", JAPANESE), ("iso2022_jp", JAPANESE), ("euc_kr", KOREAN))
#: Misreadings of a text that was then saved: encoding of its bytes, and what they were taken for.
MISREAD = (("utf-8", "cp1252"), ("utf-8", "latin-1"), ("gbk", "cp1252"), ("utf-8", "gb18030"))
MIXED = (("gbk", "utf-8"), ("utf-8", "gbk"), ("big5hkscs", "utf-8"), ("utf-8", "big5hkscs"), ("gbk", "big5hkscs"))


def hard(pages: int = PAGES) -> Iterator[Sample]:
    """Yield pages that no cell of the matrix has: mixed, encoded twice, of names, of numbers, of few Han, foreign."""
    rng = random.Random("hard")
    for make in (_mixed, _twice, _names, _numbers, _few, _foreign, _kept):
        for _ in range(pages):
            yield from make(rng)


def _hard(body: bytes, truth: str, kind: str, *, header: str = "", may_refuse: bool = False) -> Sample:
    return Sample(body, header, truth, (kind, "missing", "clean", "hard", "html"), may_refuse=may_refuse)


def _mixed(rng: random.Random) -> Iterator[Sample]:
    """Yield pages whose body is in another encoding than their template."""
    for outer, inner in MIXED:
        text = rng.choice(texts(traditional=inner == "big5hkscs"))[: rng.choice((60, 400, 5000))]
        page = _page("@", "", "", "big5" if outer == "big5hkscs" else "gbk", rng)
        body, truth = b"", ""
        for piece, codec in zip((*page.partition("@<")[::2], text), (outer, outer, inner), strict=True):
            raw = piece.encode(codec, "ignore")
            body, truth = body + raw, truth + raw.decode(codec)
        yield _hard(body, truth, "mixed", header=f"text/html; charset={outer}")


def _twice(rng: random.Random) -> Iterator[Sample]:
    """Yield pages that were encoded twice, whole or only in their body; those read as GBK in pieces without loss."""
    text = rng.choice(texts(traditional=False))
    for right, wrong in MISREAD:
        lines = [line for line in text.splitlines() if _survives(line, right, wrong)]
        page = _page("\n".join(lines), "", "", "gbk", rng)
        whole = rng.random() < 0.5 and _survives(page, right, wrong)
        damaged = _misread(page, right, wrong) if whole else page
        for line in () if whole else lines:
            damaged = damaged.replace(line, _misread(line, right, wrong))
        yield _hard(damaged.encode(), page, "twice")


def _misread(text: str, right: str, wrong: str) -> str:
    raw = text.encode(right)
    if wrong == "cp1252":
        return "".join(bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in raw)
    return raw.decode(wrong)


def _survives(text: str, right: str, wrong: str) -> bool:
    try:
        return bool(_misread(text, right, wrong))
    except UnicodeError:
        return False


def _names(rng: random.Random) -> Iterator[Sample]:
    """Yield lists of names."""
    family, given = NAMES
    names = (rng.choice(family) + "".join(rng.choices(given, k=rng.choice((1, 2)))) for _ in range(rng.choice((8, 40))))
    text = rng.choice("、\n ").join(names)
    for codec in ("utf-8", "gbk"):
        yield _hard(text.encode(codec), text, "names")


def _numbers(rng: random.Random) -> Iterator[Sample]:
    """Yield tables of numbers with a few words."""
    words = ("玉米", "小麦", "合计", "面积", "产量", "城关镇", "单位")
    rows = (f"<tr><td>{rng.choice(words)}<td>{rng.randrange(10**6) / 100}</tr>" for _ in range(rng.choice((2, 30))))
    text = f"<table>{''.join(rows)}</table>"
    for codec in ("utf-8", "gbk", "utf-16-le", "utf-16-be"):
        yield _hard(text.encode(codec), text, "numbers")


def _few(rng: random.Random) -> Iterator[Sample]:
    """Yield English text with a few Chinese characters, declared rightly or not at all."""
    text = rng.choice(texts(traditional=False)).replace("\n", "")
    at, count = rng.randrange(len(text) - 8), rng.choice((3, 5, 8))
    text = f"The committee met on Monday and approved the budget. {text[at : at + count]} (see page {at})"
    for codec, label in (("utf-8", "utf-8"), ("gbk", "gb2312")):
        yield _hard(text.encode(codec), text, "few", header=rng.choice(("", f"text/html; charset={label}")))


def _foreign(rng: random.Random) -> Iterator[Sample]:
    """Yield undeclared Japanese and Korean, which may be refused but must not become Chinese."""
    for codec, lines in FOREIGN:
        text = f"<p>{rng.choice(lines)[: rng.choice((20, 90))]}</p>" * rng.choice((1, 5))
        yield _hard(text.encode(codec), text, "foreign", may_refuse=True)


def _kept(rng: random.Random) -> Iterator[Sample]:
    """Yield text that looks damaged and is not, or is beyond repair: it stays as it is."""
    text = rng.choice(texts(traditional=False))
    for piece in ("锟斤拷锟斤拷", "烫烫烫", "屯屯屯", "朱棣、涓流", "São Paulo, naïve café", "① ② ③", "の"):
        for codec in ("utf-8", "gb18030"):
            page = f"<p>{text[:80]}{piece}{text[80:200]}</p>"
            yield _hard(page.encode(codec), page, "kept")


def real() -> Iterator[Sample]:
    """Yield the saved pages beside the checkout as their manifest says that they are encoded, declared wrongly."""
    for case in saved():
        name = case.about["actual_charset"] if case.about else None
        codec = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name or "", name)
        try:
            truth = case.page.body.decode(codec or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue  # bad bytes, or an encoding that Python does not know
        for char, meant in MEANT.items() if codec == "big5hkscs" else ():
            truth = truth.replace(char, meant)
        truth = truth.lstrip("\ufeff").replace("\0", "\ufffd")
        yield Sample(case.page.body, "", truth, (name or "utf-8", "missing", "clean", "saved", "html"))


# Tools


def ours(sample: Sample) -> str | None:
    """Decode as the stage does."""
    found = decide(sample.body, sample.content_type, None, html=sample.cell[-1] != "text")
    return found.text if found else None


def scrapy_text(sample: Sample) -> str | None:
    """Decode as Scrapy does where a spider asks for ``response.text``."""
    from scrapy.http import HtmlResponse

    headers = {"Content-Type": sample.content_type} if sample.content_type else None
    return HtmlResponse("http://x.example/", headers=headers, body=sample.body).text


def charset_normalizer(sample: Sample) -> str | None:
    """Decode by charset-normalizer, which hears no declaration but that of the markup."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample.body).best()
    return _superset(sample.body, best.encoding) if best else None


def chardet(sample: Sample) -> str | None:
    """Decode by chardet, which hears no declaration at all."""
    from chardet import detect

    name = detect(sample.body)["encoding"]
    return _superset(sample.body, name) if name else None


def _superset(body: bytes, name: str) -> str | None:
    """Return the text in the named encoding, GB2312 and GBK as GB18030 and Big5 with HKSCS, to the tool's favour."""
    name = name.lower().replace("-", "_")
    name = "gb18030" if name in ("gb2312", "gbk") else "big5hkscs" if name in ("big5", "cp950") else name
    return body.decode(name, "replace")


TOOLS: dict[str, Tool] = {
    "county_news": ours,
    "Scrapy": scrapy_text,
    "charset-normalizer": charset_normalizer,
    "chardet": chardet,
}


# Figures


def figures(pages: int = PAGES) -> dict[str, float]:
    """Return the share of pages that ``decide`` gets right: of the matrix by size, of hard ones, of saved ones."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for sample in (*matrix(pages), *hard(pages), *real()):
        hits[sample.cell[3]].append(sample.accepts(ours(sample)))
    return {name: mean(found) for name, found in hits.items()}


def table(samples: Sequence[Sample], tools: dict[str, Tool]) -> Iterator[str]:
    """Yield the lines of the table: the share of right pages by row of the matrix, for each tool by size."""
    hits: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    spent = dict.fromkeys(tools, 0.0)
    for sample in samples:
        for name, tool in tools.items():
            start = time.process_time()
            right = sample.accepts(tool(sample))
            spent[name] += time.process_time() - start
            for row in _rows(sample):
                hits[row, name, _column(sample)].append(right)
    sizes = (*SIZES, "pages")
    yield f"{'':14}" + "".join(f"{name:^24}" for name in tools)
    yield f"{'':14}" + f"{'full':>7}{'4 KiB':>8}{'200 B':>8} " * len(tools) + f"{'pages':>7}"
    order = ("all", *ENCODINGS, *DECLARED, *DAMAGE, *FORMS)
    for row in dict.fromkeys((*order, *(row for row, _, _ in hits))):
        shares = "".join(_cells(hits, row, name) for name in tools)
        yield f"{row:14}{shares}{sum(len(hits[row, next(iter(tools)), size]) for size in sizes):7}"
    yield f"{'ms a page':14}" + "".join(f"{1000 * value / len(samples):7.2f}{'':17}" for value in spent.values())


def _rows(sample: Sample) -> Iterable[str]:
    encoding, declared, damage, size, form = sample.cell
    return ("all", encoding, declared, damage, form) if size in SIZES else (f"{size}: {encoding}",)


def _column(sample: Sample) -> str:
    return sample.cell[3] if sample.cell[3] in SIZES else "full"


def _cells(hits: dict[tuple[str, str, str], list[bool]], row: str, tool: str) -> str:
    found = [hits.get((row, tool, size)) for size in SIZES]
    return "".join(f"{mean(one):8.2%}" if one else f"{'':8}" for one in found)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="The encoding matrix, with the peers.")
    parser.add_argument("--pages", type=int, default=2, help="pages of each cell")
    parser.add_argument("--tools", default=",".join(TOOLS))
    options = parser.parse_args()
    samples = [*matrix(options.pages), *hard(options.pages), *real()]
    for line in table(samples, {name: TOOLS[name] for name in options.tools.split(",")}):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
