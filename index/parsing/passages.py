"""Cutting the text under each heading into passages: one point with its elaboration, or one paragraph."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.parsing.kinds import TopicReader
from index.parsing.masks import Unmasker
from index.parsing.sections import Piece, Span, marked_headings, marks_of
from index.report import BREAK, Passage, Section

LONGEST = 3000
"""Characters of the longest passage. No paragraph of a real report comes near; a file without line breaks is one paragraph."""
_SENTENCE = re.compile(r"[。！？!?；;][”’）)》\"']*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: headings above it, kind, aspect and the aspect's topics."""

    path: tuple[str, ...]
    kind: str
    aspect: int | None
    topics: tuple[str, ...]
    heading: str


class PassageCutter:
    """Makes passages of one document's text."""

    def __init__(self, report: str, text: str, topics: TopicReader, unmasker: Unmasker) -> None:
        self._report, self._text, self._topics, self._unmasker = report, text, topics, unmasker

    def cut(self, spans: Sequence[Span], place: Place) -> Iterator[Passage]:
        """One passage a stretch, without looking for points."""
        for span in spans:
            yield from self._passage(span.start_offset, span.end_offset, place, place.heading)

    def cut_piece(self, piece: Piece, place: Place) -> Iterator[Passage]:
        """The passages under one heading: what stands before the first point, each point, what follows a point."""
        found = marks_of(piece)
        named = marked_headings(piece, found)
        marks = {(mark.paragraph, mark.at): text for mark, text in zip(found, named, strict=True)}
        heading = place.heading
        for position, span in enumerate(piece.body):
            cuts = sorted(at for paragraph, at in marks if paragraph == position)
            for begin, end in zip([0, *cuts], [*cuts, len(span.text)], strict=True):
                if (position, begin) in marks:
                    heading = marks[(position, begin)]
                part = Span(span.line, span.begin + begin, span.begin + end)
                if part.text.strip():
                    yield from self._passage(part.start_offset, part.end_offset, place, heading)

    def part(self, passage: Passage, at: int, rest: Place) -> Iterator[Passage]:
        """The passage up to a position in its text, and what follows as a passage standing at `rest`."""
        middle = passage.start + at
        own = Place(passage.section_path, passage.kind, passage.aspect, passage.topics, passage.heading)
        yield from self._passage(passage.start, middle, own, passage.heading)
        yield from self._passage(middle, passage.end, rest, rest.heading)

    def _passage(self, start: int, end: int, place: Place, heading: str) -> Iterator[Passage]:
        while end - start > LONGEST:
            sentences = [match.end() for match in _SENTENCE.finditer(self._text, start, start + LONGEST)]
            middle = sentences[-1] if sentences else start + LONGEST
            yield from self._whole(start, middle, place, heading)
            start = middle
        yield from self._whole(start, end, place, heading)

    def _whole(self, start: int, end: int, place: Place, heading: str) -> Iterator[Passage]:
        text = self._text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        if not text:
            return
        meant = self._unmasker.meant(BREAK.sub("", text).replace("**", ""))
        yield Passage(
            id=passage_id(self._report, start, text),
            report=self._report,
            section_path=place.path,
            kind=place.kind,
            aspect=place.aspect,
            topics=self._topics.topics(heading, meant, place.topics),
            heading=heading,
            text=text,
            start=start,
            end=start + len(text),
            meant=meant,
        )


def passage_id(report: str, start: int, text: str) -> str:
    """An id that the same place and text always give."""
    return hashlib.sha256(f"{report}\n{start}\n{text}".encode()).hexdigest()[:16]


def places(sections: Sequence[Section], headings: Callable[[int], str]) -> dict[int, Place]:
    """For every heading's line the place of what stands under it. `headings` gives a line's heading as written."""
    found: dict[int, Place] = {}
    for section in sections:
        own = headings(section.line)
        found[section.line] = Place((own,), section.kind, section.aspect, section.topics, section.title)
        _place_deeper(found, section, (own,), headings)
        for child in section.children:
            path = (own, headings(child.line))
            aspect = child.aspect if child.aspect is not None else section.aspect
            found[child.line] = Place(path, child.kind, aspect, child.topics or section.topics, child.title)
            _place_deeper(found, child, path, headings)
    return found


def _place_deeper(
    found: dict[int, Place], section: Section, path: tuple[str, ...], headings: Callable[[int], str]
) -> None:
    for point in section.points:
        if point.line not in found and (heading := headings(point.line)):
            found[point.line] = Place((*path, heading), section.kind, section.aspect, section.topics, point.text)
