"""The corpus: a library of reports on the disk, taken in once and found by function, words and meaning."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index.corpus.bare import bare_reports
from index.corpus.dense_index import DenseIndex, no_candidates
from index.corpus.home import Home, exists, open_home
from index.corpus.intake import Intake
from index.corpus.ranking import WEIGHTS, Signals, Weights
from index.corpus.searching import Search
from index.corpus.shelf import Shelf, View
from index.corpus.text_index import TextIndex
from index.corpus.wordings import Wordings
from index.embedding import Embedder, assurance, reworded, standing_in
from index.errors import EmbeddingUnavailable, Fault, NotFound
from index.ledger import Taken
from index.report import Answer, Document, Facets, Failure, Ingested, Passage, Phrase, Query, Report, ReportCard
from index.wording import fold

Floats = NDArray[np.float32]
Progress = Callable[[int, int, str], None]
_INDEX_EVERY = 4000
_FILL_AT_ONCE = 1000
_NEAR_PASSAGES = 24
_MODES = ("hybrid", "lexical", "dense")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a phrase stands: in how many passages altogether, and the first of them."""

    total: int
    passages: tuple[Passage, ...]


class Corpus:
    """A library. One process writes; others may read beside it; all methods may be called from several threads."""

    def __init__(
        self,
        home: Home,
        *,
        embedder: Embedder,
        parse: Callable[[Document], Report],
        read: Callable[[Path], Document],
        weights: Weights = WEIGHTS,
    ) -> None:
        self._home = home
        self._ledger = home.ledger
        self._embedder = embedder
        self._parse = parse
        self._read = read
        self._weights = weights
        self._writable = home.lock is not None
        self._writing = threading.RLock()
        self._generation = -1
        self._intake = Intake(home.ledger, embedder)
        where = (home.folder, home.ledger, home.library)
        self._shelf = Shelf(*where, embedder.fingerprint, writable=self._writable)
        self._text = TextIndex(*where, writable=self._writable)
        self._dense = DenseIndex(*where, embedder.fingerprint) if self._writable else None
        self._wordings = Wordings(*where, writable=self._writable)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        embedder: Embedder,
        read: Callable[[Path], Document],
        parse: Callable[[Document], Report] | None = None,
        writable: bool = True,
        weights: Weights = WEIGHTS,
    ) -> Corpus:
        """The library in a folder, made if there is none (a reader makes nothing: NotFound).

        LibraryBusy if another process writes to it, LibraryDamaged if its ledger is not whole.
        """
        home = open_home(folder, writable=writable)
        try:
            return cls(home, embedder=embedder, parse=parse or _unparsed, read=read, weights=weights)
        except BaseException:
            home.close()
            raise

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether there is a library in a folder, whole or not."""
        return exists(folder)

    def __enter__(self) -> Corpus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives files and lock back; a filling of the dense index in the background stops after its batch."""
        if self._dense is not None:
            self._dense.close()
        with self._writing:
            self._text.close()
            self._home.close()

    # -- taking in and out

    def ingest(self, paths: Iterable[Path], *, bundled: bool = False, progress: Progress | None = None) -> Ingested:
        """Takes files in. A report is in for good when `progress` is called for it; one bad file never stops the rest.

        The same text under another name changes nothing; another text from the same file replaces the old one.
        """
        self._require_writable()
        files = tuple(paths)
        taken: list[Taken] = []
        failed: list[Failure] = []
        with self._writing:
            self._intake.begin()
            waiting = 0
            for place, path in enumerate(files, start=1):
                try:
                    origin = f"bundled:{path.name}" if bundled else str(path.resolve())
                    taken.append(self._intake.take(self._parse(self._read(path)), origin, bundled))
                    waiting += taken[-1].card.passages if taken[-1].new else 0
                except Fault as fault:
                    failed.append(Failure(str(path), fault.message, fault.remedy))
                if waiting >= _INDEX_EVERY:
                    self._text.extend()
                    waiting = 0
                if progress is not None:
                    progress(place, len(files), path.name)
            self._settle(any(one.replaced for one in taken))
        added = {one.card.id: one.card for one in taken if one.new}
        same = {one.card.id: one.card for one in taken if not one.new}
        return Ingested(tuple(added.values()), tuple(same.values()), tuple(failed))

    def add(self, item: Document | Report, *, origin: str | None = None, bundled: bool = False) -> ReportCard:
        """Takes one document or parsed report in. Only with an `origin` does it replace what came from there before."""
        self._require_writable()
        with self._writing:
            self._intake.begin()
            report = item if isinstance(item, Report) else self._parse(item)
            taken = self._intake.take(report, origin, bundled)
            self._settle(bool(taken.replaced))
        return taken.card

    def add_passages(self, rows: Iterable[tuple[str, str]]) -> int:
        """Takes bare passages in, as (id, text), for measuring; they are answered by `ranked`. Returns how many."""
        self._require_writable()
        count = 0
        with self._writing:
            for report in bare_reports(rows):
                count += self._intake.take(report, None, False).card.passages
                self._text.extend()
            self._settle(False)
        return count

    def remove(self, report: str) -> ReportCard:
        """Takes a report out of the library; NotFound if it is not there."""
        self._require_writable()
        with self._writing:
            card = self.card(report)
            self._ledger.remove(report)
            self._settle(True)
        return card

    def reindex(self, progress: Progress | None = None) -> None:
        """Makes everything derived again from the ledger, vectors of another embedder included, batch by batch.

        It may be interrupted and goes on where it stopped; searches are answered meanwhile.
        """
        self._require_writable()
        self._intake.reembed(progress)
        with self._writing:
            self._text.renew(progress)
        assert self._dense is not None
        self._dense.renew(self._shelf.view(), progress)

    def catch_up(self, progress: Progress | None = None) -> bool:
        """Checks the dense index and brings it up to date (minutes for a large library that grew); for the background."""
        self._require_writable()
        assert self._dense is not None
        return self._dense.catch_up(self._shelf.view(), progress)

    # -- reading

    @property
    def generation(self) -> int:
        """A number that changes whenever the library does."""
        return self._shelf.view().catalogue.generation

    @property
    def size(self) -> int:
        """How many passages the library holds."""
        return len(self._shelf.view().catalogue)

    def reports(self) -> tuple[ReportCard, ...]:
        """All reports, in the order they came."""
        return self._ledger.cards()

    def card(self, report: str) -> ReportCard:
        """A report as lists show it; NotFound if it is not there."""
        card = self._ledger.card(report)
        if card is None:
            raise NotFound(f"资料库里没有这份材料：{report}。", "可用 zhibi reports 查看现有材料的编号。")
        return card

    def report(self, id: str) -> Report:
        """A whole report as it was parsed; NotFound if it is not there."""
        report = self._ledger.report(id)
        if report is None:
            raise NotFound(f"资料库里没有这份材料：{id}。", "可用 zhibi reports 查看现有材料的编号。")
        return report

    def passage(self, id: str) -> Passage:
        """One passage; NotFound if it is not there."""
        passage = self._ledger.passage(id)
        if passage is None:
            raise NotFound(f"资料库里没有这个段落：{id}。", "所属材料可能已被移除或更新，请重新检索。")
        return passage

    def passages(self, facets: Facets | None = None) -> Iterator[Passage]:
        """All passages that fit, in the order of the library."""
        view = self._shelf.view()
        allowed = view.catalogue.allowed(facets or Facets())
        numbers = view.catalogue.numbers if allowed is None else view.catalogue.numbers[allowed]
        for at in range(0, len(numbers), 256):
            found = self._ledger.passages([int(number) for number in numbers[at : at + 256]])
            yield from (found[number] for number in sorted(found))

    def phrase(self, text: str, limit: int = 50) -> Found:
        """The passages in which exactly these characters stand, capitals and full-width forms aside."""
        self._see_writer(self._shelf.view())
        total, numbers = self._text.phrase(text, limit)
        found = self._ledger.passages([int(number) for number in numbers])
        return Found(total, tuple(found[number] for number in sorted(found)))

    def phrases(self, text: str, limit: int = 20) -> tuple[Phrase, ...]:
        """Wordings that say what a few characters ask for: those that hold them, with one character wrong, or near in meaning."""
        view = self._shelf.view()

        def near() -> tuple[list[Passage], Floats | None]:
            search, telling = self._search(Query(text, limit=_NEAR_PASSAGES), [])
            hits = search.hits(self._ledger) if telling and search.vector is not None else ()
            return [hit.passage for hit in hits], search.vector

        return self._wordings.find(text, limit, view.catalogue, near, self._embedder.passages)

    @property
    def notice(self) -> str:
        """What a user should know of the embedder: that another one stands in for it, or nothing."""
        return standing_in(self._embedder)

    def search(self, query: Query) -> Answer:
        """The passages that serve a query best, and every step that could not run."""
        degraded: list[str] = []
        search, telling = self._search(query, degraded)
        hits = search.hits(self._ledger) if telling else search.listed(self._ledger)
        return Answer(hits, (self.notice, *degraded) if self.notice and query.mode != "lexical" else tuple(degraded))

    def ranked(self, query: Query) -> tuple[str, ...]:
        """The ids of the best passages in plain order of rank: near-duplicates and shares of reports left alone."""
        search, telling = self._search(query, [])
        return search.ranked(self._ledger) if telling else ()

    def state(self, *, thorough: bool = False) -> dict[str, object]:
        """What `doctor` shows. Thoroughly, the ledger is read through; LibraryDamaged if it is not whole."""
        if thorough:
            self._ledger.whole()
        view = self._shelf.view()
        return {
            "folder": str(self._home.folder),
            "writable": self._writable,
            "reports": len(self._ledger.cards()),
            "passages": len(view.catalogue),
            "generation": view.catalogue.generation,
            "embedder": self._embedder.name,
            "embedded": round(view.covered, 4),
            "lexical": self._text.state(),
            "dense": self._dense.state()
            if self._dense is not None
            else {"ready": False, "why": "只读打开，使用精确扫描"},
        }

    # -- inside

    def _search(self, query: Query, degraded: list[str]) -> tuple[Search, bool]:
        """The search to run, and whether its text says anything to search for."""
        if query.mode not in _MODES:
            raise Fault(f"没有这种检索方式：{query.mode}。", "可用的方式有 hybrid、lexical、dense。")
        view = self._shelf.view()
        self._see_writer(view)
        telling = any(character.isalnum() for character in fold(query.text))
        vector = self._vector(query, view, degraded) if telling and len(view.catalogue) else None
        dense = self._dense.candidates if self._dense is not None else no_candidates
        signals, other = self._understood(query.text, vector)
        return Search(view, query, vector, other, signals, self._weights, self._text.candidates, dense), telling

    def _understood(self, text: str, vector: Floats | None) -> tuple[Signals, Floats | None]:
        """How well the embedder understands a question, and its vector in official wordings where these are asked for."""
        if vector is None:
            return Signals(0.0, 0.0), None
        other = reworded(self._embedder, vector)
        signals = Signals(assurance(self._embedder, text), other.near)
        return signals, other.official if self._weights.rewording else None

    def _require_writable(self) -> None:
        if not self._writable:
            raise Fault(
                "资料库是以只读方式打开的，不能修改。", "请关闭其他正在使用资料库的程序后，以可写方式重新打开。"
            )

    def _settle(self, replaced: bool) -> None:
        """After the ledger: words first, then vectors, the latter only where they are in use and few are missing.

        Filling Chroma is slow; a program that only takes files in leaves it to `catch_up` or `reindex`.
        """
        if replaced:
            self._text.catch_up()
        else:
            self._text.extend()
        if self._dense is None or not self._dense.opened:
            return
        view = self._shelf.view()
        if view.matrix is not None and self._dense.backlog(view) <= _FILL_AT_ONCE:
            self._dense.catch_up(view)

    def _vector(self, query: Query, view: View, degraded: list[str]) -> Floats | None:
        if query.mode == "lexical":
            return None
        if view.matrix is None or view.covered < 0.9:
            degraded.append("资料库的向量尚未由当前嵌入模型生成，本次只按文字检索；请运行 zhibi reindex。")
            return None
        try:
            vector = self._embedder.query(query.text)
            self._intake.check_dimension(vector.shape[0])
        except EmbeddingUnavailable as fault:
            degraded.append(f"语义检索未能进行：{fault.message}本次只按文字检索。{fault.remedy}")
            return None
        if view.covered < 1:
            degraded.append("部分段落还没有向量，这些段落只按文字检索；请运行 zhibi reindex。")
        return vector if np.any(vector) else None

    def _see_writer(self, view: View) -> None:
        if not self._writable and view.catalogue.generation != self._generation:
            self._text.refresh()
            self._generation = view.catalogue.generation


def _unparsed(document: Document) -> Report:
    raise Fault("这个资料库打开时没有配备解析器，不能收入文件。", "请通过 zhibi 命令或网页导入。")
