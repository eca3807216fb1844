"""Runs a text shares with the library, with the passage each stands in."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable

from assistant.domain import Borrowed
from assistant.verifying.formulas import formulas
from assistant.verifying.slots import outside_slots
from index import Corpus, Likeness, Official, Query, Run

_WHOLE_LIBRARY = 20_000
_NEAREST = 5
_SENTENCE = re.compile(r"[^。！？；\n]{12,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FORMULA = 26
"""Compared characters a run may have to be a formula of the genre rather than a copy."""
_INDEPENDENT = 3


class Library:
    """The library as a source of copies. Small ones are compared whole; of large ones the passages nearest to each sentence."""

    def __init__(self, corpus: Corpus, expressions: Iterable[str]) -> None:
        self._corpus = corpus
        self._official = Official(expressions, formulas())
        self._lock = threading.Lock()
        self._known: tuple[object, Likeness] | None = None

    def borrowed(self, text: str, *, own: str = "") -> tuple[Borrowed, ...]:
        """Every run of at least 12 compared characters that stands in the library; slots and official wording do not count,
        nor do short runs that three reports and more have, each in another sentence.

        `own` is the id of the report the text itself is, so that a text in the library is not found in itself.
        """
        shown = outside_slots(text)
        skip = self._passages_of(own) if own else frozenset()
        likeness = self._likeness(shown)
        runs = likeness.runs(shown, skip=skip)
        return tuple(
            self._named(run) for run in runs if not self._everybodys(shown[run.start : run.end], likeness, skip)
        )

    def _everybodys(self, text: str, likeness: Likeness, skip: frozenset[str]) -> bool:
        """Whether so many reports have a short run, in so many different sentences, that none of them is its source."""
        if len(text) > 2 * _FORMULA or len(_HAN.findall(text)) > _FORMULA:
            return False
        held = {key: around for key, around in likeness.contexts(text).items() if key not in skip}
        if len(set(held.values())) < _INDEPENDENT:
            return False
        return len({self._corpus.passage(key).report for key in held}) >= _INDEPENDENT

    def _passages_of(self, report: str) -> frozenset[str]:
        if not any(card.id == report for card in self._corpus.reports()):
            return frozenset()
        return frozenset(passage.id for passage in self._corpus.report(report).passages)

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
            found = self._corpus.search(Query(match[0], limit=_NEAREST, mode="lexical"))
            near |= {hit.passage.id: hit.passage.text for hit in found.hits}
        return list(near.items())
