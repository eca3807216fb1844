"""What two texts have in common and what not, readably: by clauses first, by characters inside a changed clause."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator

SAME, GONE, NEW = "same", "gone", "new"
Step = tuple[str, int, int, int, int]
_CLAUSE = re.compile(r"[^，。；：！？、\n]*[，。；：！？、\n]|[^，。；：！？、\n]+$")
_FINE = 400_000
"""Longest product of two changed stretches that are still compared character by character."""
_ISLAND = 2
"""Characters in common that are no help to a reader when they stand alone between two changes."""


def steps(old: str, new: str) -> list[Step]:
    """How one text becomes the other, as difflib's opcodes over characters, in order."""
    before, after = _CLAUSE.findall(old), _CLAUSE.findall(new)
    at, to = _offsets(before), _offsets(after)
    found: list[Step] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "replace" and (at[b] - at[a]) * (to[d] - to[c]) <= _FINE:
            found += _fine(old, new, at[a], at[b], to[c], to[d])
        else:
            found.append((what, at[a], at[b], to[c], to[d]))
    return found


def difference(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Both texts in one row of pieces: what stands in both ("same"), only in the old ("gone"), only in the new ("new")."""
    pieces: list[tuple[str, str]] = []
    for gone, came, same in _groups(steps(old, new), old, new):
        pieces += [(GONE, gone)] if gone else []
        pieces += [(NEW, came)] if came else []
        pieces += [(SAME, same)] if same else []
    return tuple(pieces)


def carried(stored: str, sent: str, back: str) -> str:
    """`stored` with the changes made from `sent` to `back`, where `sent` is `stored` as it left: blanks, marks and quotes
    that were only set otherwise stay as they were stored.
    """
    if sent == back:
        return stored
    kept = _segments(stored, sent)
    pieces: list[str] = []
    for what, a, b, c, d in steps(sent, back):
        pieces.append("".join(kept[a:b]) if what == "equal" else back[c:d])
    return "".join(pieces).strip()


def _offsets(pieces: list[str]) -> list[int]:
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    return offsets


def _fine(old: str, new: str, a: int, b: int, c: int, d: int) -> Iterator[Step]:
    matcher = difflib.SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        yield what, a + i, a + j, c + k, c + m


def _groups(found: list[Step], old: str, new: str) -> Iterator[tuple[str, str, str]]:
    """Changes with what follows them unchanged; common islands too small to read by go with the changes around them."""
    gone = came = ""
    runs = [(same, list(run)) for same, run in itertools.groupby(found, lambda step: step[0] == "equal")]
    for place, (same, run) in enumerate(runs):
        a, b, c, d = run[0][1], run[-1][2], run[0][3], run[-1][4]
        if not same or (b - a <= _ISLAND and 0 < place < len(runs) - 1 and "\n" not in old[a:b]):
            gone, came = gone + old[a:b], came + new[c:d]
        else:
            yield gone, came, old[a:b]
            gone = came = ""
    yield gone, came, ""


def _segments(stored: str, sent: str) -> list[str]:
    """For each character that was sent, the stretch of the stored text it stands for; nothing for one that was added."""
    segments: list[str] = []
    at = 0
    for character in sent:
        end = _after_blanks(stored, at) if character == "\n" else _after(stored, at, character)
        segments.append(stored[at:end])
        at = end
    return segments if at and not stored[at:].strip() else ["" if stored == "" else one for one in sent]


def _after_blanks(stored: str, at: int) -> int:
    end = at
    while end < len(stored) and stored[end].isspace():
        end += 1
    return end


def _after(stored: str, at: int, character: str) -> int:
    """Where the stored text goes on behind a character; a straight quote was sent as a curly one."""
    found = [stored.find(one, at) for one in {character, '"' if character in "“”" else character}]
    places = [place for place in found if place >= 0]
    return min(places) + 1 if places else at
