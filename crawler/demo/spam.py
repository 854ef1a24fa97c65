"""Injected spam as hijacked pages carry it: one small generator for each family, with an invented vocabulary.

Everything is decided by the names given: the same host always shows the same head line, the same page the same spam.
The words are written for the demo (mild wording, invented brands); spam stays Simplified on a Traditional page, as it
is written after the clone's conversion.
"""

from __future__ import annotations

import random
import re
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BRANDS = (
    "金麟阁娱乐", "星河汇棋牌", "云顶湾彩票", "九鼎盛国际", "银杏岛体育", "海皇宫娱乐", "龙腾汇电竞", "凤鸣台彩票",
    "宝盈坊棋牌", "天际线体育", "飞鱼湾娱乐", "红枫国际", "蓝钻会棋牌", "万象城彩票", "极光电竞", "鸿运斋娱乐",
    "鼎丰汇体育", "百川国际", "紫金坊娱乐", "星耀城棋牌",
)  # fmt: skip
_SUFFIXES = ("官网", "登录入口", "app下载", "手机版", "官方网站", "注册送彩金", "最新网址")
_SUBJECTS = ("国产精品", "午夜影院", "亚洲高清", "欧美经典", "中文字幕", "成人频道", "一区二区", "私密影视", "激情剧场")
_VERBS = ("在线观看", "免费播放", "高清视频", "无广告下载", "全集在线", "手机在线", "最新地址")
_MOSAIC_TAGS = ("acronym", "tfoot", "listing", "progress", "th", "strike", "samp", "big")
_BODY_OPEN = re.compile(r"<body[^>]*>", re.IGNORECASE)
_TITLE = re.compile(r"(?<=<title>).*?(?=</title>)", re.IGNORECASE | re.DOTALL)


class Kind(StrEnum):
    """The families of injected spam that the demo serves."""

    HEAD_LINE = "head-line"
    TAIL_POOL = "tail-pool"
    BRAND_LIST = "brand-list"
    MOSAIC = "mosaic"
    NOFRAMES = "noframes"
    HIDDEN = "hidden"
    AFTER_HTML = "after-html"
    TITLE_EDGE = "title-edge"


def _rng(*names: str) -> random.Random:
    return random.Random(":".join(names))


def _phrases(rng: random.Random, count: int) -> list[str]:
    pairs = [subject + verb for subject in _SUBJECTS for verb in _VERBS]
    return rng.sample(pairs, count)


def _brand_words(rng: random.Random, count: int) -> list[str]:
    return [brand + rng.choice(_SUFFIXES) for brand in rng.sample(BRANDS, count)]


def _identifier(rng: random.Random) -> str:
    return "".join(rng.choices("abcdefghjkmnpqrstuvwxyz23456789", k=5))


def _links(rng: random.Random, count: int) -> str:
    words = _brand_words(rng, count)
    return "".join(f'<a href="http://www.{_identifier(rng)}.example/">{word}</a> ' for word in words)


def _at_start(html: str, piece: str) -> str:
    return _BODY_OPEN.sub(lambda match: f"{match[0]}\n{piece}\n", html, count=1)


def _at_end(html: str, piece: str) -> str:
    head, tag, tail = html.rpartition("</body>")
    return f"{head}{piece}\n{tag}{tail}" if tag else html + piece


def head_line(html: str, host: str, page: str) -> str:
    """Put one line of keywords before everything else, the same on every page of the host."""
    rng = _rng(host, "head")
    separator = rng.choice((",", "_", "-"))
    return _at_start(html, f"<div>{separator.join(_phrases(rng, 7))}</div>")


def tail_pool(html: str, host: str, page: str) -> str:
    """Put the line of a link pool at the end."""
    return _at_end(html, f"<p>主站蜘蛛池模板: {'| '.join(_brand_words(_rng(host, page, 'pool'), 12))}</p>")


def brand_list(html: str, host: str, page: str) -> str:
    """Put four lines of five brands each at the end."""
    rng = _rng(host, page, "brands")
    lines = [" ".join(_brand_words(rng, 5)) for _ in range(4)]
    return _at_end(html, "".join(f"<div>{line}</div>\n" for line in lines))


def mosaic(html: str, host: str, page: str) -> str:
    """Put a heap of odd elements that share one random id before everything else."""
    rng = _rng(host, page, "mosaic")
    name = _identifier(rng)
    odd = "".join(f'<{tag} id="{name}"></{tag}>' for tag in rng.sample(_MOSAIC_TAGS, 6))
    return _at_start(html, f'<div id="{name}">{odd}<a href="http://{name}.example/">{_phrases(rng, 1)[0]}</a></div>')


def noframes(html: str, host: str, page: str) -> str:
    """Put markup into a noframes element, where parsers see it as text."""
    rng = _rng(host, page, "noframes")
    name = _identifier(rng)
    inner = f'<listing id="{name}"><tr id="{name}"></tr>{"_".join(_phrases(rng, 3))}</listing>'
    return _at_start(html, f'<noframes id="{name}">{inner}</noframes>')


def hidden(html: str, host: str, page: str) -> str:
    """Put a box of links to other hosts outside the screen."""
    style = "position:absolute;left:-9999px;top:-9999px"
    return _at_end(html, f'<div style="{style}">{_links(_rng(host, page, "hidden"), 10)}</div>')


def after_html(html: str, host: str, page: str) -> str:
    """Put links after the end of the document."""
    return f"{html}\n<div>{_links(_rng(host, page, 'after'), 6)}</div>\n"


def title_edge(html: str, host: str, page: str) -> str:
    """Hang a brand on the page title and name it in a line of keywords."""
    rng = _rng(host, page, "title")
    brand = rng.choice(BRANDS)
    html = _TITLE.sub(lambda match: escape(f"{match[0]}_{brand}", quote=False).replace("&amp;", "&"), html, count=1)
    return _at_end(html, f"<p>本文关键词：{brand},{','.join(_brand_words(rng, 3))}</p>")


_INJECTORS: dict[Kind, Callable[[str, str, str], str]] = {
    Kind.HEAD_LINE: head_line,
    Kind.TAIL_POOL: tail_pool,
    Kind.BRAND_LIST: brand_list,
    Kind.MOSAIC: mosaic,
    Kind.NOFRAMES: noframes,
    Kind.HIDDEN: hidden,
    Kind.AFTER_HTML: after_html,
    Kind.TITLE_EDGE: title_edge,
}


def inject(html: str, kinds: tuple[Kind, ...], host: str, page: str) -> str:
    """Return ``html`` with spam of these kinds; ``host`` and ``page`` name the site and the page, not addresses."""
    for kind in kinds:
        html = _INJECTORS[kind](html, host, page)
    return html


def choose(host: str, page: str) -> tuple[Kind, ...]:
    """Return the one or two kinds of spam that a page of a hijacked host carries, apart from the head line."""
    rest = [kind for kind in Kind if kind is not Kind.HEAD_LINE]
    rng = _rng(host, page, "kinds")
    return tuple(rng.sample(rest, rng.choice((1, 2))))


def paragraphs(host: str, count: int) -> tuple[str, ...]:
    """Return the text of a page that is nothing but spam."""
    rng = _rng(host, "page")
    return tuple("，".join((*_phrases(rng, 5), *_brand_words(rng, 4))) for _ in range(count))
