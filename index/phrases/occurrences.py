"""Where each code stands: what a look-up begins with, instead of reading all codes through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.phrases.folding import Codes

_BLOCK = 1 << 22
_CODES = 1 << 16


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of the codes: its places by code, and where those of each code begin among them."""

    start: int
    places: NDArray[np.int32]
    begins: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """All places of all codes, rising within each; four bytes a code."""

    blocks: tuple[_Block, ...]

    def of(self, code: int) -> NDArray[np.int64]:
        """The places of a code."""
        parts = [
            block.places[block.begins[code] : block.begins[code + 1]].astype(np.int64) + block.start
            for block in self.blocks
        ]
        return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def occurrences(codes: Codes) -> Occurrences:
    """The places of all these codes, stretch by stretch so that sorting needs little memory."""
    return Occurrences(tuple(_block(codes[at : at + _BLOCK], at) for at in range(0, len(codes), _BLOCK)))


def _block(codes: Codes, start: int) -> _Block:
    begins = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=_CODES))])
    return _Block(start, np.argsort(codes, kind="stable").astype(np.int32), begins.astype(np.int32))
