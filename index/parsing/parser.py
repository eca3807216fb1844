"""From a document to a report."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from index.lexicon import Genre, Lexicon
from index.parsing import identity
from index.parsing.aspects import AspectMatcher
from index.parsing.head import Top, closing_sentence, find_closing, find_top
from index.parsing.headings import Clues, Heading, find_headings
from index.parsing.kinds import TopicReader, genre_of, kind_of
from index.parsing.lines import Line, lines_of
from index.parsing.masks import Unmasker
from index.parsing.passages import PassageCutter, Place, places
from index.parsing.sections import SectionBuilder, Span, pieces
from index.report import Document, Passage, Report, Section


class Parser:
    """Parses documents with the knowledge of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._unmasker = Unmasker(lexicon.masks)
        self._aspects = AspectMatcher(lexicon.aspects, self._unmasker.meant)
        self._topics = TopicReader(lexicon.topics)
        self._portfolios = identity.Portfolios(lexicon)

    def parse(self, document: Document) -> Report:
        """The report a document holds; what the text does not say is None. Never fails on odd text."""
        lines = lines_of(document)
        top = find_top(lines, self._lexicon.genres)
        body = lines[top.lines :]
        headings = self._headings(body)
        genre = self._genre(document, top.title, headings)
        by_aspects = self._aspects.meeting_of(heading.title for heading in headings)
        closing, heading_lines = _closing(body, genre, headings)
        meeting = self._meeting(document, top, body, headings, by_aspects)
        sections = self._sections(body[:closing], headings, genre, by_aspects or meeting)
        report = self._identified(document, top, genre, meeting)
        first = next((line for line in body if line.number not in heading_lines), None)
        opens = first is not None and (not headings or first.number < headings[0].line.number)
        passages = self._passages(report, body, closing, headings, sections)
        closes = next((passage for passage in passages if passage.kind == "closing"), None)
        return replace(
            report,
            sections=_trimmed(sections, closes),
            passages=tuple(passages),
            opening=first.number if first and opens else None,
            closing=None if closes is None else document.text.count("\n", 0, closes.start) + 1,
            masks=self._unmasker.find(lines),
            headings=(*((line.start, line.end) for line in lines[: top.lines]), *map(_span, headings)),
        )

    def _headings(self, body: Sequence[Line]) -> tuple[Heading, ...]:
        clues = Clues(
            names_kind=lambda title: any(kind_of(title, genre) for genre in self._lexicon.genres),
            names_aspect=lambda title: self._aspects.match(title) is not None,
        )
        return find_headings(body, clues)

    def _genre(self, document: Document, title: str, headings: Sequence[Heading]) -> Genre | None:
        given = identity.front_text(document.front, "genre")
        known = next((genre for genre in self._lexicon.genres if genre.id == given), None)
        titles = [heading.title for heading in headings if heading.rank == 1]
        return known or genre_of(self._unmasker.meant(title), titles, self._lexicon.genres)

    def _meeting(
        self,
        document: Document,
        top: Top,
        body: Sequence[Line],
        headings: Sequence[Heading],
        by_aspects: str | None,
    ) -> str | None:
        stop = headings[0].line.number if headings else 10**9
        opening = "\n".join(line.text for line in body if line.number < stop)[:1500]
        given = identity.front_text(document.front, "meeting")
        title = self._unmasker.meant(top.title)
        return given or identity.meeting_of(title, self._unmasker.meant(opening), by_aspects, self._lexicon)

    def _sections(
        self, lines: Sequence[Line], headings: Sequence[Heading], genre: Genre | None, meeting: str | None
    ) -> tuple[Section, ...]:
        known = any(aspect.meeting == meeting for aspect in self._lexicon.aspects)
        return SectionBuilder(genre, self._aspects, meeting if known else None).build(pieces(lines, headings))

    def _identified(self, document: Document, top: Top, genre: Genre | None, meeting: str | None) -> Report:
        front, text = document.front, self._unmasker.meant(document.text)
        title = identity.front_text(front, "title") or top.title or PurePath(document.source).stem
        spoken = self._unmasker.meant(top.title or title)
        head = "".join(block.text for block in document.blocks[: top.lines])
        post = identity.post_in(spoken, self._lexicon.posts) or identity.post_in(head, self._lexicon.posts)
        who = identity.front_text(front, "who") or identity.who_of(spoken, text, post)
        if post is not None and who is not None and post.who != who:
            post = None
        post = post or identity.post_in_text(text, who, self._lexicon.posts)
        return Report(
            id=hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest()[:16],
            title=title,
            source=document.source,
            genre=genre.id if genre else "other",
            who=who,
            role=identity.front_text(front, "role") or (post.name if post else None),
            level=identity.front_text(front, "level") or identity.level_of(post, spoken, text, self._lexicon),
            portfolio=identity.front_list(front, "portfolio") or self._portfolios.of(spoken, text),
            meeting=meeting,
            text=document.text,
            sections=(),
            passages=(),
            title_line=top.title_line,
            notes=document.notes,
        )

    def _passages(
        self,
        report: Report,
        body: Sequence[Line],
        closing: int,
        headings: Sequence[Heading],
        sections: Sequence[Section],
    ) -> list[Passage]:
        cutter = PassageCutter(report.id, report.text, self._topics, self._unmasker)
        stop = headings[0].line.number if headings else 10**9
        before = [Span(line, 0, len(line.text)) for line in body[:closing] if line.number < stop]
        found = list(cutter.cut(before, Place((), "opening" if headings else "other", None, (), "")))
        written = {heading.line.number: f"{heading.number or ''}{heading.title}" for heading in headings}
        where = places(sections, lambda line: written.get(line, ""))
        for piece in pieces(body[:closing], headings):
            place = where.get(piece.heading.line.number) or Place((), "other", None, (), piece.heading.title)
            found += cutter.cut_piece(piece, place)
        last = [Span(line, 0, len(line.text)) for line in body[closing:]]
        return _with_closing(found, cutter, last)


def _span(heading: Heading) -> tuple[int, int]:
    line = heading.line
    return line.start, line.place(heading.end) if heading.run_in else line.end


def _closing(body: Sequence[Line], genre: Genre | None, headings: Sequence[Heading]) -> tuple[int, set[int]]:
    """Where in `body` the closing begins (behind the end when there is none), and the lines that are headings."""
    heading_lines = {heading.line.number for heading in headings}
    at = find_closing(body, genre)
    inside = at is not None and any(line.number in heading_lines for line in body[at:])
    return (len(body) if at is None or inside else at), heading_lines


def _with_closing(found: list[Passage], cutter: PassageCutter, last: Sequence[Span]) -> list[Passage]:
    """Adds the closing's passages; a closing sentence inside the last paragraph is parted from it."""
    place = Place((), "closing", None, (), "")
    if last:
        return found + list(cutter.cut(last, place))
    if not found or (at := closing_sentence(found[-1].text)) is None:
        return found
    return [*found[:-1], *cutter.part(found[-1], at, place)]


def _trimmed(sections: tuple[Section, ...], closing: Passage | None) -> tuple[Section, ...]:
    """The last section, its last child and point end where the closing begins."""
    if closing is None or not sections or sections[-1].end <= closing.start:
        return sections
    last = sections[-1]
    points = last.points[:-1] + tuple(replace(point, end=min(point.end, closing.start)) for point in last.points[-1:])
    trimmed = replace(last, end=closing.start, points=points, children=_trimmed(last.children, closing))
    return (*sections[:-1], trimmed)
