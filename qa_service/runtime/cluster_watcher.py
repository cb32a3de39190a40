"""Cluster watcher: the corpus is watched by one of all processes that serve from a cluster, which keeps it current.

Each may run one; the one that holds the lease in the cluster watches, and the others take it over once it is no longer
renewed. That one keeps the index on its own disk current, as without a cluster, and writes what has changed of it into
the generation that serves.
"""

import logging
import threading
import time
from typing import Any

from qa_service.errors import QAServiceError
from qa_service.index.storage import generations
from qa_service.runtime.cluster_loader import Watching, watching
from qa_service.runtime.corpus_watcher import Watcher
from qa_service.runtime.index_store import indexed, kept_problems
from qa_service.settings import Settings

_LOOK_EVERY_SECONDS = 0.2
_RETRY_SECONDS = 2.0
_log = logging.getLogger(__name__)


class ClusterWatcher:
    """A thread; `stop` ends it within a second or two."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopped = threading.Event()
        self._cluster: Watching = watching(settings)
        self._watcher: Watcher | None = None
        self._updater: Any = None
        self._done = ""  # the version of the index on disk that the cluster has
        self._renewed = 0.0
        self._thread = threading.Thread(target=self._run, name="cluster-watcher", daemon=True)

    def start(self) -> None:
        """Begin; to be called in the process that serves, after any fork."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end, and let another watch at once."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(_LOOK_EVERY_SECONDS):
            try:
                if self._leads():
                    self._follow_index()
                else:
                    self._dismiss()
            except (QAServiceError, OSError) as reason:
                _log.warning("the cluster can't be kept current now (%s); trying again", reason)
                self._updater = None
                self._stopped.wait(_RETRY_SECONDS)
        self._dismiss()
        try:
            self._cluster.lease.give_up()
        except QAServiceError as reason:
            _log.warning("the lease was not given up (%s)", reason)

    def _leads(self) -> bool:
        now = time.monotonic()
        if now - self._renewed < self._cluster.renewed_every:
            return bool(self._cluster.lease.is_held)
        self._renewed = now
        return bool(self._cluster.lease.take())

    def _follow_index(self) -> None:
        """Write what has changed of the index on disk."""
        if self._watcher is None:
            _log.info("this process watches the corpus for the cluster")
            self._watcher = Watcher(self._settings)
            self._watcher.start()
        version = generations.named(self._settings.index)
        if not version or version == self._done:
            return
        engine = indexed(self._settings)
        if engine is None:
            return
        if self._updater is None or not self._updater.is_current():
            self._updater = self._cluster.updater()
        written = self._updater.update(engine.index)
        if written is None:
            _log.info("much has changed: a new generation is written")
            problems = kept_problems(self._settings, version) or ()
            self._cluster.publisher.publish(engine.index, corpus="", problems=problems)
        elif written:
            _log.info("the cluster has the changes of index %s", version)
        self._done = engine.info.version

    def _dismiss(self) -> None:
        watcher, self._watcher, self._updater, self._done = self._watcher, None, None, ""
        if watcher is not None:
            watcher.stop()


def watch_for_cluster(settings: Settings) -> None:
    """Watch the corpus from this process once it is its turn, unless the setting says not to."""
    if settings.watch:
        ClusterWatcher(settings).start()
