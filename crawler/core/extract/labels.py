"""What page furniture (chrome) looks like, line by line: labels that carry data, and lines that carry none.

All patterns are matched on folded text (``fold``), from the start of a line, and only on short lines: a sentence that
speaks of 来源 or 编辑 is never a label. The taxonomy was counted on saved Chinese pages.
"""

from __future__ import annotations

import re
from typing import Final

#: A line longer than this is prose, whatever it begins with (characters).
SHORT = 60
#: An information line holds several fields side by side (characters).
INFO = 160

_DATE = (
    r"(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?"
    r"(?:\s*(?:星期[一二三四五六日天])?\s*T?\s*\d{1,2}\s*[:时点]\s*\d{1,2}(?:\s*[:分]\s*\d{1,2})?\s*[分秒]?)?"
)

#: Field name -> what introduces it. Spaces inside a label (来 源) are allowed.
FIELDS: Final = {
    "published": "(?:信息|文章)?(?:发布|发表|发文|发稿|更新|生成|添加|录入|上传|创建|公开|制作|成文|日期|时间)(?:时间|日期)?|日期|时间",
    "source": "(?:信息|文章|稿件|新闻|内容|资料|本文)?(?:来源|稿源|出处|供稿单位|发布机构|发布单位|发布部门|信息提供)|文章出处|转载自",
    "author": "作者|撰稿人?|撰文|文字|供稿人?|通讯员|全媒体记者|记者",
    "editor": "(?:本文|网络|执行|值班|本期|网站|责任|值班)?(?:编辑|责编|主编)|编审|责任人",
    "reviewer": "(?:网站)?(?:审核|审校|校对|终审|初审|复审|一审|二审|三审|审稿|签发|监制|审签|录入员?|统筹|策划|总值班)人?",
    "views": "(?:浏览|点击|阅读|人气|访问|阅览|关注|查看)(?:次数|人数|量|数|率)?|人气指数|热度",
    "widget": "字(?:号|体)(?:大小)?|文字大小|文字|视力保护色?|保护色|背景色?|朗读|分享(?:到|至)?|语音|收藏|推荐|评论",
    "keywords": "(?:本文)?关键[词字]|标签|tags?",
    "record": "索引号|主题分类|发文字号|文号|有效性|主题词|信息分类|公开(?:形式|方式|时限|范围)|体裁分类|服务对象|栏目|所属栏目|分类|网站|移动端|手机[端版]",
}


