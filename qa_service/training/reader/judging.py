"""The judgement: what words and vectors weigh beside the model, and how sure the first sentence is.

It is learned on questions of documents that the model didn't learn from, asked with their documents and without, with
vectors and without.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qa_service.corpus.document import Document
from qa_service.errors import DataFormatError, ReaderUnusableError
from qa_service.evaluation.labelled import LabelledQuestion
from qa_service.index.filters import Filters
from qa_service.native.arrays import Array, Bools, Floats, Ints
from qa_service.query.query import worded_for_reading
from qa_service.reader.embedding import embed
from qa_service.reader.judgement import Evidence, Judgement, confidence_of, evidence_of
from qa_service.reader.model import Reading
from qa_service.reader.process_model import ProcessModel
from qa_service.reader.reader import Examined, Reader
from qa_service.training.reader.candidates import Corpus
from qa_service.training.reader.labels import MAY_BE_RIGHT, RIGHT, Labels
from qa_service.training.reader.shares import NOISY, is_for_calibration

_WORDS = np.arange(0, 2.05, 0.1)
_COSINES = np.array([0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30.0])
_KEPT = 0.8  # share of the right first sentences that are shown
_UNBOUND = 1e6  # of the logistic regression: five numbers need no regularization


@dataclass(frozen=True, slots=True)
class Judged:
    """One question asked of one corpus: what each candidate is judged by, and its label."""

    texts: Sequence[str]
    readings: Sequence[Reading]
    words: Floats  # the ranker's score, less the best candidate's
    cosines: Floats | None  # the likeness of vectors; None without vectors
    confidence: float  # of words
    labels: Ints

    def combined(self, words: float, cosine: float) -> Floats:
        """The score of each candidate by these weights, as `judgement.combined` has it."""
        found: Floats = np.array([each.score for each in self.readings]) + words * self.words
        return found if self.cosines is None else found + cosine * (self.cosines - self.cosines.max())

    def evidence(self, words: float, cosine: float) -> Evidence:
        """What the confidence in the first candidate rests on."""
        scores = self.combined(words, cosine).tolist()
        return evidence_of(self.texts, self.readings, scores, self.cosines, self.confidence)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the judgement is worth on the questions that it was learned on."""

    questions: int
    answerable: int  # of them
    right_first: float  # in percent, of the questions that some candidate answers
    right_first_by_model_alone: float
    auroc: float  # of right first sentences over wrong ones, absent answers among them


def learn_judgement(
    documents: Sequence[Document], questions: Iterable[LabelledQuestion], weights: Path, index: Path
) -> tuple[Judgement, Figures]:
    """Learn how scores become an order and a confidence.

    Args:
        documents: all that the model may know, those for the calibration among them.
        questions: of all of them; those for the calibration are asked.
        weights: the folder of the model.
        index: a folder for an index and the vectors of its sentences, which are kept there.

    Returns:
        The judgement, and its figures.

    Raises:
        ReaderUnusableError: the model can't be used.
        DataFormatError: there are too few questions.
        OSError: the index can't be written.
    """
    asked = [each for each in questions if is_for_calibration(each.document_id) and each.slice not in NOISY]
    cases = list(_examined(documents, asked, weights, index))
    others = [document for document in documents if not is_for_calibration(document.id)]
    answerable = [question for question in asked if question.answers]
    cases += _examined(others, answerable, weights, index)
    words, cosine = choose_weights(cases)
    judgement = judgement_of(cases, words, cosine)
    return judgement, _figures(cases, judgement)


def judgement_of(cases: Sequence[Judged], words: float, cosine: float) -> Judgement:
    """The judgement with these weights: the confidence fitted, and the threshold that keeps `_KEPT` of the right."""
    evidence, right = _firsts(cases, words, cosine)
    slope, lead, nearest, sure, offset = fit_confidence(evidence, right)
    fitted = Judgement(round(words, 2), round(cosine, 2), slope, lead, nearest, sure, offset, threshold=0.0)
    shown = np.array([confidence_of(fitted, Evidence(*each)) for each in evidence[right]])
    return replace(fitted, threshold=round(float(np.quantile(shown, 1 - _KEPT)), 2))


