"""Conversations kept beside the drafts, each under its owner. What is in one is the chat's affair: here it is a text."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, insert, select, update
from sqlalchemy.exc import OperationalError

from assistant.desk.tables import CONVERSATIONS
from index import LibraryBusy, NotFound


@dataclass(frozen=True, slots=True)
class ConversationCard:
    """A conversation in a list; `changed` in seconds since 1970."""

    id: str
    title: str
    changed: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as stored; `revision` counts its changes."""

    id: str
    title: str
    revision: int
    body: str


class Conversations:
    """All conversations of a database. May be used from several threads; `now` is the clock."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._now = now

    def cards(self, owner: str) -> tuple[ConversationCard, ...]:
        """The owner's conversations, the one changed last first."""
        table = CONVERSATIONS.c
        query = select(table.id, table.title, table.changed).where(table.owner == owner)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(table.changed.desc(), table.id))
            return tuple(ConversationCard(*row) for row in rows)

    def load(self, owner: str, conversation: str) -> Kept:
        """A conversation as it stands; NotFound when this owner has none with this id."""
        table = CONVERSATIONS.c
        query = select(table.id, table.title, table.revision, table.body).where(_is(owner, conversation))
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("找不到这次对话。", "它可能已被删除，请另选一次，或开始新对话。")
        return Kept(*row)

    def save(self, owner: str, conversation: str, seen: int, title: str, body: str) -> Kept:
        """The conversation after a turn. One that another window has gone on with since `seen`, or that is gone, is kept as a
        new one: nothing said is lost. An empty id is a new conversation.
        """
        with self._writing() as connection:
            here = _is(owner, conversation) & (CONVERSATIONS.c.revision == seen)
            values = {"title": title, "body": body, "changed": self._now(), "revision": seen + 1}
            if conversation and connection.execute(update(CONVERSATIONS).where(here).values(values)).rowcount:
                return Kept(conversation, title, seen + 1, body)
            fresh = Kept(secrets.token_hex(8), title, 1, body)
            row = {"id": fresh.id, "owner": owner, **values, "revision": 1}
            connection.execute(insert(CONVERSATIONS).values(row))
            return fresh

    def remove(self, owner: str, conversation: str) -> None:
        """Take a conversation away for good; one that is not there is no fault."""
        with self._writing() as connection:
            connection.execute(delete(CONVERSATIONS).where(_is(owner, conversation)))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _told(), self._engine.begin() as connection:
            yield connection


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise LibraryBusy("对话暂时存不了、读不了。", "请稍等一下再试。") from error


def _is(owner: str, conversation: str) -> ColumnElement[bool]:
    return and_(CONVERSATIONS.c.owner == owner, CONVERSATIONS.c.id == conversation)
