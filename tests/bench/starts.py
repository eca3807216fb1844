"""How long the program takes to answer from nothing: a fresh process each time."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from importlib.util import find_spec
from pathlib import Path

TURNS = 5
_PATIENCE = 120


def starts() -> dict[str, float]:
    """Median seconds from starting the process until its answer; what does not exist yet is left out."""
    if find_spec("assistant.cli") is None:
        return {}
    with tempfile.TemporaryDirectory(prefix="zhibi-bench-") as home:
        wanted = {
            "zhibi --help": ["--help"],
            "zhibi search": ["search", "担当作为", "--library", str(Path(home) / "lib")],
        }
        timed = {name: _median(arguments, home) for name, arguments in wanted.items()}
        timed["zhibi serve, until the page answers"] = statistics.median(_served(home) for _ in range(3))
    return {name: seconds for name, seconds in timed.items() if seconds is not None}


def _median(arguments: list[str], home: str) -> float | None:
    environment = os.environ | {"HOME": home, "PYTHONPATH": os.getcwd()}
    command = [sys.executable, "-m", "assistant", *arguments]
    if subprocess.run(command, capture_output=True, env=environment, check=False).returncode != 0:
        return None
    spent = []
    for _ in range(TURNS):
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, env=environment, check=True)
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def _served(home: str) -> float:
    """Seconds from starting the app until its page answers, with a library that is there already."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    library = str(Path(home) / "lib")
    command = [sys.executable, "-m", "assistant", "serve", "--no-open", "--port", str(port), "--library", library]
    began = time.perf_counter()
    environment = os.environ | {"HOME": home, "PYTHONPATH": os.getcwd()}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < _PATIENCE:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).read()
            except OSError:
                time.sleep(0.05)
            else:
                return time.perf_counter() - began
        raise TimeoutError("the app did not answer")
    finally:
        server.terminate()
        server.wait(30)
