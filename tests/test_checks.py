import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant import checks, resources
from assistant.cli import app
from assistant.domain import Fact, Finding, Profile
from assistant.verifying import Library
from index import Block, Corpus, Document, Parser, read
from index.embedding import BuiltinEmbedder
from tests.bench.plain import document as plain

OWN = sorted((Path(__file__).parents[1] / "data" / "reports").glob("*.md"))
PARSER = Parser(resources.lexicon())
REPORT = (Path(__file__).parents[1] / "data/reports/2024-city-standing-committee.md").read_text(encoding="utf-8")


def text_of(tmp_path: Path, written: str, name: str = "稿.md") -> Document:
    path = tmp_path / name
    path.write_text(written, encoding="utf-8")
    return read(path)


def found(tmp_path: Path, written: str, name: str = "稿.md", **options: Any) -> tuple[Finding, ...]:  # noqa: ANN401
    document = text_of(tmp_path, written, name)
    return checks.check(document, PARSER.parse(document), **options)


def rules_in(findings: Iterable[Finding]) -> set[str]:
    return {one.rule for one in findings}


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_clean_report_has_no_error_and_next_to_no_warning(path: Path) -> None:
    document = read(path)
    findings = checks.check(document, PARSER.parse(document))
    assert not [one for one in findings if one.severity == "error"]
    assert sum(one.severity == "warning" for one in findings) <= 3


def test_every_finding_stands_where_it_says(tmp_path: Path) -> None:
    written = REPORT.replace("，", ",", 3).replace("批评指正", "批评指证").replace("原因分析", "原因分析XX")
    document = text_of(tmp_path, written)
    findings = checks.check(document, PARSER.parse(document))
    lines = document.text.split("\n")
    assert findings
    for one in findings:
        assert 0 <= one.start < one.end <= len(document.text)
        before = sum(len(line) + 1 for line in lines[: one.line - 1])
        assert before + one.column - 1 == one.start
        assert one.excerpt[:5] in document.text[one.start : one.end].replace("\n", " ") or one.excerpt.endswith("…")


def test_the_year_of_a_meeting_is_no_fact_to_be_supplied(tmp_path: Path) -> None:
    written = "# 某县副县长2025年度民主生活会个人对照检查材料\n\n2024年度专题民主生活会以来，2023年的事还没有办完。"
    profile, facts = Profile("副县长", "individual", "county"), (Fact("1", "到某中学调研"),)
    told = [one.excerpt for one in found(tmp_path, written, profile=profile, facts=facts) if one.rule == "unsupported"]
    assert told == ["2023年"]


def test_what_is_told_ends_with_a_stop_whatever_is_filled_in(tmp_path: Path) -> None:
    findings = found(
        tmp_path, REPORT.replace("。", "【待补：什么时候】。", 9), against=[text_of(tmp_path, REPORT, "去年.md")]
    )
    assert {"slot", "similar-file"} <= rules_in(findings)
    for one in findings:
        assert re.search("[。！？][”’]?$", one.message), one.message
        assert re.search("[。！？][”’]?$", one.advice), one.advice


TWICE = "去年我到某村调研只看了路边的两户人家就回来写了一篇经验材料。"


@pytest.mark.parametrize(("name", "place"), [("稿.md", "第 3 行"), ("稿.docx", "第 3 段")])
def test_a_message_names_another_place_as_the_file_counts_and_quotes_whole_sentences(name: str, place: str) -> None:
    text = f"一、问题\n\n{TWICE}一是慢。\n\n{TWICE}一是软。"
    written = plain(name, text)
    (one,) = (one for one in checks.check(written, PARSER.parse(written)) if one.rule == "repeated-within")
    assert one.message == f"这句话与{place}重复：{TWICE}"
    assert text[one.start : one.end] == TWICE


def test_the_terminal_tells_the_same_advice_once(tmp_path: Path) -> None:
    path = tmp_path / "稿.md"
    path.write_text("我【待补：何时】去了【待补：何地】，见了【待补：何人】。", encoding="utf-8")
    told = CliRunner().invoke(app, ["check", str(path), "--library", str(tmp_path / "库")])
    assert told.stdout.count("这里还有待补的内容") == 3
    assert told.stdout.count("填上自己的事实") == 1


def test_findings_come_in_order_of_place_and_name_their_basis(tmp_path: Path) -> None:
    findings = found(tmp_path, REPORT.replace("；", ";"))
    assert [one.start for one in findings] == sorted(one.start for one in findings)
    assert all(one.message and one.advice and one.basis and one.family in checks.FAMILIES for one in findings)


