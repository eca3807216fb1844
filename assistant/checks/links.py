"""Problem, cause and measure: whether each has the other, and whether measures can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from assistant import resources
from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found, listed
from assistant.checks.substance import points
from index import Section

_WHEN = re.compile(
    r"\d+(?:年|月|日|天|个|小时|周)|[一二三四五六七八九十两]+(?:季度|月|周|天|个月|年内)|年底|月底|年内|季度|每[月周年季天日]|上半年|下半年|半年|本月|近期|即日|前完成|限期|当天|当月|星期|逢"
)
_WHO = re.compile(
    r"牵头|负责|责任人|(?<!总)书记|由[^，。；]{2,14}(?:办|抓|管|审|核|落实|组织|承担|督)|包[案联保]|我(?:[^国省市县区党校局院们]|本人)|班子[^，。；]{0,6}带头|主任|局长|专班"
)
_PLAN = re.compile(
    r"(?:(?<=[，。；])|(?m:^))(?:下一步|今后|将(?!领|军)|努力(?:实现|在)|要(?:顾|进一步|继续|切实|经常|带头|坚持|强化|加强)|每(?:年|月)(?:至少|集中)|必须)[^，。；]{2,30}"
)
_CURE = re.compile(
    r"(?:(?<=[，。；])|(?m:^)|(?<=整体上))(?:还)?(?:需要|必须|应当|要)(?:进一步|聚焦|投入|加强|持续|继续|切实|下大力|更加|通过)[^，。；]{2,30}|(?<=整体上)还?需进一步[^，。；]{2,20}|需要投入更多[^，。；]{2,10}"
)
_SOMEBODY = re.compile(
    r"(?:党委|党组|干部|人员|人才|公司|企业|单位|部门|组|学生|研究生|农民工|教师|医生|职工|群众|委|员|思想)$"
)
_WANTING = re.compile(r"[^，。；]{0,10}(?:不|没|难|慢|滞后|短板|缺|差|弱|问题|欠|停|亏|漏|乱|低)")
_SOMEDAY = re.compile(
    r"尽快|尽早|早日|适时|择机|抓紧(?:时间)?(?=[^，。；]{0,6}(?:完成|解决|推进|研究|拿出|落实))|最短时间|适当(?:的)?(?:时候|时机)|时机成熟|尽可能|尽量|条件成熟(?:时|后)?|有条件(?:时|的话)|逐步(?:解决|推进|完成)|力争早"
)
_NUMBER = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、是]*")
_RUN_ON = re.compile(r"（[一二三四五六七八九十]{1,2}）")
_ORDINAL = re.compile(r"(?:(?<=[。；，：])|(?m:^))(?:[一二三四五六七八九]是|第[一二三四五六七]|其[一二三四五次])")
_PROMISE = re.compile(
    r"(?:要|将|必须|我们?|下一步|今后|进一步|不断|切实|持续|坚持|着力|努力|全面|大力|始终|继续|扎实|深入|认真|严格|建立)*"
    r"(?:加强|提高|强化|增强|改进|提升|完善|健全|狠抓|转变|坚定|深化|筑牢|树牢|锤炼|夯实|压实|规范|做好|抓好|改善|严守|严格|恪守|规范|坚守|砥砺|锻炼|发扬|弘扬|弄通|学懂|学习|健全|加大|推动|推进|促进|加快|优化|落实|强)[\u4e00-\u9fff“”]{1,30}"
    r"|(?:争取|力争|努力|推动|促进|确保)?[\u4e00-\u9fff]{0,12}(?:再上新台阶|迈上新台阶|再创新?辉煌|再创佳绩|开创新局面|新的更大贡献|新突破)|争取[\u4e00-\u9fff]{0,6}支持"
)
_HEADWORDS = re.compile(r"[\u4e00-\u9fff]{6,}")
_TERM = 3
_MOST = 8


def findings(paper: Paper) -> Iterator[Found]:
    """Counts that do not match, problems without measures, measures nobody can check, points said twice."""
    yield from _counts(paper)
    yield from _orphans(paper)
    yield from _measures(paper)
    yield from _repeated(paper)
    for section in paper.sections("causes"):
        for match in _CURE.finditer(paper.shown, section.start, section.end):
            yield Found("cause-as-measure", *match.span())
    for section in paper.sections("rectification"):
        for match in _PLAN.finditer(paper.shown, section.start, section.end):
            if (not _WHEN.search(match[0]) or "每" in match[0][:1]) and not _after_a_result(paper, match):
                yield Found("result-as-plan", *match.span())


def _after_a_result(paper: Paper, plan: re.Match[str]) -> bool:
    """Whether the same clause first says how far things are: 目前基本完成，下一步……"""
    before = re.split("[。；\n]", paper.shown[: plan.start()])[-1]
    return plan[0].startswith("下一步") and re.search("目前|截至|已", before) is not None


def _size(paper: Paper, section: Section | None) -> int:
    """How many problems, causes or measures: headings or points, or those run on in one paragraph behind （一）（二）."""
    if section is None:
        return 0
    listed = len(section.children or section.points)
    run_on = max(len(mark.findall(paper.shown, section.heading_end, section.end)) for mark in (_RUN_ON, _ORDINAL))
    return max(listed, run_on) if listed < 2 else listed


def _counts(paper: Paper) -> Iterator[Found]:
    parts = [(name, next(paper.sections(kind), None)) for name, kind in _PARTS]
    sizes = [_size(paper, section) for _, section in parts]
    causes = parts[1][1]
    if (
        causes is None
        or not all(sizes)
        or not (sizes[2] < sizes[0] or 2 * sizes[1] < sizes[0])
        or paper.report.genre != "self-examination"
    ):
        return
    what = "、".join(f"{name} {size} 条" for (name, _), size in zip(parts, sizes, strict=True))
    yield Found("counts-unlinked", causes.start, causes.heading_end, {"what": what})


_PARTS = (("问题", "problems"), ("原因", "causes"), ("措施", "measures"))


def _orphans(paper: Paper) -> Iterator[Found]:
    """Things of a field of work named in a problem's heading, or called wanting, that no measure takes up again."""
    measures = "".join(paper.shown[section.start : section.end] for section in paper.sections("measures"))
    told: set[str] = set()
    for section in paper.sections("problems") if measures else ():
        heads = [(start, head) for start, head, _ in points(section)]
        for match in _things().finditer(paper.shown, section.start, section.end):
            word = match[0]
            if _SOMEBODY.search(word) or not _concerns(paper, match, heads):
                continue
            if word not in told and not taken_up(word, measures) and len(told) < _MOST:
                told.add(word)
                yield Found("problem-orphan", *match.span(), {"what": f"“{word}”"})


