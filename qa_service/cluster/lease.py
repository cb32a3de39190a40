"""Lease: the right to watch the corpus, which one process of all that serve from a cluster has at a time."""

import time
import uuid
from collections.abc import Callable

from qa_service.cluster.state import State

LASTS_SECONDS = 10.0
RENEWED_EVERY_SECONDS = 2.5
_NAME = "watcher"


class Lease:
    """Held by who has set it last and renews it. Clocks of different machines are never compared: a lease has ended
    when it was seen unchanged for as long as it lasts.
    """

    def __init__(self, state: State, lasts: float = LASTS_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._state, self._lasts, self._clock = state, lasts, clock
        self._own = uuid.uuid4().hex
        self._seen: tuple[str, int] | None = None  # whose it was, and how often it was set
        self._seen_at = 0.0
        self._held_until = 0.0

    @property
    def is_held(self) -> bool:
        """Whether it is ours for certain: others may take it over later only."""
        return self._clock() < self._held_until

    def take(self) -> bool:
        """Renew it, or take it where nobody else has it; whether it is ours. Raises ClusterError."""
        began, found = self._clock(), self._state.versioned(_NAME)
        holder = ("", 0) if found is None else (found["_source"]["data"]["holder"], found["_source"]["data"]["times"])
        if holder[0] not in ("", self._own):
            if holder != self._seen:
                self._seen, self._seen_at = holder, began
            if began - self._seen_at < self._lasts:
                return False
        if self._state.swap(_NAME, {"holder": self._own, "times": holder[1] + 1}, found):
            self._held_until = began + self._lasts
            return True
        return False

    def give_up(self) -> None:
        """Let another have it at once."""
        if self.is_held:
            self._held_until = 0.0
            self._state.remove(_NAME)
