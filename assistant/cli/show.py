"""How answers look: JSON for programs, rich text for people. Text from files is printed as text, never as markup."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

LibraryOption = Annotated[
    Path | None, typer.Option("--library", metavar="DIR", help="示例库所在的文件夹（也可用 ZHIBI_LIBRARY 指定）")
]
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 输出，供程序读取")]


def json_out(answer: Mapping[str, object]) -> None:
    """One JSON object on stdout, UTF-8, keys in the order given."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1, default=str) + "\n")


def console() -> Console:
    """A console for stdout that shows text as it is."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False, soft_wrap=True)


def error_line(message: str, remedy: str) -> None:
    """A Fault on stderr: what happened, what to do."""
    sys.stderr.write(f"{message}\n{remedy}\n")


def notice(text: str) -> None:
    """One line on stderr, so that JSON on stdout stays whole."""
    sys.stderr.write(f"{text}\n")


@dataclass(frozen=True, slots=True)
class Tick:
    """Moves a progress bar: done, total, what is being done."""

    bar: object
    task: object

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Show that `done` of `total` is finished."""
        self.bar.update(self.task, completed=done, total=total, description=what)  # type: ignore[attr-defined]


@contextmanager
def progress(what: str) -> Iterator[Tick | None]:
    """A progress bar on a terminal; nothing on a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Tick(bar, bar.add_task(what, total=None))
