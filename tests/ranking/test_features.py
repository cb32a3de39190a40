"""Features: a few columns mean what they say; tests/reference/features.py says it of all."""

import pytest

from qa_service.corpus.document import Document
from qa_service.index.index import Index
from qa_service.indexing import tfidf
from qa_service.indexing.builder import build_arrays
from qa_service.indexing.to_disk import stored
from qa_service.query.query import understand
from qa_service.ranking.features import NAMES, Features
from qa_service.ranking.reranker import Reranker


def index_of(*documents: Document) -> Index:
    arrays = build_arrays(documents)
    return Index(stored(arrays | tfidf.fit(arrays)), "test")


def asked(index: Index, question: str, name: str) -> dict[str, float]:
    """One feature of each candidate for a question, by its text."""
    found = Reranker(index).candidates(understand(question, index.vocabulary))
    assert found is not None
    sentences = map(index.sentence_text, found.sentences.tolist())
    return dict(zip(sentences, Features(NAMES, found.rows).column(name).tolist(), strict=True))


@pytest.fixture(scope="module")
def index(documents: tuple[Document, ...]) -> Index:
    return index_of(*documents)


def test_coverage_counts_the_terms_of_the_sentence() -> None:
    index = index_of(Document(id="a", text="تأسس المنتدى في نيويورك قديما. زار الوزير نيويورك أمس. غادر الوفد."))
    question = "متى تأسس المنتدى في نيويورك؟"
    cover = asked(index, question, "cover_stem")
    assert cover["تأسس المنتدى في نيويورك قديما."] == pytest.approx(1)
    assert 0 < cover["زار الوزير نيويورك أمس."] < 1
    assert cover["غادر الوفد."] == 0
    assert [*asked(index, question, "asks_when").values()] == [1, 1, 1]


def test_the_sentence_before_is_that_of_the_same_passage() -> None:
    body = "شهدت المدينة خلال السنوات الأخيرة نموا كبيرا في عدد السكان والمباني."
    index = index_of(
        Document(
            id="a", text=f"{body} ظهر العنقاء هناك.\n\nتبعه وصف جديد للسكان في القرى والأرياف وفي المدن الكبيرة. انتهى."
        )
    )
    before = asked(index, "العنقاء السكان القرى", "cover_before")
    assert before["ظهر العنقاء هناك."] > 0  # «السكان» stands before it
    assert before["تبعه وصف جديد للسكان في القرى والأرياف وفي المدن الكبيرة."] == 0  # «العنقاء» is of another passage
    assert before[body] == 0


def test_unknown_words_are_weighed_as_unknown(index: Index) -> None:
    known = asked(index, "رئاسة المنتدى", "question_unknown").values()
    partly = asked(index, "رئاسة المنتدى الزنجبيلي", "question_unknown").values()
    assert max(known) == 0
    assert 0 < min(partly) == max(partly) < 1
