"""TF-IDF of sentences in three views (stems, roots, character 4-grams), weighed by scikit-learn when an index is built.

What a worker needs to score a sentence is kept as plain arrays: the idf of every term of a view, and the length
(Euclidean norm) of every sentence's vector. Vectors are tf * idf with scikit-learn's smooth idf,
ln((1 + n) / (1 + df)) + 1.

Most units (stems, roots or grams) stand once in a sentence. So the square of its length is the sum of what each of its
tokens adds, worked out once for every term of the index, and more only for the units that stand there several times.
"""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from qa_service.native.arrays import Array, Arrays, Floats, Ints
from qa_service.native.build import Stretches, repeats, sums
from qa_service.native.parallel import side_by_side

if TYPE_CHECKING:
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfTransformer

WEIGHER = "sklearn.feature_extraction.text"
VIEWS = ("stem", "root", "gram")


@dataclass(frozen=True, slots=True)
class _Units:
    """The units of every term in one view: of term `t` those from `starts[t]` up to `starts[t + 1]`."""

    of_term: Ints  # int32
    starts: Ints
    count: int  # of the units that there are

    @property
    def lengths(self) -> Ints:
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True)
class _Repeats:
    """The units that stand more than once in a sentence: where, which, how often; by sentence, then by unit."""

    sentence: Ints
    unit: Ints
    times: Ints


def fit(arrays: Arrays) -> dict[str, Array]:
    """`idf_VIEW` (float32 by term or gram, the last that of one that stands nowhere) and `norm_VIEW` (float32 by
    sentence) of the arrays that a build works with.
    """
    terms = len(arrays["term_stem"])
    one_each = np.arange(terms + 1)
    units = dict(zip(VIEWS, (
        _Units(arrays["term_stem"], one_each, terms),
        _Units(arrays["term_root"], one_each, terms),
        _Units(arrays["term_grams"], arrays["term_gram_offsets"], len(arrays["gram_codes"])),
    ), strict=True))  # fmt: skip
    standing = np.bincount(arrays["tokens"], minlength=terms)
    views = sorted(units, key=lambda view: -len(units[view].of_term))  # what takes longest is begun first
    repeats = _all_repeats(arrays, [units[view] for view in views])
    steps = [partial(_fit_view, arrays, view, units[view], standing, found)
             for view, found in zip(views, repeats, strict=True)]  # fmt: skip
    return {name: array for found in side_by_side(steps) for name, array in found.items()}


def _fit_view(arrays: Arrays, view: str, units: _Units, standing: Ints, repeats: _Repeats) -> dict[str, Array]:
    """`standing`: how many tokens each term has."""
    sentences = len(arrays["sentence_start"])
    if not sentences or not units.count:
        return {f"idf_{view}": np.ones(units.count + 1, np.float32), f"norm_{view}": np.ones(sentences, np.float32)}
    containing = np.bincount(units.of_term, np.repeat(standing, units.lengths), units.count)
    containing -= np.bincount(repeats.unit, repeats.times - 1, units.count)
    idf = _idf(np.append(containing, 0), sentences)
    transformer = _transformer(idf[:-1])
    weighed = transformer.transform(_matrix(units), copy=False).data
    of_term = _sums(np.square(weighed, dtype=np.float64), units.starts)
    more = repeats.times.astype(np.float64)
    more *= more - 1
    more *= np.square(idf[repeats.unit], dtype=np.float64)
    squares = np.zeros(sentences)
    squares += np.bincount(repeats.sentence, more, sentences)
    sums(Stretches(arrays["tokens"], arrays["sentence_tokens"], len(of_term)), of_term, squares)
    return {f"idf_{view}": idf, f"norm_{view}": np.maximum(np.sqrt(squares), 1e-6).astype(np.float32)}


def _idf(containing: Array, sentences: int) -> Floats:
    """The idf of units that stand in `containing` sentences each, in scikit-learn's own steps; float32."""
    idf = np.full(len(containing), 1 + sentences, np.float32)
    idf /= 1 + containing.astype(np.float32)
    np.log(idf, out=idf)
    idf += 1.0
    return idf


def _transformer(idf: Floats) -> "TfidfTransformer":
    """scikit-learn's transformer as it would be fitted on all sentences, to this `idf`.

    They would have to stand in memory all at once for that, and idf is all that fitting gives. The library is imported
    with the first build: a worker that only serves does without it, and without the half second and the 60 MB that it
    takes.
    """
    transformer = importlib.import_module(WEIGHER).TfidfTransformer(norm=None)
    transformer.idf_ = idf
    return transformer


def _matrix(units: _Units) -> "sparse.csr_array":
    """Terms by units: how often."""
    parts = np.ones(len(units.of_term), np.float32), units.of_term, units.starts
    return importlib.import_module("scipy.sparse").csr_array(parts, shape=(len(units.starts) - 1, units.count))


def _all_repeats(arrays: Arrays, views: Sequence[_Units]) -> list[_Repeats]:
    """Those of all sentences in each view, half of the sentences at a time."""
    sentences = len(arrays["sentence_start"])
    halves = [*pairwise((0, sentences // 2, sentences))]
    found = list(side_by_side([partial(_repeats, arrays, units, first, last)
                               for units in views for first, last in halves]))  # fmt: skip
    return [_Repeats(*(np.concatenate([getattr(each, name) for each in found[place : place + len(halves)]])
                       for name in ("sentence", "unit", "times")))
            for place in range(0, len(found), len(halves))]  # fmt: skip


def _repeats(arrays: Arrays, units: _Units, first: int, last: int) -> _Repeats:
    """Those of the sentences from one to another."""
    if not units.count or first == last:
        return _Repeats(*np.zeros((3, 0), np.int32))
    sentences = Stretches(arrays["tokens"], arrays["sentence_tokens"][first : last + 1], len(units.starts) - 1)
    starts = None if len(units.of_term) == sentences.terms else units.starts  # every term has one at least
    sentence, unit, times = repeats(sentences, units.of_term, starts, units.count)
    return _Repeats(sentence + np.int32(first), unit, times)


def _sums(values: Floats, starts: Ints) -> Floats:
    """The sum of each of the runs that begin at `starts`, the last of which is the end."""
    sums = np.zeros(len(starts) - 1)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        sums[filled] = np.add.reduceat(values, starts[filled])
    return sums
