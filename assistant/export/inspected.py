"""What a check found as a Word file to print and sign: counts, a table a family, what was not checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.domain import Inspection, Remark
from assistant.export.layout import Layout, layout
from assistant.export.word import clean, number_pages, save, set_font

Node = Any
"""A part of an open file; python-docx and lxml name no types."""

_HEAD = ("序", "位置", "原文", "问题和建议", "处理")
_WIDTHS = (10, 22, 53, 67, 18)
"""Millimetres of the columns, the width of the type area together."""
_SMALL, _TINY = 10.5, 9
_COLOURS = {"必须改": "A00000", "应当改": "8A5200", "可以考虑": "555555"}
_MARGIN = 20
_PADDING = 2
_SHADE = "EDEDED"


def export_inspection(told: Inspection, output: Path, setting: Layout | None = None) -> Path:
    """Write the findings to `output` (.docx) in the fonts of a layout; the file is replaced only when the new one is whole."""
    chosen = setting or layout()
    sheet = _Sheet(chosen)
    sheet.line("检查结果", font=chosen.fonts.title, size=chosen.sizes.title, centred=True)
    sheet.line(told.title, centred=True)
    sheet.line(f"{told.source}，{told.characters} 字，{told.day}检查", size=_SMALL, centred=True)
    if told.groups:
        sheet.counts(told)
    else:
        sheet.line("没有发现问题。")
    for place, (name, some) in enumerate(told.groups, 1):
        sheet.line(f"{place}. {name}（{len(some)} 处）", font=chosen.fonts.heading1, size=14, before=10, together=True)
        sheet.remarks(some)
    if told.not_checked:
        sheet.line("没有检查的", font=chosen.fonts.heading1, size=14, before=10, together=True)
        for text in told.not_checked:
            sheet.line(text, size=_SMALL)
    sheet.line("由执笔按规则检查，只作提示；是否修改由本人决定。", size=_TINY, before=10)
    sheet.line("修改人：　　　　　　　　核对人：　　　　　　　　日期：", size=12, before=18)
    number_pages(sheet.word, chosen)
    clean(sheet.word)
    save(sheet.word, output)
    return output


class _Sheet:
    """An open file that takes lines and tables in the fonts of a layout."""

    def __init__(self, setting: Layout) -> None:
        from docx import Document
        from docx.shared import Mm

        self.word: Node = Document()
        self._setting = setting
        section = self.word.sections[0]
        section.page_width, section.page_height = Mm(setting.page.width_mm), Mm(setting.page.height_mm)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)

    def line(
        self,
        text: str,
        *,
        font: str = "",
        size: float = 14,
        centred: bool = False,
        before: float = 0,
        together: bool = False,
    ) -> None:
        """A paragraph of one font; `before` in points, `together` keeps it on the page of what follows."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = self.word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        form = paragraph.paragraph_format
        form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(4), together
        self._run(paragraph, text, font or self._setting.fonts.body, size)

    def counts(self, told: Inspection) -> None:
        """How many findings of each kind, and their sum."""
        table = self._table(1 + len(told.graves), tuple([34] + [26] * len(told.graves)))
        self._row(table, ("类别", *told.graves), head=True)
        for name, some in told.counts:
            self._row(table, (name, *(str(count or "—") for count in some)))
        sums = [sum(some[at] for _, some in told.counts) for at in range(len(told.graves))]
        self._row(table, ("合计", *map(str, sums)))
        self._finish(table)

    def remarks(self, some: tuple[Remark, ...]) -> None:
        """One row a finding, with room to say what became of it."""
        table = self._table(len(_HEAD), _WIDTHS)
        self._row(table, _HEAD, head=True)
        for number, one in enumerate(some, 1):
            cells = self._row(table, (str(number), one.place, "", "", "□已改\n□不改"))
            self._quote(cells[2].paragraphs[0], one)
            self._told(cells[3].paragraphs[0], one)
        self._finish(table)

    def _quote(self, paragraph: Node, one: Remark) -> None:
        from docx.enum.text import WD_COLOR_INDEX

        for text, marked in ((one.before, False), (one.words or "（此处）", True), (one.after, False)):
            run = self._run(paragraph, text, self._setting.fonts.body, _SMALL, colour="" if marked else "666666")
            if marked:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def _told(self, paragraph: Node, one: Remark) -> None:
        fonts = self._setting.fonts
        self._run(paragraph, f"{one.grave}　", fonts.heading1, _SMALL, colour=_COLOURS.get(one.grave, ""))
        self._run(paragraph, f"{one.message}{one.advice}", fonts.body, _SMALL)
        paragraph.add_run().add_break()
        self._run(paragraph, f"依据：{one.basis}", fonts.body, _TINY, colour="666666")

    def _table(self, columns: int, widths: tuple[int, ...]) -> Node:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Mm

        table = self.word.add_table(rows=0, cols=columns)
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _row(self, table: Node, texts: tuple[str, ...], *, head: bool = False) -> Node:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        row = table.add_row()
        fonts = self._setting.fonts
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = table.columns[place].width
            paragraph = cell.paragraphs[0]
            form = paragraph.paragraph_format
            form.space_before = form.space_after = Pt(_PADDING)
            if head:
                _shade(cell)
            if head or len(texts) != len(_HEAD) or place == 0:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._run(paragraph, text, fonts.heading1 if head else fonts.body, _SMALL)
        self._keep(row, head)
        return row.cells

    def _keep(self, row: Node, head: bool) -> None:
        """A row stays on one page, the head stands on every page."""
        from docx.oxml import OxmlElement

        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head:
            properties.append(OxmlElement("w:tblHeader"))

    def _finish(self, table: Node) -> None:
        """A narrow empty line parts a table from what follows."""
        from docx.shared import Pt

        form = self.word.add_paragraph().paragraph_format
        form.space_after, form.line_spacing = Pt(0), Pt(6)

    def _run(self, paragraph: Node, text: str, font: str, size: float, *, colour: str = "") -> Node:
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        set_font(run, font, self._setting.fonts.latin)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        return run


def _shade(cell: Node) -> None:
    """A light ground for the head of a table."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
