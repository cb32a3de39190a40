"""The best passages by adding all columns up and sorting all sums: what the kernel is held to, to the last bit."""

from collections.abc import Sequence

import numpy as np

from qa_service.index.postings.postings import Postings
from qa_service.native.arrays import Floats


def scores_of(postings: Postings, terms: Sequence[int]) -> Floats:
    """The score of every passage, the shortest columns added first; NaN where nothing is shared."""
    known = [term for term in terms if 0 <= term < len(postings.starts) - 1]
    spans = [slice(postings.starts[term], postings.starts[term + 1]) for term in known]
    scores = np.full(postings.passage_count, np.nan, np.float32)
    for span in sorted(spans, key=lambda span: span.stop - span.start):
        passages = postings.passages[span]
        scores[passages] = np.nan_to_num(scores[passages]) + postings.weights[span]
    return scores


def best(scores: Floats, k: int) -> tuple[list[int], list[float]]:
    """The k greatest scores and their passages, best first, ties by number."""
    order = np.lexsort((np.arange(len(scores)), -scores))[: max(k, 0)]
    order = order[~np.isnan(scores[order])]
    return order.tolist(), scores[order].tolist()
