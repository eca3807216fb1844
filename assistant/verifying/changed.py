"""What a rewriting did to the facts of a text: names, places, dates, figures, titles and marks of facts that came, went or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from assistant.domain import Change
from assistant.verifying.facts import COUNT, DATE, NAME, TITLE
from assistant.verifying.residue import PLACE
from assistant.verifying.slots import SLOT
from index import value_of

_MARK = re.compile(r"\[F\d{1,3}\]")
_FIGURE = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)(?P<ten_thousand>万(?!元))?\s*(?:余|多)?(?P<unit>个月|个百分点|人次|万元|亿元|公里|小时|分钟|[个次项人名天户件家份处所条场批起元亩吨岁成倍%％‰])?"
)
_PERCENT = re.compile(r"百分之(?P<number>\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+)")
_CHINESE = re.compile(r"^[零一二两三四五六七八九十百千万]+")


def changes(before: str, after: str) -> tuple[Change, ...]:
    """The facts `after` lacks and those it has instead, paired by kind in order of place; an empty side means none.

    “三次” and “3次” are one figure; a figure with another unit is another figure. What stands in slots does not count.
    """
    had, has = _facts(before), _facts(after)
    lost = [(fact, shown) for fact, shown in had.items() if fact not in has]
    new = [(fact, shown) for fact, shown in has.items() if fact not in had]
    found: list[Change] = []
    for what in dict.fromkeys(fact[0] for fact, _ in (*lost, *new)):
        old = [shown for fact, shown in lost if fact[0] == what]
        fresh = [shown for fact, shown in new if fact[0] == what]
        found += (Change(what, *pair) for pair in zip_longest(old, fresh, fillvalue=""))
    return tuple(found)


def _facts(text: str) -> dict[tuple[str, str], str]:
    """What is asserted in a text, by kind and meaning, as it is written there, in order of place."""
    shown = SLOT.sub("", text)
    found = [(match.start(), "事实", match[0], match[0]) for match in _MARK.finditer(shown)]
    shown = re.sub(r"\[F?\d{1,3}\]", _blank, shown)
    for what, pattern in (("文件", TITLE), ("日期", DATE), ("人名", NAME), ("地名", PLACE)):
        found += ((match.start(), what, match[0], match[0]) for match in pattern.finditer(shown))
    found += _figures(TITLE.sub(_blank, DATE.sub(_blank, shown)))
    return {(what, meaning): words for _, what, meaning, words in sorted(found)}


def _figures(text: str) -> Iterator[tuple[int, str, str, str]]:
    for match in _PERCENT.finditer(text):
        number = match["number"]
        yield match.start(), "数字", f"{number if number[0].isdecimal() else value_of(number)}%", match[0]
    text = _PERCENT.sub(_blank, text)
    for match in _FIGURE.finditer(text):
        unit = (match["unit"] or "").replace("％", "%")
        number = match["number"].replace(",", "")
        if match["ten_thousand"] and number.count(".") < 2:
            number = f"{float(number) * 10_000:.0f}"
        yield match.start(), "数字", f"{number}{unit}", match[0].strip()
    for match in COUNT.finditer(text):
        number = _CHINESE.match(match[0])
        unit = match[0][number.end() :].lstrip("余多") if number else ""
        yield match.start(), "数字", f"{value_of(number[0]) if number else ''}{unit}", match[0]


def _blank(match: re.Match[str]) -> str:
    return "\u3000" * len(match[0])
