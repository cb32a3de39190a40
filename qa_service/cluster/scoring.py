"""Scoring: the exact BM25 of the passages that the cluster found.

Lucene keeps the length of a passage in a byte, so its scores are some 2.5 % off. What it finds is scored again here, by
the formula and the numbers of the embedded index, so that passages come in the same order there and here.
"""

from collections.abc import Sequence

import numpy as np

from qa_service.cluster.overlay import Overlay
from qa_service.cluster.stored.packing import PackedPassage
from qa_service.index.postings.columns import VIEWS
from qa_service.indexing.builder import K1, B
from qa_service.native.arrays import Floats, Ints


def exact_scores(
    passages: Sequence[PackedPassage], terms: Sequence[tuple[str, int]], overlay: Overlay, mean_length: float
) -> Floats:
    """The score of each passage, float32. `terms`: the view and number of each, as often as it is asked for."""
    if not passages:
        return np.zeros(0, np.float32)
    tokens, owners, lengths = _words(passages)
    norms = K1 * (1 - B + B * (lengths.astype(np.float32) / np.float32(mean_length or 1.0)))
    norms = norms.astype(np.float32)
    table, columns = overlay.arrays["terms"], overlay.columns
    units = {view: table[view][tokens] for view in VIEWS}
    scores = np.zeros(len(passages), np.float32)
    for view, number in sorted(terms, key=lambda term: columns.passages_with(*term)):
        times = np.bincount(owners[units[view] == number], minlength=len(passages))
        weights = columns.okapi(view, number) * times * (K1 + 1) / (times + norms)
        scores += weights.astype(np.float32)
    return scores


def _words(passages: Sequence[PackedPassage]) -> tuple[Ints, Ints, Ints]:
    """The words of all passages and their titles, which passage each is of, and how many each has."""
    runs = [passage.arrays[name] for passage in passages for name in ("tokens", "title_tokens")]
    lengths = np.array(list(map(len, runs)), np.int64).reshape(-1, 2).sum(axis=1)
    return np.concatenate(runs), np.repeat(np.arange(len(passages)), lengths), lengths
