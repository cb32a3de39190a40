"""A corpus that changes while it is asked: every worker answers from the new one soon, and no request fails."""

import fcntl
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.web.real_server import Server, serving

_INDEXED_WITHIN_SECONDS = 40  # a new process reads, builds and writes, on a machine that does other things as well


@contextmanager
def asking(server: Server) -> Iterator[list[str]]:
    """Questions one after the other from two clients; what failed, which should be nothing."""
    failures: list[str] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            try:
                reply = server.post("/ask", {"question": "كم يبلغ طول نهر النيل؟", "min_confidence": 0})
                if reply.status != 200:
                    failures.append(reply.text)
            except OSError as fault:
                failures.append(repr(fault))
            time.sleep(0.02)

    clients = [threading.Thread(target=ask) for _ in range(2)]
    for client in clients:
        client.start()
    try:
        yield failures
    finally:
        ended.set()
        for client in clients:
            client.join()


def eventually(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + _INDEXED_WITHIN_SECONDS
    while not holds():
        assert time.monotonic() < give_up, "the change was never served"
        time.sleep(0.1)


def version(server: Server) -> Any:
    return server.ask("النيل")["index"]["version"]


def becomes_new_everywhere(server: Server, index: Path, before: str) -> str:
    """Wait for the index on the disk, then for the workers; what they all serve."""
    eventually(lambda: (index / "CURRENT").read_text(encoding="utf-8") != before)
    eventually(lambda: {version(server) for _ in range(30)} == {(index / "CURRENT").read_text(encoding="utf-8")})
    return str(version(server))


@pytest.mark.parametrize(
    ("by_command", "settings"),
    [(False, {"WEB_CONCURRENCY": "2", "QA_WATCH_POLLING": "1"}), (True, {"QA_WORKERS": "2"})],
    ids=["gunicorn, polling", "serve"],
)
def test_files_added_changed_and_deleted_are_served_by_every_worker_and_no_request_fails(
    corpus: Path, tmp_path: Path, by_command: bool, settings: dict[str, str]
) -> None:
    index = tmp_path / "index"
    with serving(corpus, index, by_command=by_command, **settings) as server, asking(server) as failures:
        first = version(server)

        (corpus / "sea.txt").write_text("البحر الميت أخفض بقعة على اليابسة.", encoding="utf-8")
        second = becomes_new_everywhere(server, index, first)
        assert server.get("/documents/sea").status == 200
        eventually(lambda: generations_mapped_by(workers(tmp_path / "data")) == {second})  # and no earlier one

        (corpus / "sea.txt").write_text("بحر قزوين أكبر بحيرة في العالم.", encoding="utf-8")
        third = becomes_new_everywhere(server, index, second)
        assert "قزوين" in server.get("/documents/sea").json["text"]

        (corpus / "sea.txt").unlink()
        assert becomes_new_everywhere(server, index, third) == first
        assert server.get("/documents/sea").status == 404

        (corpus / "bad.txt").write_bytes(b"\x00")
        eventually(lambda: bool(server.get("/readyz").json["rejected"]))
        assert server.get("/readyz").json["documents"] == 3
    assert failures == []


def test_when_the_worker_that_watches_dies_another_takes_over(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    with serving(corpus, index, WEB_CONCURRENCY="2") as server:
        before = version(server)
        eventually(lambda: is_held(index / "watch.lock"))
        for _ in range(20):
            server.get("/livez")
        for pid in workers(tmp_path / "data"):
            os.kill(pid, signal.SIGKILL)
        (corpus / "sea.txt").write_text("البحر الميت أخفض بقعة على اليابسة.", encoding="utf-8")
        becomes_new_everywhere(server, index, before)
        assert version(server) != before
        assert is_held(index / "watch.lock")


def workers(data: Path) -> list[int]:
    """The processes that have answered: each has a file of metrics, named by it."""
    return [int(path.name.partition("-")[0]) for path in (data / "metrics").glob("*/*.f64")]


def generations_mapped_by(pids: list[int]) -> set[str]:
    """The indexes of which these processes hold files, those that were removed among them."""
    return {name for pid in pids for name in re.findall(r"/generations/(\w+)/", Path(f"/proc/{pid}/maps").read_text())}


def is_held(path: Path) -> bool:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_corpus_that_is_not_watched_stays_as_it_was(corpus: Path, tmp_path: Path) -> None:
    with serving(corpus, tmp_path / "index", QA_WATCH="0") as server:
        before = version(server)
        (corpus / "sea.txt").write_text("البحر الميت أخفض بقعة على اليابسة.", encoding="utf-8")
        time.sleep(4)
        assert version(server) == before
