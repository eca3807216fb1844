"""One turn of the chat, without a screen: a question goes in, events come out, and the conversation never changes in place."""

from assistant.chat.keeping import packed, title_of, unpacked
from assistant.chat.turn import broken_off, turn
from assistant.chat.values import (
    Conversation,
    Done,
    Event,
    Message,
    Passages,
    Piece,
    Source,
    Span,
    Status,
    Tools,
    joined,
)

__all__ = [
    "Conversation",
    "Done",
    "Event",
    "Message",
    "Passages",
    "Piece",
    "Source",
    "Span",
    "Status",
    "Tools",
    "broken_off",
    "joined",
    "packed",
    "title_of",
    "turn",
    "unpacked",
]
