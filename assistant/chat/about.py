"""Answers about the text at hand that leave it as it is: what is missing, questions, why a source, what the checks find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.chat.checking import MOST, counted, told, worthiest
from assistant.chat.following import LAST, Step
from assistant.chat.revising import current, points_of
from assistant.chat.values import Conversation, Piece, Talker, Tools
from assistant.chat.writing import name_of
from assistant.drafting import facts_for, questions
from assistant.drafting.writer import Writer

if TYPE_CHECKING:
    from assistant.domain import Outline, Part

_WHY = "带数字的是示例，只借用了说法；带 F 的是您的事实清单。选这些示例，是因为它们写的是同一部分、同一主题。"


def missing(conversation: Conversation, step: Step, tools: Tools, outline: Outline, part: Part) -> Iterator[Piece]:
    """Open slots, facts of this part that are not used yet, and required parts nothing was written for."""
    one = current(conversation)
    if one.slots:
        yield Piece(f"这一段还要您补 {len(one.slots)} 处：", "todo")
        yield from (Piece(slot.ask, "item") for slot in one.slots)
    else:
        yield Piece("这一段没有留空的地方了。")
    used = {citation.mark.strip("[]") for citation in one.citations if not citation.passage}
    own = facts_for(part, conversation.facts, outline, conversation.profile.who) if part.id else ()
    left = [fact for fact in own if fact.id not in used and fact.text not in one.text]
    if left:
        yield Piece(f"您的事实里有 {len(left)} 件适合这一段，还没有写进去：", "todo")
        yield from (Piece(fact.text, "item") for fact in left)
    if part.id:
        yield from unwritten(conversation, outline)


def unwritten(conversation: Conversation, outline: Outline) -> Iterator[Piece]:
    """The parts of the report that nothing was written for in this conversation."""
    parts = outline.parts_for(conversation.profile.who)
    left = [part for part in parts if part.id not in conversation.written]
    if left:
        yield Piece(f"整篇材料有 {len(parts)} 个部分，这次对话里还没写的 {len(left)} 个：", "todo")
        yield from (Piece(name_of(part) + ("" if part.required else "（没有可不写）"), "item") for part in left)
    else:
        yield Piece("整篇材料的各部分这次都写过了。")


def asked_back(conversation: Conversation, step: Step, tools: Tools, outline: Outline, part: Part) -> Iterator[Piece]:
    """Questions that help to remember a real case."""
    profile, facts = conversation.profile, conversation.facts
    asked = tools.composer.ask(profile, part, facts) if isinstance(tools.composer, Talker) and part.id else ()
    asked = asked or questions(part, Writer.of(profile, outline, facts))
    if not asked:
        yield Piece("这一部分没有要问的，按文中的【待补】填就可以。")
        return
    yield Piece("想想这几个问题，把真实的一件写进事实清单：")
    yield from (Piece(one, "item") for one in asked)


def why(conversation: Conversation, step: Step, tools: Tools, outline: Outline, part: Part) -> Iterator[Piece]:
    """Where the text comes from: the examples it borrows wording from, the facts it asserts."""
    one = current(conversation)
    if one.origin == "own":
        yield Piece("这一段是您自己贴进来的，没有引用示例。要查某一句出自哪份材料，把它放在引号里问。")
    elif not one.citations:
        yield Piece("这一段没有引用示例，用的是内置句式和您自己的情况。")
    else:
        yield Piece(f"这一段的依据：{_WHY}")
        for citation in one.citations:
            yield Piece(f"{citation.mark} 《{citation.title}》：{citation.text[:80]}", "item")


def check(conversation: Conversation, step: Step, tools: Tools, outline: Outline, part: Part) -> Iterator[Piece]:
    """What the checks find, the most worthwhile first."""
    one = current(conversation)
    points = points_of(one)
    number = len(points) if step.point == LAST else step.point
    text = points[number - 1] if 0 < number <= len(points) else one.text
    checked = tools.checking.check(text, part if part.id else None, conversation.profile, outline, conversation.facts)
    found = worthiest(checked.findings)
    if not found:
        yield Piece("查过了，没有发现问题。内容是否属实，还要您自己核对。")
    else:
        shown = f"，先说最要紧的 {MOST} 处" if len(found) > MOST else ""
        yield Piece(f"查出 {len(found)} 处（{counted(found)}）{shown}：", "todo")
        yield from (Piece(told(finding, checked.text), "item") for finding in found[:MOST])
    if not conversation.facts:
        yield Piece("没有事实清单，名字、数字和事例是否属实没有查。", "note")
    if not checked.whole:
        yield Piece("只查了这一段。各部分齐不齐、问题与整改对不对应，请在写作台或用 zhibi check 查全文。", "note")
