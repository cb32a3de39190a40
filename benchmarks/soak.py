"""Soak: `python -m benchmarks.soak [--minutes 30]` asks a real server while its corpus changes, and prints a table.

Sixteen clients ask one question after the other over connections that are kept; every five seconds a file is written,
changed or deleted. Exits 1 when a request failed or files were left over.
"""

import argparse
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks import generator
from benchmarks.__main__ import table
from benchmarks.building import write_corpus

_PASSAGES, _WORKERS = 4_000, 2
_CHANGE_EVERY_SECONDS, _WEIGH_EVERY_SECONDS = 5.0, 5.0
_LAST_CHANGE_SECONDS = 60.0
_BUILT_SECONDS = 1800.0
_SETTLED_SECONDS = 300.0  # what is kept (answers, metadata, journals) has grown by then


@dataclass(slots=True)
class Seen:
    """What the clients and the scales have seen; lists are appended to from several threads."""

    taken_ms: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)
    weights: list[tuple[float, float]] = field(default_factory=list)  # seconds since the start, MB
    most_indexes: int = 0  # that one process held at a time


def ask_on(port: int, questions: list[str], seen: Seen, ended: threading.Event, seed: int) -> None:
    """Ask one question after the other over one connection, until it has ended."""
    chance = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while not ended.is_set():
        body = json.dumps({"question": chance.choice(questions), "min_confidence": 0}).encode()
        began = time.perf_counter()
        try:
            connection.request("POST", "/ask", body, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            answer = json.loads(reply.read())
            if reply.status == 200:
                seen.versions.add(answer["index"]["version"])
            else:
                seen.failed.append(f"{reply.status} {answer}")
        except (OSError, http.client.HTTPException, ValueError) as fault:
            seen.failed.append(repr(fault))
            connection.close()
        seen.taken_ms.append((time.perf_counter() - began) * 1e3)


def _change(corpus: Path, turn: int) -> None:
    """Write a new file, change it, delete it, in turns."""
    file = corpus / f"soak-{turn // 3}.txt"
    if turn % 3 == 2:
        file.unlink()
    else:
        file.write_text(f"وصلت القافلة رقم {turn} إلى الواحة في المساء.\n", encoding="utf-8")


def _weight_mb(master: int) -> float:
    """Memory of a process and its children, what they share counted once (PSS)."""
    held = 0
    for pid in (master, *children(master)):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        held += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return held / 1e3


def _indexes_of(pid: int) -> int:
    """Of how many generations a process maps files, those that were removed among them."""
    try:
        maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return len(set(re.findall(r"/generations/(\w+)/", maps)))


def children(master: int) -> list[int]:
    """The workers; those that index for a moment are children of theirs, and not counted."""
    return list(map(int, Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()))


def _left_over(index: Path) -> list[str]:
    found = [path.name for path in index.iterdir() if path.name.startswith("building-") or path.suffix == ".new"]
    generations = sorted(path.name for path in (index / "generations").iterdir())
    return found + generations[2:]


def _left_over_at_last(index: Path) -> list[str]:
    """What is left over when the last change is indexed."""
    give_up = time.monotonic() + _LAST_CHANGE_SECONDS
    time.sleep(5)
    while (found := _left_over(index)) and time.monotonic() < give_up:
        time.sleep(1)
    return found


def soak(port: int, master: int, work: Path, minutes: float, clients: int) -> Seen:
    """Ask and change for so many minutes."""
    questions = generator.questions(list(generator.documents(_PASSAGES)), 2_000)
    seen, ended = Seen(), threading.Event()
    threads = [threading.Thread(target=ask_on, args=(port, questions, seen, ended, seed)) for seed in range(clients)]
    for thread in threads:
        thread.start()
    began, turn, weighed = time.monotonic(), 0, 0.0
    while (now := time.monotonic() - began) < minutes * 60:
        if now >= turn * _CHANGE_EVERY_SECONDS:
            _change(work / "corpus", turn)
            turn += 1
        if now >= weighed:
            seen.weights.append((now, _weight_mb(master)))
            seen.most_indexes = max(seen.most_indexes, *map(_indexes_of, children(master)), 0)
            weighed = now + _WEIGH_EVERY_SECONDS
        time.sleep(0.2)
    ended.set()
    for thread in threads:
        thread.join()
    return seen


def _rows(seen: Seen, minutes: float, left_over: list[str]) -> list[list[str]]:
    p50, p99 = np.percentile(seen.taken_ms, [50, 99])
    settled = min(_SETTLED_SECONDS, minutes * 30)
    later = np.array([each for each in seen.weights if each[0] >= settled])
    growth = np.polyfit(later[:, 0] / 60, later[:, 1], 1)[0] if len(later) > 1 else float("nan")
    return [
        ["minutes", f"{minutes:g}"],
        ["questions", f"{len(seen.taken_ms):,}"],
        ["failed", f"{len(seen.failed)}"],
        ["p50 / p99 / slowest, wall", f"{p50:.1f} / {p99:.1f} / {max(seen.taken_ms):.0f} ms"],
        ["generations that answered", f"{len(seen.versions)}"],
        [f"memory of all processes after {settled / 60:.1f} minutes / at the end, PSS",
         f"{later[0, 1]:.0f} / {later[-1, 1]:.0f} MB, {growth:+.2f} MB a minute"],
        ["indexes that a worker held at a time, most", f"{seen.most_indexes}"],
        ["files left over", f"{len(left_over)} {' '.join(left_over)}".strip()],
    ]  # fmt: skip


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    """Until somebody answers there, who may have an index to build first."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_BUILT_SECONDS)
        try:
            connection.request("GET", "/livez")
            connection.getresponse().read()
            return
        except ConnectionError:
            time.sleep(0.2)
        finally:
            connection.close()


def main() -> int:
    """Read the arguments, serve, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="how long (default 30)")
    parser.add_argument("--clients", type=int, default=16, help="that ask at once (default 16)")
    given = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write_corpus(work / "corpus", _PASSAGES)
        command = [
            sys.executable,
            "-m",
            "qa_service",
            "serve",
            "--corpus",
            work / "corpus",
            "--index",
            work / "index",
            "--port",
            str(port),
            "--workers",
            str(_WORKERS),
        ]
        server = subprocess.Popen(command, env={**os.environ, "QA_LOG_LEVEL": "warning"})
        try:
            wait_for(port)
            time.sleep(2)
            seen = soak(port, server.pid, work, given.minutes, given.clients)
            left_over = _left_over_at_last(work / "index")
        finally:
            server.terminate()
            server.wait(60)
    print(table(["soak", "figure"], _rows(seen, given.minutes, left_over)))
    for fault in seen.failed[:10]:
        print(fault)
    return 1 if seen.failed or left_over else 0


if __name__ == "__main__":
    sys.exit(main())
