"""Texts: documents come back as they were, whatever their characters, and slices never break one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.index.texts import Texts, TextsWriter

TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("ا\u064e\u0640😀\U0001f1f2\ud83d\ude00\udfff\u2028\r\n\0é")), max_size=40
)
OPTIONAL = st.none() | TEXT
DOCUMENTS = st.builds(
    Document,
    id=TEXT,
    text=TEXT,
    title=TEXT,
    date=OPTIONAL,
    author=OPTIONAL,
    source_url=OPTIONAL,
    publisher=OPTIONAL,
    language=OPTIONAL,
    tags=st.lists(TEXT, max_size=3).map(tuple),
    boilerplate=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3).map(tuple),
)


def kept(documents: list[Document]) -> tuple[Texts, list[int]]:
    writer = TextsWriter()
    begins = [writer.add(document) for document in documents]
    return Texts(writer.arrays()), begins


@settings(max_examples=150, deadline=None)
@given(st.lists(DOCUMENTS, max_size=4))
def test_documents_come_back_equal(documents: list[Document]) -> None:
    texts, _ = kept(documents)
    assert len(texts) == len(documents)
    assert [texts.document(number) for number in range(len(texts))] == documents
    assert [texts.metadata(number).text for number in range(len(texts))] == [""] * len(documents)


@pytest.mark.parametrize("character", ["a", "é", "ك", "ﻼ", "\ud800", "\udfff", "😀", "\U0010ffff"])
def test_a_slice_that_ends_inside_a_character_leaves_it_out(character: str) -> None:
    text = f"ب{character}"
    texts, begins = kept([Document(id=name, text=text) for name in "ab"])  # what follows may be another document
    size = len(text.encode("utf-8", "surrogatepass"))
    for begin in begins:
        for cut in range(2, size):
            assert texts.slice(begin, begin + cut) == "ب"
        assert texts.slice(begin, begin + size) == text


def test_no_documents_are_kept_too() -> None:
    texts, _ = kept([])
    assert len(texts) == 0


def test_arrays_are_flat_bytes_and_ascending_ends() -> None:
    writer = TextsWriter()
    writer.add(Document(id="a", text="كندا"))
    writer.add(Document(id="b", text=""))
    arrays = writer.arrays()
    assert arrays["text_ends"].tolist() == [0, 8, 8]
    assert bytes(arrays["texts"]) == "كندا".encode()
    assert arrays["texts"].dtype == np.uint8
