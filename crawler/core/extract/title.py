"""The headline of a page: the candidate that most of its signs agree on.

Candidates are the state's ArticleTitle, JSON-LD and OpenGraph, headings and title-like blocks before the body, and the
parts of ``<title>``. One page in six lacks the headline in ``<title>``, and templates put the name of the column or of
the site into any of the others, so no single sign decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from crawler.core.extract.labels import LONGEST_TITLE, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.core.extract.declared import Said
    from crawler.core.extract.labelled import Seen
    from crawler.core.extract.tree import Element, Tree

#: Shortest headline (characters); of a heading that ``<title>`` begins with.
SHORTEST_TITLE, SHORTEST_AGREED = 4, 2
#: Shortest headline among lines right before the fields (characters).
SHORTEST_MARKED = 3
#: Characters of ``<title>`` that are read: a headline, and the names of columns and site.
LONGEST_HEAD_TITLE = 400
#: Blocks before the body among which an unmarked line may be the headline.
NEAR = 5
#: Blocks behind the head among which a heading may be the headline, if it is the first part of <title>.
IN_BODY = 30

#: Weights of the signs, in the same unit; found by hand on saved pages, several of them at once decide.
_TRUSTED: Final = {"meta:articletitle": 4.0, "json-ld": 4.0}
_DECLARED, _FIRST_PART, _OTHER_PART, _WHOLE = 2.5, 2.0, 0.2, 0.1
_HEADINGS: Final = {"ucaptitle": 4.0, "h1": 3.5, "h2": 2.5, "h3": 1.5, "h4": 1.0, "h5": 1.0}
_CHIEF: Final = frozenset({"ucaptitle", "h1"})
_NAMED, _BEFORE_FIELDS, _LAST_OF_HEAD, _AGREED, _LEADS, _NEAR = 1.5, 1.5, 2.0, 3.0, 1.5, 0.5
_A_SITE, _A_NAME, _A_COLUMN = -9.0, -6.0, -4.0

_TAG = re.compile(r"</?[a-z]{1,6}\s*/?>", re.IGNORECASE)
#: Between a headline and the names behind it in ``<title>``; a dash only splits between Han characters, or before what
#: looks like the name of a site.
_SPLIT = re.compile(
    r"[_|｜丨»]|(?<=[\u4e00-\u9fff”」》)）！？])\s{0,3}(?:-+|—+|–)\s{0,3}(?=[\u4e00-\u9fff])|\s[-–—]+\s|<\s|"
    r"(?<![-–—])[-–—]{1,4}(?=[\u4e00-\u9fff]{2,20}(?:网|网站|政府|门户|频道|中心|新闻|[局委办])$)"
)
_NAME_MARKS = ("tit", "head", "biaoti", "bt", "subject", "h1")  # one is in every such name
_NAMES = re.compile(r"title|headline|heading|biaoti|\bbt\b|tit\b|subject|h1")
#: How columns and kinds of pages end that are no headlines, and their longest name (characters).
_COLUMN = tuple(
    "动态 要闻 新闻 公告 公示 公开 信息 资讯 频道 专栏 首页 正文 详情 详细 详情页 详细页 内容 文章 阅读 列表 网站 "
    "门户".split()
)
LONGEST_COLUMN = 8
#: Longest name of a site (characters).
LONGEST_SITE = 24
#: What sites are called, and parts of them that have a <title> of their own.
_SITE = re.compile(
    r"[\u4e00-\u9fff·]{2,16}(?:人民政府(?:办公室|网)?|政府网|门户网站?|政府网站|网站|(?:政务|信息|新闻|政府|党建|教育|资讯|融媒|传媒|在线)网|"
    r"信息公开(?:网|平台|专栏|目录)?|在线|日报社?|融媒体中心|首页)|[\u4e00-\u9fff]{2,6}网|"
    r"[\u4e00-\u9fff]{1,8}[省市县区州旗][\u4e00-\u9fff]{2,8}(?:局|委员会|办公室|中心)"
)
_SITE_END = re.compile("[网站府室台栏录开线报社心页局会]$")  # of every one
#: A day inside the element of a headline, behind it.
_DAY_BEHIND = re.compile(
    r"\s*[\[(（]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?\s*[\])）]?$"
)
_DAY_ENDS = "0123456789日])）"
_DATES: Final = frozenset({"date", "dateline"})
_HEADS: Final = frozenset({None, "headline", "head"})
#: Lines that explain a headline: ——某某会议侧记.
_SUBTITLE = ("——", "--", "―", "─")
#: What a platform writes behind a headline about the state of its matter: [报名中].
_BADGE = re.compile(
    r"\s*[\[【](?:[\u4e00-\u9fff]{0,4}(?:获取|报名|公示|公告|进行|征集|办理|受理|招标)中|已(?:结束|截止|办结|失效|废止)|置顶)[\]】]$"
)


class _Candidate(NamedTuple):
    text: str
    weight: float
    witness: str
    shown: bool  # seen elsewhere than in <title>, so that <title> may confirm it


def read_title(
    tree: Tree, head: Sequence[Seen], said: Sequence[Said], names: Iterable[str], taken: frozenset[int]
) -> tuple[str | None, str]:
    """Return the headline and its best witness.

    ``said`` are declared titles, ``names`` what may stand in a headline's place without being one: the site, the
    county, the columns. ``taken`` are the numbers of blocks that hold labelled values.
    """
    head_title = tree.head_title[:LONGEST_HEAD_TITLE]
    if "<" in head_title:
        head_title = _TAG.sub(" ", head_title).strip()
    whole = squeeze(head_title)
    known = {squeeze(name) for name in names}
    votes, best = _count(_candidates(tree, head, said, head_title, taken), whole)
    for key in votes:
        a_column = len(key) <= LONGEST_COLUMN and key.endswith(_COLUMN)
        a_site = len(key) <= LONGEST_SITE and _SITE_END.search(key) and _SITE.fullmatch(key)
        votes[key] += _A_SITE if a_site else (_A_NAME if key in known else (_A_COLUMN if a_column else 0.0))
        votes[key] += _LEADS if whole.startswith(key) and len(key) >= 2 * SHORTEST_TITLE else 0.0
    key = max(votes, key=votes.__getitem__, default="")
    return (_BADGE.sub("", best[key].text), best[key].witness) if key and votes[key] > 0 else (None, "")


def _count(candidates: Iterable[_Candidate], whole: str) -> tuple[dict[str, float], dict[str, _Candidate]]:
    """Return the votes for each wording, squeezed, and its best candidate, spelled as its first one."""
    votes: dict[str, float] = {}
    best: dict[str, _Candidate] = {}
    for candidate in candidates:
        key = squeeze(candidate.text)
        agrees = candidate.shown and key in whole
        shortest = SHORTEST_AGREED if agrees and candidate.weight >= _HEADINGS["h2"] else SHORTEST_TITLE
        if candidate.shown and candidate.weight >= _BEFORE_FIELDS + _NEAR:
            shortest = min(shortest, SHORTEST_MARKED)
        if not shortest <= len(key) <= LONGEST_TITLE:
            continue
        votes[key] = max(votes.get(key, 0.0), _AGREED if agrees else 0.0) + candidate.weight
        if key not in best or candidate.weight > best[key].weight:
            best[key] = candidate._replace(text=best[key].text) if key in best else candidate
    return votes, best


def differs(one: str, other: str) -> bool:
    """Tell whether two headlines or names are really different: neither is a part of the other, signs left aside."""
    bare, other_bare = ("".join(filter(str.isalnum, text)) for text in (one, other))
    return bool(bare and other_bare) and bare not in other_bare and other_bare not in bare


def _candidates(
    tree: Tree, head: Sequence[Seen], said: Sequence[Said], head_title: str, taken: frozenset[int]
) -> Iterator[_Candidate]:
    whole = squeeze(head_title)
    for text, witness in said[:3]:
        if squeeze(text) == whole and witness != "meta:articletitle":
            continue  # a copy of <title> says nothing new
        yield _Candidate(text, _TRUSTED.get(witness, _DECLARED), witness, shown=True)
    yield from _headings(tree, head, taken, whole)
    if head and not any(tree.blocks[block.number].tag in _CHIEF for block in head):
        for block in tree.blocks[: head[0].number]:  # a menu stands between headline and body
            if block.tag in _CHIEF and not block.hidden and block.linked * 2 <= len(block.text):
                yield _Candidate(block.text, _HEADINGS[block.tag], block.tag, shown=True)
    parts = [part.strip() for part in _SPLIT.split(head_title) if part]
    for place, part in enumerate(parts):
        yield _Candidate(part, _OTHER_PART if place else _FIRST_PART, "title", shown=False)
    lead, behind = squeeze(parts[0]) if parts else "", head[-1].number + 1 if head else 0
    for block in tree.blocks[behind : behind + IN_BODY]:  # what was taken for the head stands above the headline
        if block.tag in _HEADINGS and squeeze(block.text) == lead:
            yield _Candidate(block.text, _HEADINGS[block.tag], block.tag, shown=True)
    if len(parts) > 1:
        yield _Candidate(head_title, _WHOLE, "title", shown=False)


def _headings(tree: Tree, head: Sequence[Seen], taken: frozenset[int], whole: str) -> Iterator[_Candidate]:
    """Yield headings and title-like blocks before the body; lines of one heading are joined."""
    last, last_owner = "", -1
    head = [block for block in head if not block.text.startswith(_SUBTITLE)]
    heads = [place for place, block in enumerate(head) if block.kind == "head"] if tree.plain else []
    last_head = max(heads, default=-1)
    for place, block in enumerate(head):
        shown = tree.blocks[block.number]
        if block.linked or len(shown.text) > LONGEST_TITLE or (block.number in taken and block.kind != "headline"):
            continue
        if block.kind not in _HEADS and not (block.kind in _DATES and shown.tag in _HEADINGS):
            continue
        owner = tree.owner[block.number]
        weight = _weight(tree, head, place, last_head)
        near = _NEAR if len(head) - place <= NEAR else 0.0
        if weight == near == 0.0:
            continue
        text = _without_day(shown.text, whole)
        witness = shown.tag if shown.tag in _HEADINGS else "line"
        if last and owner == last_owner and weight >= _HEADINGS["h2"] and block.kind != "head":
            yield _Candidate(f"{last} {text}", weight + 1.0, witness, shown=True)
        yield _Candidate(text, weight + near, witness, shown=True)
        last, last_owner = text, owner


def _without_day(text: str, whole: str) -> str:
    """Return a heading without the day behind it, unless ``<title>`` has it too."""
    return text if text[-1] not in _DAY_ENDS or squeeze(text) in whole else _DAY_BEHIND.sub("", text)


def _weight(tree: Tree, head: Sequence[Seen], place: int, last_head: int) -> float:
    """Return how much tag, name, kind and neighbours of a block say that it is the headline."""
    block = head[place]
    owner = tree.owner[block.number]
    weight = _HEADINGS.get(tree.blocks[block.number].tag, 0.0)
    weight += _NAMED if owner >= 0 and _named(tree.elements[owner]) else 0.0
    weight += {"headline": 1.0, "head": 0.5}.get(block.kind or "", 0.0)
    weight += _LAST_OF_HEAD if place == last_head else 0.0
    weight += _BEFORE_FIELDS if place + 1 < len(head) and head[place + 1].kind in ("info", "dateline", "date") else 0.0
    return weight


def is_headline(tree: Tree, head: Seen, following: Seen) -> bool:
    """Tell whether a line that may be text is a headline: it has no sentence, and fields or its element say so."""
    if len(head.text) > LONGEST_TITLE or "。" in head.text or head.kind not in (None, "headline"):
        return False
    owner = tree.owner[head.number]
    named = owner != tree.owner[following.number] and _named(tree.elements[owner])
    return named or following.kind in ("info", "dateline", "date")


def _named(element: Element) -> bool:
    """Tell whether id or class of an element say that it holds a headline; most attributes hold no such word at all."""
    lower = element.markup.lower()
    return any(map(lower.__contains__, _NAME_MARKS)) and _NAMES.search(element.name) is not None
