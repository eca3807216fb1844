"""Titles of regulations and laws: exact, in force, and given in full the first time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant import resources
from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found
from assistant.resources.entries import TitleEntry

_TITLE = re.compile(r"《([^《》\n]{2,60})》")
_BARE_NAME = re.compile(r"(条例|准则|规定|办法|细则|纲要|意见|规则)")
_NAMED_BEFORE = re.compile(r"(全会|中央|会议|印发|简称|省委|市委|县委|精神)[的“”]?$")
_HISTORY = re.compile(r"(原|旧|当时的|修订前的|曾)$")
_PARTY_RULE = re.compile(r"中国共产党[\u4e00-\u9fff]{2,20}(?:条例|准则|规则)(?:（试行）)?")
_EDITION = re.compile(r"（(?P<year>20\d\d)(?:年)?(?:\d{1,2}月)?(?:修订|修正|印发|版|修订版|修订本)）")
_ALIKE = 0.86


def findings(paper: Paper) -> Iterator[Found]:
    """Wrong, replaced and mutilated titles, and short titles that no full title explains."""
    seen: list[str] = []
    for match in _TITLE.finditer(paper.shown):
        before = paper.shown[max(0, match.start() - 6) : match.start()]
        found = _judged(match, before, seen) or _edition(match, paper.shown)
        if found:
            yield found
        seen.append(match[1])


def _judged(match: re.Match[str], before: str, seen: list[str]) -> Found | None:
    name = match[1].replace("(", "（").replace(")", "）")
    start, end = match.span()
    known = _known()
    if name in known["right"]:
        entry = known["right"][name]
        if entry.state == "in force" or _HISTORY.search(before):
            return None
        what = f"{entry.until or '已'}被代替" if entry.replaced_by else "已失效"
        return Found("title-replaced", start, end, {"what": what, "right": f"《{entry.replaced_by or '现行规定'}》"})
    if name in known["wrong"]:
        return _wrong(known["wrong"][name], start, end)
    if _BARE_NAME.fullmatch(name):
        told = any(title.endswith(name) or f"{name}（" in title for title in seen)
        return None if told or _NAMED_BEFORE.search(before) else Found("title-undefined", start, end)
    near = _near(name)
    if near and known["right"][near].state != "in force":
        return _wrong(known["right"][near], start, end)
    if near:
        return Found("title-near", start, end, {"right": f"《{near}》"})
    return Found("title-unknown", start, end) if _PARTY_RULE.fullmatch(name) else None


def _edition(match: re.Match[str], text: str) -> Found | None:
    """An edition named behind the title that is older than the one in force."""
    entry = _known()["right"].get(match[1])
    told = _EDITION.match(text, match.end())
    if entry is None or told is None or not entry.since or int(told["year"]) >= int(entry.since[:4]) - 1:
        return None
    says = {"what": f"{told['year']}年的版本，现行版本{entry.since}起施行", "right": f"《{entry.title}》"}
    return Found("title-replaced", match.start(), told.end(), says)


def _wrong(entry: TitleEntry, start: int, end: int) -> Found:
    if entry.state != "in force" and entry.replaced_by:
        says = {"what": "名称不准，且已被代替", "right": f"《{entry.replaced_by}》"}
        return Found("title-replaced", start, end, says)
    return Found("title-wrong", start, end, {"right": f"《{entry.title}》"}, f"《{entry.title}》")


@cache
def _known() -> dict[str, dict[str, TitleEntry]]:
    right: dict[str, TitleEntry] = {}
    wrong: dict[str, TitleEntry] = {}
    for entry in resources.titles():
        for name in (entry.title, *entry.short):
            right.setdefault(name, entry)
        for name in entry.wrong:
            wrong[name.strip("《》").replace("(", "（").replace(")", "）")] = entry
    for name in right:
        wrong.pop(name, None)
    return {"right": right, "wrong": wrong}


@cache
def _near(name: str) -> str | None:
    """The one title in force that a name is a slip away from; whole words left out are another title."""
    if len(name) < 7:
        return None
    best = max(_known()["right"], key=lambda title: _likeness(name, title), default="")
    if _likeness(name, best) < _ALIKE or best in name or len(name) > len(best) + 2:
        return None
    return best


def _likeness(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    if abs(len(one) - len(other)) > 3:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
