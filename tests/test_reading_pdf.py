from __future__ import annotations

from pathlib import Path

import pytest
from files_pdf import column, locked, pdf_of, pdf_with

from index.errors import Unreadable
from index.reading import Limits, read
from index.reading.pages import Row, paragraphs
from index.reading.pdf import extract_pdf

FULL = "对照党的创新理论深入查摆自身在学习贯彻方面存在"
BODY = [f"\u3000\u3000{FULL[:21]}", FULL, "的差距和不足。"]


def texts(*pages: list[str]) -> list[str]:
    return [line.text for line in extract_pdf(pdf_of([column(page) for page in pages]), Limits()).lines]


def test_a_pdf_is_read_through_the_jail(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([column(["一、问题", *BODY])]))
    document = read(path)
    assert document.text == f"一、问题\n{FULL[:21]}{FULL}的差距和不足。"
    assert any("PDF" in note for note in document.notes)


def test_broken_lines_are_joined_and_headings_stand_alone() -> None:
    page = ["一、存在的主要问题", "\u3000\u3000（一）理论学习方面", *BODY, "二、原因剖析", *BODY]
    joined = f"{FULL[:21]}{FULL}的差距和不足。"
    assert texts(page) == ["一、存在的主要问题", "（一）理论学习方面", joined, "二、原因剖析", joined]


def test_an_indented_line_begins_a_paragraph_even_after_a_full_one() -> None:
    assert texts([f"\u3000\u3000{FULL[:21]}", FULL, *BODY]) == [FULL[:21] + FULL, f"{FULL[:21]}{FULL}的差距和不足。"]


def test_a_paragraph_goes_on_across_pages_without_the_page_number() -> None:
    first, second = [*BODY[:2], "— 1 —"], [FULL, "的差距和不足。", "— 2 —"]
    assert texts(first, second) == [FULL[:21] + FULL + FULL + "的差距和不足。"]


@pytest.mark.parametrize("number", ["— 1 —", "- 1 -", "1", "－1－", "第 1 页", "第1页 共3页", "1/3"])
def test_page_numbers_are_dropped(number: str) -> None:
    assert texts([*BODY, number]) == [f"{FULL[:21]}{FULL}的差距和不足。"]


def test_a_number_within_the_page_is_text() -> None:
    assert "2021" in "".join(texts(["甲。", "乙。", "2021", "丙。", "丁。"]))


def test_running_heads_are_dropped_and_the_title_is_not() -> None:
    found = texts(*([["内部资料", f"第{n}部分内容。", "正文在此。", f"到此为止之{n}。", f"{n}"] for n in (1, 2, 3, 4)]))
    assert "内部资料" not in found
    assert "第3部分内容。" in found


def test_a_page_without_text_is_said() -> None:
    found = extract_pdf(pdf_of([column(["甲是一段文字。"]), []]), Limits())
    assert any("第 2 页没有文字" in note for note in found.notes)


def test_a_scan_is_refused_with_what_to_do() -> None:
    with pytest.raises(Unreadable, match="扫描件") as caught:
        extract_pdf(pdf_of([[], []]), Limits())
    assert "文字识别" in caught.value.remedy


def test_a_locked_pdf_says_so() -> None:
    with pytest.raises(Unreadable, match="密码"):
        extract_pdf(locked(pdf_of([column(["密。"])]), "geheim"), Limits())


def test_a_pdf_locked_only_against_printing_is_read() -> None:
    found = extract_pdf(locked(pdf_of([column(["看得见的文字。"])]), ""), Limits())
    assert found.lines[0].text == "看得见的文字。"


def test_a_pdf_that_unpacks_without_end_is_stopped() -> None:
    with pytest.raises(Unreadable, match="大得异常"):
        extract_pdf(pdf_with([b"\n" * 200_000_000]), Limits())


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    with pytest.raises(Unreadable, match="3 页"):
        extract_pdf(pdf_with([b""] * 4), Limits(pages=3))


def test_a_broken_pdf_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    for data in (b"%PDF-1.4\nnonsense", pdf_of([column(["文字。"])])[:300]):
        path.write_bytes(data)
        with pytest.raises(Unreadable) as caught:
            read(path)
        assert caught.value.remedy


def test_a_font_without_characters_is_not_taken_for_text() -> None:
    with pytest.raises(Unreadable, match="乱码"):
        extract_pdf(pdf_of([column(["\ue001\ue002\ue003\ue004"])]), Limits())


def test_blanks_between_fonts_go_and_between_latin_words_stay() -> None:
    assert paragraphs([(Row("在2021 年的 Zhibi system 里", 0, 12),)])[0] == ("在2021年的Zhibi system里",)


def test_a_title_over_two_lines_is_no_part_of_the_text_below() -> None:
    rows = (Row("对照检查材料", 200, 22), Row(FULL, 90, 16), Row("完。", 90, 16))
    assert paragraphs([rows])[0] == ("对照检查材料", f"{FULL}完。")
