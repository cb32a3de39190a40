"""Index store: the engine over a corpus folder, opened from the index on disk while current, else built and saved."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from qa_service.corpus.archives import Limits
from qa_service.corpus.document import Problem
from qa_service.corpus.folder import fingerprint, read_maintained
from qa_service.engine import Engine
from qa_service.errors import IndexUnusableError, QAServiceError
from qa_service.files import locked
from qa_service.index.storage import generations
from qa_service.indexing.incremental import Indexed, Progress, index_corpus
from qa_service.indexing.provenance import Conditions, Provenance, earlier_index, provenance_of, save_index
from qa_service.processes import end_with
from qa_service.runtime.program import program
from qa_service.runtime.reader_loader import reader_of
from qa_service.settings import Settings

_MOST_ROUNDS = 3  # of a corpus that changes while it is indexed
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What `serve` and the other commands work with."""

    engine: Engine
    problems: tuple[Problem, ...]  # of the corpus that the engine was built from
    built: bool  # by this call; else opened from disk


def _current(index: Path) -> tuple[str, Provenance | None]:
    """The version that is named to serve, and what it was made from."""
    version = generations.named(index)
    return version, provenance_of(index, version)


@contextmanager
def _locked(index: Path) -> Iterator[None]:
    """One process at a time, so that workers which start together build once."""
    index.mkdir(parents=True, exist_ok=True)
    with locked(index / "lock"):
        yield


def indexed(settings: Settings) -> Engine | None:
    """The engine of the index on disk, current or not; None when there is none that can be used."""
    try:
        return Engine.open(settings.index, reader_of(settings))
    except IndexUnusableError as reason:
        _log.debug("no usable index in %s: %s", settings.index, reason)
        return None


def _limits(settings: Settings) -> Limits:
    return Limits(settings.max_file_bytes, settings.max_archive_bytes)


def open_current(settings: Settings) -> Service | None:
    """The index on disk if it was built from the corpus as it is now, else None; raises CorpusError."""
    return _opened(settings, fingerprint(settings.corpus))


def _opened(settings: Settings, now: str) -> Service | None:
    version, made_from = _current(settings.index)
    if made_from is None or made_from.corpus != now:
        return None
    under = made_from.conditions
    if (under.limits, under.program) != (_limits(settings), program()):
        return None
    engine = indexed(settings)
    if engine is None or engine.info.version != version:
        return None
    return Service(engine=engine, problems=made_from.problems, built=False)


def stale_fingerprint(settings: Settings) -> str | None:
    """None while the index on disk was built from the corpus as it is now, else the corpus's fingerprint.

    No file of either is opened but the manifest, so this may be asked often. Raises CorpusError.
    """
    (_, made_from), now = _current(settings.index), fingerprint(settings.corpus)
    if made_from is None or (made_from.corpus, made_from.conditions.limits) != (now, _limits(settings)):
        return now
    return None


def damage_of(settings: Settings) -> str | None:
    """What is wrong with the index on disk, all of it read; None where it is sound. One found damaged is condemned."""
    version = generations.named(settings.index)
    fault = generations.fault_of(settings.index, version)
    if fault is not None and version:
        condemn_index(settings, version)
    return fault


def condemn_index(settings: Settings, version: str) -> None:
    """Let nobody open an index that proved damaged, and the next `update` build a new one."""
    try:
        generations.condemn(settings.index, version)
    except OSError as reason:
        _log.warning("the damaged index %s can't be removed from %s (%s)", version, settings.index, reason)


def kept_problems(settings: Settings, version: str) -> tuple[Problem, ...] | None:
    """The problems of the corpus that the index of this version was built from; None where they are not known."""
    made_from = provenance_of(settings.index, version)
    return None if made_from is None else made_from.problems


def build(settings: Settings) -> Service:
    """Read the corpus and build its engine in memory; nothing is written. Raises CorpusError."""
    found = index_corpus(
        settings.corpus, max_file_bytes=settings.max_file_bytes, max_archive_bytes=settings.max_archive_bytes
    )
    return Service(engine=Engine.of(found.arrays, reader_of(settings)), problems=found.problems, built=True)


