"""A place at the desk for tests; the desk itself and a draft on it are fixtures in conftest."""

from __future__ import annotations

from assistant.app.desk.work import Seat
from assistant.app.owner import LOCAL
from assistant.desk import Draft

DUTY = "problems/4"


def seat(draft: Draft, part: str = DUTY, tab: str = "甲") -> Seat:
    """A window of this machine's user at a part of a draft."""
    return Seat(draft.id, part, tab, draft.revision, LOCAL)
