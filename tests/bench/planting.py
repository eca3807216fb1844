"""Ways to put one fault into a clean report."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from index import Report


@dataclass(frozen=True)
class Fault:
    """`text` is the spoilt report; the fault stands between `start` and `end` (a deletion: around them)."""

    family: str
    kind: str
    text: str
    start: int
    end: int


Planter = Callable[[Report, random.Random], Fault | None]


def swapped(report: Report, family: str, kind: str, old: str, new: str, dice: random.Random) -> Fault | None:
    """`old` replaced by `new` in one of its places in the body."""
    body = report.sections[0].start if report.sections else 0
    places = [match.start() for match in re.finditer(re.escape(old), report.text) if match.start() >= body]
    if not places:
        return None
    at = dice.choice(places)
    text = report.text[:at] + new + report.text[at + len(old) :]
    return Fault(family, kind, text, at, at + max(1, len(new)))


def sentence_end(report: Report, dice: random.Random, kinds: tuple[str, ...] = ("problems",)) -> int | None:
    """An offset behind a full stop inside one of these sections."""
    spans = [(s.start, s.end) for s in report.sections if s.kind in kinds]
    ends = [m.end() for a, b in spans for m in re.finditer("。(?=[\u4e00-\u9fff])", report.text[a:b])]
    starts = [a for a, b in spans for _ in re.finditer("。(?=[\u4e00-\u9fff])", report.text[a:b])]
    if not ends:
        return None
    which = dice.randrange(len(ends))
    return starts[which] + ends[which]


def inserted(family: str, kind: str, sentences: tuple[str, ...], where: tuple[str, ...] = ("problems",)) -> Planter:
    """Put one of some sentences behind another; `<` and `>` stand around the fault in it."""

    def plant(report: Report, dice: random.Random) -> Fault | None:
        at = sentence_end(report, dice, where)
        if at is None:
            return None
        added = dice.choice(sentences)
        start, end = (added.index("<"), added.index(">") - 1) if "<" in added else (0, len(added))
        bare = added.replace("<", "").replace(">", "")
        return Fault(family, kind, report.text[:at] + bare + report.text[at:], at + start, at + end)

    return plant


def replaced(family: str, kind: str, pairs: tuple[tuple[str, str], ...]) -> Planter:
    """Put the second of a pair in the place of the first."""

    def plant(report: Report, dice: random.Random) -> Fault | None:
        for old, new in dice.sample(pairs, len(pairs)):
            fault = swapped(report, family, kind, old, new, dice)
            if fault is not None:
                return fault
        return None

    return plant
