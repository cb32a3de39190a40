"""Cluster loader: what stands in the cluster that the settings name, where they name one.

The package `cluster` is imported then only, with what the extra of that name brings.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_service.answers.answer import IndexInfo
from qa_service.corpus.document import Problem
from qa_service.engine import Engine
from qa_service.errors import ClusterError
from qa_service.runtime.index_store import Service, update
from qa_service.runtime.reader_loader import reader_of
from qa_service.settings import Settings

_NONE = "none"


def is_wanted(settings: Settings) -> bool:
    """Whether the index stands in a cluster."""
    return settings.cluster != _NONE


def following(settings: Settings) -> Any:
    """The `Following` of the cluster, whose engine answers; raises ClusterError and SettingsError."""
    folder = vocabulary_folder(settings)
    return _module("following").Following(_connected(settings), folder, reader_of(settings))


def open_service(settings: Settings) -> Service:
    """The engine over what the cluster serves; raises ClusterError."""
    found = following(settings)
    return Service(engine=found.engine(), problems=tuple(found.problems()), built=False)


def served(settings: Settings) -> Engine | None:
    """The engine over what the cluster serves; None where it holds no index yet. Raises ClusterError."""
    cluster = _connected(settings)
    cluster.check()
    return open_service(settings).engine if _module("generation").serving_name(cluster) is not None else None


@dataclass(frozen=True, slots=True)
class Watching:
    """What watches the corpus for a cluster: the lease, and what writes."""

    lease: Any
    renewed_every: float  # seconds
    publisher: Any
    updater: Callable[[], Any]  # of the generation that serves now


def watching(settings: Settings) -> Watching:
    """What a process needs that may watch; raises SettingsError."""
    cluster, lease = _connected(settings), _module("lease")
    folder = vocabulary_folder(settings)
    return Watching(
        lease.Lease(_module("state").State(cluster)),
        lease.RENEWED_EVERY_SECONDS,
        _module("publishing").Publisher(cluster),
        lambda: _module("updating").updater_of(cluster, folder),
    )


def publish(settings: Settings, progress: Callable[[int, int], None] | None, told: Callable[[int, int], None] | None
            ) -> tuple[IndexInfo, tuple[Problem, ...], bool]:  # fmt: skip
    """Make the index on disk current, and have the cluster serve it.

    Args:
        progress: told how many of how many bytes of the corpus are read.
        told: how many of how many passages are written.

    Returns:
        What serves, what is wrong with the corpus, and whether it was put there now.
    """
    cluster = _connected(settings)
    cluster.check()
    service = update(settings, progress)
    published = (
        _module("publishing")
        .Publisher(cluster)
        .publish(service.engine.index, corpus="", problems=service.problems, progress=told)
    )
    facts = published.facts
    return (
        IndexInfo(version=facts.name, documents=facts.documents, passages=facts.passages),
        service.problems,
        (published.built),
    )


def rollback(settings: Settings) -> IndexInfo:
    """Have the cluster serve the generation before this one; raises ClusterError."""
    facts = _module("publishing").Publisher(_connected(settings)).rollback()
    return IndexInfo(version=facts.name, documents=facts.documents, passages=facts.passages)


def fault_of(settings: Settings) -> str | None:
    """Why the cluster can't be used, in one sentence; None where it can."""
    try:
        _connected(settings).check()
        served(settings)
    except ClusterError as fault:
        return str(fault)
    return None


def vocabulary_folder(settings: Settings) -> Path:
    """Where the vocabularies of the cluster's generations are kept on this machine."""
    return settings.index / "cluster"


def shown(settings: Settings) -> str:
    """The nodes of the cluster without the password."""
    return str(_connected(settings).address.shown())


def _connected(settings: Settings) -> Any:
    return _module("calls.connection").Cluster(settings.cluster, ca=settings.cluster_ca, login=settings.cluster_login)


def _module(name: str) -> Any:
    return importlib.import_module(f"qa_service.cluster.{name}")
