"""Which lines are headings, where a run-in heading ends and its text begins, and how headings rank."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.parsing.lines import Line
from index.parsing.numbering import Number, number_of
from index.parsing.points import heading_end

_LONG_TITLE = 60
_LONGEST_ASPECT = 170
_SHORT = 45
_END_MARKS = re.compile(r"[。：:；;，,、.]+$")
_ASPECT_START = re.compile(r"^(?:在|对照|围绕|聚焦|从)*(?:带头|对照|在)")
_ASPECT_END = re.compile(r"方面(?:存在的?(?:主要|突出)?(?:问题|不足))?(?=[。：:；;，,]|$)")
_ENDS_IN_TEXT = re.compile(r"[。！？!?；;：:，,]$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `end` is the position in the line's text where the body begins (its length when nothing follows).

    `rank` orders headings (1 is outermost); `value` is the number's value, 0 without one.
    """

    line: Line
    number: str | None
    title: str
    rank: int
    value: int
    end: int

    @property
    def run_in(self) -> bool:
        """Whether the body follows in the same line."""
        return self.end < len(self.line.text)


@dataclass(frozen=True, slots=True)
class Clues:
    """What the genre adds to layout: does this title name a kind of section, is it an aspect?"""

    names_kind: Callable[[str], bool]
    names_aspect: Callable[[str], bool]


def find_headings(lines: Sequence[Line], clues: Clues) -> tuple[Heading, ...]:
    """All headings in order. Numbers decide first, then what the file marks, then the genre's words."""
    numbered = _nested({line.number: heading for line in lines if (heading := _numbered(line))})
    has_first = any(heading.rank == 1 for heading in numbered.values())
    base = min((line.rank for line in lines if line.rank), default=1) - 1
    found = dict(numbered)
    for line in lines:
        if line.number not in numbered and (heading := _unnumbered(line, clues, has_first, base)):
            found[line.number] = heading
    found |= {h.line.number: h for h in _siblings(lines, found)}
    return tuple(found[line.number] for line in lines if line.number in found)


def _nested(numbered: dict[int, Heading]) -> dict[int, Heading]:
    """Where 一、 stands on lines of its own, a paragraph that opens with 一、 is a point below such a heading.

    Not so one that counts on from them: 五、 behind the heading 四、 is the next section, its text in the same line.
    """
    first = {place: heading for place, heading in numbered.items() if heading.rank == 1}
    if sum(not heading.run_in for heading in first.values()) < 2:
        return numbered
    lower: dict[int, Heading] = {}
    top = below = 0
    for place, heading in sorted(first.items()):
        if heading.run_in and (heading.value != top + 1 or below == top or not top):
            lower[place], below = replace(heading, rank=2), heading.value
        else:
            top, below = heading.value, 0
    return numbered | lower


def _numbered(line: Line) -> Heading | None:
    number = number_of(line.text)
    if number is None or number.title_at >= len(line.text):
        return None
    end = _title_end(line.text, number)
    title = _END_MARKS.sub("", line.text[number.title_at : end]).strip()
    return Heading(line, number.text, title, number.rank, number.value, _body_start(line.text, end))


def _title_end(text: str, number: Number) -> int:
    """Where the title ends: at an aspect's …方面, else at the first sentence, else at the first clause."""
    begin = number.title_at
    if _ASPECT_START.match(text[begin:]):
        aspect = _ASPECT_END.search(text, begin)
        if aspect and aspect.end() - begin <= _LONGEST_ASPECT:
            return aspect.end()
    end = heading_end(text, begin)
    if end - begin <= _LONG_TITLE or end >= len(text.rstrip("。；")):
        return end
    aspect = _ASPECT_END.search(text, begin, begin + _LONGEST_ASPECT)
    if aspect and aspect.end() <= end:
        return aspect.end()
    return end


def _body_start(text: str, end: int) -> int:
    while end < len(text) and text[end] in "。：:；;，,、.！!？? \u3000":
        end += 1
    return end


def _unnumbered(line: Line, clues: Clues, has_first: bool, base: int) -> Heading | None:
    text = line.text
    whole = len(text) <= _SHORT and not _ENDS_IN_TEXT.search(text)
    if line.rank:
        return Heading(line, None, text, max(1, line.rank - base), 0, len(text)) if len(text) <= 80 else None
    if whole and not has_first and clues.names_kind(text) and len(text) <= 25:
        return Heading(line, None, text, 1, 0, len(text))
    if whole and line.bold:
        return Heading(line, None, text, 2 if has_first else 1, 0, len(text))
    return _unnumbered_aspect(line, clues)


def _unnumbered_aspect(line: Line, clues: Clues) -> Heading | None:
    """An aspect heading without its number: the line, or its first sentence, is an aspect and says so with 方面."""
    end = heading_end(line.text, 0)
    aspect = _ASPECT_END.search(line.text)
    if aspect and aspect.end() <= min(end + 1, _LONGEST_ASPECT):
        end = aspect.end()
    title = line.text[:end]
    if "方面" not in title[-12:] or not _ASPECT_START.match(title) or not clues.names_aspect(title):
        return None
    return Heading(line, None, _END_MARKS.sub("", title), 2, 0, _body_start(line.text, end))


def _siblings(lines: Sequence[Line], found: dict[int, Heading]) -> list[Heading]:
    """Headings that lost their number: short lines without end mark among own-line numbered headings."""
    added: list[Heading] = []
    ordered = [found[line.number] for line in lines if line.number in found]
    for before, after in zip(ordered, [*ordered[1:], None], strict=False):
        own_line = not before.run_in and before.rank > 1 and before.number is not None
        if not own_line or (after is not None and after.rank == before.rank and after.value == before.value + 1):
            continue
        stop = after.line.number if after else 10**9
        gap = [line for line in lines if before.line.number < line.number < stop]
        pairs = pairwise(gap[1:])
        added += [_like(before, line) for line, body in pairs if _is_bare(line) and len(body.text) > len(line.text)]
    return added


def _is_bare(line: Line) -> bool:
    return (
        4 <= len(line.text) <= _SHORT and not _ENDS_IN_TEXT.search(line.text) and not line.text.startswith(("（", "("))
    )


def _like(sibling: Heading, line: Line) -> Heading:
    return replace(sibling, line=line, number=None, title=line.text, value=0, end=len(line.text))
