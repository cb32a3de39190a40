"""Learning the confidence: questions asked with and without their document, of corpora of one document to all.

Every case is ranked by a ranker that did not learn from the question's document, so that the confidence sees scores as
they are on documents never seen.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_service.arabic.analysis.analyzer import content_tokens, light_stem
from qa_service.arabic.analysis.background import zipf
from qa_service.corpus.document import Document
from qa_service.evaluation.labelled import LabelledQuestion
from qa_service.native.arrays import Array, Floats, Ints
from qa_service.native.library import KERNEL, address
from qa_service.ranking.features import MARGINS, Features
from qa_service.ranking.trees import Trees
from qa_service.training.dataset import Collection, corpora_of, fold_of
from qa_service.training.growing import grow_classifier
from qa_service.training.ranker import order

_SMALL = ((1, 100), (5, 30), (20, 6))  # documents of a corpus, most corpora of that size in a fold
_WEIGHTS = {"1": 0.3, "5": 0.3, "20": 0.5, "fold": 0.8, "half": 1.0, "full": 1.0, "swapped": 0.03}
_SWAPPED_IN = ("1", "5", "20", "fold")
_TREES = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """One question asked of one corpus: what the confidence is judged by, and whether the first sentence answers."""

    setting: str  # the kind of corpus: 1, 5, 20 documents, half a fold alone, half or all of the collection
    fold: int
    present: bool  # whether the corpus holds the question's document
    right: bool
    row: Floats


def judged(
    documents: Sequence[Document], questions: Sequence[LabelledQuestion], rankers: Mapping[Any, Trees]
) -> Iterator[Judged]:
    """Every question with and without its document, in corpora of every size; `rankers` by held-out fold."""
    for fold, ranker in rankers.items():
        mine = [question for question in questions if fold_of(question.document_id) == fold]
        for setting, corpus in corpora(documents, int(fold)):
            held = {document.id for document in corpus}
            inside = [question for question in mine if question.document_id in held]
            outside = [question for question in mine if question.document_id not in held]
            if setting.isdigit():  # as many without an answer as with one
                draw = random.Random(f"{setting}{corpus[0].id}")  # noqa: S311
                outside = draw.sample(outside, min(len(inside), len(outside)))
            collection = Collection(corpus)
            names = [document.title for document in documents if document.id not in held and document.title]
            texts = {document.id: document.text for document in corpus}
            swapped = (_swap_name(question, texts[question.document_id or ""], names) for question in inside)
            near = [question for question in swapped if question] if setting in _SWAPPED_IN else []
            for kind, present, asked in ((setting, True, inside), (setting, False, outside), ("swapped", False, near)):
                for case in collection.cases(asked):
                    first = order(ranker, case)
                    scores = ranker.score(case.shortlist.features.rows)
                    row = judged_row(case.shortlist.features, scores, first, case.shortlist.documents)
                    yield Judged(kind, int(fold), present, bool(case.right[first[0]]), row)


def judged_row(features: Features, scores: Floats, order: Ints, documents: Ints) -> Floats:
    """What the confidence is judged by: the features of the first sentence of a ranking, and its lead over others.

    `documents`: the number of the document of each candidate.
    """
    ranked, of_ranked = scores[order].astype(np.float32), documents[order].astype(np.int64)
    lead = np.empty(len(MARGINS), np.float32)
    KERNEL.kernel_margins(address(ranked), address(of_ranked), len(ranked), address(lead))
    return np.concatenate((features.rows[order[0]], lead))


def _swap_name(question: LabelledQuestion, text: str, names: Sequence[str]) -> LabelledQuestion | None:
    """The question with the rarest of the words that stand in its document's `text` replaced by a word of another
    document's title: a near miss, which nothing answers («رئيس الحكومة الإسبانية» for «المغربية»).
    """
    draw = random.Random(question.id)  # noqa: S311
    held = {light_stem(token.text) for token in content_tokens(text)}
    tokens = [
        token
        for token in content_tokens(question.question)
        if light_stem(token.text) in held and token.text[0] not in "يتن"
    ]
    others = [token for _ in range(5) for token in content_tokens(draw.choice(names))]
    if not tokens or not others:
        return None
    rarest = min(tokens, key=lambda token: zipf(light_stem(token.text)))
    other = min(others, key=lambda token: zipf(light_stem(token.text)))
    wording = question.question[: rarest.start] + other.text + question.question[rarest.end :]
    return LabelledQuestion(
        id=question.id, question=wording, slice=question.slice, fields={**question.fields, "question": wording}
    )


def corpora(documents: Sequence[Document], fold: int) -> Iterator[tuple[str, list[Document]]]:
    """The corpora that a held-out fold is judged in, with their kind: of it alone or beside others."""
    mine = [document for document in documents if fold_of(document.id) == fold]
    others = [document for document in documents if fold_of(document.id) != fold]
    for size, most in _SMALL:
        for corpus in corpora_of(mine, size, most, fold):
            yield str(size), corpus
    for part in (0, 1):
        half = mine[part::2]
        yield "fold", half
        yield "half", half + others[part::2]
        yield "full", half + others


def learn(names: Sequence[str], cases: Sequence[Judged]) -> Trees:
    """The trees whose sum is the log-odds that the first sentence answers; `names` of the ranker's features.

    Its lead over other sentences is left out: a second article that says the same must not make it less sure.
    """
    told = (*names, MARGINS[0])
    rows = np.vstack([case.row[: len(told)] for case in cases])
    right = np.array([case.right for case in cases])
    weight = np.array([_WEIGHTS[case.setting] for case in cases])
    return grow_classifier(told, rows, right, weight, _TREES)


def held_out_confidence(names: Sequence[str], cases: Sequence[Judged]) -> NDArray[np.float64]:
    """The confidence of every case by trees that learned from the other folds."""
    folds = np.array([case.fold for case in cases])
    confidence = np.zeros(len(cases))
    for fold in sorted(set(folds)):
        trees = learn(names, [case for case in cases if case.fold != fold])
        rows = np.vstack([case.row[: len(trees.names)] for case in cases if case.fold == fold])
        confidence[folds == fold] = 1 / (1 + np.exp(-trees.score(rows)))
    return confidence


@dataclass(frozen=True, slots=True)
class Refusal:
    """How confidence tells right answers from questions whose document is absent; percentages."""

    setting: str
    cases: int
    auroc: float
    false_at_90: float  # absent questions answered where 90 % of the right answers are kept
    kept: float  # right answers kept at the threshold
    false: float  # absent questions answered at the threshold


def measure(cases: Sequence[Judged], confidence: Array, threshold: float) -> list[Refusal]:
    """The figures of each kind of corpus."""
    found = []
    for setting in _WEIGHTS:
        mine = [i for i, case in enumerate(cases) if case.setting == setting]
        right = np.sort([confidence[i] for i in mine if cases[i].right])
        absent = np.array([confidence[i] for i in mine if not cases[i].present])
        if not len(right) or not len(absent):
            continue
        ordered = np.sort(absent)
        below = np.searchsorted(ordered, right, "left") + np.searchsorted(ordered, right, "right")
        figures = (
            below.mean() / 2 / len(absent),
            100 * (absent >= right[len(right) // 10]).mean(),
            100 * (right >= threshold).mean(),
            100 * (absent >= threshold).mean(),
        )
        found.append(Refusal(setting, len(mine), *(round(float(figure), 3) for figure in figures)))
    return found
