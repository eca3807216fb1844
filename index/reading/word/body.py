"""Paragraphs, tables and text boxes of a Word file as lines, in document order."""

from __future__ import annotations

from collections.abc import Iterator

from index.errors import Unreadable
from index.reading.limits import Limits
from index.reading.lines import Line
from index.reading.word.numbering import Numbering, joined
from index.reading.word.runs import chosen, content
from index.reading.word.styles import Styles
from index.reading.word.xml import MC, Node, W, at, value_at

INTO = {W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body")}
HIDDEN = "文档里有隐藏文字或白色文字，没有读入。"
CONTENTS = "目录没有读入。"
FOREIGN = "文档里嵌入的其他文件没有读入。"


class Body:
    """Reads the body of one Word file; `notes` fills while lines are drawn."""

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits) -> None:
        self._styles = styles
        self._numbering = numbering
        self._limits = limits
        self._paragraphs = 0
        self.notes: dict[str, None] = {}

    def lines(self, container: Node) -> Iterator[Line]:
        """The lines of everything in the container."""
        for child in chosen(container) if container.tag == MC + "AlternateContent" else container.iterchildren():
            if child.tag == W + "p":
                yield from self._paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag in INTO or child.tag == MC + "AlternateContent":
                yield from self._part(child)
            elif child.tag == W + "altChunk":
                self.notes[FOREIGN] = None

    def _part(self, node: Node) -> Iterator[Line]:
        if value_at(node, "sdtPr", "docPartObj", "docPartGallery") == "Table of Contents":
            self.notes[CONTENTS] = None
            return
        yield from self.lines(node)

    def _paragraph(self, paragraph: Node) -> Iterator[Line]:
        self._count()
        style = self._styles.kind(paragraph)
        if style == "contents":
            self.notes[CONTENTS] = None
            return
        found = content(paragraph, self._styles)
        if found.hides:
            self.notes[HIDDEN] = None
        if found.text.strip() or not found.hides:
            label = self._numbering.label(paragraph)
            text = joined(label, found.text) if found.text.strip() else ""
            yield Line(text, style or ("bold" if found.bold else ""))
        for box in found.boxes:
            yield from self.lines(box)

    def _count(self) -> None:
        self._paragraphs += 1
        if self._paragraphs > self._limits.paragraphs:
            raise Unreadable(
                f"文档超过 {self._limits.paragraphs} 段，不像一份材料。", "请只保留需要的部分，另存后再试。"
            )

    def _table(self, table: Node) -> Iterator[Line]:
        for row in _within(table, "tr"):
            cells = tuple(_within(row, "tc"))
            if len(cells) == 1:
                # A table of one column is a frame around ordinary text.
                yield from self.lines(cells[0])
            elif at(row, "trPr", "del") is None:
                yield Line("\t".join(map(self._cell, cells)), "table")

    def _cell(self, cell: Node) -> str:
        texts = (line.text.replace("\t", " ").replace("\n", " ").strip() for line in self.lines(cell))
        return " ".join(filter(None, texts))


def _within(node: Node, name: str) -> Iterator[Node]:
    """Rows of a table or cells of a row, also inside content controls and marked insertions."""
    for child in node.iterchildren():
        if child.tag == W + name:
            yield child
        elif child.tag in INTO:
            yield from _within(child, name)
