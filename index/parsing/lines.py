"""Lines freed of markup, each character still knowing its place in the document."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.parsing.wrapping import wrapped
from index.report import Block, Document

MARKUP = re.compile(r"^[\s\u3000>]*(?P<marks>#{1,6})(?=\s|$)[\s\u3000]*|^[\s\u3000]+|\*\*|__|[\s\u3000]+$")
ENDS = "。！？!?；;"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text` without Markdown marks and outer space, `places[i]` the document offset of its i-th character.

    `rank` is the heading rank the file itself gives (Markdown level or Word heading style; 0 for none).
    """

    number: int
    text: str
    places: tuple[int, ...]
    start: int
    end: int
    rank: int
    bold: bool
    style: str

    def place(self, position: int) -> int:
        """Document offset of a position in `text`; behind the last character it is the line's end."""
        return self.places[position] if position < len(self.places) else self.end

    @property
    def ends_sentence(self) -> bool:
        """Whether the line ends as a sentence does."""
        return self.text.rstrip("”’）)》\"'").endswith(tuple(ENDS))


def lines_of(document: Document) -> tuple[Line, ...]:
    """The document's non-empty lines; a line of markup alone ("# ") has nothing to say and is left out.

    Where the text is broken at a fixed width, what was one line before is one line again.
    """
    lines: list[Line] = []
    open_line = False
    for block, goes_on in zip(document.blocks, wrapped(document.blocks), strict=True):
        line = _line(block)
        lines[-1:] = [_joined(lines[-1], line)] if open_line else [*lines[-1:], line]
        open_line = goes_on
    return tuple(line for line in lines if line.text)


def _joined(line: Line, more: Line) -> Line:
    """One line with the next behind it; between Latin words the break is a space."""
    latin = (
        line.text[-1:].isascii() and line.text[-1:].isalpha() and more.text[:1].isascii() and more.text[:1].isalpha()
    )
    gap, place = (" ", (line.end,)) if latin else ("", ())
    return replace(line, text=f"{line.text}{gap}{more.text}", places=(*line.places, *place, *more.places), end=more.end)


def _line(block: Block) -> Line:
    marks = list(MARKUP.finditer(block.text))
    dropped = {i for mark in marks for i in range(mark.start(), mark.end())}
    kept = [i for i in range(len(block.text)) if i not in dropped]
    text = "".join(block.text[i] for i in kept)
    level = next((len(mark["marks"]) for mark in marks if mark["marks"]), 0)
    if block.style.startswith("heading"):
        level = level or int(block.style.removeprefix("heading") or 1) + 1
    bold = block.style == "bold" or bool(re.fullmatch(r"\s*(\*\*|__).+\1\s*", block.text))
    places = tuple(block.start + i for i in kept)
    return Line(block.line, text, places, block.start, block.end, level, bold, block.style)
