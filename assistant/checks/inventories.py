"""Expressions that name their members: one member altered or left out, and the four of 两个确立 to 两个维护 in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from assistant import resources
from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found, listed
from assistant.resources.entries import ExpressionEntry

_SEPARATOR = r"[”’]?(?:[、，；]|和|及|与|以及)?[“‘]?"
_NAMED = re.compile(
    r"“?(?P<name>[\u4e00-\u9fff]{4,6})”?(?:制度|要求|精神|责任)?(?:[（(](?:即|指|包括)?|，(?:即|也就是|包括))(?P<list>[^（）()。；\n]{5,90})"
)
_ITEM = re.compile(r"[^、，]+")
_FOUR = ("两个确立", "四个意识", "四个自信", "两个维护")
_FOUR_RUN = re.compile("|".join(_FOUR))
_LINK = re.compile(r"”?(?:的?决定性意义|的?重要性)?[，、；和并]{0,2}[\u4e00-\u9fff]{0,6}“?")
_SURE = 4
"""From this many members on, an item that shares half its characters with the missing one counts as that one altered."""


@dataclass(frozen=True, slots=True)
class _Hole:
    """An expression with one member left open, as a pattern; `member` is what belongs there."""

    entry: ExpressionEntry
    pattern: re.Pattern[str]
    member: str


def findings(paper: Paper) -> Iterator[Found]:
    """Members altered, members missing behind their common name, the four names out of order."""
    yield from _altered(paper.shown)
    yield from _named(paper)
    yield from _four(paper)


def _altered(text: str) -> Iterator[Found]:
    bare = text.replace("的", "")
    for entry, holes in _holes():
        present = sum(member.replace("的", "") in bare for member in entry.members)
        if present < len(entry.members) - 1:
            continue
        for hole in holes:
            for match in hole.pattern.finditer(text):
                if _is_slip(match["x"], hole) and hole.member not in text[match.start() : match.end() + 12]:
                    yield Found("expression-mutilated", *match.span("x"), {"right": "、".join(entry.members)})


def _is_slip(written: str, hole: _Hole) -> bool:
    member = hole.member
    if written in listed("accepted.txt"):
        return False
    if written in hole.entry.members or written.replace("的", "") == member.replace("的", ""):
        return False
    if len(hole.entry.members) < _SURE or len(member) < 3:
        return len(written) == len(member) and sum(a != b for a, b in zip(written, member, strict=True)) == 1
    return 2 * len(set(written) & set(member)) >= len(set(member))


@cache
def _holes() -> tuple[tuple[ExpressionEntry, tuple[_Hole, ...]], ...]:
    found = []
    for entry in resources.expressions():
        members = entry.members
        if len(members) < 3 or len(set(members)) != len(members) or max(map(len, members)) > 14:
            continue
        found.append((entry, tuple(_hole(entry, at) for at in range(len(members)))))
    return tuple(found)


def _hole(entry: ExpressionEntry, at: int) -> _Hole:
    size = len(entry.members[at])
    least, most = (size, size) if size < 3 else (size - 1, size + 1)
    mark = "[\u4e00-\u9fff、]" if "、" in entry.members[at] else "[\u4e00-\u9fff]"
    one = rf"(?P<x>{mark}{{{least},{most}}}){'(?![一-龥])' if most > least else ''}"
    parts = [one if place == at else _soft(member) for place, member in enumerate(entry.members)]
    return _Hole(entry, re.compile(_SEPARATOR.join(parts)), entry.members[at])


def _soft(member: str) -> str:
    return "".join("的?" if mark == "的" else re.escape(mark) for mark in member)


def _named(paper: Paper) -> Iterator[Found]:
    """“三会一课”（…）with a member missing or changed."""
    for match in _NAMED.finditer(paper.shown):
        entry = _names().get(match["name"])
        if entry is None:
            continue
        items = [item.span() for item in _ITEM.finditer(paper.shown, *match.span("list"))]
        found = _compared(paper.shown, items, entry)
        if found and not paper.shown[match.start("list") : match.end()].rstrip("”").endswith("等"):
            yield found


def _compared(text: str, items: Sequence[tuple[int, int]], entry: ExpressionEntry) -> Found | None:
    members = list(entry.members)
    odd = []
    for start, end in items:
        met = next((one for one in members if _alike(text[start:end], one)), None)
        if met:
            members.remove(met)
        else:
            odd.append((start, end))
    says = {"right": "、".join(entry.members)}
    if odd and members and len(items) <= len(entry.members):
        near = next(
            (span for span in odd if any(len(set(text[slice(*span)]) & set(one)) >= 2 for one in members)), None
        )
        return Found("expression-mutilated", *near, says) if near else None
    if members and len(members) <= 2 and len(items) >= 2:
        return Found("expression-incomplete", items[0][0], items[-1][1], says)
    return None


def _alike(item: str, member: str) -> bool:
    """Whether an item is the member, or a shorter name for it."""
    bare = re.sub("[“”的]", "", item)
    plain = member.replace("的", "")
    if plain in bare or (len(bare) >= 2 and bare in plain):
        return True
    return member in _SHORT.get(bare, ())


_SHORT = {
    "支委会": ("支部委员会会议", "支部委员会"),
    "支部委员会": ("支部委员会会议",),
    "支部大会": ("支部党员大会",),
    "党员大会": ("支部党员大会",),
    "上党课": ("党课",),
}


@cache
def _names() -> dict[str, ExpressionEntry]:
    """The common name of every expression with members: 三会一课, 六项纪律, 四个意识."""
    found: dict[str, ExpressionEntry] = {}
    for entry in resources.expressions():
        if len(entry.members) >= 2:
            found.update({name: entry for name in (entry.canonical, *entry.names) if 4 <= len(name) <= 6})
    return found


def _four(paper: Paper) -> Iterator[Found]:
    """两个确立, 四个意识, 四个自信, 两个维护 with a verb before each: in this order, whichever of them are named."""
    run: list[re.Match[str]] = []
    for one, other in pairwise([*_FOUR_RUN.finditer(paper.shown), None]):
        if one is None:
            break
        run.append(one)
        if other is None or not _LINK.fullmatch(paper.shown, one.end(), other.start()):
            order = [_FOUR.index(match[0]) for match in run]
            if order != sorted(order) and len(set(order)) == len(order):
                right = "、".join(f"“{name}”" for name in _FOUR if _FOUR.index(name) in order)
                yield Found("expression-order", run[0].start(), run[-1].end(), {"right": right})
            run = []
