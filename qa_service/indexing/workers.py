"""Workers: files of the corpus to analyses, a batch at a time, in as many processes as there are cores."""

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from qa_service.corpus.archives import Limits
from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.document import Problem
from qa_service.corpus.folder import read_changed
from qa_service.corpus.reading import Reading
from qa_service.indexing.analysis import Analyser
from qa_service.indexing.batch import Analysis

_MOST_PROCESSES = 4  # the one that joins their work has its share to do
_WAITING = 2  # batches that may wait to be joined, for each process; bounds the memory


@dataclass(frozen=True, slots=True)
class Batch:
    """Files to be read: each with the hash it had when it was read last, empty for one that is new."""

    folder: Path
    files: tuple[tuple[str, str], ...]
    limits: Limits
    additions: tuple[LinePattern, ...]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What came of one file. `ids` and `lines` of its documents, in their order; None for a file that is the same."""

    digest: str
    ids: tuple[str, ...] | None
    lines: tuple[int | None, ...]
    problems: tuple[Problem, ...]


Outcome = tuple[Sequence[FileOutcome], Analysis]
"""Of every file of a batch, and the documents of all that are not the same, one after the other."""


def analyse(batch: Batch) -> Outcome:
    """Read and analyse the files of one batch."""
    analyser = Analyser()
    outcomes = []
    for file, known in batch.files:
        readings, digest = read_changed(batch.folder, file, known, limits=batch.limits, additions=batch.additions)
        outcomes.append(
            FileOutcome(digest, None, (), ()) if readings is None else _taken_in(analyser, readings, digest)
        )
    return outcomes, analyser.analysis()


def _taken_in(analyser: Analyser, readings: Iterable[Reading], digest: str) -> FileOutcome:
    """Take in the documents of one file, of which no more than one reading is held."""
    ids: list[str] = []
    lines: list[int | None] = []
    problems: list[Problem] = []
    for reading in readings:
        for document in reading.documents:
            analyser.add(document)
        ids += [document.id for document in reading.documents]
        lines += [source.line for source in reading.sources]
        problems += reading.problems
    return FileOutcome(digest, tuple(ids), tuple(lines), tuple(problems))


def analyse_all(batches: Sequence[Batch], processes: int | None = None) -> Iterator[Outcome]:
    """The outcomes of all batches in their order; `processes`: how many work on them, by default one a core."""
    count = min(processes or usable_processes(), len(batches))
    if count <= 1:
        yield from map(analyse, batches)
        return
    # Forked, for a new interpreter takes longer to start than most corpora to read; usable_processes sees to threads.
    pool = ProcessPoolExecutor(count, mp_context=get_context("fork"))
    try:
        running: deque[Future[Outcome]] = deque()
        for batch in batches:
            running.append(pool.submit(analyse, batch))
            if len(running) > count * _WAITING:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def usable_processes() -> int:
    """One a core, but one alone where forking isn't safe: beside other threads, and outside Linux."""
    if threading.active_count() > 1 or not hasattr(os, "sched_getaffinity"):
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
