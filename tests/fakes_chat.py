"""A small real library and a composer that behaves like the real one: it quotes the library and leaves a slot."""

from __future__ import annotations

import gc
import os
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant import resources
from assistant.accounts import Accounts
from assistant.app.guard import Names
from assistant.app.library import Library
from assistant.app.server import application, prepare
from assistant.chat import Tools
from assistant.domain import Borrowed, Citation, Fact, Outline, Profile, Slot, Stray, Suggestion
from assistant.drafting import Composer
from assistant.settings import Settings
from index import Corpus, Facets, Hit, Parser, Query, load_embedder, read

BUNDLED = Path(str(resources.folder("data"))) / "reports"
SLOT = "【待补：哪一年、哪件事？】"


class QuotingComposer:
    """Suggests the library's passages of the right kind, one after another, each with its mark and a slot."""

    def __init__(self, corpus: Corpus, degraded: tuple[str, ...] = ()) -> None:
        self.corpus = corpus
        self.degraded = degraded
        self.asked: list[tuple[Profile, str]] = []

    def suggest(
        self, profile: Profile, outline: Outline, part_id: str, facts: tuple[Fact, ...], count: int
    ) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        self.asked.append((profile, part_id))
        part = outline.part(part_id, profile.who)
        assert part is not None
        query = Query(part.title or part.kind, only=Facets(kind=part.kind, who=profile.who), limit=count)
        return tuple(self._quote(hit) for hit in self.corpus.search(query).hits), self.degraded

    def _quote(self, hit: Hit) -> Suggestion:
        words = hit.passage.text
        text = f"{words}{SLOT}[1]"
        return Suggestion(
            "excerpt",
            text,
            citations=(Citation("[1]", hit.passage.id, hit.report.id, hit.report.title, words),),
            borrowed=(Borrowed(0, 12, hit.passage.id, words[:12]),),
            slots=(Slot(len(words), len(words) + len(SLOT), "哪一年、哪件事？"),),
            residue=(Stray(12, 14, words[12:14], "地名", "这是别处的地名。"),),
        )


def outline(meeting: str, profile: Profile) -> Outline:
    return resources.load_outline(meeting)


@contextmanager
def small_corpus(folder: Path, *names: str) -> Iterator[Corpus]:
    """A library with these bundled reports, read and parsed for real."""
    parser = Parser(resources.lexicon())
    with Corpus.open(folder, embedder=load_embedder("builtin"), read=read, parse=parser.parse) as corpus:
        corpus.ingest([BUNDLED / f"{name}.md" for name in names], bundled=True)
        yield corpus


@contextmanager
def running(
    folder: Path, tools: Callable[[Corpus], Tools], *names: str, accounts: Accounts | None = None
) -> Iterator[tuple[int, Library]]:
    """The app on a free port of this process, with these bundled reports; the environment is put back afterwards."""
    import uvicorn

    environment = dict(os.environ)
    prepare(folder)
    with socket.socket() as listening, small_corpus(folder, *names) as corpus:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        library = Library(Settings(library=folder), corpus, tools(corpus), resources.lexicon(), resources.outlines())
        server = uvicorn.Server(uvicorn.Config(application(library, Names(port), accounts), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield port, library
        server.should_exit = True
        thread.join()
        del server, library
    with warnings.catch_warnings():
        # gradio leaves event loops to the garbage collector, which would complain of them in somebody else's test.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    os.environ.clear()
    os.environ.update(environment)


def tools_for(corpus: Corpus, degraded: tuple[str, ...] = ()) -> Tools:
    return Tools(corpus, QuotingComposer(corpus, degraded), outline, resources.lexicon())


def drafting_tools(corpus: Corpus) -> Tools:
    """With the real drafter, without its embedder."""
    return Tools(corpus, Composer(corpus, resources.lexicon().expressions), outline, resources.lexicon())
