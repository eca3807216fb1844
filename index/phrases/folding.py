"""Text as numbers: characters that differ in width or case alone are one number, punctuation and spaces are none."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.wording import fold

Codes = NDArray[np.uint16]
Places = NDArray[np.int32]
_BMP = 0x10000
_PRIVATE = 0xE000
_SENTENCE = "。！？!?；;\n\r"
_CLAUSE = "，,：:"


def folded(text: str) -> tuple[Codes, Places]:
    """The codes of the characters that count, and where each of them stands in the text."""
    points = code_points(text)
    codes = coded(points)
    places = np.flatnonzero(codes).astype(np.int32)
    return codes[places], places


def code_points(text: str) -> NDArray[np.uint32]:
    """One number per character of the text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def coded(points: NDArray[np.uint32]) -> Codes:
    """The code of every character, 0 for those that do not count; rare ones beyond the basic plane share 4096 codes."""
    beyond = points >= _BMP
    codes = _table()[np.where(beyond, 0, points)]
    return np.where(beyond, (_PRIVATE + points % 4096).astype(np.uint16), codes)


def ends(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which characters end a clause."""
    return np.isin(points, np.array([ord(mark) for mark in _SENTENCE + _CLAUSE], dtype=np.uint32))


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence or sentences in which a span of a text stands, closing mark included."""
    before = max(text.rfind(mark, 0, start) for mark in _SENTENCE) + 1
    after = [at for mark in _SENTENCE if (at := text.find(mark, max(end - 1, start))) >= 0]
    return before, min(after, default=len(text) - 1) + 1


@cache
def _table() -> Codes:
    table = np.zeros(_BMP, dtype=np.uint16)
    for point in range(_BMP):
        folded = fold(chr(point))[:1]
        if folded.isalnum() and ord(folded) < _BMP:
            table[point] = ord(folded)
    return table
