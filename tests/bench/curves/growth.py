"""One library that grows from size to size, and what it costs at each."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from index.corpus import Corpus
from index.report import Facets, Passage, Query, Report
from tests.bench.measure import Figures, Prepared, built_in
from tests.bench.texts import PER_REPORT, queries, reports

_BATCH = 500
_QUERIES = 60


def grown(sizes: Sequence[int], chroma: int) -> Iterator[Figures]:
    """The figures at each size; the made-up reports are not kept, so that the memory measured is the library's."""
    home = Path(tempfile.mkdtemp(prefix="zhibi-growth-"))
    made = reports(sizes[-1])
    try:
        held = 0
        for size in sizes:
            yield _at(home, made, held, size, fill=size <= chroma)
            held = size
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _at(home: Path, made: Iterator[Report], held: int, size: int, *, fill: bool) -> Figures:
    # Opened anew at each size: what a start costs belongs to the figures.
    prepared, embedder = Prepared([]), built_in()
    began = time.perf_counter()
    with Corpus.open(home, embedder=embedder, read=prepared.read, parse=prepared.parse) as corpus:
        corpus.search(Query("学习"))
    opened = time.perf_counter() - began
    with Corpus.open(home, embedder=embedder, read=prepared.read, parse=prepared.parse) as corpus:
        figures: Figures = {"passages": size, "open_and_search_before_s": opened}
        figures["ingest_passages"] = (size - held) / _fed(corpus, made, prepared, (size - held) // PER_REPORT)
        figures["first_search_s"] = _seconds(lambda: corpus.search(Query("学习")))
        figures["first_wording_s"] = _seconds(lambda: corpus.phrases("不够深入", 20))
        for mode in ("hybrid", "lexical", "dense"):
            figures |= _latencies(mode, lambda text, mode=mode: corpus.search(Query(text, mode=mode)))
        only = Facets(kind="causes", meeting="2024")
        figures |= _latencies("filtered", lambda text: corpus.search(Query(text, only=only)))
        figures |= _latencies("wording", lambda text: corpus.phrases(text[:8], 20))
        one = next(islice(reports(PER_REPORT, seed=size), 1))
        figures["add_one_s"] = _seconds(lambda: corpus.add(_as_own(one)))
        if fill:
            figures["chroma_s"] = _seconds(corpus.catch_up)
        figures["memory_mb"] = _resident()
    figures["disk_mb"] = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6
    return figures


def _fed(corpus: Corpus, made: Iterator[Report], prepared: Prepared, count: int) -> float:
    """Seconds of taking so many reports in; making them up is not counted."""
    spent = 0.0
    while count > 0 and (batch := list(islice(made, min(_BATCH, count)))):
        prepared.hold(batch)
        paths = [Path(report.source) for report in batch]
        spent += _seconds(lambda paths=paths: corpus.ingest(paths))
        count -= len(batch)
    prepared.hold([])
    return spent


def _as_own(report: Report) -> Report:
    def renamed(passage: Passage) -> Passage:
        return replace(passage, id=f"own-{passage.id}", report=f"own-{report.id}")

    return replace(
        report, id=f"own-{report.id}", source=f"own-{report.id}", passages=tuple(map(renamed, report.passages))
    )


def _resident() -> float:
    """What this process holds of the memory now, mapped files included where they have been read, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _latencies(name: str, ask: Callable[[str], object]) -> Figures:
    spent = [1000 * _seconds(lambda text=text: ask(text)) for text in queries(_QUERIES)]
    return {f"{name}_p50": float(np.percentile(spent, 50)), f"{name}_p99": float(np.percentile(spent, 99))}
