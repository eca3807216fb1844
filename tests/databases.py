"""The databases drafts and accounts are kept in, for real: a PostgreSQL server of the tests' own, and a clock to turn."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def _postgres_folder() -> Path | None:
    found = [Path(path).parent for path in (shutil.which("initdb") or "",) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a server started for these tests; PostgreSQL refuses to run as root, so another user runs it then."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    binaries = _postgres_folder()
    if binaries is None:
        pytest.skip("no PostgreSQL server on this machine")
    user = "nobody" if os.name == "posix" and os.getuid() == 0 else None
    folder = Path("/tmp") / f"zhibi-pg-{os.getpid()}"
    folder.mkdir(mode=0o700)
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {"LC_ALL": "C.UTF-8"}

    def run(name: str, *arguments: str) -> None:
        subprocess.run(
            [str(binaries / name), "-D", str(folder / "data"), *arguments],
            check=True,
            user=user,
            env=env,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )

    try:
        run("initdb", "-U", "zhibi", "-A", "trust", "-E", "UTF8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://zhibi@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
