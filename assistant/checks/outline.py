"""What the meeting's notice asks for: title, theme, parts, and aspects complete, in order and in its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found
from assistant.domain import Outline, OutlineAspect
from index import Section

_GENRE = "self-examination"
_WHO = re.compile(
    r"部务会|室务会|[宣组统政]\w部|办公室|检察院|法院|公司|集团|学校|中学|小学|大学|医院|[\u4e00-\u9fff]{2}[局厅委](?![托员])|班子|党组|党委|常委|支部|总支|党工委|书记|[省市县区镇乡局厅校院处科司部站所]长|主任|主席|委员|队长|经理|董事|总工|会长|秘书|干事|个人|同志|党员|院士|教师|会计师|员"
)
_SIGNS = {
    "preparation": re.compile(
        r"(?:征求|听取|收集|梳理)[^。]{0,12}意见|听到[^。]{0,4}意见|谈心谈话|谈心|谈了心|收到[^。]{0,10}意见"
    ),
    "rectification": re.compile(
        r"(?:上年度|上一年度?|去年|前一年|过去一年|20\d\d年度|主题教育|上次|既往)[^。\n]{0,30}(?:整改|问题|意见|批评|承诺|复查|反馈)"
    ),
    "statement": re.compile(
        r"个人有关事项|个人事项|有关事项|谈话函询|需要说明|如实填报|配偶|家属|个人的事|个人情况|廉洁自律方面的情况"
    ),
    "case": re.compile(r"案例|反面典型|典型案|以案|通报的|警示"),
    "causes": re.compile(r"(?m)^.{0,8}(?:原因|根源|症结|成因|根子)"),
    "measures": re.compile(r"(?m)^[^。\n]{0,6}(?:下一步|下步|接下来|努力方向)(?![^。\n]{0,6}上年度)"),
}
_CALLED = {
    "preparation": "会前准备（学习、征求意见、谈心谈话）",
    "rectification": "上年度查摆问题的整改落实情况",
    "statement": "个人有关事项等需要说明的情况",
    "case": "典型案例剖析",
    "problems": "存在问题",
    "causes": "原因剖析",
    "measures": "整改措施",
}
_EDGES = re.compile(r"^(?:关于)?(?:在)?(?:对照)?(?:在)?|(?:等)?(?:方面|情况)?[。，：；]?(?:存在的问题|的问题)?$")
_MARK = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_ANNOUNCED = re.compile(r"[^，。；、]{0,12}(?:整改落实情况|整改情况)")
_THEME = re.compile(r"主题(?:是|为|：|定为|确定为)[：，]?[“‘]?(?P<theme>[^。”’\n]{12,200})")
_QUOTED = re.compile(r"“(?P<theme>[^\n]{30,220}?)”(?![、，]坚定|、做到|，增强|的决定性)")
_ALIKE = 0.7
_ASKED_YEAR = re.compile(
    r"(?:开好|召开|关于|按照|根据|本次|这次|安排|围绕|紧扣|聚焦)[^。，]{0,14}?(?P<year>20\d\d)年度(?:民主|组织|专题)"
)


def findings(paper: Paper) -> Iterator[Found]:
    """Where the text departs from what the notice of its meeting asks; nothing for other genres."""
    if paper.report.genre != _GENRE or not paper.report.sections:
        return
    yield from _announced(paper)
    yield from _prefix(paper)
    whole = len(paper.report.sections) > 1 or paper.report.title_line is not None
    if whole:
        yield from _title(paper)
        yield from _essential(paper)
    if paper.outline is not None:
        yield from _years(paper, paper.outline)
        yield from _aspects(paper, paper.outline)
    if paper.outline is not None and whole:
        yield from _parts(paper, paper.outline)
        yield from _theme(paper, paper.outline)


def _title(paper: Paper) -> Iterator[Found]:
    if paper.report.title_line is None:
        return
    between = paper.text[paper.title[0] : max(paper.title[1], min(paper.opening[0], paper.title[1] + 80))]
    if not _WHO.search(between):
        yield Found("title-incomplete", *paper.title, {"what": "是谁的材料（单位、班子或职务）"})


def _essential(paper: Paper) -> Iterator[Found]:
    kinds = {section.kind for section in paper.report.sections}
    for kind in ("problems", "causes", "measures"):
        sign = _SIGNS.get(kind)
        if kind not in kinds and not (sign and sign.search(paper.shown)):
            yield Found("part-essential", *_head(paper), {"what": _CALLED[kind]})


def _parts(paper: Paper, outline: Outline) -> Iterator[Found]:
    kinds = {section.kind for section in paper.report.sections}
    who = paper.report.who or "individual"
    for part in outline.parts_for(who):
        sign = _SIGNS.get(part.kind)
        if not part.required or sign is None or part.kind in ("causes", "measures") or part.kind in kinds:
            continue
        if not sign.search(_before_problems(paper) if part.kind != "case" else paper.shown):
            rule = "part-expected" if part.kind in ("case", "statement") else "part-missing"
            yield Found(rule, *_head(paper), {"what": _CALLED[part.kind]})


def _before_problems(paper: Paper) -> str:
    """What stands before the problems without the names of the meeting; statements may stand anywhere else too."""
    first = next(paper.sections("problems"), None)
    after = next(paper.sections("causes", "measures"), None)
    text = paper.shown[paper.title[1] : first.start] if first else paper.shown
    return text + (paper.shown[after.start :] if after and first and after.start > first.start else "")


def _head(paper: Paper) -> tuple[int, int]:
    start, end = paper.opening
    stop = re.search(r"[，。]", paper.text[start:end])
    return start, start + stop.start() if stop else end


def _announced(paper: Paper) -> Iterator[Found]:
    if any(paper.sections("rectification")):
        return
    start, end = paper.opening
    for match in _ANNOUNCED.finditer(paper.shown, start, end):
        kinds = {section.kind for section in paper.report.sections}
        headed = any("整改" in s.title and s.kind != "measures" for s in paper.report.sections)
        if "rectification" not in kinds and not headed:
            yield Found("part-announced", *match.span())


def _aspects(paper: Paper, outline: Outline) -> Iterator[Found]:
    problems = next(paper.sections("problems"), None)
    if problems is None or not outline.aspects:
        return
    told = [child for child in problems.children if child.aspect]
    few = 2 * len({child.aspect for child in told}) < len(outline.aspects)
    if (few or not _follows(outline, told)) and problems.children and not _asked(paper):
        return
    heading = (problems.start, problems.heading_end)
    said = _MARK.sub("", paper.shown[problems.start :])
    for aspect in outline.aspects:
        here = _MARK.sub("", _EDGES.sub("", aspect.text)) in said
        if not here and aspect.place not in {child.aspect for child in told}:
            yield Found("aspect-missing", *heading, {"what": str(aspect.place), "right": aspect.short or aspect.text})
    reached = 0
    for child in told:
        if child.aspect and child.aspect < reached:
            yield Found("aspect-order", child.start, child.heading_end, {"what": str(child.aspect)})
        reached = max(reached, child.aspect or 0)
    yield from _wordings(paper, outline, told)


def _follows(outline: Outline, told: list[Section]) -> bool:
    """Whether at least one heading has the notice's words: texts with headings of their own follow another notice."""
    asked = [_MARK.sub("", _EDGES.sub("", aspect.text)) for aspect in outline.aspects]
    for child in told:
        written = _MARK.sub("", _EDGES.sub("", child.title))
        if any(SequenceMatcher(None, written, one, autojunk=False).ratio() >= _ALIKE for one in asked):
            return True
    return False


