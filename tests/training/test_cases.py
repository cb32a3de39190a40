"""Cases: which sentences of a shortlist count as right, and corpora that share no document."""

import numpy as np
import pytest

from qa_service.corpus.document import Document
from qa_service.evaluation.labelled import LabelledQuestion
from tests.available import lightgbm_or_skip

lightgbm_or_skip()

from qa_service.ranking.features import Features  # noqa: E402
from qa_service.training.confidence import judged_row  # noqa: E402
from qa_service.training.dataset import FOLDS, Case, Collection, corpora_of, fold_of  # noqa: E402
from qa_service.training.ranker import measure, order  # noqa: E402


@pytest.fixture(scope="module")
def collection(documents: tuple[Document, ...]) -> Collection:
    return Collection(documents)


def right(collection: Collection, case: Case) -> list[str]:
    return [collection.index.sentence_text(number) for number in case.shortlist.sentences[case.right].tolist()]


def asked(**fields: object) -> LabelledQuestion:
    row = {"id": "1", "question": "متى هبطت أبولو على القمر؟", "document_id": "moon", "answers": ("١٩٦٩",)} | fields
    return LabelledQuestion(**row, fields=row)  # type: ignore[arg-type]


def test_the_sentence_that_holds_the_answer_is_right(collection: Collection) -> None:
    (case,) = collection.cases([asked()])
    assert right(collection, case) == ["هبطت المركبة أبولو 11 على سطح القمر في 20 يوليو 1969."]


@pytest.mark.parametrize(
    "fields", [{"paragraph": 1}, {"document_id": "nile"}, {"document_id": "absent"}, {"answers": ("1970",)}]
)
def test_an_answer_elsewhere_is_not_right(collection: Collection, fields: dict[str, object]) -> None:
    (case,) = collection.cases([asked(**fields)])
    assert not case.right.any()


def test_a_question_that_shares_nothing_is_no_case(collection: Collection) -> None:
    assert collection.cases([asked(question="زنجبيل")]) == []


def test_the_figures_count_first_and_first_three_over_all_questions_asked(collection: Collection) -> None:
    class Backwards:
        """Puts the right sentence second."""

        def __init__(self, case: Case) -> None:
            self.scores = np.where(case.right, 0.5, 0.0)
            self.scores[int(np.flatnonzero(~case.right)[0])] = 1

        def score(self, _: object) -> object:
            return self.scores

    (case,) = collection.cases([asked()])
    worse = Backwards(case)
    assert case.right[order(worse, case)[:2]].tolist() == [False, True]  # type: ignore[arg-type]
    rows = measure([case], {"g": worse}, lambda _: "g", {"g": 4})  # type: ignore[dict-item]
    assert [(row.group, row.questions, row.hit1, row.hit3) for row in rows] == [
        ("g", 4, 0.0, 25.0),
        ("all", 4, 0.0, 25.0),
    ]


def test_the_lead_of_a_single_sentence_is_set_and_of_several_measured() -> None:
    features = Features(("a",), np.array([[1], [2], [3]], np.float32))
    row = judged_row(features, np.array([2.5], np.float32), np.array([0]), np.array([4]))
    assert row.tolist() == [1, 2.5, 3, 3, 0, 6, 0]
    row = judged_row(features, np.array([1, 4, 2], np.float32), np.array([1, 2, 0]), np.array([7, 5, 5]))
    assert row.tolist() == [2, 4, 2, 2.5, 2, 3, 1]


def test_corpora_share_no_document_and_have_the_size_asked_for() -> None:
    documents = [Document(id=str(number), text="") for number in range(23)]
    groups = corpora_of(documents, 5, 3, seed=1)
    ids = [document.id for group in groups for document in group]
    assert [len(group) for group in groups] == [5, 5, 5]
    assert len(set(ids)) == 15
    assert corpora_of(documents, 5, 3, seed=1) == groups
    assert [len(group) for group in corpora_of(documents[:2], 5, 3)] == [2]


def test_a_document_always_falls_into_the_same_fold() -> None:
    assert [fold_of("nile"), fold_of("moon"), fold_of(None)] == [fold_of("nile"), fold_of("moon"), 0]
    assert {fold_of(str(number)) for number in range(60)} == set(range(FOLDS))
