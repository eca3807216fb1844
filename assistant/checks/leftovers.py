"""What another writer, another unit or a template left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant import resources
from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found
from assistant.domain import Profile
from assistant.verifying import MARK, Gazetteer, residue, slots, unsupported

_LATIN = re.compile(r"[A-Za-zＸｘ×*＊○◯□〇_＿某\d【]")
_TEMPLATE = re.compile(
    r"【[^】\n]{0,40}】|\{{1,2}[^{}\n]{1,30}\}{1,2}|[（(](?:此处|请填写|请补充|请根据|请结合|待|略|填写|根据实际|根据具体|插入|补充|具体|列举|举例)[^）)\n]{0,30}[）)]"
    r"|[［\[](?!F?\d)[^\]］\n]{0,4}[\u4e00-\u9fff][^\]］\n]{0,14}[］\]]|〔(?!\d)[^〕\n]{1,12}〕|<(?=[^>\n]{0,6}[\u4e00-\u9fff])[^>\n]{1,14}>"
    r"|(?:此处|这里)(?:填写|插入|补充|需补充|填|可加|可写|加入)[^，。；\n]{0,16}|[?？]{3,}|[xXＸｘ×]{1,4}(?=同志)|(?<![.\d])0{2,}(?=[年个项次人件])|TODO|TBD"
    r"|待(?:补充|完善|核实|填写|填报|补)(?=[，。；、）)\s]|$)|待定(?=[，。；、）)\s]|$)|[_＿]{3,}|(?m:(?<=[）)一-龥])(?:……|\.{3,}|…)[ \t]*$)"
    r"|(?<![*＊])[*＊]{2,4}(?=[\u4e00-\u9fff])(?![^\n]*[*＊]{2})|(?:张三|李四|王五|王小明|张某某)(?![\u4e00-\u9fff]*案)|(?m:^单位名称(?=[：:\s]))|20\d\d年[ \u3000]+月[ \u3000]+日"
)
_MARKS = re.compile(r"(?m)^#{1,6}[ \t]*(?=\S)|\*\*[^*\n]+\*\*|^```.*$|^[-*+] (?=[\u4e00-\u9fff])|<br ?/?>|&nbsp;")
_UNITS = "局|厅|校|学院|医院|院|公司|集团|镇|乡|村|社区|街道|科室|支队|大队|中心|处|科"
_OWN = re.compile(rf"(?<![自本替让给帮对])我(?P<unit>{_UNITS})(?![长中正对准里子])")
_TO_ME = re.compile(
    r"(?<=[替让给帮对自诉们])我|(?<=[视考]察)我|(?<=[来到对])我[省市]|我(?:省[心察]|村里|乡[下亲])|我[省市](?:重要讲话|时的?重要)"
)
_BODIES = {
    "常委": "常委班子|常委会",
    "党组": "党组",
    "党委": "党委班子|党委会",
    "党工委": "党工委",
    "支部": "支部班子|支委会|支部委员会",
}
_OTHERS = r"各级?|基层|下级|所属|部门|单位|企业|公司|学校|医院|乡镇|县|镇|局|村|区|院|校|厅|委|机关|府|会|协|法|检|直|的|联|盟|行|等|“|[和与及同、（]"
_UNIT_ENDS = "局厅院校镇乡村"
_VOICES = {
    "group": re.compile(
        r"(?m)(?:^|(?<=[，。；：]))(?:本人(?!的|签)|我个人|自己(?:分管|管辖|联系)的?)|与现岗位|自己管辖的范围"
    ),
    "individual": re.compile(
        r"(?:我们班子|本班子|(?:个别|有的|部分|少数)班子成员|常委会(?=存在|对|在)|党组一班人|班子整体上)"
    ),
}
_BODY = re.compile(r"班子|常委会|党组$|党委$|党工委$")
_VOICE_NAMES = {"group": "班子", "individual": "个人"}
_PERSONAL = re.compile(
    r"(?<!\d)(?:[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]|1[3-9]\d{9}|[3-6]\d{15,18})(?!\d)"
)
_SEVERAL = 2
_AS = r"作为(?:一名|一个|一位|一线|基层|新时代|的)*"


def findings(paper: Paper) -> Iterator[Found]:
    """Masks, placeholders, marks of other notations, and words of another level, body, field or writer."""
    yield from _masks(paper)
    yield from _marks(paper)
    yield from _levels(paper)
    yield from _units(paper)
    yield from _bodies(paper)
    yield from _fields(paper)
    yield from _posts(paper)
    yield from _voices(paper)
    yield from (Found("personal-data", *match.span()) for match in _PERSONAL.finditer(paper.shown))
    if paper.profile is not None and paper.outline is not None:
        yield from _foreign(paper)


def _masks(paper: Paper) -> Iterator[Found]:
    covered: list[tuple[int, int]] = [(slot.start, slot.end) for slot in slots(paper.text)]
    yield from (Found("slot", start, end) for start, end in covered)
    for mask in paper.report.masks:
        span = mask.start, mask.start + len(mask.text)
        if any(start <= span[0] < end for start, end in covered):
            continue
        covered.append(span)
        if mask.means and not _LATIN.search(mask.text):
            yield Found("deleted-word", *span, {"right": mask.means}, mask.means)
        elif mask.means:
            yield Found("mask", *span, {"right": mask.means}, mask.means)
        else:
            yield Found("placeholder" if _LATIN.search(mask.text) else "deleted-word", *span)
    for match in _TEMPLATE.finditer(paper.shown):
        closing = match[0][0] == "*" and paper.shown.count("**", paper.line_start(match.start()), match.start()) % 2
        if not closing and not any(start < match.end() and match.start() < end for start, end in covered):
            yield Found("placeholder", *match.span())


def _marks(paper: Paper) -> Iterator[Found]:
    yield from (Found("source-mark", *match.span(), fix="") for match in MARK.finditer(paper.shown))
    if paper.markdown:
        return
    for match in _MARKS.finditer(paper.text):
        bold = match[0].startswith("**")
        yield Found("markdown-mark", *match.span(), {"found": match[0]}, match[0].strip("*") if bold else "")


def _levels(paper: Paper) -> Iterator[Found]:
    level = (paper.profile and paper.profile.level) or paper.report.level
    yield from _obeying(paper, level or "")
    pattern = _betrays(level or "")
    title = paper.text[slice(*paper.title)] + (paper.report.role or "")
    committee = re.search(r"常委|政府|人大|政协|[市县区]委书记|[省市县区]长", title)
    for match in pattern.finditer(paper.shown) if pattern else ():
        if ("科室" in match[0] and not committee) or _TO_ME.match(paper.shown, match.start()):
            continue
        if match[0].removeprefix("我") not in title and not paper.quoted(match.start()):
            yield Found("level-leak", *match.span())


def _obeying(paper: Paper, level: str) -> Iterator[Found]:
    """A text that follows the orders of a body below its own level."""
    lower = _LOWER.get(level)
    for match in _ORDERS[lower].finditer(paper.shown) if lower else ():
        if not paper.quoted(match.start()):
            yield Found("level-leak", *match.span())


def _orders(places: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:按照|根据|围绕|服务|服务好|落实|贯彻|贯彻落实|执行|在)(?:{places})(?:党?委|党工委|政府)"
        rf"[^，。；]{{0,8}}(?:要求|决策|部署|安排|领导下|中心工作|大局)"
    )


_LOWER = {"province": "市县区镇乡", "city": "县区镇乡", "county": "镇乡街道"}
_ORDERS = {places: _orders("|".join(re.findall("街道|.", places))) for places in _LOWER.values()}


@cache
def _betrays(level: str) -> re.Pattern[str] | None:
    words = [word for entry in resources.levels() if entry.id == level for word in entry.betrays]
    words = [word for word in words if level != "unit" or len(word) > 2]
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))) if words else None


def _units(paper: Paper) -> Iterator[Found]:
    """我局 in the text of a school, 我校 in that of a town: the writer's own kind of unit stands in title or profile."""
    own = paper.text[slice(*paper.title)] + (paper.profile.unit + paper.profile.role if paper.profile else "")
    own += str(paper.document.front.get("unit", "")) + (paper.report.role or "")
    if len(own) < 8 or not (re.search(_UNITS, own) or paper.report.role):
        return
    for match in _OWN.finditer(paper.shown):
        unit = match["unit"]
        kin = {"学院": "院", "医院": "院", "科室": "科"}.get(unit, unit)
        if unit not in own and kin not in own and not paper.quoted(match.start()):
            yield Found("body-leak", *match.span())


