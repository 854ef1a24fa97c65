"""Dates in the forms that pages use, and what is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.extract.dates import date_of_url, days_apart, find_date, find_yearless, read_machine_date

TODAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("发布时间:2024-03-05 09:30", "2024-03-05T09:30+08:00"),
        ("2024-03-05 09:30:07", "2024-03-05T09:30:07+08:00"),
        ("2021-1-9", "2021-01-09"),
        ("2021/11/5 15:32:27", "2021-11-05T15:32:27+08:00"),
        ("2024.3.5", "2024-03-05"),
        ("2024年3月5日", "2024-03-05"),
        ("2024年03月05日 08时05分", "2024-03-05T08:05+08:00"),
        ("2024年03月05日 (星期二) 下午3:20", "2024-03-05T15:20+08:00"),
        ("2024-03-0509:30", "2024-03-05T09:30+08:00"),
        ("二〇二四年三月五日", "2024-03-05"),
        ("二○一九年十二月二十三日", "2019-12-23"),
        ("索引号 20240230 于 2024-02-30 或 2024-02-29", "2024-02-29"),
        ("二○二四年 三月 二十日", "2024-03-20"),
        ("二Ｏ二四年十月三十一日", "2024-10-31"),
        ("二〇二四年十十月三日", None),
        ("2024.03.05", "2024-03-05"),
        ("2024/3/5 9:05", "2024-03-05T09:05+08:00"),
        ("2024－03－05", "2024-03-05"),
        ("2024年3月5日 星期二 9时05分", "2024-03-05T09:05+08:00"),
        ("2024年3月5日 凌晨1:20", "2024-03-05T01:20+08:00"),
        ("2024年3月5日 中午12:20", "2024-03-05T12:20+08:00"),
        ("2024年3月5日 中午1:20", "2024-03-05T13:20+08:00"),
        ("2024-03-05 24:00", "2024-03-05"),
        ("2024-03-05 09:30:99", "2024-03-05"),
        ("2024 03/05 09:30:26", "2024-03-05T09:30:26+08:00"),
        ("202403/05 09:30", "2024-03-05T09:30+08:00"),
        ("2024 03/05", None),
        ("24-03-05 09:30", None),
        ("2024-13-01", None),
        ("2027-01-01", None),
        ("1949年10月1日", None),
        ("2024-03-05 １７：３０".translate({0xFF10 + n: str(n) for n in range(10)}), "2024-03-05T17:30+08:00"),
        ("三月 5th, 2024", "2024-03-05"),
        ("十一月 6, 2009 周岚", "2009-11-06"),
        ("三月 5日", None),
        ("第3-5页", None),
        ("", None),
    ],
)
def test_first_possible_date_of_a_text(text: str, iso: str | None) -> None:
    assert find_date(text, TODAY) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-03-05T01:30:00Z", "2024-03-05T09:30:00+08:00"),
        ("2024-03-05T09:30:00+08:00", "2024-03-05T09:30:00+08:00"),
        ("20240305", "2024-03-05"),
        ("2024-03-05 09:30", "2024-03-05T09:30+08:00"),
        ("20240305093007", "2024-03-05T09:30:07+08:00"),
        ("1709602207", "2024-03-05T09:30:07+08:00"),
        ("1709602207000", "2024-03-05T09:30:07+08:00"),
        ("9999-12-31T23:59:59-05:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
    ],
)
def test_machine_dates(text: str, iso: str | None) -> None:
    assert read_machine_date(text, TODAY) == iso


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("http://x.gov.cn/a/202402/t20240207_160040.html", "2024-02-07"),
        ("http://x.gov.cn/art/2024/3/5/art_1_2.html", "2024-03-05"),
        ("http://x.com/news/ws/202209231021569086.htm", "2022-09-23"),
        ("http://x.gov.cn/2022/08-11/2559082.html", "2022-08-11"),
        ("http://x.gov.cn/columns/c/202403/05/1b2c.html", "2024-03-05"),
        ("http://x.com/n1/2024/0305/c1001-401.html", "2024-03-05"),
        ("http://x.com/c/20240305/i2.html", "2024-03-05"),
        ("http://x.com/a/20240305A0.html", "2024-03-05"),
        ("http://x.gov.cn/a/202413/t20240305_1.html", "2024-03-05"),
        ("http://x.com/news/2024_03_05_12.shtml", "2024-03-05"),
        ("http://x.gov.cn/art/2024/12/345678.html", None),
        ("http://x.gov.cn/202403/content_2.html", None),
        ("http://x.gov.cn/2024/3/5.html", None),
        ("http://20240305.example/1.html", None),
        ("http://x.gov.cn/1.html?day=20240305", None),
        ("http://[x", None),
        ("http://x.gov.cn/info/1019/73535.htm", None),
        ("http://x.gov.cn/a/t20991231_1.html", None),
    ],
)
def test_dates_of_addresses(url: str, iso: str | None) -> None:
    assert date_of_url(url, TODAY) == iso


@pytest.mark.parametrize(
    ("text", "near", "iso"),
    [
        ("10-08 12:00", "2019-10-08T12:00:57+08:00", "2019-10-08T12:00+08:00"),
        ("10-0812:00", "2019-10-08", "2019-10-08T12:00+08:00"),
        ("3月5日 9:05", "2024-03-06", "2024-03-05T09:05+08:00"),
        ("12-31 23:30", "2024-01-01", "2023-12-31T23:30+08:00"),
        ("10-08", "2019-10-08", None),
        ("02-30 10:00", "2024-03-01", None),
    ],
)
def test_a_date_without_its_year_takes_it_from_another(text: str, near: str, iso: str | None) -> None:
    assert find_yearless(text, near, TODAY) == iso


def test_days_apart() -> None:
    assert days_apart("2024-03-01T09:30+08:00", "2024-02-28") == 2


NUMBERS = st.lists(
    st.sampled_from(["2024", "0001", "9999", "3", "30", "12", "年", "月", "日", "-", "/", ":", "T", " ", "+14:00", "Z", "二", "〇", "十", "t"]),
    max_size=14,
).map("".join)  # fmt: skip


@given(st.text() | NUMBERS, st.dates(date(1995, 1, 1), date(2030, 1, 1)))
def test_total_and_never_in_the_future(text: str, today: date) -> None:
    machine, address = read_machine_date(text, today), date_of_url(text, today)
    for iso in (find_date(text, today), machine, address, find_yearless(text, today.isoformat(), today)):
        assert iso is None or iso[:10] <= today.isoformat()
