"""What the library asks of an embedder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors. Two embedders with one fingerprint give the same vectors for the same text."""

    @property
    def name(self) -> str:
        """What a user calls it."""
        ...

    @property
    def dimension(self) -> int:
        """How wide its vectors are."""
        ...

    @property
    def fingerprint(self) -> str:
        """Which vector space it fills: name, dimension and what its weights are."""
        ...

    def passages(self, texts: Sequence[str]) -> Floats:
        """One unit row per text; a row of zeros for a text that says nothing. EmbeddingUnavailable if it cannot."""
        ...

    def query(self, text: str) -> Floats:
        """The unit vector of a question."""
        ...


@runtime_checkable
class Assured(Protocol):
    """An embedder that knows how well it understands a question."""

    def assurance(self, text: str) -> float:
        """From 0, its words say nothing together, to 1."""
        ...


def assurance(embedder: Embedder, text: str) -> float:
    """How well an embedder understands a question; 1 where it cannot tell."""
    return embedder.assurance(text) if isinstance(embedder, Assured) else 1.0


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question in official wordings: their vector, shorter than one and of length zero where none is known, and how near
    (a cosine) the question is to the nearest thing people are known to say; 1 where nothing is known of that.
    """

    official: Floats
    near: float = 1.0


@runtime_checkable
class Rewording(Protocol):
    """An embedder that knows official wordings of what people say."""

    def reworded(self, vector: Floats) -> Reworded:
        """A question's vector in official wordings."""
        ...


def reworded(embedder: Embedder, vector: Floats) -> Reworded:
    """A question in official wordings, as far as the embedder knows any."""
    return embedder.reworded(vector) if isinstance(embedder, Rewording) else Reworded(np.zeros_like(vector))


def unit(rows: Floats) -> Floats:
    """The rows at length one; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)
