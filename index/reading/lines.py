"""From lines as a format gives them to a Document whose offsets hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.errors import Unreadable
from index.report import Block, Document

BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
KEPT = "\n\t"
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph of a file, with the style the file gives it."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a format yields. The first `front_lines` lines stay in the text but are no blocks."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    encoding: str = "utf-8"
    front: Mapping[str, object] = field(default_factory=dict)
    front_lines: int = 0


def assemble(source: str, extract: Extract) -> Document:
    """The Document of an extract; raises Unreadable when there is nothing in it to read."""
    lines, dropped = _cleaned(extract.lines)
    blocks = tuple(_blocks(lines, extract.front_lines))
    if not blocks:
        raise Unreadable("文件里没有文字。", "请确认选对了文件；空文件不能入库。")
    text = "\n".join(line.text for line in lines)
    notes = (*extract.notes, *_text_notes(text, dropped))
    return Document(source, text, blocks, extract.encoding, extract.front, notes)


def normalised(text: str) -> str:
    """The text with every kind of line break turned into a line feed."""
    return BREAKS.sub("\n", text)


def _cleaned(lines: Iterable[Line]) -> tuple[tuple[Line, ...], int]:
    """Single lines without characters that nobody sees, and how many of those there were."""
    split = [Line(part, line.style) for line in lines for part in normalised(line.text).split("\n")]
    unseen = _unseen(set().union(*(line.text for line in split)))
    if not unseen:
        return tuple(split), 0
    clean = tuple(Line(line.text.translate(unseen), line.style) for line in split)
    return clean, sum(len(old.text) - len(new.text) for old, new in zip(split, clean, strict=True))


def _unseen(characters: Iterable[str]) -> dict[int, None]:
    """Controls, lone surrogates and format marks (zero width, direction, tags), as a table for `str.translate`."""
    return {ord(c): None for c in characters if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in KEPT}


def _blocks(lines: Iterable[Line], front_lines: int) -> Iterable[Block]:
    start = 0
    for number, line in enumerate(lines, 1):
        if number > front_lines and line.text.strip():
            yield Block(line.text, line.style, number, start)
        start += len(line.text) + 1


def _text_notes(text: str, dropped: int) -> Iterable[str]:
    if dropped:
        yield f"去掉了 {dropped} 个不可见字符（控制符、零宽字符等）。"
    if REPLACEMENT in text or "锟斤拷" in text:
        yield "文中有乱码字符，说明文件在别处转换编码时已经损坏了一部分，请核对。"
