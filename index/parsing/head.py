"""The top of a report: title, the lines under it, the opening; and the closing at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.lexicon import Genre
from index.parsing.lines import Line
from index.parsing.numbering import number_of

_SHORT = 60
_SALUTATION = re.compile(r"^.{0,30}(?:同志|领导|代表|组长|委员|书记|专家|老师)[们]?[^。]{0,20}[：:]$")
_SIGNED = re.compile(
    r"^[\s\u3000]*(?:.{0,20}[0-9０-９x×XＸ〇二][0-9０-９x×XＸ〇一二三四五六七八九]{0,3}年.{0,12}|.{2,24})$"
)
_DATE = re.compile(r"(?:年.{1,3}月(?:.{1,3}日)?|\d{4}[-./]\d{1,2}[-./]\d{1,2})[)）]?$")
# What web pages put above a text.
_PAGE = re.compile(
    r"^[\s\u3000（(]*(?:来源|文章来源|作者|供稿|发布|发布时间|时间|日期|点击|浏览|阅读|编辑|责任编辑|栏目|字体|字号|分享|打印|当前位置|您的位置)[^。]{0,6}[：:]"
    r"|(?:发布时间|发布日期|更新时间|点击数?|点击量|浏览次数|浏览量|阅读次数|阅读量|人气)[：:]"
)
_LAST_WORDS = re.compile(
    r"(?:以上|上述|不妥|不当|不足之处|不到之处).{0,40}(?:请|恳请|敬请|欢迎|恳望).{0,24}(?:批评|指正|帮助|审议|评议|审阅|监督)"
    r"|^(?:以上|上述)(?:是|为|就是).{0,40}(?:对照检查|检视剖析|汇报|报告|发言|述职)"
    r"|(?:请|恳请|敬请|欢迎).{0,24}(?:批评指正|批评帮助|批评、?指正|予以?评议|予以?审议|提出宝贵意见)|特此报告|^谢谢"
)


@dataclass(frozen=True, slots=True)
class Top:
    """The title (joined when it runs over several lines), how many lines the head takes, and where the title stands."""

    title: str
    title_line: int | None
    lines: int


def find_top(lines: Sequence[Line], genres: Sequence[Genre]) -> Top:
    """Title and byline: short leading lines that neither end a sentence nor carry a heading's number."""
    head: list[Line] = []
    for line in lines[:8]:
        if not _belongs(line, head):
            break
        head.append(line)
    if not head:
        return Top("", None, 0)
    first, last = _title_span(head, [word for genre in genres for word in genre.titles])
    title = "".join(line.text for line in head[first : last + 1])
    return Top(title, head[first].number, len(head))


def _belongs(line: Line, head: Sequence[Line]) -> bool:
    if _SALUTATION.match(line.text):
        return True
    if line.rank and head and (line.rank > 1 or number_of(line.text)):
        return False
    if number_of(line.text) and line.style != "title":
        return False
    if _PAGE.search(line.text):
        return len(line.text) <= 2 * _SHORT
    return len(line.text) <= _SHORT and (not line.ends_sentence) and not line.text.endswith(("：", ":", "，"))


def _title_span(head: Sequence[Line], words: Sequence[str]) -> tuple[int, int]:
    for position, line in enumerate(head):
        if line.rank == 1 or line.style == "title":
            return position, position
    for position, line in enumerate(head):
        if any(word in line.text for word in words):
            first = position
            while first and _continues(head[first - 1]):
                first -= 1
            return first, position
    return 0, 0


def _continues(line: Line) -> bool:
    return not line.text.endswith(("）", ")")) and not _DATE.search(line.text) and not _PAGE.search(line.text)


def find_closing(lines: Sequence[Line], genre: Genre | None) -> int | None:
    """Index of the line that begins the closing (its formula, then signature and date), or None."""
    formulas = genre.closings if genre else ()
    end = len(lines)
    while end > 0 and len(lines) - end < 4 and _is_signature(lines[end - 1]):
        end -= 1
    last = end - 1
    if last < 1 or number_of(lines[last].text):
        return None
    text = lines[last].text
    if len(text) <= 200 and (_LAST_WORDS.search(text) or any(formula in text for formula in formulas)):
        return last
    return None


def closing_sentence(text: str) -> int | None:
    """Where the closing formula begins inside a longer last paragraph, or None."""
    start = max(text.rstrip("。！").rfind(mark) for mark in "。！；") + 1
    return start if start > 0 and _LAST_WORDS.search(text[start:]) else None


def _is_signature(line: Line) -> bool:
    short = len(line.text) <= 24 and not line.ends_sentence and not line.rank and not number_of(line.text)
    return short and bool(_SIGNED.match(line.text)) and not line.text.endswith(("：", ":"))