def _spaced(label: str) -> str:
    """Allow spaces between the Han characters of an alternation of labels."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", r"\\s{0,3}", label)


_FIELD = "|".join(f"(?P<{name}>{_spaced(label)})" for name, label in FIELDS.items())
#: A label with its colon; the group that matched is the field's name. 【来源】 and 来源| are written as well.
LABEL: Final = re.compile(rf"(?:{_FIELD})\s*(?:[:：]|[】|丨](?!\s*$))", re.IGNORECASE)
#: Who edited, alone on a line, with the site's name in front and brackets around it or not: 责任编辑 某某, (某网编辑:某某).
EDITOR_LINE: Final = re.compile(
    r"^[\[【(（\s]*[\u4e00-\u9fff]{0,6}?(?:责任编辑|责编|编辑)(?:\s*[:：/]\s*|\s{1,3})(?P<name>[\u4e00-\u9fff·、\s]{2,20}?)\s*[\]】)）\s|]*$"
)

DATE: Final = re.compile(_DATE)

#: Kind -> lines that are this kind of chrome when short and without a full stop.
_LINES: Final = {
    "breadcrumb": r"(?:您?(?:现在|当前|目前)?的?(?:所在)?(?:位置|栏目)\s*(?:是|在)?\s*[:：>]|当前位置|首页\s*[>»＞›\-|/·]|主页\s*>)",
    "share": r"(?:[【\[(]?\s*(?:分享|转发|推荐给|收藏|点赞|手机(?:扫|看|查看|阅读)|微信|微博|QQ)(?:到|至|本文|此文|按钮|文章|给|朋友|好友|空间|扫)|分享$|"
    r"(?:打开|用|使用)?微信.{0,6}扫|扫(?:一扫|码|描|下方|上方)|.{0,6}二维码|长按.{0,8}(?:识别|关注)|(?:官方)?(?:微信|微博|客户端|公众号|抖音)(?:公众号|客户端|下载)?$|"
    r"[\u4e00-\u9fff]{2,8}(?:APP|客户端|公众号|微信)$|关注(?:我们|公众号|微信))",
    "widget": r"[【\[(·\s]*(?:字\s*(?:号|体)|文字大小|大\s*中\s*小|小\s*中\s*大|A\+|T\s*\|\s*T|繁\s*体|简\s*体|无障碍|放大|缩小|语音播报|听新闻|朗读)",
    "print": r"[【\[(·>\s]*(?:我要)?(?:打印|关闭|纠错|返回|顶部|回到|收藏|全文打印|推荐|投稿|下载|保存|复制|导出|举报|加入收藏|评论|TOP|top|告诉好友)(?:本页|此页|该页|本文|此文|页面|窗口|文章|顶部|首页|列表|上一?页|网页|链接|错误)?\s*[】\]|)·]*(?:\s*[【\[|(].{0,16})?$",
    "neighbours": r"[【\[·>\s]*(?:上|下|前|后)\s*[一1]\s*[篇条页则个]|没有(?:了|更多)|(?:上|下)(?:篇|条)\s*[:：]|更多\s*(?:>>|»|…|\+)?$",
    "related": r"[【\[·>\s*]*(?:相关|推荐|热门|最新|猜你|更多|延伸|精彩|图片|热点|点击|本类|今日|编辑|你可能|大家|其他|往期|近期|本网|频道|专题|阅读)"
    r"(?:文章|新闻|阅读|链接|专题|信息|报道|内容|附件|视频|资讯|图片|推荐|排行|热点|喜欢|感兴趣|都在看|关注|导读|要闻|稿件|文档|话题|图文|热文|浏览|回顾|动态|聚焦|榜|评论)",
    "comments": r"(?:网友评论|我来说|发表(?:评论|您的)|我要(?:评论|留言|说)|[*·]?\s*最新评论|评论\s*(?:[(（]?\d+|[:：]?\s*$)|暂无(?:评论|更多)|共有?\s*\d*\s*(?:访客|条|人|位|个)?.{0,6}评论|昵称\s*[:：]|"
    r"验证码|留言|已有\s*\d*\s*(?:条|人|位)|文明上网|登录后|用户评论|参与(?:评论|讨论)|没有更多评论|查看(?:更多|全部)|还没有|请输入|请先登录|加载)",
    "disclaimer": r"[【\[(（*※\s]*(?:免责声明|版权声明|特别声明|郑重声明|声明\s*[:：]|版权(?:归|说明)|本文(?:系|为|由|仅|来源|版权|内容|转载)|凡(?:本|注明|来源|未|转)|以上(?:内容|信息|文章|图片)|"
    r"(?:特别)?(?:提示|说明)\s*[:：]|侵[删权]|转载|未经.{0,10}(?:授权|许可|允许)|如(?:有|需|涉|发现).{0,12}(?:侵权|版权|转载|错误|问题)|注\s*[:：]\s*(?:本文|凡)|本(?:网|站).{0,10}(?:转载|声明|版权|注明))",
    "footer": r"(?:版权所有|copyright|©|\(c\)|all rights reserved|主\s*办\s*(?:单位)?\s*[:：]|承\s*办\s*(?:单位)?\s*[:：]|技术支持|.{0,4}ICP[备证]|.?公网安备|网站标识码|政府网站(?:找错|标识)|"
    r"关于(?:我们|本站)|联系我们|网站地图|网站(?:声明|支持|维护|首页)|法律(?:声明|顾问)|隐私|友情链接|备案(?:号|序号)|举报(?:电话|邮箱|热线)|违法和不良|新闻热线|"
    r"(?:联系)?地址\s*[:：].{0,40}(?:邮编|电话)|增值电信|互联网新闻信息|许可证|推荐使用|建议使用|您是第|今天是|访问量|当前时间|设为首页|加入收藏)",
    "login": r"(?:登录|注册|登陆|用户名|密码|请输入(?:关键|搜索)|热门(?:关键词|搜索)|热搜|搜索|站内|全站|城市\s*[:：]?$|欢迎(?:访问|光临|您|来到)|会员|[你您]好|人员查询|广告服务|手机版|移动端|电脑版|English|长者|适老)",
    "attachments": r"[【\[(·\s]*(?:相关)?附件(?:下载|列表)?\s*[:：]?\s*$",
    "origin": r"[(（【\[\s]*原(?:标题|题|文链接|文标题|始链接)\s*[:：]|(?:本文|原文|文章)?(?:链接|网址|地址)(?:地址)?\s*[:：]\s*(?:http|www)|阅读原文|查看原文|点击(?:进入|查看|阅读|下载)|视频[-—:：]|此前报道|网站\s*[:：]",
    "pages": r"(?:本新闻共|共\s*\d+\s*页|第?\s*\[?\d{1,3}\]?(?:\s+\[?\d{1,3}\]?)+\s*(?:下一页|尾页)?$|首页\s+上一页|上一页|下一页|尾页|余下全文|\[\d\]$)",
}
_LINE: Final = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _LINES.items()), re.IGNORECASE)

#: Lines behind which nothing of the article comes any more, once it has begun.
CLOSING: Final = frozenset({"comments", "footer", "neighbours", "print", "editor", "login"})
#: Lines that usually close an article, but are also set into the middle of one.
HALF_CLOSING: Final = frozenset({"related", "disclaimer", "share", "info", "origin", "attachments"})

_FOOTER = re.compile(
    r"版权所有|ICP[备证]|公网安备|许可证编?号|不良信息举报|All Rights Reserved|Copyright|©|网站标识码|主办单位?[:：]|承办单位?[:：]|技术支持[:：]|运行维护单位|备案证明",
    re.IGNORECASE,
)

_SENTENCE = re.compile(r"[。！？!?]|[，,].*[，,]")
_LONG_DISCLAIMER = re.compile(r"免责声明|版权(?:声明|所有|归)|(?:不代表|仅代表)(?:本[网站报]|作者)|凡.{0,8}注明|侵权|转载.{0,12}(?:注明|目的|请)|联系.{0,8}删除|仅供(?:参考|学习)|仅限学习|与本[网站].{0,4}无关|由.{0,8}(?:用户|网友).{0,4}(?:整理|上传|提供|投稿)|保留.{0,6}(?:作者|出处)")
_RESIDUE = re.compile(r"[\s|丨:：\[\]【】()（）<>《》\-—_·,，.。、/]+")
_WIDGETS = re.compile(
    r"[【\[]?\s*(?:大\s*[|]?\s*中\s*[|]?\s*小|小\s*[|]?\s*中\s*[|]?\s*大|小\s*大|大\s*小|默认|特?大号?|中号?|小号?|打印(?:本页|文章|此页)?|关闭(?:窗口|本页)?|收藏(?:本文|本页)?|我要纠错|纠错|复制链接|"
    r"分享(?:到|至)?|微信|微博|QQ空间|QQ|新浪|朋友圈|推荐|评论|浏览|次|人|A[+\-]|T\|T|公开|原创|本站原创|更新|发布于?|发表于?|已阅读?|阅读|字体|\{\{.*?\}\}|\d+)\s*[】\]]?"
)


def chrome_kind(folded: str) -> str | None:
    """Return which chrome a folded line is, None for a line that may be part of an article.

    A field line (来源：… 时间：…) is ``info``, or ``editor`` where it only names who edited or checked.
    """
    size = len(folded)
    if size > INFO:
        return "disclaimer" if size < 700 and len(set(_LONG_DISCLAIMER.findall(folded))) >= 2 else None
    if DATE.fullmatch(folded):
        return "date"
    if size <= SHORT and not _SENTENCE.search(folded) and (found := _LINE.match(folded)):
        return found.lastgroup
    if "。" not in folded and _FOOTER.search(folded):
        return "footer"
    if len(set(_LONG_DISCLAIMER.findall(folded))) >= 2 or (size <= SHORT * 2 and _LINE.match(folded) and _line_kind(folded) == "disclaimer"):
        return "disclaimer"
    return _info_kind(folded)


def _line_kind(folded: str) -> str | None:
    found = _LINE.match(folded)
    return found.lastgroup if found else None


def _info_kind(folded: str) -> str | None:
    """Return ``editor`` or ``info`` for a line of fields with nothing else on it."""
    if EDITOR_LINE.match(folded):
        return "editor"
    labels = list(LABEL.finditer(folded))
    bare = folded if labels else _RESIDUE.sub("", _WIDGETS.sub("", DATE.sub("", folded)))
    if not labels:
        return "info" if not bare and len(folded) >= 2 and (DATE.search(folded) or _WIDGETS.search(folded)) and not folded.isdigit() else None
    before = _RESIDUE.sub("", _WIDGETS.sub("", DATE.sub("", folded[: labels[0].start()])))
    if before or "。" in folded or _overlong(folded, [label.end() for label in labels], [label.start() for label in labels]):
        return None
    kinds = {label.lastgroup for label in labels}
    if kinds == {"author"} or kinds == {"record"}:
        return None
    return "editor" if kinds <= {"editor", "reviewer", "author"} else "info"


#: A field's value is a name or a short title (characters).
_VALUE = 34


def _overlong(folded: str, ends: list[int], starts: list[int]) -> bool:
    stops = [*starts[1:], len(folded)]
    return any(stop - end > _VALUE for end, stop in zip(ends, stops, strict=True))
