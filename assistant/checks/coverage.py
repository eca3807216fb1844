"""How problem, cause and measure answer each other, aspect by aspect: where a chain is whole and where it has a gap."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant import resources
from assistant.checks.links import taken_up, things
from assistant.domain import Part
from assistant.verifying import outside_slots
from index import Passage, Report

_POINT = re.compile(r"^[（(]?(?:[一二三四五六七八九十]{1,3}是|[一二三四五六七八九十\d]{1,3}[)）、.．])")
_LEAST = 8
_QUOTED = 6
"""Characters of a problem's heading that, word for word in a cause or measure, are no chance."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Covered:
    """One aspect: how many points its problems have, how many causes and measures speak of the same topics, and the
    things named in its problems that no measure takes up again.
    """

    part: str
    problems: int
    causes: int
    measures: int
    lost: tuple[str, ...] = ()

    @property
    def gap(self) -> str:
        """The first link missing: problems, causes, measures, or "" where the chain is whole."""
        links = (("problems", self.problems), ("causes", self.causes), ("measures", self.measures))
        return next((name for name, count in links if not count), "")


def coverage(report: Report, parts: Sequence[Part], spans: Mapping[str, Span]) -> tuple[Covered, ...]:
    """Every aspect of an outline in a text; `spans` says where each part stands in it.

    A cause or measure answers an aspect when it quotes a problem of it, is about a topic that a problem is about, as the
    parser sees topics, or takes up a thing a problem names, as the check of links sees it.
    """
    points = {part.id: _points(report, spans.get(part.id)) for part in parts}
    answers = {
        kind: [point for part in parts if part.kind == kind for point in points[part.id]]
        for kind in ("causes", "measures")
    }
    told = "".join(outside_slots(point.text) for point in answers["measures"])
    return tuple(
        _covered(part, points[part.id], answers["causes"], answers["measures"], told)
        for part in parts
        if part.aspect is not None
    )


def _covered(
    part: Part, problems: Sequence[Passage], causes: Sequence[Passage], measures: Sequence[Passage], told: str
) -> Covered:
    fields = {field.name for field in resources.portfolios()}
    named = tuple(
        dict.fromkeys(word for one in problems for word in things(outside_slots(one.text)) if word not in fields)
    )
    lost = tuple(word for word in named if told and not taken_up(word, told))
    return Covered(
        part.id,
        len(problems),
        sum(_answers(one, problems, named) for one in causes),
        sum(_answers(one, problems, named) for one in measures),
        lost,
    )


def _answers(one: Passage, problems: Sequence[Passage], named: Sequence[str]) -> bool:
    """Whether a point quotes one of the problems, is chiefly about what it is about, or names what it names."""
    same = any(set(one.topics[:2]) & set(problem.topics[:1]) for problem in problems)
    return same or any(word in one.text for word in named) or any(_quotes(one.text, p.heading) for p in problems)


def _quotes(text: str, heading: str) -> bool:
    bare = _POINT.sub("", heading).strip()
    return len(bare) >= _QUOTED and any(bare[at : at + _QUOTED] in text for at in range(len(bare) - _QUOTED + 1))


def _points(report: Report, span: Span | None) -> tuple[Passage, ...]:
    """The numbered points of a part; where it has none, its paragraphs. What is only a slot says nothing yet."""
    if span is None:
        return ()
    inside = [one for one in report.passages if span[0] <= one.start < span[1]]
    said = [one for one in inside if len(outside_slots(one.text).strip("\u3000 。，")) >= _LEAST]
    points = [one for one in said if _POINT.match(one.text)]
    return tuple(points or said)
