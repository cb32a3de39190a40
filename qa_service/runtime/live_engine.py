"""Live engine: that of this moment, swapped when another process has put a new generation beside it."""

import logging
import os
import threading
import time
import weakref
from math import inf

from qa_service.corpus.document import Problem
from qa_service.engine import Engine
from qa_service.errors import IndexUnusableError
from qa_service.index.storage import generations
from qa_service.runtime.index_store import Service, condemn_index, indexed, kept_problems
from qa_service.settings import Settings

_MEASURE_EVERY_SECONDS = 0.5
_LOOK_EVERY_SECONDS = 0.05  # a call of the system each, a tenth of a millisecond

_Stamp = tuple[int, int] | None  # of the file that names the generation; it is replaced with every save
_NOT_LOOKED_AT: _Stamp = (-1, -1)
_log = logging.getLogger(__name__)


class LiveService:
    """Asked for its engine once a request. Safe under threads, and in processes that were forked from one.

    A thread of each process that asks looks for new generations and opens them, so that no request waits for that. A
    request that has taken the engine keeps it until it ends: the old generation stays mapped as long. One that can't
    be opened is logged.
    """

    def __init__(self, settings: Settings, service: Service) -> None:
        self._settings = settings
        self._service = service
        self._turn = threading.Lock()
        self._stamp = _NOT_LOOKED_AT  # the first look opens what is there, or keeps what this has
        self._followed_by = -1  # the process whose thread looks; threads don't outlive a fork
        self._checked = ""  # the version that was held against its checksums last
        self._condemned = ""  # the version that failed
        self._distrusted = ""  # the version that a request found damaged
        self._measured = -inf  # when the sizes of its files were looked at
        self._is_lost = False

    def engine(self) -> Engine:
        """The engine to answer this request from; raises IndexUnusableError if its files are cut and none is good."""
        if self._followed_by != os.getpid():
            self._begin()
        if self._is_lost:
            raise IndexUnusableError("the index was cut while it was served, and there is none before it")
        return self._service.engine

    def _begin(self) -> None:
        """The first request of a process looks for itself."""
        with self._turn:
            if self._followed_by != os.getpid():
                self._look()
                self._followed_by = os.getpid()
                threading.Thread(target=_follow, args=(weakref.ref(self),), name="index-follower", daemon=True).start()

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with files of the corpus that the engine was built from."""
        return self._service.problems

    def distrust(self) -> None:
        """Hold the index that is served against its checksums, since a request found it damaged."""
        version = self._service.engine.info.version
        with self._turn:
            if version in (self._distrusted, self._condemned):
                return
            self._distrusted = version
        threading.Thread(target=self._check, args=(version,), name="index-check", daemon=True).start()

    def look(self) -> None:
        """Serve the new generation, if there is one."""
        with self._turn:
            self._look()

    def _look(self) -> None:
        stamp = self._read_stamp()
        if not self._proves_cut() and stamp == self._stamp:
            return
        self._stamp = stamp
        if stamp is None:
            return  # no index on the disk: served from memory
        engine = self._service.engine
        if generations.named(self._settings.index) != engine.info.version or self._condemned == engine.info.version:
            opened = indexed(self._settings)
            if opened is None:
                _log.error(
                    "the new index in %s can't be used; version %s stays", self._settings.index, engine.info.version
                )
                self._is_lost = self._condemned == engine.info.version and generations.is_cut(
                    self._settings.index, engine.info.version
                )
                return
            _log.info(
                "index %s replaces %s: %d documents", opened.info.version, engine.info.version, opened.info.documents
            )
            engine = opened
            self._checked = self._condemned = self._distrusted = ""  # one of the same name was written anew
            self._is_lost = False
        self._check_aside(engine.info.version)
        problems = kept_problems(self._settings, engine.info.version)
        self._service = Service(
            engine=engine, built=False, problems=self._service.problems if problems is None else problems
        )

    def _proves_cut(self) -> bool:
        """Whether the index that is served has proved cut now: a process that reads what is missing of it is killed."""
        now, version = time.monotonic(), self._service.engine.info.version
        if now - self._measured < _MEASURE_EVERY_SECONDS or self._condemned == version:
            return False
        self._measured = now
        if generations.named(self._settings.index) != version or not generations.is_cut(self._settings.index, version):
            return False
        _log.error("index %s was cut while it was served", version)
        condemn_index(self._settings, version)
        self._condemned = version
        return True

    def _check_aside(self, version: str) -> None:
        """Hold a large index, once a generation, against its checksums while it serves already (decision 0014)."""
        if version != self._checked and not generations.is_checked_when_opened(self._settings.index, version):
            threading.Thread(target=self._check, args=(version,), name="index-check", daemon=True).start()
        self._checked = version

    def _check(self, version: str) -> None:
        fault = generations.fault_of(self._settings.index, version)
        if fault is None:
            self._distrusted = ""
            return
        _log.error(
            "index %s is damaged (%s): the one before it serves, if there is one; run `qa-service index`",
            version,
            fault,
        )
        condemn_index(self._settings, version)
        self._condemned, self._stamp = version, _NOT_LOOKED_AT

    def _read_stamp(self) -> _Stamp:
        try:
            state = (self._settings.index / "CURRENT").stat()
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns


def _follow(followed: "weakref.ref[LiveService]") -> None:
    """Look again and again, as long as there is anybody to ask for the engine."""
    while True:
        time.sleep(_LOOK_EVERY_SECONDS)
        live = followed()
        if live is None:
            return
        try:
            live.look()
        except Exception:  # whatever is wrong with this index, the next may be good
            _log.exception("the new index can't be opened")
        del live
