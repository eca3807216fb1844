"""The embedder that needs nothing but the program: hashed words and runs of characters, projected by random signs."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.embedding.protocol import Floats, unit
from index.wording import fold, words

_U64 = NDArray[np.uint64]
_CHUNK = 256
_BEYOND = 1 << 16
_SPREAD = 4
_WEIGHTS = (0.0, 1.0, 0.15)
_WORD_WEIGHT = 1.0
_PRIMES = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


class BuiltinEmbedder:
    """Vectors without any model. They find shared wording, not shared meaning; the same on every machine."""

    def __init__(self, dimension: int = 256) -> None:
        self._dimension = dimension

    @property
    def name(self) -> str:
        """What a user calls it."""
        return "builtin"

    @property
    def dimension(self) -> int:
        """How wide its vectors are."""
        return self._dimension

    @property
    def fingerprint(self) -> str:
        """Which vector space it fills."""
        return f"builtin-hash-1/{self._dimension}"

    def passages(self, texts: Sequence[str]) -> Floats:
        """One unit row per text."""
        parts = [self._rows(texts[at : at + _CHUNK]) for at in range(0, len(texts), _CHUNK)]
        return np.concatenate(parts) if parts else np.zeros((0, self._dimension), dtype=np.float32)

    def query(self, text: str) -> Floats:
        """The unit vector of a question."""
        row: Floats = self.passages([text])[0]
        return row

    def assurance(self, text: str) -> float:
        """Nothing is understood here, only compared letter by letter."""
        return 0.0

    def _rows(self, texts: Sequence[str]) -> Floats:
        folded = [fold(text) for text in texts]
        owners, features, weights = _features(folded)
        sums = np.zeros(len(texts) * self._dimension, dtype=np.float64)
        for turn in range(_SPREAD):
            mixed = _mixed(features + np.uint64(turn * 0x51ED27 + 1))
            cells = owners * self._dimension + (mixed % np.uint64(self._dimension)).astype(np.int64)
            signs = np.where(mixed >> np.uint64(63), 1.0, -1.0)
            sums += np.bincount(cells, weights=weights * signs, minlength=len(sums))
        return unit(sums.reshape(len(texts), self._dimension).astype(np.float32))


def _features(folded: Sequence[str]) -> tuple[NDArray[np.int64], _U64, NDArray[np.float64]]:
    """Which text has which feature, once each, weighed by the logarithm of how often."""
    owners, keys, weights = zip(*_character_runs(folded), _words(folded), strict=True)
    owner, key, weight = np.concatenate(owners), np.concatenate(keys), np.concatenate(weights)
    joint = _mixed(key ^ (owner.astype(np.uint64) * np.uint64(_PRIMES[2])))
    _, first, times = np.unique(joint, return_index=True, return_counts=True)
    return owner[first], key[first], weight[first] * (1 + np.log(times))


def _character_runs(folded: Sequence[str]) -> list[tuple[NDArray[np.int64], _U64, NDArray[np.float64]]]:
    joined = "".join(folded)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    owners = np.repeat(np.arange(len(folded), dtype=np.int64), [len(text) for text in folded])
    telling = _telling()[np.minimum(points, np.uint64(_BEYOND))]
    found = []
    for size, weight in enumerate(_WEIGHTS, start=1):
        if not weight:
            continue
        count = max(len(points) - size + 1, 0)
        key, whole = np.full(count, size, dtype=np.uint64), np.ones(count, dtype=bool)
        for at in range(size):
            key = _mixed(key * np.uint64(_PRIMES[0]) + points[at : at + count])
            whole &= telling[at : at + count] & (owners[at : at + count] == owners[:count])
        found.append((owners[:count][whole], key[whole], np.full(int(whole.sum()), weight)))
    return found


@cache
def _telling() -> NDArray[np.bool_]:
    """Which characters are letters, signs or digits; all beyond the basic plane count as such."""
    return np.array([chr(point).isalnum() for point in range(_BEYOND)] + [True])


@lru_cache(maxsize=1 << 16)
def _key(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _words(folded: Sequence[str]) -> tuple[NDArray[np.int64], _U64, NDArray[np.float64]]:
    cut = [words(text) for text in folded]
    owners = np.repeat(np.arange(len(folded), dtype=np.int64), [len(found) for found in cut])
    keys = [_key(word) for found in cut for word in found]
    return owners, np.array(keys, dtype=np.uint64) * np.uint64(_PRIMES[1]), np.full(len(keys), _WORD_WEIGHT)


def _mixed(keys: _U64) -> _U64:
    """Spreads keys evenly over 64 bits (the finaliser of splitmix64)."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
