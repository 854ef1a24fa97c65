"""Dates in the forms that pages use, and what is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.extract.dates import date_of_url, find_date, read_machine_date

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
        ("2024-13-01", None),
        ("2027-01-01", None),
        ("1949年10月1日", None),
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
        ("http://x.gov.cn/info/1019/73535.htm", None),
        ("http://x.gov.cn/a/t20991231_1.html", None),
    ],
)
def test_dates_of_addresses(url: str, iso: str | None) -> None:
    assert date_of_url(url, TODAY) == iso


@given(st.text(), st.dates(date(1995, 1, 1), date(2030, 1, 1)))
def test_total_and_never_in_the_future(text: str, today: date) -> None:
    for iso in (find_date(text, today), read_machine_date(text, today), date_of_url(text, today)):
        assert iso is None or iso[:10] <= today.isoformat()
