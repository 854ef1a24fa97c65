"""The written lines, the dataclasses and the JSON Schemas say the same."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from crawler import __version__, items
from crawler.core import STAGES
from crawler.core.model import (
    TEXT_FIELDS,
    Article,
    Attachment,
    Image,
    Page,
    Reason,
    Reject,
    Removal,
    Repair,
    SiteFacts,
    Spam,
    Suspect,
)

BODY = "<p>县水务局组织巡河。</p>".encode()
PAGE = Page(
    body=BODY,
    url="https://www.example.gov.cn/a/1.html",
    requested_url="https://www.example.gov.cn/a/1.html",
    fetched="2024-03-05T02:10:00+00:00",
    content_type="text/html; charset=utf-8",
    site=SiteFacts(adcode="620524", county="武山县", site="示范县新闻网"),
)
REPAIRS = (
    Repair(stage="repair", rule="gloss", count=41),
    Repair(stage="repair", rule="lost-character", place="text:1", offset=12, before="巡\ufffd", after="巡河"),
    Repair(stage="repair", rule="invisible", place="title", offset=0, before="\u200b", after=""),
)
REMOVED = (
    Removal(stage="extract", rule="navigation", count=3, chars=120),
    Removal(stage="extract", rule="share", chars=3, place="page:12", text="分享到"),
    Removal(stage="despam", rule="promo", chars=9, place="text:4", text="点击领取优惠券吧", evidence=("foreign-link",)),
)
SPAM = Spam(
    verdict="suspect",
    score=0.91,
    model="0123456789ab",
    suspects=(Suspect(rule="head_line", place="text:0", chars=4, text="甲_乙_", score=0.91, evidence=("p:0.910",)),),
    flags=("title_entities",),
)
ARTICLE = Article(
    schema="article/1",
    id="0123456789abcdef",
    text="县水务局组织巡河。\n河长办参加。",
    title="巡河护水",
    url=PAGE.url,
    requested_url=PAGE.requested_url,
    adcode="620524",
    county="武山县",
    site="示范县新闻网",
    section="新闻 > 要闻",
    source="县融媒体中心",
    author=None,
    editor="李言",
    published="2024-03-05T10:00:00+08:00",
    keywords=("巡河", "河长制"),
    views=318,
    attachments=(Attachment(name="巡河记录表.docx", url="https://www.example.gov.cn/a/1.docx"),),
    images=(
        Image(url="https://www.example.gov.cn/a/1.jpg", caption="巡河现场"),
        Image(url="https://www.example.gov.cn/a/2.jpg"),
    ),
    parts=("https://www.example.gov.cn/a/1_2.html",),
    evidence={"published": "meta:pubdate", "title": "h1"},
    fetched=PAGE.fetched,
    language="zh",
    script="Hans",
    encoding="utf-8",
    encoding_evidence=("header:utf-8", "valid:utf-8"),
    body_sha256=sha256(BODY).hexdigest(),
    fingerprint="0011223344556677",
    repairs=REPAIRS,
    removed=REMOVED,
    spam=SPAM,
    warnings=(),
    version=__version__,
)
REJECT = Reject(
    reason=Reason.LIST_PAGE,
    page=PAGE,
    detail="41 links, 12 characters of text",
    evidence=("links:41",),
)


def _loads(line: bytes) -> dict[str, Any]:
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    record: dict[str, Any] = json.loads(line)
    return record


def test_article_fields_schema_and_json_are_in_one_order() -> None:
    names = [field.name for field in fields(Article)]
    schema = items.schema("article/1")
    assert list(_loads(items.article_line(ARTICLE))) == names
    assert list(schema["properties"]) == names
    assert schema["required"] == names


@pytest.mark.parametrize(("kind", "definition"), [(Repair, "repair"), (Removal, "removal")])
def test_changes_have_the_fields_of_the_schema(kind: type, definition: str) -> None:
    schema = items.schema("article/1")["$defs"][definition]
    assert list(schema["properties"]) == [field.name for field in fields(kind)]


@pytest.mark.parametrize(("kind", "key"), [(Attachment, "attachments"), (Image, "images")])
def test_entries_of_lists_have_the_fields_of_the_schema(kind: type, key: str) -> None:
    schema = items.schema("article/1")["properties"][key]["items"]
    assert list(schema["properties"]) == schema["required"] == [field.name for field in fields(kind)]


def test_reject_schema_and_json_are_in_one_order() -> None:
    schema = items.schema("reject/1")
    with_body = list(_loads(items.reject_line(REJECT, keep_body=True)))
    assert list(schema["properties"]) == with_body
    assert schema["required"] == [name for name in with_body if name != "body"]


def test_enumerations_are_those_of_the_model() -> None:
    article, reject = items.schema("article/1"), items.schema("reject/1")
    assert reject["properties"]["reason"]["enum"] == [str(reason) for reason in Reason]
    for reason in Reason:
        assert f"{reason}:" in reject["properties"]["reason"]["description"]
    assert article["properties"]["script"]["enum"] == ["Hans", "Hant", "Mixed", None]
    assert article["$defs"]["stage"]["enum"] == [stage.__name__ for stage in STAGES]
    for name in (*TEXT_FIELDS, "text:0", "text:120", "keyword:0", "attachment:3", "caption:10"):
        Draft202012Validator(article["$defs"]["place"]).validate(name)


def _objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for item in node for found in _objects(item)]
    if not isinstance(node, dict):
        return []
    below = [found for item in node.values() for found in _objects(item)]
    return [node, *below] if node.get("type") == "object" else below


@pytest.mark.parametrize("name", ["article/1", "reject/1"])
def test_schemas_are_closed_and_described(name: str) -> None:
    objects = _objects(items.schema(name))
    assert objects
    for found in objects:
        assert found["additionalProperties"] in (False, {"type": "string", "minLength": 1})  # closed, or a map of texts
        for key, value in found.get("properties", {}).items():
            assert "$ref" in value or value.get("description"), key
    assert items.validator(name) is items.validator(name)


def test_article_line_is_valid_and_keeps_texts() -> None:
    record = _loads(items.article_line(ARTICLE))
    items.validator("article/1").validate(record)
    assert record["text"] == ARTICLE.text
    assert "县水务局".encode() in items.article_line(ARTICLE)
    assert record["repairs"][0] == {"stage": "repair", "rule": "gloss", "count": 41}
    assert record["repairs"][2]["after"] == ""
    assert record["attachments"] == [{"name": "巡河记录表.docx", "url": "https://www.example.gov.cn/a/1.docx"}]
    assert record["images"][1] == {"url": "https://www.example.gov.cn/a/2.jpg", "caption": None}
    assert record["evidence"] == {"published": "meta:pubdate", "title": "h1"}
    assert record["removed"][0] == {
        "stage": "extract",
        "rule": "navigation",
        "count": 3,
        "chars": 120,
        "evidence": [],
    }


@pytest.mark.parametrize("keep_body", [True, False])
def test_reject_line_is_valid_and_may_carry_the_page(keep_body: bool) -> None:
    record = _loads(items.reject_line(REJECT, keep_body=keep_body))
    items.validator("reject/1").validate(record)
    assert record["bytes"] == len(BODY)
    assert items.reject_body(record) == (BODY if keep_body else None)


def test_reject_says_where_a_list_leads(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    places = enumerate("东河、西岭、柳树屯、望川、老城、北坡、南湾、青苗渠、石桥、松林口".split("、"), 2)
    rows = "".join(f"<li><a href='{n}.html'>{place}河长昨日开始巡河护水</a></li>" for n, place in places).encode()
    reject = replace(REJECT, page=replace(PAGE, body=b"<ul>" + rows + b"</ul>"))
    links = [f"https://www.example.gov.cn/a/{n}.html" for n in range(2, 12)]
    assert _loads(items.reject_line(reject, keep_body=True))["links"] == links
    assert _loads(items.reject_line(replace(reject, reason=Reason.DUPLICATE), keep_body=True))["links"] == []
    monkeypatch.setattr(items, "links_of", None)
    assert _loads(items.reject_line(reject, keep_body=True))["links"] == []
    assert "cannot be read" in caplog.text


def test_reject_of_a_page_that_was_never_read() -> None:
    page = Page(body=b"", url="file:///a.html", requested_url="file:///a.html", fetched="")
    record = _loads(items.reject_line(Reject(reason=Reason.UNREACHABLE, page=page), keep_body=False))
    items.validator("reject/1").validate(record)
    assert record["fetched"] is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("前\ud800后", "前\ufffd后"),
        ("前\udc00", "前\ufffd"),
        ("\ud840\udc00字", "\U00020000字"),
        ("\udc00\ud840", "\ufffd\ufffd"),
    ],
    ids=["high", "low", "pair", "reversed"],
)
def test_surrogates_do_not_crash_and_are_mentioned(text: str, written: str) -> None:
    changed = replace(REPAIRS[1], before=text)
    record = _loads(items.article_line(replace(ARTICLE, text=text, repairs=(changed,), warnings=("short",))))
    items.validator("article/1").validate(record)
    assert (record["text"], record["repairs"][0]["before"]) == (written, written)
    assert record["warnings"] == ["short", items.LONE_SURROGATE]
    refused = _loads(items.reject_line(replace(REJECT, detail=text), keep_body=False))
    assert (refused["detail"], refused["evidence"][-1]) == (written, items.LONE_SURROGATE)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_one_line_of_json(text: str) -> None:
    record = _loads(items.article_line(replace(ARTICLE, text=text, title=text, warnings=(text,))))
    if items.LONE_SURROGATE not in record["warnings"]:
        assert record["text"] == text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("published", "2024-03-05"),
        ("published", "2024-03-05T10:00+08:00"),
        ("fetched", "2024-03-05T02:10:00Z"),
        ("adcode", None),
        ("views", None),
        ("evidence", {}),
        ("script", "Mixed"),
        ("language", None),
    ],
)
def test_schema_admits(key: str, value: Any) -> None:
    items.validator().validate(_loads(items.article_line(ARTICLE)) | {key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "0123456789ABCDEF"),
        ("published", "2024-03-05 10:00"),
        ("published", "2024-03-05T10:00:00Z"),
        ("published", "2024-13-05"),
        ("fetched", "2024-03-05T02:10:00"),
        ("adcode", "62052"),
        ("text", " \n"),
        ("views", -1),
        ("keywords", [""]),
        ("attachments", [{"name": "", "url": "https://www.example.gov.cn/a/1.docx"}]),
        ("images", [{"url": "https://www.example.gov.cn/a/1.jpg"}]),
        ("title", ""),
        ("script", "hans"),
        ("repairs", [{"stage": "repair", "rule": "x", "count": 1, "place": "text:0"}]),
        ("repairs", [{"stage": "repair", "rule": "x", "count": 0}]),
        ("extra", 1),
    ],
)
def test_schema_refuses(key: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        items.validator().validate(_loads(items.article_line(ARTICLE)) | {key: value})
