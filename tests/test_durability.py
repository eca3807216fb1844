"""A writer may be killed at any moment: nothing acknowledged is lost, nothing is half there, the library always opens."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from killed_writer import PASSAGES, tag, text
from small_library import document, open_library, parse

from index.corpus import Corpus
from index.errors import LibraryBusy
from index.report import Query

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="这一平台没有 fork")
HERE = Path(__file__).parent
PATIENCE = 60.0


@dataclass
class Store:
    """One library carried on through many deaths of its writer."""

    home: Path
    writers: subprocess.Popen[str]
    life: int = 0
    kills: int = 0

    @property
    def library(self) -> Path:
        return self.home / "lib"

    @property
    def acks(self) -> Path:
        return self.home / "acks"

    def acked(self) -> list[tuple[int, int]]:
        if not self.acks.exists():
            return []
        # The last line may be half written: then its acknowledgement never reached anybody.
        whole = self.acks.read_text(encoding="utf-8").rpartition("\n")[0]
        return [(int(life), int(number)) for life, number in (line.split() for line in whole.splitlines())]

    def kill_a_writer(self, when: Callable[[], None], mode: str = "honest") -> None:
        """Starts a writer, waits for its first acknowledgement and for the moment, and kills it."""
        self.life += 1
        before = len(self.acked())
        assert self.writers.stdin is not None
        assert self.writers.stdout is not None
        self.writers.stdin.write(f"{self.library} {self.acks} {self.life} {mode}\n")
        self.writers.stdin.flush()
        pid = int(self.writers.stdout.readline())
        wait_until(lambda: len(self.acked()) > before)
        when()
        os.kill(pid, signal.SIGKILL)
        assert self.writers.stdout.readline() == "gone\n"
        self.kills += 1

    def open(self) -> Corpus:
        return open_library(self.library)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = os.pathsep.join([str(HERE.parent), str(HERE), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, str(HERE / "killed_writer.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as writers:
        yield Store(tmp_path, writers)


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "the writer does not get anywhere"
        time.sleep(0.001)


def after(chance: random.Random, longest: float) -> Callable[[], None]:
    return lambda: time.sleep(chance.uniform(0, longest))


def while_writing(library: Path, pattern: str, chance: random.Random, longest: float = 0.02) -> Callable[[], None]:
    """Waits until a file of an index is being written, and a moment longer."""

    def times() -> dict[str, int]:
        while True:
            # A folder may be replaced between its listing and the look into it: look again.
            with suppress(OSError):
                return {str(path): path.stat().st_mtime_ns for path in library.glob(pattern)}

    def wait() -> None:
        before = times()
        wait_until(lambda: not times().items() <= before.items())
        time.sleep(chance.uniform(0, longest))

    return wait


def check(store: Store, lives: set[int]) -> None:
    """What must hold after a death; reports of these lives are looked up one by one as well."""
    with store.open() as corpus:
        cards = {card.title: card for card in corpus.reports()}
        assert len(cards) == len(corpus.reports()), "a report is there twice"
        lost = [ack for ack in store.acked() if f"报告{ack[0]}之{ack[1]}" not in cards]
        assert not lost, f"acknowledged and lost: {lost}"
        assert all(card.passages == PASSAGES for card in cards.values()), "a report is half there"
        assert corpus.state()["lexical"]["count"] == corpus.state()["passages"] == PASSAGES * len(cards)
        assert corpus.state()["embedded"] == 1.0
        for life, number in store.acked():
            if life in lives:
                found_by_everything(corpus, life, number)


def found_by_everything(corpus: Corpus, life: int, number: int) -> None:
    report = parse(document(text(life, number), f"{life}-{number}.txt"))
    assert corpus.report(report.id) == report
    passage = report.passages[number % PASSAGES]
    words = tag(life, number, number % PASSAGES)
    assert [found.id for found in corpus.phrase(words).passages] == [passage.id]
    assert passage.id in corpus.ranked(Query(passage.text, mode="dense", limit=3))


def test_a_writer_killed_fifty_times_loses_nothing(store: Store) -> None:
    chance = random.Random(20251121)
    moments = [("honest", after(chance, 0.3))] * 30
    moments += [("honest", while_writing(store.library, "lexical-*/*", chance))] * 12
    moments += [("dense", while_writing(store.library, "vectors-*/*", chance))] * 4
    # The files that a kill can ruin for good are written once in a thousand passages.
    moments += [("dense", while_writing(store.library, "vectors-*/*/*", chance, 0.2))] * 6
    chance.shuffle(moments)
    for mode, moment in moments:
        store.kill_a_writer(moment, mode)
        check(store, {store.life})
    assert store.kills >= 50
    with store.open() as corpus:
        assert corpus.catch_up(), "the dense index cannot be repaired"
        assert corpus.state()["dense"]["count"] == corpus.state()["passages"]
    check(store, set(range(1, store.life + 1)))


def test_the_check_notices_an_acknowledgement_that_came_too_early(store: Store) -> None:
    store.kill_a_writer(lambda: None, mode="hasty")
    with pytest.raises(AssertionError, match="acknowledged and lost"):
        check(store, set())


def test_a_living_writer_keeps_others_out_and_a_dead_one_does_not(store: Store) -> None:
    def knock() -> None:
        with pytest.raises(LibraryBusy, match="进程"):
            store.open()

    store.kill_a_writer(knock)
    store.open().close()
