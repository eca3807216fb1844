"""Findings told as a whole: counted for programs, grouped by worth for people, and what nobody checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from assistant.checks.rulebook import FAMILIES, SEVERITIES
from assistant.domain import Finding

SHOWN = ("rule", "severity", "start", "end", "line", "column", "excerpt", "message", "advice", "basis", "fix", "family")
GRAVE = {"error": "必须改", "warning": "应当改", "hint": "可以考虑"}


def rows(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """The findings as the contract shows them."""
    return [{key: value for key, value in asdict(one).items() if key in SHOWN} for one in findings]


def summary(findings: Sequence[Finding], text: str, not_checked: Sequence[str] = ()) -> dict[str, object]:
    """Counts by severity, family and rule, the length of the text, and what was not checked."""
    return {
        "characters": len("".join(text.split())),
        "findings": len(findings),
        "by_severity": {name: sum(one.severity == name for one in findings) for name in SEVERITIES},
        "by_family": {name: sum(one.family == name for one in findings) for name in FAMILIES},
        "by_rule": dict(Counter(one.rule for one in findings).most_common()),
        "not_checked": list(not_checked),
    }


def by_worth(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """The findings by family in order of worth, within a family the gravest first; families without findings are left out."""
    grouped: dict[str, list[Finding]] = {name: [] for name in FAMILIES}
    for one in findings:
        grouped[one.family].append(one)
    ordered = (
        (name, sorted(some, key=lambda one: (SEVERITIES.index(one.severity), one.start)))
        for name, some in grouped.items()
    )
    return [(name, some) for name, some in ordered if some]
