"""What running prose gives by itself: a text's name and its articles, an opening clause and what follows it."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.training.pairs import Pair

_ARTICLE = re.compile(r"^第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?[\s　]*")
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百]+[章节编][\s　]*(.{2,20})$")
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_HEADING = re.compile(r"^(?:#+\s*(?P<own>.+)|[（(][一二三四五六七八九十]+[)）](?P<run>[^。]{3,60})[。：]?)")
_NUMBER = re.compile(r"^[一二三四五六七八九十]+、|^(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]，)")
_LEAST, _MOST = 12, 220


def official(source: Path) -> Iterator[str]:
    """The texts of a folder or of a tar archive, in order of their names."""
    if source.is_dir():
        for path in sorted(source.rglob("*.txt")):
            yield path.read_text(encoding="utf-8", errors="replace")
        return
    yield from (text for _, text in sorted(_archived(source)))


def _archived(source: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each member, in the order of the archive: a compressed one can only be read forwards."""
    with tarfile.open(source) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is not None and member.name.endswith(".txt"):
                yield member.name, file.read().decode("utf-8", errors="replace")


def of_law(text: str) -> Iterator[Pair]:
    """Name and chapter with an article; an article's first sentence with the rest; an article with the next one's start."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    name, chapter = (lines[0] if lines else ""), ""
    for at, line in enumerate(lines[1:], 1):
        headed = _CHAPTER.match(line)
        if headed:
            chapter = headed[1]
            continue
        body = _ARTICLE.sub("", line)
        if len(body) < _LEAST:
            continue
        if body != line and at % 3 == 0:
            yield Pair(f"{name} {chapter}".strip(), body[:_MOST])
        yield from split(body)
        if at % 4 == 0 and at + 1 < len(lines) and len(lines[at + 1]) >= _LEAST:
            yield Pair(body[:_MOST], _ARTICLE.sub("", lines[at + 1])[:_MOST])


def of_report(text: str) -> Iterator[Pair]:
    """Heading with each paragraph under it, and each paragraph's first sentence with the rest."""
    above = ""
    for line in _FRONT.sub("", text).splitlines():
        line = line.strip()
        headed = _HEADING.match(line)
        if headed:
            above = _NUMBER.sub("", headed["own"] or headed["run"])
            line = "" if headed["own"] else line[headed.end() :]
        body = _NUMBER.sub("", line)
        if len(body) >= _LEAST:
            if above:
                yield Pair(above, body[:_MOST])
            yield from split(body)


def split(body: str) -> Iterator[Pair]:
    """The first sentence and what follows; in a single sentence the first clause and what follows."""
    for mark in ("。", "，"):
        first, _, rest = body.strip().partition(mark)
        if len(first) >= 6 and len(rest) >= _LEAST:
            yield Pair(first[:_MOST], rest[:_MOST])
            return


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """Sentences worth counting words in."""
    for text in texts:
        for line in re.split(r"[。\n]", text):
            if len(line) >= _LEAST:
                yield line.strip()
