"""Looks over an Office file, which is a zip archive, before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable

from index.errors import Unreadable
from index.reading.limits import Limits

XML = (".xml", ".rels", ".vml")
# A part may be written in UTF-16, where the words of its prologue look different.
DOCTYPE = tuple("<!doctype".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
DECLARED = re.compile(rb"""^\W*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.-]+)""")
ENCODINGS = {b"utf-8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"ascii"}
SAVE_AGAIN = "请在 Word 或 WPS 里打开它，另存为 .docx 后再试。"
SUSPICIOUS = "请不要打开来历不明的文件；如果确认可信，请在 Word 或 WPS 里另存为 .docx 后再试。"
OTHERS = (("xl/", "Excel 表格"), ("ppt/", "演示文稿"), ("mimetype", "OpenDocument 文档"))


def checked(data: bytes, limits: Limits) -> None:
    """Raises Unreadable unless the data are a Word file of reasonable size without entity tricks."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries, limits)
            _check_kind({entry.filename for entry in entries})
            for entry in entries:
                _check_part(archive.read(entry))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable("这个 Word 文档已经损坏，可能没有传完整。", SAVE_AGAIN) from error


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.zip_entries:
        raise Unreadable(f"文档内部有 {len(entries)} 个部分，超过上限 {limits.zip_entries}，已拒绝。", SUSPICIOUS)
    if len({entry.filename for entry in entries}) < len(entries):
        raise Unreadable("文档内部有重名的部分，不是正常的 Word 文档，已拒绝。", SUSPICIOUS)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable("文件加了压缩密码，无法读取。", "请去掉密码后再试。")
    if sum(entry.file_size for entry in entries) > limits.expanded_bytes or _bombs(entries, limits):
        raise Unreadable("文档展开后大得异常（可能是压缩炸弹），已拒绝。", SUSPICIOUS)


def _bombs(entries: Iterable[zipfile.ZipInfo], limits: Limits) -> bool:
    parts = [entry for entry in entries if entry.filename.lower().endswith(XML)]
    return any(entry.file_size > limits.xml_part_bytes for entry in parts) or any(
        entry.file_size > limits.xml_ratio * max(entry.compress_size, 1)
        for entry in parts
        if entry.file_size > limits.ratio_from
    )


def _check_kind(names: set[str]) -> None:
    other = _other(names)
    if any(name.startswith("word/") for name in names) or ("[Content_Types].xml" in names and not other):
        return
    if other:
        raise Unreadable(f"这个文件其实是 {other}，不是 Word 文档。", "请把文字复制到 Word 里，存为 .docx 后再试。")
    raise Unreadable("这个文件是压缩包，不是 Word 文档。", "请先解压，再选择里面的文件。")


def _other(names: set[str]) -> str | None:
    return next((kind for prefix, kind in OTHERS if any(name.startswith(prefix) for name in names)), None)


def _check_part(part: bytes) -> None:
    """Parts are judged by content: which of them are XML is for the file itself to say, and it may lie by name."""
    if not part[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
        return
    declared = DECLARED.match(part[:300])
    if declared and declared[1].lower() not in ENCODINGS:
        raise Unreadable("文档内部用了不常见的编码，已拒绝。", SUSPICIOUS)
    lowered = part.lower()
    if any(mark in lowered for mark in DOCTYPE):
        raise Unreadable("文档内部含有 DOCTYPE 声明（可能用于攻击），已拒绝。", SUSPICIOUS)
