"""What each paragraph of a report is when it is set: title, byline, heading, text, table row, note, signature, date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index import Block, Document, Report

STRAIGHT = re.compile(r'"([^"\n]*)"')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff]")
_MARKUP = re.compile(r"^\s*#{1,6}\s+|\*\*")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^[\s|:-]*-[\s|:-]*$")
_ATTACHED = re.compile(r"^附件[一二三四五六七八九十\d]*[：:]")
_NUMBERED = re.compile(r"^第?[（(]?[一二三四五六七八九十\d]{1,3}(?:[)）、.．]|部分)")
_MORE_ATTACHED = re.compile(r"^\d{1,2}[.．]")
_DATE = re.compile(r"^[（(]?(?:\d{4}|[xX×ＸX]{2,4}|20[xX×]{2})年.{1,3}月(?:.{1,3}日)?[)）]?$")
_ENDS = tuple("。！？!?；;：:，,")
_LONGEST_NAME = 24
_TAIL = 12
_MOST_COLUMNS = 63


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph to set: its style and, for a run-in heading, how many characters the heading takes. `style` is title,
    byline, heading1 to heading3, body, table, attachment, signature or date; a row of a table has `cells`.
    """

    text: str
    style: str
    heading: int = 0
    cells: tuple[str, ...] = ()


def as_set(text: str) -> str:
    """A line as it is set: no marks of Markdown, no control characters, no blanks around it, straight quotes made curly,
    the cells of a table's row with a tab between them.

    Setting what is set already changes nothing, so that a file that comes back can be told from one that was edited.
    """
    bare = _bare(text)
    return _bare("\t".join(_cells(bare))) if _ROW.match(bare) else bare


def readable(text: str) -> str:
    """The text without control characters for which a text file would be taken for a binary one; its lines stay."""
    return _UNSEEN.sub("", text)


def paragraphs(document: Document, report: Report) -> Iterator[Paragraph]:
    """The report's paragraphs in order."""
    return (paragraph for _, paragraph in placed(document, report))


def placed(document: Document, report: Report) -> Iterator[tuple[Block, Paragraph]]:
    """Each paragraph with the block it was made of."""
    ends = dict(report.headings)
    ranks = {section.start: 1 for section in report.sections}
    ranks |= {child.start: 2 for section in report.sections for child in section.children}
    first, titles = min(ranks, default=len(report.text) + 1), _title_blocks(document, report)
    tail = _tail(document, report)
    for block in document.blocks:
        bare = as_set(block.text)
        if not bare:
            continue
        if block.start in titles:
            yield block, Paragraph(bare, "title")
        elif cells := _row(block):
            yield block, Paragraph(bare, "table", cells=cells)
        elif block.start in tail or block.start not in ends:
            yield block, Paragraph(bare, tail.get(block.start, "body"))
        elif block.start >= first:
            written = as_set(report.text[block.start : ends[block.start]])
            yield block, Paragraph(bare, f"heading{ranks.get(block.start, 3)}", len(written))
        else:
            yield block, Paragraph(bare, "byline")


def _row(block: Block) -> tuple[str, ...]:
    """The cells of a table's row; none for other text and for more columns than Word can have."""
    bare = _bare(block.text)
    if block.style != "table" and not _ROW.match(bare):
        return ()
    cells = _cells(bare if _ROW.match(bare) else block.text)
    return cells if len(cells) <= _MOST_COLUMNS else ()


def _bare(text: str) -> str:
    before = None
    while text != before:
        before, text = text, _CONTROL.sub("", _MARKUP.sub("", text)).strip()
    return STRAIGHT.sub(r"“\1”", text)


def _cells(row: str) -> tuple[str, ...]:
    """The cells of a row, Word's or Markdown's; none for the rule under a Markdown table's head."""
    if not _ROW.match(row):
        return tuple(_bare(cell) for cell in row.split("\t"))
    if _RULE.match(row):
        return ()
    return tuple(_bare(cell.replace("\t", " ")) for cell in row.strip().strip("|").split("|"))


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


def _tail(document: Document, report: Report) -> dict[int, str]:
    """Attachment note, signature and date at the end of the paper (clauses 7.3.4 and 7.3.5)."""
    last = [block for block in document.blocks if as_set(block.text)][-_TAIL:]
    styles: dict[int, str] = {}
    for block in reversed(last):
        text, known = as_set(block.text), styles.values()
        if attached := _attached(last, block):
            styles |= dict.fromkeys(attached, "attachment")
        elif _DATE.match(text) and not known:
            styles[block.start] = "date"
        elif "signature" not in known and _is_name(text, block, report) and ("date" in known or _closes(report, block)):
            styles[block.start] = "signature"
        elif not _MORE_ATTACHED.match(text):
            break
    return styles


def _attached(last: Sequence[Block], block: Block) -> list[int]:
    """The note that names attachments and the numbered names below it, where the note begins with this block."""
    if not _ATTACHED.match(as_set(block.text)):
        return []
    found = [block.start]
    for other in last[last.index(block) + 1 :]:
        if not _MORE_ATTACHED.match(as_set(other.text)):
            break
        found.append(other.start)
    return found


def _is_name(text: str, block: Block, report: Report) -> bool:
    if block.style == "table" or block.line in (report.closing, report.title_line):
        return False
    return len(text) <= _LONGEST_NAME and not text.endswith(_ENDS) and not _NUMBERED.match(text)


def _closes(report: Report, block: Block) -> bool:
    """Whether the closing formula stands above: then a short last line is a name also without a date."""
    return report.closing is not None and block.line > report.closing
