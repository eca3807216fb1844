"""The rules as data, and how what a family found becomes a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from string import Template
from typing import Literal

from assistant import resources
from assistant.checks.paper import Paper
from assistant.domain import Finding
from assistant.resources.entries import Certainty, Entry, Identifier, Text
from assistant.resources.loading import entries

FAMILIES = {
    "leftovers": "残留",
    "similarity": "雷同",
    "expressions": "提法",
    "outline": "提纲",
    "substance": "空话",
    "links": "对应",
    "contradictions": "矛盾",
    "admissions": "风险",
    "numbering": "序号",
    "punctuation": "标点",
    "wording": "文字",
    "layout": "版式",
}
"""The families in order of worth, with the names a user reads."""

SEVERITIES = ("error", "warning", "hint")
_EXCERPT = 60


class Rule(Entry):
    """One rule: what it is called, how grave, on what ground, and what it says."""

    id: Identifier
    family: Literal[
        "leftovers",
        "similarity",
        "expressions",
        "outline",
        "substance",
        "links",
        "contradictions",
        "admissions",
        "numbering",
        "punctuation",
        "wording",
        "layout",
    ]
    severity: Literal["error", "warning", "hint"]
    basis: Text
    certainty: Certainty = "high"
    message: Text
    advice: Text
    on: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a rule is broken; `says` fills the rule's message and advice, `fix` replaces the place, `basis` is the
    ground where it is not the rule's own.
    """

    rule: str
    start: int
    end: int
    says: Mapping[str, str] = field(default_factory=dict)
    fix: str | None = None
    basis: str = ""


class Rulebook:
    """All rules, of which `off` are not applied."""

    def __init__(self, rules: Iterable[Rule], off: Iterable[str] = ()) -> None:
        switched = frozenset(off)
        self._rules = {rule.id: rule for rule in rules if rule.on and rule.id not in switched}

    def finding(self, found: Found, paper: Paper) -> Finding | None:
        """What a user is told of a place; None when the rule is switched off."""
        rule = self._rules.get(found.rule)
        if rule is None:
            return None
        excerpt = paper.text[found.start : found.end].strip().replace("\n", " ")
        words = {"found": _short(excerpt), "right": "", "what": "", **found.says}
        line, column = paper.place(found.start)
        return Finding(
            rule=rule.id,
            severity=rule.severity,
            start=found.start,
            end=found.end,
            line=line,
            column=column,
            excerpt=_short(excerpt, _EXCERPT * 2),
            message=_ended(_said(rule.message, words)),
            advice=_ended(_said(rule.advice, words)),
            basis=found.basis or rule.basis,
            fix=found.fix,
            family=rule.family,
        )


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list file in `data`, one a line, comments left out."""
    lines = (line.strip() for line in resources.text("data", name).splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule that ships with the program."""
    return entries(Rule, resources.text("data", "rules.toml"), "rules.toml", "rule")


def _said(template: str, words: Mapping[str, str]) -> str:
    """A template filled in; marks inside quotation marks become single ones."""
    inner = {key: word.replace("“", "‘").replace("”", "’") for key, word in words.items() if f"“${key}”" in template}
    return Template(template).safe_substitute({**words, **inner})


def _ended(sentence: str) -> str:
    """A sentence with its stop: what is filled in at its end may come with one, without or cut short."""
    return sentence if sentence.rstrip("”’").endswith(("。", "！", "？")) or not sentence else f"{sentence}。"


def _short(text: str, most: int = _EXCERPT) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
