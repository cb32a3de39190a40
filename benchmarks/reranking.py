"""Reranking: TF-IDF of a hundred candidate sentences, ours beside scikit-learn with a matrix that was fitted before.

Ours is all that the engine does with the passages retrieved: it reads the three views (stems, roots, 4-grams) of every
sentence and the question's words in them, works 93 features out, and has the trees order them; scikit-learn's matrix
holds the stems alone, and only multiplies the rows of the same sentences with the question's vector.
"""

from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.search import Timing, interleaved
from qa_service.arabic.analysis.analyzer import content_tokens, light_stem
from qa_service.engine import Engine
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.index.postings.retrieval import Hits
from qa_service.query.query import Query, understand
from qa_service.ranking.confidence import calibrator
from qa_service.ranking.reranker import ranker
from qa_service.ranking.sentence_ranker import SentenceRanker

CANDIDATES = 100
_PASSAGES = 60  # that are retrieved: each has a sentence or more


def stems(text: str) -> list[str]:
    """The content words of a text, as the stem view reads them."""
    return [light_stem(token.text) for token in content_tokens(text)]


def _candidates(index: Index, query: Query) -> Hits:
    """The best passages that hold a hundred sentences together, or a few more."""
    terms = {"stem": [term.stem_number for term in query.terms], "root": [term.root_number for term in query.terms]}
    hits = index.retrieve(terms, _PASSAGES, Filters())
    held = np.cumsum([len(index.sentences_of(passage)) for passage in hits.passages.tolist()])
    kept = int(np.searchsorted(held, CANDIDATES)) + 1
    return Hits(hits.passages[:kept], hits.scores[:kept])


def compare(folder: Path, questions: list[str], repeats: int) -> list[Timing]:
    """The timings of both over the index in `folder`, ours first; only questions with a hundred candidates count."""
    index = Engine.open(folder).index
    queries = {question: understand(question, index.vocabulary) for question in questions}
    hits = {question: _candidates(index, query) for question, query in queries.items()}
    rows = {question: np.concatenate([np.array(index.sentences_of(passage)) for passage in each.passages.tolist()])
            for question, each in hits.items() if len(each.passages)}  # fmt: skip
    asked = [question for question in questions if len(rows.get(question, ())) >= CANDIDATES]
    vectorizer = TfidfVectorizer(analyzer=stems)
    sentences = SentenceRanker(index)
    matrix = vectorizer.fit_transform(index.sentence_text(number) for number in range(index.sentence_count)).tocsr()

    def ours(question: str) -> object:
        return sentences.rank(queries[question], hits[question], ranker(), calibrator())

    def theirs(question: str) -> object:
        return (matrix[rows[question]] @ vectorizer.transform([question]).T).toarray()

    searches = {"qa-service, three views, features, trees": ours, "scikit-learn, stems, matrix fitted before": theirs}
    return interleaved(searches, asked, repeats)
