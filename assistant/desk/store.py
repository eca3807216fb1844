"""Where drafts live: SQLite in the library folder, or PostgreSQL. A change is acknowledged when its transaction committed."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, insert, select, update
from sqlalchemy.exc import OperationalError

from assistant.database import opened
from assistant.desk.conversations import Conversations
from assistant.desk.files import packed, unpacked
from assistant.desk.tables import BESIDE, DRAFTS, TABLES, VERSIONS
from assistant.desk.values import Beside, Draft, DraftCard, Version
from assistant.domain import Fact, Profile
from index import Fault, LibraryBusy, NotFound

EDITED, ASIDE, UNDONE = "修改", "另一个窗口里的文字", "撤销"
_TOGETHER = 60.0
_TRIES = 8


class Overwritten(Fault):
    """The draft was changed in another window since this one saw it."""


class Desk:
    """All drafts. May be used from several threads; `now` is the clock."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._now = now

    @classmethod
    def open(cls, library: Path, database: str = "", now: Callable[[], float] = time.time) -> Desk:
        """The drafts of a library folder, or those in the database an SQLAlchemy address names."""
        return cls(opened(TABLES, library, database), now)

    @property
    def conversations(self) -> Conversations:
        """The conversations kept in the same database."""
        return Conversations(self._engine, self._now)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def drafts(self, owner: str) -> tuple[DraftCard, ...]:
        """The owner's drafts, the one changed last first."""
        columns = (DRAFTS.c.id, DRAFTS.c.title, DRAFTS.c.meeting, DRAFTS.c.changed)
        query = select(*columns).where(DRAFTS.c.owner == owner).order_by(DRAFTS.c.changed.desc(), DRAFTS.c.id)
        with self._engine.connect() as connection:
            return tuple(DraftCard(*row) for row in connection.execute(query))

    def new(self, owner: str, title: str, meeting: str, profile: Profile, facts: tuple[Fact, ...] = ()) -> Draft:
        """An empty draft."""
        return self.add(Draft("", owner, title, meeting, profile, facts))

    def add(self, draft: Draft) -> Draft:
        """The draft under an id of its own, its texts as first versions."""
        kept = replace(draft, id=secrets.token_hex(8), revision=1, changed=self._now())
        with self._engine.begin() as connection:
            row = {"id": kept.id, "owner": kept.owner, "tab": "", "since": 1, **_columns(kept)}
            connection.execute(insert(DRAFTS).values(row))
            self._note(connection, replace(kept, parts=()), kept, "开始")
        return kept

    def duplicate(self, owner: str, draft_id: str, title: str) -> Draft:
        """A copy to go on with for somebody else."""
        return self.add(replace(self.load(owner, draft_id), title=title))

    def load(self, owner: str, draft_id: str) -> Draft:
        """The draft as it stands; NotFound when this owner has none with this id."""
        with self._engine.connect() as connection:
            return _load(connection, owner, draft_id)[0]

    def visit(self, owner: str, draft_id: str, place: str) -> None:
        """Remember which part was looked at last; no change to the draft."""
        with self._engine.begin() as connection:
            connection.execute(update(DRAFTS).where(_is(owner, draft_id)).values(place=place))

    def change(
        self, owner: str, draft_id: str, tab: str, seen: int, changing: Callable[[Draft], Draft], what: str = EDITED
    ) -> Draft:
        """The draft after `changing`, stored. `seen` is the revision the window `tab` last saw; Overwritten when another
        window has written since. A window's own later changes do not stand in its way.
        """
        for _ in range(_TRIES):
            with self._engine.begin() as connection:
                before, last, since = _load(connection, owner, draft_id)
                if before.revision != seen and not (last == tab and since <= seen + 1):
                    raise Overwritten(
                        "这份稿子刚在另一个窗口里改过，", "刚才的文字已另存到“历史版本”；请刷新页面再改。"
                    )
                after = changing(before)
                if after == before:
                    return before
                after = replace(after, revision=before.revision + 1, changed=self._now())
                row = {**_columns(after), "tab": tab, "since": since if last == tab else after.revision}
                wanted = _is(owner, draft_id) & (DRAFTS.c.revision == before.revision)
                if connection.execute(update(DRAFTS).where(wanted).values(row)).rowcount:
                    self._note(connection, before, after, what)
                    return after
        raise LibraryBusy("稿子正在被别处保存。", "请稍等一下再试。")

    def keep_aside(self, owner: str, draft_id: str, part: str, text: str) -> None:
        """Put a text that was refused among the versions, so that it is not lost; typing on is one version."""
        with self._engine.begin() as connection:
            _load(connection, owner, draft_id)
            self._put(connection, draft_id, part, text, ASIDE)

    def versions(self, owner: str, draft_id: str, part: str) -> tuple[Version, ...]:
        """Every text that stood in a part, the newest first."""
        with self._engine.connect() as connection:
            _load(connection, owner, draft_id)
            return tuple(reversed(_versions(connection, draft_id, part)))

    def undo(self, owner: str, draft_id: str, tab: str, seen: int, part: str) -> Draft:
        """The part as it was before its last change; NotFound when there is nothing before it."""
        stood = [one for one in self.versions(owner, draft_id, part) if one.what != ASIDE]
        before = [one for one in stood if one.number < stood[0].of] if stood else []
        if not before and not (stood and stood[0].text):
            raise NotFound("这一部分没有可撤销的改动。", "更早的文字可在“历史版本”里找。")
        text, of = (before[0].text, before[0].of) if before else ("", 0)
        after = self.change(owner, draft_id, tab, seen, lambda draft: draft.with_text(part, text), UNDONE)
        with self._engine.begin() as connection:
            last = _versions(connection, draft_id, part)[-1]
            here = (VERSIONS.c.draft == draft_id) & (VERSIONS.c.part == part) & (VERSIONS.c.number == last.number)
            connection.execute(update(VERSIONS).where(here).values(of=of))
        return after

    def restore(self, owner: str, draft_id: str, tab: str, seen: int, part: str, number: int) -> Draft:
        """The part with the text of an earlier version; NotFound when there is none of this number."""
        found = next((one for one in self.versions(owner, draft_id, part) if one.number == number), None)
        if found is None:
            raise NotFound("没有这个版本。", "请重新打开“历史版本”再选。")
        text = found.text
        return self.change(owner, draft_id, tab, seen, lambda draft: draft.with_text(part, text), "恢复")

    def beside(self, owner: str, draft_id: str) -> tuple[Beside, ...]:
        """The texts the draft is compared with, by name."""
        query = select(BESIDE.c.name, BESIDE.c.text).where(BESIDE.c.draft == draft_id).order_by(BESIDE.c.name)
        with self._engine.connect() as connection:
            _load(connection, owner, draft_id)
            return tuple(Beside(*row) for row in connection.execute(query))

    def put_beside(self, owner: str, draft_id: str, one: Beside) -> None:
        """Compare the draft with this text too; one of the same name gives way."""
        with self._engine.begin() as connection:
            _load(connection, owner, draft_id)
            connection.execute(delete(BESIDE).where((BESIDE.c.draft == draft_id) & (BESIDE.c.name == one.name)))
            connection.execute(insert(BESIDE).values(draft=draft_id, name=one.name, text=one.text))

    def drop_beside(self, owner: str, draft_id: str, name: str) -> None:
        """Compare the draft with this text no longer."""
        with self._engine.begin() as connection:
            _load(connection, owner, draft_id)
            connection.execute(delete(BESIDE).where((BESIDE.c.draft == draft_id) & (BESIDE.c.name == name)))

    def remove(self, owner: str, draft_id: str) -> None:
        """Take a draft and its versions away for good."""
        with self._engine.begin() as connection:
            _load(connection, owner, draft_id)
            connection.execute(delete(VERSIONS).where(VERSIONS.c.draft == draft_id))
            connection.execute(delete(BESIDE).where(BESIDE.c.draft == draft_id))
            connection.execute(delete(DRAFTS).where(_is(owner, draft_id)))

    def _note(self, connection: Connection, before: Draft, after: Draft, what: str) -> None:
        """A version for each part whose text changed."""
        for part in after.parts:
            if part.text != before.part(part.id).text:
                self._put(connection, after.id, part.id, part.text, what)

    def _put(self, connection: Connection, draft_id: str, part: str, text: str, what: str) -> None:
        """A new version, or the last one gone on with when it was typed within the minute."""
        known = _versions(connection, draft_id, part)
        last = known[-1] if known else None
        if last and what in (EDITED, ASIDE) and what == last.what and self._now() - last.made < _TOGETHER:
            here = (VERSIONS.c.draft == draft_id) & (VERSIONS.c.part == part) & (VERSIONS.c.number == last.number)
            connection.execute(update(VERSIONS).where(here).values(text=text))
        else:
            self._append(connection, draft_id, part, text, what)

    def _append(self, connection: Connection, draft_id: str, part: str, text: str, what: str) -> None:
        known = _versions(connection, draft_id, part)
        number = known[-1].number + 1 if known else 1
        row = {"draft": draft_id, "part": part, "number": number, "of": number}
        connection.execute(insert(VERSIONS).values(**row, text=text, what=what, made=self._now()))


