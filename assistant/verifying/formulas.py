"""Set phrases of the genre that everybody writes: they say nothing of anybody, so sharing them is no copying."""

from __future__ import annotations

import re
from functools import cache

from assistant import resources
from index import Official

_CHOICE = re.compile(r"\{([^{}]*)\}")
_KEPT = re.compile(r"[^\u4e00-\u9fff|{}]")


@cache
def official() -> Official:
    """What does not count when texts are compared: fixed expressions, aspects, themes and the formulas of the genre."""
    return Official(resources.lexicon().expressions, formulas())


@cache
def formulas() -> tuple[str, ...]:
    """The formulas of data/formulas.txt as regular expressions over text without punctuation."""
    lines = (line.strip() for line in resources.text("data", "formulas.txt").splitlines())
    return tuple(_pattern(line) for line in lines if line and not line.startswith("#"))


def _pattern(line: str) -> str:
    parts = _CHOICE.split(_KEPT.sub("", line))
    return "".join(f"(?:{part})" if place % 2 else part for place, part in enumerate(parts))
