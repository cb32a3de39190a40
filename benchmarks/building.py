"""Measures what writes an index: `python -m benchmarks.building [--passages N]` prints a Markdown table.

Files of generated text, eight passages each, are indexed on one core and on two, one of them is changed and one
deleted, and the index is opened; each in a process of its own, wall time.
"""

import argparse
import os
import platform
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import generator
from benchmarks.__main__ import apart, table
from qa_service.engine import Engine
from qa_service.runtime.index_store import update
from qa_service.settings import Settings, load_settings

_LONG_AGO = (1_700_000_000, 1_700_000_000)


@dataclass(frozen=True, slots=True)
class Built:
    """What one build took; `peak_mb` of the process that joins, the others have each some 250 MB beside."""

    passages: int
    wall_s: float
    cpu_s: float  # of all processes
    peak_mb: float


def write_corpus(folder: Path, passages: int) -> int:
    """Write so many passages as files; the bytes of their texts."""
    folder.mkdir()
    held = 0
    for document in generator.documents(passages):
        path = folder / f"{document.id}.txt"
        front = f"---\ntitle: {document.title}\ndate: {document.date}\n---\n"
        path.write_text(f"{front}{document.text}\n", encoding="utf-8")
        os.utime(path, _LONG_AGO)
        held += len(document.text.encode())
    return held


def build(corpus: Path, index: Path, cores: int) -> Built:
    """Make the index current on so many cores."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    began = time.perf_counter()
    service = update(_settings(corpus, index))
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Built(
        passages=service.engine.info.passages,
        wall_s=time.perf_counter() - began,
        cpu_s=own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
        peak_mb=own.ru_maxrss / 1e3,
    )


def first_answer(index: Path, question: str) -> tuple[float, float]:
    """Seconds to open the index, and on to the first answer."""
    began = time.perf_counter()
    engine = Engine.open(index)
    opened = time.perf_counter()
    engine.ask(question)
    return opened - began, time.perf_counter() - opened


def _settings(corpus: Path, index: Path) -> Settings:
    return load_settings({}, corpus=corpus, index=index)


def measure(passages: int, work: Path) -> list[list[str]]:
    """The rows of the table."""
    corpus, index = work / "corpus", work / "index"
    held = apart(write_corpus, corpus, passages)
    one = apart(build, corpus, work / "index-of-one", 1)
    two = apart(build, corpus, index, 2)
    question = generator.questions(list(generator.documents(80)), 1)[0]
    opened, answered = apart(first_answer, index, question)
    disk = sum(file.stat().st_size for file in (index / "generations").rglob("*") if file.is_file())
    changed = min(corpus.iterdir())
    changed.write_text("وصلت القافلة إلى الواحة في المساء.\n", encoding="utf-8")
    change = apart(build, corpus, index, 2)
    changed.unlink()
    deletion = apart(build, corpus, index, 2)
    return [
        ["passages a second, files to a saved index, one core", f"{one.passages / one.wall_s:,.0f}"],
        ["the same, by CPU time", f"{one.passages / one.cpu_s:,.0f}"],
        ["on two cores", f"{two.passages / two.wall_s:,.0f}"],
        ["peak memory", f"{max(one.peak_mb, two.peak_mb):,.0f} MB"],
        ["size on disk, texts included", f"{disk / 1e6:,.0f} MB, {disk / held:.2f} times the text"],
        ["one file changed, index current after", f"{change.wall_s:.2f} s"],
        ["one file deleted, index current after", f"{deletion.wall_s:.2f} s"],
        ["open", f"{opened * 1e3:,.0f} ms"],
        ["first answer after that", f"{answered * 1e3:,.0f} ms"],
    ]


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.building", description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000, help="size of the corpus (default 10000)")
    given = parser.parse_args()
    print(
        f"{given.passages:,} passages in {-(-given.passages // generator.PARAGRAPHS_PER_DOCUMENT):,} files, "
        f"seed {generator.SEED}, Python {platform.python_version()}\n",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as work:
        print(table(["building", "figure"], measure(given.passages, Path(work))))


if __name__ == "__main__":
    main()
