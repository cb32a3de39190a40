"""Breaker: calls of a cluster that doesn't answer are refused at once, but one a second, which tells when it does."""

import threading
import time
from collections.abc import Callable

_FAULTS, _PAUSE_SECONDS = 6, 1.0


class Breaker:
    """Counts calls in a row that failed; safe to share between threads.

    After `faults` of them every call is refused for `pause` seconds; then one is let through, and what comes of it
    decides for the others.
    """

    def __init__(
        self, faults: int = _FAULTS, pause: float = _PAUSE_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._pause, self._clock = faults, pause, clock
        self._turn = threading.Lock()
        self._failed = 0
        self._closed_until = 0.0

    def lets_through(self) -> bool:
        """Whether a call may be made; the one that is to find out how things stand shuts the way for others."""
        with self._turn:
            now = self._clock()
            if self._failed < self._most:
                return True
            if now < self._closed_until:
                return False
            self._closed_until = now + self._pause
            return True

    def succeeded(self) -> None:
        """The cluster has answered."""
        with self._turn:
            self._failed = 0

    def failed(self) -> None:
        """It has not."""
        with self._turn:
            self._failed += 1
            if self._failed >= self._most:
                self._closed_until = self._clock() + self._pause
