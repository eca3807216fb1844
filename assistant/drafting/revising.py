"""Working on a suggestion point by point: keep, drop, say it otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import DraftPoint, Fact, Suggestion
from assistant.drafting.points import PointWriter, Seed
from assistant.drafting.resolving import own_text
from assistant.drafting.task import Task
from assistant.drafting.threads import Meaning, thread

_NUMERALS = "一二三四五六七八九十"
_ORDINAL = re.compile(r"^[一二三四五六七八九十]是")


def is_point(point: DraftPoint) -> bool:
    """Whether this is a numbered point, not a lead or a tail."""
    return bool(_ORDINAL.match(point.text))


def dropped(points: Sequence[DraftPoint], number: int) -> tuple[DraftPoint, ...]:
    """The points without the one with this number (1-based among numbered points), counted anew."""
    numbered = [point for point in points if is_point(point)]
    gone = numbered[number - 1] if 0 < number <= len(numbered) else None
    return recounted([point for point in points if point is not gone])


def without_point(one: Suggestion, number: int) -> Suggestion:
    """A text of the writer's own without one of its numbered points, counted anew."""
    return own_text("".join(point.text for point in dropped(one.points, number)))


def recounted(points: Sequence[DraftPoint]) -> tuple[DraftPoint, ...]:
    """The points with 一是, 二是 … in order."""
    counted: list[DraftPoint] = []
    number = 0
    for point in points:
        if is_point(point):
            point = replace(point, text=_ORDINAL.sub(f"{_NUMERALS[number % 10]}是", point.text))
            number += 1
        counted.append(point)
    return tuple(counted)


def reworded(task: Task, points: Sequence[DraftPoint], number: int) -> tuple[DraftPoint, ...]:
    """The points with one said otherwise, in words of our own: nothing in it is borrowed any more, its facts stay."""
    numbered = [place for place, point in enumerate(points) if is_point(point)]
    if not 0 < number <= len(numbered):
        return tuple(points)
    place = numbered[number - 1]
    fresh = _other_words(task, points[place], number - 1)
    return tuple(fresh if at == place and fresh else point for at, point in enumerate(points))


def _other_words(task: Task, point: DraftPoint, number: int) -> DraftPoint | None:
    one = thread(point.thread)
    if one is None:
        return None
    facts: list[Fact] = [fact for fact in task.writer.facts if fact.id in point.facts]
    variants = (
        _written(PointWriter(task.writer, task.turn + turn, Meaning(), task.part), task, number, one.id, facts)
        for turn in range(1, 6)
    )
    return next((fresh for fresh in variants if fresh and fresh.heading != point.heading), None)


def _written(pen: PointWriter, task: Task, number: int, thread_id: str, facts: list[Fact]) -> DraftPoint | None:
    one = thread(thread_id)
    if one is None:
        return None
    if task.part.kind == "causes":
        return pen.cause(number, one, None, None)
    if task.part.kind == "measures":
        return pen.measure(number, one, None, None)
    return pen.problem(number, Seed(one, None, True, tuple(facts)))
