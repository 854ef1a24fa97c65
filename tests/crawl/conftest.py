"""A small county portal on 127.0.0.1, and ``scrapy crawl`` as an operator runs it: in a process of its own."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import orjson
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[2]

VILLAGES = ("柳湾村", "石桥村", "槐树庄", "下河沿村", "双泉村", "东岭村", "沙沟村", "老营村", "红土坡村", "梨园村")
CROPS = ("冬小麦", "马铃薯", "设施蔬菜", "苹果", "中药材", "玉米", "油菜", "葡萄", "谷子", "食用菌")

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}-青河县人民政府</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/xw/index.htm">新闻中心</a><a href="/zwgk.htm">政务公开</a></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/xw/index.htm">青河要闻</a> &gt; 正文</div>
<h1>{title}</h1><div class="info">发布时间：{date}　来源：青河县融媒体中心　作者：周禾　浏览次数：</div>
<div class="v_news_content">{body}</div>
<div class="foot">主办：青河县人民政府办公室　地址：青河县城关镇中心街</div></body></html>"""

LIST = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>青河要闻-青河县人民政府</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/zwgk.htm">政务公开</a></div>
<ul class="list">{items}</ul><div class="pages">{next}</div></body></html>"""


def article_page(number: int) -> bytes:
    """Return the page of article ``number``: title, date line and five paragraphs of its own."""
    village, crop = VILLAGES[number % 10], CROPS[(number * 3 + number // 10) % 10]
    paragraphs = (
        f"连日来，青河县{village}的田间地头一派忙碌，种植户抢抓晴好天气，对{crop}开展第{number}轮田间管理，农技人员分片包干，"
        "逐块查看墒情和长势，帮助农户把各项技术措施落到实处。",
        f"“今年雨水来得及时，{crop}的底墒比去年足，我家种了{number + 3}亩，镇上还统一供应了有机肥，心里更有底了。”"
        "种植大户老秦一边清理渠道里的杂草，一边向前来指导的技术员打听后期防病的要领。",
        f"据了解，为了让{village}的特色产业走得更稳，县里整合项目资金修建了蓄水池和机耕路，"
        f"新铺设滴灌管带{number * 2 + 11}公里，并且与两家合作社签订了保底收购的协议，群众不再为销路发愁。",
        f"{village}党支部书记介绍，村里成立了农机服务队，对缺少劳力的家庭实行代耕代管，目前已经服务{number + 40}户，"
        "节省了大量人工，也让外出务工的年轻人能够安心在外挣钱，家里的地一样种得好。",
        f"下一步，青河县将继续围绕{crop}做好技术培训和品牌推广，在{village}建设分拣包装车间，延长产业链条，力争让更多农户在家门口"
        "实现稳定就业，把一季的好收成变成常年的好收入。",
    )
    body = "".join(f"<p>　　{paragraph}</p>" for paragraph in paragraphs)
    return PAGE.format(title=title(number), date=f"2025-03-{number % 28 + 1:02d}", body=body).encode()


def title(number: int) -> str:
    return f"青河县{VILLAGES[number % 10]}{CROPS[(number * 3 + number // 10) % 10]}管理忙（第{number}期）"


def list_page(paths: dict[str, str], following: str | None = None) -> bytes:
    """Return a list page: path -> link text, and the path of the next list page."""
    items = "".join(
        f'<li><a href="{path}" title="{text}">{text}</a><span>2025-03-01</span></li>' for path, text in paths.items()
    )
    link = f'<a href="{following}">下一页</a>' if following else ""
    return LIST.format(items=items, next=link).encode()


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


class Portal:
    """The server: answers by path, and a log of what was asked in which order."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {"/robots.txt": Answer(b"User-agent: *\nAllow: /\n")}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.seconds = 0.0  # that every answer but robots.txt takes
        self._pause = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._pause.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def answer(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> None:
        """Answer a path; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = Answer(body, status, {"Content-Type": "text/html; charset=utf-8"} | named)

    def add_article(self, number: int) -> dict[str, str]:
        """Publish an article and return its entry for a list."""
        path = f"/info/1001/{number}.htm"
        self.answer(path, article_page(number))
        return {path: title(number)}

    def add_list(self, path: str, links: dict[str, str], following: str | None = None) -> None:
        """Publish a list page: path -> link text, and the path of the next list page."""
        self.answer(path, list_page(links, following))

    def add_articles(self, count: int, *, per_page: int = 5) -> None:
        """Publish articles 1 to ``count`` on list pages /xw/index.htm, /xw/and so on."""
        starts = range(1, count + 1, per_page)
        for place, start in enumerate(starts):
            numbers = range(start, min(start + per_page, count + 1))
            links = {path: text for number in numbers for path, text in self.add_article(number).items()}
            following = f"index_{place + 1}.htm" if place + 1 < len(starts) else None
            self.add_list("/xw/index.htm" if place == 0 else f"/xw/index_{place}.htm", links, following)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                portal.requests.append((self.path, dict(self.headers)))
                if portal.seconds and self.path != "/robots.txt":
                    portal._pause.wait(portal.seconds)
                answer = portal.answers.get(self.path, Answer(b"not here", 404))
                self.send_response(answer.status)
                for name, value in (answer.headers | {"Content-Length": str(len(answer.body))}).items():
                    self.send_header(name, value)
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.end_headers()
                    self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@dataclass
class Desk:
    """An operator's desk: a folder with seeds and output, and the command."""

    folder: Path

    @property
    def seeds(self) -> Path:
        return self.folder / "seeds"

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def declare(self, text: str, *, file: str = "62-gansu.toml") -> None:
        self.seeds.mkdir(exist_ok=True)
        (self.seeds / file).write_text(text, encoding="utf-8")

    def declare_portal(self, portal: Portal, *, more: str = "") -> None:
        site = '[[site]]\ncode = "620524"\nname = "武山县"\nprofile = "vsb"\n'
        self.declare(f'{site}start_urls = ["{portal.url}/xw/index.htm"]\n{more}')

    def command(self, *arguments: str) -> list[str]:
        settings = {"SEEDS": self.seeds, "OUTPUT": self.output}
        given = [f"-sCOUNTY_NEWS_{name}={value}" for name, value in settings.items()]
        fast = ["-sDOWNLOAD_DELAY=0", "-sLOG_LEVEL=WARNING"]
        return [sys.executable, "-m", "scrapy", "crawl", "county_news", *given, *fast, *arguments]

    def crawl(self, *arguments: str, file_size: int = resource.RLIM_INFINITY) -> subprocess.CompletedProcess[str]:
        """Run the command to its end; ``file_size`` in bytes is what any file may grow to."""
        return subprocess.run(
            self.command(*arguments),
            cwd=PROJECT,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size)),
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments),
            cwd=PROJECT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def records(self, kind: str) -> list[dict[str, Any]]:
        files = sorted(self.output.glob(f"{kind}-*.jsonl"))
        return [orjson.loads(line) for file in files for line in file.read_bytes().splitlines()]


def environment() -> dict[str, str]:
    """Return the environment without proxies, which would be asked for 127.0.0.1."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal() as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, Desk]]:
    """Return a portal and a desk for the tests of a module that only look at what one crawl left."""
    with Portal() as server:
        yield server, Desk(tmp_path_factory.mktemp("desk"))
