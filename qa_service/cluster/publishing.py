"""Publishing: an embedded index put into the cluster as a generation, built aside, counted, and swapped in whole.

It is named by its content. What a run that was killed has written is kept: the next run of the same content goes on
behind the last chunk that was acknowledged.
"""

import hashlib
import json
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from qa_service.cluster.bulk import Bulk
from qa_service.cluster.calls.connection import Cluster
from qa_service.cluster.extracting import Extractor, Stored, vocabulary_arrays
from qa_service.cluster.generation import MANIFEST, Facts, array_bytes, meta_of, serving_name
from qa_service.cluster.state import State
from qa_service.cluster.stored import layout
from qa_service.corpus.document import Problem
from qa_service.errors import ClusterError
from qa_service.index.index import Index

Progress = Callable[[int, int], None]
"""Told how many of how many passages are written."""
PART_BYTES = 2_000_000
_PASSAGES_OF_A_SHARD = 15_000_000  # docs/cluster.md
_NOTED_EVERY = 20  # chunks
_GREEN_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What serves, and whether this run has put it there."""

    facts: Facts
    built: bool


class Publisher:
    """Puts generations into one cluster. Two at a time would write the same twice, and swap one after the other."""

    def __init__(self, cluster: Cluster, *, shards: int | None = None) -> None:
        """`shards`: of the passages; None: by their number."""
        self._cluster, self._shards, self._bulk, self._state = cluster, shards, Bulk(cluster), State(cluster)

    def publish(
        self, index: Index, *, corpus: str, problems: tuple[Problem, ...], progress: Progress | None = None
    ) -> Published:
        """Have the cluster serve this index; raises ClusterError."""
        self._cluster.check()
        self._state.prepare(self._replicas())
        name, held = self._named(index.version)
        if held is not None and held.get("complete"):
            facts = Facts.of_meta(held)
            if self._is_served(name):
                return Published(facts=facts, built=False)
        else:
            facts = self._build(index, name, corpus, problems, progress, is_begun=held is not None)
        self._swap(name)
        return Published(facts=facts, built=True)

    def _is_served(self, name: str) -> bool:
        return serving_name(self._cluster) == self._state.read("serving").get("name") == name

    def _named(self, version: str) -> tuple[str, dict[str, Any] | None]:
        """The name of the generation of this content, and `_meta` of what stands there; one that was changed since it
        was built has other content than its name says.
        """
        for number in count(1):
            name = version if number == 1 else f"{version}-{number}"
            held = meta_of_ours(self._cluster, layout.indices_of(name)["passages"])
            if held is None or not held.get("changed"):
                return name, held
        raise AssertionError("unreachable")

    def _build(
        self, index: Index, name: str, corpus: str, problems: tuple[Problem, ...], progress: Progress | None, *,
        is_begun: bool,
    ) -> Facts:  # fmt: skip
        extractor = Extractor(index)
        facts = Facts(
            name=name, documents=index.document_count, passages=index.passage_count, problems=problems, corpus=corpus,
            mean_length=extractor.mean_length, made_at=time.time(),
            shards=self._shards or 1 + index.passage_count // _PASSAGES_OF_A_SHARD,
        )  # fmt: skip
        done = self._state.read(f"building-{name}").get("documents", 0) if is_begun else 0
        if not done:
            self._create(name, facts)
        self._write_vocabulary(index, name)
        self._write_documents(extractor, name, done, index, progress)
        self._finish(name, facts)
        return facts

    def _create(self, name: str, facts: Facts) -> None:
        names, replicas = layout.indices_of(name), self._replicas()
        bodies = {
            "passages": layout.passages_body(facts.shards, replicas, {"name": name}),
            "documents": layout.documents_body(facts.shards, replicas, {"name": name}),
            "vocabulary": layout.vocabulary_body(replicas, {"name": name}),
        }
        for kind, body in bodies.items():
            self._cluster.do(lambda client, seconds, kind=kind: client.indices.delete(
                index=names[kind], ignore=404, request_timeout=seconds))  # type: ignore[misc]  # fmt: skip
            self._cluster.do(lambda client, seconds, kind=kind, body=body: client.indices.create(
                index=names[kind], body=body, request_timeout=seconds))  # type: ignore[misc]  # fmt: skip

    def _write_vocabulary(self, index: Index, name: str) -> None:
        manifest: dict[str, Any] = {}
        target = layout.indices_of(name)["vocabulary"]

        def parts() -> Iterator[tuple[str, Stored]]:
            for array, values in vocabulary_arrays(index).items():
                whole = array_bytes(values)
                places = range(0, max(len(whole), 1), PART_BYTES)
                manifest[array] = {"sha256": hashlib.sha256(whole).hexdigest(), "parts": len(places)}
                for part, begin in enumerate(places):
                    data = b64encode(whole[begin : begin + PART_BYTES]).decode()
                    yield target, Stored(f"{array}-{part}", {"array": array, "part": part, "data": data})
            data = b64encode(json.dumps(manifest).encode()).decode()
            yield target, Stored(MANIFEST, {"array": MANIFEST, "part": 0, "data": data})

        for _ in self._bulk.write(parts()):
            pass

    def _write_documents(
        self, extractor: Extractor, name: str, done: int, index: Index, progress: Progress | None
    ) -> None:
        names, reached = layout.indices_of(name), {"documents": done, "passages": 0}
        bounds = index.arrays["document_passages"]

        def items() -> Iterator[tuple[str, Stored]]:
            for number, (document, passages) in enumerate(extractor.documents(done), start=done):
                yield from ((names["passages"], passage) for passage in passages)
                yield names["documents"], document
                reached["documents"] = number  # of those before it all is yielded

        for chunks, _ in enumerate(self._bulk.write(items()), start=1):
            # What was yielded but not written is a chunk at most, and is the document that was begun.
            if chunks % _NOTED_EVERY == 0:
                self._state.write(f"building-{name}", {"documents": max(reached["documents"] - 1, done)})
            if progress is not None:
                progress(int(bounds[reached["documents"]]), index.passage_count)

    def _finish(self, name: str, facts: Facts) -> None:
        """Refresh, wait for the copies, count, and say that it is complete."""
        names = ",".join(layout.indices_of(name).values())
        self._cluster.do(lambda client, seconds: client.indices.refresh(index=names, request_timeout=seconds))
        self._cluster.do(lambda client, seconds: client.indices.put_settings(
            index=names, body={"index": {"refresh_interval": "1s"}}, request_timeout=seconds))  # fmt: skip
        self._cluster.do(lambda client, seconds: client.cluster.health(
            index=names, params={"wait_for_status": "green", "timeout": f"{_GREEN_SECONDS}s"}, ignore=408,
            request_timeout=seconds), _GREEN_SECONDS + 10)  # fmt: skip
        for kind, expected in (("passages", facts.passages), ("documents", facts.documents)):
            index = layout.indices_of(name)[kind]
            found = self._cluster.do(lambda client, seconds, index=index: client.count(
                index=index, request_timeout=seconds))["count"]  # type: ignore[misc]  # fmt: skip
            if found != expected:
                self._state.write(f"building-{name}", {"documents": 0})
                raise ClusterError(
                    f"The cluster has {found} of {expected} {kind} of the new index: run `qa-service index` again."
                )
        for index in layout.indices_of(name).values():
            body = {"_meta": {**layout.marked(), **facts.as_meta()}}
            self._cluster.do(lambda client, seconds, index=index, body=body: client.indices.put_mapping(
                index=index, body=body, request_timeout=seconds))  # type: ignore[misc]  # fmt: skip
            self._block(index, is_blocked=True)

    def _block(self, index: str, *, is_blocked: bool) -> None:
        self._cluster.do(lambda client, seconds: client.indices.put_settings(
            index=index, body={"index": {"blocks.write": is_blocked}}, request_timeout=seconds))  # fmt: skip

    def rollback(self) -> Facts:
        """Have the generation before this one serve again, which then is the one before; raises ClusterError."""
        self._cluster.check()
        previous = str(self._state.read("serving").get("previous") or "")
        held = meta_of_ours(self._cluster, layout.indices_of(previous)["passages"]) if previous else None
        if held is None or not held.get("complete"):
            raise ClusterError("The cluster keeps no generation before the one that serves.")
        self._swap(previous)
        return Facts.of_meta(held)

    def _swap(self, name: str) -> None:
        """Move the aliases in one step, and remove what is neither served nor the one before."""
        before = serving_name(self._cluster, seconds=10)
        actions: list[dict[str, Any]] = []
        for kind, index in layout.indices_of(name).items():
            if before is not None and before != name:
                actions.append({"remove": {"index": layout.indices_of(before)[kind], "alias": layout.alias_of(kind)}})
            actions.append({"add": {"index": index, "alias": layout.alias_of(kind)}})
        self._cluster.do(
            lambda client, seconds: client.indices.update_aliases(body={"actions": actions}, request_timeout=seconds)
        )
        previous = before if before != name else self._state.read("serving").get("previous")
        changes = self._state.read(f"changes-{name}")
        self._state.write("serving", {"changes": 0, **changes, "name": name, "previous": previous})
        self._state.remove(f"building-{name}")
        self._remove_others({name, previous})

    def _remove_others(self, kept: set[str | None]) -> None:
        found = self._cluster.do(
            lambda client, seconds: client.indices.get_mapping(index=f"{layout.PREFIX}-*", request_timeout=seconds)
        )
        for index, held in found.items():
            meta = held["mappings"].get("_meta", {})
            if meta.get("program") == layout.marked()["program"] and "name" in meta and meta["name"] not in kept:
                self._cluster.do(lambda client, seconds, index=index: client.indices.delete(
                    index=index, ignore=404, request_timeout=seconds))  # type: ignore[misc]  # fmt: skip

    def _replicas(self) -> int:
        """One copy of everything where there is a second node to hold it."""
        health = self._cluster.do(lambda client, seconds: client.cluster.health(request_timeout=seconds))
        return min(1, int(health["number_of_data_nodes"]) - 1)


def meta_of_ours(cluster: Cluster, index: str) -> dict[str, Any] | None:
    """`_meta` of an index of this release; None for one of another release of ours, which is built anew."""
    try:
        return meta_of(cluster, index)
    except ClusterError as fault:
        if "another release" in str(fault):
            return None
        raise


__all__ = ["Published", "Publisher", "Stored"]
