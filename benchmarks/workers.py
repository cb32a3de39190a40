"""Measures what a worker costs: `python -m benchmarks.workers [--passages N]` prints a Markdown table.

`serve` with one worker and with three, each of which has answered a hundred questions and more. Memory as Linux counts
it: private to a worker, and the proportional share (PSS), in which what is shared counts once over all processes.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks import generator
from benchmarks.__main__ import apart, table
from benchmarks.building import build, write_corpus
from benchmarks.soak import Seen, ask_on, children, free_port, wait_for

_QUESTIONS, _CLIENTS, _SECONDS = 300, 8, 20.0
_SIZES = (1, 3)  # workers


def _memory_mb(process: int) -> dict[str, float]:
    """The sums that Linux keeps of a process's memory."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) / 1e3 for line in lines}


def serve(corpus: Path, index: Path, workers: int, questions: list[str]) -> tuple[list[float], float]:
    """What each worker has written to and has for its own, and the shares of all processes together, in MB."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "qa_service",
        "serve",
        "--corpus",
        corpus,
        "--index",
        index,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--no-watch",
    ]
    server = subprocess.Popen(command, env={**os.environ, "QA_LOG_LEVEL": "warning"})
    try:
        wait_for(port)
        seen, ended = Seen(), threading.Event()
        clients = [
            threading.Thread(target=ask_on, args=(port, questions, seen, ended, seed)) for seed in range(_CLIENTS)
        ]
        for client in clients:
            client.start()
        time.sleep(_SECONDS)
        ended.set()
        for client in clients:
            client.join()
        own = [_memory_mb(each)["Private_Dirty"] for each in children(server.pid)]
        return own, sum(_memory_mb(each)["Pss"] for each in (server.pid, *children(server.pid)))
    finally:
        server.terminate()
        server.wait(60)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workers", description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000, help="size of the corpus (default 100000)")
    given = parser.parse_args()
    questions = generator.questions(list(generator.documents(2_000)), _QUESTIONS)
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        apart(write_corpus, corpus, given.passages)
        apart(build, corpus, index, 2)
        found = {workers: serve(corpus, index, workers, questions) for workers in _SIZES}
    fewest, most = _SIZES
    print(f"{given.passages:,} passages, Python {platform.python_version()}\n")
    print(table(["serve", "figure"], [
        *([f"all processes, {workers} workers, PSS", f"{found[workers][1]:,.0f} MB"] for workers in _SIZES),
        ["a worker's own (private, dirty), at most", f"{max(found[fewest][0] + found[most][0]):,.0f} MB"],
    ]))  # fmt: skip


if __name__ == "__main__":
    main()
