"""What a library promises of its folder: private, one writer, damage noticed and mended, nothing acknowledged lost."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small_library import ROADS, TEACHER, document, open_library, parse, texts

from index.corpus import Corpus
from index.errors import Fault, LibraryBusy, LibraryDamaged, NotFound
from index.report import Query

ROOT = Path(__file__).parents[1]


# -- the folder, the lock, damage


def test_the_library_is_private(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(TEACHER))
        if os.name != "posix":
            pytest.skip("这一平台没有这种权限")
        assert stat.S_IMODE((tmp_path / "lib").stat().st_mode) == 0o700
        for path in (tmp_path / "lib").iterdir():
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_a_second_writer_is_refused_and_told_who_is_first(tmp_path: Path, library: Corpus) -> None:
    program = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from small_library import open_library; from index.errors import LibraryBusy\n"
        "try: open_library(Path(sys.argv[1]))\n"
        "except LibraryBusy as busy: print(busy)"
    )
    arguments = [str(tmp_path / "lib"), str(ROOT), str(ROOT / "tests")]
    ran = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert str(os.getpid()) in ran.stdout
    library.add(document("第三份\n第一个仍然可以写。"))
    assert len(library.reports()) == 3


def test_the_lock_is_given_back(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib"), pytest.raises(LibraryBusy):
        open_library(tmp_path / "lib")
    open_library(tmp_path / "lib").close()


def test_a_reader_sees_what_the_writer_acknowledges(tmp_path: Path, library: Corpus) -> None:
    with open_library(tmp_path / "lib", writable=False) as reader:
        assert texts(reader, "断头路")
        library.add(document("第三份\n新来的一段讲防汛抗旱。"))
        assert texts(reader, "防汛抗旱", mode="lexical") == ["新来的一段讲防汛抗旱。"]
        assert reader.phrase("防汛抗旱").total == 1
        library.remove(parse(document(ROADS)).id)
        assert texts(reader, "断头路", mode="lexical") == []
        with pytest.raises(Fault, match="只读"):
            reader.add(document("第四份\n不该写进去。"))


def test_a_reader_finds_everything_where_the_derived_indexes_are_missing(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(ROADS))
        expected = corpus.search(Query("断头路"))
    for path in (tmp_path / "lib").glob("lexical*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    before = sorted(path.name for path in (tmp_path / "lib").iterdir() if not path.name.endswith(("-wal", "-shm")))
    with open_library(tmp_path / "lib", writable=False) as reader:
        assert reader.search(Query("断头路")) == expected
    after = sorted(path.name for path in (tmp_path / "lib").iterdir() if not path.name.endswith(("-wal", "-shm")))
    assert before == after


def test_a_reader_makes_no_library(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        open_library(tmp_path / "lib", writable=False)
    assert not (tmp_path / "lib").exists()
    assert not Corpus.exists(tmp_path / "lib")


@pytest.mark.parametrize("writable", [True, False])
@pytest.mark.parametrize("harm", ["gone", "empty", "garbage"])
def test_a_lost_ledger_is_never_replaced_by_an_empty_one(tmp_path: Path, harm: str, writable: bool) -> None:
    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(TEACHER))
    path = tmp_path / "lib" / "ledger.sqlite3"
    {"gone": path.unlink, "empty": lambda: path.write_bytes(b""), "garbage": lambda: path.write_bytes(b"x" * 9000)}[
        harm
    ]()
    for _ in range(2):
        with pytest.raises(LibraryDamaged) as refused:
            open_library(tmp_path / "lib", writable=writable)
        assert refused.value.remedy


def test_the_ledger_of_another_library_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with open_library(tmp_path / name) as corpus:
            corpus.add(document(TEACHER))
    shutil.copy(tmp_path / "a" / "ledger.sqlite3", tmp_path / "b" / "ledger.sqlite3")
    with pytest.raises(LibraryDamaged, match="不属于"):
        open_library(tmp_path / "b")


def test_a_lost_marker_is_written_again(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(TEACHER))
    marker = tmp_path / "lib" / "library.json"
    before = json.loads(marker.read_text())
    marker.unlink()
    with open_library(tmp_path / "lib") as corpus:
        assert len(corpus.reports()) == 1
    assert json.loads(marker.read_text()) == before


def rmtree(path: Path) -> None:
    shutil.rmtree(path)


def garble_all(path: Path) -> None:
    for file in (file for file in path.rglob("*") if file.is_file()):
        file.write_bytes(b"\xa5" * file.stat().st_size)


def halve_all(path: Path) -> None:
    for file in (file for file in path.rglob("*") if file.is_file()):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def numbered(count: int) -> str:
    return "编号\n" + "\n".join(
        f"第{at}段说的是第{at * 37 % 1009}号问题的整改，责任人为{at * 11}组。" for at in range(count)
    )


@pytest.mark.parametrize("harm", [rmtree, garble_all, halve_all])
@pytest.mark.parametrize("kind", ["lexical", "vectors"])
def test_a_damaged_index_answers_rightly_and_is_made_again(
    tmp_path: Path, kind: str, harm: Callable[[Path], None]
) -> None:
    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(numbered(120)))
        assert corpus.catch_up()
        expected = corpus.search(Query("第74号问题的整改"))
    (folder,) = (path for path in (tmp_path / "lib").glob(f"{kind}-*") if path.is_dir())
    harm(folder)
    with open_library(tmp_path / "lib", writable=False) as reader:
        assert reader.search(Query("第74号问题的整改")) == expected
    with open_library(tmp_path / "lib") as corpus:
        assert corpus.search(Query("第74号问题的整改")) == expected
        assert corpus.catch_up()
        assert corpus.state()["lexical"]["count"] == corpus.state()["dense"]["count"] == 120
        assert corpus.state()["dense" if kind == "vectors" else "lexical"]["repairs"] == 1
    left = [path.name for path in (tmp_path / "lib").glob(f"{kind}-*")]
    assert len(left) == 1
    assert left != [folder.name]


def test_an_index_that_breaks_while_in_use_is_made_again(tmp_path: Path, library: Corpus) -> None:
    expected = library.search(Query("断头路"))

    class Gone:
        @property
        def schema(self) -> object:
            raise OSError("the device went away")

    library._text._index._index = Gone()
    assert library.search(Query("断头路")) == expected


def test_an_older_backup_of_the_ledger_gets_new_indexes(tmp_path: Path) -> None:
    home = tmp_path / "lib"
    with open_library(home) as corpus:
        corpus.add(document(TEACHER))
    shutil.copy(home / "ledger.sqlite3", tmp_path / "backup")
    with open_library(home) as corpus:
        corpus.add(document(ROADS))
        corpus.catch_up()
    shutil.copy(tmp_path / "backup", home / "ledger.sqlite3")
    with open_library(home) as corpus:
        assert corpus.search(Query("断头路", mode="lexical")).hits == ()
        other = corpus.add(document("另一份\n讲的是殡葬改革的一段话。"))
        assert texts(corpus, "殡葬改革", mode="lexical") == ["讲的是殡葬改革的一段话。"]
        assert corpus.catch_up()
        assert corpus.state()["dense"]["count"] == 5
        assert other.passages == 1


def test_the_dense_index_follows_removals_and_gives_the_same_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.corpus.searching._EXACT_BELOW", 0)
    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(numbered(150)))
        gone = corpus.add(document(TEACHER))
        exact = corpus.search(Query("第74号问题的整改", mode="dense"))
        assert corpus.catch_up()
        assert corpus.search(Query("第74号问题的整改", mode="dense")) == exact
        corpus.remove(gone.id)
        assert corpus.state()["dense"]["count"] == 150
        assert corpus.search(Query("理论学习", mode="dense")).hits


def test_bare_passages_can_be_ranked_for_measuring(tmp_path: Path) -> None:
    rows = [("p1", "担当作为不够"), ("p2", "理论学习不够"), ("p3", "担当作为不够")]
    with open_library(tmp_path / "lib") as corpus:
        assert corpus.add_passages(rows) == 3
        assert set(corpus.ranked(Query("担当", limit=2))) == {"p1", "p3"}
        assert corpus.ranked(Query("，")) == ()


def test_many_threads_may_use_one_library(tmp_path: Path) -> None:
    def take(part: int) -> None:
        for number in range(6):
            corpus.add(document(f"线程{part}之{number}\n第{part}组第{number}号内容，专讲{part * 31 + number}件事。"))

    def ask(_: int) -> None:
        for _turn in range(40):
            assert texts(corpus, "断头路的历史遗留问题")

    with open_library(tmp_path / "lib") as corpus, ThreadPoolExecutor(7) as threads:
        corpus.add(document(ROADS))
        running = [threads.submit(take, part) for part in range(3)] + [threads.submit(ask, part) for part in range(4)]
        for one in running:
            one.result()
        assert len(corpus.reports()) == 19
        for part in range(3):
            assert all(corpus.phrase(f"第{part}组第{number}号").total == 1 for number in range(6))


@pytest.mark.parametrize("harm", ["none", "changed", "cut"])
def test_the_stored_matrix_gives_the_same_answers_whole_or_damaged(tmp_path: Path, harm: str) -> None:
    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(numbered(2100)))
        expected = corpus.search(Query("第74号问题的整改", mode="dense"))
    stored = sorted((tmp_path / "lib").glob("matrix-*.npy"))
    assert len(stored) == 2
    for path in stored if harm != "none" else []:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if harm == "cut" else content[:-64] + b"\xa5" * 64)
    with open_library(tmp_path / "lib") as corpus:
        assert corpus.search(Query("第74号问题的整改", mode="dense")) == expected
        corpus.add(document("新的一份\n讲的是殡葬改革的一段话。"))
        assert texts(corpus, "讲的是殡葬改革的一段话。", mode="dense")[0].startswith("讲的是殡葬改革")
