"""The process that parses files nobody vouches for: bytes come in, JSON goes out, one file after another.

Started by the jail. The first line says the limits; each job is a line {"kind", "size"} and the bytes of the file.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import asdict
from typing import IO, Any

from index.errors import Unreadable
from index.reading.guard import allow_seconds, lock_down
from index.reading.limits import Limits
from index.reading.lines import Extract, Line
from index.reading.pdf import extract_pdf
from index.reading.word import extract_docx

PARSERS = {"docx": extract_docx, "pdf": extract_pdf}
OUT_OF_MEMORY = Unreadable(
    "读取这个文件需要的内存超过上限，已停止。", "请在 Word 或 WPS 里打开它，另存为 .docx 后再试。"
)
TOO_DEEP = Unreadable("文件内部嵌套得太深，已停止读取。", "请在 Word 或 WPS 里打开它，另存为 .docx 后再试。")
DAMAGED = Unreadable("文件已经损坏，或格式不合规范，无法读取。", "请在 Word 或 WPS 里打开它，另存为 .docx 后再试。")
UNLIMITED = "这个系统不支持内存上限，读取时只限制了时间。"


def main() -> None:
    """Serves jobs until the input ends."""
    incoming, outgoing = sys.stdin.buffer, _private_output()
    limits = Limits(**json.loads(incoming.readline()))
    notes = () if lock_down(limits) else (UNLIMITED,)
    while head := incoming.readline():
        job = json.loads(head)
        answer = _answer(job["kind"], incoming.read(job["size"]), limits, notes)
        outgoing.write(json.dumps(answer).encode("ascii") + b"\n")
        outgoing.flush()


def _private_output() -> IO[bytes]:
    """The pipe for answers, out of reach of a library that prints."""
    answers = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    return answers


def _answer(kind: str, data: bytes, limits: Limits, notes: tuple[str, ...]) -> dict[str, Any]:
    allow_seconds(limits.cpu_seconds)
    try:
        extract = PARSERS[kind](data, limits)
        return asdict(Extract(_bounded(extract, limits), (*extract.notes, *notes)))
    except Unreadable as fault:
        return _fault(fault, None)
    except MemoryError:
        return _fault(OUT_OF_MEMORY, None)
    except RecursionError as error:
        return _fault(TOO_DEEP, error)
    except Exception as error:  # A parser meeting garbage may raise anything; the file is to blame, and is named.
        return _fault(DAMAGED, error)


def _bounded(extract: Extract, limits: Limits) -> tuple[Line, ...]:
    if len(extract.lines) > limits.paragraphs or sum(len(line.text) for line in extract.lines) > limits.characters:
        raise Unreadable("文件里的文字太多，不像一份材料，已停止读取。", "请只保留需要的部分，另存后再试。")
    return extract.lines


def _fault(fault: Unreadable, error: Exception | None) -> dict[str, Any]:
    detail = "" if error is None else "".join(traceback.format_exception(error))[-4000:]
    return {"fault": [fault.message, fault.remedy], "detail": detail}


if __name__ == "__main__":
    main()