def test_only_a_rule_with_a_binding_ground_is_an_error() -> None:
    binding = ("条例", "章程", "若干规定")
    assert all(any(word in rule.basis for word in binding) for rule in checks.rules() if rule.severity == "error")


def test_rules_have_ids_of_their_own() -> None:
    ids = [rule.id for rule in checks.rules()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", ["half-width", "typo"])
def test_a_rule_can_be_switched_off(tmp_path: Path, rule: str) -> None:
    written = REPORT.replace("；", ";", 1).replace("批评指正", "批评指证")
    assert rule in rules_in(found(tmp_path, written))
    assert rule not in rules_in(found(tmp_path, written, off=[rule]))


def test_a_fix_mends_what_was_found_and_nothing_else(tmp_path: Path) -> None:
    spoilt = REPORT.replace("；", ";", 1).replace("批评指正", "批评指证")
    document = text_of(tmp_path, spoilt)
    findings = [one for one in checks.check(document, PARSER.parse(document)) if one.severity == "warning"]
    assert checks.applied(document.text, findings) == text_of(tmp_path, REPORT, "原.md").text


def test_fixes_that_overlap_are_applied_once() -> None:
    document = Document("x.md", "认真的学习", ())
    one = Finding("de", "warning", 0, 3, 1, 1, "", "", "", "", fix="认真地")
    assert checks.applied(document.text, [one, replace(one, start=2, fix="得")]) == "认真地学习"


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet="一二三四五（）()、。，：；“”\"'《》是的地得X# *\n党委班子对照检查材料存在问题0123年度民主生活会 ",
        max_size=400,
    )
)
def test_any_text_can_be_checked(written: str) -> None:
    blocks, at = [], 0
    for number, line in enumerate(written.split("\n"), 1):
        if line.strip():
            blocks.append(Block(line, "", number, at))
        at += len(line) + 1
    document = Document("x.txt", written, tuple(blocks))
    for one in checks.check(document, PARSER.parse(document)):
        assert 0 <= one.start <= one.end <= len(written)


def test_the_meeting_asked_for_decides_what_is_missing(tmp_path: Path) -> None:
    outline = resources.load_outline("2025")
    wanted = found(tmp_path, REPORT, outline=outline)
    assert "aspect-missing" in rules_in(wanted)
    assert "aspect-missing" not in rules_in(found(tmp_path, REPORT))


def test_words_of_another_writer_are_residue_once_the_profile_is_known(tmp_path: Path) -> None:
    profile = Profile(
        role="县农业农村局局长", who="individual", level="county", unit="某县农业农村局", portfolio=("农业农村",)
    )
    findings = found(tmp_path, REPORT, profile=profile)
    assert any(one.rule == "profile-mismatch" for one in findings)
    assert any(one.rule == "level-leak" or "常委会" in one.excerpt for one in findings)


def test_the_writers_own_report_fits_the_writers_own_profile(tmp_path: Path) -> None:
    profile = Profile(role="市委常委班子", who="group", level="city", unit="中共某市委", unit_type="party")
    findings = found(tmp_path, REPORT, profile=profile)
    assert [one for one in findings if one.severity != "hint"] == []


def test_another_province_is_a_stranger(tmp_path: Path) -> None:
    profile = Profile(role="市委常委班子", who="group", level="city", unit="中共某市委", region="山西省某市")
    findings = found(
        tmp_path,
        REPORT.replace("## 四、原因分析\n", "## 四、原因分析\n\n推动陕西高质量发展的劲头不足。\n"),
        profile=profile,
    )
    assert [one.excerpt for one in findings if one.rule == "place-residue"] == ["陕西"]


def test_figures_without_a_fact_are_named_once_facts_are_given(tmp_path: Path) -> None:
    profile = Profile(role="市委常委班子", who="group", level="city", unit="中共某市委")
    facts = (Fact("F1", "共谈心谈话136人次"),)
    findings = found(tmp_path, REPORT, profile=profile, facts=facts)
    figures = {one.excerpt for one in findings if one.rule == "unsupported"}
    assert "73" in figures
    assert "136" not in figures


def test_last_years_text_under_a_new_title_is_told(tmp_path: Path) -> None:
    other = text_of(tmp_path, REPORT, "去年.md")
    again = REPORT.replace("2024年度", "2025年度").replace("2024年", "2025年")
    findings = found(tmp_path, again, against=[other])
    share = next(one for one in findings if one.rule == "similar-share")
    assert "去年.md" in share.message


