"""The built-in drafter: suggestions for a part, and a whole first draft, without a model."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.domain import Citation, DraftPoint, Fact, Outline, Part, Profile, Suggestion
from assistant.drafting.materials import Commonness, Materials
from assistant.drafting.notes import facts_for
from assistant.drafting.parts import write
from assistant.drafting.points import numbered
from assistant.drafting.revising import dropped, reworded
from assistant.drafting.task import Linked, Task
from assistant.drafting.threads import Meaning
from assistant.drafting.writer import Writer
from assistant.verifying import Gazetteer, Library, residue, slots, unsupported
from index import Corpus, NotFound

NO_MODEL = "未使用模型：由示例摘编和内置句式组成，请用自己的事例和话改写。"
NO_EXAMPLES = "示例库里没有合适的示例，这一部分只用了内置句式。"
_TRIES = 12


@dataclass(frozen=True, slots=True)
class DraftedPart:
    """A part of a draft with the suggestion that fills it."""

    part: Part
    suggestion: Suggestion


class Composer:
    """Writes from examples, the writer's facts and our own frames. May be used from several threads."""

    def __init__(self, corpus: Corpus, expressions: Iterable[str], meaning: Meaning | None = None) -> None:
        self._corpus = corpus
        self._meaning = meaning or Meaning()
        self._library = Library(corpus, expressions)
        self._lock = threading.Lock()
        self._commonness: tuple[int, Commonness] | None = None

    def suggest(
        self,
        profile: Profile,
        outline: Outline,
        part_id: str,
        facts: Sequence[Fact] = (),
        count: int = 3,
        *,
        skip: int = 0,
    ) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        """`count` alternatives for one part that really differ, and every step that could not run.

        `skip` leaves out alternatives already shown. NotFound names the parts there are.
        """
        part = self._part(outline, part_id, profile)
        own = facts_for(part, facts, outline, profile.who)
        writer = Writer.of(profile, outline, tuple(facts))
        materials = self._materials(writer)
        made: list[Suggestion] = []
        for turn in range(skip, skip + count + _TRIES):
            one = self._one(Task(writer, part, own, turn), materials)
            if all(one.text != other.text for other in made):
                made.append(one)
            if len(made) == count:
                break
        notes = dict.fromkeys(note for one in made for note in one.degraded)
        if any(citation.passage for one in made for citation in one.citations):
            notes.pop(NO_EXAMPLES, None)
        return tuple(made), tuple(notes)

    def reword(
        self,
        profile: Profile,
        outline: Outline,
        part_id: str,
        facts: Sequence[Fact],
        suggestion: Suggestion,
        number: int,
        *,
        turn: int = 0,
    ) -> Suggestion:
        """换一种说法: the suggestion with point `number` (1-based) in other words; what it asserts stays, or is in `changes`."""
        return self._reworded(self._task(profile, outline, part_id, facts, turn), suggestion, number)

    def drop(
        self,
        profile: Profile,
        outline: Outline,
        part_id: str,
        facts: Sequence[Fact],
        suggestion: Suggestion,
        number: int,
    ) -> Suggestion:
        """The suggestion without point `number`, counted anew."""
        return self._without(self._task(profile, outline, part_id, facts, 0), suggestion, number)

    def _reworded(self, task: Task, one: Suggestion, number: int) -> Suggestion:
        return self._finished(task, reworded(task, one.points, number), ())

    def _without(self, task: Task, one: Suggestion, number: int) -> Suggestion:
        return self._finished(task, dropped(one.points, number), ())

    def _task(self, profile: Profile, outline: Outline, part_id: str, facts: Sequence[Fact], turn: int) -> Task:
        part = self._part(outline, part_id, profile)
        own = facts_for(part, facts, outline, profile.who)
        return Task(Writer.of(profile, outline, tuple(facts)), part, own, turn)

    def draft(
        self, profile: Profile, outline: Outline, facts: Sequence[Fact] = (), *, turn: int = 0
    ) -> tuple[DraftedPart, ...]:
        """All parts in order; causes answer the problems written, measures answer the same problems."""
        writer = Writer.of(profile, outline, tuple(facts))
        materials = self._materials(writer)
        linked: list[Linked] = []
        used: set[str] = set()
        parts: list[DraftedPart] = []
        for part in outline.parts_for(profile.who):
            own = facts_for(part, facts, outline, profile.who)
            asked = tuple(linked) if part.kind in ("causes", "measures") else ()
            one = self._one(Task(writer, part, own, turn, asked, frozenset(used)), materials)
            parts.append(DraftedPart(part, one))
            used |= {citation.passage for citation in one.citations}
            if part.kind == "problems":
                used |= {point.thread for point in one.points}
                linked += [Linked(point.heading, point.thread, point.place) for point in one.points if point.thread]
        return tuple(parts)

    def _one(self, task: Task, materials: Materials) -> Suggestion:
        points, degraded = write(task, materials, self._meaning)
        return self._finished(task, numbered(points), degraded)

    def _finished(self, task: Task, points: tuple[DraftPoint, ...], degraded: Sequence[str]) -> Suggestion:
        text = "".join(point.text for point in points)
        writer = task.writer
        notes = [NO_MODEL, *degraded]
        if task.part.kind in ("problems", "causes", "measures") and not any(point.citations for point in points):
            notes.append(NO_EXAMPLES)
        return Suggestion(
            origin="excerpt",
            text=text,
            points=points,
            citations=_citations(points, writer.facts),
            borrowed=self._library.borrowed(text),
            slots=slots(text),
            unsupported=unsupported(text, writer.supplied),
            residue=residue(text, Gazetteer.of(writer.profile, writer.outline), writer.supplied),
            degraded=tuple(notes),
        )

    def _part(self, outline: Outline, part_id: str, profile: Profile) -> Part:
        part = outline.part(part_id, profile.who)
        if part is None:
            known = "、".join(one.id for one in outline.parts_for(profile.who))
            raise NotFound(f"{outline.name}的提纲里没有“{part_id}”这一部分。", f"可用的部分：{known}。")
        return part

    def _materials(self, writer: Writer) -> Materials:
        generation = self._corpus.generation
        with self._lock:
            if self._commonness is None or self._commonness[0] != generation:
                self._commonness = (generation, Commonness.of(self._corpus))
            return Materials(self._corpus, self._commonness[1], writer)


def _citations(points: Sequence[DraftPoint], facts: Sequence[Fact]) -> tuple[Citation, ...]:
    """What the marks lead to: passages by number, then the writer's own facts."""
    passages = {citation.mark: citation for point in points for citation in point.citations}
    used = {fact for point in points for fact in point.facts}
    own = (Citation(f"[{fact.id}]", "", "", "事实清单", fact.text) for fact in facts if fact.id in used)
    return (*passages.values(), *own)
