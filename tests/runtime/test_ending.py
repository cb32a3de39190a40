"""Ending: a command that is told to end takes all its processes with it, whatever they do, and the index's lock."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from qa_service.files import takes_lock

ROOT = Path(__file__).resolve().parents[2]
ENDS_WITHIN_SECONDS = 15  # ten are promised; a file that is never read would be given up later than this
SLOW_KIND = """
from qa_service.corpus import file_reading
from qa_service.corpus.formats.by_suffix import READERS

def never(data, file, default_id):
    while True:
        pass

file_reading.READERS = {**READERS, ".rss": never}
"""


pytestmark = pytest.mark.slow


@contextmanager
def command(tmp_path: Path, corpus: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`qa-service` in a session of its own, in whose processes files that end in .rss are never read to the end."""
    (tmp_path / "sitecustomize.py").write_text(SLOW_KIND)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    environment |= {"QA_CORPUS": str(corpus), "QA_INDEX": str(tmp_path / "index"), "QA_READER": "off",
                    "PYTHONPATH": str(tmp_path), "QA_WORKERS": "1"}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "qa_service", *words], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        for pid in of_session(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def of_session(session: int) -> list[int]:
    """The processes of a session that are alive."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, its_session = path.read_text().rpartition(")")[2].split()[:4]
            if int(its_session) == session and state != "Z":
                found.append(int(path.parent.name))
    return found


def eventually(is_true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_locked(tmp_path: Path) -> bool:
    path = tmp_path / "index" / "lock"
    if not path.exists():
        return False
    with path.open("r+") as lock:
        return not takes_lock(lock)


def assert_ends(process: "subprocess.Popen[bytes]", tmp_path: Path, how: signal.Signals) -> None:
    """To be called while a slow file is read; the signal goes to the one process that was started."""
    process.send_signal(how)
    assert process.wait(ENDS_WITHIN_SECONDS) is not None
    eventually(lambda: of_session(process.pid) == [], ENDS_WITHIN_SECONDS)
    assert not is_locked(tmp_path)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("files", [1, 3])
def test_index_ends_with_all_that_it_has_forked(tmp_path: Path, corpus: Path, how: signal.Signals, files: int) -> None:
    for number in range(files):
        (corpus / f"slow-{number}.rss").write_bytes(b"x" * 1_000_000)  # a batch each
    with command(tmp_path, corpus, "index") as process:
        eventually(lambda: is_locked(tmp_path) and len(of_session(process.pid)) >= 2)
        time.sleep(0.5)
        assert_ends(process, tmp_path, how)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_while_it_builds_its_first_index(tmp_path: Path, corpus: Path, how: signal.Signals) -> None:
    (corpus / "slow.rss").write_text("x")
    with command(tmp_path, corpus, "serve", "--port", "0") as process:
        eventually(lambda: is_locked(tmp_path) and len(of_session(process.pid)) >= 3)
        time.sleep(0.5)
        assert_ends(process, tmp_path, how)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_while_a_change_is_indexed(tmp_path: Path, corpus: Path, how: signal.Signals) -> None:
    with command(tmp_path, corpus, "serve", "--port", "0") as process:
        eventually((tmp_path / "index" / "watch.lock").exists)
        time.sleep(1)
        (corpus / "slow.rss").write_text("x")
        eventually(lambda: is_locked(tmp_path))
        time.sleep(0.5)
        assert_ends(process, tmp_path, how)
