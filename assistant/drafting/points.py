"""Points: a heading, what it looks like, the writer's own case or a slot for it, and what it weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from assistant import resources
from assistant.domain import Citation, DraftPoint, Fact, Part
from assistant.drafting.materials import Material
from assistant.drafting.task import Linked, Task
from assistant.drafting.threads import Meaning, nearest
from assistant.drafting.writer import Writer
from assistant.resources.entries import FrameEntry, ThreadEntry

Item = TypeVar("Item")
_NUMERALS = "一二三四五六七八九十"
_STARTS = 3
_INNER = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Seed:
    """What one point is made from: a thread of our own, an example's material, or both when they speak of one thing."""

    thread: ThreadEntry
    material: Material | None
    fits: bool
    facts: tuple[Fact, ...] = ()


class PointWriter:
    """Writes points for one writer; `turn` is the number of the alternative and picks other variants of the same words."""

    def __init__(self, writer: Writer, turn: int, meaning: Meaning, part: Part) -> None:
        self._writer, self._turn, self._meaning = writer, turn, meaning
        self._part_number = part.aspect or 0
        # Each aspect begins at another term of the same fields, so that a draft does not harp on one.
        self._base = turn + ((part.aspect or 0) + writer.shift) * len(writer.fields)

    def frame(self, kind: str, use: str, number: int = 0, **extra: str) -> str:
        """One of our frames for a place, in the writer's terms; empty when there is none."""
        known = [one for one in resources.frames() if (one.kind, one.use) == (kind, use) and self._mine(one)]
        if not known:
            return ""
        return self._writer.fill(known[(self._base + number) % len(known)].text, self._base + number, extra)

    def lead(self, kind: str) -> str:
        """The sentence a part begins with: another one for each aspect and each alternative, as long as there are any."""
        known = self.frames(kind, "lead")
        at = self._turn + self._part_number + self._writer.shift
        return self._writer.fill(known[at % len(known)].text, self._base) if known else ""

    def frames(self, kind: str, use: str) -> tuple[FrameEntry, ...]:
        """All frames for a place that this voice may use."""
        return tuple(one for one in resources.frames() if (one.kind, one.use) == (kind, use) and self._mine(one))

    def _mine(self, frame: FrameEntry) -> bool:
        return frame.who in (self._writer.profile.who, "both")

    def problem(self, number: int, seed: Seed) -> DraftPoint:
        """A problem: heading, manifestation, case, weight. It speaks of the field its fact or its heading speaks of."""
        thread, material, writer, facts = seed.thread, seed.material, self._writer, seed.facts
        place = (
            writer.place_of(facts[0].text, number + self._base, facts[0].portfolio) if facts else number + self._base
        )
        place = writer.place_of(material.heading, place) if material else place
        marks = _citations(material)
        mark = marks[0].mark if marks else ""
        heading = material.heading if material else writer.fill(self._pick(thread.problem, place), place)
        shown = writer.fill(self._pick(thread.shows, place), place) if seed.fits else ""
        told = "".join(f"{one}{mark}" for one in material.sentences) if material else ""
        weighs = writer.fill(self._pick(thread.weighs, place), place) if thread.weighs and seed.fits else ""
        case = self._case(place, thread.ask if seed.fits else self._question(thread.topic, heading, place), facts)
        text = f"{_NUMERALS[number]}是{heading}{mark}。{told or shown}{case}{weighs}"
        return DraftPoint(text, heading, thread.id, marks, tuple(fact.id for fact in facts), place)

    def cause(self, number: int, thread: ThreadEntry, material: Material | None, problem: Linked | None) -> DraftPoint:
        """A cause that answers a problem (named when it is known)."""
        place = problem.place if problem else number + self._base
        head, rest = _split(self._writer.fill(self._pick(thread.cause, place), place))
        link = self.frame("causes", "link", number, problem=problem.heading.translate(_INNER)) if problem else ""
        marks = _citations(material)
        told = "".join(f"{one}{marks[0].mark}" for one in material.sentences[:1]) if material else ""
        return DraftPoint(f"{_NUMERALS[number]}是{head}。{link}{rest}{told}", head, thread.id, marks, (), place)

    def measure(
        self, number: int, thread: ThreadEntry, material: Material | None, problem: Linked | None
    ) -> DraftPoint:
        """A measure with action, object, deadline and owner; what only the writer knows of these is a slot."""
        place = problem.place if problem else number + self._base
        text = self._writer.fill(self._pick(thread.measure, place), place)
        link = self.frame("measures", "link", number, problem=problem.heading.translate(_INNER)) if problem else ""
        marks = _citations(material)
        told = "".join(f"{one}{marks[0].mark}" for one in material.sentences[:1]) if material else ""
        missing = "" if "【待补" in text else "【待补：完成时限】前完成，【待补：责任单位或责任人】负责。"
        head = self._writer.fill(self._pick(thread.problem, place), place)
        return DraftPoint(f"{_NUMERALS[number]}是{link}{text}{missing}{told}", head, thread.id, marks, (), place)

    def _question(self, topic: str, heading: str, place: int) -> str:
        """The question of the topic that asks most nearly after a heading none of our threads goes on with."""
        group = self._writer.field(place).group
        fitting = [q for q in resources.questions() if q.topic == topic and q.group in (group, "general")]
        asks = [ask.replace("$portfolio", "$field") for question in fitting for ask in question.asks]
        return self._meaning.nearest_text(heading, asks)

    def _case(self, place: int, ask: str, facts: Sequence[Fact]) -> str:
        if facts:
            lead = self._writer.fill(self._pick([one.text for one in self.frames("problems", "bridge")], place), place)
            return lead + "".join(f"{fact.text.rstrip('。；，')}。[{fact.id}]" for fact in facts)
        asked = self._writer.fill(ask, place)
        slot = self._pick([one.text for one in self.frames("problems", "slot")], place)
        filled = self._writer.fill(slot, place, {"ask": asked})
        return filled if "【待补：" in filled else f"【待补：一件具体事例（何时、何事、结果）。{asked}】"

    def _pick(self, variants: Sequence[str], place: int) -> str:
        return variants[place % len(variants)] if variants else ""


