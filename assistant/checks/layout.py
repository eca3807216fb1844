"""How a Word file is set: paper, margins, fonts, pitch, indents, page numbers, and what was left in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found
from assistant.domain import Setting, Typeset

_SIDES = {"top": "上", "bottom": "下", "left": "左", "right": "右"}
_HEADINGS = {"heading1": "第一层标题", "heading2": "第二层标题"}
_FOUNDRY = re.compile(r"^(?:方正|华文|汉仪|文鼎|经典)|_?GB\w*$|_?GBK$|简体?$|\s")
_SIZES = {
    26: "1号", 24: "小1号", 22: "2号", 18: "小2号", 16: "3号", 15: "小3号", 14: "4号", 12: "小4号", 10.5: "5号", 9: "小5号",
}  # fmt: skip
_A4 = "210×297 毫米"
_MM_OFF = 1.5
_PITCH_OFF = 1.1
_INDENT_OFF = 0.3
_SHORT = 15
"""Body paragraphs as short as a form of address or a signature are not judged."""


def findings(paper: Paper) -> Iterator[Found]:
    """Where a Word file departs from its layout; nothing for other files. Each kind of departure is told once, on the
    ground of the layout the file was judged by.
    """
    setting = paper.setting
    if setting is None:
        return
    ground = "" if setting.standard else _ground(setting)
    yield from (replace(one, basis=ground) for one in departures(paper, setting))
    yield from _left(paper, setting)


def _ground(setting: Setting) -> str:
    """A layout as the basis of a finding; the rules' own clauses are those of the national standard."""
    return "；".join(one for one in (f"版式“{setting.layout}”", setting.source) if one)


def departures(paper: Paper, setting: Setting) -> Iterator[Found]:
    """Where a Word file departs from what its setting asks."""
    asked = {one.role: one for one in setting.asked}
    yield from _page(paper, setting, asked["page-number"])
    yield from _title(setting, asked["title"])
    yield from _body(setting, asked["body"])
    yield from _headings(setting, asked)
    yield from _pitch(setting, asked["body"])
    yield from _indents(paper, setting, asked["body"])


def _page(paper: Paper, setting: Setting, number: Typeset) -> Iterator[Found]:
    page, asked = dict(setting.sheet), dict(setting.asked_sheet)
    off = {side for side in page if abs(page[side] - asked[side]) > _MM_OFF}
    if off & {"width", "height"}:
        says = {"what": _paper(page), "right": _paper(asked)}
        yield Found("layout-paper", *paper.title, says)
    wrong = [side for side in _SIDES if side in off]
    if wrong:
        says = {"what": _margins(page, wrong), "right": _margins(asked, wrong)}
        yield Found("layout-margins", *paper.title, says)
    if not setting.numbered:
        yield Found("layout-page-number", *paper.title, {"right": _letters(number)})


def _paper(page: dict[str, float]) -> str:
    size = f"{page.get('width', 0):.0f}×{page.get('height', 0):.0f} 毫米"
    return f"A4 纸（{size}）" if size == _A4 else size


def _margins(page: dict[str, float], sides: list[str]) -> str:
    return "、".join(f"{_SIDES[side]} {page[side]:.0f} 毫米" for side in sides)


def _title(setting: Setting, asked: Typeset) -> Iterator[Found]:
    for one in setting.paragraphs:
        if one.role == "title":
            wrong = [(f"用的是{_letters(one)}", _letters(asked))] if _other_letters(one, asked) else []
            wrong += [] if one.centred else [("没有居中", "居中")]
            if wrong:
                what, right = ("、".join(some) for some in zip(*wrong, strict=True))
                yield Found("layout-title", one.start, one.end, {"what": what, "right": right})


def _body(setting: Setting, asked: Typeset) -> Iterator[Found]:
    wrong = [one for one in _prose(setting) if _other_letters(one, asked)]
    if wrong:
        says = {"what": f"{_letters(wrong[0])}（{len(wrong)} 段）", "right": _letters(asked)}
        yield Found("layout-body", wrong[0].start, wrong[0].end, says)


def _headings(setting: Setting, asked: dict[str, Typeset]) -> Iterator[Found]:
    for role, called in _HEADINGS.items():
        wrong = [one for one in setting.paragraphs if one.role == role and _other_letters(one, asked[role])]
        if wrong:
            says = {"what": f"{called}用的是{_letters(wrong[0])}（{len(wrong)} 个）", "right": _letters(asked[role])}
            yield Found("layout-heading", wrong[0].start, wrong[0].end, says)


def _pitch(setting: Setting, asked: Typeset) -> Iterator[Found]:
    pitch = asked.pitch or 0.0
    wrong = [one for one in _prose(setting) if one.pitch is None or abs(one.pitch - pitch) > _PITCH_OFF]
    if wrong:
        found = wrong[0].pitch
        what = "不固定的" if found is None else f" {found:g} 磅"
        says = {"what": f"{what}（{len(wrong)} 段）", "right": f" {pitch:g} 磅左右", "lines": str(setting.lines)}
        yield Found("layout-pitch", wrong[0].start, wrong[0].end, says)


def _indents(paper: Paper, setting: Setting, asked: Typeset) -> Iterator[Found]:
    wrong = [one for one in _prose(setting) if one.indent is not None and _off(one.indent, asked.indent)]
    if wrong:
        line = paper.text[paper.text.rfind("\n", 0, wrong[0].start) + 1 : wrong[0].start + 2]
        spaced = wrong[0].indent == 0 and re.match(r"[ \t\u3000]", line)
        how = "用空格代替首行缩进" if spaced else f"首行缩进是 {wrong[0].indent:.1f} 个字，应为 2 个字"
        says = {"what": f"{how}（{len(wrong)} 段）"}
        yield Found("layout-indent", wrong[0].start, wrong[0].end, says)


def _off(found: float, asked: float | None) -> bool:
    return asked is not None and abs(found - asked) > _INDENT_OFF


def _left(paper: Paper, setting: Setting) -> Iterator[Found]:
    if setting.people:
        yield Found("file-author", *paper.title, {"what": "、".join(f"“{name}”" for name in setting.people)})
    for rule, places in (("file-comments", setting.comments), ("file-changes", setting.changes)):
        if places:
            start = places[0]
            end = paper.text.find("\n", start)
            yield Found(rule, start, len(paper.text) if end < 0 else end, {"what": str(len(places))})


def _prose(setting: Setting) -> list[Typeset]:
    return [one for one in setting.paragraphs if one.role == "body" and one.end - one.start > _SHORT]


def _other_letters(one: Typeset, asked: Typeset) -> bool:
    """Another font or size than asked; a font the file does not name is not judged."""
    own = {_family(font) for font in asked.fonts}
    font = bool(one.fonts) and not any(_family(name) in own for name in one.fonts)
    size = one.size is not None and asked.size is not None and abs(one.size - asked.size) > 0.4
    return font or size


def _family(font: str) -> str:
    """A font's name without its foundry and character set: 方正仿宋_GBK and 仿宋_GB2312 are both 仿宋."""
    bare, shorter = font, _FOUNDRY.sub("", font)
    while shorter != bare:
        bare, shorter = shorter, _FOUNDRY.sub("", shorter)
    return bare.lower()


def _letters(one: Typeset) -> str:
    size = "" if one.size is None else _SIZES.get(one.size, f"{one.size:g}磅")
    return f"{size}{one.fonts[0] if one.fonts else '字'}"
