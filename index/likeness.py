"""Runs of text shared with other texts, official wording not counted.

Texts are compared without punctuation, digits and spaces. Fingerprints are winnowed hashes of 8-character grams
(Schleimer, Wilkerson and Aiken 2003): with windows of 5 every shared run of at least 12 characters has one in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

GRAM = 8
WINDOW = 5
LEAST = GRAM + WINDOW - 1
_GAP = 6
_COMMON = 64
_BASE = np.uint64(0x9E3779B97F4A7C15)
_DROP = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fffA-Za-z]+")
_NONE = np.uint64(np.iinfo(np.uint64).max)


@dataclass(frozen=True, slots=True)
class Run:
    """A shared run: offsets in the text asked about, the other text's key and the offsets there, compared length."""

    start: int
    end: int
    key: str
    key_start: int
    key_end: int
    length: int


@dataclass(frozen=True, slots=True)
class _Bare:
    """A text as compared: kept characters, their offsets, and for each the number of its stretch (-1 in official wording)."""

    text: str
    places: NDArray[np.int32]
    stretch: NDArray[np.int32]


class Official:
    """Removes official wording (fixed expressions, aspects, themes) before comparing.

    `formulas` are further wordings, as regular expressions over the text without punctuation, digits and spaces.
    """

    def __init__(self, expressions: Iterable[str], formulas: Iterable[str] = ()) -> None:
        bare = {_DROP.sub("", expression) for expression in expressions}
        ordered = sorted((text for text in bare if len(text) >= 4), key=len, reverse=True)
        either = [*formulas, *map(re.escape, ordered)]
        self._pattern = re.compile("|".join(either)) if either else None

    def bare(self, text: str) -> _Bare:
        """The text without punctuation and digits, official wording marked."""
        kept = [i for match in re.finditer(r"[\u3400-\u4dbf\u4e00-\u9fffA-Za-z]+", text) for i in range(*match.span())]
        plain = "".join(text[i] for i in kept).lower()
        stretch = np.zeros(len(plain), dtype=np.int32)
        for number, match in enumerate(self._pattern.finditer(plain) if self._pattern else (), 1):
            stretch[match.end() :] = number
            stretch[match.start() : match.end()] = -1
        return _Bare(plain, np.asarray(kept, dtype=np.int32), stretch)

    def share(self, text: str) -> float:
        """Which share of a text's characters is official wording, 0 to 1."""
        bare = self.bare(text)
        return float((bare.stretch == -1).mean()) if len(bare.text) else 0.0


class Likeness:
    """A collection of texts that can be asked what a text shares with it."""

    def __init__(self, texts: Iterable[tuple[str, str]], official: Official) -> None:
        self._official = official
        self._keys: list[str] = []
        self._bare: list[_Bare] = []
        prints: list[NDArray[np.uint64]] = []
        for key, text in texts:
            bare = official.bare(text)
            self._keys.append(key)
            self._bare.append(bare)
            prints.append(_fingerprints(bare)[0])
        sizes = [len(one) for one in prints]
        owners = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        places = [_fingerprints(bare)[1] for bare in self._bare]
        joined = np.concatenate(prints) if prints else np.empty(0, np.uint64)
        order = np.argsort(joined, kind="stable")
        self._prints = joined[order]
        self._owners = owners[order]
        self._places = (np.concatenate(places) if places else np.empty(0, np.int32))[order]

    def runs(self, text: str, *, least: int = LEAST, skip: frozenset[str] = frozenset()) -> tuple[Run, ...]:
        """The longest shared runs that together cover all of the text that is shared, in order of place.

        Runs of one source that only a few changed characters part count as one. `skip` are keys not compared with.
        """
        bare = self._official.bare(text)
        found = [run for run in self._all_runs(bare, skip) if run.length >= least]
        return tuple(sorted(_cover(found), key=lambda run: run.start))

    def contexts(self, text: str, around: int = 6) -> dict[str, str]:
        """The keys of the texts that hold all of `text`, each with the characters on both sides of it there.

        Only texts of at least 12 compared characters can be found.
        """
        bare = self._official.bare(text)
        found: dict[str, str] = {}
        for _, owner, _ in self._seeds(bare):
            other = self._bare[owner].text
            at = other.find(bare.text)
            if at >= 0:
                end = at + len(bare.text)
                found[self._keys[owner]] = f"{other[max(0, at - around) : at]}|{other[end : end + around]}"
        return found

    def _all_runs(self, bare: _Bare, skip: frozenset[str]) -> Iterator[Run]:
        by_owner: dict[int, list[tuple[int, int, int]]] = {}
        for here, owner, there in self._seeds(bare):
            if self._keys[owner] not in skip:
                known = by_owner.setdefault(owner, [])
                if not any(at <= here < at + size and here - at == there - other for at, other, size in known):
                    known.append(_extend(bare, here, self._bare[owner], there))
        for owner, pieces in by_owner.items():
            for chain in _chains(sorted(pieces)):
                yield self._run(bare, owner, chain)

    def _seeds(self, bare: _Bare) -> Iterator[tuple[int, int, int]]:
        prints, places = _fingerprints(bare)
        left = np.searchsorted(self._prints, prints, "left")
        right = np.searchsorted(self._prints, prints, "right")
        for here, first, last in zip(places.tolist(), left.tolist(), right.tolist(), strict=True):
            for at in range(first, min(last, first + _COMMON)):
                yield here, int(self._owners[at]), int(self._places[at])

    def _run(self, bare: _Bare, owner: int, chain: Sequence[tuple[int, int, int]]) -> Run:
        (here, there, _), (last_here, last_there, size) = chain[0], chain[-1]
        theirs = self._bare[owner].places
        return Run(
            start=int(bare.places[here]),
            end=int(bare.places[last_here + size - 1]) + 1,
            key=self._keys[owner],
            key_start=int(theirs[min(there, last_there)]),
            key_end=int(theirs[max(there, last_there + size - 1)]) + 1,
            length=sum(length for _, _, length in chain),
        )


