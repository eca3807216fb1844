"""Occurrences to wordings: the same words counted once, near-identical ones together, and the best of them kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.phrases.matching import Matches
from index.phrases.pile import Pile, Spots
from index.phrases.stand import Stand, clauses_at

_POOL = 150
_ALIKE = 0.6
_VARIETY = 2.0
_BEST_LENGTH = 14
_STOCK_SAMPLE = 2000
_LEFT, _RIGHT = 5, 7
_STOCK_LEAST = 3
_STOCK_KEPT = 12
_TORN = 0.8
_BY_MEANING = 4.0


@dataclass(frozen=True, slots=True)
class Group:
    """One wording: the span of codes that shows it, where it begins and stops at each of its places, in how many reports
    they stand, and what it is worth.
    """

    start: int
    end: int
    places: Spots
    stops: Spots
    reports: int
    worth: float


def grouped(stand: Stand, matches: Matches) -> list[Group]:
    """The clauses in which matches stand, one group for each wording, the best of them."""
    return _groups(stand, clauses_at(stand, matches.places))


def meant(stand: Stand, clauses: Sequence[int], nearness: Sequence[float]) -> list[Group]:
    """Groups of clauses that are near in meaning, worth as much as they are near; their other places are looked up."""
    groups = []
    for clause, near in zip(clauses, nearness, strict=True):
        members = np.flatnonzero((stand.wording == stand.wording[clause]) & (stand.owner >= 0))
        if len(members):
            groups.append(_group(stand, members, int(stand.leads[members].sum()), _BY_MEANING * near))
    return groups


def _groups(stand: Stand, clauses: Spots) -> list[Group]:
    if not len(clauses):
        return []
    wording = stand.wording[clauses]
    across = np.bincount(wording, weights=stand.leads[clauses])
    first = np.full(len(across), -1, dtype=np.int64)
    first[wording[::-1]] = clauses[::-1]
    wordings = np.flatnonzero(first >= 0)
    worth = _worth(stand.pile, first[wordings], np.maximum(across[wordings], 1))
    best = np.argsort(-worth, kind="stable")[:_POOL]
    wanted = np.zeros(len(across), dtype=bool)
    wanted[wordings[best]] = True
    clauses = clauses[wanted[wording]]
    wording = stand.wording[clauses]
    return [
        _group(stand, clauses[wording == wordings[at]], int(max(across[wordings[at]], 1)), float(worth[at]))
        for at in best
    ]


def _group(stand: Stand, members: Spots, across: int, worth: float) -> Group:
    start, end = stand.pile.span(int(members[0]))
    places = stand.pile.clauses[members] + stand.pile.skips[members]
    return Group(start, end, places, places + stand.pile.lengths(members), across, worth)


def _worth(pile: Pile, clauses: Spots, across: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points' headings before clauses, what several reports say before what one says, neither torn nor endless."""
    lengths = pile.lengths(clauses)
    off = np.where(lengths < _BEST_LENGTH, (_BEST_LENGTH - lengths) / 12, (lengths - _BEST_LENGTH) / 30)
    return np.asarray(1.0 * pile.points[clauses] + 0.6 * np.log2(1 + across) - np.minimum(off, 1.5))