def _bodies(paper: Paper) -> Iterator[Found]:
    title = paper.text[slice(*paper.title)] + (paper.report.role or "")
    own = [name for name in _BODIES if name in title]
    if not own:
        own = [name for name in _BODIES if re.search(rf"(?:局|厅|委|院|校|公司|镇|乡|街道|市|县){name}", _said(paper))]
    if paper.report.who != "group" or len(own) != 1:
        return
    units = "".join(set(re.findall(f"[{_UNIT_ENDS}]", title)))
    others = "|".join(f"(?:{words})" for name, words in _BODIES.items() if name != own[0])
    pattern = re.compile(rf"(?<![\u4e00-\u9fff])(?:{others})(?:班子|成员|会议?|集中|理论)|(?:{others})班子成员")
    for match in pattern.finditer(paper.shown):
        before = paper.shown[max(0, match.start() - 3) : match.start()]
        theirs = re.search(f"(?:{_OTHERS})$", before)
        if not theirs or (units and re.search(rf"(?<![各属个直])[{units}]$", before)):
            yield Found("body-mixed", *match.span(), {"right": paper.report.role or f"{own[0]}班子"})


def _said(paper: Paper) -> str:
    return paper.text[slice(*paper.opening)]


def _fields(paper: Paper) -> Iterator[Found]:
    """作为一名纪检监察干部 from somebody who is none, and the whole work of a bureau in the text of a committee."""
    own = paper.text[slice(*paper.title)] + (paper.report.role or "") + "".join(paper.report.portfolio)
    own += "".join(paper.profile.portfolio) + paper.profile.role + paper.profile.unit if paper.profile else ""
    for match in _field_pattern().finditer(paper.shown):
        name = match["as"] or match["whole"]
        kin = {alias for names in _field_names() if name in names for alias in names}
        if not any(alias in own for alias in kin) and not paper.quoted(match.start()):
            yield Found("field-leak", *match.span(), {"what": f"“{name}”领域"})


