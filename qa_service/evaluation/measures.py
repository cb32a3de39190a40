"""The measures of answers on labelled questions: hits, quotes, round trips, confidence, speed."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa_service.answers.answer import Answer
from qa_service.engine import Engine
from qa_service.errors import DataFormatError
from qa_service.evaluation.labelled import LabelledQuestion, hits

_RESAMPLES = 2000
ALL = "ALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Shares of one group of questions, in percent."""

    n: int
    hit1: float  # the first citation quotes a gold answer from the gold paragraph
    hit3: float  # one of the first three does
    document1: float  # the first citation is of the gold document
    hit1_interval: tuple[float, float]  # 95 %, bootstrap over documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """How well confidence separates right answers from questions that nothing answers."""

    n: int
    auroc: float | None  # of confidence, right answers against absent questions; None without right answers
    false_at_90: float  # percent of absent questions shown at the threshold that keeps 90 % of the right answers
    false_at_threshold: float  # percent of absent questions shown at the threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything measured in one run."""

    sets: dict[str, Hits]  # by group, and ALL
    quote_chars: float | None  # mean length of a quote, in code points; None without citations
    citations: int
    broken: int  # citations with text[start:end] != quote
    p50_ms: float  # of Engine.ask
    p99_ms: float
    answered: float  # percent shown at the threshold
    right_of_answered: float | None  # percent of those; None if none is shown
    absent: Abstention | None  # None without such questions

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready values."""
        report: dict[str, Any] = {
            "sets": {
                name: {
                    "n": each.n,
                    "hit@1": each.hit1,
                    "hit@3": each.hit3,
                    "document@1": each.document1,
                    "hit@1 interval": list(each.hit1_interval),
                }
                for name, each in self.sets.items()
            },
            "mean quote chars": self.quote_chars,
            "citations": self.citations,
            "citations that do not round-trip": self.broken,
            "ms p50": self.p50_ms,
            "ms p99": self.p99_ms,
            "at the threshold": {"answered": self.answered, "right of those": self.right_of_answered},
        }
        if self.absent is not None:
            report["absent"] = {
                "n": self.absent.n,
                "auroc": self.absent.auroc,
                "false answers at 90% of right answers kept": self.absent.false_at_90,
                "false answers at the threshold": self.absent.false_at_threshold,
            }
        return report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    question: LabelledQuestion
    answer: Answer  # at min_confidence 0
    shown: bool  # at the threshold
    hits: tuple[bool, ...]
    broken: int
    ms: float

    @property
    def right(self) -> bool:
        return self.hits[:1] == (True,)

    @property
    def right_document(self) -> bool:
        return any(each.document_id == self.question.document_id for each in self.answer.citations[:1])


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the probability that a positive is above a negative, ties counting half (Mann and Whitney 1947).

    None if either is empty.

    >>> auroc([0.9, 0.6], [0.6, 0.1])
    0.875
    """
    if not positive or not negative:
        return None
    ordered = np.sort(negative)
    below, up_to = (np.searchsorted(ordered, positive, side) for side in ("left", "right"))
    return round(float(np.mean(below + up_to) / 2 / len(ordered)), 3)


def interval(groups: Sequence[Sequence[bool]]) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of the share of True, in percent.

    After Efron and Tibshirani (1993), chapter 13. Whole groups are drawn (the questions on one document), since they
    are correlated; drawing single questions would make the interval too narrow. Deterministic.
    """
    size = np.array([len(group) for group in groups])
    true = np.array([sum(group) for group in groups])
    drawn = np.random.default_rng(0).integers(len(groups), size=(_RESAMPLES, len(groups)))
    low, high = np.percentile(100 * true[drawn].sum(axis=1) / size[drawn].sum(axis=1), (2.5, 97.5))
    return round(float(low), 1), round(float(high), 1)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1)


def _judge(engine: Engine, question: LabelledQuestion, wording: str, min_confidence: float | None) -> _Judged:
    began = time.perf_counter()
    answer = engine.ask(wording, max_sentences=3, min_confidence=0)
    ms = (time.perf_counter() - began) * 1000
    texts = [engine.document(each.document_id) for each in answer.citations]
    broken = sum(
        document is None or document.text[each.start : each.end] != each.quote
        for each, document in zip(answer.citations, texts, strict=True)
    )
    gold = engine.document(question.document_id) if question.document_id is not None else None
    shown = engine.ask(wording, max_sentences=3, min_confidence=min_confidence).status != "no_answer"
    return _Judged(
        question=question, answer=answer, shown=shown, hits=hits(answer, question, gold), broken=broken, ms=ms
    )


def _hits(rows: Sequence[_Judged]) -> Hits:
    by_document: dict[str | None, list[bool]] = {}
    for row in rows:
        by_document.setdefault(row.question.document_id, []).append(row.right)
    return Hits(
        n=len(rows),
        hit1=_percent(sum(row.right for row in rows), len(rows)),
        hit3=_percent(sum(any(row.hits) for row in rows), len(rows)),
        document1=_percent(sum(row.right_document for row in rows), len(rows)),
        hit1_interval=interval(list(by_document.values())),
    )


def _abstention(rows: Sequence[_Judged], absent: Sequence[Answer]) -> Abstention | None:
    if not absent:
        return None
    positive = sorted(row.answer.confidence for row in rows if row.right)
    negative = [answer.confidence for answer in absent]
    cut = positive[int(len(positive) * 0.1)] if positive else 1.0
    return Abstention(
        n=len(absent),
        auroc=auroc(positive, negative),
        false_at_90=_percent(sum(value >= cut for value in negative), len(absent)),
        false_at_threshold=_percent(sum(each.status != "no_answer" for each in absent), len(absent)),
    )


def evaluate(
    engine: Engine,
    questions: Sequence[LabelledQuestion],
    absent: Sequence[LabelledQuestion] = (),
    *,
    field: str = "question",
    min_confidence: float | None = None,
) -> Report:
    """Ask every question whose document is indexed, and every absent one, in the wording under the key `field`.

    `min_confidence` is the threshold of the report, by default the engine's own. A question without answers counts
    as absent. Raises DataFormatError if there is no question to ask.
    """
    asked = [
        (each, wording)
        for each in questions
        if each.answers
        and (wording := each.worded(field))
        and (each.document_id is None or engine.document(each.document_id) is not None)
    ]
    if not asked:
        raise DataFormatError(f"no question has answers, the field {field!r} and a document that is indexed")
    unanswerable = [
        wording
        for each in (*(each for each in questions if not each.answers), *absent)
        if (wording := each.worded(field))
    ]
    rows = [_judge(engine, each, wording, min_confidence) for each, wording in asked]
    groups: dict[str, list[_Judged]] = {}
    for row in rows:
        groups.setdefault(row.question.slice, []).append(row)
    lengths = [len(each.quote) for row in rows for each in row.answer.citations]
    times = sorted(row.ms for row in rows)
    shown = [row for row in rows if row.shown]
    return Report(
        sets={name: _hits(group) for name, group in (*groups.items(), (ALL, rows))},
        quote_chars=round(statistics.mean(lengths), 1) if lengths else None,
        citations=len(lengths),
        broken=sum(row.broken for row in rows),
        p50_ms=round(times[len(times) // 2], 2),
        p99_ms=round(times[int(len(times) * 0.99)], 2),
        answered=_percent(len(shown), len(rows)),
        right_of_answered=_percent(sum(row.right for row in shown), len(shown)) if shown else None,
        absent=_abstention(
            rows, [engine.ask(wording, max_sentences=3, min_confidence=min_confidence) for wording in unanswerable]
        ),
    )
