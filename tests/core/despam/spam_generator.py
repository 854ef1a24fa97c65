"""Pages for the tests: genuine texts of their own, lines of ``benchmarks.spam``, whose words no training has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.spam.lines import families, line
from crawler.core.hanzi import opencc_dictionary
from crawler.core.model import Block

if TYPE_CHECKING:
    import random

#: Family -> its heads, cores and tails.
WORDS = {
    family.name: tuple(" ".join(part) for part in (family.heads, family.cores, family.tails))
    for family in families("dev")
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


def spam_line(rng: random.Random, segments: int | None = None) -> str:
    """Return one injected line of the given number of phrases, 1 to 20 where none is given."""
    return line(rng, "dev", segments=segments or 0).text


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
