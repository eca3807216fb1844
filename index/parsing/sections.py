"""From headings to a tree of sections: who stands under whom, of which kind, on which aspect, with which points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from index.lexicon import Genre
from index.parsing.aspects import AspectMatcher
from index.parsing.headings import Heading
from index.parsing.kinds import OTHER, kind_of
from index.parsing.lines import Line
from index.parsing.points import Mark, find_marks, heading_end
from index.report import Point, Section

_CORE = ("problems", "causes", "measures")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line, as text and as offsets into the document."""

    line: Line
    begin: int
    end: int

    @property
    def text(self) -> str:
        """The text without markup."""
        return self.line.text[self.begin : self.end]

    @property
    def start_offset(self) -> int:
        """Offset of the first character; markup before it belongs to the span when it opens the line."""
        return self.line.start if self.begin == 0 else self.line.place(self.begin)

    @property
    def end_offset(self) -> int:
        """Offset behind the last character."""
        return self.line.end if self.end >= len(self.line.text) else self.line.place(self.end)


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading with the stretches of text that follow it directly, before the next heading of any rank."""

    heading: Heading
    body: tuple[Span, ...]

    @property
    def end_offset(self) -> int:
        """Offset where its own text ends."""
        return self.body[-1].end_offset if self.body else self.heading.line.end


def pieces(lines: Sequence[Line], headings: Sequence[Heading]) -> tuple[Piece, ...]:
    """The lines from the first heading on, cut at the headings."""
    by_line = {heading.line.number: heading for heading in headings}
    cut: list[tuple[Heading, list[Span]]] = []
    for line in lines:
        if heading := by_line.get(line.number):
            cut.append((heading, [Span(line, heading.end, len(line.text))] if heading.run_in else []))
        elif cut:
            cut[-1][1].append(Span(line, 0, len(line.text)))
    return tuple(Piece(heading, tuple(body)) for heading, body in cut)


def marks_of(piece: Piece) -> tuple[Mark, ...]:
    """Where the points of a piece's own text begin."""
    return find_marks([span.text for span in piece.body])


class SectionBuilder:
    """Builds the tree; knows the genre's kinds and the outlines' aspects."""

    def __init__(self, genre: Genre | None, aspects: AspectMatcher, meeting: str | None) -> None:
        self._genre, self._aspects, self._meeting = genre, aspects, meeting

    def build(self, cut: Sequence[Piece]) -> tuple[Section, ...]:
        """Sections of the outermost rank present, each with its children and points."""
        if not cut:
            return ()
        groups = _outermost(cut)
        named = [self._named(group) for group in groups]
        kinds = fill_kinds(named, self._genre)
        return tuple(self._section(group, kind, None) for group, kind in zip(groups, kinds, strict=True))

    def _named(self, group: Sequence[Piece]) -> str | None:
        """The kind a heading names, or problems when it or what stands under it follows the outline's aspects."""
        title = group[0].heading.title
        if named := kind_of(title, self._genre):
            return named
        if self._genre is None or all(kind.id != "problems" for kind in self._genre.kinds):
            return None
        aspects = [self._aspects.match(piece.heading.title) for piece in group]
        return "problems" if aspects[0] or sum(match is not None for match in aspects) >= 2 else None

    def _section(self, group: Sequence[Piece], kind: str, parent: Section | None) -> Section:
        first, rest = group[0], group[1:]
        match = self._aspects.match(first.heading.title, self._meeting) if kind in ("problems", OTHER) else None
        section = _bare_section(first, group[-1].end_offset, kind)
        if match:
            section = replace(section, aspect=match.aspect.place, topics=match.aspect.topics)
        if not rest:
            return section
        below = min(piece.heading.rank for piece in rest)
        if parent is not None:
            deeper = tuple(_heading_point(piece) for piece in rest)
            return replace(section, points=tuple(sorted((*section.points, *deeper), key=lambda point: point.start)))
        children = tuple(self._section(sub, self._below(sub, section), section) for sub in _groups(rest, below))
        return replace(section, children=self._in_place(children) if kind == "problems" else children)

    def _in_place(self, children: tuple[Section, ...]) -> tuple[Section, ...]:
        """Where the other children stand at their aspects' places, one worded too freely is the aspect of its place."""
        official = self._aspects.outline(self._meeting)
        places = [child.aspect in (None, place) for place, child in enumerate(children, 1)]
        known = sum(child.aspect is not None for child in children)
        if len(children) != len(official) or not all(places) or 2 * known <= len(children):
            return children
        return tuple(
            child if child.aspect else replace(child, aspect=aspect.place, topics=aspect.topics)
            for child, aspect in zip(children, official, strict=True)
        )

    def _below(self, group: Sequence[Piece], parent: Section) -> str:
        """A child is of its parent's kind, unless the parent has none or gives one aspect its own causes and measures."""
        if parent.kind != OTHER and parent.aspect is None:
            return parent.kind
        return kind_of(group[0].heading.title, self._genre) or parent.kind


