"""Measures the service beside its peers and prints Markdown: `python -m benchmarks [--passages N...] [--questions N]`.

Peers that are not installed are left out: `pip install -e .[bench]`. Every part runs in a process of its own
on one thread, so that none pays for the memory of another.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks import reranking, search, whole
from benchmarks.generator import SEED
from benchmarks.plot import svg

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS")
_REPEATS = 3
_MOST_FITTED = 100_000  # passages, for which scikit-learn's matrix is made
P = ParamSpec("P")
T = TypeVar("T")


def apart(part: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `part` gives in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(part, *args, **kwargs).result()


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def timing_table(what: str, timings: Sequence[search.Timing]) -> str:
    """One row an engine; the last columns say how many times as long as ours it takes."""
    mine = timings[0]
    rows = [
        [
            each.engine,
            f"{each.mean_ms:.3f}",
            f"{each.p50_ms:.3f}",
            f"{each.p99_ms:.3f}",
            f"{each.wall_p50_ms:.3f}",
            f"{each.wall_p99_ms:.3f}",
            f"{each.mean_ms / mine.mean_ms:.1f}",
            f"{each.p50_ms / mine.p50_ms:.1f}",
        ]
        for each in timings
    ]
    head = [what, "mean ms", "p50 ms", "p99 ms", "wall p50", "wall p99", "mean, times ours", "p50, times ours"]
    return table(head, rows)


def whole_table(built: whole.Built, asked: whole.Asked) -> str:
    """One row a figure of the whole engine."""
    seconds = built.build_s + built.save_s
    rows = [
        ["passages a second, built", f"{built.passages / built.build_s:,.0f}"],
        ["passages a second, built and saved", f"{built.passages / seconds:,.0f}"],
        ["peak memory of the build, documents included", f"{built.peak_mb:,.0f} MB"],
        ["size on disk", f"{built.disk_mb:,.0f} MB, {built.disk_mb / built.text_mb:.1f} times the text"],
        ["open, checksums included (wall)", f"{asked.open_wall_ms:,.0f} ms"],
        ["first answer after that (wall)", f"{asked.first_wall_ms:,.0f} ms"],
        ["`Engine.ask` mean / p50 / p99", f"{asked.mean_ms:.2f} / {asked.p50_ms:.2f} / {asked.p99_ms:.2f} ms"],
        ["peak memory of a process that answers", f"{asked.peak_mb:,.0f} MB"],
    ]
    return table(["whole engine", "figure"], rows)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000], help="sizes of the collection")
    parser.add_argument("--questions", type=int, default=200, help="different questions asked (default 200)")
    parser.add_argument("--plot", type=Path, help="an SVG of the times of all engines by size, to be written here")
    parser.add_argument("--peers-only", action="store_true", help="leave out what concerns the whole engine")
    parser.add_argument("--stop-words", action="store_true", help="measure the peers with stop words left in, too")
    given = parser.parse_args()
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    timings = {}
    for passages in given.passages:
        print(
            f"{passages:,} passages, {given.questions} questions, seed {SEED}, one thread, "
            f"CPU time but for the wall, Python {platform.python_version()}\n",
            flush=True,
        )
        timings[passages] = apart(search.compare, passages, given.questions, _REPEATS)
        print(timing_table("BM25 top-10", timings[passages]), "\n", sep="", flush=True)
        if given.stop_words:
            found = apart(search.compare, passages, given.questions, _REPEATS, with_stop_words=True)
            print(timing_table("BM25 top-10, stop words left in", found), "\n", sep="", flush=True)
        if not given.peers_only:
            with tempfile.TemporaryDirectory() as kept:
                built = apart(whole.build, passages, given.questions, Path(kept))
                asked = apart(whole.ask, Path(kept), built.questions)
                print(whole_table(built, asked), "\n", sep="", flush=True)
                if passages <= _MOST_FITTED:
                    ranked = apart(reranking.compare, Path(kept), built.questions, _REPEATS)
                    print(timing_table(f"reranking {reranking.CANDIDATES} sentences", ranked), "\n", sep="", flush=True)
    if given.plot is not None:
        given.plot.write_text(svg(timings), encoding="utf-8")


if __name__ == "__main__":
    main()
