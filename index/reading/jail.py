"""Parses untrusted files in a process of its own that can be killed whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from index.errors import Unreadable
from index.reading.limits import Limits
from index.reading.lines import Extract, Line

SAVE_AGAIN = "文件可能有问题，请在 Word 或 WPS 里打开它，另存为 .docx 后再试。"
# The parser gets no more of the environment than it takes to start: no keys, no proxies.
PASSED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG", "LC_ALL", "HOME", "USERPROFILE", "VIRTUAL_ENV")


class Jail:
    """Parses one file after another in a child process, a fresh one after a kill and every so many files.

    Use as a context manager; safe to use from several threads, which take turns.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child; the next file gets a fresh one."""
        child, self._child, self._served = self._child, None, 0
        if child is not None:
            end(child)

    def extract(self, kind: str, data: bytes) -> Extract:
        """What the file says; `kind` is "docx" or "pdf". Raises Unreadable, also when the child had to be killed."""
        with self._turn:
            if self._served >= self.limits.files_per_child:
                self.close()
            self._served += 1
            child = self._child = self._child or _start(self.limits)
            try:
                answer = self._asked(child, kind, data)
            except BaseException:
                self.close()
                raise
        return _extract(answer)

    def _asked(self, child: subprocess.Popen[bytes], kind: str, data: bytes) -> dict[str, Any]:
        late = threading.Event()

        def stop() -> None:
            late.set()
            kill(child)

        clock = threading.Timer(self.limits.wall_seconds, stop)
        clock.start()
        try:
            reply = _exchange(child, kind, data, self.limits)
        finally:
            clock.cancel()
            clock.join()
        if not reply.endswith(b"\n"):
            kill(child)
            raise _died(child.wait(), late.is_set(), self.limits)
        return cast(dict[str, Any], json.loads(reply))


def kill(child: subprocess.Popen[bytes]) -> None:
    """Kills a process started in a session of its own, with everything it started."""
    if sys.platform == "win32":
        child.kill()
        return
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        child.kill()


def end(child: subprocess.Popen[bytes]) -> None:
    """Kills a process and lets go of its pipes."""
    kill(child)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            _close(pipe)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        # What was still to be written has no reader any more.
        return


def environment(**more: str) -> Mapping[str, str]:
    """The few variables a child is started with."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | more


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    package_root = str(Path(__file__).resolve().parents[2])
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "index.reading.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(PYTHONPATH=package_root, PYTHONDONTWRITEBYTECODE="1", OPENBLAS_NUM_THREADS="1"),
        start_new_session=True,
    )
    _send(child, json.dumps(asdict(limits)).encode("ascii") + b"\n")
    return child


def _exchange(child: subprocess.Popen[bytes], kind: str, data: bytes, limits: Limits) -> bytes:
    """The answer, or less than a line of it where the child died."""
    head = json.dumps({"kind": kind, "size": len(data)}).encode("ascii")
    _send(child, head + b"\n" + data)
    assert child.stdout is not None
    # JSON writes a character as up to twelve bytes, and every line brings some of its own.
    return child.stdout.readline(12 * limits.characters + 100 * limits.paragraphs + 100_000)


def _send(child: subprocess.Popen[bytes], data: bytes) -> None:
    assert child.stdin is not None
    try:
        child.stdin.write(data)
        child.stdin.flush()
    except OSError:
        # The child is gone; that its answer is missing tells.
        return


def _died(status: int, late: bool, limits: Limits) -> Unreadable:
    if late:
        return Unreadable(f"读取用时超过 {limits.wall_seconds:g} 秒，已停止。", SAVE_AGAIN)
    if sys.platform != "win32" and status == -signal.SIGXCPU:
        return Unreadable(f"读取占用处理器超过 {limits.cpu_seconds:g} 秒，已停止。", SAVE_AGAIN)
    return Unreadable("读取这个文件时程序意外退出（可能超过了内存上限）。", SAVE_AGAIN)


def _extract(answer: dict[str, Any]) -> Extract:
    if "fault" in answer:
        fault = Unreadable(*answer["fault"])
        if answer["detail"]:
            fault.add_note(answer["detail"])
        raise fault
    lines = tuple(Line(line["text"], line["style"]) for line in answer["lines"])
    return Extract(lines, tuple(answer["notes"]))
