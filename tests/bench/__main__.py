"""`python -m tests.bench [--sizes 1000,10000,100000] [--only library|screen] [-o docs/bench.md]`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.bench.screen import TITLE, section
from tests.bench.starts import starts
from tests.bench.table import page


def main() -> None:
    """Measures every size in a process of its own and writes the page."""
    asked = argparse.ArgumentParser(
        prog="python -m tests.bench", description="measures the library and writes a page of Markdown"
    )
    asked.add_argument("--sizes", default="1000,10000,100000", help="numbers of passages, by commas")
    asked.add_argument("-o", "--output", type=Path, default=Path("docs/bench.md"))
    asked.add_argument("--only", choices=("library", "screen"), help="one half of the page; the other stays as it is")
    given = asked.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    library, title, on_screen = (given.output.read_text(encoding="utf-8") if given.only else "").partition(TITLE)
    if given.only != "screen":
        machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, {date.today()}"
        library = page([_measured(size) for size in sizes], starts(), machine) + "\n"
    shown = section(sizes[-1]) if given.only != "library" else title + on_screen
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(library + shown, encoding="utf-8")
    print(f"written to {given.output}")


def _measured(size: int) -> dict[str, float]:
    print(f"{size} passages …", file=sys.stderr)
    command = [sys.executable, "-m", "tests.bench.measure", str(size)]
    found: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found


main()
