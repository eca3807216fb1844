"""Answers about the text at hand that change it: rewritten, shortened, a point dropped, another alternative, changed facts accepted."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.chat.following import LAST, Step
from assistant.chat.values import Conversation, Done, Event, Message, Piece, Reviser, Rewriter, Status, Tools
from assistant.chat.writing import growing, show, shown_text
from assistant.drafting import own_text, without_point
from assistant.prompts import OPERATIONS

if TYPE_CHECKING:
    from assistant.domain import Outline, Part, Suggestion

NO_MODEL = "没有接入模型，只能整点增删、换说法和换写法：说“第二点换个说法”“去掉第三点”“换一种写法”，或自己在稿子上改。"
ACCEPT, KEEP = "接受", "保留原文"
_NONE = "（没有）"


def current(conversation: Conversation) -> Suggestion:
    """The alternative shown last."""
    return conversation.suggestions[(conversation.shown - 1) % len(conversation.suggestions)]


def points_of(one: Suggestion) -> tuple[str, ...]:
    """The numbered points of an alternative."""
    return tuple(point.text for point in one.points if point.text[1:2] == "是")


def laid_down(conversation: Conversation, text: str) -> Conversation:
    """The conversation with a text of the user's own as the one that is spoken of."""
    return replace(
        conversation, suggestions=(own_text(text),), shown=1, part="", part_meeting=conversation.meeting, degraded=()
    )


def use(conversation: Conversation, step: Step, outline: Outline, part: Part, tools: Tools) -> Iterator[Event]:
    """Another of the alternatives, by number or the one before."""
    count = len(conversation.suggestions)
    wanted = conversation.shown - 1 if step.number == LAST else step.number
    if not 0 < wanted <= count:
        yield from said(
            conversation,
            Piece(
                f"目前只有 {count} 种写法，没有第 {max(step.number, 0)} 种。" if count > 1 else "目前只有这一种写法。"
            ),
        )
        return
    yield from show(replace(conversation, shown=wanted - 1), outline, part, tools)


def changed(conversation: Conversation, step: Step, outline: Outline, part: Part, tools: Tools) -> Iterator[Event]:
    """The text changed as asked; where that changed facts, it waits for the writer's word."""
    yield Status("正在改")
    before = current(conversation)
    if step.point > len(points_of(before)) or (step.point == LAST and not points_of(before)):
        yield from said(conversation, Piece(f"这一段只有 {len(points_of(before))} 点，没有您说的那一点。"))
        return
    fresh = yield from _revised(conversation, step, outline, part, tools)
    if fresh is None or fresh.text == before.text:
        yield from said(conversation, *_unchanged(before, fresh))
    elif fresh.changes:
        yield from _asking(replace(conversation, pending=fresh), fresh)
    else:
        yield from _taken(conversation, fresh, outline, part, tools, step.size)


def accept(conversation: Conversation, outline: Outline, part: Part, tools: Tools) -> Iterator[Event]:
    """The waiting text taken, its changed facts with it."""
    if conversation.pending is None:
        yield from said(conversation, Piece("没有等您确认的改动。"))
        return
    fresh = replace(conversation.pending, changes=())
    yield from _taken(replace(conversation, pending=None), fresh, outline, part, tools, 0)


def keep(conversation: Conversation) -> Iterator[Event]:
    """The text as it was; the waiting one is gone."""
    yield from said(replace(conversation, pending=None), Piece("好的，原文没有动，改写的这一稿不用了。"))


def said(conversation: Conversation, *pieces: Piece, replies: tuple[str, ...] = ()) -> Iterator[Event]:
    """An answer of these pieces, the conversation as it is."""
    yield from pieces
    yield Done(conversation.saying(Message("assistant", (), replies=replies)))


def _taken(
    conversation: Conversation, fresh: Suggestion, outline: Outline, part: Part, tools: Tools, size: int
) -> Iterator[Event]:
    if size and len(fresh.text) > size and fresh.origin == "model":
        note = f"还有 {len(fresh.text)} 字，没有缩到 {size} 字以内，可以再说一次，或去掉一点。"
        fresh = replace(fresh, degraded=(*fresh.degraded, note))
    kept = (*conversation.suggestions, fresh)
    yield from show(replace(conversation, suggestions=kept, shown=len(kept) - 1), outline, part, tools)


def _asking(conversation: Conversation, fresh: Suggestion) -> Iterator[Event]:
    """The changed facts, each as it was and as it is now, and the new text to be accepted or not."""
    yield Piece("改写动了事实，还没有替换原文，请您定：", "todo")
    for one in fresh.changes:
        yield Piece(f"{one.what}　原：{one.before or _NONE}　现：{one.after or _NONE}", "item")
    yield Piece("改写后的文字（待确认）", "label")
    yield shown_text(fresh)
    yield from said(conversation, replies=(ACCEPT, KEEP))


def _unchanged(before: Suggestion, fresh: Suggestion | None) -> Iterator[Piece]:
    """Why the text is as it was."""
    notes = [note for note in fresh.degraded if note not in before.degraded] if fresh else [NO_MODEL]
    yield from (Piece(note) for note in notes or ["没有可改的地方。"])


def _revised(
    conversation: Conversation, step: Step, outline: Outline, part: Part, tools: Tools
) -> Generator[Event, None, Suggestion | None]:
    one, composer = current(conversation), tools.composer
    points = points_of(one)
    number = len(points) if step.point == LAST else step.point
    own = one.origin == "own"
    given = (conversation.profile, outline, part.id, conversation.facts, one)
    if step.what == "drop":
        return (
            without_point(one, number)
            if own
            else composer.drop(*given, number)
            if isinstance(composer, Reviser)
            else None
        )
    if not own and number and step.operation == "换一种说法" and isinstance(composer, Reviser):
        return composer.reword(*given, number)
    if isinstance(composer, Rewriter):
        text = points[number - 1] if number else one.text
        return (yield from growing(composer.rewrite(*given[:2], conversation.facts, text, _wish(step), one)))
    if step.size and step.operation == "缩写":
        return _shortened(conversation, outline, part, step.size, tools)
    return None


def _wish(step: Step) -> str:
    if not step.size:
        return step.operation
    if step.operation == "扩写":
        return f"扩写到 {step.size} 字左右，把话说透，不增加新的事实。"
    asked = "" if step.operation == "缩写" else OPERATIONS.get(step.operation, step.operation)
    return f"{asked}缩写到 {step.size} 字以内，保留事实和要点。"


def _shortened(conversation: Conversation, outline: Outline, part: Part, size: int, tools: Tools) -> Suggestion:
    """Whole points dropped from the end until the text is short enough; one is always kept."""
    one, composer = current(conversation), tools.composer
    while len(one.text) > size and (count := len(points_of(one))) > 1:
        if one.origin == "own" or not isinstance(composer, Reviser):
            one = without_point(one, count)
        else:
            one = composer.drop(conversation.profile, outline, part.id, conversation.facts, one, count)
    return one