def seeds(
    task: Task, threads: Sequence[ThreadEntry], materials: Sequence[Material], meaning: Meaning, count: int
) -> tuple[Seed, ...]:
    """What the points of one alternative are made from: each fact with the fault it shows, then examples and threads in turn.

    No report and no fault comes twice; another turn takes others, as long as there are any.
    """
    free = list(_turned(threads, task.turn * count + task.writer.shift))
    taken = [_for_fact(fact, free, meaning, task.turn) for fact in task.facts[:count]] if free else []
    for place, fact in enumerate(task.facts[count:]):
        taken[place % len(taken)] = replace(taken[place % len(taken)], facts=(*taken[place % len(taken)].facts, fact))
    offered = list(_turned(materials, (task.turn + task.writer.shift % _STARTS) * count))
    while len(taken) < count and free:
        material = _next(offered, taken) if (len(taken) + task.turn) % 2 == 0 else None
        alike = nearest(material.heading, free) if material else None
        thread = alike or (meaning.ranked(material.heading, free)[0] if material else free[0])
        free.remove(thread)
        taken.append(Seed(thread, material, material is None or alike is not None))
    return tuple(taken)


def _for_fact(fact: Fact, free: list[ThreadEntry], meaning: Meaning, turn: int) -> Seed:
    """The fault a fact shows best; another turn takes the next best."""
    ranked = meaning.ranked(fact.text, free)
    thread = ranked[turn % min(3, len(ranked))]
    if len(free) > 1:
        free.remove(thread)
    return Seed(thread, None, True, (fact,))


def _next(offered: list[Material], taken: Sequence[Seed]) -> Material | None:
    used = {seed.material.report.id for seed in taken if seed.material}
    found = next((one for one in offered if one.report.id not in used), None)
    if found is not None:
        offered.remove(found)
    return found


def _turned(items: Sequence[Item], by: int) -> Sequence[Item]:
    """The items beginning at another place, the ones before it last."""
    start = by % len(items) if items else 0
    return (*items[start:], *items[:start])


def numbered(points: Sequence[DraftPoint]) -> tuple[DraftPoint, ...]:
    """The points with citation marks [1], [2] … in order; one passage keeps one number."""
    numbers: dict[str, int] = {}
    renamed: list[DraftPoint] = []
    for point in points:
        text, citations = point.text, []
        for citation in point.citations:
            number = numbers.setdefault(citation.passage, len(numbers) + 1)
            text = text.replace(citation.mark, f"[{number}]")
            citations.append(replace(citation, mark=f"[{number}]"))
        renamed.append(replace(point, text=text, citations=tuple(citations)))
    return tuple(renamed)


def _citations(material: Material | None) -> tuple[Citation, ...]:
    if material is None:
        return ()
    passage = material.passage
    return (Citation(f"[{passage.id}]", passage.id, material.report.id, material.report.title, passage.text),)


def _split(text: str) -> tuple[str, str]:
    cut = next((i for i, character in enumerate(text) if character in "：。"), len(text))
    return text[:cut], text[cut + 1 :]
