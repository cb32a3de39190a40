"""Words: the kernel reads and folds those of the regular expression, in any text of any width."""

import ctypes
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.index.storage.texts import TextsWriter
from qa_service.indexing.words import Spans, Written, read_words
from qa_service.native.arrays import Ints
from qa_service.native.library import LONG_KERNEL

ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates and characters of four bytes too
PIECES = st.sampled_from(
    ["كندا", "العَرَبِيّةُ", "مـــا", "ـ", "\u064e", "\u0301", "é", "H1N1", "H1é", "a1b2\u064e", "Z9", "16.000",
     "٣٫٥", "3،5،6", ".", "7.", "१२", "漢字", "²", "ª", "𝐀", "😀",
     "\u200f", "_", "(", "«", '"', "“", "،", " و", " ", " ", "\n", "ﷺ"]
)  # fmt: skip
TEXTS = st.one_of(ANY_TEXT, st.lists(PIECES, max_size=25).map("".join))
DOCUMENTS = st.lists(st.tuples(TEXTS, TEXTS, st.lists(st.integers(0, 60), max_size=6)), max_size=4)


def written(texts: list[str]) -> Written:
    writer = TextsWriter()
    for text in texts:
        writer.add(Document(id="a", text=text))
    arrays = writer.arrays()
    return Written(arrays["texts"], arrays["text_ends"], arrays["text_widths"])


def spans_of(text: str, places: list[int]) -> list[tuple[int, int]]:
    """Half-open spans of a text, none over another."""
    cuts = sorted(min(place, len(text)) for place in places)
    return list(zip(cuts[::2], cuts[1::2], strict=False))


@pytest.mark.skipif(LONG_KERNEL is None, reason="the kernel is not compiled: there was no C compiler")
@settings(max_examples=400, deadline=None)
@given(DOCUMENTS)
def test_the_kernel_reads_the_words_of_the_regular_expression(documents: list[tuple[str, str, list[int]]]) -> None:
    spans = [spans_of(text, places) for _, text, places in documents]
    table = np.array([span for each in spans for span in each], np.int32).reshape(-1, 2)
    titles, texts = written([title for title, _, _ in documents]), written([text for _, text, _ in documents])
    sentences = Spans(table[:, 0], table[:, 1], np.array(list(map(len, spans)), np.int32))
    ours, theirs = (read_words(titles, texts, sentences, kernel) for kernel in (LONG_KERNEL, None))
    assert list(ours.forms.items()) == list(theirs.forms.items())
    for name in ("title_words", "title_counts", "words", "counts", "cues"):
        one, other = cast("Ints", getattr(ours, name)), cast("Ints", getattr(theirs, name))
        assert one.dtype == other.dtype, name
        assert one.tolist() == other.tolist(), name


@pytest.mark.parametrize("kernel", [None, LONG_KERNEL])
def test_words_are_numbered_by_first_sight_the_title_first(kernel: ctypes.CDLL | None) -> None:
    titles, texts = written(["كندا", "😀 فاس"]), written(["في كندا 16.000 (نسمة)", "قال «نعم» في فاس"])
    sentences = Spans(np.array([0, 8, 0]), np.array([7, 21, 16]), np.array([2, 1]))
    found = read_words(titles, texts, sentences, kernel)
    assert list(found.forms) == ["كندا", "في", "16000", "نسمه", "فاس", "قال", "نعم"]
    assert (found.title_words.tolist(), found.title_counts.tolist()) == ([0, 4], [1, 1])
    assert (found.words.tolist(), found.counts.tolist()) == ([1, 0, 2, 3, 5, 6, 1, 4], [2, 2, 4])
    assert found.cues.tolist() == [0, 4, 8]


@pytest.mark.parametrize("span", [(-1, 2), (0, 5), (3, 9)])
def test_a_sentence_that_reaches_out_of_its_text_is_refused(span: tuple[int, int]) -> None:
    texts = written(["كندا"])
    with pytest.raises(ValueError, match="out of its text"):
        read_words(texts, texts, Spans(np.array(span[:1]), np.array(span[1:]), np.array([1])))
