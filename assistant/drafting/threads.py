"""Faults in our own words, followed from problem to measure, chosen for a part and a writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from assistant import resources
from assistant.resources.entries import ThreadEntry

# Share of a heading's character pairs that a thread must hold; at 0.3 "报告打了折扣" met a thread about meals.
_ALIKE = 0.45


def threads_for(topics: Sequence[str], who: str) -> tuple[ThreadEntry, ...]:
    """The threads of these topics in turn (first of each, second of each …), for one voice."""
    known = [thread for thread in resources.threads() if thread.who in (who, "both")]
    wanted = topics or tuple(topic.id for topic in resources.topics())
    by_topic = [[thread for thread in known if thread.topic == topic] for topic in wanted]
    return tuple(thread for thread in chain.from_iterable(zip_longest(*by_topic)) if thread is not None)


class Meaning:
    """Tells which faults a text speaks of, by an embedder; without one by shared characters."""

    def __init__(self, embed: Callable[[list[str]], NDArray[np.float32]] | None = None) -> None:
        self._embed = embed
        self._known: dict[str, NDArray[np.float32]] = {}

    def ranked(self, text: str, threads: Sequence[ThreadEntry]) -> tuple[ThreadEntry, ...]:
        """The threads, the one that a text shows best first."""
        if self._embed is None:
            wanted = _pairs(text)
            return tuple(sorted(threads, key=lambda one: -_overlap(wanted, _pairs("".join(one.shows) + one.ask))))
        (vector,) = self._embed([text])
        return tuple(sorted(threads, key=lambda one: -float(self._vector(one) @ vector)))

    def nearest_text(self, text: str, others: Sequence[str]) -> str:
        """The one of several texts that says most nearly the same; empty when there are none."""
        if not others:
            return ""
        if self._embed is None:
            wanted = _pairs(text)
            return max(others, key=lambda other: _overlap(wanted, _pairs(other)))
        vectors = self._embed([text, *others])
        return others[int(np.argmax(vectors[1:] @ vectors[0]))]

    def _vector(self, one: ThreadEntry) -> NDArray[np.float32]:
        if one.id not in self._known and self._embed is not None:
            (self._known[one.id],) = self._embed(["".join((*one.problem, *one.shows, one.ask))])
        return self._known[one.id]


def thread(thread_id: str) -> ThreadEntry | None:
    """The thread with this id."""
    return next((one for one in resources.threads() if one.id == thread_id), None)


def nearest(heading: str, threads: Sequence[ThreadEntry]) -> ThreadEntry | None:
    """The thread whose problem is worded most like a heading, if any is alike at all."""
    wanted = _pairs(heading)
    scored = [(max(_overlap(wanted, _pairs(text)) for text in (*one.problem, *one.shows)), one) for one in threads]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _ALIKE else None


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _overlap(wanted: set[str], other: set[str]) -> float:
    return len(wanted & other) / max(1, len(wanted))
