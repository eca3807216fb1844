"""A draft as one text: title, numbered headings, parts in the notice's order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.domain import Citation, Outline, Part, Profile, Suggestion
from assistant.drafting.composer import DraftedPart
from assistant.drafting.writer import body_name
from assistant.verifying import MARK

_NUMERALS = "一二三四五六七八九十"
_POINT = re.compile(r"(?<=[。；：】\]])(?=[一二三四五六七八九十]是)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a part's text that stands in the whole as it is: from `start` there, from `at` in the part."""

    part: str
    start: int
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Assembled:
    """The whole draft as Markdown, and where the text of its parts stands in it."""

    text: str
    stretches: tuple[Stretch, ...]

    @property
    def places(self) -> tuple[tuple[str, int, int], ...]:
        """For each part, where its text begins and ends in the whole."""
        ends = {one.part: one.start + one.length for one in self.stretches}
        starts = {one.part: one.start for one in reversed(self.stretches)}
        return tuple((part, starts[part], end) for part, end in ends.items())

    def placed(self, start: int, end: int) -> tuple[str, int, int] | None:
        """The part a span of the whole stands in, and the span there; None for headings and the title."""
        for one in self.stretches:
            if one.start <= start < one.start + one.length:
                first = one.at + start - one.start
                return one.part, first, max(first, self._within(one.part, end))
        return None

    def _within(self, part: str, end: int) -> int:
        """How far a span that ends at `end` of the whole reaches into a part."""
        reached = 0
        for one in self.stretches:
            if one.part == part and one.start < end:
                reached = one.at + min(one.length, end - one.start)
        return reached


def title_of(profile: Profile, outline: Outline) -> str:
    """The report's title as such papers carry it."""
    name = outline.name.split("（")[0]
    if profile.who == "group":
        return f"{body_name(profile, '领导班子')}{name}对照检查材料"
    return f"{profile.role}{name}个人对照检查材料"


def assemble(
    parts: Sequence[DraftedPart], profile: Profile, outline: Outline, *, marks: bool = True, title: str = ""
) -> Assembled:
    """Markdown of a draft; without `marks` the citation marks are left out, without `title` it has the usual one."""
    pieces: list[str] = [f"# {title or title_of(profile, outline)}\n\n"]
    stretches: list[Stretch] = []
    for heading, drafted in _headed(parts):
        text = drafted.suggestion.text if marks else MARK.sub("", drafted.suggestion.text)
        pieces.append(heading)
        at = 0
        for paragraph in _paragraphs(drafted.part, text):
            stretches.append(Stretch(drafted.part.id, sum(map(len, pieces)), at, len(paragraph)))
            pieces += [paragraph, "\n\n"]
            at += len(paragraph)
    return Assembled("".join(pieces).rstrip("\n") + "\n", tuple(stretches))


def numbered(parts: Sequence[DraftedPart]) -> tuple[tuple[DraftedPart, ...], tuple[Citation, ...]]:
    """The parts with the marks of examples numbered through, one number a passage, and what stands behind each mark."""
    sources: dict[str, Citation] = {}
    told: list[DraftedPart] = []
    for drafted in parts:
        here = {one.mark: one for one in drafted.suggestion.citations}
        for cited in here.values():
            place = sum(bool(one.passage) for one in sources.values()) + 1
            sources.setdefault(_behind(cited), replace(cited, mark=f"[{place}]") if cited.passage else cited)
        marks = {mark: sources[_behind(cited)].mark for mark, cited in here.items()}
        told.append(replace(drafted, suggestion=_marked(drafted.suggestion, marks)))
    return tuple(told), tuple(sources.values())


def _marked(suggestion: Suggestion, marks: Mapping[str, str]) -> Suggestion:
    """The suggestion with other marks in its text; its offsets are those of the text before, so it is for reading only."""
    return replace(suggestion, text=MARK.sub(lambda found: marks.get(found[0], found[0]), suggestion.text))


def _behind(cited: Citation) -> str:
    return cited.passage or cited.mark


def listed(sources: Sequence[Citation]) -> str:
    """What stands behind the marks of a draft, as Markdown: the writer's facts by name, examples with their report and words."""
    rows = ["# 出处", "示例只供看写法，其中的事例、数字、名称都不是您的。"]
    for one in sources:
        rows.append(f"{one.mark} {f'《{one.title}》：' if one.passage else '您的事实：'}{' '.join(one.text.split())}")
    return "\n\n".join(rows) + "\n"


def _headed(parts: Sequence[DraftedPart]) -> Iterator[tuple[str, DraftedPart]]:
    """Each part with the headings that go before it: a new section's 一、 and an aspect's （一）."""
    section, count, aspect = "", 0, 0
    for drafted in parts:
        part, heading = drafted.part, ""
        if part.section and part.section != section:
            section, count, aspect = part.section, count + 1, 0
            heading = f"## {_NUMERALS[count - 1]}、{section}\n\n"
        if part.aspect is not None:
            aspect += 1
            heading += f"### （{_NUMERALS[aspect - 1]}）{part.title}方面\n\n"
        yield heading, drafted


def _paragraphs(part: Part, text: str) -> list[str]:
    """Points of causes, measures and of lists stand in paragraphs of their own; an aspect's points run on."""
    if part.kind in ("causes", "measures", "rectification", "preparation", "statement"):
        return [piece for piece in _POINT.split(text) if piece] or [""]
    return [text]
