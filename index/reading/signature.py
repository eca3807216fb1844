"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

from index.errors import Unreadable

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STREAMS = (("EncryptedPackage", "locked"), ("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"))
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
FOREIGN = {
    "xls": "Excel 表格",
    "ppt": "演示文稿",
    "ole": "旧版 Office 文件，但不是 Word 文档",
    "image": "图片",
    "html": "网页",
    "rar": "压缩包",
}


def kind_of(data: bytes) -> str:
    """One of docx (any zip), doc, locked, pdf, rtf, one of FOREIGN, or "text" for all that has no signature."""
    head = data[:1024]
    if head.startswith(ZIP):
        return "docx"
    if head.startswith(OLE):
        return next((kind for name, kind in STREAMS if name.encode("utf-16-le") in data), "ole")
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in head:
        return "pdf"
    return _foreign(head)


def refuse(kind: str) -> None:
    """Raises Unreadable for kinds that are never read."""
    if kind == "locked":
        raise Unreadable("这个 Word 文档加了打开密码，无法读取。", "请用密码打开它，去掉密码另存后再试。")
    if kind in FOREIGN:
        remedy = "请把需要的文字存为 .docx 或 .txt 文件后再试。"
        raise Unreadable(f"这个文件其实是{FOREIGN[kind]}，不能当作材料读取。", remedy)


def _foreign(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(IMAGES) and b"\0" in head:
        return "image"
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "rar"
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "text"
