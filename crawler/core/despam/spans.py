"""Spam inside genuine text: names glued to the edges of the title, phrases set between two sentences."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.core.despam import model
from crawler.core.despam.page import rest_of, surroundings
from crawler.core.despam.rules import has_stem, is_menu, is_public_affairs
from crawler.core.despam.text import fold, function_chars, han_chars, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crawler.core.despam.page import Rest
    from crawler.core.despam.text import Line
    from crawler.core.model import Draft

#: Probability from which a title segment is cut; a segment is judged like a block at the head of an empty page.
TITLE_EDGE = 0.7
#: The same for a title of one segment: headlines about gambling reach 0.96.
WHOLE_TITLE = 0.98
#: The same for a keyword, a source or an author.
FIELD = 0.85
#: The same for keywords of which the page has hardly anything (``STRANGE``), beside others of its own, and beside spam.
KEYWORD, KEYWORD_BESIDE, STRANGE = 0.75, 0.3, 0.15
#: Probability from which a name that stands in several sentences is a seller's: pages of 5,000 articles have none.
SELLER = 0.75
#: The same for one at the edge of the title too.
SELLER_IN_TITLE = 0.5
#: Characters of a title's segment that may be a name.
NAME_CHARS = 16
#: Share of its character pairs in the body below which a title with a slogan is not the article's.
SALES_COVERAGE = 0.3
#: Probability from which a segment of such a title makes it a suspect; nothing is cut.
BESIDE_SLOGAN = 0.5
#: The same for one without a word of what such spam sells.
WITHOUT_STEM = 0.98
#: The same beside the article's headline, a segment that the body has (``OWN_COVERAGE``): those of 274 real titles
#: reach 0.65.
ANCHORED = 0.7
#: The same for the other segments of a title that has one.
BESIDE = 0.4
#: Shortest title segment that can be spam, in folded characters: shorter ones are column names.
SEGMENT_CHARS = 5
#: Chinese characters that it has at least: sites that call themselves by their address end titles too.
SEGMENT_HAN = 2
#: Han characters of a sentence that stays when a list behind it goes, and the probability of spam that it stays below:
#: sentences have next to none.
SENTENCE_HAN, SENTENCE = 8, 0.1
#: Characters of such a list, and what a paragraph without one ends with.
GLUED = 12
_SENTENCE_ENDS = '。！？!?；;：:…”’"）)】》'
#: The model's first stage of a clause that is no seller's: all but three of 2,339 real paragraphs stay below.
OWN_WORDS = -1.0
#: What stands between the entries of lists and in no sentence; what stands in sentences only.
_LIST_MARKS = "_|#/;；+·•丨~→-—★ 　\xa0"
_CLAUSE = re.compile("[，。：！？]")
#: Probability of a segment that ends as sites call themselves: real ones reach 0.985.
SITE = 0.99
#: A segment whose character pairs the body has to this share belongs to the article.
OWN_COVERAGE = 0.34
#: Sum of the model's first stage from which a sown token is cut.
TOKEN_WORDS = 1.0
#: Characters of an inserted phrase, and how often it must stand on the page (the title counts).
PHRASE_CHARS = (4, 24)
PHRASE_REPEATS = 2

#: Probability from which an inserted phrase is cut, beside all the other evidence that it needs.
INSERTED = 0.6
#: The same for one without a word of what such spam sells.
BARE_INSERTED = 0.9
#: The same for one of several that stand once.
SEVERAL = 0.95

_SEGMENT = re.compile("[^_|丨【】‘’—–-]+")
_SITE = re.compile("(?:(?<!官)网站?|中文网|网娱乐|网体育|频道|论坛|博客|在线|欢迎您)!?$")
_CLOSING = "】’"
_BRAND_TITLE = re.compile("[【‘]([^】’]{2,14})[】’](.{2,30})")
_SLOGAN = re.compile(
    "官网|官方|唯一|指定|首页|直营|提现|提款|信誉|试玩|来玩|送彩|送金|平台|品牌|免费|下载|注册|登录|入口|手机版|最新|"
    "在线|投注|开户|欢迎您|大全"
    "|世界杯|欧洲杯|美洲杯"
)
# Each word begins with one plain character: so the search looks each character up once, and is five times as fast.
_PHRASE_WORD = (
    "(?:官网|官方网站|网址|备用网址|最新网址|手机版|现金网|娱乐城|娱乐场|博彩|棋牌|赌场|体育投注|投注平台|注册送彩金|"
    "a[Pp][Pp]下载|A[Pp][Pp]下载|"
    "登录入口|登陆入口|在线观看|免费观看|平台登录|开户|入口)"
)
_PHRASE_END = re.compile(f"{_PHRASE_WORD}[:：，,]")
_WORD = re.compile(_PHRASE_WORD)
_BEFORE = "。，！？；：,!?;:\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Characters ``start`` to ``end`` of one text, to be removed."""

    start: int
    end: int
    evidence: tuple[str, ...]
    rule: str = "inline"


