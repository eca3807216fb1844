"""Statements that cannot both be true, sums that do not add up, days that do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found

_ALL_DONE = re.compile(
    r"(?:全部|均已|都已|已全部|逐条|逐项|所有[^，。；]{0,8})(?:整改|完成|办结|销号|落实)(?:整改)?(?:到位|完毕|完成|销号|见底)?|整改(?:完成率|率)(?:达到?)?(?:100%|百分之百)|整改到位"
)
_OPEN = re.compile(
    r"(?:仍|还|尚|依然)(?:有|未|需|没有|在)[^，。；]{0,16}(?:未(?:完成|到位|整改|办结)|没有(?:完成|到位|整改)|推进|整改中|整改|解决)|(?:未完成|尚未完成|没有完成)[^，。；]{0,8}整改|[^，。；]{2,12}(?:需要?长期坚持|需持续推进|正在推进|正在整改)"
)
_TOTAL = re.compile(
    r"(?P<all>\d+)(?P<unit>[项个条件])(?=[^。；\n]{0,40}?(?:完成|办结|整改|销号|解决|兑现))(?P<rest>[^。；\n]{4,90})"
)
_DONE = re.compile(r"完成|办结|整改|销号|解决|兑现")
_EXTRA = re.compile(r"超|比|新增|又|另|共|提前|增|减|降")
_LEFT = re.compile(r"剩|其余|还有|仍有|尚有|未|正在|推进|继续|整改中")
_PARTS = re.compile(
    r"(?P<all>\d+)(?P<unit>[项个条件])[^。；\d，]{0,10}[，：:]?其中[^。；\d]{1,12}(?P<parts>\d+(?P=unit)(?:[、，][^。；\d]{1,12}\d+(?P=unit))+)。"
)
_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年)?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]|(?<!\d)(?P<only>1[3-9]|[2-9]\d)月(?!\d)(?=份|底|初|，)"
)
_PERCENT = re.compile(
    r"(?:完成率|整改率|办结率|满意度|满意率|覆盖率|合格率|参学率|到课率|及格率|占比|达标率)[^，。；\d]{0,8}(?P<n>\d+(?:\.\d+)?)[%％]"
)
_DROP = re.compile(r"(?:下降|减少|降低|压减|压缩|缩减|少)(?:了|幅度?达?)?(?P<n>\d+(?:\.\d+)?)[%％]")
_DEADLINE = re.compile(r"(?P<year>20\d\d)年(?:(?P<month>\d{1,2})月)?(?:\d{1,2}日)?(?:底|末|初)?(?:之?前|以前)")
_HALF_YEAR = re.compile(r"(?:每半年|每季度|半年)(?:至少)?(?:召开|开|开展)?一次[^，。；]{0,6}民主生活会")
_THREE = re.compile(r"组织生活会[^，。；]{0,6}每两年|每两年[^，。；]{0,8}(?:民主|组织)生活会")
_KEPT = re.compile(
    r"(?:认真|切实|严格|全面|自觉|坚决|较好地?|始终)?(?:履行|落实|执行|坚持|遵守|贯彻)(?:了)?(?P<thing>“?(?:一岗双责|中央八项规定(?:及其实施细则)?精神|民主集中制|三会一课|双重组织生活|意识形态工作责任制|请示报告制度|主体责任|全面从严治党主体责任)”?)"
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def findings(paper: Paper) -> Iterator[Found]:
    """Contradictions that rules can see; what needs reading is left to a reader."""
    yield from _done(paper)
    yield from _sums(paper)
    yield from _impossible(paper)
    yield from _kept(paper)
    yield from _past(paper)
    for match in _HALF_YEAR.finditer(paper.shown):
        yield Found("rule-conflict", *match.span(), {"right": "民主生活会一般每年召开一次，请按规定改。"})
    for match in _THREE.finditer(paper.shown):
        yield Found("rule-conflict", *match.span(), {"right": "民主生活会、组织生活会一般每年召开一次，请按规定改。"})


def _done(paper: Paper) -> Iterator[Found]:
    """All is said to be done, and then something is not; told only within last year's rectification."""
    for section in paper.sections("rectification", "statement"):
        said = next(_claims(paper, section.start, section.end), None)
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


def _sums(paper: Paper) -> Iterator[Found]:
    for match in _TOTAL.finditer(paper.shown):
        rest = match["rest"].split("其中")[0]
        parts = [int(number) for number in re.findall(rf"(\d+){match['unit']}", rest)]
        wrong = len(parts) == 2 and sum(parts) != int(match["all"]) and max(parts) <= int(match["all"])
        last = re.split(r"\d+", rest)
        if wrong and _DONE.search(last[0]) and _LEFT.search("".join(last[1:])) and not _EXTRA.search(rest):
            says = {"what": f"{parts[0]}＋{parts[1]}＝{sum(parts)}，不是 {match['all']}"}
            yield Found("sum-wrong", match.start(), match.start("rest") + len(rest), says)
    for match in _PARTS.finditer(paper.shown):
        parts = [int(number) for number in re.findall(r"\d+", match["parts"])]
        if sum(parts) != int(match["all"]):
            yield Found("sum-wrong", *match.span(), {"what": f"各项合计 {sum(parts)}，不是 {match['all']}"})


def _impossible(paper: Paper) -> Iterator[Found]:
    for match in _DATE.finditer(paper.shown):
        month = int(match["month"] or match["only"])
        day = int(match["day"] or 1)
        if not (1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]):
            yield Found("date-impossible", *match.span())
    for pattern in (_PERCENT, _DROP):
        for match in pattern.finditer(paper.shown):
            if float(match["n"]) > 100:
                yield Found("date-impossible", *match.span())


def _past(paper: Paper) -> Iterator[Found]:
    """A deadline of a measure that had passed when the meeting was held."""
    held = paper.outline.year + 1 if paper.outline else 0
    for section in paper.sections("measures"):
        for match in _DEADLINE.finditer(paper.shown, section.start, section.end):
            if int(match["year"]) < held:
                yield Found("deadline-past", *match.span(), {"what": f"{held}年初"})


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
            yield Found("praise-and-fault", *later.span(), {"found": thing, "what": str(paper.place(match.start())[0])})
