"""Reads one file of any supported kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from index.errors import Unreadable
from index.reading.folders import SUFFIXES, shown
from index.reading.jail import Jail
from index.reading.limits import Limits
from index.reading.lines import Extract, assemble
from index.reading.office import as_docx
from index.reading.plain import extract_markdown, extract_text
from index.reading.signature import kind_of, refuse
from index.report import Document

MARKDOWN = (".md", ".markdown")
# What each suffix promises the content to be.
PROMISED = {".docx": {"docx"}, ".pdf": {"pdf"}, ".doc": {"doc"}, ".wps": {"doc"}}
CALLED = {
    "docx": "Word 文档（.docx）",
    "doc": "旧版 Word 文档（.doc）",
    "pdf": "PDF",
    "rtf": "RTF 文档",
    "text": "纯文本",
}


def read(path: Path, *, name: str | None = None, limits: Limits | None = None, jail: Jail | None = None) -> Document:
    """The Document of a file; raises Unreadable with the reason and what to do about it.

    `name` is what the user calls the file, where it is stored under another name. Reading many files, hand in one
    open `jail`: its process then serves them all, and its limits hold.
    """
    source = shown(name or path.name)
    suffix = _supported(name or path.name)
    if jail is None:
        with Jail(limits) as own:
            return assemble(source, _extract(_content(path, own.limits), suffix, own))
    return assemble(source, _extract(_content(path, jail.limits), suffix, jail))


def _supported(name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix in SUFFIXES:
        return suffix
    kinds = "、".join(sorted(SUFFIXES))
    called = f"{shown(suffix)} 文件" if suffix else "没有扩展名的文件"
    raise Unreadable(f"不支持{called}。", f"可以读取的有 {kinds}；请另存为其中一种。")


def _content(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable("这是文件夹，不是文件。", "请选择里面的文件。")
        if not path.is_file():
            raise Unreadable("找不到这个文件，或它不是普通文件。", "请检查路径和文件名。")
        with path.open("rb") as file:
            data = file.read(limits.upload_bytes + 1)
    except PermissionError as error:
        raise Unreadable("没有权限打开这个文件。", "请检查文件权限，或复制一份再试。") from error
    except (OSError, ValueError) as error:
        raise Unreadable("打不开这个文件。", "请检查文件名（是否过长或含有特殊字符）和存储设备。") from error
    if len(data) > limits.upload_bytes:
        size = limits.upload_bytes / 1024 / 1024
        raise Unreadable(f"文件超过 {size:g} MB，不像一份材料。", "请去掉图片等附件，或只保留文字后再试。")
    if not data.strip():
        raise Unreadable("文件是空的。", "请确认选对了文件，或重新保存一份。")
    return data


def _extract(data: bytes, suffix: str, jail: Jail) -> Extract:
    kind = kind_of(data)
    promised = PROMISED.get(suffix, {"text"})
    if kind == "html" and "text" in promised:
        # Written into a text file on purpose, tags are text like any other.
        kind = "text"
    refuse(kind)
    extract = _by_kind(data, kind, suffix, jail)
    if kind in promised:
        return extract
    return replace(extract, notes=(f"扩展名是 {suffix}，内容其实是{CALLED[kind]}，已按内容读取。", *extract.notes))


def _by_kind(data: bytes, kind: str, suffix: str, jail: Jail) -> Extract:
    if kind in {"docx", "pdf"}:
        return jail.extract(kind, data)
    if kind in {"doc", "rtf"}:
        extract = jail.extract("docx", as_docx(data, kind, jail.limits))
        return replace(extract, notes=("由 LibreOffice 转换后读取，自动编号和格式请核对。", *extract.notes))
    if suffix in PROMISED:
        return _mislabelled(data, suffix)
    return extract_markdown(data, jail.limits) if suffix in MARKDOWN else extract_text(data)


def _mislabelled(data: bytes, suffix: str) -> Extract:
    """Text under the name of another format; what is no text either is a broken file of that format."""
    try:
        return extract_text(data)
    except Unreadable as error:
        message = f"这不是有效的 {suffix} 文件，可能已经损坏或没有传完整。"
        raise Unreadable(message, "请重新保存或下载，再试一次。") from error
