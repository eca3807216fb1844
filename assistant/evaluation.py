"""Measuring retrieval on a test set, with the same search that answers users."""

from __future__ import annotations

import json
import math
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from index import Corpus, Embedder, Fault, Query, Unreadable, read

Tick = Callable[[int, int, str], None]
_DEPTH = 20


def evaluate(
    corpus: Path, queries: Path, qrels: Path, *, mode: str, embedder: Embedder, tick: Tick | None = None
) -> dict[str, float | int]:
    """nDCG@10, Recall@5, Recall@20, MRR@10 (means over judged queries), their number and the mean time in milliseconds."""
    asked = dict(_rows(queries))
    grades = _grades(qrels)
    judged = [query for query in asked if any(grade > 0 for grade in grades.get(query, {}).values())]
    if not judged:
        raise Fault("没有一条查询有评分。", "请检查 queries.jsonl 与 qrels.tsv 的编号是否一致。")
    with tempfile.TemporaryDirectory() as folder, Corpus.open(Path(folder), embedder=embedder, read=read) as library:
        library.add_passages(_rows(corpus))
        found: dict[str, tuple[str, ...]] = {}
        began = time.perf_counter()
        for number, query in enumerate(judged, 1):
            found[query] = library.ranked(Query(asked[query], limit=_DEPTH, mode=mode))
            if tick:
                tick(number, len(judged), "评测检索")
        spent = time.perf_counter() - began
    return _figures(found, grades) | {"queries": len(judged), "ms_per_query": round(1000 * spent / len(judged), 3)}


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    with _open(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                    yield str(row["id"]), str(row["text"])
                except (ValueError, KeyError, TypeError) as error:
                    raise Unreadable(f"{path} 第 {number} 行不是 {{id, text}}。", "请检查文件格式。") from error


def _grades(path: Path) -> dict[str, dict[str, float]]:
    grades: dict[str, dict[str, float]] = {}
    with _open(path) as lines:
        for line in lines:
            cells = line.split("\t") if "\t" in line else line.split()
            # TREC files carry an unused second column.
            cells = [cells[0], *cells[2:]] if len(cells) == 4 else cells
            try:
                query, passage, grade = cells[0].strip(), cells[1].strip(), float(cells[2])
            except (IndexError, ValueError):
                continue
            grades.setdefault(query, {})[passage] = grade
    return grades


def _open(path: Path):  # type: ignore[no-untyped-def] # noqa: ANN202 - a text file
    try:
        return path.open(encoding="utf-8-sig")
    except OSError as error:
        raise Unreadable(f"打不开 {path}。", "请检查路径。") from error


def _figures(found: Mapping[str, tuple[str, ...]], grades: Mapping[str, Mapping[str, float]]) -> dict[str, float | int]:
    def mean(measure: Callable[[tuple[str, ...], Mapping[str, float]], float]) -> float:
        return round(sum(measure(found[query], grades[query]) for query in found) / len(found), 4)

    return {
        "ndcg@10": mean(ndcg),
        "recall@5": mean(lambda ranking, judged: recall(ranking, judged, 5)),
        "recall@20": mean(lambda ranking, judged: recall(ranking, judged, 20)),
        "mrr@10": mean(reciprocal_rank),
    }


def ndcg(ranking: tuple[str, ...], judged: Mapping[str, float], depth: int = 10) -> float:
    """Normalised discounted cumulative gain, gain = grade, discount = log2(rank + 1)."""
    gained = sum(judged.get(item, 0.0) / math.log2(rank + 2) for rank, item in enumerate(islice(ranking, depth)))
    ideal = sorted((grade for grade in judged.values() if grade > 0), reverse=True)[:depth]
    best = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(ideal))
    return gained / best if best else 0.0


def recall(ranking: tuple[str, ...], judged: Mapping[str, float], depth: int) -> float:
    """Share of the relevant passages among the first `depth`."""
    relevant = {item for item, grade in judged.items() if grade > 0}
    return len(relevant & set(ranking[:depth])) / len(relevant)


def reciprocal_rank(ranking: tuple[str, ...], judged: Mapping[str, float], depth: int = 10) -> float:
    """1 / rank of the first relevant passage, 0 when none is among the first `depth`."""
    return next((1 / rank for rank, item in enumerate(ranking[:depth], 1) if judged.get(item, 0) > 0), 0.0)
