"""The tables, and the database they stand in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Column, Engine, Float, Integer, MetaData, String, Table, Text, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from index import Fault

FILE = "drafts.sqlite3"
_TABLES = MetaData()
DRAFTS = Table(
    "zhibi_drafts",
    _TABLES,
    Column("id", String(32), primary_key=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("meeting", String(200), nullable=False),
    Column("place", String(200), nullable=False),
    Column("revision", Integer, nullable=False),
    # Which window wrote last, and the first revision of its unbroken run of writing.
    Column("tab", String(200), nullable=False),
    Column("since", Integer, nullable=False),
    Column("changed", Float(53), nullable=False),
    Column("body", Text, nullable=False),
)
VERSIONS = Table(
    "zhibi_versions",
    _TABLES,
    Column("draft", String(32), primary_key=True),
    Column("part", String(200), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("of", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("what", String(50), nullable=False),
    Column("made", Float(53), nullable=False),
)


def opened(library: Path, database: str = "") -> Engine:
    """The database with its tables made: SQLite in the library folder unless an address is given."""
    try:
        engine = create_engine(database, pool_pre_ping=True) if database else _sqlite(library / FILE)
        _TABLES.create_all(engine)
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
