"""Opens a .docx file and reads its main text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from index.errors import Unreadable
from index.reading.archive import checked
from index.reading.limits import Limits
from index.reading.lines import Extract
from index.reading.word.body import Body
from index.reading.word.numbering import Numbering
from index.reading.word.styles import Styles
from index.reading.word.xml import Node, W

# Parts and relations of python-docx, which has no types here.
Part = Any

SAVE_AGAIN = "请在 Word 或 WPS 里打开它，另存为 .docx 后再试。"
CHANGES = {W + name for name in ("ins", "del", "moveFrom", "moveTo")}


def extract_docx(data: bytes, limits: Limits) -> Extract:
    """The visible text of a .docx file; raises Unreadable where it is broken, protected or beyond the limits."""
    checked(data, limits)
    part = _main_part(data)
    related = {relation.reltype.rpartition("/")[2]: relation for relation in part.rels.values()}
    styles = Styles(_root(related.get("styles")))
    body = Body(styles, Numbering(_root(related.get("numbering")), styles), limits)
    lines = tuple(body.lines(part.element.body))
    return Extract(lines, (*body.notes, *_notes(part, related)))


def _main_part(data: bytes) -> Part:
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        if document.element.body is None:
            raise ValueError
    except (KeyError, ValueError, AttributeError) as error:
        raise Unreadable("这个 Word 文档缺少必要的部分，可能已经损坏，或是“Strict”格式。", SAVE_AGAIN) from error
    return document.part


def _root(relation: Part) -> Node | None:
    """The root element of a related part; a part outside the file is never fetched."""
    if relation is None or relation.is_external:
        return None
    part = relation.target_part
    if hasattr(part, "element"):
        return part.element
    from docx.oxml.parser import parse_xml

    return parse_xml(part.blob)


def _notes(part: Part, related: dict[str, Part]) -> Iterator[str]:
    if any(True for _ in part.element.iter(*CHANGES)):
        yield "文档带有修订，按接受全部修订后的内容读取。"
    comments = _root(related.get("comments"))
    if comments is not None and any(True for _ in comments.iter(W + "comment")):
        yield "文档带有批注，批注没有读入。"
    if any(True for _ in part.element.iter(W + "footnoteReference", W + "endnoteReference")):
        yield "文档带有脚注或尾注，没有读入。"
