"""Fixed expressions: wrong forms, members out of order or missing, forms a slip of the pen away from the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant import resources
from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found, listed
from assistant.resources.entries import ExpressionEntry

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SEPARATOR = r"[”’]?(?:[、，；]|和|及|与|以及)?[“‘]?"
_LEADER = "习近平总书记"
_LEAST = 8
_LONG = 14
_EDGE = 2
_LAST = 10
_AFTER_PART = ("等", "…")


@dataclass(frozen=True, slots=True)
class _List:
    """An expression that names its members, as a pattern for runs of them."""

    entry: ExpressionEntry
    run: re.Pattern[str]
    member: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Bare:
    """The Chinese characters of a text with their offsets."""

    text: str
    places: tuple[int, ...]


def findings(paper: Paper) -> Iterator[Found]:
    """Wrong forms, wrong order, missing members, mutilated forms and names that want quotation marks."""
    wrong = list(_wrong(paper))
    yield from wrong
    lists = list(_lists_in(paper))
    yield from lists
    told = [(found.start, found.end) for found in (*wrong, *lists)]
    for found in _mutilated(paper):
        if not any(start < found.end and found.start < end for start, end in told):
            yield found
    yield from _unquoted(paper)


def _wrong(paper: Paper) -> Iterator[Found]:
    for pattern, entry in _wrong_forms():
        for match in pattern.finditer(paper.shown):
            around = paper.shown[max(0, match.start() - 8) : match.end() + 8]
            if not any(right in around for right in entry.not_within):
                yield Found(_rule(entry.canonical), match.start(), match.end(), {"right": entry.canonical})


def _rule(canonical: str) -> str:
    if canonical == _LEADER:
        return "leader-name"
    return "thought-name" if canonical.startswith("习近平") and canonical.endswith("思想") else "expression-wrong"


@cache
def _wrong_forms() -> tuple[tuple[re.Pattern[str], ExpressionEntry], ...]:
    found = []
    for entry in resources.expressions():
        if entry.wrong:
            ordered = sorted(entry.wrong, key=len, reverse=True)
            found.append((re.compile("|".join(map(_loose, ordered))), entry))
    return tuple(found)


def _loose(form: str) -> str:
    """A form as a pattern in which quotation marks may be left out."""
    return "".join(f"{mark}?" if mark in "“”" else re.escape(mark) for mark in form)


def _lists_in(paper: Paper) -> Iterator[Found]:
    for one in _lists():
        for match in one.run.finditer(paper.shown):
            found = _judged(one, match, paper.shown)
            if found:
                yield found


def _judged(one: _List, match: re.Match[str], text: str) -> Found | None:
    members = one.entry.members
    spans = [(members.index(m[0]), m.start(), m.end()) for m in one.member.finditer(match[0])]
    order = [place for place, _, _ in spans]
    if len(set(order)) != len(order) or len(order) < max(3, -(-3 * len(members) // 5)):
        return None
    start, end = match.start() + spans[0][1], match.start() + spans[-1][2]
    says = {"right": "、".join(members)}
    if order != sorted(order):
        return Found("expression-order", start, end, says)
    around = text[max(0, start - 4) : start], text[end : end + 3]
    partly = around[1].lstrip("”").startswith(_AFTER_PART) or not _closed(around)
    if len(order) == len(members) - 1 and len(members) >= 4 and not partly:
        return Found("expression-incomplete", start, end, says)
    return None


def _closed(around: tuple[str, str]) -> bool:
    """Whether the run stands alone: another word in the same list means the writer made a list of their own."""
    before, after = around
    return not before.rstrip("“‘").endswith(("、", "和")) and not after.lstrip("”’").startswith(("、", "和"))


@cache
def _lists() -> tuple[_List, ...]:
    found = []
    for entry in resources.expressions():
        members = entry.members
        if len(members) >= 3 and len(set(members)) == len(members) and all(len(one) <= 12 for one in members):
            any_member = "|".join(map(re.escape, sorted(members, key=len, reverse=True)))
            run = re.compile(f"(?:(?:{any_member}){_SEPARATOR}){{3,}}")
            found.append(_List(entry, run, re.compile(any_member)))
    return tuple(found)


def _mutilated(paper: Paper) -> Iterator[Found]:
    bare = _bare(paper.shown)
    seen: set[int] = set()
    for form, shown in _forms():
        for start, end in _near(bare.text, form):
            place = bare.places[start]
            if place in seen or "\n" in paper.shown[place : bare.places[end - 1]]:
                continue
            seen.add(place)
            rule = _rule(shown) if _rule(shown) != "expression-wrong" else "expression-mutilated"
            yield Found(rule, place, bare.places[end - 1] + 1, {"right": shown})


def _near(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Spans that differ from `form` by one slip (two in long forms) and not at its edges."""
    most = 2 if len(form) >= _LONG else 1
    size = len(form) // (most + 1)
    tried: set[int] = set()
    for piece in range(most + 1):
        offset = piece * size
        key, at = form[offset : offset + size], -1
        while (at := text.find(key, at + 1)) >= 0:
            start = at - offset
            if start in tried:
                continue
            tried.add(start)
            yield from _slips(text, form, start, most)


