"""Spam and pages for the tests, made from a vocabulary of their own.

No word of ``WORDS`` is in the training vocabulary of ``tools/train_spam.py`` (a test asserts it), and the genuine texts
were written for these tests: what is found here is found without having seen it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.core.hanzi import opencc_dictionary
from crawler.core.model import Block

if TYPE_CHECKING:
    import random

# theme -> (starts, middles, ends)
WORDS: dict[str, tuple[str, str, str]] = {
    "adult": (
        "亚欧 中文 大陆 港台 台湾佬 泰国 越南 俄罗斯 黑人 风骚 寡妇 饥渴 舞女 护士 御姐 女神 91热 69 xxx hd 原创 尤物 "
        "色欲 妩媚 撩人 清纯 翘臀 日本道 夜色 一卡二卡 三卡 涩涩 色哟哟 嫩模 国模",
        "搞黄 无遮 黄网 淫 情趣 床上 三级黄 换妻 调教 口爆 内射 黄视频 欧美性 淫乱 舔 色情片 大黄 肉肉 露点 性爱片 裸聊",
        "视频在线 手机看片 在线免费 在线网 免费无码 视频免费 性视频 观看免费 成人片 黄瓜视频 在线影院 视频app 一区二区三区视频 "
        "网站大全 无删减版 电影在线 高清视频 播放器 下载地址",
    ),
    "casino": (
        "巴黎人 银泰 鑫宝 千亿 千赢 八大胜 腾博会 金凤 满贯 宝马会 同升 辉煌 盛世 e世博 齐发 顺博 易胜博 新宝 趣赢 滚石 "
        "tt888 m88 unibet dafabet hg0088 yb 六福 鸭脖 香格里拉 大三元 狗万 球王会 必赢 竞技宝 麻将胡了",
        "娱城 博弈 赌 赌钱 博球 百家 视讯厅 网投网 博彩业 电游 老虎 荷官 网赌 洗码 下分 上分 押注 贵宾会",
        "总代 网站登录 掌上版 官网入口 官方登录 真人版 手机登录 手机客户端 网址导航 彩票网 亚洲版 安卓 信誉网 送58 开户送 "
        "网站注册 在线登录 官网下载 娱乐官网 线上平台 会员注册",
    ),
    "lottery": (
        "天津时时 河内 幸运农场 吉林快 湖北快 金多宝 马经 白姐 惠泽 香港挂牌 台湾宾果 澳洲幸运 赛车飞艇 极速快",
        "号码 杀号 开码 中奖 码王 彩民 买马 生肖 平码 和值 大小单双 长龙 倍投",
        "历史开奖 开奖号 计划网站 开奖网站 冷热号 规律图 投注站 手机开奖 看号 开奖软件 三中三网",
    ),
    "papers": (
        "出具 求购 托人 诚信 高价 代理办 咨询办 出租",
        "税票 机打票 定额票 结业证 成绩单 学籍 房本 行驶证 营业证 通行证 驾照 四六级 假章",
        "加v 电话多少 找哪家 手续费 真伪 快速出证 多久拿到 开具 低点位 办证电话 代办公司",
    ),
    "cash": (
        "急用钱 白户 空放 私人 大额 海外 币圈 数字币 配资炒股 杠杆炒 全国空降 嫩妹 私密局 附近",
        "借钱 放款 强制下款 私借 拆借 融券 约妹 空降 炒u 打粉 买粉 卖号 兼职妹",
        "最快到账 联系电话 当天拿钱 不看征信 秒结 线下 怎么联系 包到手 上车 返佣 qq号 威信",
    ),
}
GENUINE = (
    "昨天上午,城东水厂二期工程通水,沿线五个村的居民在家门口用上了自来水。施工队负责人说,管道铺设用了七个月,比计划早了二十天。",
    "记者在柳河镇的育苗大棚里看到,技术员正和农户一起查看辣椒苗的长势。今年镇里统一供苗,每亩能省下三百多元。",
    "县里召开防汛会议,要求各乡镇把责任落实到每一座水库、每一段河堤,值班电话必须有人接听。",
    "从下周起,县医院将在周末开放儿科门诊,方便上班的家长带孩子看病。挂号可以在窗口办理,也可以在手机上办理。",
    "老街改造进入收尾阶段,青石板路面已经铺好,两侧的店铺换上了木质招牌。商户们盼着国庆节前能重新开业。",
    "实验小学的操场上,三百多名学生参加了春季运动会。跳绳比赛的纪录被打破了两次,孩子们的加油声传得很远。",
    "气象部门提醒,未来三天有中到大雨,山区的群众要注意防范滑坡,出行前请先了解路况。",
    "通过直播带货,合作社的柿饼卖到了省外,一个月的订单超过四千单。理事长说,明年打算再建一座冷库。",
)
SEPARATORS = ("_", ",", "-", "|", "/", " ", "、", "丨", "| ")


def phrase(rng: random.Random, theme: str) -> str:
    """Return one search phrase."""
    starts, middles, ends = (part.split() for part in WORDS[theme])
    parts = [rng.choice(starts), *rng.sample(middles, rng.choice((0, 1, 1, 2)))]
    if rng.random() < 0.8 or len(parts) == 1:
        parts.append(rng.choice(ends))
    return "".join(parts)


def spam_line(rng: random.Random, segments: int | None = None) -> str:
    """Return one injected line of the given number of phrases, 1 to 20 where none is given."""
    theme = rng.choices(list(WORDS), (5, 5, 2, 2, 2))[0]
    size = segments or rng.choice((1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 20))
    return rng.choice(SEPARATORS).join(phrase(rng, theme) for _ in range(size))


def traditional(text: str) -> str:
    """Return the text in Traditional characters, one for one."""
    table = {ord(source): targets[0] for source, targets in opencc_dictionary("STCharacters").items()}
    return text.translate(table)


def article(rng: random.Random, *, clone: bool = False) -> list[str]:
    """Return the paragraphs of a genuine page, on a clone in Traditional characters."""
    texts = rng.sample(GENUINE, rng.randint(4, len(GENUINE)))
    return [traditional(text) for text in texts] if clone else texts


def infected(rng: random.Random, *, segments: int | None = None) -> tuple[list[Block], set[int]]:
    """Return the blocks of an infected page and the numbers of those that are spam."""
    body, line = article(rng, clone=rng.random() < 0.5), spam_line(rng, segments)
    place = 0 if rng.random() < 0.5 else len(body)
    texts = [*body[:place], line, *body[place:]]
    return [Block(text=text) for text in texts], {place}
