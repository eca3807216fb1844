"""Slots: places that only the writer can fill, written 【待补：…】."""

from __future__ import annotations

import re

from assistant.domain import Slot

SLOT = re.compile(r"【待补：(?P<ask>[^】]*)】")
MARK = re.compile(r"\[F?\d{1,3}\]")


def slots(text: str) -> tuple[Slot, ...]:
    """Every open slot with its question."""
    return tuple(Slot(match.start(), match.end(), match["ask"]) for match in SLOT.finditer(text))


def outside_slots(text: str) -> str:
    """The text with slots and citation marks blanked out, offsets kept."""
    blank = re.compile(f"{SLOT.pattern}|{MARK.pattern}")
    return blank.sub(lambda match: "\u3000" * len(match[0]), text)
