"""Keeps the lexical index in step with the ledger, and makes it again when it cannot be trusted."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import wording
from index.corpus.home import being_written
from index.corpus.marks import Mark, fresh_name, read_mark, sweep, write_mark
from index.ledger import Ledger
from index.lexical import Lexical, LexicalBroken, Matches

Numbers = NDArray[np.int64]
Scores = NDArray[np.float32]
Progress = Callable[[int, int, str], None]
_KIND = "lexical"
_RECIPE = f"words+pairs/{wording.RECIPE}"
_BATCH = 2000


class TextIndex:
    """The lexical index of one library. A number is never given twice, so an index is whole when its numbers are the
    ledger's; what is missing is added, what is too much removed, and an index that breaks is made again.
    """

    def __init__(self, home: Path, ledger: Ledger, library: str, *, writable: bool) -> None:
        self._home = home
        self._ledger = ledger
        self._library = library
        self._writable = writable
        self._lock = threading.RLock()
        self._last = 0
        self._repairs = 0
        self._index = self._opened()

    def extend(self) -> None:
        """Takes in what the ledger has gained since the last time."""
        with self._lock:
            self._trying(self._extended)

    def catch_up(self) -> None:
        """Makes the index hold exactly what the ledger holds."""
        with self._lock:
            self._trying(self._reconciled)

    def renew(self, progress: Progress | None = None) -> None:
        """Throws the index away and makes it again; searches go on in the old one meanwhile."""
        with self._lock:
            self._replace(self._begun(on_disk=self._writable), progress)

    def refresh(self) -> None:
        """For a reader: sees what the writer has committed since."""
        with self._lock:
            if self._writable:
                return
            mark = read_mark(self._mark_path)
            folder = self._index.state().folder
            if folder is None or mark is None or mark.folder != folder.name:
                self._index = self._opened()
            else:
                self._trying(self._index.refresh)

    def candidates(self, text: str, limit: int, among: Sequence[int] | None) -> Matches:
        """What fits a text best; an index that breaks on the way is made again first."""
        try:
            return self._index.candidates(text, limit, among)
        except LexicalBroken:
            self._repair()
            return self._index.candidates(text, limit, among)

    def phrase(self, text: str, limit: int) -> tuple[int, Numbers]:
        """Where exactly these characters stand."""
        try:
            return self._index.phrase(text, limit)
        except LexicalBroken:
            self._repair()
            return self._index.phrase(text, limit)

    def state(self) -> dict[str, object]:
        """For `doctor`: how many passages, where, and how often it had to be made again since it was opened."""
        state = self._index.state()
        return {"count": state.count, "in_memory": state.folder is None, "repairs": self._repairs}

    def close(self) -> None:
        """Gives the files back."""
        with self._lock, contextlib.suppress(LexicalBroken):
            self._index.close()

    @property
    def _mark_path(self) -> Path:
        return self._home / f"{_KIND}.json"

    def _opened(self) -> Lexical:
        mark = read_mark(self._mark_path)
        index = self._from_disk(mark) if mark is not None and self._fits(mark) else None
        if self._writable:
            return self._kept_or_made(index, mark)
        if index is not None and (not self._behind(index) or being_written(self._home)):
            return index
        return self._filled(Lexical.create(None), None)

    def _kept_or_made(self, index: Lexical | None, mark: Mark | None) -> Lexical:
        sweep(self._home, _KIND, [mark.folder] if mark is not None and index is not None else [])
        self._repairs += int(index is None and mark is not None)
        if index is None:
            index = self._begun(on_disk=True)
        self._index = index
        self.catch_up()
        return self._index

    def _fits(self, mark: Mark) -> bool:
        same = (mark.library, mark.recipe) == (self._library, _RECIPE)
        return same and self._ledger.knows(mark.generation, mark.token)

    def _from_disk(self, mark: Mark) -> Lexical | None:
        try:
            return Lexical.open(self._home / mark.folder)
        except LexicalBroken:
            return None

    def _behind(self, index: Lexical) -> bool:
        return not np.array_equal(index.numbers(), self._ledger.numbers())

    def _begun(self, *, on_disk: bool) -> Lexical:
        """A new index; in memory where the disk does not take it (then the next start tries the disk again)."""
        try:
            return Lexical.create(self._home / fresh_name(_KIND) if on_disk else None)
        except (LexicalBroken, OSError):
            return Lexical.create(None)

    def _trying(self, step: Callable[[], None]) -> None:
        try:
            step()
        except (LexicalBroken, OSError):
            self._repair()

    def _repair(self) -> None:
        with self._lock:
            self._repairs += 1
            try:
                self._replace(self._begun(on_disk=self._writable), None)
            except (LexicalBroken, OSError):
                self._replace(Lexical.create(None), None)

    def _replace(self, index: Lexical, progress: Progress | None) -> None:
        filled = self._filled(index, progress)
        before, self._index = self._index, filled
        with contextlib.suppress(LexicalBroken):  # it is being thrown away
            before.close()
        self._mark()
        if self._writable and (folder := filled.state().folder) is not None:
            sweep(self._home, _KIND, [folder.name])

    def _filled(self, index: Lexical, progress: Progress | None) -> Lexical:
        numbers = self._ledger.numbers()
        self._add(index, numbers, progress)
        self._last = int(numbers[-1]) if len(numbers) else 0
        return index

    def _add(self, index: Lexical, numbers: Numbers, progress: Progress | None = None) -> None:
        for at in range(0, len(numbers), _BATCH):
            part = numbers[at : at + _BATCH]
            index.add(self._ledger.entries([int(number) for number in part]))
            if progress is not None:
                progress(at + len(part), len(numbers), "全文索引")
        index.commit()

    def _extended(self) -> None:
        numbers = self._ledger.numbers(self._last)
        if len(numbers):
            self._add(self._index, numbers)
            self._last = int(numbers[-1])
            self._mark()

    def _reconciled(self) -> None:
        have, want = self._index.numbers(), self._ledger.numbers()
        surplus, missing = np.setdiff1d(have, want), np.setdiff1d(want, have)
        # The mark names the folder before anything is in it: a crash on the way leaves an index that is carried on.
        if read_mark(self._mark_path) is None or not len(have):
            self._mark()
        if len(surplus) or len(missing):
            self._index.remove(int(number) for number in surplus)
            self._add(self._index, missing)
            self._mark()
        self._last = int(want[-1]) if len(want) else self._last

    def _mark(self) -> None:
        folder = self._index.state().folder
        if self._writable and folder is not None:
            write_mark(self._mark_path, Mark(folder.name, _RECIPE, self._library, *self._ledger.head(), self._last))
