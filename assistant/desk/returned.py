"""A draft that was edited elsewhere comes back: each paragraph is put where it belongs, and nothing of it is dropped.

Both sides are compared as they are set on paper: the draft as it would leave now, and the file that came back. What
stands unchanged in order is known at once; headings are known again by their words, by the kind of section they open
or by what stands under them; a paragraph belongs where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.desk.difference import carried, difference
from assistant.desk.matching import TEXT, TITLE, UNWRITTEN, Line, Matching, Sent, likeness, plain
from assistant.desk.values import Draft
from assistant.domain import Part
from assistant.verifying import slots

_TITLE_ALIKE = 0.3
_LEAST_KNOWN, _LEAST_HEADED = 0.1, 0.34
_MUCH = 300
_TITLE_LINES = 6


@dataclass(frozen=True, slots=True)
class Change:
    """A part as it stands and as it came back. `missing` means the file has neither its heading nor its text; `moved`
    are the parts some of its paragraphs were taken from; `headless` that only its words told where it belongs.
    """

    part: str
    old: str
    new: str
    missing: bool = False
    moved: tuple[str, ...] = ()
    headless: bool = False

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """Old and new in one row: see `difference`."""
        return difference(self.old, self.new)

    @property
    def filled(self) -> int:
        """How many slots were filled."""
        return max(0, len(slots(self.old)) - len(slots(self.new)))


@dataclass(frozen=True, slots=True)
class Leftover:
    """What no part could be found for, why, and the part it stood nearest to."""

    text: str
    why: str
    near: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back: another title, the parts that changed, what could not be placed, how many parts are as they were.

    `renamed` are headings as they were sent and as they came back: the desk keeps those of the outline. `known` is the
    share of the returned text, `headed` the share of the headings sent, that was recognised.
    """

    title: str | None
    changes: tuple[Change, ...]
    leftovers: tuple[Leftover, ...]
    unchanged: int
    known: float
    headed: float
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the file says what the draft says."""
        return self.title is None and not self.changes and not self.leftovers

    @property
    def foreign(self) -> bool:
        """Whether the file is plainly of another report: neither its text nor its headings are the draft's."""
        return self.known < _LEAST_KNOWN and self.headed < _LEAST_HEADED

    @property
    def doubtful(self) -> bool:
        """Whether it may be of another report: under the same headings hardly a word of what the draft has."""
        return self.known < _LEAST_KNOWN and sum(len(one.old) for one in self.changes) > _MUCH


