"""A report as .docx in a layout: every paragraph styled by what it is, slots kept visible, metadata clean.

Figures and clauses come from the layout (GB/T 9704-2012). No document grid is used: LibreOffice then sets far fewer
characters a line; an exact line pitch and slightly narrowed spacing give the prescribed 22 lines of 28 characters.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.export.layout import Layout
from index import Block, Document, Fault, Report, words_of

_SLOT = re.compile(r"(【待补：[^】]*】)")
_STRAIGHT = re.compile(r'"([^"\n]*)"')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile(r"^\s*#{1,6}\s+|\*\*")
_PAPER = re.compile(r"(?:个人)?(?:对照检查|检视剖析|述职述廉|述责述廉|发言提纲|工作总结|自我检查)|(?<=\d年)|20\d\d年")


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the file lies and which fonts named in it are not installed here."""

    output: Path
    substituted_fonts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph to set: its style and, for a run-in heading, how many characters the heading takes."""

    text: str
    style: str
    heading: int = 0


def export(document: Document, report: Report, layout: Layout, output: Path) -> Exported:
    """Write the report to `output` (.docx); an existing file is replaced only when the new one is whole."""
    word = _word(layout)
    for paragraph in paragraphs(document, report):
        _set(word, paragraph, layout)
    _number_pages(word, layout)
    _clean(word)
    _save(word, output)
    return Exported(output, layout.substituted())


def paragraphs(document: Document, report: Report) -> Iterator[Paragraph]:
    """The report's paragraphs with their styles: title, byline, heading1 to heading3, body."""
    return (paragraph for _, paragraph in placed(document, report))


def placed(document: Document, report: Report) -> Iterator[tuple[Block, Paragraph]]:
    """Each paragraph with the block it was made of."""
    ends = dict(report.headings)
    ranks = {section.start: 1 for section in report.sections}
    ranks |= {child.start: 2 for section in report.sections for child in section.children}
    first, titles = min(ranks, default=len(report.text) + 1), _title_blocks(document, report)
    for block in document.blocks:
        bare = as_set(block.text)
        if not bare:
            continue
        if block.start in titles:
            yield block, Paragraph(bare, "title")
        elif block.start not in ends:
            yield block, Paragraph(bare, "body")
        elif block.start >= first:
            written = as_set(report.text[block.start : ends[block.start]])
            yield block, Paragraph(bare, f"heading{ranks.get(block.start, 3)}", len(written))
        else:
            yield block, Paragraph(bare, "byline")


def _title_blocks(document: Document, report: Report) -> frozenset[int]:
    """Where the blocks begin over which the title runs: it may have been typed in several lines."""
    left = "".join(report.title.split())
    found: list[int] = []
    for block in document.blocks:
        bare = "".join(_MARKUP.sub("", block.text).split())
        if report.title_line is None or block.line < report.title_line or not bare:
            continue
        if found and not (bare and left.startswith(bare)):
            break
        found.append(block.start)
        left = left.removeprefix(bare)
    return frozenset(found)


def title_lines(text: str, layout: Layout) -> list[str]:
    """A long title in two lines, the break before the name of the paper or else between words, never inside one."""
    page = layout.page
    fits = int((page.width_mm - page.left_mm - page.right_mm) / 25.4 * 72 / layout.sizes.title)
    if len(text) <= fits:
        return [text]
    cuts = [match.start() for match in _PAPER.finditer(text) if 4 <= match.start() <= fits]
    if not cuts:
        ends = [sum(len(word) for word in words_of(text)[:count]) for count in range(1, len(words_of(text)))]
        cuts = sorted((end for end in ends if end <= fits), key=lambda end: abs(end - len(text) / 2))[:1]
    cut = cuts[-1] if cuts else fits
    return [text[:cut], *title_lines(text[cut:], layout)]


def as_set(text: str) -> str:
    """A line as it is set: no marks of Markdown, no control characters, no blanks around it, straight quotes made curly.

    Setting what is set already changes nothing, so that a file that comes back can be told from one that was edited.
    """
    before = None
    while text != before:
        before, text = text, _CONTROL.sub("", _MARKUP.sub("", text)).strip()
    return _STRAIGHT.sub(r"“\1”", text)


