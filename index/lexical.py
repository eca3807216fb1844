"""The lexical index: BM25 over words and pairs of characters, and exact phrases, in tantivy. It can always be made again."""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.wording import fold, sequence, tokens

if TYPE_CHECKING:
    import tantivy

Numbers = NDArray[np.int64]
Scores = NDArray[np.float32]
_HEAP = 64_000_000
_MAGIC = 1337
_FOOTED = frozenset({".store", ".idx", ".pos", ".term", ".fast", ".fieldnorm", ".del"})


class LexicalBroken(Exception):
    """The index on the disk cannot be trusted any more; it has to be made again."""


class Indexed(Protocol):
    """What can be indexed: a number that is never used twice, the text as written, and the text that is searched."""

    @property
    def number(self) -> int:
        """Names it in answers."""
        ...

    @property
    def text(self) -> str:
        """What phrases are looked up in."""
        ...

    @property
    def searched(self) -> str:
        """What words are looked up in."""
        ...


@dataclass(frozen=True, slots=True)
class LexicalState:
    """What the index holds: how many passages, and where (None in memory)."""

    count: int
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Matches:
    """Passages by number, best first, with their BM25 scores; `worth` is the score of a passage of ordinary length in which
    each token of the text stands once, so that best score / worth tells how much of the text has been found.
    """

    numbers: Numbers
    scores: Scores
    worth: float


