"""The text of PDF files."""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from index.errors import Unreadable
from index.reading.limits import Limits
from index.reading.lines import Extract, Line
from index.reading.pages import Page, Row, paragraphs

# pypdf comes without types.
Pdf = Any

GARBLED = 0.3
TYPE_IT = "请用 WPS 或其他软件把它转成 Word 文档（扫描件先做文字识别），核对后再试。"


def extract_pdf(data: bytes, limits: Limits) -> Extract:
    """The paragraphs of a PDF; raises Unreadable for locked, damaged or scanned files."""
    pages = _pages(data, limits)
    empty = [number for number, page in enumerate(pages, 1) if not any(row.text.strip() for row in page)]
    if len(empty) == len(pages):
        raise Unreadable("这个 PDF 没有可提取的文字（可能是扫描件）。", TYPE_IT)
    texts, trimmed = paragraphs(pages)
    _check_legible(texts)
    return Extract(tuple(map(Line, texts)), tuple(_notes(empty, trimmed)))


def _pages(data: bytes, limits: Limits) -> list[Page]:
    import pypdf
    from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked()
        return _read(reader, limits)
    except DependencyError as error:
        raise _locked() from error
    except LimitReachedError as error:
        raise Unreadable("这个 PDF 展开后大得异常，已停止读取。", "请只保留需要的页，另存后再试。") from error
    except PyPdfError as error:
        raise Unreadable("这个 PDF 已经损坏，或不是完整的 PDF 文件。", "请重新导出或下载，再试一次。") from error


def _locked() -> Unreadable:
    return Unreadable("这个 PDF 加了密码，无法读取。", "请用密码打开它，另存为没有密码的文件后再试。")


def _read(reader: Pdf, limits: Limits) -> list[Page]:
    if len(reader.pages) > limits.pages:
        raise Unreadable(f"这个 PDF 超过 {limits.pages} 页，不像一份材料。", "请只保留需要的页，另存后再试。")
    pages: list[Page] = []
    left = limits.characters
    for page in reader.pages:
        pages.append(tuple(_rows(page)))
        left -= sum(len(row.text) for row in pages[-1])
        if left < 0:
            raise Unreadable(f"这个 PDF 的文字超过 {limits.characters} 字，不像一份材料。", "请只保留需要的页。")
    return pages


def _rows(page: Pdf) -> Iterator[Row]:
    """Rows with the place of their first character; pypdf reports text in the order it is drawn."""
    chunks: list[tuple[str, float, float]] = []

    def visit(text: str, matrix: Sequence[float], place: Sequence[float], font: object, size: float) -> None:
        scale = abs(place[3] or place[0]) * abs(matrix[3] or matrix[0]) or 1.0
        chunks.append((text, place[4] * matrix[0] + matrix[4], (size or 1.0) * scale))

    page.extract_text(visitor_text=visit)
    row, left, height = "", 0.0, 1.0
    for text, x, size in chunks:
        for i, part in enumerate(text.split("\n")):
            if i and row.strip():
                yield Row(row, left, height)
            if i:
                row = ""
            if part.strip() and not row.strip():
                left, height = x, size
            row += part
    if row.strip():
        yield Row(row, left, height)


def _check_legible(texts: Sequence[str]) -> None:
    """Fonts without a table of their characters come out as private or unassigned ones."""
    characters = [c for text in texts for c in text if not c.isspace()]
    bad = sum(unicodedata.category(c) in {"Co", "Cn", "Cc", "Cs"} or c == "\ufffd" for c in characters)
    if bad > GARBLED * len(characters):
        raise Unreadable("这个 PDF 的字体不带文字对照表，取出来的是乱码。", TYPE_IT)


def _notes(empty: Sequence[int], trimmed: bool) -> Iterator[str]:
    if empty:
        shown = "、".join(map(str, empty[:10])) + (" 等" if len(empty) > 10 else "")
        yield f"第 {shown} 页没有文字（可能是图片），没有读入。"
    yield "段落由 PDF 的行拼接而成，请核对分段。"
    if trimmed:
        yield "略去了页码和页眉页脚。"
