"""Texts whose lines were broken by hand or by a mail program: put together for the rules, findings led back to their places."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, replace

from assistant.domain import Finding
from index import Block, Document, wrapped

_LEAST = 4
"""So many broken lines make a text a broken one."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A document with broken lines put together; `_cuts` are the places in it where something was left out."""

    document: Document
    original: str
    _cuts: tuple[tuple[int, int], ...]

    def back(self, finding: Finding) -> Finding:
        """The finding with the place it has in the file."""
        start, end = self._place(finding.start), self._place(max(finding.start, finding.end - 1))
        end += 1 if finding.end > finding.start else 0
        line = self.line(finding.start)
        column = start - (self.original.rfind("\n", 0, start) + 1) + 1
        return replace(finding, start=start, end=end, line=line, column=column)

    def line(self, offset: int) -> int:
        """The line of the file, 1-based, where an offset of the joined text stands."""
        return self.original.count("\n", 0, self._place(offset)) + 1

    def _place(self, offset: int) -> int:
        at = bisect.bisect_right(self._cuts, (offset, len(self.original))) - 1
        return offset + (self._cuts[at][1] if at >= 0 else 0)


def joined(document: Document) -> Joined | None:
    """A plain text whose paragraphs are broken at one width, put together; None for all other documents."""
    if any(block.style for block in document.blocks):
        return None
    going = {block.line for block, goes_on in zip(document.blocks, wrapped(document.blocks), strict=True) if goes_on}
    if len(going) < _LEAST:
        return None
    lines = document.text.split("\n")
    return _put_together(document, lines, [number in going for number in range(1, len(lines) + 1)])


def _put_together(document: Document, lines: list[str], broken: list[bool]) -> Joined:
    kept: list[str] = []
    cuts: list[tuple[int, int]] = []
    blocks: list[Block] = []
    at = lost = 0
    begins = True
    for number, line in enumerate(lines, 1):
        goes_on = broken[number - 1]
        shown = line.rstrip() if goes_on else line
        if begins and line.strip():
            blocks.append(Block("", "", number, at))
        kept.append(shown if goes_on else f"{shown}\n")
        if blocks and line.strip():
            blocks[-1] = replace(blocks[-1], text=blocks[-1].text + shown)
        at += len(kept[-1])
        if goes_on:
            lost += len(line) - len(shown) + 1
            cuts.append((at, lost))
        begins = not goes_on
    text = "".join(kept)[:-1]
    whole = replace(document, text=text, blocks=tuple(_renumbered(text, blocks)))
    return Joined(whole, document.text, tuple(cuts))


def _renumbered(text: str, blocks: list[Block]) -> list[Block]:
    found, line, reached = [], 1, 0
    for block in blocks:
        line += text.count("\n", reached, block.start)
        reached = block.start
        found.append(replace(block, line=line))
    return found
