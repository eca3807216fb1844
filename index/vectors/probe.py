"""Looks at a collection in a child process, because a damaged one may end the process that opens it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.vectors.store import Vectors, VectorsBroken

_SAME = 1e-3


@dataclass(frozen=True, slots=True)
class Probe:
    """What a collection really holds, and which share of the sample was found by its own vector."""

    numbers: NDArray[np.int64]
    found: float


def probe(folder: Path, sample: NDArray[np.float32], *, timeout: float = 300.0) -> Probe:
    """Opens, counts and queries a collection in a child process; VectorsBroken if the child does not come back whole."""
    given = io.BytesIO()
    np.save(given, sample)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "index.vectors.probe", str(folder)],
            input=given.getvalue(),
            capture_output=True,
            timeout=timeout,
            env=os.environ | {"PYTHONPATH": _search_path()},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise VectorsBroken("the probe did not come back in time") from error
    if ran.returncode != 0:
        raise VectorsBroken(f"the probe ended with {ran.returncode}: {ran.stderr[-300:].decode('utf-8', 'replace')}")
    answer = np.load(io.BytesIO(ran.stdout))
    return Probe(answer[1:], float(answer[0]) / max(len(sample), 1) if len(sample) else 1.0)


def _search_path() -> str:
    ours = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(part for part in (ours, os.environ.get("PYTHONPATH", "")) if part)


def main() -> None:
    """The child: the number of sample vectors found, then the numbers of all passages, as one array on stdout."""
    sample = np.load(io.BytesIO(sys.stdin.buffer.read()))
    vectors = Vectors.open(Path(sys.argv[1]))
    numbers = vectors.numbers()
    found = sum(bool(len(near) and near[0] > 1 - _SAME) for _, near in (vectors.candidates(v, 1) for v in sample))
    answer = io.BytesIO()
    np.save(answer, np.concatenate([np.array([found], dtype=np.int64), numbers]))
    sys.stdout.buffer.write(answer.getvalue())


if __name__ == "__main__":
    main()
