"""Every test runs as a new user on a machine without a network: own folders, no settings, nothing but this machine reached."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from assistant.app.desk.work import Work
    from assistant.app.library import Library
    from assistant.desk import Draft
    from index.corpus import Corpus

settings.register_profile("zhibi", deadline=None, max_examples=60)
settings.load_profile("zhibi")

_FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
_LOCAL = ("127.", "::1", "localhost")


@pytest.fixture(scope="session", autouse=True)
def _a_new_user() -> Iterator[None]:
    """For subprocesses too, hence the environment itself."""
    with (
        tempfile.TemporaryDirectory(prefix="zhibi-user-", ignore_cleanup_errors=True) as home,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in [name for name in os.environ if name.startswith("ZHIBI_")]:
            patch.delenv(name)
        for name in _FOLDERS:
            folder = Path(home) / name.lower()
            folder.mkdir(mode=0o700)
            patch.setenv(name, str(folder))
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"
        if not str(host).startswith(_LOCAL):
            raise OSError(f"tests reach nothing but this machine, not {host}")
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    from databases import postgres_server

    with postgres_server() as address:
        yield address


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Corpus]:
    from small_library import ROADS, TEACHER, document, open_library

    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(TEACHER, "教育.txt"))
        corpus.add(document(ROADS, "交通.txt"))
        yield corpus


@pytest.fixture(scope="module")
def desk_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    from fakes_chat import drafting_tools, small_corpus

    from assistant import resources
    from assistant.app.library import Library
    from assistant.settings import Settings

    folder = tmp_path_factory.mktemp("desk") / "library"
    with small_corpus(folder, "2025-vice-mayor-livelihood", "2025-justice-chief") as corpus:
        yield Library(
            Settings(library=folder), corpus, drafting_tools(corpus), resources.lexicon(), resources.outlines()
        )


@pytest.fixture(scope="module")
def work(desk_library: Library) -> Work:
    from assistant.app.desk import desk_of

    return desk_of(desk_library)


@pytest.fixture
def draft(work: Work) -> Draft:
    from assistant.app.desk.start import SAMPLE, SAMPLE_FACTS
    from assistant.app.owner import LOCAL
    from assistant.app.profile import profile_of

    return work.start(LOCAL, profile_of(*SAMPLE), "2025", SAMPLE_FACTS)