def things(text: str) -> tuple[str, ...]:
    """Things of some field of work that a text names, in order: 校园餐, 信访积案 …"""
    return tuple(_things().findall(text))


def _concerns(paper: Paper, match: re.Match[str], heads: list[tuple[int, int]]) -> bool:
    """Whether a problem is about the thing: it stands in a heading, or its clause goes on to say what is wrong with it."""
    if any(start <= match.start() < head for start, head in heads):
        return True
    return bool(_WANTING.match(paper.shown, match.end()))


def taken_up(word: str, measures: str) -> bool:
    """Whether measures speak of a thing, be it in part of its words."""
    return (
        any(word[at : at + 2] in measures for at in range(0, len(word) - 1, 2)) if len(word) > 3 else word in measures
    )


@cache
def _things() -> re.Pattern[str]:
    signals = {signal for topic in resources.topics() for signal in topic.signals}
    words = {w for field in resources.portfolios() for w in field.vocabulary if len(w) >= _TERM} - signals
    words -= listed("accepted.txt")
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _measures(paper: Paper) -> Iterator[Found]:
    for section in paper.sections("measures"):
        text = paper.shown[section.heading_end : section.end]
        if len(text) > 15 and not _WHEN.search(text):
            yield Found("measures-undated", section.start, section.heading_end)
        for start, head, end in _each(paper, section):
            body = re.sub(r"^\s*[（(]?\d{1,2}[)）.．、]", "", paper.shown[start:end])
            dated = _WHEN.search(body) or re.search(r"\d", body)
            someday = _SOMEDAY.search(body)
            if someday and not _WHEN.search(body):
                at = start + len(paper.shown[start:end]) - len(body)
                yield Found("measure-someday", at + someday.start(), at + someday.end())
            elif not dated and not _WHO.search(body) and (len(body) > 40 or _abstract(body)):
                yield Found("measure-vague", start, min(head, start + 60))


def _each(paper: Paper, section: Section) -> Iterator[tuple[int, int, int]]:
    """The measures of a section: its points, or those run on in one paragraph behind （一）（二）."""
    for start, head, end in points(section):
        marks = [match.start() for match in _RUN_ON.finditer(paper.shown, start, end)]
        if len(marks) < 2:
            yield start, head, end
        else:
            yield from ((one, other, other) for one, other in pairwise([*marks, end]))
    if not section.children and not section.points:
        marks = [match.start() for match in _RUN_ON.finditer(paper.shown, section.heading_end, section.end)]
        yield from ((one, other, other) for one, other in pairwise([*marks, section.end]) if marks)


def _abstract(body: str) -> bool:
    """Whether every clause only promises to strengthen something that cannot be seen or counted."""
    clauses = [one for one in re.split(r"[，。；、：\s]", _NUMBER.sub("", body)) if one]
    return len("".join(clauses)) > 5 and all(_PROMISE.fullmatch(one) for one in clauses)


def _repeated(paper: Paper) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for section in paper.sections("problems", "causes", "measures"):
        for start, head, _ in points(section):
            match = _HEADWORDS.search(
                re.sub(r"^[（(]?[\d一二三四五六七八九十]+[)）.．、是，]+", "", paper.shown[start:head])
            )
            words = match[0] if match else ""
            if paper.quoted(start + paper.shown[start:head].find(words)):
                continue
            if words and words in seen:
                yield Found("point-repeated", start, head, {"what": seen[words], "found": words})
            elif words:
                seen[words] = paper.called(start)
