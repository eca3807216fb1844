"""A long title over several lines: broken between words, evenly, never narrow in the middle (clause 7.3.1)."""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise

from index import words_of

_WHOLE = re.compile(
    r"(?:专题)?(?:民主|组织)生活会|(?:个人)?(?:对照检查|检视剖析|述职述廉|述责述廉)(?:材料|报告|发言)?|发言提纲|工作总结"
    r"|(?:领导|常委)班子|副?[市县区镇乡局处科院校]长|[0-9０-９]+[年月日]?度?|《[^》]{0,30}》|“[^”]{0,12}”|（[^）]{0,12}）"
)
_PAPER = re.compile(r"(?:个人)?(?:对照检查|检视剖析|述职述廉|述责述廉)(?:材料|报告|发言)|发言提纲|工作总结")
_CLOSES = "，。、；：）》”！？"
_MOST = 3
_HOURGLASS, _STUMP, _NAMED = 80.0, 40.0, 30.0
_SHORT = 4


def title_lines(text: str, fits: int) -> list[str]:
    """The title in as few lines as it needs, each at most `fits` characters wide."""
    if width(text) <= fits:
        return [text]
    cuts = _cuts(text)
    least = math.ceil(width(text) / fits)
    for count in range(least, min(least + 1, _MOST) + 1):
        ways = [_cut(text, chosen) for chosen in combinations(cuts, count - 1)]
        fitting = [lines for lines in ways if all(width(line) <= fits for line in lines)]
        if fitting:
            return min(fitting, key=_ugliness)
    return _filled(text, cuts, fits)


def width(text: str) -> float:
    """Width in Chinese characters: letters, digits and ASCII marks take half of one."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def _cuts(text: str) -> list[int]:
    """Where a line may end: between words, not inside a name, a year or a pair of marks."""
    closed: set[int] = set()
    at = 0
    for word in words_of(text):
        start = text.find(word, max(0, at - len(word)))
        if start >= 0:
            closed |= set(range(start + 1, start + len(word)))
            at = max(at, start + len(word))
    for match in _WHOLE.finditer(text):
        closed |= set(range(match.start() + 1, match.end()))
    closed |= {place for place, character in enumerate(text) if character in _CLOSES or character == "的"}
    return [place for place in range(1, len(text)) if place not in closed]


def _cut(text: str, places: tuple[int, ...]) -> list[str]:
    bounds = (0, *places, len(text))
    return [text[start:end] for start, end in pairwise(bounds)]


def _ugliness(lines: list[str]) -> float:
    """Uneven lines are ugly, a waist uglier, a last line of a word ugliest; the paper's name on a line of its own is good."""
    sizes = [width(line) for line in lines]
    mean = sum(sizes) / len(sizes)
    uneven = sum((size - mean) ** 2 for size in sizes)
    waist = any(before > size < after for before, size, after in zip(sizes, sizes[1:], sizes[2:], strict=False))
    named = any(_PAPER.match(line) for line in lines[1:])
    return uneven + _HOURGLASS * waist + _STUMP * (sizes[-1] < _SHORT) - _NAMED * named


def _filled(text: str, cuts: list[int], fits: int) -> list[str]:
    """Line after line as full as it gets, for titles too long to be weighed or without a place to break."""
    lines: list[str] = []
    start = 0
    while width(text[start:]) > fits:
        stop = start + 1
        while stop < len(text) and width(text[start : stop + 1]) <= fits:
            stop += 1
        stop = max((cut for cut in cuts if start < cut <= stop), default=stop)
        lines.append(text[start:stop])
        start = stop
    return [*lines, text[start:]]
