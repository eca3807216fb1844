"""The dense index finds every passage by its own vector, and damage is noticed without taking this process down."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.vectors import Vectors, VectorsBroken
from index.vectors.probe import probe

COUNT = 1200


def unit_rows(count: int, width: int = 32) -> np.ndarray:
    made = np.random.default_rng(7).normal(size=(count, width)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


ROWS = unit_rows(COUNT)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vectors") / "whole"
    vectors = Vectors.create(folder)
    vectors.add(list(range(1, COUNT + 1)), ROWS)
    vectors.close()
    return folder


def test_every_passage_is_found_by_its_own_vector(whole: Path) -> None:
    vectors = Vectors.open(whole)
    found = [vectors.candidates(ROWS[at], 1)[0][0] == at + 1 for at in range(0, COUNT, 12)]
    assert sum(found) >= 0.99 * len(found)
    numbers, near = vectors.candidates(ROWS[5], 10)
    assert numbers[0] == 6
    assert near[0] == pytest.approx(1, abs=1e-4)
    assert sorted(near.tolist(), reverse=True) == near.tolist()
    vectors.close()


def test_removed_and_renewed_vectors_are_seen(tmp_path: Path) -> None:
    vectors = Vectors.create(tmp_path / "v")
    vectors.add([1, 2, 3], ROWS[:3])
    vectors.add([2], ROWS[9:10])
    vectors.remove([1, 77])
    assert vectors.numbers().tolist() == [2, 3]
    assert vectors.candidates(ROWS[9], 1)[0].tolist() == [2]
    assert vectors.state().count == 2
    vectors.close()


def test_the_probe_tells_what_a_whole_collection_holds(whole: Path) -> None:
    seen = probe(whole, ROWS[::20])
    assert seen.numbers.tolist() == list(range(1, COUNT + 1))
    assert seen.found >= 0.98


def segment_file(folder: Path, name: str) -> Path:
    return next(folder.rglob(name))


def garble(path: Path) -> None:
    path.write_bytes(b"\xa5" * path.stat().st_size)


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("chroma.sqlite3", Path.unlink),
        ("chroma.sqlite3", halve),
        ("data_level0.bin", garble),
        ("data_level0.bin", halve),
        ("header.bin", garble),
        ("length.bin", Path.unlink),
        ("index_metadata.pickle", garble),
    ],
)
def test_damage_is_told_by_the_probe(whole: Path, tmp_path: Path, name: str, harm: Callable[[Path], object]) -> None:
    folder = tmp_path / "v"
    shutil.copytree(whole, folder)
    harm(segment_file(folder, name))
    try:
        seen = probe(folder, ROWS[::20])
    except VectorsBroken:
        return
    assert seen.found < 0.95 or len(seen.numbers) < COUNT


def test_a_collection_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "v").mkdir()
    with pytest.raises(VectorsBroken):
        Vectors.open(tmp_path / "v")
    with pytest.raises(VectorsBroken):
        probe(tmp_path / "v", ROWS[:1])
    assert list((tmp_path / "v").iterdir()) == []


def test_links_grown_beyond_reason_are_not_opened(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "v"
    shutil.copytree(whole, folder)
    with segment_file(folder, "link_lists.bin").open("r+b") as file:
        file.truncate(1 << 40)  # a sparse file: no room is taken
    with pytest.raises(VectorsBroken, match="link_lists"):
        Vectors.open(folder)