#: What a phrase is judged beside before its page is looked at.
NO_PAGE = rest_of([], candidates=0)


def cut_out(text: str, cuts: Iterable[Cut]) -> str:
    """Return the text without the cuts, which do not overlap."""
    parts, begin = [], 0
    for cut in sorted(cuts, key=lambda cut: cut.start):
        parts.append(text[begin : cut.start])
        begin = cut.end
    return "".join((*parts, text[begin:]))


def title_cuts(title: str, rest: Rest, names: Sequence[str]) -> tuple[Cut, ...]:
    """Return the spam at the edges of a title; one cut over everything where no segment is genuine.

    ``names`` are the site's own, which are never cut.
    """
    spans = [match.span() for match in _SEGMENT.finditer(title) if match.group().strip()]
    parts = [title[start:end].strip() for start, end in spans]
    if len(spans) < model.LIST_SEGMENTS and not any(
        _reads_as_spam(part, rest, names, TITLE_EDGE, ANCHORED) for part in parts
    ):
        return ()  # before anything is compared with the page, which costs most
    bare = ANCHORED if len(parts) > 1 and _is_anchored(parts, rest) else WITHOUT_STEM
    least = TITLE_EDGE if len(parts) > 1 else WHOLE_TITLE
    spam = [_is_spam_segment(part, rest, names, least, bare) for part in parts]
    if any(spam) and len(parts) > 1:
        bare = BESIDE if bare < WITHOUT_STEM else bare
        spam = [_is_spam_segment(part, rest, names, BESIDE, bare) for part in parts]
    if not any(spam) and len(spans) < model.LIST_SEGMENTS:
        return ()
    if (all(spam) and spans and has_stem(fold(title))) or _is_keyword_title(title, rest, names):
        return (Cut(start=0, end=len(title), evidence=("title_spam",)),)
    if not any(spam) or all(spam):
        return ()
    first, last = spam.index(False), len(spam) - 1 - spam[::-1].index(False)
    cuts = []
    if first:
        cuts.append(Cut(start=0, end=_opening(title, spans[first][0]), evidence=("title_start",)))
    if last < len(spans) - 1:
        cuts.append(Cut(start=_closing(title, spans[last][1]), end=len(title), evidence=("title_end",)))
    return tuple(cuts)


def _is_keyword_title(title: str, rest: Rest, names: Sequence[str]) -> bool:
    """Return whether a title is one list of keywords, as a hijacked page has it."""
    line = prepare(title)
    if not has_stem(line.folded):
        return False
    strange = rest.coverage(line.segments) < OWN_COVERAGE and not is_public_affairs(line.segments)
    listed = line.keywords >= model.LIST_SEGMENTS and not any(name in title for name in names)
    return strange and listed and phrase_probability(line, rest) >= model.REMOVE


def _opening(title: str, start: int) -> int:
    return start - 1 if start and title[start - 1] in "【‘" else start


def _closing(title: str, end: int) -> int:
    return end + 1 if end < len(title) and title[end] in _CLOSING else end


def _is_anchored(parts: Sequence[str], rest: Rest) -> bool:
    """Return whether a segment is the headline of the article, so that another has to be something else."""
    return any(len(part) >= SEGMENT_CHARS and rest.coverage(prepare(part).segments) >= OWN_COVERAGE for part in parts)


def _is_spam_segment(segment: str, rest: Rest, names: Sequence[str], least: float, bare: float) -> bool:
    return _reads_as_spam(segment, rest, names, least, bare) and rest.coverage(prepare(segment).segments) < OWN_COVERAGE


def _reads_as_spam(segment: str, rest: Rest, names: Sequence[str], least: float, bare: float = WITHOUT_STEM) -> bool:
    """Return whether a phrase is spam by its words; ``bare`` is for one without a word of what such spam sells."""
    if any(segment in name or name in segment for name in names) or is_public_affairs((segment,)):
        return False
    line = prepare(segment)
    folded = line.folded
    if len(folded) < SEGMENT_CHARS or han_chars(folded) < SEGMENT_HAN or is_menu(line.segments):
        return False
    chance = phrase_probability(line, rest.without_words)
    return chance >= (least if has_stem(folded) else max(least, bare, SITE if _SITE.search(folded) else 0.0))


def doubtful_fields(draft: Draft, names: Sequence[str]) -> dict[str, str]:
    """Return place and text of the named short fields that sell something, and of the keywords that may."""
    fields = {name: value for name in names if (value := getattr(draft, name))}
    # Folded as one text: of most pages no field sells anything.
    sold = has_stem(fold("\n".join([*fields.values(), *draft.keywords])))
    places = {place: text for place, text in fields.items() if sold and has_stem(fold(text))}
    for n, word in enumerate(draft.keywords):
        if (sold and has_stem(fold(word))) or _may_be_keyword(word):
            places[f"keyword:{n}"] = word
    return places


