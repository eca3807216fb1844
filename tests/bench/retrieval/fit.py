"""`python -m tests.bench.retrieval.fit --sets FOLDER`: looks for the weights that carry over between sets.

Only the queries set apart for fitting are used, never the unseen ones. A candidate is judged by the mean, over sets, of its nDCG@10 against that
of words alone; one that falls below words alone on any set is out.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from assistant import settings, shelf
from index import WEIGHTS, Embedder, Weights
from tests.bench.retrieval.figures import SYSTEMS, System, figures, found
from tests.bench.retrieval.sets import FIT, TEST, Prepared, foreign, ours

LEXICAL, _, _, HYBRID, BOOSTED = SYSTEMS
_STEPS: dict[str, tuple[object, ...]] = {
    "least": (0.1, 0.15, 0.2, 0.25),
    "most": (0.65, 0.7, 0.8, 0.9),
    "plain": ((0.35, 0.5), (0.4, 0.5), (0.3, 0.45)),
    "familiar": ((0.4, 0.55), (0.45, 0.6), (0.5, 0.6), (0.55, 0.65)),
    "found": ((0.3, 0.6), (0.4, 0.7), (0.5, 0.8)),
    "clear": ((0.3, 0.8), (0.4, 0.9), (0.5, 1.0)),
}
_LEVEL, _WORTH = 0.9995, 5e-4
"""What still counts as level with words (half of one in a thousand), and what a change must gain."""
_BOOSTS = (0.0, 0.05, 0.1, 0.2, 0.3)


def main() -> None:
    """Prints the best weights and what they gain."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.retrieval.fit", description=__doc__)
    asked.add_argument("--boosts", action="store_true", help="the boosts alone, at the fusion in force")
    asked.add_argument("--sets", type=Path, action="append", default=[], help="a folder with a test set")
    given = asked.parse_args()
    embedder = shelf.embedder(settings.load())
    with ExitStack() as stack:
        prepared = [stack.enter_context(ours(embedder))]
        prepared += [stack.enter_context(foreign(folder, embedder)) for folder in given.sets]
        weights = WEIGHTS if given.boosts else _fusion(prepared, embedder)
        print(f"fusion: {weights}")
        weights = _boosts(prepared[0], embedder, weights)
        print(f"boosts: {dict(weights.boosts)}")


def _fusion(prepared: Sequence[Prepared], embedder: Embedder) -> Weights:
    """One setting after the other, twice round; what falls below words alone on any set is out."""
    words = {one.name: _ndcg(one, LEXICAL, embedder, WEIGHTS) for one in prepared}
    best, weights = 0.0, WEIGHTS
    for name, value in ((name, value) for _ in range(2) for name, values in _STEPS.items() for value in values):
        candidate = replace(weights, **{name: value})
        gains = {one.name: _ndcg(one, HYBRID, embedder, candidate) / words[one.name] for one in prepared}
        kept = all(gain >= _LEVEL for gain in gains.values())
        mean = sum(gains.values()) / len(gains)
        print(f"{name} {value}: " + _said(gains) + ("" if kept else "  (below words)"), flush=True)
        if kept and mean > best + _WORTH:
            best, weights = mean, candidate
    return weights


def _boosts(prepared: Prepared, embedder: Embedder, weights: Weights) -> Weights:
    """One boost after the other, twice round: the smallest that nothing else beats clearly."""
    best = _ndcg(prepared, BOOSTED, embedder, weights)
    for _, name in itertools.product(range(2), WEIGHTS.boosts):
        for value in _BOOSTS:
            candidate = replace(weights, boosts={**weights.boosts, name: value})
            reached = _ndcg(prepared, BOOSTED, embedder, candidate)
            if reached > best + 5e-4:
                best, weights = reached, candidate
                print(f"{name} {value}: {reached:.4f}", flush=True)
    return weights


def _ndcg(prepared: Prepared, system: System, embedder: Embedder, weights: Weights) -> float:
    # Our own set keeps its unseen third apart; of a foreign one a third is enough to fit on.
    asked = prepared.part(FIT, TEST) if prepared.reports else prepared.part(FIT)
    hits, _ = found(prepared, asked, system, embedder, weights)
    return figures(prepared, asked, hits).ndcg


def _said(gains: Mapping[str, float]) -> str:
    parts: Iterable[str] = (f"{name} ×{gain:.4f}" for name, gain in gains.items())
    return ", ".join(parts)


if __name__ == "__main__":
    main()
