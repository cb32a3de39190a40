"""Ablation: what each part of ranking, of confidence and of reading a question adds in points and costs in time."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.folds import Lesson
from qa_service.engine import Engine
from qa_service.ranking.features import MARGINS, Features
from qa_service.training import confidence, ranker
from qa_service.training.confidence import Judged
from qa_service.training.dataset import Case, fold_of

# Columns of the features by the beginnings of their names.
PARTS = {
    "kind of question, and what is offered": ("asks_", "has_", "says_", "offer", "best_offers",
                                              "best_in_passage_offers"),
    "order and nearness of matched terms": ("pairs_", "spread", "first_position", "matched_tokens"),
    "roots": ("cover_root", "cosine_root"),
    "letter grams": ("cover_gram", "cosine_gram", "best_cosine_gram"),
    "title": ("cover_title", "title_matched", "cover_passage_title", "cover_with_title"),
    "sentences before and after": ("cover_before", "cover_with_before", "cover_with_after", "cover_around",
                                   "best_cover_around", "before_cosine", "after_cosine", "last_around",
                                   "heaviest_around"),
    "single terms: the heaviest, the first, the last": ("heaviest_", "second_matched", "first_matched", "last_"),
    "what is not matched": ("unmatched_", "question_unknown"),
    "beside the best of the others": ("best_",),
    "place and length": ("place_", "opens_document", "heading", "chars", "terms"),
    "earlier mention in the document": ("first_mention",),
}  # fmt: skip
LEADS = {
    "lead over the next sentences": ("margin", "margin_next", "runners_up"),
    "lead over the best of another document": ("margin_document", "same_document"),
    "what is not matched": ("unmatched_", "question_unknown"),
    "every feature but the score and the leads": ("",),
}
_STAGES = {
    "reading the question": ("qa_service.engine.understand",),
    "finding passages": ("qa_service.index.index.Index.retrieve",),
    "reading, weighing and ordering sentences": ("qa_service.ranking.sentence_ranker.SentenceRanker.rank",),
    "the short answer and the citations": ("qa_service.answers.answer.Quotations.cite",),
    "other readings": ("qa_service.answers.readings.read_otherwise",),
    "related questions": ("qa_service.answers.related.RelatedQuestions.beside",),
}


@dataclass(frozen=True, slots=True)
class Without:
    """The figures without one part, on documents not learned from; percent."""

    part: str
    hit1: float
    hit3: float
    slips1: float


@dataclass(frozen=True, slots=True)
class Judging:
    """How confidence tells right answers from none on half of the documents, without one part."""

    part: str
    auroc: float
    false_at_90: float
    kept: float
    false: float


def of_ranking(lesson: Lesson) -> Iterator[Without]:
    """The ranker learned again in five folds without each part; first with all of them."""
    yield _measured("all of it", lesson.cases, lesson.slips)
    for part, heads in PARTS.items():
        cases, slips = ([_masked(case, heads) for case in worded] for worded in (lesson.cases, lesson.slips))
        yield _measured(part, cases, slips)


def _measured(part: str, cases: Sequence[Case], slips: Sequence[Case]) -> Without:
    def fold(case: Case) -> int:
        return fold_of(case.question.document_id)

    rankers = ranker.held_out([*cases, *slips], fold)
    figures = []
    for worded in (cases, slips):
        asked = {fold: sum(fold_of(case.question.document_id) == fold for case in worded) for fold in rankers}
        figures.append(ranker.measure(worded, rankers, fold, asked)[-1])
    return Without(part, figures[0].hit1, figures[0].hit3, figures[1].hit1)


def _masked(case: Case, heads: tuple[str, ...]) -> Case:
    """The case with nothing told in the columns of one part."""
    features = case.shortlist.features
    rows = features.rows.copy()
    rows[:, [name.startswith(heads) for name in features.names]] = 0
    return replace(case, shortlist=replace(case.shortlist, features=Features(features.names, rows)))


def of_confidence(lesson: Lesson, threshold: float) -> Iterator[Judging]:
    """The confidence learned again in five folds without each part; first with all of them."""
    names = lesson.cases[0].shortlist.features.names
    columns = (*names, *MARGINS)
    for part, heads in {"all of it": ("\0",), **LEADS}.items():
        gone = np.array([name.startswith(heads) and not (heads == ("",) and name in MARGINS) for name in columns])
        judged = [_blind(case, gone) for case in lesson.judged]
        held = confidence.held_out_confidence(names, judged)
        [half] = [each for each in confidence.measure(judged, held, threshold) if each.setting == "half"]
        yield Judging(part, half.auroc, half.false_at_90, half.kept, half.false)


def _blind(case: Judged, gone: Any) -> Judged:
    return replace(case, row=np.where(gone, np.float32(0), case.row))


def stages(engine: Engine, questions: Sequence[str]) -> Mapping[str, float]:
    """Mean milliseconds that a question spends in each stage; of the stages, some are within others."""
    for question in questions[:100]:
        engine.ask(question)
    spent = dict.fromkeys(_STAGES, 0.0)
    with ExitStack() as patches:
        for stage, targets in _STAGES.items():
            for target in targets:
                patches.enter_context(_timed(target, stage, spent))
        began = time.perf_counter()
        for question in questions:
            engine.ask(question)
        whole = time.perf_counter() - began
    return {stage: 1000 * taken / len(questions) for stage, taken in {**spent, "all": whole}.items()}


def _timed(target: str, stage: str, spent: dict[str, float]) -> Any:
    """The function of that name adds the time it takes to its stage meanwhile."""
    owner, _, name = target.rpartition(".")
    place = resolve_name(owner)
    return patch.object(place, name, _timing(getattr(place, name), stage, spent))


def _timing(original: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return original(*args, **kwargs)
        finally:
            spent[stage] += time.perf_counter() - began

    return timed
