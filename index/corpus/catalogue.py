"""What filters and boosts ask of passages, held as arrays for one moment of the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.corpus.ranking import Weights
from index.ledger import Ledger, Row
from index.report import Facets, ReportCard

Codes = NDArray[np.int32]
_FEW = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All passages by rising number. `reports`, `kinds` and `topics` hold places in `cards`, `kind_names`, `topic_sets`."""

    generation: int
    numbers: NDArray[np.int64]
    reports: Codes
    kinds: Codes
    topics: Codes
    cards: tuple[ReportCard, ...]
    kind_names: tuple[str, ...]
    topic_sets: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        return len(self.numbers)

    def places(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where these numbers stand here, and which of them do (an index may lag behind)."""
        if not len(self):
            return np.zeros(len(numbers), dtype=np.int64), np.zeros(len(numbers), dtype=bool)
        places = np.minimum(np.searchsorted(self.numbers, numbers), len(self) - 1)
        return places, self.numbers[places] == numbers

    def allowed(self, only: Facets, exclude: Iterable[str] = ()) -> NDArray[np.bool_] | None:
        """Which passages a hard filter lets through; None for all."""
        unwanted = frozenset(exclude)
        if only == Facets() and not unwanted:
            return None
        cards = _each(self.cards, lambda card: card.id not in unwanted and _card_fits(card, only))
        kinds = _each(self.kind_names, lambda kind: only.kind in (None, kind))
        topics = _each(self.topic_sets, lambda topics: not only.topics or not topics.isdisjoint(only.topics))
        mask: NDArray[np.bool_] = cards[self.reports] & kinds[self.kinds] & topics[self.topics]
        return mask

    def boosts(self, prefer: Facets, weights: Weights) -> dict[str, NDArray[np.float32]]:
        """What each passage gains by each preference that asks for something."""
        asked = {
            "kind": self._gain(prefer.kind, self.kind_names, self.kinds, lambda kind: kind == prefer.kind),
            "topic": self._gain(prefer.topics, self.topic_sets, self.topics, lambda t: not t.isdisjoint(prefer.topics)),
            "portfolio": self._of_cards(
                prefer.portfolio, lambda card: bool(set(card.portfolio) & set(prefer.portfolio))
            ),
            "who": self._of_cards(prefer.who, lambda card: card.who == prefer.who),
            "level": self._of_cards(prefer.level, lambda card: card.level == prefer.level),
            "meeting": self._of_cards(prefer.meeting, lambda card: card.meeting == prefer.meeting),
        }
        return {name: gain * weights.boost(name) for name, gain in asked.items() if gain is not None}

    def _of_cards(self, wanted: object, fits: Callable[[ReportCard], bool]) -> NDArray[np.float32] | None:
        return self._gain(wanted, self.cards, self.reports, fits)

    def _gain(
        self, wanted: object, values: tuple[T, ...], codes: Codes, fits: Callable[[T], bool]
    ) -> NDArray[np.float32] | None:
        if not wanted:
            return None
        gain: NDArray[np.float32] = _each(values, fits).astype(np.float32)[codes]
        return gain


def load(ledger: Ledger, generation: int) -> Catalogue:
    """The catalogue of everything in the ledger."""
    empty = np.zeros(0, dtype=np.int32)
    bare = Catalogue(generation, np.zeros(0, dtype=np.int64), empty, empty, empty, (), (), ())
    return _with(bare, ledger.rows(), ledger.cards())


def advance(before: Catalogue, ledger: Ledger, generation: int) -> Catalogue:
    """The catalogue brought up to a later moment, by the ledger's log."""
    touched = {change.report for change in ledger.changes(before.generation) if change.report}
    if len(touched) > _FEW:
        return load(ledger, generation)
    gone = _each(before.cards, lambda card: card.id in touched)
    keep = ~gone[before.reports] if len(before) else np.zeros(0, dtype=bool)
    kept = replace(
        before,
        generation=generation,
        numbers=before.numbers[keep],
        reports=before.reports[keep],
        kinds=before.kinds[keep],
        topics=before.topics[keep],
    )
    cards = [card for report in sorted(touched) if (card := ledger.card(report)) is not None]
    return _with(kept, [row for card in cards for row in ledger.rows(card.id)], cards)


def _with(kept: Catalogue, rows: list[Row], cards: Iterable[ReportCard]) -> Catalogue:
    all_cards = kept.cards + tuple(cards)
    # The last card of a report wins: a report that came back has new passages and a new card.
    places = {card.id: place for place, card in enumerate(all_cards)}
    # A report may come between reading the cards and the passages; the next change brings it in.
    rows = [row for row in rows if row.report in places]
    kinds = _coded(kept.kind_names, [row.kind for row in rows])
    sets = {raw: frozenset(json.loads(raw)) for raw in {row.topics for row in rows}}
    topics = _coded(kept.topic_sets, [sets[row.topics] for row in rows])
    numbers = np.concatenate([kept.numbers, np.array([row.number for row in rows], dtype=np.int64)])
    order = np.argsort(numbers, kind="stable")
    return Catalogue(
        kept.generation,
        numbers[order],
        np.concatenate([kept.reports, np.array([places[row.report] for row in rows], dtype=np.int32)])[order],
        np.concatenate([kept.kinds, kinds[1]])[order],
        np.concatenate([kept.topics, topics[1]])[order],
        all_cards,
        kinds[0],
        topics[0],
    )


def _coded(known: tuple[T, ...], values: list[T]) -> tuple[tuple[T, ...], Codes]:
    codes = {value: code for code, value in enumerate(known)}
    coded = np.array([codes.setdefault(value, len(codes)) for value in values], dtype=np.int32)
    return tuple(codes), coded


def _each(values: Iterable[T], fits: Callable[[T], bool]) -> NDArray[np.bool_]:
    return np.array([fits(value) for value in values], dtype=bool)


def _card_fits(card: ReportCard, only: Facets) -> bool:
    if only.portfolio and not set(card.portfolio) & set(only.portfolio):
        return False
    return only.meeting in (None, card.meeting) and only.who in (None, card.who) and only.level in (None, card.level)
