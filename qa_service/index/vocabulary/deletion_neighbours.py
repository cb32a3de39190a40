"""Deletion neighbours: a table in which a mistyped word finds the terms one slip away, however many terms there are.

Every term is filed under a hash of itself and of itself without each one of its letters (the deletion neighbourhood of
Mor and Fraenkel 1982, "A hash code method for detecting and correcting spelling errors"). A missing, an added, a wrong
letter and two swapped ones all leave the typed word and the term with such a key in common. The hash is a polynomial
modulo 2^64, so that all the keys of a term come from sums over its letters, for all terms at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from qa_service.errors import IndexUnusableError
from qa_service.index.previous_terms import Carried
from qa_service.index.vocabulary.letters import Letters
from qa_service.native.arrays import Array, Arrays, Bools, Bytes, Ints, narrow, offsets, spans

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
_WORD = (1 << 64) - 1
_KEY_BITS, _TERM_BITS = 32, 31
_LEAST_TAG_BITS, _MOST_BUCKET_BITS = 5, 24
_TERM = (1 << _TERM_BITS) - 1
_INVERSE = pow(_BASE, -1, 1 << 64)
_LONGEST = 32  # letters; longer ones are no words
_SHORTEST_FILED, _LONGEST_FILED = 3, 20  # letters of the terms that can be near
_MOST_IN_A_BUCKET = 1 << 16  # entries; a thousand times what there are: of a damaged index it might have all
_FIRST_LETTER, _LAST_LETTER = 0x621, 0x64A
_POWERS = np.array([pow(_BASE, place, 1 << 64) for place in range(1, _LONGEST + 2)], np.uint64)
_PLACES = [int(power) for power in _POWERS]


def near_arrays(letters: Letters, held: Bools, carried: Carried | None = None) -> dict[str, Array]:
    """The table over the terms that are `held` and words of Arabic letters.

    Entries ascend by the first bits of their keys, then by their terms. The first of those bits are a place in
    `near_starts`, which says where those that begin so stand; the next ones, the tag, are kept in `near_entries` above
    the number of the term, and the rest of a key is forgotten. An entry takes three bytes or four (`_Layout`).
    """
    is_arabic = (letters.codes >= _FIRST_LETTER) & (letters.codes <= _LAST_LETTER)
    lengths = letters.lengths
    is_filed = held & letters.every(is_arabic) & (lengths >= _SHORTEST_FILED) & (lengths <= _LONGEST_FILED)
    if carried is not None:
        grown = _grown(letters, is_filed, carried)
        if grown is not None:
            return grown
    keys, terms = _entries(letters, np.flatnonzero(is_filed))
    layout = _Layout.of(len(is_filed), len(keys))
    entries = _sorted(keys, terms, layout)
    sizes = np.bincount(entries >> (layout.tag_bits + _TERM_BITS), minlength=1 << layout.bucket_bits)
    return _table(sizes, (entries >> _TERM_BITS) & layout.tag, entries & _TERM, layout)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How many bits of a key say where to look, so that about twelve entries are looked at, and how many are its tag;
    how many bits and bytes of an entry the number of its term and all of it take.
    """

    bucket_bits: int
    tag_bits: int
    term_bits: int
    width: int

    @classmethod
    def of(cls, terms: int, entries: int) -> "_Layout":
        """For so many terms and entries."""
        term_bits = terms.bit_length()
        width = 3 if term_bits + _LEAST_TAG_BITS <= 24 else 4
        return cls(_bucket_bits(entries), min(8, 8 * width - term_bits), term_bits, width)

    @property
    def tag(self) -> int:
        """The bits of a tag."""
        return (1 << self.tag_bits) - 1

    def numbers(self, packed: Bytes) -> Ints:
        """The entries as numbers, whose higher bits belong to the next one; uint32, of the same memory."""
        return np.ndarray((len(packed) // self.width,), "<u4", packed, strides=(self.width,))

    def apart(self, numbers: Ints) -> tuple[Ints, Ints]:
        """The tags and the terms of entries; uint32 and int32."""
        terms = (numbers & np.uint32((1 << self.term_bits) - 1)).view(np.int32)
        return numbers >> np.uint32(self.term_bits) & np.uint32(self.tag), terms

    def packed(self, tags: Ints, terms: Ints) -> Bytes:
        """The entries of these tags and terms, and behind them what lets the last one be read as a number."""
        numbers = tags.astype("<u4") << np.uint32(self.term_bits) | terms.astype("<u4")
        packed = np.zeros(len(numbers) * self.width + 4 - self.width, np.uint8)
        for place in range(self.width):  # each byte of all: to copy three of every four takes ten times as long
            packed[place : len(numbers) * self.width : self.width] = numbers.view(np.uint8)[place::4]
        return packed


def _entries(letters: Letters, numbers: Ints) -> tuple[Ints, Ints]:
    """The key of each of these terms, and its keys without each of its letters, int64; and whose each is."""
    own = letters.chosen(numbers)
    lengths, starts, place = own.lengths, own.starts, own.places
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(own.codes.astype(np.uint64) * _POWERS[place])))
    del place
    whole = sums[starts[1:]] - sums[starts[:-1]]
    before = sums[:-1] - np.repeat(sums[starts[:-1]], lengths)
    after = np.repeat(sums[starts[1:]], lengths) - sums[1:]
    keys = np.concatenate((whole, before + after * np.uint64(_INVERSE)))
    keys >>= np.uint64(64 - _KEY_BITS)
    return keys.view(np.int64), np.concatenate((numbers, np.repeat(numbers, lengths)))