def _may_be_keyword(word: str) -> bool:
    long = len(word) >= SEGMENT_CHARS
    return long and may_be_spam_title(word)


def is_spam_field(text: str, rest: Rest, names: Sequence[str]) -> bool:
    """Return whether what should be a medium or a person, or a keyword, is a seller's phrase."""
    return _reads_as_spam(text, rest, names, FIELD)


def spam_keywords(doubtful: Mapping[str, str], words: Sequence[str], rest: Rest, names: Sequence[str]) -> list[str]:
    """Return the places of the keywords that are a seller's phrases.

    Less proves it of those of which the page has nothing, where it has others, and less still beside sure ones.
    """
    sure = [place for place, text in doubtful.items() if is_spam_field(text, rest, names)]
    strange = {place: text for place, text in doubtful.items() if rest.coverage(prepare(text).segments) < STRANGE}
    least = KEYWORD_BESIDE if sure else KEYWORD if _is_anchored(words, rest) else FIELD
    return [*sure, *(p for p, t in strange.items() if p not in sure and _reads_as_spam(t, rest, names, least, least))]


def is_sales_title(title: str, rest: Rest) -> bool:
    """Return whether a title is a seller's name with its slogan, and the page below is about something else."""
    if not _SLOGAN.search(title) or is_public_affairs((title,)):
        return False
    folded = fold(title)
    if (brand := _BRAND_TITLE.fullmatch(title)) and not _SLOGAN.sub("", brand[2]).strip("_-— "):
        segments = prepare(brand[1]).segments
        return has_stem(fold(brand[1])) or rest.coverage_beside(folded, segments) < SALES_COVERAGE
    if rest.coverage_beside(folded, prepare(title).segments) >= SALES_COVERAGE:
        return False
    parts = [part.strip() for part in _SEGMENT.findall(title)]
    lines = map(prepare, parts)
    return any(has_stem(line.folded) or phrase_probability(line, rest.without_words) >= BESIDE_SLOGAN for line in lines)


def is_seller(name: str, rest: Rest, least: float = SELLER) -> bool:
    """Return whether a name that stands in sentences is a seller's by its words alone."""
    if is_public_affairs((name,)) or is_menu((name,)):
        return False
    return phrase_probability(prepare(name), rest.without_words) >= least


def spam_segments(title: str, rest: Rest, names: Sequence[str]) -> list[str]:
    """Return the segments of a title that read like spam, whether the body knows them or not."""
    parts = [part for match in _SEGMENT.finditer(title) if len(part := match.group().strip()) <= NAME_CHARS]
    return [
        part
        for part in parts
        if is_seller(part, rest, SELLER_IN_TITLE) and not any(part in name or name in part for name in names)
    ]


def phrase_probability(line: Line, rest: Rest) -> float:
    """Return the probability that a phrase is spam, judged like a one-line block at the head of the page."""
    fitted = model.load()
    words = fitted.words(line)
    if words < fitted.gate:
        return 0.0
    return fitted.probability(line, words, surroundings(line, rest, before=0, after=TAIL_FREE))


def behind_sentence(text: str) -> int:
    """Return where a text begins that was set behind the sentences of a paragraph, 0 where none was.

    >>> behind_sentence("县城两所新园开始报名。 某某官网 某某平台 某某下载入口")
    11
    """
    start = text.rfind("。") + 1
    behind = text[start:].strip()
    if len(behind) < GLUED or behind[-1] in _SENTENCE_ENDS or han_chars(text[:start]) < SENTENCE_HAN:
        return 0
    return start


def before_sentence(text: str, rest: Rest) -> int:
    """Return where the page's own sentence begins that a list was set before in one block, 0 where none does.

    Nothing shows where the last entry ends that stands against the sentence: it stays.
    """
    start = max(text.rfind(mark) for mark in _LIST_MARKS) + 1
    clause = _CLAUSE.search(text, start) if start else None
    if clause is None or han_chars(text[clause.end() :]) < SENTENCE_HAN:
        return 0
    return start if is_own_clause(text[clause.end() :], rest) else 0


def is_own_clause(text: str, rest: Rest) -> bool:
    """Return whether what stands behind the first comma of a sentence is genuine: by its words, or by its page."""
    line = prepare(text)
    if has_stem(line.folded):
        return False
    return model.load().words(line) < OWN_WORDS or rest.coverage(line.segments) >= OWN_COVERAGE


