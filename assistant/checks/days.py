"""Days: dates that do not exist, dates in the wrong order, deadlines gone by, ages and terms that do not fit."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from itertools import pairwise

from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found

_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年)?(?<![\d.第—－-])(?P<month>\d{1,2})月(?!\d*[个份至到—-]\d)(?:(?P<day>\d{1,2})[日号])?"
)
_WRITTEN = re.compile(
    r"(?:农历)?(?<![一二三四五六七八九])(?:十[三四五六七八九]|二十[一-龥]?)月(?=[，。；、前后底初份中上下内])"
)
_PERCENT = re.compile(
    r"(?:(?:整改|办结|销号|满意|覆盖|合格|参学|到课|出勤|出席|及格|达标|回收|参与|知晓|入住|签约|通过|到位|公开|普及|入学|参保|响应|兑现|落实|开工|治愈)(?:完成)?(?:率|度)|占比|占(?:全[省市县区]|总数)?)"
    r"[^，。；\d增升提降]{0,8}(?P<n>\d+(?:\.\d+)?)[%％]"
)
_DROP = re.compile(r"(?:下降|减少|降低|压减|压缩|缩减|少)(?:了|幅度?达?)?(?P<n>\d+(?:\.\d+)?)[%％]")
_BEGUN = re.compile(r"收到|受理|开工|启动|报名|立案|申请|报修|开始|签订|动工|接到|交办|下达|印发|出台|公告")
_ENDED = re.compile(
    r"完成|办结|竣工|完工|验收|公示|结束|答复|提交|报送|交付|投用|投入使用|建成|解决|修复|通车|整改到位|销号"
)
_DEADLINE = re.compile(r"(?P<year>20\d\d)年(?:(?P<month>\d{1,2})月)?(?:\d{1,2}日)?(?:底|末|初)?(?:之?前|以前)")
_PLAIN_MONTH = re.compile(
    r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?:底|末|初|上旬|中旬|下旬)?(?=完成|建成|实现|办结|见效|达标|全部|前|起|[，。；])"
)
_BORN = re.compile(
    r"(?P<year>19[4-9]\d|200\d)年(?:\d{1,2}月)?(?:出?生)[^。；\n]{0,16}?(?:现年|今年|年龄)(?:为|已)?(?P<age>\d{2})周?岁"
)
_SERVED = re.compile(
    r"(?:任职|任现职|到任|履职)(?:以来)?(?P<n>\d{1,2})年(?:来|多来)?[^。；\n\d]{0,6}(?P<year>20\d\d)年(?:\d{1,2}月)?(?:起|开始)?(?:任|担任|到)"
)
_SLACK = 2


def findings(paper: Paper) -> Iterator[Found]:
    """What a calendar tells: days and shares that cannot be, ends before beginnings, deadlines that had passed."""
    yield from _impossible(paper)
    yield from _order(paper)
    yield from _past(paper)
    yield from _years(paper)


def _impossible(paper: Paper) -> Iterator[Found]:
    for match in _DATE.finditer(paper.shown):
        if match["day"] is None and int(match["month"]) <= 12 and match["month"] != "0":
            continue
        if not _exists(match["year"], int(match["month"]), int(match["day"] or 1)):
            yield Found("date-impossible", *match.span())
    for match in _WRITTEN.finditer(paper.shown):
        if not match[0].endswith(("十月", "十一月", "十二月")):
            yield Found("date-impossible", *match.span())
    for pattern in (_PERCENT, _DROP):
        for match in pattern.finditer(paper.shown):
            if float(match["n"]) > 100:
                yield Found("date-impossible", *match.span())


def _exists(year: str | None, month: int, day: int) -> bool:
    if not 1 <= month <= 12:
        return False
    return 1 <= day <= monthrange(int(year) if year else 2024, month)[1]


def _order(paper: Paper) -> Iterator[Found]:
    """In one sentence the end stands before the beginning."""
    for start, end in paper.sentences:
        dates = list(_DATE.finditer(paper.shown, start, end))
        for one, other in pairwise(dates):
            first = re.split("[，。；]", paper.shown[one.end() : other.start()])[0]
            second = re.split("[，。；]", paper.shown[other.end() : end])[0]
            if not (_BEGUN.search(first) and _ENDED.search(second)) or _ENDED.search(first):
                continue
            if other["year"] is None and re.search("次年|翌年|第二年|隔年", paper.shown[one.end() : other.start()]):
                continue
            if _when(other, one["year"]) < _when(one, one["year"]) and (other["year"] or not one["year"] or one["day"]):
                what = f"“{other[0]}”在“{one[0]}”之前"
                yield Found("date-order", one.start(), other.end(), {"what": what})


def _when(match: re.Match[str], year: str | None) -> tuple[int, int, int]:
    day = int(match["day"]) if match["day"] else 0
    return int(match["year"] or year or 0), int(match["month"]), day


def _past(paper: Paper) -> Iterator[Found]:
    """A deadline of a measure that had passed when the meeting was held."""
    held = held_year(paper)
    for section in paper.sections("measures") if held else ():
        for match in _DEADLINE.finditer(paper.shown, section.start, section.end):
            if int(match["year"]) < held:
                yield Found("deadline-past", *match.span(), {"what": f"{held}年初"})
        for match in _PLAIN_MONTH.finditer(paper.shown, section.start, section.end):
            clause = re.split("[。；]", paper.shown[match.end() : match.end() + 16])[0]
            if int(match["year"]) < held and _ENDED.search(clause) and not re.search("已|曾|以来", clause):
                yield Found("deadline-past", *match.span(), {"what": f"{held}年初"})


def held_year(paper: Paper) -> int:
    """The year in which the meeting is held; 0 where the text does not say which meeting it is."""
    if paper.outline:
        return paper.outline.year + 1
    year = re.match(r"20\d\d", paper.report.meeting or "")
    return int(year[0]) + 1 if year else 0


def _years(paper: Paper) -> Iterator[Found]:
    held = held_year(paper)
    for match in _BORN.finditer(paper.shown) if held else ():
        real = held - int(match["year"])
        if abs(real - int(match["age"])) > _SLACK:
            yield Found("date-order", *match.span(), {"what": f"{match['year']}年出生，到{held}年约 {real} 岁"})
    for match in _SERVED.finditer(paper.shown) if held else ():
        real = held - int(match["year"])
        if abs(real - int(match["n"])) > _SLACK:
            yield Found("date-order", *match.span(), {"what": f"{match['year']}年起任，到{held}年约 {real} 年"})
