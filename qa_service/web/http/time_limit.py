"""A time limit for work in a thread: the work is cancelled, the thread continues."""

import ctypes
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")

_DELIVERY_SECONDS = 1.0  # longest wait for an exception raised into a thread that has just finished its work


class _Overdue(BaseException):
    """Raised into the thread; not an Exception, so that no `except Exception` catches it."""


@dataclass(slots=True, eq=False)
class _Ticket:
    thread: int
    deadline: float
    is_called_in: bool = False


class TimeLimit:
    """A limit of `seconds` for each piece of work. One thread watches all, and sleeps while there is no work.

    CPython raises the exception between two bytecode instructions, so a single call into C (a sum over all postings)
    finishes first.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._pid = -1
        self._tickets: deque[_Ticket] = deque()
        # A plain lock is acquired and released in C: an exception raised into the thread can't arrive between acquiring
        # and the guarded block, as it can inside Condition.__enter__, which is written in Python.
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._starting = threading.Lock()
        self._is_idle = False

    def run(self, work: Callable[[], Result]) -> Result:
        """Run the work; return or raise what it does, or raise TimeoutError if it was cancelled."""
        try:
            return self._watched(work)
        except _Overdue:
            raise TimeoutError(f"ended after {self._seconds} s") from None

    def _watched(self, work: Callable[[], Result]) -> Result:
        if self._pid != os.getpid():
            self._start()  # at the first work in this process: threads don't survive a fork
        ticket = _Ticket(threading.get_ident(), time.monotonic() + self._seconds)
        with self._lock:
            self._tickets.append(ticket)
            if self._is_idle:  # else it wakes by itself before this deadline
                self._is_idle = False
                self._changed.notify()
        try:
            return work()
        finally:
            self._leave(ticket)

    def _leave(self, ticket: _Ticket) -> None:
        with self._lock:
            if ticket in self._tickets:
                self._tickets.remove(ticket)
        if ticket.is_called_in and not isinstance(sys.exception(), _Overdue):
            # The exception is pending and must not arrive outside of the work.
            give_up = time.monotonic() + _DELIVERY_SECONDS
            while time.monotonic() < give_up:
                time.sleep(0.001)

    def _start(self) -> None:
        with self._starting:
            if self._pid == os.getpid():
                return
            self._tickets = deque()  # in the order of their deadlines, since all have the same limit
            self._lock = threading.Lock()
            self._changed = threading.Condition(self._lock)
            self._is_idle = False
            threading.Thread(target=self._watch, name="time limit", daemon=True).start()
            self._pid = os.getpid()

    def _watch(self) -> None:
        with self._changed:
            while True:
                if not self._tickets:
                    self._is_idle = True
                    self._changed.wait()
                    continue
                remaining = self._tickets[0].deadline - time.monotonic()
                if remaining > 0:
                    self._changed.wait(remaining)
                    continue
                ticket = self._tickets.popleft()
                ticket.is_called_in = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ticket.thread), ctypes.py_object(_Overdue))
