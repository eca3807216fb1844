"""Idioms and set phrases of four characters with one of them wrong, whichever it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found, listed

_SIZE = 4
_RUN = re.compile(r"[\u4e00-\u9fff]{4,}")
_PLAIN = frozenset(
    "的了着过和与及或在是不有就也都把被让给向对从到上下中里内外前后大小多少一二三四五六七八九十两几个各每这那其他我你们人时年月日以要"
)
"""Characters so free that one in place of another is a different phrase rather than a slip."""


def findings(paper: Paper) -> Iterator[Found]:
    """Phrases one character away from an idiom, where that character is part of no word of its own."""
    for match in _RUN.finditer(paper.shown):
        for at, right in _slips(match[0]):
            start = match.start() + at
            yield Found("typo-near", start, start + _SIZE, {"right": right})


def _slips(run: str) -> Iterator[tuple[int, str]]:
    words: list[tuple[int, int]] | None = None
    for at in range(len(run) - _SIZE + 1):
        window = run[at : at + _SIZE]
        if window in _known():
            continue
        for place in range(_SIZE):
            right = _masked().get(f"{window[:place]}*{window[place + 1 :]}")
            if right is None or window[place] in _PLAIN:
                continue
            words = words if words is not None else _words(run)
            if words[at + place] == (at + place, at + place + 1):
                yield at, right
                break


def _words(run: str) -> list[tuple[int, int]]:
    """For each character the span of the dictionary word it belongs to."""
    import rjieba

    spans: list[tuple[int, int]] = []
    for word in rjieba.cut(run, False):
        spans += [(len(spans), len(spans) + len(word))] * len(word)
    return spans


@cache
def _idioms() -> tuple[str, ...]:
    return tuple(sorted(listed("idioms.txt")))


@cache
def _known() -> frozenset[str]:
    return listed("idioms.txt") | listed("accepted.txt")


@cache
def _masked() -> dict[str, str]:
    return {f"{one[:place]}*{one[place + 1 :]}": one for one in reversed(_idioms()) for place in range(_SIZE)}
