"""Names, dates, figures and document titles that nothing the writer supplied supports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant import resources
from assistant.domain import Stray
from assistant.verifying.slots import outside_slots

TITLE = re.compile(r"《([^《》]{2,60})》")
DATE = re.compile(
    r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|(?<!\d)\d{1,2}月\d{1,2}日|(?<!\d)\d{1,2}月(?=份|底|初|中旬|上旬|下旬|，)"
)
FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:%|％|‰)?")
COUNT = re.compile(
    r"(?<![第十百千万\d])(?:[二两三四五六七八九十百千万]{1,5}|一[百千万])(?:余|多)?"
    r"(?:次(?!全会)|个月|个(?!代表|全面|维护|意识|自信|确立|方面|带头|务必|必由|一以贯之|坚持|服从|责任)|项(?!规定|纪律)|人|名|天|户|件|家|份|处|所|条|场|批|起|公里|万元|亿元|亩|吨|年(?!级)|成)"
)
_NUMBERING = re.compile(r"(?m)^\s*(?:[（(]?\d{1,2}[)）.．、]|[①-⑳])")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
NAME = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=同志|书记|主任|局长|市长|县长|镇长|说：|说，)"
)


def states_figure(text: str) -> bool:
    """Whether a text gives a number of something; set phrases like 三个代表 give none."""
    return bool(FIGURE.search(text) or COUNT.search(text))


def unsupported(text: str, supplied: Iterable[str]) -> tuple[Stray, ...]:
    """What the writer has not supplied. `supplied` are the writer's facts, profile and the outline's official wording."""
    known = "\n".join(supplied)
    shown = _NUMBERING.sub(lambda match: "\u3000" * len(match[0]), outside_slots(text))
    found = [*_titles(shown, known), *_dates(shown, known), *_figures(shown, known), *_names(shown, known)]
    return tuple(sorted(_apart(found), key=lambda stray: stray.start))


def _titles(text: str, known: str) -> Iterator[Stray]:
    in_force = {title.title for title in resources.titles() if title.state == "in force"}
    in_force |= {short for title in resources.titles() for short in title.short}
    for match in TITLE.finditer(text):
        if match[1] not in known and match[1] not in in_force:
            yield Stray(match.start(), match.end(), match[0], "文件", "这个文件名称不在事实清单里，请核对原文。")


def _dates(text: str, known: str) -> Iterator[Stray]:
    for match in DATE.finditer(text):
        if match[0] not in known:
            yield Stray(match.start(), match.end(), match[0], "日期", "这个日期不在事实清单里。")


def _figures(text: str, known: str) -> Iterator[Stray]:
    numbers = set(FIGURE.findall(known))
    for match in FIGURE.finditer(text):
        if match[0] not in numbers:
            yield Stray(match.start(), match.end(), match[0], "数字", "这个数字不在事实清单里。")
    for match in COUNT.finditer(text):
        if match[0] not in known:
            yield Stray(match.start(), match.end(), match[0], "数字", "这个数目不在事实清单里。")


def _names(text: str, known: str) -> Iterator[Stray]:
    for match in NAME.finditer(text):
        if match["name"] not in known:
            yield Stray(match.start(), match.end(), match["name"], "人名", "这个人名不在事实清单里。")


def _apart(strays: Iterable[Stray]) -> list[Stray]:
    kept: list[Stray] = []
    for stray in sorted(strays, key=lambda stray: (stray.start, -stray.end)):
        if not kept or stray.start >= kept[-1].end:
            kept.append(stray)
    return kept
