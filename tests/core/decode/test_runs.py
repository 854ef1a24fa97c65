"""Pages of several encodings are read run by run, and pages of one are not taken apart."""

from __future__ import annotations

import pytest

from tests.core.decode.pages import HANS, HANT, MENU, page, read

#: Encoding of the template, of the body, and of most bytes.
MIXED = [
    ("gb18030", "utf-8", "utf-8"),
    ("utf-8", "gb18030", "gb18030"),
    ("cp950", "utf-8", "utf-8"),
    ("utf-8", "cp950", "big5"),
    ("gb18030", "cp950", "big5"),
    ("cp950", "gb18030", "gb18030"),
]


@pytest.mark.parametrize("size", [60, None])
@pytest.mark.parametrize(("template", "body", "most"), MIXED)
def test_a_body_in_another_encoding_than_its_template(template: str, body: str, most: str, size: int | None) -> None:
    head, text = MENU[template == "cp950"], (HANT if body == "cp950" else HANS)[:size]
    pieces = [(head, template), (f"<p>{text}</p>", body), (head, template)]
    found = read(b"".join(piece.encode(codec) for piece, codec in pieces), f"text/html; charset={template}")
    assert found.text == head + f"<p>{text}</p>" + head
    assert found.encoding == most
    assert found.mixed
    assert found.bad_bytes == 0


@pytest.mark.parametrize("label", ["来源：", "作者：", "当前位置：首页"])
def test_a_label_and_its_value_in_another_encoding_touch(label: str) -> None:
    head, value = MENU[False] + f"<p>{label}", "河口县融媒体中心</p>" + HANS
    found = read(head.encode("gbk") + value.encode(), "text/html; charset=gbk")
    assert found.text == head + value
    assert found.bad_bytes == 0


def test_each_run_is_evidence() -> None:
    head = MENU[False].encode("gbk")
    found = read(head + HANS.encode() + head, "text/html; charset=gbk")
    start, end = len(head), len(head) + len(HANS.encode())
    runs = [item.split(":") for item in found.evidence if item.startswith("run:")]
    assert [run[1] for run in runs] == ["gb18030", "utf-8", "gb18030"]
    assert runs[1][2].split("-")[0] == str(start)
    assert int(runs[1][2].split("-")[1]) >= end


ONE_RUN = [
    (page(HANS + "朱棣、涓涓细流、鏂").encode("gbk"), "gb18030"),
    (page(HANS + "口腔、笢").encode("gb18030"), "gb18030"),
    (page(HANS + "\ue011\ue5e5").encode("gb18030"), "gb18030"),
    (page(HANS + "┌─────┐└─────┘").encode("gb18030"), "gb18030"),
    (page(HANS + "锟斤拷" * 8).encode("gbk"), "gb18030"),
    (page(HANS + "䶮㐂𠮷").encode("gb18030"), "gb18030"),
    (page(HANS).encode() + b"\xff\xfe<p>\xe5", "utf-8"),
    (page(HANS + "café").encode() + b" caf\xe9 ", "utf-8"),
    (page(HANT + "口腔").encode("cp950") + b"\xff", "big5"),
]


@pytest.mark.parametrize(("body", "encoding"), ONE_RUN)
def test_a_page_of_one_encoding_stays_whole(body: bytes, encoding: str) -> None:
    found = read(body)
    assert (found.encoding, found.mixed) == (encoding, False)