def test_two_reports_of_the_genre_share_only_official_wording(tmp_path: Path) -> None:
    other = read(next(path for path in OWN if path.stem == "2024-union-group"))
    findings = found(tmp_path, REPORT, against=[other])
    assert not [one for one in findings if one.family == "similarity"]


@pytest.mark.parametrize(
    "copied",
    [
        "市里成立过3个专班、换过两任牵头人，专班会议纪要有42份，真正形成处置结果的只有9份。",
        "市里成立过3个专班；换过两任牵头人：专班会议纪要有42份，真正形成处置结果的，只有9份。",
        "专班会议纪要有42份，真正形成处置结果的只有9份，市里成立过3个专班、换过两任牵头人。",
    ],
)
def test_one_copied_sentence_is_found_in_a_long_text(tmp_path: Path, copied: str) -> None:
    source = "市里成立过3个专班、换过两任牵头人，专班会议纪要有42份，真正形成处置结果的只有9份。"
    other = text_of(tmp_path, f"# 别人的材料\n\n一、存在的问题\n\n我们也查了自己。{source}这是去年的事。", "别人.md")
    mine = next(path for path in OWN if path.stem == "2025-county-head").read_text(encoding="utf-8")
    written = mine.replace("## 三、问题查摆\n", f"## 三、问题查摆\n\n{copied}\n", 1)
    assert written != mine
    findings = found(tmp_path, written, against=[other])
    at = written.index(copied)
    assert any(one.family == "similarity" and one.start < at + len(copied) and at < one.end for one in findings)


def test_a_sentence_from_the_library_is_told_but_not_a_text_in_itself(tmp_path: Path) -> None:
    path = tmp_path / "库里的.md"
    path.write_text(REPORT, encoding="utf-8")
    with Corpus.open(tmp_path / "库", embedder=BuiltinEmbedder(), parse=PARSER.parse, read=read) as corpus:
        corpus.ingest([path])
        library = Library(corpus, resources.lexicon().expressions)
        document = read(path)
        alone = checks.check(document, PARSER.parse(document), library=library)
        borrowed = "某区烂尾商业综合体停工六年，1100多名购房人多次来访。"
        copy = text_of(
            tmp_path, f"# 某市副市长2024年度民主生活会个人对照检查材料\n\n## 一、存在的问题\n\n{borrowed}\n", "新稿.md"
        )
        copied = checks.check(copy, PARSER.parse(copy), library=library)
    assert "similar-library" not in rules_in(alone)
    assert "similar-library" in rules_in(copied)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments])


def test_the_command_answers_in_json_with_offsets_and_a_summary(tmp_path: Path) -> None:
    path = tmp_path / "稿.md"
    path.write_text(REPORT.replace("批评指正", "批评指证"), encoding="utf-8")
    answer = run(str(path), "--json", "--library", str(tmp_path / "没有库"))
    assert answer.exit_code == 0
    told = json.loads(answer.stdout)
    one = next(row for row in told["findings"] if row["rule"] == "typo")
    assert one["fix"] == "批评指正"
    assert path.read_text(encoding="utf-8")[one["start"] : one["end"]] == "批评指证"
    assert told["summary"]["by_severity"]["warning"] == sum(row["severity"] == "warning" for row in told["findings"])
    assert any("示例库" in text for text in told["summary"]["not_checked"])


def test_the_command_fails_on_an_error_only_when_asked_to_be_strict(tmp_path: Path) -> None:
    path = tmp_path / "稿.md"
    path.write_text(REPORT.replace("1.2万名", "XX名"), encoding="utf-8")
    library = ("--library", str(tmp_path / "没有库"))
    assert run(str(path), *library).exit_code == 0
    assert run(str(path), "--strict", *library).exit_code == 1


def test_the_findings_can_be_printed_as_one_page(tmp_path: Path) -> None:
    path = tmp_path / "稿.md"
    path.write_text(REPORT.replace("批评指正", "批评指证<b>"), encoding="utf-8")
    page = tmp_path / "结果.html"
    assert run(str(path), "-o", str(page), "--library", str(tmp_path / "没有库")).exit_code == 0
    written = page.read_text(encoding="utf-8")
    assert "批评指证" in written
    assert "<b>。" not in written
    assert "没有检查的" in written


def test_an_unknown_rule_is_named(tmp_path: Path) -> None:
    path = tmp_path / "稿.md"
    path.write_text(REPORT, encoding="utf-8")
    answer = run(str(path), "--off", "没有这条")
    assert answer.exit_code == 1
    assert "没有这条" in answer.exception.message
