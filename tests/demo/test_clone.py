"""The hijacked copy of a page: texts are damaged, markup is not."""

from __future__ import annotations

import pytest

from crawler.demo.clone import hijack
from crawler.demo.damage import Converter

CONVERTER = Converter(seed="all", gloss_share=1.0)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>\n  开会了\n</p>", "<p>\n  開(kāi)會(huì)了\n</p>"),
        ("<a href='/开会/'>开</a>", "<a href='/开会/'>開(kāi)</a>"),
        ('<a title="开会">x</a>', '<a title="開(kāi)會(huì)">x</a>'),
        ("<META Name='a' Content='开会' />", "<META Name='a' Content='开会' />"),
        ("<meta name='a' content='开会'>", "<meta name='a' content='開(kāi)會(huì)'>"),
        ("<script>var a = '开会';</script>", "<script>var a = '开会';</script>"),
        ("<style>/* 开 */</style><!-- 开 -->", "<style>/* 开 */</style><!-- 开 -->"),
        ("<td>开&nbsp;会 &gt; 开</td>", "<td>開(kāi)&nbsp;會(huì) &gt; 開(kāi)</td>"),
        ("<b>plain &amp; simple</b>", "<b>plain &amp; simple</b>"),
        ("<td>没合上的", "<td>沒(méi)合上的"),
    ],
)
def test_texts_change_and_markup_stays(html: str, expected: str) -> None:
    assert hijack(html, CONVERTER) == expected


def test_a_shift_ends_with_its_line() -> None:
    html = hijack("<p>歇一歇。总要有人干活</p>\n<p>好</p>", Converter(seed="none", gloss_share=0.0))
    assert html.endswith("?</p>\n<p>好</p>")
