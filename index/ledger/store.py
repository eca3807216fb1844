"""Reads and writes the ledger; one transaction takes a whole report in, or nothing of it."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.ledger import codec
from index.ledger.schema import check, connect, damaged, migrate, sqlite_faults
from index.report import Passage, Report, ReportCard

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
_MANY = 500


@dataclass(frozen=True, slots=True)
class Space:
    """A vector space: which embedder made it and how wide it is. Vectors of two spaces are never compared."""

    fingerprint: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log: `action` is added, removed or embedded; `token` tells two histories apart."""

    generation: int
    token: str
    action: str
    report: str


@dataclass(frozen=True, slots=True)
class Row:
    """What filters ask of a passage, by its number. A number is given once and never again."""

    number: int
    report: str
    kind: str
    topics: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index is made from: the number of a passage, what it says, what it means, and the headings before it."""

    number: int
    text: str
    meant: str
    prefix: str

    @property
    def searched(self) -> str:
        """The text searches are run over: the telling headings, then the passage with its masks resolved."""
        return f"{self.prefix}\n{self.meant}" if self.prefix else self.meant


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a report: its card, whether it is new, and how many reports it replaced."""

    card: ReportCard
    new: bool
    replaced: int = 0


class Ledger:
    """The ledger of one library. Safe for several threads; one process writes, others may read beside it."""

    def __init__(self, path: Path, link: sqlite3.Connection) -> None:
        self.path = path
        self._link = link
        self._lock = threading.RLock()

    @classmethod
    def create(cls, path: Path, library: str) -> Ledger:
        """A new, empty ledger that belongs to the library of this id."""
        # SQLite gives its side files the mode of the file it finds.
        path.touch(mode=0o600, exist_ok=True)
        with sqlite_faults(path):
            link = connect(path, writable=True)
            migrate(link, path, library)
        return cls(path, link)

    @classmethod
    def open(cls, path: Path, *, writable: bool = True, thorough: bool = False) -> Ledger:
        """The ledger that is there; LibraryDamaged if it is missing, empty or not whole."""
        if not path.exists() or path.stat().st_size == 0:
            raise damaged(path, "账本文件不见了或是空的")
        with sqlite_faults(path):
            link = connect(path, writable=writable)
            try:
                check(link, path, thorough=thorough)
                if writable:
                    migrate(link, path, "")
            except BaseException:
                link.close()
                raise
        return cls(path, link)

    def close(self) -> None:
        """Gives the file back."""
        with self._lock:
            self._link.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, sqlite_faults(self.path):
            self._link.execute("BEGIN IMMEDIATE")
            try:
                yield self._link
                self._link.execute("COMMIT")
            except BaseException:
                if self._link.in_transaction:
                    self._link.execute("ROLLBACK")
                raise

    def _all(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with self._lock, sqlite_faults(self.path):
            return self._link.execute(sql, values).fetchall()

    def library(self) -> str:
        """The id of the library this ledger belongs to."""
        return str(self._all("SELECT id FROM library")[0][0])

    def whole(self) -> None:
        """Raises LibraryDamaged unless every page of the file can be read and fits the others."""
        with self._lock, sqlite_faults(self.path):
            check(self._link, self.path, thorough=True)

    # -- taking in and out

    def add(
        self,
        report: Report,
        prefixes: Sequence[str],
        *,
        vectors: Floats | None = None,
        space: Space | None = None,
        origin: str | None = None,
        bundled: bool = False,
    ) -> Taken:
        """Takes a report in, in one transaction. What came from the same origin with another text is replaced."""
        with self._writing() as link:
            known = self.card(report.id)
            if known is None:
                self._insert(link, report, prefixes, bundled)
                if vectors is not None and space is not None:
                    self._insert_vectors(link, report, vectors, space)
                _log(link, "added", report.id)
            replaced = self._move_origin(link, origin, report.id) if origin else 0
            card = known or self.card(report.id)
        assert card is not None
        return Taken(card, known is None, replaced)

    def _insert(self, link: sqlite3.Connection, report: Report, prefixes: Sequence[str], bundled: bool) -> None:
        structured = codec.structure(report)
        digest = codec.digest(report.text, structured)
        link.execute(
            "INSERT INTO reports VALUES (?,?,?,?,?,?,?,?)",
            (report.id, report.title, report.source, bundled, structured, report.text, digest, len(report.passages)),
        )
        link.executemany(
            f"INSERT INTO passages({codec.PASSAGE_COLUMNS}, prefix) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            [
                (*codec.passage_values(passage), prefix)
                for passage, prefix in zip(report.passages, prefixes, strict=True)
            ],
        )

    def _insert_vectors(self, link: sqlite3.Connection, report: Report, vectors: Floats, space: Space) -> None:
        numbers = link.execute("SELECT row FROM passages WHERE report=? ORDER BY row", (report.id,)).fetchall()
        self._put_vectors(link, [number for (number,) in numbers], vectors, space)

    def _put_vectors(self, link: sqlite3.Connection, numbers: Iterable[int], vectors: Floats, space: Space) -> None:
        link.execute("INSERT OR IGNORE INTO spaces(fingerprint, dimension) VALUES (?,?)", _values(space))
        found = link.execute("SELECT id FROM spaces WHERE fingerprint=? AND dimension=?", _values(space)).fetchone()
        if found is None:
            raise ValueError("an embedder changed its dimension without changing its fingerprint")
        packed = np.ascontiguousarray(vectors, dtype=np.float16)
        rows = [(number, found[0], data.tobytes()) for number, data in zip(numbers, packed, strict=True)]
        link.executemany("INSERT OR REPLACE INTO vectors(row, space, data) VALUES (?,?,?)", rows)

    def _move_origin(self, link: sqlite3.Connection, origin: str, report: str) -> int:
        before = link.execute("SELECT report FROM origins WHERE origin=?", (origin,)).fetchone()
        link.execute("INSERT OR REPLACE INTO origins VALUES (?,?)", (origin, report))
        if before is None or before[0] == report:
            return 0
        if link.execute("SELECT 1 FROM origins WHERE report=?", before).fetchone():
            return 0
        return self._delete(link, before[0])

    def remove(self, report: str) -> bool:
        """Takes a report out with everything that belongs to it; False if there was none."""
        with self._writing() as link:
            return bool(self._delete(link, report))

    def _delete(self, link: sqlite3.Connection, report: str) -> int:
        gone = link.execute("DELETE FROM reports WHERE id=?", (report,)).rowcount
        if gone:
            _log(link, "removed", report)
        return int(gone)

    # -- reading

    def head(self) -> tuple[int, str]:
        """The newest generation and its token; (0, "") for a library nothing was ever put into."""
        found = self._all("SELECT generation, token FROM changes ORDER BY generation DESC LIMIT 1")
        return (int(found[0][0]), str(found[0][1])) if found else (0, "")

    def knows(self, generation: int, token: str) -> bool:
        """Whether this ledger's own history passed through that generation (a restored backup may not have)."""
        if generation == 0:
            return token == ""
        return bool(self._all("SELECT 1 FROM changes WHERE generation=? AND token=?", (generation, token)))

    def changes(self, after: int) -> tuple[Change, ...]:
        """The log behind a generation, oldest first."""
        found = self._all(
            "SELECT generation, token, action, report FROM changes WHERE generation>? ORDER BY 1", (after,)
        )
        return tuple(Change(*values) for values in found)

    def card(self, report: str) -> ReportCard | None:
        """The card of a report, or None."""
        found = self._all("SELECT id,title,source,bundled,structure,passages FROM reports WHERE id=?", (report,))
        return codec.card(*found[0]) if found else None

    def cards(self) -> tuple[ReportCard, ...]:
        """All reports, in the order they came."""
        found = self._all("SELECT id,title,source,bundled,structure,passages FROM reports ORDER BY rowid")
        return tuple(codec.card(*values) for values in found)

    def report(self, id: str) -> Report | None:
        """The whole report as it was parsed, or None; LibraryDamaged if its stored text is not what was stored."""
        found = self._all("SELECT id,title,source,structure,text,digest FROM reports WHERE id=?", (id,))
        if not found:
            return None
        id, title, source, structured, text, digest = found[0]
        if codec.digest(text, structured) != digest:
            raise damaged(self.path, f"材料《{title}》的内容与入库时不一致")
        rows = self._all(f"SELECT {codec.PASSAGE_COLUMNS} FROM passages WHERE report=? ORDER BY row", (id,))
        return codec.report(id, title, source, structured, text, tuple(codec.passage(values) for values in rows))

    def passage(self, id: str) -> Passage | None:
        """One passage by its id, or None."""
        found = self._all(f"SELECT {codec.PASSAGE_COLUMNS} FROM passages WHERE id=?", (id,))
        return codec.passage(found[0]) if found else None

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """The passages of these numbers that are still there."""
        found: dict[int, Passage] = {}
        for part in _parts(numbers):
            sql = f"SELECT row, {codec.PASSAGE_COLUMNS} FROM passages WHERE row IN ({_marks(part)})"
            found.update((values[0], codec.passage(values[1:])) for values in self._all(sql, part))
        return found

    def rows(self, report: str | None = None) -> list[Row]:
        """What filters need of every passage, or of one report's, by rising number."""
        where, values = ("", ()) if report is None else ("WHERE report=?", (report,))
        return [
            Row(*row)
            for row in self._all(f"SELECT row, report, kind, topics FROM passages {where} ORDER BY row", values)
        ]

    def numbers(self, after: int = 0) -> Rows:
        """The numbers of all passages behind a number, rising."""
        found = self._all("SELECT row FROM passages WHERE row>? ORDER BY row", (after,))
        return np.array([number for (number,) in found], dtype=np.int64)

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """What the lexical index is made from, for these numbers, as far as they are still there."""
        found: list[Entry] = []
        for part in _parts(numbers):
            sql = f"SELECT row, text, COALESCE(meant, text), prefix FROM passages WHERE row IN ({_marks(part)}) ORDER BY row"
            found.extend(Entry(*values) for values in self._all(sql, part))
        return found

    def wordings(self, numbers: Sequence[int]) -> list[tuple[int, str, str]]:
        """Number, heading and text of these passages; a heading that only names a part or an aspect is left out."""
        found: list[tuple[int, str, str]] = []
        for part in _parts(numbers):
            depth = "json_array_length(section_path)"
            telling = f"{depth}>2 OR ({depth}=2 AND aspect IS NULL) OR instr(text, heading)=1"
            sql = f"SELECT row, CASE WHEN {telling} THEN heading ELSE '' END, text FROM passages"
            found.extend(self._all(f"{sql} WHERE row IN ({_marks(part)}) ORDER BY row", part))
        return found

    def numbers_of(self, ids: Sequence[str]) -> list[int]:
        """The numbers of those of these passages that are here, in the order asked for."""
        found = dict(self._all(f"SELECT id, row FROM passages WHERE id IN ({_marks(list(ids))})", list(ids)))
        return [found[id] for id in ids if id in found]

    def texts(self, reports: Iterable[str]) -> dict[str, str]:
        """The whole texts of these reports."""
        wanted = list(reports)
        return dict(self._all(f"SELECT id, text FROM reports WHERE id IN ({_marks(wanted)})", wanted))

    # -- vectors

    def space(self, fingerprint: str) -> Space | None:
        """The vector space an embedder has filled here, or None."""
        found = self._all("SELECT fingerprint, dimension FROM spaces WHERE fingerprint=?", (fingerprint,))
        return Space(*found[0]) if found else None

    def other_spaces(self, fingerprint: str) -> bool:
        """Whether vectors of another embedder are still kept."""
        return bool(self._all("SELECT 1 FROM spaces WHERE fingerprint<>?", (fingerprint,)))

    def vectors(self, space: Space, after: int = 0, numbers: Sequence[int] | None = None) -> tuple[Rows, Floats]:
        """Numbers and unit vectors of one space: those behind a number, or just those asked for."""
        base = "SELECT row, data FROM vectors WHERE space=(SELECT id FROM spaces WHERE fingerprint=?)"
        if numbers is None:
            found = self._all(f"{base} AND row>? ORDER BY row", (space.fingerprint, after))
        else:
            found = []
            for part in _parts(numbers):
                found += self._all(f"{base} AND row IN ({_marks(part)}) ORDER BY row", (space.fingerprint, *part))
        return _unpacked(found, space.dimension)

    def unembedded(self, fingerprint: str, after: int, limit: int) -> list[Entry]:
        """Passages that have no vector of this embedder, by rising number."""
        sql = (
            "SELECT row, text, COALESCE(meant, text), prefix FROM passages p WHERE row>? AND NOT EXISTS (SELECT 1"
            " FROM vectors v JOIN spaces s ON s.id=v.space WHERE v.row=p.row AND s.fingerprint=?) ORDER BY row LIMIT ?"
        )
        return [Entry(*values) for values in self._all(sql, (after, fingerprint, limit))]

    def embed(self, numbers: Sequence[int], vectors: Floats, space: Space) -> None:
        """Stores vectors for passages already here, in one transaction; those removed meanwhile are passed over."""
        with self._writing() as link:
            there = self.passages(numbers).keys()
            kept = [at for at, number in enumerate(numbers) if number in there]
            self._put_vectors(link, [numbers[at] for at in kept], vectors[kept], space)

    def embedded(self, fingerprint: str) -> None:
        """Notes that this embedder's vectors are complete and drops those of all others."""
        with self._writing() as link:
            link.execute(
                "DELETE FROM vectors WHERE space NOT IN (SELECT id FROM spaces WHERE fingerprint=?)", (fingerprint,)
            )
            link.execute("DELETE FROM spaces WHERE fingerprint<>?", (fingerprint,))
            _log(link, "embedded", "")

    def forget(self, fingerprint: str) -> None:
        """Drops all vectors of an embedder, so that they are made again."""
        with self._writing() as link:
            where = "(SELECT id FROM spaces WHERE fingerprint=?)"
            link.execute(f"DELETE FROM vectors WHERE space IN {where}", (fingerprint,))
            link.execute("DELETE FROM spaces WHERE fingerprint=?", (fingerprint,))
            _log(link, "embedded", "")


def _log(link: sqlite3.Connection, action: str, report: str) -> None:
    link.execute("INSERT INTO changes(token, action, report) VALUES (?,?,?)", (secrets.token_hex(8), action, report))


def _values(space: Space) -> tuple[str, int]:
    return (space.fingerprint, space.dimension)


def _parts(numbers: Sequence[int]) -> Iterator[list[int]]:
    for at in range(0, len(numbers), _MANY):
        yield [int(number) for number in numbers[at : at + _MANY]]


def _marks(part: Sequence[object]) -> str:
    return ",".join("?" * len(part))


def _unpacked(found: list[Any], dimension: int) -> tuple[Rows, Floats]:
    numbers = np.array([number for number, _ in found], dtype=np.int64)
    packed = np.frombuffer(b"".join(data for _, data in found), dtype=np.float16)
    vectors = packed.reshape(len(found), dimension).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, np.float32(1))
    return numbers, vectors
