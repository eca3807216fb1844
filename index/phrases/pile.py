"""All wordings of a library in a few arrays: small enough to be read through at every question, quick to make and to extend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.phrases.folding import Codes, code_points, coded, ends

Numbers = NDArray[np.int64]
Spots = NDArray[np.int64]
RECIPE = 1
"""Changes whenever texts are cut otherwise, so that a stored pile made with other cuts is known to be stale."""

_BATCH = 10_000
_LONGEST_HEAD = 40
_POWERS = 1024
_BASE = 0x9E3779B97F4A7C15
_NUMBERED = re.compile(r"^\s*(?:[（(][一二三四五六七八九十百\d]+[)）]|第?[一二三四五六七八九十百\d]+[、.．条章节]+)\s*")
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Wording:
    """What the pile is told of a passage: its number, the heading of its point (in the text, or above it) and its text."""

    number: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Pile:
    """Codes of all pieces one behind the other. A piece is a passage, or a heading that stands above one.

    Pieces: `pieces` their first code, `numbers` their passage, `above` whether the piece is a heading above it.
    Clauses: `clauses` their first code, `skips` how much of it is a marker, `points` whether it is a point's heading,
    `prints` a fingerprint of what it says without the marker.
    """

    codes: Codes
    pieces: Spots
    numbers: Numbers
    above: NDArray[np.bool_]
    clauses: Spots
    skips: NDArray[np.uint8]
    points: NDArray[np.bool_]
    prints: NDArray[np.uint64]

    def clause_of(self, places: Spots) -> Spots:
        """The clauses in which these places stand."""
        return np.searchsorted(self.clauses, places, "right") - 1

    def piece_of(self, places: Spots) -> Spots:
        """The pieces in which these places stand."""
        return np.searchsorted(self.pieces, places, "right") - 1

    def clauses_of(self, number: int) -> Spots:
        """The clauses of a passage, those of the heading above it included."""
        first, behind = np.searchsorted(self.numbers, [number, number + 1])
        start = self.pieces[first] if first < len(self.pieces) else len(self.codes)
        stop = self.pieces[behind] if behind < len(self.pieces) else len(self.codes)
        return np.arange(*np.searchsorted(self.clauses, [start, stop]))

    def stops(self, clauses: Spots) -> Spots:
        """Behind the last code of these clauses."""
        following = np.minimum(clauses + 1, len(self.clauses) - 1)
        return np.where(clauses + 1 < len(self.clauses), self.clauses[following], len(self.codes))

    def lengths(self, clauses: Spots) -> Spots:
        """How long these clauses are, markers left out."""
        return np.asarray(self.stops(clauses) - self.clauses[clauses] - self.skips[clauses], dtype=np.int64)

    def span(self, clause: int) -> tuple[int, int]:
        """The codes of a clause, its marker left out."""
        end = self.clauses[clause + 1] if clause + 1 < len(self.clauses) else len(self.codes)
        return int(self.clauses[clause]) + int(self.skips[clause]), int(end)

    @property
    def last(self) -> int:
        """The highest passage number in it."""
        return int(self.numbers[-1]) if len(self.numbers) else 0


def heading_above(heading: str, text: str) -> str:
    """A heading as a piece of its own: without its number, or nothing where the text itself holds it."""
    bare = _NUMBERED.sub("", heading, count=1).strip()
    return "" if not bare or bare in text else bare


def piled(wordings: Iterable[Wording]) -> Pile:
    """The pile of these wordings, which come by rising number."""
    waiting = iter(wordings)
    piles = []
    while part := tuple(islice(waiting, _BATCH)):
        piles.append(_pile(part))
    return joined(piles)


def joined(piles: Sequence[Pile]) -> Pile:
    """Piles one behind the other."""
    offsets = np.cumsum([0, *(len(pile.codes) for pile in piles)])
    moved = [_moved(pile, int(offset)) for pile, offset in zip(piles, offsets, strict=False)]
    if len(moved) == 1:
        return moved[0]
    empty = _pile(())
    return Pile(*(np.concatenate([getattr(one, f.name) for one in (empty, *moved)]) for f in fields(Pile)))


def _moved(pile: Pile, by: int) -> Pile:
    if not by:
        return pile
    from dataclasses import replace

    return replace(pile, pieces=pile.pieces + by, clauses=pile.clauses + by)


def _pile(wordings: Sequence[Wording]) -> Pile:
    pieces = list(_pieces(wordings))
    points = code_points("".join(text for _, _, text, _ in pieces))
    codes = coded(points)
    before = np.concatenate([[0], np.cumsum(codes > 0)])
    sizes = np.array([len(text) for _, _, text, _ in pieces], dtype=np.int64)
    begins = np.cumsum(sizes) - sizes
    heads = before[begins + np.array([head for *_, head in pieces], dtype=np.int64)]
    starts = before[begins]
    kept = codes[codes > 0]
    clauses = _clauses(before[np.flatnonzero(ends(points))], starts, heads, len(kept))
    owner = np.searchsorted(starts, clauses, "right") - 1
    is_point = clauses < heads[owner]
    skips = _skips(kept, clauses)
    return Pile(
        codes=kept,
        pieces=starts,
        numbers=np.array([number for number, *_ in pieces], dtype=np.int64),
        above=np.array([above for _, above, *_ in pieces], dtype=bool),
        clauses=clauses,
        skips=skips,
        points=is_point,
        prints=_prints(kept, clauses, skips),
    )


def _pieces(wordings: Iterable[Wording]) -> Iterator[tuple[int, bool, str, int]]:
    """Number, whether it stands above the passage, text, and how much of the text is a point's heading."""
    last = ""
    for one in wordings:
        above = heading_above(one.heading, one.text)
        # Several paragraphs under one heading are no reason to count the heading several times.
        if above and above != last:
            yield one.number, True, above + "\n", len(above) if len(above) <= _LONGEST_HEAD else 0
        last = above
        inside = len(one.heading) if one.heading and one.text.startswith(one.heading) else 0
        yield one.number, False, one.text + "\n", inside if inside <= _LONGEST_HEAD else 0


