"""Processes: how many may work side by side, and how they end together with the one that started them."""

import ctypes
import os
import signal
import sys
import threading

_MOST_PROCESSES = 4  # the one that joins their work has its share to do
_PR_SET_PDEATHSIG = 1


def can_fork() -> bool:
    """Return whether forking is safe: on Linux, and not beside other threads, whose locks the child would inherit."""
    return threading.active_count() == 1 and hasattr(os, "sched_getaffinity")


def usable_processes() -> int:
    """Return how many processes may work side by side: one a core, but one alone where forking isn't safe."""
    return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES) if can_fork() else 1


def end_with(parent: int) -> None:
    """Have the system end this process when its parent, of this id, ends in whatever way; only Linux can.

    Else a process that works for another would go on after that was killed, and hold the locks it inherited.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before this was heard
        os._exit(1)
