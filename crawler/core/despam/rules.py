"""Hard rules: block forms that are never genuine text, each with a precision near 1, and the guards that stop them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.core.despam.text import fold, han_chars, one_of, prepare

if TYPE_CHECKING:
    from crawler.core.model import Block

#: Longest keyword line that a site prints under an article, in characters.
KEYWORD_LINE_CHARS = 200
#: Share of the entries of a list that must speak of public affairs to keep it whatever the model says.
PUBLIC_SHARE = 0.2
#: Chinese characters an entry must have on average beside the words of every web menu, to be more than a menu.
OWN_CHARS = 1.5
#: Share of a hidden block's characters in links to other hosts from which it is an injection, not a folded menu.
HIDDEN_FOREIGN = 0.5
#: Share of the entries of hidden links that must be known ones (微博, …政府, …网) for a panel that the page folds away.
PANEL_SHARE = 0.5
#: Share of its character pairs below which a summary is of another text, and words of fantasy novels that it then has.
FOREIGN_COVERAGE, NOVEL_WORDS = 0.25, 2
#: Words of pill sellers that an English block has, and the share of Chinese characters it may have.
PHARMACY_WORDS, PHARMACY_HAN = 3, 0.05
#: The same of sellers of other things in other languages.
FOREIGN_WORDS = 3

#: Characters of the phrase that search-engine prose (SEO 软文) repeats, and which the article beside it never has.
REPEATED_CHARS = 5
#: Sayings of sellers in a block of prose, and the same for one that repeats its phrase; the most of its character pairs
#: that the page may have too; the least that the model's first stage says of it (function words count against spam).
SALES_WORDS, SALES_WORDS_REPEATED, SALES_FOREIGN, SALES_COLD = 5, 3, 0.08, -5.0
#: Characters of a sentence that is a seller's by its words alone, and what the model's first stage says of it: 2,339
#: paragraphs of real pages reach 0.8, all but three of them -1.
PITCH_CHARS, PITCH_WORDS = 120, 1.2

#: The commonest of these sayings, and how many of them a block has that may be a seller's.
_SALES_SIGNS = (
    "注册", "信誉", "客服", "诚信", "点击", "扫码", "免费", "欢迎", "提供", "会员", "收藏", "小编", "朋友", "下载",
    "官网", "平台", "老板", "本站", "更新",
)  # fmt: skip
SALES_SIGNS = 2
# One character of each, all different, so that 诚信誉 has two.
_SALES_SIGN = re.compile("|".join(f"{sign[0]}(?={sign[1:]})" for sign in _SALES_SIGNS))

_POOL = re.compile("主站蜘蛛池|蜘蛛池模(?:板|版)")
_KEYWORD_LINE = re.compile("^[【\\[]?本文(?:关键词|關鍵詞|关键字|關鍵字|标签|標籤)[】\\]]?\\s*[:：]")
# Tags that mosaics are made of; none of them is ever quoted in a news text.
_LEAKED_TAG = re.compile(
    r"</?(?:tr|td|th|tbody|tfoot|thead|table|li|ul|ol|dl|dt|dd|listing|noframes|xmp|plaintext|acronym|noembed|"
    r"progress|menuitem|"
    r"dfn|fieldset|optgroup|option|samp|strike|legend|code|delect|meter|ruby|label|center|big|tt|nobr|bdo|kbd)"
    r"\b[^<>]{0,200}>",
    re.IGNORECASE,
)
# What the public, its offices and its campaigns say, and sellers do not:
# 扫黄打非, 福彩公益金, 招标, 放映, papers issued at the counter.
_PUBLIC_AFFAIRS = one_of(
    "打击|查处|查缴|查获|捣毁|侦破|举报|禁止|严禁|严查|禁赌|禁毒|抵制|拒绝|远离|整治|专项|宣传|防范|防治|防艾|预防|"
    "警惕|倡议|案例|扫黄|"
    "护苗|净网|反诈|诈骗|敲诈|虚假|骗局|"
    "打非|裸官|公益|福利彩票|体育彩票|福彩|助学|捐赠|采购|招标|中标|磋商|公示|公告|通知|名单|名录|联网|机房|放映|"
    "展映|展播|影片|筛查|义诊|门诊|疫苗|"
    "体检|卫生院|医院|高考|自学考试|学历教育|招生|课堂|政务|政府|党|社保|医保|个人所得税|反腐|备案|补办|迁移|乡村|"
    "农村|农民|合作社|融媒体|派出所|公安|"
    "人大|政协|县委|县政|县城|社区|村委|小学|中学|幼儿园|运动会|文明|干部|先进|扶贫|公积金|微信公众号|营业执照|"
    "身份证办理|版权|copyright|"
    "窗口|被骗|受骗|骗走|电影周|电影节|国产化|停车场|收费员|检票|候车"
)
_PUBLIC_CONTACT = re.compile("(?:联系人|邮箱|传真)[:：]|(?:电话|手机|热线)[:：]?0{3,}")
# What sellers of gambling, pornography, papers and pills say; asked only where a model alone would be too weak: inside
# genuine strings, and never without it.
_STEM = one_of(
    "娱乐城|娱城|娱乐场|娱乐平台|娱乐官网|国际娱乐|赌|博彩|博弈|棋牌|投注|百家乐|老虎机|真人版|真人视讯|视讯厅|彩金|"
    "送彩|网投|现金网|电子游艺|电游|"
    "威尼斯人|葡京|永利|太阳城|新濠|亚博|必威|伟德|万博|乐鱼|华体会|金沙国际|银河国际|bet|必赢|六合彩|时时彩|快三|"
    "快0|特码|一肖|彩票|赛车|飞艇|走势图|"
    "计划群|无码|有码|成人|av|毛片|黄片|黄色|黄网|色情|情色|淫|性爱|做爱|裸|人妻|少妇|熟女|偷拍|自拍|三级片|一区二区|"
    "看片|视频免费|在线免费|国产精品|亚洲精品|私服|"
    "外挂|代开|办证|刻章|文凭|代孕|贷款|套现|刷单|网赚|伟哥|春药|迷药|壮阳|约炮|外围|包养|荷官|下注|盘口|买球|买码"
)
_PANEL = re.compile(
    "微博|微信|qq|空间|豆瓣|抖音|快手|头条|朋友圈|分享|收藏|复制|链接|政府|日报|晚报|新闻|新华|人民|央视|光明|(?:网|"
    "局|委|办|厅|部|院|所|会|校|社|台|报|站|县|区|市|省)$"
)
_SUMMARY = re.compile("(?:文章|内容|本文|新闻)?(?:摘要|导读|简介)[:：]")
_NOVEL = re.compile(
    "剑光|剑影|剑气|长剑|飞剑|仙|魔气|魔头|妖|灵气|灵力|灵石|真元|真气|丹田|元婴|金丹|法宝|神识|修为|修炼|宗门|师尊|"
    "斗气|"
    "白衣|冷哼|冷笑|轰然|大殿|虚空|杀意|骇然|千丈|万丈|拂袖|眸|老者|少女|弟子|掌门|长老|师兄|师姐|心中(?:微微)?一|"
    "暗道|炼成|瓶颈|突破|嘴角|擦去|缓缓|众人|体内|"
    "抚须|大笑|滚滚|凌厉|冰冷|气息|威压|秘籍|功法|阵法|丹药|王爷|殿下|娘娘|本座|老夫|公子|在下"
)
_PHARMACY = re.compile(
    r"viagra|cialis|levitra|sildenafil|tadalafil|xanax|tramadol|phentermine|valium|ambien|propecia|clomid|"
    r"erectile|dysfunction|prescription|\brx\b|pharmacy|\bpills?\b|tablets?|generic|cheap|\bbuy\b|overnight|shipping|"
    r"discreet|dosage|(?<!\d)\d++ ?mg\b|online"
)
# A way to reach a seller, as no office writes it: a number as a site (3721.vip, 88点com), a handle behind 薇信.
_CONTACT = re.compile(
    r"(?<![@a-z0])0{2,}(?:[.。·點点]|dot)(?:com|c0m|cc|tv|vip|net|app|xyz|top|me|co|club|info|pro|win|bet|site|icu)(?![a-z0])|"
    r"(?:加v信?|v信|vx|薇[芯信心]?|威信|徽信|微芯|扣扣|加q|tg|电报|纸?飞机|企鹅)[号:@是为 ]{0,3}[a-z0][a-z0_-]{4,}|"
    r"(?<![a-z0])@[a-z][a-z0_]{5,}$"
)
# What sellers say in whole sentences; the county media's own promotions ("扫码下载客户端") have some of it too. Each
# saying begins with one plain character: so the search skips to them.
_HURRY = "(?:注册|下载|体验|扫码|加入|领取)?"
_SALES_TALK = re.compile(
    "注册(?:就|即|立)?送|首[存充]|体验金|彩金|礼金|返水|返利|出入?款|提现|存取款|信誉|客服|在服|加(?:微信|薇信|[vV])|"
    "老板|诚信|先[验看试].{0,4}后付|货到付款|"
    "安全可靠|点击(?:进入|下载|注册|观看|这里)|扫码(?:领取|进入|加)|"
    f"立即{_HURRY}|马上{_HURRY}|赶快{_HURRY}|赶紧{_HURRY}|快来{_HURRY}|免费(?:观看|下载|领取|试玩|注册|看)|"
    "在线(?:观看|播放|试玩)|高清|画质|无广告|不卡|流畅|速度|每[天日]更新|欢迎(?:来到|广大|光临|新老|您的)|"
    "广大(?:玩家|会员|网友|客户|用户)|新老(?:玩家|会员|网友|客户|用户)|为您提供|"
    "玩家|收藏|不(?:迷路|走丢)|最新(?:网址|地址)|备用(?:网址|地址)|永久(?:网址|地址)|各种(?:设备|手机)|"
    "手机(?:和|、)?电脑|小编|亲测|的朋友|"
    "不要错过|无需等待|打开就|应有尽有|全网最|全部都有|"
    "随时联系|欢迎咨询|来电|下载安装|a[pP][pP]|A[pP][pP]|官网|本站|平台|精彩|选择"
)
# What the county's own promotions speak of: its media, its farms, its guests.
_LOCAL = re.compile(
    "客户端|融媒|广播|电视台|报社|日报|公众号|视频号|抖音号|小程序|我县|我市|我区|我镇|我乡|我村|全县|全市|全区|本县|"
    "本市|乡镇|镇村|村里|村民|农户|农产品|农民|助农|"
    "合作社|果园|基地|景区|旅游|文旅|民宿|古镇|非遗|年货|土特产|惠民|消费券|商圈|超市|卖场|企业|就业|招聘|岗位|高校|"
    "老师|同学|医生|患者|居民|市民|读者|听众|观众|"
    "本报|本台|编辑部|主办|承办|协办|活动现场|开幕|启动仪式|读书|阅读|图书馆|博物馆|文化馆|志愿"
)
_KANA = re.compile("[\u3041-\u30fe]{2}")
# The same in English, Indonesian, Vietnamese, Japanese, Korean, Russian and Thai.
_FOREIGN_SALES = re.compile(
    r"\b(?:casinos?|slots?|poker|bet|betting|sportsbook|jackpot|roulette|baccarat|blackjack|bonus|togel|judi|gacor|"
    r"maxwin|deposit|porn|xxx|sex|nude|escorts?|"
    r"replica|outlet|louis vuitton|gucci|rolex|cheap|discount|essay|payday|loans?|crypto|bitcoin|airdrop|nhà cái|"
    r"cá cược|đánh bạc)\b|"
    "激安|通販|偽物|コピー|アダルト|カジノ|無修正|中古|送料無料|財布|カタログ|카지노|토토|바카라|슬롯|먹튀|출장|"
    "казино|ставки|порно|คาสิโน|สล็อต|พนัน|บาคาร่า"
)
_MENU_WORD = re.compile(
    "官方网站|官方|官网|官微|网站|网址|网页|地址|入口|登录|登陆|注册|下载|安装|手机版|手机|电脑|客户端|安卓|苹果|"
    "微信|微博|抖音|公众号|号|直播|"
    "回看|视频|频道|在线|观看|查询|电话|热线|二维码|首页|平台|关注|扫码|免费|版|最新|最多|热门|评论|阅读|全文|app"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One piece of spam: its kind and why it was taken for that."""

    kind: str
    evidence: tuple[str, ...]


