"""Words of a fact that stand in a point without the fact's mark: nobody can tell why they stand there, and so nobody would look."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.domain import Fact, Stray
from assistant.verifying.residue import PLACE
from assistant.verifying.slots import MARK, outside_slots

_POINT = re.compile(r"(?<=[。；：】\]])\s*(?=[一二三四五六七八九十]是)|\n")
_RUN = 4
_WORD = re.compile(r"[A-Za-z]{2,}(?:[ -][A-Za-z]{2,})*")
_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")


def unmarked(text: str, facts: Sequence[Fact], known: Iterable[str]) -> tuple[Stray, ...]:
    """Runs of four and more characters, places and foreign words a point shares with a fact it does not name, and foreign words
    nobody supplied. What `known` says too does not count.
    """
    common = "\n".join(known)
    shown = outside_slots(text)
    bare = [(fact.id, "".join(_PLAIN.findall(fact.text))) for fact in facts]
    cuts = [0, *(match.end() for match in _POINT.finditer(text)), len(text)]
    found: list[Stray] = []
    for begin, end in itertools.pairwise(cuts):
        marks = set(MARK.findall(text[begin:end]))
        others = [(name, words) for name, words in bare if f"[{name}]" not in marks]
        found += (run.stray(shown) for run in _runs(shown, begin, end, others, common))
        found += _foreign(shown, begin, end, facts, common)
    return tuple(sorted(found, key=lambda stray: stray.start))


@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    end: int
    fact: str

    def stray(self, text: str) -> Stray:
        why = f"这是事实 {self.fact} 里的话，却没有标出处，请核对该不该写在这里。"
        start, end = self.start, self.end
        # A figure is shown whole.
        while start and text[start].isdecimal() and text[start - 1].isdecimal():
            start -= 1
        while end < len(text) and text[end].isdecimal() and text[end - 1].isdecimal():
            end += 1
        return Stray(start, end, text[start:end], "出处", why)


def _runs(text: str, begin: int, end: int, facts: Sequence[tuple[str, str]], common: str) -> Iterator[_Run]:
    last: _Run | None = None
    for at, size in _candidates(text, begin, end):
        words = text[at : at + size]
        source = "" if words in common else next((name for name, told in facts if words in told), "")
        if not source:
            continue
        if last and last.fact == source and at <= last.end:
            last = _Run(last.start, max(last.end, at + size), source)
            continue
        if last:
            yield last
        last = _Run(at, at + size, source)
    if last:
        yield last


def _candidates(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    runs = [(at, _RUN) for at in range(begin, end - _RUN + 1) if all(map(_PLAIN.match, text[at : at + _RUN]))]
    places = [(match.start(), len(match[0])) for match in PLACE.finditer(text, begin, end)]
    return sorted((*runs, *places))


def _foreign(text: str, begin: int, end: int, facts: Sequence[Fact], common: str) -> Iterator[Stray]:
    """Foreign words of a sentence that stand neither in what is known nor in a fact the point names."""
    named = "\n".join(fact.text for fact in facts if f"[{fact.id}]" in text[begin:end])
    for match in _WORD.finditer(text, begin, end):
        if match[0] not in common and match[0] not in named:
            yield Stray(match.start(), match.end(), match[0], "外文", "这个外文词没有出处，请核对。")
