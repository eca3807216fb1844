"""Where the characters asked for stand: exactly, or with one of them wrong, missing, too many or swapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.phrases.folding import Codes
from index.phrases.pile import Pile, Spots
from index.phrases.stand import Stand

Marks = NDArray[np.bool_]
_LEAST = 3
_MOST = 400_000


@dataclass(frozen=True, slots=True)
class Matches:
    """The first code of each match, and how many codes it has."""

    places: Spots
    length: int


def exact(stand: Stand, asked: Codes) -> Matches:
    """Where exactly these codes stand within one piece."""
    found = _runs(stand, asked)
    return Matches(found[_within(stand.pile, found, len(asked))], len(asked))


def nearly(stand: Stand, asked: Codes) -> Matches:
    """Where all but one of these codes stand; nothing for one or two, which leave nothing to go by.

    One half of what was asked for is right wherever one code alone is wrong, so only places of either half are compared.
    """
    pile, size = stand.pile, len(asked)
    if size < _LEAST:
        return Matches(np.zeros(0, dtype=np.int64), size)
    half = size // 2
    left = _runs(stand, asked[:half])
    right = _runs(stand, asked[half:]) - half
    # Two swapped at the middle spoil both halves.
    crossed = np.concatenate([asked[: half - 1], asked[half - 1 : half + 1][::-1], asked[half + 1 :]])
    near = np.unique(np.concatenate([left, right, right - 1, right + 1, _runs(stand, crossed)]))
    near = near[(near >= 0) & (near < len(pile.codes))][:_MOST]
    near = near[_off_by_one(pile.codes, near, asked)]
    return Matches(near[_within(pile, near, size - 1)], size)


def _runs(stand: Stand, asked: Codes) -> Spots:
    codes = stand.pile.codes
    rarest = int(np.argmin(stand.counts[asked]))
    found = stand.spots.of(int(asked[rarest])) - rarest
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
    # Column by column: rows of a few codes each would cost several times as much.
    size = len(asked)
    there = [_column(codes, places + at) for at in range(size + 1)]
    same = [there[at] == asked[at] for at in range(size)]
    right = _count(same, len(places))
    front = _unbroken(same, len(places))
    # Two characters that stand side by side are no sign that a third was left out between them.
    later = _unbroken([there[at] == asked[at + 1] for at in reversed(range(size - 1))], len(places))
    missing = (size > _LEAST) & (front + later >= size - 1)
    sooner = _unbroken([there[at + 1] == asked[at] for at in reversed(range(size))], len(places))
    surplus = front + sooner >= size
    swapped = (right == size - 2) & _crossed(there, asked)
    # A place where all is right belongs to the exact matches; its neighbours are echoes of it.
    return np.asarray((right == size - 1) | swapped | ((missing | surplus) & same[0] & (right < size)))


def _column(codes: Codes, places: Spots) -> Codes:
    """The codes at these places, 0 behind the last."""
    found = codes.take(places, mode="clip")
    found[places >= len(codes)] = 0
    return found


def _count(marks: Sequence[Marks], count: int) -> NDArray[np.int16]:
    total = np.zeros(count, dtype=np.int16)
    for mark in marks:
        total += mark
    return total


def _unbroken(marks: Sequence[Marks], count: int) -> NDArray[np.int16]:
    """How many of the marks hold before the first that does not."""
    holds, total = np.ones(count, dtype=bool), np.zeros(count, dtype=np.int16)
    for mark in marks:
        holds &= mark
        total += holds
    return total


def _crossed(there: Sequence[Codes], asked: Codes) -> Marks:
    found = np.zeros(len(there[0]), dtype=bool)
    for at in np.flatnonzero(asked[1:] != asked[:-1]).tolist():
        found |= (there[at] == asked[at + 1]) & (there[at + 1] == asked[at])
    return found
