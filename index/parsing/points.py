"""Points within running text: 一是…二是…, 首先…其次…, 第一，…第二，…, ①…②…, （一）…（二）…, 如…再如…"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.wording import value_of

_NUMERAL = "[一二三四五六七八九十]{1,2}"
_BEFORE = r"(?:^|(?<=[。；：！？;:!?，,])|(?<=[。；：！？;:]\s))\s*"
_FAMILIES = (
    re.compile(rf"{_BEFORE}(?P<marker>(?P<n>{_NUMERAL})(?:是|要|则|为)(?!否))"),
    re.compile(rf"{_BEFORE}(?P<marker>第(?P<n>{_NUMERAL})(?=[，、：,]|是))"),
    re.compile(rf"{_BEFORE}(?P<marker>其(?P<n>{_NUMERAL})(?=[，、：,是]))"),
    re.compile(rf"{_BEFORE}(?P<marker>(?P<n>首先|其次|再次|再者|最后)(?=[，、：,是]))"),
    re.compile(rf"{_BEFORE}(?P<marker>(?P<n>[①-⑳]))"),
    re.compile(rf"{_BEFORE}(?P<marker>[（(](?P<n>{_NUMERAL}|[0-9]{{1,2}})[)）])"),
    re.compile(rf"{_BEFORE}(?P<marker>(?P<n>[0-9]{{1,2}})(?:[.．](?![0-9])|、))"),
    re.compile(rf"{_BEFORE}(?P<marker>(?P<n>如|例如|比如|再如|又如)(?=[，：,:]|[^果同何此下意期数实])[，：,:]?)"),
)
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 4, "如": 1, "例如": 1, "比如": 1, "再如": 2, "又如": 3}
_CLOSED = re.compile(r"[。；：！？;:!?]")
_STRONG = "。！？!?"


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker found: which paragraph of the body, where in its text, its value in the sequence."""

    paragraph: int
    at: int
    value: int
    strong: bool


def find_marks(paragraphs: Sequence[str]) -> tuple[Mark, ...]:
    """The markers of the body's outermost enumeration, in order; a list inside a point is not split off."""
    for family in _FAMILIES:
        marks = _outermost(_all_marks(paragraphs, family))
        if len(marks) >= 2 or (marks and family is _FAMILIES[0] and marks[0].at == 0):
            return marks
    return ()


def heading_end(text: str, start: int) -> int:
    """Where the heading sentence that begins at `start` ends (its closing mark not included)."""
    match = _CLOSED.search(text, start)
    while match and _inside_quotes(text[start : match.start()]):
        match = _CLOSED.search(text, match.end())
    return match.start() if match else len(text)


def _inside_quotes(text: str) -> bool:
    return text.count("“") > text.count("”") or text.count("《") > text.count("》") or text.count('"') % 2 == 1


def _all_marks(paragraphs: Sequence[str], family: re.Pattern[str]) -> list[Mark]:
    found: list[Mark] = []
    for position, text in enumerate(paragraphs):
        for match in family.finditer(text):
            at = match.start("marker")
            before = text[:at].rstrip()
            value = _WORDS.get(match["n"]) or value_of(match["n"])
            found.append(Mark(position, at, value, not before or before[-1] in _STRONG))
    return found


def _outermost(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Follow one sequence: a second 一 opens an inner list, which lasts until a strong mark continues the outer one.

    A gap in the numbers (一是, 三是) is tolerated, a restart at a paragraph's beginning opens a sequence anew.
    """
    kept: list[Mark] = []
    inner = 0
    for mark in marks:
        last = kept[-1].value if kept else 0
        if mark.value == 1 and kept and mark.at > 0:
            inner = 1
        elif inner and mark.value == inner + 1 and not (mark.strong and mark.value == last + 1):
            inner = mark.value
        elif last < mark.value <= last + 2 or (mark.value == 1 and mark.at == 0) or (not kept and mark.value == 1):
            kept.append(mark)
            inner = 0
    return tuple(kept) if kept and kept[0].value == 1 else ()
