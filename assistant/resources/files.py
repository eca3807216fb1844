"""Where the files that ship with the program are, in a checkout and in a wheel."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def folder(name: str) -> Traversable:
    """Folder `name` ("data", "prompts"): inside the package when installed, beside it in a checkout."""
    installed = files("assistant") / "_files" / name
    return installed if installed.is_dir() else Path(__file__).parents[2] / name


def text(name: str, *parts: str) -> str:
    """The text of one file; always UTF-8, whatever the machine's locale."""
    return folder(name).joinpath(*parts).read_text(encoding="utf-8")


def names(name: str, *parts: str, suffix: str) -> tuple[str, ...]:
    """The names of the files with `suffix` in a folder, sorted, so that every machine sees the same order."""
    entries = folder(name).joinpath(*parts).iterdir()
    return tuple(sorted(entry.name for entry in entries if entry.name.endswith(suffix) and entry.is_file()))
