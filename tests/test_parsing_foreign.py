"""Texts as others send them: broken at a fixed width, with a web page's head, worded and numbered in their own way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from parsed import BUNDLED, OPENING, TITLE, assert_whole, parse

from assistant.resources import folder
from index import Section


def shape(sections: Sequence[Section]) -> list[object]:
    return [
        (one.number, one.title, one.kind, one.aspect, [point.text for point in one.points], shape(one.children))
        for one in sections
    ]


@pytest.mark.parametrize("name", BUNDLED[::9])
def test_indented_paragraphs_with_ragged_lines_read_as_unbroken_ones(name: str) -> None:
    text = (Path(str(folder("data") / "reports")) / name).read_text(encoding="utf-8").split("---", 2)[2]
    whole = [line.strip().lstrip("# ") for line in text.splitlines() if line.strip()]
    rows: list[str] = []
    for line in whole:
        rows.append("    ")
        for character in line:
            columns = sum(1 if one.isascii() else 2 for one in rows[-1])
            rows += [""] if columns >= 80 - 2 * (len(rows) % 5) else []
            rows[-1] += character
    broken, unbroken = parse(*rows), parse(*whole)
    assert shape(broken.sections) == shape(unbroken.sections)
    assert [one.running for one in broken.passages] == [one.running for one in unbroken.passages]
    assert_whole(broken)


@pytest.mark.parametrize("width", [24, 32, 45])
@pytest.mark.parametrize("name", BUNDLED[::17])
def test_a_text_broken_at_a_fixed_width_reads_as_the_unbroken_one(name: str, width: int) -> None:
    text = (Path(str(folder("data") / "reports")) / name).read_text(encoding="utf-8").split("---", 2)[2]
    whole = [line.strip().lstrip("# ") for line in text.splitlines() if line.strip()]
    rows: list[str] = []
    for line in whole:
        row = f"\u3000\u3000{line}" if len(line) > 40 else line
        rows += [row[at : at + width] for at in range(0, len(row), width)]
    broken, unbroken = parse(*rows), parse(*whole)
    assert shape(broken.sections) == shape(unbroken.sections)
    assert len(broken.passages) == len(unbroken.passages)
    assert [one.running for one in broken.passages] == [one.running for one in unbroken.passages]
    assert_whole(broken)


def test_what_a_web_page_puts_above_a_text_is_not_its_title() -> None:
    report = parse(
        "来源：某网  发布时间：2025-02-13  点击：1024",
        "机关党支部书记2024年度组织生活会个人对照检查发言提纲",
        "同志们：",
        "按照组织生活会要求，现将我个人对照检查情况汇报如下，请批评帮助。",
        "一、存在的问题",
        "学习主动性不强。",
    )
    assert report.title == "机关党支部书记2024年度组织生活会个人对照检查发言提纲"
    assert report.opening == 4


def test_an_aspect_worded_too_freely_is_the_one_of_its_place() -> None:
    report = parse(
        "县委书记2024年度民主生活会对照检查材料",
        OPENING,
        "一、存在的问题",
        "1.带头严守政治纪律和政治规矩，维护党的团结统一方面。一是学习抓得不紧。二是请示报告有差距。",
        "2.带头增强党性、严守纪律、砥砺作风方面。一是党性锻炼放松。二是纪律学习不够。",
        "3.带头在遵规守纪、清正廉洁前提下勇于担责、敢于创新方面。一是办法不多。二是闯劲不足。",
        "4.带头管好自己的队伍方面。①压力传导不够。②监督不够严。",
        "二、原因",
        "放松了要求。",
    )
    children = report.sections[0].children
    assert [child.aspect for child in children] == [1, 2, 3, 4]
    assert [point.text for point in children[3].points] == ["①压力传导不够", "②监督不够严"]


def test_sections_that_name_no_kind_between_sections_of_problems_are_problems() -> None:
    report = parse(
        TITLE,
        OPENING,
        "一、理论学习存在的问题",
        "学得不深。",
        "二、同心同德方面",
        "通气不够。",
        "三、履职尽责的主要问题",
        "抓得不紧。",
        "四、原因剖析",
        "放松了要求。",
        "五、整改措施。（一）在学习上下功夫。（二）在为民上下功夫。",
    )
    assert [section.kind for section in report.sections] == ["problems", "problems", "problems", "causes", "measures"]
    assert [point.text for point in report.sections[4].points] == ["（一）在学习上下功夫", "（二）在为民上下功夫"]
