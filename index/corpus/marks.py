"""Small files that say what a derived index was made from; each is written whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import zlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

_PART = 1 << 20


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a derived index lies, which recipe made it, and which moment of which ledger it has seen.

    `last` is the highest passage number known to be safely in it, `crc` a checksum where the index has none itself;
    not `clean` means that somebody is writing to it, or was when they were stopped.
    """

    folder: str
    recipe: str
    library: str
    generation: int
    token: str
    last: int = 0
    crc: int = 0
    clean: bool = True


def write_durably(path: Path, content: bytes) -> None:
    """Puts content under a name so that after a crash the name holds the old or the new content, never a mixture."""
    fill_durably(path, lambda file: file.write(content))


def fill_durably(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """The same for content that is written piece by piece."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def checksum(*paths: Path) -> int:
    """The CRC-32 of files one after another."""
    crc = 0
    for path in paths:
        with path.open("rb") as file:
            while part := file.read(_PART):
                crc = zlib.crc32(part, crc)
    return crc


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder; its renames are journalled by the file system itself.
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_mark(path: Path, mark: Mark) -> None:
    """Stores a mark durably."""
    write_durably(path, json.dumps(asdict(mark)).encode())


def read_mark(path: Path) -> Mark | None:
    """The mark, or None if there is none that can be read: then the index is made again."""
    try:
        return Mark(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def fresh_name(kind: str) -> str:
    """A folder name never used before, so that what is being thrown away and what is being made never meet."""
    return f"{kind}-{secrets.token_hex(4)}"


def sweep(home: Path, kind: str, keep: Iterable[str]) -> None:
    """Removes what earlier indexes of a kind left behind; what another process still holds open stays for later."""
    kept = set(keep)
    for path in home.glob(f"{kind}-*"):
        if path.name in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            _discard(path)


def _discard(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        return
