"""Columns: every stem and root has the postings and the idf that were worked out for it, however they are shared."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.index.postings.columns import VIEWS, Columns
from qa_service.indexing import tfidf
from qa_service.indexing.builder import build_arrays
from qa_service.indexing.to_disk import stored
from qa_service.native.arrays import Arrays

TEXT = "كتاب الكتاب مكتوب كتابه مدينه المدينه مدن نهر انهار 2011 NATO بحر"
WORDS = st.lists(st.sampled_from(TEXT.split()), max_size=8)


def assert_kept(arrays: Arrays) -> None:
    """Whether the columns of an index give what its working `arrays` hold."""
    passages = len(arrays["passage_document"])
    columns = Columns(stored(arrays.copy()), passages)
    for view in VIEWS:
        starts = arrays[f"{view}_starts"]
        numbers = range(-1, len(starts))  # the first and the last are no terms
        assert columns.idf(view, numbers)[1:-1] == arrays[f"idf_{view}"][:-1].tolist()
        assert set(columns.idf(view, (-1, len(starts)))) == {arrays[f"idf_{view}"][-1]}
        for term in numbers:
            own = slice(starts[term], starts[term + 1]) if 0 <= term < len(starts) - 1 else slice(0)
            column, held = columns.of(view, term), columns.postings
            kept = slice(held.starts[column], held.starts[column + 1]) if column >= 0 else slice(0)
            passages_with = arrays[f"{view}_passages"][own].tolist()
            assert columns.passages(view, term).tolist() == passages_with
            assert columns.passages_with(view, term) == len(passages_with)
            assert held.weights[kept].tolist() == arrays[f"{view}_weights"][own].tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=5))
def test_columns_hold_the_postings_of_both_views(texts: list[list[str]]) -> None:
    documents = [Document(id=str(number), title="", text=" ".join(words)) for number, words in enumerate(texts)]
    arrays = build_arrays(documents)
    assert_kept(arrays | tfidf.fit(arrays))


def test_a_root_of_one_stem_shares_its_column_and_one_of_several_does_not(documents: tuple[Document, ...]) -> None:
    arrays = build_arrays(documents)
    arrays |= tfidf.fit(arrays)
    assert_kept(arrays)
    kept = stored(arrays.copy())
    of_both = len(arrays["stem_passages"]) + len(arrays["root_passages"])
    assert len(arrays["stem_passages"]) < len(kept["column_passages"]) < of_both
    stems = int(np.count_nonzero(np.diff(arrays["stem_starts"])))
    assert (kept["root_columns"] < stems).any() and (kept["root_columns"] >= stems).any()
