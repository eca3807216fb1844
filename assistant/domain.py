"""The values of drafting: what the meeting asks, who writes, and what the writer supplied. None of them changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutlineAspect:
    """One aspect a meeting's notice names; `place` is 1-based in official order, `short` a form for lists."""

    place: int
    text: str
    short: str
    topics: tuple[str, ...]
    certainty: str = "high"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a report to be written: `problems/3` is the third aspect under the section `section`.

    `who` is individual, group or both; `words` is a target length in characters.
    """

    id: str
    kind: str
    title: str
    section: str
    who: str = "both"
    aspect: int | None = None
    topics: tuple[str, ...] = ()
    words: int = 0
    required: bool = True


@dataclass(frozen=True, slots=True)
class Outline:
    """What the notice of one meeting asks for. `signals` are words that only texts of this meeting use."""

    id: str
    year: int
    name: str
    genre: str
    theme: str
    held: str
    for_whom: str
    signals: tuple[str, ...]
    aspects: tuple[OutlineAspect, ...]
    parts: tuple[Part, ...]
    source: str
    certainty: str

    def parts_for(self, who: str) -> tuple[Part, ...]:
        """The parts somebody with this voice (individual or group) writes, in order."""
        return tuple(part for part in self.parts if part.who in (who, "both"))

    def part(self, part_id: str, who: str) -> Part | None:
        """The part with this id for this voice, or None."""
        return next((part for part in self.parts_for(who) if part.id == part_id), None)


@dataclass(frozen=True, slots=True)
class Profile:
    """Who writes: `who` is individual or group, `level` one of province city county township village unit."""

    role: str = ""
    who: str = "individual"
    level: str = ""
    unit: str = ""
    region: str = ""
    portfolio: tuple[str, ...] = ()
    unit_type: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the writer states: the only source of names, dates, figures and cases in a draft."""

    id: str
    text: str
    portfolio: str = ""
    topic: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A mark in a suggestion and what stands behind it: a passage of a report, or a fact of the writer's (passage is "")."""

    mark: str
    passage: str
    report: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A run shared with a source text: offsets in the suggestion, the passage or file it stands in, and its words there."""

    start: int
    end: int
    passage: str
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place only the writer can fill, with the question that elicits it."""

    start: int
    end: int
    ask: str


@dataclass(frozen=True, slots=True)
class Stray:
    """Words that should not stand there: `what` is 地名 单位 职务 层级 领域 年份 数字 文件 日期 or 口径, `why` one sentence."""

    start: int
    end: int
    text: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class DraftPoint:
    """One point of a suggestion: its text, what it rests on, and the thread that links problem, cause and measure.

    `place` is the number its field of work and terms were chosen by, so that what answers it speaks of the same.
    """

    text: str
    heading: str
    thread: str
    citations: tuple[Citation, ...] = ()
    facts: tuple[str, ...] = ()
    place: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A fact a rewriting changed: `what` is 事实 文件 日期 人名 地名 or 数字; an empty side means it was not there."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One alternative for one part. `origin` is "excerpt" (put together from examples), "model" or "own" (the writer's own text);
    `changes` are facts a rewriting changed: such a text replaces nothing before the writer accepts them.
    """

    origin: str
    text: str
    points: tuple[DraftPoint, ...] = ()
    citations: tuple[Citation, ...] = ()
    borrowed: tuple[Borrowed, ...] = ()
    slots: tuple[Slot, ...] = ()
    unsupported: tuple[Stray, ...] = ()
    residue: tuple[Stray, ...] = ()
    degraded: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A place an inspector would mark: offsets in the text as read, line and column 1-based, one sentence, advice, basis.

    `fix` replaces the text from `start` to `end` where that is safe; None where a person must decide.
    """

    rule: str
    severity: str
    start: int
    end: int
    line: int
    column: int
    excerpt: str
    message: str
    advice: str
    basis: str
    fix: str | None = None
    family: str = ""


@dataclass(frozen=True, slots=True)
class Typeset:
    """How one paragraph of a Word file is set: `role` is title, byline, heading1 to heading3, body or page-number, `start` and `end`
    its place in the text as read. Sizes and line pitch in points, the indent in characters; None where the file does
    not say. `fonts` are names that count as the same.
    """

    role: str
    start: int
    end: int
    fonts: tuple[str, ...]
    size: float | None
    pitch: float | None
    indent: float | None
    centred: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """How a Word file is set, beside what a layout asks: `layout` is its name, `source` where it comes from (may be empty),
    `standard` whether it is the national standard as it ships. `sheet` and `asked_sheet` name the millimetres of the
    page, `lines` how many a page has, `asked` has one paragraph a role and one for the page number. `people` are names in its properties; `comments` and `changes` are the places
    in the text where they stand.
    """

    layout: str
    sheet: tuple[tuple[str, float], ...]
    asked_sheet: tuple[tuple[str, float], ...]
    paragraphs: tuple[Typeset, ...]
    asked: tuple[Typeset, ...]
    numbered: bool
    source: str = ""
    standard: bool = False
    lines: int = 0
    people: tuple[str, ...] = ()
    comments: tuple[int, ...] = ()
    changes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding as a reader is shown it: how grave, where, the words between what stands before and after them, what is
    wrong, what to do, on what ground.
    """

    grave: str
    place: str
    before: str
    words: str
    after: str
    message: str
    advice: str
    basis: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a check found, for the file: remarks by family in order of worth, and what nobody checked.

    `counts` has a family's name and its number of remarks for each of `graves`; `day` is the day of the check.
    """

    title: str
    source: str
    day: str
    characters: int
    graves: tuple[str, ...]
    counts: tuple[tuple[str, tuple[int, ...]], ...]
    groups: tuple[tuple[str, tuple[Remark, ...]], ...]
    not_checked: tuple[str, ...] = ()
