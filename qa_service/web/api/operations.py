"""For operators: `/livez` (liveness), `/readyz` (readiness: there are documents) and `/metrics`."""

import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache

from flask import Blueprint, Response, jsonify, request
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import InfoMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from qa_service import __version__
from qa_service.engine import Engine
from qa_service.errors import QAServiceError
from qa_service.web.http.access import check_scope, may_operate
from qa_service.web.http.app_context import serving
from qa_service.web.http.metrics import gauge
from qa_service.web.http.problems import ProblemError

operations = Blueprint("operations", __name__)
_RETRY_SECONDS = "5"
_MOST_NAMED = 20  # rejected files; a probe stays short whatever the corpus


@operations.get("/livez")
def livez() -> Response:
    """Return 200 as long as requests are answered at all."""
    return _fresh({"status": "alive"})


@operations.get("/readyz")
def readyz() -> Response:
    """Return what is served and which files are rejected, the first of them and why; 503 without documents.

    With `QA_REQUIRE_KEY=1` files are named only for a key with the scope `operate`.
    """
    engine, age = serving().engine(), _index_age_seconds()
    index = engine.info
    state = {
        "documents": index.documents,
        **_rejected(),
        "index": {
            "version": index.version,
            "passages": index.passages,
            "age_seconds": None if age is None else round(age),
        },
        "archive": archive_state(engine),
        "reader": asdict(engine.reader_state()),
        **({} if (cluster := engine.cluster_state()) is None else {"cluster": dict(cluster)}),
        "release": __version__,
    }
    if not index.documents:
        raise ProblemError("not_ready", headers={"Retry-After": _RETRY_SECONDS}, extensions=state)
    return _fresh({"status": "ready", **state})


@lru_cache(maxsize=2)
def _period(version: str) -> tuple[str | None, str | None]:  # of the current index: looked for once for each
    return serving().engine().index.period()


def archive_state(engine: Engine) -> dict[str, str | None]:
    """Return the dates of the oldest and the newest article and the time of the last update, None where unknown."""
    try:
        oldest, newest = _period(engine.info.version)
    except QAServiceError:
        oldest = newest = None  # the cluster can't be asked at the moment
    age = _index_age_seconds()
    updated = None if age is None else datetime.fromtimestamp(time.time() - age, UTC).isoformat(timespec="seconds")
    return {"date_from": oldest, "date_to": newest, "updated": updated}


def _rejected() -> dict[str, object]:
    """Return the rejected files that may be named, and the count of all."""
    found = [problem for problem in serving().rejected() if problem.level == "error"]
    named = found[:_MOST_NAMED] if may_operate() or not serving().settings.require_key else []
    told = [{"file": each.file, "line": each.line, "code": each.code, "reason": each.reason} for each in named]
    return {"rejected": told, "rejected_count": len(found)}


@operations.get("/metrics")
def prometheus() -> Response:
    """Return the counters of all workers of this server and the state of the index, for Prometheus.

    With `QA_REQUIRE_KEY=1` this needs a key with the scope `operate`.
    """
    if serving().settings.require_key:
        check_scope("operate")
    registry = CollectorRegistry()
    registry.register(_State())
    encode, media_type = choose_encoder(request.headers.get("Accept", ""))
    response = Response(encode(registry), content_type=media_type)
    response.cache_control.no_store = True
    return response


class _State(Collector):
    """The counters, and the index that this worker serves now."""

    def collect(self) -> Iterator[Metric]:
        """Yield the metric families in the order of the output."""
        engine = serving().engine()
        index, reader = engine.info, engine.reader_state()
        yield from serving().metrics.collect()
        yield InfoMetricFamily("qa_service_build", "The release that runs.", {"version": __version__})
        yield InfoMetricFamily("qa_service_index", "The generation that is served.", {"version": index.version})
        yield gauge("qa_service_index_documents", "Documents that are served.", index.documents)
        yield gauge("qa_service_index_passages", "Passages that are served.", index.passages)
        rejected = sum(each.level == "error" for each in serving().rejected())
        yield gauge("qa_service_rejected_documents", "Files or lines of the corpus that were left out.", rejected)
        yield gauge("qa_service_reader_on", "1 while questions are read by the model, else 0.", reader.state == "on")
        if reader.vectors is not None:
            yield gauge("qa_service_reader_vectors_ratio", "Share of the sentences that have a vector.", reader.vectors)
        age = _index_age_seconds()
        if age is not None:
            yield gauge("qa_service_index_age_seconds", "Time since the index was written.", age)


def _index_age_seconds() -> float | None:
    """Return the age of the index; None if it is served from memory."""
    try:
        return max(0.0, time.time() - (serving().settings.index / "CURRENT").stat().st_mtime)
    except OSError:
        return None


def _fresh(state: dict[str, object]) -> Response:
    response = jsonify(state)
    response.cache_control.no_store = True
    return response
