"""Workers: files of the corpus to analyses, a batch at a time, in as many processes as there are cores."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from qa_service.corpus.archives import Limits, allowance
from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.bounded_reading import results_of
from qa_service.corpus.document import Problem
from qa_service.corpus.folder import read_changed
from qa_service.corpus.opening import Look
from qa_service.corpus.reader_pool import Begin
from qa_service.corpus.reading import Reading, RejectedError, rejection
from qa_service.corpus.walk import printable
from qa_service.indexing.analysis import Analyser
from qa_service.indexing.batch import Analysis
from qa_service.processes import usable_processes


@dataclass(frozen=True, slots=True)
class Batch:
    """Files to be read: each with the hash it had when it was read last, empty for one that is new."""

    folder: Path
    files: tuple[tuple[str, str], ...]
    limits: Limits
    additions: tuple[LinePattern, ...]

    def __len__(self) -> int:
        return len(self.files)

    def part(self, first: int, last: int) -> Self:
        """Some of the files."""
        return replace(self, files=self.files[first:last])

    def run(self, begin: Begin) -> "Outcome":
        """Read and analyse the files; `begin` is told of each, and of the end."""
        return analyse(self, begin)

    def without(self, fault: RejectedError) -> "Outcome":
        """What comes of the only file where it can't be read."""
        problem = fault.problem(printable(self.files[0][0]))
        return [FileOutcome("", (), (), (problem,), None)], Analyser().analysis()


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What came of one file. `ids` and `lines` of its documents, in their order; None for a file that is the same.

    `look`: what it was when it was read; None where reading it was ended.
    """

    digest: str
    ids: tuple[str, ...] | None
    lines: tuple[int | None, ...]
    problems: tuple[Problem, ...]
    look: Look | None


Outcome = tuple[Sequence[FileOutcome], Analysis]
"""Of every file of a batch, and the documents of all that are not the same, one after the other."""


def analyse(batch: Batch, begin: Begin) -> Outcome:
    """Read and analyse the files of one batch; `begin` is told of each, and of the end."""
    analyser = Analyser()
    outcomes = []
    most_bytes = batch.limits.file_bytes
    for number, (file, known) in enumerate(batch.files):
        file_bytes = allowance(f"{batch.folder}/{file}", batch.limits)
        most_bytes = max(most_bytes, file_bytes)
        begin(number, file_bytes)
        readings, digest, look = read_changed(batch.folder, file, known, limits=batch.limits, additions=batch.additions)
        outcomes.append(
            FileOutcome(digest, None, (), (), look) if readings is None else _taken_in(analyser, readings, digest, look)
        )
    begin(len(batch), most_bytes)  # analysis takes some 17 bytes a character of all that was read
    return outcomes, analyser.analysis()


def _taken_in(analyser: Analyser, readings: Iterable[Reading], digest: str, look: Look) -> FileOutcome:
    """Analyse the documents of one file, of which no more than one reading is held.

    One that can't be analysed is a problem, and left out.
    """
    ids: list[str] = []
    lines: list[int | None] = []
    problems: list[Problem] = []
    for reading in readings:
        problems += reading.problems
        for document, source in zip(reading.documents, reading.sources, strict=True):
            try:
                analyser.add(document)
            except Exception as fault:  # whatever is in a text, the others are indexed
                problems.append(rejection(fault).problem(printable(source.file), line=source.line))
                continue
            ids.append(document.id)
            lines.append(source.line)
    return FileOutcome("" if look.is_torn else digest, tuple(ids), tuple(lines), tuple(problems), look)


def analyse_all(batches: Sequence[Batch], processes: int | None = None) -> Iterator[tuple[Batch, Outcome]]:
    """The batches with their outcomes, in their order; `processes`: how many work on them, by default one a core.

    A batch comes in parts where one of its files takes too much time or memory, which is a problem of that file.
    """
    return results_of(batches, processes or usable_processes())