def _load(connection: Connection, owner: str, draft_id: str) -> tuple[Draft, str, int]:
    try:
        row = connection.execute(select(DRAFTS).where(_is(owner, draft_id))).one_or_none()
    except OperationalError as error:
        raise LibraryBusy("稿件库暂时打不开。", "请稍等一下再试。") from error
    if row is None:
        raise NotFound("找不到这份稿子。", "它可能已被删除，请在“打开”里另选一份。")
    kept = {"id": row.id, "owner": row.owner, "title": row.title, "meeting": row.meeting, "place": row.place}
    return replace(unpacked(row.body), **kept, revision=row.revision, changed=row.changed), row.tab, row.since


def _columns(draft: Draft) -> dict[str, object]:
    return {
        "title": draft.title,
        "meeting": draft.meeting,
        "revision": draft.revision,
        "changed": draft.changed,
        "place": draft.place,
        "body": packed(draft),
    }


def _is(owner: str, draft_id: str) -> ColumnElement[bool]:
    return and_(DRAFTS.c.owner == owner, DRAFTS.c.id == draft_id)


def _versions(connection: Connection, draft_id: str, part: str) -> list[Version]:
    columns = (VERSIONS.c.number, VERSIONS.c.text, VERSIONS.c.what, VERSIONS.c.made, VERSIONS.c.of)
    query = select(*columns).where((VERSIONS.c.draft == draft_id) & (VERSIONS.c.part == part))
    return [Version(*row) for row in connection.execute(query.order_by(VERSIONS.c.number))]