def _sorted(keys: Ints, terms: Ints, layout: _Layout) -> Ints:
    """Entries in their order, in one number each: what is a place, the tag, the term. `keys` is overwritten."""
    keys >>= _KEY_BITS - layout.bucket_bits - layout.tag_bits
    keys <<= _TERM_BITS
    keys |= terms
    keys.sort()
    return keys


def _grown(letters: Letters, is_filed: Bools, carried: Carried) -> dict[str, Array] | None:
    """The table upon that of an earlier index; None where another number of entries takes other places."""
    packed, starts = carried.arrays["near_entries"], carried.arrays["near_starts"]
    layout = _Layout.of(len(carried.numbers), int(starts[-1]))
    tags, terms = layout.apart(layout.numbers(packed))
    terms = carried.numbers[terms]
    stays = (terms >= 0) & is_filed[terms]
    sizes = np.diff(starts)
    if not stays.all():
        gone = np.searchsorted(starts, np.flatnonzero(~stays), side="right") - 1
        sizes -= np.bincount(gone, minlength=len(sizes)).astype(sizes.dtype)
        tags, terms, starts = tags[stays], terms[stays], offsets(sizes)
    is_there = np.zeros(len(is_filed), np.bool_)
    is_there[terms] = True
    new = _sorted(*_entries(letters, np.flatnonzero(is_filed & ~is_there)), layout)
    if _Layout.of(len(is_filed), len(tags) + len(new)) != layout:
        return None
    bucket = new >> (layout.tag_bits + _TERM_BITS)
    places = _places(new, layout, starts, tags, terms)
    sizes += np.bincount(bucket, minlength=len(sizes)).astype(sizes.dtype)
    return _table(sizes, np.insert(tags, places, (new >> _TERM_BITS) & layout.tag),
                  np.insert(terms, places, new & _TERM), layout)  # fmt: skip


def _places(new: Ints, layout: _Layout, starts: Ints, tags: Ints, terms: Ints) -> Ints:
    """Before which entries of a table new ones stand."""
    bucket = new >> (layout.tag_bits + _TERM_BITS)
    touched = np.unique(bucket)
    first, last = starts[touched], starts[touched + 1]
    places = spans(first, last)
    there = np.repeat(touched, last - first) << layout.tag_bits | tags[places]
    there = there << _TERM_BITS | terms[places]
    before = offsets(last - first)[np.searchsorted(touched, bucket)]
    return np.asarray(starts[bucket] + np.searchsorted(there, new) - before)


def _table(sizes: Ints, tags: Ints, terms: Ints, layout: _Layout) -> dict[str, Array]:
    return {"near_starts": narrow(offsets(sizes)), "near_entries": layout.packed(tags, terms)}


def _bucket_bits(entries: int) -> int:
    return min(max(entries.bit_length() - 4, 0), _MOST_BUCKET_BITS)


def keys_of(word: str) -> list[int]:
    """The keys of a word and of the word without each of its letters; none for one that is too long."""
    if len(word) > _LONGEST:
        return []
    parts = [ord(letter) * power for letter, power in zip(word, _PLACES, strict=False)]
    total = sum(parts)
    keys = [(total & _WORD) >> 32]
    before = 0
    for part in parts:
        after = total - before - part
        keys.append((before + after * _INVERSE & _WORD) >> 32)
        before += part
    return keys


def sharing(arrays: Arrays, words: Iterable[str]) -> list[int]:
    """The distinct numbers of the terms that share a key with one of the words; some of them by accident."""
    keys = np.array(list({key for word in words for key in keys_of(word)}), np.int64)
    packed, starts = arrays["near_entries"], arrays["near_starts"]
    layout = _Layout.of(len(arrays["terms"]) - 1, int(starts[-1]))
    bits = layout.bucket_bits
    bucket = keys >> (_KEY_BITS - bits)
    first, last = starts[bucket], starts[bucket + 1]
    if (last < first).any() or (last - first > _MOST_IN_A_BUCKET).any() or (first < 0).any():
        raise IndexUnusableError("The near words of the index are damaged.")
    tags, terms = layout.apart(layout.numbers(packed)[spans(first, last)])
    wanted = np.repeat((keys >> (_KEY_BITS - bits - layout.tag_bits)) & layout.tag, last - first)
    return list(dict.fromkeys(terms[tags == wanted].tolist()))
