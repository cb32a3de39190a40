"""Counts requests by client in a sliding window: in the memory of each worker, or in Redis for all of them."""

import logging
import math
import os
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

_SLOWEST_STORE_SECONDS = 0.25
_DO_WITHOUT_SECONDS = 5.0  # before Redis is tried again after an error
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The remaining requests of a client, and when the limit resets."""

    requests: int
    seconds: int


class Rates:
    """Rate limiter; `limit` is `none` or like `60/minute`, `store` is `memory` or a Redis URL.

    While Redis is unavailable each worker counts for itself, and a warning is logged.
    """

    def __init__(self, limit: str, store: str) -> None:
        self.limit: RateLimitItem | None = None if limit == "none" else parse(limit)
        self._store = store
        self._pid = -1  # counters are created in each process: connections and timers don't survive a fork
        self._shared: SlidingWindowCounterRateLimiter | None = None
        self._own: SlidingWindowCounterRateLimiter | None = None
        self._without_until = 0.0

    def spend(self, limit: RateLimitItem, who: str, cost: int) -> tuple[bool, Left]:
        """Count `cost` requests of `who`; return whether they are allowed, and what remains."""
        own, shared = self._counters()
        if shared is not None and time.monotonic() >= self._without_until:
            try:
                return _spend(shared, limit, who, cost)
            except StorageError as failure:
                _log.warning("the rate limit store fails, each worker counts for itself: %s", failure)
                self._without_until = time.monotonic() + _DO_WITHOUT_SECONDS
        return _spend(own, limit, who, cost)

    def _counters(self) -> tuple[SlidingWindowCounterRateLimiter, SlidingWindowCounterRateLimiter | None]:
        if self._own is None or self._pid != os.getpid():
            self._pid = os.getpid()
            self._own = SlidingWindowCounterRateLimiter(storage_from_string("memory://"))
            self._shared = (
                None
                if self._store == "memory"
                else SlidingWindowCounterRateLimiter(
                    storage_from_string(
                        self._store,
                        wrap_exceptions=True,
                        key_prefix="qa-service",
                        socket_timeout=_SLOWEST_STORE_SECONDS,
                        socket_connect_timeout=_SLOWEST_STORE_SECONDS,
                    )
                )
            )
        return self._own, self._shared


def _spend(counter: SlidingWindowCounterRateLimiter, limit: RateLimitItem, who: str, cost: int) -> tuple[bool, Left]:
    is_let_through = counter.hit(limit, who, cost=cost)
    state = counter.get_window_stats(limit, who)
    return is_let_through, Left(requests=state.remaining, seconds=max(1, math.ceil(state.reset_time - time.time())))
