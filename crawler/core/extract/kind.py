"""What kind of page it is when it is no article.

Lists and home pages, feeds, error and login pages, pages that hold a video or files and no text. A page is asked for
prose first: with enough of it, only a list of summaries (摘要) or a home page with a long welcome is refused. What has
less must announce itself as an article, by meta tags, a headline or a line of fields, or hold few links.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from crawler.core.extract.links import TYPICAL_TITLE
from crawler.core.extract.score import leads_away
from crawler.core.extract.tags import FILE_ENDINGS
from crawler.core.hanzi import to_simplified_chars
from crawler.core.model import Page, Reason, Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.core.extract.labels import Kinds
    from crawler.core.extract.sift import Body
    from crawler.core.extract.tree import Line, Tree

#: Prose in characters from which a page is an article unless it is made of summaries or is a home page.
ENOUGH = 400
#: Prose in characters below which there is no article at all.
TOO_LITTLE = 20
#: Linked characters per character of prose from which a page that does not announce itself is a list.
LIST_RATIO = 3.0
#: Share of linked characters from which a line that is no paragraph may be a row of links.
ROW = 0.25
#: Lines of links that a list has at least, and a home page that is known by its address.
LIST_LINKS, HOME_LINKS = 8, 40
#: Links to whole columns (更多) that a home page has at least.
MORE_LINKS = 3
#: Prose in characters that an introduction above a list of dated rows has at most.
INTRODUCTION = 150
#: Summaries that make a list, and their share of all paragraphs.
SUMMARIES, SUMMARY_SHARE = 5, 0.6
#: Lines between a title and its summary: date, source, picture.
SUMMARY_REACH = 3
#: Lines among which an article's headline and fields come: at the head of a page, or before its body.
HEAD, NEAR = 150, 20
#: Lines between a headline and the line of its fields; titles of other articles between them and the body.
FIELDS_REACH, FEW_TITLES = 6, 3
#: Stretches of lines of fields that one article has at most; rows of lists have one each.
FEW_FIELDS = 2
#: Labels that make a table of them, and elements around a line among which one is a footer.
RECORD_LABELS, FOOTER_HEIGHT = 3, 8
#: Name of a column that is told by its end alone (characters); headlines are longer.
LONGEST_COLUMN = 8
#: Prose in characters that an error or login page has at most, and characters of its one sentence.
NOTICE, NOTICE_LINE = 300, 60
#: Lines that a page whose only text is an error has at most.
NOTICE_BLOCKS = 60

_STATUS = r"(?:40[0134]|50[0234])"
_ERROR: Final = re.compile(
    # a number counts where titles begin or end, or beside words; 投入 500 万元 is news
    rf"(?:^|http\s?|错误\s?|error\s?|[(（【]){_STATUS}(?=$|[\s|_)）】!！,，-]|错误|页|error|not found)|"
    rf"[\s|:：_-]{_STATUS}(?=$|[)）】!！]|\s?错误|\s?页|\s?error|\s?not found)|"
    r"页面?(?:不存在|未找到|没有找到|已删除|丢失)|not found|出错[了啦]|"
    r"(?:找不到|无法找到|没有找到).{0,8}(?:页|文件|资源|内容|信息)|访问.{0,6}(?:不存在|出错|受限|被拒|过于频繁)|"
    r"(?:^|[\s|_-])(?:错误(?:提示|信息|页)|系统(?:提示|错误)|安全验证)(?:$|[\s|_-])|^提示信息|"
    r"(?:该|此)?(?:信息|文章|内容|新闻)(?:不存在|已(?:被)?删除)",
    re.IGNORECASE | re.MULTILINE,
)
_HERE = "[该此](?:网[站页址]|页面?|栏目|系统|信息|文章|内容|新闻|链接|资源|文件|版块|主题|帖子?|服务)"
_SPEAKS = rf"(?:您|你|抱歉|对不起|sorry|指定的?|{_HERE}).{{0,16}}"
_IS_GONE = r"(?:不存在|已(?:经)?(?:被)?(?:删除|下线|移除|关闭)|找不到|未找到|没有找到|not found)"
#: What the one sentence of an error page says to the reader, also among lists of other articles; and on its own.
_GONE: Final = re.compile(f"^{_SPEAKS}{_IS_GONE}", re.IGNORECASE | re.MULTILINE)
_SORRY: Final = re.compile(
    rf"{_SPEAKS}(?:{_IS_GONE}|无法(?:访问|显示|打开)|正在(?:建设|维护|升级)|过于频繁)|"
    r"(?:网站|本站|(?:^|[本该])(?:系统|页面|栏目)).{0,4}正在.{0,4}(?:建设|维护|升级)|"
    r"正在(?:为您)?(?:跳转|检查您的浏览器)|(?:请|需)(?:完成|输入).{0,8}验证",
    re.IGNORECASE | re.MULTILINE,
)
_LOGIN: Final = re.compile(
    r"(?:.{0,20}[\s_|-])?(?:用户|会员|个人|法人|单位|企业|管理员?|系统|统一|后台|账号|帐号|立即|请先?)*"
    r"(?:登[录陆]|身份认证|login|sign in)"
    r"(?:页面?|系统|平台|中心|入口|窗口)?(?:$|[\s_|:：-])",
    re.IGNORECASE,
)
_LOGIN_FIRST: Final = re.compile(
    # 报名人员请登录县人社局网站 is news
    r"(?:尚未|没有|还未|还没)(?:您)?登[录陆]|(?:请您?|需要?|必须)先登[录陆]|(?:^|[,，。!！;；\s])请登[录陆]|"
    r"(?:请|需要?|必须)登[录陆](?:后|才|[,，。!！\s]|$)|登[录陆]后(?:才能|方可|查看)",
    re.MULTILINE,
)
_PASSWORD: Final = re.compile(r"type\s*=\s*[\"']?password", re.IGNORECASE)
_VIDEO: Final = re.compile(
    r"<(?:video|embed|object)\b|\.(?:mp4|m3u8|flv)\b|<iframe\b[^<>]{0,300}(?:player|video|vod|v\.qq|live)|"
    r"\b(?:ckplayer|videojs|jwplayer|prism-player|dplayer)\b",
    re.IGNORECASE,
)
_FILE: Final = re.compile(
    rf"\bhref\s*=\s*[\"']?[^\"'>\s]{{1,500}}\.(?:{FILE_ENDINGS})(?:[\"'?#\s]|$)",
    re.IGNORECASE,
)
_FRAMED_FILE: Final = re.compile(r"<(?:iframe|embed|object)\b[^<>]{0,300}\.(?:pdf|docx?|xlsx?|ofd)\b", re.IGNORECASE)
_MORE: Final = re.compile(r"[\W_]*(?:查看|点击)?(?:更多|more)(?:内容|信息)?[\W_]*", re.IGNORECASE)
_DATED: Final = re.compile(r"(?<!\d)(?:20\d\d[-./年])?[01]?\d[-./月][0-3]?\d(?!\d)")
#: How names of sites and columns end, which stand in titles and in the head of every page; headlines end so, too.
_SITE_NAME: Final = re.compile(r"(?:人民政府|政府|网|网站|门户|频道|首页|在线|论坛|吧|专栏|栏目|公开|动态|之窗)[)）]?$")
#: How only names of sites end, however long they are.
_LONG_SITE_NAME: Final = re.compile(
    r"(?:人民政府|门户网?|首页|(?:政府|门户)网站|(?:政府|政务|新闻|信息|资讯|信息公开|融媒|传媒)网)[)）]?$"
)
#: The labels of the table (信息公开目录) above a document of a government; one article has several of them.
_RECORD: Final = re.compile(
    r"索\s{0,4}引\s{0,4}号|发[布文]\s?机[构关]|文\s{0,4}号|(?:发布|发文|成文|生成|公开)(?:日期|时间)|名\s{0,4}称|"
    r"组配分类|主题(?:分类|词)|公文种类|体裁分类|信息分类|有\s?效\s?性"
)
_FOOTER: Final = re.compile(r"(?<![a-z])foot(?:er)?(?![a-z])|copyright", re.IGNORECASE)
_SEPARATORS: Final = re.compile(r"[\s_|—–-]+")
_FRONT: Final = re.compile(r"/?(?:(?:index|default|home|main)(?:\.\w{2,5})?)?", re.IGNORECASE)


@dataclass(slots=True)
class _Look:
    """What the lines of a page with little prose are."""

    links: int = 0  # lines that are mostly links
    linked: int = 0  # and their characters in links
    more: int = 0  # links to whole columns
    dated: int = 0  # titles of other articles with a date beside, ``LIST_LINKS`` or more of them being enough
    fields: bool = False  # a line of fields, or the state's meta tag, as articles have one
    headline: bool = False  # a headline as articles have one


@dataclass(frozen=True, slots=True)
class _Lines:
    """The numbers of the lines that readers see, in order: those without links, and the titles of other articles."""

    plain: list[int]
    titles: list[int]

    def few_titles(self, n: int, start: int) -> bool:
        """Tell whether the body follows line ``n``, not the titles of other articles."""
        return bisect_left(self.titles, start) - bisect_right(self.titles, n) <= FEW_TITLES


def refuse(page: Page, markup: str, tree: Tree, kinds: Kinds, body: Body | None) -> Reject | None:
    """Return why a page is no article, None where it may be one."""
    prose = body.prose if body else 0.0
    if page.format == "html":
        if body and _has_summaries(tree, kinds, body):
            detail = f"a list of titles and summaries, {prose:.0f} characters"
            return Reject(reason=Reason.LIST_PAGE, page=page, detail=detail)
        if prose >= ENOUGH:
            return _long_home(page, tree, kinds, body)
        if reject := _short(page, markup, tree, kinds, body):
            return reject
    if prose < TOO_LITTLE:
        return Reject(reason=Reason.NO_TEXT, page=page, detail="no running text")
    return None


def _amounts(look: _Look, prose: float) -> str:
    return f"{look.links} lines of links, {prose:.0f} characters of prose"


def _has_summaries(tree: Tree, kinds: Kinds, body: Body) -> bool:
    """Tell whether most paragraphs stand below a line of their own that is a link: a title with its summary.

    What was taken for the body may be a few of many such rows.
    """
    before = tree.blocks[max(body.first - SUMMARY_REACH, 0) : body.first]
    if "links" not in body.reasons and not any(block.linked * 2 > len(block.text) for block in before):
        return False
    span = range(max(body.first - SUMMARY_REACH, 0), body.end)
    if not any(_is_title(block) for block in tree.blocks[span.start : span.stop]):
        return False
    summaries, paragraphs = _summaries(tree, kinds, span, body.numbers)
    if summaries >= max(SUMMARIES, SUMMARY_SHARE * paragraphs):
        return True
    # the results of a search all lead to other sites
    abroad = any(block.foreign for block in tree.blocks[span.start : span.stop])
    found = _summaries(tree, kinds, span, body.numbers, foreign=True)[0] if abroad else summaries
    if not found:
        return False
    if found < max(SUMMARIES, SUMMARY_SHARE * paragraphs):
        everywhere, others = _summaries(tree, kinds, range(len(tree.blocks)))
        most = summaries >= SUMMARY_SHARE * paragraphs or everywhere >= SUMMARY_SHARE * others
        if not summaries or not most or everywhere < SUMMARIES:
            return False
    look = _look(tree, kinds, body)
    return not (look.fields or look.headline)


def _is_title(block: Line) -> bool:
    """Tell whether a line may be the linked title of an article."""
    size = len(block.text)
    return block.linked * 2 > size >= TYPICAL_TITLE and block.lines == 1


def _summaries(
    tree: Tree, kinds: Kinds, span: range, numbers: Iterable[int] = (), *, foreign: bool = False
) -> tuple[int, int]:
    """Return how many paragraphs of a span, or those of them that are asked for, are summaries, and how many they are.

    A line that leads to another site is only a title where ``foreign`` ones count.
    """
    wanted = frozenset(numbers) or span
    summaries = paragraphs = 0
    title = -NEAR
    for n, (text, _, linked, away, _, lines, _) in enumerate(tree.blocks[span.start : span.stop], span.start):
        size = len(text)
        if linked * 2 > size:
            if size >= TYPICAL_TITLE and lines == 1 and (foreign or away < size):
                title = n
        elif size - linked >= TOO_LITTLE and n in wanted and kinds[n] is None:
            paragraphs += 1
            summaries += n - title <= SUMMARY_REACH
            title = -NEAR
    return summaries, paragraphs


def _long_home(page: Page, tree: Tree, kinds: Kinds, body: Body | None) -> Reject | None:
    """Return the reject of a home page with a long welcome."""
    if not _is_front(page) or not body:
        return None
    look = _look(tree, kinds, body)
    if look.links < HOME_LINKS or look.linked < LIST_RATIO * body.prose or look.fields or look.headline:
        return None
    return Reject(reason=Reason.HOME_PAGE, page=page, detail=_amounts(look, body.prose))


def _short(page: Page, markup: str, tree: Tree, kinds: Kinds, body: Body | None) -> Reject | None:
    """Return the reject of a page with little prose that is something else than a short article."""
    if body and body.prose < INTRODUCTION and _in_footer(tree, body.numbers[0]):
        body = None
    prose, look = body.prose if body else 0.0, _look(tree, kinds, body)
    sure = look.fields and prose >= TOO_LITTLE
    if prose < NOTICE and not sure and (reject := _notice(page, markup, tree, prose, headline=look.headline)):
        return reject
    sole = look.headline and look.more < MORE_LINKS and look.dated < LIST_LINKS
    if prose < TOO_LITTLE and (look.fields or sole) and (reject := _without_text(page, markup, look)):
        return reject
    if look.fields or look.links < LIST_LINKS or look.linked < LIST_RATIO * (prose - _rows_of_links(tree, body)):
        return None
    introduced = prose < INTRODUCTION and look.dated >= LIST_LINKS
    if look.headline and prose >= TOO_LITTLE and not introduced:
        return None
    front = look.more >= MORE_LINKS or (_is_front(page) and look.links >= HOME_LINKS)
    home = front and _names_site(tree.head_title)
    reason = Reason.HOME_PAGE if home else Reason.LIST_PAGE
    return Reject(reason=reason, page=page, detail=_amounts(look, prose))


def _rows_of_links(tree: Tree, body: Body | None) -> float:
    """Return how much of the prose stands in rows of links with separators, which no paragraph is."""
    blocks = [tree.blocks[n] for n in body.numbers] if body else []
    return float(sum(len(block.text) - block.linked for block in blocks if block.linked > ROW * len(block.text)))


def _without_text(page: Page, markup: str, look: _Look) -> Reject | None:
    """Return the reject of an article whose content is a video or files."""
    if _VIDEO.search(markup):
        return Reject(reason=Reason.VIDEO_ONLY, page=page, detail="a video and no text")
    files = len(_FILE.findall(markup)) or int(_FRAMED_FILE.search(markup) is not None)
    if files and (look.fields or files < LIST_LINKS):
        return Reject(reason=Reason.ATTACHMENT_ONLY, page=page, detail=f"files to download ({files}) and no text")
    return None


def _is_front(page: Page) -> bool:
    parts = urlsplit(page.url)
    return parts.scheme in ("http", "https") and not parts.query and _FRONT.fullmatch(parts.path) is not None


def _names_site(title: str) -> bool:
    """Tell whether a title names the site alone, not a column of it."""
    parts = [part for part in _SEPARATORS.split(title) if part]
    return len(parts) < 2 or not {"首页", "主页"}.isdisjoint(parts)


def _look(tree: Tree, kinds: Kinds, body: Body | None) -> _Look:
    """Return what the lines of a page are; beside a text, links to other hosts are none of its own."""
    look, lines = _Look(), _Lines([], [])
    blocks = tree.blocks
    told = body is not None and body.prose >= INTRODUCTION
    for n, block in enumerate(blocks):
        size = len(block.text)
        if block.hidden and block.lines == 1:  # a stretch of links that begins in a hidden menu goes on behind it
            continue
        if block.linked * 2 <= size:
            lines.plain.append(n)
            continue
        if told and leads_away(block):
            continue
        look.links += block.lines
        look.linked += block.linked
        if block.lines > 1:  # a stretch of links, far from any text
            lines.titles.extend([n] * block.lines)
            look.more += block.text.count("更多")
            look.dated += len(_DATED.findall(block.text)) if look.dated < LIST_LINKS else 0
        elif size >= TYPICAL_TITLE:
            lines.titles.append(n)
            look.dated += look.dated < LIST_LINKS and _is_dated(blocks, n)
        elif "更" in block.text or "ore" in block.text or "ORE" in block.text:
            look.more += _MORE.fullmatch(block.text) is not None
    _read_head(look, tree, kinds, body, lines)
    return look


def _is_dated(blocks: Sequence[Line], n: int) -> bool:
    """Tell whether a date stands behind a title, or in the next cells of its row."""
    block = blocks[n]
    if block.linked < len(block.text) and _DATED.search(block.text):
        return True
    for beside in blocks[n + 1 : n + 1 + SUMMARY_REACH]:
        if len(beside.text) > NEAR or beside.linked:
            return False
        if _DATED.search(beside.text):
            return True
    return False


def _in_footer(tree: Tree, n: int) -> bool:
    """Tell whether a line stands in the footer of a page."""
    number = tree.owner[n]
    for _ in range(FOOTER_HEIGHT):
        if number < 0:
            return False
        element = tree.elements[number]
        if element.tag == "footer" or _FOOTER.search(element.name):
            return True
        number = element.parent
    return False


def _has_record(blocks: Sequence[Line], lines: _Lines, start: int) -> bool:
    """Tell whether a table of labels stands right before a body."""
    before = lines.plain[bisect_left(lines.plain, start - NEAR) : bisect_left(lines.plain, start)]
    labels = {
        "".join(label.split())
        for n in before
        if len(blocks[n].text) <= INTRODUCTION and lines.few_titles(n, start)
        for label in _RECORD.findall(blocks[n].text)
    }
    return len(labels) >= RECORD_LABELS


def _read_head(look: _Look, tree: Tree, kinds: Kinds, body: Body | None, lines: _Lines) -> None:
    """See whether a page announces itself as an article: by meta tags, by a headline, by a line of fields."""
    start, end = (body.numbers[0], body.numbers[-1] + 1) if body else (len(tree.blocks), HEAD)
    fields, dates, headlines = [], [], []
    for n in lines.plain:
        if n >= end + NEAR:
            break
        if n < HEAD or n >= start - NEAR:
            kind = kinds[n]
            if kind in ("info", "dateline"):
                fields.append(n)
            elif kind == "date" and n < end + FIELDS_REACH:
                dates.append(n)
            elif n <= start and (kind == "headline" or _is_heading(tree.blocks[n])):
                headlines.append(n)
    headlines = [n for n in headlines if not _is_site_name(tree.blocks[n].text, tree.head_title)]
    near = [n for n in headlines if body is None or lines.few_titles(n, start)]
    below = any(n <= start and any(0 < n - headline <= FIELDS_REACH for headline in near) for n in fields)
    below = below or any(n - 1 in headlines for n in fields)  # whatever was taken for the body
    close = [n for n in fields if body and start - NEAR <= n < end + FIELDS_REACH and lines.few_titles(n, start)]
    dated = [n for n in dates if body and start - FIELDS_REACH <= n < body.numbers[-1]]
    look.headline = bool(near)
    look.fields = (
        below
        or (_stretches(fields) <= FEW_FIELDS and bool(close))
        or (_stretches([*fields, *dates]) <= FEW_FIELDS and bool(dated))
        or any(name == "articletitle" for name, _ in tree.metas)
        or (body is not None and _has_record(tree.blocks, lines, start))
    )


def _stretches(numbers: Iterable[int]) -> int:
    """Return in how many stretches some lines stand, no other line being between those of one."""
    known = frozenset(numbers)
    return sum(n - 1 not in known for n in known)


def _is_site_name(text: str, head_title: str) -> bool:
    """Tell whether a heading names the site or a column: it ends so, and is short or closes the page's title."""
    name = to_simplified_chars(text)
    if not _SITE_NAME.search(name):
        return False
    parts = _SEPARATORS.split(head_title)
    return len(name) <= LONGEST_COLUMN or bool(_LONG_SITE_NAME.search(name)) or (len(parts) > 1 and text == parts[-1])


