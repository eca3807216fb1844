"""The drafter with a model: the same suggestions, written more freely and judged by the same rules. Where the model fails, the
built-in drafter answers and says so.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant import prompts
from assistant.domain import Change, Citation, Fact, Outline, Part, Profile, Stray, Suggestion
from assistant.drafting.cleaning import cleaned
from assistant.drafting.composer import Composer, DraftedPart
from assistant.drafting.orders import screened
from assistant.drafting.resolving import UNFINISHED, broken, cited, marked, points, sources, wrong
from assistant.drafting.revising import dropped, is_point
from assistant.drafting.task import Task
from assistant.drafting.threads import Meaning
from assistant.drafting.writer import Writer
from assistant.model import Answer, Model, ModelUnavailable, settled
from assistant.verifying import Gazetteer, changes, residue, slots, unmarked, unsupported
from index import Corpus

Made = tuple[tuple[Suggestion, ...], tuple[str, ...]]
_NO_NEW_FACTS = ("润色", "缩写", "换一种说法", "更平实", "改成班子口吻", "改成个人口吻")
_ANY_PART = Part("", "", "", "")
NOTHING = "模型没有给出能用的改写，原文没有动。"
_EXAMPLES = 8
_STEP = 12
_QUESTIONS = 5
_FACTS = 20
_PLAN = re.compile(r"计划|提纲|框架|思路|怎么安排")
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}[.．、)）]|[一二三四五六七八九十]{1,2}、)\s*")


@dataclass(frozen=True, slots=True)
class _Brief:
    """What one text is written from: the task, the facts the model may see, and what its marks lead to."""

    task: Task
    facts: tuple[Fact, ...]
    examples: tuple[prompts.Example, ...]
    sources: dict[str, Citation]
    notes: tuple[str, ...]
    linked: tuple[str, ...] = ()


class ModelComposer(Composer):
    """Writes with a model. Only examples that could be anybody's and the writer's facts reach it; what it writes is judged."""

    def __init__(
        self,
        corpus: Corpus,
        expressions: Iterable[str],
        meaning: Meaning | None = None,
        *,
        model: Model,
        context: int = 8192,
    ) -> None:
        super().__init__(corpus, expressions, meaning)
        self._model, self._context = model, context

    def suggest(
        self,
        profile: Profile,
        outline: Outline,
        part_id: str,
        facts: Sequence[Fact] = (),
        count: int = 3,
        *,
        skip: int = 0,
    ) -> Made:
        """`count` alternatives by the model; the built-in drafter gives those the model does not."""
        made: list[Suggestion] = []
        try:
            for turn in range(skip, skip + count):
                made.append(_last(self._write(self._brief(self._task(profile, outline, part_id, facts, turn)))))
        except ModelUnavailable as fault:
            others, notes = super().suggest(profile, outline, part_id, facts, count - len(made), skip=skip)
            return (*made, *others), (instead(fault), *notes)
        return tuple(made), tuple(dict.fromkeys(note for one in made for note in one.degraded))

    def writing(
        self, profile: Profile, outline: Outline, part_id: str, facts: Sequence[Fact], count: int
    ) -> Generator[str, None, Made]:
        """The text so far as the model writes it, and at the end one alternative by the model, the others built in."""
        try:
            one = yield from self._write(self._brief(self._task(profile, outline, part_id, facts, 0)))
        except ModelUnavailable as fault:
            others, notes = super().suggest(profile, outline, part_id, facts, count)
            return others, (instead(fault), *notes)
        others = super().suggest(profile, outline, part_id, facts, count - 1)[0] if count > 1 else ()
        return (one, *others), ()

    def draft(
        self, profile: Profile, outline: Outline, facts: Sequence[Fact] = (), *, turn: int = 0
    ) -> tuple[DraftedPart, ...]:
        """All parts in order. After the model has failed once, the rest is built in: nobody waits for every part."""
        built = super().draft(profile, outline, facts, turn=turn)
        made: list[DraftedPart] = []
        linked: tuple[str, ...] = ()
        for place, drafted in enumerate(built):
            asked = linked if drafted.part.kind in ("causes", "measures") else ()
            task = self._task(profile, outline, drafted.part.id, facts, turn)
            try:
                one = _last(self._write(replace(self._brief(task), linked=asked)))
            except ModelUnavailable as fault:
                return (*made, *(_built_in(rest, fault) for rest in built[place:]))
            made.append(DraftedPart(drafted.part, one))
            if drafted.part.kind == "problems":
                linked = (*linked, *(point.heading for point in one.points if point.heading))
        return tuple(made)

    def _reworded(self, task: Task, one: Suggestion, number: int) -> Suggestion:
        """One point said otherwise by the model; what the built-in drafter wrote stays its own affair."""
        numbered = [point for point in one.points if is_point(point)]
        if one.origin != "model" or not 0 < number <= len(numbered):
            return super()._reworded(task, one, number)
        text = numbered[number - 1].text
        return _last(self._rewritten(task, one, text, prompts.rewrite(task.writer.profile, "换一种说法", text)))

    def _without(self, task: Task, one: Suggestion, number: int) -> Suggestion:
        if one.origin != "model":
            return super()._without(task, one, number)
        text = "".join(point.text for point in dropped(one.points, number))
        return self._judged(self._cited(task, one), Answer(text))[0]

    def rewrite(
        self,
        profile: Profile,
        outline: Outline,
        facts: Sequence[Fact],
        text: str,
        operation: str,
        whole: Suggestion | None = None,
    ) -> Generator[str, None, Suggestion]:
        """`whole` with `text` in it rewritten as asked; facts that come, go or change in it are in its `changes`.

        A model that fails leaves the text as it was and says so.
        """
        task = Task(Writer.of(profile, outline, tuple(facts)), _ANY_PART, tuple(facts), 0)
        one = whole or Suggestion("model", text)
        # A wish may be for a fact ("加上招标那件事"); polishing and shortening have no use for any.
        kept = () if operation in _NO_NEW_FACTS else _nearest(screened(facts)[0], f"{operation}{text}")
        return (yield from self._rewritten(task, one, text, prompts.rewrite(profile, operation, text, kept)))

    def _rewritten(
        self, task: Task, one: Suggestion, text: str, prompt: prompts.Prompt
    ) -> Generator[str, None, Suggestion]:
        try:
            answer = yield from self._spoken(prompt)
        except ModelUnavailable as fault:
            return replace(one, degraded=(f"{fault.message}没有改写。{fault.remedy}", *one.degraded))
        brief = self._cited(task, one)
        part = cleaned(prompts.without_rules(answer.text))[0]
        if not part:
            return replace(one, degraded=(NOTHING, *one.degraded))
        made = self._judged(brief, replace(answer, text=one.text.replace(text, part, 1)), before=one.text)[0]
        changed = _changed(text, marked(part, brief.sources)[0], task.writer)
        return replace(made, changes=changed, degraded=(*made.degraded, *_slots_lost(text, part)))

    def _cited(self, task: Task, one: Suggestion) -> _Brief:
        """What a text already written is judged by: its marks lead where they led."""
        known = {citation.mark: citation for citation in one.citations}
        return _Brief(task, task.facts, (), sources((), task.writer.facts) | known, ())

    def reply(
        self, profile: Profile, outline: Outline, facts: Sequence[Fact], text: str, history: Sequence[str]
    ) -> Generator[str, None, tuple[str, tuple[str, ...]]]:
        """An answer about the work, and notices; asked for a plan, one for the whole report. Empty where the model fails."""
        kept, notes = screened(facts)
        if _PLAN.search(text):
            asked = prompts.plan(profile, outline, kept)
        else:
            asked = prompts.turn(profile, text, (), history, context=self._context)
        try:
            answer = yield from self._spoken(asked)
        except ModelUnavailable as fault:
            return "", (f"{fault.message}{fault.remedy}",)
        clean, removed = cleaned(prompts.without_rules(answer.text))
        known = (*Writer.of(profile, outline, tuple(facts)).supplied, text)
        strange = dict.fromkeys(run.text for run in unsupported(clean, known))
        told = (f"没有依据，请核对：{'、'.join(strange)}。",) if strange else ()
        return clean, (*notes, *_remarks(answer, removed, ()), *told)

    def ask(self, profile: Profile, part: Part, facts: Sequence[Fact]) -> tuple[str, ...]:
        """Questions that help the writer remember a real case; none where the model fails."""
        try:
            answer = settled(self._model, prompts.questions(profile, part, screened(facts)[0]))
        except ModelUnavailable:
            return ()
        lines = (
            _NUMBERING.sub("", line).strip() for line in cleaned(prompts.without_rules(answer.text))[0].splitlines()
        )
        return tuple(line for line in lines if line.endswith(("？", "?")))[:_QUESTIONS]

    def _brief(self, task: Task) -> _Brief:
        found, degraded = self._materials(task.writer).find(task.part)
        usable = found[:_EXAMPLES]
        facts, notes = screened(task.facts)
        examples = tuple(
            prompts.Example(number, f"{one.heading}。{''.join(one.sentences)}") for number, one in enumerate(usable, 1)
        )
        return _Brief(task, facts, examples, sources(usable, facts), (*degraded, *notes))

    def _write(self, brief: _Brief) -> Generator[str, None, Suggestion]:
        """One text, put right once where something is wrong in it; what remains wrong is shown to the writer."""
        task = brief.task
        writer = task.writer
        asked = prompts.part(
            writer.profile,
            writer.outline,
            task.part,
            brief.facts,
            brief.examples,
            linked=brief.linked,
            variant=task.turn,
            context=self._context,
        )
        answer = yield from self._spoken(asked)
        made, problems = self._judged(brief, answer)
        return self._repaired(brief, made, problems) if answer.complete and problems else made

    def _repaired(self, brief: _Brief, made: Suggestion, problems: tuple[str, ...]) -> Suggestion:
        try:
            answer = settled(self._model, prompts.repair(made.text, problems, brief.facts))
            again, left = self._judged(brief, answer)
        except ModelUnavailable:
            return made
        return again if answer.complete and len(left) < len(problems) else made

    def _spoken(self, prompt: prompts.Prompt) -> Generator[str, None, Answer]:
        """The text so far, fit to be shown, every few characters; stopping here stops the model too."""
        whole, shown = "", 0
        pieces = self._model.stream(prompt)
        try:
            while True:
                piece = next(pieces)
                whole += piece
                # An empty piece is a beat of silence: whoever watches may want to stop.
                if not piece or len(whole) >= shown + _STEP:
                    shown = len(whole)
                    yield cleaned(whole)[0]
        except StopIteration as end:
            answer: Answer = end.value
            return answer
        finally:
            pieces.close()

    def _judged(self, brief: _Brief, answer: Answer, before: str = "") -> tuple[Suggestion, tuple[str, ...]]:
        """The answer as a suggestion with everything found in it, and what to put right."""
        clean, removed = cleaned(prompts.without_rules(answer.text))
        text, unknown = marked(clean, brief.sources)
        if not text:
            raise ModelUnavailable("模型写的内容都不能用。", "请再试一次，或换一个模型。")
        if not answer.complete:
            text = broken(text, answer.why)
        writer = brief.task.writer
        supplied = (*writer.supplied, before)
        one = Suggestion(
            origin="model",
            text=text,
            points=points(text, brief.sources),
            citations=cited(text, brief.sources),
            borrowed=self._library.borrowed(text),
            slots=slots(text),
            unsupported=_apart((*unsupported(text, supplied), *_unmarked(text, brief, before))),
            residue=residue(text, Gazetteer.of(writer.profile, writer.outline), supplied),
            degraded=(*brief.notes, *_remarks(answer, removed, unknown)),
        )
        return one, wrong(one, unknown)


def _unmarked(text: str, brief: _Brief, before: str) -> tuple[Stray, ...]:
    """Words of a fact without its mark; what the examples, the notice and the profile say too is nobody's fact."""
    writer = replace(brief.task.writer, facts=())
    examples = (example.text for example in brief.examples)
    return unmarked(text, brief.task.writer.facts, (*writer.supplied, *examples, before))


