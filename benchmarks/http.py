"""Requests a second over HTTP beside a bare Flask: `python -m benchmarks.http [--seconds N] [--connections N]`.

Both run under the same gunicorn settings and answer wrk (Debian: `apt-get install wrk`) over the sample corpus:
questions that were never asked before, and sixty popular ones again and again, these by POST as well.
"""

import argparse
import json
import os
import platform
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import quote

from benchmarks.__main__ import table

ROOT = Path(__file__).resolve().parents[1]
_POPULAR = 60
_NEW = 100_000
_ROUNDS = 4
_START_SECONDS = 60
_LUA = """
local lines, thread_number, mine = {{}}, 0, 0
for line in io.lines("{lines}") do lines[#lines + 1] = line end
function setup(thread) thread:set("first", thread_number) thread_number = thread_number + 1 end
function request()
  mine = mine + 1
  local line = lines[(mine * {threads} + first) % #lines + 1]
  if "{method}" == "GET" then return wrk.format("GET", line) end
  return wrk.format("POST", "/ask", {{["Content-Type"] = "application/json"}}, line)
end
"""
Method = Literal["GET", "POST"]


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw."""

    requests_a_second: float
    p50_ms: float
    p99_ms: float
    failed: int  # statuses that are no 2xx or 3xx, connections, timeouts


def popular_questions() -> list[str]:
    """Sixty: the golden questions of the sample corpus, and as many of its sentences asked about as it takes."""
    rows = (ROOT / "corpus" / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(row)["question"] for row in rows if row.strip()]
    return (questions + new_questions(_POPULAR))[:_POPULAR]


def new_questions(most: int) -> list[str]:
    """Questions that are all different: an interrogative and words that stand together in an article."""
    chance = random.Random(20_261_124)
    words = [path.read_text(encoding="utf-8").split() for path in sorted((ROOT / "corpus").rglob("*.md"))]
    found: dict[str, None] = {}
    while len(found) < most:
        article = chance.choice(words)
        start = chance.randrange(len(article) - 8)
        picked = " ".join(article[start : start + chance.randint(3, 8)])
        found[f"{chance.choice(['من', 'متى', 'أين', 'كم', 'ما', 'لماذا'])} {picked} {chance.randint(1, 10**9)}؟"] = None
    return list(found)


@contextmanager
def server(target: str, *, probe: str = "/ask?q=x", **environ: str) -> Iterator[str]:
    """The address of gunicorn around `target`, with the settings of `gunicorn.conf.py`, once `probe` is answered."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", target],
        cwd=ROOT,
        env={**os.environ, "QA_LOG_LEVEL": "error", "QA_WATCH": "0", **environ},
    )
    try:
        give_up = time.monotonic() + _START_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{probe}", timeout=5).close()
                break
            except OSError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def load(
    address: str, questions: Sequence[str], seconds: int, connections: int, folder: Path, *, method: Method = "GET"
) -> Load:
    """wrk's figures for `/ask` with the questions in turn."""
    threads = 2
    lines, script = folder / "lines.txt", folder / "questions.lua"
    sent = (
        f"/ask?q={quote(each)}" if method == "GET" else json.dumps({"question": each}, ensure_ascii=False)
        for each in questions
    )
    lines.write_text("\n".join(sent), encoding="utf-8")
    script.write_text(_LUA.format(lines=lines, threads=threads, method=method), encoding="utf-8")
    told = subprocess.run(
        [
            "wrk",
            "-t",
            str(threads),
            "-c",
            str(connections),
            "-d",
            str(seconds),
            "--latency",
            "--timeout",
            "10",
            "-s",
            str(script),
            address,
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    failed = sum(map(int, re.findall(r"(?:connect|read|write|timeout|responses:) (\d+)", told)))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if rate is None:
        raise RuntimeError(told)
    return Load(float(rate[1]), _ms(told, "50%"), _ms(told, "99%"), failed)


def _ms(told: str, row: str) -> float:
    found = re.search(rf"^\s*{row}\s+([\d.]+)(us|ms|s)\s*$", told, re.MULTILINE)
    if found is None:
        raise RuntimeError(told)
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]


def together(rounds: Sequence[Load]) -> Load:
    """Of several rounds the means of the rates, the medians of the times, the sum of what failed."""
    middle = len(rounds) // 2
    return Load(
        sum(each.requests_a_second for each in rounds) / len(rounds),
        sorted(each.p50_ms for each in rounds)[middle],
        sorted(each.p99_ms for each in rounds)[middle],
        sum(each.failed for each in rounds),
    )


def measure(seconds: int, connections: int, workers: int) -> list[tuple[str, Load]]:
    """The bare endpoint, popular questions and new ones in turns, so that all see the same moods of the machine.

    In the order that `main` prints: for each method the bare endpoint first.
    """
    with tempfile.TemporaryDirectory() as name:
        folder, popular = Path(name), popular_questions()
        settings = {"QA_CORPUS": str(ROOT / "corpus"), "QA_INDEX": str(folder / "index"), "QA_WORKERS": str(workers)}
        with server("wsgi:app", **settings) as address:
            answers = [urllib.request.urlopen(f"{address}/ask?q={quote(each)}").read() for each in popular]
            middle = sorted(answers, key=len)[len(answers) // 2]
            (folder / "bytes").write_bytes(middle)
            fresh = new_questions(_NEW)
            with server("benchmarks.bare:app", BARE_BYTES=str(folder / "bytes"), **settings) as bare:
                rounds = [
                    [
                        load(*each, seconds // _ROUNDS, connections, folder, method=method)
                        for method in get_args(Method)
                        for each in (
                            (bare, popular),
                            (address, popular),
                            *([(address, fresh[number::_ROUNDS])] if method == "GET" else []),
                        )
                    ]
                    for number in range(_ROUNDS)
                ]
    names = (
        f"GET, bare Flask, {len(middle):,} bytes",
        "GET, sixty popular questions",
        "GET, never asked before",
        "POST, bare Flask",
        "POST, sixty popular questions",
    )
    return [(name, together(each)) for name, each in zip(names, zip(*rounds, strict=True), strict=True)]


def main() -> None:
    """Measure and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is needed (Debian: apt-get install wrk)")
    found = measure(given.seconds, given.connections, given.workers)
    bare = {name.partition(",")[0]: each for name, each in found if "bare" in name}
    print(
        f"{given.connections} connections, {given.workers} workers, {given.seconds} s each, "
        f"Python {platform.python_version()}.\n"
    )
    rows = []
    for name, each in found:
        ratio = each.requests_a_second / bare[name.partition(",")[0]].requests_a_second
        rows.append(
            [
                name,
                f"{each.requests_a_second:,.0f}",
                f"{ratio:.2f}",
                f"{each.p50_ms:.1f}",
                f"{each.p99_ms:.1f}",
                f"{each.p99_ms / each.p50_ms:.1f}",
                str(each.failed),
            ]
        )
    print(table(["/ask", "requests/s", "of bare", "p50 ms", "p99 ms", "p99/p50", "failed"], rows))


if __name__ == "__main__":
    main()
