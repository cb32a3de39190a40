"""Measures how soon a change is served: `python -m benchmarks.changing [--passages N] [--changes N]`.

`serve` with two workers watches files of eight generated passages each. One after the other is changed, and then
deleted, and the answers are asked for until every worker has it; wall time from the end of the writing.
"""

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import generator
from benchmarks.__main__ import apart, table
from benchmarks.building import write_corpus
from benchmarks.soak import free_port, wait_for

_WORKERS = 2
_IN_A_ROW = 12  # answers over new connections that all tell of the change: no worker is left that doesn't
_GIVE_UP_SECONDS = 60.0
_READY_SECONDS = 3.0  # for the process that indexes to stand ready again


def _cites(port: int, word: str) -> str | None:
    """The document that the first citation for a word is of; None where there is none."""
    body = json.dumps({"question": word, "min_confidence": 0}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as reply:
        citations = json.load(reply)["citations"]
    return citations[0]["document_id"] if citations else None


def seconds_until(holds: Callable[[], bool]) -> float:
    """How long it takes until it holds and goes on to."""
    began, first, row = time.perf_counter(), 0.0, 0
    while row < _IN_A_ROW:
        asked = time.perf_counter()
        if asked - began > _GIVE_UP_SECONDS:
            raise TimeoutError
        if holds():
            first, row = first if row else asked, row + 1
        else:
            row = 0
            time.sleep(0.02)
    return first - began


def measure(port: int, corpus: Path, changes: int) -> tuple[list[float], list[float]]:
    """Seconds after each change and after each deletion."""
    changed, deleted = [], []
    files = sorted(corpus.iterdir())
    chance = random.Random(generator.SEED)
    for file in files[:: max(len(files) // changes, 1)][:changes]:
        word = "".join(chance.sample("بتثجحخدذرزسشصضطظعغفق", 8))  # no letter twice, which would be taken for a slip
        file.write_text(f"وصلت القافلة {word} إلى الواحة في المساء.\n", encoding="utf-8")
        changed.append(seconds_until(lambda word=word, name=file.stem: _cites(port, word) == name))
        time.sleep(_READY_SECONDS)
        file.unlink()
        deleted.append(seconds_until(lambda word=word, name=file.stem: _cites(port, word) != name))
        time.sleep(_READY_SECONDS)
    return changed, deleted


def main() -> None:
    """Read the arguments, serve, change, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.changing", description=__doc__)
    parser.add_argument("--passages", type=int, default=80_000, help="size of the corpus (default 80000)")
    parser.add_argument("--changes", type=int, default=8, help="files that are changed and deleted (default 8)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus, index, port = Path(folder) / "corpus", Path(folder) / "index", free_port()
        apart(write_corpus, corpus, given.passages)
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
            str(_WORKERS),
        ]
        server = subprocess.Popen(command, env={**os.environ, "QA_LOG_LEVEL": "warning"})
        try:
            wait_for(port)
            time.sleep(_READY_SECONDS)
            changed, deleted = measure(port, corpus, given.changes)
        finally:
            server.terminate()
            server.wait(60)
    print(
        f"{given.passages:,} passages in {-(-given.passages // generator.PARAGRAPHS_PER_DOCUMENT):,} files, "
        f"{_WORKERS} workers, Python {platform.python_version()}\n"
    )
    rows = [
        [what, *(f"{figure:.2f} s" for figure in (min(taken), np.median(taken), max(taken)))]
        for what, taken in (
            ("a changed file is in all answers after", changed),
            ("a deleted one is gone from all after", deleted),
        )
    ]
    print(table(["serve", "least", "median", "most"], rows))


if __name__ == "__main__":
    main()
