"""Generations are built aside and swapped in whole; runs that are killed, rolling back, and indices of others."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa_service.cluster.calls.connection import Cluster
from qa_service.cluster.generation import meta_of, serving_name
from qa_service.cluster.publishing import Publisher
from qa_service.cluster.state import State
from qa_service.cluster.stored import layout
from qa_service.corpus.document import Document, Problem
from qa_service.engine import Engine
from qa_service.errors import ClusterError
from tests.cluster.real_cluster import RealCluster

PROBLEM = Problem(file="x.txt", level="error", code="no_text", reason="It has no text.", remedy="Write one.")
RUN = """
import sys
from pathlib import Path
from qa_service.cluster import bulk
from qa_service.cluster.calls.connection import Cluster
from qa_service.cluster.publishing import Publisher
from qa_service.engine import Engine
bulk.CHUNK_ITEMS = 3
import qa_service.cluster.publishing as publishing
publishing._NOTED_EVERY = 1
Publisher(Cluster(sys.argv[1])).publish(Engine.open(Path(sys.argv[2])).index, corpus="", problems=(),
                                        progress=lambda done, total: print(done, flush=True))
print("done", flush=True)
"""


@pytest.fixture
def cluster(real_cluster: RealCluster) -> Cluster:
    return Cluster(real_cluster.setting)


@pytest.fixture(scope="module")
def numbered() -> Iterator[int]:
    return iter(range(1000))


def engine_of(number: int, documents: int = 5) -> Engine:
    texts = [f"يقع البيت رقم {number * 1000 + each} في شارع النخيل." for each in range(documents)]
    return Engine.build(Document(id=f"house/{each}", text=text) for each, text in enumerate(texts))


def indices(cluster: Cluster) -> set[str]:
    return set(cluster.client().indices.get_alias(index=f"{layout.PREFIX}-*-passages"))


def test_a_generation_is_swapped_in_and_the_one_before_it_kept(cluster: Cluster, numbered: Any) -> None:
    names = []
    for number in (next(numbered), next(numbered), next(numbered)):
        published = Publisher(cluster).publish(engine_of(number).index, corpus="print", problems=(PROBLEM,))
        assert published.built
        names.append(published.facts.name)
        assert serving_name(cluster) == names[-1]
    assert published.facts.problems == (PROBLEM,)
    assert indices(cluster) == {layout.indices_of(name)["passages"] for name in names[1:]}
    aliased = cluster.client().indices.get_alias(name="qa-passages,qa-documents,qa-vocabulary")
    assert set(aliased) == set(layout.indices_of(names[-1]).values())


def test_the_same_content_is_not_written_again(cluster: Cluster, numbered: Any) -> None:
    index = engine_of(next(numbered)).index
    assert [Publisher(cluster).publish(index, corpus="", problems=()).built for _ in range(2)] == [True, False]


def test_rolling_back_serves_the_one_before_and_again_the_one_after(cluster: Cluster, numbered: Any) -> None:
    first, second = (
        Publisher(cluster).publish(engine_of(next(numbered)).index, corpus="", problems=()).facts for _ in range(2)
    )
    assert Publisher(cluster).rollback() == first
    assert serving_name(cluster) == first.name
    assert Publisher(cluster).rollback() == second
    assert serving_name(cluster) == second.name


def test_a_run_that_is_killed_leaves_what_served_and_the_next_goes_on_behind_it(
    cluster: Cluster, real_cluster: RealCluster, numbered: Any, tmp_path: Path
) -> None:
    before = Publisher(cluster).publish(engine_of(next(numbered)).index, corpus="", problems=()).facts.name
    engine_of(next(numbered), 60).save(tmp_path)
    seen: list[int] = []
    for kill_at in (5, 20, 40, None):
        reached = run_until(real_cluster, tmp_path, kill_at)
        if kill_at is not None:
            assert serving_name(cluster) == before
        seen.append(reached[0])
    name = serving_name(cluster)
    assert name is not None and name != before
    assert seen == sorted(seen) and seen[-1] > 30  # each run begins about where the one before it was ended
    assert State(cluster).read(f"building-{name}") == {}
    index = layout.indices_of(name)["passages"]
    assert cluster.client().count(index=index)["count"] == 60


def run_until(real_cluster: RealCluster, index: Path, kill_at: int | None) -> list[int]:
    """Publish in a process of its own, killed once so many passages are written; how many were, after each chunk."""
    reached: list[int] = []
    with subprocess.Popen(
        [sys.executable, "-c", RUN, real_cluster.setting, str(index)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line == "done\n":
                return reached
            reached.append(int(line))
            if kill_at is not None and reached[-1] >= kill_at:
                os.kill(process.pid, signal.SIGKILL)
                break
    assert kill_at is not None, "it ended by itself"
    return reached


def test_an_index_of_another_program_is_refused_by_name(cluster: Cluster, numbered: Any) -> None:
    engine = engine_of(next(numbered))
    name = layout.indices_of(engine.info.version)["passages"]
    cluster.client().indices.create(index=name)
    try:
        with pytest.raises(ClusterError, match=name):
            Publisher(cluster).publish(engine.index, corpus="", problems=())
    finally:
        cluster.client().indices.delete(index=name)


def test_an_index_of_another_release_is_told_apart_and_replaced(
    cluster: Cluster, numbered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(next(numbered))
    with monkeypatch.context() as other:
        other.setattr(layout, "analysis", lambda: "other words")
        Publisher(cluster).publish(engine.index, corpus="", problems=())
    with pytest.raises(ClusterError, match="another release"):
        meta_of(cluster, layout.indices_of(engine.info.version)["passages"])
    assert Publisher(cluster).publish(engine.index, corpus="", problems=()).built
    assert meta_of(cluster, layout.indices_of(engine.info.version)["passages"]) is not None


def test_a_mapping_takes_nothing_that_it_does_not_know(cluster: Cluster, numbered: Any) -> None:
    facts = Publisher(cluster).publish(engine_of(next(numbered)).index, corpus="", problems=()).facts
    mapping = cluster.client().indices.get_mapping(index=layout.indices_of(facts.name)["passages"])
    assert {each["mappings"]["dynamic"] for each in mapping.values()} == {"strict"}


def test_a_cluster_that_is_down_is_told_in_a_sentence() -> None:
    with pytest.raises(ClusterError, match="No node of the cluster"):
        Cluster("http://127.0.0.1:9").check()
