"""The command line run in this process, as the shell would run it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from assistant import cli


@dataclass(frozen=True)
class Ran:
    """What a command left: exit status, standard output and error."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output."""
        answer = json.loads(self.out)
        assert isinstance(answer, dict)
        return answer


Zhibi = Callable[..., Ran]


def ran(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: object) -> Ran:
    """`zhibi` with these arguments."""
    monkeypatch.setattr(sys, "argv", ["zhibi", *map(str, arguments)])
    capfd.readouterr()
    status = 0
    try:
        cli.main()
    except SystemExit as leave:
        status = leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    return Ran(status, *capfd.readouterr())
