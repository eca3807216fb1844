"""The folder of a library: its marker, its lock, and how it is told from a folder that lost its ledger."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.corpus.marks import write_durably
from index.errors import Fault, LibraryBusy, LibraryDamaged, NotFound
from index.ledger import Ledger

_MARKER = "library.json"
_LEDGER = "ledger.sqlite3"
_LOCK = "lock"
_HOLDER = "holder.json"


@dataclass(frozen=True, slots=True)
class Home:
    """An open library folder. `lock` is None for a reader."""

    folder: Path
    library: str
    ledger: Ledger
    lock: Any

    def close(self) -> None:
        """Closes the ledger and gives the lock back."""
        self.ledger.close()
        if self.lock is not None:
            (self.folder / _HOLDER).unlink(missing_ok=True)
            self.lock.release()


def open_home(folder: Path, *, writable: bool) -> Home:
    """The library in a folder: made if there is none and it may be written, refused if it is damaged or taken."""
    if not writable:
        return _beside(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Fault(
            f"资料库文件夹无法使用（{folder}）：{error.strerror}。", "请检查路径和权限，或另选一个文件夹。"
        ) from error
    lock, clean = _taken(folder)
    try:
        ledger, library = _ledger(folder, thorough=not clean)
    except BaseException:
        (folder / _HOLDER).unlink(missing_ok=True)
        lock.release()
        raise
    return Home(folder, library, ledger, lock)


def exists(folder: Path) -> bool:
    """Whether there is a library in a folder, whole or not."""
    return (folder / _MARKER).exists() or (folder / _LEDGER).exists()


def being_written(folder: Path) -> bool:
    """Whether some process holds the library open for writing right now."""
    from filelock import FileLock, Timeout

    lock = FileLock(str(folder / _LOCK), timeout=0, thread_local=False)
    try:
        with lock:
            return False
    except (Timeout, OSError):
        return True


def lock_holder(folder: Path) -> str | None:
    """Which program holds the library open for writing, in words; None if none does."""
    # Without the note nobody holds it, and a folder that may not be written is not asked for its lock.
    return _named_holder(folder) if (folder / _HOLDER).is_file() and being_written(folder) else None


def _beside(folder: Path) -> Home:
    if not exists(folder):
        raise NotFound(f"这里还没有资料库：{folder}。", "请先导入材料（zhibi ingest），或检查 --library 指定的路径。")
    ledger = Ledger.open(folder / _LEDGER, writable=False)
    return Home(folder, _agreed(folder, ledger), ledger, None)


def _taken(folder: Path) -> tuple[Any, bool]:
    """The lock, and whether its last holder gave it back in order."""
    from filelock import FileLock, Timeout

    # A reader asking whether somebody writes holds the lock for an instant: wait longer than that.
    lock = FileLock(str(folder / _LOCK), timeout=0.3, thread_local=False, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise _busy(folder) from error
    except OSError as error:
        raise Fault(f"资料库文件夹不可写（{folder}）。", "请检查该文件夹的权限，或另选一个文件夹。") from error
    clean = not (folder / _HOLDER).exists()
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "program": Path(sys.argv[0] or "python").name}
    with contextlib.suppress(OSError):  # a full disk must not keep a library from being read
        write_durably(folder / _HOLDER, json.dumps(holder, ensure_ascii=False).encode())
    return lock, clean


def _busy(folder: Path) -> LibraryBusy:
    return LibraryBusy(
        f"资料库正由另一个执笔程序使用（{_named_holder(folder)}）。", "请先关闭那个程序，或等它结束后再试。"
    )


def _named_holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        return f"进程 {holder['pid']}，{holder['host']}，{holder['program']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "进程未知"


def _ledger(folder: Path, *, thorough: bool) -> tuple[Ledger, str]:
    marked, path = (folder / _MARKER).exists(), folder / _LEDGER
    if marked or (path.exists() and path.stat().st_size > 0 and not _unborn(path)):
        ledger = Ledger.open(path, thorough=thorough)
        try:
            library = _agreed(folder, ledger)
        except BaseException:
            ledger.close()
            raise
    else:
        library = secrets.token_hex(8)
        ledger = Ledger.create(path, library)
    if not marked:
        write_durably(folder / _MARKER, json.dumps({"library": library, "format": 1}).encode())
    return ledger, library


def _unborn(path: Path) -> bool:
    """A ledger whose maker was stopped before its first transaction: nothing was ever acknowledged in it."""
    return (
        path.stat().st_size < 8192 and b"CREATE TABLE" not in path.read_bytes() and not path.with_name(_MARKER).exists()
    )


def _agreed(folder: Path, ledger: Ledger) -> str:
    """The library's id, by the ledger; a marker that names another library means that files were mixed up."""
    library = ledger.library()
    try:
        said = json.loads((folder / _MARKER).read_text(encoding="utf-8")).get("library")
    except (OSError, ValueError, AttributeError):
        return library
    if said != library:
        raise LibraryDamaged(
            f"资料库文件夹里的账本不属于这个资料库（{folder}）。",
            "请把整个资料库文件夹从同一份备份恢复，不要单独替换其中的文件。",
        )
    return library
