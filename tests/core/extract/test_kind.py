"""Kinds of pages: what is refused, why, with which links; and what is an article all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.core.extract import extract
from crawler.core.extract.links import is_feed, links_of
from crawler.core.model import Draft, Reason, Reject
from tests.core.extract.pages import CONTEXT, PARAGRAPHS, TITLE, draft

HOST = "http://www.qinghe.example"
FIELDS = "<p>来源：青禾融媒　发布时间：2024-03-05 09:30</p>"
NEWS = (
    "县图书馆夜间延时开放至九点半",
    "青禾县首座乡村冷链仓投入使用",
    "西岭镇把闲置小学改成养老驿站",
    "全县春播面积比去年增加三千亩",
    "柳树屯村民办起了自己的合唱团",
    "县医院与市中医院签订帮扶协议",
    "东河湿地迎来今年第一批候鸟",
    "老城区十二条背街小巷完成改造",
    "青禾籽瓜通过地理标志产品审查",
    "望川大桥合龙后试通行一个月",
)
SUMMARY = "记者三月里连着跑了五个村，看渠、看田、看新修的机耕路，听村民算账；这一篇先说钱从哪里来，再说水往哪里去，末了说说谁来管护，也附上县里给出的时间表与电话，供大家查对。"
WELCOME = "青禾县地处两河之间，因青苗得名，设县已逾六百年。全县辖九镇三乡，物产以籽瓜、莲藕、湖羊见长，民风淳厚，诚邀四方宾客来此看水、访古、品瓜。"
MENU = "".join(
    f"<li><a href='/c{n}/'>{name}</a></li>" for n, name in enumerate(["首页", "新闻", "政务", "服务", "互动"])
)
FOOT = "<div class=foot>主办单位：青禾县人民政府办公室 技术支持：青禾县大数据中心 <a href=/map>网站地图</a></div>"
PLAYER = "<video src=/v/1.mp4 controls></video>"
FILES = "".join(f"<p><a href='/f/{n}.pdf'>附件{n}：青禾县预算公开表之{n}.pdf</a></p>" for n in (1, 2))


def rows(row: str, times: int = 1) -> str:
    return "".join(
        row.format(u=f"/xw/2024/{n}{k}.html", t=title, d=f"2024-03-{n + 10}")
        for k in range(times)
        for n, title in enumerate(NEWS)
    )


DATED = f"<ul class=list>{rows('<li><a href={u}>{t}</a><span>{d}</span></li>')}</ul>"
UNDATED = f"<ul class=hot>{rows('<li><a href={u}>{t}</a></li>')}</ul>"
SUMMARIES = (
    f"<div class=list>{rows(f'<div><h3><a href={{u}}>{{t}}</a></h3><p>{{t}}。{SUMMARY}</p><i>{{d}}</i></div>')}</div>"
)
COLUMNS = "".join(f"<div class=box><h3>栏目{n}</h3><a href=/c{n}/>更多&gt;&gt;</a>{DATED}</div>" for n in range(4))
PREVIEW = f"<div><h3><a href=/p/{{n}}>{{t}}</a></h3><p>{{t}}，{SUMMARY * 2}</p></div>"
RESULTS = "".join(
    f"<li><h2><a href='http://www.site{n}.example/{n}.html'>{title}</a></h2><p>{title}，{SUMMARY}</p></li>"
    for n, title in enumerate(NEWS)
)
ADVICE = "为保障您的账户安全，请勿在公共场所的计算机上保存登录状态，使用完毕后请及时退出。"
RECORD = (
    "<table><tr><td>索 引 号<td>0001<td>组配分类<td>水利</tr><tr><td>发布机构<td>青禾县水务局<td>发布日期<td>2024/03/05</tr>"
    f"<tr><td>名　　称<td>{TITLE}<td>文　　号<td>青水〔2024〕3号</tr></table>"
)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
SHORT = f"<p><img src=1.jpg></p><p>{PARAGRAPHS[3]}</p>"


def read(body: str, title: str, *, path: str = "/xw/1.html", head: str = "") -> Draft | Reject:
    markup = f"<html><head><title>{title}</title>{head}</head><body><ul>{MENU}</ul>{body}{FOOT}</body></html>"
    made = draft(markup, url=f"{HOST}{path}")
    return extract(replace(made, page=replace(made.page, body=markup.encode())), CONTEXT)


COLUMN, SITE = "县区动态_青禾县人民政府", "青禾县人民政府"
REFUSED = {
    "column": (Reason.LIST_PAGE, COLUMN, DATED),
    "column whose name is a heading": (
        Reason.LIST_PAGE,
        "重点项目信息公开_青禾网",
        f"<h1>重点项目信息公开</h1>{DATED}",
    ),
    "column, a long name of the site as heading": (
        Reason.LIST_PAGE,
        "县区要闻 - 中国青禾县人民政府门户网站",
        f"<h1>中国青禾县人民政府门户网站</h1><p>{WELCOME}</p>{UNDATED * 2}",
    ),
    "column, the site named last in the title": (
        Reason.LIST_PAGE,
        "杂谈 - 青禾老乡互助交流论坛",
        f"<h1>青禾老乡互助交流论坛</h1><p>{WELCOME}</p>{UNDATED * 2}",
    ),
    "column with an introduction": (
        Reason.LIST_PAGE,
        "基层工作的一线故事_青禾网",
        f"<h2>基层工作的一线故事</h2><p>本栏目收录各乡镇选送的稿件，欢迎读者来信补充线索，编辑部每周一回复。</p>{DATED}",
    ),
    "titles and summaries": (Reason.LIST_PAGE, "深度报道-青禾新闻网", SUMMARIES),
    "summaries with fields of their own, and a slide show": (
        Reason.LIST_PAGE,
        "青禾新闻网",
        f"<ul>{''.join(f'<li>{title}，图片报道</li>' for title in NEWS[:4])}</ul>"
        + rows(
            f"<div><h3><a href={{u}}>{{t}}</a></h3><p>{{t}}，{SUMMARY[:24]}</p><i>来源：青禾融媒 {{d}} 31人阅读</i></div>"
        ),
    ),
    "forum board": (
        Reason.LIST_PAGE,
        "灌水专区 - 青禾论坛",
        f"<table>{rows('<tr><th><a href={u}>{t}</a></th><td><a href=/u1>老周</a> {d}</td><td>12/340</td></tr>', 2)}</table>",
    ),
    "forum board with previews of some threads": (
        Reason.LIST_PAGE,
        "灌水专区 - 青禾论坛",
        "".join(f"{PREVIEW.format(n=n, t=title)}{UNDATED}" for n, title in enumerate(NEWS)),
    ),
    "home page": (Reason.HOME_PAGE, SITE, COLUMNS),
    "home page with a welcome": (Reason.HOME_PAGE, "首页 - 青禾县人民政府", f"<p>{WELCOME}</p>{COLUMNS}"),
    "table whose rows end with the date": (
        Reason.LIST_PAGE,
        "青禾縣政府全球資訊網-縣政新聞",
        f"<h1>青禾縣政府全球資訊網</h1><table>{rows('<tr><td>7<td><a href={u}>{t}</a><td>新聞處<td>{d}</tr>')}</table>"
        "<div class=footer><p>青禾縣政府　地址：青禾縣青禾市河堤路一段四號，電話轉總機九，傳真另洽</p><p>更新日期：2024-03-01</p></div>",
    ),
    "results of a search": (Reason.LIST_PAGE, "灌渠 - 搜索", RESULTS),
    "login in the frame of the site": (
        Reason.LOGIN_PAGE,
        SITE,
        f"<h1>个人用户登录</h1><form>密码<input type=password></form><p>{ADVICE}</p>",
    ),
    "login": (Reason.LOGIN_PAGE, "用户登录", "<form><input name=u><input type=password></form>"),
    "login behind the name of the site": (
        Reason.LOGIN_PAGE,
        "青禾县政务服务网-统一身份认证平台",
        "<form>账号<input name=u>密码<input type='password'></form>",
    ),
    "readers must log in": (Reason.LOGIN_PAGE, "提示 - 青禾论坛", "<p>抱歉，您尚未登录，没有权限访问该版块</p>"),
    "soft 404": (Reason.ERROR_PAGE, "页面不存在_青禾网", "<h1>404</h1><p>五秒后回到首页。</p>"),
    "a status as title": (Reason.ERROR_PAGE, "404 Not Found", "<hr>nginx"),
    "an error in a sentence": (Reason.ERROR_PAGE, "青禾网", "<div>对不起，您访问的页面已被删除</div>"),
    "an error below a headline": (
        Reason.ERROR_PAGE,
        f"{TITLE}_青禾网",
        f"<h1>{TITLE}</h1><p>抱歉，您要看的稿件已被删除，请联系本站编辑部</p><p>三秒后回首页</p>",
    ),
    "a column that is gone": (Reason.ERROR_PAGE, "青禾网", "<p>该栏目已关闭，请到新版网站查看相关内容。</p>"),
    "readers are asked to log in": (Reason.LOGIN_PAGE, "青禾网", "<p>本页只对会员开放，请登录后继续浏览。</p>"),
    "an error above a hot list": (Reason.ERROR_PAGE, "青禾网", f"<div>该信息已被删除或尚未发布</div>{UNDATED * 9}"),
    "maintenance": (
        Reason.ERROR_PAGE,
        "维护公告",
        "<p>网站正在升级维护，暂时无法访问</p><p>预计今日18时恢复，请谅解。</p>",
    ),
    "an error in Traditional": (Reason.ERROR_PAGE, "系統提示", "<p>您要查看的內容已下線。</p>"),
    "a check of the browser": (Reason.ERROR_PAGE, "安全验证", "<p>请完成验证后继续访问</p>"),
    "video": (Reason.VIDEO_ONLY, f"{TITLE}_青禾网", f"<h1>{TITLE}</h1>{FIELDS}{PLAYER}{UNDATED}"),
    "video in a frame": (
        Reason.VIDEO_ONLY,
        f"{TITLE}_青禾网",
        f"<h1>{TITLE}</h1><iframe src='//v.example/player?id=1'></iframe>",
    ),
    "files": (Reason.ATTACHMENT_ONLY, f"{TITLE}_青禾网", f"<h1>{TITLE}</h1>{FIELDS}{FILES}{UNDATED}"),
    "a file in a frame": (
        Reason.ATTACHMENT_ONLY,
        f"{TITLE}_青禾网",
        f"<h1>{TITLE}</h1>{FIELDS}<iframe src='/f/1.pdf'></iframe>",
    ),
    "one picture": (Reason.NO_TEXT, f"{TITLE}_青禾网", f"<h1>{TITLE}</h1>{FIELDS}<img src=1.jpg>{UNDATED}"),
}


@pytest.mark.parametrize(("reason", "title", "body"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(reason: Reason, title: str, body: str) -> None:
    outcome = read(body, title)
    assert isinstance(outcome, Reject)
    assert (outcome.reason, bool(links_of(outcome))) == (reason, reason in (Reason.LIST_PAGE, Reason.HOME_PAGE))


AWAY = "".join(f"<p><a href=http://miaomu{n}.example/>{n}公分松柏槐柳苗木批发</a></p>" for n in range(90))
ARTICLES = {
    "with links to other hosts all around": ("青禾网", f"{AWAY}<p>{TITLE}</p>{BODY}{AWAY}"),
    "short, with a hot list": (f"{TITLE}_青禾网", f"<h1>{TITLE}</h1>{FIELDS}{SHORT}{UNDATED}"),
    "short, without fields": (f"{TITLE}_青禾网", f"<h1>{TITLE}</h1>{SHORT}{UNDATED}"),
    "short, its headline not in the title": ("青禾网", f"<h2>{TITLE}</h2>{FIELDS}{SHORT}{UNDATED}"),
    "short, dated only": ("青禾网", f"<div>{TITLE}</div><div>2024-03-05</div>{SHORT}{UNDATED}"),
    "short, the state's meta tags": (SITE, f"{UNDATED}{SHORT}"),
    "short, dated lists beside": (f"{TITLE}_青禾网", f"{DATED}<h1>{TITLE}</h1>{FIELDS}{SHORT}{DATED}"),
    "long, in a portal": (f"{TITLE}_青禾网", f"{COLUMNS}<h1>{TITLE}</h1>{BODY * 3}{COLUMNS}"),
    "with headings that are links": (
        TITLE,
        f"<h1>{TITLE}</h1>{BODY * 2}<h3><a href=/a/1.html>{NEWS[0]}</a></h3>{BODY}",
    ),
    "short, under a table of labels": ("青禾网", f"{UNDATED}{RECORD}<div>{TITLE}</div>{SHORT}{UNDATED}"),
    "short, its fields in lines": (
        "青禾网",
        f"<div>{TITLE}</div><p>来源：青禾融媒</p><p>发布时间：2024-03-05</p><p>浏览次数：31</p>{SHORT}{UNDATED}",
    ),
    "a digest of other sites": (
        f"{TITLE}_青禾网",
        f"<h1>{TITLE}</h1>{FIELDS}{BODY}{RESULTS}",
    ),
    "about the upkeep of a site": (
        "网站维护公告_青禾网",
        f"<h1>本网站三月停机维护</h1>{FIELDS}<p>网站正在升级维护，请改用热线。</p>{SHORT}",
    ),
    "with a login beside": (
        f"{TITLE}_青禾网",
        f"<h3>用户登录</h3><form>密码<input type=password></form><h1>{TITLE}</h1>{SHORT}",
    ),
    "with a number in the headline": ("全县500名教师获表彰_青禾网", f"<h1>全县500名教师获表彰</h1>{FIELDS}{SHORT}"),
    "about logging in": ("统一身份认证平台今起上线_青禾网", f"<h1>统一身份认证平台今起上线</h1>{FIELDS}{SHORT}"),
    "about pages that are gone": (
        "失联网页该谁来修",
        f"<h1>失联网页该谁来修</h1>{FIELDS}<p>有人说您访问的页面不存在。</p>{BODY}",
    ),
    "about a forum": (f"青禾县举办乡村振兴论坛_{SITE}", f"<h1>青禾县举办乡村振兴论坛</h1>{SHORT}{UNDATED}"),
    "about a net": (f"我县织密基层安全防护网_{SITE}", f"{UNDATED}<h1>我县织密基层安全防护网</h1>{SHORT}{UNDATED}"),
    "about what is public": ("我县持续推进政务公开", f"<h1>我县持续推进政务公开</h1>{SHORT}{UNDATED}"),
    "sends applicants to a site": (
        f"{TITLE}招工启事_青禾网",
        f"<h1>{TITLE}招工启事</h1><p>报名人员请登录县人社局网站下载报名表。</p>{SHORT}",
    ),
    "sends applicants to a site, without a headline": ("青禾网", f"<p>考生请登录市考试院网站打印准考证。</p>{SHORT}"),
    "says where to look it up": (
        f"{TITLE}招工启事_青禾网",
        f"<h1>{TITLE}招工启事</h1><p>报名人员登录后查看并填写表格。</p>{SHORT}",
    ),
    "about what is being built": (TITLE, f"<h1>{TITLE}</h1><p>该水库正在建设大坝主体，年底蓄水。</p>{SHORT}"),
    "about what was closed": ("青禾网", f"<p>该县已关闭小煤矿十二座，安置职工三百人。</p>{SHORT}"),
    "about a site that is being built": (TITLE, f"<h1>{TITLE}</h1><p>配套的网站正在建设。</p>{SHORT}"),
    "about the upkeep of security": ("做好网络安全验证工作的通知", f"<h1>做好网络安全验证工作的通知</h1>{SHORT}"),
    "with a video": (f"{TITLE}_青禾网", f"<h1>{TITLE}</h1>{FIELDS}{PLAYER}{SHORT}"),
    "with files": (f"{TITLE}_青禾网", f"<h1>{TITLE}</h1>{FIELDS}{SHORT}{FILES}"),
}
GOV_META = "<meta name=ArticleTitle content='{}'><meta name=PubDate content='2024-03-05'>"


@pytest.mark.parametrize(("title", "body"), ARTICLES.values(), ids=ARTICLES.keys())
def test_accepted(title: str, body: str) -> None:
    outcome = read(body, title, head=GOV_META.format(TITLE) if title == SITE else "")
    assert isinstance(outcome, Draft)
    assert PARAGRAPHS[3] in {block.text for block in outcome.blocks}


@pytest.mark.parametrize(
    ("path", "reason"), [("/", Reason.HOME_PAGE), ("/index.shtml", Reason.HOME_PAGE), ("/xw/", None)]
)
def test_a_home_page_with_a_long_welcome_is_known_by_its_address(path: str, reason: Reason | None) -> None:
    tables = f"<table>{rows('<tr><td><a href={u}>{t}</a></td></tr>', 12)}</table>"
    outcome = read(f"<div>{WELCOME * 7}</div>{tables}", SITE, path=path)
    assert (outcome.reason if isinstance(outcome, Reject) else None) is reason


def test_links_of_a_list_are_absolute_and_in_order() -> None:
    outcome = read(DATED, COLUMN)
    assert isinstance(outcome, Reject)
    assert links_of(outcome) == tuple(f"{HOST}/xw/2024/{n}0.html" for n in range(len(NEWS)))


@pytest.mark.parametrize(
    ("markup", "feed"),
    [
        ("<?xml version='1.0'?><rss>", True),
        ("\n<?xml-stylesheet?><!-- a --><feed xmlns=x>", True),
        ("<rdf:RDF>", True),
        ("<!-- - -->" * 9 + "<rss>", True),
        ("<html><rss>", False),
        ("<feedback>", False),
    ],
)
def test_feeds(markup: str, *, feed: bool) -> None:
    assert is_feed(markup) is feed
