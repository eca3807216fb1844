"""Which files there are to read in what a user points at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.report import Failure

SUFFIXES = frozenset({".txt", ".md", ".markdown", ".docx", ".pdf", ".doc", ".wps"})
TEMPORARY = ("~$", ".", "~wrl")
LOOK_AGAIN = "请检查路径，或确认有权限打开它。"


def find_files(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Failure, ...]]:
    """Files named, and in folders every readable kind of file below, sorted and each once; and what is not there.

    Hidden and temporary files of a folder are passed over; a file named outright is always taken.
    """
    found: dict[Path, None] = {}
    failures: list[Failure] = []
    for path in paths:
        try:
            found.update(dict.fromkeys(_below(path, failures)))
        except (OSError, ValueError):
            failures.append(Failure(shown(str(path)), "打不开这个路径。", LOOK_AGAIN))
    return tuple(sorted(found)), tuple(failures)


def shown(name: str) -> str:
    """A file name fit to be shown: on one line, and without marks that turn its direction around."""
    clean = "".join(c if c.isprintable() else "" for c in name).strip()
    return clean if len(clean) <= 200 else f"{clean[:120]}…{clean[-40:]}"


def _below(path: Path, failures: list[Failure]) -> Iterator[Path]:
    if not path.is_dir():
        path.stat()
        yield path
        return

    def unreadable(error: OSError) -> None:
        failures.append(Failure(shown(str(error.filename)), "打不开这个文件夹。", LOOK_AGAIN))

    for folder, folders, files in os.walk(path, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        wanted = (Path(folder, name) for name in files if not name.lower().startswith(TEMPORARY))
        yield from (file for file in wanted if file.suffix.lower() in SUFFIXES)
