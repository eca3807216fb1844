"""One function a kind of part: which points it has and how its text is put together."""

from __future__ import annotations

from assistant.domain import DraftPoint, Fact
from assistant.drafting.materials import Material, Materials
from assistant.drafting.points import PointWriter, seeds
from assistant.drafting.task import Linked, Task
from assistant.drafting.threads import Meaning, thread, threads_for
from assistant.resources.entries import ThreadEntry

_NUMERALS = "一二三四五六七八九十"
FEWEST, MOST = 2, 4


def write(task: Task, materials: Materials, meaning: Meaning) -> tuple[tuple[DraftPoint, ...], tuple[str, ...]]:
    """The points of a part (a paragraph without points is one of them), and every step that could not run."""
    match task.part.kind:
        case "problems":
            return _problems(task, materials, meaning)
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


def _problems(task: Task, materials: Materials, meaning: Meaning) -> tuple[tuple[DraftPoint, ...], tuple[str, ...]]:
    found, degraded = materials.find(task.part, task.used)
    count = min(MOST, max(FEWEST if task.part.words < 400 else 3, len(task.facts)))
    known = threads_for(task.part.topics, task.writer.profile.who)
    threads = tuple(one for one in known if one.id not in task.used) or known
    pen = _pen(task, meaning)
    chosen = seeds(task, threads, found, meaning, count)
    points = tuple(pen.problem(number, seed) for number, seed in enumerate(chosen))
    return _led(pen.lead("problems"), points), degraded


def _pen(task: Task, meaning: Meaning | None = None) -> PointWriter:
    return PointWriter(task.writer, task.turn, meaning or Meaning(), task.part)


def _causes(task: Task, materials: Materials) -> tuple[tuple[DraftPoint, ...], tuple[str, ...]]:
    found, degraded = materials.find(task.part, task.used)
    pen, pool = _pen(task), list(found)
    answering = enumerate(_answering(task, 4))
    points = tuple(pen.cause(number, one, _take(pool, one, number), link) for number, (link, one) in answering)
    return _led(pen.lead("causes"), points), degraded


def _measures(task: Task, materials: Materials) -> tuple[tuple[DraftPoint, ...], tuple[str, ...]]:
    found, degraded = materials.find(task.part, task.used)
    pen, pool = _pen(task), list(found)
    answering = enumerate(_answering(task, 5))
    points = tuple(pen.measure(number, one, _take(pool, one, number), link) for number, (link, one) in answering)
    return _led(pen.lead("measures"), points), degraded


def _take(pool: list[Material], one: ThreadEntry, number: int) -> Material | None:
    """An example's sentence on the topic for every second point; each is used once."""
    fitting = (material for material in pool if material.sentences and one.topic in material.passage.topics)
    material = next(fitting, None) if number % 2 == 0 else None
    if material is not None:
        pool.remove(material)
    return material


def _answering(task: Task, count: int) -> list[tuple[Linked | None, ThreadEntry]]:
    """Problems to answer with their threads: those written, one of each aspect first; else the outline's topics in turn."""
    if task.linked:
        known = [(link, one) for link in task.linked if (one := thread(link.thread)) is not None]
        places = range(len(known)) if len(known) <= count else [place * len(known) // count for place in range(count)]
        return [known[place] for place in places]
    topics = [aspect.topics[0] for aspect in task.writer.outline.aspects if aspect.topics]
    threads = threads_for(tuple(dict.fromkeys(topics)), task.writer.profile.who)
    start = (task.turn * count + task.writer.shift) % max(1, len(threads))
    return [(None, one) for one in (*threads[start:], *threads[:start])[:count]]


def _rectification(task: Task) -> tuple[DraftPoint, ...]:
    pen = _pen(task)
    points = [
        _point(number, pen.frame("rectification", "item-fact", number, fact=_said(fact)), fact)
        for number, fact in enumerate(task.facts)
    ]
    while len(points) < 3:
        points.append(_point(len(points), pen.frame("rectification", "item", len(points)), None))
    tail = pen.frame("rectification", "tail")
    return (*_led(pen.lead("rectification"), tuple(points)), *([DraftPoint(tail, "", "")] if tail else []))


def _items(task: Task) -> tuple[DraftPoint, ...]:
    pen = _pen(task)
    kind = task.part.kind
    texts = [task.writer.fill(frame.text, number) for number, frame in enumerate(pen.frames(kind, "item"))]
    told = [DraftPoint(f"{_said(fact)}。[{fact.id}]", "", "", (), (fact.id,)) for fact in task.facts]
    points = tuple(_point(number, text, None) for number, text in enumerate(texts[: 4 if kind == "preparation" else 6]))
    return _led(pen.lead(kind), (*points, *told))


def _paragraph(task: Task) -> tuple[DraftPoint, ...]:
    pen = _pen(task)
    told = tuple(DraftPoint(f"{_said(fact)}。[{fact.id}]", "", "", (), (fact.id,)) for fact in task.facts)
    return (DraftPoint(pen.frame(task.part.kind, "paragraph"), "", ""), *told)


def _point(number: int, text: str, fact: Fact | None) -> DraftPoint:
    mark = f"[{fact.id}]" if fact else ""
    return DraftPoint(f"{_NUMERALS[number % 10]}是{text}{mark}", text, "", (), (fact.id,) if fact else ())


def _said(fact: Fact) -> str:
    return fact.text.rstrip("。；，")


def _led(lead: str, points: tuple[DraftPoint, ...]) -> tuple[DraftPoint, ...]:
    return (DraftPoint(lead, "", ""), *points) if lead else points
