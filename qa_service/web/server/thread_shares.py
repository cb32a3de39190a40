"""Thread shares: the threads of a worker, of which each kind of request has its own, so that none silences another."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from qa_service.web.server.request_buffer import Share

_LARGE_PER = 4  # of so many threads one is for what may take long


class ThreadShares:
    """Small requests have most of the threads, large ones a quarter, probes and votes one more each.

    A batch takes as long as a hundred questions, votes wait for the disk, and whoever restarts what doesn't answer must
    not find a busy service dead. Whatever waits for a thread of its share holds none.
    """

    def __init__(self, threads: int) -> None:
        large = max(1, threads // _LARGE_PER)
        counts: dict[Share, int] = {"small": max(1, threads - large), "large": large, "vote": 1, "probe": 1}
        self._pools = {share: ThreadPoolExecutor(count, share) for share, count in counts.items()}

    def submit(self, share: Share, act: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Call `act` in a thread of this share once one is free."""
        return self._pools[share].submit(act, *arguments)

    def shutdown(self, wait: bool = True) -> None:
        """Take no more; with `wait` return when all has ended."""
        for pool in self._pools.values():
            pool.shutdown(wait)