def _slips(text: str, form: str, start: int, most: int) -> Iterator[tuple[int, int]]:
    for at in (start, start - 1, start + 1):
        if at < 0 or text[at : at + _EDGE] != form[:_EDGE]:
            continue
        for length in (len(form), len(form) - 1, len(form) + 1):
            window = text[at : at + length]
            if window == form:
                return
            if len(window) == length and _ends_alike(window, form) and _distance(window, form, most) <= most:
                if (
                    window not in _notices()
                    and _core(window) != _core(form)
                    and window not in _right_forms()
                    and not any(right in window for right in _right_inside(form))
                ):
                    yield at, at + length
                return


def _ends_alike(window: str, form: str) -> bool:
    """Whether a window ends as the form does; in long forms the very last character may be the slip."""
    last = len(form) >= _LAST and len(window) == len(form) and window[:-1] == form[:-1]
    return window[-_EDGE:] == form[-_EDGE:] or last


def _core(text: str) -> str:
    """A form without the words that stand in for a comma."""
    return re.sub("[和与及的地]", "", text)


def _distance(window: str, form: str, most: int) -> int:
    """How many characters differ; one inserted or left out counts as one."""
    if len(window) == len(form):
        return sum(one != other for one, other in zip(window, form, strict=True))
    low = 0
    while low < min(len(window), len(form)) and window[low] == form[low]:
        low += 1
    high = 0
    while high < min(len(window), len(form)) - low and window[-1 - high] == form[-1 - high]:
        high += 1
    return 1 if low + high >= min(len(window), len(form)) else most + 1


def _bare(text: str) -> _Bare:
    places = tuple(match.start() for match in _HAN.finditer(text))
    return _Bare("".join(text[place] for place in places), places)


@cache
def _forms() -> tuple[tuple[str, str], ...]:
    """Every fixed form long enough to be told from free wording, with its written shape, longest first."""
    shown: dict[str, str] = {}
    names = [entry.canonical for entry in resources.expressions()]
    names += ["、".join(entry.members) for entry in resources.expressions() if len(entry.members) >= 3]
    names += [name for campaign in resources.campaigns() for name in (campaign.name, *campaign.short)]
    names += [aspect.text for outline in resources.outlines() for aspect in outline.aspects if len(aspect.text) < 40]
    for name in names:
        form = _bare(name).text
        if _LEAST <= len(form) <= 60:
            shown.setdefault(form, name)
    return tuple(sorted(shown.items(), key=lambda item: -len(item[0])))


@cache
def _right_forms() -> frozenset[str]:
    """Other right wordings that come near a fixed form."""
    known = {form for form, _ in _forms()}
    known |= {_bare(name).text for title in resources.titles() for name in (title.title, *title.short)}
    return frozenset(known | {_bare(text).text for text in listed("accepted.txt")})


@cache
def _notices() -> str:
    """All themes and aspects, which bend fixed expressions to their own sentences."""
    asked = resources.outlines()
    return "|".join(_bare(text).text for o in asked for text in (o.theme, *(aspect.text for aspect in o.aspects)))


@cache
def _right_inside(form: str) -> tuple[str, ...]:
    return tuple(text for text in _right_forms() if len(text) >= _LEAST and text != form)


_NAMES = re.compile(
    r"(?<![“‘\u4e00-\u9fff])?(?<![“‘])(两个确立|两个维护|四个意识|四个自信|国之大者|一岗双责|三重一大|两个责任|三会一课|四个全面|五位一体|三严三实|两学一做)(?![”’])"
)
_NAMED = re.compile(
    r"(?<!“)不忘初心、牢记使命(?=主题教育|制度|长效|专题)|(?<!“)(?<!第)十[三四五]五(?=规划|时期|期间|末|思考|发展)"
)


def _unquoted(paper: Paper) -> Iterator[Found]:
    for pattern in (_NAMES, _NAMED):
        for match in pattern.finditer(paper.shown):
            yield Found("expression-quotes", match.start(), match.end(), {"right": f"“{match[0]}”"}, f"“{match[0]}”")
