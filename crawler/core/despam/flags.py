"""Damage all over a page that is named and not cut: names in an institution's place, spun text, sown tokens; emoji."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from crawler.core.despam.text import fold
from crawler.core.divisions import divisions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUBSTITUTION = "entity_substitution"
SPUN = "spun"
SOWN_TOKEN = "sown_token"  # noqa: S105 - no password
EMOJI = "emoji"
INSERTED = "inserted_phrase"

#: Sentences in which a seller's name stands where an institution's was.
SENTENCES = 2
#: Characters before the ending of a name: the fewest, and how many are compared at most.
NAME_LEAST, NAME_CHARS = 2, 6
SHORT_NAME = 3
#: How often a token must stand on a page to have been sown; the least distance of two, in characters; the distance that
#: all together keep on average; the share of its places that must differ, and of those within a sentence.
SOWN, APART, OFTEN, ALIKE, WITHIN = 5, 50, 190, 0.9, 0.5
#: Characters before and behind the middle in which a sown token stands, of a piece of one, and of the longest.
BEFORE, BEHIND, PIECE, LONGEST_TOKEN = 180, 120, 3, 12
#: Characters of the shortest page over which a token was sown, every hundred of them.
SHORTEST = 450
#: Share of the distances that differ from the median one by no more than ``UNEVEN``: a program counts characters, an
#: author's words come at random (of 168 articles none has a word of which half of the distances agree).
EVEN, UNEVEN = 0.8, 0.15
#: Superlatives masked by ``**`` from which a program that fears the advertising law rewrote a text.
MASKED = 3
#: Words that such programs put for 介绍, 经过, 负责人, 服务 … and nobody writes, of which a text then has some.
_MISFITS = (
    "先容",
    "颠末",
    "卖力人",
    "卖力的",
    "睁开了",
    "效劳",
    "包管",
    "工程名目",
    "周全推",
    "踊跃",
    "当真",
    "构筑",
    "紧张意义",
    "先辈",
)
MISFITS = 4
#: Emoji between two characters of a sentence, for each thousand of them, and at least: from here on they were sown.
EMOJI_SHARE, EMOJI_LEAST, EMOJI_KINDS = 0.003, 3, 2

# What sellers' names end in; some end so too that sell nothing (平台), and the words before decide.
_END = re.compile(
    "官网|官方网站|登录入口|登陆入口|手机版|现金网|娱乐城|娱乐场|娱乐平台|国际娱乐|体育平台|投注平台|投注网|棋牌|"
    "赌场|博彩|"
    "彩票网|彩票平台|a[pP][pP]|A[pP][pP]|网址|注册|国际|体育|电子|集团|平台"
)
_WORD_BEFORE = re.compile("[A-Za-z0-9\u4e00-\u9fff]+$")
_STOP = "。！？；\n"
_STOPS = re.compile(f"[{_STOP}]")
_PREPOSITIONS = "在由同和与對对向从從把被为為到将將经經给給让讓的了及于於等是"
_CRIME = re.compile("打击|查处|捣毁|侦破|赌博|诈骗|涉嫌|抓获|举报|警方|民警|公安|骗局|违法")
# The site of an institution, and kinds of platforms that news speak of.
_OFFICIAL = re.compile(
    "(?:[区县市省局馆院校所部委会网报台]|中心|公司|集团|银行|大学|贷|社交|直播|电商|视频|支付|交易|服务|学习|管理|"
    "信息|支持|政务|媒体)(?:官网|官方网站|[aA][pP][pP]|手机版|平台|网址|登录入口|注册)$"
)
# An institution's people behind what a company or a seller is called: 公司学生, 平台校友.
_PEOPLE = "(?:学生|同学们|校友|师生|新生|毕业生|教授|学子|院长|校长)"
_CLASH = re.compile(f"(?:公司|平台|娱乐|官网|a[pP][pP]|A[pP][pP]){_PEOPLE}")
# What sellers call themselves, and offices, assemblies and people, which have a place's name before them.
# What ends like a company's or a college's name may have schools and people of its own, but no government.
_SELLER = re.compile(
    "官网[)）]?|官方网站[)）]?|手机版[)）]?|登录入口[)）]?|娱乐城?[)）]?|棋牌[)）]?|博彩[)）]?|投注[)）]?|现金网[)）]?|彩票[)）]?|"
    "集团|国际|体育|电子|竞技|平台|电竞|真人|全站|首页|下载|棋类|贵宾会|皇冠版|旗舰"
)
_LIKE_COMPANIES = frozenset("集团 国际 体育 电子 竞技 平台 电竞 真人 全站 首页 下载 棋类 贵宾会 皇冠版 旗舰".split())
_OFFICE = re.compile(
    "人民政府|人大常委会|人民代表大会|第[一二三四五六七八九十]{1,3}届(?:人民|人大|政协|委员)|县委|纪委监委|"
    "农业农村局|自然资源局|应急管理局|公安局|财政局|"
    "民政局|司法局|交通运输局|水利局|水务局|林业局|审计局|统计局|卫生健康局|市场监督?管理?局|住房和城乡建设局|住建局|"
    "发展和改革局|"
    "人力资源和社会保障局|人社局|文化和旅游局|文旅局|生态环境局|气象局|税务局|信访局|档案局|医疗保障局|城市管理局|"
    "城区|境内|籍"
)
_PLACE = re.compile(
    "县(?!道)|镇|乡|村(?!镇银行)|街道办|全域|村民|居民|农户|小学|人民法院|人民检察院|教育局|医保局|疾控中心|"
    "融媒体中心|城南|城北|城东|城西"
)
_BARE_OFFICES = ("人民政府", "自然资源局", "农业农村局", "应急管理局", "公安局", "教育局", "财政局")
_NO_NAME = frozenset(
    "省市县区旗州盟镇乡级国地方本该原各两我央由和及与、，。；：的经向到对在任据报给受是让请赴了以将新旧兼"
    "縣區鄉鎮級國地據報給請讓與對從將舊兩,（(《“【 \n0123456789"
)
_UNITS = "省市县区旗州盟镇乡縣區鎮鄉"
# Where an office or people may have a seller's name before them, one character each: one search of the text for all,
# begun with the class of its first characters, since most texts have none. A name in Latin letters or digits; what
# sellers call themselves, by its last two characters; an office behind two characters that end no place's name.
_AT_OFFICE = "(?=[人第县纪农自应公财民司交水林审统卫市住发文生气税信档医城境籍镇乡村街全居小教疾融])"
_NAMELESS = f"[^{re.escape(''.join(sorted(_NO_NAME)))}]{{2}}"
_TRACE = re.compile(
    f"[0-9A-Za-z网站版口城乐牌彩注票团际育子技台竞人页载类会舰)）府局](?:{_AT_OFFICE}(?:"
    "(?P<glued>(?<=[0-9A-Za-z]))|(?P<seller>(?<=[)）])|(?<=官网|网站|机版|入口|乐城|娱乐|棋牌|博彩|投注|金网|彩票|集团|国际|体育|"
    "电子|竞技|平台|电竞|真人|全站|首页|下载|棋类|宾会|冠版|旗舰)))|"
    f"(?P<bare>(?<=[府局])(?:{'|'.join(f'(?<={office})(?<={_NAMELESS}{office})' for office in _BARE_OFFICES)})))"
)
_NAME = re.compile("(?:[\u4e00-\u9fff][0-9]{2,4}|[A-Za-z]{2,}[0-9]{0,4})$")
# What is counted or named in Latin letters before a village, a school: 5G村, VR小学, 全国12个村.
_COUNTED = re.compile(
    "(?:^|[^A-Za-z])(?:5g|ai|vr|ar|tv|wifi|etc|gps|ba|ip|pc|cbd|led|apec|ppp|npc|"
    "[第约共近超达有余到过及和、至年月]\\d+)$",
    re.IGNORECASE,
)
_MASK = re.compile("[\u4e00-\u9fff]\\*\\*[的好大佳强多高优]")
#: Emoji with what joins and colours them; signs of text (★ ■ →) are none.
_FACE = (
    "(?:[\U0001f1e6-\U0001f1ff\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001faff✨⚡⭐✅❗]"
    "[\U0001f3fb-\U0001f3ff\ufe0f]*|[\u2600-\u27bf]\ufe0f)(?:\u200d[\u2600-\u27bf\ufe0f]*)?"
)
_BEHIND = "(?<=[\u4e00-\u9fff，。、；：！？”）,;:!?)])"
_EMOJI = re.compile(f"{_BEHIND}(?:{_FACE})+(?=[\u4e00-\u9fff“（《0-9A-Za-z])")
_TO_STRIP = re.compile(f"{_BEHIND}(?:{_FACE})+(?=[\u4e00-\u9fff“”（《「(0-9A-Za-z-]|$)")


def repeated_names(text: str) -> list[str]:
    """Return what ends like a seller's name and stands in more than one sentence.

    The longest form of each, without a preposition before it; of sellers as the police speak of them there are none.
    """
    places = _sentences_of_names(text)
    repeated = [name for name, sentences in places.items() if len(sentences) >= SENTENCES]
    ends = {name[n:] for name in repeated for n in range(1, len(name))}
    longest = [name for name in repeated if name not in ends]
    named = [name for name in longest if not any(_CRIME.search(_sentence(text, at)) for at in places[name])]
    bare = [name[1:] if name[0] in _PREPOSITIONS and len(name) > SHORT_NAME else name for name in named]
    return [name for name in bare if not _OFFICIAL.search(name)]


def _sentences_of_names(text: str) -> dict[str, set[int]]:
    """Return where the sentences begin in which each name stands that may stand twice, for every length it may have."""
    ends = [end.span() for end in _END.finditer(text)]
    # A name that stands twice does so in its shortest form; of most pages there is none.
    shortest = Counter([text[start - NAME_LEAST : end] for start, end in ends])
    if len(shortest) == len(ends):
        return {}
    places: dict[str, set[int]] = {}
    starts = [0, *(stop.end() for stop in _STOPS.finditer(text))]
    for start, end in ends:
        if shortest[text[start - NAME_LEAST : end]] < SENTENCES:
            continue
        before = _WORD_BEFORE.search(text[max(start - NAME_CHARS, 0) : start])
        sentence = starts[bisect_right(starts, start) - 1]
        for size in range(NAME_LEAST, len(before[0]) + 1 if before else 0):
            places.setdefault(text[start - size : end], set()).add(sentence)
    return places


def stand_in(text: str, names: Sequence[str]) -> list[str]:
    """Return the names that stand in sentences of a page, whatever their script or width."""
    folded = fold(text) if names else ""
    return [name for name in names if name and folded.count(fold(name)) >= SENTENCES]


def _sentence(text: str, start: int) -> str:
    ends = [end for stop in _STOP if (end := text.find(stop, start)) >= 0]
    return text[start : min(ends, default=len(text))]


def clashes(text: str) -> bool:
    """Return whether the people of an institution belong to a company: 公司学生, the trace of a rewritten name."""
    return "公司" in text and len(set(_CLASH.findall(text))) >= SENTENCES


def rules_offices(text: str) -> bool:
    """Return whether offices or people have a seller's name before them: what is left of a rewritten place.

    Once is a slip of the pen, or two texts that run together, unless the name stands all over the page.
    """
    traces = [(trace.lastgroup, trace.end()) for trace in _TRACE.finditer(text)]
    kinds = [kind for kind, _ in traces]
    found = [end for kind, end in traces if kind == "glued" and _is_sellers(text, end)]
    found += _sellers_with_office(text) if "seller" in kinds else ()
    found += _bare_names(text) if kinds.count("bare") >= SENTENCES else ()
    return len(found) >= SENTENCES or any(text.count(text[end - NAME_CHARS // 2 : end]) > SENTENCES for end in found)


def _sellers_with_office(text: str) -> Iterator[int]:
    """Yield where a seller's name ends that an office or people follow."""
    for match in _SELLER.finditer(text):
        if _OFFICE.match(text, match.end()) or (match[0] not in _LIKE_COMPANIES and _PLACE.match(text, match.end())):
            yield match.end()


