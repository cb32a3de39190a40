"""Learning the short answer: which phrase of a right sentence is the gold answer, by token F1."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa_service.answers.sentence_words import read_sentence
from qa_service.answers.spans import NAMES, Phrases, phrases
from qa_service.evaluation.labelled import folded
from qa_service.native.arrays import Floats
from qa_service.query.query import Query, understand
from qa_service.ranking.trees import Trees
from qa_service.training.dataset import Case, Collection, fold_of
from qa_service.training.growing import grow_ranker
from qa_service.training.ranker import order

_GRADES = 5
_TREES = 250
_TOP = 2  # one phrase is shown
_EDGES = " .،؛:()[]«»\"'“”؟!"


@dataclass(frozen=True, slots=True)
class Sample:
    """The phrases of one sentence for one question, with the token F1 of each against the best gold answer."""

    case: Case
    text: str
    phrases: Phrases
    f1: Floats


def token_f1(phrase: str, answers: Sequence[str]) -> float:
    """Token F1 of a phrase against the best of the answers, both folded (Rajpurkar et al. 2016)."""
    said = [word.strip(_EDGES) for word in folded(phrase).split()]
    best = 0.0
    for answer in answers:
        gold = [word.strip(_EDGES) for word in folded(answer).split()]
        shared = sum((Counter(said) & Counter(gold)).values())
        if shared:
            best = max(best, 2 * shared / (len(said) + len(gold)))
    return best


def samples(collection: Collection, cases: Sequence[Case]) -> list[Sample]:
    """One sample for every right sentence of every case."""
    found = []
    for case in cases:
        query = understand(case.wording, collection.index.vocabulary)
        for place in np.flatnonzero(case.right):
            sample = sample_of(collection, case, query, int(place))
            if sample is not None and sample.f1.any():
                found.append(sample)
    return found


def sample_of(collection: Collection, case: Case, query: Query, place: int) -> Sample | None:
    """The sample of the sentence at `place` of a case's shortlist."""
    text = collection.text(int(case.shortlist.sentences[place]))
    candidates = phrases(read_sentence(text, query), query)
    if candidates is None:
        return None
    spans = zip(candidates.starts, candidates.ends, strict=True)
    return Sample(case, text, candidates, np.array([token_f1(text[a:b], case.question.answers) for a, b in spans]))


def learn(found: Sequence[Sample]) -> Trees:
    """Trees that put the phrase nearest to the gold answer first."""
    rows = np.vstack([sample.phrases.rows for sample in found])
    grades = np.concatenate([np.round(sample.f1 * (_GRADES - 1)) for sample in found])
    groups = [len(sample.f1) for sample in found]
    return grow_ranker(NAMES, rows, grades, groups, trees=_TREES, top=_TOP)


@dataclass(frozen=True, slots=True)
class ShortAnswers:
    """Mean token F1 and exact matches, in percent, of the chosen phrase and of the whole first sentence."""

    group: str
    questions: int
    phrase_f1: float
    phrase_exact: float
    sentence_f1: float


def held_out(
    collection: Collection, cases: Sequence[Case], found: Sequence[Sample], rankers: Mapping[Any, Trees]
) -> ShortAnswers:
    """The figures over the first sentence of every case, sentence and phrase chosen by what other folds taught."""
    f1, whole = [], []
    for fold, ranker in rankers.items():
        chooser = learn([sample for sample in found if fold_of(sample.case.question.document_id) != fold])
        for case in cases:
            if fold_of(case.question.document_id) != fold:
                continue
            query = understand(case.wording, collection.index.vocabulary)
            sample = sample_of(collection, case, query, int(order(ranker, case)[0]))
            if sample is not None:
                f1.append(float(sample.f1[np.argmax(chooser.score(sample.phrases.rows))]))
                whole.append(token_f1(sample.text, case.question.answers))
    exact = [score == 1.0 for score in f1]
    figures = (round(100 * float(np.mean(values)), 1) for values in (f1, exact, whole))
    return ShortAnswers("all", len(f1), *figures)
