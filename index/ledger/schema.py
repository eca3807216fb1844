"""Tables of the ledger, how older ones are brought up to date, and how a damaged file is told from a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import Fault, LibraryDamaged

QUICK_CHECK_BELOW = 64 * 1024 * 1024

_FIRST = """
CREATE TABLE library(id TEXT NOT NULL);
CREATE TABLE reports(
    id TEXT PRIMARY KEY, title TEXT NOT NULL, source TEXT NOT NULL, bundled INTEGER NOT NULL,
    structure TEXT NOT NULL, text TEXT NOT NULL, digest TEXT NOT NULL, passages INTEGER NOT NULL);
CREATE TABLE origins(origin TEXT PRIMARY KEY, report TEXT NOT NULL REFERENCES reports(id) ON DELETE CASCADE);
CREATE INDEX origins_report ON origins(report);
CREATE TABLE passages(
    row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    report TEXT NOT NULL REFERENCES reports(id) ON DELETE CASCADE,
    kind TEXT NOT NULL, aspect INTEGER, topics TEXT NOT NULL, section_path TEXT NOT NULL, heading TEXT NOT NULL,
    text TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, meant TEXT, prefix TEXT NOT NULL);
CREATE INDEX passages_report ON passages(report);
CREATE TABLE spaces(id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, dimension INTEGER NOT NULL);
CREATE TABLE vectors(
    row INTEGER NOT NULL REFERENCES passages(row) ON DELETE CASCADE,
    space INTEGER NOT NULL REFERENCES spaces(id), data BLOB NOT NULL, PRIMARY KEY(row, space)) WITHOUT ROWID;
CREATE TABLE changes(
    generation INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL, action TEXT NOT NULL, report TEXT NOT NULL);
"""

MIGRATIONS = (_FIRST,)
"""Step n brings a ledger from version n to n + 1; a step never changes once released."""

_RESTORE = "请用备份恢复资料库文件夹；没有备份时，把该文件夹改名留存，再重新导入原始材料。"


class LedgerFault(Fault):
    """The ledger is whole but could not take something in: no room, no permission."""


def damaged(path: Path, why: str) -> LibraryDamaged:
    """The fault that a ledger at `path` cannot be used."""
    return LibraryDamaged(f"资料库账本已损坏（{path}）：{why}。", _RESTORE)


@contextmanager
def sqlite_faults(path: Path) -> Iterator[None]:
    """Turns what SQLite raises inside into a sentence a user can act on."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _operational(path, error) from error
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        raise damaged(path, f"数据库报告 {error}") from error


def _operational(path: Path, error: sqlite3.OperationalError) -> Fault:
    said = str(error)
    if "full" in said or "disk I/O" in said:
        return LedgerFault(
            "磁盘空间不足或磁盘出错，本次内容没有写入资料库。", "请腾出磁盘空间后重试；此前已导入的内容不受影响。"
        )
    if "readonly" in said or "unable to open" in said:
        return LedgerFault(f"资料库文件不可读写（{path}）。", "请检查该文件及其文件夹的权限。")
    if "locked" in said:
        return LedgerFault("资料库正被另一程序占用。", "请稍候重试，或关闭正在使用该资料库的其他程序。")
    return damaged(path, f"数据库报告 {said}")


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """A connection that waits for a while, keeps foreign keys and makes every commit durable."""
    link = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=15)
    link.execute("PRAGMA foreign_keys=ON")
    link.execute("PRAGMA synchronous=FULL")
    if writable:
        link.execute("PRAGMA journal_mode=WAL")
    else:
        link.execute("PRAGMA query_only=ON")
    return link


def migrate(link: sqlite3.Connection, path: Path, library: str) -> None:
    """Brings the tables up to date in one transaction; a ledger of a newer program is refused."""
    version = link.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise newer(path)
    if version == len(MIGRATIONS):
        return
    steps = "".join(MIGRATIONS[version:])
    named = "" if version else f"INSERT INTO library(id) VALUES ('{library}');"
    link.executescript(f"BEGIN IMMEDIATE;{steps}{named}PRAGMA user_version={len(MIGRATIONS)};COMMIT;")


def newer(path: Path) -> LibraryDamaged:
    """The fault that a newer program wrote this ledger."""
    return LibraryDamaged(f"资料库由更新版本的执笔写成（{path}），当前版本无法打开。", "请升级执笔后再打开。")


def check(link: sqlite3.Connection, path: Path, *, thorough: bool) -> None:
    """Raises if the file is not a whole ledger; a small file is always read through, a large one when asked."""
    version = link.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise newer(path)
    if version == 0:
        raise damaged(path, "文件里没有账本")
    if not thorough and path.stat().st_size > QUICK_CHECK_BELOW:
        return
    said = link.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise damaged(path, f"自检结果为 {said}")
