"""The command line is a contract: these commands, these keys, these exit statuses."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from commands import Zhibi, ran

from assistant import resources
from index import read

ROOT = Path(__file__).parents[1]
REPORTS = Path(str(resources.folder("data") / "reports"))
SAMPLES = ("2024-city-standing-committee.md", "2025-vice-mayor-livelihood.md", "2021-county-education.md")


@pytest.fixture
def zhibi(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Zhibi:
    return partial(ran, capfd, monkeypatch)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with three reports, made by the command itself."""
    folder = tmp_path_factory.mktemp("cli") / "library"
    files = [str(REPORTS / name) for name in SAMPLES]
    process("ingest", *files, "--library", str(folder)).check_returncode()
    return folder


@pytest.fixture
def library(filled: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(filled, tmp_path / "library"))


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        timeout=120,
        check=False,
    )


def keys(answer: dict[str, Any]) -> list[str]:
    return list(answer)


# -- taking in and out


def test_ingest_answers_by_the_contract_and_a_bad_file_never_stops_the_rest(zhibi: Zhibi, tmp_path: Path) -> None:
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"PK\x03\x04 not a document")
    missing = tmp_path / "没有.md"
    done = zhibi("ingest", bad, missing, REPORTS / SAMPLES[0], "--library", tmp_path / "lib", "--json")
    assert done.status == 1
    assert keys(done.json) == ["added", "unchanged", "failed"]
    assert [keys(card) for card in done.json["added"]] == [["id", "title", "source", "passages"]]
    assert [keys(failure) for failure in done.json["failed"]] == [["source", "message", "remedy"]] * 2
    assert all(failure["message"] and failure["remedy"] for failure in done.json["failed"])
    again = zhibi("ingest", REPORTS / SAMPLES[0], "--library", tmp_path / "lib", "--json")
    assert again.status == 0
    assert again.json["unchanged"] == done.json["added"]


