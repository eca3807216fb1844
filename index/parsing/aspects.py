"""Which aspect of which year's outline a heading names, wording varying as it does in practice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from index.lexicon import Aspect

_NOISE = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_PREFIX = re.compile(r"^(?:关于|围绕|聚焦|紧扣|对照检查|对照|在|从|就)*(?:带头)?")
_SUFFIX = re.compile(
    r"(?:方面|情况|上)?(?:(?:仍|还|依然)?存在的?(?:主要|突出|不足)*(?:问题|差距|不足)?|的?(?:问题|差距|不足))?$"
)
_EXACT_BELOW = 7
_ALIKE = 0.62
_ALIKE_WITHIN = 0.4
_SAME_BEGINNING = 9


@dataclass(frozen=True, slots=True)
class AspectMatch:
    """An aspect and how alike the heading is to it, 0 to 1."""

    aspect: Aspect
    score: float


class AspectMatcher:
    """Finds the aspect a heading names among the outlines of all years. `meant` undoes masks in headings."""

    def __init__(self, aspects: Iterable[Aspect], meant: Callable[[str], str] = str) -> None:
        self._meant = meant
        self._aspects = tuple((aspect, core(aspect.text), _pairs(core(aspect.text))) for aspect in aspects)

    def match(self, heading: str, meeting: str | None = None) -> AspectMatch | None:
        """The best match, within one meeting's outline when that is known; None when nothing is alike enough."""
        wanted = core(self._meant(heading))
        pairs = _pairs(wanted)
        if not wanted:
            return None
        scored = (
            AspectMatch(aspect, _alike(wanted, pairs, text, theirs))
            for aspect, text, theirs in self._aspects
            if meeting is None or aspect.meeting == meeting
        )
        best = max(scored, key=lambda match: match.score, default=None)
        # Within one outline few candidates compete, so a heading may stray further from the official wording.
        enough = _ALIKE if meeting is None else _ALIKE_WITHIN
        return best if best and best.score >= enough else None

    def outline(self, meeting: str | None) -> tuple[Aspect, ...]:
        """The aspects of a meeting in their order; none when it is not known."""
        return tuple(aspect for aspect, _, _ in self._aspects if aspect.meeting == meeting)

    def meeting_of(self, headings: Iterable[str]) -> str | None:
        """The meeting whose outline the headings follow: each meeting is scored over all headings, one must lead."""
        texts = [core(self._meant(heading)) for heading in headings]
        votes: Counter[str] = Counter()
        for text in filter(None, texts):
            best: dict[str, float] = {}
            pairs = _pairs(text)
            for aspect, other, theirs in self._aspects:
                score = _alike(text, pairs, other, theirs)
                best[aspect.meeting] = max(best.get(aspect.meeting, 0.0), score if score >= _ALIKE else 0.0)
            votes.update(best)
        ranked = votes.most_common(2)
        if not ranked or ranked[0][1] < 1.2:
            return None
        return None if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 0.15 else ranked[0][0]


def core(heading: str) -> str:
    """A heading without prefix (在带头 …), suffix (方面 …), quotes and punctuation."""
    text = _PREFIX.sub("", _NOISE.sub("", heading), count=1)
    return _SUFFIX.sub("", text)


def _pairs(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


def _alike(text: str, pairs: Counter[str], other: str, theirs: Counter[str]) -> float:
    if min(len(text), len(other)) < _EXACT_BELOW:
        return 1.0 if text == other else 0.0
    if text[:_SAME_BEGINNING] == other[:_SAME_BEGINNING]:
        return 0.9
    common = sum((pairs & theirs).values())
    dice = 2 * common / max(1, sum(pairs.values()) + sum(theirs.values()))
    shorter = common / max(1, min(sum(pairs.values()), sum(theirs.values())))
    # A heading often quotes only the beginning of a long aspect, or is an aspect with its writer's additions.
    return max(dice, 0.9 * shorter if min(len(text), len(other)) >= 12 else 0.0)
