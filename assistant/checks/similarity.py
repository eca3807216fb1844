"""What the text shares with the library, with files named by the user, and with itself; official wording does not count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found
from assistant.verifying import official
from index import Document, Likeness

_WITHIN = 18
_FILE = 16
_LIBRARY = 20
_HEADING = 40
_SHARE = 0.15
_SENTENCE = 16
_ALIKE = 0.62
_CLAUSE = re.compile(r"[^。！？；\n]+")
_TAG = re.compile(r"(?<=[。！？；])[^。！？；\n]{1,3}$")
"""What a shared passage takes along of the next sentence: 一是."""
_DROP = re.compile(r"[^\u4e00-\u9fff]")


def findings(paper: Paper) -> Iterator[Found]:
    """Passages that stand elsewhere too, word for word or reworded, and the share of the text they make up."""
    yield from _within(paper)
    for other in paper.against:
        yield from _with_file(paper, other)
    if paper.library is not None:
        yield from _with_library(paper)


def _paragraphs(text: str) -> list[tuple[int, str]]:
    return [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", text)]


def _body(paper: Paper) -> str:
    """The text with title and headings of their own blanked: they are alike wherever the genre is written."""
    text = paper.shown
    for start, end in (paper.title, *paper.report.headings):
        text = f"{text[:start]}{chr(0x3000) * (end - start)}{text[end:]}"
    return text


def _within(paper: Paper) -> Iterator[Found]:
    """A passage that stands twice; told where it stands the second time."""
    parts = [(start, text) for start, text in _paragraphs(_body(paper)) if text.strip("\u3000 ")]
    likeness = Likeness(((str(start), text) for start, text in parts), official())
    for start, text in parts:
        for run in likeness.runs(text, least=_WITHIN, skip=frozenset({str(start)})):
            first = int(run.key) + run.key_start
            shared = _TAG.sub("", text[run.start : run.end])
            if first < start + run.start and _plain(shared) >= _WITHIN:
                says = {"what": paper.called(first), "right": _short(shared)}
                yield Found("repeated-within", start + run.start, start + run.start + len(shared), says)


def _with_file(paper: Paper, other: Document) -> Iterator[Found]:
    name = re.split(r"[\\/]", other.source)[-1]
    body = _body(paper)
    theirs = [(f"{block.start}", block.text) for block in other.blocks if len(block.text) >= _HEADING]
    likeness = Likeness(theirs, official())
    runs = [run for run in likeness.runs(body) if _plain(paper.shown[run.start : run.end]) >= 12]
    covered = [(run.start, run.end) for run in runs if run.length >= _FILE]
    for run in runs:
        if run.length >= _FILE:
            shared = other.text[int(run.key) + run.key_start : int(run.key) + run.key_end]
            yield Found("similar-file", run.start, run.end, {"found": name, "right": _short(shared)})
    for start, end, source in _reworded(paper, other):
        if not any(one < end and start < two for one, two in covered):
            covered.append((start, end))
            yield Found("similar-reworded", start, end, {"found": name, "right": _short(source)})
    yield from _share(paper, name, covered)


def _share(paper: Paper, name: str, covered: list[tuple[int, int]]) -> Iterator[Found]:
    bare = official().bare(paper.shown)
    own = [place for place, stretch in zip(bare.places.tolist(), bare.stretch.tolist(), strict=True) if stretch >= 0]
    alike = sum(any(start <= place < end for start, end in covered) for place in own)
    share = alike / max(1, len(own))
    if share >= _SHARE and len(own) > 200:
        yield Found("similar-share", *paper.title, {"found": name, "what": f"{share:.0%}"})


def _reworded(paper: Paper, other: Document) -> Iterator[tuple[int, int, str]]:
    """Sentences most of whose pairs of characters stand in one sentence of the other text, in whatever order."""
    theirs = [m[0] for block in other.blocks if len(block.text) >= _HEADING for m in _CLAUSE.finditer(block.text)]
    where: dict[str, list[int]] = {}
    for place, sentence in enumerate(theirs):
        for pair in _pairs(sentence):
            where.setdefault(pair, []).append(place)
    for match in _CLAUSE.finditer(_body(paper)):
        pairs = _pairs(match[0])
        if len(pairs) < _SENTENCE:
            continue
        met = Counter(place for pair in pairs for place in where.get(pair, ()))
        best, shared = met.most_common(1)[0] if met else (0, 0)
        if shared >= _ALIKE * len(pairs):
            yield match.start(), match.end(), theirs[best]


def _pairs(sentence: str) -> set[str]:
    """The pairs of characters of a sentence outside official wording."""
    bare = official().bare(sentence)
    stretch = bare.stretch.tolist()
    return {
        bare.text[at : at + 2]
        for at in range(len(bare.text) - 1)
        if stretch[at] >= 0 and stretch[at] == stretch[at + 1]
    }


def _with_library(paper: Paper) -> Iterator[Found]:
    assert paper.library is not None
    for run in paper.library.borrowed(paper.shown, own=paper.report.id):
        size = _plain(paper.shown[run.start : run.end])
        if size >= _LIBRARY:
            yield Found("similar-library", run.start, run.end, {"what": str(size), "right": _short(run.text)})


def _plain(text: str) -> int:
    return len(_DROP.sub("", text))


def _short(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:59]}…"
