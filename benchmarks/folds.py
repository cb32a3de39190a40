"""Folds: the whole engine asked about documents that its weights did not learn from, five folds by document."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from unittest.mock import patch

from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.evaluation.labelled import LabelledQuestion, hits
from qa_service.ranking.trees import Trees
from qa_service.training import confidence, ranker
from qa_service.training.confidence import Judged
from qa_service.training.dataset import FOLDS, Case, Collection, fold_of

PLAIN, SLIPS = "question", "question_typo"


@dataclass(frozen=True, slots=True)
class Weights:
    """What one fold is ranked and judged by; learned from the others."""

    ranker: Trees
    confidence: Trees


@dataclass(frozen=True, slots=True)
class Asked:
    """One question asked of one corpus."""

    setting: str  # the kind of corpus, as in `training.confidence`
    present: bool  # whether the corpus holds its document
    hits: tuple[bool, ...]  # of the first three citations
    confidence: float

    @property
    def right(self) -> bool:
        """Whether the first citation answers."""
        return self.hits[:1] == (True,)


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that was learned: cases as asked and with slips, the questions judged, and the weights of each fold."""

    cases: list[Case]
    slips: list[Case]
    judged: list[Judged]
    weights: dict[int, Weights]


def lesson(documents: Sequence[Document], questions: Sequence[LabelledQuestion]) -> Lesson:
    """Learn the weights of every fold from the other four, as `qa_service.training` does."""
    collection = Collection(documents)
    cases, slips = collection.cases(questions), collection.cases(questions, SLIPS)
    rankers = ranker.held_out(cases + slips, lambda case: fold_of(case.question.document_id))
    names = cases[0].shortlist.features.names
    judged = list(confidence.judged(documents, questions, rankers))
    weights = {}
    for fold in range(FOLDS):
        others = [case for case in judged if case.fold != fold]
        weights[fold] = Weights(rankers[fold], confidence.learn(names, others))
    return Lesson(cases, slips, judged, weights)


@contextmanager
def weighing(weights: Weights) -> Iterator[None]:
    """The engine ranks and judges by these weights meanwhile."""
    with patch("qa_service.ranking.reranker._fitting", lambda: (weights.ranker, weights.confidence)):
        yield


def ask(engine: Engine, question: LabelledQuestion, setting: str, wording: str) -> Asked:
    """The answer to one question, whatever its confidence."""
    answer = engine.ask(wording, min_confidence=0)
    gold = engine.document(question.document_id) if question.document_id is not None else None
    found = hits(answer, question, gold) if gold is not None else ()
    return Asked(setting, gold is not None, found, answer.confidence)


def ask_all(
    documents: Sequence[Document], questions: Sequence[LabelledQuestion], weights: Mapping[int, Weights], field: str
) -> list[Asked]:
    """Every question that has this wording, asked of all documents."""
    engine, found = Engine.build(documents), []
    for fold, learned in weights.items():
        with weighing(learned):
            for question in questions:
                wording = question.worded(field)
                if wording is not None and fold_of(question.document_id) == fold:
                    found.append(ask(engine, question, "all", wording))
    return found


def ask_with_and_without(
    documents: Sequence[Document], questions: Sequence[LabelledQuestion], weights: Mapping[int, Weights]
) -> Iterator[Asked]:
    """Every question asked of corpora of every size, with its document and without; as many of both in small ones."""
    for fold, learned in weights.items():
        mine = [question for question in questions if fold_of(question.document_id) == fold]
        with weighing(learned):
            for setting, corpus in confidence.corpora(documents, fold):
                engine = Engine.build(corpus)
                held = {document.id for document in corpus}
                inside = [question for question in mine if question.document_id in held]
                outside = [question for question in mine if question.document_id not in held]
                if setting.isdigit():
                    draw = Random(f"{setting}{corpus[0].id}")
                    outside = draw.sample(outside, min(len(inside), len(outside)))
                for question in inside + outside:
                    yield ask(engine, question, setting, question.question)
