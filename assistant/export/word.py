"""A report as .docx in a layout: every paragraph styled by what it is, slots kept visible, metadata clean.

Figures and clauses come from the layout (GB/T 9704-2012). No document grid is used: LibreOffice then sets far fewer
characters a line; an exact line pitch and slightly narrowed spacing give the prescribed 22 lines of 28 characters.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant.export.layout import Layout
from assistant.export.paragraphs import Paragraph, paragraphs
from assistant.export.title import title_lines, width
from index import Document, Fault, Report

Node = Any
"""A part of an open file; python-docx and lxml name no types."""

_SLOT = re.compile(r"(【待补：[^】]*】)")
_NOTE = re.compile(r"^附件[^：:]*[：:]")
_TWIPS = 20
_IN = 2.0
"""Characters by which first lines, attachment notes and signatures stand in (clauses 7.3.3 to 7.3.5)."""
_TABLE_SMALLER = 2


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the file lies and which fonts named in it are not installed here."""

    output: Path
    substituted_fonts: tuple[str, ...]


def export(document: Document, report: Report, layout: Layout, output: Path) -> Exported:
    """Write the report to `output` (.docx); an existing file is replaced only when the new one is whole."""
    word = _word(layout)
    groups = [(style, list(group)) for style, group in groupby(paragraphs(document, report), lambda one: one.style)]
    signed = right_indents(one for _, group in groups for one in group)
    followed = [*(style for style, _ in groups[1:]), ""]
    for (style, group), following in zip(groups, followed, strict=False):
        _set_group(word, style, group, following, signed, layout)
    number_pages(word, layout)
    clean(word)
    save(word, output)
    return Exported(output, layout.substituted())


def _word(layout: Layout) -> Node:
    from docx import Document as Word
    from docx.shared import Mm

    word = Word()
    section, page = word.sections[0], layout.page
    section.page_width, section.page_height = Mm(page.width_mm), Mm(page.height_mm)
    section.top_margin, section.bottom_margin = Mm(page.top_mm), Mm(page.bottom_mm)
    section.left_margin, section.right_margin = Mm(page.left_mm), Mm(page.right_mm)
    section.footer_distance = Mm(page.footer_mm)
    for grid in section._sectPr.findall(_tag("w:docGrid")):
        section._sectPr.remove(grid)
    if page.number_lines:
        lines = _element("w:lnNumType", countBy=str(page.number_lines), restart="newPage")
        section._sectPr.insert_element_before(lines, "w:pgNumType", "w:cols", "w:titlePg", "w:docGrid")
    _base_style(word, layout)
    return word


def _base_style(word: Node, layout: Layout) -> None:
    from docx.enum.text import WD_LINE_SPACING

    normal = word.styles["Normal"]
    normal.font.size = _pt(layout.sizes.body)
    _font(normal.element.get_or_add_rPr(), layout.fonts.body, layout.fonts.latin)
    closer = _element("w:spacing", val=str(round(layout.squeeze_pt * _TWIPS)))
    normal.element.rPr.find(_tag("w:sz")).addprevious(closer)
    form = normal.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, _pt(layout.page.line_pitch_pt)
    form.space_before = form.space_after = _pt(0)
    form.widow_control = False
    form.alignment = _alignment("JUSTIFY")
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        # Without it Word puts a gap around every figure, and 2025年 looks as if it were typed with a blank.
        normal.element.pPr.insert_element_before(_element(name, val="0"), *_AFTER_AUTOSPACE)
    for part in (word.styles.element, word.settings.element):
        for language in (*part.iter(_tag("w:lang")), *part.iter(_tag("w:themeFontLang"))):
            language.set(_tag("w:eastAsia"), "zh-CN")


_AFTER_AUTOSPACE = tuple(
    f"w:{name}"
    for name in (
        "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
        "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId",
        "cnfStyle", "rPr", "sectPr", "pPrChange",
    )
)  # fmt: skip
"""What follows these properties in a w:pPr (ECMA-376 part 1, 17.3.1.26); Word calls a file damaged that has another order."""


def _set_group(
    word: Node, style: str, group: Sequence[Paragraph], following: str, signed: dict[str, float], layout: Layout
) -> None:
    """Paragraphs of one style one after another, and what goes with the style that follows them."""
    match style:
        case "table":
            return _set_table(word, group, layout)
        case "title":
            last = _set_title(word, group, layout)
        case "attachment":
            last = _set_attachments(word, group, layout)
        case "signature" | "date":
            last = _set_signed(word, group, signed[style], layout)
        case _:
            last = [_set(word, one, layout) for one in group][-1]
    return _end(last, style, following, layout)


