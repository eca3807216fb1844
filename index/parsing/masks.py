"""Masks: words that sample sites put in the place of others ("dangshi", "XX"), recognised and, where known, undone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.lexicon import Mask
from index.parsing.lines import Line
from index.report import MaskedWord


class Unmasker:
    """Finds masks in text and says what the text means without them."""

    def __init__(self, masks: Iterable[Mask]) -> None:
        self._masks = tuple((re.compile(mask.pattern), mask.means) for mask in masks)

    def find(self, lines: Iterable[Line]) -> tuple[MaskedWord, ...]:
        """Every mask, in order of place; where two overlap the longer one counts."""
        found = [word for line in lines for word in self._in_line(line)]
        return tuple(sorted(found, key=lambda word: word.start))

    def meant(self, text: str) -> str:
        """The text with known masks replaced by what they stand for; unknown ones stay."""
        for pattern, means in self._masks:
            if means is not None:
                text = pattern.sub(means.replace("\\", r"\\"), text)
        return text

    def _in_line(self, line: Line) -> list[MaskedWord]:
        matches = [(m.start(), -m.end(), means) for p, means in self._masks for m in p.finditer(line.text) if m[0]]
        words: list[MaskedWord] = []
        reached = 0
        for start, minus_end, means in sorted(matches, key=lambda match: match[:2]):
            if start >= reached:
                reached = -minus_end
                words.append(MaskedWord(line.text[start:reached], means, line.number, line.place(start)))
        return words
