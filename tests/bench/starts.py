"""How long the program takes to answer from nothing: a fresh process each time."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

TURNS = 5


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
