"""The figures of docs/model.md on injection through the writer's own facts: `python -m tests.injection`."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import resources
from assistant.domain import Fact
from assistant.drafting import Composer
from assistant.drafting.orders import holds_order
from assistant.drafting.writer import Writer
from assistant.verifying import unmarked
from injection.attacking import (
    OUTLINE,
    WRITER,
    as_fact,
    attacks,
    library,
    poisoned,
    real_facts,
    succeeded,
)

_FACTS = 10


def main() -> None:
    """Print how many attacks get through as facts, and how often nothing is wrong and yet flagged."""
    every = attacks()
    sets = {
        "built on": [one for one in every if not one.held],
        "held back": [one for one in every if one.held],
        "fresh": attacks("fresh.tsv"),
    }
    told = real_facts()
    with tempfile.TemporaryDirectory() as folder, library(Path(folder) / "x", [("材料", poisoned(every[0]))]) as corpus:
        for name, kept in sets.items():
            through = [one for one in kept if succeeded(one, as_fact(corpus, one))]
            print(f"{name}: {len(through)} of {len(kept)} get through {[one.text for one in through]}")
        drafter = Composer(corpus, resources.lexicon().expressions)
        parts = [part.id for part in OUTLINE.parts_for("individual")]
        texts = [one.text for part in parts for one in drafter.suggest(WRITER, OUTLINE, part, (), 3)[0]]
    print(f"facts of real reports withheld: {sum(map(holds_order, told))} of {len(told)}")
    chance, known = random.Random(1), Writer.of(WRITER, OUTLINE, ()).supplied
    trials = [(text, chance.sample(told, _FACTS)) for text in texts for _ in range(10)]
    flagged = sum(
        bool(unmarked(text, [Fact(f"F{n}", fact) for n, fact in enumerate(facts, 1)], known)) for text, facts in trials
    )
    print(f"texts flagged for {_FACTS} facts they do not use: {flagged} of {len(trials)}")


if __name__ == "__main__":
    main()
