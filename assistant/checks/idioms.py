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
    """Phrases one character away from a known one: sure where that character sounds or looks alike, a hint elsewhere."""
    for match in _RUN.finditer(paper.shown):
        for at, right, sure in _slips(match[0]):
            start = match.start() + at
            yield Found("typo-near" if sure else "typo-far", start, start + _SIZE, {"right": right})


def _slips(run: str) -> Iterator[tuple[int, str, bool]]:
    words: list[tuple[int, int]] | None = None
    for at in range(len(run) - _SIZE + 1):
        window = run[at : at + _SIZE]
        if window in _known():
            continue
        for place in range(_SIZE):
            masked = f"{window[:place]}*{window[place + 1 :]}"
            if masked not in _masked():
                continue
            words = words if words is not None else _words(run)
            right, sure = _judged(window, place, masked, words[at : at + _SIZE], at)
            if right:
                yield at, right, sure
                break


def _judged(window: str, place: int, masked: str, words: list[tuple[int, int]], at: int) -> tuple[str, bool]:
    """The phrase a window was meant to be, and whether the wrong character sounds or looks like the right one."""
    if words[0][0] != at or words[-1][1] != at + _SIZE:
        return "", False
    alone = words[place] == (at + place, at + place + 1) and window[place] not in _PLAIN
    for right in _masked()[masked]:
        idiom = right in listed("idioms.txt")
        if window[place] in _alike().get(right[place], "") and (alone or idiom):
            return right, True
    found = next((one for one in _masked()[masked] if one in listed("idioms.txt")), "")
    return (found, False) if found and alone else ("", False)


def _words(run: str) -> list[tuple[int, int]]:
    """For each character the span of the dictionary word it belongs to."""
    import rjieba

    spans: list[tuple[int, int]] = []
    for word in rjieba.cut(run, False):
        spans += [(len(spans), len(spans) + len(word))] * len(word)
    return spans


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(sorted(one for one in listed("idioms.txt") | listed("collocations.txt") if len(one) == _SIZE))


@cache
def _known() -> frozenset[str]:
    return frozenset(_phrases()) | listed("accepted.txt")


@cache
def _masked() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in _phrases():
        for place in range(_SIZE):
            key = f"{one[:place]}*{one[place + 1 :]}"
            found[key] = (*found.get(key, ()), one)
    return found


@cache
def _alike() -> dict[str, str]:
    """For each character those that sound or look like it."""
    found: dict[str, str] = {}
    for group in sorted(listed("lookalikes.txt")):
        for mark in group:
            found[mark] = found.get(mark, "") + group.replace(mark, "")
    return found
