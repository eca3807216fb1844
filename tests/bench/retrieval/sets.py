"""Test sets in a library of their own: foreign ones of bare passages, and ours over the bundled reports."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import resources
from index import Corpus, Embedder, Parser, read

ROOT = Path(__file__).parents[3]
OURS = ROOT / "data" / "evaluation"
FIT, TEST, UNSEEN = "fit", "test", "unseen"


@dataclass(frozen=True, slots=True)
class Asked:
    """One query: what it is about ("everyday", "function", "post" or "") and what it may be used for."""

    id: str
    text: str
    kind: str
    split: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A set whose passages are in a library: `grades` by query and passage id."""

    name: str
    folder: Path
    queries: tuple[Asked, ...]
    grades: Mapping[str, Mapping[str, float]]
    reports: bool = False

    def part(self, *splits: str, kind: str | None = None) -> tuple[Asked, ...]:
        """The queries of some splits, of one kind if named."""
        return tuple(one for one in self.queries if one.split in splits and kind in (None, one.kind))


@contextmanager
def foreign(folder: Path, embedder: Embedder) -> Iterator[Prepared]:
    """A set of corpus.jsonl, queries.jsonl and qrels.tsv; one query in three is for fitting."""
    grades: dict[str, dict[str, float]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, passage, grade = line.split("\t")
        grades.setdefault(query, {})[passage] = float(grade)
    asked = tuple(
        Asked(row["id"], row["text"], "", TEST if zlib.crc32(row["id"].encode()) % 3 else FIT)
        for row in _rows(folder / "queries.jsonl")
        if any(grade > 0 for grade in grades.get(row["id"], {}).values())
    )
    with TemporaryDirectory() as library:
        with Corpus.open(Path(library), embedder=embedder, read=read) as corpus:
            corpus.add_passages((row["id"], row["text"]) for row in _rows(folder / "corpus.jsonl"))
        yield Prepared(folder.name, Path(library), asked, grades)


@contextmanager
def ours(embedder: Embedder) -> Iterator[Prepared]:
    """Our own queries over the bundled reports."""
    parser = Parser(resources.lexicon())
    with TemporaryDirectory() as library:
        with Corpus.open(Path(library), embedder=embedder, read=read, parse=parser.parse) as corpus:
            corpus.ingest(sorted((ROOT / "data" / "reports").glob("*.md")), bundled=True)
            grades = judged(corpus)
        yield Prepared("own", Path(library), asked_of_ours(), grades, reports=True)


def asked_of_ours() -> tuple[Asked, ...]:
    """Our own queries."""
    return tuple(Asked(row["id"], row["text"], row["kind"], row["split"]) for row in _rows(OURS / "queries.jsonl"))


def judged(corpus: Corpus) -> dict[str, dict[str, float]]:
    """The judgements with the ids the passages have in this library: a passage is known by its report and its beginning."""
    texts: dict[str, list[tuple[str, str]]] = {}
    names = {card.id: Path(card.source).stem for card in corpus.reports()}
    for passage in corpus.passages():
        texts.setdefault(names[passage.report], []).append((passage.text, passage.id))
    grades: dict[str, dict[str, float]] = {}
    for line in (OURS / "judgements.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, report, begins, grade = line.split("\t")
        found = [id for text, id in texts.get(report, ()) if text.startswith(begins)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} passages of {report} begin with {begins}")
        grades.setdefault(query, {})[found[0]] = float(grade)
    return grades


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
