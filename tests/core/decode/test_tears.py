"""Bad bytes in GB18030 and Big5 take with them what they spoil, and nothing behind it."""

from __future__ import annotations

import pytest

from crawler.core.decode.tears import in_step
from tests.core.decode.pages import HANS, HANT, page, read

TEXTS = {"gb18030": (HANS, "gb18030"), "big5": (HANT, "cp950")}
#: What becomes of one character: its bytes with a bad one in the place of one, or beside them.
BAD = {
    "first byte": lambda char: b"\xff" + char[1:],
    "second byte": lambda char: char[:1] + b"\xff" + char[2:],
    "80 for the first": lambda char: b"\x80" + char[1:],
    "put in before": lambda char: b"\xff" + char,
    "put in between": lambda char: char[:1] + b"\xff" + char[1:],
}


@pytest.mark.parametrize("at", [20, 45, 60, 90, 120])
@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("encoding", TEXTS)
def test_the_text_behind_a_bad_byte_is_in_step(encoding: str, kind: str, at: int) -> None:
    text, codec = TEXTS[encoding]
    before, char, after = (part.encode(codec) for part in (text[:at], text[at], text[at + 1 :]))
    found = read(before + BAD[kind](char) + after)
    assert found.encoding == encoding
    assert found.text.startswith(text[:at])
    assert found.text.endswith(text[at + 1 :])
    assert 1 <= found.bad_bytes <= 3


@pytest.mark.parametrize("lost", [31, 46, 91])
def test_a_byte_that_is_missing_shifts_nothing_but_its_neighbour(lost: int) -> None:
    text = "".join(char for char in HANS if not char.isascii())
    body = text.encode("gb18030")
    found = in_step(body[:lost] + body[lost + 1 :], "gb18030")
    before, after = text[: lost // 2 - 1], text[lost // 2 + 2 :]
    assert found.startswith(before)
    assert found.endswith(after)


SWALLOWED = [
    # converters swallow bytes and leave ASCII; the stage repair restores that, and needs what is behind it as it is
    (b"\xc8\xce\xce\xf1\xa1?h\xce\xaf\xb8\xb1\xca\xe9\xbc\xc7", "任务\ufffd?h委副书记"),
    (b"\xb9\xa4\xd7\xf7\xa1?\x82\xd3\x9b\xb6\xc0<", "工作\ufffd?傆浂\ufffd<"),
]


@pytest.mark.parametrize(("body", "text"), SWALLOWED)
def test_what_converters_swallowed_is_left_to_repair(body: bytes, text: str) -> None:
    assert in_step(body, "gb18030") == text


@pytest.mark.parametrize("extra", [b"\xff", b""])
@pytest.mark.parametrize("at", [601, 700, 1_203])
@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_a_byte_too_many_or_too_few_does_not_shift_utf16(name: str, at: int, extra: bytes) -> None:
    text = page(HANS * 5)
    body = text.encode(name)
    found = read(body[:at] + extra + body[at + 1 - len(extra) :])
    assert found.encoding == name
    assert found.text.startswith(text[: at // 2 - 3])
    assert found.text.endswith(text[at // 2 + 4 :])
    assert found.bad_bytes <= 2


def test_clean_bytes_are_only_read() -> None:
    assert in_step(HANS.encode("gbk"), "gb18030") == HANS
    assert in_step(b"\x80 5", "gb18030") == "€ 5"


def test_many_bad_bytes_cost_no_more_than_their_number() -> None:
    assert in_step(b"\xff" * 5_000, "gb18030") == "\ufffd" * 5_000
