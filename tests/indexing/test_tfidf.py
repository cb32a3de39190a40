"""TF-IDF: the stored idf and norms give scikit-learn's own cosines."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from qa_service.arabic.analysis.analyzer import content_tokens, gram_codes, light_stem, root
from qa_service.corpus.document import Document
from qa_service.index.index import Index
from qa_service.indexing import tfidf
from qa_service.indexing.builder import build_arrays
from qa_service.indexing.to_disk import stored
from qa_service.query.query import understand
from qa_service.ranking.features import NAMES, Features
from qa_service.ranking.reranker import Reranker

ANALYZERS = {
    "stem": lambda text: [light_stem(token.text) for token in content_tokens(text)],
    "root": lambda text: [root(token.text) for token in content_tokens(text)],
    "gram": lambda text: [code for token in content_tokens(text) for code in gram_codes(token.text)],
}


@pytest.mark.parametrize("view", tfidf.VIEWS)
def test_cosines_are_those_of_scikit_learn(documents: tuple[Document, ...], view: str) -> None:
    arrays = build_arrays(documents)
    index = Index(stored(arrays | tfidf.fit(arrays)), "test")
    question = "نهر النيل طول أنهار إفريقيا"
    query = understand(question, index.vocabulary)
    found = Reranker(index).candidates(query)
    assert found is not None
    spans = [
        (index.texts.document(int(index.arrays["passage_document"][index.passage_of(s)])).text, index.sentence_span(s))
        for s in range(index.sentence_count)
    ]
    vectorizer = TfidfVectorizer(analyzer=ANALYZERS[view])
    sentences = vectorizer.fit_transform([text[start:end] for text, (start, end) in spans])
    expected = (sentences @ vectorizer.transform([question]).T).toarray().ravel()[found.sentences]
    assert expected.max() > 0.3
    cosines = Features(NAMES, found.rows).column(f"cosine_{view}")
    np.testing.assert_allclose(cosines, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("documents", [[], [Document(id="a", text="")], [Document(id="a", text="في من على.")]])
def test_a_corpus_without_terms_has_finite_arrays(documents: list[Document]) -> None:
    arrays = tfidf.fit(build_arrays(documents))
    assert set(arrays) == {f"{kind}_{view}" for kind in ("idf", "norm") for view in tfidf.VIEWS}
    assert all(np.isfinite(array).all() and (array > 0).all() for array in arrays.values())
