"""An answer in a model's own words to what is neither a part to write nor a wording to look up; the passages found follow it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.chat.asked import Asked
from assistant.chat.finding import search
from assistant.chat.values import Conversation, Event, Message, Piece, Status, Talker, Tools
from assistant.chat.writing import growing

_REMEMBERED = 6


def talk(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    """The model's answer, where there is a model, and then what the library holds. No passage is shown to the model here."""
    if isinstance(tools.composer, Talker):
        yield Status("正在想")
        profile = conversation.profile
        outline = tools.outline(conversation.meeting, profile)
        *before, question = conversation.messages
        history = tuple(map(_told, before[-_REMEMBERED:]))
        text, notes = yield from growing(
            tools.composer.reply(profile, outline, conversation.facts, question.text, history)
        )
        if text:
            yield Piece("生成", "label")
            yield from (Piece(line) for line in text.splitlines() if line.strip())
        yield from (Piece(f"注意：{note}", "note") for note in notes)
    yield from search(conversation, asked, tools)


def _told(message: Message) -> str:
    """A message as the model may read it: what others wrote is left out."""
    own = (piece.text for piece in message.pieces if piece.style in ("text", "draft"))
    return f"{_NAMES.get(message.role, '')}{' '.join(own)}"


_NAMES = {"user": "填写者：", "assistant": "助手："}
