"""Arrows point down only: the contracts hold, and each of them notices when it is broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("importlinter")
ROOT = Path(__file__).parents[1]

BREACHES = {
    "index knows nothing of assistant": ("index/wording.py", "import assistant.settings"),
    "assistant is layered": ("assistant/domain.py", "import assistant.shelf"),
    "index is layered": ("index/report.py", "import index.ledger"),
    "assistant uses index by its front door": ("assistant/shelf.py", "import index.ledger"),
    "gradio only in app": ("assistant/settings.py", "import gradio"),
    "langchain only in model": ("assistant/prompts.py", "import langchain_core"),
    "chroma only in vectors": ("index/lexical.py", "import chromadb"),
    "SQL only in ledger, database, desk and accounts": ("index/wording.py", "import sqlite3"),
    "passwords only in accounts": ("assistant/hints.py", "import argon2"),
    "python-docx only in reading and export": ("assistant/asking.py", "import docx"),
}


def linted(folder: Path) -> dict[str, str]:
    """What the linter says of each contract."""
    command = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return {name: verdict for name, verdict in re.findall(r"^(.+?) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE)}


def test_every_contract_is_kept() -> None:
    assert {name for name, verdict in linted(ROOT).items() if verdict != "KEPT"} == set()


def test_every_contract_notices_a_breach(tmp_path: Path) -> None:
    for name in ("assistant", "index"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, line in BREACHES.values():
        with (tmp_path / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    said = linted(tmp_path)
    assert {name for name, verdict in said.items() if verdict == "BROKEN"} >= set(BREACHES)


def test_every_contract_has_a_breach_here() -> None:
    import tomllib

    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in told} == set(BREACHES)
