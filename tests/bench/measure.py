"""What is measured at one size of library; each size runs in a process of its own, so that memory is its own."""

from __future__ import annotations

import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import resources
from assistant.checks import check
from assistant.domain import Profile
from assistant.drafting import Composer
from assistant.verifying import Library
from index import Parser, read
from index.corpus import Corpus
from index.embedding import Embedder, load_embedder
from index.report import Document, Facets, Passage, Query, Report
from index.wording import tokens
from tests.bench.texts import queries, reports

Figures = dict[str, float]
_QUERIES = 200
_ENCODED = 128
_USUAL = 500
_USUAL_MOST = 20_000
_WORDS_MOST = 200_000


class Prepared:
    """Reports made beforehand, so that making them up is not measured."""

    def __init__(self, made: list[Report]) -> None:
        self.hold(made)

    def hold(self, made: list[Report]) -> None:
        """Other reports instead."""
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


def built_in() -> Embedder:
    """The embedder that comes with the program."""
    return load_embedder("builtin", builtin=Path(str(resources.folder("data") / "embedding")))


def _library(home: Path, made: list[Report], prepared: Prepared) -> Figures:
    figures: Figures = {}
    embedder = built_in()
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
        figures |= _written(corpus)
        figures["add_one_s"] = _seconds(
            lambda: corpus.add(replace(made[0], id="added", source="added", passages=_renamed(made[0])))
        )
        figures["fill_dense_s"] = _seconds(corpus.catch_up)
        if passages > 20_000:
            for mode in ("hybrid", "dense"):
                figures |= _latencies(f"{mode}_chroma", lambda text, mode=mode: corpus.search(Query(text, mode=mode)))
    figures["reopen_s"] = _seconds(
        lambda: Corpus.open(home, embedder=embedder, read=prepared.read, parse=prepared.parse).close()
    )
    figures["disk_mb"] = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _renamed(report: Report) -> tuple[Passage, ...]:
    return tuple(
        replace(one, id=f"added{place}", report="added", text=f"{one.text}新")
        for place, one in enumerate(report.passages)
    )


def _written(corpus: Corpus) -> Figures:
    """What a writer waits for at this size: a wording, a suggestion, a whole draft, the checks of a long report."""
    outline, profile = (
        resources.load_outline("2025"),
        Profile("副市长", "individual", "city", "某市人民政府", "某市", ("教育",)),
    )
    composer = Composer(corpus, resources.lexicon().expressions)
    figures = {"first_wording_s": _seconds(lambda: corpus.phrases("不够深入", 20))}
    figures |= _latencies("wording", lambda text: corpus.phrases(text[:8], 20))
    figures["first_suggestion_s"] = _seconds(lambda: composer.suggest(profile, outline, "problems/4", (), 1))
    figures["suggestion_s"] = _seconds(lambda: composer.suggest(profile, outline, "problems/3", (), 3)) / 3
    figures["draft_s"] = _seconds(lambda: composer.draft(profile, outline))
    return figures | {"check_s": _checked(corpus)}


def _checked(corpus: Corpus) -> float:
    """Seconds for the checks of a report of about 10,000 characters against the library."""
    body = resources.text("data", "reports", "2025-vice-mayor-livelihood.md").split("---\n", 2)[2]
    text = body + body.split("## 二、", 1)[1] * 2
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.md"
        path.write_text(text, encoding="utf-8")
        document = read(path)
    report = Parser(resources.lexicon()).parse(document)
    library = Library(corpus, resources.lexicon().expressions)
    check(document, report, library=library)
    return _seconds(lambda: check(document, report, library=library))


def _usual(home: Path, made: list[Report]) -> Figures:
    """The usual recipe on the same passages and the same embedder: Chroma holds text, facets and vectors."""
    import chromadb

    embedder = built_in()
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
    figures |= _words(texts) if len(texts) <= _WORDS_MOST else {}
    encoded = _encoder_rate(texts)
    return figures | {
        "bert_passages": encoded,
        "bert_usual_passages": 1 / (1 / encoded + 1 / figures["usual_passages"]),
    }


def _words(texts: list[str]) -> Figures:
    """BM25 by bm25s over the same tokens: the words' half of a query done the usual way."""
    import bm25s

    retriever = bm25s.BM25()
    retriever.index([tokens(text) for text in texts], show_progress=False)
    few = min(10, len(texts))
    return _latencies("bm25s", lambda text: retriever.retrieve([tokens(text)], k=few, show_progress=False))


def _encoder_rate(texts: list[str]) -> float:
    """Passages a second through a BERT of 24 million parameters (4 layers of 512, as small Chinese encoders are), weights at random."""
    import torch
    from transformers import BertConfig, BertModel

    model = BertModel(
        BertConfig(
            vocab_size=21128, hidden_size=512, num_hidden_layers=4, num_attention_heads=8, intermediate_size=2048
        )
    ).eval()
    some = texts[:_ENCODED]

    def encode() -> None:
        with torch.inference_mode():
            for at in range(0, len(some), 32):
                batch = [[ord(c) % 21000 for c in text[:510]] for text in some[at : at + 32]]
                longest = max(map(len, batch))
                model(torch.tensor([ids + [0] * (longest - len(ids)) for ids in batch]))

    encode()
    return len(some) / _seconds(encode)


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