def _wordings(paper: Paper, outline: Outline, told: list[Section]) -> Iterator[Found]:
    """Aspects in other words than the notice's; the same departure is told once."""
    seen: set[str] = set()
    for child in told:
        official = next((one for one in outline.aspects if one.place == child.aspect), None)
        for found in _wording(paper, child, official) if official else ():
            if found.says["what"] not in seen:
                seen.add(found.says["what"])
                yield found


def _asked(paper: Paper) -> bool:
    return paper.outline is not None and not paper.outline.id.startswith(paper.report.meeting or "?")


def _wording(paper: Paper, child: Section, official: OutlineAspect) -> Iterator[Found]:
    written = _EDGES.sub("", child.title.replace('"', "“").strip())
    plain = _MARK.sub("", written)
    asked = _MARK.sub("", _EDGES.sub("", official.text))
    if plain == asked and len(written.replace("“", "").replace("”", "")) >= len(plain):
        return
    alike = SequenceMatcher(None, plain, asked, autojunk=False).ratio()
    same = SequenceMatcher(None, plain, asked, autojunk=False).find_longest_match().size
    short = plain in asked and len(plain) < 0.6 * len(asked)
    if plain == asked or short or (alike < 0.6 and same < max(12, 0.3 * len(asked))):
        return
    at = paper.text.find(child.title[:6], child.start)
    start = at if 0 <= at < child.heading_end else child.start
    says = {"what": _difference(plain, asked), "right": official.text}
    yield Found("aspect-wording", start, child.heading_end, says)