def _word(layout: Layout) -> Any:  # noqa: ANN401 - python-docx is loaded here and nowhere named
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
    _base_style(word, layout)
    return word


def _base_style(word: Any, layout: Layout) -> None:  # noqa: ANN401
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    normal = word.styles["Normal"]
    normal.font.size = Pt(layout.sizes.body)
    _font(normal.element.get_or_add_rPr(), layout.fonts.body, layout.fonts.latin)
    spacing = OxmlElement("w:spacing")
    spacing.set(_tag("w:val"), str(round(layout.squeeze_pt * 20)))
    size = normal.element.rPr.find(_tag("w:sz"))
    size.addprevious(spacing)
    form = normal.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(layout.page.line_pitch_pt)
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False


def _set(word: Any, paragraph: Paragraph, layout: Layout) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    set_one = word.add_paragraph()
    fonts, sizes = layout.fonts, layout.sizes
    if paragraph.style in ("title", "byline"):
        set_one.alignment = WD_ALIGN_PARAGRAPH.CENTER
        font, size = (fonts.title, sizes.title) if paragraph.style == "title" else (fonts.heading2, sizes.body)
        text = "\n".join(title_lines(paragraph.text, layout)) if paragraph.style == "title" else paragraph.text
        _runs(set_one, text, font, fonts.latin, size)
        if paragraph.style == "title":
            set_one.paragraph_format.line_spacing = Pt(sizes.title_pitch)
            set_one.paragraph_format.space_after = Pt(layout.page.line_pitch_pt)
        return
    _indent(set_one, layout)
    font = {"heading1": fonts.heading1, "heading2": fonts.heading2}.get(paragraph.style, fonts.body)
    head, rest = paragraph.text[: paragraph.heading], paragraph.text[paragraph.heading :]
    _runs(set_one, head, font, fonts.latin, sizes.body)
    _runs(set_one, rest, fonts.body, fonts.latin, sizes.body)
    if paragraph.style in ("heading1", "heading2") and not rest:
        set_one.paragraph_format.keep_with_next = True


def _runs(paragraph: Any, text: str, font: str, latin: str, size: float) -> None:  # noqa: ANN401
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Pt

    for piece in filter(None, _SLOT.split(text)):
        run = paragraph.add_run(piece)
        run.font.size = Pt(size)
        _font(run._r.get_or_add_rPr(), font, latin)
        if _SLOT.fullmatch(piece):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _font(properties: Any, font: str, latin: str) -> None:  # noqa: ANN401
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


def _indent(paragraph: Any, layout: Layout) -> None:  # noqa: ANN401
    """Two characters, counted in characters so that it holds for every size; the twips are for programs that cannot."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(_tag("w:firstLineChars"), "200")
    indent.set(_tag("w:firstLine"), str(round(layout.sizes.body * 40)))


def _number_pages(word: Any, layout: Layout) -> None:  # noqa: ANN401
    """— 1 — outside: odd pages right, even pages left, one character in (clause 7.5)."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], side, layout)


def _page_number(paragraph: Any, side: str, layout: Layout) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(_tag(f"w:{side}Chars"), "100")
    indent.set(_tag(f"w:{side}"), str(round(layout.sizes.page_number * 20)))
    for text, field in (("— ", ""), ("", "begin"), ("PAGE", "instr"), ("", "end"), (" —", "")):
        run = paragraph.add_run("" if field else text)
        run.font.size = Pt(layout.sizes.page_number)
        _font(run._r.get_or_add_rPr(), layout.fonts.page_number, layout.fonts.page_number)
        if field == "instr":
            code = OxmlElement("w:instrText")
            code.text = text
            run._r.append(code)
        elif field:
            mark = OxmlElement("w:fldChar")
            mark.set(_tag("w:fldCharType"), field)
            run._r.append(mark)


def _clean(word: Any) -> None:  # noqa: ANN401
    """No author, no program, no history: what the template brings is emptied."""
    properties = word.core_properties
    for name in ("author", "last_modified_by", "comments", "keywords", "subject", "title", "category"):
        setattr(properties, name, "")
    properties.revision = 1
    properties.created = properties.modified = datetime(2000, 1, 1)


def _save(word: Any, output: Path) -> None:  # noqa: ANN401
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
