"""Who answers a step about the text at hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.chat import about, revising, writing
from assistant.chat.following import Step
from assistant.chat.values import Conversation, Event, Piece, Tools
from assistant.domain import Part

if TYPE_CHECKING:
    from assistant.domain import Outline

OWN = Part("", "other", "您的文字", "")
_NEXT = ("检查这段", "润色一下", "更具体一点", "缩短一些")


def follow(conversation: Conversation, step: Step, tools: Tools) -> Iterator[Event]:
    """The answer to a step; nothing is lost: what was written before stays among the alternatives."""
    if step.text:
        conversation = revising.laid_down(conversation, step.text)
    outline = tools.outline(conversation.part_meeting or conversation.meeting, conversation.profile)
    part = outline.part(conversation.part, conversation.profile.who) if conversation.part else OWN
    if part is None:
        yield from revising.said(conversation, Piece("口吻改过了，原来那一部分不适用，请重新说要写哪一部分。"))
        return
    yield from _answer(conversation, step, outline, part, tools)


def _answer(conversation: Conversation, step: Step, outline: Outline, part: Part, tools: Tools) -> Iterator[Event]:
    if step.what == "use":
        yield from revising.use(conversation, step, outline, part, tools)
    elif step.what == "next":
        yield from _following(conversation, outline, part, tools)
    elif step.what in ("rewrite", "drop"):
        yield from revising.changed(conversation, step, outline, part, tools)
    elif step.what == "accept":
        yield from revising.accept(conversation, outline, part, tools)
    elif step.what == "keep":
        yield from revising.keep(conversation)
    elif step.what == "paste":
        told = Piece(f"收到您的一段文字，{len(step.text)} 字。要我做什么？")
        yield from revising.said(conversation, told, replies=_NEXT)
    else:
        pieces = _ABOUT[step.what](conversation, step, tools, outline, part)
        yield from revising.said(conversation, *pieces)


def _following(conversation: Conversation, outline: Outline, part: Part, tools: Tools) -> Iterator[Event]:
    parts = outline.parts_for(conversation.profile.who)
    after = parts[parts.index(part) + 1 :] if part in parts else ()
    if after:
        yield from writing.compose(conversation, after[0], outline, conversation.part_meeting, tools)
    else:
        yield from writing.which(conversation, (), outline, "后面没有了。")


_ABOUT = {"missing": about.missing, "questions": about.asked_back, "why": about.why, "check": about.check}
