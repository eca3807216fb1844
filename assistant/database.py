"""The database of drafts and accounts: a file in the library folder, or the one an address names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from index import Fault

FILE = "drafts.sqlite3"


def opened(tables: MetaData, library: Path, database: str = "") -> Engine:
    """The database with these tables made: SQLite in the library folder unless an SQLAlchemy address is given."""
    try:
        engine = create_engine(database, pool_pre_ping=True) if database else _sqlite(library / FILE)
        tables.create_all(engine)
    except (SQLAlchemyError, ImportError) as error:
        raise Fault(
            "稿件库打不开。", "请检查 ZHIBI_DATABASE 的地址、数据库是否在运行；用 PostgreSQL 需另装 psycopg。"
        ) from error
    return engine


def _sqlite(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    # A connection a use: nothing is left open when the program ends at any moment.
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": 15})

    @event.listens_for(engine, "connect")
    def _(connection: Any, __: object) -> None:  # noqa: ANN401 - sqlite3's
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