def _end(last: Node, style: str, following: str, layout: Layout) -> None:
    """What the last paragraph of a style owes the next: a blank line, or to stay on its page."""
    form = last.paragraph_format
    under_title = style in ("title", "byline") and following not in ("title", "byline")
    over_end = following in ("signature", "attachment") or (following == "date" and style != "signature")
    if under_title or over_end:
        form.space_after = _pt(layout.page.line_pitch_pt)
    if following in ("signature", "date"):
        # A signature never stands alone on a page.
        form.keep_with_next = form.keep_together = True


def _set_title(word: Node, group: Sequence[Paragraph], layout: Layout) -> Node:
    """The title, longer ones over several lines; lines the writer broke stay broken."""
    page, sizes = layout.page, layout.sizes
    fits = int((page.width_mm - page.left_mm - page.right_mm) / 25.4 * 72 / sizes.title)
    text = "\n".join(line for one in group for line in title_lines(one.text, fits))
    title = _centred(word)
    _runs(title, text, layout.fonts.title, layout, sizes.title, bold="title" in layout.bold)
    title.paragraph_format.line_spacing = _pt(sizes.title_pitch)
    title.paragraph_format.keep_with_next = True
    return title


def _set(word: Node, one: Paragraph, layout: Layout) -> Node:
    fonts, size = layout.fonts, layout.sizes.body
    if one.style == "byline":
        byline = _centred(word)
        _runs(byline, one.text, fonts.heading2, layout, size)
        return byline
    set_one = word.add_paragraph()
    _indent(set_one, {"firstLine": _IN}, layout)
    font = {"heading1": fonts.heading1, "heading2": fonts.heading2}.get(one.style, fonts.body)
    head, rest = one.text[: one.heading], one.text[one.heading :]
    _runs(set_one, head, font, layout, size, bold=one.style in layout.bold)
    _runs(set_one, rest, fonts.body, layout, size)
    if one.style.startswith("heading") and not rest:
        set_one.paragraph_format.keep_with_next = True
        _outline(set_one, int(one.style[-1]) - 1)
    return set_one


def _set_table(word: Node, rows: Sequence[Paragraph], layout: Layout) -> None:
    """A plain grid; the first row is repeated on every page."""
    columns = max(len(row.cells) for row in rows)
    table = word.add_table(len(rows), columns, style="Table Grid")
    table.alignment = _table_centred()
    for number, (row, one) in enumerate(zip(table.rows, rows, strict=True)):
        properties = row._tr.get_or_add_trPr()
        for name in ("w:cantSplit", *(("w:tblHeader",) if number == 0 else ())):
            properties.append(_element(name))
        for cell, text in zip(row.cells, one.cells, strict=False):
            inside = cell.paragraphs[0]
            inside.alignment = _alignment("CENTER")
            size = layout.sizes.body - _TABLE_SMALLER
            inside.paragraph_format.line_spacing = _pt(size * 1.7)
            _runs(inside, text, layout.fonts.body, layout, size)


def _set_attachments(word: Node, group: Sequence[Paragraph], layout: Layout) -> Node:
    """附件：1.… with names that hang below each other (clause 7.3.4)."""
    begins = 0.0
    for one in group:
        note = _NOTE.match(one.text)
        number = re.match(r"\d{1,2}[.．]", one.text[note.end() if note else 0 :])
        hang = width(number[0]) if number else 0.0
        begins = _IN + width(note[0]) if note else begins
        set_one = word.add_paragraph()
        first = _IN if note else begins
        _indent(set_one, {"left": begins + hang, "hanging": begins + hang - first}, layout)
        _runs(set_one, one.text, layout.fonts.body, layout, layout.sizes.body)
    return set_one


def _set_signed(word: Node, group: Sequence[Paragraph], right: float, layout: Layout) -> Node:
    for one in group:
        set_one = word.add_paragraph()
        set_one.alignment = _alignment("RIGHT")
        _indent(set_one, {"right": right}, layout)
        _runs(set_one, one.text, layout.fonts.body, layout, layout.sizes.body)
    return set_one


def right_indents(found: Iterable[Paragraph]) -> dict[str, float]:
    """How far name and date stand from the right (clause 7.3.5.2): the name two characters, the date's first character
    two behind the name's; a date longer than the name stands two from the right itself, and the name further in.
    """
    signed = {one.style: width(one.text) for one in found if one.style in ("signature", "date")}
    name, date = signed.get("signature"), signed.get("date")
    if name is None or date is None:
        return {"signature": _IN, "date": _IN}
    behind = name - date
    return {"signature": _IN, "date": behind} if behind >= _IN else {"signature": 2 * _IN - behind, "date": _IN}