@cache
def _field_names() -> tuple[tuple[str, ...], ...]:
    extra = (
        ("税务",),
        ("检察",),
        ("法院", "审判"),
        ("消防",),
        ("气象",),
        ("海关",),
        ("银行", "金融"),
        ("部队", "军队"),
    )
    return (*((field.name, *field.aliases) for field in resources.portfolios()), *extra)


@cache
def _field_pattern() -> re.Pattern[str]:
    names = sorted({n for names in _field_names() for n in names if len(n) >= 2}, key=len, reverse=True)
    one = "|".join(map(re.escape, names))
    return re.compile(
        rf"{_AS}(?P<as>{one})(?:系统|战线)?的?(?:党员)?(?:干部|工作者|工作人员|人员|人|部门|机关)(?![民群])"
        rf"|(?:统领|领导|引领)(?P<whole>{one})(?:工作)?(?:全局|大局)"
    )


def _posts(paper: Paper) -> Iterator[Found]:
    """作为市长 in the text of a county head."""
    own = paper.text[slice(*paper.title)] + (paper.report.role or "") + paper.text[slice(*paper.opening)][:60]
    own += paper.profile.role if paper.profile else ""
    if paper.report.who != "individual" or not (paper.report.role or (paper.profile and paper.profile.role)):
        return
    for match in _post_pattern().finditer(paper.shown):
        name = match["post"]
        if name not in own and name[-2:] not in own and not paper.quoted(match.start()):
            yield Found("post-leak", *match.span())


