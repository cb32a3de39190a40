"""Features: the weights fit the columns, values are finite whatever is asked, and a few columns mean what they say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.indexing import tfidf
from qa_service.indexing.builder import build_arrays
from qa_service.indexing.to_disk import stored
from qa_service.query.query import understand
from qa_service.ranking import confidence
from qa_service.ranking.confidence import MARGINS, confidence_row
from qa_service.ranking.reranker import SHORTLIST, Reranker, Shortlist, ranker, shortlist_of

WORDS = [
    "كندا",
    "المغرب",
    "رئاسة",
    "المنتدى",
    "تأسس",
    "سنة",
    "2011",
    "في",
    "نيويورك",
    "العَرَبِيّةُ",
    "NATO",
    "١٦٬٠٠٠",
    "من",
    "😀",
    "عضوا",
    "يضم",
    "النيل",
    "طوله",
    "كيلومترا",
]


def index_of(*documents: Document) -> Index:
    arrays = build_arrays(documents)
    return Index(stored(arrays | tfidf.fit(arrays)), "test")


def shortlist(index: Index, question: str) -> Shortlist:
    found = shortlist_of(index, understand(question, index.vocabulary), Filters())
    assert found is not None
    return found


def sentences(index: Index, found: Shortlist) -> list[str]:
    spans = [index.sentence_span(int(number)) for number in found.evidence.sentences[found.places]]
    return [index.document(0).text[start:end] for start, end in spans]


@pytest.fixture(scope="module")
def index(documents: tuple[Document, ...]) -> Index:
    return index_of(*documents)


def test_the_columns_are_those_that_the_weights_were_learned_from(index: Index) -> None:
    names = shortlist(index, "من يشارك في رئاسة المنتدى؟").features.names
    assert len(set(names)) == len(names)
    assert ranker().names == names
    assert confidence.calibrator().names == (*names, *MARGINS)


SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(SENTENCES.map(". ".join), min_size=1, max_size=3),
    st.lists(st.sampled_from([*WORDS, "مجهول"]), min_size=1, max_size=5),
)
def test_features_scores_and_confidence_are_finite_for_any_corpus(texts: list[str], asked: list[str]) -> None:
    index = index_of(*(Document(id=str(number), text=text, title=text[:9]) for number, text in enumerate(texts)))
    query = understand(" ".join(asked), index.vocabulary)
    found = shortlist_of(index, query, Filters())
    ranking = Reranker(index, None).rank(query, Filters())
    assert 0 <= ranking.confidence <= 1
    if found is None:
        assert ranking.sentences == ()
        return
    assert np.isfinite(found.features.rows).all()
    assert len(found.features.rows) == len(found.places) == len(ranking.sentences) <= SHORTLIST
    scores = [sentence.rerank_score for sentence in ranking.sentences]
    assert scores == sorted(scores, reverse=True)


def test_coverage_counts_what_stands_in_the_sentence() -> None:
    index = index_of(Document(id="a", text="تأسس المنتدى في نيويورك قديما. زار الوزير نيويورك أمس. غادر الوفد."))
    found = shortlist(index, "متى تأسس المنتدى في نيويورك؟")
    cover = dict(zip(sentences(index, found), found.features.column("cover_stem").tolist(), strict=True))
    assert cover["تأسس المنتدى في نيويورك قديما."] == pytest.approx(1)
    assert 0 < cover["زار الوزير نيويورك أمس."] < 1
    assert cover["غادر الوفد."] == 0
    assert found.features.column("asks_when").tolist() == [1, 1, 1]


def test_the_sentence_before_is_that_of_the_same_passage() -> None:
    body = "شهدت المدينة خلال السنوات الأخيرة نموا كبيرا في عدد السكان والمباني."
    index = index_of(
        Document(
            id="a", text=f"{body} ظهر العنقاء هناك.\n\nتبعه وصف جديد للسكان في القرى والأرياف وفي المدن الكبيرة. انتهى."
        )
    )
    found = shortlist(index, "العنقاء السكان القرى")
    before = dict(zip(sentences(index, found), found.features.column("cover_before").tolist(), strict=True))
    assert before["ظهر العنقاء هناك."] > 0  # «السكان» stands before it
    assert before["تبعه وصف جديد للسكان في القرى والأرياف وفي المدن الكبيرة."] == 0  # «العنقاء» is of another passage
    assert before[body] == 0


def test_unknown_words_are_weighed_as_unknown(index: Index) -> None:
    known = shortlist(index, "رئاسة المنتدى").features.column("question_unknown")
    partly = shortlist(index, "رئاسة المنتدى الزنجبيلي").features.column("question_unknown")
    assert known.max() == 0
    assert 0 < partly.min() == partly.max() < 1


def test_the_lead_of_a_single_sentence_is_set_and_of_several_measured() -> None:
    index = index_of(Document(id="a", text="تأسس المنتدى سنة 2011."))
    features = shortlist(index, "متى تأسس المنتدى؟").features
    row = confidence_row(features, np.array([2.5], np.float32), np.array([0]), np.array([4]))
    assert row[-6:].tolist() == [2.5, 3, 3, 0, 6, 0]
    index = index_of(Document(id="a", text="تأسس المنتدى سنة 2011. يضم المنتدى ثلاثين عضوا. انتهى المنتدى."))
    features = shortlist(index, "متى تأسس المنتدى؟").features
    row = confidence_row(features, np.array([1, 4, 2], np.float32), np.array([1, 2, 0]), np.array([7, 5, 5]))
    assert row[-6:].tolist() == [4, 2, 2.5, 2, 3, 1]
    assert row[:-6].tolist() == features.rows[1].tolist()
