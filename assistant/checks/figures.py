"""Figures that cannot all be right: parts and wholes, shares, changes, what is left, and the same fact told twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found

_AMOUNT = re.compile(
    r"(?<![\d.第年月-])(?P<n>\d+(?:,\d{3})*(?:\.\d+)?)(?P<big>[万亿]?)(?:余|多)?"
    r"(?P<unit>人次|元|公里|平方米|小时|个工作日|个月|[个项条件名人位户家起宗篇份所处座台套部例张辆亩吨次场天批笔间])(?!百分点)"
)
_PERCENT = re.compile(r"(?P<n>\d+(?:\.\d+)?)(?P<mark>[%％]|个百分点)")
_SENTENCE = re.compile(r"[^。！？；\n]+")
_PEOPLE = {"名": "人", "位": "人"}
_BIG = {"": 1.0, "万": 1e4, "亿": 1e8}
_OF_THEM = re.compile(r"其中|(?<=[名个项条件户家部座所])[^，。；、\d]{0,8}中[，,]")
_STOP = re.compile(r"共计|累计|合计|总计|同比|比上|较上|比去|较去|上年|去年|占|发放|人均|平均|每|计划|目标|应")
_KIND = re.compile(r"女|少数民族|岁|学历|本科|大专|研究生|硕士|博士|高级|中级|初级|职称|正高|副高|重点|主要|新增|尤其")
_GRADED = re.compile(r"^[A-EＡ-Ｅ甲乙丙丁一二三四]类")
_SOURCES = re.compile(r"中央|省级?|市级?|县级?|区级?|自筹|补助|配套|贷款|专项债|债券|上级")
_LEFT = re.compile(r"剩|其余|余下|还有|仍有|尚有|另有|未|没有|正在|在建|在办|待办|积压|推进|继续|整改中|暂缓|超期|退回")
_DONE = re.compile(r"完成|办结|整改|销号|解决|兑现|化解|落实|办理|已|注销|开通|正常|到位|竣工|通过|处置|清退")
_OTHER = re.compile(r"超|比|较|新增|又|另(?!有)|提前|增|减|降|同比|上年|去年|返|复|共")
_FOUND_FIRST = re.compile(r"发放|发出|发现|排查出|查摆|查出|征集|征求|收到|收集|受理|接到|应|共有|共计|总数|列入|认领")
_DONE_LATER = re.compile(r"收回|回收|整改|办结|完成|销号|已办|已达标|已整改|答复|解决|化解|已完成|已开通|参加|实到")
_PLAN = re.compile(r"计划|目标|任务|年初|上年|去年|前年|同比|累计|翻|超额")
_RATE = re.compile(
    r"(?:(?P<stem>[\u4e00-\u9fff]{2})(?:完成)?率|(?P<share>占比|占(?:全[省市县区镇乡村局校院]|总数|到|了)?|比例|压缩比|完成(?:了)?(?:全年|年度|年初)?(?:目标|任务|计划)(?:任务|数)?的?))"
    r"[^，。；\d%]{0,8}?(?P<about>约|近|超过|超|不足|将近|逾|低于|高于)?$"
)
_RATE_OTHER = re.compile(r"满意|知晓|增长|合格|破案|好评|优良|负债|利用|回报|就业|贡献|综合|出勤")
_ABOUT = re.compile(r"^(?:左右|以上|以下|多|余)")
_ALIAS = {
    "覆盖": "去过|走访|到过|走|检查|配备|建成|覆盖",
    "到课": "参加|缺",
    "回收": "收回",
    "参学": "参加|缺",
    "参会": "参加|缺",
    "出席": "参加|缺",
}
_TIMES = frozenset({"天", "小时", "个月", "个工作日"})
_CHANGED = re.compile(r"[从由][^，。；]*[到至]|增到|降到|缩到|正缺|尚缺|增加|减少|增长")
_GAP = 24
"""How far, in characters, one part may stand from the one before it."""
_CHANGE = re.compile(
    r"(?P<now>\d+(?:\.\d+)?)(?P<b>[万亿]?)(?P<unit>[\u4e00-\u9fff]{1,2}?)，(?:同比|比上年|较上年|比去年|较去年|比上年同期)"
    r"(?P<way>增长|增加|上升|提高|下降|减少|降低|压减|少|多)(?:了)?(?P<x>\d+(?:\.\d+)?)[%％]，"
    r"(?:而)?(?:上年|去年|20\d\d年|上年同期)(?:同期)?(?:为|是|只有|有)?(?P<then>\d+(?:\.\d+)?)(?P<b2>[万亿]?)(?P=unit)"
)
_AGAINST = re.compile(
    r"(?P<now>\d+(?:\.\d+)?)(?P<b>[万亿]?)(?P<unit>[\u4e00-\u9fff]{1,2}?)，比(?:[^，。；\d]{1,10}|20\d\d年)(?:同期)?(?:的)?"
    r"(?P<then>\d+(?:\.\d+)?)(?P<b2>[万亿]?)(?P=unit)(?P<way>增长|增加|上升|提高|下降|减少|降低|少|多|高|低|长|短)(?:了|出)?"
    r"(?P<x>\d+(?:\.\d+)?)(?P<b3>[%％]|[万亿]?)(?!个百分点)"
)
_STEP = re.compile(
    r"(?P<now>\d+)(?P<unit>[项件个条起次份人户])，[^。；]{0,20}?比(?:上年|去年|20\d\d年)(?:的)?(?P<then>\d+)(?P=unit)"
    r"(?P<way>少|多|增|减)[^，。；\d]{0,4}(?P<x>\d+)(?P=unit)"
)
_OVER = re.compile(
    r"(?P<now>\d+)(?P<unit>[项件个条起次份人户])，(?P<way>超(?:出|过)?|低于|少于)[^，。；\d]{0,6}(?:计划|目标)(?P<x>\d+)(?P=unit)，"
    r"[^，。；\d]{0,8}(?:计划|目标)(?:为|是|数为)?(?P<then>\d+)(?P=unit)"
)
_POINTS = re.compile(
    r"(?P<now>\d+(?:\.\d+)?)[%％]，(?P<way>低于|高于|比[^，。；\d]{2,12}(?:低|高|少|多))[^，。；\d]{0,10}(?P<x>\d+(?:\.\d+)?)个百分点，"
    r"[^，。；\d]{2,12}(?:为|是)(?P<then>\d+(?:\.\d+)?)[%％]"
)
_RANK = re.compile(
    r"第(?P<now>\d+)[位名]，[^。；]{0,6}(?P<way>提升|上升|前进|下降|后退|下滑)(?:了)?(?P<x>\d+)[位名个]{1,2}，(?:上年|去年)[^，。；\d]{0,5}第(?P<then>\d+)[位名]"
)
_MOVE = re.compile(
    r"[由从][^，。；\d]{0,14}?(?:20\d\d年[^，。；\d]{0,4})?(?P<a>\d+(?:\.\d+)?)(?P<u>[%％]|[\u4e00-\u9fff]{0,4}?)[^，。；\d]{0,5}?"
    r"(?P<way>提高|提升|上升|增长|增加|扩大|升|下降|降低|减少|压减|压缩|缩短|降|减|缩)[^，。；\d]{0,6}?(?:到|至|为)(?:20\d\d年[^，。；\d]{0,4})?"
    r"(?P<b>\d+(?:\.\d+)?)(?P<v>[%％]|[\u4e00-\u9fff]?)"
)
_STOCK = re.compile(
    r"(?:年初|期初|上年)(?:结存|结转|库存|余额|存量|未结)[^，。；\d]{0,4}(?P<a>\d+)(?P<unit>[件个条项户人起])，[^，。；\d]{0,8}(?:新收|新增|收到|受理)[^，。；\d]{0,4}(?P<b>\d+)(?P=unit)，"
    r"[^，。；\d]{0,8}(?:结案|执结|办结|审结|完成|销号)[^，。；\d]{0,4}(?P<c>\d+)(?P=unit)，[^，。；\d]{0,4}(?:结存|剩余|未结|余额|存量|年末结存|年末未结)[^，。；\d]{0,4}(?P<d>\d+)(?P=unit)"
)
_UP = re.compile(r"提高|长|提升|上升|增长|增加|扩大|升|多|增|超|高于|高|前进")
_REST = re.compile(
    r"(?:剩余|剩下|其余|余下)(?:的|未\S{0,4}?的?)?[^，。；\d]{0,8}(?P<n>\d+)(?P<unit>[个项条件名人户家起宗处座套部])"
)
_SAME = (
    re.compile(r"(?:征求|收集|收到|听取|征集)[^，。；\d]{0,10}意见[^，。；\d]{0,4}(?P<n>\d+)(?P<unit>条)"),
    re.compile(r"谈心谈话(?P<n>\d+)(?P<unit>人次)"),
    re.compile(r"走访[^，。；\d]{0,4}(?P<n>\d+)(?P<unit>户)"),
    re.compile(r"集中学习(?P<n>\d+)(?P<unit>次)"),
)
_NARROW = re.compile(r"其中|分别|我[与和]|[与和同对向][^，。；]{1,12}$|又|再")
_NEARLY = 0.9


@dataclass(frozen=True, slots=True)
class _Amount:
    """A figure with its unit; `label` is the clause it stands in, `raw` the figure as written."""

    value: float
    unit: str
    start: int
    end: int
    label: str
    before: str


def findings(paper: Paper) -> Iterator[Found]:
    """Sums, shares and changes that do not work out; told only where the text itself gives all the figures."""
    pairs: list[tuple[_Amount, _Amount]] = []
    for match in _SENTENCE.finditer(paper.shown):
        amounts = list(_amounts(paper.shown, *match.span()))
        if len(amounts) > 1:
            yield from _parts(paper.shown, match.span(), amounts)
            yield from _more_than_all(paper.shown, amounts)
            pairs += [(a, b) for a, b in pairwise(amounts) if a.unit == b.unit and _settled(a, b)]
        yield from _shares(paper.shown, match.span(), amounts)
    yield from _changes(paper.shown)
    yield from _moves(paper.shown)
    yield from _rests(paper, pairs)
    yield from _twice(paper)


def _amounts(text: str, start: int, end: int) -> Iterator[_Amount]:
    for match in _AMOUNT.finditer(text, start, end):
        left = max(text.rfind(mark, start, match.start()) for mark in "，、：（") + 1
        rights = [place for mark in "，、：）" if (place := text.find(mark, match.end(), end)) >= 0]
        unit = _PEOPLE.get(match["unit"], match["unit"])
        value = float(match["n"].replace(",", "")) * _BIG[match["big"]]
        before = text[max(left, start) : match.start()]
        label = before + text[match.end() : min([*rights, end])]
        yield _Amount(value, unit, match.start(), match.end(), label, before)


def _parts(text: str, span: tuple[int, int], amounts: Sequence[_Amount]) -> Iterator[Found]:
    """A whole and its parts: named by 其中, by grades, by sources of money, by what is done and what is left, or added up."""
    told = False
    for whole, parts, sure in _groups(text, span, amounts):
        total = sum(part.value for part in parts)
        if told or _same(total, whole.value) or not parts or (len(parts) < 2 and total <= whole.value):
            continue
        if not sure and (total < _NEARLY * whole.value or any(_KIND.search(part.label) for part in parts)):
            continue
        told = True
        what = f"各项合计 {_plain(total)}，不是 {_plain(whole.value)}"
        ends = [one.end for one in (whole, *parts)]
        yield Found("sum-wrong", min(whole.start, parts[0].start), max(ends), {"what": what})


def _groups(
    text: str, span: tuple[int, int], amounts: Sequence[_Amount]
) -> Iterator[tuple[_Amount, list[_Amount], bool]]:
    yield from _named(text, span, amounts)
    for at, whole in enumerate(amounts):
        rest = [one for one in amounts[at + 1 :] if one.unit == whole.unit]
        if any(one.unit == whole.unit for one in amounts[:at]):
            continue
        if len(rest) < 2 or "其中" in text[whole.end : rest[-1].end]:
            continue
        graded = all(_GRADED.search(one.label.strip()) for one in rest)
        if graded or (whole.unit == "元" and all(_SOURCES.search(one.before) for one in rest)):
            yield whole, rest, True
        elif _settling(whole, rest):
            yield whole, rest, True
            return
    yield from _added(text, amounts)


def _named(
    text: str, span: tuple[int, int], amounts: Sequence[_Amount]
) -> Iterator[tuple[_Amount, list[_Amount], bool]]:
    for match in _OF_THEM.finditer(text, *span):
        before = [one for one in amounts if one.end <= match.end() and not one.start > match.start()]
        before = [one for one in before if not re.search("[增减降多少比]", one.before)]
        if not before:
            continue
        whole, parts, reached = before[-1], list[_Amount](), match.end()
        for one in amounts:
            if one.start < match.end() or one.unit != whole.unit:
                continue
            between = text[reached : one.start]
            if _STOP.search(one.label) or _CHANGED.search(one.label) or len(between) > _GAP or "其中" in between:
                break
            parts.append(one)
            reached = one.end
        sure = len(parts) > 1 and (bool(_LEFT.search(parts[-1].label)) and bool(_DONE.search(parts[0].label)))
        if sum(part.value for part in parts) > whole.value and not any(_KIND.search(part.label) for part in parts):
            sure = True
        yield whole, parts, sure


def _settling(whole: _Amount, rest: Sequence[_Amount]) -> bool:
    """Whether what follows says what was done and, last, what is left."""
    marked = all(_DONE.search(one.label) or _LEFT.search(one.label) for one in rest)
    return marked and bool(_LEFT.search(rest[-1].label)) and not any(_OTHER.search(one.label) for one in rest)


def _added(text: str, amounts: Sequence[_Amount]) -> Iterator[tuple[_Amount, list[_Amount], bool]]:
    for at, whole in enumerate(amounts):
        if re.search(r"(?:累计|共计|合计|总计|一共)[^，。；\d]{0,8}$", text[max(0, whole.start - 12) : whole.start]):
            parts = [one for one in amounts[:at] if one.unit == whole.unit]
            if len(parts) > 1 and not any(_STOP.search(one.label) for one in parts):
                yield whole, parts, True


def _settled(whole: _Amount, done: _Amount) -> bool:
    if _LEFT.search(done.label) or _OTHER.search(done.label):
        return False
    return whole.value > done.value and bool(_DONE.search(done.label))


def _more_than_all(text: str, amounts: Sequence[_Amount]) -> Iterator[Found]:
    """More settled than there was, more given back than handed out."""
    for whole, part in pairwise(amounts):
        between = text[whole.end : part.start]
        if whole.unit != part.unit or part.value <= whole.value or between.count("，") > 1:
            continue
        first = _FOUND_FIRST.search(whole.before) and _DONE_LATER.search(part.before)
        first = first or re.search(r"实到|到会|出席|签到", part.before)
        already = re.match(r"[^，。；]{0,6}，(?:其中)?已[^，。；]{1,4}$", between)
        if (first or already) and not _PLAN.search(whole.before + between):
            what = f"{_plain(part.value)} 比 {_plain(whole.value)} 还多"
            yield Found("sum-wrong", whole.start, part.end, {"what": what})


def _shares(text: str, span: tuple[int, int], amounts: Sequence[_Amount]) -> Iterator[Found]:
    """A share given beside the two figures it is the share of."""
    for match in _PERCENT.finditer(text, *span):
        rate = _RATE.search(text, max(span[0], match.start() - 24), match.start())
        if rate is None or match["mark"] == "个百分点" or _RATE_OTHER.search(rate["stem"] or ""):
            continue
        near = _concerned(text, amounts, match, rate)
        said = float(match["n"])
        slack = _slack(match["n"], bool(rate["about"]) or bool(_ABOUT.match(text[match.end() : match.end() + 2])))
        right = [real for real in _ratios(near) if abs(real - said) <= slack or int(real) == said]
        if len(near) > 1 and not right:
            a, b = sorted(near[:2], key=lambda one: one.value)
            what = f"{_plain(a.value)} 占 {_plain(b.value)} 的 {100 * a.value / b.value:.1f}%，不是 {match['n']}%"
            yield Found("sum-wrong", rate.start(), match.end(), {"what": what})


def _concerned(text: str, amounts: Sequence[_Amount], match: re.Match[str], rate: re.Match[str]) -> list[_Amount]:
    """The figures of one unit nearest to a share, if their own words say they are what it is the share of."""
    before = [one for one in amounts if one.end <= match.start()]
    after = [one for one in amounts if one.start >= match.end()]
    for side in (before[::-1], after, [*before[-1:], *after[:1]]):
        near = [one for one in side if one.unit == side[0].unit] if side else []
        if len(near) < 2 or any(_OTHER.search(one.label) for one in near[:2]):
            continue
        stem = rate["stem"] or ""
        words = "".join(one.label for one in near[:3])
        if (rate["share"] or "").startswith("完成") and not re.search("目标|任务|计划", words):
            continue
        if rate["share"]:
            clause = re.split("[，。；]", text[near[0].end : rate.start()])
            if rate["share"] == "压缩比" or (len(clause) <= 2 and len(clause[-1]) <= 2 and near[0].unit not in _TIMES):
                return near[:3]
        elif re.search(f"{stem}|[已未应实]{stem[0]}|{_ALIAS.get(stem, stem)}", words):
            return near[:3]
    return []


def _ratios(near: Sequence[_Amount]) -> Iterator[float]:
    values = [one.value for one in near]
    for a in values:
        for b in values:
            if b and a <= b:
                yield 100 * a / b
                yield 100 - 100 * a / b
    total = sum(values, 0.0)
    if len(values) > 1 and total:
        yield from (100 * value / total for value in values)


def _slack(written: str, about: bool) -> float:
    places = len(written.partition(".")[2])
    return 5.0 if about else 0.51 * 10**-places


def _changes(text: str) -> Iterator[Found]:
    """A figure, the one before it and the change between them."""
    for match in _CHANGE.finditer(text):
        now, then = float(match["now"]) * _BIG[match["b"]], float(match["then"]) * _BIG[match["b2"]]
        real = 100 * (now - then) / then if then else 0.0
        said = float(match["x"]) * (1 if _UP.search(match["way"]) else -1)
        if abs(real - said) > max(0.6, _slack(match["x"], about=False)):
            what = f"由 {_plain(then)} 到 {_plain(now)} 是 {real:+.1f}%，不是 {said:+g}%"
            yield Found("sum-wrong", *match.span(), {"what": what})
    for match in _AGAINST.finditer(text):
        now, then = float(match["now"]) * _BIG[match["b"]], float(match["then"]) * _BIG[match["b2"]]
        said = float(match["x"]) * (1 if _UP.search(match["way"]) else -1)
        share = match["b3"] in ("%", "％")
        real = 100 * (now - then) / then if share and then else now - then
        said *= 1 if share else _BIG[match["b3"]]
        if abs(real - said) > (max(0.6, _slack(match["x"], about=False)) if share else 0.01 * max(abs(said), 1)):
            what = f"由 {_plain(then)} 到 {_plain(now)}，不是“{match['way']}{match['x']}{match['b3']}”"
            yield Found("sum-wrong", *match.span(), {"what": what})
    for match in _STOCK.finditer(text):
        left = int(match["a"]) + int(match["b"]) - int(match["c"])
        if left != int(match["d"]):
            what = f"{match['a']}＋{match['b']}－{match['c']}＝{left}，不是 {match['d']}"
            yield Found("sum-wrong", *match.span(), {"what": what})
    for pattern in (_STEP, _OVER, _POINTS, _RANK):
        for match in pattern.finditer(text):
            now, then, step = float(match["now"]), float(match["then"]), float(match["x"])
            up = bool(_UP.search(match["way"])) != (pattern is _RANK)
            if not _same(now, then + step if up else then - step):
                what = f"{_plain(then)} 与 {_plain(now)} 相差 {_plain(abs(now - then))}，不是 {_plain(step)}"
                yield Found("sum-wrong", *match.span(), {"what": what})


def _moves(text: str) -> Iterator[Found]:
    """由……提高到…… with the lower figure last, and the other way round."""
    for match in _MOVE.finditer(text):
        one, other = float(match["a"]), float(match["b"])
        if "第" in match[0] or "倍" in match[0] or match["v"] in ("万", "亿") or match["u"].startswith(("万", "亿")):
            continue
        units = match["u"][:1], match["v"]
        if units[0] != units[1] and "" not in units:
            continue
        if one != other and (other > one) != bool(_UP.search(match["way"])):
            what = f"说是“{match['way']}”，{_plain(one)} 到 {_plain(other)} 却相反"
            yield Found("sum-wrong", *match.span(), {"what": what})


def _rests(paper: Paper, pairs: Sequence[tuple[_Amount, _Amount]]) -> Iterator[Found]:
    """剩余…… elsewhere than where whole and done stand, and not the difference between them."""
    text = paper.shown
    for match in _REST.finditer(text):
        unit = _PEOPLE.get(match["unit"], match["unit"])
        words = _bigrams(
            text[match.start() + 2 : match.start("n")] + re.split("[，。；、]", text[match.end() : match.end() + 12])[0]
        )
        known = [
            (a, b)
            for a, b in pairs
            if a.unit == unit and b.end < match.start() - 12 and words & _bigrams(text[a.start - 16 : b.end + 6])
        ]
        left = {a.value - b.value for a, b in known}
        if known and float(match["n"]) not in left and "\n" in text[known[0][1].end : match.start()]:
            a, b = known[-1]
            what = f"{paper.called(a.start)}是 {_plain(a.value)} 减 {_plain(b.value)}，剩 {_plain(a.value - b.value)}"
            yield Found("sum-wrong", *match.span(), {"what": what})


def _bigrams(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1) if re.fullmatch("[\u4e00-\u9fff]{2}", text[at : at + 2])}


def _twice(paper: Paper) -> Iterator[Found]:
    """The preparation told once more with another figure."""
    for pattern in _SAME:
        first: re.Match[str] | None = None
        for match in pattern.finditer(paper.shown):
            clause = re.split("[，。；\n]", paper.shown[max(0, match.start() - 20) : match.start()])[-1]
            if paper.kind_at(match.start()) in ("rectification", "measures") or _NARROW.search(clause):
                continue
            if first is None:
                first = match
            elif first["n"] != match["n"]:
                what = f"{paper.called(first.start())}说是 {first['n']}{first['unit']}"
                yield Found("figure-twice", *match.span(), {"what": what})


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other), 1.0)


def _plain(value: float) -> str:
    for size, mark in ((1e8, "亿"), (1e4, "万")):
        if value >= size and value % (size / 100) == 0 and value % 1 == 0 and value >= 10 * size / 10:
            return f"{value / size:g}{mark}"
    return f"{value:g}" if value < 1e6 else f"{value:.0f}"
