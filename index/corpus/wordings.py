"""Looking wordings up: keeps the pile in step with the ledger, and asks it for characters and the vectors for meaning."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import phrases
from index.corpus import pile_file
from index.corpus.catalogue import Catalogue
from index.errors import EmbeddingUnavailable
from index.ledger import Ledger
from index.phrases import Group, Matches, Pile, Stand, Wording
from index.phrases.folding import folded
from index.report import Passage, Phrase, PhraseUse
from index.wording import whole_words

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]
Near = Callable[[], tuple[Sequence[Passage], Floats | None]]
_BATCH = 2000
_USES = 8
_GONE = 0.5
_COMMON = 5_000
_ENOUGH = 4
_MEANT_SHARE = 4
_MEANT_CLAUSES = 120
_MEANT_LENGTHS = (5, 40)
_NEAR = 0.2
_NEARLY_AS_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class _Ready:
    """The pile as it stands at one moment of the library."""

    catalogue: Catalogue
    stand: Stand

    @property
    def pile(self) -> Pile:
        return self.stand.pile


class Wordings:
    """The phrase index of one library. Bringing it up to date costs what has changed since the last question."""

    def __init__(self, home: Path, ledger: Ledger, library: str, *, writable: bool) -> None:
        self._home = home
        self._ledger = ledger
        self._library = library
        self._writable = writable
        self._lock = threading.Lock()
        self._ready: _Ready | None = None

    def find(self, text: str, limit: int, catalogue: Catalogue, near: Near, embed: Embed) -> tuple[Phrase, ...]:
        """Wordings that hold the words asked for, then those a character off, then those near in meaning."""
        asked = folded(text)[0]
        if not len(asked) or limit < 1:
            return ()
        ready = self._up_to_date(catalogue)
        exact = phrases.exact(ready.stand, asked)
        picked = self._by_characters(ready, asked, exact, limit)
        # What stands nearly everywhere has no meaning to go by, and wordings enough.
        common = len(exact.places) > _COMMON
        meant = () if common else self._by_meaning(ready, near, embed, picked, limit)
        kept = picked[: max(limit - min(len(meant), limit // _MEANT_SHARE), limit - len(meant))]
        return self._told(ready, (*kept, *meant[: limit - len(kept)]))

    def _up_to_date(self, catalogue: Catalogue) -> _Ready:
        with self._lock:
            if self._ready is not None and self._ready.catalogue is catalogue:
                return self._ready
            before = self._before()
            fresh = phrases.piled(self._wordings(before.last if before is not None else 0))
            pile = phrases.joined([before, fresh]) if before is not None else fresh
            head = self._ledger.head()
            if self._writable and len(fresh.pieces):
                pile_file.save(self._home, pile, self._library, head, unsaved=len(fresh.pieces))
            self._ready = _Ready(catalogue, phrases.stand(pile, _owners(pile, catalogue)))
            return self._ready

    def _before(self) -> Pile | None:
        """The pile as it was, unless most of what is in it has been removed since."""
        if self._ready is None:
            return pile_file.load(self._home, self._ledger, self._library)
        return self._ready.pile if self._ready.stand.gone <= _GONE else None

    def _wordings(self, after: int) -> Iterator[Wording]:
        numbers = self._ledger.numbers(after)
        for at in range(0, len(numbers), _BATCH):
            yield from (Wording(*row) for row in self._ledger.wordings([int(n) for n in numbers[at : at + _BATCH]]))

    def _by_characters(self, ready: _Ready, asked: NDArray[np.uint16], found: Matches, limit: int) -> tuple[Group, ...]:
        pile = ready.pile
        groups = phrases.grouped(ready.stand, found)
        whole = [group for group in phrases.stock(ready.stand, found) if self._is_whole(pile, group)]
        picked = phrases.chosen(pile, [*groups, *whole], limit)
        if len(picked) >= _ENOUGH:
            return picked
        nearly = phrases.grouped(ready.stand, phrases.nearly(ready.stand, asked))
        # Few of them are enough to mend a slip; more would crowd out what is meant.
        return (*picked, *phrases.chosen(pile, nearly, min(limit - len(picked), max(_ENOUGH, limit // 4)), picked))

    def _is_whole(self, pile: Pile, group: Group) -> bool:
        """Whether a run is no figure, and begins and ends where words do in the clause where it was first seen."""
        start, end = pile.span(int(pile.clause_of(np.array([group.start]))[0]))
        clause = _spelled(pile, start, end)
        figures = any(character.isdigit() for character in _spelled(pile, group.start, group.end))
        return not figures and whole_words(clause, group.start - start, group.end - start)

    def _by_meaning(
        self, ready: _Ready, near: Near, embed: Embed, picked: Sequence[Group], limit: int
    ) -> tuple[Group, ...]:
        passages, vector = near()
        clauses = self._clauses_of(ready.pile, passages)
        if vector is None or not len(clauses):
            return ()
        try:
            vectors = embed([_spelled(ready.pile, *ready.pile.span(int(clause))) for clause in clauses])
        except EmbeddingUnavailable:
            return ()
        scores = vectors @ vector
        best = max(_NEAR, _NEARLY_AS_NEAR * float(scores.max()))
        order = [at for at in np.argsort(-scores, kind="stable") if scores[at] >= best]
        # One clause a passage: its neighbours would only tell the rest of the same case.
        pieces = ready.pile.piece_of(ready.pile.clauses[clauses[order]])
        order = [order[first] for first in np.sort(np.unique(pieces, return_index=True)[1])][: 2 * limit]
        groups = phrases.meant(ready.stand, [int(clauses[at]) for at in order], [float(scores[at]) for at in order])
        return phrases.chosen(ready.pile, groups, limit, picked)

    def _clauses_of(self, pile: Pile, passages: Sequence[Passage]) -> NDArray[np.int64]:
        """The clauses of these passages that are long enough to mean something, points first, each wording once."""
        numbers = self._ledger.numbers_of([passage.id for passage in passages])
        spans = [pile.clauses_of(number) for number in numbers]
        clauses = np.concatenate([np.zeros(0, dtype=np.int64), *spans])
        lengths = pile.lengths(clauses)
        clauses = clauses[(lengths >= _MEANT_LENGTHS[0]) & (lengths <= _MEANT_LENGTHS[1])]
        clauses = clauses[np.argsort(~pile.points[clauses], kind="stable")]
        _, first = np.unique(pile.prints[clauses], return_index=True)
        return np.asarray(clauses[np.sort(first)][:_MEANT_CLAUSES])

    # -- from codes to the words of reports

    def _told(self, ready: _Ready, groups: Sequence[Group]) -> tuple[Phrase, ...]:
        wanted = [_spread(ready, group) for group in groups]
        numbers = {int(ready.pile.numbers[spot.piece]) for spots in wanted for spot in spots}
        passages = self._ledger.passages(sorted(numbers))
        texts = self._ledger.texts({passage.report for passage in passages.values()})
        titles = {card.id: card.title for card in ready.catalogue.cards}
        teller = _Teller(ready.pile, passages, texts, titles)
        told = (teller.phrase(group, spots) for group, spots in zip(groups, wanted, strict=True))
        return tuple(phrase for phrase in told if phrase is not None)


@dataclass(frozen=True, slots=True)
class _Spot:
    """One place of a wording: its codes, and the piece they stand in."""

    start: int
    stop: int
    piece: int


@dataclass(frozen=True, slots=True)
class _Teller:
    pile: Pile
    passages: dict[int, Passage]
    texts: dict[str, str]
    titles: dict[str, str]

    def phrase(self, group: Group, spots: Sequence[_Spot]) -> Phrase | None:
        """The wording in the words of its first place, with its places."""
        # Another thread may have taken a report out since the pile was asked.
        spots = [spot for spot in spots if int(self.pile.numbers[spot.piece]) in self.passages]
        found = [use for spot in spots if (use := self._use(spot)) is not None]
        if not found:
            return None
        passages = [self.passages[int(self.pile.numbers[spot.piece])] for spot in spots]
        kinds = Counter(passage.kind for passage in passages)
        topics = Counter(topic for passage in passages for topic in passage.topics)
        return Phrase(
            found[0][0],
            len(group.places),
            tuple(use for _, use in found),
            kinds.most_common(1)[0][0],
            tuple(topic for topic, _ in topics.most_common(3)),
        )

    def _use(self, spot: _Spot) -> tuple[str, PhraseUse] | None:
        passage = self.passages[int(self.pile.numbers[spot.piece])]
        above = bool(self.pile.above[spot.piece])
        text = phrases.heading_above(passage.heading, passage.running) if above else passage.running
        said = phrases.said(text, spot.start - int(self.pile.pieces[spot.piece]), spot.stop - spot.start)
        if said is None:
            return None
        offset = passage.start
        if above:
            offset = max(self.texts.get(passage.report, "").rfind(text, 0, passage.start), 0)
        context = f"{said.context} {phrases.opening(passage.running)}" if above else said.context
        return said.text, PhraseUse(
            report=passage.report,
            title=self.titles.get(passage.report, ""),
            section=passage.section_path,
            context=context,
            passage=passage.id,
            start=offset + said.start,
            end=offset + said.end,
        )


def _owners(pile: Pile, catalogue: Catalogue) -> NDArray[np.int32]:
    places, there = catalogue.places(pile.numbers)
    owners = np.full(len(pile.numbers), -1, dtype=np.int32)
    owners[there] = catalogue.reports[places[there]]
    return owners


def _spread(ready: _Ready, group: Group) -> list[_Spot]:
    """Some places of a wording, in as many reports as can be."""
    first: list[_Spot] = []
    later: list[_Spot] = []
    seen: set[int] = set()
    pieces = ready.pile.piece_of(group.places)
    for spot in map(_Spot, group.places.tolist(), group.stops.tolist(), pieces.tolist()):
        report = int(ready.stand.reports[spot.piece])
        (later if report in seen else first).append(spot)
        seen.add(report)
        if len(first) >= _USES:
            break
    return [*first, *later][:_USES]


def _spelled(pile: Pile, start: int, end: int) -> str:
    return "".join(map(chr, pile.codes[start:end].tolist()))
