"""Which headings are searched together with a passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from index.report import Passage, Report, Section

_NUMBER = re.compile(r"^\s*(?:[（(][一二三四五六七八九十百\d]+[)）]|第?[一二三四五六七八九十百\d]+[、.．条章节]?)\s*")


def prefixes(report: Report) -> tuple[str, ...]:
    """For each passage the headings that tell it from others.

    The official wording of an aspect stands over passages of every report of a year, often twice in each: it would
    make all of them alike, so it is left out.
    """
    official = {section.title for section in _walk(report.sections) if section.aspect is not None}
    return tuple(_prefix(passage, official) for passage in report.passages)


def _prefix(passage: Passage, official: set[str]) -> str:
    path = [_bare(title) for title in passage.section_path if not _is_official(title, official)]
    if passage.heading and passage.heading not in passage.text:
        path.append(_bare(passage.heading))
    return " ".join(title for title in path if title)


def _is_official(title: str, official: set[str]) -> bool:
    return title in official or _bare(title) in official or any(title.endswith(known) for known in official if known)


def _bare(title: str) -> str:
    return _NUMBER.sub("", title, count=1).strip()


def _walk(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.children)
