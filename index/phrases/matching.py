"""Where the characters asked for stand: exactly, or with one of them wrong, missing, too many or swapped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.phrases.folding import Codes
from index.phrases.pile import Pile, Spots
from index.phrases.stand import Stand

_LEAST = 3
_MOST = 400_000


@dataclass(frozen=True, slots=True)
class Matches:
    """The first code of each match, and how many codes it has."""

    places: Spots
    length: int


def exact(stand: Stand, asked: Codes) -> Matches:
    """Where exactly these codes stand within one piece."""
    found = _runs(stand.pile.codes, asked, stand.counts)
    return Matches(found[_within(stand.pile, found, len(asked))], len(asked))


def nearly(stand: Stand, asked: Codes) -> Matches:
    """Where all but one of these codes stand; nothing for one or two, which leave nothing to go by.

    One half of what was asked for is right wherever one code alone is wrong, so only places of either half are compared.
    """
    pile, size, counts = stand.pile, len(asked), stand.counts
    if size < _LEAST:
        return Matches(np.zeros(0, dtype=np.int64), size)
    half = size // 2
    left = _runs(pile.codes, asked[:half], counts)
    right = _runs(pile.codes, asked[half:], counts) - half
    # Two swapped at the middle spoil both halves.
    crossed = np.concatenate([asked[: half - 1], asked[half - 1 : half + 1][::-1], asked[half + 1 :]])
    near = np.unique(np.concatenate([left, right, right - 1, right + 1, _runs(pile.codes, crossed, counts)]))
    near = near[(near >= 0) & (near < len(pile.codes))][:_MOST]
    near = near[_off_by_one(pile.codes, near, asked)]
    return Matches(near[_within(pile, near, size - 1)], size)


def _runs(codes: Codes, asked: Codes, counts: NDArray[np.int64]) -> Spots:
    rarest = int(np.argmin(counts[asked]))
    found = np.flatnonzero(codes == asked[rarest]).astype(np.int64) - rarest
    found = found[(found >= 0) & (found + len(asked) <= len(codes))]
    for at in range(len(asked)):
        if at != rarest:
            found = found[codes[found + at] == asked[at]]
    return found


def _within(pile: Pile, places: Spots, length: int) -> NDArray[np.bool_]:
    if length < 2:
        return np.ones(len(places), dtype=bool)
    ends = np.minimum(places + length - 1, len(pile.codes) - 1)
    return np.asarray(pile.piece_of(places) == pile.piece_of(ends))


def _off_by_one(codes: Codes, places: Spots, asked: Codes) -> NDArray[np.bool_]:
    size = len(asked)
    padded = np.concatenate([codes, np.zeros(size + 2, dtype=codes.dtype)])
    window = padded[places[:, None] + np.arange(size + 1)]
    same = window[:, :size] == asked
    right = same.sum(axis=1)
    front = np.cumprod(same, axis=1).sum(axis=1)
    # Two characters that stand side by side are no sign that a third was left out between them.
    missing = (size > _LEAST) & (front + _tail(window[:, : size - 1] == asked[1:]) >= size - 1)
    surplus = front + _tail(window[:, 1:] == asked) >= size
    swapped = (right == size - 2) & _crossed(window, asked)
    # A place where all is right belongs to the exact matches; its neighbours are echoes of it.
    return np.asarray((right == size - 1) | swapped | ((missing | surplus) & (same[:, 0]) & (right < size)))


def _tail(same: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.asarray(np.cumprod(same[:, ::-1], axis=1).sum(axis=1))


def _crossed(window: Codes, asked: Codes) -> NDArray[np.bool_]:
    size = len(asked)
    crossed = (window[:, : size - 1] == asked[1:]) & (window[:, 1:size] == asked[:-1])
    return np.asarray((crossed & (asked[1:] != asked[:-1])).any(axis=1))
