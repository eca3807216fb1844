"""Draws findings to be read by a person: `python -m tests.bench.checks_sample [--reports DIR]`; verdicts go to checks_judged.tsv."""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant import checks, resources
from assistant.domain import Finding
from index import Document, Parser, read
from tests.bench.checks_faults import faults
from tests.bench.checks_foreign import FOLDER, marked
from tests.bench.plain import document

ROOT = Path(__file__).parents[2]
JUDGED = Path(__file__).with_name("checks_judged.tsv")
_EACH = (("real", 60), ("foreign", 70), ("clean", 40), ("planted", 30))
_AROUND = 30


def main() -> None:
    """Print the sample, one finding a line, with the words around it."""
    options = argparse.ArgumentParser()
    options.add_argument("--reports", type=Path, help="a folder of real reports")
    options.add_argument("--seed", type=int, default=11)
    asked = options.parse_args()
    for place, (kind, size) in enumerate(_EACH):
        found = list(_findings(kind, asked.reports))
        dice = random.Random(asked.seed + place)
        for text, one in dice.sample(found, min(size, len(found))):
            around = text.text[max(0, one.start - _AROUND) : one.end + _AROUND].replace("\n", "/")
            row = (kind, Path(text.source).name, one.line, one.column, one.rule, one.severity, one.message, around)
            print("\t".join(map(str, row)))


def verdicts() -> str:
    """What the readers of a sample said, by kind of text: true, arguable, false."""
    rows = list(csv.DictReader(JUDGED.open(encoding="utf-8"), delimiter="\t"))
    said = Counter((row["kind"], row["severity"] == "hint", row["verdict"]) for row in rows)
    lines = ["| texts | severity | right | arguable | wrong |", "|---|---|---|---|---|"]
    for kind, _ in _EACH:
        for hint, name in ((False, "error, warning"), (True, "hint")):
            counts = [said[(kind, hint, verdict)] for verdict in ("true", "arguable", "false")]
            lines.append(f"| {kind} | {name} | {counts[0]} | {counts[1]} | {counts[2]} |")
    return "\n".join(lines)


def _findings(kind: str, reports: Path | None) -> Iterator[tuple[Document, Finding]]:
    parser = Parser(resources.lexicon())
    for text, before in _texts(kind, reports, parser):
        for one in checks.check(text, parser.parse(text)):
            if (one.rule, one.excerpt) not in before:
                yield text, one


def _texts(kind: str, reports: Path | None, parser: Parser) -> Iterable[tuple[Document, set[tuple[str, str]]]]:
    own = [read(path) for path in sorted((ROOT / "data" / "reports").glob("*.md"))]
    if kind == "real":
        return ((read(path), set()) for path in sorted(reports.glob("*.txt"))) if reports else ()
    if kind == "foreign":
        return ((document(path.name, marked(path)[0]), set()) for path in sorted(FOLDER.glob("[abde]*.txt")))
    if kind == "clean":
        return ((text, set()) for text in own)
    return _planted(own, parser)


def _planted(own: list[Document], parser: Parser) -> Iterator[tuple[Document, set[tuple[str, str]]]]:
    for text in own[::6]:
        report = parser.parse(text)
        before = {(one.rule, one.excerpt) for one in checks.check(text, report)}
        for fault in faults(report, seed=2):
            yield document(text.source, fault.text), before


if __name__ == "__main__":
    main()
