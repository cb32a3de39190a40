"""What damaged and hostile files do to the service: `python -m benchmarks.hostile [--minutes 5] [--first 0]`, Markdown.

Files of every format are damaged at random (`tests/corpus/mutations.py`), read and analysed as in a build, in processes
with the same bounds. Each ends as documents, as problems with a code, or ended by its bounds. Exits 1 on anything else.
"""

import argparse
import logging
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from benchmarks.__main__ import table
from qa_service.corpus.bounded_reading import results_of
from qa_service.corpus.file_reading import read_data
from qa_service.corpus.reader_pool import Begin
from qa_service.corpus.reading import RejectedError
from qa_service.indexing.analysis import Analyser
from qa_service.processes import usable_processes
from tests.corpus.mutations import mutant

_FILES_OF_A_TASK, _TASKS_AT_ONCE = 200, 20
_MOST_BYTES = 10_000_000

Outcome = tuple[str, str, float]
"""The format, what came of the file, and its seconds of CPU time."""


@dataclass(frozen=True, slots=True)
class Mutants:
    """Damaged files by their numbers."""

    numbers: range

    def __len__(self) -> int:
        return len(self.numbers)

    def part(self, first: int, last: int) -> "Mutants":
        """Some of them."""
        return Mutants(self.numbers[first:last])

    def run(self, begin: Begin) -> list[Outcome]:
        """Read and analyse each."""
        logging.disable()  # libraries tell much of damaged files
        outcomes = []
        for place, number in enumerate(self.numbers):
            begin(place, _MOST_BYTES)
            name, data = mutant(number)
            began = time.process_time()
            reading = read_data(data, name)
            analyser = Analyser()
            for document in reading.documents:
                analyser.add(document)
            analyser.analysis()
            errors = [each.code for each in reading.problems if each.level == "error"]
            outcome = "documents" if reading.documents else errors[0] if errors else "nothing"
            outcomes.append((PurePosixPath(name).suffix.lower(), outcome, time.process_time() - began))
        return outcomes

    def without(self, fault: RejectedError) -> list[Outcome]:
        """What comes of one whose process was ended."""
        name, _ = mutant(self.numbers[0])
        kind = f"ended: {fault.code}" if fault.code in ("too_slow", "too_big") else f"died: {fault.reason}"
        return [(PurePosixPath(name).suffix.lower(), kind, 0.0)]


def tried(first: int, seconds: float) -> list[Outcome]:
    """The outcomes of damaged files from this number on, as many as can be read in so many seconds."""
    outcomes: list[Outcome] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        starts = range(first, first + _FILES_OF_A_TASK * _TASKS_AT_ONCE, _FILES_OF_A_TASK)
        tasks = [Mutants(range(start, start + _FILES_OF_A_TASK)) for start in starts]
        for _, found in results_of(tasks, usable_processes()):
            outcomes += found
        first = starts.stop
    return outcomes


def report(outcomes: Sequence[Outcome]) -> str:
    """One row a format."""
    by_format: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for kind, outcome, seconds in outcomes:
        by_format[kind].append((outcome, seconds))
    rows = []
    for kind, found in sorted(by_format.items()):
        counts = Counter(outcome for outcome, _ in found)
        documents, failed = counts.pop("documents", 0), counts.pop("reader_failed", 0)
        ended = sum(counts.pop(code, 0) for code in ("too_slow", "too_big", "ended: too_slow", "ended: too_big"))
        faults = sum(counts.pop(name) for name in list(counts) if name == "nothing" or name.startswith("died"))
        rows.append([kind, f"{len(found):,}", f"{documents:,}", f"{counts.total():,}", str(failed), str(ended),
                     str(faults), f"{max(seconds for _, seconds in found):.1f}"])  # fmt: skip
    head = ["format", "files", "documents", "refused with a reason", "`reader_failed`", "ended by a bound",
            "process died, or nothing told", "longest, s of CPU"]  # fmt: skip
    return table(head, rows)


def main() -> int:
    """0 if every file was documents or a problem, and no process died."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=5)
    options.add_argument("--first", type=int, default=0, help="number of the first file")
    given = options.parse_args()
    outcomes = tried(given.first, given.minutes * 60)
    print(report(outcomes))
    return int(any(outcome == "nothing" or outcome.startswith("died") for _, outcome, _ in outcomes))


if __name__ == "__main__":
    sys.exit(main())
