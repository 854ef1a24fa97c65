"""The web of the demo: which sites there are, what every address of them answers, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from crawler.core.model import Reason
from crawler.demo import spam
from crawler.demo.articles import Story, counties
from crawler.demo.clone import hijack
from crawler.demo.damage import Converter, Decoder
from crawler.demo.families import FAMILIES, main_section
from crawler.demo.pages import PART, Renderer, Row
from crawler.demo.truth import Expected, Truth
from crawler.demo.wire import Declared, Wire, assign

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crawler.demo.articles import County

SLOW = 1.5  # seconds until the slow page answers
ROBOTS = "User-agent: *\nDisallow: /private/\nDisallow: /admin/\n"
_UTF8 = Wire("utf-8")
_DAY = "2025-09-01 10:00"  # date of all pages that are no article: newer than any "since"

#: A page of 1 x 1 pixels and the head of a PDF: bytes that are no text under addresses of articles.
_GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
_PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server sends for one address."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    location: str | None = None
    delay: float = 0.0  # seconds
    hang_up: bool = False  # close the connection without a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One site of the demo. With a ``converter`` it is a clone and ``name`` its own; ``declared`` are optional keys."""

    key: str
    code: str
    family: str
    wire: Wire = _UTF8  # of lists and of pages that are no article
    name: str | None = None
    converter: Converter | None = None
    stories: int | None = None  # None: all of the county
    specials: tuple[str, ...] = ()
    slow: int | None = None  # number of the story whose page is slow
    moved: int | None = None  # number of the story that is linked under an old address
    twice: int | None = None  # number of the story that is linked again with ?from=list and with a fragment
    injected: tuple[int, ...] = ()  # numbers of stories whose page carries hidden spam although the site is no clone
    since_oldest: bool = False  # declare "since" so that the oldest story is too old
    robots: str | None = ROBOTS
    declared: Mapping[str, Any] = field(default_factory=dict)


def _clone(code: str, family: str, name: str, converter: Converter, **more: Any) -> Plan:  # noqa: ANN401 - keys of Plan
    return Plan(key=f"{code}-clone", code=code, family=family, name=name, converter=converter, robots=None, **more)


_LEGAL = {"article_url": r"^/a/\w+/\d{8}/\d+\.html$", "selectors": {"body": "#content"}}
_LIBRARY = {"article_url": r"^/gongwen/\d+\.html$"}

