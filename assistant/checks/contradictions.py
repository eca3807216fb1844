"""Statements that cannot both be true, and practice that a rule in force does not allow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found

_ALL_DONE = re.compile(
    r"(?:全部|均已|都已|已全部|逐条|逐项|所有[^，。；]{0,8})(?:整改|完成|办结|销号|落实)(?:整改)?(?:到位|完毕|完成|销号|见底)?|整改(?:完成率|率)(?:达到?)?(?:100%|百分之百)|整改到位(?![0-9]|[一二三四五六七八九十两]+[个条项件])"
)
_OPEN = re.compile(
    r"(?:仍|还|尚|依然)(?:有|未|需|没有|在)[^，。；]{0,16}(?:未(?:完成|到位|整改|办结|销号|解决|落实)|没有(?:完成|到位|整改)|推进|整改中|整改|解决)|(?:未完成|尚未完成|没有完成)[^，。；]{0,8}整改|[^，。；]{2,12}(?:需要?长期坚持|需持续推进|正在推进|正在整改)"
)
_PARTLY = re.compile(
    r"[^。；\n]{0,12}?(?P<rate>(?:完成|整改|销号|办结)(?:完成)?率(?:为|达到?|只有)?(?!100)\d{1,2}(?:\.\d+)?[%％])"
)
_HALF_YEAR = re.compile(r"(?:每半年|每季度|半年)(?:至少)?(?:召开|开|开展)?一次[^，。；]{0,6}民主生活会")
_THREE = re.compile(r"组织生活会[^，。；]{0,6}每两年|每两年[^，。；]{0,8}(?:民主|组织)生活会")
_KEPT = re.compile(
    r"(?:认真|切实|严格|全面|自觉|坚决|较好地?|始终)?(?:履行|落实|执行|坚持|遵守|贯彻)(?:了)?(?P<thing>“?(?:一岗双责|中央八项规定(?:及其实施细则)?精神|民主集中制|三会一课|双重组织生活|意识形态工作责任制|请示报告制度|主体责任|全面从严治党主体责任)”?)"
)


def findings(paper: Paper) -> Iterator[Found]:
    """Contradictions that rules can see; what needs reading is left to a reader."""
    yield from _done(paper)
    yield from _kept(paper)
    for match in _HALF_YEAR.finditer(paper.shown):
        yield Found("rule-conflict", *match.span(), {"right": "民主生活会一般每年召开一次，请按规定改。"})
    for match in _THREE.finditer(paper.shown):
        yield Found("rule-conflict", *match.span(), {"right": "民主生活会、组织生活会一般每年召开一次，请按规定改。"})


def _done(paper: Paper) -> Iterator[Found]:
    """All is said to be done, and then something is not; told only within last year's rectification."""
    for section in paper.sections("rectification", "statement"):
        said = next(_claims(paper, section.start, section.end), None)
        rate = _PARTLY.match(paper.shown, said.end(), section.end) if said else None
        if rate:
            yield Found("done-but-open", *rate.span("rate"))
            continue
        match = _OPEN.search(paper.shown, said.end(), section.end) if said else None
        if said and match and "\n\n" not in paper.shown[said.end() : match.start()].strip("\n"):
            yield Found("done-but-open", *match.span())


def _claims(paper: Paper, start: int, end: int) -> Iterator[re.Match[str]]:
    for match in _ALL_DONE.finditer(paper.shown, start, end):
        before = paper.shown[max(start, match.start() - 12) : match.start()]
        if re.search(r"问题|意见|事项|任务|措施|整改|清单", before + match[0]) and not re.search(
            r"[未没不]|前$", before[-3:]
        ):
            yield match


def _kept(paper: Paper) -> Iterator[Found]:
    """Something first said to be kept, then listed as not kept."""
    for match in _KEPT.finditer(paper.shown):
        if paper.kind_at(match.start()) not in ("problems", "opening", "preparation"):
            continue
        thing = match["thing"].strip("“”")
        clause = re.split("[，。；]", paper.shown[match.end() : match.end() + 24])[0]
        if re.search(r"不|没|差|弱|欠|有待|缺|薄|松|责任|方面|上", clause):
            continue
        fault = re.compile(rf"{thing}”?[^，。；]{{0,10}}(?:不够|不到位|不严|不力|不全面|有差距|不扎实|不经常)")
        later = fault.search(paper.shown, match.end())
        if later:
            yield Found("praise-and-fault", *later.span(), {"found": thing, "what": paper.called(match.start())})
