"""What a user may rely on of an exported file: the official layout, clause by clause, and nothing of anybody else in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from assistant import resources, shelf
from assistant.export import export, layout, layouts
from assistant.export.paragraphs import Paragraph
from assistant.export.title import title_lines, width
from assistant.export.word import right_indents
from assistant.resources import lexicon
from index import Fault, NotFound, Parser, read

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = """# 某市副市长2025年度民主生活会个人对照检查材料

按照通知要求，现将"对照检查"情况报告如下：

## 一、查摆出的问题

（一）带头固本培元、增强党性方面。一是学习不深。【待补：一件具体事例】

### （二）带头干事创业、担当作为方面

遇到难事往后靠。

以上对照检查，请批评指正。
"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    source = folder / "材料.md"
    source.write_text(TEXT, encoding="utf-8")
    document = read(source)
    return export(document, Parser(lexicon()).parse(document), layout("gbt9704"), folder / "材料.docx").output


@pytest.fixture(scope="module")
def body(exported: Path) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(exported).read("word/document.xml"))


def paragraph(body: etree._Element, beginning: str) -> etree._Element:
    return next(p for p in body.iter(f"{W}p") if "".join(p.itertext()).startswith(beginning))


def fonts(p: etree._Element) -> list[tuple[str, str]]:
    return [("".join(r.itertext()), r.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia")) for r in p.iter(f"{W}r")]


def test_page_and_margins_are_those_of_clause_5(body: etree._Element) -> None:
    size, margins = body.find(f".//{W}pgSz"), body.find(f".//{W}pgMar")
    assert (round(int(size.get(f"{W}w")) / 56.69), round(int(size.get(f"{W}h")) / 56.69)) == (210, 297)
    found = {side: round(int(margins.get(f"{W}{side}")) / 56.69) for side in ("top", "left", "bottom", "right")}
    assert found == {"top": 37, "left": 28, "bottom": 35, "right": 26}
    assert body.find(f".//{W}docGrid") is None


def test_body_is_16_point_with_an_exact_pitch_for_22_lines(exported: Path) -> None:
    styles = etree.fromstring(zipfile.ZipFile(exported).read("word/styles.xml"))
    normal = next(s for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == "Normal")
    assert normal.find(f"{W}rPr/{W}sz").get(f"{W}val") == "32"
    spacing = normal.find(f"{W}pPr/{W}spacing")
    assert (spacing.get(f"{W}lineRule"), spacing.get(f"{W}line")) == ("exact", "579")
    page = layout("gbt9704").page
    assert page.line_pitch_pt * page.lines <= (page.height_mm - page.top_mm - page.bottom_mm) / 25.4 * 72 + 0.5
    squeezed = layout("gbt9704").sizes.body + layout("gbt9704").squeeze_pt
    assert squeezed * page.characters <= (page.width_mm - page.left_mm - page.right_mm) / 25.4 * 72 + 0.5


def test_levels_carry_the_fonts_of_clause_7_3_3(body: etree._Element) -> None:
    assert fonts(paragraph(body, "一、"))[0] == ("一、查摆出的问题", "黑体")
    assert fonts(paragraph(body, "（二）"))[0][1] == "楷体_GB2312"
    run_in = fonts(paragraph(body, "（一）"))
    assert run_in[0] == ("（一）带头固本培元、增强党性方面。", "楷体_GB2312")
    assert run_in[1][1] == "仿宋_GB2312"
    assert fonts(paragraph(body, "遇到"))[0][1] == "仿宋_GB2312"


def test_title_is_22_point_centred_and_never_breaks_a_word(body: etree._Element) -> None:
    title = paragraph(body, "某市")
    assert title.find(f"{W}pPr/{W}jc").get(f"{W}val") == "center"
    assert title.find(f".//{W}rPr/{W}sz").get(f"{W}val") == "44"
    assert title_lines("某市副市长2025年度民主生活会个人对照检查材料", 20) == [
        "某市副市长2025年度民主生活会",
        "个人对照检查材料",
    ]
    assert title_lines("对照检查材料", 20) == ["对照检查材料"]


def test_paragraphs_are_indented_two_characters_by_characters(body: etree._Element) -> None:
    for beginning in ("按照", "一、", "（一）", "遇到"):
        assert paragraph(body, beginning).find(f"{W}pPr/{W}ind").get(f"{W}firstLineChars") == "200"


def test_slots_stay_visible_and_straight_quotes_become_curly(body: etree._Element) -> None:
    slot = next(r for r in body.iter(f"{W}r") if "".join(r.itertext()) == "【待补：一件具体事例】")
    assert slot.find(f"{W}rPr/{W}highlight").get(f"{W}val") == "yellow"
    assert "“对照检查”" in "".join(body.itertext())


def test_page_numbers_stand_outside_between_dashes(exported: Path) -> None:
    names = zipfile.ZipFile(exported).namelist()
    footers = [etree.fromstring(zipfile.ZipFile(exported).read(name)) for name in names if re.search(r"footer\d", name)]
    assert {f.find(f".//{W}jc").get(f"{W}val") for f in footers} == {"right", "left"}
    assert all("".join(f.itertext()).replace(" ", "") == "—PAGE—" for f in footers)
    settings = zipfile.ZipFile(exported).read("word/settings.xml")
    assert b"evenAndOddHeaders" in settings


def test_nobody_is_named_in_the_metadata_and_nothing_outside_is_referred_to(exported: Path) -> None:
    archive = zipfile.ZipFile(exported)
    core = archive.read("docProps/core.xml").decode()
    assert "python-docx" not in core
    assert re.search(r"<dc:creator>\s*</dc:creator>|<dc:creator/>", core)
    assert not any(
        b'TargetMode="External"' in archive.read(name) for name in archive.namelist() if name.endswith(".rels")
    )


def test_an_unknown_layout_and_an_unwritable_place_are_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="没有"):
        layout("无此版式")
    source = tmp_path / "a.md"
    source.write_text(TEXT, encoding="utf-8")
    document = read(source)
    with pytest.raises(Fault, match="写不了"):
        export(document, Parser(lexicon()).parse(document), layout("gbt9704"), tmp_path / "missing" / "a.docx")


ENDING = """# 某市副市长2025年度民主生活会个人对照检查材料

（2026年1月9日）

现将情况报告如下：

## 一、整改措施

（一）带头学习。每月自学。

1. 到基层去

| 指标 | 2024年 | 2025年 |
|---|:-:|---|
| 走访 | 12 | |

以上汇报，请批评指正。

附件：1.整改清单
2.谈话记录

中共某市委员会

2026年1月9日
"""


@pytest.fixture(scope="module")
def ending(tmp_path_factory: pytest.TempPathFactory) -> etree._Element:
    path = tmp_path_factory.mktemp("ending") / "材料.docx"
    shelf.export_text(ENDING, path)
    return etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))