@cache
def _post_pattern() -> re.Pattern[str]:
    names = {name for posts in resources.posts() for name in posts.individual if len(name) >= 2 and "、" not in name}
    names = {name for name in names if not name.endswith(("支部书记", "委员", "代表", "组长", "党员"))}
    one = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(
        rf"(?:(?<=[，。；：])|(?<=我)|(?<=自己)|(?<=但我)|(?m:^))作为(?:一名|一个|一位)?(?P<post>{one})(?![们和、])"
    )


_OF_A_MEETING = re.compile(r"度[^，。；\d]{0,8}(?:民主|组织)生活会")
"""What follows a year that names a meeting: no fact the writer would have to supply."""


def _voices(paper: Paper) -> Iterator[Found]:
    who = paper.report.who or ""
    what = {"group": "这是班子的材料", "individual": "这是个人的材料"}.get(who, "")
    for match in _VOICES[who].finditer(paper.shown) if who in _VOICES else ():
        if not paper.quoted(match.start()):
            yield Found("voice-leak", *match.span(), {"what": what})


def _foreign(paper: Paper) -> Iterator[Found]:
    assert paper.profile is not None
    assert paper.outline is not None
    profile, outline = paper.profile, paper.outline
    yield from _mismatch(paper, profile)
    said = [fact.text for fact in paper.facts] + [profile.role, profile.unit, profile.region, *profile.portfolio]
    official = [outline.theme, outline.name, *outline.signals, *(aspect.text for aspect in outline.aspects)]
    strays = residue(paper.shown, Gazetteer.of(profile, outline), [*said, *official])
    for stray in strays:
        if paper.quoted(stray.start):
            continue
        if stray.what == "职务" and _BODY.search(stray.text):
            yield Found("profile-residue", stray.start, stray.end, {"what": stray.why})
        elif stray.what == "地名" and not stray.text.startswith("某"):
            yield Found("place-residue", stray.start, stray.end)
    fields = [(stray.start, stray.end) for stray in strays if stray.what == "领域"]
    yield from (Found("field-residue", start, end) for start, end in _gathered(paper, fields))
    if paper.facts:
        for stray in unsupported(paper.shown, [*said, *official]):
            if not (stray.what == "日期" and _OF_A_MEETING.match(paper.shown, stray.end)):
                yield Found("unsupported", stray.start, stray.end, {"what": stray.why})


def _mismatch(paper: Paper, profile: Profile) -> Iterator[Found]:
    """A title that names another voice, level or post than the profile."""
    report = paper.report
    told = [
        f"口径是{_VOICE_NAMES[report.who]}" if report.who and report.who != profile.who else "",
        "层级" if report.level and profile.level and report.level != profile.level else "",
        f"职务是{report.role}" if report.role and not _same_post(report.role, profile) else "",
    ]
    if any(told):
        yield Found("profile-mismatch", *paper.title, {"what": "、".join(filter(None, told))})


def _same_post(role: str, profile: Profile) -> bool:
    own = f"{profile.role}{profile.unit}"
    return not profile.role or role in own or profile.role in role or role[-3:] in own or role[-2:] == own[-2:]


def _gathered(paper: Paper, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where a sentence has several terms of fields that are not the writer's; one alone is a passing word."""
    for start, end in paper.sentences:
        inside = sorted({paper.shown[a:b]: (a, b) for a, b in spans if start <= a < end}.values())
        if len(inside) >= _SEVERAL:
            yield inside[0][0], inside[-1][1]