def test_ingest_takes_folders_and_tells_a_person_what_became_of_each_file(zhibi: Zhibi, tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    folder.mkdir()
    shutil.copy(REPORTS / SAMPLES[1], folder)
    (folder / "空.txt").write_text("", encoding="utf-8")
    done = zhibi("ingest", folder, "--library", tmp_path / "lib")
    assert done.status == 1
    assert "共入库 1 份，已有 0 份，失败 1 份。" in done.out
    assert "空.txt" in done.err


def test_reports_lists_and_remove_takes_out(zhibi: Zhibi, library: Path) -> None:
    cards = zhibi("reports", "--library", library, "--json").json["reports"]
    assert len(cards) == 3
    assert set(cards[0]) >= {"id", "title", "source", "who", "role", "level", "portfolio", "meeting", "passages"}
    gone = zhibi("remove", cards[0]["id"], "--library", library, "--json")
    assert gone.json == {"removed": cards[0]["id"], "title": cards[0]["title"]}
    assert len(zhibi("reports", "--library", library, "--json").json["reports"]) == 2
    unknown = zhibi("remove", "nosuchreport", "--library", library)
    assert unknown.status == 1
    assert "nosuchreport" in unknown.err
    assert unknown.out == ""


def test_reindex_rebuilds_and_everything_is_found_as_before(zhibi: Zhibi, library: Path) -> None:
    before = zhibi("search", "民生实事", "--library", library, "--json").json
    done = zhibi("reindex", "--library", library, "--json")
    assert done.status == 0
    assert done.json["state"]["reports"] == 3
    assert [hit["id"] for hit in zhibi("search", "民生实事", "--library", library, "--json").json["hits"]] == [
        hit["id"] for hit in before["hits"]
    ]


def test_a_library_in_use_is_not_written_to_by_another_program(zhibi: Zhibi, library: Path) -> None:
    from small_library import open_library

    with open_library(library):
        refused = zhibi("remove", "whatever", "--library", library)
        assert refused.status == 1
        assert str(os.getpid()) in refused.err
        assert zhibi("search", "学习", "--library", library, "--json").status == 0
        said = {check["name"]: check for check in zhibi("doctor", "--library", library, "--json").json["checks"]}
        assert str(os.getpid()) in said["占用情况"]["message"]


# -- structure


def test_parse_shows_the_structure_by_the_contract_and_stores_nothing(zhibi: Zhibi, tmp_path: Path) -> None:
    answer = zhibi("parse", REPORTS / SAMPLES[1], "--library", tmp_path / "lib", "--json").json
    assert keys(answer) == [
        "title", "who", "role", "level", "portfolio", "meeting", "opening", "sections", "closing", "masks",
    ]  # fmt: skip
    assert answer["opening"].keys() == {"line"}
    section = next(section for section in answer["sections"] if section["kind"] == "problems")
    assert keys(section) == ["number", "title", "kind", "line", "children", "points"]
    assert keys(section["children"][0]) == ["number", "title", "aspect", "line", "run_in", "points"]
    assert [child["aspect"] for child in section["children"]] == [1, 2, 3, 4, 5]
    assert not (tmp_path / "lib").exists()


def test_parse_of_what_is_no_report_is_a_sentence_and_status_one(zhibi: Zhibi, tmp_path: Path) -> None:
    failed = zhibi("parse", tmp_path / "没有.docx")
    assert failed.status == 1
    assert "Traceback" not in failed.err
    assert len(failed.err.strip().splitlines()) == 2


# -- finding


def test_search_answers_by_the_contract(zhibi: Zhibi, filled: Path) -> None:
    answer = zhibi("search", "校外培训监管", "-k", 3, "--library", filled, "--json").json
    assert keys(answer) == ["hits", "degraded"]
    assert 1 <= len(answer["hits"]) <= 3
    hit = answer["hits"][0]
    assert keys(hit) == [
        "id", "text", "score", "report", "title", "source", "section", "kind", "aspect", "topics", "start", "end",
    ]  # fmt: skip
    assert [hit["score"] for hit in answer["hits"]] == sorted((hit["score"] for hit in answer["hits"]), reverse=True)


def test_a_draft_is_written_by_the_contract_with_what_its_marks_stand_for_beside_it(
    zhibi: Zhibi, filled: Path, tmp_path: Path
) -> None:
    profile, facts = tmp_path / "我.toml", tmp_path / "事实.toml"
    profile.write_text('role = "副市长"\nwho = "individual"\nlevel = "city"\nportfolio = ["教育"]\n', encoding="utf-8")
    facts.write_text('[[fact]]\ntext = "2025年3月只去过学校两次"\ntopic = "people"\n', encoding="utf-8")
    given = ("--profile", profile, "--meeting", "2025", "--facts", facts, "--library", filled)
    answer = zhibi("draft", *given, "-o", tmp_path / "稿.md", "--json").json
    assert keys(answer) == ["output", "parts", "degraded"]
    assert keys(answer["parts"][0]) == ["id", "characters", "slots"]
    text, sources = ((tmp_path / name).read_text(encoding="utf-8") for name in ("稿.md", "稿.出处.md"))
    marks = set(re.findall(r"\[F?\d+\]", text))
    assert {"[1]", "[F1]"} <= marks
    assert all(f"\n{mark} " in sources for mark in marks)
    zhibi("draft", *given, "-o", tmp_path / "稿.docx", "--json")
    assert "[1]" not in read(tmp_path / "稿.docx").text


def test_a_file_of_one_endless_line_does_not_flood_the_terminal(zhibi: Zhibi, tmp_path: Path) -> None:
    (tmp_path / "line.txt").write_text("学习浮在面上，落实不力。" * 50_000, encoding="utf-8")
    zhibi("ingest", tmp_path / "line.txt", "--library", tmp_path / "library")
    shown = zhibi("search", "学习浮在面上", "-k", 5, "--library", tmp_path / "library").out
    assert "学习浮在面上" in shown
    assert "全文用 --json 看" in shown
    assert len(shown) < 6000


def test_filters_are_hard_and_may_be_named_in_chinese(zhibi: Zhibi, filled: Path) -> None:
    def hits(*options: object) -> list[dict[str, Any]]:
        found = zhibi("search", "学习", *options, "--library", filled, "--json").json["hits"]
        assert found
        return found  # type: ignore[no-any-return]

    assert {hit["kind"] for hit in hits("--kind", "原因")} == {"causes"}
    assert all("theory" in hit["topics"] for hit in hits("--topic", "theory"))
    meetings = {card["id"]: card["meeting"] for card in zhibi("reports", "--library", filled, "--json").json["reports"]}
    assert {meetings[hit["report"]] for hit in hits("--meeting", "2025年度")} == {"2025"}
    assert len({hit["report"] for hit in hits("--who", "班子")}) == 1
    assert {hit["title"][:4] for hit in hits("--portfolio", "教体")} <= {"某县教育", "某市副市"}


@pytest.mark.parametrize("mode", ["lexical", "dense", "hybrid"])
def test_every_mode_answers(zhibi: Zhibi, filled: Path, mode: str) -> None:
    answer = zhibi("search", "民生实事", "--mode", mode, "--library", filled, "--json").json
    assert answer["hits"]
    assert answer["degraded"] == []


def test_what_is_not_known_is_named_with_what_is(zhibi: Zhibi, filled: Path) -> None:
    unknown = zhibi("search", "学习", "--topic", "没有的主题", "--library", filled)
    assert unknown.status == 1
    assert "没有的主题" in unknown.err
    assert "可用的主题" in unknown.err


def test_phrases_answer_by_the_contract(zhibi: Zhibi, filled: Path) -> None:
    answer = zhibi("phrases", "学习", "-k", 5, "--library", filled, "--json").json
    assert keys(answer) == ["phrases"]
    assert 1 <= len(answer["phrases"]) <= 5
    phrase = answer["phrases"][0]
    assert keys(phrase) == ["text", "count", "uses"]
    assert "学习" in phrase["text"]
    assert all(keys(use) == ["report", "section", "context"] for use in phrase["uses"])
    assert phrase["text"] in phrase["uses"][0]["context"]


def test_a_library_never_made_begins_with_the_bundled_examples(zhibi: Zhibi, tmp_path: Path) -> None:
    first = zhibi("search", "担当作为", "--library", tmp_path / "new", "--json")
    assert first.status == 0
    assert first.json["hits"]
    assert "内置示例" in first.err
    listed = zhibi("reports", "--library", tmp_path / "new", "--json")
    assert len(listed.json["reports"]) == len(list(REPORTS.glob("*.md")))
    assert listed.err == ""


# -- the installation


def test_doctor_answers_by_the_contract_and_says_what_is_wrong(zhibi: Zhibi, library: Path) -> None:
    well = zhibi("doctor", "--library", library, "--json")
    assert keys(well.json) == ["checks"]
    assert all(keys(check) == ["name", "ok", "message", "remedy"] for check in well.json["checks"])
    assert {"示例库", "全文索引", "语义索引", "向量模型", "读写权限", "磁盘空间", "网页端口"} <= {
        check["name"] for check in well.json["checks"] if check["ok"]
    }
    for path in library.glob("ledger.sqlite3*"):
        path.unlink()
    ill = zhibi("doctor", "--library", library, "--json")
    assert ill.status == 0
    broken = {check["name"]: check for check in ill.json["checks"]}["示例库"]
    assert not broken["ok"]
    assert broken["message"]
    assert broken["remedy"]
    assert all("\n" not in check["message"] + check["remedy"] for check in ill.json["checks"])


def test_doctor_reports_an_embedder_that_cannot_be_used(
    zhibi: Zhibi, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIBI_EMBEDDING", "/没有/这个/模型")
    checks = {check["name"]: check for check in zhibi("doctor", "--library", filled, "--json").json["checks"]}
    assert not checks["向量模型"]["ok"]
    assert checks["示例库"]["name"] == "示例库"


def test_a_wrong_setting_is_named(zhibi: Zhibi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHIBI_SERVER_PORT", "eighty")
    refused = zhibi("reports", "--library", tmp_path / "lib")
    assert refused.status == 1
    assert "server.port" in refused.err
    examined = zhibi("doctor", "--json")
    assert examined.status == 0
    assert any(check["name"] == "设置" and not check["ok"] for check in examined.json["checks"])


OUTLINE = """id = "2031"
year = 2031
name = "2031年度民主生活会"
theme = "把话说清楚，把事做扎实"
source = "编造的通知，用于测试"
certainty = "high"
[[aspect]]
text = "带头把会议开短"
short = "开短会"
topics = ["style"]
[[part]]
kind = "problems"
title = "存在的问题"
"""


def test_a_new_notice_is_added_and_known_from_then_on(zhibi: Zhibi, library: Path, tmp_path: Path) -> None:
    notice = tmp_path / "2031.toml"
    notice.write_text(OUTLINE, encoding="utf-8")
    added = zhibi("outline", "add", notice, "--library", library, "--json")
    assert added.json == {"added": "2031", "name": "2031年度民主生活会"}
    listed = zhibi("outline", "list", "--library", library, "--json").json
    assert keys(listed) == ["outlines"]
    assert {"id": "2031", "name": "2031年度民主生活会", "theme": "把话说清楚，把事做扎实"} in listed["outlines"]
    draft = tmp_path / "材料.md"
    draft.write_text(
        "某县副县长2031年度民主生活会对照检查材料\n\n一、存在的问题\n\n（一）带头把会议开短方面\n\n一是会议多。去年开了40场。\n",
        encoding="utf-8",
    )
    parsed = zhibi("parse", draft, "--library", library, "--json").json
    assert parsed["meeting"] == "2031"
    assert parsed["sections"][0]["children"][0]["aspect"] == 1


def test_a_notice_that_is_wrong_is_refused_with_the_line(zhibi: Zhibi, library: Path, tmp_path: Path) -> None:
    notice = tmp_path / "2031.toml"
    notice.write_text(OUTLINE.replace("year = 2031", 'year = "下一年"'), encoding="utf-8")
    refused = zhibi("outline", "add", notice, "--library", library)
    assert refused.status == 1
    assert "2" in refused.err
    assert "2031" not in zhibi("outline", "list", "--library", library).out


def test_retrieval_is_measured_on_any_set(zhibi: Zhibi, tmp_path: Path) -> None:
    rows = {"a": "每月下村两天，把会开到田埂上", "b": "公文写作要短实新", "c": "断头路三年没有打通"}
    queries = {"1": "下村调研", "2": "断头路"}
    for name, table in (("corpus", rows), ("queries", queries)):
        lines = [json.dumps({"id": id, "text": text}, ensure_ascii=False) for id, text in table.items()]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query\tpassage\tgrade\n1\ta\t1\n2\tc\t2\n", encoding="utf-8")
    files = [f"--{name}={tmp_path / file}" for name, file in
             (("corpus", "corpus.jsonl"), ("queries", "queries.jsonl"), ("qrels", "qrels.tsv"))]  # fmt: skip
    figures = zhibi("eval", "retrieval", *files, "--json").json
    assert keys(figures) == ["ndcg@10", "recall@5", "recall@20", "mrr@10", "queries", "ms_per_query"]
    assert (figures["queries"], figures["mrr@10"], figures["recall@5"]) == (2, 1.0, 1.0)
    assert zhibi("eval", "retrieval", *files[:2], f"--qrels={tmp_path}/none.tsv").status == 1


# -- usage and surroundings


@pytest.mark.parametrize(
    "arguments",
    [("nosuchcommand",), ("search",), ("search", "学习", "--mode", "fuzzy"), ("search", "学习", "-k", "0"), ("parse",)],
)
def test_wrong_usage_ends_with_status_two(zhibi: Zhibi, arguments: tuple[str, ...]) -> None:
    assert zhibi(*arguments).status == 2


def test_chinese_comes_out_whole_where_the_locale_knows_none(filled: Path) -> None:
    plain = {"LC_ALL": "C", "LANG": "C"}
    found = process("phrases", "学习", "--library", str(filled), **plain)
    assert found.returncode == 0
    assert "学习" in found.stdout.decode("utf-8").splitlines()[0]
    refused = process("remove", "无此材料", "--library", str(filled), **plain)
    assert refused.returncode == 1
    assert "资料库里没有这份材料" in refused.stderr.decode("utf-8")


def test_on_a_pipe_there_is_no_progress_bar_and_json_is_all_there_is(tmp_path: Path) -> None:
    done = process("ingest", str(REPORTS / SAMPLES[0]), "--library", str(tmp_path / "lib"), "--json")
    assert done.returncode == 0
    assert done.stderr == b""
    assert json.loads(done.stdout)["failed"] == []


def test_the_variable_chooses_the_library_and_the_option_wins(
    zhibi: Zhibi, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIBI_LIBRARY", str(library))
    assert len(zhibi("reports", "--json").json["reports"]) == 3
    zhibi("ingest", REPORTS / SAMPLES[0], "--library", tmp_path / "other")
    assert len(zhibi("reports", "--library", tmp_path / "other", "--json").json["reports"]) == 1