def choose_weights(cases: Sequence[Judged]) -> tuple[float, float]:
    """The weights of words and of vectors that put most right sentences first.

    Args:
        cases: those without a right candidate tell nothing here.

    Returns:
        `words` and `cosine`; of equal ones those that make the right sentences likeliest.

    Raises:
        DataFormatError: no candidate is right.
    """
    telling = [case for case in cases if (case.labels == RIGHT).any()]
    if not telling:
        raise DataFormatError("No question for the calibration has a right candidate: give more documents.")
    tried = ((float(words), float(cosine)) for words in _WORDS for cosine in _COSINES)
    return max(tried, key=lambda weights: _worth(telling, *weights))


def fit_confidence(evidence: Array, right: Bools) -> tuple[float, ...]:
    """The log-odds that the first candidate answers, by what speaks for it.

    Args:
        evidence: a row an `Evidence`.
        right: whether it answers, one a row.

    Returns:
        `slope`, `lead`, `nearest`, `sure` and `offset`.

    Raises:
        DataFormatError: all first candidates are right, or none.
    """
    if len(set(right.tolist())) < 2:
        raise DataFormatError("The questions for the calibration are too few, or all of one kind: give more.")
    model = LogisticRegression(C=_UNBOUND).fit(evidence, right)
    return tuple(round(float(each), 4) for each in (*model.coef_[0], model.intercept_[0]))


def judged_of(examined: Examined, confidence: float, labels: Sequence[int]) -> Judged:
    """What a question's candidates are judged by; `confidence`: of words; `labels`: one a candidate."""
    words = np.array([each.rerank_score for each in examined.chosen])
    cosines = None if examined.cosines is None else examined.cosines.astype(np.float64)
    return Judged(examined.texts, examined.readings, words - words.max(), cosines, confidence, np.array(labels))


def _examined(
    documents: Sequence[Document], questions: Iterable[LabelledQuestion], weights: Path, index: Path
) -> Iterator[Judged]:
    """The questions that have candidates, asked as serving asks them, with vectors and without."""
    process = ProcessModel(weights)
    model = process.get()
    if model is None:
        raise ReaderUnusableError(process.fault)
    corpus = Corpus(documents)
    corpus.engine.save(index)
    embed(index, model)
    readers = [Reader(process, corpus.engine.index, folder) for folder in (index, None)]
    for question in questions:
        reading = corpus.ranked(question.question)
        wording = worded_for_reading(question.question, reading.query, ())
        labels = Labels(question, corpus.documents)
        for examined in (each.examine(wording, reading.ranking, Filters()) for each in readers):
            if examined is not None:
                confidence = reading.ranking.confidence
                yield judged_of(examined, confidence, [corpus.label(labels, each.sentence) for each in examined.chosen])


def _worth(cases: Sequence[Judged], words: float, cosine: float) -> tuple[int, float]:
    """How many right sentences stand first, and the mean log-likelihood of the right ones."""
    first, likelihood = 0, 0.0
    for case in cases:
        scores = case.combined(words, cosine)
        right = case.labels == RIGHT
        first += bool(right[scores.argmax()])
        likelihood += float(np.logaddexp.reduce(scores[right]) - np.logaddexp.reduce(scores))
    return first, likelihood / len(cases)


def _firsts(cases: Sequence[Judged], words: float, cosine: float) -> tuple[Array, Bools]:
    """The evidence for each first candidate, and whether it is right; where that is known."""
    evidence, right = [], []
    for case in cases:
        first = int(case.combined(words, cosine).argmax())
        if case.labels[first] != MAY_BE_RIGHT:
            evidence.append(case.evidence(words, cosine))
            right.append(case.labels[first] == RIGHT)
    return np.array(evidence), np.array(right)


def _figures(cases: Sequence[Judged], judgement: Judgement) -> Figures:
    telling = [case for case in cases if (case.labels == RIGHT).any()]
    chosen, alone = (
        round(100 * _worth(telling, *weights)[0] / len(telling), 2)
        for weights in ((judgement.words, judgement.cosine), (0.0, 0.0))
    )
    evidence, right = _firsts(cases, judgement.words, judgement.cosine)
    sure = [confidence_of(judgement, Evidence(*each)) for each in evidence]
    return Figures(len(cases), len(telling), chosen, alone, round(float(roc_auc_score(right, sure)), 4))
