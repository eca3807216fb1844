"""`python -m tests.bench.retrieval [--sets FOLDER …] [-o docs/retrieval.md]`: measures and writes the tables into the page."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from assistant import settings, shelf
from index import Embedder
from tests.bench.retrieval.figures import SYSTEMS, Figures, figures, found
from tests.bench.retrieval.sets import FIT, TEST, UNSEEN, Asked, Prepared, foreign, ours

_BETWEEN = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)
_HEAD = "nDCG@10 / Recall@5 / Recall@20 / MRR@10"
_ALL = (FIT, TEST, UNSEEN)


def main() -> None:
    """Writes the tables between the marks of the page, or to the terminal where there is no page."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.retrieval", description=__doc__)
    asked.add_argument("--sets", type=Path, action="append", default=[], help="a folder with a test set")
    asked.add_argument("-o", "--output", type=Path, default=Path("docs/retrieval.md"))
    asked.add_argument("--unseen", action="store_true", help="also the queries kept unseen while fitting and choosing")
    given = asked.parse_args()
    embedder = shelf.embedder(settings.load())
    tables = [_own_table(embedder, unseen=given.unseen), *(_table(folder, embedder) for folder in given.sets)]
    text = "\n".join(tables)
    print(text)
    if given.output.is_file():
        page = given.output.read_text(encoding="utf-8")
        given.output.write_text(_BETWEEN.sub(lambda marks: f"{marks[1]}\n{text}\n{marks[2]}", page), encoding="utf-8")


def _own_table(embedder: Embedder, *, unseen: bool) -> str:
    with ours(embedder) as prepared:
        kinds = ("everyday", "function", "post")
        parts = [(kind, prepared.part(FIT, TEST, kind=kind)) for kind in kinds]
        parts.append(("all", prepared.part(FIT, TEST)))
        if unseen:
            parts.append(("everyday, unseen", prepared.part(UNSEEN, kind="everyday")))
            parts.append(("all unseen", prepared.part(UNSEEN)))
        return _lines(f"Own queries over the bundled reports ({_HEAD})", prepared, tuple(parts), embedder)


def _table(folder: Path, embedder: Embedder) -> str:
    with foreign(folder, embedder) as prepared:
        parts = (("all", prepared.part(*_ALL)), ("not used for fitting", prepared.part(TEST)))
        return _lines(f"{folder.name} ({_HEAD})", prepared, parts, embedder)


def _lines(title: str, prepared: Prepared, parts: tuple[tuple[str, tuple[Asked, ...]], ...], embedder: Embedder) -> str:
    rows = list(_rows(prepared, parts, embedder))
    names = [f"{name} ({len(asked)})" for name, asked in parts]
    head = f"### {title}\n\n| system | " + " | ".join(names) + " | ms |\n" + "|---" * (len(names) + 2) + "|\n"
    return head + "".join(rows)


def _rows(prepared: Prepared, parts: tuple[tuple[str, tuple[Asked, ...]], ...], embedder: Embedder) -> Iterator[str]:
    words: list[Figures] = []
    for system in SYSTEMS if prepared.reports else SYSTEMS[:-1]:
        hits, spent = found(prepared, prepared.queries, system, embedder)
        reached = [figures(prepared, asked, hits) for _, asked in parts]
        words = words or reached
        cells = [
            f"{one.row} (×{one.ndcg / max(base.ndcg, 1e-9):.2f})" for one, base in zip(reached, words, strict=True)
        ]
        yield f"| {system.name} | " + " | ".join(cells) + f" | {spent:.1f} |\n"


main()
