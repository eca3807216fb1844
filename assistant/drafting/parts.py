"""One function a kind of part: which points it has and how its text is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import DraftPoint, Fact, Part
from assistant.drafting.materials import Materials
from assistant.drafting.points import PointWriter, Seed, seeds
from assistant.drafting.threads import thread, threads_for
from assistant.drafting.writer import Writer
from assistant.resources.entries import ThreadEntry

_NUMERALS = "一二三四五六七八九十"
FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Linked:
    """A problem already written, so that causes and measures can answer it."""

    heading: str
    thread: str


@dataclass(frozen=True, slots=True)
class Task:
    """What one alternative of one part is written from."""

    writer: Writer
    part: Part
    facts: tuple[Fact, ...]
    turn: int
    linked: tuple[Linked, ...] = ()


def write(task: Task, materials: Materials) -> tuple[tuple[DraftPoint, ...], tuple[str, ...]]:
    """The points of a part (a paragraph without points is one of them), and every step that could not run."""
    match task.part.kind:
        case "problems":
            return _problems(task, materials)
        case "causes":
            return _causes(task, materials)
        case "measures":
            return _measures(task, materials)
        case "rectification":
            return _rectification(task), ()
        case "preparation" | "statement":
            return _items(task), ()
        case _:
            return _paragraph(task), ()


def _problems(task: Task, materials: Materials) -> tuple[tuple[DraftPoint, ...], tuple[str, ...]]:
    found, degraded = materials.find(task.part)
    count = min(MOST, max(FEWEST if task.part.words < 400 else 3, len(task.facts)))
    threads = threads_for(task.part.topics, task.writer.profile.who)
    chosen = seeds(task.part, threads, found, task.turn, count)
    pen = PointWriter(task.writer, task.turn)
    told = _dealt(task.facts, chosen)
    points = tuple(pen.problem(number, seed, told[number], task.part) for number, seed in enumerate(chosen))
    return _led(pen.frame("problems", "lead"), points), degraded


def _dealt(facts: Sequence[Fact], chosen: Sequence[Seed]) -> list[list[Fact]]:
    """Every fact to one point: first where its topic is, then where there is none yet."""
    dealt: list[list[Fact]] = [[] for _ in chosen]
    for fact in facts:
        ranked = sorted(
            range(len(chosen)), key=lambda place: (len(dealt[place]), chosen[place].thread.topic != fact.topic)
        )
        if ranked:
            dealt[ranked[0]].append(fact)
    return dealt


def _causes(task: Task, materials: Materials) -> tuple[tuple[DraftPoint, ...], tuple[str, ...]]:
    found, degraded = materials.find(task.part)
    pen = PointWriter(task.writer, task.turn)
    usable = [one for one in found if one.sentences]
    points = []
    for number, (link, one) in enumerate(_answering(task, 4)):
        material = usable[(number + task.turn) % len(usable)] if usable and (number + task.turn) % 3 == 1 else None
        points.append(pen.cause(number, one, material, link))
    return _led(pen.frame("causes", "lead"), tuple(points)), degraded


def _measures(task: Task, materials: Materials) -> tuple[tuple[DraftPoint, ...], tuple[str, ...]]:
    found, degraded = materials.find(task.part)
    pen = PointWriter(task.writer, task.turn)
    usable = [one for one in found if one.sentences]
    points = []
    for number, (link, one) in enumerate(_answering(task, 5)):
        material = usable[(number + task.turn) % len(usable)] if usable and (number + task.turn) % 3 == 1 else None
        points.append(pen.measure(number, one, material, link))
    return _led(pen.frame("measures", "lead"), tuple(points)), degraded


def _answering(task: Task, count: int) -> list[tuple[str, ThreadEntry]]:
    """Problems to answer with their threads: those written, one of each aspect first; else the outline's topics in turn."""
    if task.linked:
        known = [(link.heading, one) for link in task.linked if (one := thread(link.thread)) is not None]
        return known[:count] if len(known) <= count else [known[place * len(known) // count] for place in range(count)]
    topics = [aspect.topics[0] for aspect in task.writer.outline.aspects if aspect.topics]
    threads = threads_for(tuple(dict.fromkeys(topics)), task.writer.profile.who)
    start = (task.turn * count) % max(1, len(threads))
    return [("", one) for one in (*threads[start:], *threads[:start])[:count]]


def _rectification(task: Task) -> tuple[DraftPoint, ...]:
    pen = PointWriter(task.writer, task.turn)
    points = [
        _point(number, pen.frame("rectification", "item-fact", number, fact=_said(fact)), fact)
        for number, fact in enumerate(task.facts)
    ]
    while len(points) < 3:
        points.append(_point(len(points), pen.frame("rectification", "item", len(points)), None))
    tail = pen.frame("rectification", "tail")
    return (*_led(pen.frame("rectification", "lead"), tuple(points)), *([DraftPoint(tail, "", "")] if tail else []))


def _items(task: Task) -> tuple[DraftPoint, ...]:
    pen = PointWriter(task.writer, task.turn)
    kind = task.part.kind
    texts = [task.writer.fill(frame.text, number) for number, frame in enumerate(pen.frames(kind, "item"))]
    told = [DraftPoint(f"{_said(fact)}。[{fact.id}]", "", "", (), (fact.id,)) for fact in task.facts]
    points = tuple(_point(number, text, None) for number, text in enumerate(texts[: 4 if kind == "preparation" else 6]))
    return _led(pen.frame(kind, "lead"), (*points, *told))


def _paragraph(task: Task) -> tuple[DraftPoint, ...]:
    pen = PointWriter(task.writer, task.turn)
    told = tuple(DraftPoint(f"{_said(fact)}。[{fact.id}]", "", "", (), (fact.id,)) for fact in task.facts)
    return (DraftPoint(pen.frame(task.part.kind, "paragraph"), "", ""), *told)


def _point(number: int, text: str, fact: Fact | None) -> DraftPoint:
    mark = f"[{fact.id}]" if fact else ""
    return DraftPoint(f"{_NUMERALS[number % 10]}是{text}{mark}", text, "", (), (fact.id,) if fact else ())


def _said(fact: Fact) -> str:
    return fact.text.rstrip("。；，")


def _led(lead: str, points: tuple[DraftPoint, ...]) -> tuple[DraftPoint, ...]:
    return (DraftPoint(lead, "", ""), *points) if lead else points
