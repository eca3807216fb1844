"""Takes reports into the ledger with their vectors, and makes the vectors of another embedder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.corpus.prefixes import prefixes
from index.embedding import Embedder
from index.errors import EmbeddingUnavailable
from index.ledger import Ledger, Space, Taken
from index.report import Passage, Report

Floats = NDArray[np.float32]
Progress = Callable[[int, int, str], None]
_BATCH = 256


class Intake:
    """The way into the ledger. An embedder that fails is not asked again before `begin`: every try may cost its timeout."""

    def __init__(self, ledger: Ledger, embedder: Embedder) -> None:
        self._ledger = ledger
        self._embedder = embedder
        self._failed = False

    def begin(self) -> None:
        """A new piece of work begins: the embedder gets another chance."""
        self._failed = False

    def take(self, report: Report, origin: str | None, bundled: bool) -> Taken:
        """Takes a report in, in one transaction; without vectors where the embedder cannot make them now."""
        before = prefixes(report)
        vectors = None if self._failed or self._ledger.card(report.id) else self._embedded(before, report.passages)
        space = Space(self._embedder.fingerprint, vectors.shape[1]) if vectors is not None else None
        return self._ledger.add(report, before, vectors=vectors, space=space, origin=origin, bundled=bundled)

    def check_dimension(self, dimension: int) -> None:
        """EmbeddingUnavailable if the embedder's vectors no longer have the width of those in the library."""
        space = self._ledger.space(self._embedder.fingerprint)
        if space is not None and space.dimension != dimension:
            raise EmbeddingUnavailable(
                f"嵌入模型 {self._embedder.name} 的维数由 {space.dimension} 变为 {dimension}。",
                "请运行 zhibi reindex 重新生成向量。",
            )

    def reembed(self, progress: Progress | None) -> None:
        """Gives every passage a vector of this embedder, batch by batch, then drops those of others."""
        fingerprint = self._embedder.fingerprint
        space = self._ledger.space(fingerprint)
        if space is not None and space.dimension != self._embedder.dimension:
            self._ledger.forget(fingerprint)
        total, done, after = len(self._ledger.numbers()), 0, 0
        while batch := self._ledger.unembedded(fingerprint, after, _BATCH):
            vectors = self._embedder.passages([entry.searched for entry in batch])
            numbers = [entry.number for entry in batch]
            self._ledger.embed(numbers, vectors, Space(fingerprint, vectors.shape[1]))
            after, done = numbers[-1], done + len(numbers)
            if progress is not None:
                progress(done, max(total, done), "重新生成向量")
        if done or self._ledger.other_spaces(fingerprint):
            self._ledger.embedded(fingerprint)

    def _embedded(self, before: Sequence[str], passages: Sequence[Passage]) -> Floats | None:
        texts = [
            f"{prefix}\n{passage.meant}" if prefix else passage.meant
            for prefix, passage in zip(before, passages, strict=True)
        ]
        if not texts:
            return None
        try:
            vectors = self._embedder.passages(texts)
            self.check_dimension(vectors.shape[1])
        except EmbeddingUnavailable:
            self._failed = True
            return None
        return vectors