def _is_heading(block: Line) -> bool:
    return block.tag in ("h1", "h2") and len(block.text) > TYPICAL_TITLE


def _notice(page: Page, markup: str, tree: Tree, prose: float, *, headline: bool) -> Reject | None:
    """Return the reject of an error or login page: it says so in its title or heading, or says nothing else.

    Under a headline other prose than the notice makes an article.
    """
    heads = [block.text for block in tree.blocks if block.tag in ("h1", "h2", "title")][:3]
    title = to_simplified_chars(tree.head_title)
    said = to_simplified_chars("\n".join([title, *heads]))
    if found := _ERROR.search(said):
        return Reject(reason=Reason.ERROR_PAGE, page=page, detail=f"an error page: {found.group().strip()}")
    login = _LOGIN.match(title) and (len(title) <= NEAR or _PASSWORD.search(markup))
    if login or _is_login(tree, markup):
        return Reject(reason=Reason.LOGIN_PAGE, page=page, detail="a login page")
    shown = [block for block in tree.blocks if not block.hidden or block.lines > 1]
    alone = sum(block.lines for block in shown) <= NOTICE_BLOCKS
    lines = [line for block in shown if alone or prose < TOO_LITTLE for line in _lines_of_text(block)]
    if headline:
        lines = [line for line in lines if prose - len(line) < TOO_LITTLE]
    signs = (_LOGIN_FIRST, _SORRY) if alone else (_GONE,)
    together = to_simplified_chars("\n".join(lines))
    if not any(sign.search(together) for sign in signs):
        return None
    for line in lines:
        text = to_simplified_chars(line)
        if alone and _LOGIN_FIRST.search(text):
            return Reject(reason=Reason.LOGIN_PAGE, page=page, detail=f"a login page: {line}")
        if found := signs[-1].search(text):
            return Reject(reason=Reason.ERROR_PAGE, page=page, detail=f"an error page: {found.group()}")
    return None


def _lines_of_text(block: Line) -> list[str]:
    """Return the lines of a block that may be a notice: a stretch of links may hold one, too."""
    if block.lines == 1 and block.linked * 2 > len(block.text):
        return []
    return [line for line in (block.text.split() if block.lines > 1 else [block.text]) if len(line) <= NOTICE_LINE]


def _is_login(tree: Tree, markup: str) -> bool:
    """Tell whether the headline of a page is that of a form with a password."""
    headline = next((block.text for block in tree.blocks if block.tag == "h1" and not block.hidden), "")
    return 0 < len(headline) <= NEAR and bool(_LOGIN.match(headline) and _PASSWORD.search(markup))
