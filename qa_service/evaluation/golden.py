"""Golden questions: the maintainer's own, in the corpus folder, and whether an engine answers them correctly."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_service.answers.answer import Answer
from qa_service.corpus.document import Problem
from qa_service.corpus.walk import GOLDEN_FILE
from qa_service.engine import Engine
from qa_service.evaluation.labelled import LabelledQuestion, hits, parse_questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A golden question that fails."""

    id: str
    question: str
    expected: str  # the gold answer; empty if `no_answer` is right
    document_id: str | None  # of the gold answer
    status: str  # of the actual answer
    quotes: tuple[str, ...]
    reason: str  # one English sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenResult:
    """The results of the golden questions."""

    asked: int
    right: int
    failed: tuple[Failure, ...]


def read_golden(corpus: Path) -> tuple[list[LabelledQuestion], list[Problem]]:
    """Read the golden questions of a corpus folder, none if it has no such file; invalid lines are Problems.

    Raises OSError if the file exists and can't be read.
    """
    path = corpus / GOLDEN_FILE
    return parse_questions(path.read_bytes(), GOLDEN_FILE) if path.is_file() else ([], [])


def _fault(engine: Engine, question: LabelledQuestion, answer: Answer) -> str | None:
    """Return why the answer is wrong, None if it is right.

    It is right if the gold answer is in one of the three sentences that the page shows by default.
    """
    if not question.answers:
        return None if answer.status == "no_answer" else "The corpus holds no answer, yet one is shown."
    gold = engine.document(question.document_id) if question.document_id is not None else None
    if question.document_id is not None and gold is None:
        return f"There is no document {question.document_id!r}."
    if answer.status == "no_answer":
        return "No answer is shown."
    return None if any(hits(answer, question, gold)) else "None of the sentences shown holds the answer."


def run_golden(
    engine: Engine, questions: Sequence[LabelledQuestion], min_confidence: float | None = None
) -> GoldenResult:
    """Ask every golden question as a reader would, with this threshold or the engine's own."""
    failed = []
    for question in questions:
        answer = engine.ask(question.question, max_sentences=3, min_confidence=min_confidence)
        fault = _fault(engine, question, answer)
        if fault is not None:
            failed.append(
                Failure(
                    id=question.id,
                    question=question.question,
                    expected=" / ".join(question.answers),
                    document_id=question.document_id,
                    status=answer.status,
                    reason=fault,
                    quotes=tuple(each.quote for each in answer.citations),
                )
            )
    return GoldenResult(asked=len(questions), right=len(questions) - len(failed), failed=tuple(failed))
