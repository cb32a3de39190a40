"""Sentence ranker: features are those of the reference, the trees order by them, and a damaged index is refused."""

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.arabic.conversation.asking import KINDS
from qa_service.corpus.document import Document
from qa_service.errors import IndexUnusableError
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.index.postings.retrieval import Hits
from qa_service.indexing import tfidf
from qa_service.indexing.builder import build_arrays
from qa_service.indexing.to_disk import stored
from qa_service.native.arrays import Array
from qa_service.query.query import Query, understand
from qa_service.query.terms import term_of
from qa_service.ranking.confidence import calibrator
from qa_service.ranking.features import MARGINS, NAMES
from qa_service.ranking.reranker import CANDIDATES, Reranker, ranker
from qa_service.ranking.sentence_ranker import KEPT, MOST_TERMS, SHORTLIST, SentenceRanker
from tests.reference.features import Row, features_of, is_question

WORDS = """
كندا المغرب والمغرب رئاسة الرئيس رئيس المنتدى منتدى تأسس تأسيس سنة 2011 في نيويورك من NATO عضوا كيلومترا يناير ثلاثين
بسبب
العَرَبِيّةُ ١٦٬٠٠٠ 😀 والعرب 中国 لل中国 ال中 النيل طوله
""".split()  # noqa: SIM905
WORDING = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
ENDS = st.sampled_from([". ", ". ", ". ", "؟ "])
TEXT = st.lists(st.tuples(WORDING, ENDS), min_size=1, max_size=6).map(
    lambda told: "".join(a + b for a, b in told).strip()
)
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


def retrieved(index: Index, query: Query) -> Hits:
    terms = {"stem": [term.stem_number for term in query.terms], "root": [term.root_number for term in query.terms]}
    return index.retrieve(terms, CANDIDATES, Filters())


def shortened(index: Index, rows: dict[int, Row]) -> list[int]:
    """The sentences that may be scored, by what the reference knows of them."""
    arrays, best = index.arrays, max(abs(row["passage_score"]) for row in rows.values()) or 1
    twins = dict(zip(arrays["twin_sentences"].tolist(), arrays["twin_originals"].tolist(), strict=True))
    never = {s for s in rows if arrays["sentence_recurring"][s] or is_question(index, s)}
    quotable = [s for s in rows if s not in never and twins.get(s) not in rows]
    if not all(rows[s]["heading"] or s in never for s in rows):
        quotable = [s for s in quotable if not rows[s]["heading"]]
    by_score = sorted(quotable, key=lambda s: -(rows[s]["passage_score"] / best + rows[s]["cosine"]))
    return sorted(by_score[:SHORTLIST])


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, QUESTION)
def test_features_are_those_of_the_reference(documents: list[tuple[str, str]], question: str) -> None:
    index = Index(arrays_of(documents), "test")
    query = understand(question, index.vocabulary)
    found = Reranker(index).candidates(query)
    hits = retrieved(index, query)
    rows = features_of(index, query, hits) if len(hits.passages) else {}
    assert ([] if found is None else found.sentences.tolist()) == (shortened(index, rows) if rows else [])
    for sentence, row in zip(found.sentences.tolist(), found.rows, strict=True) if found else ():
        expected = [float(rows[sentence][name]) for name in NAMES]
        assert row.tolist() == pytest.approx(expected, rel=1e-4, abs=1e-5), sentence
        assert found is not None
        assert index.passage_of(sentence) in found.passages


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS, QUESTION)
def test_sentences_are_ordered_and_judged_by_the_trees(documents: list[tuple[str, str]], question: str) -> None:
    index = Index(arrays_of(documents), "test")
    query = understand(question, index.vocabulary)
    reranker = Reranker(index)
    ranking, found = reranker.rank(query, Filters()), reranker.candidates(query)
    if found is None:
        assert (ranking.sentences, ranking.confidence) == ((), 0)
        return
    scores = ranker().score(found.rows)
    order = np.lexsort((found.sentences, -scores))[:KEPT]
    assert [each.rerank_score for each in ranking.sentences] == scores[order].tolist()
    assert [each.passage for each in ranking.sentences] == [
        index.passage_of(each.sentence) for each in ranking.sentences
    ]
    if not len(index.arrays["twin_sentences"]):
        assert [each.sentence for each in ranking.sentences] == found.sentences[order].tolist()
    documents_of = index.arrays["passage_document"][found.passages]
    row = np.concatenate((found.rows[order[0]], margins_of(scores, documents_of))).astype(np.float32)
    assert ranking.confidence == pytest.approx(1 / (1 + exp(-calibrator().score(row[None, :])[0])))


