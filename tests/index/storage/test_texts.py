"""Texts: documents come back as they were, whatever their characters, and slices never break one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.errors import IndexUnusableError
from qa_service.index.storage.texts import Texts, TextsWriter
from qa_service.native.arrays import offsets

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


def kept(documents: list[Document]) -> Texts:
    writer = TextsWriter()
    for document in documents:
        writer.add(document)
    arrays = writer.arrays()
    return Texts(arrays | {name: offsets(arrays[name]) for name in ("text_ends", "metadata_ends")})


@settings(max_examples=150, deadline=None)
@given(st.lists(DOCUMENTS, max_size=4))
def test_documents_come_back_equal(documents: list[Document]) -> None:
    texts = kept(documents)
    assert len(texts) == len(documents)
    assert [texts.document(number) for number in range(len(texts))] == documents
    assert [texts.metadata(number).text for number in range(len(texts))] == [""] * len(documents)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=3), st.data())
def test_texts_and_utf16_units_are_those_that_were_written(written: list[str], data: st.DataObject) -> None:
    texts = kept([Document(id=str(number), text=text) for number, text in enumerate(written)])
    for number, text in enumerate(written):
        start = data.draw(st.integers(0, len(text)))
        assert texts.whole(number) == text
        assert texts.utf16(number, start) == len(text[:start].encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(("text", "width"), [
    ("تشارك كندا «المغرب» في 2011 و٢٠١٢، سنةً.\n", 1), ("", 1), ("Україна", 2), ("كندا 😀", 4), ("\ud83d\ude00", 4),
])  # fmt: skip
def test_a_character_takes_as_many_bytes_as_the_widest_of_its_text_needs(text: str, width: int) -> None:
    writer = TextsWriter()
    writer.add(Document(id="a", text=text))
    assert len(writer.arrays()["texts"]) == width * len(text)


def test_a_slice_that_is_not_what_was_written_is_refused() -> None:
    writer = TextsWriter()
    writer.add(Document(id="a", text="نص 😀. آخر."), [[(0, 5)], [(6, 10)]])
    arrays = writer.arrays()
    lengths = {name: offsets(arrays[name]) for name in ("text_ends", "metadata_ends")}
    first, second = arrays["passage_checks"].tolist()
    damaged = arrays["texts"].copy()
    damaged[1] ^= 4
    sound, broken = Texts(arrays | lengths), Texts(arrays | lengths | {"texts": damaged})
    starts, ends = np.array([0, 6], np.int32).data, np.array([5, 10], np.int32).data
    assert sound.passage(0, 0, starts[:1], ends[:1], first) == "نص 😀."
    assert broken.passage(0, 1, starts[1:], ends[1:], second) == "آخر."
    for refused in (
        lambda: broken.passage(0, 0, starts[:1], ends[:1], first),
        lambda: broken.whole(0),
        lambda: sound.passage(0, 1, starts[:1], ends[:1], first),  # another place in the document
        lambda: sound.passage(0, 0, starts[:1], ends[1:], first),  # other bounds
    ):
        with pytest.raises(IndexUnusableError):
            refused()


def test_every_arabic_letter_mark_and_digit_takes_one_byte() -> None:
    letters = "".join(map(chr, (*range(0x621, 0x63B), *range(0x640, 0x653), *range(0x660, 0x66A))))
    writer = TextsWriter()
    writer.add(Document(id="a", text=letters))
    assert len(writer.arrays()["texts"]) == len(letters)


def test_no_documents_are_kept_too() -> None:
    assert len(kept([])) == 0


def test_arrays_are_flat_bytes_and_lengths() -> None:
    writer = TextsWriter()
    writer.add(Document(id="a", text="كندا"))
    writer.add(Document(id="b", text=""))
    arrays = writer.arrays()
    assert arrays["text_ends"].tolist() == [4, 0]
    assert arrays["texts"].dtype == np.uint8
