"""Words that belong to another kind of body: its meetings, its name for itself, its field, its superiors, its signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant import resources
from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found
from assistant.resources.entries import Entry, Pattern, Texts
from assistant.resources.loading import entries

_KINDS = (
    ("committee", r"常委(?:会)?班子|[省市县区旗]委班子|政府(?:党组|班子|领导班子)|人大常委会|政协|[省市县区旗]委(?:副?书记|常委)|(?<![局校院镇乡部])副?[省市县区]长"),
    ("procuratorate", r"检察院|检察长"),
    ("court", r"法院"),
    ("hospital", r"医院|卫生院|保健院"),
    ("university", r"大学|校党委|高职|高校|职业技术学院|二级学院|学院"),
    ("school", r"中学|小学|幼儿园|学校|高中|初中"),
    ("enterprise", r"公司|集团|企业|银行"),
    ("department", r"局|厅|委员会|发改委|卫健委|国资委|宣传部|组织部|统战部|政法委|办公室|工委|纪委|研究室|联合会|总工会|妇联|团[市县区省]委"),
    ("village", r"村(?:党|支|“?两委|委会|第一书记|民委员会)|社区(?:党|书记|居|“?两委)"),
    ("township", r"镇|乡|街道"),
)  # fmt: skip
_REGION = re.compile(r"(?:按照|根据|依据|在|由|受|经|向|报)(?P<own>[县区旗])(?:委|政府)")
_NOT_REGION = r"(?<![\u4e00-\u9fff])"
_SYSTEM = r"(?:全[省市县区]|我[省市县区局])(?P<field>{names})(?:系统|战线|机关)"
_CHARGE = re.compile(
    r"分管(?:联系)?的?(?P<list>[\u4e00-\u9fff]{2,8}(?:、[\u4e00-\u9fff]{2,8})*?)(?:等)?(?:工作|领域|部门|战线|系统)"
)
_UNIT = re.compile(
    r"(?:中共|中国共产党)?(?P<name>[\u4e00-\u9fff]{1,14}?(?:委员会(?!$)|局|厅|医院|卫生院|学校|中学|小学|大学|学院|公司|集团|[\u4e00-\u9fff]镇|乡|街道|检察院|法院))"
    r"(?:党组|党委|党工委|党支部|党总支|领导班子|班子|办公室)?(?:委员会)?$"
)
_TITLED = re.compile(
    r"[\u4e00-\u9fff]{1,14}?(?:委员会|局|厅|医院|卫生院|学校|中学|小学|大学|学院|公司|集团|镇|乡|街道|检察院|法院)"
)
_STAFF = re.compile(
    r"[与对和](?P<name>[省市县区][\u4e00-\u9fff]{2,10}(?:局|委|厅))(?:分管|所属|内设)(?:科室|股室|干部|单位|部门|处室)"
)
_COMMON = re.compile(
    r"中共|人民|[省市县区旗某×XxＸ*]|有限|责任|股份|党|委员会|局|厅|医院|卫生院|学校|中学|小学|大学|学院|公司|集团|镇|乡|街道|检察院|法院|第|关于|年度"
)
_COURTS = ("法院", "检察", "审判")
_ENDING = 200
_BESIDE = 40
_PARTY_GROUP = re.compile(r"(?:(?<=[，。；：“])|(?m:^))党组(?!织|成员单位)")


class OrganEntry(Entry):
    """Meetings, organs and self-names of some kinds of bodies."""

    find: Pattern
    kinds: Texts
    near: Pattern
    own: str = ""


def findings(paper: Paper) -> Iterator[Found]:
    """Whatever kind of body writes, words of the others; nothing where the text does not say who writes."""
    own = _own(paper)
    kind = kind_of(own)
    if kind:
        yield from _organs(paper, kind, own)
    yield from _regions(paper, own)
    if kind not in ("", "committee", "township", "village"):
        yield from _systems(paper, own)
        yield from _charges(paper, own)
    yield from _signature(paper, own)
    yield from _others_staff(paper, own)
    yield from _party_group(paper, own)


def kind_of(own: str) -> str:
    """The kind of body a title or post speaks of; "" where it does not say."""
    return next((kind for kind, words in _KINDS if re.search(words, own)), "")


def _own(paper: Paper) -> str:
    """Title, what stands below it up to the opening, and post and unit of the profile."""
    start = paper.title[0]
    between = paper.shown[start : max(paper.title[1], min(paper.opening[0], paper.title[1] + 60))]
    own = re.sub(r"(?<=[开好])(?:全[省市县])", "", between) + (paper.report.role or "")
    return own + (paper.profile.unit + paper.profile.role if paper.profile else "")


def _organs(paper: Paper, kind: str, own: str) -> Iterator[Found]:
    for entry, pattern, near in _entries():
        if kind in entry.kinds or (entry.own and re.search(entry.own, own)):
            continue
        for match in pattern.finditer(paper.shown):
            before = paper.shown[max(0, match.start() - _BESIDE) : match.start()].rpartition("\n")[2]
            if not near.search(before) and not paper.quoted(match.start()):
                yield Found("body-leak", *match.span())


@cache
def _entries() -> tuple[tuple[OrganEntry, re.Pattern[str], re.Pattern[str]], ...]:
    found = entries(OrganEntry, resources.text("data", "organs.toml"), "organs.toml", "organ")
    return tuple((entry, re.compile(entry.find), re.compile(entry.near)) for entry in found)


def _regions(paper: Paper, own: str) -> Iterator[Found]:
    """A text that answers to a county and then speaks of a district's committee, or the other way round."""
    start, end = paper.opening
    said = _REGION.search(paper.shown, start, end)
    mine = said["own"] if said else next((mark for mark in "县区旗" if re.search(f"(?<![市县区]){mark}", own)), "")
    if not mine or re.search("县[（(]?[市区、]|市|省", own):
        return
    for other in "县区":
        if other != mine:
            pattern = rf"{_NOT_REGION}(?:由|按照|根据|落实|对|作为|在|以|向|经|受|和|与){other}(?:委|政府|纪委)|{_NOT_REGION}{other}(?:委|政府|纪委监委|直机关|直单位)"
            for match in re.finditer(pattern, paper.shown):
                if not paper.quoted(match.start()):
                    yield Found("level-leak", *match.span())


