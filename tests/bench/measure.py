"""What is measured at one size of library; each size runs in a process of its own, so that memory is its own."""

from __future__ import annotations

import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.corpus import Corpus
from index.embedding import BuiltinEmbedder
from index.report import Document, Facets, Query, Report
from tests.bench.texts import queries, reports

Figures = dict[str, float]
_QUERIES = 200
_USUAL = 500
_USUAL_MOST = 20_000


class Prepared:
    """Reports made beforehand, so that making them up is not measured."""

    def __init__(self, made: list[Report]) -> None:
        self._made = {report.source: report for report in made}

    def read(self, path: Path) -> Document:
        """A document that only names its report."""
        return Document(path.name, "", ())

    def parse(self, document: Document) -> Report:
        """The report of that name."""
        return self._made[document.source]


def size(passages: int) -> Figures:
    """Everything measured at one size."""
    made = list(reports(passages))
    prepared = Prepared(made)
    home = Path(tempfile.mkdtemp(prefix="zhibi-bench-"))
    try:
        return (
            {"passages": passages, "reports": len(made)} | _library(home / "lib", made, prepared) | _usual(home, made)
        )
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _library(home: Path, made: list[Report], prepared: Prepared) -> Figures:
    figures: Figures = {}
    embedder = BuiltinEmbedder()
    embedder.query("预热")
    with Corpus.open(home, embedder=embedder, read=prepared.read, parse=prepared.parse) as corpus:
        spent = _seconds(lambda: corpus.ingest([Path(report.source) for report in made]))
        passages = sum(len(report.passages) for report in made)
        figures |= {"ingest_reports": len(made) / spent, "ingest_passages": passages / spent}
        figures["first_view_s"] = _seconds(lambda: corpus.search(Query("学习")))
        for mode in ("hybrid", "lexical", "dense"):
            figures |= _latencies(f"{mode}", lambda text, mode=mode: corpus.search(Query(text, mode=mode)))
        only = Facets(kind="causes", meeting="2024")
        figures |= _latencies("filtered", lambda text: corpus.search(Query(text, only=only)))
        figures |= _latencies("phrase", lambda text: corpus.phrase(text[:6]))
        figures["fill_dense_s"] = _seconds(corpus.catch_up)
        if passages > 20_000:
            figures |= _latencies("dense_chroma", lambda text: corpus.search(Query(text, mode="dense")))
    figures["reopen_s"] = _seconds(
        lambda: Corpus.open(home, embedder=embedder, read=prepared.read, parse=prepared.parse).close()
    )
    figures["disk_mb"] = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _usual(home: Path, made: list[Report]) -> Figures:
    """The usual recipe on the same passages and the same embedder: Chroma holds text, facets and vectors."""
    import chromadb

    embedder = BuiltinEmbedder()
    texts = [passage.text for report in made for passage in report.passages]
    facets = [{"kind": p.kind, "meeting": report.meeting or ""} for report in made for p in report.passages]
    vectors = embedder.passages(texts)
    few = min(len(texts), _USUAL_MOST)
    client = chromadb.PersistentClient(path=str(home / "usual"))
    held = client.create_collection("usual", embedding_function=None, configuration={"hnsw": {"space": "cosine"}})

    def fill() -> None:
        for at in range(0, few, _USUAL):
            part = slice(at, min(at + _USUAL, few))
            ids = [str(place) for place in range(part.start, part.stop)]
            held.add(
                ids=ids,
                documents=texts[part],
                metadatas=facets[part],
                embeddings=embedder.passages(texts[part]),
            )

    figures = {"usual_passages": few / _seconds(fill), "usual_measured": few}
    figures |= _latencies("usual", lambda text: held.query(query_embeddings=[embedder.query(text)], n_results=10))
    figures |= _latencies("scan", lambda text: _scan(vectors, embedder.query(text)))
    return figures


def _scan(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.int64]:
    scores = vectors @ vector
    return np.argpartition(-scores, min(10, len(scores) - 1))[:10]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _latencies(name: str, ask: Callable[[str], object]) -> Figures:
    asked = queries(_QUERIES)
    for text in asked[:5]:
        ask(text)
    spent = [1000 * _seconds(lambda text=text: ask(text)) for text in asked]
    return {f"{name}_p50": float(np.percentile(spent, 50)), f"{name}_p99": float(np.percentile(spent, 99))}


if __name__ == "__main__":
    json.dump(size(int(sys.argv[1])), sys.stdout)
