"""Delivery: one thread of a process that sends events, tries again what failed, and holds a bounded number."""

import heapq
import http.client
import logging
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from qa_service import __version__
from qa_service.webhooks.signing import signed_headers

MOST_WAITING = 1000
RETRY_SECONDS = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Before each further attempt; after the last an event is given up."""

_TIMEOUT_SECONDS = 10.0
_LONGEST_WAIT_SECONDS = 600.0
_GONE = 410  # the receiver wants this no more: trying again is of no use
_log = logging.getLogger(__name__)
_beginning = threading.Lock()


@dataclass(order=True, slots=True)
class _Waiting:
    """An event and when it is to be sent next."""

    due: float
    number: int  # of two that are due at once the older is first
    event_id: str = field(compare=False)
    body: bytes = field(compare=False)
    failures: int = field(default=0, compare=False)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirected event would arrive without its body; the operator shall name the right address."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow none."""
        return


class Delivery:
    """Sends events to `url`. Safe under threads, and in processes that were forked: each has its own thread.

    Between events, every `idle_seconds`, the thread calls `idle`.
    """

    def __init__(
        self,
        url: str,
        secret: str,
        *,
        idle: Callable[[], None] = lambda: None,
        idle_seconds: float = 1.0,
        retry_seconds: tuple[float, ...] = RETRY_SECONDS,
        timeout_seconds: float = _TIMEOUT_SECONDS,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._url, self._secret, self._timeout = url, secret, timeout_seconds
        self._idle, self._idle_seconds = idle, idle_seconds
        self._retry_seconds, self._most_waiting = retry_seconds, most_waiting
        self._turn, self._process = threading.Condition(), -1  # of the process that has begun
        self._waiting: list[_Waiting] = []
        self._number, self._is_full, self._is_failing = 0, False, False
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._shown = f"{urlsplit(url).scheme}://{urlsplit(url).hostname}"  # a path or user may be a secret

    def begin(self) -> None:
        """Have the thread of this process run."""
        if self._process == os.getpid():
            return
        with _beginning:
            if self._process != os.getpid():
                # What waits in the parent is the parent's, and so was the lock, which it may have held when it forked.
                self._turn, self._waiting = threading.Condition(), []
                self._process = os.getpid()
                threading.Thread(target=self._run, name="webhooks", daemon=True).start()

    def put(self, event_id: str, body: bytes) -> None:
        """Have an event sent soon; where too many wait already it is dropped, and that is logged. Never waits."""
        self.begin()
        with self._turn:
            if len(self._waiting) >= self._most_waiting:
                if not self._is_full:
                    _log.error("%d webhooks wait for %s: more are dropped", self._most_waiting, self._shown)
                self._is_full = True
                return
            self._is_full = False
            self._number += 1
            heapq.heappush(self._waiting, _Waiting(time.monotonic(), self._number, event_id, body))
            self._turn.notify()

    def _run(self) -> None:
        looked_at = time.monotonic()
        while True:
            with self._turn:
                due = self._waiting[0].due if self._waiting else float("inf")
                wait = min(due, looked_at + self._idle_seconds) - time.monotonic()
                if wait > 0:
                    self._turn.wait(wait)
                now = time.monotonic()
                ready = heapq.heappop(self._waiting) if self._waiting and self._waiting[0].due <= now else None
            if ready is not None:
                self._try(ready)
            if now >= looked_at + self._idle_seconds:
                looked_at = now
                self._look()

    def _look(self) -> None:
        try:
            self._idle()
            self._is_failing = False
        except Exception as reason:  # whatever is wrong now, the next look may succeed
            if not self._is_failing:
                _log.warning("whether the corpus has changed can't be told: %s", reason)
            self._is_failing = True

    def _try(self, event: _Waiting) -> None:
        try:
            asked_wait = self._send(event)
        except Exception:  # a fault of ours costs this event and no other
            _log.exception("webhook %s can't be sent", event.event_id)
            return
        if asked_wait is None:
            return
        event.failures += 1
        if event.failures > len(self._retry_seconds) or asked_wait < 0:
            _log.error("webhook %s is given up after %d attempts", event.event_id, event.failures)
            return
        wait = max(self._retry_seconds[event.failures - 1], min(asked_wait, _LONGEST_WAIT_SECONDS))
        event.due = time.monotonic() + wait
        with self._turn:
            heapq.heappush(self._waiting, event)

    def _send(self, event: _Waiting) -> float | None:
        """Return None if the event has arrived, else the seconds that the receiver asks to wait; -1: never again."""
        headers = signed_headers(self._secret, event.event_id, int(time.time()), event.body)
        headers |= {"Content-Type": "application/json", "User-Agent": f"qa-service/{__version__}"}
        request = urllib.request.Request(self._url, event.body, headers)  # noqa: S310 - the operator's address
        try:
            with self._opener.open(request, timeout=self._timeout):
                return None
        except urllib.error.HTTPError as refusal:
            with refusal:
                _log.warning("webhook %s: %s answered %d", event.event_id, self._shown, refusal.code)
                wait = refusal.headers.get("Retry-After", "")
                return -1.0 if refusal.code == _GONE else float(wait) if wait.isdecimal() and wait.isascii() else 0.0
        except (OSError, http.client.HTTPException) as reason:
            told = getattr(reason, "reason", reason)
            _log.warning("webhook %s: %s can't be reached: %s", event.event_id, self._shown, told)
            return 0.0
