"""Serving from a real cluster: commands, changes of files, and nodes that die or hang while questions are asked."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.real_cluster import NODES, RealCluster
from tests.web.real_server import Reply, Server, serving

QUESTION = "كم يبلغ طول نهر النيل؟"
_GIVE_UP_SECONDS = 60


def command(cluster: RealCluster, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    clean |= {"QA_READER": "off", "QA_CLUSTER": cluster.setting, **environment}
    return subprocess.run([sys.executable, "-m", "qa_service", *arguments], env=clean, capture_output=True, text=True,
                          check=False)  # fmt: skip


def awaited(found: Callable[[], Any]) -> Any:
    give_up = time.monotonic() + _GIVE_UP_SECONDS
    while time.monotonic() < give_up:
        if value := found():
            return value
        time.sleep(0.1)
    return None


@pytest.fixture
def indexed_corpus(real_cluster: RealCluster, corpus: Path, tmp_path: Path) -> Path:
    done = command(real_cluster, "index", "--corpus", str(corpus), "--index", str(tmp_path / "index"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"] == 3
    return corpus


@pytest.fixture
def server(real_cluster: RealCluster, indexed_corpus: Path, tmp_path: Path) -> Iterator[Server]:
    """A serving node that watches no corpus, and caches no answer."""
    settings = {"QA_CLUSTER": real_cluster.setting, "QA_WATCH": "0", "QA_KEPT_ANSWERS": "0"}
    with serving(indexed_corpus, tmp_path / "node" / "index", by_command=True, **settings) as node:  # fmt: skip
        yield node


def test_the_commands_work_with_the_cluster(real_cluster: RealCluster, indexed_corpus: Path, tmp_path: Path) -> None:
    where = ("--corpus", str(indexed_corpus), "--index", str(tmp_path / "other"))
    asked = command(real_cluster, "ask", QUESTION, *where, "--json")
    assert json.loads(asked.stdout)["citations"][0]["document_id"] == "nile"
    assert command(real_cluster, "check", *where).returncode == 0
    (indexed_corpus / "new.txt").write_text("مقال جديد عن الصحراء.", encoding="utf-8")
    status = json.loads(command(real_cluster, "status", *where, "--json").stdout)
    assert (status["new"], status["changed"], status["deleted"]) == (["new"], [], [])
    assert status["indexed"]["documents"] == 3


def test_a_cluster_that_is_down_is_one_sentence(corpus: Path, tmp_path: Path) -> None:
    down = RealCluster(tmp_path, 1, 1)
    for arguments in (("ask", QUESTION), ("index",), ("status",), ("serve", "--port", "0")):
        failed = command(down, *arguments, "--corpus", str(corpus), "--index", str(tmp_path / "index"))
        assert failed.returncode == 1
        assert failed.stderr.count("\n") == 1 and "No node of the cluster" in failed.stderr


def test_a_changed_file_is_answered_from_by_every_node(
    real_cluster: RealCluster, indexed_corpus: Path, tmp_path: Path, server: Server
) -> None:
    with serving(indexed_corpus, tmp_path / "index", by_command=True, QA_CLUSTER=real_cluster.setting) as watching:
        (indexed_corpus / "zanzibar.txt").write_text(
            "حكم برغش زنجبار سنة 1870، وكان القرنفل أهم غلاتها.", encoding="utf-8"
        )
        for node in (watching, server):
            cited = awaited(lambda node=node: node.ask("من حكم زنجبار؟", min_confidence=0)["citations"])
            assert cited is not None and cited[0]["document_id"] == "zanzibar"
            assert node.get("/documents/zanzibar").json["text"].startswith("حكم برغش")
        (indexed_corpus / "zanzibar.txt").unlink()
        for node in (watching, server):
            assert awaited(lambda node=node: node.get("/documents/zanzibar").status == 404)
        assert watching.get("/readyz").json["cluster"]["candidates"] == "words"


def asked_meanwhile(server: Server, meanwhile: Callable[[], None]) -> list[Reply]:
    """What four clients that ask all the time get while something happens, and a little longer."""
    over = threading.Event()

    def ask(number: int) -> list[Reply]:
        replies = []
        while not over.is_set():
            replies.append(server.post("/ask", {"question": QUESTION, "max_sentences": 1 + len(replies) % 3}))
        return replies

    with ThreadPoolExecutor(4) as clients:
        found = [clients.submit(ask, number) for number in range(4)]
        try:
            meanwhile()
        finally:
            over.set()
        return [reply for each in found for reply in each.result()]


def whole_or_refused(replies: list[Reply]) -> None:
    assert {reply.status for reply in replies} <= {200, 503}
    for reply in replies:
        if reply.status == 200:
            assert reply.json["citations"][0]["document_id"] == "nile"
        else:
            assert reply.json["code"] in ("cluster_unavailable", "question_timeout")
            assert reply.headers["retry-after"]


@pytest.mark.nightly
def test_nodes_that_are_killed_cost_no_wrong_answer(real_cluster: RealCluster, server: Server) -> None:
    def kill_each() -> None:
        for node in NODES:
            real_cluster.kill(node)
            real_cluster.do("start", node)
            real_cluster.await_green()

    replies = asked_meanwhile(server, kill_each)
    whole_or_refused(replies)
    refused = sum(reply.status != 200 for reply in replies)
    assert refused <= len(replies) // 20
    assert server.ask(QUESTION)["status"] == "answered"


def test_a_node_that_hangs_delays_no_answer_beyond_its_deadline(real_cluster: RealCluster, server: Server) -> None:
    hanging = real_cluster.process("n2")

    def hang() -> None:
        os.kill(hanging, signal.SIGSTOP)
        try:
            assert awaited(lambda: server.post("/ask", {"question": QUESTION}).status == 200)
        finally:
            os.kill(hanging, signal.SIGCONT)

    whole_or_refused(asked_meanwhile(server, hang))
    assert awaited(lambda: server.post("/ask", {"question": QUESTION}).status == 200)