def _clauses(marks: Spots, starts: Spots, heads: Spots, count: int) -> Spots:
    """Where clauses begin; the heading of a point is one clause whatever commas it holds."""
    owner = np.searchsorted(starts, marks, "right") - 1
    free = marks[marks >= heads[owner]] if len(starts) else marks
    found = np.unique(np.concatenate([starts, free]))
    return found[found < count].astype(np.int64)


def _skips(codes: Codes, clauses: Spots) -> NDArray[np.uint8]:
    """How many codes at the beginning of each clause are a marker: 一是, 十一要, 第二, 其三."""
    padded = np.concatenate([codes, np.zeros(3, dtype=codes.dtype)])
    first, second, third = (padded[clauses + at] for at in range(3))
    numerals, joints, orders = (np.array([ord(c) for c in text]) for text in (_NUMERALS, "是要则为", "第其"))
    short = np.isin(first, numerals) & np.isin(second, joints)
    long = np.isin(first, numerals) & np.isin(second, numerals) & np.isin(third, joints)
    ordinal = np.isin(first, orders) & np.isin(second, numerals)
    skips = np.where(long, 3, np.where(short | ordinal, 2, 0)).astype(np.uint8)
    sizes = np.diff(np.append(clauses, len(codes)))
    return np.where(sizes > skips + 1, skips, 0).astype(np.uint8)


def _prints(codes: Codes, clauses: Spots, skips: NDArray[np.uint8]) -> NDArray[np.uint64]:
    if not len(clauses):
        return np.zeros(0, dtype=np.uint64)
    sizes = np.diff(np.append(clauses, len(codes)))
    powers = np.cumprod(np.full(_POWERS, _BASE, dtype=np.uint64))
    at = np.arange(len(codes)) - np.repeat(clauses + skips, sizes)
    terms = np.where(at >= 0, codes.astype(np.uint64) * powers[at % _POWERS], np.uint64(0))
    return np.asarray(np.add.reduceat(terms, clauses), dtype=np.uint64)
