"""Admissions that a person should think twice about before signing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant import resources
from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found
from assistant.resources.entries import Entry, Pattern, Text
from assistant.resources.loading import entries

_NOT_OWN = re.compile(
    r"(?:防止|防范|杜绝|严禁|禁止|坚决|反对|不搞|不准|严查|查处|纠治|整治|避免|没有|未|不得|有无|是否|敢于|抵制|狠刹|拒绝|从不|绝不|不)[^，。；]{0,14}$"
)
_OTHERS = re.compile(
    r"(?:他|她|其|该|某地|某局|某县|某市|当事人|通报|案例|原[^，。；]{1,8}(?:长|书记|主任)|案中|涉案)[^。；\n]{0,40}$"
)


_CASE = re.compile(
    r"立案|查实|被查|处分|留置|落马|一名|一位|科长|经理|工作人员|负责人|下手|情形|案件|通报|会上(?:只)?讲|专项|行动|中的"
)


_PUNISHED = re.compile(r"被(?:查|停|撤|处|立案|通报|诫勉|免|捕|判)|立案|处分|留置|获刑|落马")


class AdmissionEntry(Entry):
    """A way of admitting something, and what it admits; `own` where the words themselves say that the writer did it."""

    what: Text
    find: Pattern
    own: bool = False


def findings(paper: Paper) -> Iterator[Found]:
    """Admissions in one's own name; cases of others, promises and denials are none."""
    for begin, stop in paper.spans("problems", "causes", "rectification", "statement"):
        for entry, pattern in _admissions():
            for match in pattern.finditer(paper.shown, begin, stop):
                before = paper.shown[max(begin, match.start() - 40) : match.start()]
                sentence = paper.shown[max(begin, match.start() - 60) : match.end() + 24]
                theirs = _CASE.search(_around(sentence, 24)) or _OTHERS.search(before)
                if entry.own:
                    theirs = _PUNISHED.search(_around(sentence, 24))
                if not theirs and not _NOT_OWN.search(before):
                    yield Found("risky-admission", *match.span(), {"what": entry.what})


def _around(text: str, after: int) -> str:
    """The sentence that ends the text up to its last `after` characters and goes on into them."""
    return re.split("[。\n]", text[:-after])[-1] + re.split("[。\n]", text[-after:])[0]


@cache
def _admissions() -> tuple[tuple[AdmissionEntry, re.Pattern[str]], ...]:
    found = entries(AdmissionEntry, resources.text("data", "admissions.toml"), "admissions.toml", "admission")
    return tuple((entry, re.compile(entry.find)) for entry in found)