def _apart(strays: Iterable[Stray]) -> tuple[Stray, ...]:
    kept: list[Stray] = []
    for one in sorted(strays, key=lambda stray: (stray.start, -stray.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _nearest(facts: Sequence[Fact], words: str) -> tuple[Fact, ...]:
    """The facts that speak most of what a wish and its text speak of; no prompt has room for hundreds."""
    pairs = {words[at : at + 2] for at in range(len(words) - 1)}
    return tuple(sorted(facts, key=lambda fact: -sum(pair in fact.text for pair in pairs))[:_FACTS])


def _remarks(answer: Answer, removed: tuple[str, ...], unknown: tuple[str, ...]) -> tuple[str, ...]:
    told = [f"未完成：{answer.why}。已写的留着，可以续写或重写。"] if not answer.complete else []
    if removed:
        told.append(f"模型写的{'、'.join(removed)}已去掉。")
    if unknown:
        told.append(f"模型标了不存在的出处 {'、'.join(unknown)}，已去掉，请留意这几句的依据。")
    return tuple(told)


def _changed(before: str, after: str, writer: Writer) -> tuple[Change, ...]:
    """The facts a rewriting changed; one it took from what the writer has supplied is no change."""
    known = "\n".join((*writer.supplied, *(f"[{fact.id}]" for fact in writer.facts)))
    return tuple(one for one in changes(before, after) if one.before or one.after not in known)


def _slots_lost(before: str, after: str) -> tuple[str, ...]:
    """A notice of slots a rewriting left out without a fact in their place."""
    lost = dict.fromkeys(
        f"【待补：{slot.ask}】" for slot in slots(before) if slot.ask not in after and UNFINISHED not in slot.ask
    )
    return (f"改写后少了：{'、'.join(lost)}。请核对是否要补回。",) if lost else ()


def instead(fault: ModelUnavailable) -> str:
    """The notice that the built-in drafter answered in the model's stead."""
    return f"{fault.message}这次由内置写法代替。{fault.remedy}"


def _built_in(drafted: DraftedPart, fault: ModelUnavailable) -> DraftedPart:
    one = drafted.suggestion
    return replace(drafted, suggestion=replace(one, degraded=(instead(fault), *one.degraded)))


def _last(growing: Generator[str, None, Suggestion]) -> Suggestion:
    while True:
        try:
            next(growing)
        except StopIteration as end:
            made: Suggestion = end.value
            return made
