"""What one alternative of one part is written from."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain import Fact, Part
from assistant.drafting.writer import Writer


@dataclass(frozen=True, slots=True)
class Linked:
    """A problem already written, so that causes and measures can answer it."""

    heading: str
    thread: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """What one alternative of one part is written from. `used` are passages and threads another part took already."""

    writer: Writer
    part: Part
    facts: tuple[Fact, ...]
    turn: int
    linked: tuple[Linked, ...] = ()
    used: frozenset[str] = frozenset()
