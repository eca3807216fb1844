"""A parsed report as the contract shows it."""

from __future__ import annotations

from collections.abc import Iterator

from index import Report, Section


def structure(report: Report) -> dict[str, object]:
    """The JSON of `zhibi parse`; lines are 1-based."""
    return {
        "title": report.title,
        "who": report.who,
        "role": report.role,
        "level": report.level,
        "portfolio": list(report.portfolio),
        "meeting": report.meeting,
        "opening": None if report.opening is None else {"line": report.opening},
        "sections": [_section(section) for section in report.sections],
        "closing": None if report.closing is None else {"line": report.closing},
        "masks": [{"text": mask.text, "means": mask.means, "line": mask.line} for mask in report.masks],
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "number": section.number,
        "title": section.title,
        "kind": section.kind,
        "line": section.line,
        "children": [_child(child) for child in section.children],
        "points": [point.text for point in section.points],
    }


def _child(child: Section) -> dict[str, object]:
    return {
        "number": child.number,
        "title": child.title,
        "aspect": child.aspect,
        "line": child.line,
        "run_in": child.run_in,
        "points": [point.text for point in child.points],
    }


def structure_lines(report: Report) -> Iterator[str]:
    """The structure as indented lines for a person."""
    yield report.title
    who = {"individual": "个人", "group": "班子"}.get(report.who or "", "未识别")
    yield f"  会议年度 {report.meeting or '未识别'}；{who}；职务 {report.role or '未识别'}；分管 {'、'.join(report.portfolio) or '—'}"
    for section in report.sections:
        yield f"{section.number or ''}{section.title}  〔{section.kind}，第 {section.line} 行〕"
        yield from (f"    {point.text}" for point in section.points)
        for child in section.children:
            aspect = f"，第 {child.aspect} 方面" if child.aspect else ""
            yield f"  {child.number or ''}{child.title}  〔第 {child.line} 行{aspect}〕"
            yield from (f"    {point.text}" for point in child.points)
    for mask in report.masks:
        yield f"  遮掩词 第 {mask.line} 行 {mask.text} → {mask.means or '待补'}"
