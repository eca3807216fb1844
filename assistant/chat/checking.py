"""检查 in the chat: the rules of `zhibi check` over one part, over a text put into the message, or over a whole report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.checks import FAMILIES, SEVERITIES, check, outline_of
from assistant.checks.summary import GRAVE
from assistant.verifying import MARK, Library
from index import Block, Corpus, Document, Lexicon, Parser

if TYPE_CHECKING:
    from assistant.domain import Fact, Finding, Outline, Part, Profile
    from index import Report

MOST = 8
# What only a whole report can be asked for; a part of it is not at fault for what stands in the others.
_OF_THE_WHOLE = frozenset({"problem-orphan", "counts-unlinked", "problem-share", "praise-share", "similar-share"})
_WHOLE_FAMILIES = frozenset({"outline", "layout"})


@dataclass(frozen=True, slots=True)
class Checked:
    """The text as checked (no citation marks), what was found in it, and whether it was a whole report."""

    text: str
    findings: tuple[Finding, ...]
    whole: bool


class Checking:
    """The rules over texts of a conversation; `known` are the outlines of all meetings, those that ship unless some are given."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon, known: Sequence[Outline] = ()) -> None:
        self._parser = Parser(lexicon)
        self._library = Library(corpus, lexicon.expressions)
        self._known = tuple(known) or None

    def check(self, text: str, part: Part | None, profile: Profile, outline: Outline, facts: Sequence[Fact]) -> Checked:
        """What the rules find in a text. One that is not a whole report is read as the part it is, under its own heading."""
        text = MARK.sub("", text).strip()
        report = self._parser.parse(_document(text))
        whole = len(report.sections) > 1
        head = "" if whole or part is None else _heading(part)
        document = _document(head + text)
        if not whole:
            report = self._parser.parse(document)
        found = check(
            document,
            report,
            profile=profile if profile.role or profile.level or profile.portfolio else None,
            facts=facts,
            outline=(outline_of(report, self._known) if whole and self._known else None) or outline,
            library=self._library,
            known=self._known,
        )
        kept = found if whole else tuple(_inside(found, report, len(head)))
        return Checked(text, kept, whole)


def worthiest(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, the gravest and those of the most telling family first."""
    families = tuple(FAMILIES)
    order = sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), families.index(one.family), one.start))
    return tuple(order)


def told(one: Finding, text: str) -> str:
    """A finding in one line: where it is, how grave, what is wrong and what to do."""
    return f"{_place(one, text)}〔{GRAVE[one.severity]}〕{one.message}{one.advice}"


def counted(findings: Sequence[Finding]) -> str:
    """How many findings of each severity."""
    counts = ((name, sum(one.severity == key for one in findings)) for key, name in GRAVE.items())
    return "，".join(f"{name} {count} 处" for name, count in counts if count)


def _place(one: Finding, text: str) -> str:
    """Which point a finding stands in, or which line of a text of several."""
    starts = [at for at, sign in enumerate(text) if text.startswith("是", at + 1) and sign in "一二三四五六七八九"]
    starts = [at for at in starts if at == 0 or text[at - 1] in "。；：】\n "]
    lines = text.count("\n", 0, one.start) + 1
    if "\n" in text:
        return f"第 {lines} 行"
    number = sum(at <= one.start for at in starts)
    return f"第{'一二三四五六七八九十'[min(number, 10) - 1]}点" if number else "开头" if starts else ""


def _heading(part: Part) -> str:
    titles = (part.section, part.title if part.aspect else "")
    return "".join(f"{mark}{title}\n" for mark, title in zip(("一、", "（一）"), titles, strict=True) if title)


def _inside(findings: Iterable[Finding], report: Report, start: int) -> Iterator[Finding]:
    """The findings behind the heading put before the text, counted from the text's beginning."""
    for one in findings:
        if one.start >= start and one.rule not in _OF_THE_WHOLE and one.family not in _WHOLE_FAMILIES:
            yield replace(one, start=one.start - start, end=one.end - start)


def _document(text: str) -> Document:
    blocks: list[Block] = []
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            blocks.append(Block(line, "", number, at))
        at += len(line) + 1
    return Document("对话", text, tuple(blocks))