def stock(stand: Stand, matches: Matches) -> list[Group]:
    """Set phrases: what stands around the match in the same words in several reports and goes no further."""
    places = matches.places[:: max(1, -(-len(matches.places) // _STOCK_SAMPLE))]
    clauses = stand.pile.clause_of(places)
    alive = stand.owner[clauses] >= 0
    around = _Around(stand, places[alive], clauses[alive], matches.length)
    windows = {(left, right): around.windows(left, right) for left in range(_LEFT + 1) for right in range(_RIGHT + 1)}
    found = [
        group
        for (left, right), groups in windows.items()
        if left + right
        for group in groups
        if not _goes_further(group, windows.get((left + 1, right), ()), windows.get((left, right + 1), ()))
    ]
    return sorted(found, key=lambda group: (-group.worth, group.start))[:_STOCK_KEPT]


@dataclass(frozen=True, slots=True)
class _Around:
    """Matches with the clauses they stand in."""

    stand: Stand
    places: Spots
    clauses: Spots
    length: int

    def windows(self, left: int, right: int) -> list[Group]:
        """The runs that begin so many codes before the match and end so many behind it, and stand in enough reports."""
        pile, size = self.stand.pile, left + self.length + right
        low = pile.clauses[self.clauses] + pile.skips[self.clauses]
        high = pile.stops(self.clauses)
        fits = (self.places - left >= low) & (self.places + self.length + right <= high)
        starts, owner = self.places[fits] - left, self.stand.owner[self.clauses[fits]]
        powers = np.cumprod(np.full(size, 0x9E3779B97F4A7C15, dtype=np.uint64))
        prints = np.zeros(len(starts), dtype=np.uint64)
        for at in range(size):
            prints += pile.codes[starts + at].astype(np.uint64) * powers[at]
        _, which, count = np.unique(prints, return_inverse=True, return_counts=True)
        kept = (np.flatnonzero(which == at) for at in np.argsort(-count)[:_STOCK_KEPT] if count[at] >= _STOCK_LEAST)
        return [_stock_group(starts[at], size, len(np.unique(owner[at]))) for at in kept if _several(owner[at])]


def _several(owners: NDArray[np.int32]) -> bool:
    return len(np.unique(owners)) >= _STOCK_LEAST


def _stock_group(places: Spots, size: int, across: int) -> Group:
    worth = 0.6 * float(np.log2(1 + across)) + 0.06 * min(size, 12) - 0.4
    return Group(int(places[0]), int(places[0]) + size, places, places + size, across, worth)


def _goes_further(group: Group, more_left: Iterable[Group], more_right: Iterable[Group]) -> bool:
    """Whether a longer run stands nearly everywhere this one does: then this one is torn out of it."""
    least = _TORN * len(group.places)
    begins = set(group.places.tolist())
    longer = [set((other.places + 1).tolist()) for other in more_left] + [set(o.places.tolist()) for o in more_right]
    return any(len(places) >= least and places <= begins for places in longer)


def chosen(pile: Pile, groups: Iterable[Group], limit: int, taken: Sequence[Group] = ()) -> tuple[Group, ...]:
    """The best of the groups: near-identical ones become one, and each next one says something else than those before."""
    pool = sorted(groups, key=lambda group: (-group.worth, group.start))[:_POOL]
    merged, grams = _merged(pile, pool, [pairs(pile, group) for group in taken])
    picked: list[Group] = []
    close = np.zeros(len(merged))
    worth = np.array([group.worth for group in merged])
    while len(picked) < limit and len(picked) < len(merged):
        at = int(np.argmax(worth - _VARIETY * close))
        picked.append(merged[at])
        worth[at] = -np.inf
        close = np.maximum(close, [_alike(gram, grams[at]) for gram in grams])
    return tuple(picked)


def _merged(
    pile: Pile, pool: Sequence[Group], before: Sequence[frozenset[int]]
) -> tuple[list[Group], list[frozenset[int]]]:
    kept: list[Group] = []
    grams: list[frozenset[int]] = []
    for group in pool:
        own = pairs(pile, group)
        if any(_alike(own, other) > _ALIKE for other in before):
            continue
        near = next((at for at, other in enumerate(grams) if _alike(own, other) > _ALIKE), None)
        if near is None:
            kept.append(group)
            grams.append(own)
        else:
            kept[near] = _with(kept[near], group, pile)
    return kept, grams


def _with(group: Group, other: Group, pile: Pile) -> Group:
    """Both as one; a clause that holds both a set phrase and its longer form counts once."""
    known = set(pile.clause_of(group.places).tolist())
    new = np.array([clause not in known for clause in pile.clause_of(other.places).tolist()], dtype=bool)
    places = np.concatenate([group.places, other.places[new]])
    stops = np.concatenate([group.stops, other.stops[new]])
    return replace(group, places=places, stops=stops, reports=max(group.reports, other.reports))


def pairs(pile: Pile, group: Group) -> frozenset[int]:
    """The pairs of neighbouring codes of a wording (of one code: itself)."""
    codes = pile.codes[group.start : group.end].astype(np.int64)
    return frozenset((codes[:-1] * 65536 + codes[1:]).tolist()) or frozenset(codes.tolist())


def _alike(one: frozenset[int], other: frozenset[int]) -> float:
    common = len(one & other)
    return common / max(1, len(one) + len(other) - common)
