"""The page families of the demo: the address shapes, list pages, dates and links of each content management system."""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from pypinyin import Style, lazy_pinyin

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.demo.articles import County, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One page family; ``key`` names its folder of templates.

    ``article(county, story)`` is the path of an article, ``listing(county, page, pages)`` that of list page ``page``
    (from 1), ``link(base, here, there)`` an address as the family writes it into a page. ``part(path, number)`` is the
    path of page ``number`` (from 2) of a long article; None where the family does not split articles.
    """

    key: str
    label: str
    article: Callable[[County, Story], str]
    listing: Callable[[County, int, int], str]
    when: Callable[[Story], str]
    link: Callable[[str, str, str], str]
    part: Callable[[str, int], str] | None = None
    shows: frozenset[str] = frozenset(("source", "author", "editor"))
    menu: str = "government"
    charset_form: str = '<meta charset="{}">'
    meta_style: str = "plain"


@cache
def initials(text: str) -> str:
    """Return the pinyin initials of a name, the usual directory name of a column: 新闻中心 -> xwzx."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


def number(name: str, low: int, high: int) -> int:
    """Return a number in [low, high) that is always the same for ``name``."""
    return low + int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) % (high - low)


def short_name(county: County) -> str:
    """Return the county's name without its kind: 青禾县 -> 青禾."""
    return county.name.removesuffix("县").removesuffix("区")


def main_section(county: County) -> tuple[str, ...]:
    """Return the column whose list page the crawl starts from: 新闻中心 > 青禾要闻."""
    named = [story.section for story in county.stories if story.section[-1].endswith("要闻")]
    if named:
        return named[0]
    head = Counter(story.section[0] for story in county.stories).most_common(1)[0][0]
    return (head,) if head.endswith("要闻") else (head, f"{short_name(county)}要闻")


def _folder(section: tuple[str, ...]) -> str:
    return "/" + "".join(f"{initials(name)}/" for name in section)


def _month(story: Story) -> str:
    return story.date[:7].replace("-", "")


def _day(story: Story) -> str:
    return story.date.replace("-", "")


def _plain_day(story: Story, between: str) -> str:
    year, month, day = story.date.split("-")
    return between.join((year, str(int(month)), str(int(day))))


def _seconds(story: Story) -> str:
    return f"{story.time}:{story.number(60, 'second'):02d}" if story.time else ""


# Links: relative to the page, from the root, or with the host.
def _relative(base: str, here: str, there: str) -> str:
    path = posixpath.relpath(there, posixpath.dirname(here) or "/")
    return (path if path.startswith(".") else f"./{path}") + ("/" if there.endswith("/") else "")


def _bare_relative(base: str, here: str, there: str) -> str:
    return _relative(base, here, there).removeprefix("./")


def _rooted(base: str, here: str, there: str) -> str:
    return there


def _absolute(base: str, here: str, there: str) -> str:
    return base + there


# Addresses.
def _trs_article(county: County, story: Story) -> str:
    return f"{_folder(story.section)}{_month(story)}/t{_day(story)}_{1_000_000 + story.number(900_000)}.html"


def _trs_list(county: County, page: int, pages: int) -> str:
    return _folder(main_section(county)) + ("" if page == 1 else f"index_{page - 1}.html")


def _baoji_folder(county: County, section: tuple[str, ...]) -> str:
    return "/" + "".join(f"col{number(county.code + name, 8100, 8990)}/" for name in section)


def _baoji_article(county: County, story: Story) -> str:
    return f"{_baoji_folder(county, story.section)}{_month(story)}/t{_day(story)}_{160_000 + story.number(90_000)}.html"


def _baoji_list(county: County, page: int, pages: int) -> str:
    return _baoji_folder(county, main_section(county)) + ("" if page == 1 else f"index_{page - 1}.html")


def _column(county: County, section: tuple[str, ...], low: int, high: int) -> int:
    return number(county.code + "/".join(section), low, high)


def _hanweb_article(county: County, story: Story) -> str:
    column = _column(county, story.section, 10_000, 99_000)
    return f"/art/{_plain_day(story, '/')}/art_{column}_{300_000 + story.number(4_000_000)}.html"


def _hanweb_list(county: County, page: int, pages: int) -> str:
    column = _column(county, main_section(county), 10_000, 99_000)
    return f"/col/col{column}/index.html" + ("" if page == 1 else f"?uid={column * 7 % 100_000}&pageNum={page}")


def _vsb_article(county: County, story: Story) -> str:
    return f"/info/{_column(county, story.section, 1010, 2900)}/{20_000 + story.number(70_000)}.htm"


def _vsb_list(county: County, page: int, pages: int) -> str:
    stem = _folder(main_section(county)).rstrip("/")
    return f"{stem}.htm" if page == 1 else f"{stem}/{pages - page + 1}.htm"  # the last page is always 1.htm


def _ucap_folder(county: County, section: tuple[str, ...]) -> str:
    return f"/{initials(county.name)}/c{_column(county, section, 100_100, 109_900)}/"


def _ucap_article(county: County, story: Story) -> str:
    name = f"{story.number(16**16):016x}{story.number(16**16, 'second half'):016x}"
    return f"{_ucap_folder(county, story.section)}{_month(story)}/{name}.shtml"


