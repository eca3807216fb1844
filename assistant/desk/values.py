"""A draft and its parts as values. None of them changes; the store gives a new one for every change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.domain import Fact, Profile, Suggestion
from assistant.verifying import MARK, slots

_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class PartText:
    """What the writer has for one part. `offered` are the alternatives on the table, `shown` how many went before them."""

    id: str
    text: str = ""
    settled: bool = False
    offered: tuple[Suggestion, ...] = ()
    shown: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A report being written: for which meeting, by whom, from which facts, and its parts so far.

    `dismissed` are the findings the writer waved aside: a rule and the words it marked, or a rule alone.
    """

    id: str
    owner: str
    title: str
    meeting: str
    profile: Profile
    facts: tuple[Fact, ...] = ()
    parts: tuple[PartText, ...] = ()
    revision: int = 0
    changed: float = 0.0
    place: str = ""
    dismissed: tuple[str, ...] = ()

    def part(self, part_id: str) -> PartText:
        """The part with this id; an empty one if nothing was written yet."""
        return next((part for part in self.parts if part.id == part_id), PartText(part_id))

    def with_part(self, part: PartText) -> Draft:
        """The draft with this part in place of the one of the same id."""
        return replace(self, parts=(*(other for other in self.parts if other.id != part.id), part))

    def with_text(self, part_id: str, text: str) -> Draft:
        """The draft with this text in one part. A text that changes is no longer settled."""
        part = self.part(part_id)
        return self if part.text == text else self.with_part(replace(part, text=text, settled=False))


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft in a list."""

    id: str
    title: str
    meeting: str
    changed: float


@dataclass(frozen=True, slots=True)
class Version:
    """A text that stood in a part: `what` says how it came there, `of` which earlier version it brought back."""

    number: int
    text: str
    what: str
    made: float
    of: int


@dataclass(frozen=True, slots=True)
class Beside:
    """A text the draft must not resemble: last year's, a colleague's."""

    name: str
    text: str


def state(part: PartText) -> str:
    """How far a part is: 空, 已定, 有待补 or 草稿."""
    if not part.text.strip():
        return "空"
    if slots(part.text):
        return "有待补"
    return "已定" if part.settled else "草稿"


def length(text: str) -> int:
    """Characters as one counts them on paper: no blanks, no citation marks."""
    return len(_BLANK.sub("", MARK.sub("", text)))


def numbered_facts(known: Iterable[Fact], more: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts known and those of `more` that say something new, numbered on from the last."""
    kept = list(known)
    last = max((int(fact.id[1:]) for fact in kept if fact.id[1:].isdigit()), default=0)
    for fact in more:
        if fact.text.strip() and all(fact.text != other.text for other in kept):
            last += 1
            kept.append(replace(fact, id=f"F{last}"))
    return tuple(kept)
