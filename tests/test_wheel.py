"""What a user installs is what is in the repository: every file of data and prompts, and nothing git does not know of."""

from __future__ import annotations

import fnmatch
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling")
ROOT = Path(__file__).parents[1]
SHIPPED = ("prompts", "data")
INSIDE = "assistant/_files/"


def known_to_git(*folders: str) -> list[str]:
    """Files of these folders that git tracks or would take, those in the wheel's `exclude` left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return sorted(name for name in set(listed.split("\0")) if name and (ROOT / name).is_file())


def excluded(name: str) -> bool:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = told["tool"]["hatch"]["build"]["targets"]["wheel"].get("exclude", [])
    plain = [pattern.strip("/") for pattern in patterns]
    return any(fnmatch.fnmatch(name, pattern) or name.startswith(f"{pattern}/") for pattern in plain)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of a copy of the working tree, with a file in it that git ignores."""
    source = tmp_path_factory.mktemp("source")
    for name in known_to_git("assistant", "index", *SHIPPED, "pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    (source / "data" / "mine.local.toml").write_text("secret = 1\n", encoding="utf-8")
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)
    return zipfile.ZipFile(next(out.glob("*.whl")))


def test_the_wheel_ships_exactly_what_git_knows(wheel: zipfile.ZipFile) -> None:
    shipped = sorted(name.removeprefix(INSIDE) for name in wheel.namelist() if name.startswith(INSIDE))
    assert shipped == [name for name in known_to_git(*SHIPPED) if not excluded(name)]
    assert "data/mine.local.toml" not in shipped


def test_tests_and_caches_stay_at_home(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"assistant", "index"}
    assert not any("__pycache__" in name for name in wheel.namelist())


def test_the_installed_program_finds_its_files(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "site")
    ask = "from assistant import resources, shelf; import assistant; print(assistant.__file__, len(resources.portfolios()))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); {ask}"],
        cwd=tmp_path,
        env={"PATH": "", "HOME": str(tmp_path), "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    where, count = done.stdout.split()
    assert where.startswith(str(tmp_path / "site"))
    assert int(count) >= 43
