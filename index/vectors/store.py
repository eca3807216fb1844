"""One Chroma collection in a folder of its own; every call is batched and every failure has one name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Floats = NDArray[np.float32]
if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI

NAME = "passages"
PAGE = 5000
_BATCH = 1000
_SWOLLEN = 10
_HNSW = {"space": "cosine", "max_neighbors": 32, "ef_search": 200}


class VectorsBroken(Exception):
    """The collection cannot be used any more; it has to be made again."""


@dataclass(frozen=True, slots=True)
class VectorsState:
    """What the collection holds, and where."""

    count: int
    folder: Path


class Vectors:
    """One collection of unit vectors by passage number. One process and one thread at a time."""

    def __init__(self, client: ClientAPI, collection: Collection, folder: Path) -> None:
        self._client = client
        self._collection = collection
        self.folder = folder

    @classmethod
    def create(cls, folder: Path) -> Vectors:
        """A new, empty collection in a folder that does not exist yet."""
        folder.mkdir(mode=0o700, parents=True)
        with _guarded():
            client = _client(folder)
            made = client.create_collection(NAME, embedding_function=None, configuration={"hnsw": _HNSW})
            return cls(client, made, folder)

    @classmethod
    def open(cls, folder: Path) -> Vectors:
        """The collection in a folder. Ask `probe` first: a damaged one can end the process that opens it."""
        _refuse_swollen(folder)
        with _guarded():
            client = _client(folder)
            return cls(client, client.get_collection(NAME, embedding_function=None), folder)

    def add(self, numbers: Sequence[int], vectors: Floats) -> None:
        """Takes vectors in; a number already there gets the new vector."""
        with _guarded():
            for at in range(0, len(numbers), _BATCH):
                ids = [str(int(number)) for number in numbers[at : at + _BATCH]]
                self._collection.upsert(ids=ids, embeddings=vectors[at : at + _BATCH])

    def remove(self, numbers: Sequence[int]) -> None:
        """Takes vectors out; numbers not there are passed over."""
        with _guarded():
            for at in range(0, len(numbers), _BATCH):
                self._collection.delete(ids=[str(int(number)) for number in numbers[at : at + _BATCH]])

    def candidates(self, vector: Floats, limit: int) -> tuple[Numbers, Floats]:
        """The nearest passages and how near they are (cosine), nearest first; approximate."""
        with _guarded():
            found = self._collection.query(query_embeddings=[vector], n_results=limit, include=["distances"])
        numbers = np.array([int(id) for id in found["ids"][0]], dtype=np.int64)
        return numbers, 1 - np.array(found["distances"][0], dtype=np.float32)

    def numbers(self) -> Numbers:
        """The numbers of all passages in the collection, rising."""
        pages: list[int] = []
        with _guarded():
            for at in range(0, int(self._collection.count()), PAGE):
                pages += [int(id) for id in self._collection.get(limit=PAGE, offset=at, include=[])["ids"]]
        return np.sort(np.array(pages, dtype=np.int64))

    def state(self) -> VectorsState:
        """What the collection holds now."""
        with _guarded():
            return VectorsState(int(self._collection.count()), self.folder)

    def close(self) -> None:
        """Gives the files back."""
        with _guarded():
            self._client.close()


def _refuse_swollen(folder: Path) -> None:
    """Raises VectorsBroken where a file is missing, or the lists of links have grown beyond reason (terabytes were seen)."""
    try:
        (folder / "chroma.sqlite3").stat()
        for links in folder.glob("*/link_lists.bin"):
            if links.stat().st_size > _SWOLLEN * max(links.with_name("data_level0.bin").stat().st_size, _BATCH):
                raise VectorsBroken("link_lists.bin is larger than it can be")
    except OSError as error:
        raise VectorsBroken(str(error)) from error


def _client(folder: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))


@contextmanager
def _guarded() -> Iterator[None]:
    """Damage shows as chromadb's, SQLite's, Rust's or pydantic's exceptions; all of them mean: make it again."""
    try:
        yield
    except VectorsBroken:
        raise
    except Exception as error:
        raise VectorsBroken(f"{type(error).__name__}: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise VectorsBroken(str(error)) from error