def indent(p: etree._Element, side: str) -> str | None:
    found = p.find(f"{W}pPr/{W}ind")
    return None if found is None else found.get(f"{W}{side}Chars")


def after(p: etree._Element) -> bool:
    """Whether a line is left blank behind a paragraph."""
    spacing = p.find(f"{W}pPr/{W}spacing")
    return spacing is not None and spacing.get(f"{W}after") == "579"


def test_name_and_date_stand_at_the_right_as_clause_7_3_5_says(ending: etree._Element) -> None:
    name, date = paragraph(ending, "中共某市委员会"), paragraph(ending, "2026年1月9日")
    assert [p.find(f"{W}pPr/{W}jc").get(f"{W}val") for p in (name, date)] == ["right", "right"]
    # The date is as long as the name but one and a half characters: it keeps two from the right, the name begins two before it.
    assert (indent(name, "right"), indent(date, "right")) == ("300", "200")
    assert after(paragraph(ending, "2.谈话"))
    assert name.find(f"{W}pPr/{W}keepNext") is not None


def test_a_long_name_keeps_two_from_the_right_and_the_date_begins_two_behind_it() -> None:
    found = [Paragraph("中共某某市某某局机关委员会", "signature"), Paragraph("2026年1月9日", "date")]
    assert right_indents(found) == {"signature": 2.0, "date": 7.0}
    assert right_indents([Paragraph("王某", "signature"), Paragraph("2026年12月19日", "date")]) == {
        "signature": 9.0,
        "date": 2.0,
    }


