"""Texts: the raw texts and the metadata of all documents in two blocks of bytes, read one document at a time.

Every text has one width: each of its characters takes one, two or four bytes, as the widest of them needs, so that a
slice is found by its offsets alone. One byte is enough for nearly all Arabic texts, at half the size of UTF-8.
"""

import codecs
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import numpy as np

from qa_service.corpus.document import Document
from qa_service.errors import IndexUnusableError
from qa_service.index.vocabulary.byte_alphabet import NO_BYTE, ONE_BYTE, TO_BYTE
from qa_service.native.arrays import Array, Arrays

_READ_AT_ONCE = 1000  # documents, of their metadata
_DEFAULTS = {name: field.default for name, field in Document.__dataclass_fields__.items()}
_TUPLES = frozenset(("tags", "found", "boilerplate"))
_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # `json.dumps` would make one each time
_METADATA = tuple(name for name in _DEFAULTS if name != "text")


def encoded(text: str) -> tuple[bytes, int]:
    """The bytes of a text and its width."""
    try:
        wide = text.encode("utf-16-le")
    except UnicodeEncodeError:
        wide = b""  # half of a surrogate pair, which two of would become one character
    if len(wide) != 2 * len(text):
        return text.encode("utf-32-le", "surrogatepass"), 4
    narrow = TO_BYTE[np.frombuffer(wide, np.uint16)]
    return (wide, 2) if (narrow == NO_BYTE).any() else (narrow.tobytes(), 1)


def decoded(block: bytes, width: int) -> str:
    """The text of these bytes."""
    if width == 1:
        return codecs.charmap_decode(block, "strict", ONE_BYTE)[0]
    return block.decode("utf-16-le") if width == 2 else block.decode("utf-32-le", "surrogatepass")


class TextsWriter:
    """Collects documents."""

    def __init__(self) -> None:
        self._texts: list[bytes] = []
        self._widths: list[int] = []
        self._metadata: list[bytes] = []
        self._checks: list[int] = []

    def add(self, document: Document, passages: Sequence[tuple[int, int]] = ()) -> None:
        """Add one document, and the spans of its passages."""
        text, width = encoded(document.text)
        metadata = _AS_JSON.encode(_given(document)).encode("utf-8", "surrogatepass")
        self._checks += [zlib.crc32(text[start * width : end * width]) for start, end in passages]
        self._texts.append(text)
        self._widths.append(width)
        self._metadata.append(metadata)

    def arrays(self) -> dict[str, Array]:
        """What has to be kept; of `text_ends` and `metadata_ends` the lengths (`qa_service.indexing.analysis`)."""
        return {
            "texts": np.frombuffer(b"".join(self._texts), np.uint8),
            "passage_checks": np.array(self._checks, np.uint32),
            "text_widths": np.array(self._widths, np.uint8),
            "text_ends": np.array([len(text) for text in self._texts], np.int32),
            "metadata": np.frombuffer(b"".join(self._metadata), np.uint8),
            "metadata_ends": np.array([len(metadata) for metadata in self._metadata], np.int32),
        }


def _given(document: Document) -> dict[str, Any]:
    """What a document has beside its text, without the fields that are as they are by default."""
    fields = {name: getattr(document, name) for name in _METADATA}
    return {name: value for name, value in fields.items() if value != _DEFAULTS[name]}


class Texts:
    """Reads documents back; equal to those that were added. `text_ends` and `metadata_ends` are offsets."""

    def __init__(self, arrays: Arrays) -> None:
        self._texts = arrays["texts"].data
        self._widths, self._ends = arrays["text_widths"].data, arrays["text_ends"].data
        self._metadata = arrays["metadata"].data
        self._metadata_ends = arrays["metadata_ends"].data
        # No method of this object: in a ring of references it would outlive its index, and its mapped files with it.
        self.metadata = lru_cache(maxsize=4096)(partial(_metadata, self._metadata, self._metadata_ends))

    def __len__(self) -> int:
        return len(self._widths)

    def document(self, number: int) -> Document:
        """The whole document."""
        metadata = self.metadata(number)
        return Document(**{name: getattr(metadata, name) for name in _METADATA}, text=self.slice(number))

    def slice(self, number: int, start: int = 0, end: int | None = None, check: int | None = None) -> str:
        """The text of a document from one code point to another.

        Raises IndexUnusableError where a `check` is given and isn't the CRC-32 of the bytes read.
        """
        width, first, last = self._widths[number], self._ends[number], self._ends[number + 1]
        if end is not None:
            last = min(last, first + width * end)
        block = bytes(self._texts[first + width * start : last])
        if check is not None and zlib.crc32(block) != check:
            raise IndexUnusableError(f"The index is damaged: the text of document {number} is not what was written.")
        return decoded(block, width)

    def utf16(self, number: int, place: int) -> int:
        """How many UTF-16 units stand before a code point of a document."""
        if self._widths[number] < 4:
            return place
        first = self._ends[number]
        before = np.frombuffer(bytes(self._texts[first : first + 4 * place]), np.uint32)
        return place + int(np.count_nonzero(before > 0xFFFF))

    def ids(self) -> Iterator[str]:
        """The ids of all documents, in their order."""
        for fields in self.all_fields():
            yield fields["id"]

    def all_fields(self) -> Iterator[Mapping[str, Any]]:
        """What `fields` gives, of all documents in their order; read many at once, which takes half the time."""
        for first in range(0, len(self), _READ_AT_ONCE):
            ends = self._metadata_ends[first : first + _READ_AT_ONCE + 1].tolist()
            blocks = b",".join([self._metadata[begin:end] for begin, end in pairwise(ends)])
            yield from json.loads(f"[{blocks.decode('utf-8', 'surrogatepass')}]")

    def fields(self, number: int) -> Mapping[str, Any]:
        """What a document has beside its text, without the fields that are as they are by default."""
        return _fields(self._metadata, self._metadata_ends, number)


def _fields(metadata: memoryview, ends: memoryview, number: int) -> dict[str, Any]:
    block = bytes(metadata[ends[number] : ends[number + 1]])
    fields: dict[str, Any] = json.loads(block.decode("utf-8", "surrogatepass"))
    return fields


def _metadata(metadata: memoryview, ends: memoryview, number: int) -> Document:
    """The document with an empty text."""
    fields = _fields(metadata, ends, number)
    for name in fields.keys() & _TUPLES:
        fields[name] = tuple(map(tuple, fields[name]) if name == "boilerplate" else fields[name])
    return Document(**fields, text="")
