"""State: small facts that outlive generations, in the index `qa-state`: each a document of its own."""

from collections.abc import Mapping
from typing import Any

from opensearchpy import exceptions as fault

from qa_service.cluster.calls.connection import Cluster
from qa_service.cluster.generation import meta_of
from qa_service.cluster.stored.layout import STATE, state_body


class State:
    """Reads and writes by id; what is read is what was written last, also before a refresh."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def prepare(self, replicas: int) -> None:
        """Make the index where there is none; raises ClusterError for one that is none of ours."""
        if meta_of(self._cluster, STATE, of_any_release=True) is not None:
            return
        self._cluster.do(lambda client, seconds: client.indices.create(
            index=STATE, body=state_body(replicas), ignore=400, request_timeout=seconds))  # fmt: skip

    def read(self, name: str) -> dict[str, Any]:
        """The fact of this name; empty where there is none."""
        found = self._cluster.ask(
            lambda client, seconds: client.get(index=STATE, id=name, ignore=404, request_timeout=seconds)
        )
        return dict(found["_source"]["data"]) if found.get("found") else {}

    def write(self, name: str, data: Mapping[str, Any], kind: str = "fact", at: float = 0.0) -> None:
        """Set the fact of this name."""
        body = {"kind": kind, "at": at, "data": dict(data)}
        self._cluster.do(
            lambda client, seconds: client.index(index=STATE, id=name, body=body, request_timeout=seconds), 10.0
        )

    def remove(self, name: str) -> None:
        """Forget the fact of this name."""
        self._cluster.do(
            lambda client, seconds: client.delete(index=STATE, id=name, ignore=404, request_timeout=seconds), 10.0
        )

    def swap(self, name: str, change: Mapping[str, Any], seen: Mapping[str, Any] | None) -> bool:
        """Set a fact if it is still what was `seen` (with `versioned`); whether it was."""
        params = (
            {"op_type": "create"}
            if seen is None
            else {"if_seq_no": seen["_seq_no"], "if_primary_term": seen["_primary_term"]}
        )
        body = {"kind": "fact", "at": 0.0, "data": dict(change)}
        try:
            self._cluster.do(lambda client, seconds: client.index(
                index=STATE, id=name, body=body, params=params, request_timeout=seconds), 3.0, 1)  # fmt: skip
        except Exception as failure:
            cause = failure.__context__
            if isinstance(cause, fault.ConflictError):
                return False
            raise
        return True

    def versioned(self, name: str) -> dict[str, Any] | None:
        """The fact with what tells whether it has changed; None where there is none."""
        found = self._cluster.ask(
            lambda client, seconds: client.get(index=STATE, id=name, ignore=404, request_timeout=seconds)
        )
        return dict(found) if found.get("found") else None
