"""Numbers of headings and points: continuous, of one kind, and as many as announced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found
from index import Point, Section, value_of

_DIGITS = "零一二三四五六七八九"
_NUMBER = re.compile(r"[一二两三四五六七八九十]{1,3}|\d{1,2}")
_POINT = re.compile(
    r"^(?:(?P<a>[一二三四五六七八九十]{1,2})(?:是|要)|第(?P<b>[一二三四五六七八九十]{1,2})[，、]|其(?P<c>[一二三四五六七八九十]{1,2})[，、]|(?P<d>\d{1,2})[.．、])"
)
_INLINE = re.compile(r"(?:^|[。；：，\s])(?P<n>[一二三四五六七八九十])是(?!否|不是|非|个|种|名|位|件|次|个)")
_COUNTED = re.compile(
    r"(?:有|为|在|从|是|以下|如下|下列|聚焦)(?:以下|如下|这)?(?P<n>[一二两三四五六七八九十]|\d{1,2})(?:个|大)?(?:方面|点|条|项|类)(?:的?(?:突出|主要|具体)?(?:问题|原因|不足|差距|表现|措施|工作|内容))?(?:加以[^。：，]{0,8}|抓起|入手)?(?P<end>[：:。])"
)
_EMPTY = re.compile(r"(?m)^[ \t]*#{1,6}[ \t]*$")
_IN_TEXT = re.compile(r"(?:^|(?<=[。；：\s]))（(?P<n>[一二三四五六七八九十]{1,2})）")
_OTHER_LIST = re.compile(r"[。；，](其次|再次|第二|第三|其二|二要)[，、]?")
_IN_TEXT_ARABIC = re.compile(r"(?:^|(?<=[。；：]))(?P<n>\d{1,2})[.．](?=[\u4e00-\u9fff“])")
_IN_TEXT_CHINESE = re.compile(r"(?:^|(?<=[。；：]))(?P<n>[一二三四五六七八九]|十)、(?=[\u4e00-\u9fff]{2})")
_AT_HEAD = re.compile(r"[ \t\u3000]*(?P<n>[一二三四五六七八九十])是(?!否|不是|非)")
_LONGEST = 24
_TITLE = 18


def findings(paper: Paper) -> Iterator[Found]:
    """Gaps and repeats, missing numbers, mixed kinds of numbers and headings, announced counts that do not hold."""
    sections = paper.report.sections
    yield from _sequence(sections)
    for section in sections:
        yield from _sequence(section.children)
        for holder in (section, *section.children):
            yield from _points(paper, holder.points)
    yield from _in_text(paper)
    yield from _brackets(paper)
    yield from _styles(paper)
    yield from _run_in(paper)
    yield from _stops(paper)
    yield from _counts(paper)
    yield from (Found("heading-empty", *match.span()) for match in _EMPTY.finditer(paper.text))
    yield from _bare(paper)
    yield from _alone(paper)
    yield from _mixed(paper)


def value(written: str | None) -> int | None:
    """The number a marker holds: 3 for （三）, 三、, 3."""
    match = _NUMBER.search(written or "")
    return (value_of(match[0]) or None) if match else None


def _sequence(sections: Sequence[Section]) -> Iterator[Found]:
    numbered = [section for section in sections if section.number]
    last: int | None = None
    style = _kind(numbered[0].number) if numbered else ""
    for section in sections:
        here = value(section.number) if not section.number or _kind(section.number) == style else None
        if section.number and here is None:
            continue
        place = section.start, section.heading_end
        if here is None:
            if last is not None and 2 * len(numbered) > len(sections) and _skipped(section, sections):
                yield Found("number-missing", *place, {"right": "序号"})
                last += 1
            continue
        if last is not None and here != last + 1:
            what = "重复" if here == last else "跳号" if here > last else "倒退"
            yield Found("number-gap", *place, {"what": f"上一个是第 {last}，这里是第 {here}（{what}）"})
        elif last is None and here != 1:
            yield Found("number-gap", *place, {"what": f"从第 {here} 开始"})
        last = here


def _kind(number: str | None) -> str:
    """The make of a number: bracketed, Arabic or Chinese."""
    written = number or ""
    return "（" if written[:1] in "（(" else "1" if written[:1].isdigit() else "一"


def _skipped(section: Section, sections: Sequence[Section]) -> bool:
    """Whether the next numbered heading leaves room for this one."""
    at = sections.index(section)
    before = next((value(one.number) for one in reversed(sections[:at]) if one.number), None)
    after = next((value(one.number) for one in sections[at + 1 :] if one.number), None)
    return before is not None and after is not None and after > before + 1


def _points(paper: Paper, points: Sequence[Point]) -> Iterator[Found]:
    last, before = 0, 0
    for point in points:
        match = _POINT.match(point.text)
        here = value(match[match.lastgroup]) if match and match.lastgroup else None
        if here is None:
            continue
        between = paper.shown[before : point.start]
        told = (
            here > last + 1 and last and all(f"{_DIGITS[one]}是" in between for one in range(last + 1, min(here, 10)))
        )
        if here not in (1, last + 1) and not told:
            what = f"上一条是第 {last}，这里是第 {here}" if last else f"从第 {here} 条开始"
            yield Found("number-gap", point.start, point.start + len(point.text), {"what": what})
        last, before = here, point.start


def _in_text(paper: Paper) -> Iterator[Found]:
    """（一）（二）（四） or 1. 2. 4. one after the other in a paragraph, 一是 二是 四是 at the heads of paragraphs."""
    for block in paper.document.blocks:
        for pattern in (_IN_TEXT, _IN_TEXT_ARABIC, _IN_TEXT_CHINESE):
            yield from _gaps(pattern.finditer(paper.shown, block.start, block.end))
    if paper.report.sections:
        return
    heads = (_AT_HEAD.match(paper.shown, block.start, block.end) for block in paper.document.blocks)
    run: list[re.Match[str]] = []
    for match in heads:
        if match and value(match["n"]) == 1:
            yield from _gaps(run)
            run = []
        if match:
            run.append(match)
    yield from (found for found in _gaps(run) if not _said_between(paper, run, found))


def _gaps(marks: Iterable[re.Match[str]]) -> Iterator[Found]:
    last = 0
    for match in marks:
        here = value(match["n"]) or 0
        if last and here != last + 1:
            yield Found("number-gap", *match.span(), {"what": f"上一个是第 {last}，这里是第 {here}"})
        last = here


def _said_between(paper: Paper, run: Sequence[re.Match[str]], found: Found) -> bool:
    """Whether the number that seems left out stands inside a paragraph."""
    here = next(at for at, match in enumerate(run) if match.start() == found.start)
    last = value(run[here - 1]["n"]) or 0
    return last < 9 and f"{_DIGITS[last + 1]}是" in paper.shown[run[here - 1].end() : found.start]


def _listed(section: Section, paper: Paper) -> bool:
    """Whether what looks like headings is a list of whole sentences: nothing stands under any of them."""
    bare = [not paper.shown[one.heading_end : one.end].strip(" 。*\n\u3000") for one in section.children]
    ended = [paper.text[one.start : one.end].rstrip(" *\n\u3000")[-1:] in "。；" for one in section.children]
    return len(bare) > 1 and all(bare) and sum(ended) >= len(ended) - 1


def _brackets(paper: Paper) -> Iterator[Found]:
    numbers = [(child, child.number) for s in paper.report.sections for child in s.children if child.number]
    half = [child for child, number in numbers if number.startswith("(")]
    full = [child for child, number in numbers if number.startswith("（")]
    if half and full:
        yield from (Found("number-brackets", c.start, c.start + 3, {"right": "（）"}) for c in half)


def _styles(paper: Paper) -> Iterator[Found]:
    told = [(section, _style(section)) for section in paper.sections("problems", "causes", "measures")]
    styles = Counter(style for _, style in told if style)
    if len(styles) < 2:
        return
    usual = styles.most_common(1)[0]
    for section, style in told:
        if style and style != usual[0] and styles[style] < usual[1]:
            yield Found("list-style-mixed", section.start, section.heading_end, {"found": style, "right": usual[0]})


def _style(section: Section) -> str:
    first = next((child.number for child in section.children if child.number), None)
    if first:
        return "（一）" if first[0] in "（(" and not first[1].isdigit() else "1." if first[0].isdigit() else first
    return "一是" if len(section.points) > 1 else ""


def _run_in(paper: Paper) -> Iterator[Found]:
    kinds: list[tuple[Section, bool]] = []
    for section in paper.sections("problems", "causes", "measures"):
        if section.children and not _listed(section, paper) and _kind(section.children[0].number) == "（":
            kinds.append((section, section.children[0].run_in))
    for (_, before), (section, here) in pairwise(kinds):
        if before != here:
            yield Found("heading-style-mixed", section.start, section.heading_end)
            return


def _stops(paper: Paper) -> Iterator[Found]:
    for section in paper.report.sections:
        for one in (section, *(() if _listed(section, paper) else section.children)):
            end = paper.line_span(one.line)[1]
            last = paper.text[one.start : end].rstrip(" *")[-1:]
            if not one.run_in and one.heading_end >= end - 3 and last in "。；，、" and len(one.title) <= _LONGEST:
                at = paper.text.rfind(last, one.start, end)
                yield Found("heading-stop", at, at + 1, {"found": last}, "")


def _counts(paper: Paper) -> Iterator[Found]:
    for match in _COUNTED.finditer(paper.shown):
        said = value(match["n"])
        items = _items(paper, match)
        if said and items and items != said:
            yield Found("count-mismatch", match.start("n"), match.end(), {"what": f"{items} 条"})


def _items(paper: Paper, match: re.Match[str]) -> int:
    """How many items follow: in the same paragraph, else the headings or points of the section whose lead this is."""
    line_end = paper.shown.find("\n", match.end())
    rest = paper.shown[match.end() : line_end if line_end >= 0 else None]
    inline = [value(found["n"]) for found in _INLINE.finditer(f"。{rest}")]
    if inline and inline[0] == 1:
        run = [number for place, number in enumerate(inline, 1) if number == place]
        return len(run)
    if rest.strip():
        return 0
    for section in paper.report.sections:
        for holder in (*section.children, section):
            inner = holder.children or holder.points
            if holder.start <= match.start() < holder.end and inner and match.end() <= inner[0].start:
                return len(inner)
    return 0


def _bare(paper: Paper) -> Iterator[Found]:
    """Headings with nothing under them."""
    for section in paper.report.sections:
        for one in section.children:
            if len(one.title) > _TITLE or re.search(r"\d|，", one.title):
                continue
            if not paper.shown[one.heading_end : one.end].strip(" 。；，*\n\u3000") and not one.points:
                said = paper.text[one.start : one.end].rstrip(" *\n\u3000")[-1:] in "。；，"
                yield Found("heading-only" if said else "heading-empty", one.start, one.heading_end)


def _alone(paper: Paper) -> Iterator[Found]:
    for section in paper.report.sections:
        for holder in (section, *section.children):
            ones = [point for point in holder.points if point.text.startswith(("一是", "第一，"))]
            if len(holder.points) == 1 and ones:
                yield Found("list-alone", ones[0].start, ones[0].start + 2, {"found": ones[0].text[:2]})


def _mixed(paper: Paper) -> Iterator[Found]:
    """一是 goes on as 其次 or 第三."""
    for block in paper.document.blocks:
        text = paper.shown[block.start : block.end]
        first = re.search(r"(?:^|[。；：，\s])一是", text)
        other = _OTHER_LIST.search(text, first.end()) if first and not re.search("[。；，]二是", text) else None
        if other:
            yield Found("list-mixed", block.start + other.start(1), block.start + other.end(1), {"found": other[1]})
