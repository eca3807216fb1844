"""The tables of drafts, their versions, conversations, and the texts they are compared with."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text

TABLES = MetaData()
DRAFTS = Table(
    "zhibi_drafts",
    TABLES,
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
    TABLES,
    Column("draft", String(32), primary_key=True),
    Column("part", String(200), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("of", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("what", String(50), nullable=False),
    Column("made", Float(53), nullable=False),
)
BESIDE = Table(
    "zhibi_beside",
    TABLES,
    Column("draft", String(32), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("text", Text, nullable=False),
)
CONVERSATIONS = Table(
    "zhibi_conversations",
    TABLES,
    Column("id", String(32), primary_key=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changed", Float(53), nullable=False),
    Column("body", Text, nullable=False),
)
