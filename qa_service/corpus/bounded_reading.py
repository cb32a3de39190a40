"""Bounded reading: files are read in other processes, so that none takes more than its bounds of time and memory."""

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from qa_service.corpus.archives import Limits, allowance
from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.file_reading import read_data, read_file
from qa_service.corpus.reader_pool import Begin, W, forked
from qa_service.corpus.reading import Reading, RejectedError
from qa_service.corpus.walk import printable
from qa_service.processes import can_fork, usable_processes

_FILES_AT_ONCE = 50
_ENDS_WITHIN_SECONDS = 5.0
_HERE = Path(__file__).resolve().parents[2]  # where this very package is found first


def results_of(tasks: Sequence[W], processes: int) -> Iterator[tuple[W, Any]]:
    """Yield the tasks with their results, in order; `processes`: how many may be forked.

    A task comes in parts where a file of it exceeds its bounds; see `reader_pool.forked`. Raises OSError where no
    process can be started.
    """
    if can_fork():
        yield from forked(tasks, processes)
    elif not hasattr(os, "sched_getaffinity"):  # not Linux: without bounds
        for task in tasks:
            yield task, task.run(lambda _number, _bytes: None)
    else:
        for task in tasks:
            yield from _READER.results_of(task)


@dataclass(frozen=True, slots=True)
class _Files:
    """Files of a corpus folder to be read."""

    folder: Path
    files: tuple[str, ...]
    limits: Limits
    additions: tuple[LinePattern, ...]
    data: bytes | None = None  # of the only file, which need not exist

    def __len__(self) -> int:
        return len(self.files)

    def part(self, first: int, last: int) -> "_Files":
        return replace(self, files=self.files[first:last])

    def run(self, begin: Begin) -> list[Reading]:
        readings = []
        for number, file in enumerate(self.files):
            begin(number, allowance(f"{self.folder}/{file}", self.limits))
            own, whole = self.limits.file_bytes, self.limits.archive_bytes
            if self.data is None:
                found = read_file(
                    self.folder, file, max_file_bytes=own, max_archive_bytes=whole, additions=self.additions
                )
            else:
                found = read_data(self.data, file, max_file_bytes=own, additions=self.additions)
            readings.append(found)
        return readings

    def without(self, fault: RejectedError) -> list[Reading]:
        return [Reading((), (fault.problem(printable(self.files[0])),))]


def read_files(
    folder: Path, files: Sequence[str], *, limits: Limits, additions: tuple[LinePattern, ...]
) -> Iterator[Reading]:
    """Yield what `file_reading.read_file` gives for each file; one that exceeds its bounds is a problem."""
    parts = [tuple(files[first : first + _FILES_AT_ONCE]) for first in range(0, len(files), _FILES_AT_ONCE)]
    tasks = [_Files(folder.absolute(), part, limits, additions) for part in parts]
    for _, readings in results_of(tasks, usable_processes()):
        yield from readings


def read_bytes(data: bytes, file: str, *, max_file_bytes: int, additions: tuple[LinePattern, ...]) -> Reading:
    """Return what `file_reading.read_data` gives for a file of this name and content, within its bounds."""
    task = _Files(Path(), (file,), Limits(max_file_bytes), additions, data)
    [(_, [reading])] = results_of([task], 1)
    found: Reading = reading
    return found


class _ReadingProcess:
    """The process that reads for this one, where it has threads: started when it is needed, and kept."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._owner = -1  # a process that was forked from the owner needs one of its own
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        atexit.register(self._close)

    def results_of(self, task: W) -> list[tuple[W, Any]]:
        """Return the parts of a task with their results. Raises OSError."""
        with self._turn:
            for _ in range(2):  # of another one, where the first was killed
                with suppress(EOFError, BrokenPipeError, ConnectionResetError):
                    connection = self._connected()
                    connection.send(task)
                    results: list[tuple[W, Any]] = connection.recv()
                    return results
                self._close()
        raise OSError("the process that reads files has ended")

    def _connected(self) -> Connection:
        if self._connection is None or self._owner != os.getpid():
            self._connection, theirs = Pipe()
            with theirs:
                search = os.pathsep.join(filter(None, [str(_HERE), os.environ.get("PYTHONPATH")]))
                self._process = subprocess.Popen(  # noqa: S603  # our own program
                    [sys.executable, "-P", "-m", "qa_service.corpus.reading_process", str(theirs.fileno())],
                    env={**os.environ, "PYTHONPATH": search}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                )  # fmt: skip
            self._owner = os.getpid()
        return self._connection

    def _close(self) -> None:
        connection, process, self._connection = self._connection, self._process, None
        if connection is None or process is None or self._owner != os.getpid():
            return
        connection.close()
        try:
            process.wait(_ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


_READER = _ReadingProcess()
