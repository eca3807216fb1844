"""Answers about the text written last: rewritten, shortened, a point dropped, what is missing, why a source, questions."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.chat.following import Step
from assistant.chat.values import Conversation, Done, Event, Message, Piece, Reviser, Rewriter, Status, Talker, Tools
from assistant.chat.writing import growing, show, to_do
from assistant.drafting import questions
from assistant.drafting.writer import Writer

if TYPE_CHECKING:
    from assistant.domain import Outline, Part, Suggestion

NO_MODEL = "没有接入模型，只能整点增删、换说法和换写法：说“第二点换个说法”“去掉第三点”“换一种写法”，或自己在稿子上改。"


def follow(conversation: Conversation, step: Step, tools: Tools) -> Iterator[Event]:
    """The answer to a step; nothing is lost: what was written before stays among the alternatives."""
    outline = tools.outline(conversation.part_meeting, conversation.profile)
    part = outline.part(conversation.part, conversation.profile.who)
    if part is None:
        yield from _said(conversation, Piece("口吻改过了，原来那一部分不适用，请重新说要写哪一部分。"))
        return
    if step.what == "use":
        chosen = replace(conversation, shown=min(step.number, len(conversation.suggestions)) - 1)
        yield from show(chosen, outline, part, tools)
    elif step.what in ("rewrite", "drop"):
        yield from _changed(conversation, step, outline, part, tools)
    else:
        yield from _said(conversation, *_ANSWERS[step.what](conversation, tools, outline, part))


def current(conversation: Conversation) -> Suggestion:
    """The alternative shown last."""
    return conversation.suggestions[(conversation.shown - 1) % len(conversation.suggestions)]


def _changed(
    conversation: Conversation, step: Step, outline: Outline, part: Part, tools: Tools
) -> Generator[Event, None, None]:
    yield Status("正在改")
    fresh = yield from _revised(conversation, step, outline, part, tools)
    before = current(conversation)
    if fresh is None or fresh.text == before.text:
        yield from _said(conversation, *_unchanged(before, fresh))
        return
    kept = (*conversation.suggestions, fresh)
    yield from show(replace(conversation, suggestions=kept, shown=len(kept) - 1), outline, part, tools)


def _unchanged(before: Suggestion, fresh: Suggestion | None) -> Iterator[Piece]:
    """Why the text is as it was."""
    notes = [note for note in fresh.degraded if note not in before.degraded] if fresh else [NO_MODEL]
    yield from (Piece(note) for note in notes or ["没有可改的地方，或没有这一点。"])


def _revised(
    conversation: Conversation, step: Step, outline: Outline, part: Part, tools: Tools
) -> Generator[Event, None, Suggestion | None]:
    one, composer = current(conversation), tools.composer
    given = (conversation.profile, outline, part.id, conversation.facts, one)
    if isinstance(composer, Reviser) and step.what == "drop":
        return composer.drop(*given, step.point)
    if isinstance(composer, Reviser) and step.point and step.operation == "换一种说法":
        return composer.reword(*given, step.point)
    if isinstance(composer, Rewriter):
        wish = f"缩写到 {step.size} 字以内，保留事实和要点。" if step.size else step.operation
        text = _points(one)[step.point - 1] if 0 < step.point <= len(_points(one)) else one.text
        made = yield from growing(composer.rewrite(*given[:2], conversation.facts, text, wish, one))
        return made
    if isinstance(composer, Reviser) and step.size:
        return _shortened(composer, conversation, outline, part, step.size)
    return None


def _shortened(composer: Reviser, conversation: Conversation, outline: Outline, part: Part, size: int) -> Suggestion:
    """Whole points dropped from the end until the text is short enough; one is always kept."""
    one = current(conversation)
    while len(one.text) > size and len(_points(one)) > 1:
        one = composer.drop(conversation.profile, outline, part.id, conversation.facts, one, len(_points(one)))
    return one


def _points(one: Suggestion) -> tuple[str, ...]:
    return tuple(point.text for point in one.points if point.text[1:2] == "是")


def _said(conversation: Conversation, *pieces: Piece) -> Iterator[Event]:
    yield from pieces
    yield Done(conversation.saying(Message("assistant", ())))


def _missing(conversation: Conversation, tools: Tools, outline: Outline, part: Part) -> Iterator[Piece]:
    one = current(conversation)
    if not one.slots:
        yield Piece("这一段没有留空的地方了。")
        return
    yield Piece(f"还要您补 {len(one.slots)} 处：")
    yield from (Piece(slot.ask, "item") for slot in one.slots)


def _questions(conversation: Conversation, tools: Tools, outline: Outline, part: Part) -> Iterator[Piece]:
    profile, facts = conversation.profile, conversation.facts
    asked = tools.composer.ask(profile, part, facts) if isinstance(tools.composer, Talker) else ()
    asked = asked or questions(part, Writer.of(profile, outline, facts))
    if not asked:
        yield Piece("这一部分没有要问的，按文中的【待补】填就可以。")
        return
    yield Piece("想想这几个问题，把真实的一件写进事实清单：")
    yield from (Piece(one, "item") for one in asked)


def _why(conversation: Conversation, tools: Tools, outline: Outline, part: Part) -> Iterator[Piece]:
    one = current(conversation)
    if not one.citations:
        yield Piece("这一段没有引用示例，用的是内置句式和您自己的情况。")
        return
    yield Piece(
        "这一段的依据：带数字的是示例，只借用了说法；带 F 的是您的事实清单。选这些示例，是因为它们写的是同一部分、同一主题。"
    )
    for citation in one.citations:
        yield Piece(f"{citation.mark} 《{citation.title}》：{citation.text[:80]}", "item")


def _check(conversation: Conversation, tools: Tools, outline: Outline, part: Part) -> Iterator[Piece]:
    found = tuple(to_do(current(conversation), conversation))
    yield from found or (Piece("没有发现留空、别人的情况、没有依据的内容或与示例相同的片段。"),)


_ANSWERS = {"missing": _missing, "questions": _questions, "why": _why, "check": _check}
