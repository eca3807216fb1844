"""A conversation as the store keeps it, and what it is called in a list."""

from __future__ import annotations

import json
from functools import cache

from pydantic import TypeAdapter, ValidationError

from assistant.chat.values import Conversation
from index import Unreadable

_TITLE = 36


def packed(conversation: Conversation) -> str:
    """The conversation as JSON. What no file can hold (half a character pair) is left out."""
    told = json.dumps(_adapter().dump_python(conversation, mode="json"), ensure_ascii=False)
    return told.encode("utf-8", "ignore").decode()


def unpacked(body: str) -> Conversation:
    """The conversation in a stored text; Unreadable when another version of the program wrote it so that it cannot be read."""
    try:
        return _adapter().validate_json(body)
    except ValidationError as error:
        raise Unreadable("这次对话读不出来。", "它可能是别的版本存的，请开始新对话。") from error


def title_of(conversation: Conversation) -> str:
    """What was asked first, shortened."""
    first = next((message.text for message in conversation.messages if message.role == "user"), "")
    words = " ".join(first.split())
    return words if len(words) <= _TITLE else f"{words[:_TITLE]}……"


@cache
def _adapter() -> TypeAdapter[Conversation]:
    return TypeAdapter(Conversation)
