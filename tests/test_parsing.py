"""What the parser promises: structure as a reader sees it, nothing lost, nothing doubled, every place exact."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from parsed import BUNDLED, OPENING, TITLE, assert_whole, document, parse, parser

from assistant.cli.structure import structure
from assistant.resources import folder
from index import read
from index.parsing.passages import LONGEST

GOLDEN = Path(__file__).parent / "golden"


def test_run_in_aspects_with_points_in_the_same_paragraph() -> None:
    report = parse(
        TITLE,
        "",
        OPENING,
        "一、存在的主要问题",
        "（一）带头固本培元、增强党性方面。能够坚持学习。但对照检查，仍有差距。一是学习不深。去年只读了两本书。二是自律不严。",
        "(二）带头干事创业、担当作为方面：一是遇事推诿；二是办法不多。",
        "二、原因剖析",
        "一是党性锤炼放松。平时少。",
        "二是宗旨意识淡薄。见人少。",
        "三、努力方向和整改措施",
        "（一）深化学习。每月一次。",
        "以上对照检查，不当之处，请批评指正。",
    )
    problems, causes, measures = report.sections
    assert [section.kind for section in report.sections] == ["problems", "causes", "measures"]
    first, second = problems.children
    assert (first.number, first.title, first.run_in, first.aspect) == (
        "（一）",
        "带头固本培元、增强党性方面",
        True,
        2,
    )
    assert [point.text for point in first.points] == ["一是学习不深", "二是自律不严"]
    assert (second.number, second.aspect) == ("(二）", 4)
    assert [point.text for point in second.points] == ["一是遇事推诿", "二是办法不多"]
    assert [point.text for point in causes.points] == ["一是党性锤炼放松", "二是宗旨意识淡薄"]
    assert measures.children[0].title == "深化学习"
    assert (report.opening, report.closing) == (3, 12)
    assert (report.who, report.role, report.level, report.meeting) == ("individual", "副市长", "city", "2025")
    assert_whole(report)


def test_a_heading_that_lost_its_number_among_numbered_siblings() -> None:
    report = parse(
        "县委常委班子2025年度民主生活会对照检查材料",
        OPENING,
        "二、问题根源剖析",
        "（一）从思想上剖析，理论学习需要深化",
        "个别时候学习让位于事务，读书的时间被会议占去，很多文件只看了标题。",
        "从作风上剖析，群众观念有所淡薄",
        "到村里去得少，听汇报多，许多情况是从材料里知道的，没有当面问过群众。",
        "（三）从能力上剖析，担当意识有待强化",
        "遇到历史遗留问题总想再等一等，等上级明确了再说，结果越拖越难办。",
    )
    assert [(child.number, child.line) for child in report.sections[0].children] == [
        ("（一）", 4),
        (None, 6),
        ("（三）", 8),
    ]
    assert_whole(report)


def test_headings_without_any_number_are_known_by_what_they_say() -> None:
    report = parse(
        "个人对照检查材料",
        OPENING,
        "存在的突出问题",
        "在带头干事创业、担当作为方面。分管的学位建设推进慢，2025年只完成两所，群众意见较大，我没有逐月过问。",
        "产生问题的原因",
        "归根到底是宗旨意识淡化，把完成任务当成目的，对群众的难处体会不深，没有放在心上。",
        "今后的努力方向",
        "每月到一所学校现场办公，年底前补齐缺口，由本人牵头，教育局负责落实，按季通报。",
    )
    assert [section.kind for section in report.sections] == ["problems", "causes", "measures"]
    assert report.sections[0].children[0].aspect == 4
    assert_whole(report)


def test_bold_and_markdown_marks_are_not_part_of_titles() -> None:
    report = parse(
        "# " + TITLE,
        "",
        OPENING,
        "",
        "**一、存在问题**",
        "",
        "### （一）带头固本培元、增强党性方面",
        "",
        "一是不深。二是不实。",
        "# ",
    )
    assert report.title == TITLE
    assert report.sections[0].title == "存在问题"
    assert report.sections[0].children[0].run_in is False
    assert [point.text for point in report.sections[0].children[0].points] == ["一是不深", "二是不实"]
    assert_whole(report)


def test_word_styles_mark_headings_that_carry_no_number() -> None:
    lines = [
        "2024年工作总结",
        "一年来，在上级领导下做了一些工作，有成绩也有不足，现总结如下，请审阅。",
        "主要工作及成效",
        "完成了三件实事。",
        "存在的不足",
        "宣传不够。",
    ]
    report = parse(*lines, styles={1: "title", 3: "heading1", 5: "heading1"})
    assert [(section.title, section.kind) for section in report.sections] == [
        ("主要工作及成效", "work"),
        ("存在的不足", "problems"),
    ]
    assert report.genre == "summary"
    assert_whole(report)


def test_a_list_inside_a_point_does_not_split_the_outer_list() -> None:
    report = parse(
        TITLE,
        OPENING,
        "一、存在问题",
        "（一）带头固本培元、增强党性方面。一是学习不够深。主要表现为：一是读得少；二是想得浅；三是用得差。二是自律不够严。三是谈心不够多。",
    )
    points = report.sections[0].children[0].points
    assert [point.text for point in points] == ["一是学习不够深", "二是自律不够严", "三是谈心不够多"]
    assert_whole(report)


@pytest.mark.parametrize(
    ("markers", "expected"),
    [
        (("首先，", "其次，", "最后，"), ["首先，抓学习", "其次，抓落实", "最后，抓作风"]),
        (("第一，", "第二，", "第三，"), ["第一，抓学习", "第二，抓落实", "第三，抓作风"]),
        (("一要", "二要", "三要"), ["一要抓学习", "二要抓落实", "三要抓作风"]),
        (("如，", "再如，", "又如，"), ["如，抓学习", "再如，抓落实", "又如，抓作风"]),
    ],
)
def test_other_ways_to_count_points(markers: tuple[str, ...], expected: list[str]) -> None:
    body = "".join(
        f"{marker}{what}。细节若干。" for marker, what in zip(markers, ("抓学习", "抓落实", "抓作风"), strict=True)
    )
    report = parse(TITLE, OPENING, "三、整改措施", "针对以上问题，提出如下措施。" + body)
    assert [point.text for point in report.sections[0].points] == expected


def test_masks_are_named_undone_for_search_and_left_in_the_text() -> None:
    report = parse(
        "市委常委班子dangshi学习教育专题mzshh对照检查材料",
        "20xx年x月x日",
        OPENING,
        "一、存在问题",
        "共征求意见xx条，XX领域信访突出，深入学习dangshi。",
    )
    known = {mask.text: mask.means for mask in report.masks}
    assert known["dangshi"] == "党史"
    assert known["mzshh"] == "民主生活会"
    assert known["xx"] is None
    passage = next(passage for passage in report.passages if "信访" in passage.text)
    assert "dangshi" in passage.text
    assert "党史" in passage.meant
    assert (report.who, report.level) == ("group", "city")


def test_a_2021_aspect_is_recognised_in_a_writers_own_version() -> None:
    report = parse(
        "县长对照检查材料",
        OPENING,
        "一、存在问题",
        "（一）在对照带头深刻汲取历史中正反两方面经验，履行全面从严治党责任，旗帜鲜明讲政治，坚决同一切违规违法现象作斗争方面。一是抓得不紧。二是管得不严。",
        "（二）在带头践行以人民为中心的发展思想，尊重群众意愿，为群众办实事解难题方面。一是走访少。二是办事慢。",
    )
    assert [child.aspect for child in report.sections[0].children] == [5, 3]
    assert report.meeting == "2021"


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_report_is_read_as_its_writer_meant_it(name: str) -> None:
    whole = read(Path(str(folder("data") / "reports" / name)))
    bare = document(
        "\n".join(
            "" if number <= len(whole.text.split("---")[1].split("\n")) else line
            for number, line in enumerate(whole.text.split("\n"), 1)
        )
    )
    report, told = parser().parse(bare), whole.front
    assert (report.genre, report.who, report.level) == (told["genre"], told["who"], told["level"])
    assert report.meeting == told["meeting"]
    if told["genre"] == "self-examination":
        kinds = [section.kind for section in report.sections]
        assert {"problems", "causes", "measures"} <= set(kinds)
        aspects = [
            child.aspect for section in report.sections if section.kind == "problems" for child in section.children
        ]
        assert aspects == list(
            range(1, {"2021": 5, "2022": 6, "2023": 6, "2024": 4, "2025": 5}[str(told["meeting"])] + 1)
        )
    assert_whole(report)


@pytest.mark.parametrize(
    "name", ["2025-vice-mayor-livelihood.md", "2024-city-standing-committee.md", "duty-2025-bureau-chief.md"]
)
def test_structure_equals_the_golden_file(name: str) -> None:
    report = parser().parse(read(Path(str(folder("data") / "reports" / name))))
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert structure(report) == golden


NUMERALS = "一二三四五六七八"
SENTENCE = st.text("工作学习群众干部问题认真落实推进检查不够深入细致办法", min_size=4, max_size=18)
STYLE = st.sampled_from(["run-in", "own line", "half width"])


@given(
    children=st.lists(st.lists(SENTENCE, min_size=2, max_size=5, unique=True), min_size=1, max_size=5),
    style=STYLE,
    blank=st.booleans(),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_composed_by_the_grammar_is_found_again(children: list[list[str]], style: str, blank: bool) -> None:
    lines = [TITLE, OPENING, "一、存在的突出问题"]
    for number, points in enumerate(children):
        mark = f"({NUMERALS[number]})" if style == "half width" else f"（{NUMERALS[number]}）"
        body = "".join(f"{NUMERALS[place]}是{text}。具体情况在此说明。" for place, text in enumerate(points))
        heading = f"{mark}从第{NUMERALS[number]}个角度查摆"
        lines += [heading, body] if style == "own line" else [f"{heading}。{body}"]
    lines.append("二、原因分析")
    lines.append("深层原因在于放松了要求，需要深刻反思。")
    report = parse(*("\n\n" if blank else "\n").join(lines).split("\n"))
    found = [[point.text for point in child.points] for child in report.sections[0].children]
    assert found == [[f"{NUMERALS[place]}是{text}" for place, text in enumerate(points)] for points in children]
    assert [child.run_in for child in report.sections[0].children] == [style != "own line"] * len(children)
    assert_whole(report)


PIECES = st.sampled_from(
    [
        "一、",
        "（一）",
        "(二)",
        "1.",
        "（1）",
        "①",
        "一是",
        "二是",
        "首先，",
        "。",
        "；",
        "：",
        "\n",
        "\n\n",
        "#",
        "**",
        "方面",
        "带头",
        "“",
        "”",
        "《",
        " ",
        "\u3000",
        "xx",
        "问题",
        "措施",
        "abc",
        "12",
        "以上，请批评指正。",
        "党",
        "学习不深入",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
@example("一、\n以上，请批评指正。\n问题")
@settings(max_examples=250, deadline=None)
def test_no_text_breaks_the_parser_and_nothing_is_lost(text: str) -> None:
    clean = text.replace("\r", "\n")
    assert_whole(parser().parse(document(clean)))


@given(
    st.lists(st.sampled_from(["抓得不紧", "，", "。", "！”", "字" * 700, "x" * 3100, "三是"]), max_size=40).map("".join)
)
@settings(max_examples=60, deadline=None)
def test_no_passage_is_endless_and_nothing_is_lost(text: str) -> None:
    report = parser().parse(document(text))
    assert_whole(report)
    assert all(len(passage.text) <= LONGEST for passage in report.passages)


def test_a_text_without_line_breaks_is_cut_where_sentences_end() -> None:
    report = parse("会前作了准备。" + "班子抓得不紧，落实不力。" * 2000)
    assert len(report.passages) >= 8
    assert all(passage.text.endswith("。") and len(passage.text) > LONGEST / 2 for passage in report.passages[:-1])


def test_points_within_one_sentence_are_parted_at_the_next_marker() -> None:
    report = parse(
        TITLE, OPENING, "一、存在问题", "（一）政治素质方面：主要表现在两个方面，一是政治敏锐性不强，二是斗争精神不足。"
    )
    assert [point.text for point in report.sections[0].children[0].points] == ["一是政治敏锐性不强", "二是斗争精神不足"]


def test_aspects_before_the_first_numbered_section_stand_side_by_side() -> None:
    report = parse(
        "党委班子2024年度民主生活会对照检查材料",
        OPENING,
        "带头严守政治纪律和政治规矩，维护党的团结统一方面。一是传达不及时。二是落实不力。",
        "带头增强党性、严守纪律、砥砺作风方面。一是锻炼不经常。二是作风不实。",
        "原因分析",
        "一是学习不够。二是担当不够。",
    )
    assert [section.kind for section in report.sections] == ["problems", "problems", "causes"]
    assert [section.aspect for section in report.sections] == [1, 2, None]


@pytest.mark.parametrize(
    ("title", "who"),
    [
        ("某某支部党员2024年度组织生活会个人对照检查材料", "individual"),
        ("机关第一党支部2024年度组织生活会对照检查材料", "group"),
        ("党支部书记2024年度组织生活会对照检查材料", "individual"),
        ("县委常委班子对照检查材料", "group"),
        ("在民主生活会上的对照检查发言", "individual"),
    ],
)
def test_the_voice_is_read_off_the_title_else_off_the_text(title: str, who: str) -> None:
    assert parse(title, "我认真学习了有关文件，形成了发言材料，现报告如下：", "一、存在问题", "学习不深。").who == who


def test_parsing_twice_gives_the_same_ids() -> None:
    lines: Sequence[str] = (TITLE, OPENING, "一、存在问题", "一是不深。二是不实。")
    assert [p.id for p in parse(*lines).passages] == [p.id for p in parse(*lines).passages]


def test_other_genres_make_sense() -> None:
    report = parse(
        "某县教育局局长2024年度述职述廉报告",
        "各位领导、同志们：",
        "一年来，我认真履行职责，现将有关情况报告如下，请予评议。",
        "一、履职情况",
        "（一）抓学位供给。新建学校两所。",
        "二、廉洁自律情况",
        "严格执行规定。",
        "三、存在的问题",
        "创新不足。",
        "四、下一步打算",
        "加强学习。",
        "以上报告，请予评议。",
    )
    assert report.genre == "duty"
    assert [section.kind for section in report.sections] == ["work", "integrity", "problems", "measures"]
    assert (report.role, report.level, report.meeting, report.portfolio) == ("教育局局长", "county", "2024", ("教育",))
    assert report.closing == 12
    assert_whole(report)
