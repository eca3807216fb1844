"""What two texts have in common and what not, readably: by clauses first, by characters inside a changed clause."""

from __future__ import annotations

import difflib
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

SAME, GONE, NEW = "same", "gone", "new"
Step = tuple[str, int, int, int, int]
_CLAUSE = re.compile(r"[^，。；：！？、\n]*[，。；：！？、\n]|[^，。；：！？、\n]+$")
_MOST_PAIRS = 4_000_000
"""Pairs of like pieces up to which two rows are compared piece by piece: a second at most."""
_POINT = re.compile(r"[一二三四五六七八九十]是")
_ISLAND = 2
"""Characters in common that are no help to a reader when they stand alone between two changes."""


def steps(old: str, new: str) -> list[Step]:
    """How one text becomes the other, as difflib's opcodes over characters, in order."""
    before, after = _CLAUSE.findall(old), _CLAUSE.findall(new)
    at, to = _offsets(before), _offsets(after)
    found: list[Step] = []
    for what, a, b, c, d in compared(before, after):
        if what == "replace":
            fine = compared(old[at[a] : at[b]], new[to[c] : to[d]])
            found += [(kind, at[a] + i, at[a] + j, to[c] + k, to[c] + m) for kind, i, j, k, m in fine]
        else:
            found.append((what, at[a], at[b], to[c], to[d]))
    return found


def compared(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """The opcodes of difflib over two rows of pieces; rows too repetitive to be compared in a second count as replaced, but for
    what they begin and end with.
    """
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    end, last = len(old) - tail, len(new) - tail
    row: list[Step] = [("equal", 0, head, 0, head)] if head else []
    if _pairs(old[head:end], new[head:last]) <= _MOST_PAIRS:
        matcher = difflib.SequenceMatcher(None, old[head:end], new[head:last], autojunk=False)
        row += [(what, head + a, head + b, head + c, head + d) for what, a, b, c, d in matcher.get_opcodes()]
    else:
        row.append(("replace", head, end, head, last))
    return [*row, *([("equal", end, len(old), last, len(new))] if tail else [])]


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
    if not stored.strip():
        return back.replace(sent, "").strip() if sent else back.strip()
    kept = _segments(stored, sent)
    pieces: list[str] = []
    for what, a, b, c, d in steps(sent, back):
        if what == "equal":
            pieces += [_kept(kept[a + step], back, c + step) for step in range(b - a)]
        else:
            pieces.append(back[c:d])
    return "".join(pieces).strip()


def _kept(segment: str, back: str, at: int) -> str:
    """What is stored for a character that came back. A line break that was only set, before a numbered point, is set
    there again; before anything else it is the writer's.
    """
    return back[at] if not segment and back[at] == "\n" and not _POINT.match(back, at + 1) else segment


def _offsets(pieces: list[str]) -> list[int]:
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    return offsets


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pairs of like pieces two rows have: what comparing them costs."""
    known = Counter(new)
    return sum(count * known[piece] for piece, count in Counter(old).items())


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pieces two rows have in common from the beginning."""
    return next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )


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
    return segments if not stored[at:].strip() else list(sent)


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
