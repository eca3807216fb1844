"""What a user may rely on when a Word file is checked against the official layout."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
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
from assistant.export import STANDARD, export, layout, layouts, setting_of
from index import Parser, read

PARSER = Parser(resources.lexicon())
REPORTS = sorted((Path(__file__).parents[1] / "data" / "reports").glob("*.md"))
LAYOUT_RULES = {rule.id for rule in rules() if rule.family == "layout"}


def exported(folder: Path, source: Path = REPORTS[0], by: str = STANDARD) -> Path:
    document = read(source)
    return export(document, PARSER.parse(document), layout(by), folder / "稿.docx").output


def findings_of(path: Path, by: str = STANDARD, own: Path | None = None) -> list[Finding]:
    document = read(path)
    report = PARSER.parse(document)
    setting = setting_of(path, document, report, layout(by, own))
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


def test_a_title_is_told_only_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = exported(tmp_path)
    word = Word(str(path))
    title_left(word)
    word.save(str(path))
    assert [one.message for one in findings_of(path)] == ["标题没有居中，应为居中。"]
    title_font(word)
    word.save(str(path))
    assert [one.message for one in findings_of(path)] == ["标题用的是2号黑体、没有居中，应为2号方正小标宋简体、居中。"]


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
    told = [one.rule for one in findings_of(plain_word(tmp_path))]
    assert {"layout-margins", "layout-title", "layout-body", "layout-pitch", "layout-page-number"} <= set(told)
    assert len([rule for rule in told if rule != "layout-heading"]) == len(set(told) - {"layout-heading"})


def plain_word(folder: Path) -> Path:
    """A file as Word begins one: wrong by every layout."""
    word = Word()
    for line in REPORTS[0].read_text(encoding="utf-8").split("---")[-1].splitlines():
        word.add_paragraph(line.lstrip("# "))
    for spoil in (paper, author):
        spoil(word)
    word.save(str(folder / "稿.docx"))
    return folder / "稿.docx"


def own_layout(library: Path, **instead: str) -> Path:
    """An office's layout in its library: the national standard's file with some lines written otherwise."""
    written = resources.text("data", "layouts", f"{STANDARD}.toml")
    for key, value in instead.items():
        written = re.sub(rf"(?m)^{key} = .*$", lambda _, key=key, value=value: f'{key} = "{value}"', written, count=1)
    (library / "layouts").mkdir(parents=True)
    (library / "layouts" / "ours.toml").write_text(written, encoding="utf-8")
    return library / "layouts"


@pytest.mark.parametrize("by", [one.id for one in layouts()])
def test_a_finding_names_the_layout_the_file_was_judged_by(tmp_path: Path, by: str) -> None:
    chosen = layout(by)
    found = [one for one in findings_of(plain_word(tmp_path), by) if one.rule.startswith("layout-")]
    assert {one.rule for one in found} >= {"layout-paper", "layout-margins", "layout-body", "layout-page-number"}
    if by == STANDARD:
        assert all(one.basis.startswith("国家标准版式，GB/T 9704—2012 第 ") for one in found)
    else:
        assert {one.basis for one in found} == {f"版式“{chosen.name}”；{chosen.source}"}


def test_what_was_left_in_the_file_is_judged_by_no_layout(tmp_path: Path) -> None:
    told = [one for one in findings_of(plain_word(tmp_path), "large") if one.rule == "file-author"]
    assert ["版式" in one.basis for one in told] == [False]


def test_figures_in_a_finding_are_those_of_the_layout(tmp_path: Path) -> None:
    path = plain_word(tmp_path)
    for by, lines, number in (("gbt9704", "22 行", "4号宋体"), ("large", "18 行", "3号宋体")):
        told = {one.rule: one.message + one.advice for one in findings_of(path, by)}
        assert lines in told["layout-pitch"]
        assert number in told["layout-page-number"]


@pytest.mark.parametrize("by", [one.id for one in layouts()])
def test_what_is_exported_in_a_layout_has_nothing_to_find_by_it(tmp_path: Path, by: str) -> None:
    assert findings_of(exported(tmp_path, by=by), by) == []


@pytest.mark.parametrize(
    ("instead", "basis"),
    [
        (
            {"id": "ours", "name": "县委办版式", "source": "县委办2024年第3号通知"},
            "版式“县委办版式”；县委办2024年第3号通知",
        ),
        ({"name": "县委办版式", "source": "县委办2024年第3号通知"}, "版式“县委办版式”；县委办2024年第3号通知"),
        ({"id": "ours", "name": "县委办版式", "source": ""}, "版式“县委办版式”"),
        ({"id": "ours", "name": "", "source": ""}, "版式“ours”"),
        ({"id": "ours", "name": "$what\\u0007\\n<b>", "source": "[red]"}, "版式“$what <b>”；[red]"),
    ],
    ids=["own", "in place of the standard", "no source", "no name", "hostile"],
)
def test_an_office_is_told_of_its_own_layout(tmp_path: Path, instead: dict[str, str], basis: str) -> None:
    folder = own_layout(tmp_path / "库", **instead)
    found = findings_of(plain_word(tmp_path), instead.get("id", STANDARD), folder)
    assert {one.basis for one in found if one.rule.startswith("layout-")} == {basis}


def test_the_command_and_both_prints_name_the_layout(tmp_path: Path) -> None:
    own_layout(tmp_path / "库", id="ours", name="县委办<版式>", source="县委办通知\\u0007")
    asked = ["check", str(plain_word(tmp_path)), "--layout", "ours", "--library", str(tmp_path / "库")]
    told = CliRunner().invoke(app, [*asked, "-o", str(tmp_path / "结果.docx")])
    assert told.exit_code == 0, told.output
    assert "（对照“县委办<版式>”）" in told.stdout
    told = CliRunner().invoke(app, [*asked, "--json", "-o", str(tmp_path / "结果.html")])
    basis = "版式“县委办<版式>”；县委办通知"
    rows = [one for one in json.loads(told.stdout)["findings"] if one["rule"].startswith("layout-")]
    assert {one["basis"] for one in rows} == {basis}
    page = (tmp_path / "结果.html").read_text(encoding="utf-8")
    assert page.count(f"依据：{escape(basis)}") == len(rows)
    word = Word(str(tmp_path / "结果.docx"))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert sum(f"依据：{basis}" in cell for cell in cells) == len(rows)
    assert "国家标准版式" not in "".join([*cells, page])


@pytest.mark.parametrize(
    ("by", "asked", "told"),
    [("large", STANDARD, "large"), (STANDARD, "review", STANDARD), ("large", "large", ""), (STANDARD, STANDARD, "")],
)
def test_a_file_set_in_another_layout_is_told_to_be(tmp_path: Path, by: str, asked: str, told: str) -> None:
    path = exported(tmp_path, by=by)
    word = Word(str(path))
    author(word)
    word.save(str(path))
    options = ["--layout", asked, "--json", "--library", str(tmp_path / "库")]
    done = CliRunner().invoke(app, ["check", str(path), *options])
    notes = [one for one in json.loads(done.stdout)["summary"]["not_checked"] if "更像是按它排的" in one]
    assert [f"“{layout(told).name}”" in one and f"--layout {told}。" in one for one in notes] == (
        [True] if told else []
    )


def test_a_file_near_no_layout_is_judged_by_the_one_asked_for_alone(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", str(plain_word(tmp_path)), "--json", "--library", str(tmp_path / "库")])
    assert not [one for one in json.loads(done.stdout)["summary"]["not_checked"] if "版式" in one]


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
