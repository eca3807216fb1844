"""Runs a text shares with the library, with the passage each stands in."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable

from assistant.domain import Borrowed
from assistant.verifying.slots import outside_slots
from index import Corpus, Likeness, Official, Query, Run

_WHOLE_LIBRARY = 20_000
_SENTENCE = re.compile(r"[^。！？；\n]{8,}")


class Library:
    """The library as a source of copies. Small ones are compared whole; of large ones the passages nearest to each sentence."""

    def __init__(self, corpus: Corpus, expressions: Iterable[str]) -> None:
        self._corpus = corpus
        self._official = Official(expressions)
        self._lock = threading.Lock()
        self._known: tuple[object, Likeness] | None = None

    def borrowed(self, text: str) -> tuple[Borrowed, ...]:
        """Every run of at least 12 compared characters that stands in the library; slots and official wording do not count."""
        shown = outside_slots(text)
        return tuple(self._named(run) for run in self._likeness(shown).runs(shown))

    def _named(self, run: Run) -> Borrowed:
        passage = self._corpus.passage(run.key)
        return Borrowed(run.start, run.end, run.key, passage.text[run.key_start : run.key_end])

    def _likeness(self, text: str) -> Likeness:
        state = self._corpus.generation
        with self._lock:
            if self._known and self._known[0] == state:
                return self._known[1]
            if self._corpus.size > _WHOLE_LIBRARY:
                return Likeness(self._near(text), self._official)
            likeness = Likeness(((p.id, p.text) for p in self._corpus.passages()), self._official)
            self._known = (state, likeness)
            return likeness

    def _near(self, text: str) -> list[tuple[str, str]]:
        near: dict[str, str] = {}
        for match in _SENTENCE.finditer(text):
            found = self._corpus.search(Query(match[0], limit=20, mode="lexical"))
            near |= {hit.passage.id: hit.passage.text for hit in found.hits}
        return list(near.items())
