"""Make a virtual environment, also where Debian's python3 comes without ensurepip (no python3-venv package).

In that case pip itself is fetched from the package index as a wheel, which Python can run as it is.
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
import venv
from pathlib import Path
from urllib.parse import unquote, urljoin

INDEX = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
WHEEL = re.compile(r'href="([^"]*/(pip-(\d+(?:\.\d+)*)-py3-none-any\.whl)[^"]*)"')


def main(folder: Path) -> None:
    """Make the environment in `folder` unless it is there already."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the user's own Python decides, not the project's
        sys.exit("执笔需要 Python 3.11 或更新的版本。请安装后再运行 make run。")
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if python.exists() and _has_pip(python):
        return
    whole = importlib.util.find_spec("ensurepip") is not None
    venv.create(folder, with_pip=whole, clear=True)
    if not whole:
        _install_pip(python)


def _has_pip(python: Path) -> bool:
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def _install_pip(python: Path) -> None:
    with urllib.request.urlopen(INDEX, timeout=60) as answer:
        page = answer.read().decode()
    found = {tuple(map(int, version.split("."))): (link, name) for link, name, version in WHEEL.findall(page)}
    link, name = found[max(found)]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / unquote(name)
        urllib.request.urlretrieve(urljoin(INDEX, link), path)
        subprocess.run([python, path / "pip", "install", "--quiet", path], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