def test_attachments_are_named_a_line_below_the_text_and_hang_as_clause_7_3_4_says(ending: etree._Element) -> None:
    assert after(paragraph(ending, "以上汇报"))
    first, second = paragraph(ending, "附件：1."), paragraph(ending, "2.谈话")
    assert (indent(first, "left"), indent(first, "hanging")) == ("600", "400")
    assert (indent(second, "left"), indent(second, "hanging")) == ("600", "100")


def test_a_byline_stands_under_the_title_and_a_blank_line_below_both(ending: etree._Element) -> None:
    title, byline = paragraph(ending, "某市副市长"), paragraph(ending, "（2026年")
    assert not after(title)
    assert after(byline)
    assert fonts(byline)[0][1] == "楷体_GB2312"


def test_a_table_becomes_a_table_with_its_head_repeated(ending: etree._Element) -> None:
    (table,) = ending.iter(f"{W}tbl")
    rows = [["".join(cell.itertext()) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
    assert rows == [["指标", "2024年", "2025年"], ["走访", "12", ""]]
    assert len(list(table.iter(f"{W}tblHeader"))) == 1


def test_headings_stay_with_their_text_and_are_found_in_the_navigation(ending: etree._Element) -> None:
    for beginning, level in (("一、", "0"), ("1. 到基层", "2")):
        heading = paragraph(ending, beginning)
        assert heading.find(f"{W}pPr/{W}keepNext") is not None
        assert heading.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == level
    assert paragraph(ending, "（一）带头学习").find(f"{W}pPr/{W}outlineLvl") is None, "its text runs on"


# What ECMA-376 part 1 orders: 17.3.1.26 (pPr), 17.3.2.28 (rPr), 17.6.17 (sectPr), as far as python-docx and we write it.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs autoSpaceDE autoSpaceDN spacing ind"
    " contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs highlight u vertAlign lang",
    "sectPr": "headerReference footerReference type pgSz pgMar lnNumType pgNumType cols titlePg docGrid",
}


@pytest.mark.parametrize("name", [one.id for one in layouts()])
def test_every_layout_writes_a_file_in_the_order_word_wants(name: str, tmp_path: Path) -> None:
    path = tmp_path / "材料.docx"
    shelf.export_text(ENDING, path, name)
    archive = zipfile.ZipFile(path)
    parts = [
        part for part in archive.namelist() if re.fullmatch(r"word/(?:document|styles|footer\d|settings)\.xml", part)
    ]
    for part in parts:
        for kind, order in ORDER.items():
            wanted = order.split()
            for node in etree.fromstring(archive.read(part)).iter(f"{W}{kind}"):
                found = [wanted.index(etree.QName(child).localname) for child in node]
                assert found == sorted(found), (part, kind, [etree.QName(child).localname for child in node])


def test_layouts_say_what_for_where_from_and_fit_their_page() -> None:
    assert {one.id for one in layouts()} == {"gbt9704", "large", "review"}
    for one in layouts():
        page, size = one.page, one.sizes.body
        assert one.use
        assert one.source
        assert page.lines * page.line_pitch_pt <= (page.height_mm - page.top_mm - page.bottom_mm) / 25.4 * 72 + 0.5
        width = (page.width_mm - page.left_mm - page.right_mm) / 25.4 * 72
        assert (size + one.squeeze_pt) * page.characters <= width + 0.5 < size * (page.characters + 1)


def test_the_review_copy_numbers_its_lines_and_leaves_room_to_write(tmp_path: Path) -> None:
    shelf.export_text(TEXT, tmp_path / "a.docx", "review")
    body = etree.fromstring(zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml"))
    assert body.find(f".//{W}lnNumType").get(f"{W}countBy") == "5"
    assert int(body.find(f".//{W}pgMar").get(f"{W}right")) > 3000


def test_an_office_adds_a_layout_of_its_own(tmp_path: Path) -> None:
    written = resources.text("data", "layouts", "large.toml").replace('id = "large"', 'id = "ours"')
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "ours.toml").write_text(written, encoding="utf-8")
    assert layout("ours", tmp_path / "layouts").sizes.body == 18
    assert shelf.export_text(TEXT, tmp_path / "a.docx", "ours", library=tmp_path).output.exists()
    (tmp_path / "layouts" / "ours.toml").write_text(written.replace("body = 18", 'body = "大"'), encoding="utf-8")
    with pytest.raises(Fault, match=r"ours\.toml"):
        layout("gbt9704", tmp_path / "layouts")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "某某市人民政府副市长关于2025年度市政府党组民主生活会带头固本培元增强党性的个人对照检查材料",
            ["某某市人民政府副市长关于2025年度", "市政府党组民主生活会带头固本培元", "增强党性的个人对照检查材料"],
        ),
        (
            "中共某市委常委会领导班子2025年度民主生活会对照检查材料",
            ["中共某市委常委会领导班子", "2025年度民主生活会对照检查材料"],
        ),
    ],
)
def test_long_titles_break_between_words_never_in_a_year(title: str, lines: list[str]) -> None:
    assert title_lines(title, 20) == lines