def _ratio(match: re.Match[str], asked: str) -> float:
    return SequenceMatcher(None, _MARK.sub("", match["theme"]), asked, autojunk=False).ratio()


def _difference(written: str, asked: str) -> str:
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, written, asked, autojunk=False).get_opcodes():
        if kind == "insert":
            parts.append(f"少了“{asked[c:d]}”")
        elif kind == "delete":
            parts.append(f"多了“{written[a:b]}”")
        elif kind == "replace":
            parts.append(f"“{written[a:b]}”通知作“{asked[c:d]}”")
    return "，".join(parts[:4])


def _prefix(paper: Paper) -> Iterator[Found]:
    problems = next(paper.sections("problems"), None)
    ending = [child for child in problems.children if child.title.rstrip("。").endswith("方面")] if problems else []
    long = [child for child in ending if len(child.title) > 12]
    asked = {one.text for one in paper.outline.aspects} if paper.outline else set()
    if len(long) < 2 or all(child.title.rstrip("。").removesuffix("方面") in asked for child in long):
        return
    heads = {re.match(r"(?:在)?(?:对照)?", child.title)[0] for child in long}  # type: ignore[index]
    if heads == {""}:
        yield Found("aspect-prefix", long[0].start, long[0].heading_end, {"what": "没有“在”或“对照”"})
    elif len(heads) > 1:
        odd = next(child for child in long if not child.title.startswith(max(heads, key=len)) or "对照" in child.title)
        yield Found("aspect-prefix", odd.start, odd.heading_end, {"what": "写法不一"})


def _years(paper: Paper, outline: Outline) -> Iterator[Found]:
    problems = next(paper.sections("problems"), None)
    titles = [_MARK.sub("", _EDGES.sub("", child.title)) for child in problems.children] if problems else []
    known = [one for one in paper.known if "branch" not in one.id]
    best = max(known, key=lambda one: _matches(one, titles), default=None)
    if problems and best and best.year != outline.year and _matches(best, titles) > max(1, _matches(outline, titles)):
        what = f"本文按{outline.year}年度，各方面却是{best.year}年度的"
        yield Found("year-leak", problems.start, problems.heading_end, {"what": what})
    start, end = paper.opening
    named = re.search(r"(20\d\d)年度", paper.text[slice(*paper.title)])
    for match in _ASKED_YEAR.finditer(paper.shown, start, end):
        if named and match["year"] != named[1]:
            what = f"标题是{named[1]}年度，这里是{match['year']}年度"
            yield Found("year-leak", match.start("year"), match.end("year") + 2, {"what": what})


def _matches(outline: Outline, titles: list[str]) -> int:
    asked = {_MARK.sub("", _EDGES.sub("", aspect.text)) for aspect in outline.aspects}
    return sum(title in asked for title in titles)


def _theme(paper: Paper, outline: Outline) -> Iterator[Found]:
    asked = _MARK.sub("", outline.theme)
    if not asked or asked in _MARK.sub("", paper.shown):
        return
    end = paper.report.sections[0].end
    match = _THEME.search(paper.shown, 0, end)
    if match is None or _ratio(match, asked) < _ALIKE:
        match = next((one for one in _QUOTED.finditer(paper.shown, 0, end) if _ratio(one, asked) >= _ALIKE), match)
    if match is None:
        yield Found("theme-missing", *_head(paper), {"right": outline.theme})
        return
    written = _MARK.sub("", match["theme"])
    if _ratio(match, asked) >= _ALIKE:
        says = {"what": _difference(written, asked), "right": outline.theme}
        yield Found("theme-wording", match.start("theme"), match.end("theme"), says)
