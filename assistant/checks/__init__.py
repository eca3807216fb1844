"""What an inspector would find, found first: every rule over one report, in order of place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assistant import resources
from assistant.checks import (
    admissions,
    bodies,
    contradictions,
    dates,
    days,
    expressions,
    figures,
    idioms,
    inventories,
    layout,
    leftovers,
    links,
    numbering,
    outline,
    punctuation,
    regulations,
    similarity,
    substance,
    wording,
)
from assistant.checks.paper import Paper
from assistant.checks.rulebook import FAMILIES, SEVERITIES, Rule, Rulebook, rules
from assistant.checks.wrapping import joined
from assistant.domain import Fact, Finding, Outline, Profile, Setting
from assistant.verifying import Library
from index import Document, Parser, Report

__all__ = [
    "FAMILIES",
    "SEVERITIES",
    "Rule",
    "applied",
    "check",
    "departing",
    "mechanical",
    "mended",
    "newest_outline",
    "outline_of",
    "rules",
]

_CHECKS = (
    leftovers.findings,
    bodies.findings,
    similarity.findings,
    expressions.findings,
    inventories.findings,
    dates.findings,
    regulations.findings,
    outline.findings,
    substance.findings,
    links.findings,
    contradictions.findings,
    figures.findings,
    days.findings,
    admissions.findings,
    numbering.findings,
    punctuation.findings,
    wording.findings,
    idioms.findings,
    layout.findings,
)
_MECHANICAL = frozenset({"punctuation", "wording", "numbering"})
_MARKS = frozenset({"markdown-mark", "source-mark", "expression-quotes"})
_ROUNDS = 5
_SAME_THING = frozenset({"similarity", "substance", "links", "outline", "layout"})


def check(
    document: Document,
    report: Report,
    *,
    profile: Profile | None = None,
    facts: Sequence[Fact] = (),
    outline: Outline | None = None,
    library: Library | None = None,
    against: Sequence[Document] = (),
    off: Iterable[str] = (),
    known: Sequence[Outline] | None = None,
    setting: Setting | None = None,
) -> tuple[Finding, ...]:
    """Everything the rules find in a report, in order of place.

    A text with lines broken by hand is judged as if they were whole. Without `outline` that of the report's own meeting is taken; `against` are texts it must not resemble, `off` the
    rules not to apply, `known` the outlines of all meetings (those that ship, unless an office has its own), `setting`
    how a Word file is set.
    """
    meetings = tuple(resources.outlines() if known is None else known)
    whole = joined(document)
    if whole is not None:
        document, report = whole.document, Parser(resources.lexicon(meetings)).parse(whole.document)
    paper = Paper(
        document,
        report,
        profile,
        tuple(facts),
        outline or outline_of(report, meetings),
        newest_outline(meetings),
        library,
        tuple(against),
        meetings,
        setting,
        whole,
    )
    book = Rulebook(rules(), off)
    found = (book.finding(one, paper) for family in _CHECKS for one in family(paper))
    ordered = sorted((one for one in found if one is not None), key=_worth)
    told = _once(ordered) if whole is None else [whole.back(one) for one in _once(ordered)]
    return tuple(sorted(told, key=lambda one: (one.start, one.end)))


def departing(document: Document, report: Report, setting: Setting) -> int:
    """In how many ways a Word file departs from the layout its setting was read beside."""
    return sum(1 for _ in layout.departures(Paper(document, report), setting))


def applied(text: str, findings: Iterable[Finding]) -> str:
    """The text with the fixes of these findings; where two overlap the first counts."""
    reached = 0
    parts: list[str] = []
    for one in sorted((one for one in findings if one.fix is not None), key=lambda one: (one.start, -one.end)):
        if one.start >= reached and one.fix is not None:
            parts += [text[reached : one.start], one.fix]
            reached = one.end
    return "".join([*parts, text[reached:]])


def mechanical(finding: Finding) -> bool:
    """Whether the fix of a finding touches marks, numbers of headings and slips of the pen only; wording laid down by the
    party and words put in the place of masks are for a person to accept.
    """
    return finding.fix is not None and (finding.family in _MECHANICAL or finding.rule in _MARKS)


def mended(text: str, found: Callable[[str], Iterable[Finding]]) -> tuple[str, int]:
    """The text with every mechanical fix applied and how many there were; `found` checks a text anew, because one fix may
    cover another.
    """
    whole = 0
    for _ in range(_ROUNDS):
        some = [one for one in found(text) if mechanical(one)]
        better = applied(text, some)
        if better == text:
            break
        whole += len(some)
        text = better
    return text, whole


def outline_of(report: Report, known: Iterable[Outline]) -> Outline | None:
    """The outline of the meeting a report says it was written for; a branch's own one where a branch meets."""
    by_id = {one.id: one for one in known}
    meeting = report.meeting or ""
    if "组织生活会" in report.title and "民主生活会" not in report.title:
        branch = f"{meeting}-branch-committee" if report.who == "group" else f"{meeting}-branch"
        return by_id.get(branch) or by_id.get(f"{meeting}-branch") or by_id.get(meeting)
    return by_id.get(meeting)


def newest_outline(known: Iterable[Outline]) -> Outline | None:
    """The outline of the latest leaders' meeting."""
    return max((one for one in known if "branch" not in one.id), key=lambda one: one.year, default=None)


def _worth(finding: Finding) -> tuple[int, int, int]:
    return SEVERITIES.index(finding.severity), finding.start - finding.end, finding.start


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Of findings of one family in one place only the gravest and longest."""
    size = max((one.end for one in findings), default=0)
    covered = {family: bytearray(size) for family in FAMILIES if family not in _SAME_THING}
    seen: set[tuple[str, int, int]] = set()
    kept: list[Finding] = []
    for one in findings:
        cover = covered.get(one.family)
        place = (one.rule, one.start, one.end)
        if place in seen or (cover is not None and any(cover[one.start : one.end])):
            continue
        seen.add(place)
        kept.append(one)
        if cover is not None:
            cover[one.start : one.end] = b"\1" * (one.end - one.start)
    return kept
