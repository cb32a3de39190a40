"""Packing: a passage as it is stored in the cluster, with all that ranking and citing it asks for.

What an index keeps of a passage, in the same numbers: its sentences, their words as terms of the vocabulary, the
lengths of their vectors, the words of the title, the raw text. So candidates are ranked by the same kernel, and no file
is read for a citation. A checksum over all of it and the passage's own name lets none pass for another.
"""

import json
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa_service.errors import IndexUnusableError
from qa_service.native.arrays import Array

FORMAT = 1
_HEAD = struct.Struct("<II")  # the checksum, the bytes of the facts
SENTENCE_ARRAYS: Mapping[str, np.dtype[Any]] = {
    "sentence_start": np.dtype("<i4"), "sentence_end": np.dtype("<i4"), "sentence_heading": np.dtype("u1"),
    "sentence_cues": np.dtype("<u2"), "sentence_recurring": np.dtype("?"), "norm_stem": np.dtype("<f4"),
    "norm_root": np.dtype("<f4"), "norm_gram": np.dtype("<f4"), "sentence_tokens": np.dtype("<i4"),
}  # fmt: skip
"""One number a sentence; `sentence_tokens` are lengths here."""
_WORD_ARRAYS = ("tokens", "title_tokens")
_WORD = np.dtype("<i4")


@dataclass(frozen=True, slots=True)
class Twin:
    """A sentence of a copy, and where the original says the same."""

    sentence: int  # place in the passage
    passage: str  # the name of the original's passage
    original: int  # place in that


@dataclass(frozen=True, slots=True)
class PackedPassage:
    """One passage. `tokens` and `title_tokens` are numbers of the generation's terms; from `len(vocabulary)` on, places
    in `words`, which the vocabulary lacks."""

    name: str  # `_id` in the cluster
    document: str  # the document's key
    place: int  # among the passages of its document
    metadata: Mapping[str, Any]  # of the document: those fields that differ from the defaults
    text: str  # from the first sentence to the last
    utf16: int  # UTF-16 units of the document before the text
    before: tuple[int, int, str] | None  # the sentence before it in the document: start, end, text
    twins: tuple[Twin, ...]
    arrays: Mapping[str, Array]  # of SENTENCE_ARRAYS, tokens, title_tokens
    words: tuple[str, ...] = ()


def packed(passage: PackedPassage) -> str:
    """The passage as text for a field of the type `binary`."""
    arrays = passage.arrays
    facts = json.dumps(
        [
            len(arrays["sentence_start"]), len(arrays["tokens"]), len(arrays["title_tokens"]), passage.document,
            passage.place, dict(passage.metadata), passage.utf16, passage.before,
            [[each.sentence, each.passage, each.original] for each in passage.twins], passage.words,
        ], ensure_ascii=False, separators=(",", ":"),
    ).encode("utf-8", "surrogatepass")  # fmt: skip
    parts = [np.ascontiguousarray(arrays[name], kind).tobytes() for name, kind in SENTENCE_ARRAYS.items()]
    parts += [np.ascontiguousarray(arrays[name], _WORD).tobytes() for name in _WORD_ARRAYS]
    body = b"".join((facts, *parts, passage.text.encode("utf-8", "surrogatepass")))
    head = _HEAD.pack(zlib.crc32(body, zlib.crc32(passage.name.encode())), len(facts))
    return b64encode(zlib.compress(head + body)).decode()


def unpacked(name: str, field: str) -> PackedPassage:
    """The passage of this name; raises IndexUnusableError where it is not what was packed."""
    try:
        whole = zlib.decompress(b64decode(field))
        checksum, size = _HEAD.unpack_from(whole)
        body = memoryview(whole)[_HEAD.size :]
        if zlib.crc32(body, zlib.crc32(name.encode())) != checksum:
            raise ValueError("the checksum differs")
        facts = json.loads(bytes(body[:size]).decode("utf-8", "surrogatepass"))
    except (ValueError, zlib.error, struct.error):
        raise IndexUnusableError(
            f"The index in the cluster is damaged: passage {name} is not what was stored."
        ) from None
    sentences, tokens, title_tokens, document, place, metadata, utf16, before, twins, words = facts
    arrays, at = {}, _HEAD.size + size
    for array, kind in SENTENCE_ARRAYS.items():
        arrays[array] = np.frombuffer(whole, kind, sentences, at)
        at += sentences * kind.itemsize
    for array, count in zip(_WORD_ARRAYS, (tokens, title_tokens), strict=True):
        arrays[array] = np.frombuffer(whole, _WORD, count, at)
        at += count * _WORD.itemsize
    return PackedPassage(
        name, document, place, metadata, whole[at:].decode("utf-8", "surrogatepass"), utf16,
        None if before is None else tuple(before), tuple(Twin(*each) for each in twins), arrays, tuple(words),
    )  # fmt: skip
