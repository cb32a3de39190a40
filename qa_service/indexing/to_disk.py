"""To disk: from the arrays that a build works with to those that an index keeps."""

from qa_service.index.postings.columns import VIEWS, column_arrays
from qa_service.index.vocabulary.terms import term_table
from qa_service.native.arrays import Array

_REPLACED = frozenset({
    "term_stem", "term_root", "term_cues", "vocabulary_offsets",  # by the table of terms
    "term_grams", "term_gram_offsets",  # by the letters themselves
    *(f"{view}_{kind}" for view in VIEWS for kind in ("starts", "passages", "weights")),  # by columns
    *(f"idf_{view}" for view in VIEWS),
})  # fmt: skip


def stored(arrays: dict[str, Array]) -> dict[str, Array]:
    """The arrays of an index, of those that `builder.join` and `tfidf.fit` gave together; the largest are taken out of
    these, so that they don't stand in memory twice."""
    kept = {name: array for name, array in arrays.items() if name not in _REPLACED}
    return kept | column_arrays(arrays) | {"terms": term_table(arrays)}
