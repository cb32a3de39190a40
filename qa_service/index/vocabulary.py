"""Vocabulary: the terms of an index, sorted, in one block of bytes with a hash table; made to be memory-mapped."""

import zlib
from collections.abc import Iterable

import numpy as np

from qa_service.index.arrays import Arrays, Bytes, Ints


class Vocabulary:
    """Distinct terms, numbered in the order of their UTF-8 bytes.

    `find` costs a hash and about one comparison and needs no reading at start; the table has at least twice as many
    slots as terms, a slot holds a term number plus one, zero is empty, collisions go on to the next slot.
    """

    def __init__(self, text: Bytes, offsets: Ints, slots: Ints) -> None:
        self._text = text.data
        self._offsets = offsets
        self._slots = slots
        self._mask = len(slots) - 1

    @classmethod
    def from_terms(cls, terms: Iterable[str]) -> "Vocabulary":
        """A vocabulary of these terms, in any order, doubles allowed."""
        encoded = sorted({term.encode("utf-8", "surrogatepass") for term in terms})
        offsets = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(term) for term in encoded], out=offsets[1:])
        size = 1 << max(3, (2 * len(encoded)).bit_length())
        slots, mask = [0] * size, size - 1
        for number, term in enumerate(encoded, 1):
            slot = zlib.crc32(term) & mask
            while slots[slot]:
                slot = (slot + 1) & mask
            slots[slot] = number
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets, np.array(slots, np.int32))

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Vocabulary":
        """The vocabulary that `arrays` gave."""
        return cls(arrays["vocabulary_text"], arrays["vocabulary_offsets"], arrays["vocabulary_slots"])

    def arrays(self) -> Arrays:
        """What has to be kept: named arrays."""
        text = np.frombuffer(self._text, np.uint8)
        return {"vocabulary_text": text, "vocabulary_offsets": self._offsets, "vocabulary_slots": self._slots}

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> str:
        return self._bytes(number).decode("utf-8", "surrogatepass")

    def _bytes(self, number: int) -> bytes:
        return bytes(self._text[self._offsets[number] : self._offsets[number + 1]])

    def find(self, term: str) -> int:
        """The number of `term`, or -1."""
        encoded = term.encode("utf-8", "surrogatepass")
        slot = zlib.crc32(encoded) & self._mask
        while number := int(self._slots[slot]):
            if self._bytes(number - 1) == encoded:
                return number - 1
            slot = (slot + 1) & self._mask
        return -1
