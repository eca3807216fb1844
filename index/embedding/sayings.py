"""What people say and the official wording of it: a question is also asked in the wordings of what it resembles most."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding.protocol import Floats, Reworded

FILE = "sayings.tsv"
_MOST = 3
_LEAST = 0.5
_HEAD, _LIKELY = 128, 256


@dataclass(frozen=True, slots=True)
class _Known:
    """The vectors of all sayings, their beginnings side by side, those of all official wordings, and which wording each
    saying has.
    """

    said: Floats
    heads: Floats
    official: Floats
    of: NDArray[np.int64]


class Sayings:
    """The sayings of one model; their vectors are made at the first question."""

    def __init__(self, rows: Iterable[tuple[str, tuple[str, ...]]], vectors: Callable[[Sequence[str]], Floats]) -> None:
        self._rows = tuple(rows)
        self._vectors = vectors
        self._lock = threading.Lock()
        self._known: _Known | None = None

    def reworded(self, vector: Floats) -> Reworded:
        """The official wordings of the sayings nearest to a question, weighed by how near; zeros where none is near."""
        if not self._rows:
            return Reworded(np.zeros_like(vector))
        known = self._ready()
        # The beginnings of vectors (trained to serve alone) say which are worth a look: half the memory to go through. Not
        # by the threads of BLAS: on a busy machine they wait longer for each other than this takes.
        roughly = np.einsum("ij,j->i", known.heads, vector[: known.heads.shape[1]])
        likely = np.argpartition(-roughly, _LIKELY)[:_LIKELY] if len(roughly) > _LIKELY else np.arange(len(roughly))
        near = known.said[likely] @ vector
        best: dict[int, float] = {}
        for at in np.lexsort((likely, -near)).tolist():
            if len(best) == _MOST or near[at] < _LEAST:
                break
            best.setdefault(int(known.of[likely[at]]), float(near[at]))
        weights = np.array(list(best.values()), dtype=np.float32)
        official = weights @ known.official[list(best)] / len(best) if best else np.zeros_like(vector)
        return Reworded(np.asarray(official, dtype=np.float32), float(near.max()))

    def _ready(self) -> _Known:
        with self._lock:
            if self._known is None:
                said = [text for _, texts in self._rows for text in texts]
                of = np.repeat(np.arange(len(self._rows)), [len(texts) for _, texts in self._rows])
                rows = self._vectors(said)
                heads = np.ascontiguousarray(rows[:, :_HEAD])
                self._known = _Known(rows, heads, self._vectors([official for official, _ in self._rows]), of)
            return self._known


def write_sayings(pairs: Iterable[tuple[str, str]], folder: Path) -> None:
    """Writes (said, official) pairs beside a model: a line is the official wording, a tab, what is said, by 、."""
    grouped: dict[str, list[str]] = {}
    for said, official in pairs:
        grouped.setdefault(official, []).append(said)
    lines = (f"{official}\t{'、'.join(said)}\n" for official, said in grouped.items())
    (folder / FILE).write_text("".join(lines), encoding="utf-8")


def read_sayings(folder: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The official wordings beside a model with what is said for them; none where there is no such file."""
    path = folder / FILE
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if "\t" in line)
    return tuple((official, tuple(said.split("、"))) for official, _, said in rows if said)
