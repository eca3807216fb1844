"""Texts broken at a fixed width, as e-mail and old editors leave them: which lines go on in the next one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from index.parsing.numbering import number_of
from index.report import Block

NARROWEST, WIDEST = 15.0, 90.0
_LEAST = 12
_SLACK = 2.5
_NEARLY = 0.8
_INDENTED = 4
_STRAY = 5
_BLANK = "\u3000 \t"
_ENDED = re.compile(r"[。！？!?；;：:][”’）)》\"']*$")


def wrapped(blocks: Sequence[Block]) -> tuple[bool, ...]:
    """For each block, whether it goes on with the next: only in a text whose lines break off at one width.

    The width may be one on paper, where digits and Latin letters take half a place, or a number of characters. Where
    paragraphs begin with a space and go on at the margin, lines may be ragged and short paragraphs many.
    """
    full = [any(reached) for reached in zip(*(_full(blocks, width) for width in (_width, _length)), strict=True)]
    new = _indents_paragraphs(blocks)
    going = [
        _goes_on(one, after, full=reached) and not (new and after.text[:1] in _BLANK)
        for one, after, reached in zip(blocks, blocks[1:], full, strict=False)
    ]
    indented = _at_the_margin(blocks)
    return (*(any(either) for either in zip(going, indented, strict=True)), *([False] if blocks else []))


def _indents_paragraphs(blocks: Sequence[Block]) -> bool:
    """Whether a space in front tells a new paragraph: some lines have it and as many or more have none."""
    spaced = sum(block.text[:1] in _BLANK for block in blocks)
    return _INDENTED <= spaced <= len(blocks) - spaced


def _at_the_margin(blocks: Sequence[Block]) -> list[bool]:
    """Which lines go on at the margin, in a text whose paragraphs begin with a space and whose lines are nearly full."""
    widths = [_width(block.text.rstrip()) for block in blocks]
    edge = sorted(widths)[int(len(widths) * 0.95)] if widths else 0.0
    pairs = list(zip(blocks, blocks[1:], [width >= _NEARLY * edge for width in widths], strict=False))
    spaced = sum(block.text[:1] in _BLANK for block in blocks)
    # Where a paragraph may begin at the margin too, a line that ends a sentence ends its paragraph.
    strict = _STRAY * sum(after.text[:1] not in _BLANK and not long for _, after, long in pairs) > spaced
    found = [
        long
        and after.text[:1] not in _BLANK
        and not (strict and _ENDED.search(one.text.rstrip()))
        and _goes_on(one, after, full=True)
        for one, after, long in pairs
    ]
    fits = NARROWEST <= edge <= WIDEST and spaced >= _INDENTED and sum(found) >= _INDENTED
    return found if fits else [False] * len(found)


def _full(blocks: Sequence[Block], width: Callable[[str], float]) -> list[bool]:
    """Which lines reach the width the text is broken at; none where it is not."""
    widths = [width(block.text.rstrip()) for block in blocks]
    edge = sorted(widths)[int(len(widths) * 0.9)] if len(blocks) >= _LEAST else 0.0
    reached = [edge - _SLACK <= one <= edge + _SLACK for one in widths]
    open_ended = sum(one and not _ENDED.search(block.text.rstrip()) for one, block in zip(reached, blocks, strict=True))
    fits = NARROWEST <= edge <= WIDEST and 2 * sum(reached) > len(blocks) and 2 * open_ended > sum(reached)
    return reached if fits else [False] * len(blocks)


def _goes_on(block: Block, after: Block, *, full: bool) -> bool:
    if not full or block.style != after.style or after.line != block.line + 1 or after.text.startswith("#"):
        return False
    indented = after.text[:1] in _BLANK and block.text[:1] not in _BLANK
    begins = after.text[:1] in _BLANK or number_of(after.text.strip()) is not None
    return not (_ENDED.search(block.text.rstrip()) and begins) and not indented


def _length(text: str) -> float:
    return float(len(text))


def _width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)
