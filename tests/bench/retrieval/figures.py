"""What a search finds of a set, in four figures."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.evaluation import ndcg, recall, reciprocal_rank
from assistant.hints import hints
from index import WEIGHTS, Corpus, Embedder, Facets, Query, Weights, read
from tests.bench.retrieval.sets import Asked, Prepared

DEPTH = 20
Found = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class System:
    """One way to search."""

    name: str
    mode: str
    boosts: bool = False
    rewording: bool = True


SYSTEMS = (
    System("lexical", "lexical"),
    System("dense", "dense"),
    System("hybrid, nothing reworded", "hybrid", rewording=False),
    System("hybrid", "hybrid"),
    System("hybrid + boosts", "hybrid", boosts=True),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over queries."""

    ndcg: float
    recall5: float
    recall20: float
    mrr: float
    queries: int

    @property
    def row(self) -> str:
        """As a cell of a table."""
        return f"{self.ndcg:.3f} / {self.recall5:.3f} / {self.recall20:.3f} / {self.mrr:.3f}"


def found(
    prepared: Prepared, asked: Iterable[Asked], system: System, embedder: Embedder, weights: Weights = WEIGHTS
) -> tuple[Found, float]:
    """The passages found for each query, and the mean time of one in milliseconds."""
    weights = weights if system.rewording else replace(weights, rewording=0.0)
    with Corpus.open(prepared.folder, embedder=embedder, read=read, writable=False, weights=weights) as corpus:
        began = time.perf_counter()
        hits = {
            one.id: corpus.ranked(
                Query(one.text, prefer=hints(one.text) if system.boosts else Facets(), limit=DEPTH, mode=system.mode)
            )
            for one in asked
        }
        return hits, 1000 * (time.perf_counter() - began) / max(len(hits), 1)


def figures(prepared: Prepared, asked: Iterable[Asked], hits: Found) -> Figures:
    """The figures over these queries."""
    pairs = [(hits[one.id], prepared.grades[one.id]) for one in asked]
    count = max(len(pairs), 1)
    return Figures(
        sum(ndcg(ranking, grades) for ranking, grades in pairs) / count,
        sum(recall(ranking, grades, 5) for ranking, grades in pairs) / count,
        sum(recall(ranking, grades, DEPTH) for ranking, grades in pairs) / count,
        sum(reciprocal_rank(ranking, grades) for ranking, grades in pairs) / count,
        len(pairs),
    )
