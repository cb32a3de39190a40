"""Terms: what is known of each term of an index side by side, so that a question fetches it at once and all workers
share it; and what is worked out anew from it when an index is built upon.
"""

from struct import Struct

import numpy as np

from qa_service.native.arrays import Array, Arrays

TERM = np.dtype([("stem", "<i4"), ("root", "<i4"), ("start", "<i4"), ("cues", "u1")])
"""13 bytes: the numbers of a term's stem and root, where its letters begin in the vocabulary's text, its cues. As
match.c knows it."""
TERM_BYTES = TERM.itemsize
SPAN_AT = int(TERM.fields["start"][1])  # type: ignore[index]
SPAN = Struct(f"<i{TERM_BYTES - 4}xi")
"""Where a term's letters begin and end, `SPAN_AT` bytes into its row: the end is the beginning of the next."""
VIEWS = Struct("<ii")
"""The numbers of a term's stem and root, at the beginning of its row."""
_FIELDS = {"term_stem": "stem", "term_root": "root", "term_cues": "cues", "vocabulary_offsets": "start"}


def term_table(arrays: Arrays) -> Array:
    """One row a term, and one behind them that only says where the last one's letters end."""
    terms = np.full(len(arrays["term_stem"]) + 1, -1, np.int32).astype(TERM)
    terms["start"] = arrays["vocabulary_offsets"]
    for name in ("stem", "root", "cues"):
        terms[name][:-1] = arrays[f"term_{name}"]
    terms["cues"][-1] = 0
    return terms


def apart(arrays: Arrays) -> Arrays:
    """The arrays of an index with what its table of terms holds as arrays of their own, which are copies."""
    if "terms" not in arrays:
        return arrays
    terms = arrays["terms"]
    return {**arrays, **{
        name: np.ascontiguousarray(terms[field] if field == "start" else terms[field][:-1])
        for name, field in _FIELDS.items()
    }}  # fmt: skip
