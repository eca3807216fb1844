"""How often something may be tried: password guesses slow down, and nobody's requests crowd out the others'."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MOST = 10_000
_FORGOTTEN = 3600.0


@dataclass(slots=True)
class _Tries:
    count: int = 0
    until: float = 0.0
    last: float = 0.0


class Throttle:
    """After `free` failed tries under a key each further one has to wait, twice as long every time, `longest` seconds at most."""

    def __init__(
        self, free: int, first: float = 5.0, longest: float = 900.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._free = free
        self._first = first
        self._longest = longest
        self._now = now
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str) -> float:
        """Seconds until the next try under this key; 0.0 lets this one through and counts it as failed until `forgive`."""
        with self._lock:
            now, tries = self._now(), self._of(key)
            if now < tries.until:
                return tries.until - now
            tries.count += 1
            tries.last = now
            over = tries.count - self._free
            tries.until = now + min(self._first * 2.0 ** min(over, 30), self._longest) if over >= 0 else 0.0
            return 0.0

    def forgive(self, key: str) -> None:
        """Forget the failed tries: the right password came."""
        with self._lock:
            self._tries.pop(key, None)

    def spare(self, key: str) -> None:
        """Take back the last try: it was none against anybody."""
        with self._lock:
            tries = self._of(key)
            tries.count, tries.until = max(tries.count - 1, 0), 0.0

    def _of(self, key: str) -> _Tries:
        tries = self._tries.get(key)
        if tries is None or self._now() - max(tries.last, tries.until) > _FORGOTTEN:
            tries = self._tries[key] = _Tries()
        self._tries.move_to_end(key)
        while len(self._tries) > _MOST:
            self._tries.popitem(last=False)
        return tries


class Allowance:
    """At most `burst` at once under a key, and `rate` a second in the long run; of requests, of megabytes."""

    def __init__(self, burst: float, rate: float, now: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._rate = rate
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def granted(self, key: str, cost: float = 1.0) -> bool:
        """Whether so much more may pass; counts it if so."""
        now = self._now()
        left, last = self._left.get(key, (self._burst, now))
        left = min(self._burst, left + (now - last) * self._rate)
        passed = left >= cost
        self._left[key] = (left - cost if passed else left, now)
        self._left.move_to_end(key)
        while len(self._left) > _MOST:
            self._left.popitem(last=False)
        return passed
