"""Threads of a worker take memory from one place: what one gives back another takes."""

import platform
import subprocess
import sys

import pytest

RESERVED = """
import sys, threading
from pathlib import Path
from qa_service.web.server.malloc_arena import share_one_arena
if sys.argv[1] == "shared":
    share_one_arena()
held, all_hold = [], threading.Barrier(6)
def hold():
    mine = [bytearray(100_000) for _ in range(20)]
    all_hold.wait()
threads = [threading.Thread(target=hold) for _ in range(6)]
[each.start() for each in threads]
[each.join() for each in threads]
spans = [line.split()[0].split("-") for line in Path("/proc/self/maps").read_text().splitlines() if " ---p " in line]
print(sum(int(end, 16) - int(start, 16) > 40_000_000 for start, end in spans))
"""


def arenas(how: str) -> int:
    """How many threads of a process reserved an arena of 64 MB for themselves."""
    run = subprocess.run([sys.executable, "-c", RESERVED, how], capture_output=True, text=True, check=True)
    return int(run.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")
def test_threads_share_one_arena() -> None:
    assert arenas("shared") < arenas("apart")
