"""What a user may rely on when a Word file is checked against the official layout."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Word  # noqa: TID253
from docx.oxml import OxmlElement  # noqa: TID253
from docx.oxml.ns import qn  # noqa: TID253
from docx.shared import Mm, Pt  # noqa: TID253
from typer.testing import CliRunner

from assistant import resources
from assistant.checks import check, rules
from assistant.cli import app
from assistant.domain import Finding
from assistant.export import export, layout, setting_of
from index import Parser, read

PARSER = Parser(resources.lexicon())
REPORTS = sorted((Path(__file__).parents[1] / "data" / "reports").glob("*.md"))
LAYOUT_RULES = {rule.id for rule in rules() if rule.family == "layout"}


def exported(folder: Path, source: Path = REPORTS[0]) -> Path:
    document = read(source)
    return export(document, PARSER.parse(document), layout("gbt9704"), folder / "稿.docx").output


def findings_of(path: Path) -> list[Finding]:
    document = read(path)
    report = PARSER.parse(document)
    setting = setting_of(path, document, report, layout("gbt9704"))
    return [one for one in check(document, report, setting=setting) if one.family == "layout"]


def text_paragraphs(word: Any) -> list[Any]:  # noqa: ANN401
    return [one for one in word.paragraphs if len(one.text) > 60]


def heading(word: Any, beginning: str = "一、") -> Any:  # noqa: ANN401
    return next(one for one in word.paragraphs if one.text.startswith(beginning))


def written_in(paragraph: Any, font: str) -> None:  # noqa: ANN401
    for run in paragraph.runs:
        run._r.rPr.find(qn("w:rFonts")).set(qn("w:eastAsia"), font)


def mark(paragraph: Any, name: str) -> None:  # noqa: ANN401
    paragraph._p.append(OxmlElement(name))


def paper(word: Any) -> None:  # noqa: ANN401
    word.sections[0].page_width, word.sections[0].page_height = Mm(216), Mm(279)


def margins(word: Any) -> None:  # noqa: ANN401
    word.sections[0].left_margin = Mm(31.8)


def title_left(word: Any) -> None:  # noqa: ANN401
    word.paragraphs[0].alignment = 0


def title_font(word: Any) -> None:  # noqa: ANN401
    written_in(word.paragraphs[0], "黑体")


def body_size(word: Any) -> None:  # noqa: ANN401
    for run in text_paragraphs(word)[1].runs:
        run.font.size = Pt(14)


def body_font(word: Any) -> None:  # noqa: ANN401
    written_in(text_paragraphs(word)[0], "宋体")


def heading_font(word: Any) -> None:  # noqa: ANN401
    written_in(heading(word), "仿宋_GB2312")


def loose_pitch(word: Any) -> None:  # noqa: ANN401
    text_paragraphs(word)[0].paragraph_format.line_spacing = 1.5


def no_indent(word: Any) -> None:  # noqa: ANN401
    indent = text_paragraphs(word)[0]._p.pPr.find(qn("w:ind"))
    indent.set(qn("w:firstLineChars"), "0")
    indent.set(qn("w:firstLine"), "0")


def no_numbers(word: Any) -> None:  # noqa: ANN401
    for footer in (word.sections[0].footer, word.sections[0].even_page_footer):
        for run in footer.paragraphs[0].runs:
            run._r.getparent().remove(run._r)


def author(word: Any) -> None:  # noqa: ANN401
    word.core_properties.last_modified_by = "张三"


def comment(word: Any) -> None:  # noqa: ANN401
    word.add_comment(text_paragraphs(word)[0].runs, text="这里再具体些", author="李四")


def change(word: Any) -> None:  # noqa: ANN401
    run = text_paragraphs(word)[0].runs[0]._r
    inserted = OxmlElement("w:ins")
    inserted.set(qn("w:author"), "李四")
    run.addprevious(inserted)
    inserted.append(run)


FAULTS = {
    "layout-paper": (paper,),
    "layout-margins": (margins,),
    "layout-title": (title_left, title_font),
    "layout-body": (body_size, body_font),
    "layout-heading": (heading_font,),
    "layout-pitch": (loose_pitch,),
    "layout-indent": (no_indent,),
    "layout-page-number": (no_numbers,),
    "file-author": (author,),
    "file-comments": (comment,),
    "file-changes": (change,),
}


def str_or_name(one: object) -> str:
    """An id that is the same in every process."""
    return one if isinstance(one, str) else getattr(one, "__name__", "spoiled")


@pytest.mark.parametrize("source", REPORTS[::9], ids=lambda path: path.stem)
def test_what_the_program_exports_has_nothing_to_find(tmp_path: Path, source: Path) -> None:
    assert findings_of(exported(tmp_path, source)) == []


@pytest.mark.parametrize(
    ("rule", "spoil"), [(rule, one) for rule, some in FAULTS.items() for one in some], ids=str_or_name
)
def test_each_planted_fault_is_found_and_nothing_else(tmp_path: Path, rule: str, spoil: Callable[[Any], None]) -> None:
    path = exported(tmp_path)
    word = Word(str(path))
    spoil(word)
    word.save(str(path))
    assert [one.rule for one in findings_of(path)] == [rule]


def test_every_rule_of_the_layout_has_a_planted_fault() -> None:
    assert set(FAULTS) == LAYOUT_RULES


def test_a_finding_stands_at_the_paragraph_that_is_set_wrong(tmp_path: Path) -> None:
    path = exported(tmp_path)
    word = Word(str(path))
    heading_font(word)
    word.save(str(path))
    (found,) = findings_of(path)
    assert found.excerpt.startswith("一、")
    assert "仿宋_GB2312" in found.message
    assert "黑体" in found.message


def test_fonts_of_other_foundries_and_a_document_grid_are_as_good(tmp_path: Path) -> None:
    path = exported(tmp_path)
    word = Word(str(path))
    written_in(word.paragraphs[0], "方正小标宋_GBK")
    written_in(text_paragraphs(word)[0], "方正仿宋_GBK")
    written_in(heading(word), "方正黑体简体")
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "579")
    word.sections[0]._sectPr.append(grid)
    for paragraph in word.paragraphs[1:]:
        paragraph.paragraph_format.line_spacing = 1.0
    word.save(str(path))
    assert findings_of(path) == []


def test_a_plain_file_of_word_is_told_how_it_differs_each_kind_once(tmp_path: Path) -> None:
    word = Word()
    for line in REPORTS[0].read_text(encoding="utf-8").split("---")[-1].splitlines():
        word.add_paragraph(line.lstrip("# "))
    word.save(str(tmp_path / "稿.docx"))
    told = [one.rule for one in findings_of(tmp_path / "稿.docx")]
    assert {"layout-margins", "layout-title", "layout-body", "layout-pitch", "layout-page-number"} <= set(told)
    assert len([rule for rule in told if rule != "layout-heading"]) == len(set(told) - {"layout-heading"})


def test_the_check_command_judges_the_layout_of_a_word_file_only(tmp_path: Path) -> None:
    path = exported(tmp_path)
    word = Word(str(path))
    margins(word)
    word.save(str(path))
    plain = tmp_path / "稿.md"
    plain.write_text(REPORTS[0].read_text(encoding="utf-8"), encoding="utf-8")
    told = {}
    for file in (path, plain):
        done = CliRunner().invoke(app, ["check", str(file), "--json", "--library", str(tmp_path / "库")])
        assert done.exit_code == 0, done.output
        told[file] = json.loads(done.stdout)
    assert told[path]["summary"]["by_rule"].get("layout-margins") == 1
    assert told[plain]["summary"]["by_family"]["layout"] == 0
    assert any("版式" in note for note in told[plain]["summary"]["not_checked"])
    assert not any("版式" in note for note in told[path]["summary"]["not_checked"])


def test_a_file_that_is_no_word_file_has_no_setting(tmp_path: Path) -> None:
    path = exported(tmp_path)
    document = read(path)
    path.write_bytes(b"no archive")
    assert setting_of(path, document, PARSER.parse(document), layout("gbt9704")) is None
