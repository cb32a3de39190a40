"""Shared counters: all workers of one server add to them, and any of them reads the sums: a mapped file a process.

    FOLDER/SERVER/PID-TIME.f64    float64 in the machine's order; SERVER is the process that started the workers

A worker that dies leaves its file, so that sums never fall while the server runs. Eight aligned bytes are written at
once, so a reader sees the number of before or of after.
"""

import logging
import mmap
import os
import shutil
import threading
import time
from array import array
from collections.abc import Iterable
from pathlib import Path

_BYTES = 8
_log = logging.getLogger(__name__)


class Tally:
    """`size` numbers, all zero at the start of a server."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder, self._size = folder, size
        self._pid = -1  # nothing is opened before the first request: the workers may not be forked yet
        self._opening = threading.Lock()  # of the process that serves: the one that forks it opens nothing
        self._lock = threading.Lock()
        self._mine: mmap.mmap | None = None
        self._numbers: memoryview[float] | array[float] = array("d")

    def add(self, changes: Iterable[tuple[int, float]]) -> None:
        """Add to numbers, by their place."""
        if self._pid != os.getpid():
            self._open()
        with self._lock:
            for place, amount in changes:
                self._numbers[place] += amount

    def sums(self) -> list[float]:
        """Each number summed over the workers of this server."""
        if self._pid != os.getpid():
            self._open()
        found = [0.0] * self._size
        for numbers in self._of_every_worker():
            found = [total + number for total, number in zip(found, numbers, strict=True)]
        return found

    def processes(self) -> tuple[int, int]:
        """How many processes of this server have counted anything, and how many of them still run."""
        if self._mine is None:
            return 1, 1
        pids = [int(path.name.partition("-")[0]) for path in (self._folder / _server()).glob("*.f64")]
        return len(pids), sum(map(_runs, pids))

    def _of_every_worker(self) -> Iterable[Iterable[float]]:
        if self._mine is None:
            yield list(self._numbers)
            return
        for path in (self._folder / _server()).glob("*.f64"):
            numbers = array("d")
            numbers.frombytes(path.read_bytes())
            if len(numbers) == self._size:
                yield numbers

    def _open(self) -> None:
        """Open once, however many threads come first."""
        with self._opening:
            if self._pid != os.getpid():
                self._open_file()

    def _open_file(self) -> None:
        """Make the file of this process; where that can't be, it counts for itself alone."""
        self._lock = threading.Lock()  # another thread of the parent may have held it at the fork
        folder = self._folder / _server()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = folder / f"{os.getpid()}-{time.time_ns()}.f64"
            with path.open("xb+") as file:
                try:  # not a sparse file: on a full disk a write to one that is mapped ends the process (SIGBUS)
                    os.posix_fallocate(file.fileno(), 0, self._size * _BYTES)
                except OSError:
                    path.unlink()
                    raise
                self._mine = mmap.mmap(file.fileno(), self._size * _BYTES)
            self._numbers = memoryview(self._mine).cast("d")
            _remove_ended(self._folder, folder.name)
        except OSError as reason:
            _log.warning("metrics are those of one worker alone: %s can't be written (%s)", folder, reason)
            self._mine, self._numbers = None, array("d", bytes(self._size * _BYTES))
        self._pid = os.getpid()


def _server() -> str:
    """A name for the process that started this one; with its time of start, since numbers of processes come again."""
    return f"{os.getppid()}-{_started(os.getppid())}"


def _started(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "0"


def _remove_ended(folder: Path, mine: str) -> None:
    """Remove what servers left that no longer run."""
    for path in folder.iterdir():
        pid, _, started = path.name.partition("-")
        if path.name != mine and pid.isdecimal() and (not _runs(int(pid)) or _started(int(pid)) != started):
            shutil.rmtree(path, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it runs, for another user
    return True
