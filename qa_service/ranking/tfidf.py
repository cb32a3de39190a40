"""TF-IDF of sentences in three views (stems, roots, character 4-grams): scikit-learn fits it when the index is built.

What a worker needs to score a sentence is kept as plain arrays: the idf of every term of a view, and the length
(Euclidean norm) of every sentence's vector. Vectors are tf * idf with scikit-learn's smooth idf,
ln((1 + n) / (1 + df)) + 1.
"""

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from qa_service.index.arrays import Array, Arrays

VIEWS = ("stem", "root", "gram")
_CHUNK_SENTENCES = 1 << 16  # bounds the memory of the gram view


def fit(arrays: Arrays) -> dict[str, Array]:
    """`idf_VIEW` (float32 by term or gram) and `norm_VIEW` (float32 by sentence) of an index's arrays."""
    terms = len(arrays["term_stem"])
    shapes = {"stem": terms, "root": terms, "gram": len(arrays["gram_codes"])}
    return {name: array for view in VIEWS for name, array in _fit_view(arrays, view, shapes[view]).items()}


def _fit_view(arrays: Arrays, view: str, terms: int) -> dict[str, Array]:
    sentences = len(arrays["sentence_start"])
    if not sentences or not terms:
        return {f"idf_{view}": np.ones(terms, np.float32), f"norm_{view}": np.ones(sentences, np.float32)}
    to_view = _view_matrix(arrays, view, terms)
    chunks = [(first, min(first + _CHUNK_SENTENCES, sentences)) for first in range(0, sentences, _CHUNK_SENTENCES)]
    containing = np.zeros(terms)
    for first, last in chunks:
        containing += np.bincount(_counts(arrays, to_view, first, last).indices, minlength=terms)
    # scikit-learn learns the idf from a matrix whose columns hold as many entries as there are sentences with the term.
    transformer = TfidfTransformer(norm=None)
    transformer.fit(_document_frequencies(containing, sentences))
    norms = np.zeros(sentences, np.float32)
    for first, last in chunks:
        weighed = transformer.transform(_counts(arrays, to_view, first, last))
        norms[first:last] = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return {f"idf_{view}": transformer.idf_.astype(np.float32), f"norm_{view}": np.maximum(norms, 1e-6)}


def _view_matrix(arrays: Arrays, view: str, terms: int) -> sparse.csr_array:
    """Terms by terms of the view: one stem, one root, several grams each."""
    rows = len(arrays["term_stem"])
    if view == "gram":
        columns, starts = arrays["term_grams"], arrays["term_gram_offsets"]
    else:
        columns, starts = arrays[f"term_{view}"], np.arange(rows + 1)
    # Not summed up: that would be done in place, in the index's own arrays.
    return sparse.csr_array((np.ones(len(columns), np.float32), columns, starts), shape=(rows, terms))


def _counts(arrays: Arrays, to_view: sparse.csr_array, first: int, last: int) -> sparse.csr_array:
    """Sentences `first` to `last` by terms of the view."""
    starts = arrays["sentence_tokens"][first : last + 1]
    tokens = arrays["tokens"][starts[0] : starts[-1]]
    shape = (last - first, to_view.shape[0])
    words = sparse.csr_array((np.ones(len(tokens), np.float32), tokens, starts - starts[0]), shape=shape)
    return words @ to_view


def _document_frequencies(containing: Array, sentences: int) -> sparse.csc_array:
    starts = np.concatenate(([0], np.cumsum(containing))).astype(np.int64)
    rows = np.arange(starts[-1]) - np.repeat(starts[:-1], containing.astype(np.int64))
    return sparse.csc_array((np.ones(len(rows), np.float32), rows, starts), shape=(sentences, len(containing)))
