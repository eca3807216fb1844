"""Who may come in where several work: accounts with passwords, and the visits of browsers that have logged in.

A password is kept as an argon2id hash, a visit's token as its SHA-256: whoever reads the database learns neither.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Column, Engine, Float, MetaData, String, Table, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.database import opened
from index import Fault, NotFound

SHORTEST, LONGEST = 8, 200
_NAME = re.compile(r"[\w.·-]{1,40}")
# What is done without a login belongs to this name; nobody may take it.
_RESERVED = frozenset({"local"})
_LONGEST_VISIT = 30 * 86_400.0
# The time of the last request is written down this much late at most: not every request writes.
_TOUCHED = 60.0
_TABLES = MetaData()
_ACCOUNTS = Table(
    "zhibi_accounts",
    _TABLES,
    Column("key", String(120), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("password", Text, nullable=False),
    Column("made", Float(53), nullable=False),
)
_VISITS = Table(
    "zhibi_visits",
    _TABLES,
    Column("token", String(64), primary_key=True),
    Column("key", String(120), nullable=False, index=True),
    Column("began", Float(53), nullable=False),
    Column("seen", Float(53), nullable=False),
)
_GIVEN = Table(
    "zhibi_given",
    _TABLES,
    Column("report", String(80), primary_key=True),
    Column("key", String(120), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account: its name as it was given, and when that was (seconds since 1970)."""

    name: str
    made: float