class Lexical:
    """One lexical index, on the disk or (without a folder) in memory. One thread writes, any number search."""

    def __init__(self, index: tantivy.Index, folder: Path | None) -> None:
        self._index = index
        self._folder = folder
        self._writer: tantivy.IndexWriter | None = None

    @classmethod
    def create(cls, folder: Path | None) -> Lexical:
        """A new, empty index."""
        import tantivy

        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _guarded():
            return cls(tantivy.Index(_schema(), path=str(folder) if folder else None), folder)

    @classmethod
    def open(cls, folder: Path) -> Lexical:
        """The index in a folder; LexicalBroken if a file of it is missing or differs from what was written."""
        import tantivy

        verify(folder)
        with _guarded():
            return cls(tantivy.Index.open(str(folder)), folder)

    def add(self, passages: Iterable[Indexed]) -> None:
        """Takes passages in; they are found after `commit`."""
        import tantivy

        with _guarded():
            writer = self._writing()
            for passage in passages:
                document = tantivy.Document()
                document.add_unsigned("number", passage.number)
                document.add_text("words", " ".join(tokens(passage.searched)))
                document.add_text("sequence", " ".join(sequence(passage.text)))
                writer.add_document(document)

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes passages out; they are gone after `commit`."""
        import tantivy

        gone = [int(number) for number in numbers]
        with _guarded():
            # By query: deleting by term takes a Python integer for a signed one, which matches nothing here.
            if gone:
                self._writing().delete_documents_by_query(
                    tantivy.Query.term_set_query(self._index.schema, "number", gone)
                )

    def commit(self) -> None:
        """Makes what was added and removed durable and visible."""
        with _guarded():
            if self._writer is not None:
                self._writer.commit()
            self._index.reload()

    def refresh(self) -> None:
        """Sees what another process has committed."""
        with _guarded():
            self._index.reload()

    def close(self) -> None:
        """Waits for background work and gives the files back."""
        with _guarded():
            if self._writer is not None:
                self._writer.wait_merging_threads()
            self._writer = None

    def candidates(self, text: str, limit: int, among: Sequence[int] | None = None) -> Matches:
        """The passages that fit a text best, with BM25 scores; `among` confines the search to these numbers."""
        with _guarded():
            counts = Counter(tokens(text))
            query = self._any_of(text, counts)
            if among is not None:
                query = self._confined(query, among)
            return Matches(*self._search(query, limit), self._worth(counts))

    def phrase(self, text: str, limit: int) -> tuple[int, Numbers]:
        """In how many passages exactly these characters stand (case and width aside), and the first of them."""
        if not text.strip():
            return 0, np.zeros(0, dtype=np.int64)
        with _guarded():
            searcher = self._index.searcher()
            found = searcher.search(self._exactly(text), max(limit, 1), count=True)
            addresses = [address for _, address in found.hits][:limit]
            return int(found.count), np.array(searcher.fast_field_values("number", addresses), dtype=np.int64)

    def numbers(self) -> Numbers:
        """The numbers of all passages in the index, rising."""
        import tantivy

        with _guarded():
            count = self._index.searcher().num_docs
            found, _ = self._search(tantivy.Query.all_query(), max(count, 1))
            return np.sort(found)

    def state(self) -> LexicalState:
        """What the index holds now."""
        with _guarded():
            return LexicalState(int(self._index.searcher().num_docs), self._folder)

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        return self._writer

    def _search(self, query: tantivy.Query, limit: int) -> tuple[Numbers, Scores]:
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        numbers = searcher.fast_field_values("number", [address for _, address in hits])
        return np.array(numbers, dtype=np.int64), np.array([score for score, _ in hits], dtype=np.float32)

    def _worth(self, counts: Counter[str]) -> float:
        searcher = self._index.searcher()
        held = ((searcher.doc_freq("words", token), count) for token, count in counts.items())
        return sum(count * math.log(1 + (searcher.num_docs - in_ + 0.5) / (in_ + 0.5)) for in_, count in held)

    def _any_of(self, text: str, counts: Counter[str]) -> tantivy.Query:
        import tantivy

        query, schema = tantivy.Query, self._index.schema
        if len(fold(text).strip()) == 1:
            return self._exactly(text.strip())
        terms = [
            (tantivy.Occur.Should, _weighed(query.term_query(schema, "words", token, index_option="freq"), count))
            for token, count in counts.items()
        ]
        return query.boolean_query(terms) if terms else query.empty_query()

    def _confined(self, query: tantivy.Query, among: Sequence[int]) -> tantivy.Query:
        import tantivy

        members = tantivy.Query.term_set_query(self._index.schema, "number", [int(number) for number in among])
        quiet = tantivy.Query.const_score_query(members, 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, quiet)])

    def _exactly(self, text: str) -> tantivy.Query:
        import tantivy

        query, schema = tantivy.Query, self._index.schema
        grams = sequence(text)
        if len(grams) > 1:
            return query.phrase_query(schema, "sequence", list(grams))
        if len(grams[0]) == 2:
            return query.term_query(schema, "sequence", grams[0])
        character = _escaped(grams[0])
        return query.regex_query(schema, "sequence", f"{character}.?|.{character}")


def verify(folder: Path) -> None:
    """Raises LexicalBroken unless every file that the index names is there with the checksum it was written with."""
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        segments = [_segment_files(folder, segment) for segment in meta["segments"]]
        for path in (path for paths in segments for path in paths):
            _verify_file(path)
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        raise LexicalBroken(str(error)) from error


def _segment_files(folder: Path, segment: dict[str, Any]) -> list[Path]:
    stem = str(segment["segment_id"]).replace("-", "")
    needed = [folder / f"{stem}{suffix}" for suffix in sorted(_FOOTED - {".del"})]
    if segment["deletes"]:
        needed.append(folder / f"{stem}.{segment['deletes']['opstamp']}.del")
    return needed


def _verify_file(path: Path) -> None:
    content = path.read_bytes()
    length, magic = struct.unpack("<II", content[-8:])
    foot = json.loads(content[-8 - length : -8])
    if magic != _MAGIC or zlib.crc32(content[: -8 - length]) != foot["crc"]:
        raise ValueError(f"{path.name} does not have the checksum it was written with")


def _schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=False, indexed=True, fast=True)
    builder.add_text_field("words", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("sequence", stored=False, tokenizer_name="whitespace", index_option="position")
    return builder.build()


def _weighed(query: tantivy.Query, count: int) -> tantivy.Query:
    import tantivy

    return query if count == 1 else tantivy.Query.boost_query(query, float(count))


def _escaped(character: str) -> str:
    return character if character.isalnum() or ord(character) > 127 else "\\" + character


@contextmanager
def _guarded() -> Iterator[None]:
    """Damage shows as almost anything in tantivy, a Rust panic (not an Exception) included."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise LexicalBroken(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise LexicalBroken(str(error)) from error
