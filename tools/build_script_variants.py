"""Builds ``crawler/core/data/script_variants.tsv``: variant characters that OpenCC's TSCharacters.txt does not list.

Two sources: OpenCC's own tables of Japanese, Taiwan and Hong Kong forms (Apache-2.0, shipped in
opencc-python-reimplemented), chained with ``TSCharacters.txt``, and ``PRINT_FORMS``, the project's own list of old
print forms (旧字形) and popular variants (异体字). A form that GB2312 encodes is never listed: it is a Simplified
character in its own right. Run: ``python tools/build_script_variants.py``.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

TARGET = Path(__file__).parent.parent / "crawler/core/data/script_variants.tsv"
PRINT_FORMS = """
囯国 囻国 囶国 淸清 値值 槪概 鄕乡 靑青 廻回 囬回 塡填 呑吞 卽即 硏研 尙尚 吿告 郞郎 屛屏 鬰郁 愼慎 顚颠
靭韧 讃赞 鉱矿 総总 菓果 滙汇 幷并 竝并 倂并 麺面 戱戏 亊事 亱夜 兠兜 冝宜 凢凡 刄刃 劔剑 匲奁 喩喻 壻婿
姉姊 宂冗 寃冤 屭屃 嵗岁 幇帮 恡吝 挿插 揷插 敍叙 栁柳 桒桑 汚污 滛淫 畧略 畨番 窰窑 籖签 緜绵 羙美 葢盖
蒭刍 蔴麻 覊羁 觧解 躭耽 輙辄 鉢钵 鎻锁 鑵罐 隣邻 霛灵 韮韭 飜翻 鵞鹅 衞卫 枱台 糭粽 粧妆 揹背 暱昵 伕夫
"""
#: Japanese forms that mean something else in Chinese text, or whose partner in the table is no Simplified character.
NOT_CHINESE = frozenset("円嬢桝枡込")


def rows(name: str) -> list[list[str]]:
    """Return the lines of an OpenCC dictionary: source, then its candidates."""
    text = resources.files("opencc").joinpath("dictionary", name).read_text("utf-8")
    return [[source, *targets.split()] for source, targets in (line.split("\t") for line in text.splitlines() if line)]


def in_gb2312(char: str) -> bool:
    """Return whether GB2312, the set of the Simplified standard characters, has the character."""
    return char.encode("gb2312", "ignore") != b""


def variants() -> dict[str, str]:
    """Return variant form -> Simplified form, sorted by code point."""
    simplified = {row[0]: row[1] for row in rows("TSCharacters.txt")}
    known = simplified.keys() | {row[0] for row in rows("STCharacters.txt")}
    pairs = [(row[0], form) for row in rows("JPVariants.txt") for form in row[1:]]
    for name in ("TWVariants.txt", "HKVariants.txt"):
        pairs += [(left, right) for row in rows(name) for left, right in ((row[0], row[1]), (row[1], row[0]))]
    found = {form: simplified.get(partner, partner) for partner, form in pairs} | dict(PRINT_FORMS.split())
    wanted = {
        form: target
        for form, target in found.items()
        if form not in known and not in_gb2312(form) and form not in NOT_CHINESE and in_gb2312(target)
    }
    return dict(sorted(wanted.items()))


def main() -> None:
    """Write the table."""
    head = (
        "# Variant forms that OpenCC's TSCharacters.txt does not list, and their Simplified form.\n"
        "# Source: OpenCC JPVariants, TWVariants, HKVariants (Apache-2.0) and the project's own list of print forms.\n"
        "# Built by tools/build_script_variants.py. Columns: variant, Simplified.\n"
    )
    table = variants()
    TARGET.write_text(head + "".join(f"{form}\t{target}\n" for form, target in table.items()), "utf-8")
    print(f"{len(table)} variants -> {TARGET}")


if __name__ == "__main__":
    main()
