"""All vectors of one embedder in memory order, for exact scans: a mapped file plus what came after it was written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.corpus.marks import Mark, checksum, fill_durably, read_mark, sweep, write_mark
from index.ledger import Ledger, Space

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
_WORTH_A_FILE = 2000
_KIND = "matrix"
_MARK = "matrix.json"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Unit vectors by rising passage number, in blocks; numbers of passages removed since may still be among them."""

    space: Space
    numbers: Numbers
    blocks: tuple[Floats, ...]

    def scores(self, vector: Floats) -> Floats:
        """How near every row is to a vector."""
        parts = [block @ vector for block in self.blocks]
        return parts[0] if len(parts) == 1 else np.concatenate([*parts, np.zeros(0, dtype=np.float32)])

    def scores_at(self, places: Numbers, vector: Floats) -> Floats:
        """How near the rows at these places are to a vector."""
        return np.asarray(self.rows(places) @ vector, dtype=np.float32)

    def rows(self, places: Numbers) -> Floats:
        """The rows at these places."""
        found = np.empty((len(places), self.space.dimension), dtype=np.float32)
        start = 0
        for block in self.blocks:
            inside = (places >= start) & (places < start + len(block))
            found[inside] = block[places[inside] - start]
            start += len(block)
        return found

    def places(self, numbers: Numbers) -> Numbers:
        """Where these numbers stand, -1 for those without a vector."""
        if not len(self.numbers):
            return np.full(len(numbers), -1, dtype=np.int64)
        places = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        return np.where(self.numbers[places] == numbers, places, -1)

    def extended(self, ledger: Ledger) -> Matrix:
        """With the vectors that came since."""
        after = int(self.numbers[-1]) if len(self.numbers) else 0
        numbers, vectors = ledger.vectors(self.space, after)
        if not len(numbers):
            return self
        last = (*self.blocks[1:], vectors)
        blocks = (*self.blocks[:1], np.concatenate(last))
        return replace(self, numbers=np.concatenate([self.numbers, numbers]), blocks=blocks)

    @property
    def unsaved(self) -> int:
        """How many rows are in no file."""
        return sum(len(block) for block in self.blocks[1:])


def load(home: Path, ledger: Ledger, library: str, space: Space) -> Matrix:
    """The matrix of a space: from its file as far as that fits this ledger, the rest from the ledger."""
    kept = _kept(home, ledger, library, space)
    if kept is not None:
        return kept.extended(ledger)
    empty = np.zeros((0, space.dimension), dtype=np.float32)
    return Matrix(space, np.zeros(0, dtype=np.int64), (empty,)).extended(ledger)


def save(home: Path, matrix: Matrix, library: str, head: tuple[int, str], live: Numbers) -> Matrix:
    """Writes the matrix to its file if enough has come since the last time; gives it back mapped from there."""
    if matrix.unsaved < max(_WORTH_A_FILE, len(matrix.numbers) // 10):
        return matrix
    kept = matrix.places(live)
    kept = kept[kept >= 0]
    numbers, rows = matrix.numbers[kept], matrix.rows(kept)
    stem = f"{_KIND}-{head[0]}-{head[1]}"
    try:
        paths = home / f"{stem}-numbers.npy", home / f"{stem}.npy"
        fill_durably(paths[0], lambda file: np.save(file, numbers))
        fill_durably(paths[1], lambda file: np.save(file, rows))
        crc = checksum(*paths)
        write_mark(home / _MARK, Mark(stem, _recipe(matrix.space), library, *head, int(numbers[-1]), crc))
        sweep(home, _KIND, (f"{stem}.npy", f"{stem}-numbers.npy"))
        return Matrix(matrix.space, numbers, (np.load(home / f"{stem}.npy", mmap_mode="r"),))
    except OSError:  # a full disk costs the short cut, not the answer
        return matrix


def _kept(home: Path, ledger: Ledger, library: str, space: Space) -> Matrix | None:
    mark = read_mark(home / _MARK)
    if mark is None or (mark.library, mark.recipe) != (library, _recipe(space)):
        return None
    if not ledger.knows(mark.generation, mark.token):
        return None
    if any(change.action == "embedded" for change in ledger.changes(mark.generation)):
        return None
    paths = home / f"{mark.folder}-numbers.npy", home / f"{mark.folder}.npy"
    try:
        if checksum(*paths) != mark.crc:
            return None
        return Matrix(space, np.load(paths[0]), (np.load(paths[1], mmap_mode="r"),))
    except (OSError, ValueError):
        return None


def _recipe(space: Space) -> str:
    return f"{space.fingerprint}#{space.dimension}"
