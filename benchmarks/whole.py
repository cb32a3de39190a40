"""Whole: the engine from documents to answers, in two processes: one that builds, one that opens and answers."""

import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import generator
from qa_service.engine import Engine

_KIB = 1 if sys.platform == "darwin" else 1024  # bytes that ru_maxrss counts in


@dataclass(frozen=True, slots=True)
class Built:
    """What a build took, and the questions that its documents can be asked."""

    passages: int
    build_s: float  # CPU, from documents in memory to an index in memory
    save_s: float  # CPU, on to a generation on disk
    peak_mb: float  # of the process, the documents included
    text_mb: float  # UTF-8
    disk_mb: float
    questions: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a process that opens the index took; milliseconds."""

    open_wall_ms: float  # checksums of all files included
    first_wall_ms: float  # the first answer, after opening
    mean_ms: float  # CPU, as all that follow
    p50_ms: float
    p99_ms: float
    answered: int
    peak_mb: float  # of the process, the pages of the index that it touched included


def build(passage_count: int, question_count: int, folder: Path) -> Built:
    """Generate, build and save into `folder`."""
    documents = list(generator.documents(passage_count))
    began = time.process_time()
    engine = Engine.build(documents)
    built = time.process_time()
    engine.save(folder)
    saved = time.process_time()
    return Built(
        passages=engine.info.passages,
        build_s=built - began,
        save_s=saved - built,
        peak_mb=_peak_mb(),
        text_mb=sum(len(document.text.encode()) for document in documents) / 1e6,
        disk_mb=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6,
        questions=generator.questions(documents, question_count),
    )


def ask(folder: Path, questions: list[str]) -> Asked:
    """Open the index in `folder` and ask every question, each once."""
    began = time.perf_counter()
    engine = Engine.open(folder)
    opened = time.perf_counter()
    engine.ask(questions[0])
    first = time.perf_counter()
    taken, answered = [], 0
    for question in questions:
        start = time.process_time_ns()
        answer = engine.ask(question)
        taken.append(time.process_time_ns() - start)
        answered += bool(answer.sentences)
    p50, p99 = np.percentile(np.array(taken) / 1e6, [50, 99])
    return Asked(
        open_wall_ms=(opened - began) * 1e3,
        first_wall_ms=(first - opened) * 1e3,
        mean_ms=float(np.mean(taken)) / 1e6,
        p50_ms=float(p50),
        p99_ms=float(p99),
        answered=answered,
        peak_mb=_peak_mb(),
    )


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB / 1e6
