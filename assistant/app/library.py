"""The one library of this process, shared by every open page, and what is done to it in the background at the start."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import shelf
from assistant.asking import outline_for, outlines
from assistant.chat import Tools
from index import Fault

if TYPE_CHECKING:
    from assistant.domain import Outline
    from assistant.settings import Settings
    from index import Corpus, Ingested, Lexicon

log = logging.getLogger("zhibi.app")
FILLED = "bundled-examples-added"
EXAMPLES = "正在收入内置示例"
INDEX = "正在更新检索索引"


@dataclass(frozen=True, slots=True)
class Filling:
    """How far the work at the start has come: `what` is being done, `failed` says why it stopped, if it did."""

    running: bool = False
    what: str = ""
    done: int = 0
    total: int = 0
    failed: str = ""


class _Stopped(Exception):
    """The program is ending; the rest of the examples comes next time."""


@dataclass
class Library:
    """The open corpus with what belongs to it. One writer at a time; everybody may read meanwhile."""

    setting: Settings
    corpus: Corpus
    tools: Tools
    lexicon: Lexicon
    outlines: tuple[Outline, ...]
    filling: Filling = Filling()
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _filler: threading.Thread | None = None

    def ingest(self, path: Path) -> Ingested:
        """Take one file in; a file that cannot be read is in `failed`."""
        with self._writing:
            return self.corpus.ingest((path,))

    def remove(self, report_id: str) -> str:
        """Take a report out; returns its title."""
        with self._writing:
            title: str = self.corpus.report(report_id).title
            self.corpus.remove(report_id)
            return title

    def fill(self) -> None:
        """Begin in the background: bundled examples taken in once (a removed one stays removed), indexes brought up to date."""
        first = not (self.setting.library / FILLED).exists()
        self.filling = Filling(running=first, what=EXAMPLES)
        self._filler = threading.Thread(target=self._fill, args=(first,), name="filling", daemon=True)
        self._filler.start()

    def stop(self) -> None:
        """Let the work under way come to a clean end."""
        self._stopping.set()
        if self._filler:
            self._filler.join()

    def _fill(self, first: bool) -> None:
        failed = ""
        try:
            if first:
                with self._writing:
                    shelf.add_bundled(self.corpus, self._telling(EXAMPLES))
                (self.setting.library / FILLED).touch(mode=0o600)
            if self.corpus.size and self.corpus.state()["embedded"] != 1.0:
                self.corpus.reindex(self._telling(INDEX))
            self.corpus.catch_up(self._telling(INDEX))
        except _Stopped:
            log.info("stopped while filling the library")
        except Fault as fault:
            failed = str(fault)
        except Exception as error:
            log.error("filling the library failed", exc_info=error)
            failed = "示例库没有全部准备好，已记录。重新打开程序会再试一次。"
        self.filling = Filling(failed=failed)

    def _telling(self, what: str) -> Callable[[int, int, str], None]:
        def tick(done: int, total: int, _: str = "") -> None:
            if self._stopping.is_set():
                raise _Stopped
            self.filling = Filling(running=True, what=what, done=done, total=total)

        return tick


@contextmanager
def opened(setting: Settings) -> Iterator[Library]:
    """The library, open for writing until the program ends; LibraryBusy when another program has it."""
    lexicon = shelf.lexicon(setting)
    with shelf.open_corpus(setting.library, setting.embedding) as corpus:
        tools = Tools(
            corpus, shelf.composer(setting, corpus), _outline_by(setting), lexicon, meetings=tuple(outlines(setting))
        )
        library = Library(setting, corpus, tools, lexicon, tuple(outlines(setting)))
        try:
            yield library
        finally:
            library.stop()


def _outline_by(setting: Settings) -> Callable[..., Outline]:
    return lambda meeting, profile: outline_for(setting, meeting, profile)