def fill_kinds(named: Sequence[str | None], genre: Genre | None) -> list[str]:
    """Kinds for sections whose headings name none: the genre's closing kinds come in order, one section each."""
    known = {kind.id for kind in genre.kinds} if genre else set()
    core = [kind for kind in _CORE if kind in known]
    kinds = _among_problems(named) if "problems" in known else list(named)
    missing = [kind for kind in core if kind not in kinds]
    for place in reversed([place for place, kind in enumerate(kinds) if kind is None]):
        if len(kinds) >= 3 and missing and _fits(missing[-1], place, kinds, core):
            kinds[place] = missing.pop()
    return [kind or OTHER for kind in kinds]


def _among_problems(named: Sequence[str | None]) -> list[str | None]:
    """A section whose heading names no kind, between sections of problems, is one of them."""
    at = [place for place, kind in enumerate(named) if kind == "problems"]
    return ["problems" if kind is None and at and at[0] < place < at[-1] else kind for place, kind in enumerate(named)]


def _fits(kind: str, place: int, kinds: Sequence[str | None], core: Sequence[str]) -> bool:
    rank = core.index(kind)
    before = all(core.index(other) < rank for other in kinds[:place] if other in core)
    after = all(core.index(other) > rank for other in kinds[place:] if other in core)
    return before and after


def _outermost(cut: Sequence[Piece]) -> list[list[Piece]]:
    """The outermost sections; lower headings before the first of them stand for themselves."""
    top = min(piece.heading.rank for piece in cut)
    first = next(place for place, piece in enumerate(cut) if piece.heading.rank == top)
    return [*(_outermost(cut[:first]) if first else []), *_groups(cut[first:], top)]


def _groups(cut: Sequence[Piece], rank: int) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for piece in cut:
        if piece.heading.rank <= rank or not groups:
            groups.append([])
        groups[-1].append(piece)
    return groups


def _bare_section(piece: Piece, end: int, kind: str) -> Section:
    heading = piece.heading
    heading_end_offset = heading.line.place(heading.end) if heading.run_in else heading.line.end
    return Section(
        number=heading.number,
        title=heading.title,
        kind=kind,
        line=heading.line.number,
        start=heading.line.start,
        end=end,
        heading_end=heading_end_offset,
        run_in=heading.run_in,
        points=_points(piece),
    )


def _points(piece: Piece) -> tuple[Point, ...]:
    marks = marks_of(piece)
    starts = [piece.body[mark.paragraph].line.place(piece.body[mark.paragraph].begin + mark.at) for mark in marks]
    ends = [*starts[1:], piece.end_offset][: len(starts)]
    points = []
    for mark, start, end, text in zip(marks, starts, ends, marked_headings(piece, marks), strict=True):
        points.append(Point(text, piece.body[mark.paragraph].line.number, start, end))
    return tuple(points)


def marked_headings(piece: Piece, marks: Sequence[Mark]) -> list[str]:
    """The heading sentence of each point: up to its end, or to where the next point begins in the same sentence."""
    headings = []
    for mark, following in zip_longest(marks, marks[1:]):
        text = piece.body[mark.paragraph].text
        end = heading_end(text, mark.at)
        if following is not None and following.paragraph == mark.paragraph:
            end = min(end, following.at)
        headings.append(text[mark.at : end].strip().rstrip("，、,"))
    return headings


def _heading_point(piece: Piece) -> Point:
    heading = piece.heading
    return Point(f"{heading.number or ''}{heading.title}", heading.line.number, heading.line.start, piece.end_offset)