def hard_rule(block: Block) -> Hit | None:
    """Return the hard rule that a block breaks, None for the others. Prose blocks are not to be asked."""
    text = block.text
    if block.hidden and text and block.foreign >= HIDDEN_FOREIGN * len(text) and not _is_panel(text):
        how = f"hidden:{block.technique}" if block.technique else "hidden"
        return Hit(kind="hidden", evidence=(how, f"foreign_links:{block.foreign}"))
    if "本文" in text and len(text) <= KEYWORD_LINE_CHARS and "。" not in text and _KEYWORD_LINE.match(text):
        return Hit(kind="keyword_line", evidence=("label",))
    if "蜘蛛池" in text and "。" not in text and _POOL.search(text):
        return Hit(kind="tail_pool", evidence=("marker",))
    return None if "\u4e00" <= text[:1] <= "\u9fff" else _not_chinese(text)


def _not_chinese(text: str) -> Hit | None:
    """Return the hard rule that a block breaks which does not begin in Chinese."""
    if text.strip() in ("?", "？"):
        return Hit(kind="lone_question_mark", evidence=("pattern",))
    if "<" in text and is_tag_leak(text):
        return Hit(kind="tag_leak", evidence=("markup_as_text",))
    if is_foreign_list(text):
        return Hit(kind="foreign_list", evidence=("sales_words", "foreign_script"))
    return None


