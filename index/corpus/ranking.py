"""How two lists of scores become one order, and which of the best are shown."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from index.wording import fold

Places = NDArray[np.int64]
Scores = NDArray[np.float32]
_GRAM = 8
_ALIKE = 0.8
_BEHIND = 10
_SHARE = 0.3
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells how far meaning is to be trusted with a question, each from 0 to 1.

    `assurance`: what its words say together, to the embedder. `familiarity`: how near it is to what people are known to
    say. `found`: how much of it the best passage holds by its words. `prominence`: how far that passage stands above the
    ten behind it.
    """

    assurance: float
    familiarity: float
    found: float = 0.0
    prominence: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much nearness of meaning counts beside words, and what each met preference adds.

    Meaning counts `most` where the question is understood (`plain`, `familiar`) and not answered by its words (`found`,
    `clear`), `least` otherwise; each pair is where a signal begins to tell and where it has told all. Where it counts,
    the question is also asked in official wordings (`rewording`: how much they count beside its own words; 0 for not at
    all). Fitted by `python -m tests.bench.retrieval.fit`.
    """

    least: float = 0.2
    most: float = 0.8
    plain: tuple[float, float] = (0.42, 0.55)
    familiar: tuple[float, float] = (0.52, 0.65)
    found: tuple[float, float] = (0.5, 0.8)
    clear: tuple[float, float] = (0.5, 1.0)
    rewording: float = 0.8
    boosts: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {"kind": 0.2, "topic": 0.2, "portfolio": 0.2, "who": 0.05, "level": 0.1, "meeting": 0.05}
        )
    )

    def boost(self, name: str) -> np.float32:
        """What a met preference adds to a score."""
        return np.float32(self.boosts.get(name, 0.0))

    def meaning(self, signals: Signals) -> float:
        """How much nearness of meaning counts."""
        return self.least + (self.most - self.least) * self.open(signals)

    def open(self, signals: Signals) -> float:
        """How far a question is understood and yet not answered by its words: 0 to 1."""
        understood = _between(signals.assurance, self.plain) * _between(signals.familiarity, self.familiar)
        answered = _between(signals.found, self.found), _between(signals.prominence, self.clear)
        return understood * (1 - answered[0]) * (1 - answered[1])


def _between(value: float, ends: tuple[float, float]) -> float:
    """Where a value lies between two ends, as a share."""
    return min(1.0, max(0.0, (value - ends[0]) / (ends[1] - ends[0])))


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Ranked:
    """Places in the catalogue, best first, with the score and the parts it is made of."""

    places: Places
    scores: Scores
    parts: Mapping[str, Scores]

    def why(self, at: int) -> dict[str, float]:
        """The parts of one score that are not nothing."""
        return {name: round(float(part[at]), 4) for name, part in self.parts.items() if part[at]}


def rank(places: Places, parts: Mapping[str, Scores]) -> Ranked:
    """The places by the sum of their parts; equals stay in the order they came into the library."""
    total = np.zeros(len(places), dtype=np.float32)
    for part in parts.values():
        total += part
    order = np.lexsort((places, -total))
    return Ranked(places[order], total[order], {name: part[order] for name, part in parts.items()})


def normalised(scores: Scores, *, floor: float) -> Scores:
    """Scores between 0 (the floor or less) and 1 (the best)."""
    if not len(scores):
        return scores
    span = float(scores.max()) - floor
    if span <= 0:
        return np.ones_like(scores)
    return np.asarray(np.clip((scores - floor) / span, 0, 1), dtype=np.float32)


def prominence(scores: Scores) -> float:
    """How far the best of some normalised scores stands above the ten behind it: 0 not at all, 1 it stands alone."""
    best = np.sort(scores)[::-1][: _BEHIND + 1]
    return float(best[0] - best[1:].sum() / _BEHIND) if len(best) else 0.0


class Selection:
    """Takes passages in order of rank as long as they say something new and their report has not had its share."""

    def __init__(self, limit: int, reports: int) -> None:
        self._limit = limit
        self._share = max(math.ceil(limit * _SHARE), math.ceil(limit / max(reports, 1)))
        self._taken: Counter[str] = Counter()
        self._seen: list[frozenset[str]] = []

    @property
    def full(self) -> bool:
        """Whether there is room for no more."""
        return len(self._seen) >= self._limit

    def takes(self, report: str, text: str) -> bool:
        """Whether this passage is taken."""
        if self.full or self._taken[report] >= self._share:
            return False
        grams = shingles(text)
        if any(alike(grams, seen) for seen in self._seen):
            return False
        self._taken[report] += 1
        self._seen.append(grams)
        return True


def shingles(text: str) -> frozenset[str]:
    """The runs of eight characters of a text without punctuation and spaces; a shorter text is one run."""
    bare = _NOISE.sub("", fold(text))
    return frozenset(bare[at : at + _GRAM] for at in range(max(len(bare) - _GRAM + 1, 1)))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts are nearly the same."""
    if min(len(one), len(other)) <= _ALIKE * max(len(one), len(other)):
        return False
    common = len(one & other)
    return common > _ALIKE * (len(one) + len(other) - common)
