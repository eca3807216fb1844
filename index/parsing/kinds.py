"""What a heading or a text is about: genre, kind of section, topics."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.lexicon import Genre, Topic

OTHER = "other"
GAP = "…"
_NOISE = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")


def genre_of(title: str, headings: Iterable[str], genres: tuple[Genre, ...]) -> Genre | None:
    """The genre whose title words the title contains (the longest counts), else the one that knows most headings."""
    plain = _NOISE.sub("", title)
    by_title = [(len(word), genre) for genre in genres for word in genre.titles if word in plain]
    if by_title:
        return max(by_title, key=lambda pair: pair[0])[1]
    texts = list(headings)
    known = [(sum(kind_of(text, genre) is not None for text in texts), genre) for genre in genres]
    best = max(known, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def kind_of(heading: str, genre: Genre | None) -> str | None:
    """The kind of section a heading names: the longest keyword wins, on a tie the one that stands last.

    A keyword may have a gap ("去年…整改"): what fills it is not counted.
    """
    if genre is None:
        return None
    plain = _NOISE.sub("", heading)
    found = [
        (len(word) - word.count(GAP), at, kind.id)
        for kind in genre.kinds
        for word in kind.headings
        if (at := _find(word, plain)) >= 0
    ]
    return max(found)[2] if found else None


def _find(word: str, plain: str) -> int:
    """Where a keyword's last part stands in a heading, -1 where the keyword is not in it."""
    at, reached = -1, 0
    for part in word.split(GAP):
        at = plain.rfind(part) if part == word else plain.find(part, reached)
        if at < 0:
            return -1
        reached = at + len(part)
    return at


class TopicReader:
    """Counts topic signals in text."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._patterns = tuple(
            (topic.id, re.compile("|".join(sorted(map(re.escape, topic.signals), key=len, reverse=True))))
            for topic in topics
            if topic.signals
        )

    def topics(self, heading: str, text: str, given: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Up to three topics, strongest first. Words in the heading weigh three times, the aspect's topics (`given`) a little."""
        scores = {topic: 1.5 - 0.4 * place for place, topic in enumerate(given)}
        for topic, pattern in self._patterns:
            hits = 3 * len(set(pattern.findall(heading))) + len(set(pattern.findall(text)))
            scores[topic] = scores.get(topic, 0.0) + hits
        ranked = sorted((topic for topic in scores if scores[topic] >= 1), key=lambda topic: -scores[topic])
        best = scores[ranked[0]] if ranked else 0.0
        return tuple(topic for topic in ranked[:3] if scores[topic] >= 0.4 * best)
