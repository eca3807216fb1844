"""A model's text made accountable: its marks lead somewhere, its points are told apart, and what is wrong in it is named."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.domain import Citation, DraftPoint, Fact, Suggestion
from assistant.drafting.materials import Material
from assistant.verifying import MARK, slots

_WRITTEN = re.compile(r"[\[［【]\s*(F?\d{1,3}(?:\s*[,，、;；]\s*F?\d{1,3})*)\s*[\]］】]")
_ONE = re.compile(r"F?\d{1,3}")
_POINTS = re.compile(r"(?<=[。；：】\]])\s*(?=[一二三四五六七八九十]是)")
_ORDINAL = re.compile(r"^[一二三四五六七八九十]是")
_HEAD = re.compile(r"[^，。；：\[【]+")
_MOST = 8
UNFINISHED = "未完成"


def sources(materials: Sequence[Material], facts: Sequence[Fact]) -> dict[str, Citation]:
    """What each mark a model may use leads to: [1] a passage, [F1] a fact."""
    passages = {
        f"[{number}]": Citation(f"[{number}]", one.passage.id, one.report.id, one.report.title, one.passage.text)
        for number, one in enumerate(materials, 1)
    }
    own = {f"[{fact.id}]": Citation(f"[{fact.id}]", "", "", "事实清单", fact.text) for fact in facts}
    return passages | own


def marked(text: str, known: Mapping[str, Citation]) -> tuple[str, tuple[str, ...]]:
    """The text with its marks in one form, those that lead nowhere left out and listed."""
    unknown: dict[str, None] = {}

    def one(match: re.Match[str]) -> str:
        marks = [f"[{name}]" for name in _ONE.findall(match[1])]
        unknown.update((mark, None) for mark in marks if mark not in known)
        return "".join(mark for mark in marks if mark in known)

    return _WRITTEN.sub(one, text), tuple(unknown)


def points(text: str, known: Mapping[str, Citation]) -> tuple[DraftPoint, ...]:
    """The text cut before 一是, 二是 …; nothing of it is lost."""
    cuts = [0, *(match.end() for match in _POINTS.finditer(text)), len(text)]
    pieces = (text[start:end] for start, end in itertools.pairwise(cuts))
    return tuple(_point(piece, known) for piece in pieces if piece)


def _point(text: str, known: Mapping[str, Citation]) -> DraftPoint:
    cited = [known[mark] for mark in dict.fromkeys(MARK.findall(text)) if mark in known]
    head = _HEAD.match(_ORDINAL.sub("", text))
    heading = head[0] if head and _ORDINAL.match(text) else ""
    facts = tuple(one.mark.strip("[]") for one in cited if not one.passage)
    return DraftPoint(text, heading, "", tuple(one for one in cited if one.passage), facts)


def cited(text: str, known: Mapping[str, Citation]) -> tuple[Citation, ...]:
    """What the marks in the text lead to, in order, each once."""
    return tuple(known[mark] for mark in dict.fromkeys(MARK.findall(text)) if mark in known)


def own_text(text: str) -> Suggestion:
    """A text of the writer's own as something that can be worked on point by point; nothing in it is judged."""
    return Suggestion("own", text, points(text, {}), slots=slots(text))


def broken(text: str, why: str) -> str:
    """A text that broke off, with the slot that says so and why."""
    return f"{text}【待补：{UNFINISHED}（{why}），请续写或重写这一段】"


def unfinished(text: str, why: str) -> Suggestion:
    """What a model had written of a part when it was stopped; it can be gone on with."""
    whole = broken(MARK.sub("", text), why)
    return Suggestion("model", whole, points(whole, {}), slots=slots(whole))


def wrong(one: Suggestion, unknown: Sequence[str] = ()) -> tuple[str, ...]:
    """Everything a model is asked to put right, a sentence each."""
    return tuple(dict.fromkeys(_wrong(one, unknown)))[:_MOST]


def _wrong(one: Suggestion, unknown: Sequence[str]) -> Iterator[str]:
    for run in one.unsupported:
        lead = "" if run.what == "出处" else "没有依据："
        yield f"“{run.text}”（{run.what}）{lead}{run.why}"
    yield from (f"“{run.text}”（{run.what}）：{run.why}" for run in one.residue)
    yield from (f"“{one.text[run.start : run.end]}”与示例原文相同，请换成自己的话。" for run in one.borrowed)
    yield from (f"编号 {mark} 不存在，请去掉。" for mark in unknown)