class Accounts:
    """All accounts. May be used from several threads; `now` is the clock, `idle` how many seconds a visit may be still."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time, idle: float = 43_200.0) -> None:
        self._engine = engine
        self._now = now
        self._idle = idle
        self._hasher = PasswordHasher()

    @classmethod
    def open(
        cls, library: Path, database: str = "", now: Callable[[], float] = time.time, idle: float = 43_200.0
    ) -> Accounts:
        """The accounts of a library folder, or those in the database an SQLAlchemy address names."""
        return cls(opened(_TABLES, library, database), now, idle)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def known(self) -> tuple[Account, ...]:
        """Every account, by name."""
        query = select(_ACCOUNTS.c.name, _ACCOUNTS.c.made).order_by(_ACCOUNTS.c.key)
        with self._engine.connect() as connection:
            return tuple(Account(*row) for row in connection.execute(query))

    def add(self, name: str, password: str) -> str:
        """A new account; returns its name. Fault when the name or the password will not do, or the name is taken."""
        name = _named(name)
        row = {"key": folded(name), "name": name, "password": self._hashed(name, password), "made": self._now()}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_ACCOUNTS).values(row))
        except IntegrityError as error:
            raise Fault(f"已经有名为“{name}”的账号。", "请换一个名字；忘了口令可用 zhibi user password。") from error
        return name

    def change(self, name: str, password: str) -> None:
        """Another password; every browser of this account has to log in again."""
        account = self._existing(name)
        hashed = self._hashed(account, password)
        with self._engine.begin() as connection:
            mine = _ACCOUNTS.c.key == folded(account)
            connection.execute(update(_ACCOUNTS).where(mine).values(password=hashed))
            connection.execute(delete(_VISITS).where(_VISITS.c.key == folded(account)))

    def remove(self, name: str) -> str:
        """Take an account away with its visits; returns its name. Its drafts stay."""
        account = self._existing(name)
        with self._engine.begin() as connection:
            connection.execute(delete(_ACCOUNTS).where(_ACCOUNTS.c.key == folded(account)))
            connection.execute(delete(_VISITS).where(_VISITS.c.key == folded(account)))
        return account

    def admitted(self, name: str, password: str) -> str | None:
        """The account's name when the password is right. A name nobody has takes as long as a wrong password."""
        with self._engine.connect() as connection:
            mine = _ACCOUNTS.c.key == folded(name)
            row = connection.execute(select(_ACCOUNTS.c.name, _ACCOUNTS.c.password).where(mine)).one_or_none()
        right = self._verified(row.password if row else self._nobodys, password[: LONGEST + 1])
        return str(row.name) if row and right else None

    def enter(self, name: str) -> str:
        """Begin a visit; returns the token the browser has to show. Visits long over are swept away."""
        token, now = secrets.token_urlsafe(32), self._now()
        row = {"token": _sealed(token), "key": folded(name), "began": now, "seen": now}
        with self._engine.begin() as connection:
            old = (_VISITS.c.seen < now - self._idle) | (_VISITS.c.began < now - _LONGEST_VISIT)
            connection.execute(delete(_VISITS).where(old))
            connection.execute(insert(_VISITS).values(row))
        return token

    def visitor(self, token: str) -> str | None:
        """The account a token was given to, as long as its visit lasts."""
        now = self._now()
        query = select(_ACCOUNTS.c.name, _VISITS.c.began, _VISITS.c.seen)
        query = query.join_from(_VISITS, _ACCOUNTS, _VISITS.c.key == _ACCOUNTS.c.key)
        with self._engine.connect() as connection:
            row = connection.execute(query.where(_VISITS.c.token == _sealed(token))).one_or_none()
        if row is None or now - row.seen > self._idle or now - row.began > _LONGEST_VISIT:
            return None
        if now - row.seen > _TOUCHED:
            with self._engine.begin() as connection:
                connection.execute(update(_VISITS).where(_VISITS.c.token == _sealed(token)).values(seen=now))
        return str(row.name)

    def leave(self, token: str) -> None:
        """End a visit."""
        with self._engine.begin() as connection:
            connection.execute(delete(_VISITS).where(_VISITS.c.token == _sealed(token)))

    def gave(self, name: str, reports: Collection[str]) -> None:
        """Remember who put reports into the library all share; whoever was first keeps them."""
        with self._engine.begin() as connection:
            known = set(connection.execute(select(_GIVEN.c.report).where(_GIVEN.c.report.in_(reports))).scalars())
            for report in set(reports) - known:
                connection.execute(insert(_GIVEN).values(report=report, key=folded(name)))

    def given_by(self, name: str, report: str) -> bool:
        """Whether this account put the report into the library."""
        mine = (_GIVEN.c.report == report) & (_GIVEN.c.key == folded(name))
        with self._engine.connect() as connection:
            return connection.execute(select(_GIVEN.c.report).where(mine)).first() is not None

    def took_back(self, report: str) -> None:
        """Forget who gave a report that is no longer there."""
        with self._engine.begin() as connection:
            connection.execute(delete(_GIVEN).where(_GIVEN.c.report == report))

    def _existing(self, name: str) -> str:
        with self._engine.connect() as connection:
            query = select(_ACCOUNTS.c.name).where(_ACCOUNTS.c.key == folded(name))
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise NotFound("没有这个账号。", "用 zhibi user list 看已有的账号。")
        return str(found)

    def _hashed(self, name: str, password: str) -> str:
        check_password(name, password)
        return self._hasher.hash(password)

    def _verified(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def _nobodys(self) -> str:
        """A hash no password has, for names nobody has."""
        return self._hasher.hash(secrets.token_hex(16))


def check_password(name: str, password: str) -> None:
    """Fault when this will not do as the password of the account."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Fault(f"口令要有 {SHORTEST} 到 {LONGEST} 个字符。", "可以用一句好记的话。")
    if len(set(password)) < 4 or password.casefold() == name.casefold():
        raise Fault("这个口令太容易猜到。", "不要用账号名，也不要只用两三个字符反复。")


def _named(name: str) -> str:
    name = unicodedata.normalize("NFKC", name).strip()
    if not _NAME.fullmatch(name) or name.casefold() in _RESERVED:
        raise Fault("这个账号名不能用。", "用姓名或工号即可：汉字、字母、数字，最长 40 个字，不能有空格。")
    return name


def folded(name: str) -> str:
    """What a name is known by, however it was typed: wide letters, capitals and blanks around it make no other account."""
    return unicodedata.normalize("NFKC", name[:80]).strip().casefold()


def _sealed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
