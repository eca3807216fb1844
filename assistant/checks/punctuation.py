"""Marks that need the whole paragraph to be judged: pairs, quotation marks, spaces, missing stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found

_PAIRS = (("“", "”"), ("（", "）"), ("《", "》"), ("‘", "’"), ("【", "】"))
_SPACE = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、！？”）》])[ \u00a0\t]+(?=[\u4e00-\u9fff“（《0-9A-Za-z，。；：、])"
    r"|(?<=[0-9A-Za-z%])[ \u00a0]+(?=[\u4e00-\u9fff，。；：、])"
)
_CLOSED = re.compile(r"[。！？：；…”’）》】*\)\":;?!]$")
_BODY = 50
_SHORT = 16
_BYLINE = 40
"""Lines above the opening up to this length name the writer, with blanks between unit, post and name."""


def findings(paper: Paper) -> Iterator[Found]:
    """Unpaired and straight quotation marks, stray spaces, loose ends of lines, paragraphs that do not stop."""
    yield from _edges(paper)
    for block in paper.document.blocks:
        if block.style == "table":
            continue
        line = paper.text[block.start : block.end]
        yield from _straight(line, block.start)
        yield from _pairs(paper.shown[block.start : block.end], block.start)
        if block.start >= paper.opening[0] or len(line) > _BYLINE:
            yield from _spaces(line, block.start)
        yield from _stop(paper, line, block.start)


def _straight(line: str, start: int) -> Iterator[Found]:
    count = line.count('"')
    if not count or not re.search("[\u4e00-\u9fff]", line):
        return
    first, last = line.index('"'), line.rindex('"')
    marks = iter("“”" * count)
    fix = re.sub('"', lambda _: next(marks), line[first : last + 1]) if count % 2 == 0 else None
    yield Found("straight-quotes", start + first, start + last + 1, {"what": str(count)}, fix)


def _pairs(line: str, start: int) -> Iterator[Found]:
    for opening, closing in _PAIRS:
        depth: list[int] = []
        for at, mark in enumerate(line):
            if mark == opening:
                if depth and mark == "“":
                    yield Found("nested-quotes" if closing in line[at:] else "unpaired", start + at, start + at + 1)
                depth.append(at)
            elif mark == closing and depth:
                depth.pop()
            elif mark == closing and not (mark == "）" and at < 4) and mark != "’":
                yield Found("unpaired", start + at, start + at + 1)
        yield from (Found("unpaired", start + at, start + at + 1) for at in depth[:1] if opening != "‘")


def _spaces(line: str, start: int) -> Iterator[Found]:
    if len(line.strip()) < _SHORT:
        return
    for match in _SPACE.finditer(line):
        yield Found("stray-space", start + match.start(), start + match.end(), {}, "")


def _stop(paper: Paper, line: str, start: int) -> Iterator[Found]:
    text = line.rstrip()
    heads = any(one <= start and start + len(text) <= end + 1 for one, end in paper.report.headings)
    if len(text) >= _BODY and not _CLOSED.search(text) and not heads:
        yield Found("mark-missing", start + len(text) - 1, start + len(text))


def _edges(paper: Paper) -> Iterator[Found]:
    if paper.markdown or not paper.document.blocks:
        return
    for block in paper.document.blocks:
        line = paper.text[slice(*paper.line_span(block.line))]
        spare = len(line) - len(line.rstrip(" \t\u3000\u00a0"))
        if spare:
            end = paper.line_span(block.line)[1]
            yield Found("line-edges", end - spare, end, {"what": "行末有多余的空格"}, "")
