"""What a user may rely on of an exported file: the official layout, clause by clause, and nothing of anybody else in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from assistant.export import export, layout
from assistant.export.word import title_lines
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
    assert title_lines("某市副市长2025年度民主生活会个人对照检查材料", layout("gbt9704")) == [
        "某市副市长2025年度民主生活会",
        "个人对照检查材料",
    ]
    assert title_lines("对照检查材料", layout("gbt9704")) == ["对照检查材料"]


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
    second = [line for line in text.split("\f")[1].split("\n") if line.strip() and "—" not in line]
    assert len(second) == 22
    assert max(len(line.strip()) for line in second) == 28
