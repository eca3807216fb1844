"""An embedder that serves while the one that was asked for cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.embedding.protocol import Embedder, Floats, Reworded, assurance, reworded


@dataclass(frozen=True, slots=True)
class StandIn:
    """Serves as `embedder` does; `notice` says in Chinese which one is missing and why."""

    embedder: Embedder
    notice: str

    @property
    def name(self) -> str:
        """What a user calls the one that serves."""
        return self.embedder.name

    @property
    def dimension(self) -> int:
        """How wide its vectors are."""
        return self.embedder.dimension

    @property
    def fingerprint(self) -> str:
        """Which vector space it fills."""
        return self.embedder.fingerprint

    def passages(self, texts: Sequence[str]) -> Floats:
        """One unit row per text."""
        return self.embedder.passages(texts)

    def query(self, text: str) -> Floats:
        """The unit vector of a question."""
        return self.embedder.query(text)

    def assurance(self, text: str) -> float:
        """How well it understands a question."""
        return assurance(self.embedder, text)

    def reworded(self, vector: Floats) -> Reworded:
        """The vector of official wordings for a question."""
        return reworded(self.embedder, vector)


def standing_in(embedder: Embedder) -> str:
    """What to tell a user about an embedder that only stands in; nothing for any other."""
    return embedder.notice if isinstance(embedder, StandIn) else ""
