"""Loading what ships with the program, and taking in a user's own outline."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from assistant import resources
from assistant.resources import BadFile, add_outline, load_outline, outlines
from index import Fault, NotFound

NOTICE = """\
id = "2026"
year = 2026
name = "2026年度民主生活会"
theme = "为检验程序而编的主题，不是真的通知"
for_whom = "both"
signals = ["只有这份编造的通知才说的话"]
source = "测试"
certainty = "low"

[[aspect]]
text = "带头把编造的第一个方面写清楚"
short = "第一方面"
topics = ["theory", "loyalty"]

[[aspect]]
text = "带头把编造的第二个方面办扎实"
short = "第二方面"
topics = ["duty"]

[[part]]
kind = "opening"
words = 300

[[part]]
kind = "problems"
title = "存在的主要问题"
words = 500

[[part]]
kind = "measures"
title = "整改措施"
who = "individual"
words = 700
"""


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "今年的通知.toml"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def test_a_new_notice_is_taken_in_and_told_to_the_parser(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "outlines"
    assert add_outline(notice, folder).id == "2026"
    known = outlines(folder)
    assert known[-1] == load_outline("2026", folder)
    lexicon = resources.lexicon(extra_outlines=known)
    assert [aspect.text for aspect in lexicon.aspects if aspect.meeting == "2026"] == [
        "带头把编造的第一个方面写清楚",
        "带头把编造的第二个方面办扎实",
    ]
    assert "2026" in [meeting.id for meeting in lexicon.meetings]
    assert "2026" not in [meeting.id for meeting in resources.lexicon().meetings]


def test_parts_of_an_added_outline_follow_the_voice(notice: Path, tmp_path: Path) -> None:
    outline = add_outline(notice, tmp_path / "outlines")
    individual = [part.id for part in outline.parts_for("individual")]
    assert individual == ["opening", "problems/1", "problems/2", "measures"]
    assert [part.id for part in outline.parts_for("group")] == ["opening", "problems/1", "problems/2"]
    second = outline.part("problems/2", "group")
    assert second is not None
    assert (second.title, second.section, second.topics) == (
        "带头把编造的第二个方面办扎实",
        "存在的主要问题",
        ("duty",),
    )
    assert outline.part("measures", "group") is None


def test_adding_the_same_year_again_replaces_it(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "outlines"
    add_outline(notice, folder)
    notice.write_text(NOTICE.replace("编造的第一个方面", "改过的第一个方面"), encoding="utf-8")
    add_outline(notice, folder)
    assert "改过的" in load_outline("2026", folder).aspects[0].text
    assert len(outlines(folder)) == len(outlines()) + 1


def test_a_users_outline_replaces_the_shipped_one(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "outlines"
    notice.write_text(NOTICE.replace("2026", "2025"), encoding="utf-8")
    add_outline(notice, folder)
    assert len(load_outline("2025", folder).aspects) == 2
    aspects = [a.text for a in resources.lexicon(outlines(folder)).aspects if a.meeting == "2025"]
    assert aspects == ["带头把编造的第一个方面写清楚", "带头把编造的第二个方面办扎实"]


@pytest.mark.parametrize(
    ("written", "changed", "line", "said"),
    [
        ('short = "第二方面"', 'shrot = "第二方面"', 17, "shrot"),
        ('text = "带头把编造的第二个方面办扎实"\n', "", 15, "缺少这一项"),
        ('text = "带头把编造的第二个方面办扎实"', 'text = ""', 16, "不能为空"),
        ('topics = ["duty"]', 'topics = ["daty"]', 18, "daty"),
        ('topics = ["duty"]', 'topics = ["duty"', None, "TOML"),
        ("year = 2026", 'year = "今年"', 2, "整数"),
        ("words = 500", "words = -5", 27, "太小"),
        ('kind = "measures"', 'kind = "mesures"', 30, "不在允许的取值之内"),
        ('name = "2026年度民主生活会"', "name = 2026年度民主生活会", 3, "TOML"),
        ('id = "2026"', 'id = "../2026"', 1, "格式"),
        ('certainty = "low"', 'certainty = "low"\ngenre = "novel"', 9, "novel"),
    ],
)
def test_a_broken_outline_is_refused_with_file_line_and_reason(
    notice: Path, tmp_path: Path, written: str, changed: str, line: int | None, said: str
) -> None:
    assert written in NOTICE
    notice.write_text(NOTICE.replace(written, changed), encoding="utf-8")
    folder = tmp_path / "outlines"
    with pytest.raises(BadFile) as caught:
        add_outline(notice, folder)
    assert "今年的通知.toml" in caught.value.message
    assert said in str(caught.value)
    assert line is None or f"第 {line} 行" in caught.value.message
    assert caught.value.remedy
    assert not folder.exists()


def test_an_outline_without_problems_is_refused(notice: Path, tmp_path: Path) -> None:
    notice.write_text(NOTICE.replace('kind = "problems"', 'kind = "causes"'), encoding="utf-8")
    with pytest.raises(BadFile, match="没有存在问题部分"):
        add_outline(notice, tmp_path / "outlines")


def test_an_outline_in_another_encoding_is_refused_with_the_remedy(notice: Path, tmp_path: Path) -> None:
    notice.write_bytes(NOTICE.encode("gb18030"))
    with pytest.raises(BadFile, match="UTF-8"):
        add_outline(notice, tmp_path / "outlines")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(notice: Path, tmp_path: Path) -> None:
    notice.write_bytes(b"\xef\xbb\xbf" + NOTICE.replace("\n", "\r\n").encode())
    assert add_outline(notice, tmp_path / "outlines").year == 2026
    assert load_outline("2026", tmp_path / "outlines").year == 2026


def test_a_missing_file_and_an_unknown_year_are_said_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="打不开"):
        add_outline(tmp_path / "没有.toml", tmp_path / "outlines")
    with pytest.raises(NotFound, match="1999"):
        load_outline("1999")


def test_a_folder_that_does_not_exist_adds_nothing(tmp_path: Path) -> None:
    assert outlines(tmp_path / "none") == outlines()


def test_data_lies_beside_the_packages_in_a_checkout() -> None:
    folder = resources.folder("data")
    assert folder.joinpath("topics.toml").is_file()
    assert "2025.toml" in resources.names("data", "outlines", suffix=".toml")


def test_data_is_found_in_a_wheel_that_is_not_even_unpacked(tmp_path: Path) -> None:
    root = Path(resources.__file__).parents[2]
    wheel = tmp_path / "zhibi.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for package in ("assistant", "index"):
            for path in sorted((root / package).rglob("*.py")):
                archive.write(path, path.relative_to(root))
        for path in sorted((root / "data").rglob("*.toml")):
            archive.write(path, Path("assistant/_files") / path.relative_to(root))
    script = "from assistant import resources; print(resources.folder('data'), len(resources.outlines()))"
    assert _answer(script, wheel, tmp_path).split()[-1] == str(len(outlines()))


def test_data_is_found_inside_an_installed_package(tmp_path: Path) -> None:
    root = Path(resources.__file__).parents[2]
    site = tmp_path / "site"
    for package in ("assistant", "index"):
        shutil.copytree(root / package, site / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(root / "data" / "outlines", site / "assistant" / "_files" / "data" / "outlines")
    script = "from assistant import resources; print(resources.folder('data').joinpath('outlines', '2025.toml'))"
    assert "_files" in _answer(script, site, tmp_path)


def _answer(script: str, path: Path, directory: Path) -> str:
    environment = {"PYTHONPATH": str(path), "PYTHONIOENCODING": "utf-8", "PATH": "", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        cwd=directory,
        env=environment,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.strip()
