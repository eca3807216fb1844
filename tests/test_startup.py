"""What starts quickly stays quick: heavy packages load where they are used, not at import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("chromadb", "docx", "gradio", "langchain", "pypdf", "sentence_transformers", "torch", "transformers")
MEASURE = """
import sys
{statement}
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
HELP = """
sys.argv = ["zhibi", "--help"]
from assistant.cli import main
try:
    main()
except SystemExit as leave:
    assert not leave.code
"""


def loaded(statement: str, folder: Path) -> set[str]:
    """The packages that are loaded after a statement."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(statement=statement)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


def heavy(packages: set[str]) -> set[str]:
    return {package for package in packages if package.startswith(HEAVY)}


@pytest.mark.parametrize("statement", ["import index", "import assistant.cli", "import assistant.shelf", HELP])
def test_nothing_heavy_is_loaded(statement: str, tmp_path: Path) -> None:
    assert heavy(loaded(statement, tmp_path)) == set()


def test_a_search_in_a_library_that_is_there_loads_nothing_heavy_either(tmp_path: Path) -> None:
    (tmp_path / "一.md").write_text(
        "# 某县副县长对照检查材料\n\n## 一、存在的问题\n\n一是学习不够。抓得不紧。\n", encoding="utf-8"
    )
    ask = f"""
from pathlib import Path
from assistant import shelf
from index import Query
with shelf.open_corpus(Path({str(tmp_path / "lib")!r})) as corpus:
    corpus.ingest([Path({str(tmp_path / "一.md")!r})])
with shelf.open_to_read(Path({str(tmp_path / "lib")!r})) as corpus:
    assert corpus.search(Query("学习")).hits
    assert corpus.phrases("学习")
"""
    # Taking in fills the vector index; reading beside it must not need it.
    assert heavy(loaded(ask, tmp_path)) <= {"chromadb"}


def test_the_measure_would_notice(tmp_path: Path) -> None:
    assert heavy(loaded("import pypdf", tmp_path)) == {"pypdf"}
