"""Small exact pictures of a draft as values: where each part's characters come from, and which reports lent words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.desk.store import ASIDE, EDITED, UNDONE
from assistant.desk.values import Draft, Version
from assistant.domain import Borrowed, Citation, Part
from assistant.verifying import slots

RETURNED, RESTORED = "从 Word 带回", "恢复"
OWN = frozenset({EDITED, RETURNED})
"""What versions the writer's own hand made are called."""
_BROUGHT_BACK = frozenset({UNDONE, RESTORED, ASIDE})
_RUN = 6
"""Characters in a row that, the same in two texts, are no chance."""


@dataclass(frozen=True, slots=True)
class Share:
    """Where the characters of a part come from, blanks not counted: the writer's facts word for word, what the writer
    typed, words an example has too, slots still open, and the program's own wording.
    """

    part: str
    facts: int = 0
    typed: int = 0
    borrowed: int = 0
    slots: int = 0
    worded: int = 0

    @property
    def total(self) -> int:
        """All characters of the part."""
        return self.facts + self.typed + self.borrowed + self.slots + self.worded


@dataclass(frozen=True, slots=True)
class Lender:
    """A report whose words stand in the draft (`characters` of them) or are cited in the wordings on the table
    (`cited` times); `passage` is where most of it is from.
    """

    title: str
    passage: str
    characters: int
    cited: int


def shares(
    draft: Draft,
    parts: Sequence[Part],
    borrowed: Mapping[str, Sequence[Borrowed]],
    versions: Mapping[str, Sequence[Version]],
) -> tuple[Share, ...]:
    """The share of each part. A character counts once: as a slot, else as borrowed, else as a fact, else as typed."""
    facts = [fact.text for fact in draft.facts]
    return tuple(_share(draft, part.id, borrowed.get(part.id, ()), facts, versions.get(part.id, ())) for part in parts)


def lenders(
    borrowed: Iterable[Borrowed], cited: Iterable[Citation], report_of: Mapping[str, tuple[str, str]]
) -> tuple[Lender, ...]:
    """The reports words were taken from, most first. `report_of` gives the id and title of the report of a passage."""
    characters: dict[str, dict[str, int]] = {}
    counted: dict[str, int] = {}
    titles: dict[str, str] = {}
    passages: dict[str, str] = {}
    for run in borrowed:
        report, titles[report] = _report(run.passage, report_of)
        mine = characters.setdefault(report, {})
        mine[run.passage] = mine.get(run.passage, 0) + run.end - run.start
    for one in cited:
        if one.passage:
            report, titles[report] = _report(one.passage, report_of)
            counted[report] = counted.get(report, 0) + 1
            passages.setdefault(report, one.passage)
    passages |= {report: max(mine, key=lambda passage: mine[passage]) for report, mine in characters.items()}
    found = (
        Lender(titles[report], passages[report], sum(characters.get(report, {}).values()), counted.get(report, 0))
        for report in titles
    )
    return tuple(sorted(found, key=lambda one: (-one.characters, -one.cited, one.title)))


def _report(passage: str, report_of: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    return report_of.get(passage, (passage, "已不在库里的示例"))


def _share(
    draft: Draft, part: str, borrowed: Sequence[Borrowed], facts: Sequence[str], versions: Sequence[Version]
) -> Share:
    text = draft.part(part).text
    kinds = _hands(text, versions)
    known = {run for fact in facts for run in _runs(fact)}
    for at, same in enumerate(_runs(text)):
        if same in known:
            kinds[at : at + _RUN] = ["facts"] * _RUN
    for run in borrowed:
        kinds[run.start : run.end] = ["borrowed"] * (min(run.end, len(text)) - run.start)
    for slot in slots(text):
        kinds[slot.start : slot.end] = ["slots"] * (slot.end - slot.start)
    counts: dict[str, int] = {}
    for character, kind in zip(text, kinds, strict=True):
        if not character.isspace():
            counts[kind] = counts.get(kind, 0) + 1
    return Share(part, **counts)


def _hands(text: str, versions: Sequence[Version]) -> list[str]:
    """For each character who put it there: whoever made the first version with a run of characters around it."""
    made = sorted((one for one in versions if one.what not in _BROUGHT_BACK), key=lambda one: one.number)
    first: dict[str, int] = {}
    for place, one in enumerate(made):
        for run in _runs(one.text):
            first.setdefault(run, place)
    latest = len(made)
    since = [latest] * len(text)
    for at, run in enumerate(_runs(text)):
        for place in range(at, at + _RUN):
            since[place] = min(since[place], first.get(run, latest))
    return ["worded" if place < latest and made[place].what not in OWN else "typed" for place in since]


def _runs(text: str) -> list[str]:
    return [text[at : at + _RUN] for at in range(len(text) - _RUN + 1)]
