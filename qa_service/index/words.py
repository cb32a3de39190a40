"""Words: what is known of each term, side by side, so that it is fetched at once."""

import numpy as np

from qa_service.index.arrays import Arrays, Ints


def side_by_side(arrays: Arrays) -> Ints:
    """Each term in 16 bytes: stem, root, first gram, and in one number its cues (lowest 8 bits) and how many grams."""
    starts = arrays["term_gram_offsets"]
    terms = np.empty((len(starts) - 1, 4), np.int32)
    terms[:, 0], terms[:, 1], terms[:, 2] = arrays["term_stem"], arrays["term_root"], starts[:-1]
    terms[:, 3] = np.diff(starts) * 256 + arrays["term_cues"]
    return terms
