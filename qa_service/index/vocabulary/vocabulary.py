"""Vocabulary: the terms of an index, sorted, in one block of bytes with a hash table; made to be memory-mapped."""

from collections.abc import Iterable

import numpy as np

from qa_service.index.vocabulary.byte_alphabet import all_encoded, decoded, encoded
from qa_service.index.vocabulary.terms import SPAN, SPAN_AT, TERM, TERM_BYTES
from qa_service.native import build
from qa_service.native.arrays import Array, Arrays, Bytes, Ints, narrow

# Small enough for four bytes to be added to a shifted hash in 64 bits, and far from 2^32: near it, letters that stand
# four apart would be added up nearly as they are, and words that differ in two of them would share their slots.
_MODULUS = 0x9E3779B1  # prime: 2^32 divided by the golden ratio, as Knuth hashes
_MULTIPLIER = 0x85EBCA6B  # MurmurHash's: spreads short words, of which many differ by one
_HASHED_BYTES = 32  # of a term, in vocabulary.c too; the rest of a longer one doesn't tell it apart
_span = SPAN.unpack_from


class Vocabulary:
    """Distinct terms, numbered in the order of their code points; their letters take a byte each (`one_byte`).

    `find` costs a hash and a comparison or two and needs no reading at start. A slot holds a term number plus one,
    zero is empty, collisions go on to the next slot; there are three slots for two terms, and a few behind the last
    so that no search comes to the end. The hash is that of `term_hashes`.
    """

    def __init__(self, text: Bytes, table: Array, slots: Ints) -> None:
        """`table`: that of all terms (`terms.TERM`), of which only the places of their letters are read."""
        # What is unpacked takes half the time of numbers out of arrays, and a question looks up thirty words.
        self._text, self._rows, self._first_in = text.data, table.view(np.uint8).data, slots.data
        self._count = len(table) - 1
        self._homes = _homes(self._count)

    @classmethod
    def from_terms(cls, terms: Iterable[str]) -> "Vocabulary":
        """A vocabulary of these terms, in any order, doubles allowed."""
        return cls.from_arrays(vocabulary_arrays(*all_encoded(sorted(set(terms)))))

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Vocabulary":
        """The vocabulary of the arrays of an index, or of `vocabulary_arrays`."""
        table = arrays.get("terms")
        if table is None:
            starts = arrays["vocabulary_offsets"]
            table = np.zeros(len(starts), TERM)
            table["start"] = starts
        return cls(arrays["vocabulary_text"], table, arrays["vocabulary_slots"])

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> str:
        return decoded(self._bytes(number))

    def _bytes(self, number: int) -> memoryview:
        start, end = _span(self._rows, number * TERM_BYTES + SPAN_AT)
        return self._text[start:end]

    def find(self, term: str) -> int:
        """The number of `term`, or -1."""
        wanted = encoded(term)
        slot = int.from_bytes(wanted[:_HASHED_BYTES], "little") * _MULTIPLIER % _MODULUS % self._homes
        while number := self._first_in[slot]:
            if self._bytes(number - 1) == wanted:
                return number - 1
            slot += 1
        return -1


def vocabulary_arrays(text: Bytes, starts: Ints) -> dict[str, Array]:
    """The arrays of distinct terms in the order of their code points: the t-th is `text[starts[t] : starts[t + 1]]`."""
    count = _homes(len(starts) - 1)
    slots = build.slots((term_hashes(text, starts) % np.uint64(count)).astype(np.int32), count)
    return {"vocabulary_text": text, "vocabulary_offsets": narrow(starts), "vocabulary_slots": slots}


def _homes(terms: int) -> int:
    """How many slots the hash leads to."""
    return terms + terms // 2 + 1


def term_hashes(text: Bytes, starts: Ints) -> Ints:
    """The hash of every term: its first bytes as one little-endian number, multiplied, modulo a prime; uint64."""
    return build.hashes(text, starts, _MULTIPLIER, _MODULUS)
