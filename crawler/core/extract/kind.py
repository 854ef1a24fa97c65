"""What kind of page it is when it is no article: feed, error or login page, list or home page, a page without text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.core.hanzi import to_simplified_chars
from crawler.core.model import Page, Reason, Reject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.core.extract.content import Body
    from crawler.core.extract.tree import Tree

#: Prose in characters from which a page is an article whatever surrounds it.
ENOUGH = 400
#: Prose in characters below which there is no article at all.
TOO_LITTLE = 20
#: Linked characters per character of prose from which a page without a headline is a list.
LIST_RATIO = 3.0
#: Blocks of links that a list has at least.
LIST_LINKS = 8
#: Blocks among which an article's headline or line of fields comes: at the head of a page, or before its body.
HEAD, NEAR = 150, 20
#: Prose in characters that an error or login page has at most.
NOTICE = 300

_FEED = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<\?[^>]*>\s*|<!--.*?-->\s*){0,9}<(?:rss|feed|rdf:RDF)\b", re.DOTALL)
_ERROR = re.compile(
    r"(?<!\d)(?:404|500|502|503)(?!\d)|页面?(?:不存在|未找到|没有找到|已删除|丢失)|not found|出错[了啦]|"
    r"(?:找不到|无法找到|没有找到).{0,8}(?:页|文件|资源|内容|信息)|访问.{0,6}(?:不存在|出错|受限|被拒)|"
    r"错误(?:提示|信息|页)|系统(?:提示|错误)|(?:该|此)?(?:信息|文章|内容|新闻)(?:不存在|已(?:被)?删除)",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"(?:用户|会员|系统|统一|后台|请先?)?登[录陆]|身份认证|login|sign in", re.IGNORECASE)
_VIDEO = re.compile(r"<(?:video|embed|object)\b|\.(?:mp4|m3u8|flv)\b", re.IGNORECASE)


def is_feed(markup: str) -> bool:
    """Tell whether a document is an RSS or Atom feed: links, no article."""
    return _FEED.match(markup, 0, 2000) is not None


def refuse(page: Page, markup: str, tree: Tree, kinds: Sequence[str | None], body: Body | None) -> Reject | None:
    """Return why a page is no article, None where it may be one."""
    prose = body.prose if body else 0.0
    if prose < NOTICE and (reject := _notice(page, tree)):
        return reject
    if prose < TOO_LITTLE and page.format == "html" and _announced(tree, kinds, body) and _VIDEO.search(markup):
        return Reject(reason=Reason.NO_TEXT, page=page, detail="a video and no text")
    if prose < ENOUGH and page.format == "html" and (reject := _list(page, tree, kinds, body)):
        return reject
    if prose < TOO_LITTLE:
        return Reject(reason=Reason.NO_TEXT, page=page, detail="no running text")
    return None


def _announced(tree: Tree, kinds: Sequence[str | None], body: Body | None) -> bool:
    """Tell whether a page presents itself as an article: by meta tags, by a headline, by a line of fields."""
    if any(name in ("articletitle", "pubdate") for name, _ in tree.metas):
        return True
    if any(kinds[n] in ("headline", "info") for n in range(min(HEAD, len(kinds)))):
        return True
    start = body.numbers[0] if body and body.numbers else 0
    return any(kinds[n] == "headline" for n in range(max(start - NEAR, 0), start))


def _notice(page: Page, tree: Tree) -> Reject | None:
    """Return the reject of an error or login page: it says so in its title or in its first large words."""
    heads = [block.text for block in tree.blocks if block.tag in ("h1", "h2", "title")][:3]
    said = to_simplified_chars(" | ".join([tree.head_title, *heads]))
    if found := _ERROR.search(said):
        return Reject(reason=Reason.ERROR_PAGE, page=page, detail=f"an error page: {found.group()}")
    if _LOGIN.match(to_simplified_chars(tree.head_title)):
        return Reject(reason=Reason.ERROR_PAGE, page=page, detail="a login page")
    return None


def _list(page: Page, tree: Tree, kinds: Sequence[str | None], body: Body | None) -> Reject | None:
    prose = body.prose if body else 0.0
    links = [block.linked for block in tree.blocks if not block.hidden and block.linked * 2 > len(block.text)]
    if len(links) < LIST_LINKS or sum(links) < LIST_RATIO * prose:
        return None
    if prose >= TOO_LITTLE and _announced(tree, kinds, body):
        return None
    return Reject(
        reason=Reason.LIST_PAGE, page=page, detail=f"{len(links)} lines of links, {prose:.0f} characters of prose"
    )
