"""The files an article offers for download, and the pictures in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from crawler.core.extract.tags import FILE_ENDINGS, read_attributes
from crawler.core.extract.tree import HEIGHT, tidy
from crawler.core.model import Attachment, Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.core.extract.sift import Body
    from crawler.core.extract.tree import Line, Tree

#: Blocks behind the last of a body among which its files are listed.
FILES_BEHIND = 15
#: Pictures of a page that are looked at: the longest photo pages have some hundred.
MOST_IMAGES = 1000
#: A picture that says it is no wider or higher is a symbol (pixels).
SYMBOL = 50
#: A line of more characters is no caption.
LONGEST_CAPTION = 80

_FILE = re.compile(rf"\.(?:{FILE_ENDINGS})(?=$|[?#&\"'])", re.IGNORECASE)
#: The number of a file in a list of them.
_NUMBER = re.compile(r"^\d{1,2}[.．、]\s*(?=[^\d\s])")
#: Link texts that do not name a file.
_NO_NAME = re.compile(r"(?:\W|点击|点此|查看|立即|文件|附件|下载|打开|原文|全文|这里|此处)*")
#: Pictures that belong to a page's furniture, or stand for a kind of file; addresses in lower case.
_SYMBOLS = re.compile(
    r"icon|logo|share|qr_?code|erweima|weixin|wechat|spacer|blank|loading|placeholder|button|btn|arrow|guanggao|/ads?/|emo(?:ji|tion)|"
    r"file_?type|/(?:docx?|pdf|xlsx?|zip|rar|txt|word|excel|attach(?:ment)?s?)\.(?:gif|png)",
)
#: Elements of advertisements.
_ADVERTISEMENT = re.compile(r"[\"'\s=](?:ads?|advert\w{0,8}|guanggao)(?=[\"'\s_-]|$)", re.IGNORECASE)
#: Where pages that load pictures late keep their address, the most trusted first.
_SOURCES: Final = ("data-original", "data-src", "data-lazy-src", "data-url", "original", "file", "zoomfile", "src")
_CAPTION = re.compile(
    r"^(?:图为|图片?[一二三四五六七八九十\d①-⑩]|[▲△▼↑↓])|(?:摄影?|供图|制图|资料图片?|图[/／]\S{2,12})[\s）)】」。]*$"
)
_HEADING = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、章节]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．])"
)
#: Tags behind a picture up to the next text, and what centres that text without making a heading of it.
_TAGS_BEHIND = re.compile(r"[^<>]{0,300}>((?:\s++|&nbsp;|&#160;|<[^<>]{0,300}>){0,60}+)")
_CENTRES = re.compile(r"<(?!/)[^<>]*center", re.IGNORECASE)
_HEADS = re.compile(r"<(?:strong|b|h\d)[\s>]", re.IGNORECASE)
_NO_ALT = re.compile(
    r"\.(?:jpe?g|png|gif|bmp|webp)$|^[\w\s.-]*$|^(?:图片|插图|照片|点击.*|undefined|null)$", re.IGNORECASE
)


def _file(markup: str, text: str) -> tuple[str, str] | None:
    """Return the address as written and the title of a link, given its attributes and text, if it leads to a file."""
    named = _FILE.search(text.rstrip()) if "." in text else None  # behind download.jsp?id=…
    if not named and ("." not in markup or not _FILE.search(markup)):
        return None
    values = read_attributes(markup)
    href = values.get("href", "").strip()
    if not href or not (named or _FILE.search(href)) or href.lower().startswith(("javascript:", "#")):
        return None
    return href, tidy(values.get("title", ""))


def _file_name(line: str, text: str, title: str) -> str:
    """Return the name of a file as shown: its link's text, or what the line or the link's title says.

    ``line`` is the line that holds this link only, "" where it holds more.
    """
    whole = _FILE.search(text) and not text.startswith(".")  # else it may be the last piece of the link's text
    names = (line if not whole and text in line and len(line) <= LONGEST_CAPTION else text, text, title)
    name = next((name for name in names if name and not _NO_NAME.fullmatch(name)), text or line)
    return _NUMBER.sub("", name)


def attachments(tree: Tree, body: Body, url: str) -> tuple[Attachment, ...]:
    """Return the files linked in and below a body, each address once, in page order."""
    base = absolute(url, tree.base) or url
    found: dict[str, Attachment] = {}
    shared: Counter[int] = Counter()
    first, last = body.numbers[0], body.numbers[-1]
    for block, markup, text in tree.links:
        if not first <= block <= last + FILES_BEHIND or not (file := _file(markup, text)):
            continue
        last = max(last, block)  # a long list goes on as long as there are files in it
        shared = shared or Counter(number for number, _, _ in tree.links)
        line = tree.blocks[block].text if shared[block] == 1 and block < len(tree.blocks) else ""
        name = _file_name(line, tidy(text), file[1])
        if (address := absolute(base, file[0])) and name:
            found.setdefault(address, Attachment(name=name, url=address))
    return tuple(found.values())


def images(tree: Tree, body: Body, url: str) -> tuple[Image, ...]:
    """Return the pictures between the lines of a body, each address once, in page order.

    The markup of the page tells which line below a picture is centred: the tree does not keep how lines look.
    """
    base = absolute(url, tree.base) or url
    found: dict[str, Image] = {}
    kept = set(body.numbers)
    last = 0  # where the last picture stands in the markup
    for block, written, owner in tree.images[:MOST_IMAGES]:
        if (block not in kept and block - 1 not in kept) or not _beside_text(tree, owner, body.numbers):
            continue
        if _ADVERTISEMENT.search(tree.elements[owner].markup):
            continue
        values = read_attributes(written)
        if (source := _source(values)) and (address := absolute(base, source)) and address not in found:
            last = max(at := tree.markup.find(written, last), last)
            tags = _TAGS_BEHIND.match(tree.markup, at + len(written)) if at >= 0 else None
            below = block in kept and _is_caption(tree.blocks[block], values, tags[1] if tags else "")
            caption = tree.blocks[block].text if below else _own_words(values)
            found[address] = Image(url=address, caption=caption)
    return tuple(found.values())


def _beside_text(tree: Tree, owner: int, numbers: Sequence[int]) -> bool:
    """Tell whether the innermost element around a picture that holds lines holds one of the body."""
    element = tree.elements[owner]
    for _ in range(HEIGHT):
        if element.first < element.end or element.parent < 0:
            break
        element = tree.elements[element.parent]
    at = bisect_left(numbers, element.first)
    return at < len(numbers) and numbers[at] < element.end


def absolute(base: str, address: str) -> str | None:
    """Return an absolute address; as written on a page saved without its own, None for one that is none."""
    if address.startswith(("http://", "https://")) and "[" not in address and address.isprintable():
        return address  # two out of three, and nothing to join
    try:
        joined = urljoin(base, address)
    except ValueError:
        return None
    return address if joined.startswith("file:") else joined


def _source(values: dict[str, str]) -> str | None:
    for size in (values.get("width", ""), values.get("height", "")):
        if len(size) <= 2 and size.isdecimal() and int(size) <= SYMBOL:
            return None
    for name in _SOURCES:
        source = values[name].strip() if name in values else ""
        if source and not source.startswith(("data:", "about:")) and not _SYMBOLS.search(source.lower()):
            return source
    return None


def _is_caption(line: Line, values: dict[str, str], tags: str) -> bool:
    """Tell whether the line under a picture reads or looks like its caption; ``tags`` stand between the two."""
    if len(line.text) > LONGEST_CAPTION or _HEADING.match(line.text):
        return False
    if line.tag in ("figcaption", "center") or _CAPTION.search(line.text) or line.text in _said(values):
        return True
    return _CENTRES.search(tags) is not None and not _HEADS.search(tags)


def _own_words(values: dict[str, str]) -> str | None:
    """Return what the picture says of itself, None for nothing that a reader would want."""
    return next((words for words in _said(values) if words and not _NO_ALT.search(words)), None)


def _said(values: dict[str, str]) -> list[str]:
    return [tidy(values.get(name, "")) for name in ("alt", "title")]
