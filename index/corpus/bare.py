"""Passages without a report, as test sets have them, wrapped so that the library can hold them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from index.report import Passage, Report

_TOGETHER = 2000


def bare_reports(rows: Iterable[tuple[str, str]]) -> Iterator[Report]:
    """Reports that hold nothing but these passages, many in each."""
    waiting = iter(rows)
    while part := tuple(islice(waiting, _TOGETHER)):
        yield _report(part)


def _report(rows: tuple[tuple[str, str], ...]) -> Report:
    text = "\n".join(words for _, words in rows)
    id = hashlib.sha256("\0".join(name for name, _ in rows).encode()).hexdigest()[:16]
    passages: list[Passage] = []
    start = 0
    for name, words in rows:
        passages.append(Passage(name, id, (), "", None, (), "", words, start, start + len(words), words))
        start += len(words) + 1
    return Report(id, f"段落 {rows[0][0]} 等", id, "", None, None, None, (), None, text, (), tuple(passages))