def _is_panel(text: str) -> bool:
    """Return whether hidden links to other hosts are what pages fold away: share buttons, links to offices, media."""
    segments = prepare(text).segments
    known = sum(1 for part in segments if _PANEL.search(part))
    return known >= PANEL_SHARE * len(segments) and not has_stem(fold(text))


def is_novel_summary(text: str, coverage: float) -> bool:
    """Return whether a labelled summary is a sentence from a fantasy novel and shares no words with its page."""
    return bool(_SUMMARY.match(text)) and coverage < FOREIGN_COVERAGE and len(set(_NOVEL.findall(text))) >= NOVEL_WORDS


def has_contact(folded: str) -> bool:
    """Return whether a folded line names a way to reach a seller."""
    return _CONTACT.search(folded) is not None


def sales_words(text: str) -> int:
    """Return how many different things of what sellers say in whole sentences a text has."""
    return len(set(_SALES_TALK.findall(text)))


def may_sell(text: str) -> bool:
    """Return whether a text has some of the commonest sayings of sellers at all: the cheap look."""
    return len(set(_SALES_SIGN.findall(text))) >= SALES_SIGNS


def repeats_itself(folded: str) -> bool:
    """Return whether a text has a phrase of ``REPEATED_CHARS`` Chinese characters or letters twice."""
    seen: dict[str, int] = {}
    for n in range(len(folded) - REPEATED_CHARS + 1):
        part = folded[n : n + REPEATED_CHARS]
        if part.isalnum() and n - seen.setdefault(part, n) >= REPEATED_CHARS:
            return True
    return False


