"""Vocabulary: the terms of an index, sorted, in one block of bytes with a hash table; made to be memory-mapped."""

from collections.abc import Iterable, Sequence

import numpy as np

from qa_service.index.arrays import Array, Arrays, Bytes, Ints, narrow, offsets

_MODULUS = (1 << 32) - 5  # prime, and small enough for four bytes to be added to a shifted hash in 64 bits
_HASHED_BYTES = 64  # of a term; the rest of a longer one doesn't tell it apart
_STEP_BYTES = 4  # of a term that are hashed at a time


class Vocabulary:
    """Distinct terms, numbered in the order of their UTF-8 bytes.

    `find` costs a hash and a comparison or two and needs no reading at start. A slot holds a term number plus one,
    zero is empty, collisions go on to the next slot; there are three slots for two terms, and a few behind the last
    so that no search comes to the end. The hash is that of `term_hashes`.
    """

    def __init__(self, text: Bytes, starts: Ints, slots: Ints) -> None:
        self._text = text.data
        self._offsets = starts
        self._slots = slots
        self._homes = _homes(len(starts) - 1)
        # A number out of a memoryview takes half the time of one out of an array, and a question looks up thirty words.
        self._bounds, self._first_in = starts.data, slots.data

    @classmethod
    def from_terms(cls, terms: Iterable[str]) -> "Vocabulary":
        """A vocabulary of these terms, in any order, doubles allowed."""
        return cls.from_sorted(sorted(set(terms)))

    @classmethod
    def from_sorted(cls, terms: Sequence[str]) -> "Vocabulary":
        """A vocabulary of distinct terms in the order of their code points, which is that of their bytes."""
        text = np.frombuffer("".join(terms).encode("utf-8", "surrogatepass"), np.uint8)
        heads = np.append(np.flatnonzero((text & 0xC0) != 0x80), len(text))  # where a character begins
        return cls.from_bytes(text, narrow(heads[offsets(np.fromiter(map(len, terms), np.int64, len(terms)))]))

    @classmethod
    def from_bytes(cls, text: Bytes, starts: Ints) -> "Vocabulary":
        """A vocabulary of distinct terms in the order of their bytes: the t-th is `text[starts[t] : starts[t + 1]]`."""
        terms = len(starts) - 1
        home = (term_hashes(text, starts) % np.uint64(_homes(terms))).astype(np.int64)
        home <<= 32  # and the term behind it: quicker to sort than an order of terms is to find
        home |= np.arange(terms)
        home.sort()
        order = home & ((1 << 32) - 1)
        # Linear probing for all at once: each in its home slot, or right behind the one before it.
        steps = np.arange(terms)
        slot = steps + np.maximum.accumulate((home >> 32) - steps) if terms else steps
        slots = np.zeros(max(_homes(terms), int(slot[-1]) + 1 if len(slot) else 0) + 1, np.int32)
        slots[slot] = order + 1
        return cls(text, starts, slots)

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Vocabulary":
        """The vocabulary that `arrays` gave."""
        return cls(arrays["vocabulary_text"], arrays["vocabulary_offsets"], arrays["vocabulary_slots"])

    def arrays(self) -> dict[str, Array]:
        """What has to be kept: named arrays."""
        text = np.frombuffer(self._text, np.uint8)
        return {"vocabulary_text": text, "vocabulary_offsets": self._offsets, "vocabulary_slots": self._slots}

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> str:
        return self._bytes(number).decode("utf-8", "surrogatepass")

    def _bytes(self, number: int) -> bytes:
        return self._text[self._bounds[number] : self._bounds[number + 1]].tobytes()

    def find(self, term: str) -> int:
        """The number of `term`, or -1."""
        encoded = term.encode("utf-8", "surrogatepass")
        slot = int.from_bytes(encoded[:_HASHED_BYTES], "little") % _MODULUS % self._homes
        while number := self._first_in[slot]:
            if self._bytes(number - 1) == encoded:
                return number - 1
            slot += 1
        return -1


def _homes(terms: int) -> int:
    """How many slots the hash leads to."""
    return terms + terms // 2 + 1


def term_hashes(text: Bytes, starts: Ints) -> Ints:
    """The hash of every term: its first bytes as one little-endian number, modulo a prime; uint64 below 2^32."""
    lengths = np.minimum(np.diff(starts), _HASHED_BYTES)
    padded = np.append(text, np.zeros(_STEP_BYTES, np.uint8))
    steps: Ints = np.ndarray((len(text) + 1,), "<u4", padded, strides=(1,))  # the four bytes from each place on
    hashes = np.zeros(len(lengths), np.uint64)
    for place in range((int(lengths.max(initial=0)) - 1) // _STEP_BYTES * _STEP_BYTES, -1, -_STEP_BYTES):
        longer = slice(None) if place == 0 else np.flatnonzero(lengths > place)
        beyond = _STEP_BYTES - np.minimum(lengths[longer] - place, _STEP_BYTES)
        found = steps[starts[:-1][longer] + place] & (np.uint32(0xFFFFFFFF) >> (8 * beyond).astype(np.uint32))
        hashes[longer] = (hashes[longer] << np.uint64(32) | found) % np.uint64(_MODULUS)
    return hashes
