"""Texts and pages that the tests of decode share."""

from __future__ import annotations

from crawler.core.decode import Decoding, decide

HANS = (
    "本报讯（记者 王小川）十月以来，全县各乡镇抢抓晴好天气，组织农机手下田收割晚稻。在河口村，三台收割机来回穿梭，"
    "不到半天就收完了一百二十亩。村支书说，今年雨水均匀，亩产比去年多出三十来斤，收购价也有所提高。县农业农村局派出技术员"
    "驻村指导，帮助农户烘干入库；交通部门对通往粮站的道路进行了维修。据统计，截至目前，全县已收割晚稻八万亩，完成计划的九成以上。"
)
HANT = (
    "本報訊（記者 王小川）十月以來，全縣各鄉鎮搶抓晴好天氣，組織農機手下田收割晚稻。在河口村，三臺收割機來回穿梭，"
    "不到半天就收完了一百二十畝。村支書說，今年雨水均勻，畝產比去年多出三十來斤，收購價也有所提高。縣農業農村局派出技術員"
    "駐村指導，幫助農戶烘乾入庫；交通部門對通往糧站的道路進行了維修。"
)
MENU = {
    False: "<ul><li>首页</li><li>新闻中心</li><li>政务公开</li></ul>",
    True: "<ul><li>首頁</li><li>新聞中心</li></ul>",
}


def page(text: str, charset: str = "") -> str:
    """Return a page around a text."""
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return f"<html><head><title>秋收</title>{meta}</head><body><p>{text}</p></body></html>"


def read(body: bytes, header: str = "", hint: str | None = None, *, html: bool = True) -> Decoding:
    """Return what ``decide`` makes of the bytes, which must be something."""
    found = decide(body, header, hint, html=html)
    assert found is not None
    return found
