"""Texts: the raw texts and the metadata of all documents in two blocks of bytes, read one document at a time.

Every text has one width: each of its characters takes one, two or four bytes, as the widest of them needs, so that a
slice is found by its offsets alone. One byte is enough for nearly all Arabic texts, at half the size of UTF-8.

Whatever is shown of a document lies under a CRC-32, since a large index is served before all of it is read (decision
0014): `metadata_checks` its metadata and its width, `text_checks` its whole text, `passage_checks` the text of a
passage, the bounds of its sentences and its place. Each begins from that of the metadata, so that no passage passes for
one of another document.
"""

import codecs
import json
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from qa_service.corpus.document import Document
from qa_service.errors import IndexUnusableError
from qa_service.index.vocabulary.byte_alphabet import NO_BYTE, ONE_BYTE, TO_BYTE
from qa_service.native.arrays import Array, Arrays

Buffer: TypeAlias = "array[int] | memoryview"
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


def metadata_check(metadata: bytes, width: int) -> int:
    """The checksum of a document's metadata and of the width of its text."""
    return zlib.crc32(metadata, width)


def bounds_check(own: int, place: int, starts: Buffer, ends: Buffer) -> int:
    """The checksum of a passage's place in its document and of where its sentences start and end (int32); `own` is that
    of the document's metadata. That of the passage goes on from it over the bytes of its text."""
    return zlib.crc32(ends, zlib.crc32(starts, zlib.crc32(place.to_bytes(4, "little", signed=True), own)))


class TextsWriter:
    """Collects documents."""

    def __init__(self) -> None:
        self._texts: list[bytes] = []
        self._widths: list[int] = []
        self._metadata: list[bytes] = []
        self._checks: list[int] = []
        self._metadata_checks: list[int] = []
        self._text_checks: list[int] = []

    def add(self, document: Document, passages: Sequence[Sequence[tuple[int, ...]]] = ()) -> None:
        """Add one document; of each of its passages the sentences, each by its start and its end."""
        text, width = encoded(document.text)
        metadata = _AS_JSON.encode(_given(document)).encode("utf-8", "surrogatepass")
        own = metadata_check(metadata, width)
        for place, sentences in enumerate(passages):
            starts, ends = (array("i", [each[side] for each in sentences]) for side in (0, 1))
            block = text[starts[0] * width : ends[-1] * width]
            self._checks.append(zlib.crc32(block, bounds_check(own, place, starts, ends)))
        self._texts.append(text)
        self._widths.append(width)
        self._metadata.append(metadata)
        self._metadata_checks.append(own)
        self._text_checks.append(zlib.crc32(text, own))

    def arrays(self) -> dict[str, Array]:
        """What has to be kept; of `text_ends` and `metadata_ends` the lengths (`qa_service.indexing.analysis`)."""
        return {
            "texts": np.frombuffer(b"".join(self._texts), np.uint8),
            "passage_checks": np.array(self._checks, np.uint32),
            "metadata_checks": np.array(self._metadata_checks, np.uint32),
            "text_checks": np.array(self._text_checks, np.uint32),
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
        self._own_checks, self._text_checks = arrays["metadata_checks"].data, arrays["text_checks"].data
        # No method of this object: in a ring of references it would outlive its index, and its mapped files with it.
        self.metadata = lru_cache(maxsize=4096)(
            partial(_metadata, self._metadata, self._metadata_ends, self._own_checks, self._widths)
        )

    def __len__(self) -> int:
        return len(self._widths)

    def document(self, number: int) -> Document:
        """The whole document."""
        metadata = self.metadata(number)
        return Document(**{name: getattr(metadata, name) for name in _METADATA}, text=self.whole(number))

    def whole(self, number: int) -> str:
        """The whole text of a document; raises IndexUnusableError where it is not what was written."""
        return self._checked(number, 0, None, self._text_checks[number], self._own_checks[number])

    def passage(self, number: int, place: int, starts: memoryview, ends: memoryview, check: int) -> str:
        """The text of the passage at this place of a document, whose sentences start and end there, in code points.

        Raises IndexUnusableError where any of that is not what was written with the `check`.
        """
        seed = bounds_check(self._own_checks[number], place, starts, ends)
        return self._checked(number, starts[0], ends[-1], check, seed)

    def _checked(self, number: int, start: int, end: int | None, check: int, seed: int) -> str:
        width, first, last = self._widths[number], self._ends[number], self._ends[number + 1]
        if end is not None:
            last = min(last, first + width * end)
        begin = first + width * start
        block = self._texts[begin:last]  # no copy before it is known to be sound: it may be as long as all texts
        if start < 0 or first < 0 or last < begin or zlib.crc32(block, seed) != check:
            raise IndexUnusableError(f"The index is damaged: the text of document {number} is not what was written.")
        return decoded(bytes(block), width)

    def utf16(self, number: int, place: int) -> int:
        """How many UTF-16 units stand before a code point of a document."""
        if self._widths[number] < 4:
            return place
        return place + sum(character > "\uffff" for character in self.whole(number)[:place])

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
        return _fields(self._metadata, self._metadata_ends, self._own_checks, self._widths, number)


def _fields(
    metadata: memoryview, ends: memoryview, checks: memoryview, widths: memoryview, number: int
) -> dict[str, Any]:
    block = bytes(metadata[ends[number] : ends[number + 1]])
    if metadata_check(block, widths[number]) != checks[number]:
        raise IndexUnusableError(f"The index is damaged: document {number} is not what was written.")
    fields: dict[str, Any] = json.loads(block.decode("utf-8", "surrogatepass"))
    return fields


def _metadata(metadata: memoryview, ends: memoryview, checks: memoryview, widths: memoryview, number: int) -> Document:
    """The document with an empty text."""
    fields = _fields(metadata, ends, checks, widths, number)
    for name in fields.keys() & _TUPLES:
        fields[name] = tuple(map(tuple, fields[name]) if name == "boilerplate" else fields[name])
    return Document(**fields, text="")
