"""Texts whose lines were broken by hand or by a mail program: put together for the rules, findings led back to their places."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, replace

from assistant.domain import Finding
from index import Block, Document

_HEAD = re.compile(
    r"[ \t\u3000]*(?:#|[-*+] |第[一二三四五六七八九十]+[章节部]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)"
    r"|[一二三四五六七八九十]是|[-—]{2})"
)
_ENDED = re.compile(r"[。！？：；…](?:[”’）》])?[ \t\u3000]*$")
_NARROW, _WIDE = 36, 120
"""Columns of the narrowest and widest page that lines are broken for."""
_FULL = 0.8
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
        line = self.original.count("\n", 0, start) + 1
        column = start - (self.original.rfind("\n", 0, start) + 1) + 1
        return replace(finding, start=start, end=end, line=line, column=column)

    def _place(self, offset: int) -> int:
        at = bisect.bisect_right(self._cuts, (offset, len(self.original))) - 1
        return offset + (self._cuts[at][1] if at >= 0 else 0)


def joined(document: Document) -> Joined | None:
    """A plain text whose paragraphs are broken at one width, put together; None for all other documents."""
    if any(block.style for block in document.blocks) or len(document.blocks) < _LEAST:
        return None
    lines = document.text.split("\n")
    width = _width(lines)
    indented = sum(line[:1] in (" ", "\u3000") for line in lines) >= _LEAST
    broken = [_goes_on(lines, at, width, indented) for at in range(len(lines) - 1)]
    if not _NARROW <= width <= _WIDE or sum(broken) < _LEAST:
        return None
    return _put_together(document, lines, [*broken, False])


def _columns(line: str) -> int:
    """How wide a line is on paper: a Chinese character takes two columns, a letter or digit one."""
    text = line.rstrip()
    return len(text) + sum(ord(mark) > 0x2E7F for mark in text)


def _width(lines: list[str]) -> int:
    """The width most full lines have: nearly the longest."""
    sizes = sorted(_columns(line) for line in lines if line.strip())
    return sizes[-1 - len(sizes) // 20] if sizes else 0


def _goes_on(lines: list[str], at: int, width: int, indented: bool) -> bool:
    """Whether a full line stops within a sentence that the next line takes up at its margin."""
    line, following = lines[at].rstrip(), lines[at + 1]
    full = _columns(line) >= _FULL * width
    taken_up = following[:1] not in ("", " ", "\t", "\u3000") and not _HEAD.match(following)
    return full and taken_up and (indented or not _ENDED.search(line))


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
