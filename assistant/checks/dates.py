"""Wording of its time: terms, campaigns, congresses and plenums held against the date of the meeting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant import resources
from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found
from assistant.domain import Outline

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_PAST = re.compile(
    r"以来|期间|时期|历史|曾经|当年|回顾|过去|成果|时任|那时|年前|自\d|早在|以后|之后|收官|结束|圆满|告捷|开局"
)
_TO_COME = re.compile("将|力争|计划|继续|要")
_OTHER_EPIDEMICS = re.compile("(?:重大|传染病|动物|非洲猪瘟|禽流感)$")
_EPIDEMIC = re.compile("疫|企业|工厂|防控")
_LASTING = 5
_CAMPAIGN_REST = 18
"""Months after its end in which a text may still speak of a campaign as its own."""


@dataclass(frozen=True, slots=True)
class _Term:
    """A term with the months of its use and what is said today."""

    text: str
    since: str
    until: str
    newer: str
    campaign: bool = False


def findings(paper: Paper) -> Iterator[Found]:
    """Terms not yet or no longer in use when the meeting was held; those only a newer meeting would call old as hints."""
    held = _held(paper.outline) if paper.outline else _held_in(paper.report.meeting or "")
    if held is None:
        return
    yield from _terms_in(paper, held)
    yield from _congresses_in(paper, held)
    yield from _plenums(paper, held)
    yield from _planned(paper, held)


def _held(outline: Outline) -> tuple[str, str] | None:
    """First and last month of a meeting."""
    months = [f"{year}-{month}" for year, month in _MONTH.findall(outline.held)]
    return (months[0], months[-1]) if months else (f"{outline.year + 1}-01", f"{outline.year + 1}-02")


def _held_in(meeting: str) -> tuple[str, str] | None:
    """The months of a meeting no outline is known of."""
    year = re.match(r"20\d\d", meeting)
    return (f"{int(year[0]) + 1}-01", f"{int(year[0]) + 1}-02") if year else None


def _terms_in(paper: Paper, held: tuple[str, str]) -> Iterator[Found]:
    today = _held(paper.newest) if paper.newest else None
    official = "".join([paper.outline.theme, *(a.text for a in paper.outline.aspects)]) if paper.outline else ""
    aged: set[str] = set()
    for match in _pattern().finditer(paper.shown):
        term = _terms()[match[0]]
        before = re.split("[。；\n]", paper.shown[max(0, match.start() - 14) : match.start()])[-1]
        after = paper.shown[match.end() : match.end() + 8]
        past = _PAST.search(before + after) and not _TO_COME.search(after)
        if match[0] == "复工复产" and not _EPIDEMIC.search(paper.shown[max(0, match.start() - 24) : match.end() + 24]):
            continue
        if match[0] == "疫情防控" and _OTHER_EPIDEMICS.search(before):
            continue
        month = _year_before(held[0]) if paper.kind_at(match.start()) == "rectification" else held[0]
        says = {"what": term.until, "right": term.newer or "以最近的文件为准"}
        if term.since and term.since > held[1]:
            yield Found("expression-early", match.start(), match.end(), {"what": term.since})
        elif match[0] in official:
            yield from _aged(match, term, today, aged)
        elif _over(term, month) and not past:
            yield Found("expression-stale", match.start(), match.end(), says)
        elif not past:
            yield from _aged(match, term, today, aged)


def _aged(match: re.Match[str], term: _Term, today: tuple[str, str] | None, told: set[str]) -> Iterator[Found]:
    if today and match[0] not in told and _over(term, today[0]):
        told.add(match[0])
        right = term.newer or "以最近的文件为准"
        yield Found("expression-aged", match.start(), match.end(), {"what": f"通行到{term.until}", "right": right})


def _over(term: _Term, month: str) -> bool:
    if not term.until:
        return False
    rest = _CAMPAIGN_REST if term.campaign else 0
    return _months(term.until) + rest < _months(month)


def _year_before(month: str) -> str:
    """The month up to which last year's rectification may look back."""
    year, number = month.split("-")[:2]
    return f"{int(year) - 1}-{number}"


def _months(month: str) -> int:
    year, number = month.split("-")[:2]
    return int(year) * 12 + int(number)


def _congresses_in(paper: Paper, held: tuple[str, str]) -> Iterator[Found]:
    last = _last_congress(held[0])
    today = _last_congress(_held(paper.newest)[0]) if paper.newest and _held(paper.newest) else None  # type: ignore[index]
    told: set[str] = set()
    for match in _congress_pattern().finditer(paper.shown):
        began, congress = _congresses()[match["name"]]
        spirit = re.match(
            r"(?:[、和]?(?:党的)?(?:[一二三四五六七]中|十[一-龥]{1,3}大|十[一-龥]{1,2}届[一-龥]{1,6}?中)+)*(?:全会)?[^，。；]{0,6}(?:精神|部署|报告)",
            paper.shown[match.end() : match.end() + 40],
        )
        if began[:7] > held[1]:
            yield Found("congress-early", match.start(), match.end(), {"what": began[:7]})
        elif spirit and last and congress < last[0] and paper.kind_at(match.start()) != "rectification":
            yield Found("congress-stale", match.start(), match.end(), {"right": last[1]})
        elif spirit and today and congress < today[0] and match["name"] not in told:
            told.add(match["name"])
            says = {"what": f"已开过{today[1]}", "right": f"{today[1]}和最近一次全会精神"}
            yield Found("expression-aged", match.start(), match.end(), says)


