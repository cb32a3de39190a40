"""Bulk: documents written in chunks that are bounded in bytes and in number, the status of every one read."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qa_service.cluster.calls.connection import Cluster
from qa_service.cluster.extracting import Stored
from qa_service.errors import ClusterError, ClusterUnavailableError

CHUNK_BYTES, CHUNK_ITEMS = 4_000_000, 500
_TRIES = 8
_FULL = frozenset({429, 503})  # an item that there is no room for now


class Bulk:
    """Writes into one cluster. What is written has a fixed `_id`, so that all of it can be written again."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def write(self, items: Iterable[tuple[str, Stored]]) -> Iterator[int]:
        """Write each document into the index that stands beside it; after each chunk how many are acknowledged.

        Raises ClusterError with the cause of the first that the cluster refuses.
        """
        written = 0
        for chunk in _chunks(_lines(index, stored) for index, stored in items):
            self._write(chunk)
            written += len(chunk)
            yield written

    def delete(self, index: str, names: Iterable[str]) -> None:
        """Delete the documents of these names; those that there aren't are none."""
        head = '{"delete":{"_index":%s,"_id":%s}}\n'
        for chunk in _chunks(head % (json.dumps(index), json.dumps(name)) for name in names):
            self._write(chunk)

    def _write(self, chunk: list[str]) -> None:
        for last in range(_TRIES):
            body = "".join(chunk)
            found: Mapping[str, Any] = self._cluster.do(
                lambda client, seconds, body=body: client.bulk(body=body, request_timeout=seconds)  # type: ignore[misc]
            )
            if not found["errors"]:
                return
            chunk = self._left(chunk, found["items"])
            if not chunk:
                return
            time.sleep(min(0.25 * 2**last, 8.0))
        raise ClusterUnavailableError(f"The cluster ({self._cluster.address.shown()}) takes no more to write now.")

    def _left(self, chunk: list[str], items: list[Mapping[str, Any]]) -> list[str]:
        """What is to be written again."""
        left = []
        for line, item in zip(chunk, items, strict=True):
            result = next(iter(item.values()))
            error = result.get("error")
            if not error:
                continue
            reason = f"{error.get('type')}: {error.get('reason')}"
            if "read_only_allow_delete" in reason or "flood" in reason:
                raise ClusterError(
                    f"A disk of the cluster ({self._cluster.address.shown()}) is fuller than its watermark allows: "
                    "make room, then run it again."
                )
            if result["status"] not in _FULL:
                raise ClusterError(f"The cluster refused {result['_index']}/{result['_id']}: {reason}.")
            left.append(line)
        return left


def _lines(index: str, stored: Stored) -> str:
    head = json.dumps({"index": {"_index": index, "_id": stored.id}})
    return f"{head}\n{json.dumps(stored.source, ensure_ascii=False)}\n"


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for line in lines:
        own = len(line.encode())
        if chunk and (size + own > CHUNK_BYTES or len(chunk) == CHUNK_ITEMS):
            yield chunk
            chunk, size = [], 0
        chunk.append(line)
        size += own
    if chunk:
        yield chunk
