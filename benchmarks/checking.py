"""Measures `qa-service check`: `python -m benchmarks.checking [--files N]` prints how many files a second it takes.

Files of generated text, with the share line of a site, are checked, one of them is changed, and they are checked again;
each in a process of its own, wall time with its start.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import generator

PARAGRAPHS = 8  # of a file


def write_corpus(folder: Path, files: int) -> None:
    """Write so many files, fifty in a folder."""
    for number, document in enumerate(generator.documents(files * PARAGRAPHS)):
        path = folder / str(number // 50) / f"{document.id}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        front = f"---\ntitle: {document.title}\ndate: {document.date}\n---\n"
        path.write_text(f"{front}{document.text}\n\nشارك المقال\n", encoding="utf-8")


def check(corpus: Path) -> float:
    """Seconds that a check takes."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "qa_service", "check", "--corpus", str(corpus)]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        write_corpus(corpus, files)
        found = len(list(corpus.rglob("*.txt")))
        first = check(corpus)
        changed = next(corpus.rglob("*.txt"))
        changed.write_text(changed.read_text(encoding="utf-8") + "\nجملة جديدة.\n", encoding="utf-8")
        second = check(corpus)
    for name, seconds in (("first", first), ("after one change", second)):
        print(f"{name}: {found} files in {seconds:.1f} s, {found / seconds:.0f} files a second")


if __name__ == "__main__":
    main()
