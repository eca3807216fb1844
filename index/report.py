"""The values of this field: blocks, reports, sections, passages, queries and hits. None of them changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

BREAK = re.compile(r"[ \t\u3000]*\n[ \t\u3000]*")
"""A line's end with the blanks around it, inside what is one paragraph."""


@dataclass(frozen=True, slots=True)
class Block:
    """One non-empty line of a document: `line` is 1-based, `start` the offset of its first character in the text.

    `style` is what the file itself says of it: "title", "heading1" … "heading9", "bold", "table" or "".
    """

    text: str
    style: str
    line: int
    start: int

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: the whole text (lines joined by "\\n") and its blocks in order.

    `front` holds the front matter of a Markdown file (its lines belong to no block), `notes` what the reader
    should know, in Chinese ("按 GB18030 编码读取", "第 3 页没有文字").
    """

    source: str
    text: str
    blocks: tuple[Block, ...]
    encoding: str = "utf-8"
    front: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A heading sentence with its marker ("一是理论学习不够系统深入") and the span of the point with its elaboration."""

    text: str
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; spans are offsets into the report's text, heading included."""

    number: str | None
    title: str
    kind: str
    line: int
    start: int
    end: int
    heading_end: int
    run_in: bool = False
    aspect: int | None = None
    topics: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    children: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest thing found: one point with its elaboration, or one paragraph.

    `text` is exactly the report's text from `start` to `end`. `section_path` are the headings above it, outermost
    first, as written. `heading` is the point or run-in heading it elaborates. `meant` is the text with masks resolved,
    for searching. `id` comes from the report, the place and the text.
    """

    id: str
    report: str
    section_path: tuple[str, ...]
    kind: str
    aspect: int | None
    topics: tuple[str, ...]
    heading: str
    text: str
    start: int
    end: int
    meant: str

    @property
    def running(self) -> str:
        """The text without the breaks of a file whose lines are cut at a fixed width."""
        return BREAK.sub("", self.text) if "\n" in self.text else self.text


@dataclass(frozen=True, slots=True)
class MaskedWord:
    """A mask found in the text ("dangshi", "XX") and what it stands for, if that is known."""

    text: str
    means: str | None
    line: int
    start: int


@dataclass(frozen=True, slots=True)
class Report:
    """A parsed report. `meeting` is the year of the meeting ("2021"), `level` one of province city county township
    village unit, `who` individual or group; None where the text does not say. `opening` and `closing` are 1-based lines.
    `headings` are the spans of the title block and of every heading: with the passages they make up the whole text.
    """

    id: str
    title: str
    source: str
    genre: str
    who: str | None
    role: str | None
    level: str | None
    portfolio: tuple[str, ...]
    meeting: str | None
    text: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    title_line: int | None = None
    opening: int | None = None
    closing: int | None = None
    masks: tuple[MaskedWord, ...] = ()
    headings: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report as a list shows it."""

    id: str
    title: str
    source: str
    genre: str
    who: str | None
    role: str | None
    level: str | None
    portfolio: tuple[str, ...]
    meeting: str | None
    passages: int
    bundled: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """What a passage is: empty fields ask for nothing. Several topics or portfolios mean "any of these"."""

    kind: str | None = None
    topics: tuple[str, ...] = ()
    meeting: str | None = None
    who: str | None = None
    level: str | None = None
    portfolio: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A search. `only` are filters a user set and are hard; `prefer` is what a profile implies and only boosts.

    `exclude` are report ids that must not answer. An empty text with facets lists what fits them.
    """

    text: str
    only: Facets = Facets()
    prefer: Facets = Facets()
    limit: int = 10
    mode: str = "hybrid"
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage. `score` orders hits of one answer (0 to about 1.5); `why` names its parts: lexical, dense,
    rewording (what the official wordings of the question add), boosts.
    """

    passage: Passage
    report: ReportCard
    score: float
    why: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits, best first, and in `degraded` every step that could not run, as sentences in Chinese."""

    hits: tuple[Hit, ...]
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not taken in, and why."""

    source: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the files handed in."""

    added: tuple[ReportCard, ...] = ()
    unchanged: tuple[ReportCard, ...] = ()
    failed: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class PhraseUse:
    """One place where a phrase stands: the sentence around it and the headings above."""

    report: str
    title: str
    section: tuple[str, ...]
    context: str
    passage: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording with how often it occurs and where."""

    text: str
    count: int
    uses: tuple[PhraseUse, ...]
    kind: str = ""
    topics: tuple[str, ...] = ()
