"""The ledger gives back what it took, whole or not at all, and never passes a damaged file for a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_library import ROADS, TEACHER, document, parse

from index.errors import Fault, LibraryDamaged
from index.ledger import Ledger, LedgerFault, Space, Taken
from index.report import MaskedWord, Passage, Point, Report, Section

SPACE = Space("测试嵌入", 4)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger.create(tmp_path / "ledger.sqlite3", "图书馆")
    yield made
    made.close()


def take(ledger: Ledger, report: Report, **more: object) -> Taken:
    return ledger.add(report, [""] * len(report.passages), **more)


def rows(count: int, seed: int = 0) -> np.ndarray:
    made = np.random.default_rng(seed).normal(size=(count, 4)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
words = st.lists(texts, max_size=3).map(tuple)
points = st.builds(Point, texts, st.integers(1, 99), st.integers(0, 99), st.integers(0, 99))
leaves = st.builds(Section, st.none() | texts, texts, texts, *[st.integers(0, 99)] * 4, st.booleans())
sections = st.builds(
    Section,
    st.none() | texts,
    texts,
    texts,
    *[st.integers(0, 99)] * 4,
    st.booleans(),
    st.none() | st.integers(1, 9),
    words,
    st.lists(points, max_size=2).map(tuple),
    st.lists(leaves, max_size=2).map(tuple),
)
masks = st.builds(MaskedWord, texts, st.none() | texts, st.integers(1, 9), st.integers(0, 9))
passages = st.builds(
    Passage,
    st.uuids().map(str),
    st.just("r"),
    words,
    texts,
    st.none() | st.integers(1, 9),
    words,
    texts,
    texts,
    st.integers(0, 99),
    st.integers(0, 99),
    texts,
)
reports = st.builds(
    Report,
    st.just("r"),
    *[texts] * 3,
    *[st.none() | texts] * 3,
    words,
    st.none() | texts,
    texts,
    st.lists(sections, max_size=2).map(tuple),
    st.lists(passages, max_size=3, unique_by=lambda passage: passage.id).map(tuple),
    *[st.none() | st.integers(1, 99)] * 3,
    masks=st.lists(masks, max_size=2).map(tuple),
    headings=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=2).map(tuple),
    notes=words,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports)
def test_a_report_comes_back_exactly_as_it_was_parsed(ledger: Ledger, report: Report) -> None:
    take(ledger, report)
    assert ledger.report("r") == report
    assert all(ledger.passage(passage.id) == passage for passage in report.passages)
    ledger.remove("r")
    assert ledger.report("r") is None


def test_a_report_that_fails_half_way_leaves_nothing(ledger: Ledger) -> None:
    report = parse(document(TEACHER))
    with pytest.raises(ValueError, match="zip"):
        take(ledger, report, vectors=rows(2), space=SPACE)
    assert ledger.cards() == ()
    assert len(ledger.numbers()) == 0
    assert ledger.head() == (0, "")


def test_a_passage_number_is_never_given_twice(ledger: Ledger) -> None:
    report = parse(document(TEACHER))
    take(ledger, report)
    before = set(ledger.numbers().tolist())
    ledger.remove(report.id)
    take(ledger, report)
    assert before.isdisjoint(ledger.numbers().tolist())


def test_the_same_text_is_taken_once(ledger: Ledger) -> None:
    report = parse(document(TEACHER))
    assert take(ledger, report, origin="甲").new
    assert not take(ledger, report, origin="乙").new
    assert len(ledger.cards()) == 1


def test_another_text_from_the_same_file_replaces_the_old_one(ledger: Ledger) -> None:
    take(ledger, parse(document(TEACHER)), origin="甲")
    taken = take(ledger, parse(document(ROADS)), origin="甲")
    assert taken.replaced == 1
    assert [card.title for card in ledger.cards()] == ["交通局班子对照检查"]


def test_a_text_that_another_file_still_holds_is_not_replaced(ledger: Ledger) -> None:
    take(ledger, parse(document(TEACHER)), origin="甲")
    take(ledger, parse(document(TEACHER)), origin="乙")
    taken = take(ledger, parse(document(ROADS)), origin="甲")
    assert taken.replaced == 0
    assert len(ledger.cards()) == 2


def test_vectors_come_back_as_unit_vectors_of_their_own_space(ledger: Ledger) -> None:
    report = parse(document(TEACHER))
    given_rows = rows(len(report.passages))
    take(ledger, report, vectors=given_rows, space=SPACE)
    numbers, vectors = ledger.vectors(SPACE)
    assert numbers.tolist() == ledger.numbers().tolist()
    assert np.allclose(vectors, given_rows, atol=2e-3)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert len(ledger.vectors(Space("另一个", 4))[0]) == 0


def test_an_embedder_cannot_change_its_width_in_silence(ledger: Ledger) -> None:
    take(ledger, parse(document(TEACHER)), vectors=rows(4), space=SPACE)
    with pytest.raises(ValueError, match="dimension"):
        take(ledger, parse(document(ROADS)), vectors=np.ones((4, 3)), space=Space("测试嵌入", 3))
    assert len(ledger.cards()) == 1


def test_removed_reports_take_their_vectors_with_them(ledger: Ledger) -> None:
    report = parse(document(TEACHER))
    take(ledger, report, vectors=rows(4), space=SPACE)
    ledger.remove(report.id)
    assert len(ledger.vectors(SPACE)[0]) == 0


def test_the_log_tells_what_happened_since(ledger: Ledger) -> None:
    report = parse(document(TEACHER))
    take(ledger, report)
    middle = ledger.head()
    ledger.remove(report.id)
    assert [change.action for change in ledger.changes(0)] == ["added", "removed"]
    assert [change.action for change in ledger.changes(middle[0])] == ["removed"]
    assert ledger.knows(*middle)
    assert not ledger.knows(middle[0], "别的历史")


def damage_empty(path: Path) -> None:
    path.write_bytes(b"")


def damage_head(path: Path) -> None:
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])


def damage_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192 : len(content) - 4096] = b"\xa5" * (len(content) - 4096 - 8192)
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("damage", [damage_empty, damage_head, damage_half, damage_middle, Path.unlink])
def test_a_damaged_ledger_is_refused_with_a_way_out(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    path = tmp_path / "ledger.sqlite3"
    with closing(Ledger.create(path, "图书馆")) as ledger:
        for turn in range(20):
            take(ledger, parse(document(f"{TEACHER}\n第{turn}份材料的补充段落。")))
    damage(path)
    with pytest.raises(LibraryDamaged) as refused:
        Ledger.open(path)
    assert "备份" in refused.value.remedy


def test_a_ledger_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    Ledger.create(path, "图书馆").close()
    link = sqlite3.connect(path)
    link.execute("PRAGMA user_version=99")
    link.close()
    with pytest.raises(LibraryDamaged, match="更新版本"):
        Ledger.open(path)


def test_a_text_changed_behind_our_back_is_noticed(tmp_path: Path) -> None:
    path, report = tmp_path / "ledger.sqlite3", parse(document(TEACHER))
    with closing(Ledger.create(path, "图书馆")) as ledger:
        take(ledger, report)
    link = sqlite3.connect(path)
    link.execute("UPDATE reports SET text=replace(text, '不够', '非常')")
    link.commit()
    link.close()
    with closing(Ledger.open(path)) as ledger, pytest.raises(LibraryDamaged):
        ledger.report(report.id)


def test_a_full_disk_is_told_and_costs_only_what_was_not_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with closing(Ledger.create(path, "图书馆")) as ledger:
        take(ledger, parse(document(TEACHER)))
        pages = ledger._link.execute("PRAGMA page_count").fetchone()[0]
        ledger._link.execute(f"PRAGMA max_page_count={pages + 1}")
        with pytest.raises(LedgerFault, match="磁盘") as told:
            take(ledger, parse(document(ROADS + "\n" + "很长的一段。" * 9000)))
        assert isinstance(told.value, Fault)
        assert [card.title for card in ledger.cards()] == ["教育局长对照检查"]
        ledger._link.execute("PRAGMA max_page_count=1000000")
        take(ledger, parse(document(ROADS)))
        assert len(ledger.cards()) == 2


def test_a_reader_changes_nothing(tmp_path: Path) -> None:
    path, report = tmp_path / "ledger.sqlite3", parse(document(TEACHER))
    with closing(Ledger.create(path, "图书馆")) as writer, closing(Ledger.open(path, writable=False)) as reader:
        take(writer, report)
        assert reader.report(report.id) == report
        with pytest.raises(Fault):
            reader.remove(report.id)


def test_what_is_searched_has_the_headings_before_it(ledger: Ledger) -> None:
    report = parse(document(TEACHER))
    meant = replace(report, passages=(replace(report.passages[0], meant="还原后的话"),))
    ledger.add(meant, ["查摆的问题"])
    (entry,) = ledger.entries(ledger.numbers().tolist())
    assert entry.searched == "查摆的问题\n还原后的话"
    assert entry.text == report.passages[0].text
