"""A passage comes out of the cluster as it went in, whatever its characters; a damaged one doesn't come out."""

from base64 import b64decode, b64encode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.cluster.stored.documents import packed_document, unpacked_document
from qa_service.cluster.stored.packing import SENTENCE_ARRAYS, PackedPassage, Twin, packed, unpacked
from qa_service.errors import IndexUnusableError

TEXTS = st.text(st.characters(exclude_categories=()), max_size=40)


def passage(text: str, title: str, tokens: list[int]) -> PackedPassage:
    arrays = {name: np.array([1, 0], kind) for name, kind in SENTENCE_ARRAYS.items()}
    arrays |= {"tokens": np.array(tokens, np.int32), "title_tokens": np.array(tokens[:1], np.int32)}
    return PackedPassage(
        "key-3", "key", 3, {"id": title, "title": title, "tags": ["a"]}, text, 7, (0, len(text), text),
        (Twin(1, "other-0", 2),), arrays, (title,),
    )  # fmt: skip


@given(TEXTS, TEXTS, st.lists(st.integers(0, 2**31 - 1), max_size=20))
def test_a_passage_comes_out_as_it_went_in(text: str, title: str, tokens: list[int]) -> None:
    before = passage(text, title, tokens)
    after = unpacked("key-3", packed(before))
    assert all(np.array_equal(after.arrays[name], before.arrays[name]) for name in before.arrays)
    for name in PackedPassage.__slots__:
        if name != "arrays":
            assert getattr(after, name) == getattr(before, name)


@given(TEXTS, TEXTS)
def test_a_document_comes_out_as_it_went_in(text: str, title: str) -> None:
    assert unpacked_document("key", packed_document("key", {"title": title}, text)) == ({"title": title}, text)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_changes_nothing_or_is_noticed(place: int, change: int) -> None:
    field = packed(passage("يبلغ طول نهر النيل 6650 كيلومترا.", "نهر النيل", [3, 4]))
    whole = bytearray(b64decode(field))
    whole[place % len(whole)] ^= change
    try:
        found = unpacked("key-3", b64encode(whole).decode())
    except IndexUnusableError:
        return
    assert packed(found) == field  # a bit that no format reads


def test_no_passage_passes_for_another() -> None:
    with pytest.raises(IndexUnusableError):
        unpacked("key-4", packed(passage("نص", "عنوان", [1])))
    with pytest.raises(IndexUnusableError):
        unpacked_document("other", packed_document("key", {}, "نص"))