def _build_and_save(settings: Settings, progress: Progress | None) -> tuple[Indexed, bool]:
    """Index the corpus, and again what has changed meanwhile; and whether it is as it was read in the end."""
    found: Indexed | None = None
    for _ in range(_MOST_ROUNDS):
        before, found = found, _build_once(settings, progress)
        if fingerprint(settings.corpus) == found.corpus:
            return found, True
        if before is not None and before.corpus == found.corpus:  # a file that can't be read for sure
            break
    assert found is not None  # noqa: S101  # there is a round
    return found, False


def _build_once(settings: Settings, progress: Progress | None) -> Indexed:
    maintained = read_maintained(settings.corpus, max_file_bytes=settings.max_file_bytes)
    conditions = Conditions.of(program(), _limits(settings), maintained.additions)
    found = index_corpus(
        settings.corpus,
        max_file_bytes=settings.max_file_bytes,
        max_archive_bytes=settings.max_archive_bytes,
        maintained=maintained,
        earlier=earlier_index(settings.index, conditions),
        progress=progress,
    )
    save_index(settings.index, found, conditions)
    return found


def refresh(settings: Settings, taken: str = "") -> bool:
    """Make the index on disk current, as `update` does, and leave it to others to open it.

    `taken`: the corpus's fingerprint, where it was taken just now. Returns whether the index is that of the corpus as
    it is in the end; if not, files are changing all the time or can't be read for sure.
    """
    with _locked(settings.index):
        if _opened(settings, taken or fingerprint(settings.corpus)) is not None:
            return True
        return _build_and_save(settings, None)[1]


def update(settings: Settings, progress: Progress | None = None) -> Service:
    """Make the index on disk current; raises CorpusError, and OSError when it can't be written."""
    with _locked(settings.index):
        opened = _opened(settings, fingerprint(settings.corpus))
        if opened is not None:
            return opened
        found, _ = _build_and_save(settings, progress)
    # Served from the disk, where all processes share it.
    return Service(
        engine=indexed(settings) or Engine.of(found.arrays, reader_of(settings)), problems=found.problems, built=True
    )


def open_or_build(settings: Settings) -> Service:
    """The index on disk if it is current, else a new one, built and saved. Raises CorpusError.

    It is built in a process of its own, so that what building imports (scikit-learn: half a second, 60 MB) and
    leaves behind is in no process that serves. Where the index can't be written (a read-only disk), the new one is
    built here, served from memory, and a warning logged.
    """
    opened = open_current(settings)
    if opened is not None:
        return opened
    try:
        made = open_current(settings) if _updated_aside(settings) else None
        return made or update(settings)
    except OSError as reason:
        _log.warning("the index can't be kept in %s (%s); it is served from memory", settings.index, reason)
        return open_current(settings) or build(settings)


def _updated_aside(settings: Settings) -> bool:
    """Whether a process of its own has made the index current. Not beside other threads, where forking isn't safe.

    Raises the OSError that it met.
    """
    if threading.active_count() > 1 or not hasattr(os, "fork"):
        return False
    context = get_context("fork")
    told, telling = context.Pipe(duplex=False)
    process = context.Process(target=_update_quietly, args=(settings, telling, os.getpid()))
    process.start()
    telling.close()
    try:
        process.join()
    except BaseException:  # Ctrl+C: at its exit this process would wait for the other
        process.kill()
        raise
    with told:
        if process.exitcode and told.poll():
            raise OSError(told.recv())
    return process.exitcode == 0


def _update_quietly(settings: Settings, telling: Connection, parent: int) -> None:
    """Make the index current, or exit with 1: a disk without room is told, anything else is met again by who asked."""
    end_with(parent)
    try:
        refresh(settings)
    except OSError as reason:
        telling.send(reason.strerror or str(reason))
        sys.exit(1)
    except QAServiceError:
        sys.exit(1)
