"""The newest whole view of the library for searching; a search keeps the one it began with."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.corpus import catalogue, matrix
from index.corpus.catalogue import Catalogue
from index.corpus.matrix import Matrix
from index.ledger import Ledger


@dataclass(frozen=True, slots=True)
class View:
    """Passages with their facets, and their vectors if this embedder made any; `rows` are places in the matrix or -1.

    `covered` is the share of passages that have a vector of this embedder; `level` tells that row follows row as passage
    follows passage, so that nothing need be looked up.
    """

    catalogue: Catalogue
    matrix: Matrix | None
    rows: NDArray[np.int64]
    other_space: bool
    covered: float
    level: bool

    @classmethod
    def of(cls, listed: Catalogue, vectors: Matrix | None) -> View:
        """The passages with the vectors there are for them."""
        rows = vectors.places(listed.numbers) if vectors else np.full(len(listed), -1, dtype=np.int64)
        covered = float(np.mean(rows >= 0)) if len(rows) else 1.0
        # Both rise by number, so as many rows as passages, all of them found, are the same rows.
        level = vectors is not None and covered == 1.0 and len(vectors.numbers) == len(rows)
        return cls(listed, vectors, rows, vectors is None and bool(len(listed)), covered, level)


class Shelf:
    """Hands out views. Bringing one up to date costs what has changed since the last."""

    def __init__(self, home: Path, ledger: Ledger, library: str, fingerprint: str, *, writable: bool) -> None:
        self._home = home
        self._ledger = ledger
        self._library = library
        self._fingerprint = fingerprint
        self._writable = writable
        self._lock = threading.Lock()
        self._head = (-1, "")
        self._view: View | None = None

    def view(self) -> View:
        """The library as it is now."""
        with self._lock:
            head = self._ledger.head()
            if self._view is None or head != self._head:
                self._view = self._made(head, self._view)
                self._head = head
            return self._view

    def _made(self, head: tuple[int, str], before: View | None) -> View:
        if before is None:
            listed = catalogue.load(self._ledger, head[0])
        else:
            listed = catalogue.advance(before.catalogue, self._ledger, head[0])
        return View.of(listed, self._vectors(before, listed, head))

    def _vectors(self, before: View | None, listed: Catalogue, head: tuple[int, str]) -> Matrix | None:
        space = self._ledger.space(self._fingerprint)
        if space is None:
            return None
        known = before.matrix if before is not None else None
        if known is None or known.space != space or self._embedded_since(before):
            found = matrix.load(self._home, self._ledger, self._library, space)
        else:
            found = known.extended(self._ledger)
        return matrix.save(self._home, found, self._library, head, listed.numbers) if self._writable else found

    def _embedded_since(self, before: View | None) -> bool:
        after = before.catalogue.generation if before is not None else 0
        return any(change.action == "embedded" for change in self._ledger.changes(after))
