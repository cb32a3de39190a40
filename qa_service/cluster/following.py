"""Following: the engine over the generation that serves in the cluster, opened anew when another does."""

import logging
import os
import threading
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa_service.answers.sentence_reader import ReaderOf
from qa_service.cluster.calls import faults
from qa_service.cluster.calls.connection import Cluster
from qa_service.cluster.changes import Changes
from qa_service.cluster.engine import ClusterEngine
from qa_service.cluster.generation import Generation, remove_others, serving_name
from qa_service.cluster.state import State
from qa_service.corpus.document import Problem

_LOOK_EVERY_SECONDS = 0.5
_log = logging.getLogger(__name__)


class Following:
    """Asked for its engine once a request. Safe under threads, and in processes that were forked from one.

    A thread of each process that asks looks every half second for another generation, so that no request waits for it.
    While the cluster doesn't answer, the one that was opened last stays.
    """

    def __init__(self, cluster: Cluster, folder: Path, reader: ReaderOf | None) -> None:
        """`folder`: where vocabularies are kept. Raises ClusterError where the cluster has none that can be served."""
        self._cluster, self._folder, self._reader = cluster, folder, reader
        self._state = State(cluster)
        self._turn = threading.Lock()
        self._followed_by = -1  # the process whose thread looks; threads don't outlive a fork
        cluster.check()
        name = serving_name(cluster, seconds=10)
        if name is None:
            raise faults.missing()
        self._generation = Generation.open(cluster, name, folder)
        self._engine = self._made(self._read_serving())

    def engine(self) -> ClusterEngine:
        """The engine to answer this request from."""
        if self._followed_by != os.getpid():
            with self._turn:
                if self._followed_by != os.getpid():
                    self._followed_by = os.getpid()
                    threading.Thread(
                        target=_follow, args=(weakref.ref(self),), name="cluster-follower", daemon=True
                    ).start()
        return self._engine

    def problems(self) -> Sequence[Problem]:
        """What is wrong with files of the corpus that the generation was built from."""
        return self._generation.facts.problems

    def look(self) -> None:
        """Serve the generation that the cluster says is to be served, with the changes that were made to it."""
        serving = self._read_serving()
        name, before = serving.get("name", self._generation.facts.name), self._generation.facts.name
        if name != before:
            self._generation = Generation.open(self._cluster, name, self._folder)
            _log.info("index %s replaces %s: %d documents", name, before, self._generation.facts.documents)
            remove_others(self._folder, {name, before})
        elif serving.get("changes", 0) == self._engine.changes.number:
            return
        self._engine = self._made(serving)

    def _read_serving(self) -> dict[str, Any]:
        return self._state.read("serving")

    def _made(self, serving: dict[str, Any]) -> ClusterEngine:
        changes = Changes.of(self._cluster, self._generation.facts, serving)
        return ClusterEngine(self._cluster, self._generation, self._reader, changes)


def _follow(followed: "weakref.ref[Following]") -> None:
    """Look again and again, as long as there is anybody to ask for the engine."""
    while True:
        time.sleep(_LOOK_EVERY_SECONDS)
        following = followed()
        if following is None:
            return
        try:
            following.look()
        except Exception as reason:  # whatever is wrong, the next look may succeed
            _log.warning("the cluster can't be looked at (%s); what it served last is served", reason)
        del following