def _plenums(paper: Paper, held: tuple[str, str]) -> Iterator[Found]:
    """The text speaks of studying a plenum of this term, and nowhere of the last one held before the meeting."""
    term = _last_congress(held[0])
    past = [one for one in resources.congresses() if one.kind == "plenum" and one.to[:7] < held[0]]
    if term is None or not past or "历次全会" in paper.shown:
        return
    last = re.sub("^党的", "", past[-1].name)
    short = last.split("届")[-1].removesuffix("全会")
    if last in paper.shown or re.search(rf"[中届、]{short}(?:[、和]|全会)", paper.shown):
        return
    for match in _congress_pattern().finditer(paper.shown):
        began, congress = _congresses()[match["name"]]
        spirit = re.match("(?:全会)?[^，。；]{0,4}精神", paper.shown[match.end() : match.end() + 10])
        here = paper.opening[0] <= match.start() < paper.opening[1] or (
            spirit and paper.kind_at(match.start()) in ("problems", "measures")
        )
        if here and congress == term[0] and began != term[0] and began[:7] < held[0]:
            yield Found("congress-stale", *match.span(), {"right": past[-1].name})


def _planned(paper: Paper, held: tuple[str, str]) -> Iterator[Found]:
    """Measures that promise to study an older plenum of this term and not the last one."""
    past = [one for one in resources.congresses() if one.kind == "plenum" and one.to[:7] < held[0]]
    term = _last_congress(held[0])
    if term is None or not past:
        return
    for section in paper.sections("measures"):
        for match in _congress_pattern().finditer(paper.shown, section.start, section.end):
            began, congress = _congresses()[match["name"]]
            sentence = re.split("[。\n]", paper.shown[max(section.start, match.start() - 24) : match.start()])[-1]
            after = re.match(r"(?:全会)?精神", paper.shown[match.end() : match.end() + 4])
            older = congress == term[0] and term[0] < began < past[-1].from_
            if older and after and re.search("学习[^，、]{0,8}$", sentence):
                yield Found("congress-stale", *match.span(), {"right": past[-1].name})


def _last_congress(month: str) -> tuple[str, str] | None:
    """First day and name of the last congress before a month."""
    held = [one for one in resources.congresses() if one.kind == "congress" and one.from_[:7] < month]
    return (held[-1].from_, held[-1].name) if held else None


@cache
def _congresses() -> dict[str, tuple[str, str]]:
    """Each name a congress or plenum goes by, with its first day and that of the congress it belongs to."""
    found: dict[str, tuple[str, str]] = {}
    for one in resources.congresses():
        stem = re.sub(r"^党的", "", one.name)
        if one.kind == "congress":
            found[stem] = (one.from_, one.from_)
        else:
            number = stem.split("届")[0]
            parent = next((c.from_ for c in resources.congresses() if c.name == f"党的{number}大"), one.from_)
            found[stem] = (one.from_, parent)
            found.setdefault(stem.removesuffix("全会"), (one.from_, parent))
    return found


@cache
def _congress_pattern() -> re.Pattern[str]:
    names = sorted(_congresses(), key=len, reverse=True)
    return re.compile(f"(?<![二三])(?P<name>{'|'.join(map(re.escape, names))})")


@cache
def _terms() -> dict[str, _Term]:
    found: dict[str, _Term] = {}
    for entry in resources.expressions():
        if entry.from_ or entry.to:
            term = _Term(entry.canonical, entry.from_ or "", entry.to or "", entry.newer)
            found[entry.canonical] = term
            if entry.to and "“" not in entry.canonical:
                found.update({member: term for member in entry.members if len(member) > _LASTING - 1})
    for campaign in resources.campaigns():
        term = _Term(campaign.name, campaign.from_, campaign.to, campaign.newer or "当前的学习教育", campaign=True)
        for name in (campaign.name, *campaign.short):
            if len(name) >= _LASTING or name.startswith(("“", "两学")):
                found.setdefault(name, term)
    for portfolio in resources.portfolios():
        for dated in portfolio.dated:
            if dated.newer and len(dated.term) >= _LASTING - 1:
                found.setdefault(dated.term, _Term(dated.term, dated.from_ or "", dated.to or "", dated.newer))
    found.update(_others())
    return found


def _others() -> dict[str, _Term]:
    """Plans by their bare names, and words of the epidemic years."""
    plans = {"“十三五”": "2020-12", "“十四五”": "2025-12", "十四五": "2025-12", "十三五": "2020-12"}
    found = {name: _Term(name, "", until, "“十五五”") for name, until in plans.items()}
    found["五大发展理念"] = _Term("五大发展理念", "2015-10", "2017-10", "新发展理念")
    found["三个自信"] = _Term("三个自信", "2012-11", "2016-07", "“四个自信”")
    found |= {
        word: _Term(word, "2020-01", "2022-12", "")
        for word in (
            "复工复产",
            "疫情防控",
            "新冠肺炎疫情",
            "新冠疫情",
            "疫情防控常态化",
            "六稳六保",
            "做好“六稳”工作",
            "落实“六保”任务",
        )
    }
    return found


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_terms(), key=len, reverse=True))))
