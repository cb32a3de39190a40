"""Corpus watcher: the corpus is watched while it is served: a change is indexed aside, by a process of its own.

Every serving process may run a watcher; the one that holds `INDEX/watch.lock` watches, the others wait for it to die.
Indexing is left to another process (`qa_service.runtime.indexer_process`), so that no answer waits for it; the
processes that serve notice the new generation by themselves (`qa_service.runtime.live_engine`).
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path

from watchfiles import watch

from qa_service.corpus.folder import list_corpus
from qa_service.errors import CorpusError
from qa_service.files import takes_lock
from qa_service.index.storage.generations import named
from qa_service.runtime.index_store import stale_fingerprint
from qa_service.runtime.indexer_process import DONE, UNSETTLED
from qa_service.runtime.reader_loader import start_embedding
from qa_service.settings import Settings

_LEAD_EVERY_SECONDS = 1.0
_POLL_SECONDS = 1.0
_SILENCE_MS = 500  # without a word of the system,
_LOOK_EVERY_SECONDS = 30.0  # and of so many: links to other disks are watched by nobody else
_SETTLE_MS = 50  # a file that is still being written is left alone that long
_RETRY_SECONDS = 30.0
_UNSETTLED_SECONDS = 300.0  # until files that couldn't be read for sure are tried again, unless something changes
_STANDBY_FROM_FILES = 1000  # of fewer, indexing is quick enough to start a process first
_HERE = Path(__file__).resolve().parents[2]  # where this very package is found first
_log = logging.getLogger(__name__)


class Watcher:
    """A thread that keeps the index on disk up to date with the corpus; `stop` ends it within a second or two."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopped = threading.Event()
        self._tried = ""  # the fingerprint that was indexed last, where the index isn't of it nevertheless
        self._tried_at = 0.0
        self._tried_beside = ""  # the version of the index that was there then: one found damaged is built again
        self._standby: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._run, name="corpus-watcher", daemon=True)

    def start(self) -> None:
        """Begin; to be called in the process that serves, after any fork."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end."""
        self._stopped.set()

    def _run(self) -> None:
        with self._leading() as leads:
            embedding = start_embedding(self._settings) if leads else None
            self._watch_while(leads)
        self._dismiss()  # nobody will ask it any more
        if embedding is not None:
            embedding.terminate()
            embedding.wait()

    def _watch_while(self, leads: bool) -> None:
        while leads and not self._stopped.is_set():
            try:
                self._index_changes()
                self._stand_by()
                for _ in self._moments():
                    self._index_changes()
            except (OSError, CorpusError, RuntimeError) as reason:  # RuntimeError: watchfiles, of inotify's limits
                _log.warning("the corpus %s can't be watched (%s); trying again", self._settings.corpus, reason)
                self._stopped.wait(_RETRY_SECONDS)

    @contextmanager
    def _leading(self) -> Iterator[bool]:
        """Wait until this is the only watcher of the index; False if it was stopped or the index can't be written."""
        try:
            self._settings.index.mkdir(parents=True, exist_ok=True)
            lock = (self._settings.index / "watch.lock").open("w")
        except OSError as reason:
            _log.warning("the corpus is not watched: %s can't be written (%s)", self._settings.index, reason)
            yield False
            return
        with lock:
            while not (self._stopped.is_set() or takes_lock(lock)):
                self._stopped.wait(_LEAD_EVERY_SECONDS)
            yield not self._stopped.is_set()

    def _moments(self) -> Iterator[object]:
        """Whenever it is time to look for changes, until stopped."""
        if not self._settings.watch_polling:
            looked = -inf  # what has changed before the system was asked to tell is seen at the first silence
            for told in watch(self._settings.corpus, step=_SETTLE_MS, stop_event=self._stopped, yield_on_timeout=True,
                              rust_timeout=_SILENCE_MS, watch_filter=None, raise_interrupt=False):  # fmt: skip
                if told or time.monotonic() - looked >= _LOOK_EVERY_SECONDS:
                    yield None
                    looked = time.monotonic()
            return
        while not self._stopped.wait(_POLL_SECONDS):
            yield None

    def _index_changes(self) -> None:
        fingerprint = stale_fingerprint(self._settings)
        tried, version = (self._tried, self._tried_beside), named(self._settings.index)
        is_tried = (fingerprint, version) == tried and time.monotonic() - self._tried_at < _UNSETTLED_SECONDS
        if fingerprint is None or is_tried:
            return
        _log.info("the corpus has changed: indexing")
        answer = self._asked(fingerprint) or self._asked(fingerprint)  # of another process, where the first was killed
        # A file may go and come back as it was: what is known to be indexed is not remembered as tried.
        self._tried = fingerprint if answer == UNSETTLED else ""
        self._tried_at, self._tried_beside = time.monotonic(), named(self._settings.index)
        self._stand_by()
        if answer not in (DONE, UNSETTLED):
            _log.error("the corpus could not be indexed: %s", answer or "the process that indexes has ended")
            self._stopped.wait(_RETRY_SECONDS)

    def _asked(self, fingerprint: str) -> str:
        """What a process says that is told to index; empty where it has ended."""
        if self._standby is None:
            self._standby = self._start()
        answer = _answer(self._standby, fingerprint)
        if not answer:
            self._dismiss()
        return answer

    def _stand_by(self) -> None:
        """Keep a process ready where the seconds that it takes to start are not to be waited for, else none."""
        is_wanted = len(list_corpus(self._settings.corpus).files) >= _STANDBY_FROM_FILES
        if is_wanted and self._standby is None:
            self._standby = self._start()
        elif not is_wanted:
            self._dismiss()

    def _dismiss(self) -> None:
        process, self._standby = self._standby, None
        if process is not None:
            process.communicate()  # at the end of its input it goes

    def _start(self) -> "subprocess.Popen[str]":
        settings = self._settings
        environment = {
            **os.environ,
            "QA_CORPUS": str(settings.corpus),
            "QA_INDEX": str(settings.index),
            "QA_MAX_FILE_BYTES": str(settings.max_file_bytes),
            "QA_MAX_ARCHIVE_BYTES": str(settings.max_archive_bytes),
        }
        return subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-m", "qa_service.runtime.indexer_process", str(os.getpid())],
            env=environment,
            cwd=_HERE,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )


def _answer(process: "subprocess.Popen[str]", fingerprint: str) -> str:
    """What a process says to the word to index; empty where it has ended."""
    assert process.stdin is not None and process.stdout is not None  # noqa: S101  # they are pipes
    try:
        process.stdin.write(f"index {fingerprint}\n")
        process.stdin.flush()
        return process.stdout.readline().strip()
    except OSError:
        return ""


def watch_if_wanted(settings: Settings) -> None:
    """Watch the corpus from this process, unless the setting says not to."""
    if settings.watch:
        Watcher(settings).start()