@given(st.text("市2025年度民主生活会A“”，", min_size=1, max_size=90))
@settings(deadline=None, max_examples=60)
def test_no_title_loses_a_character_or_overflows(title: str) -> None:
    lines = title_lines(title, 20)
    assert "".join(lines) == title
    assert all(width(line) <= 20 for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "# 题",
        "# 题\n\n【待补：甲】\n\n【待补：乙】",
        "# \x00\x01\u202e题\ud800\n\n\x1b[31m正\u200f文\x08\ufffe\ufdd0 <w:p/>&]]>\x0c换\x85行\u2028x\x00\x00\x00",
        "# 题\n\n|" + "a|" * 500,
        "# 题\n\na\t\tb\n\t\n| | |\n|-|-|\n",
        "# " + "题" * 3000 + "\n\n" + "字" * 30000,
        "一、\n（一）\n1.\n附件：\n2026年1月9日",
    ],
)
def test_nothing_in_a_text_makes_a_damaged_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    shelf.export_text(text, path)
    archive = zipfile.ZipFile(path)
    assert archive.testzip() is None
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(archive.read(name))
    assert read(path).blocks


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None, reason="LibreOffice is not installed"
)
def test_full_pages_hold_22_lines_as_rendered(tmp_path: Path) -> None:
    source = tmp_path / "长.md"
    source.write_text("# 对照检查材料\n\n" + "\n\n".join("工作" * 150 for _ in range(12)), encoding="utf-8")
    document = read(source)
    export(document, Parser(lexicon()).parse(document), layout("gbt9704"), tmp_path / "a.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "a.docx"],
        check=True,
        capture_output=True,
    )
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "a.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    numbers = [next(line for line in page.split("\n") if "—" in line) for page in text.split("\f")[:2]]
    odd, even = (len(line) - len(line.lstrip()) for line in numbers)
    assert odd > 20 > even, "page numbers stand outside: right on odd pages, left on even ones"
    second = [line for line in text.split("\f")[1].split("\n") if line.strip() and "—" not in line]
    assert len(second) == 22
    assert max(len(line.strip()) for line in second) == 28
