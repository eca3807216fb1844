"""Make a virtual environment, also where Debian's python3 comes without ensurepip (no python3-venv package).

In that case pip itself is fetched from the package index as a wheel, which Python can run as it is.
"""

import json
import subprocess
import sys
import tempfile
import urllib.request
import venv
from pathlib import Path

INDEX = "https://pypi.org/pypi/pip/json"


def main(folder: Path) -> None:
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if python.exists() and _has_pip(python):
        return
    if sys.version_info < (3, 11):  # noqa: UP036 - the user's own Python decides, not the project's
        sys.exit("执笔需要 Python 3.11 或更新的版本。请安装后再运行 make run。")
    try:
        venv.create(folder, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, SystemExit, ImportError):
        venv.create(folder, with_pip=False, clear=True)
        _install_pip(python)


def _has_pip(python: Path) -> bool:
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def _install_pip(python: Path) -> None:
    with urllib.request.urlopen(INDEX, timeout=60) as answer:
        files = json.load(answer)["urls"]
    wheel = next(file for file in files if file["filename"].endswith("-none-any.whl"))
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / wheel["filename"]
        urllib.request.urlretrieve(wheel["url"], path)
        subprocess.run([python, path / "pip", "install", "--quiet", path], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