def _ucap_list(county: County, page: int, pages: int) -> str:
    return _ucap_folder(county, main_section(county)) + ("list.shtml" if page == 1 else f"list_{page - 1}.shtml")


def _gd_article(county: County, story: Story) -> str:
    return f"{_folder(story.section)}content/post_{1_000_000 + story.number(7_000_000)}.html"


def _gd_list(county: County, page: int, pages: int) -> str:
    return _folder(main_section(county)) + ("index.html" if page == 1 else f"index_{page}.html")


def _city_article(county: County, story: Story) -> str:
    clock = (_seconds(story) or "00:00:00").replace(":", "")
    return f"/news/{initials(short_name(county))}/{_day(story)}{clock}{story.number(9000, 'tail') + 100}.htm"


def _city_list(county: County, page: int, pages: int) -> str:
    return f"/news/{initials(short_name(county))}/" + ("" if page == 1 else f"?page={page}")


def _legal_article(county: County, story: Story) -> str:
    return f"/a/{initials(story.section[-1])}/{_day(story)}/{5000 + story.number(90_000)}.html"


def _legal_list(county: County, page: int, pages: int) -> str:
    return f"/a/{initials(main_section(county)[-1])}/" + ("" if page == 1 else f"list_{page}.html")


def _show_article(county: County, story: Story) -> str:
    return f"/show/news/{40_000 + story.number(30_000)}.html"


def _show_list(county: County, page: int, pages: int) -> str:
    return "/list/news.html" + ("" if page == 1 else f"?page={page}")


def _library_article(county: County, story: Story) -> str:
    return f"/gongwen/{800_000 + story.number(90_000)}.html"


def _library_list(county: County, page: int, pages: int) -> str:
    return "/gongwen/" + ("" if page == 1 else f"list_{page}.html")


# Further pages of a long article.
def _counted_from_one(path: str, number: int) -> str:
    stem, extension = posixpath.splitext(path)
    return f"{stem}_{number}{extension}"


def _counted_from_zero(path: str, number: int) -> str:
    return _counted_from_one(path, number - 1)


# Dates as shown.
def _iso(story: Story) -> str:
    return story.published


def _iso_seconds(story: Story) -> str:
    return f"{story.date} {_seconds(story)}".strip()


def _chinese(story: Story) -> str:
    year, month, day = story.date.split("-")
    return f"{year}年{month}月{day}日 {story.time}".strip()


def _slashed(story: Story) -> str:
    return f"{_plain_day(story, '/')} {_seconds(story)}".strip()


def _day_only(story: Story) -> str:
    return _plain_day(story, "-")


_HTTP_EQUIV = '<meta http-equiv="Content-Type" content="text/html; charset={}" />'

FAMILIES: dict[str, Family] = {
    family.key: family
    for family in (
        Family(
            key="trs_wcm",
            label="TRS WCM",
            article=_trs_article,
            listing=_trs_list,
            when=_iso,
            link=_relative,
            part=_counted_from_zero,
        ),
        Family(
            key="hanweb",
            label="Hanweb JCMS",
            article=_hanweb_article,
            listing=_hanweb_list,
            when=_iso,
            link=_rooted,
            charset_form=_HTTP_EQUIV,
            meta_style="single",
        ),
        Family(
            key="vsb",
            label="VSB WebBer",
            article=_vsb_article,
            listing=_vsb_list,
            when=_chinese,
            link=_bare_relative,
            charset_form='<META http-equiv="Content-Type" content="text/html; charset={}">',
            meta_style="upper",
        ),
        Family(
            key="ucap",
            label="UCAP",
            article=_ucap_article,
            listing=_ucap_list,
            when=_iso,
            link=_absolute,
            meta_style="reversed",
        ),
        Family(
            key="gd_unified",
            label="Guangdong unified",
            article=_gd_article,
            listing=_gd_list,
            when=_iso_seconds,
            link=_absolute,
            meta_style="glued",
        ),
        Family(
            key="city_news",
            label="city news site",
            article=_city_article,
            listing=_city_list,
            when=_iso,
            link=_rooted,
            part=_counted_from_one,
            menu="news",
            charset_form=_HTTP_EQUIV,
        ),
        Family(
            key="legal_portal",
            label="legal news portal",
            article=_legal_article,
            listing=_legal_list,
            when=_day_only,
            link=_rooted,
            menu="news",
            charset_form="<meta http-equiv=Content-Type content='text/html;charset={}'>",
        ),
        Family(
            key="county_news_site",
            label="county news site",
            article=_show_article,
            listing=_show_list,
            when=_slashed,
            link=_rooted,
            menu="news",
        ),
        Family(
            key="document_library",
            label="document library",
            article=_library_article,
            listing=_library_list,
            when=_iso_seconds,
            link=_absolute,
            shows=frozenset(("source",)),
            menu="library",
            charset_form=_HTTP_EQUIV,
        ),
        Family(
            key="baoji",
            label="TRS Baoji",
            article=_baoji_article,
            listing=_baoji_list,
            when=_iso,
            link=_relative,
            part=_counted_from_zero,
            meta_style="lower",
        ),
    )
}
