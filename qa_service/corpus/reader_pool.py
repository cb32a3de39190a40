"""Reader pool: files are read in forked processes, each file within bounds of time and memory.

The kernel enforces both bounds, so that they hold inside of any library and while the parent is busy: a timer ends the
process, a limit of the address space makes it fail with MemoryError. Between two looks at an RSS it could grow by
gigabytes.
"""

import mmap
import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Protocol, Self, TypeVar

from qa_service.corpus.reading import RejectedError
from qa_service.processes import end_with

SECONDS = 20.0
"""CPU time to read one file; a file of more than 10 MB has more, as its size."""

MEMORY_BYTES = 1_000_000_000
"""Address space that reading one file may add; more for a larger file, as above."""

_WAITED_FACTOR = 3.0  # by the clock: the machine may be busy, a disk may hang
_JOINED_FACTOR = 3.0  # for what follows when all files of a task are read, unless it is only one
_PLAIN_BYTES = 10_000_000
_AHEAD = 2  # tasks that may wait to be taken, for each process; bounds the memory
_SMALLER = "Split the file, or save its text as .txt."

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
Begin = Callable[[int, int], None]
"""Told the number of the next file, or of files where all are read, and the bytes that one may have."""


class Task(Protocol[R_co]):
    """Some files to be read in one process; it is pickled."""

    def __len__(self) -> int:
        """Return the number of files."""

    def part(self, first: int, last: int) -> Self:
        """Return the same for the files from `first` up to `last`."""

    def run(self, begin: Begin) -> R_co:
        """Read the files; tell `begin` of each."""

    def without(self, fault: RejectedError) -> R_co:
        """Return the result for a task of one file that can't be read."""


W = TypeVar("W", bound=Task[Any])


def forked(tasks: Sequence[W], processes: int, asked_by: Connection | None = None) -> Iterator[tuple[W, Any]]:
    """Yield the tasks with their results, in order, worked on by so many forked processes.

    Where a file exceeds its bounds or ends its process, its task comes in parts: the files before it, that file with
    the result of `without`, the files after it. Raises EOFError when the other end of `asked_by` closes meanwhile.
    """
    slots = deque(map(_Slot, tasks))
    pool = [_Worker() for _ in range(min(processes, len(slots)))]
    try:
        while slots:
            if slots[0].is_done:
                slot = slots.popleft()
                yield slot.task, slot.result
                continue
            ahead = (slot for slot in islice(slots, _AHEAD * len(pool)) if slot.worker is None and not slot.is_done)
            for worker, slot in zip([worker for worker in pool if worker.slot is None], ahead, strict=False):
                worker.take(slot)
            busy = {worker.connection: worker for worker in pool if worker.slot is not None}
            for ready in wait([*busy, *([asked_by] if asked_by else [])]):
                if ready is asked_by:
                    raise EOFError
                worker = busy[ready]  # type: ignore[index]  # of those that were given
                slot = worker.slot
                if not worker.has_result():
                    pool[pool.index(worker)] = _Worker()
                    place = slots.index(slot)
                    del slots[place]
                    for each in reversed(_parts(slot.task, worker)):
                        slots.insert(place, each)
    finally:
        for worker in pool:
            worker.end()


@dataclass(slots=True, eq=False)
class _Slot(Generic[W]):
    task: W
    worker: "_Worker | None" = None
    is_done: bool = False
    result: Any = None


@dataclass(slots=True, eq=False)
class _Worker:
    """A forked process that works on one task at a time."""

    connection: Connection = field(init=False)
    slot: Any = field(init=False, default=None)
    _process: BaseProcess = field(init=False)
    _place: mmap.mmap = field(init=False)

    def __post_init__(self) -> None:
        context = get_context("fork")
        self._place = mmap.mmap(-1, 8)
        self.connection, theirs = context.Pipe()
        arguments = (theirs, self.connection, self._place, os.getpid())
        self._process = context.Process(target=_work, args=arguments, daemon=True)
        self._process.start()
        theirs.close()

    def take(self, slot: _Slot[Any]) -> None:
        """Begin to work on a task; a process that has died meanwhile is noticed by `has_result`."""
        self.slot, slot.worker = slot, self
        self._place[:] = bytes(8)
        with suppress(BrokenPipeError):
            self.connection.send(slot.task)

    def has_result(self) -> bool:
        """Take the result of the task; False if the process has died over it."""
        try:
            self.slot.result = self.connection.recv()
        except (EOFError, OSError):
            self.end()
            return False
        self.slot.is_done, self.slot = True, None
        return True

    def place(self) -> int:
        """Return the number of the file at which the process is; that of files where all are read, or none is."""
        begun = int.from_bytes(self._place[:], "little")
        return begun - 1 if begun else len(self.slot.task)

    def fault(self) -> RejectedError:
        """Return why the process has died."""
        code = self._process.exitcode
        if code in (-signal.SIGPROF, -signal.SIGALRM):
            return RejectedError("too_slow", f"reading it takes over {SECONDS:.0f} seconds", _SMALLER)
        if code == -signal.SIGKILL:
            return RejectedError("too_big", "reading it takes too much memory", _SMALLER)
        reason = f"the process that read it has ended ({code})"
        return RejectedError("reader_failed", reason, "Save the file again, or save its text as .txt.")

    def end(self) -> None:
        """End the process, whatever it does."""
        self.connection.close()
        self._process.kill()
        self._process.join()


def _parts(task: W, worker: _Worker) -> list[_Slot[W]]:
    """Return a task over which its process has died in parts of which the worst is done."""
    place, files = worker.place(), len(task)
    if files == 1:
        return [_Slot(task, None, True, task.without(worker.fault()))]
    if place >= files:  # after the files were read: whose fault it is, is found in halves
        return [_Slot(task.part(0, files // 2)), _Slot(task.part(files // 2, files))]
    bad = task.part(place, place + 1)
    parts = [_Slot(task.part(0, place)), _Slot(bad, None, True, bad.without(worker.fault())),
             _Slot(task.part(place + 1, files))]  # fmt: skip
    return [each for each in parts if len(each.task)]


def _work(tasks: Connection, parents: Connection, place: mmap.mmap, parent: int) -> None:
    """What a forked process does, until the parent closes the connection."""
    end_with(parent)
    parents.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told too, and ends this one
    for name in (signal.SIGTERM, signal.SIGPROF, signal.SIGALRM):
        signal.signal(name, signal.SIG_DFL)
    while True:
        try:
            task = tasks.recv()
        except EOFError:
            return
        files = len(task)

        def begin(number: int, most_bytes: int, files: int = files) -> None:
            place[:] = (number + 1).to_bytes(8, "little")
            _limit(max(1.0, most_bytes / _PLAIN_BYTES) * (1.0 if number < files or files == 1 else _JOINED_FACTOR))

        result = task.run(begin)
        _limit(None)
        tasks.send(result)


def _limit(factor: float | None) -> None:
    """Begin to count time and memory of one file anew; None: of nothing."""
    for timer, seconds in ((signal.ITIMER_PROF, SECONDS), (signal.ITIMER_REAL, SECONDS * _WAITED_FACTOR)):
        signal.setitimer(timer, seconds * (factor or 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = hard if factor is None else _address_space() + int(MEMORY_BYTES * factor)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """Return the bytes of this process's address space."""
    with open("/proc/self/statm", "rb", buffering=0) as status:  # noqa: PTH123  # for each file
        return int(status.read().split()[0]) * resource.getpagesize()