def is_sales_talk(folded: str, text: str, coverage: float, words: float) -> bool:
    """Return whether a block of prose is a seller's, by what it says and by what its page has of it.

    ``words`` is what the model's first stage says about it.
    """
    said = sales_words(text)
    pitch = len(text) <= PITCH_CHARS and words >= PITCH_WORDS
    if coverage >= SALES_FOREIGN or words < SALES_COLD or not (pitch or said >= SALES_WORDS_REPEATED):
        return False
    if is_public_affairs((folded,)) or _LOCAL.search(folded):
        return False
    return pitch or said >= SALES_WORDS or repeats_itself(folded)


def is_pharmacy(text: str) -> bool:
    """Return whether a block is English sales talk for pills, as link sellers put it before a Chinese text."""
    if han_chars(text) > PHARMACY_HAN * len(text):
        return False
    return len(set(_PHARMACY.findall(text.lower()))) >= PHARMACY_WORDS


def is_foreign_list(text: str) -> bool:
    """Return whether a block sells gambling, pornography or copies in another language than Chinese."""
    if han_chars(text) > PHARMACY_HAN * len(text) and not _KANA.search(text):
        return False
    return len(set(_FOREIGN_SALES.findall(text.lower()))) >= FOREIGN_WORDS


def is_tag_leak(text: str) -> bool:
    """Return whether a block is made of tags that leaked as text, with no Chinese beside them."""
    rest, tags = _LEAKED_TAG.subn("", text)
    return tags > 0 and not han_chars(rest)


def is_public_affairs(segments: tuple[str, ...]) -> bool:
    """Return whether the entries of a list are those of an office, a campaign or a public service."""
    public = (part for part in segments if _PUBLIC_AFFAIRS.search(part) or _PUBLIC_CONTACT.search(part))
    return sum(1 for _ in public) >= PUBLIC_SHARE * max(1, len(segments))


def is_menu(segments: tuple[str, ...]) -> bool:
    """Return whether the entries of a list say nothing beside what the menu of every site says."""
    own = sum(han_chars(_MENU_WORD.sub("", part)) for part in segments)
    return own < OWN_CHARS * len(segments)


def has_stem(folded: str) -> bool:
    """Return whether a folded phrase has a word of what such spam sells."""
    return _STEM.search(folded) is not None