def _bare_names(text: str) -> list[int]:
    """Return where a name ends that stands before several offices and is no place's: 千山人民政府, 千山公安局."""
    places = (place for office in _BARE_OFFICES for place in _places(text, office))
    ends = [place for place in places if place > 1 and _NO_NAME.isdisjoint(text[place - 2 : place])]
    names = Counter(name for end in ends if "\u4e00" <= (name := text[end - 2 : end]) <= "\u9fff")
    if not names:
        return []
    name, times = names.most_common(1)[0]
    if times < SENTENCES or text.count(name) <= SENTENCES or any(name + unit in text for unit in _UNITS):
        return []
    return [] if _is_division(name) else [end for end in ends if text[end - 2 : end] == name]


def _places(text: str, word: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


@cache
def _stems() -> frozenset[str]:
    found = divisions().values()
    names = {name for one in found for name in (*one.names, one.prefecture, one.province)}
    return frozenset(name[n : n + 2] for name in names for n in range(max(len(name) - 1, 1)))


def _is_division(name: str) -> bool:
    """Return whether a name is part of the name of a place that offices belong to."""
    return name in _stems()


def _is_sellers(text: str, end: int) -> bool:
    """Return whether a name in letters or digits ends here, and an office or people follow it."""
    name = text[max(end - 8, 0) : end]
    if not (_OFFICE.match(text, end) or _PLACE.match(text, end)):
        return False
    return _NAME.search(name) is not None and _COUNTED.search(name) is None


def is_spun(text: str) -> bool:
    """Return whether a program rewrote a text (伪原创): superlatives masked, the misfits of its list of synonyms."""
    if "**" in text and len(_MASK.findall(text)) >= MASKED:
        return True
    return any(map(text.__contains__, _MISFITS[:4])) and sum(map(text.__contains__, _MISFITS)) >= MISFITS


def sown_token(text: str) -> str:
    """Return the token that was sown into a text at even distances, within its sentences, "" without one."""
    if len(text) < SHORTEST:
        return ""
    middle = len(text) // 2
    before, behind = text[max(middle - BEFORE, 0) : middle], text[middle : middle + BEHIND]
    least = max(SOWN, len(text) / OFTEN)
    found = (piece for piece in _shared(before, behind) if piece.isalnum() and text.count(piece) >= least)
    return next((token for piece in found if (token := _sown(text, piece))), "")


def _shared(before: str, behind: str) -> dict[str, None]:
    """Return the pieces of ``PIECE`` characters that two windows share, in the order of the second.

    Each piece holds one of the pairs that are looked for first, since every third place is tried.
    """
    # Most pairs have a character that the other window lacks, and that is found out five times as fast.
    places = range(0, len(behind) - 1, PIECE - 1)
    likely = [at for at in places if behind[at] in before and behind[at + 1] in before]
    pairs = [at for at in likely if behind[at : at + 2] in before]
    last = len(behind) - PIECE
    starts = [n for at in pairs for n in range(at - PIECE + 2, at + 1) if 0 <= n <= last]
    return dict.fromkeys([piece for n in starts if (piece := behind[n : n + PIECE]) in before])


def _sown(text: str, piece: str) -> str:
    """Return the token around a piece that stands all over a text, evenly, each time between other words; else ""."""
    places = [found.start() for found in re.finditer(re.escape(piece), text)]
    gaps = [after - before for before, after in pairwise(places)]
    if min(gaps, default=0) < APART or not _is_even(gaps):
        return ""
    start, end = _grown(text, places, -1), _grown(text, [place + PIECE - 1 for place in places], 1)
    sides = [(text[place - start - 2 : place - start], text[place + PIECE + end :][:2]) for place in places]
    within = sum(1 for before, after in sides if before[-1:].isalnum() and after[:1].isalnum())
    kinds = min(len({before for before, _ in sides}), len({after for _, after in sides}))
    is_sown = within >= WITHIN * len(places) and kinds >= ALIKE * len(places)
    # A phrase set behind punctuation has the same mark before it at times; that mark is the sentence's.
    return text[places[0] - start : places[0] + PIECE + end].lstrip("，。；！？、,;!?\n ") if is_sown else ""


def _is_even(gaps: Sequence[int]) -> bool:
    middle = sorted(gaps)[len(gaps) // 2]
    return sum(1 for gap in gaps if abs(gap - middle) <= UNEVEN * middle) >= EVEN * len(gaps)


def _grown(text: str, places: list[int], step: int) -> int:
    """Return by how many characters a piece can be made longer on one side with the same at nearly all places."""
    for size in range(LONGEST_TOKEN):
        beside = Counter(text[place + step * (size + 1) : place + step * (size + 1) + 1] for place in places)
        if max(beside.values()) < ALIKE * len(places):
            return size
    return LONGEST_TOKEN


def has_astral(text: str) -> bool:
    """Return whether a text has characters beyond the basic plane: the cheap look for emoji."""
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def sown_emoji(texts: dict[int, str]) -> Iterator[tuple[int, int, int]]:
    """Yield number of the text, start and end of the emoji that stand within sentences, if they are sown.

    Those at the start or end of a paragraph, behind a space or before one are the author's.
    """
    found = [emoji for text in texts.values() for emoji in _EMOJI.finditer(text)]
    size = sum(map(len, texts.values()))
    kinds = {emoji[0] for emoji in found}
    if len(found) >= max(EMOJI_LEAST, EMOJI_SHARE * size) and len(kinds) >= EMOJI_KINDS:
        yield from ((n, *emoji.span()) for n, text in texts.items() for emoji in _TO_STRIP.finditer(text))
