"""TF-IDF of sentences in three views (stems, roots, character 4-grams), weighed by scikit-learn when an index is built.

What a worker needs to score a sentence is kept as plain arrays: the idf of every term of a view, and the length
(Euclidean norm) of every sentence's vector. Vectors are tf * idf with scikit-learn's smooth idf,
ln((1 + n) / (1 + df)) + 1.
"""

import importlib
from typing import TYPE_CHECKING

import numpy as np

from qa_service.index.arrays import Array, Arrays, Floats, Ints, offsets, spans

if TYPE_CHECKING:
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfTransformer

WEIGHER = "sklearn.feature_extraction.text"
VIEWS = ("stem", "root", "gram")
_CHUNK_SENTENCES = 1 << 15  # bounds the memory of the gram view


def fit(arrays: Arrays) -> dict[str, Array]:
    """`idf_VIEW` (float32 by term or gram) and `norm_VIEW` (float32 by sentence) of an index's arrays."""
    terms = len(arrays["term_stem"])
    shapes = {"stem": terms, "root": terms, "gram": len(arrays["gram_codes"])}
    return {name: array for view in VIEWS for name, array in _fit_view(arrays, view, shapes[view]).items()}


def _fit_view(arrays: Arrays, view: str, terms: int) -> dict[str, Array]:
    sentences = len(arrays["sentence_start"])
    if not sentences or not terms:
        return {f"idf_{view}": np.ones(terms, np.float32), f"norm_{view}": np.ones(sentences, np.float32)}
    chunks = [slice(first, first + _CHUNK_SENTENCES) for first in range(0, sentences, _CHUNK_SENTENCES)]
    containing = np.zeros(terms, np.int64)
    for chunk in chunks:
        containing += np.bincount(_counts(arrays, view, terms, chunk)[1], minlength=terms)
    transformer = _transformer(containing, sentences)
    norms = np.zeros(sentences, np.float32)
    for chunk in chunks:
        sentence, term, times = _counts(arrays, view, terms, chunk)
        length = len(norms[chunk])
        starts = offsets(np.bincount(sentence, minlength=length))
        weighed = transformer.transform(_matrix((times, term, starts), shape=(length, terms)), copy=False)
        norms[chunk] = np.sqrt(np.bincount(sentence, np.square(weighed.data, dtype=np.float64), minlength=length))
    return {f"idf_{view}": transformer.idf_, f"norm_{view}": np.maximum(norms, 1e-6)}


def _transformer(containing: Ints, sentences: int) -> "TfidfTransformer":
    """scikit-learn's transformer as it would be fitted on all sentences, `containing` of which hold each term.

    They would have to stand in memory all at once for that: the idf, which is all that fitting gives, is worked out
    here, in scikit-learn's own steps. The library is imported with the first build: a worker that only serves does
    without it, and without the half second and the 60 MB that it takes.
    """
    transformer = importlib.import_module(WEIGHER).TfidfTransformer(norm=None)
    idf = np.full(len(containing), 1 + sentences, np.float32)
    idf /= 1 + containing.astype(np.float32)
    np.log(idf, out=idf)
    idf += 1.0
    transformer.idf_ = idf
    return transformer


def _matrix(parts: tuple[Floats, Ints, Ints], shape: tuple[int, int]) -> "sparse.csr_array":
    return importlib.import_module("scipy.sparse").csr_array(parts, shape=shape)


def _counts(arrays: Arrays, view: str, terms: int, chunk: slice) -> tuple[Ints, Ints, Floats]:
    """The terms of a view in the sentences of a chunk: for each pair the sentence (from 0), the term, how often."""
    starts = arrays["sentence_tokens"][chunk.start : chunk.stop + 1]
    tokens = arrays["tokens"][starts[0] : starts[-1]]
    sentence = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    if view == "gram":
        first, last = arrays["term_gram_offsets"][tokens], arrays["term_gram_offsets"][tokens + 1]
        keys = np.repeat(sentence, last - first) * terms + arrays["term_grams"][spans(first, last)]
    else:
        keys = sentence * terms + arrays[f"term_{view}"][tokens]
    keys.sort()
    distinct = np.flatnonzero(np.diff(keys, prepend=-1))
    times = np.diff(distinct, append=len(keys)).astype(np.float32)
    sentence, term = np.divmod(keys[distinct], terms)
    return sentence, term, times
