"""`python -m tests.bench.retrieval.pairs [FOLDER …]`: how models do on the written pairs held out from training.

Each thing said looks for its right wording among all wordings ever written, everything learnt by heart switched off.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embedding import Embedder, load_embedder
from index.training.pairs import Pair, held_out, sayings, scenes, written
from tests.bench.retrieval.sets import ROOT

_FOLDER = ROOT / "data" / "training"


def main() -> None:
    """Prints a row of a table for each model."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.retrieval.pairs", description=__doc__)
    asked.add_argument("models", nargs="*", type=Path, default=[ROOT / "data" / "embedding"])
    pairs = (*written(_FOLDER), *sayings(_FOLDER), *scenes(_FOLDER))
    wordings = sorted({pair.other for pair in pairs})
    parts = {"written": held_out(written(_FOLDER))[1], "sayings": held_out(sayings(_FOLDER))[1]}
    parts["scenes"] = held_out(scenes(_FOLDER))[1]
    print(f"| model | {' | '.join(f'{name} ({len(part)})' for name, part in parts.items())} |")
    for model in asked.parse_args().models:
        embedder = load_embedder("builtin", builtin=model)
        print(f"| {model} | {' | '.join(_row(embedder, part, wordings) for part in parts.values())} |")


def _row(embedder: Embedder, pairs: Sequence[Pair], wordings: Sequence[str]) -> str:
    """Share found in the first 20, and mean reciprocal rank."""
    place = {wording: at for at, wording in enumerate(wordings)}
    right = np.array([place[pair.other] for pair in pairs])
    scores = embedder.passages([pair.one for pair in pairs]) @ embedder.passages(wordings).T
    ranks = 1 + (scores > scores[np.arange(len(right)), right][:, None]).sum(axis=1)
    return f"{np.mean(ranks <= 20):.3f} / {np.mean(1 / ranks):.3f}"


if __name__ == "__main__":
    main()
