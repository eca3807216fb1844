"""The writer's facts: where they come from, which part they belong to, which questions elicit them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Template

from assistant import resources
from assistant.domain import Fact, Outline, Part
from assistant.drafting.writer import Writer
from assistant.verifying import states_figure
from index import Report

_BULLET = re.compile(
    r"^\s*(?:[-*•·●]\s*|[（(]?\d{1,2}[)）.．、]\s*|[（(]?[一二三四五六七八九十]{1,2}[)）、]\s*|[一二三四五六七八九十]{1,2}是)"
)
_SENTENCES = re.compile(r"[^。！？\n]+")
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


def facts_from_text(text: str, *, first: int = 1) -> tuple[Fact, ...]:
    """Facts from a pasted list: one a line or one a numbered item; numbering and bullets are dropped."""
    lines = (_BULLET.sub("", line).strip() for line in text.splitlines())
    return tuple(Fact(f"F{number}", line) for number, line in enumerate(filter(None, lines), first))


def proposed(report: Report, outline: Outline, who: str) -> tuple[Fact, ...]:
    """What an own report (last year's text, a work summary) offers as facts: sentences with a date, figure or result.

    They are proposals: the writer ticks those that still hold. Problems and measures of last year go to the rectification part.
    """
    found: list[Fact] = []
    for passage in report.passages:
        part = "rectification" if passage.kind in ("problems", "measures", "rectification") else ""
        for sentence in _SENTENCES.findall(passage.meant):
            bare = _BULLET.sub("", sentence.strip("。；！？ \n"))
            if 12 <= len(bare) <= 160 and states_figure(bare):
                found.append(Fact(f"P{len(found) + 1}", bare, topic=next(iter(passage.topics), ""), part=part))
    return tuple(found)


def questions(part: Part, writer: Writer, limit: int = 4) -> tuple[str, ...]:
    """Questions that elicit one real case for a part, in the terms of the writer's fields of work."""
    asked: list[str] = []
    for number, field in enumerate(writer.fields):
        fitting = [q for q in resources.questions() if q.topic in part.topics and q.group in (field.group, "general")]
        fitting.sort(key=lambda q: (part.topics.index(q.topic), q.group == "general"))
        names = {"portfolio": field.name, "term": field.term(number)}
        asked += [Template(ask).safe_substitute(names) for question in fitting for ask in question.asks[:1]]
    return tuple(dict.fromkeys(asked))[:limit]