def _fingerprints(bare: _Bare) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """The winnowed hashes of a text and the positions of their grams; no gram reaches into official wording."""
    count = len(bare.text) - GRAM + 1
    if count <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.int32)
    codes = np.frombuffer(bare.text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(GRAM):
        hashes = hashes * _BASE + codes[offset : offset + count]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    whole = (bare.stretch[:count] == bare.stretch[GRAM - 1 :]) & (bare.stretch[:count] >= 0)
    hashes = np.where(whole, hashes, _NONE)
    padded = np.concatenate([hashes, np.full(max(0, WINDOW - count), _NONE)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)
    chosen = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    chosen = chosen[hashes[np.minimum(chosen, count - 1)] != _NONE]
    return hashes[chosen], chosen.astype(np.int32)


def _extend(bare: _Bare, here: int, other: _Bare, there: int) -> tuple[int, int, int]:
    """The longest equal stretch through a common place, within one stretch free of official wording on both sides."""
    low = 0
    while _same(bare, here - low - 1, here, other, there - low - 1, there):
        low += 1
    high = 0
    while _same(bare, here + high, here, other, there + high, there):
        high += 1
    return here - low, there - low, low + high


def _same(bare: _Bare, at: int, seed: int, other: _Bare, there: int, other_seed: int) -> bool:
    if not (0 <= at < len(bare.text) and 0 <= there < len(other.text)) or bare.text[at] != other.text[there]:
        return False
    return bool(bare.stretch[at] == bare.stretch[seed] and other.stretch[there] == other.stretch[other_seed])


def _chains(pieces: Sequence[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """Pieces of one source joined where no more than a few characters part them on both sides."""
    chains: list[list[tuple[int, int, int]]] = []
    for piece in pieces:
        if chains:
            here, there, size = chains[-1][-1]
            if 0 <= piece[0] - here - size <= _GAP and 0 <= piece[1] - there - size <= _GAP:
                chains[-1].append(piece)
                continue
        chains.append([piece])
    return chains


def _cover(runs: Iterable[Run]) -> list[Run]:
    """The fewest runs, longest first, so that nothing shared is left out; what an accepted run covers is cut off others."""
    accepted: list[Run] = []
    for run in sorted(runs, key=lambda run: (-run.length, run.start)):
        start, end = run.start, run.end
        for other in accepted:
            if other.start <= start < other.end:
                start = other.end
            if other.start < end <= other.end:
                end = other.start
        if end - start >= GRAM:
            accepted.append(replace(run, start=start, end=end))
    return accepted
