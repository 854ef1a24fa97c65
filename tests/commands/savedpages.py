"""Articles in the form of saved pages, and commands as processes of their own, for the tests of the commands."""

from __future__ import annotations

import os
import subprocess
import sys
from html import escape
from io import BytesIO
from pathlib import Path

from warcio.warcwriter import WARCWriter

PROJECT = Path(__file__).resolve().parents[2]

#: Exit code, output and error output of a command.
Finished = tuple[int, str, str]

BRIDGE = (
    "青石河上的便民桥通车",
    "2024-03-05",
    (
        "三月五日上午，青石河两岸的村民早早来到河边，等着新修的便民桥放行。九点整，第一辆满载化肥的三轮车驶过桥面，"
        "两岸响起一片掌声，守桥的老人说这一天大家盼了整整十二年。",
        "过去，河东六个村的群众到镇上赶集、看病、送孩子上学，要绕行十一公里的山路。遇上汛期，漫水桥被淹，"
        "绕行的路程还要再加一倍，菜农的西红柿常常烂在地里运不出来。",
        "县交通运输局去年把这座桥列入为民办实事清单，筹措资金三百六十万元，从八月动工到今年二月完工，"
        "工人们在冬季用保温棚养护混凝土，比原定工期提前了二十天。",
        "新桥全长八十六米，桥面宽七米五，两侧设有人行道和太阳能路灯。镇里还在桥头修了候车亭，"
        "下个月起，县城到河东的公交车每天往返四趟，票价两元，老人和学生半价。",
    ),
)
ORCHARD = (
    "柳树沟乡万亩苹果园春剪正当时",
    "2024-03-12",
    (
        "连日来气温回升，柳树沟乡的果农抓住晴好天气修剪果树。走进山坡上的果园，剪枝机的声音此起彼伏，"
        "剪下的枝条被整齐地码在地头，等着粉碎后还田。",
        "乡农技站的技术员王海棠带着两名徒弟挨家挨户做示范。她告诉记者，去年夏天雨水偏多，许多树徒长严重，"
        "今年要多拉枝、少短截，让阳光照进内膛，秋天的果子才红得匀。",
        "为了解决劳力不足的问题，乡里组织了九支修剪服务队，每队十二人，统一培训、统一价格。果农打一个电话，"
        "服务队第二天就能上门，一亩地的工钱比往年便宜四十元。",
        "据统计，全乡现有苹果园一万零八百亩，今年计划改造老园两千亩，全部换成矮化密植的新品种。"
        "项目建成以后，预计每亩增收三千元以上，带动四百多户农民稳定增收。",
    ),
)
SCHOOL = (
    "城南小学新校区秋季招生工作安排公布",
    "2024-05-20",
    (
        "县教育局五月二十日发布城南小学新校区招生工作安排。新校区位于城南安置小区北侧，占地三十二亩，"
        "计划开设二十四个教学班，今年秋季先招收一年级六个班，每班不超过四十五人。",
        "报名分为网上登记和现场核验两个环节。网上登记从六月十日开始，六月二十日结束；现场核验安排在七月一日至五日，"
        "家长需要携带户口簿、房屋证明和预防接种证的原件。",
        "对进城务工人员随迁子女，凭居住证和务工证明即可登记，学校不得要求提供其他材料。残疾儿童由县特殊教育中心评估后，"
        "优先安排随班就读，相关费用由财政承担。",
        "教育局提醒各位家长，招生不收取任何费用，也没有委托任何机构代办。如果接到自称可以安排学位的电话或者短信，"
        "请不要相信，并及时拨打监督电话向教育局反映情况。",
    ),
)


def html(article: tuple[str, str, tuple[str, ...]], encoding: str = "utf-8") -> bytes:
    """Return an article as a small page of a county site."""
    title, date, paragraphs = article
    body = "\n".join(f"<p>　　{escape(paragraph)}</p>" for paragraph in paragraphs)
    page = (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="{encoding}"><title>{title}_示范县新闻网</title>'
        f'</head><body><div class="nav"><a href="/">首页</a> <a href="/xw/">新闻</a> <a href="/gg/">公告</a></div>'
        f'<div class="main"><h1>{title}</h1><div class="info">发布时间：{date}　来源：示范县融媒体中心</div>'
        f'<div class="content">\n{body}\n</div></div><div class="foot">示范县融媒体中心主办</div></body></html>'
    )
    return page.encode(encoding)


def text(article: tuple[str, str, tuple[str, ...]]) -> bytes:
    """Return an article as a text dump of its page."""
    title, date, paragraphs = article
    return "\n".join((title, f"发布时间：{date}　来源：示范县融媒体中心", *paragraphs)).encode()


class Writer(WARCWriter):  # type: ignore[misc]
    """A writer of archives that leaves no temporary file open."""

    @staticmethod
    def _create_temp_file() -> BytesIO:
        return BytesIO()


def start(*args: str | Path, cwd: Path = PROJECT, **environment: str) -> subprocess.Popen[str]:
    """Start ``scrapy ARGS`` as a process of its own."""
    command = [sys.executable, "-m", "scrapy", *map(str, args)]
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,  # so that a signal can go to all its processes, as from a terminal
    )
