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
_LEAST = (0.1, 0.15, 0.2)
_MOST_MEANING = (0.5, 0.6, 0.65, 0.7)
_PLAIN = ((0.35, 0.5), (0.4, 0.55))
_CLEAR = ((0.2, 0.7), (0.3, 0.8))
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
    words = {one.name: _ndcg(one, LEXICAL, embedder, WEIGHTS) for one in prepared}
    best, weights = 0.0, WEIGHTS
    for least, most, plain, clear in itertools.product(_LEAST, _MOST_MEANING, _PLAIN, _CLEAR):
        candidate = replace(WEIGHTS, least=least, most=most, plain=plain, clear=clear)
        gains = {one.name: _ndcg(one, HYBRID, embedder, candidate) / words[one.name] for one in prepared}
        kept = all(gain >= 1 for gain in gains.values())
        mean = sum(gains.values()) / len(gains)
        print(f"{least} {most} {plain} {clear}: " + _said(gains) + ("" if kept else "  (below words)"), flush=True)
        if kept and mean > best:
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
