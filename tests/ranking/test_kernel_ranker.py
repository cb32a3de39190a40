"""Kernel ranker: the kernel weighs and orders sentences as numpy does, to the last bit, and refuses a damaged index."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.errors import IndexUnusableError
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.index.postings.retrieval import Hits
from qa_service.indexing import tfidf
from qa_service.indexing.builder import build_arrays
from qa_service.indexing.to_disk import stored
from qa_service.native.arrays import Array
from qa_service.native.library import KERNEL
from qa_service.query.query import Query, QueryTerm, understand
from qa_service.ranking.confidence import calibrator
from qa_service.ranking.features import NAMES
from qa_service.ranking.kernel_ranker import MOST_TERMS, Compiled
from qa_service.ranking.reranker import KEPT, SHORTLIST, Reranker, ranker, retrieve, shortlist_of

pytestmark = pytest.mark.skipif(KERNEL is None, reason="the kernel is not compiled: there was no C compiler")

WORDS = """
كندا المغرب والمغرب رئاسة الرئيس رئيس المنتدى منتدى تأسس تأسيس سنة 2011 في نيويورك من NATO عضوا كيلومترا يناير ثلاثين
بسبب
العَرَبِيّةُ ١٦٬٠٠٠ 😀 والعرب 中国 لل中国 ال中 النيل طوله
""".split()  # noqa: SIM905
WORDING = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
TEXT = st.lists(WORDING, min_size=1, max_size=6).map(". ".join)
DOCUMENTS = st.lists(
    st.builds(lambda title, texts: (title, "\n\n".join(texts)), WORDING, st.lists(TEXT, min_size=1, max_size=3)),
    min_size=1, max_size=4,
)  # fmt: skip
QUESTION = st.builds("{} {}؟".format, st.sampled_from(["من", "متى", "أين", "كم", "لماذا", "ما", ""]),
                     st.lists(st.sampled_from([*WORDS, "مجهول"]), min_size=1, max_size=7).map(" ".join))  # fmt: skip


def arrays_of(documents: list[tuple[str, str]]) -> dict[str, Array]:
    arrays = build_arrays(
        Document(id=str(number), title=title, text=text) for number, (title, text) in enumerate(documents)
    )
    return stored(arrays | tfidf.fit(arrays))


def compiled(index: Index) -> Compiled:
    assert KERNEL is not None
    return Compiled(index, KERNEL)


def rows_of(index: Index, query: Query) -> Array:
    """The features of the shortlist by the kernel; as many rows as were scored."""
    room = np.zeros(SHORTLIST * len(NAMES), np.float32)
    hits = retrieve(index, query, Filters())
    count, _ = compiled(index).rank(query, hits, ranker(), calibrator(), room)
    return room[: count * len(NAMES)].reshape(len(NAMES), count).T


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, QUESTION)
def test_features_and_rankings_are_those_of_numpy(documents: list[tuple[str, str]], question: str) -> None:
    index = Index(arrays_of(documents), "test")
    query = understand(question, index.vocabulary)
    found = shortlist_of(index, query, Filters())
    assert Reranker(index).rank(query, Filters()) == Reranker(index, None).rank(query, Filters())
    if found is not None:
        assert found.features.names == NAMES
        assert rows_of(index, query).tolist() == found.features.rows.tolist()


def test_of_many_sentences_the_same_are_scored_and_kept() -> None:
    text = ". ".join(f"تأسس المنتدى {number} في نيويورك سنة {number}" for number in range(200))
    index = Index(arrays_of([("المنتدى", text), ("تأسيس", text.replace("تأسس", "أسس"))]), "test")
    query = understand("متى تأسس المنتدى في نيويورك؟", index.vocabulary)
    ranking = Reranker(index).rank(query, Filters())
    assert len(rows_of(index, query)) == SHORTLIST
    assert len(ranking.sentences) == KEPT
    assert ranking == Reranker(index, None).rank(query, Filters())


def test_a_sentence_of_a_copy_is_told_as_that_of_the_original() -> None:
    body = ". ".join(f"تأسس المنتدى {number} في {place} قديما مع كثير من الدول" for number, place in
                     enumerate(["نيويورك", "كندا", "المغرب", "القاهرة", "تونس", "عمان"] * 3))  # fmt: skip
    index = Index(arrays_of([("المنتدى", body), ("المنتدى", body), ("النيل", "طول النيل كثير.")]), "test")
    assert len(index.arrays["twin_sentences"])
    query = understand("متى تأسس المنتدى في تونس؟", index.vocabulary)
    ranking = Reranker(index).rank(query, Filters())
    assert ranking == Reranker(index, None).rank(query, Filters())
    assert {index.metadata_of(sentence.passage).id for sentence in ranking.sentences} == {"0"}


def test_a_question_of_more_terms_than_the_kernel_knows_is_ranked_all_the_same() -> None:
    index = Index(arrays_of([("", " ".join(WORDS))]), "test")
    number = index.vocabulary.find("كندا")
    term = QueryTerm("كندا", "كندا", number, number, number)
    for count in (MOST_TERMS, MOST_TERMS + 1):
        query = Query("كندا", (term,) * count)
        assert Reranker(index).rank(query, Filters()) == Reranker(index, None).rank(query, Filters())


@pytest.mark.parametrize("value", [1 << 30, -1, -(1 << 31)])
@pytest.mark.parametrize("place", [0, -1])
@pytest.mark.parametrize("name", [
    "passage_sentences", "passage_document", "document_passages", "document_titles", "title_tokens", "sentence_tokens",
    "sentence_start", "sentence_heading", "tokens", "terms", "vocabulary_text",
])  # fmt: skip
def test_a_number_that_points_outside_is_refused_or_does_no_harm(name: str, place: int, value: int) -> None:
    sound = arrays_of([("المنتدى", "تأسس المنتدى سنة 2011. يضم ثلاثين عضوا."), ("كندا", "رئيس كندا في نيويورك.")])
    index = Index(sound, "test")
    query = understand("رئيس المنتدى", index.vocabulary)
    hits = retrieve(index, query, Filters())
    damaged = sound[name].copy()
    for field in damaged.dtype.names or (...,):
        damaged[field][place] = np.array(value).astype(damaged[field].dtype)
    index.arrays = sound | {name: damaged}
    try:
        compiled(index).rank(query, hits, ranker(), calibrator())
    except IndexUnusableError as fault:
        assert "damaged" in str(fault)
    else:
        assert name not in ("tokens", "title_tokens")


def test_what_the_kernel_has_no_room_for_is_refused() -> None:
    index = Index(arrays_of([("", "تأسس المنتدى.")]), "test")
    term = QueryTerm("المنتدى", "منتد", 0, 0, 0)
    one = Hits(np.zeros(1, np.int32), np.ones(1, np.float32))
    many = Hits(np.zeros(129, np.int32), np.ones(129, np.float32))
    for query, hits in ((Query("", ()), one), (Query("", (term,) * (MOST_TERMS + 1)), one), (Query("", (term,)), many)):
        with pytest.raises(ValueError, match="1 to 128 passages for 1 to 64 terms"):
            compiled(index).rank(query, hits, ranker(), calibrator())
