"""Texts: documents come back as they were, whatever their characters, and slices never break one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.index.texts import Texts, TextsWriter

TEXT = st.text(st.one_of(st.characters(), st.sampled_from("ا\u064e\u0640😀\U0001f1f2\ud83d\ude00\udfff\u2028\r\n\0é")), max_size=40)
OPTIONAL = st.none() | TEXT
DOCUMENTS = st.builds(
    Document, id=TEXT, text=TEXT, title=TEXT, date=OPTIONAL, author=OPTIONAL, source_url=OPTIONAL, publisher=OPTIONAL,
    language=OPTIONAL, tags=st.lists(TEXT, max_size=3).map(tuple),
    boilerplate=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3).map(tuple))


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


@settings(max_examples=150, deadline=None)
@given(st.lists(DOCUMENTS, min_size=1, max_size=3), st.data())
def test_a_slice_that_ends_inside_a_character_leaves_it_out(documents: list[Document], data: st.DataObject) -> None:
    texts, begins = kept(documents)
    number = data.draw(st.integers(0, len(documents) - 1))
    text = documents[number].text
    first = data.draw(st.integers(0, len(text)))
    start = begins[number] + len(text[:first].encode("utf-8", "surrogatepass"))
    end = data.draw(st.integers(start, texts.end(number)))
    read = texts.slice(start, end)
    assert text[first:].startswith(read)
    left = end - start - len(read.encode("utf-8", "surrogatepass"))
    following = text[first + len(read) :][:1].encode("utf-8", "surrogatepass")
    assert 0 <= left < max(len(following), 1)


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
