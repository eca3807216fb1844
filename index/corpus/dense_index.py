"""Keeps the Chroma collection in step with the ledger's vectors, checked in a child process before it is trusted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.corpus.marks import Mark, fresh_name, read_mark, sweep, write_mark
from index.corpus.matrix import Matrix
from index.corpus.shelf import View
from index.ledger import Ledger
from index.vectors import Vectors, VectorsBroken
from index.vectors.probe import probe

Numbers = NDArray[np.int64]
Floats = NDArray[np.float32]
Progress = Callable[[int, int, str], None]
_KIND = "vectors"
_BATCH = 1000
_SAMPLE = 64
_FOUND = 0.95


class DenseIndex:
    """The collection of one library; only the writer has one. Until it has been checked and filled it answers nothing,
    and searches scan the ledger's vectors exactly.
    """

    def __init__(self, home: Path, ledger: Ledger, library: str, fingerprint: str) -> None:
        self._home = home
        self._ledger = ledger
        self._library = library
        self._recipe = fingerprint
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._vectors: Vectors | None = None
        self._have: Numbers = np.zeros(0, dtype=np.int64)
        self._ready_for = -1
        self._repairs = 0
        self._why = "尚未检查"

    def backlog(self, view: View) -> int:
        """How many passages the collection lacks; all, as long as it has not been opened and checked."""
        return int(np.setdiff1d(_wanted(view), self._have, assume_unique=True).size)

    @property
    def opened(self) -> bool:
        """Whether the collection has been checked and is in use in this process."""
        return self._vectors is not None

    def catch_up(self, view: View, progress: Progress | None = None) -> bool:
        """Checks, repairs and fills the collection; False if it was stopped or cannot be used."""
        if view.matrix is None:
            return False
        with self._lock:
            for _ in range(2):
                try:
                    self._opened(view)
                    return self._filled(view, progress)
                except (VectorsBroken, OSError) as error:
                    self._discard(str(error))
        return False

    def renew(self, view: View, progress: Progress | None = None) -> bool:
        """Throws the collection away and makes it again."""
        with self._lock:
            self._discard("重建")
            return self.catch_up(view, progress)

    def candidates(self, view: View, vector: Floats, limit: int) -> Numbers | None:
        """The nearest passages, approximately; None when the collection is not in step, busy or broken."""
        if self._ready_for != view.catalogue.generation or not self._lock.acquire(blocking=False):
            return None
        try:
            return self._vectors.candidates(vector, limit)[0] if self._vectors is not None else None
        except VectorsBroken as error:
            self._discard(str(error))
            return None
        finally:
            self._lock.release()

    def state(self) -> dict[str, object]:
        """For `doctor`: how many passages, whether it is in use and why not, how often it was made again."""
        ready = self._ready_for >= 0
        return {
            "count": len(self._have),
            "ready": ready,
            "why": "" if ready else self._why,
            "repairs": self._repairs,
        }

    def close(self) -> None:
        """Stops filling and gives the files back."""
        self._stop.set()
        with self._lock:
            self._ready_for = -1
            if self._vectors is not None:
                _closed(self._vectors)
            self._vectors = None

    @property
    def _mark_path(self) -> Path:
        return self._home / f"{_KIND}.json"

    def _mark(self) -> Mark | None:
        mark = read_mark(self._mark_path)
        if mark is None or (mark.library, mark.recipe) != (self._library, self._recipe):
            return None
        return mark if self._ledger.knows(mark.generation, mark.token) else None

    def _opened(self, view: View) -> None:
        if self._vectors is not None:
            return
        mark = self._mark()
        if mark is None:
            self._begin()
            return
        if not mark.clean:
            # Chroma rewrites its files in place. Half rewritten ones may open and answer, and end the process that
            # adds to them; so what was being written when its writer stopped is not looked at again.
            raise VectorsBroken("上次写入未完成")
        self._vectors, self._have = self._checked(view, mark)

    def _checked(self, view: View, mark: Mark) -> tuple[Vectors, Numbers]:
        """The collection and what it holds, if a child process could open it and found what must be in it."""
        assert view.matrix is not None
        folder = self._home / mark.folder
        numbers = _wanted(view)
        numbers = numbers[numbers <= mark.last]
        sample = numbers[np.linspace(0, len(numbers) - 1, min(_SAMPLE, len(numbers)), dtype=np.int64)]
        held = probe(folder, view.matrix.rows(view.matrix.places(sample)))
        if held.found < _FOUND:
            raise VectorsBroken(f"抽查的向量只找到 {held.found:.0%}")
        return Vectors.open(folder), held.numbers

    def _begin(self) -> None:
        sweep(self._home, _KIND, [])
        name = fresh_name(_KIND)
        self._vectors = Vectors.create(self._home / name)
        self._have = np.zeros(0, dtype=np.int64)
        self._note(self._vectors, clean=True)

    def _filled(self, view: View, progress: Progress | None) -> bool:
        assert self._vectors is not None
        assert view.matrix is not None
        wanted = _wanted(view)
        surplus = np.setdiff1d(self._have, wanted, assume_unique=True)
        missing = np.setdiff1d(wanted, self._have, assume_unique=True)
        whole = True
        if len(surplus) or len(missing):
            self._note(self._vectors, clean=False)
            self._vectors.remove([int(number) for number in surplus])
            self._have = np.setdiff1d(self._have, surplus, assume_unique=True)
            whole = self._added(self._vectors, view.matrix, missing, progress)
            if self._vectors.state().count != len(self._have):
                raise VectorsBroken("段数与写入的不符")
            self._note(self._vectors, clean=True)
        if whole:
            self._ready_for, self._why = view.catalogue.generation, ""
        return whole

    def _added(self, vectors: Vectors, matrix: Matrix, missing: Numbers, progress: Progress | None) -> bool:
        for at in range(0, len(missing), _BATCH):
            if self._stop.is_set():
                return False
            part = missing[at : at + _BATCH]
            vectors.add([int(number) for number in part], matrix.rows(matrix.places(part)))
            self._have = np.union1d(self._have, part)
            if progress is not None:
                progress(at + len(part), len(missing), "向量索引")
        return True

    def _note(self, vectors: Vectors, *, clean: bool) -> None:
        last = int(self._have[-1]) if len(self._have) else 0
        write_mark(
            self._mark_path,
            Mark(vectors.folder.name, self._recipe, self._library, *self._ledger.head(), last, clean=clean),
        )

    def _discard(self, why: str) -> None:
        self._ready_for, self._why = -1, why
        self._repairs += 1
        if self._vectors is not None:
            _closed(self._vectors)
        self._vectors = None
        self._have = np.zeros(0, dtype=np.int64)
        self._mark_path.unlink(missing_ok=True)
        sweep(self._home, _KIND, [])


def _wanted(view: View) -> Numbers:
    """The numbers of all passages that have a vector; embeddings of nothing are zeros, which Chroma takes too."""
    return view.catalogue.numbers[view.rows >= 0]


def _closed(vectors: Vectors) -> None:
    try:
        vectors.close()
    except VectorsBroken:
        return


def no_candidates(view: View, vector: Floats, limit: int) -> None:
    """What a reader has instead of a collection: every search scans the vectors exactly."""
    return None
