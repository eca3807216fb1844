"""A place in the pile told in the words of the report: what it says there, and the sentence around it."""

from __future__ import annotations

from dataclasses import dataclass

from index.phrases.folding import folded, sentence

_OPEN, _CLOSE = "“‘《（(「『", "”’》）)」』"
_CONTEXT = 160


@dataclass(frozen=True, slots=True)
class Said:
    """The words, their span in the text they were found in, and their sentence."""

    text: str
    start: int
    end: int
    context: str


def said(text: str, first: int, size: int) -> Said | None:
    """What stands at so many folded characters into a text; None if the text is no longer the one that was piled."""
    places = folded(text)[1]
    if first + size > len(places) or size < 1:
        return None
    start, end = int(places[first]), int(places[first + size - 1]) + 1
    start, end = _closed(text, start, end)
    return Said(text[start:end], start, end, _context(text, start, end))


def _closed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the quotes and brackets that belong to it."""
    for opening, closing in zip(_OPEN, _CLOSE, strict=True):
        inside = text[start:end]
        if inside.count(closing) < inside.count(opening) and text[end : end + 1] == closing:
            end += 1
        elif inside.count(closing) > inside.count(opening) and text[start - 1 : start] == opening:
            start -= 1
    return start, end


def _context(text: str, start: int, end: int) -> str:
    begin, stop = sentence(text, start, end)
    if stop - begin > _CONTEXT:
        begin, stop = max(begin, start - _CONTEXT // 2), min(stop, end + _CONTEXT // 2)
    return text[begin:stop].strip()


def opening(text: str) -> str:
    """The first sentence of a text, for what follows a heading."""
    return text[: min(sentence(text, 0, 1)[1], _CONTEXT // 2)].strip()