PLANS = (
    Plan(key="990121", code="990121", family="trs_wcm", specials=("private", "dead", "pdf"), moved=3),
    Plan(key="990122", code="990122", family="hanweb", specials=("video", "files"), slow=1, robots=None),
    Plan(
        key="990123",
        code="990123",
        family="vsb",
        wire=Wire("gbk", Declared.MISSING),
        specials=("soft-404", "login"),
    ),
    Plan(key="990124", code="990124", family="ucap", specials=("error", "image"), twice=0),
    Plan(
        key="990125",
        code="990125",
        family="gd_unified",
        wire=Wire("utf-8", Declared.RIGHT, Declared.MISSING),
        specials=("empty", "hang-up"),
        robots=f"{ROBOTS}Crawl-delay: 0.05\n",
    ),
    Plan(
        key="990126",
        code="990126",
        family="city_news",
        wire=Wire("gbk", Declared.MISSING),
        specials=("foreign",),
        twice=2,
    ),
    Plan(
        key="990127",
        code="990127",
        family="legal_portal",
        wire=Wire("gb18030", Declared.RIGHT, Declared.LATE),
        specials=("column",),
        injected=(0, 2),
        since_oldest=True,
        declared=_LEGAL,
    ),
    Plan(key="990128", code="990128", family="county_news_site", specials=("dead", "video", "moved-home"), moved=1),
    Plan(
        key="990129",
        code="990129",
        family="document_library",
        wire=Wire("gbk", Declared.LYING),
        specials=("hijacked",),
        injected=(1,),
        declared={**_LIBRARY, "encoding": "gbk"},
    ),
    Plan(key="990130", code="990130", family="baoji", specials=("blank", "private"), robots=f"{ROBOTS}\n# 陈岗\n"),
    _clone("990121", "trs_wcm", "禾苗资讯网", Converter(seed="hemiao", glosses_first=True), stories=2),
    _clone("990124", "ucap", "湾区快讯", Converter(seed="wanqu", decoder=Decoder.FIRST), stories=2),
    _clone("990126", "city_news", "川上资讯网", Converter(seed="chuanshang", gloss_share=0.9)),
    _clone(
        "990128", "county_news_site", "溪水新闻汇", Converter(seed="xishui", decoder=Decoder.FIRST, glosses_first=True)
    ),
    _clone(
        "990129",
        "document_library",
        "文海资料网",
        Converter(seed="wenhai", gloss_share=0.0, fold_letters=True),
        declared=_LIBRARY,
    ),
    _clone("990130", "baoji", "岗上要闻网", Converter(seed="gangshang", spaced=True)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSite:
    """One site ready to be served: its answers by path (with query where that matters)."""

    plan: Plan
    county: County
    base: str
    start_url: str
    answers: Mapping[str, Answer]
    not_found: Answer
    declared: Mapping[str, Any]
    encodings: tuple[str, ...]  # encodings of its articles, as often as they occur

    def answer(self, target: str) -> Answer:
        """Return the answer to a request target: with its query, else without, else page not found."""
        path = target.partition("?")[0]
        return self.answers.get(target) or self.answers.get(path) or self.not_found


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All sites by key, and what a crawl of them must bring."""

    sites: Mapping[str, BuiltSite]
    expected: tuple[Expected, ...]


def build(bases: Mapping[str, str]) -> World:
    """Return the world for the addresses (``http://127.0.0.1:PORT``) of its sites by key of ``PLANS``."""
    builders = [_Builder(plan, bases[plan.key]) for plan in PLANS]
    sites = {builder.plan.key: builder.build() for builder in builders}
    return World(sites=sites, expected=tuple(page for builder in builders for page in builder.expected))


@cache
def _wires() -> dict[tuple[str, str], Wire]:
    return assign((code, story) for code, county in counties().items() for story in county.stories)


class _Builder:
    """Fills the answers and the expectations of one site."""

    def __init__(self, plan: Plan, base: str) -> None:
        county = counties()[plan.code]
        self.plan = plan
        self.county = county
        self.base = base
        self.family = FAMILIES[plan.family]
        self.stories = county.stories[: plan.stories]
        self.answers: dict[str, Answer] = {}
        self.expected: list[Expected] = []
        self.encodings: list[str] = []
        self.rows: list[Row] = [self._row(n, story) for n, story in enumerate(self.stories)]
        if plan.twice is not None:
            first = self.rows[plan.twice]
            self.rows += [replace(first, path=f"{first.path}{tail}") for tail in ("?from=list", "#top")]
        self.rows[2:2] = [Row(_SPECIALS[name].title, self._special_path(name), _DAY[:10]) for name in plan.specials]
        self.renderer = Renderer(
            county=county, family=self.family, name=plan.name or county.site, base=base, rows=tuple(self.rows)
        )

    def build(self) -> BuiltSite:
        """Return the site; fills ``expected`` on the way."""
        for number, story in enumerate(self.stories):
            self._add_story(number, story)
        for name in self.plan.specials:
            self._add_special(name)
        for page in range(1, self.renderer.pages + 1):
            html = self.renderer.listing(page, self.plan.wire)
            self.answers[self.renderer.list_path(page)] = self._answer(html, self.plan.wire, f"list-{page}")
        if self.plan.robots is not None:
            self.answers["/robots.txt"] = Answer(
                body=self.plan.robots.encode(), content_type="text/plain; charset=utf-8"
            )
        lost = self.renderer.special("not_found", "/404.html", self.plan.wire, "页面不存在")
        return BuiltSite(
            plan=self.plan,
            county=self.county,
            base=self.base,
            start_url=self.base + self.renderer.list_path(1),
            answers=self.answers,
            not_found=replace(self._answer(lost, self.plan.wire, "404"), status=404),
            declared=self._declared(),
            encodings=tuple(self.encodings),
        )

    def _declared(self) -> dict[str, Any]:
        name = {"site": self.plan.name} if self.plan.name else {}
        return {**name, **self.plan.declared, **({"since": self._since()} if self.plan.since_oldest else {})}

    def _since(self) -> date:
        return date.fromisoformat(self.stories[-1].date) + timedelta(days=1)

    def _row(self, number: int, story: Story) -> Row:
        path = self.family.article(self.county, story)
        if number == self.plan.moved:
            path = self.family.article(self.county, replace(story, slug=f"{story.slug}-old"))
        return Row(story.title, path, story.date)

    def _add_story(self, number: int, story: Story) -> None:
        path = self.family.article(self.county, story)
        wire = self.plan.wire if self.plan.converter else _wires()[self.plan.code, story.slug]
        self.encodings.append(wire.encoding)
        parts = self._parts(path, story)
        for part in range(max(1, len(parts))):
            html = self.renderer.article(story, wire, parts=parts, part=part)
            answer = self._answer(html, wire, story.slug, injected=number in self.plan.injected)
            slow = SLOW if number == self.plan.slow else 0.0
            self.answers[parts[part] if parts else path] = replace(answer, delay=slow)
        urls = [self.base + path]
        if number == self.plan.moved:
            old = self.rows_path(story)
            self.answers[old] = Answer(status=301, location=self.base + path)
            urls.append(self.base + old)
        self._expect_story(number, story, (*urls, *(self.base + part for part in parts[1:])), max(1, len(parts)))

    def rows_path(self, story: Story) -> str:
        """Return the path under which the lists link a story."""
        return next(row.path for row in self.rows if row.title == story.title)

    def _parts(self, path: str, story: Story) -> tuple[str, ...]:
        count = 1 + len(story.text) // PART
        if self.family.part is None or count == 1:
            return ()
        return path, *(self.family.part(path, number) for number in range(2, count + 1))

    def _answer(self, html: str, wire: Wire, page: str, *, injected: bool = False) -> Answer:
        key = self.plan.key
        if self.plan.converter:
            html = hijack(html, self.plan.converter)
            html = spam.inject(html, (*spam.choose(key, page), spam.Kind.HEAD_LINE), key, page)
        if injected:
            html = spam.inject(html, (spam.Kind.HIDDEN, spam.Kind.AFTER_HTML), key, page)
        return Answer(body=wire.encode(html), content_type=wire.content_type)

    def _expect_story(self, number: int, story: Story, urls: tuple[str, ...], pages: int) -> None:
        if self.plan.since_oldest and story.date < self._since().isoformat():
            # A crawl may stop at the date in the list and never fetch it.
            self._expect(urls, (Reason.BEFORE_SINCE,), required=False)
            return
        shown = {name: getattr(story, name) for name in self.family.shows}
        truth = Truth(
            title=story.title,
            text=story.text,
            published=self._published(story),
            adcode=self.county.code,
            site=self.plan.name,
            clone=self.plan.converter is not None,
            pages=pages,
            **shown,
        )
        self.expected.append(Expected(site=self.plan.key, urls=urls, article=truth))

    def _published(self, story: Story) -> str:
        shows_time = story.time and self.family.key != "legal_portal"
        return f"{story.date}T{story.time}+08:00" if shows_time else story.date

    def _expect(self, urls: tuple[str, ...], reasons: tuple[Reason, ...], *, required: bool = True) -> None:
        self.expected.append(Expected(site=self.plan.key, urls=urls, reasons=reasons, required=required))

    def _special_path(self, name: str) -> str:
        slug = f"{self.plan.key}-{name}"
        section = main_section(self.county)
        story = Story(slug=slug, title=name, published=_DAY, section=section, paragraphs=())
        return ("/private" if name == "private" else "") + self.family.article(self.county, story)

    def _add_special(self, name: str) -> None:
        special, path = _SPECIALS[name], self._special_path(name)
        answer = special.answer(self, path)
        if answer is not None:
            self.answers[path] = answer
        self._expect((self.base + path,), special.reasons)

    def page(self, template: str, path: str, title: str, **more: object) -> Answer:
        """Return the answer with one of the special pages in the site's own shell."""
        html = self.renderer.special(template, path, self.plan.wire, title, **more)
        return self._answer(html, self.plan.wire, path)


@dataclass(frozen=True, slots=True)
class _Special:
    """A page that is no article: its title in lists, what it answers (None: nothing is there), why it is refused."""

    title: str
    answer: Callable[[_Builder, str], Answer | None]
    reasons: tuple[Reason, ...]


def _private(site: _Builder, path: str) -> Answer:
    return site._answer(site.renderer.article(site.stories[0], site.plan.wire), site.plan.wire, path)


def _foreign(site: _Builder, path: str) -> Answer:
    return Answer(body=site.renderer.special("foreign", path, _UTF8, "Visitor guide").encode())


def _hijacked(site: _Builder, path: str) -> Answer:
    paragraphs = spam.paragraphs(site.plan.key, 12)
    return site.page("spam", path, paragraphs[0], paragraphs=paragraphs)


_SPECIALS: dict[str, _Special] = {
    "private": _Special("内部学习资料（登录后查看）", _private, (Reason.ROBOTS,)),
    "dead": _Special("本地便民服务电话一览表更新", lambda site, path: None, (Reason.HTTP_ERROR,)),
    "error": _Special(
        "全县重点项目建设进展情况通报",
        lambda site, path: Answer(status=500, body=b"<html><body><h1>500 Internal Server Error</h1></body></html>"),
        (Reason.HTTP_ERROR,),
    ),
    "soft-404": _Special(
        "关于举办职工运动会的预备通知",
        lambda site, path: site.page("not_found", path, "页面不存在"),
        (Reason.ERROR_PAGE,),
    ),
    "login": _Special(
        "部门预算公开（内网）补充材料",
        lambda site, path: site.page("login", path, "用户登录"),
        (Reason.LOGIN_PAGE,),
    ),
    "empty": _Special("滨海公园改造工程施工公告", lambda site, path: Answer(), (Reason.EMPTY,)),
    "blank": _Special("周末便民集市活动安排", lambda site, path: Answer(body=b"\r\n \r\n\t\r\n"), (Reason.EMPTY,)),
    "video": _Special(
        "视频｜航拍家乡的秋天",
        lambda site, path: site.page("video", path, "视频｜航拍家乡的秋天"),
        (Reason.VIDEO_ONLY,),
    ),
    "pdf": _Special(
        "政府工作报告（全文下载）",
        lambda site, path: Answer(body=_PDF, content_type="application/pdf"),
        (Reason.BINARY,),
    ),
    "image": _Special(
        "一图读懂城乡居民医保缴费",
        lambda site, path: Answer(body=_GIF, content_type="image/gif"),
        (Reason.BINARY,),
    ),
    "files": _Special(
        "民生实事项目资金安排表（附件）",
        lambda site, path: site.page("files", path, "民生实事项目资金安排表", files=("资金安排总表", "分乡镇明细表")),
        (Reason.ATTACHMENT_ONLY,),
    ),
    "hang-up": _Special("港区集装箱吞吐量再创新高", lambda site, path: Answer(hang_up=True), (Reason.UNREACHABLE,)),
    "foreign": _Special("A short guide for visitors to the county", _foreign, (Reason.NOT_CHINESE,)),
    "column": _Special(
        "专题汇总：民生实事面对面",
        lambda site, path: site.page("column", path, "专题汇总"),
        (Reason.LIST_PAGE,),
    ),
    "moved-home": _Special(
        "旧版网站专题资料（已迁移）",
        lambda site, path: site.page("home", path, "首页"),  # sites send what they no longer have to their home page
        (Reason.HOME_PAGE,),
    ),
    "hijacked": _Special("年度述职报告范文精选合集", _hijacked, (Reason.HIJACKED, Reason.NO_TEXT)),
}
