"""Rows of PDF pages put together into paragraphs; page numbers and running heads go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

CJK = r"\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026"
# Spaces a PDF reader puts between fonts: "2021 年".
FONT_GAP = re.compile(rf"(?<=[{CJK}]) (?=\S)|(?<=\S) (?=[{CJK}])")
PAGE_NUMBER = re.compile(
    r"[\s\-–—－~·.]*\d{1,4}[\s\-–—－~·.]*|第\s*\d{1,4}\s*页(?:\s*[，,/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
SENTENCE_END = re.compile(r"[。！？!?；;：:][”’）)》\"']*$")
MARKER = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章节部分条]"
    r"|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|#{1,6} |[①-⑳]"
)
HEAD = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^。！？；]*$")
EDGE = 2
NARROWEST = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row: where it begins and how large its characters are (both 0 where the file does not say)."""

    text: str
    left: float = 0.0
    size: float = 1.0

    @property
    def right(self) -> float:
        """About where it ends: a Chinese character is as wide as it is high, a Latin one half of that."""
        return self.left + self.size * sum(0.5 if c.isascii() else 1.0 for c in self.text.rstrip())


Page = tuple[Row, ...]


def paragraphs(pages: Sequence[Page]) -> tuple[tuple[str, ...], bool]:
    """The paragraphs of all pages in order, and whether page numbers or running heads were left out."""
    tidy = [tuple(_tidied(page)) for page in pages]
    bare = _without_running(_without_numbers(tidy))
    rows = [row for page in bare for row in page]
    margin = _margin(rows)
    out: list[str] = []
    for i, row in enumerate(rows):
        follows = i > 0 and not _ends(rows[i - 1], row, margin)
        out[-1:] = [_glued(out[-1], row.text)] if follows else [*out[-1:], row.text]
    return tuple(map(_closed, out)), sum(map(len, bare)) < sum(map(len, tidy))


def _tidied(page: Page) -> Iterable[Row]:
    """Rows with their indentation as place, not as blanks."""
    for row in page:
        text = row.text.strip()
        if text:
            indent = len(row.text) - len(row.text.lstrip("\u3000"))
            yield replace(row, text=text, left=row.left + indent * row.size)


def _without_numbers(pages: Sequence[Page]) -> list[Page]:
    return [
        tuple(row for i, row in enumerate(page) if not (_at_edge(i, page, EDGE) and PAGE_NUMBER.fullmatch(row.text)))
        for page in pages
    ]


def _without_running(pages: Sequence[Page]) -> list[Page]:
    """Without what stands first or last on at least three pages and on every second one."""
    counts = Counter(key for page in pages for key in {_key(row) for row in (*page[:1], *page[-1:])})
    running = {key for key, count in counts.items() if count >= 3 and count * 2 >= len(pages)}
    return [
        tuple(row for i, row in enumerate(page) if not (_at_edge(i, page, 1) and _key(row) in running))
        for page in pages
    ]


def _at_edge(index: int, page: Page, depth: int) -> bool:
    return index < depth or index >= len(page) - depth


def _key(row: Row) -> tuple[str, int]:
    """The row without a page number in front or behind."""
    return re.sub(r"^\d+\s|\s\d+$", "", row.text), round(row.size)


def _margin(rows: Sequence[Row]) -> float:
    """Where full rows end: the right edge that many rows reach, if that makes a column worth the name."""
    edges = sorted(row.right for row in rows)
    edge = edges[int(len(edges) * 0.9)] if edges else 0.0
    left = min((row.left for row in rows), default=0.0)
    size = Counter(row.size for row in rows).most_common(1)[0][0] if rows else 0.0
    return edge if edge - left >= NARROWEST * size else float("inf")


def _ends(row: Row, following: Row, margin: float) -> bool:
    """Whether a paragraph ends between two rows."""
    if abs(row.size - following.size) > 0.1 * max(row.size, following.size):
        return True
    if following.left > row.left + 0.8 * row.size:
        return True
    short = row.right < margin - 2.5 * row.size
    ended = bool(SENTENCE_END.search(row.text))
    marked = bool(MARKER.match(following.text))
    if marked and (short or ended or HEAD.match(row.text)):
        return True
    return short


def _glued(text: str, more: str) -> str:
    latin = text[-1:].isascii() and more[:1].isascii() and text[-1:] != "-"
    return f"{text} {more}" if latin and text[-1:].isalpha() and more[:1].isalpha() else text + more


def _closed(text: str) -> str:
    return FONT_GAP.sub("", text)
