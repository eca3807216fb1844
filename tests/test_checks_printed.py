"""The findings for the file, on paper and mended."""

import random
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant import checks, resources
from assistant.checks.printed import inspection, page
from assistant.cli import app
from assistant.domain import Finding
from assistant.export import export_inspection
from index import Document, Parser, read
from tests.bench.plain import document

OWN = sorted((Path(__file__).parents[1] / "data" / "reports").glob("*.md"))
PARSER = Parser(resources.lexicon())
SPOILT = """某县财政局局长2025年度民主生活会个人对照检查材料

按照县委要求,我与同志们谈心谈话XX人次。<b>现将对照检查情况报告如下。

一、存在的问题

（一）带头强化政治忠诚、提高政治能力方面。2025年3月我没有创造性的开展工作，对台帐管理不严。。

二、原因剖析

学习不深，没有联系自己。

三、整改措施

（一）2026年3月底前，由我建好台账，每月看1次。
"""


def found(text: str) -> tuple[Finding, ...]:
    read_text = document("稿.md", text)
    return checks.check(read_text, PARSER.parse(read_text))


def words_in(path: Path) -> tuple[list[str], list[list[str]]]:
    """The lines and the rows of the tables of a Word file."""
    from docx import Document as Word

    word = Word(str(path))
    return [one.text for one in word.paragraphs], [[c.text for c in r.cells] for t in word.tables for r in t.rows]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments])


@pytest.fixture
def spoilt(tmp_path: Path) -> tuple[Path, Path]:
    path = tmp_path / "稿.txt"
    path.write_text(SPOILT, encoding="utf-8")
    return path, tmp_path / "没有库"


def test_the_word_report_has_every_finding_its_words_its_place_and_what_was_not_checked(tmp_path: Path) -> None:
    text = document("某处/稿.txt", SPOILT)
    findings = checks.check(text, PARSER.parse(text))
    told = inspection("对照检查材料", text, findings, ["没有核对事实。"], day=date(2026, 1, 9))
    export_inspection(told, tmp_path / "结果.docx")
    lines, cells = words_in(tmp_path / "结果.docx")
    assert any("2026年1月9日" in line and "稿.txt" in line for line in lines)
    assert "没有核对事实。" in lines
    assert sum("□已改" in row[-1] for row in cells) == len(findings)
    row = next(row for row in cells if "错别字" in row[3])
    assert "第 7 行" in row[1]
    assert "台账" in row[3]
    assert cells[len(told.counts) + 1] == [
        "合计",
        *(str(sum(f.severity == s for f in findings)) for s in checks.SEVERITIES),
    ]


def test_text_from_the_file_never_becomes_markup_on_the_page() -> None:
    text = document("稿.txt", SPOILT)
    told = inspection("<script>", text, checks.check(text, PARSER.parse(text)), day=date(2026, 1, 9))
    written = page(told)
    assert "<script>" not in written
    assert "&lt;b&gt;" in written
    assert "<b>" not in written


def test_a_text_without_findings_says_so(tmp_path: Path) -> None:
    text = document("稿.txt", "平安。")
    told = inspection("短", text, (), day=date(2026, 1, 9))
    assert "没有发现问题" in page(told)
    export_inspection(told, tmp_path / "结果.docx")
    assert "没有发现问题。" in words_in(tmp_path / "结果.docx")[0]


@pytest.mark.parametrize("name", ["结果.docx", "结果.html"])
def test_the_command_saves_the_report(spoilt: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    path, library = spoilt
    assert run(str(path), "-o", str(tmp_path / name), "--library", str(library)).exit_code == 0
    assert (tmp_path / name).stat().st_size > 1000


@pytest.mark.parametrize("name", ["改好.txt", "改好.md", "改好.docx"])
def test_the_command_mends_marks_and_slips_and_leaves_the_rest_to_a_person(
    spoilt: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    path, library = spoilt
    answer = run(str(path), "--fix", str(tmp_path / name), "--library", str(library))
    assert answer.exit_code == 0
    text = read(tmp_path / name).text
    assert "要求，我与" in text
    assert "创造性地开展" in text
    assert "台账管理不严。" in text
    assert "不严。。" not in text
    assert "XX人次" in text
    assert path.read_text(encoding="utf-8") == SPOILT


def test_the_file_itself_is_never_overwritten(spoilt: tuple[Path, Path]) -> None:
    path, library = spoilt
    assert run(str(path), "--fix", str(path), "--library", str(library)).exit_code == 2
    assert path.read_text(encoding="utf-8") == SPOILT


_SLIPS = (
    ("，", ","),
    ("；", ";"),
    ("。", "。。"),
    ("，", "，，"),
    ("“", '"'),
    ("（", "("),
    ("更好地", "更好的"),
    ("台账", "台帐"),
    ("部署", "布署"),
    ("的问题", "的的问题"),
    ("截至", "截止到2025年底"),
    ("2025年", "2025年0"),
)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_mending_ends_and_changes_nothing_but_slips(seed: int) -> None:
    dice = random.Random(seed)
    text = dice.choice(OWN).read_text(encoding="utf-8").split("---\n", 2)[-1]
    for right, wrong in dice.sample(_SLIPS, 5):
        places = [match.start() for match in re.finditer(re.escape(right), text)]
        if places:
            at = dice.choice(places)
            text = text[:at] + wrong + text[at + len(right) :]
    mended, _ = checks.mended(text, found)
    assert not [one for one in found(mended) if checks.mechanical(one)]
    assert checks.mended(mended, found) == (mended, 0)
    assert [*map(int, re.findall(r"\d+", mended))] == [*map(int, re.findall(r"\d+", text))]
    assert abs(len(mended) - len(text)) <= 40


@pytest.mark.parametrize("path", OWN[::14], ids=lambda path: path.stem)
def test_a_clean_report_stays_as_it_is_or_loses_marks_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8").split("---\n", 2)[-1]
    mended, _ = checks.mended(text, found)
    left, before = (re.sub(r"[^\u4e00-\u9fff0-9]", "", one).replace("号", "日") for one in (mended, text))
    assert left == before


def test_every_fix_stands_alone_and_is_gone_when_applied(tmp_path: Path) -> None:
    for one in found(SPOILT):
        if one.fix is None:
            continue
        again = checks.applied(SPOILT, [one])
        same = [other for other in found(again) if (other.rule, other.start) == (one.rule, one.start)]
        assert not same, one


def test_marks_of_sources_are_taken_out_and_years_in_brackets_stay() -> None:
    text = "我到某村去了3次[1]，问题没有看准[F2][12]。按国发〔2025〕1号文件办理。"
    mended, count = checks.mended(text, found)
    assert mended == "我到某村去了3次，问题没有看准。按国发〔2025〕1号文件办理。"
    assert count == 3


def test_the_document_keeps_its_text_when_nothing_is_to_mend() -> None:
    plain = Document("x.txt", "平安。", ())
    assert checks.mended(plain.text, lambda _: ()) == ("平安。", 0)
