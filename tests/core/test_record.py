"""The record: what names a page, what names a text, and that no empty text is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.model import Attachment, Block, Draft, Image, Page
from crawler.core.record import canonical_url, fingerprint, page_id, record

SAME = "https://www.example.gov.cn/xw/t1.html?id=7"
SPELLINGS = [
    "http://www.example.gov.cn/xw/t1.html?id=7",
    "HTTPS://WWW.example.gov.cn:443/xw/t1.html?id=7#top",
    "http://www.example.gov.cn:80/xw/t1.html?from=list&id=7&utm_source=wx",
]
OTHERS = [
    "https://www.example.gov.cn/xw/t1.html?id=8",
    "https://www.example.gov.cn:8080/xw/t1.html?id=7",
    "https://example.gov.cn/xw/t1.html?id=7",
    "file:///www.example.gov.cn/xw/t1.html?id=7",
    "http://[",
]


@pytest.mark.parametrize("url", SPELLINGS)
def test_spellings_of_one_address_are_one_page(url: str) -> None:
    assert canonical_url(url) == SAME
    assert page_id(url) == page_id(SAME)


def test_other_addresses_are_other_pages() -> None:
    assert len({page_id(url) for url in [SAME, *OTHERS]}) == 1 + len(OTHERS)


@pytest.mark.parametrize(("left", "right", "same"), [
    ("秋收，结束。", "秋收 结束\n", True),
    ("Wi-Fi_6", "wifi6", True),
    ("秋收结束", "秋收結束", False),
    ("12.5", "125", True),
    ("", "。", True),
])  # fmt: skip
def test_fingerprint(left: str, right: str, same: bool) -> None:
    assert (fingerprint(left) == fingerprint(right)) is same


@given(st.text(), st.text(st.sampled_from(" \n，。_-")))
def test_fingerprint_knows_no_punctuation(text: str, marks: str) -> None:
    assert fingerprint(marks + text) == fingerprint(text)


def test_texts_that_the_stages_emptied_are_not_written() -> None:
    url = "http://www.example.gov.cn/xw/t1.html"
    article = record(
        Draft(
            page=Page(body=b"", url=url, requested_url=url, fetched=""),
            title="",
            blocks=(Block(text="秋收结束。"),),
            keywords=("", "秋收"),
            attachments=(Attachment(name="", url=url + ".doc"), Attachment(name="通知", url=url)),
            images=(Image(url=url, caption=""), Image(url=url, caption="现场")),
        )
    )
    assert (article.title, article.keywords) == (None, ("秋收",))
    assert [file.name for file in article.attachments] == [url + ".doc", "通知"]
    assert [image.caption for image in article.images] == [None, "现场"]