def _systems(paper: Paper, own: str) -> Iterator[Found]:
    """全市卫生健康系统 in the text of a bureau of culture."""
    for match in _system_pattern().finditer(paper.shown):
        kin = {name for names in _fields() if match["field"] in names for name in names}
        kin = kin if match["field"] not in _COURTS else {match["field"]}
        if not any(_shares(name, own) for name in kin) and not paper.quoted(match.start()):
            yield Found("field-leak", *match.span(), {"what": f"“{match['field']}”领域"})


def _charges(paper: Paper, own: str) -> Iterator[Found]:
    """分管的教育、文旅工作 from a deputy of a bureau that has neither."""
    names = {name for some in _fields() for name in some}
    for match in _CHARGE.finditer(paper.shown):
        parts = match["list"].split("、")
        if all(part in names for part in parts) and not any(_shares(part, own) for part in parts):
            yield Found("field-leak", *match.span(), {"what": "别的部门"})


def _shares(name: str, own: str) -> bool:
    return any(name[at : at + 2] in own for at in range(len(name) - 1))


@cache
def _fields() -> tuple[tuple[str, ...], ...]:
    extra = (("法院", "审判"), ("检察",), ("税务",), ("公安",), ("司法行政", "司法"), ("教育",), ("消防",), ("气象",))
    return (*((field.name, *field.aliases) for field in resources.portfolios()), *extra)


@cache
def _system_pattern() -> re.Pattern[str]:
    names = sorted({n for some in _fields() for n in some if len(n) >= 2} - {"群众", "组织"}, key=len, reverse=True)
    return re.compile(_SYSTEM.format(names="|".join(map(re.escape, names))))


def _signature(paper: Paper, own: str) -> Iterator[Found]:
    """Another body's name at the end."""
    mine = _TITLED.search(paper.shown[slice(*paper.title)])
    core = _core(mine[0]) if mine else ""
    for block in paper.document.blocks[-3:] if core else ():
        text = re.sub(
            r"^\d{4}年\d{1,2}月\d{1,2}日[，\s]*|[，\s]*\d{4}年\d{1,2}月\d{1,2}[日号]$", "", block.text.strip()
        )
        named = _UNIT.fullmatch(text) if len(text) < 30 else None
        other = _core(named["name"]) if named else ""
        if other and not set(other) & set(core) and len(paper.text) - block.start < _ENDING:
            start = block.start + block.text.index(text)
            yield Found("body-leak", start, start + len(text))


def _others_staff(paper: Paper, own: str) -> Iterator[Found]:
    """县卫健局分管科室 in the text of somebody of another bureau: one has charge of one's own people only."""
    mine = _TITLED.search(own)
    core = _core(mine[0]) if mine else ""
    for match in _STAFF.finditer(paper.shown) if core else ():
        other = _core(match["name"])
        if other and not set(other) & set(core):
            yield Found("body-leak", *match.span())


def _core(name: str) -> str:
    return _COMMON.sub("", name)


def _party_group(paper: Paper, own: str) -> Iterator[Found]:
    """党组 in the text of somebody whose body is a 党委."""
    told = own + paper.shown[slice(*paper.opening)]
    if paper.report.who != "individual" or "党组" in told or not re.search("党委(?:副?书记|委员|领导)|集团党委", own):
        return
    for match in _PARTY_GROUP.finditer(paper.shown):
        yield Found("body-mixed", *match.span(), {"right": "党委"})