@dataclass(slots=True)
class _Placed:
    """The lines of the file as they are put in their places."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    moved: dict[str, dict[str, None]] = field(default_factory=dict)
    headless: set[str] = field(default_factory=set)
    leftovers: list[Leftover] = field(default_factory=list)
    headed: set[str] = field(default_factory=set)
    known: int = 0
    text: int = 0

    def put(self, part: str, text: str) -> None:
        if text.strip():
            self.texts.setdefault(part, []).append(text)

    def leave(self, text: str, why: str, near: str) -> None:
        """Lines left over for the same reason one after another are one leftover."""
        last = self.leftovers[-1] if self.leftovers else None
        if last and (last.why, last.near) == (why, near):
            self.leftovers[-1] = Leftover(f"{last.text}\n{text}", why, near)
        else:
            self.leftovers.append(Leftover(text, why, near))


def returned(draft: Draft, parts: Sequence[Part], sent: Sequence[Sent], back: Sequence[Line]) -> Returned:
    """What a file changes in a draft. `sent` is the draft as it would leave now, `back` the file, both in order."""
    matched = Matching(parts, sent, back)
    title, begin, bylines = _title(sent, back, matched.pairs)
    placed = _Placed()
    first = parts[0].id if parts else ""
    for byline in bylines:
        placed.leave(byline, "题目下面的署名或日期，写作台不存", first)
    _place(matched, begin, placed)
    changes = tuple(_changes(draft, parts, sent, placed))
    same, known = len(parts) - len(changes), placed.known / max(1, placed.text)
    return Returned(title, changes, tuple(placed.leftovers), same, known, matched.headed, matched.renamed)


def _title(sent: Sequence[Sent], back: Sequence[Line], pairs: Mapping[int, int]) -> tuple[str | None, int, list[str]]:
    """The new title if there is one, the first line behind the title block, and what stands in it besides the title."""
    ours = next((one.text for one in sent if one.role == TITLE), "")
    top = 0
    while top < len(back) and back[top].top and not (top in pairs and sent[pairs[top]].role != TITLE):
        top += 1
    for last in range(1, min(len(back), _TITLE_LINES) + 1):
        if ours and plain("".join(line.text for line in back[:last])) == plain(ours):
            return None, max(last, top), [line.text for line in back[last:top]]
    if not top:
        return None, 0, []
    texts = [line.text for line in back[:top]]
    spans = [(first, last) for first in range(top) for last in range(first + 1, min(top, first + _TITLE_LINES) + 1)]
    first, last = max(spans, key=lambda span: (likeness(ours, "".join(texts[span[0] : span[1]])), -span[0]))
    found = "".join(texts[first:last])
    others = [*texts[:first], *texts[last:]]
    if plain(found) == plain(ours):
        return None, top, others
    if likeness(ours, found) < _TITLE_ALIKE:
        found, others = texts[0], texts[1:]
    return found, top, others


def _place(matched: Matching, begin: int, placed: _Placed) -> None:
    """Every line behind the title into the part it stands in, or among the leftovers."""
    here = _Here(matched)
    placed.headed = {one.part for one, _ in matched.heads.values() if one.part}
    for place in range(begin, len(matched.back)):
        line = matched.back[place]
        if place in matched.heads:
            one, end = matched.heads[place]
            here.open(one)
            if rest := line.text[end:].strip():
                _put(here, placed, rest, matched.likes(rest))
            continue
        like = matched.like(place)
        if here.foreign(place):
            here.close(place)
        here.turn(place, like, placed)
        _put(here, placed, line.text, like)


def _put(here: _Here, placed: _Placed, text: str, like: str) -> None:
    placed.text += len(text)
    placed.known += len(text) if like else 0
    if not here.part:
        placed.leave(text, here.why, here.near)
        return
    placed.put(here.part, text)
    if like and like != here.part:
        placed.moved.setdefault(here.part, {})[like] = None


class _Here:
    """Where in the outline one is while going down the file."""

    def __init__(self, matched: Matching) -> None:
        self._matched = matched
        ids = [part.id for part in matched.parts]
        bare = {part.id for part in matched.parts if not part.title}
        first = next((place for place, one in enumerate(ids) if one not in bare), len(ids))
        self._after = {one: _bare_after(ids, bare, one) for one in ids}
        self.part = ids[0] if first else ""
        self.near = ids[0] if ids else ""
        self.why = "第一个标题之前的文字"
        self._rank = 0
        self._allowed = {*ids[:first], *matched.lost}

    def open(self, one: Sent) -> None:
        """Behind a heading that was known again."""
        known = self._matched.known
        self.part = one.part
        if not one.part:
            at = self._matched.sent.index(one)
            following = (other.part for other in self._matched.sent[at:] if other.part in known)
            self.near, self.why = next(following, self.near), f"“{_short(one.text)}”下面、各方面之前的文字"
            self._rank, self._allowed = 1, set(self._matched.lost)
            return
        self.near = one.part
        self._rank = 1 if known[one.part].aspect is None else 2
        self._allowed = {*self._after[one.part], *self._matched.lost, one.part}

    def foreign(self, place: int) -> bool:
        """Whether a line is a heading the draft does not have, as high as that of the part it stands in."""
        line = self._matched.back[place]
        if not line.head or place in self._matched.pairs or not line.rank:
            return False
        return line.rank <= max(self._rank, 1) and self._matched.like(place) not in (self.part or "?", *self._allowed)

    def close(self, place: int) -> None:
        """Behind a heading the draft does not have: what follows belongs to no part."""
        line = self._matched.back[place]
        self.part = ""
        self.why = f"提纲里没有的标题“{_short(line.text[: line.head])}”"
        self._rank = line.rank

    def turn(self, place: int, like: str, placed: _Placed) -> None:
        """Into a part that has no heading of its own, or lost it, when the words are its."""
        if like and like in self._allowed and like != self.part:
            self.part = self.near = like
            if like in self._matched.lost:
                placed.headless.add(like)
        elif self._matched.back[place].closes and not like:
            closing = [one for one in self._after.get(self.near, ()) if one in self._allowed]
            self.part = self.near = closing[-1] if closing else self.part


def _bare_after(ids: Sequence[str], bare: set[str], one: str) -> tuple[str, ...]:
    """The parts without a heading that follow a part directly."""
    found: list[str] = []
    for other in ids[ids.index(one) + 1 :]:
        if other not in bare:
            break
        found.append(other)
    return tuple(found)


def _changes(draft: Draft, parts: Sequence[Part], sent: Sequence[Sent], placed: _Placed) -> Iterator[Change]:
    for part in parts:
        stored = draft.part(part.id).text
        ours = [one.text for one in sent if one.part == part.id and one.role in (TEXT, UNWRITTEN)]
        theirs = placed.texts.get(part.id, [])
        new = carried(stored, "\n".join(ours), "\n".join(theirs))
        if new == stored or (not stored.strip() and not new):
            continue
        missing = bool(stored.strip()) and not theirs and part.id not in placed.headed
        moved = tuple(placed.moved.get(part.id, ()))
        yield Change(part.id, stored, new, missing, moved, part.id in placed.headless)


def _short(text: str) -> str:
    bare = text.strip().rstrip("。：:")
    return bare if len(bare) <= 24 else f"{bare[:23]}…"