def is_genuine_sentence(text: str, rest: Rest) -> bool:
    """Return whether what stands before a list is a sentence of the page's own."""
    line = prepare(text)
    own = function_chars(line.folded) or rest.coverage(line.segments) >= OWN_COVERAGE
    return bool(own) and not has_stem(line.folded) and phrase_probability(line, rest) < SENTENCE


def is_glued_list(text: str, rest: Rest) -> bool:
    """Return whether what stands behind a sentence is a list of what sellers call themselves."""
    line = prepare(text)
    if line.keywords < model.LIST_SEGMENTS or is_public_affairs(line.segments) or is_menu(line.segments):
        return False
    strange = rest.coverage(line.segments) < OWN_COVERAGE and not function_chars(line.folded)
    return strange and phrase_probability(line, rest) >= (model.REMOVE if has_stem(line.folded) else WITHOUT_STEM)


TAIL_FREE = 99  # genuine blocks after a phrase: it does not stand at the tail


def inline_cuts(texts: Mapping[int, str], page: str, rest: Rest) -> tuple[dict[int, tuple[Cut, ...]], bool]:
    """Return the phrases that were set into texts between two sentences, by the numbers of the texts that have any.

    Only on strong evidence: bounded by punctuation or the line start on the left and by a colon or comma on the right,
    ending in a word of a closed list, spam by its words, and not alone: standing twice in ``page`` (the texts of the
    whole page), or one of several. The second value tells whether one was found that is alone.
    """
    found = {number: tuple(_phrases(text)) for number, text in texts.items()}
    phrases = {texts[number][cut.start : cut.end - 1] for number, cuts in found.items() for cut in cuts}
    chances = {phrase: _inserted(phrase, rest) for phrase in phrases}
    spam = {phrase for phrase in _repeated(phrases, page) if chances[phrase] >= INSERTED}
    several = {phrase for phrase, chance in chances.items() if chance >= SEVERAL}
    alone = len(several | spam) == 1 and not spam
    spam |= several if len(several | spam) >= PHRASE_REPEATS else set()
    kept = {n: tuple(cut for cut in cuts if texts[n][cut.start : cut.end - 1] in spam) for n, cuts in found.items()}
    return {number: cuts for number, cuts in kept.items() if cuts}, alone


def _phrases(text: str) -> Iterator[Cut]:
    for match in _PHRASE_END.finditer(text):
        end = match.end()
        start = 1 + max(text.rfind(mark, max(0, match.start() - PHRASE_CHARS[1]), match.start()) for mark in _BEFORE)
        if start or match.start() <= PHRASE_CHARS[1]:
            yield Cut(start=start, end=end, evidence=("bounded", f"word:{match.group()[:-1]}"))


def _repeated(phrases: set[str], page: str) -> list[str]:
    """Return the phrases of the right length that stand on the page often enough, in the order of the page.

    All are counted in one go, at the ends of the words that phrases end in: to search the page for each would cost the
    square of its length.
    """
    sizes = {len(phrase) for phrase in phrases if PHRASE_CHARS[0] <= len(phrase) <= PHRASE_CHARS[1]}
    if not sizes:
        return []
    # 登录入口 and 入口 end at one place
    places = (page[end - size : end] for end in set(_word_ends(page)) for size in sizes if size <= end)
    counts = Counter(part for part in places if part in phrases)
    return [phrase for phrase, count in counts.items() if count >= PHRASE_REPEATS]


def _word_ends(page: str) -> Iterator[int]:
    """Yield where the words end that phrases end in, overlapping ones too: 体育投注平台 has two."""
    found = _WORD.search(page)
    while found:
        yield found.end()
        found = _WORD.search(page, found.start() + 1)


def _inserted(phrase: str, rest: Rest) -> float:
    """Return the probability that a phrase between two sentences is spam; of one that sells nothing only if high."""
    if not PHRASE_CHARS[0] <= len(phrase) <= PHRASE_CHARS[1] or is_public_affairs((phrase,)):
        return 0.0
    line = prepare(phrase)
    chance = phrase_probability(line, rest.without_words)
    return chance if has_stem(line.folded) or chance >= BARE_INSERTED else 0.0


def may_hold_phrase(text: str) -> bool:
    """Return whether a block has the end of an insertable phrase at all."""
    return _PHRASE_END.search(text) is not None


def may_be_spam_title(title: str) -> bool:
    """Return whether a title or one of its segments could be spam by its words."""
    fitted = model.load()
    parts = (part for part in _SEGMENT.findall(title) if not fitted.is_cold(part))
    return any(phrase_probability(prepare(part), NO_PAGE) >= KEYWORD_BESIDE or has_stem(fold(part)) for part in parts)


def may_be_token(text: str) -> bool:
    """Return whether a token that was sown into a page reads like a seller's, so that it may be cut.

    Labels of rows come at even distances too.
    """
    return model.load().words(prepare(text)) >= TOKEN_WORDS
