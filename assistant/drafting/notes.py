"""Which of the writer's facts belong to which part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import resources
from assistant.domain import Fact, Outline, Part

_RESULT = re.compile(r"整改|完成率|已完成|上年度|去年提出|办结")


def facts_for(part: Part, facts: Sequence[Fact], outline: Outline, who: str) -> tuple[Fact, ...]:
    """The facts a part uses: those that name it, and those whose topic makes it the fittest part."""
    return tuple(fact for fact in facts if part_of(fact, outline, who) == part.id)


def part_of(fact: Fact, outline: Outline, who: str) -> str | None:
    """The part a fact belongs to: as the writer says, else by its topic, else by what its words signal."""
    parts = outline.parts_for(who)
    if fact.part:
        return next((part.id for part in parts if fact.part in (part.id, part.kind)), None)
    problems = [part for part in parts if part.kind == "problems"]
    if fact.topic:
        fitting = [part for part in problems if fact.topic in part.topics]
        return min(fitting, key=lambda part: part.topics.index(fact.topic)).id if fitting else _last(problems)
    if _RESULT.search(fact.text):
        return next((part.id for part in parts if part.kind == "rectification"), None)
    scores = {topic.id: sum(signal in fact.text for signal in topic.signals) for topic in resources.topics()}
    best = max(problems, key=lambda part: sum(scores.get(topic, 0) for topic in part.topics), default=None)
    if best is not None and any(scores.get(topic, 0) for topic in best.topics):
        return best.id
    duty = next((part.id for part in problems if "duty" in part.topics), None)
    return duty or _last(problems)


def _last(parts: Sequence[Part]) -> str | None:
    return parts[-1].id if parts else None