def _runs(paragraph: Node, text: str, font: str, layout: Layout, size: float, *, bold: bool = False) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    for piece in filter(None, _SLOT.split(text)):
        run = paragraph.add_run(piece)
        run.font.size = _pt(size)
        if bold:
            run.font.bold = True
        _font(run._r.get_or_add_rPr(), font, layout.fonts.latin)
        if _SLOT.fullmatch(piece):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def set_font(run: Node, font: str, latin: str) -> None:
    """Chinese and Latin font of one run."""
    _font(run._r.get_or_add_rPr(), font, latin)


def _font(properties: Node, font: str, latin: str) -> None:
    """Chinese and Latin font of a run; the hint makes Word set “ ” in the Chinese font's full width."""
    from docx.oxml import OxmlElement

    fonts = properties.find(_tag("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name, value in (("eastAsia", font), ("ascii", latin), ("hAnsi", latin), ("cs", latin), ("hint", "eastAsia")):
        fonts.set(_tag(f"w:{name}"), value)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(_tag(f"w:{theme}"), None)


def _indent(paragraph: Node, characters: dict[str, float], layout: Layout) -> None:
    """Indents counted in characters so that they hold for every size; the twips are for programs that cannot."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for side, count in characters.items():
        indent.set(_tag(f"w:{side}Chars"), str(round(count * 100)))
        indent.set(_tag(f"w:{side}"), str(round(count * layout.sizes.body * _TWIPS)))


def _outline(paragraph: Node, level: int) -> None:
    """A place in Word's navigation, without any of its heading styles."""
    mark = _element("w:outlineLvl", val=str(level))
    paragraph._p.get_or_add_pPr().insert_element_before(
        mark, "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"
    )


def _centred(word: Node) -> Node:
    paragraph = word.add_paragraph()
    paragraph.alignment = _alignment("CENTER")
    return paragraph


def number_pages(word: Node, layout: Layout) -> None:
    """— 1 — outside: odd pages right, even pages left, one character in (clause 7.5)."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], side, layout)


def _page_number(paragraph: Node, side: str, layout: Layout) -> None:
    from docx.oxml import OxmlElement

    paragraph.alignment = _alignment(side.upper())
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(_tag(f"w:{side}Chars"), "100")
    indent.set(_tag(f"w:{side}"), str(round(layout.sizes.page_number * 20)))
    for text, field in (("— ", ""), ("", "begin"), ("PAGE", "instr"), ("", "end"), (" —", "")):
        run = paragraph.add_run("" if field else text)
        run.font.size = _pt(layout.sizes.page_number)
        _font(run._r.get_or_add_rPr(), layout.fonts.page_number, layout.fonts.page_number)
        if field == "instr":
            code = OxmlElement("w:instrText")
            code.text = text
            run._r.append(code)
        elif field:
            mark = OxmlElement("w:fldChar")
            mark.set(_tag("w:fldCharType"), field)
            run._r.append(mark)


def clean(word: Node) -> None:
    """No author, no program, no history: what the template brings is emptied."""
    properties = word.core_properties
    for name in ("author", "last_modified_by", "comments", "keywords", "subject", "title", "category"):
        setattr(properties, name, "")
    properties.revision = 1
    properties.created = properties.modified = datetime(2000, 1, 1)


def save(word: Node, output: Path) -> None:
    """Write an open file; an existing one is replaced only when the new one is whole."""
    try:
        handle, name = tempfile.mkstemp(suffix=".docx", dir=output.parent, prefix=".zhibi-")
        try:
            with os.fdopen(handle, "wb") as file:
                word.save(file)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(output)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Fault(f"写不了 {output}。", "请检查文件夹是否存在、是否有权限、文件是否正被 Word 打开。") from error


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _pt(points: float) -> Node:
    from docx.shared import Pt

    return Pt(points)


def _alignment(name: str) -> Node:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    return WD_ALIGN_PARAGRAPH[name]


def _table_centred() -> Node:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    return WD_TABLE_ALIGNMENT.CENTER


def _element(name: str, **values: str) -> Node:
    from docx.oxml import OxmlElement

    made = OxmlElement(name)
    for key, value in values.items():
        made.set(_tag(f"w:{key}"), value)
    return made
