"""Texts written before the rules were looked at, with the faults a strict reader marked: recall by family and severity.

A fault is written into the text as ⟦words|family|severity|note⟧, one that is missing as ⟦|family|severity|note⟧; family x marks
words that are right and look doubtful. A star behind the severity says that only a reader can find it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant import checks
from assistant.domain import Finding
from index import Parser
from tests.bench.plain import document

FOLDER = Path(__file__).with_name("foreign")
_NEAR = 2
_WHOLE = frozenset({"outline", "substance", "links"})
_KIN = (
    {"wording", "punctuation"},
    {"wording", "expressions"},
    {"wording", "contradictions"},
    {"wording", "similarity"},
    {"leftovers", "punctuation"},
    {"leftovers", "expressions"},
    {"leftovers", "contradictions"},
    {"outline", "expressions"},
    {"numbering", "punctuation"},
    {"numbering", "contradictions"},
    {"expressions", "punctuation"},
    {"links", "substance"},
)
"""Families between which a fault may fairly be told either way."""


@dataclass(frozen=True)
class Marked:
    """One fault a reader marked; `start` equals `end` where something is missing."""

    start: int
    end: int
    family: str
    severity: str


def marked(path: Path) -> tuple[str, list[Marked]]:
    """A text without its marks, and the faults."""
    out: list[str] = []
    open_at: list[int] = []
    found: list[Marked] = []
    raw, at, size = path.read_text(encoding="utf-8"), 0, 0
    while at < len(raw):
        if raw[at] == "⟦":
            open_at.append(size)
        elif raw[at] == "|" and open_at:
            close = raw.index("⟧", at)
            family, severity = raw[at + 1 : close].split("|")[:2]
            start = open_at.pop()
            if family != "x":
                found.append(Marked(start, size, family, severity))
            at = close
        else:
            out.append(raw[at])
            size += 1
        at += 1
    return "".join(out), found


def recall(parser: Parser, which: str) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Faults found and faults marked by family and severity, in the texts whose names begin with a letter of `which`."""
    hit: Counter[tuple[str, str]] = Counter()
    whole: Counter[tuple[str, str]] = Counter()
    for path, faults, findings in _judged(parser, which):
        for fault in faults:
            if "*" not in fault.severity:
                whole[fault.family, fault.severity] += 1
                hit[fault.family, fault.severity] += any(_meets(fault, one) for one in findings)
        assert path.name
    return hit, whole


def alarms(parser: Parser, which: str) -> Counter[str]:
    """Findings by severity in texts without faults."""
    return Counter(one.severity for _, _, findings in _judged(parser, which) for one in findings)


def _judged(parser: Parser, which: str) -> Iterator[tuple[Path, list[Marked], tuple[Finding, ...]]]:
    for path in sorted(FOLDER.glob(f"[{which}]*.txt")):
        text, faults = marked(path)
        read = document(path.name, text)
        yield path, faults, checks.check(read, parser.parse(read))


def _meets(fault: Marked, one: Finding) -> bool:
    kin = one.family == fault.family or {one.family, fault.family} in _KIN
    if fault.start == fault.end and fault.family in _WHOLE:
        return kin
    return kin and one.start < fault.end + _NEAR and fault.start - _NEAR < one.end
