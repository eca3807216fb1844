"""`python -m index.training --official PATH --out FOLDER`: the whole training, start to packed model."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from index.training import packing, prose, start, vocabulary
from index.training.fitting import Recipe, fit
from index.training.pairs import Pair, concepts, held_out, sayings, scenes, texts, written

_SEED = 11


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains and packs; says how far it is."""
    options = _options().parse_args(arguments)
    say = _clock()
    own, kept = held_out((*written(options.pairs), *sayings(options.pairs), *scenes(options.pairs)))
    groups = [pair for name in ("concepts.txt", "synonyms.txt") for pair in concepts(options.pairs / name)]
    laws = list(prose.official(options.official))
    reports = [path.read_text(encoding="utf-8") for path in sorted(options.reports.glob("*.md"))]
    say(f"{len(own)} pairs, {len(kept)} held out, {len(groups)} of concepts, {len(laws)} laws, {len(reports)} reports")
    chosen = random.Random(_SEED).sample(laws, min(options.texts, len(laws)))
    spoken = [*texts(own), *texts(groups)]
    counts = vocabulary.counted(chosen) + vocabulary.counted(reports, 8) + vocabulary.counted(spoken, 8)
    tokenizer = vocabulary.tokenizer(counts, options.size)
    inside = vocabulary.parts(tokenizer)
    say(f"vocabulary of {tokenizer.get_vocab_size()}")
    running = start.joined(
        (
            (list(prose.sentences(chosen)), 1),
            (list(prose.sentences(reports)), options.domain),
            (spoken, options.domain),
        ),
    )
    table = start.vectors(tokenizer, running, inside, options.dimension)
    say(f"started from {len(running)} sentences")
    families = _families(options, own, groups, reports, chosen)
    say("families " + ", ".join(f"{name} {len(pairs)}" for name, pairs in families.items()))
    recipe = Recipe(
        epochs=options.epochs,
        batch=options.batch,
        rate=options.rate,
        share=options.share,
        scale=options.scale,
        runs=options.runs,
    )
    with tempfile.TemporaryDirectory() as scratch:
        trained = fit(tokenizer, table, inside, families, recipe, Path(scratch))
    size = packing.pack(tokenizer, trained, options.out, _by_heart(options.pairs))
    say(f"packed {size / 1e6:.1f} MB")


def _by_heart(folder: Path) -> list[tuple[str, str]]:
    """What the model is given beside its weights: sayings with their official wording, those held out left out."""
    learnt, _ = held_out((*sayings(folder), *scenes(folder)))
    return [(pair.one, pair.other) for pair in (*learnt, *concepts(folder / "concepts.txt"))]


def _families(
    options: argparse.Namespace, own: Sequence[Pair], groups: list[Pair], reports: list[str], laws: list[str]
) -> dict[str, list[Pair]]:
    """The pairs by kind: a batch holds one kind only, so that what must be told apart is alike."""
    families = {
        "own": [pair for pair in own if pair.unlike] * options.own,
        "plain": [pair for pair in own if not pair.unlike] * options.own,
        "concepts": groups * options.own,
        "reports": [pair for text in reports for pair in prose.of_report(text)] * options.reports_seen,
        "laws": _some([pair for text in laws for pair in prose.of_law(text)], options.laws),
    }
    return {name: pairs for name, pairs in families.items() if pairs}


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    parser.add_argument("--official", type=Path, required=True, help="folder or tar archive of official texts")
    parser.add_argument("--pairs", type=Path, default=Path("data/training"))
    parser.add_argument("--reports", type=Path, default=Path("data/reports"))
    parser.add_argument("--out", type=Path, default=Path("data/embedding"))
    parser.add_argument("--texts", type=int, default=1800, help="how many official texts")
    parser.add_argument("--laws", type=int, default=60_000, help="how many pairs from them")
    parser.add_argument("--size", type=int, default=36_000, help="pieces in the vocabulary")
    parser.add_argument("--dimension", type=int, default=256)
    parser.add_argument("--runs", type=int, default=4, help="trainings whose mean is kept")
    parser.add_argument("--own", type=int, default=2, help="how often each written pair is seen in one epoch")
    parser.add_argument("--domain", type=int, default=15, help="how often reports and pairs count in the start")
    parser.add_argument("--scale", type=float, default=10.0, help="how sharply the right text must win")
    parser.add_argument(
        "--reports-seen", type=int, default=2, help="how often each pair of the reports is seen in one epoch"
    )
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--rate", type=float, default=0.015)
    parser.add_argument("--share", type=float, default=1.0)
    return parser


def _some(pairs: list[Pair], count: int) -> list[Pair]:
    return random.Random(_SEED).sample(pairs, min(count, len(pairs)))


def _clock() -> Callable[[str], None]:
    began = time.perf_counter()

    def say(text: str) -> None:
        sys.stderr.write(f"[{time.perf_counter() - began:6.1f} s] {text}\n")

    return say


if __name__ == "__main__":
    main()
