"""Which paragraph of a file that came back is which paragraph of the draft."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.desk.difference import compared
from assistant.domain import Part

TITLE, SECTION, HEADING, TEXT, UNWRITTEN = "title", "section", "heading", "text", "unwritten"
_NUMBER = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分)?[、．.]?|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、])"
)
_TAIL = re.compile(r"(?:方面)?(?:存在)?的?(?:主要|突出)?(?:问题|不足)?$")
_PLAIN = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_MARKS = "。：:；;，, "
_ALIKE = 0.6
_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Sent:
    """A paragraph of the draft as it leaves: a title, the heading of a section or of a part, text of a part, or what
    stands for a part not written yet.
    """

    text: str
    role: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that came back: the first `head` characters are a heading of `rank` 1 to 3 over a section of `kind`.
    `top` says that it stands with the title, `closes` that it begins the closing.
    """

    text: str
    head: int = 0
    rank: int = 0
    kind: str = ""
    top: bool = False
    closes: bool = False


class Matching:
    """Which line of the file is which paragraph of the draft."""

    def __init__(self, parts: Sequence[Part], sent: Sequence[Sent], back: Sequence[Line]) -> None:
        self.parts, self.sent, self.back = parts, sent, back
        self.known = {part.id: part for part in parts}
        rows = compared([one.text for one in sent], [line.text for line in back])
        self.pairs = {c + step: a + step for what, a, b, c, _ in rows if what == "equal" for step in range(b - a)}
        self._likes = _Likes(sent)
        self.heads: dict[int, tuple[Sent, int]] = {}
        self._find_heads()

    def like(self, place: int) -> str:
        """The part whose text this line is, or is most of; "" where it is nobody's."""
        if place in self.pairs:
            one = self.sent[self.pairs[place]]
            return one.part if one.role == TEXT else ""
        return self._likes.part(self.back[place].text)

    def likes(self, text: str) -> str:
        """The part whose text this is, or is most of."""
        return self._likes.part(text)

    @property
    def lost(self) -> set[str]:
        """Parts whose heading was sent and did not come back."""
        came = {one.part for one, _ in self.heads.values()}
        return {one.part for one in self.sent if one.role == HEADING} - came

    @property
    def headed(self) -> float:
        """The share of the headings sent that came back."""
        return len(self.heads) / max(1, sum(one.role in (SECTION, HEADING) for one in self.sent))

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Headings that came back in other words, numbers and marks aside: as sent, as they came."""
        pairs = ((one.text, self.back[to].text[:end].strip()) for to, (one, end) in sorted(self.heads.items()))
        return tuple(pair for pair in pairs if _words(pair[0]) != _words(pair[1]))

    def _find_heads(self) -> None:
        taken = set(self.pairs.values())
        for to, at in self.pairs.items():
            if self.sent[at].role in (SECTION, HEADING):
                self.heads[to] = (self.sent[at], len(self.back[to].text))
        free = [at for at, one in enumerate(self.sent) if one.role in (SECTION, HEADING) and at not in taken]
        for how in (self._begins, self._named, self._sort, self._below):
            free = self._match(free, how)

    def _match(self, free: list[int], how: Callable[[int, int], float]) -> list[int]:
        """The sent headings that still have no line; each line and heading is used once, the surest first."""
        open_lines = [to for to in range(len(self.back)) if to not in self.pairs and to not in self.heads]
        scored = [(how(at, to), -to, at) for at in free for to in open_lines]
        left = set(free)
        for score, minus, at in sorted(scored, reverse=True):
            if score > 0 and at in left and -minus not in self.heads:
                left.discard(at)
                self.heads[-minus] = (self.sent[at], self._ends(at, -minus))
        return sorted(left)

    def _ends(self, at: int, to: int) -> int:
        line = self.back[to]
        if self._begins(at, to):
            rest = line.text[len(self.sent[at].text) :]
            return len(line.text) - len(rest.lstrip(_MARKS))
        return line.head or len(line.text)

    def _begins(self, at: int, to: int) -> float:
        ours, theirs = self.sent[at].text, self.back[to].text
        return float(theirs.startswith(ours) and (theirs[len(ours) :] or "。")[0] in _MARKS)

    def _named(self, at: int, to: int) -> float:
        """How alike the words of two headings are, numbers and end marks left out."""
        line = self.back[to]
        if not line.head and len(line.text) > 2 * len(self.sent[at].text):
            return 0.0
        ours, theirs = _named(self.sent[at].text), _named(line.text[: line.head or len(line.text)])
        if ours and ours == theirs:
            return 2.0
        alike = likeness(ours, theirs) if line.head else 0.0
        return alike if alike >= _ALIKE else 0.0

    def _sort(self, at: int, to: int) -> float:
        """Whether a heading opens a section of the kind the part is of."""
        one, line = self.sent[at], self.back[to]
        kinds = {self.known[one.part].kind} if one.part in self.known else {"problems"}
        alone = one.part not in self.known or self.known[one.part].aspect is None
        return float(line.rank == 1 and alone and line.kind in kinds)

    def _below(self, at: int, to: int) -> float:
        """Whether most of what stands under a heading is the part's text."""
        line = self.back[to]
        if not line.head or not self.sent[at].part:
            return 0.0
        size = own = 0
        for place in range(to, len(self.back)):
            if place > to and (place in self.heads or (self.back[place].head and self.back[place].rank <= line.rank)):
                break
            text = self.back[place].text[line.head :] if place == to else self.back[place].text
            like = self._likes.part(text) if place == to else self.like(place)
            size, own = size + len(text), own + (len(text) if like == self.sent[at].part else 0)
        return own / size if size and own / size > _SHARED else 0.0


class _Likes:
    """Knows whose text a paragraph is, by the pairs of characters it shares with what was sent."""

    def __init__(self, sent: Sequence[Sent]) -> None:
        texts = [one for one in sent if one.role == TEXT]
        self._parts = [one.part for one in texts]
        self._sizes = [len(_pairs(one.text)) for one in texts]
        self._where: dict[str, list[int]] = {}
        for place, one in enumerate(texts):
            for pair in _pairs(one.text):
                self._where.setdefault(pair, []).append(place)

    def part(self, text: str) -> str:
        pairs = _pairs(text)
        met = Counter(place for pair in pairs for place in self._where.get(pair, ()))
        best, shared = met.most_common(1)[0] if met else (0, 0)
        least = min(len(pairs), self._sizes[best]) if met else 0
        return self._parts[best] if least and shared >= max(4, _SHARED * least) else ""


def _words(heading: str) -> str:
    return plain(_NUMBER.sub("", heading))


def _named(heading: str) -> str:
    """The words of a heading by which it is known again."""
    words = _TAIL.sub("", _NUMBER.sub("", heading).rstrip("。：:；，,、. "))
    return plain(words) or plain(heading)


def plain(text: str) -> str:
    """The letters and digits of a text, by which two texts are called the same."""
    return _PLAIN.sub("", text)


def likeness(one: str, other: str) -> float:
    """How alike two short texts are, 0 to 1."""
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _pairs(text: str) -> set[str]:
    bare = plain(text)
    return {bare[at : at + 2] for at in range(len(bare) - 1)}
