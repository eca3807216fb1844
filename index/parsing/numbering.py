"""Numbers in front of headings and points, and how high each stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.wording import value_of

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_FORMS = (
    (1, re.compile(rf"第?(?P<n>{_NUMERAL})部分[、：:，\s]*")),
    (1, re.compile(rf"(?P<n>{_NUMERAL})\s*[、.．，,]\s*")),
    (2, re.compile(rf"[（(﹙〔]\s*(?P<n>{_NUMERAL})\s*[)）﹚〕][、.．]?\s*")),
    (3, re.compile(r"(?P<n>\d{1,2})\s*[.．、](?!\d)\s*")),
    (4, re.compile(r"[（(﹙]\s*(?P<n>\d{1,2})\s*[)）﹚][、.．]?\s*")),
    (5, re.compile(r"(?P<n>[①-⑳])\s*")),
)


@dataclass(frozen=True, slots=True)
class Number:
    """A heading's number as written, its rank (一、 1, （一） 2, 1. 3, （1） 4, ① 5), its value and where the title begins."""

    text: str
    rank: int
    value: int
    title_at: int


def number_of(text: str) -> Number | None:
    """The number a line begins with, or None."""
    for rank, form in _FORMS:
        if match := form.match(text):
            return Number(match[0].strip(), rank, value_of(match["n"]), match.end())
    return None
