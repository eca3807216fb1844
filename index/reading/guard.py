"""What the parsing process takes from itself before it sees a file: memory, time, the network and writing."""

from __future__ import annotations

import os
import sys
import time

from index.reading.limits import Limits

REFUSED = ("socket.", "subprocess.", "shutil.", "tempfile.", "ftplib.", "urllib.", "http.client.", "smtplib.")
REFUSED_CALLS = {
    "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.kill", "os.killpg", "ctypes.dlopen", "pty.spawn",
}  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(Exception):
    """A parser tried what no parser needs."""


def lock_down(limits: Limits) -> bool:
    """Gives up what parsing does not need; False where the system has no limits on memory and processor time."""
    limited = _limit(limits)
    sys.addaudithook(_watch)
    return limited


def allow_seconds(seconds: float) -> None:
    """Allows this much processor time from now on (whole seconds, at least one)."""
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(time.process_time() + seconds + 1)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _limit(limits: Limits) -> bool:
    if sys.platform == "win32":
        return False
    import resource

    _lower(resource.RLIMIT_AS, limits.address_space)
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes)
    _lower(resource.RLIMIT_CORE, 0)
    # macOS knows the memory limit by name only.
    return sys.platform.startswith("linux")


def _lower(which: int, amount: int) -> None:
    import resource

    hard = resource.getrlimit(which)[1]
    limit = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    try:
        resource.setrlimit(which, (limit, limit))
    except (OSError, ValueError):
        return


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(REFUSED) or event in REFUSED_CALLS:
        raise Refused(event)
    if event == "open" and len(arguments) > 2 and isinstance(arguments[2], int) and arguments[2] & WRITING:
        raise Refused(f"{event} {arguments[0]}")
