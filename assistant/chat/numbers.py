"""Numbers as they are typed: 3, 三, 十二, 三百."""

from __future__ import annotations

import re

NUMBER = r"([一二两三四五六七八九十百千零]{1,7}|\d{1,4})"
_SIGNS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_KNOWN = re.compile(rf"^{NUMBER}$")


def number_of(text: str) -> int:
    """The number a numeral stands for; 0 for anything else."""
    if not _KNOWN.match(text):
        return 0
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for sign in text:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _SIGNS[sign]
    return total + digit
