"""The text under check, as the families see it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.checks.wrapping import Joined
from assistant.domain import Fact, Outline, Profile, Setting
from assistant.verifying import SLOT, Library
from index import Document, Report, Section

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?[”’」]?")
_PAGED = (".docx", ".doc", ".wps", ".pdf")
_QUOTE = re.compile(r'"([^"\n]*)"')


@dataclass(frozen=True)
class Paper:
    """One report with everything it is judged by. `newest` is the latest outline known, whatever the report's own;
    `known` are all of them, the office's own included; `setting` is there for Word files, `joined` where
    broken lines were put together.
    """

    document: Document
    report: Report
    profile: Profile | None = None
    facts: tuple[Fact, ...] = ()
    outline: Outline | None = None
    newest: Outline | None = None
    library: Library | None = None
    against: tuple[Document, ...] = ()
    known: tuple[Outline, ...] = ()
    setting: Setting | None = None
    joined: Joined | None = None

    @property
    def text(self) -> str:
        """The text as read; all offsets count in it."""
        return self.document.text

    @cached_property
    def shown(self) -> str:
        """The text with slots and front matter blanked and straight double quotes made curly, offsets kept."""
        text = SLOT.sub(lambda match: "\u3000" * len(match[0]), self.text)
        first = self.document.blocks[0].start if self.document.blocks else 0
        head = re.sub(r"[^\n]", "\u3000", text[:first])
        return _QUOTE.sub(lambda match: f"“{match[1]}”", head + text[first:])

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Spans of the sentences and of their parts up to a semicolon, without leading blanks."""
        spans = (match.span() for match in _SENTENCE.finditer(self.shown))
        return tuple((start, end) for start, end in map(self._trimmed, spans) if end > start)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @property
    def markdown(self) -> bool:
        """Whether marks such as `#` and `**` are the file's own notation."""
        return self.document.source.lower().endswith((".md", ".markdown"))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both 1-based."""
        line = bisect.bisect_right(self._lines, offset) - 1
        return line + 1, offset - self._lines[line] + 1

    def called(self, offset: int) -> str:
        """The line of the file an offset stands in, as a message names it: "第 7 行", in a file of paragraphs "第 7 段"."""
        line = self.joined.line(offset) if self.joined else self.place(offset)[0]
        return f"第 {line} {unit(self.document)}"

    def line_span(self, number: int) -> tuple[int, int]:
        """The span of a line, without its end."""
        start = self._lines[number - 1]
        end = self.text.find("\n", start)
        return start, len(self.text) if end < 0 else end

    def line_start(self, offset: int) -> int:
        """Where the line an offset stands in begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def sections(self, *kinds: str) -> Iterator[Section]:
        """The top sections of these kinds."""
        return (section for section in self.report.sections if section.kind in kinds)

    def spans(self, *kinds: str) -> Iterator[tuple[int, int]]:
        """The spans of the top sections of these kinds; a text without sections is one of whatever kind is asked for."""
        if self.report.sections:
            yield from ((section.start, section.end) for section in self.sections(*kinds))
        else:
            yield self.title[1], len(self.text)

    def kind_at(self, offset: int) -> str:
        """The kind of the top section an offset stands in; "opening" before the first."""
        for section in self.report.sections:
            if section.start <= offset < section.end:
                return section.kind
        first = self.report.sections[0].start if self.report.sections else len(self.text)
        return "opening" if offset < first else "other"

    @cached_property
    def opening(self) -> tuple[int, int]:
        """The span of the opening; of the title or the first line where there is none."""
        number = self.report.opening or self.report.title_line
        if number is None and self.document.blocks:
            number = self.document.blocks[0].line
        return self.line_span(number) if number else (0, min(1, len(self.text)))

    @cached_property
    def title(self) -> tuple[int, int]:
        """The span of the title's line; of the first line where no title was found."""
        if self.report.title_line:
            return self.line_span(self.report.title_line)
        return self.line_span(self.document.blocks[0].line) if self.document.blocks else (0, 0)

    def quoted(self, offset: int) -> bool:
        """Whether somebody else is speaking here: the offset stands inside quotation marks of its line."""
        before = self.shown[self.line_start(offset) : offset]
        return before.count("“") > before.count("”")

    def _trimmed(self, span: tuple[int, int]) -> tuple[int, int]:
        start, end = span
        while start < end and self.shown[start] in " \t\u3000":
            start += 1
        return start, end


def unit(document: Document) -> str:
    """What the lines of a file are called: paragraphs where the program that opens it shows no lines of its own."""
    return "段" if document.source.lower().endswith(_PAGED) else "行"
