"""From a query to an answer: candidates by words and by meaning, one order, the best that say something new."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.corpus.ranking import Places, Ranked, Scores, Selection, Signals, Weights, normalised, prominence, rank
from index.corpus.shelf import View
from index.ledger import Ledger
from index.lexical import Matches
from index.report import Hit, Query

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Lexical = Callable[[str, int, list[int] | None], Matches]
Dense = Callable[[View, Floats, int], Numbers | None]
_DEPTH = 200
_DEEPER = 8
_CONFINE = 4000
_EXACT_BELOW = 20_000
_PAGE = 24


@dataclass(frozen=True, slots=True)
class Search:
    """One search in one view. `vector` is None where only words can be compared; `reworded` is that of the question in
    official wordings, of length zero where none is known.
    """

    view: View
    query: Query
    vector: Floats | None
    reworded: Floats | None
    signals: Signals
    weights: Weights
    lexical: Lexical
    dense: Dense

    def hits(self, ledger: Ledger) -> tuple[Hit, ...]:
        """The best passages, best first; looks deeper while too few are left after filters and near-duplicates."""
        allowed = self.view.catalogue.allowed(self.query.only, self.query.exclude)
        depth = max(_DEPTH, self.query.limit * 10)
        while True:
            ranked = self._ranked(allowed, depth)
            hits = self._chosen(ranked, allowed, ledger)
            if len(hits) >= self.query.limit or len(ranked.places) < depth:
                return hits
            depth *= _DEEPER

    def ranked(self, ledger: Ledger) -> tuple[str, ...]:
        """The ids of the best passages, nothing collapsed and no share kept."""
        allowed = self.view.catalogue.allowed(self.query.only, self.query.exclude)
        places = self._ranked(allowed, max(_DEPTH, self.query.limit)).places[: self.query.limit]
        numbers = [int(number) for number in self.view.catalogue.numbers[places]]
        found = ledger.passages(numbers)
        return tuple(found[number].id for number in numbers if number in found)

    def listed(self, ledger: Ledger) -> tuple[Hit, ...]:
        """What fits the facets, preferred passages first, for a query that says nothing."""
        allowed = self.view.catalogue.allowed(self.query.only, self.query.exclude)
        count = len(self.view.catalogue)
        places = np.arange(count, dtype=np.int64) if allowed is None else np.flatnonzero(allowed)
        return self._chosen(rank(places, self._boosts(places)), allowed, ledger)

    def _ranked(self, allowed: NDArray[np.bool_] | None, depth: int) -> Ranked:
        among, bm25, found = self._by_words(allowed, depth)
        # A full list ends somewhere above nothing; in a short one whatever is missing really scores nothing.
        scores = normalised(bm25, floor=float(bm25.min()) if len(bm25) >= depth else 0.0)
        signals = replace(self.signals, found=found, prominence=prominence(scores))
        asked = self._asked(signals)
        near = self._by_meaning(allowed, depth, asked)
        places = np.union1d(among, near)
        lexical = np.zeros(len(places), dtype=np.float32)
        lexical[np.searchsorted(places, among)] = scores
        return rank(places, self._parts(places, lexical, near, asked, self._weight(signals)))

    def _asked(self, signals: Signals) -> Floats | None:
        """The vector to look for: the question's own, leaning to its official wordings where its words have not found it."""
        if self.vector is None or self.reworded is None or not np.any(self.reworded):
            return self.vector
        share = self.weights.rewording * self.weights.open(signals)
        leaning = self.vector + np.float32(share) * self.reworded
        return np.asarray(leaning / np.linalg.norm(leaning), dtype=np.float32)

    def _by_words(self, allowed: NDArray[np.bool_] | None, depth: int) -> tuple[Places, Scores, float]:
        """The passages that hold most of the question's words, their scores, and how much of it the best one holds."""
        if self.query.mode == "dense" and self.vector is not None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32), 0.0
        among, limit = self._confined(allowed, depth)
        matches = self.lexical(self.query.text, limit, among)
        places, there = self.view.catalogue.places(matches.numbers)
        if allowed is not None:
            there &= allowed[places] if len(allowed) else False
        scores = matches.scores[there][:depth]
        found = float(scores[0]) / matches.worth if len(scores) and matches.worth else 0.0
        return places[there][:depth], scores, found

    def _confined(self, allowed: NDArray[np.bool_] | None, depth: int) -> tuple[list[int] | None, int]:
        """A selective filter goes into the index; a wide one is met by asking for as many more as it will take away."""
        if allowed is None:
            return None, depth
        fitting = int(np.count_nonzero(allowed))
        if fitting <= _CONFINE:
            return [int(number) for number in self.view.catalogue.numbers[allowed]], depth
        return None, depth * -(-len(allowed) // fitting) * 2

    def _by_meaning(self, allowed: NDArray[np.bool_] | None, depth: int, vector: Floats | None) -> Places:
        view = self.view
        if vector is None or view.matrix is None:
            return np.zeros(0, dtype=np.int64)
        if allowed is None and len(view.catalogue) > _EXACT_BELOW:
            found = self.dense(view, vector, depth)
            if found is not None:
                places, there = view.catalogue.places(found)
                return places[there]
        return self._scanned(allowed, depth, vector)

    def _scanned(self, allowed: NDArray[np.bool_] | None, depth: int, vector: Floats) -> Places:
        view = self.view
        assert view.matrix is not None
        if allowed is None and view.level:
            scores = view.matrix.scores(vector)
            return np.arange(len(scores)) if len(scores) <= depth else np.argpartition(-scores, depth)[:depth]
        places = np.flatnonzero(view.rows >= 0 if allowed is None else allowed & (view.rows >= 0))
        if len(places) * 5 < len(view.matrix.numbers):
            scores = view.matrix.scores_at(view.rows[places], vector)
        else:
            scores = view.matrix.scores(vector)[view.rows[places]]
        if len(places) <= depth:
            return places
        return places[np.argpartition(-scores, depth)[:depth]]

    def _parts(
        self, places: Places, lexical: Scores, near: Places, asked: Floats | None, weight: float
    ) -> dict[str, Scores]:
        parts = {"lexical": lexical * np.float32(1 - weight)}
        if self.vector is not None and asked is not None:
            parts["dense"] = self._nearness(places, near, self.vector) * np.float32(weight)
            if asked is not self.vector:
                # What the official wordings add or take away.
                parts["rewording"] = self._nearness(places, near, asked) * np.float32(weight) - parts["dense"]
        return parts | self._boosts(places)

    def _weight(self, signals: Signals) -> float:
        if self.vector is None:
            return 0.0
        return 1.0 if self.query.mode == "dense" else self.weights.meaning(signals)

    def _nearness(self, places: Places, near: Places, vector: Floats) -> Scores:
        assert self.view.matrix is not None
        rows = self.view.rows[places]
        scores = np.full(len(places), -1, dtype=np.float32)
        scores[rows >= 0] = self.view.matrix.scores_at(rows[rows >= 0], vector)
        of_near = scores[np.searchsorted(places, near)]
        return normalised(scores, floor=max(float(of_near.min()), 0.0) if len(of_near) else 0.0)

    def _boosts(self, places: Places) -> dict[str, Scores]:
        boosts = self.view.catalogue.boosts(self.query.prefer, self.weights)
        return {name: gain[places] for name, gain in boosts.items()}

    def _chosen(self, ranked: Ranked, allowed: NDArray[np.bool_] | None, ledger: Ledger) -> tuple[Hit, ...]:
        catalogue = self.view.catalogue
        fitting = catalogue.reports if allowed is None else catalogue.reports[allowed]
        selection = Selection(self.query.limit, int(np.count_nonzero(np.bincount(fitting))))
        hits: list[Hit] = []
        for at, number in _paged(ranked.places):
            passages = ledger.passages([int(n) for n in catalogue.numbers[number]])
            for place, index in zip(number, at, strict=True):
                passage = passages.get(int(catalogue.numbers[place]))
                if passage is not None and selection.takes(passage.report, passage.text):
                    card = catalogue.cards[catalogue.reports[place]]
                    hits.append(Hit(passage, card, float(ranked.scores[index]), ranked.why(int(index))))
            if selection.full:
                break
        return tuple(hits)


def _paged(places: Places) -> Iterator[tuple[Places, Places]]:
    for at in range(0, len(places), _PAGE):
        yield np.arange(at, min(at + _PAGE, len(places))), places[at : at + _PAGE]
