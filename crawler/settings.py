"""Settings of the project, in the order of Scrapy's template; each line that differs says Scrapy's default and why.

Every one can be set for a run: ``scrapy crawl county_news -s NAME=VALUE``.
"""

BOT_NAME = "county_news"

SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"  # default "": adds extract and probe, and a crawl with truthful exit codes

ADDONS: dict[str, int] = {}


# --- Settings of this project (checked in crawler/options.py) ---

COUNTY_NEWS_SEEDS = "seeds"  # folder of the declarations of sites
COUNTY_NEWS_OUTPUT = "output"  # folder of articles-RUN.jsonl, rejects-RUN.jsonl and state.sqlite3
COUNTY_NEWS_CONTACT = None  # URL or e-mail address for the user agent; set it before you crawl real sites
COUNTY_NEWS_TARGET_SCRIPT = "Hans"  # Hans (简体), Hant (繁體) or keep
COUNTY_NEWS_SPAM_MODE = "strip"  # strip: remove and record; flag: only record; off
COUNTY_NEWS_SPAM_WORDS = "keep"  # keep: records show spam as it was; digest: its SHA-256 instead
COUNTY_NEWS_LIST_PAGES = 200  # list pages followed from one start URL, at 15 to 30 articles each
COUNTY_NEWS_PARTS = 20  # pages of one split article that are fetched and joined, the first counted
COUNTY_NEWS_DIVISIONS_EXTRA = None  # table of further divisions, in the form of crawler/core/data/divisions.tsv


# Crawl responsibly by identifying yourself (and your website) on the user-agent
# USER_AGENT is made from COUNTY_NEWS_CONTACT: "county_news/0.1.0 (+https://example.org/crawl)"

# Obey robots.txt rules
ROBOTSTXT_OBEY = True  # default False

# Concurrency and throttling settings
CONCURRENT_REQUESTS = 64  # default 16: a host takes one a second, so breadth comes from many hosts
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8: county servers are small
DOWNLOAD_DELAY = 1.0  # default 0: seconds between two requests to one host; a site's own "delay" goes first
SCHEDULER_PRIORITY_QUEUE = "crawler.scheduling.HostQueue"  # default hands out more than a host takes; see there
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # default LIFO: lists show the newest first, and so do we

# What a download may cost
DOWNLOAD_TIMEOUT = 60  # default 180: seconds; slow county servers answer within 30
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024  # default 1 GiB: bytes; the largest article page measured has 1.9 MB
DOWNLOAD_WARNSIZE = 0  # default 32 MiB: a warning below the limit says nothing new
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # default ERROR: a page that does not answer is a reject, not an error of ours

# What a page may do
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}  # default all on: pages lead to pages only
COOKIES_ENABLED = False  # default True: no site needs them, and a session changes what pages say
METAREFRESH_ENABLED = False  # default True: hijacked pages send readers away with it; the page itself is the evidence
HTTPERROR_ALLOW_ALL = True  # default False: error answers become rejects with their page, instead of vanishing

# Nobody else steers the process
TELNETCONSOLE_ENABLED = False  # default True
REMOTE_CONTROL_ENABLED = False  # default True: a local server that runs code

# Override the default request headers:
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.1",  # default en: portals with translations answer in Chinese
}

# Enable or disable downloader middlewares
DOWNLOADER_MIDDLEWARES = {
    # default: Scrapy's own at 100, which reads a failing robots.txt as permission
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.RobotsMiddleware": 100,
}

# Configure item pipelines: the order of crawler.core.STAGES, then writing
ITEM_PIPELINES = {
    "crawler.pipelines.DecodePipeline": 100,
    "crawler.pipelines.ExtractPipeline": 200,
    "crawler.pipelines.SincePipeline": 250,
    "crawler.pipelines.DespamPipeline": 300,
    "crawler.pipelines.RepairPipeline": 400,
    "crawler.pipelines.ConvertPipeline": 500,
    "crawler.pipelines.JudgePipeline": 600,
    "crawler.pipelines.WritePipeline": 900,
}

# Log
LOG_LEVEL = "INFO"  # default DEBUG: two lines a page
LOG_VERSIONS: list[str] = []  # default ten libraries: they would bury the one line that says why a crawl did not begin
LOG_FORMATTER = "crawler.logformatter.ShortLogFormatter"  # default logs whole items: 15 KB a line

# Set settings whose default value is deprecated to a future-proof value
FEED_EXPORT_ENCODING = "utf-8"
