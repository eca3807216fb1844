"""The written training pairs: everyday words and official wording, problems and causes, headings and bodies."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import Unreadable

_HELD_OUT = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that belong together and, where somebody wrote one, a text that only seems to belong to the first."""

    one: str
    other: str
    unlike: str = ""


def written(folder: Path) -> tuple[Pair, ...]:
    """All pairs in the folder's `pairs-*.jsonl`, each once; Unreadable names the line that is no pair."""
    found: dict[tuple[str, str], Pair] = {}
    for path in sorted(folder.glob("pairs-*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                pair = _pair(line, path, number)
                found.setdefault((pair.one, pair.other), pair)
    return tuple(found.values())


def concepts(path: Path) -> tuple[Pair, ...]:
    """Pairs from groups of wordings that mean one thing: a line is `official、official | everyday、everyday`.

    The first official wording stands for its group, so that no two pairs of one group need meet in a batch.
    """
    pairs: list[Pair] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            official, _, everyday = line.partition("|")
            names = _listed(official)
            pairs += [Pair(said, names[0]) for said in (*names[1:], *_listed(everyday))]
    return tuple(pairs)


def sayings(folder: Path) -> tuple[Pair, ...]:
    """Pairs out of the folder's `sayings-*.txt`: a line is `official／official | said、said ≠ unlike／unlike`.

    Each thing said is paired with one of the official wordings in turn, and these with each other. Unreadable names the
    line that is none.
    """
    found: dict[tuple[str, str], Pair] = {}
    for path in sorted(folder.glob("sayings-*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                for pair in _said(line, path, number):
                    found.setdefault((pair.one, pair.other), pair)
    return tuple(found.values())


def scenes(folder: Path) -> tuple[Pair, ...]:
    """Pairs out of the folder's `scenes-*.txt`: a line is `passage | said、said`, what somebody types who looks for it."""
    found: list[Pair] = []
    for path in sorted(folder.glob("scenes-*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                passage, _, spoken = line.partition("|")
                if not (passage.strip() and spoken.strip()):
                    raise Unreadable(f"{path} 第 {number} 行不是一段事。", "每行应为“一段话 | 口头说法、…”。")
                found += [Pair(said, passage.strip()) for said in _listed(spoken)]
    return tuple(found)


def held_out(pairs: Iterable[Pair]) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """The pairs to learn from, and about one in twelve to choose settings by; the same ones every time."""
    learnt: list[Pair] = []
    kept: list[Pair] = []
    for pair in pairs:
        (learnt if zlib.crc32(pair.one.encode()) % _HELD_OUT else kept).append(pair)
    return tuple(learnt), tuple(kept)


def texts(pairs: Iterable[Pair]) -> Iterator[str]:
    """Everything the pairs say."""
    return (text for pair in pairs for text in (pair.one, pair.other, pair.unlike) if text)


def _pair(line: str, path: Path, number: int) -> Pair:
    try:
        row = json.loads(line)
        pair = Pair(row["a"].strip(), row["b"].strip(), row.get("not", "").strip())
    except (ValueError, KeyError, AttributeError) as error:
        raise Unreadable(f"{path} 第 {number} 行不是一对文字。", "每行应为含 a、b 的 JSON 对象。") from error
    if not pair.one or not pair.other or pair.other in (pair.one, pair.unlike):
        raise Unreadable(f"{path} 第 {number} 行的两段文字为空或相同。", "请改写这一行。")
    return pair


def _said(line: str, path: Path, number: int) -> Iterator[Pair]:
    meaning, _, unlike = line.partition("≠")
    official, _, spoken = meaning.partition("|")
    wordings, said, others = _listed(official, "／"), _listed(spoken), _listed(unlike, "／")
    if not (wordings and said and others):
        raise Unreadable(f"{path} 第 {number} 行不是一组说法。", "每行应为“官方说法／… | 口头说法、… ≠ 容易混的／…”。")
    yield from (Pair(one, wordings[0], others[0]) for one in wordings[1:])
    for at, one in enumerate(said):
        yield Pair(one, wordings[at % len(wordings)], others[at % len(others)])


def _listed(text: str, mark: str = "、") -> list[str]:
    return [item.strip() for item in text.split(mark) if item.strip()]