def margins_of(scores: Array, documents: Array) -> list[float]:
    order = np.argsort(-scores, kind="stable")
    (first, *following), others = (
        scores[order[:6]].tolist(),
        [float(scores[place]) for place in order if documents[place] != documents[order[0]]],
    )
    return [
        first, first - following[0] if following else 3, first - sum(following) / len(following) if following else 3,
        len(following), first - others[0] if others else 6,
        sum(documents[place] == documents[order[0]] for place in order[1:6]),
    ]  # fmt: skip


def test_the_weights_were_learned_from_these_features() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert ranker().names == NAMES
    assert calibrator().names == (*NAMES, MARGINS[0])
    assert [name for name in NAMES if name.startswith("asks_")] == [f"asks_{kind}" for kind in KINDS]


def test_of_many_sentences_the_best_are_scored_and_kept() -> None:
    text = ". ".join(f"تأسس المنتدى {number} في نيويورك سنة {number}" for number in range(200))
    index = Index(arrays_of([("المنتدى", text), ("تأسيس", text.replace("تأسس", "أسس"))]), "test")
    query = understand("متى تأسس المنتدى في نيويورك؟", index.vocabulary)
    reranker = Reranker(index)
    found, ranking = reranker.candidates(query), reranker.rank(query, Filters())
    assert found is not None
    assert len(found.sentences) == SHORTLIST
    assert len(ranking.sentences) == KEPT
    scores = [sentence.rerank_score for sentence in ranking.sentences]
    assert scores == sorted(scores, reverse=True)


def test_a_sentence_of_a_copy_is_attributed_to_the_original() -> None:
    body = ". ".join(f"تأسس المنتدى {number} في {place} قديما مع كثير من الدول" for number, place in
                     enumerate(["نيويورك", "كندا", "المغرب", "القاهرة", "تونس", "عمان"] * 3))  # fmt: skip
    index = Index(arrays_of([("المنتدى", body), ("المنتدى", body), ("النيل", "طول النيل كثير.")]), "test")
    assert len(index.arrays["twin_sentences"])
    query = understand("متى تأسس المنتدى في تونس؟", index.vocabulary)
    ranking = Reranker(index).rank(query, Filters())
    assert {index.metadata_of(sentence.passage).id for sentence in ranking.sentences} == {"0"}


def test_of_a_question_of_too_many_terms_those_that_weigh_most_are_ranked_by() -> None:
    many = " ".join(f"كلمة{'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'[number % 28]}{number}" for number in range(200))
    index = Index(arrays_of([("", f"رئيس كندا. {many}"), ("", "المغرب")]), "test")
    query = understand(f"{many} كندا", index.vocabulary)
    assert len(query.terms) > MOST_TERMS
    assert Reranker(index).rank(query, Filters()).sentences


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
    hits = retrieved(index, query)
    damaged = sound[name].copy()
    for field in damaged.dtype.names or (...,):
        damaged[field][place] = np.array(value).astype(damaged[field].dtype)
    index.arrays = sound | {name: damaged}
    try:
        SentenceRanker(index).rank(query, hits, ranker(), calibrator())
    except IndexUnusableError as fault:
        assert "damaged" in str(fault)
    else:
        assert name not in ("tokens", "title_tokens")


def test_arrays_of_another_kind_are_refused() -> None:
    arrays = arrays_of([("", "تأسس المنتدى.")])
    with pytest.raises(IndexUnusableError):
        Reranker(Index(arrays | {"norm_stem": arrays["norm_stem"].astype(np.float64)}, "test"))


def test_what_the_kernel_has_no_room_for_is_refused() -> None:
    index = Index(arrays_of([("", "تأسس المنتدى.")]), "test")
    term = term_of("المنتدي", index.vocabulary)
    one = Hits(np.zeros(1, np.int32), np.ones(1, np.float32))
    many = Hits(np.zeros(129, np.int32), np.ones(129, np.float32))
    for query, hits in ((Query("", "none", ()), one), (Query("", "none", (term,)), many)):
        with pytest.raises(ValueError, match="1 to 128 passages"):
            SentenceRanker(index).rank(query, hits, ranker(), calibrator())
