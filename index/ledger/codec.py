"""Reports to JSON and back: everything a parser found, except the text and the passages, which have columns of their own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from index.report import MaskedWord, Passage, Point, Report, ReportCard, Section


def structure(report: Report) -> str:
    """The report without text and passages as JSON."""
    kept = {
        "genre": report.genre,
        "who": report.who,
        "role": report.role,
        "level": report.level,
        "portfolio": report.portfolio,
        "meeting": report.meeting,
        "sections": [asdict(section) for section in report.sections],
        "title_line": report.title_line,
        "opening": report.opening,
        "closing": report.closing,
        "masks": [asdict(mask) for mask in report.masks],
        "headings": report.headings,
        "notes": report.notes,
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def digest(text: str, structured: str) -> str:
    """A checksum by which a report that changed on the disk is told."""
    return hashlib.sha256(f"{text}\0{structured}".encode("utf-8", "surrogatepass")).hexdigest()


def card(id: str, title: str, source: str, bundled: int, structured: str, passages: int) -> ReportCard:
    """The card of a stored report."""
    kept = json.loads(structured)
    return ReportCard(
        id=id,
        title=title,
        source=source,
        genre=kept["genre"],
        who=kept["who"],
        role=kept["role"],
        level=kept["level"],
        portfolio=tuple(kept["portfolio"]),
        meeting=kept["meeting"],
        passages=passages,
        bundled=bool(bundled),
    )


def report(id: str, title: str, source: str, structured: str, text: str, passages: tuple[Passage, ...]) -> Report:
    """The stored report as the parser gave it."""
    kept = json.loads(structured)
    return Report(
        id=id,
        title=title,
        source=source,
        genre=kept["genre"],
        who=kept["who"],
        role=kept["role"],
        level=kept["level"],
        portfolio=tuple(kept["portfolio"]),
        meeting=kept["meeting"],
        text=text,
        sections=tuple(_section(section) for section in kept["sections"]),
        passages=passages,
        title_line=kept["title_line"],
        opening=kept["opening"],
        closing=kept["closing"],
        masks=tuple(MaskedWord(**mask) for mask in kept["masks"]),
        headings=tuple((start, end) for start, end in kept["headings"]),
        notes=tuple(kept["notes"]),
    )


def _section(kept: dict[str, Any]) -> Section:
    nested = {
        "topics": tuple(kept["topics"]),
        "points": tuple(Point(**point) for point in kept["points"]),
        "children": tuple(_section(child) for child in kept["children"]),
    }
    return Section(**(kept | nested))


PASSAGE_COLUMNS = "id, report, kind, aspect, topics, section_path, heading, text, start, stop, meant"


def passage_values(passage: Passage) -> tuple[object, ...]:
    """A passage as the values of PASSAGE_COLUMNS; what it means is kept only where it differs from what it says."""
    return (
        passage.id,
        passage.report,
        passage.kind,
        passage.aspect,
        json.dumps(passage.topics, ensure_ascii=False),
        json.dumps(passage.section_path, ensure_ascii=False),
        passage.heading,
        passage.text,
        passage.start,
        passage.end,
        None if passage.meant == passage.text else passage.meant,
    )


def passage(values: tuple[Any, ...]) -> Passage:
    """The passage of one row of PASSAGE_COLUMNS."""
    id, report, kind, aspect, topics, path, heading, text, start, stop, meant = values
    return Passage(
        id=id,
        report=report,
        section_path=tuple(json.loads(path)),
        kind=kind,
        aspect=aspect,
        topics=tuple(json.loads(topics)),
        heading=heading,
        text=text,
        start=start,
        end=stop,
        meant=text if meant is None else meant,
    )
