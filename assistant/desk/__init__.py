"""The writer's drafts: kept on the server under their owner, with every version, safe against a second window."""

from assistant.desk.files import exported, imported
from assistant.desk.store import Desk, Overwritten
from assistant.desk.values import Draft, DraftCard, PartText, Version, length, numbered_facts, state

__all__ = [
    "Desk",
    "Draft",
    "DraftCard",
    "Overwritten",
    "PartText",
    "Version",
    "exported",
    "imported",
    "length",
    "numbered_facts",
    "state",
]
