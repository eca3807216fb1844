"""The writer's drafts: kept on the server under their owner, with every version, safe against a second window."""

from assistant.desk.conversations import ConversationCard, Conversations, Kept
from assistant.desk.difference import difference
from assistant.desk.files import exported, imported
from assistant.desk.matching import Line, Sent
from assistant.desk.pictures import Lender, Share, lenders, shares
from assistant.desk.returned import Change, Leftover, Returned, returned
from assistant.desk.store import Desk, Overwritten
from assistant.desk.values import Beside, Draft, DraftCard, PartText, Version, length, numbered_facts, state

__all__ = [
    "Beside",
    "Change",
    "ConversationCard",
    "Conversations",
    "Desk",
    "Draft",
    "DraftCard",
    "Kept",
    "Leftover",
    "Lender",
    "Line",
    "Overwritten",
    "PartText",
    "Returned",
    "Sent",
    "Share",
    "Version",
    "difference",
    "exported",
    "imported",
    "lenders",
    "length",
    "numbered_facts",
    "returned",
    "shares",
    "state",
]
